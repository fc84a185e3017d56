//! `Interval` and `Grain`: half-open ranges of days, and how fine a date is.

use chrono::NaiveDate;

/// How fine a date is, the finest first.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Grain {
    /// A time of day.
    Minute,
    /// A day.
    Day,
    /// An ISO week, Monday to Sunday; a weekend is a `Week` too.
    Week,
    /// A month.
    Month,
    /// A quarter or a season.
    Quarter,
    /// A half year.
    Half,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years or more.
    Century,
}

impl Grain {
    /// The name that JSON prints.
    pub fn name(self) -> &'static str {
        match self {
            Grain::Minute => "minute",
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Half => "half",
            Grain::Year => "year",
            Grain::Decade => "decade",
            Grain::Century => "century",
        }
    }

    /// The grain that a stretch of `days` is closest to.
    pub fn of_days(days: i64) -> Grain {
        match days {
            ..=1 => Grain::Day,
            2..=13 => Grain::Week,
            14..=59 => Grain::Month,
            60..=135 => Grain::Quarter,
            136..=250 => Grain::Half,
            251..=1_500 => Grain::Year,
            1_501..=10_000 => Grain::Decade,
            _ => Grain::Century,
        }
    }
}

/// The days from `start` up to but not including `end`. Never empty.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Interval {
    /// The first day.
    pub start: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
}

impl Interval {
    /// The days from `start` up to but not including `end`; `None` where there are none.
    pub fn new(start: NaiveDate, end: NaiveDate) -> Option<Interval> {
        (start < end).then_some(Interval { start, end })
    }

    /// One day.
    pub fn day(day: NaiveDate) -> Interval {
        Interval { start: day, end: day.succ_opt().unwrap_or(NaiveDate::MAX) }
    }

    /// One month, 1 to 12; `None` where there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Interval> {
        let start = NaiveDate::from_ymd_opt(year, month, 1)?;
        Interval::new(start, start.checked_add_months(chrono::Months::new(1))?)
    }

    /// One year; `None` beyond what the calendar holds.
    pub fn year(year: i32) -> Option<Interval> {
        Interval::years(year, 1)
    }

    /// `count` years from `year` on.
    pub fn years(year: i32, count: i32) -> Option<Interval> {
        let start = NaiveDate::from_ymd_opt(year, 1, 1)?;
        Interval::new(start, NaiveDate::from_ymd_opt(year.checked_add(count)?, 1, 1)?)
    }

    /// How many days.
    pub fn days(self) -> i64 {
        (self.end - self.start).num_days()
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Interval) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies in it.
    pub fn contains(self, other: Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}
