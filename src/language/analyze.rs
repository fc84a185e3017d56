//! The analyzer that ingest, query and snippets share: text to terms.
//!
//! [`Words`] finds the words, [`Stemmer`] makes them terms, and
//! [`Analyzer`] joins the two. All must give the same on both sides of the index: what changes
//! here changes [`FINGERPRINT`].
//!
//! A word is a run of letters, digits and marks. Apostrophes between letters belong to it, and the
//! English `'s` is dropped; `U.S.` is `u.s`, `1,000` is `1000`, `2.5` stays. Chinese, Japanese and
//! Thai have no spaces, and Korean writes particles onto its words: there each pair of neighbours
//! is a word.

use std::ops::Range;

use crate::language::stem::Stemmer;
use crate::language::{Language, token};
use crate::text::{self, Span};

/// Names this analyzer: an index made by another one is not searched. Raise it with every change
/// that gives another term for any text.
pub const FINGERPRINT: &str = "dateline-analyzer-2";

/// The words of a text, one at a time, without allocating for each.
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    /// The text with its ASCII letters in lower case, so that most words can be read where they
    /// stand; then the words that cannot, one after the other.
    letters: String,
    /// Where the word that was found is there.
    found: Range<usize>,
    /// A word while it is made.
    lower: String,
    span: Span,
    position: Option<u32>,
}

impl<'t> Words<'t> {
    /// The words of `text`.
    pub fn new(text: &'t str) -> Words<'t> {
        Words {
            text,
            at: 0,
            letters: text.to_ascii_lowercase(),
            found: 0..0,
            lower: String::new(),
            span: Span::default(),
            position: None,
        }
    }

    /// Finds the next word; `false` at the end.
    pub fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if IS_ALPHANUMERIC[usize::from(byte)] {
                self.word();
                return true;
            }
            if byte < 0x80 {
                self.at += 1;
                continue;
            }
            let letter = self.letter(self.at);
            if is_unspaced(letter) {
                self.pair(letter);
                return true;
            }
            if text::is_letter_or_figure(letter) || is_joiner(letter) {
                self.word();
                return true;
            }
            self.at += letter.len_utf8();
        }
        false
    }

    /// The word, in lower case with its diacritics.
    pub fn lower(&self) -> &str {
        self.letters.get(self.found.clone()).unwrap_or_default()
    }

    /// The letters of all words so far, and where in them those of this word are.
    pub(crate) fn letters(&self) -> (&str, Range<usize>) {
        (&self.letters, self.found.clone())
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Its number in the text, from 0.
    pub fn position(&self) -> u32 {
        self.position.unwrap_or(0)
    }

    fn letter(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }

    /// Notes that a word was found; its letters are those of the text.
    fn plain(&mut self, start: usize, end: usize) {
        self.found = start..end;
        self.stands(start, end);
    }

    /// Notes that a word was found; its letters have been made.
    fn made(&mut self, start: usize, end: usize) {
        let at = self.letters.len();
        self.letters.push_str(&self.lower);
        self.found = at..self.letters.len();
        self.stands(start, end);
    }

    fn stands(&mut self, start: usize, end: usize) {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.span = Span { start: offset(start), end: offset(end) };
        self.position = Some(self.position.map_or(0, |it| it.saturating_add(1)));
    }

    /// Takes the word that starts here.
    fn word(&mut self) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut at = run_end(bytes, start);
        if !bytes.get(at).is_some_and(|it| *it >= 0x80 || self.joins(at, 1)) {
            self.at = at;
            return self.plain(start, at);
        }
        self.lower.clear();
        self.lower.push_str(self.letters.get(start..at).unwrap_or_default());
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                let end = run_end(bytes, at);
                self.lower.push_str(self.letters.get(at..end).unwrap_or_default());
                at = end;
            } else if byte >= 0x80 {
                let letter = self.letter(at);
                if letter == '’' && self.joins(at, letter.len_utf8()) {
                    self.lower.push('\'');
                } else if matches!(letter, '\u{066B}' | '\u{066C}') && self.is_within_number(at) {
                    // The marks of Arabic figures.
                    self.lower.extend((letter == '\u{066B}').then_some('.'));
                } else if is_unspaced(letter)
                    || !(text::is_letter_or_figure(letter) || is_joiner(letter))
                {
                    break;
                } else {
                    lower_into(letter, &mut self.lower);
                }
                at += letter.len_utf8();
            } else if self.joins(at, 1) {
                if byte != b',' {
                    self.lower.push(char::from(byte));
                }
                at += 1;
            } else {
                break;
            }
        }
        self.at = at;
        let mut end = at;
        if let Some(kept) = self.lower.strip_suffix("'s") {
            // `’` has three bytes, `'` one; the `s` may be a capital.
            let mark = if bytes.get(at.wrapping_sub(2)) == Some(&b'\'') { 1 } else { 3 };
            end = at - 1 - mark;
            self.lower.truncate(kept.len());
        }
        self.made(start, end);
    }

    /// Whether the mark at `at`, `length` bytes long, joins what stands around it to one word.
    fn joins(&self, at: usize, length: usize) -> bool {
        let bytes = self.text.as_bytes();
        let mark = bytes.get(at).copied().unwrap_or(0);
        if !matches!(mark, b'\'' | b',' | b'.' | 0xE2) {
            return false;
        }
        let (Some(&before), Some(&after)) =
            (at.checked_sub(1).and_then(|it| bytes.get(it)), bytes.get(at + length))
        else {
            return false;
        };
        let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        match mark {
            b'\'' | 0xE2 => is_letter(before) && is_letter(after) && self.continues(at + length),
            b',' => {
                // Thousands: exactly three digits follow.
                let digits = bytes.get(at + 1..).unwrap_or_default();
                let run = digits.iter().take(4).take_while(|it| it.is_ascii_digit()).count();
                before.is_ascii_digit() && run == 3
            }
            b'.' if before.is_ascii_digit() => after.is_ascii_digit(),
            // Initials: one letter before and one after, as in `U.S.` and `e.g.`
            b'.' => {
                let alone = |it: Option<&u8>| !it.is_some_and(|it| is_letter(*it));
                before.is_ascii_alphabetic()
                    && after.is_ascii_alphabetic()
                    && alone(at.checked_sub(2).and_then(|it| bytes.get(it)))
                    && alone(bytes.get(at + 2))
            }
            _ => false,
        }
    }

    /// Whether the character at `at` goes on with a word.
    fn continues(&self, at: usize) -> bool {
        let letter = self.letter(at);
        text::is_letter_or_figure(letter) && !is_unspaced(letter)
    }

    /// Whether a figure stands before and after the letter of two bytes at `at`.
    fn is_within_number(&self, at: usize) -> bool {
        self.lower.ends_with(|it: char| it.is_ascii_digit()) && self.letter(at + 2).is_numeric()
    }

    /// Takes the pair of unspaced letters that starts here; the last of a run pairs with the one
    /// before it, and is a word of its own only where it stands alone.
    fn pair(&mut self, first: char) {
        let start = self.at;
        let second_at = start + first.len_utf8();
        let second = self.letter(second_at);
        self.lower.clear();
        lower_into(first, &mut self.lower);
        let mut end = second_at;
        self.at = second_at;
        if is_unspaced(second) {
            lower_into(second, &mut self.lower);
            end = second_at + second.len_utf8();
            if !is_unspaced(self.letter(end)) {
                self.at = end;
            }
        }
        self.made(start, end);
    }
}

/// Where the run of ASCII letters and digits ends that goes on at `at`.
fn run_end(bytes: &[u8], mut at: usize) -> usize {
    // Eight are looked at together: where a word ends cannot be foreseen.
    let (eights, rest) = bytes.get(at..).unwrap_or_default().as_chunks();
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let figures = token::are_within(eight, b'0', b'9') & !eight;
        let others = !(token::are_letters(eight) | figures) & token::HIGH_BITS;
        at += others.trailing_zeros() as usize / 8;
        if others != 0 {
            return at;
        }
    }
    let run = rest.iter().position(|it| !IS_ALPHANUMERIC[usize::from(*it)]);
    at + run.unwrap_or(rest.len())
}

/// Which bytes are ASCII letters and digits.
const IS_ALPHANUMERIC: [bool; 256] = {
    let mut is_alphanumeric = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        is_alphanumeric[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    is_alphanumeric
};

/// Scripts that write no spaces between words, and Hangul.
fn is_unspaced(letter: char) -> bool {
    matches!(letter as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF
        | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Marks within words: combining marks, and the joiners of Arabic and Indic scripts.
fn is_joiner(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
        || matches!(letter, '\u{00AD}' | '\u{200C}' | '\u{200D}')
}

/// One letter in lower case, with the variants of a letter that are typed for each other made one
/// (Arabic and Ethiopic ones that sound alike, the hooked ones of Hausa, the nasals and dotted
/// letters of Hindi) and those of digits, and what only shapes a word (soft hyphens, joiners,
/// tatweel) left out.
fn lower_into(letter: char, lower: &mut String) {
    match letter {
        '\u{00AD}' | '\u{200C}' | '\u{200D}' | '\u{0640}' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => lower.push('ا'),
        'ى' | 'ی' | 'ې' => lower.push('ي'),
        'ک' => lower.push('ك'),
        'ہ' | 'ھ' | 'ة' | 'ۃ' => lower.push('ه'),
        '\u{0660}'..='\u{0669}' => lower.push(digit(letter, 0x0660)),
        '\u{06F0}'..='\u{06F9}' => lower.push(digit(letter, 0x06F0)),
        '\u{0966}'..='\u{096F}' => lower.push(digit(letter, 0x0966)),
        '\u{09E6}'..='\u{09EF}' => lower.push(digit(letter, 0x09E6)),
        '\u{FF10}'..='\u{FF19}' => lower.push(digit(letter, 0xFF10)),
        'ɓ' | 'Ɓ' => lower.push('b'),
        'ɗ' | 'Ɗ' | 'ɖ' | 'Ɖ' => lower.push('d'),
        'ɛ' | 'Ɛ' => lower.push('e'),
        'ƙ' | 'Ƙ' => lower.push('k'),
        'ŋ' | 'Ŋ' => lower.push('n'),
        'ɔ' | 'Ɔ' => lower.push('o'),
        'ƴ' | 'Ƴ' => lower.push('y'),
        // Devanagari, as Lucene's `HindiNormalizer` has it, but for the vowels.
        'ँ' => lower.push('ं'),
        '\u{093C}' => {}
        '\u{0929}' => lower.push('न'),
        '\u{0931}' => lower.push('र'),
        '\u{0934}' => lower.push('ळ'),
        '\u{0958}'..='\u{095F}' => lower.extend(DOTTED.get(letter as usize - 0x0958)),
        '्' if lower.ends_with('न') => {
            lower.pop();
            lower.push('ं');
        }
        '\u{1200}'..='\u{1346}' => lower.push(ethiopic(letter)),
        letter => lower.extend(letter.to_lowercase()),
    }
}

/// The letters U+0958 to U+095F without their dots.
const DOTTED: [char; 8] = ['क', 'ख', 'ग', 'ज', 'ड', 'ढ', 'फ', 'य'];

/// Of the Ethiopic letters that sound alike in Amharic the commonest.
fn ethiopic(letter: char) -> char {
    let number = letter as u32;
    let alike = match number {
        // `ሃ`, `ሐ`, `ሓ`, `ኀ`, `ኃ` sound as `ሀ` does; so the other vowels.
        0x1203 | 0x1210 | 0x1213 | 0x1280 | 0x1283 => 0x1200,
        0x1211..=0x1216 => number - 0x1210 + 0x1200,
        0x1281..=0x1286 => number - 0x1280 + 0x1200,
        0x1220..=0x1227 => number - 0x1220 + 0x1230,
        0x12A3 | 0x12D0 | 0x12D3 => 0x12A0,
        0x12D1..=0x12D6 => number - 0x12D0 + 0x12A0,
        0x1340..=0x1346 => number - 0x1340 + 0x1338,
        _ => number,
    };
    char::from_u32(alike).unwrap_or(letter)
}

fn digit(letter: char, zero: u32) -> char {
    char::from_digit((letter as u32).wrapping_sub(zero), 10).unwrap_or(letter)
}

/// One term of a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Term<'a> {
    /// The stem, folded: what is indexed and ranked.
    pub stem: &'a str,
    /// The stem that a reader who types no diacritics would give, where it is another one. It
    /// stands at the same position.
    pub bare: Option<&'a str>,
    /// The word itself, folded: what wildcards, fuzzy words and suggestions look at.
    pub surface: &'a str,
    /// Where it stands.
    pub span: Span,
    /// Its number in the text, from 0.
    pub position: u32,
}

/// What some stems begin with: the first two letters of each.
#[derive(Clone, Debug)]
pub struct Beginnings {
    /// By the first byte, a bit for each second one; those that are 32 apart share it. All are set
    /// where a stem has no second one.
    seconds: [u32; 256],
}

impl Beginnings {
    /// Of these stems.
    pub fn of<'s>(stems: impl Iterator<Item = &'s str>) -> Beginnings {
        let mut seconds = [0; 256];
        for stem in stems {
            let mut bytes = stem.bytes();
            let first = bytes.next().unwrap_or(0);
            seconds[usize::from(first)] |= bytes.next().map_or(u32::MAX, bit);
        }
        Beginnings { seconds }
    }

    /// Whether one of the stems may be that of a word of which so many letters are kept.
    fn are_like(&self, lower: &str, kept: usize) -> bool {
        let mut bytes = lower.bytes().take(kept);
        let Some(first) = bytes.next() else { return true };
        self.seconds[usize::from(first)] & bytes.next().map_or(u32::MAX, bit) != 0
    }
}

fn bit(second: u8) -> u32 {
    1 << (second % 32)
}

/// Text to terms, for one language. Keep one and use it again: it remembers stems.
pub struct Analyzer {
    stemmer: Stemmer,
    bare: String,
    surface: String,
}

impl Analyzer {
    /// The analyzer of `language`.
    pub fn new(language: Language) -> Analyzer {
        Analyzer { stemmer: Stemmer::new(language), bare: String::new(), surface: String::new() }
    }

    /// Gives every term of `text` to `take`, in order.
    pub fn each(&mut self, text: &str, mut take: impl FnMut(Term<'_>)) {
        let mut words = Words::new(text);
        while words.advance() {
            take(self.term(words.lower(), words.span(), words.position()));
        }
    }

    /// As [`Analyzer::each`], for one who looks for some stems only: a word that cannot have one
    /// that begins as they do comes as its own stem, which is faster, and `take` is told so.
    pub fn each_like(
        &mut self,
        text: &str,
        beginnings: &Beginnings,
        mut take: impl FnMut(Term<'_>, bool),
    ) {
        let mut words = Words::new(text);
        while words.advance() {
            let (lower, span, position) = (words.lower(), words.span(), words.position());
            if beginnings.are_like(lower, self.stemmer.letters_kept(lower)) {
                take(self.term(lower, span, position), true);
            } else {
                take(Term { stem: lower, bare: None, surface: lower, span, position }, false);
            }
        }
    }

    /// The term of one word as [`Words`] gives it.
    pub fn term<'a>(&'a mut self, lower: &'a str, span: Span, position: u32) -> Term<'a> {
        if lower.is_ascii() {
            let stem = self.stemmer.stem(lower);
            return Term { stem, bare: None, surface: lower, span, position };
        }
        self.surface.clear();
        text::fold_into(lower, &mut self.surface);
        self.bare.clear();
        self.bare.push_str(self.stemmer.stem(&self.surface));
        let stem = self.stemmer.stem(lower);
        let bare = (stem != self.bare).then_some(&*self.bare);
        Term { stem, bare, surface: &self.surface, span, position }
    }

    /// The terms that one word of a query stands for: for each of its words (CJK text and `U.S.`
    /// style forms may make several) the stems to look for, any of which will do.
    ///
    /// Initials stand for their plural, too, and the other way round: stems are made for words, and
    /// part `NGO` from `NGOs`, `MP` from `MPs` and `IED` from `IEDs`.
    pub fn query(&mut self, word: &str) -> Vec<Vec<String>> {
        let mut terms = Vec::new();
        let mut others = Vec::new();
        self.each(word, |term| {
            let mut any = vec![term.stem.to_owned()];
            any.extend(term.bare.map(str::to_owned));
            others.push(term.span.of(word).and_then(other_number));
            terms.push(any);
        });
        for (any, other) in terms.iter_mut().zip(others) {
            let Some(other) = other else { continue };
            let stem = self.stemmer.stem(&other);
            if !any.iter().any(|it| it == stem) {
                any.push(stem.to_owned());
            }
        }
        terms
    }
}

/// The plural of `NGO`, the singular of `NGOs`, in lower case; nothing for other words.
fn other_number(word: &str) -> Option<String> {
    let initials = |it: &str| it.len() > 1 && it.bytes().all(|it| it.is_ascii_uppercase());
    match word.strip_suffix('s') {
        Some(one) => initials(one).then(|| one.to_ascii_lowercase()),
        // `US` is no one of several `USS`.
        None if initials(word) && !word.ends_with('S') => {
            Some(format!("{}s", word.to_ascii_lowercase()))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_they_end_one_by_one() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = *b"a0bYc9dWeVfU1ThSi8jQ";
                bytes[at] = byte;
                for start in [0, 3, at] {
                    let run = bytes[start..].iter().take_while(|it| it.is_ascii_alphanumeric());
                    assert_eq!(run_end(&bytes, start), start + run.count(), "{bytes:?} {start}");
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_word_with_a_stem_looked_for_is_passed_over(
            text in "([a-zA-Zäéñ]{1,3}(y|ing|ies|es|ern|amente)? ){1,12}",
            looked_for in 0_usize..12,
        ) {
            for code in ["en", "de", "es", "pt", "fr", "und"] {
                let mut analyzer = Analyzer::new(Language::from_code(code).unwrap());
                let mut stems = Vec::new();
                analyzer.each(&text, |it| {
                    stems.push((it.stem.to_owned(), it.bare.map(str::to_owned), it.span));
                });
                let (stem, bare, _) = stems[looked_for % stems.len()].clone();
                let stem = bare.unwrap_or(stem);
                let beginnings = Beginnings::of(std::iter::once(&*stem));
                let mut expected = stems.iter();
                analyzer.each_like(&text, &beginnings, |it, may_be_one| {
                    let (own, bare, span) = expected.next().unwrap();
                    assert_eq!(it.span, *span);
                    assert!(may_be_one || (*own != stem && bare.as_ref() != Some(&stem)), "{text}");
                    assert!(!may_be_one || it.stem == own, "{text}");
                });
                assert_eq!(expected.next(), None);
            }
        }
    }

    #[track_caller]
    fn check(language: &str, text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        Analyzer::new(Language::from_name(language).unwrap())
            .each(text, |term| found.push(term.stem.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn terms() {
        check(
            "en",
            "Militants attacked Pakistan's police",
            &["milit", "attack", "pakistan", "polic"],
        );
        check("en", "don't PAKISTAN’S O’Brien", &["don't", "pakistan", "o'brien"]);
        check(
            "en",
            "the U.S. in 1,000 of 2.5 C++",
            &["the", "u.s", "in", "1000", "of", "2.5", "c"],
        );
        check(
            "en",
            "police.The AT&T 9/11 F-16",
            &["polic", "the", "at", "t", "9", "11", "f", "16"],
        );
        check("en", "in 2021,2022 and 1,2", &["in", "2021", "2022", "and", "1", "2"]);
        check("de", "Die Häuser", &["die", "haus"]);
        check("und", "東京都 で x", &["東京", "京都", "で", "x"]);
        check("und", "٢٠٢٣ أحمد", &["2023", "احمد"]);
        check("en", "", &[]);
    }

    #[test]
    fn letters_that_are_typed_for_each_other() {
        check("ha", "ƙauye Ɓarayin ɗaukar Ƴan", &["kauye", "barayin", "daukar", "yan"]);
        check("ha", "jami’an", &["jami'an"]);
        check("yo", "Ìjọba ẹ̀kọ́ ọmọ ń", &["ijoba", "eko", "omo", "n"]);
        check("ig", "Ndị ọrụ Gọvanọ", &["ndi", "oru", "govano"]);
        check("am", "ሦስት ሶስት ፀሐፊ ጸሀፊ ዓለም አለም", &["ሶስት", "ሶስት", "ጸሀፊ", "ጸሀፊ", "አለም", "አለም"]);
        check(
            "und",
            "हिन्दी हिंदी पहुँच पहुंच ख़तरा खतरा",
            &["हिंदी", "हिंदी", "पहुंच", "पहुंच", "खतरा", "खतरा"],
        );
        check("und", "बाढ़ बाढ\u{093C} बाढ ५०", &["बाढ", "बाढ", "बाढ", "50"]);
        check("und", "۶٫۳ ١٬٠٠٠ كتابٌ، علي علی", &["6.3", "1000", "كتاب", "علي", "علي"]);
        check("ko", "경찰은 경찰 서울역", &["경찰", "찰은", "경찰", "서울", "울역"]);
    }

    #[test]
    fn words_without_diacritics_find_words_with_them() {
        let mut analyzer = Analyzer::new(Language::from_name("es").unwrap());
        let mut indexed = Vec::new();
        analyzer.each("situación", |term| {
            indexed.push(term.stem.to_owned());
            indexed.extend(term.bare.map(str::to_owned));
        });
        for word in ["situacion", "situación", "SITUACIÓN"] {
            let asked = analyzer.query(word);
            assert!(asked[0].iter().any(|it| indexed.contains(it)), "{word}: {asked:?}");
        }
    }

    #[test]
    fn initials_and_their_plurals_find_each_other() {
        let mut analyzer = Analyzer::new(Language::ENGLISH);
        for (one, many) in [("IED", "IEDs"), ("MP", "MPs"), ("NGO", "NGOs"), ("UAV", "UAVs")] {
            for (text, asked) in [(one, many), (many, one)] {
                let mut indexed = Vec::new();
                analyzer.each(text, |term| indexed.push(term.stem.to_owned()));
                let asked = analyzer.query(asked);
                assert!(asked[0].contains(&indexed[0]), "{text}: {asked:?}");
            }
        }
        assert_eq!(analyzer.query("US"), [["us"]]);
        assert_eq!(analyzer.query("mps"), [["mps"]]);
        assert_eq!(analyzer.query("NATO"), [["nato"]]);
    }

    proptest::proptest! {
        #[test]
        fn spans_are_sound(text in "[a-zA-Z'’., 0-9éß東京ا-ي]{0,60}|\\PC{0,60}") {
            let mut words = Words::new(&text);
            let mut last = (0, None);
            while words.advance() {
                let (span, position) = (words.span(), words.position());
                proptest::prop_assert!(span.of(&text).is_some_and(|it| !it.is_empty()));
                proptest::prop_assert!(span.start >= last.0);
                proptest::prop_assert_eq!(position, last.1.map_or(0, |it: u32| it + 1));
                last = (span.start, Some(position));
            }
        }
    }
}
