//! What a word says about time, by language: data tables behind one lookup.

mod english;
mod table;

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
    #[allow(dead_code, reason = "no table has a word for it yet")]
    Season,
    Quarter,
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
    Decades(u8),
    Era,
    /// A short form of a month, which says nothing by itself: "set", "mar".
    ShortMonth(u8),
    /// "segunda", where "-feira" follows.
    Fair(u8),
    /// "Dienstagabend"
    WeekdayPart(u8, Part),
    /// "stasera": days from today, and the part.
    DayPart(i8, Part),
    /// "mañana", "morgen": the next day, or the morning.
    Tomorrow,
    /// "heuer"
    YearShift(i8),
    /// "ora": the hour, or now.
    Now,
    /// "del", "im": a preposition with its article.
    OfThe,
    InThe,
    /// "vor", "hace": before what lies back so far.
    AgoBefore,
    /// "tous", "todos": every, with an article.
    All,
    /// "Uhr"
    Clock,
    /// "90er"
    Decadal,
    /// Verbs and their kin: what tells that a sentence looks forward or back.
    Will,
    Was,
    /// Words that a grammar names by itself.
    Say(&'static str),
}

impl Word {
    /// Whether a time expression may start here.
    pub(crate) fn starts(self) -> bool {
        !matches!(
            self,
            Word::Other
                | Word::Mark(0..=38 | 40..)
                | Word::Will
                | Word::Was
                | Word::To
                | Word::Of
                | Word::In
                | Word::And
        )
    }
}

/// The words of one language.
pub(crate) struct Lexicon {
    slots: Vec<(u64, Word)>,
    mask: usize,
    /// By the first byte, upper and lower case alike: a bit for each length of a word.
    lengths: [u32; 32],
}

impl Lexicon {
    fn new<'w>(words: impl ExactSizeIterator<Item = (&'w [u8], Word)>) -> Lexicon {
        let size = (words.len() * 4).next_power_of_two();
        let mut slots = vec![(0, Word::Other); size];
        let mut lengths = [0; 32];
        for (word, meaning) in words {
            let key = key(word);
            let mut at = slot(key) & (size - 1);
            while slots[at].0 != 0 && slots[at].0 != key {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (key, meaning);
            lengths[row(word)] |= 1 << word.len();
        }
        Lexicon { slots, mask: size - 1, lengths }
    }

    fn read(table: &'static str) -> Lexicon {
        let words = table::read(table);
        Lexicon::new(words.iter().map(|(word, it)| (word.as_bytes(), *it)))
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
            "de" => GERMAN.get_or_init(|| Lexicon::read(include_str!("german.txt"))),
            "es" => SPANISH.get_or_init(|| Lexicon::read(include_str!("spanish.txt"))),
            "fr" => FRENCH.get_or_init(|| Lexicon::read(include_str!("french.txt"))),
            "it" => ITALIAN.get_or_init(|| Lexicon::read(include_str!("italian.txt"))),
            "pt" => PORTUGUESE.get_or_init(|| Lexicon::read(include_str!("portuguese.txt"))),
            _ => ENGLISH.get_or_init(|| {
                Lexicon::new(english::WORDS.iter().map(|(word, it)| (word.as_bytes(), *it)))
            }),
        }
    }

    /// What `word`, in any case, says about time.
    pub(crate) fn word(&self, word: &[u8]) -> Word {
        if word.len() > WORD_BYTES_MAX || self.lengths[row(word)] >> word.len() & 1 == 0 {
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
    let mut mix = |chunk: u64| {
        key = (key.rotate_left(23) ^ (chunk | CASE)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    };
    let (chunks, rest) = word.as_chunks::<8>();
    for chunk in chunks {
        mix(u64::from_le_bytes(*chunk));
    }
    if !rest.is_empty() {
        mix(short(rest));
    }
    key | 1
}

/// One to seven bytes as a number, little-endian. A copy of so many bytes would be a call.
fn short(bytes: &[u8]) -> u64 {
    let count = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        u64::from(first) | u64::from(last) << (8 * (count - 4))
    } else {
        let byte = |at: usize| bytes.get(at).map_or(0, |it| u64::from(*it) << (8 * at));
        byte(0) | byte(1) | byte(2)
    }
}

/// The number of the first byte, upper and lower case alike.
fn row(word: &[u8]) -> usize {
    word.first().map_or(0, |it| usize::from(it & 0x1F))
}

fn slot(key: u64) -> usize {
    (key >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_a_number() {
        for count in 1..8 {
            let mut padded = *b"Sonntag!";
            padded[count..].fill(0);
            assert_eq!(short(&padded[..count]), u64::from_le_bytes(padded), "{count}");
        }
    }

    #[test]
    fn words_in_any_case() {
        let english = Lexicon::of(Language::ENGLISH);
        assert_eq!(english.word(b"TUESDAY"), Word::Weekday(2));
        assert_eq!(english.word(b"September"), Word::Month(9));
        assert_eq!(english.word(b"Septembers"), Word::Other);
        let french = Lexicon::of(Language::from_code("fr").unwrap());
        assert_eq!(french.word("FÉVRIER".as_bytes()), Word::Month(2));
    }
}
