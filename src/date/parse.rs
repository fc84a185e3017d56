//! One date or range written by a user or a machine: ISO, EDTF, RFC 2822, `last tuesday`, `7d`.

use std::fmt;

use chrono::{DateTime, FixedOffset};

use crate::date::interval::{Grain, Interval};
pub use crate::date::stamp::published;
use crate::date::user;
use crate::error::Result;

/// A bound of a filter: half-open, as a day (compared with an article's own local day) or as an
/// instant (compared in UTC).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bound {
    /// The start of a local day.
    Day(chrono::NaiveDate),
    /// Seconds since 1970 UTC.
    Instant(i64),
}

impl Bound {
    /// The second since 1970 UTC that the bound stands at, days taken where the user is.
    pub fn instant(self, clock: &Clock) -> i64 {
        match self {
            Bound::Instant(instant) => instant,
            Bound::Day(day) => {
                let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
                midnight - i64::from(clock.now.offset().local_minus_utc())
            }
        }
    }
}

/// `2023-12-12`, or `2023-12-12T14:05:00Z`.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Day(day) => write!(f, "{day}"),
            Bound::Instant(instant) => match DateTime::from_timestamp(*instant, 0) {
                Some(instant) => write!(f, "{}", instant.format("%Y-%m-%dT%H:%M:%SZ")),
                None => write!(f, "@{instant}"),
            },
        }
    }
}

/// What a user's date means: from `start` up to but not including `end`, either open.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Period {
    /// The first day or instant that counts.
    pub start: Option<Bound>,
    /// The first day or instant that no longer counts.
    pub end: Option<Bound>,
    /// How fine the user's words were; the coarser of the two ends of a range.
    pub grain: Option<Grain>,
}

impl Period {
    /// The days that the period covers, open ends taken as the ends of the calendar.
    pub fn days(&self) -> Option<Interval> {
        let day = |bound: Bound, up: bool| match bound {
            Bound::Day(day) => Some(day),
            Bound::Instant(instant) => {
                let day = DateTime::from_timestamp(instant, 0)?;
                let midnight = day.time() == chrono::NaiveTime::MIN;
                if up && !midnight { day.date_naive().succ_opt() } else { Some(day.date_naive()) }
            }
        };
        let start = match self.start {
            Some(start) => day(start, false)?,
            None => chrono::NaiveDate::from_ymd_opt(-9999, 1, 1)?,
        };
        let end = match self.end {
            Some(end) => day(end, true)?,
            None => chrono::NaiveDate::from_ymd_opt(10_000, 1, 1)?,
        };
        Interval::new(start, end)
    }
}

/// Which of day and month comes first in `03/04/2023`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DateOrder {
    /// 3 April
    DayFirst,
    /// March 4
    MonthFirst,
}

/// What a user's date is read against.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Now, where the user is.
    pub now: DateTime<FixedOffset>,
    /// How `03/04/2023` is read; refused where this is not said.
    pub order: Option<DateOrder>,
}

/// Reads a date, or a range where `a..b` makes sense, as the contract's list has it.
///
/// # Errors
/// `Kind::Usage`, with a hint that names what would be understood.
pub fn period(text: &str, clock: &Clock) -> Result<Period> {
    user::period(text, clock)
}

/// [`period`] where a range makes no sense: for `--from` and `--to`.
///
/// # Errors
/// See [`period`].
pub fn single(text: &str, clock: &Clock) -> Result<Period> {
    user::single(text, clock)
}

/// [`period`], and `>=2023-01` `>` `<` `<=`: for the fields of a query.
///
/// # Errors
/// See [`period`].
pub fn compared(text: &str, clock: &Clock) -> Result<Period> {
    user::compared(text, clock)
}
