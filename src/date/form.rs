//! The abstract form of a time expression: what the words say, before it is put on the calendar.

use crate::date::lexicon::Feast;
use crate::date::lexicon::Part;
use crate::date::lexicon::Season;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;

/// An expression in the words of one text: tokens `start` up to but not including `end`.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) form: Form,
    pub(crate) modifier: Option<&'static str>,
    pub(crate) rule: &'static str,
    /// Whether it opens a range that the next expression ends.
    pub(crate) opens_range: bool,
}

/// How many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Count {
    Known(u32),
    /// So many and a half.
    Half(u32),
    /// So many tenths.
    Tenths(u32),
    /// "several", or nothing said.
    Vague,
}

/// What the words say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// A place on the calendar.
    Point(Point),
    /// So far from an anchor.
    Offset { count: Count, unit: Unit, forward: bool, from: From },
    /// So long.
    Length { count: Count, unit: Unit, toward: Toward },
    /// The first or last so long of a point: "the last week of August".
    Part { count: Count, unit: Unit, first: bool, whole: Point },
    /// A rhythm.
    Set(Rhythm),
    /// Not on the calendar.
    Vague(Vague),
}

/// Where an offset starts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum From {
    /// The day of publication.
    Publication,
    /// The time the text spoke of last.
    Last,
}

/// Where a length lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Toward {
    /// Nowhere: "three days".
    Nowhere,
    /// It ends now: "the past three days".
    Past,
    /// It starts now: "the next three days".
    Future,
    /// It tells how far back a time lies: "hace tres días".
    Ago,
    /// It lies between the time last spoken of and an earlier one: "zwei Jahre zuvor".
    Before,
    /// It lies between the time last spoken of and a later one: "dos meses más tarde".
    After,
}

/// What comes back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rhythm {
    Unit(Count, Unit),
    Weekday(u8, Option<Part>),
    Month(u8),
    Season(Season),
    Part(Part),
}

/// A place on the calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) what: What,
    pub(crate) anchor: Anchor,
    pub(crate) part: Option<Part>,
    /// Hour and minute.
    pub(crate) clock: Option<(u8, u8)>,
}

impl Point {
    pub(crate) fn new(what: What, anchor: Anchor) -> Point {
        Point { what, anchor, part: None, clock: None }
    }
}

/// What is named.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum What {
    /// Month and day.
    Date(u8, u8),
    /// A day of the month last spoken of.
    MonthDay(u8),
    Month(u8),
    Weekday(u8),
    /// Days from today.
    Day(i8),
    Season(Season),
    Quarter(u8),
    Half(u8),
    /// A unit as a whole: "last week", "the quarter".
    Unit(Unit),
    Feast(Feast),
    /// The year that the anchor gives.
    Year,
    /// Ten years: 198 for the 1980s.
    Decade(i32),
    /// A hundred years: 19 for the twentieth century.
    Century(i32),
    /// A time of the day last spoken of, or of today.
    Time,
}

/// What tells which of the many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Anchor {
    /// Nothing but the sentence.
    Bare,
    /// This year.
    Year(i32),
    /// So many years from the year of publication: "June last year".
    YearShift(i8),
    /// The year last spoken of: "June of that year".
    YearLast,
    /// So many of its kind from publication: "last June", "this week".
    Shift(i8),
    /// So many of its kind from the time last spoken of: "the following day", "that year".
    Last(i8),
    /// The kind of period that reports speak of: "the quarter", "the year".
    Known,
}
