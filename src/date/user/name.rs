//! `12 Dec 2023`, `Dec 12, 2023`, `Tuesday 12 December 2023`, `December 2023`, `Q4 2023`.

use chrono::Datelike;

use crate::date::interval::{Grain, Interval};
use crate::date::parse::Clock;
use crate::date::user::{self, Read, iso};
use crate::error::Result;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of a month, 1 to 12, by its name or at least its first three letters.
pub(super) fn month(word: &str) -> Option<u32> {
    number(&MONTHS, word).map(|it| it + 1)
}

/// The number of a weekday, Monday being 0, by its name or at least its first three letters.
pub(super) fn weekday(word: &str) -> Option<u32> {
    number(&WEEKDAYS, word)
}

fn number(names: &[&str], word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = names.iter().position(|it| word.len() >= 3 && it.starts_with(&word))?;
    u32::try_from(at).ok()
}

/// One part of a date in words.
#[derive(Clone, Copy)]
enum Part {
    Weekday(u32),
    Month(u32),
    Day(u32),
    Year(i32),
    Quarter(u32),
}

/// Reads a date whose month is a name.
pub(super) fn read(text: &str, clock: &Clock) -> Read {
    let words = text.split([' ', ',', '-']).filter(|it| !it.is_empty());
    let parts: Option<Vec<Part>> = words.take(6).map(part).collect();
    let parts = parts?;
    let (named, rest) = match parts.as_slice() {
        [Part::Weekday(weekday), rest @ ..] if !rest.is_empty() => (Some(*weekday), rest),
        rest => (None, rest),
    };
    let today = clock.now.date_naive();
    let date = |year: i32, month: u32, day: u32| Some((year, month, day));
    let (year, month, day) = match *rest {
        [Part::Month(month), Part::Year(year)] | [Part::Year(year), Part::Month(month)]
            if named.is_none() =>
        {
            let month = Interval::month(year, month).map(|it| user::stretch(it, Grain::Month));
            return Some(month.ok_or_else(|| user::beyond(text)));
        }
        [Part::Quarter(quarter), Part::Year(year)] => {
            return iso::read(&format!("{year:04}-Q{quarter}"), clock);
        }
        [Part::Day(day), Part::Month(month), Part::Year(year)]
        | [Part::Month(month), Part::Day(day), Part::Year(year)]
        | [Part::Year(year), Part::Month(month), Part::Day(day)] => date(year, month, day)?,
        // The most recent one.
        [Part::Day(day), Part::Month(month)] | [Part::Month(month), Part::Day(day)] => {
            let later = (month, day) > (today.month(), today.day());
            date(today.year() - i32::from(later), month, day)?
        }
        _ => return None,
    };
    Some(on(text, year, month, day, named))
}

fn on(
    text: &str,
    year: i32,
    month: u32,
    day: u32,
    weekday: Option<u32>,
) -> Result<crate::date::parse::Period> {
    let day = iso::calendar(text, year, month, day)?;
    let own = day.weekday().num_days_from_monday();
    if weekday.is_some_and(|it| it != own) {
        let name = WEEKDAYS.get(own as usize).copied().unwrap_or_default();
        let why = format!("{day} is a {}", capital(name));
        return Err(user::impossible(text, why, "leave the weekday out"));
    }
    Ok(user::stretch(Interval::day(day), Grain::Day))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn part(word: &str) -> Option<Part> {
    if let Some(month) = month(word) {
        return Some(Part::Month(month));
    }
    if let Some(weekday) = weekday(word) {
        return Some(Part::Weekday(weekday));
    }
    if let Some(quarter) = word.strip_prefix(['Q', 'q']) {
        return quarter.parse().ok().map(Part::Quarter);
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = word.split_at_checked(digits)?;
    let ordinal = matches!(&*suffix.to_ascii_lowercase(), "st" | "nd" | "rd" | "th");
    match digits {
        1 | 2 if suffix.is_empty() || ordinal => number.parse().ok().map(Part::Day),
        4 if suffix.is_empty() => number.parse().ok().map(Part::Year),
        _ => None,
    }
}
