//! Function words, for languages that the trigram detector does not know or mistakes.

use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::language::analyze::Words;

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

/// Of a hundred words, how many must be function words of a language, and how many different
/// ones: either of these. Chosen on one half of the articles in African languages that are told
/// apart better so in the other half.
const DEMANDS: [(usize, u32); 2] = [(5, 3), (3, 4)];

/// And of Nigerian Pidgin.
const PIDGIN_DEMAND: (usize, u32) = (2, 3);

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
    let enough = |row: usize, demand: (usize, u32)| {
        let (count, seen) = counts[row];
        count * 100 >= total * demand.0 && seen.count_ones() >= demand.1
    };
    // Nigerian Pidgin is written among English: its own words count before the shared ones.
    let pidgin = FUNCTION_WORDS.iter().position(|(code, _)| *code == "pcm")?;
    let is_told = |row: &usize| DEMANDS.iter().any(|it| enough(*row, *it));
    let row = if enough(pidgin, PIDGIN_DEMAND) {
        pidgin
    } else {
        (0..counts.len()).filter(is_told).max_by_key(|row| counts[*row].0)?
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
