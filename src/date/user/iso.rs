//! `2023-12-12T14:05Z` and its shorter forms, weeks, quarters, EDTF, epochs, `31/12/2023`.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Weekday};

use crate::date::interval::{Grain, Interval};
use crate::date::parse::{Clock, DateOrder, Period};
use crate::date::user::{self, Read};
use crate::error::{Error, Kind, Result};

/// `@1702389900`: seconds since 1970.
pub(super) fn epoch(text: &str, _clock: &Clock) -> Read {
    let digits = text.strip_prefix('@')?;
    let Ok(instant) = digits.parse::<i64>() else {
        return Some(Err(user::unknown(text)));
    };
    if DateTime::from_timestamp(instant, 0).is_none_or(|it| it.year() > 9999) {
        return Some(Err(user::beyond(text).hint("write seconds since 1970, not milliseconds")));
    }
    Some(Ok(user::seconds(instant, 1)))
}

/// Everything that opens with a year of four digits.
pub(super) fn read(text: &str, clock: &Clock) -> Read {
    // `?` uncertain, `~` approximate, `%` both: the same days.
    let plain = text.trim_end_matches(['?', '~', '%']);
    let (sign, digits) = plain.strip_prefix('-').map_or((1, plain), |rest| (-1, rest));
    if let Some(unspecified) = masked(digits, sign) {
        return Some(Ok(unspecified));
    }
    let (year, rest) = digits.split_at_checked(4)?;
    if !is_digits(year) {
        return None;
    }
    let year = sign * year.parse::<i32>().ok()?;
    after_year(text, year, rest, clock)
}

/// `199X` `19XX`
fn masked(digits: &str, sign: i32) -> Option<Period> {
    let known = digits.trim_end_matches(['X', 'x', 'u']);
    if digits.len() != 4 || !(2..4).contains(&known.len()) || !is_digits(known) {
        return None;
    }
    let (count, grain) = if known.len() == 3 { (10, Grain::Decade) } else { (100, Grain::Century) };
    let first: i32 = known.parse().ok()?;
    // Before the year 0 the digits count backwards: -199X is -1999 to -1990.
    let start = if sign < 0 { -(first * count + count - 1) } else { first * count };
    Interval::years(start, count).map(|it| user::stretch(it, grain))
}

fn after_year(text: &str, year: i32, rest: &str, clock: &Clock) -> Read {
    let mut letters = rest.chars();
    let period = match letters.next() {
        None => Ok(Interval::year(year).map(|it| user::stretch(it, Grain::Year))),
        Some('s' | 'S') if rest.len() == 1 => {
            if year % 10 != 0 {
                let hint = "write a decade with a zero at its end: 1990s";
                return Some(Err(user::impossible(text, "no decade starts there", hint)));
            }
            Ok(Interval::years(year, 10).map(|it| user::stretch(it, Grain::Decade)))
        }
        Some('W' | 'w' | 'Q' | 'q' | 'H' | 'h') => part(text, year, rest)?.map(Some),
        Some('0'..='9') => return compact(text, year, rest, clock),
        Some(separator @ ('-' | '/' | '.')) => {
            let rest = letters.as_str();
            if rest.starts_with(['W', 'w', 'Q', 'q', 'H', 'h']) {
                part(text, year, rest)?.map(Some)
            } else {
                return separated(text, year, rest, separator, clock);
            }
        }
        _ => return None,
    };
    Some(period.and_then(|it| it.ok_or_else(|| user::beyond(text))))
}

/// `W50` `W50-2` `Q4` `H2`
fn part(text: &str, year: i32, rest: &str) -> Option<Result<Period>> {
    let (letter, digits) = rest.split_at_checked(1)?;
    let (digits, weekday) = digits.split_once('-').map_or((digits, None), |(a, b)| (a, Some(b)));
    if !is_digits(digits) || digits.len() > 2 {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    match letter {
        "W" | "w" => Some(week(text, year, number, weekday)),
        _ if weekday.is_some() => None,
        "Q" | "q" if (1..=4).contains(&number) => {
            Some(months(text, year, number * 3 - 2, 3, Grain::Quarter))
        }
        "H" | "h" if (1..=2).contains(&number) => {
            Some(months(text, year, number * 6 - 5, 6, Grain::Half))
        }
        "Q" | "q" => Some(Err(user::impossible(
            text,
            "a year has four quarters",
            "write 2023-Q1 to 2023-Q4",
        ))),
        _ => Some(Err(user::impossible(text, "a year has two halves", "write 2023-H1 or 2023-H2"))),
    }
}

fn week(text: &str, year: i32, number: u32, weekday: Option<&str>) -> Result<Period> {
    let Some(monday) = NaiveDate::from_isoywd_opt(year, number, Weekday::Mon) else {
        let why = format!("{year} has no ISO week {number}");
        return Err(user::impossible(text, why, "weeks run from W01 to W52 or W53"));
    };
    let Some(weekday) = weekday else {
        return Ok(user::days(monday, monday + Days::new(7), Grain::Week));
    };
    match weekday.parse::<u64>() {
        Ok(number @ 1..=7) => {
            let day = monday + Days::new(number - 1);
            Ok(user::stretch(Interval::day(day), Grain::Day))
        }
        _ => Err(user::impossible(text, "a week has days 1 to 7", "Monday is 1, Sunday is 7")),
    }
}

/// `count` months from a month of `year` on, which may reach into the next.
fn months(text: &str, year: i32, month: u32, count: u32, grain: Grain) -> Result<Period> {
    NaiveDate::from_ymd_opt(year, month, 1)
        .and_then(|start| Some((start, start.checked_add_months(chrono::Months::new(count))?)))
        .map(|(start, end)| user::days(start, end, grain))
        .ok_or_else(|| user::beyond(text))
}

/// `20231212` `20231212T1405`
fn compact(text: &str, year: i32, rest: &str, clock: &Clock) -> Read {
    let (date, time) = rest.split_at_checked(4)?;
    if !is_digits(date) {
        return None;
    }
    let (month, day) = date.split_at(2);
    let day = match calendar(text, year, month.parse().ok()?, day.parse().ok()?) {
        Ok(day) => day,
        Err(error) => return Some(Err(error)),
    };
    on_day(text, day, time, clock)
}

/// `12` `12-12` `12-12T14:05` `21` (a season) `346` (a day of the year) `12-XX`
fn separated(text: &str, year: i32, rest: &str, separator: char, clock: &Clock) -> Read {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (month, rest) = rest.split_at_checked(length)?;
    if month.is_empty() {
        let masked = matches!(rest, "XX" | "xx" | "XX-XX" | "xx-xx");
        let year = Interval::year(year).map(|it| user::stretch(it, Grain::Year));
        return masked.then(|| year.ok_or_else(|| user::beyond(text)));
    }
    let number: u32 = month.parse().ok()?;
    match (month.len(), rest.chars().next()) {
        (1 | 2, None) => Some(month_or_season(text, year, number)),
        (3, None) if separator == '-' => Some(
            NaiveDate::from_yo_opt(year, number)
                .map(|day| user::stretch(Interval::day(day), Grain::Day))
                .ok_or_else(|| {
                    let why = format!("{year} has no day {number}");
                    user::impossible(text, why, "write year, month and day: 2023-12-12")
                }),
        ),
        (1 | 2, Some(mark)) if mark == separator => {
            let rest = rest.get(1..)?;
            if matches!(rest, "XX" | "xx") {
                return Some(month_or_season(text, year, number));
            }
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (day, time) = rest.split_at_checked(length)?;
            if !(1..=2).contains(&length) {
                return None;
            }
            match calendar(text, year, number, day.parse().ok()?) {
                Ok(day) => on_day(text, day, time, clock),
                Err(error) => Some(Err(error)),
            }
        }
        _ => None,
    }
}

/// Months 1 to 12, and the divisions that EDTF numbers from 21 on. Seasons are those of the
/// weather, from the first of a month, and winter runs into the next year.
fn month_or_season(text: &str, year: i32, number: u32) -> Result<Period> {
    let (month, count, grain) = match number {
        1..=12 => (number, 1, Grain::Month),
        21..=24 => (3 * (number - 20), 3, Grain::Quarter),
        // North of the equator, and south of it.
        25..=28 => (3 * (number - 24), 3, Grain::Quarter),
        29 => (9, 3, Grain::Quarter),
        30 => (12, 3, Grain::Quarter),
        31 => (3, 3, Grain::Quarter),
        32 => (6, 3, Grain::Quarter),
        33..=36 => (3 * (number - 33) + 1, 3, Grain::Quarter),
        37..=39 => (4 * (number - 37) + 1, 4, Grain::Quarter),
        40..=41 => (6 * (number - 40) + 1, 6, Grain::Half),
        _ => return Err(no_month(text, number)),
    };
    months(text, year, month, count, grain)
}

fn no_month(text: &str, month: u32) -> Error {
    let hint = "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)";
    user::impossible(text, format!("there is no month {month}"), hint)
}

/// A day, or the reason why there is none.
pub(super) fn calendar(text: &str, year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    if let Some(day) = NaiveDate::from_ymd_opt(year, month, day) {
        return Ok(day);
    }
    let Some(whole) = Interval::month(year, month) else {
        return Err(no_month(text, month));
    };
    let why = format!("{} has {} days", whole.start.format("%B %Y"), whole.days());
    Err(user::impossible(text, why, "write year, month and day: 2023-12-31"))
}

/// A day, or a time on it.
fn on_day(text: &str, day: NaiveDate, time: &str, clock: &Clock) -> Read {
    if time.is_empty() {
        return Some(Ok(user::stretch(Interval::day(day), Grain::Day)));
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let Some((time, length, offset)) = time_of_day(time) else {
        let hint = "write a time as 14:05, 14:05:09, 14:05Z or 14:05+05:00";
        return Some(Err(user::impossible(text, "the time of day makes no sense", hint)));
    };
    // 24:00 is the midnight at the end of the day.
    let (day, time) = match time {
        Some(time) => (day, time),
        None => (day.succ_opt()?, NaiveTime::MIN),
    };
    let local = day.and_time(time);
    let start = match offset {
        Some(offset) => local.and_utc().timestamp() - offset,
        None => user::here(local, clock),
    };
    Some(Ok(user::seconds(start, length)))
}

/// A time (`None` for 24:00), how many seconds it is long, and seconds east of UTC if it says so.
fn time_of_day(text: &str) -> Option<(Option<NaiveTime>, i64, Option<i64>)> {
    let end = text.find(|it: char| !(it.is_ascii_digit() || matches!(it, ':' | '.' | ',')));
    let (clock, zone) = text.split_at_checked(end.unwrap_or(text.len()))?;
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
    let digits: String = clock.chars().filter(|it| *it != ':').collect();
    let grouped = clock.split(':').all(|it| it.len() == 2) || !clock.contains(':');
    if !grouped || !is_digits(&digits) || !is_digits(fraction) {
        return None;
    }
    let pair = |at: usize| digits.get(at..at + 2).map_or(Some(0), |it| it.parse::<u32>().ok());
    let length = match digits.len() {
        2 => 3_600,
        4 => 60,
        6 => 1,
        _ => return None,
    };
    let (hour, minute, second) = (pair(0)?, pair(2)?, pair(4)?);
    let offset = zone_seconds(zone.trim())?;
    if (hour, minute, second) == (24, 0, 0) {
        return Some((None, length, offset));
    }
    // A leap second counts as the one before it.
    let time = NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second })?;
    Some((Some(time), length, offset))
}

/// Seconds east of UTC of `Z`, `+05`, `+0500`, `+05:00`; `Some(None)` for no zone at all.
#[expect(clippy::option_option, reason = "no zone is not a bad zone")]
fn zone_seconds(text: &str) -> Option<Option<i64>> {
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "utc" | "GMT" | "gmt" => return Some(Some(0)),
        _ => {}
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 2 => (digits, "00"),
        None => digits.split_at_checked(2)?,
    };
    if hours.len() != 2 || minutes.len() != 2 || !is_digits(hours) || !is_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3_600 + minutes * 60)))
}

/// `03/04/2023` `3.4.2023`: a day that opens with its day or its month.
pub(super) fn slashed(text: &str, clock: &Clock) -> Read {
    let separator = ['/', '.', '-'].into_iter().find(|it| text.contains(*it))?;
    let mut parts = text.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |it: &str| (1..=2).contains(&it.len()) && is_digits(it);
    if parts.next().is_some() || !short(first) || !short(second) || !is_digits(year) {
        return None;
    }
    if year.len() != 4 {
        let hint = "write year, month and day: 2023-12-31";
        return Some(Err(user::impossible(text, "the year needs four digits", hint)));
    }
    let (first, second, year) =
        (first.parse().ok()?, second.parse().ok()?, year.parse::<i32>().ok()?);
    let order = match clock.order {
        Some(order) => order,
        None if first > 12 || first == second => DateOrder::DayFirst,
        None if second > 12 => DateOrder::MonthFirst,
        None => return Some(Err(either_order(text, first, second, year))),
    };
    let (day, month) = match order {
        DateOrder::DayFirst => (first, second),
        DateOrder::MonthFirst => (second, first),
    };
    Some(calendar(text, year, month, day).map(|day| user::stretch(Interval::day(day), Grain::Day)))
}

fn either_order(text: &str, first: u32, second: u32, year: i32) -> Error {
    let name = |month: u32| {
        NaiveDate::from_ymd_opt(2000, month, 1)
            .map_or_else(String::new, |it| it.format("%B").to_string())
    };
    let (text, second_name, first_name) = (user::shown(text), name(second), name(first));
    let message = format!("`{text}` may be {first} {second_name} or {first_name} {second}");
    Error::new(Kind::Usage, message).hint(format!(
        "write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}, \
         or say which comes first with --date-order"
    ))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}
