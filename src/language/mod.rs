//! `Language`, its detection, and `Prose`: an article's words as both taggers see them.

pub mod analyze;
pub mod calendar;
pub mod dateline;
pub mod sentence;
pub mod stem;
pub mod token;
pub mod vectors;
mod words;

use std::fmt;

use crate::article::Article;
use crate::language::dateline::Dateline;
use crate::language::sentence::Sentence;
use crate::language::token::Token;

/// One row of [`LANGUAGES`].
#[derive(Debug)]
pub struct Row {
    /// ISO 639-1 where there is one, else 639-3.
    pub code: &'static str,
    /// ISO 639-3, as the detector says it.
    pub long_code: &'static str,
    /// The English name.
    pub name: &'static str,
}

macro_rules! languages {
    ($($code:literal $long:literal $name:literal,)*) => {
        /// Every language that can be told, the unknown one first.
        pub const LANGUAGES: &[Row] = &[
            $(Row { code: $code, long_code: $long, name: $name },)*
        ];
    };
}

languages! {
    "und" "und" "unknown",
    "af" "afr" "Afrikaans",
    "ak" "aka" "Akan",
    "am" "amh" "Amharic",
    "ar" "ara" "Arabic",
    "az" "aze" "Azerbaijani",
    "be" "bel" "Belarusian",
    "bg" "bul" "Bulgarian",
    "bn" "ben" "Bengali",
    "ca" "cat" "Catalan",
    "cs" "ces" "Czech",
    "cy" "cym" "Welsh",
    "da" "dan" "Danish",
    "de" "deu" "German",
    "el" "ell" "Greek",
    "en" "eng" "English",
    "eo" "epo" "Esperanto",
    "es" "spa" "Spanish",
    "et" "est" "Estonian",
    "fa" "pes" "Persian",
    "fi" "fin" "Finnish",
    "fr" "fra" "French",
    "gu" "guj" "Gujarati",
    "ha" "hau" "Hausa",
    "he" "heb" "Hebrew",
    "hi" "hin" "Hindi",
    "hr" "hrv" "Croatian",
    "hu" "hun" "Hungarian",
    "hy" "hye" "Armenian",
    "id" "ind" "Indonesian",
    "ig" "ibo" "Igbo",
    "it" "ita" "Italian",
    "ja" "jpn" "Japanese",
    "jv" "jav" "Javanese",
    "ka" "kat" "Georgian",
    "km" "khm" "Khmer",
    "kn" "kan" "Kannada",
    "ko" "kor" "Korean",
    "la" "lat" "Latin",
    "lg" "lug" "Ganda",
    "ln" "lin" "Lingala",
    "lt" "lit" "Lithuanian",
    "lv" "lav" "Latvian",
    "mk" "mkd" "Macedonian",
    "ml" "mal" "Malayalam",
    "mr" "mar" "Marathi",
    "my" "mya" "Burmese",
    "nb" "nob" "Norwegian",
    "ne" "nep" "Nepali",
    "nl" "nld" "Dutch",
    "om" "orm" "Oromo",
    "or" "ori" "Odia",
    "pa" "pan" "Punjabi",
    "pcm" "pcm" "Nigerian Pidgin",
    "pl" "pol" "Polish",
    "pt" "por" "Portuguese",
    "rn" "run" "Rundi",
    "ro" "ron" "Romanian",
    "ru" "rus" "Russian",
    "rw" "kin" "Kinyarwanda",
    "si" "sin" "Sinhala",
    "sk" "slk" "Slovak",
    "sl" "slv" "Slovenian",
    "sn" "sna" "Shona",
    "so" "som" "Somali",
    "sr" "srp" "Serbian",
    "sv" "swe" "Swedish",
    "sw" "swa" "Swahili",
    "ta" "tam" "Tamil",
    "te" "tel" "Telugu",
    "th" "tha" "Thai",
    "ti" "tir" "Tigrinya",
    "tk" "tuk" "Turkmen",
    "tl" "tgl" "Tagalog",
    "tr" "tur" "Turkish",
    "uk" "ukr" "Ukrainian",
    "ur" "urd" "Urdu",
    "uz" "uzb" "Uzbek",
    "vi" "vie" "Vietnamese",
    "xh" "xho" "Xhosa",
    "yi" "yid" "Yiddish",
    "yo" "yor" "Yoruba",
    "zh" "cmn" "Chinese",
    "zu" "zul" "Zulu",
}

/// The codes of all languages, each as one number.
static KEYS: [u32; LANGUAGES.len()] = {
    let mut keys = [0; LANGUAGES.len()];
    let mut row = 0;
    while row < keys.len() {
        keys[row] = key(LANGUAGES[row].code);
        row += 1;
    }
    keys
};

/// The letters of a code as a number. Codes have two or three; what has more is none.
const fn key(code: &str) -> u32 {
    let code = code.as_bytes();
    let (mut key, mut at) = (1, 0);
    while at < code.len() {
        key = if at < 3 { key << 8 | code[at] as u32 } else { u32::MAX };
        at += 1;
    }
    key
}

/// A language: a row of [`LANGUAGES`].
#[derive(Clone, Copy, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Language(u8);

impl Language {
    /// The one that could not be told.
    pub const UNKNOWN: Language = Language(0);

    /// English.
    pub const ENGLISH: Language = Language::at("en");

    /// The language of a literal code; a code that is not in the table does not compile.
    const fn at(code: &str) -> Language {
        let mut row = 0;
        while row < LANGUAGES.len() {
            if KEYS[row] == key(code) {
                #[expect(clippy::cast_possible_truncation, reason = "the table is short")]
                return Language(row as u8);
            }
            row += 1;
        }
        panic!("no such language");
    }

    /// Reads `en`, `eng`, `en-GB`, `EN_us`, `English`; `None` where the language is not known.
    pub fn from_name(name: &str) -> Option<Language> {
        let name = name.trim();
        let main = name.split(['-', '_']).next().unwrap_or_default();
        let row = LANGUAGES.iter().position(|row| {
            row.code.eq_ignore_ascii_case(main)
                || row.long_code.eq_ignore_ascii_case(main)
                || row.name.eq_ignore_ascii_case(name)
        })?;
        u8::try_from(row).ok().map(Language)
    }

    /// The language with this very [`code`](Language::code).
    pub fn from_code(code: &str) -> Option<Language> {
        let key = key(code);
        let row = KEYS.iter().position(|it| *it == key)?;
        u8::try_from(row).ok().map(Language)
    }

    /// ISO 639-1 where there is one, else 639-3; `und` for the unknown one.
    pub fn code(self) -> &'static str {
        LANGUAGES[usize::from(self.0)].code
    }

    /// The English name.
    pub fn name(self) -> &'static str {
        LANGUAGES[usize::from(self.0)].name
    }

    /// The language of a text, by its function words, letters and trigrams.
    ///
    /// A stated language wins; else the first 2,000 bytes or so decide, and where they leave a
    /// doubt the language is unknown.
    pub fn detect(stated: Option<&str>, title: &str, body: &str) -> Language {
        if let Some(language) = stated.and_then(Language::from_name) {
            return language;
        }
        let mut sample = String::with_capacity(2_200);
        sample.push_str(head(title, 200));
        sample.push('\n');
        sample.push_str(head(body, 2_000));
        // Function words first: they settle English that is half figures and names, and the
        // languages that the trigram detector does not know.
        if let Some(language) = words::detect(&sample) {
            return language;
        }
        let Some(guess) = whatlang::detect(&sample) else { return Language::UNKNOWN };
        let english = guess.lang() == whatlang::Lang::Eng;
        if !english && !guess.is_reliable() && guess.confidence() <= 0.5 {
            return Language::UNKNOWN;
        }
        Language::from_name(guess.lang().code()).unwrap_or(Language::UNKNOWN)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// At most `bytes_max` bytes from the start of `text`, cut on a character bound.
fn head(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// One field of an article, taken apart once for all who read it.
#[derive(Debug, Default)]
pub struct Text<'a> {
    /// The whole text; all spans are byte offsets into it.
    pub text: &'a str,
    /// Its words, numbers and marks in order.
    pub tokens: Vec<Token>,
    /// Its sentences in order, each a range of tokens.
    pub sentences: Vec<Sentence>,
}

impl<'a> Text<'a> {
    /// Takes `text` apart.
    pub fn new(text: &'a str) -> Text<'a> {
        let tokens = token::tokenize(text);
        let sentences = sentence::split(text, &tokens);
        Text { text, tokens, sentences }
    }

    /// The same of a text with the same letters.
    fn with(self, text: &str) -> Text<'_> {
        Text { text, tokens: self.tokens, sentences: self.sentences }
    }

    /// The characters of a token.
    #[inline]
    pub fn of(&self, token: &Token) -> &'a str {
        token.span().of(self.text).unwrap_or_default()
    }

    /// The number of the sentence that the byte at `offset` stands in.
    pub fn sentence_at(&self, offset: u32) -> usize {
        let after = self.sentences.partition_point(|it| it.span.start <= offset);
        after.saturating_sub(1)
    }
}

/// An article's words as both taggers see them.
#[derive(Debug)]
pub struct Prose<'a> {
    /// The headline; empty where it also opens the body, so that nothing is tagged twice.
    pub title: Text<'a>,
    /// The text.
    pub body: Text<'a>,
    /// The language of both.
    pub language: Language,
    /// Where the body opens with "PESHAWAR, Pakistan, Dec 12 (AP) -": its parts, in the body.
    pub dateline: Option<Dateline>,
}

impl<'a> Prose<'a> {
    /// Reads `article`.
    pub fn new(article: &'a Article) -> Prose<'a> {
        let language = Language::detect(article.language.as_deref(), &article.title, &article.body);
        let title = Text::new(title(article));
        let body = Text::new(&article.body);
        let dateline = dateline::find(&body);
        Prose { title, body, language, dateline }
    }

    /// The same without the letters of the article, to be kept beside it.
    pub(crate) fn apart(self) -> Prose<'static> {
        Prose { title: self.title.with(""), body: self.body.with(""), ..self }
    }

    /// The same with the letters of the article that it was made of.
    pub(crate) fn with(self, article: &Article) -> Prose<'_> {
        Prose {
            title: self.title.with(title(article)),
            body: self.body.with(&article.body),
            ..self
        }
    }
}

/// See [`Prose::title`].
fn title(article: &Article) -> &str {
    if article.body.starts_with(&article.title) { "" } else { &article.title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Language::from_name("en-GB"), Some(Language::ENGLISH));
        assert_eq!(Language::from_name("English"), Some(Language::ENGLISH));
        assert_eq!(Language::from_name("ENG"), Some(Language::ENGLISH));
        assert_eq!(Language::from_name("klingon"), None);
    }

    #[test]
    fn every_language_is_found_by_its_code() {
        for row in LANGUAGES {
            assert_eq!(Language::from_code(row.code).map(Language::code), Some(row.code));
        }
        for none in ["xx", "", "\0en", "engl", "english"] {
            assert_eq!(Language::from_code(none), None);
        }
    }

    #[test]
    fn every_detected_language_has_a_row() {
        for language in whatlang::Lang::all() {
            assert!(Language::from_name(language.code()).is_some(), "{language}");
        }
    }

    #[test]
    fn detection() {
        let english = "Militants killed at least 23 soldiers in an attack on a police station.";
        assert_eq!(Language::detect(None, "", english), Language::ENGLISH);
        let german = "Bei einem Angriff auf eine Polizeiwache sind mindestens 23 Soldaten getötet.";
        assert_eq!(Language::detect(None, "", german).code(), "de");
        assert_eq!(Language::detect(Some("fr-CA"), "", english).code(), "fr");
        assert_eq!(Language::detect(None, "", ""), Language::UNKNOWN);
        let swahili = "Watu wengi walikuwa katika soko hilo lakini kwa miaka miwili hiyo kuhusu";
        assert_eq!(Language::detect(None, "", swahili).code(), "sw");
        // Too short, and too full of figures, for function words alone.
        for english in [
            "Nine miners still missing after second blast",
            "Q3 loss 0.12 dlrs a share vs 0.31\nNet loss 1,210,400 vs 3,100,250\nThird quarter",
        ] {
            assert_eq!(Language::detect(None, "", english), Language::ENGLISH, "{english}");
        }
        let german = "Zur „Nacht der Museen“ kamen 4.200 Gäste, 310 mehr als 2019";
        assert_eq!(Language::detect(None, "", german).code(), "de");
    }

    #[test]
    fn neighbours_are_not_mistaken() {
        for (code, text) in [
            (
                "ca",
                "Els bombers han apagat l'incendi que va cremar les muntanyes del nord, però \
                    encara hi ha gent que no pot tornar a casa seva perquè hi ha talls.",
            ),
            (
                "pt",
                "Os bombeiros apagaram o incêndio que queimou a serra, mas ainda há pessoas que \
                    não podem voltar para casa porque as estradas estão cortadas, disse ele.",
            ),
            (
                "nl",
                "De brandweer heeft het vuur in de bergen geblust, maar er zijn nog mensen die \
                    niet naar huis kunnen omdat de wegen zijn afgesloten, zei de burgemeester.",
            ),
            (
                "sv",
                "Brandkåren har släckt elden i bergen, men det finns fortfarande folk som inte kan \
                    komma hem eftersom vägarna är avstängda, sade borgmästaren till tidningen.",
            ),
            (
                "ro",
                "Pompierii au stins focul care a ars munții din nord, dar mai sunt oameni care nu \
                    se pot întoarce acasă pentru că drumurile sunt închise, a spus primarul.",
            ),
            (
                "pl",
                "Strażacy ugasili pożar w górach na północy kraju, ale są jeszcze ludzie, którzy \
                    nie mogą wrócić do domu, ponieważ drogi są zamknięte, powiedział burmistrz.",
            ),
        ] {
            assert_eq!(Language::detect(None, "", text).code(), code, "{text}");
        }
    }
}
