//! Dates and ranges as users write them: the forms in [`READERS`], and ranges of any two of them.
//!
//! Every form means a [`Period`]: `2023` is a year, `last week` a week, `14:05` a minute, `7d` the
//! day seven days ago. `--from` takes its start and `--to` its end, so that both include it.
//! What may mean two things (`5m`, `03/04/2023`) is refused, with both readings as the hint.

mod age;
mod iso;
mod name;
mod word;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::date::interval::{Grain, Interval};
use crate::date::parse::{Bound, Clock, Period};
use crate::error::{Error, Kind, Result};
use crate::text;

/// The years that a user may write.
const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;

/// The longest text that may be a date, in bytes.
const BYTES_MAX: usize = 120;

/// What is shown of a text in a message, in characters.
const SHOWN_CHARS_MAX: usize = 40;

/// What [`READERS`] give: `None` where the text is of another form.
type Read = Option<Result<Period>>;

/// All forms, tried in this order; the first that knows the text decides.
const READERS: &[fn(&str, &Clock) -> Read] =
    &[word::read, age::math, iso::epoch, iso::read, age::read, iso::slashed, name::read];

/// Reads one date, not a range.
pub(in crate::date) fn single(text: &str, clock: &Clock) -> Result<Period> {
    let plain = tidy(text)?;
    let read = READERS.iter().find_map(|read| read(&plain, clock));
    let period = read.unwrap_or_else(|| Err(unknown(&plain)))?;
    within_calendar(&plain, period)
}

/// Reads one date or a range of two: `a..b` `a..` `..b` `a/b` `a/..` `../b`.
pub(in crate::date) fn period(text: &str, clock: &Clock) -> Result<Period> {
    let plain = tidy(text)?;
    match ends(&plain) {
        Some((None, None)) => Err(Error::new(Kind::Usage, format!("`{}` has no end", shown(text)))
            .hint("write a date on one side: 2023-01.. or ..2023-03")),
        Some((from, to)) => {
            let from = from.map(|it| single(it, clock)).transpose()?;
            let to = to.map(|it| single(it, clock)).transpose()?;
            range(&plain, from, to, clock)
        }
        None => match single(&plain, clock) {
            Ok(period) => Ok(period),
            Err(error) => match solidus(&plain, clock) {
                Some((from, to)) => range(&plain, Some(from), Some(to), clock),
                None => Err(error),
            },
        },
    }
}

/// Reads what a field of a query takes: a date, a range, or `>=` `>` `<` `<=` and a date.
pub(in crate::date) fn compared(text: &str, clock: &Clock) -> Result<Period> {
    let text = text.trim();
    let (sign, rest) = [">=", "<=", ">", "<"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest)))
        .unwrap_or(("", text));
    if sign.is_empty() {
        return period(rest, clock);
    }
    let Period { start, end, grain } = single(rest, clock)?;
    Ok(match sign {
        ">=" => Period { start, end: None, grain },
        ">" => Period { start: end, end: None, grain },
        "<=" => Period { start: None, end, grain },
        _ => Period { start: None, end: start, grain },
    })
}

/// Splits `a..b`, `a..`, `..b`, `a/..`, `../b`; `None` where there is no `..`.
fn ends(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let side = |it: &'_ str| !it.trim().is_empty();
    let (from, to) = if let Some(to) = text.strip_prefix("../") {
        ("", to)
    } else if let Some(from) = text.strip_suffix("/..") {
        (from, "")
    } else {
        text.split_once("..")?
    };
    Some((side(from).then_some(from), side(to).then_some(to)))
}

/// Reads `a/b` where both sides are dates and there is only one way to split it.
fn solidus(text: &str, clock: &Clock) -> Option<(Period, Period)> {
    let mut found = None;
    for (at, _) in text.match_indices('/') {
        let (from, to) = (text.get(..at)?, text.get(at + 1..)?);
        // A side of one or two digits is a part of a date, not a date.
        let (Ok(from), Ok(to)) = (single(from, clock), single(to, clock)) else { continue };
        if found.replace((from, to)).is_some() {
            return None;
        }
    }
    found
}

fn range(text: &str, from: Option<Period>, to: Option<Period>, clock: &Clock) -> Result<Period> {
    let start = from.and_then(|it| it.start);
    let end = to.and_then(|it| it.end);
    if let (Some(first), Some(last)) = (start, end)
        && first.instant(clock) >= last.instant(clock)
    {
        return Err(Error::new(Kind::Usage, format!("`{}` ends before it starts", shown(text)))
            .hint("write the earlier date first"));
    }
    let grain = from.and_then(|it| it.grain).max(to.and_then(|it| it.grain));
    Ok(Period { start, end, grain })
}

/// Trimmed, with typographic dashes as plain ones and single spaces.
fn tidy(text: &str) -> Result<String> {
    if text.len() > BYTES_MAX {
        return Err(unknown(text));
    }
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().map(|letter| match letter {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '…' => '.',
            letter => letter,
        }));
    }
    Ok(tidy)
}

fn within_calendar(text: &str, period: Period) -> Result<Period> {
    let known = |bound: Option<Bound>, last: bool| {
        let day = match bound {
            Some(Bound::Day(day)) => Some(day),
            Some(Bound::Instant(instant)) => {
                chrono::DateTime::from_timestamp(instant, 0).map(|it| it.date_naive())
            }
            None => return true,
        };
        let day = if last { day.and_then(|it| it.pred_opt()) } else { day };
        day.is_some_and(|it| YEARS.contains(&it.year()))
    };
    if known(period.start, false) && known(period.end, true) {
        return Ok(period);
    }
    Err(beyond(text))
}

/// A whole number of days.
fn days(start: NaiveDate, end: NaiveDate, grain: Grain) -> Period {
    let (start, end) = (Some(Bound::Day(start)), Some(Bound::Day(end)));
    Period { start, end, grain: Some(grain) }
}

fn stretch(interval: Interval, grain: Grain) -> Period {
    days(interval.start, interval.end, grain)
}

/// So many seconds from an instant on.
fn seconds(start: i64, count: i64) -> Period {
    let (start, end) = (Some(Bound::Instant(start)), Some(Bound::Instant(start + count)));
    Period { start, end, grain: Some(Grain::Minute) }
}

/// The instant of a local time where the user is.
fn here(local: NaiveDateTime, clock: &Clock) -> i64 {
    local.and_utc().timestamp() - i64::from(clock.now.offset().local_minus_utc())
}

/// The text as a message may show it.
fn shown(text: &str) -> String {
    let clean = text::sanitise(text);
    if clean.chars().count() <= SHOWN_CHARS_MAX {
        return clean.into_owned();
    }
    clean.chars().take(SHOWN_CHARS_MAX).chain(['…']).collect()
}

fn unknown(text: &str) -> Error {
    Error::new(Kind::Usage, format!("`{}` is not a date", shown(text))).hint(
        "write 2023-12-12, 2023-12, 2023, `12 Dec 2023`, `last week`, `7d` (seven days ago), \
         or a range such as 2023-01..2023-03",
    )
}

fn beyond(text: &str) -> Error {
    Error::new(Kind::Usage, format!("`{}` is beyond the years -9999 to 9999", shown(text)))
        .hint("write a year of four digits")
}

/// An error for a text of a known form that the calendar does not have.
fn impossible(text: &str, why: impl std::fmt::Display, hint: &str) -> Error {
    Error::new(Kind::Usage, format!("`{}` is not a date: {why}", shown(text))).hint(hint)
}
