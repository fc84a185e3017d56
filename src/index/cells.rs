//! Calendar cells: times that a text speaks of, so that a search by time is exact.
//!
//! The calendar is a tree: centuries hold decades, those years, those months, those days. The
//! smallest cover of a mention is the fewest cells that make it up: "December 2023" is one month,
//! "10 to 12 December" three days. For each cell of the cover the index has a term, and for each
//! cell above it a marker.
//!
//! A mention and a question share a day just where some cell of the one holds or is some cell of
//! the other. So for each cell of the question's cover we look for the cell itself, for its marker
//! (a finer cell of some mention lies in it), and for each cell above it (a coarser one holds it).
//! No two bounds have to be paired, and nothing is found that should not be. Whether one lies
//! *within* the other is then seen in the column of [`When`]s, which has each mention whole.
//!
//! Terms come in five classes by grain, so that "the 1990s" is not found for a day.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::date::DateMention;
use crate::date::interval::{Grain, Interval};
use crate::search::{Happened, Overlap};

/// How coarse a mention or a question is, 0 to 4: days and times, weeks and months, years and
/// parts of them, decades, centuries. A mention of a class more than one above the question's
/// does not count.
pub(crate) fn class(grain: Grain) -> u8 {
    match grain {
        Grain::Minute | Grain::Day => 0,
        Grain::Week | Grain::Month => 1,
        Grain::Quarter | Grain::Half | Grain::Year => 2,
        Grain::Decade => 3,
        Grain::Century => 4,
    }
}

const CLASSES: u8 = 5;

/// Days before 1970 that the column starts at: 1 January of the year −9999.
const ORIGIN: i64 = -4_371_587;

const DAY_BITS: u32 = 23;
const SHAPE_BITS: u32 = 3;
const SENTENCE_BITS: u32 = 15;

/// What most mentions are, by number: their class, and how long.
const SHAPES: [(u8, Length); 7] = [
    (0, Length::Days(1)),
    (1, Length::Days(7)),
    (1, Length::Months(1)),
    (2, Length::Months(3)),
    (2, Length::Months(12)),
    (3, Length::Months(120)),
    (4, Length::Months(1_200)),
];

/// The number of what is none of them.
const SHAPELESS: u64 = SHAPES.len() as u64;

/// How long something lasts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Length {
    Days(u64),
    Months(u32),
}

impl Length {
    /// The end of what starts on `start`.
    pub(crate) fn end(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Length::Days(days) => start.checked_add_days(Days::new(days)),
            Length::Months(months) => start.checked_add_months(Months::new(months)),
        }
    }
}

/// Days since 1970.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.to_epoch_days())
}

/// The day of a number of days since 1970; the nearest there is, beyond the calendar.
pub(crate) fn day_of(number: i64) -> NaiveDate {
    let bounded = i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX });
    NaiveDate::from_epoch_days(bounded).unwrap_or(if number < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}

/// A mention as the column keeps it: when, how coarse, and in which sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct When {
    pub(crate) interval: Interval,
    pub(crate) class: u8,
    /// 0 for the title, from 1 for the body; those from 32,767 on share that number.
    pub(crate) sentence: u16,
}

impl When {
    /// What the index keeps of a mention; `None` where it is not on the calendar, or beyond the
    /// years −9999 to 9999.
    pub(crate) fn new(mention: &DateMention, sentence: u32) -> Option<When> {
        let interval = mention.when?;
        let (start, end) = (day_number(interval.start), day_number(interval.end));
        if start < ORIGIN || end - ORIGIN >= 1 << DAY_BITS || start >= end {
            return None;
        }
        let grain = mention.grain.unwrap_or_else(|| Grain::of_days(interval.days()));
        let sentence = u16::try_from(sentence.min((1 << SENTENCE_BITS) - 1)).unwrap_or(u16::MAX);
        Some(When { interval, class: class(grain), sentence })
    }

    /// As a number: sentence, start and shape; where it has no shape, its length and class are a
    /// second one. All numbers of a column take as many bits as the greatest: the sentence, which
    /// is mostly small, is foremost.
    pub(crate) fn pack(self) -> (u64, Option<u64>) {
        let Interval { start, end } = self.interval;
        let has = |it: &(u8, Length)| it.0 == self.class && it.1.end(start) == Some(end);
        let number = |days: i64, low: u64| {
            let days = u64::try_from(days).unwrap_or(0);
            (u64::from(self.sentence) << DAY_BITS | days) << SHAPE_BITS | low
        };
        let since = day_number(start) - ORIGIN;
        if let Some(shape) = SHAPES.iter().position(has) {
            return (number(since, shape as u64), None);
        }
        let length = number(self.interval.days(), u64::from(self.class));
        (number(since, SHAPELESS), Some(length))
    }

    /// The mentions of the numbers of an article.
    pub(crate) fn unpack(packed: impl Iterator<Item = u64>) -> impl Iterator<Item = When> {
        let days = |number: u64| (number >> SHAPE_BITS & ((1 << DAY_BITS) - 1)).cast_signed();
        let low = |number: u64| number & ((1 << SHAPE_BITS) - 1);
        let mut packed = packed;
        std::iter::from_fn(move || {
            let number = packed.next()?;
            let start = day_of(ORIGIN + days(number));
            let shape = SHAPES.get(usize::try_from(low(number)).unwrap_or(0));
            let (class, end) = if let Some((class, length)) = shape {
                (*class, length.end(start))
            } else {
                let length = packed.next()?;
                let class = u8::try_from(low(length)).unwrap_or(0);
                (class, Some(day_of(ORIGIN + days(number) + days(length))))
            };
            let interval = end.and_then(|it| Interval::new(start, it));
            // Damaged ones are a day long.
            let interval = interval.unwrap_or_else(|| Interval::day(start));
            let sentence = number >> (DAY_BITS + SHAPE_BITS) & ((1 << SENTENCE_BITS) - 1);
            let sentence = u16::try_from(sentence).unwrap_or(0);
            Some(When { interval, class, sentence })
        })
    }

    /// Whether it answers `question`.
    pub(crate) fn answers(self, question: &Happened) -> bool {
        let lies = match question.mode {
            Overlap::Overlaps => self.interval.overlaps(question.when),
            Overlap::Within => question.when.contains(self.interval),
            Overlap::Covers => self.interval.contains(question.when),
        };
        lies && (question.coarse || self.class <= class(question.grain) + 1)
    }
}

/// The sizes of cell, the coarsest first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Level {
    Century,
    Decade,
    Year,
    Month,
    Day,
}

const LEVELS: [Level; 5] = [Level::Century, Level::Decade, Level::Year, Level::Month, Level::Day];

impl Level {
    fn letter(self) -> char {
        match self {
            Level::Century => 'c',
            Level::Decade => 'x',
            Level::Year => 'y',
            Level::Month => 'm',
            Level::Day => 'd',
        }
    }

    /// The first day of the cell that holds `day`.
    fn start(self, day: NaiveDate) -> Option<NaiveDate> {
        let year = |years: i32| NaiveDate::from_ymd_opt(day.year().div_euclid(years) * years, 1, 1);
        match self {
            Level::Century => year(100),
            Level::Decade => year(10),
            Level::Year => year(1),
            Level::Month => day.with_day(1),
            Level::Day => Some(day),
        }
    }

    /// The day after the last of the cell that starts on `start`.
    fn end(self, start: NaiveDate) -> Option<NaiveDate> {
        let months = match self {
            Level::Century => 1_200,
            Level::Decade => 120,
            Level::Year => 12,
            Level::Month => 1,
            Level::Day => return start.succ_opt(),
        };
        start.checked_add_months(Months::new(months))
    }
}

/// One cell, by its first day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Cell {
    level: Level,
    start: NaiveDate,
}

impl Cell {
    /// The cells that hold it, the coarsest first.
    fn above(self) -> impl Iterator<Item = Cell> {
        LEVELS
            .into_iter()
            .take_while(move |it| *it != self.level)
            .filter_map(move |level| Some(Cell { level, start: level.start(self.start)? }))
    }

    /// Its term: `e` for a cell of a mention's cover, `a` for the marker above one.
    fn term(self, class: u8, kind: char) -> String {
        format!("{class}{kind}{}{}", self.level.letter(), day_number(self.start))
    }
}

/// The fewest cells that make up `interval`.
fn cover(interval: Interval) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut at = interval.start;
    while at < interval.end {
        let fitting = LEVELS.into_iter().find_map(|level| {
            let end = level.end(at)?;
            (level.start(at) == Some(at) && end <= interval.end).then_some((level, end))
        });
        let Some((level, end)) = fitting else { break };
        cells.push(Cell { level, start: at });
        at = end;
    }
    cells
}

/// The terms of a mention.
pub(crate) fn terms_of(when: When) -> Vec<String> {
    let mut terms = Vec::new();
    let mut above: Vec<Cell> = Vec::new();
    for cell in cover(when.interval) {
        terms.push(cell.term(when.class, 'e'));
        for cell in cell.above() {
            if !above.contains(&cell) {
                above.push(cell);
                terms.push(cell.term(when.class, 'a'));
            }
        }
    }
    terms
}

/// The terms of which an article has at least one just where it speaks of a time that shares a day
/// with `interval`, not counting those too coarse for the question.
pub(crate) fn terms_for(question: &Happened) -> Vec<String> {
    let top = if question.coarse { CLASSES - 1 } else { (class(question.grain) + 1).min(4) };
    let mut terms = Vec::new();
    let mut above: Vec<Cell> = Vec::new();
    for cell in cover(question.when) {
        for class in 0..=top {
            terms.push(cell.term(class, 'e'));
            if cell.level != Level::Day {
                terms.push(cell.term(class, 'a'));
            }
        }
        for cell in cell.above() {
            if !above.contains(&cell) {
                above.push(cell);
                terms.extend((0..=top).map(|class| cell.term(class, 'e')));
            }
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn interval(start: &str, end: &str) -> Interval {
        Interval::new(date(start), date(end)).unwrap()
    }

    #[test]
    fn covers_are_small() {
        assert_eq!(cover(interval("2023-12-01", "2024-01-01")).len(), 1);
        assert_eq!(cover(interval("2023-12-10", "2023-12-13")).len(), 3);
        assert_eq!(cover(interval("1900-01-01", "2000-01-01")).len(), 1);
        assert_eq!(cover(interval("2019-12-31", "2021-01-02")).len(), 3);
        assert_eq!(cover(interval("-9999-01-01", "+10000-01-01")).len(), 199 + 9 + 9);
    }

    #[test]
    fn the_origin_is_the_first_day() {
        assert_eq!(day_number(date("-9999-01-01")), ORIGIN);
    }

    fn any_interval() -> impl Strategy<Value = Interval> {
        let length = prop_oneof![1_i64..4, 1_i64..60, 300_i64..800, 3_000_i64..60_000];
        (700_000_i64..740_000, length, 0_u8..3).prop_map(|(start, days, snap)| {
            let start = day_of(start - 719_163);
            let start = match snap {
                0 => start,
                1 => Level::Month.start(start).unwrap(),
                _ => Level::Year.start(start).unwrap(),
            };
            Interval { start, end: day_of(day_number(start) + days) }
        })
    }

    /// Of every shape and none, at the ends of the calendar, too.
    fn any_when() -> impl Strategy<Value = When> {
        let edge = prop_oneof![Just((-9_999, 0)), Just((9_999, 364)), (-9_999..9_999, 0_u64..365)];
        let shaped = (edge, 0..SHAPES.len()).prop_filter_map("off the calendar", |(at, shape)| {
            let start = NaiveDate::from_ymd_opt(at.0, 1, 1)? + Days::new(at.1);
            Interval::new(start, SHAPES[shape].1.end(start)?)
        });
        let interval = prop_oneof![any_interval(), shaped];
        (interval, 0_u8..5, 0_u16..1 << SENTENCE_BITS)
            .prop_map(|(interval, class, sentence)| When { interval, class, sentence })
    }

    proptest! {
        #[test]
        fn packing_keeps_all(whens in prop::collection::vec(any_when(), 0..9)) {
            let packed = whens.iter().flat_map(|it| {
                let (number, length) = it.pack();
                std::iter::once(number).chain(length)
            });
            prop_assert_eq!(When::unpack(packed).collect::<Vec<_>>(), whens);
        }

        #[test]
        fn any_numbers_are_mentions(packed in prop::collection::vec(any::<u64>(), 0..9)) {
            for when in When::unpack(packed.into_iter()) {
                prop_assert!(when.interval.start < when.interval.end);
            }
        }

        #[test]
        fn terms_meet_where_intervals_share_a_day(
            mention in any_interval(), asked in any_interval(), class in 0_u8..5, coarse: bool,
        ) {
            let question = Happened {
                when: asked, grain: Grain::of_days(asked.days()), coarse, mode: Overlap::Overlaps,
            };
            let when = When { interval: mention, class, sentence: 1 };
            let theirs = terms_for(&question);
            let meet = terms_of(when).iter().any(|it| theirs.contains(it));
            prop_assert_eq!(meet, when.answers(&question));
        }

        #[test]
        fn a_cover_is_its_interval(asked in any_interval()) {
            let cells = cover(asked);
            let mut at = asked.start;
            for cell in cells {
                prop_assert_eq!(cell.start, at);
                at = cell.level.end(at).unwrap();
            }
            prop_assert_eq!(at, asked.end);
        }
    }
}
