//! Function words, for languages that the trigram detector does not know or mistakes.

use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::language::analyze::Words;

/// Frequent words that hardly occur in the other languages; lower case.
const FUNCTION_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "to", "for", "said", "with", "was", "that", "from", "were",
            "which", "would", "have", "has", "their", "this",
        ],
    ),
    (
        "ha",
        &[
            "yi", "kuma", "daga", "cewa", "shi", "suka", "cikin", "sun", "wannan", "wani", "bayan",
            "wasu", "masu", "ake", "zuwa",
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
        "lg",
        &[
            "nti",
            "kya",
            "bwe",
            "eno",
            "ono",
            "bano",
            "okuva",
            "mu",
            "ku",
            "era",
            "nga",
            "olw",
            "gavumenti",
            "abantu",
        ],
    ),
    (
        "ln",
        &[
            "mpe", "mpo", "yango", "bato", "moko", "mboka", "baye", "ezali", "bango", "nsima",
            "misala", "wana", "ete", "azali",
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
        ],
    ),
    ("pcm", &["dey", "wey", "dis", "dia", "tok", "pipo", "wit", "afta", "wetin", "dem", "sey"]),
    (
        "rn",
        &[
            "muri", "aho", "ariko", "kandi", "imyaka", "uko", "mbere", "cane", "ico", "avuga",
            "gihe", "inyuma", "kugira", "yari", "abantu",
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
            "katika", "kuwa", "kwamba", "kama", "zaidi", "wake", "miaka", "hiyo", "watu", "kutoka",
            "lakini", "kwenye", "baada", "nchini", "kuhusu", "hilo",
        ],
    ),
    (
        "xh",
        &[
            "ukuba", "emva", "kodwa", "uthi", "kwaye", "utshilo", "xa", "nto", "kule", "eli",
            "ngoku", "ukuze", "kulo", "lakhe", "oko",
        ],
    ),
    (
        "yo",
        &[
            "awọn", "wọn", "naa", "ṣe", "rẹ", "lati", "oun", "sọ", "jẹ", "ninu", "lọ", "ọmọ",
            "àwọn", "ti", "àti",
        ],
    ),
];

/// Of a hundred words, how many must be function words of a language.
const PERCENT_MIN: usize = 5;

/// And of Nigerian Pidgin.
const PIDGIN_PERCENT_MIN: usize = 2;

/// And how many different ones.
const DISTINCT_MIN: u32 = 3;

/// The language whose function words `sample` is full of, if there is one.
pub(super) fn detect(sample: &str) -> Option<Language> {
    let table = table();
    let mut counts = [(0_usize, 0_u32); FUNCTION_WORDS.len()];
    let mut words = Words::new(sample);
    let mut total = 0;
    while words.advance() {
        total += 1;
        for &(row, bit) in table.get(words.lower()).into_iter().flatten() {
            counts[row].0 += 1;
            counts[row].1 |= 1 << bit;
        }
    }
    let enough = |row: usize, percent_min: usize| {
        let (count, seen) = counts[row];
        count * 100 >= total * percent_min && seen.count_ones() >= DISTINCT_MIN
    };
    // Nigerian Pidgin is written among English: its own words count before the shared ones.
    let pidgin = FUNCTION_WORDS.iter().position(|(code, _)| *code == "pcm")?;
    let best = (0..counts.len()).max_by_key(|row| counts[*row].0)?;
    let row = if enough(pidgin, PIDGIN_PERCENT_MIN) {
        pidgin
    } else if enough(best, PERCENT_MIN) {
        best
    } else {
        return None;
    };
    Language::from_name(FUNCTION_WORDS[row].0)
}

/// Each word with the languages it belongs to (rows) and its number there.
fn table() -> &'static FxHashMap<&'static str, Vec<(usize, usize)>> {
    static TABLE: std::sync::OnceLock<FxHashMap<&'static str, Vec<(usize, usize)>>> =
        std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&'static str, Vec<(usize, usize)>> = FxHashMap::default();
        for (row, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
            for (bit, word) in words.iter().enumerate() {
                table.entry(word).or_default().push((row, bit));
            }
        }
        table
    })
}
