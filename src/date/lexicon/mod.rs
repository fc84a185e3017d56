//! What a word says about time, by language: data tables behind one lookup.

mod english;
mod french;
mod german;
mod italian;
mod portuguese;
mod spanish;

use std::sync::OnceLock;

use crate::language::Language;

/// A unit of time.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    #[allow(dead_code, reason = "waits for the tables of the other languages")]
    Season,
    Quarter,
    #[allow(dead_code, reason = "waits for the tables of the other languages")]
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

/// A part of a day, as TIMEX3 has them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

/// A season, as TIMEX3 has them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A time that is not on the calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Vague {
    Past,
    Present,
    Future,
}

/// Where in a period: early, middle, late.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Edge {
    Start,
    Middle,
    End,
}

/// How a number is hedged, as TIMEX3 has it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hedge {
    About,
    Less,
    More,
}

/// A feast.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Feast {
    /// The same day each year: month and day.
    Fixed(u8, u8),
    /// So many days after Easter Sunday.
    Easter(i8),
    /// The n-th weekday of a month: month, weekday, count (5 for the last).
    Nth(u8, u8, u8),
    /// The first day of Ramadan, or the feasts after it and of the sacrifice.
    Ramadan,
    FastBreaking,
    Sacrifice,
}

/// What a word can say about time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Word {
    Other,
    /// A run of ASCII digits.
    Digits,
    /// A mark of one ASCII character.
    Mark(u8),
    Month(u8),
    /// Monday is 1.
    Weekday(u8),
    Weekdays(u8),
    Unit(Unit),
    Units(Unit),
    Season(Season),
    Seasons(Season),
    Part(Part),
    Parts(Part),
    Cardinal(u8),
    Hundred,
    Thousand,
    Dozen,
    Half,
    Ordinal(u8),
    /// Today is 0.
    Day(i8),
    Tonight,
    Noon(u8),
    Vague(Vague),
    Last,
    Past,
    Previous,
    Next,
    Coming,
    Following,
    This,
    That,
    Same,
    Current,
    Latest,
    Recent,
    The,
    A,
    Of,
    In,
    On,
    At,
    For,
    And,
    Or,
    To,
    From,
    Between,
    Until,
    Since,
    Than,
    Edge(Edge),
    Earlier,
    Later,
    Ago,
    Before,
    After,
    Every,
    Frequency(Unit),
    Several,
    Hedge(Hedge),
    Meridiem(bool),
    Zone,
    Feast(Feast),
    Old,
    Fiscal,
    Period,
    #[allow(dead_code, reason = "waits for the tables of the other languages")]
    Times,
    Decades(u8),
    Era,
    /// Verbs and their kin: what tells that a sentence looks forward or back.
    Will,
    Was,
    /// Words that a grammar names by itself.
    Say(&'static str),
}

impl Word {
    /// Whether a time expression may start here.
    pub(crate) fn starts(self) -> bool {
        !matches!(self, Word::Other | Word::Mark(0..=38 | 40..) | Word::Will | Word::Was | Word::To)
    }
}

/// The words of one language.
pub(crate) struct Lexicon {
    slots: Vec<(u64, Word)>,
    mask: usize,
}

impl Lexicon {
    fn new(tables: &[&[(&'static str, Word)]]) -> Lexicon {
        let count: usize = tables.iter().map(|table| table.len()).sum();
        let size = (count * 4).next_power_of_two();
        let mut slots = vec![(0, Word::Other); size];
        for (word, meaning) in tables.iter().flat_map(|table| table.iter()) {
            let key = key(word.as_bytes());
            let mut at = slot(key) & (size - 1);
            while slots[at].0 != 0 && slots[at].0 != key {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (key, *meaning);
        }
        Lexicon { slots, mask: size - 1 }
    }

    /// The words of `language`; English where we have none of its own.
    pub(crate) fn of(language: Language) -> &'static Lexicon {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        static GERMAN: OnceLock<Lexicon> = OnceLock::new();
        static SPANISH: OnceLock<Lexicon> = OnceLock::new();
        static FRENCH: OnceLock<Lexicon> = OnceLock::new();
        static ITALIAN: OnceLock<Lexicon> = OnceLock::new();
        static PORTUGUESE: OnceLock<Lexicon> = OnceLock::new();
        match language.code() {
            "de" => GERMAN.get_or_init(|| Lexicon::new(&[german::WORDS])),
            "es" => SPANISH.get_or_init(|| Lexicon::new(&[spanish::WORDS])),
            "fr" => FRENCH.get_or_init(|| Lexicon::new(&[french::WORDS])),
            "it" => ITALIAN.get_or_init(|| Lexicon::new(&[italian::WORDS])),
            "pt" => PORTUGUESE.get_or_init(|| Lexicon::new(&[portuguese::WORDS])),
            _ => ENGLISH.get_or_init(|| Lexicon::new(&[english::WORDS])),
        }
    }

    /// What `word`, in any case, says about time.
    pub(crate) fn word(&self, word: &[u8]) -> Word {
        if word.len() > WORD_BYTES_MAX {
            return Word::Other;
        }
        let key = key(word);
        let mut at = slot(key) & self.mask;
        loop {
            match self.slots[at] {
                (0, _) => return Word::Other,
                (theirs, word) if theirs == key => return word,
                _ => at = (at + 1) & self.mask,
            }
        }
    }
}

/// Longer words say nothing about time.
const WORD_BYTES_MAX: usize = 24;

/// The bytes of a word as one number, upper and lower case alike. Setting the case bit of every
/// byte does that for ASCII and for the letters of Latin-1 in UTF-8.
fn key(word: &[u8]) -> u64 {
    const CASE: u64 = 0x2020_2020_2020_2020;
    let mut key = word.len() as u64;
    for chunk in word.chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let chunk = u64::from_le_bytes(bytes) | CASE;
        key = (key.rotate_left(23) ^ chunk).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    key | 1
}

fn slot(key: u64) -> usize {
    (key >> 40) as usize
}
