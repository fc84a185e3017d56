//! `7d`, `3 months ago`, `P3M`, `1y6mo`: an age, counted back from now. And `now-1d/d`.
//!
//! An age of days and more means the whole local day that lies so far back: `--from 7d` starts at
//! its midnight. An age with hours or minutes in it means that instant.

use chrono::{Datelike, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::date::interval::{Grain, Interval};
use crate::date::parse::{Bound, Clock, Period};
use crate::date::user::{self, Read};
use crate::error::{Error, Kind};

/// The greatest count of any unit.
const COUNT_MAX: i64 = 10_000_000;

/// A length of time: months and days are of the calendar, seconds of the clock.
#[derive(Clone, Copy, Default)]
struct Length {
    months: i64,
    days: i64,
    seconds: i64,
    /// Whether a unit below a day was used.
    timed: bool,
}

impl Length {
    fn add(&mut self, count: i64, unit: Unit) -> Option<()> {
        let (part, size) = match unit {
            Unit::Months(size) => (&mut self.months, size),
            Unit::Days(size) => (&mut self.days, size),
            Unit::Seconds(size) => {
                self.timed = true;
                (&mut self.seconds, size)
            }
        };
        *part = part.checked_add(count.checked_mul(size)?)?;
        Some(())
    }

    /// The time that lies this far from `from`, forwards where the parts are positive.
    fn after(self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        let months = u32::try_from(self.months.unsigned_abs()).ok()?;
        let moved = if self.months < 0 {
            from.checked_sub_months(Months::new(months))?
        } else {
            from.checked_add_months(Months::new(months))?
        };
        let days = Duration::try_days(self.days)?;
        let seconds = Duration::try_seconds(self.seconds)?;
        moved.checked_add_signed(days)?.checked_add_signed(seconds)
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Months(i64),
    Days(i64),
    Seconds(i64),
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Months(12),
        "decade" | "decades" => Unit::Months(120),
        "quarter" | "quarters" => Unit::Months(3),
        "mo" | "mos" | "month" | "months" => Unit::Months(1),
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Days(7),
        "d" | "day" | "days" => Unit::Days(1),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(3_600),
        "min" | "mins" | "minute" | "minutes" => Unit::Seconds(60),
        "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1),
        _ => return None,
    })
}

/// Reads an age.
pub(super) fn read(text: &str, clock: &Clock) -> Read {
    let lower = text.to_ascii_lowercase();
    let length = match lower.strip_prefix('p') {
        Some(parts) => duration(parts)?,
        None => match sum(lower.strip_suffix(" ago").unwrap_or(&lower))? {
            Ok(length) => length,
            Err(error) => return Some(Err(error(text))),
        },
    };
    let back = Length {
        months: -length.months,
        days: -length.days,
        seconds: -length.seconds,
        timed: length.timed,
    };
    let moved = back.after(clock.now.naive_local());
    Some(match moved {
        None => Err(user::beyond(text)),
        Some(moved) if length.timed => Ok(user::seconds(user::here(moved, clock), 1)),
        Some(moved) => Ok(user::stretch(Interval::day(moved.date()), Grain::Day)),
    })
}

/// The error of a unit that may mean two things.
type Refusal = fn(&str) -> Error;

/// Numbers and units: `7d`, `1y6mo`, `2 weeks 3 days`.
fn sum(text: &str) -> Option<Result<Length, Refusal>> {
    let mut length = Length::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (count, after) = count(rest)?;
        let after = after.trim_start_matches(' ');
        let letters = after.bytes().take_while(u8::is_ascii_lowercase).count();
        let (name, after) = after.split_at_checked(letters)?;
        match name {
            "m" => return Some(Err(minutes_or_months)),
            "s" if length.months == 0 => return Some(Err(seconds_or_decade)),
            name => length.add(count, unit(name)?)?,
        }
        rest = after.trim_start_matches([' ', ',']);
    }
    (!text.is_empty()).then_some(Ok(length))
}

fn minutes_or_months(text: &str) -> Error {
    let shown = user::shown(text);
    let number = text.trim_end_matches(|it: char| !it.is_ascii_digit());
    let number = user::shown(number);
    Error::new(Kind::Usage, format!("`{shown}` may be minutes or months"))
        .hint(format!("write `{number}min` or `{number}mo`"))
}

fn seconds_or_decade(text: &str) -> Error {
    let shown = user::shown(text);
    Error::new(Kind::Usage, format!("`{shown}` may be seconds or a decade"))
        .hint("write `90sec` or `1990s`")
}

fn count(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let number: i64 = number.parse().ok()?;
    (number <= COUNT_MAX).then_some((number, rest))
}

/// An ISO 8601 duration without its `P`, in lower case: `3m`, `1y6m`, `t36h`, `2w`.
fn duration(text: &str) -> Option<Length> {
    let mut length = Length::default();
    let (mut rest, mut timed) = (text, false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('t') {
            (rest, timed) = (after, true);
        }
        let (number, after) = count(rest)?;
        let (name, after) = after.split_at_checked(1)?;
        let unit = match (name, timed) {
            ("y", false) => Unit::Months(12),
            ("m", false) => Unit::Months(1),
            ("w", false) => Unit::Days(7),
            ("d", false) => Unit::Days(1),
            ("h", true) => Unit::Seconds(3_600),
            ("m", true) => Unit::Seconds(60),
            ("s", true) => Unit::Seconds(1),
            _ => return None,
        };
        length.add(number, unit)?;
        rest = after;
    }
    (!text.is_empty()).then_some(length)
}

/// Reads `now-1d/d` and `2023-12-01||+1M/d`: date math as Elasticsearch has it, where `m` is a
/// minute and `M` a month. Rounded with `/`, it means the whole unit.
pub(super) fn math(text: &str, clock: &Clock) -> Read {
    let now = |rest: &'_ str| rest.starts_with(['+', '-', '/']);
    let (base, mut rest) = if let Some((base, rest)) = text.split_once("||") {
        (Some(base), rest)
    } else {
        let rest = text.strip_prefix("now").or_else(|| text.strip_prefix("NOW"))?;
        if !now(rest) {
            return None;
        }
        (None, rest)
    };
    let (mut at, mut timed) = match base {
        None => (clock.now.naive_local(), true),
        Some(base) => match user::single(base, clock).map(|it| it.start) {
            Ok(Some(Bound::Day(day))) => (day.and_time(NaiveTime::MIN), false),
            Ok(Some(Bound::Instant(instant))) => (local(instant, clock)?, true),
            Ok(None) => return None,
            Err(error) => return Some(Err(error)),
        },
    };
    let wrong = || {
        let hint = "write now-1d/d or 2023-12-01||+1M/d, with the units y M w d h m s";
        Some(Err(user::impossible(text, "the date math makes no sense", hint)))
    };
    while !rest.is_empty() {
        if let Some(name) = rest.strip_prefix('/') {
            let Some(period) = rounded(at, name, clock) else { return wrong() };
            return Some(Ok(period));
        }
        let (sign, after) = match rest.split_at_checked(1) {
            Some(("+", after)) => (1, after),
            Some(("-", after)) => (-1, after),
            _ => return wrong(),
        };
        let (number, after) = count(after).unwrap_or((1, after));
        let Some((name, after)) = after.split_at_checked(1) else { return wrong() };
        let Some(unit) = math_unit(name) else { return wrong() };
        let mut step = Length::default();
        let Some(()) = step.add(sign * number, unit) else { return wrong() };
        let Some(moved) = step.after(at) else { return Some(Err(user::beyond(text))) };
        (at, timed, rest) = (moved, timed || step.timed, after);
    }
    Some(Ok(if timed {
        user::seconds(user::here(at, clock), 1)
    } else {
        user::stretch(Interval::day(at.date()), Grain::Day)
    }))
}

fn math_unit(name: &str) -> Option<Unit> {
    Some(match name {
        "y" => Unit::Months(12),
        "M" => Unit::Months(1),
        "w" => Unit::Days(7),
        "d" => Unit::Days(1),
        "h" | "H" => Unit::Seconds(3_600),
        "m" => Unit::Seconds(60),
        "s" => Unit::Seconds(1),
        _ => return None,
    })
}

/// The whole unit that `at` lies in.
fn rounded(at: NaiveDateTime, name: &str, clock: &Clock) -> Option<Period> {
    let day = at.date();
    let time = |seconds: i64| {
        let past = i64::from(at.time().num_seconds_from_midnight()) % seconds;
        Some(user::seconds(user::here(at, clock) - past, seconds))
    };
    match name {
        "y" => Interval::year(day.year()).map(|it| user::stretch(it, Grain::Year)),
        "M" => Interval::month(day.year(), day.month()).map(|it| user::stretch(it, Grain::Month)),
        "w" => {
            let back = day.weekday().num_days_from_monday();
            let monday: NaiveDate = day.checked_sub_signed(Duration::days(back.into()))?;
            Some(user::days(monday, monday.checked_add_signed(Duration::days(7))?, Grain::Week))
        }
        "d" => Some(user::stretch(Interval::day(day), Grain::Day)),
        "h" | "H" => time(3_600),
        "m" => time(60),
        "s" => time(1),
        _ => None,
    }
}

fn local(instant: i64, clock: &Clock) -> Option<NaiveDateTime> {
    let seconds = instant.checked_add(clock.now.offset().local_minus_utc().into())?;
    chrono::DateTime::from_timestamp(seconds, 0).map(|it| it.naive_utc())
}
