//! Function words. They tell most news at once, and the languages that the trigram detector does
//! not know or mistakes. It takes as long for a brief as all else that is done with it, and is
//! asked where words leave a doubt.

use rustc_hash::FxHashMap;

use crate::language::analyze::Words;
use crate::language::{Language, key};

/// Frequent words that hardly occur in the other languages, as [`Words`] gives them; at most 32 of
/// each. Those of neighbours (Rundi and Kinyarwanda, Xhosa and Zulu) share some: the others decide.
const FUNCTION_WORDS: &[(&str, &[&str])] = &[
    (
        "am",
        &[
            "ላይ",
            "ነው",
            "እና",
            "ወደ",
            "ውስጥ",
            "ጋር",
            "ሲሆን",
            "ብለዋል",
            "ይህ",
            "ደግሞ",
            "እንዲሁም",
            "መካከል",
            "ምክንያት",
            "ነበር",
            "ናቸው",
            "በዚህ",
            "ወቅት",
            "ባለፈው",
        ],
    ),
    (
        "de",
        &[
            "und", "ist", "nicht", "mit", "von", "für", "auf", "eine", "sich", "auch", "wird",
            "nach", "bei", "über", "zum", "zur", "wurde", "einer", "einem", "einen", "sind",
            "oder", "noch", "durch", "haben", "dass", "wie", "zu", "aus", "sein", "worden",
            "hatte",
        ],
    ),
    (
        "en",
        &[
            "the", "of", "and", "to", "for", "said", "with", "was", "that", "from", "were",
            "which", "would", "have", "has", "their", "this",
        ],
    ),
    (
        "es",
        &[
            "los", "las", "y", "más", "según", "también", "pero", "fue", "hay", "hasta", "muy",
            "cuando", "después", "años", "año", "dijo", "ayer", "tras", "así", "sino", "donde",
            "hace", "están", "está", "unos", "ellos", "nuevo", "gobierno", "día",
        ],
    ),
    (
        "fr",
        &[
            "dans", "pour", "une", "avec", "cette", "aux", "ont", "été", "mais", "leur", "leurs",
            "nous", "même", "après", "selon", "deux", "elle", "ils", "être", "était", "sont",
            "depuis", "ces", "sans", "dont", "ainsi", "encore", "aussi", "où",
        ],
    ),
    (
        "ha",
        &[
            "yi", "kuma", "daga", "cewa", "shi", "suka", "cikin", "sun", "wannan", "wani", "bayan",
            "wasu", "masu", "ake", "zuwa", "zai", "wanda", "wata", "yadda", "ranar", "yana",
            "inda", "wajen", "domin", "lokacin", "idan",
        ],
    ),
    (
        "ig",
        &[
            "ndị", "bụ", "nke", "ihe", "ahụ", "onye", "dị", "mmadụ", "kwuru", "dịka", "maka",
            "afọ", "sị", "ya", "ọ",
        ],
    ),
    (
        "it",
        &[
            "che", "della", "nel", "gli", "anche", "più", "delle", "degli", "nella", "dalla",
            "questo", "questa", "dopo", "stata", "perché", "tra", "hanno", "aveva", "anno", "anni",
            "essere", "suo", "quella", "sul", "sulla", "alle", "dal", "dei", "sono", "loro",
        ],
    ),
    (
        "lg",
        &[
            "nti",
            "kya",
            "bwe",
            "eno",
            "ono",
            "bano",
            "okuva",
            "era",
            "nga",
            "olw",
            "gavumenti",
            "buli",
            "wabula",
            "awamu",
            "wamu",
            "zino",
            "kubanga",
            "okusinziira",
            "nnyo",
            "oluvannyuma",
            "agamba",
            "ate",
        ],
    ),
    (
        "ln",
        &[
            "ya", "na", "oyo", "mpe", "mpo", "yango", "bato", "moko", "mboka", "baye", "ezali",
            "bango", "nsima", "misala", "wana", "ete", "azali", "elobi", "alobi", "bazali",
            "lokola", "mingi", "mibale", "bayi", "koleka", "yambo", "kasi", "ekolo", "makasi",
            "mya", "sika",
        ],
    ),
    (
        "om",
        &[
            "akka",
            "hin",
            "irratti",
            "ture",
            "keessatti",
            "yeroo",
            "itti",
            "keessa",
            "isaa",
            "jiru",
            "isaanii",
            "waliin",
            "waan",
            "garuu",
            "jedhan",
            "bara",
            "tokko",
            "keessaa",
            "ammoo",
            "jechuun",
            "namoota",
            "irraa",
            "erga",
            "booda",
            "namoonni",
            "turan",
            "malee",
            "osoo",
            "hanga",
            "adda",
        ],
    ),
    ("pcm", &["dey", "wey", "dis", "dia", "tok", "pipo", "wit", "afta", "wetin", "dem", "sey"]),
    (
        "rn",
        &[
            "muri", "aho", "ariko", "kandi", "imyaka", "uko", "mbere", "cane", "ico", "avuga",
            "gihe", "inyuma", "kugira", "yari", "ivyo", "hagati", "kuva", "uwo", "ubu", "rya",
            "vyo", "rwa", "canke", "hamwe", "igihe", "kubera", "imbere", "yavuze", "neza", "iki",
            "gushika",
        ],
    ),
    (
        "rw",
        &[
            "cyane", "icyo", "ibyo", "byo", "cyangwa", "bya", "avuga", "yavuze", "muri", "kandi",
            "ariko", "hagati", "igihe", "ubwo", "nyuma", "kugira", "bavuga", "uyu", "kuri",
        ],
    ),
    (
        "sn",
        &[
            "kuti", "vanoti", "vanhu", "vari", "uye", "asi", "vati", "munyika", "ichi", "sezvo",
            "kubva", "avo", "pamwe", "nyika", "izvi",
        ],
    ),
    (
        "so",
        &[
            "oo", "ay", "ah", "ee", "uu", "ayaa", "soo", "lagu", "waxay", "waxaa", "ugu", "badan",
            "laga", "loo", "aan", "sheegay",
        ],
    ),
    (
        "sw",
        &[
            "ya", "na", "wa", "kwa", "katika", "kuwa", "kwamba", "kama", "zaidi", "wake", "miaka",
            "hiyo", "watu", "kutoka", "lakini", "baada", "nchini", "kuhusu", "cha", "siku", "pia",
            "huyo", "nchi", "moja", "ambayo", "ambao", "ambaye", "huu", "hii", "hivyo", "wengi",
            "sasa",
        ],
    ),
    (
        "ti",
        &[
            "አብ",
            "እቲ",
            "ካብ",
            "ናይ",
            "ከም",
            "እዩ",
            "ናብ",
            "ድማ",
            "ነቲ",
            "እዚ",
            "ምስ",
            "አብቲ",
            "ዘሎ",
            "እቶም",
            "እታ",
            "ልእሊ",
            "ነይሩ",
            "ኮይኑ",
            "ክሳብ",
            "እዮም",
            "እውን",
            "አሎ",
            "ዝነበረ",
        ],
    ),
    (
        "xh",
        &[
            "ukuba", "emva", "kodwa", "uthi", "kwaye", "utshilo", "xa", "nto", "kule", "eli",
            "ngoku", "ukuze", "kulo", "lakhe", "oko", "kakhulu", "apho", "okanye", "nangona",
            "kokuba", "ngethuba", "uthe", "yakhe", "wakhe", "phambi", "kufuneka", "kutsho",
            "kakuhle", "ngenxa", "ngayo",
        ],
    ),
    (
        "yo",
        &[
            "awọn", "wọn", "naa", "ṣe", "rẹ", "lati", "oun", "sọ", "jẹ", "ninu", "lọ", "ọmọ",
            "àwọn", "ti", "àti",
        ],
    ),
    (
        "zu",
        &[
            "ukuthi",
            "futhi",
            "kakhulu",
            "kodwa",
            "uma",
            "ngoba",
            "lapho",
            "noma",
            "kusho",
            "manje",
            "ukuze",
            "emva",
            "yakhe",
            "wakhe",
            "phakathi",
            "uthe",
            "ngesikhathi",
            "kanye",
            "kuthiwa",
            "lokhu",
            "kule",
        ],
    ),
];

/// Frequent words of English that hardly occur in other languages, but for the names of things.
#[rustfmt::skip]
const ENGLISH_WORDS: &[&str] = &[
    "about", "above", "according", "across", "after", "again", "against", "ahead", "almost",
    "along", "already", "although", "among", "announced", "another", "around", "asked", "attacks",
    "away", "became", "because", "become", "before", "began", "being", "below", "better",
    "between", "both", "brought", "building", "built", "came", "children", "companies", "company",
    "could", "countries", "country", "days", "deaths", "decision", "despite", "did", "dividend",
    "does", "doing", "down", "during", "each", "earlier", "early", "earnings", "economy", "eight",
    "ended", "enough", "every", "expected", "fell", "female", "few", "fifth", "first", "five",
    "following", "former", "found", "four", "friday", "further", "getting", "given", "going",
    "government", "growth", "higher", "him", "his", "how", "however", "hundreds", "if",
    "including", "income", "increase", "industry", "instead", "its", "just", "killed", "knew",
    "know", "known", "largest", "later", "launched", "leaders", "less", "likely", "located",
    "loss", "losses", "lower", "made", "makes", "making", "many", "meanwhile", "members", "miles",
    "monday", "month", "months", "morning", "moved", "much", "must", "near", "nearly", "need",
    "never", "next", "nine", "officials", "once", "only", "other", "our", "outside", "own",
    "owned", "payout", "played", "players", "prices", "prior", "quarter", "quarterly", "raised",
    "reached", "received", "recent", "recently", "released", "reported", "reports", "rise",
    "sales", "saturday", "says", "seen", "seven", "several", "shares", "she", "should", "showed",
    "since", "slightly", "some", "soon", "spokesman", "states", "still", "such", "than", "them",
    "themselves", "then", "there", "these", "they", "thing", "things", "think", "third", "those",
    "though", "three", "through", "throughout", "thursday", "today", "together", "told", "took",
    "toward", "towards", "troops", "tuesday", "turned", "until", "upon", "used", "using", "very",
    "wednesday", "weeks", "went", "what", "when", "where", "whether", "while", "whose", "why",
    "wins", "within", "without", "worker", "workers", "working", "year", "years", "yesterday",
    "yet", "your",
];

/// Of a hundred words, how many must be function words of a language, and how many different
/// ones: either of these. Chosen on one half of the articles in African languages that are told
/// apart better so in the other half.
const DEMANDS: [(usize, u32); 2] = [(5, 3), (3, 4)];

/// And of Nigerian Pidgin.
const PIDGIN_DEMAND: (usize, u32) = (2, 3);

/// The same of English, where function words alone leave a doubt, as in headlines and tables: how
/// many of a hundred words, figures aside, must be among those or [`ENGLISH_WORDS`].
const ENGLISH_DEMANDS: [(usize, u32); 2] = [(8, 3), (12, 2)];

/// After so many words English is told if its function words are as many as this.
const CLEAR_WORDS: usize = 80;
const CLEAR_DEMAND: (usize, u32) = (20, 5);

/// What was counted of a row of words.
#[derive(Clone, Copy, Default)]
struct Count {
    words: usize,
    /// Which of them, a bit each.
    seen: u32,
}

impl Count {
    fn meets(self, (percent, different): (usize, u32), total: usize) -> bool {
        self.words * 100 >= total * percent && self.seen.count_ones() >= different
    }
}

/// The rows that words are counted in: those of [`FUNCTION_WORDS`], then [`ENGLISH_WORDS`], as
/// many to a row as a [`Count`] has bits.
const ROWS: usize = FUNCTION_WORDS.len() + ENGLISH_WORDS.len().div_ceil(BITS);
const BITS: usize = u32::BITS as usize;

/// The language that `sample` is full of words of, if there is one.
pub(super) fn detect(sample: &str) -> Option<Language> {
    let table = table();
    let mut counts = [Count::default(); ROWS];
    let mut words = Words::new(sample);
    let (mut total, mut figures) = (0, 0);
    while words.advance() {
        let word = words.lower();
        total += 1;
        figures += usize::from(word.starts_with(|it: char| it.is_numeric()));
        for &(row, bit) in table.get(word).into_iter().flatten() {
            counts[row].words += 1;
            counts[row].seen |= 1 << bit;
        }
        if total == CLEAR_WORDS
            && counts[PIDGIN].words == 0
            && counts[ENGLISH].meets(CLEAR_DEMAND, total)
        {
            return Some(Language::ENGLISH);
        }
    }
    // Nigerian Pidgin is written among English: its own words count before the shared ones.
    if counts[PIDGIN].meets(PIDGIN_DEMAND, total) {
        return Language::from_code(FUNCTION_WORDS[PIDGIN].0);
    }
    let (function_words, english_words) = counts.split_at(FUNCTION_WORDS.len());
    let is_told = |it: &Count| DEMANDS.iter().any(|demand| it.meets(*demand, total));
    let told = FUNCTION_WORDS.iter().zip(function_words).filter(|it| is_told(it.1));
    if let Some(((code, _), _)) = told.max_by_key(|it| it.1.words) {
        return Language::from_code(code);
    }
    let english = || english_words.iter().chain([&counts[ENGLISH]]);
    let said: usize = english().map(|it| it.words).sum();
    let different: u32 = english().map(|it| it.seen.count_ones()).sum();
    let is_english =
        |it: &(usize, u32)| said * 100 >= (total - figures) * it.0 && different >= it.1;
    ENGLISH_DEMANDS.iter().any(is_english).then_some(Language::ENGLISH)
}

/// The rows of two languages.
const ENGLISH: usize = row("en");
const PIDGIN: usize = row("pcm");

/// The row of a literal code; one that has none does not compile.
const fn row(code: &str) -> usize {
    let mut row = 0;
    while key(FUNCTION_WORDS[row].0) != key(code) {
        row += 1;
    }
    row
}

/// Each word with its rows and its number in each.
fn table() -> &'static FxHashMap<&'static str, Vec<(usize, usize)>> {
    static TABLE: std::sync::OnceLock<FxHashMap<&'static str, Vec<(usize, usize)>>> =
        std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&'static str, Vec<(usize, usize)>> = FxHashMap::default();
        let functions = FUNCTION_WORDS.iter().map(|it| it.1);
        for (row, words) in functions.chain(ENGLISH_WORDS.chunks(BITS)).enumerate() {
            for (bit, word) in words.iter().enumerate() {
                table.entry(word).or_default().push((row, bit));
            }
        }
        table
    })
}
