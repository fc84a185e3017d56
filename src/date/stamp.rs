//! One publication date as machines and newsrooms print it, and dates in addresses and file names.

use chrono::DateTime;
use chrono::NaiveDate;
use chrono::NaiveTime;

use crate::article::DateSource;
use crate::article::Published;
use crate::date::parse::DateOrder;
use crate::date::zone;
use crate::language::calendar;
use crate::language::token;
use crate::language::token::Token;

/// A line with more bytes than this is not a date.
const BYTES_MAX: usize = 120;

/// What a printed date says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stamp {
    /// The day, as printed.
    pub day: NaiveDate,
    /// The time of day, as printed.
    pub time: Option<NaiveTime>,
    /// Minutes east of UTC, where a zone is printed.
    pub offset_minutes: Option<i32>,
    /// What had to be assumed: `IST is read as India's time`.
    pub note: Option<String>,
}

impl Stamp {
    /// As the publication date of an article, found in `source`.
    pub fn published(&self, source: DateSource) -> Published {
        let instant = self.time.map(|time| {
            let local = self.day.and_time(time).and_utc().timestamp();
            local - i64::from(self.offset_minutes.unwrap_or(0)) * 60
        });
        let offset_minutes = self.time.and(self.offset_minutes);
        Published { day: self.day, instant, offset_minutes, source }
    }

    fn on(day: NaiveDate) -> Stamp {
        Stamp { day, time: None, offset_minutes: None, note: None }
    }

    fn at(seconds: i64) -> Option<Stamp> {
        let at = DateTime::from_timestamp(seconds, 0)?;
        Some(Stamp {
            day: at.date_naive(),
            time: Some(at.time()),
            offset_minutes: Some(0),
            note: None,
        })
    }
}

/// Reads a publication date as machines and newsrooms write it (RFC 2822, RFC 3339, ISO basic,
/// epochs, "Tuesday 12 Dec 2023 14.05 GMT", "Dec. 12, 2023 9:05 a.m. ET"); `None` where it is not
/// one date.
///
/// `03/04/2023` is read only where `order` says how. A month without a day (`2023-12`) is `None`:
/// any day we chose would be a guess that reads like a fact.
pub fn published(text: &str, source: DateSource, order: Option<DateOrder>) -> Option<Published> {
    read(text, order).map(|stamp| stamp.published(source))
}

/// [`published`] with what had to be assumed.
pub fn read(text: &str, order: Option<DateOrder>) -> Option<Stamp> {
    let text = text.trim().trim_matches(['"', '\'', '“', '”']).trim();
    if text.is_empty() || text.len() > BYTES_MAX {
        return None;
    }
    if let Some(stamp) = digits(text) {
        return Some(stamp);
    }
    let tokens = token::tokenize(text);
    let mut machine = Machine { text, tokens: &tokens, at: 0, order, slots: Slots::default() };
    machine.run()?;
    machine.slots.stamp()
}

/// Epochs in seconds to nanoseconds, and dates written without marks.
fn digits(text: &str) -> Option<Stamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let marked = whole.strip_prefix('@');
    let whole = marked.unwrap_or(whole);
    let plain = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || whole.len() > 19 {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if marked.is_none() && fraction.is_empty() {
        let time = |from: usize| clock(whole.get(from..)?);
        let stamp = match whole.len() {
            8 => compact_day(whole).map(Stamp::on),
            12 | 14 => compact_day(whole.get(..8)?)
                .zip(time(8))
                .map(|(day, time)| Stamp { time: Some(time), ..Stamp::on(day) }),
            _ => None,
        };
        if stamp.is_some() {
            return stamp;
        }
    }
    match whole.len() {
        9..=10 => Stamp::at(number),
        12..=13 => Stamp::at(number / 1_000),
        15..=16 => Stamp::at(number / 1_000_000),
        18..=19 => Stamp::at(number / 1_000_000_000),
        _ if marked.is_some() => Stamp::at(number),
        _ => None,
    }
}

/// `20231212`
fn compact_day(text: &str) -> Option<NaiveDate> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = number(0, 4).filter(|year| (1600..2200).contains(year))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(4, 6)?, number(6, 8)?)
}

/// `14`, `1405`, `140509`
fn clock(text: &str) -> Option<NaiveTime> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let (hour, minute, second) = match text.len() {
        2 => (number(0, 2)?, 0, 0),
        4 => (number(0, 2)?, number(2, 4)?, 0),
        6 => (number(0, 2)?, number(2, 4)?, number(4, 6)?),
        _ => return None,
    };
    time_of(hour, minute, second)
}

/// A leap second counts as the second before it.
fn time_of(hour: u32, minute: u32, second: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second })
}

/// What has been read so far; no slot is filled twice.
#[derive(Debug, Default)]
struct Slots {
    day: Option<NaiveDate>,
    /// "Dec 12", whose year comes later: `Tue Dec 12 14:05:09 UTC 2023`.
    month_day: Option<(u32, u32)>,
    time: Option<NaiveTime>,
    offset_minutes: Option<i32>,
    /// A zone whose summer time the day decides: `ET`.
    seasonal: Option<i32>,
    note: Option<String>,
}

impl Slots {
    fn stamp(self) -> Option<Stamp> {
        let day = self.day?;
        let summer = self.seasonal.map(|standard| zone::american(day, standard));
        Some(Stamp {
            day,
            time: self.time,
            offset_minutes: self.offset_minutes.or(summer),
            note: self.note,
        })
    }
}

/// Reads tokens from left to right; what it does not know ends it, since a text that says more
/// than one date is not one date.
struct Machine<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    order: Option<DateOrder>,
    slots: Slots,
}

impl Machine<'_> {
    fn run(&mut self) -> Option<()> {
        while self.at < self.tokens.len() {
            let read = self.day() || self.time() || self.zone() || self.year() || self.filler();
            if !read {
                return None;
            }
        }
        Some(())
    }

    /// The characters of the token `ahead` of the current one; empty beyond the end.
    fn peek(&self, ahead: usize) -> &str {
        let token = self.tokens.get(self.at + ahead);
        token.and_then(|it| it.span().of(self.text)).unwrap_or_default()
    }

    fn glued(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|it| it.glued)
    }

    /// The number `ahead` with how many digits it has.
    fn number(&self, ahead: usize) -> Option<(u32, usize)> {
        let text = self.peek(ahead);
        let number = text.parse().ok()?;
        text.bytes().all(|it| it.is_ascii_digit()).then_some((number, text.len()))
    }

    fn day_number(&self, ahead: usize) -> Option<u32> {
        self.number(ahead).filter(|(it, digits)| *digits <= 2 && *it <= 31).map(|it| it.0)
    }

    fn year_number(&self, ahead: usize) -> Option<i32> {
        let (year, _) = self.number(ahead).filter(|it| it.1 == 4)?;
        i32::try_from(year).ok().filter(|year| (1000..=9999).contains(year))
    }

    fn month(&self, ahead: usize) -> Option<u32> {
        calendar::month(self.peek(ahead))
    }

    fn set_day(&mut self, day: Option<NaiveDate>, tokens: usize) -> bool {
        if self.slots.day.is_some() || day.is_none() {
            return false;
        }
        self.slots.day = day;
        self.at += tokens;
        true
    }

    fn day(&mut self) -> bool {
        self.year_first() || self.day_then_name() || self.name_then_day() || self.numbers()
    }

    /// `2023-12-12` `2023/12/12` `2023.12.12` `2023-346` `20231212` `2023年12月12日`
    fn year_first(&mut self) -> bool {
        if let Some((_, 8)) = self.number(0) {
            return self.set_day(compact_day(self.peek(0)), 1);
        }
        let Some(year) = self.year_number(0) else { return false };
        let mark = self.peek(1);
        if mark == "年" && self.peek(3) == "月" {
            let day = self.day_number(2).zip(self.day_number(4));
            let tokens = if matches!(self.peek(5), "日" | "号" | "日、") { 6 } else { 5 };
            let day = day.and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
            return self.set_day(day, tokens);
        }
        if !matches!(mark, "-" | "/" | "." | "–") || !self.glued(1) {
            return false;
        }
        if mark == "-" && self.number(2).is_some_and(|it| it.1 == 3) {
            let day = self.number(2).and_then(|it| NaiveDate::from_yo_opt(year, it.0));
            return self.set_day(day, 3);
        }
        let month = self.day_number(2).or_else(|| self.month(2));
        let same = self.peek(3) == mark;
        let Some((month, day)) = month.zip(self.day_number(4)).filter(|_| same) else {
            return false;
        };
        self.set_day(NaiveDate::from_ymd_opt(year, month, day), 5)
    }

    /// `12 December 2023` `12. Dezember 2023` `1er janvier 2023` `12 de diciembre de 2023`
    /// `12-Dec-23`
    fn day_then_name(&mut self) -> bool {
        let Some(day) = self.day_number(0) else { return false };
        let mut ahead = 1;
        while is_ordinal(self.peek(ahead)) && self.glued(ahead) {
            ahead += 1;
        }
        ahead = self.skip(ahead, &[".", ",", "-", "/", "de", "of", "di", "º", "°"]);
        let Some(month) = self.month(ahead) else { return false };
        ahead = self.skip(ahead + 1, &[".", ",", "-", "/", "de", "del", "of", "'", "’"]);
        if let Some(year) = self.year_number(ahead) {
            return self.set_day(NaiveDate::from_ymd_opt(year, month, day), ahead + 1);
        }
        if let Some(year) = self.short_year(ahead) {
            return self.set_day(NaiveDate::from_ymd_opt(year, month, day), ahead + 1);
        }
        self.set_month_day(month, day, ahead)
    }

    /// `Dec 12, 2023` `December 12th 2023` `Dec. 12`
    fn name_then_day(&mut self) -> bool {
        let Some(month) = self.month(0) else { return false };
        let mut ahead = self.skip(1, &[".", "-", "/", "the"]);
        let Some(day) = self.day_number(ahead) else { return false };
        if self.peek(ahead + 1) == ":" {
            return false;
        }
        ahead += 1;
        while is_ordinal(self.peek(ahead)) && self.glued(ahead) {
            ahead += 1;
        }
        let after = ahead;
        ahead = self.skip(ahead, &[".", ",", "-", "/", "of"]);
        if let Some(year) = self.year_number(ahead) {
            return self.set_day(NaiveDate::from_ymd_opt(year, month, day), ahead + 1);
        }
        self.set_month_day(month, day, after)
    }

    /// `12/13/2023`, or `03/04/2023` where the order is given; `12.12.2023` has the day first.
    fn numbers(&mut self) -> bool {
        let mark = self.peek(1);
        if !matches!(mark, "/" | "." | "-") || self.peek(3) != mark || !self.glued(4) {
            return false;
        }
        let Some((first, second)) = self.day_number(0).zip(self.day_number(2)) else {
            return false;
        };
        let Some(year) = self.year_number(4) else { return false };
        let order = match mark {
            _ if first > 12 => DateOrder::DayFirst,
            _ if second > 12 => DateOrder::MonthFirst,
            "." => DateOrder::DayFirst,
            _ if first == second => DateOrder::DayFirst,
            _ => match self.order {
                Some(order) => order,
                None => return false,
            },
        };
        let (day, month) = match order {
            DateOrder::DayFirst => (first, second),
            DateOrder::MonthFirst => (second, first),
        };
        self.set_day(NaiveDate::from_ymd_opt(year, month, day), 5)
    }

    fn set_month_day(&mut self, month: u32, day: u32, tokens: usize) -> bool {
        if self.slots.day.is_some() || self.slots.month_day.is_some() {
            return false;
        }
        self.slots.month_day = Some((month, day));
        self.at += tokens;
        true
    }

    /// The year of a day and month that came before it.
    fn year(&mut self) -> bool {
        let Some(((month, day), year)) = self.slots.month_day.zip(self.year_number(0)) else {
            return false;
        };
        self.set_day(NaiveDate::from_ymd_opt(year, month, day), 1)
    }

    /// `90` of `3 JAN 90`: 1970 to 2069, as POSIX has it; not the hour of a time.
    fn short_year(&self, ahead: usize) -> Option<i32> {
        let (year, _) = self.number(ahead).filter(|it| it.1 == 2)?;
        if matches!(self.peek(ahead + 1), ":" | "h") {
            return None;
        }
        let year = i32::try_from(year).ok()?;
        Some(if year < 70 { 2000 + year } else { 1900 + year })
    }

    fn skip(&self, mut ahead: usize, words: &[&str]) -> usize {
        while words.iter().any(|word| self.peek(ahead).eq_ignore_ascii_case(word)) {
            ahead += 1;
        }
        ahead
    }

    /// `14:05` `14.05` `14h05` `14:05:09.123` `9:05 a.m.` `9pm` `T140509` `14 Uhr`
    fn time(&mut self) -> bool {
        if self.slots.time.is_some() {
            return false;
        }
        let marked = self.peek(0).eq_ignore_ascii_case("t");
        let first = usize::from(marked);
        let Some((hour, width)) = self.number(first) else { return false };
        let mut ahead = first + 1;
        let (mut minute, mut second, mut sure) = (0, 0, false);
        if marked && matches!(width, 4 | 6) {
            let Some(time) = clock(self.peek(first)) else { return false };
            return self.set_time(time, self.skip_fraction(ahead));
        }
        if width > 2 {
            return false;
        }
        let parts = |it: &str| matches!(it, ":" | "." | "h" | "H");
        if parts(self.peek(ahead)) && self.number(ahead + 1).is_some_and(|it| it.1 == 2) {
            let mark = self.peek(ahead).to_owned();
            minute = self.number(ahead + 1).map_or(0, |it| it.0);
            ahead += 2;
            sure = true;
            if self.peek(ahead) == mark && self.number(ahead + 1).is_some_and(|it| it.1 == 2) {
                second = self.number(ahead + 1).map_or(0, |it| it.0);
                ahead = self.skip_fraction(ahead + 2);
            }
        } else if matches!(self.peek(ahead), "h" | "H") {
            ahead += 1;
            sure = true;
        }
        let (half, ahead) = self.half(ahead);
        let hour = match (half, hour) {
            (None, hour) => hour,
            (Some(_), 0 | 13..) => return false,
            (Some(later), hour) => hour % 12 + if later { 12 } else { 0 },
        };
        let ahead = if matches!(self.peek(ahead), "Uhr" | "uhr" | "hrs" | "hours") {
            sure = true;
            ahead + 1
        } else {
            ahead
        };
        if !(sure || half.is_some()) {
            return false;
        }
        time_of(hour, minute, second).is_some_and(|time| self.set_time(time, ahead))
    }

    fn set_time(&mut self, time: NaiveTime, tokens: usize) -> bool {
        self.slots.time = Some(time);
        self.at += tokens;
        true
    }

    /// Past `.123` or `,123`
    fn skip_fraction(&self, ahead: usize) -> usize {
        let fraction = matches!(self.peek(ahead), "." | ",")
            && self.glued(ahead + 1)
            && self.number(ahead + 1).is_some();
        // Nine digits or more do not fit the number, and are a fraction all the same.
        let long = matches!(self.peek(ahead), "." | ",")
            && self.glued(ahead + 1)
            && self.peek(ahead + 1).bytes().all(|it| it.is_ascii_digit())
            && !self.peek(ahead + 1).is_empty();
        if fraction || long { ahead + 2 } else { ahead }
    }

    /// `am`, `a.m.`, `PM`: whether it is the later half of the day, and what follows.
    fn half(&self, ahead: usize) -> (Option<bool>, usize) {
        let word = self.peek(ahead);
        let later = match word {
            "am" | "AM" | "Am" => return (Some(false), ahead + 1),
            "pm" | "PM" | "Pm" => return (Some(true), ahead + 1),
            "a" | "A" => false,
            "p" | "P" => true,
            _ => return (None, ahead),
        };
        let dotted = self.peek(ahead + 1) == "." && self.peek(ahead + 2).eq_ignore_ascii_case("m");
        if !dotted {
            return (None, ahead);
        }
        (Some(later), ahead + 3 + usize::from(self.peek(ahead + 3) == "."))
    }

    /// `Z` `+0500` `-05:00` `GMT+1` `(CET)` `ET`; only after a day or a time.
    fn zone(&mut self) -> bool {
        if self.slots.time.is_none() {
            return false;
        }
        if let Some((minutes, tokens)) = self.shift(0) {
            return self.set_zone(Some(minutes), tokens);
        }
        let Some(row) = zone::find(self.peek(0)) else { return false };
        let universal = row.minutes == 0 && !row.seasonal;
        if let Some((minutes, tokens)) = self.shift(1).filter(|_| universal) {
            return self.set_zone(Some(minutes), tokens + 1);
        }
        if let Some(meaning) = row.meaning {
            self.slots.note = Some(format!("the time zone {} is read as {meaning}", row.name));
        }
        if row.seasonal {
            self.slots.seasonal = Some(row.minutes);
            self.at += 1;
            return true;
        }
        self.set_zone(Some(row.minutes), 1)
    }

    /// A second zone is the name of the first: `+0000 (GMT)`.
    fn set_zone(&mut self, minutes: Option<i32>, tokens: usize) -> bool {
        if self.slots.offset_minutes.is_none() {
            self.slots.offset_minutes = minutes;
        }
        self.at += tokens;
        true
    }

    /// `+05:30` `-0500` `+01`
    fn shift(&self, ahead: usize) -> Option<(i32, usize)> {
        let sign = match self.peek(ahead) {
            "+" => 1,
            "-" | "−" | "–" => -1,
            _ => return None,
        };
        if !self.glued(ahead + 1) {
            return None;
        }
        let (number, width) = self.number(ahead + 1)?;
        let number = i32::try_from(number).ok()?;
        let (minutes, tokens) = match width {
            4 => (number / 100 * 60 + number % 100, 2),
            1 | 2 if self.peek(ahead + 2) == ":" => {
                let (rest, _) = self.number(ahead + 3).filter(|it| it.1 == 2 && it.0 < 60)?;
                (number * 60 + i32::try_from(rest).ok()?, 4)
            }
            1 | 2 => (number * 60, 2),
            _ => return None,
        };
        (minutes <= 15 * 60).then_some((sign * minutes, tokens))
    }

    /// Weekdays, marks and the small words around a date.
    fn filler(&mut self) -> bool {
        let word = self.peek(0);
        let mark = matches!(word, "," | "." | "(" | ")" | "|" | "·" | "•" | "–" | "—" | ";");
        // `-` and `T` only join a date to its time; `[Europe/Paris]` repeats the offset.
        let dash = matches!(word, "-" | "T" | "t" | "@") && self.slots.day.is_some();
        let label = matches!(word, "-" | ":") && self.slots.day.is_none() && self.at > 0;
        let known = mark || dash || label || is_filler(word);
        if word == "[" && self.slots.offset_minutes.is_some() {
            self.at = self.tokens.len();
            return true;
        }
        self.at += usize::from(known);
        known
    }
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th", "er", "re", "º", "ª"].iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The small words around a date.
const FILLERS: &str = "at on the um à às alle ore le el la den der am de del published posted \
    publié veröffentlicht publicado pubblicato il date as noon";

fn is_filler(word: &str) -> bool {
    if calendar::is_weekday(word) {
        return true;
    }
    let word = word.to_lowercase();
    FILLERS.split_ascii_whitespace().any(|filler| filler == word)
}

/// The day that an address or a path tells: `/2023/12/12/`, `/2023/dec/12/`, `2023-12-12-slug`,
/// `a-20231212.html`; the last one where there are several.
pub fn in_path(path: &str) -> Option<NaiveDate> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let bytes = path.as_bytes();
    let mut found = None;
    let mut at = 0;
    while at < bytes.len() {
        let fresh = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let digits = bytes[at..].iter().take_while(|it| it.is_ascii_digit()).count();
        if fresh && matches!(digits, 4 | 8) {
            found = path.get(at..).and_then(|rest| leading_day(rest, digits)).or(found);
        }
        at += digits.max(1);
    }
    found
}

/// The day that `rest` starts with, its first run of digits being `digits` long.
fn leading_day(rest: &str, digits: usize) -> Option<NaiveDate> {
    let alone = |end: usize| {
        let next = rest.as_bytes().get(end);
        !next.is_some_and(u8::is_ascii_digit)
    };
    if digits == 8 {
        let day = compact_day(rest.get(..8)?)?;
        let letter = rest.as_bytes().get(8).is_some_and(u8::is_ascii_alphabetic);
        let timed = rest.as_bytes().get(8) == Some(&b'T');
        return (!letter || timed).then_some(day);
    }
    let year: i32 = rest.get(..4)?.parse().ok().filter(|year| (1600..2200).contains(year))?;
    let mark = rest.get(4..5).filter(|it| matches!(*it, "/" | "-" | "_" | "."))?;
    let mut parts = rest.get(5..)?.splitn(3, mark);
    let (month_text, day_text) = (parts.next()?, parts.next()?);
    let width = day_text.bytes().take_while(u8::is_ascii_digit).count();
    let day_end = 5 + month_text.len() + 1 + width;
    let day = day_text.get(..width).filter(|it| matches!(it.len(), 1 | 2))?.parse().ok()?;
    let month = match month_text.parse::<u32>() {
        Ok(month) if month_text.len() <= 2 => month,
        Ok(_) => return None,
        Err(_) => calendar::month(month_text)?,
    };
    alone(day_end).then(|| NaiveDate::from_ymd_opt(year, month, day))?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is `text | what is read of it`; the text may hold a bar of its own.
    #[test]
    fn published_dates() {
        let lines = include_str!("../../tests/data/date/published.txt").lines();
        let mut wrong = String::new();
        for line in lines.filter(|it| !it.starts_with('#')) {
            let (text, expected) = line.rsplit_once(" | ").unwrap();
            let found = published(text, DateSource::Field, None);
            let found = found.map_or("refused".to_owned(), |it| it.value());
            if found != expected {
                wrong.push_str(&format!("{text}: {found}, not {expected}\n"));
            }
        }
        assert!(wrong.is_empty(), "\n{wrong}");
    }

    #[track_caller]
    fn check_order(text: &str, order: DateOrder, expected: &str) {
        let found = published(text, DateSource::Field, Some(order));
        assert_eq!(found.map(|it| it.value()).as_deref(), Some(expected));
    }

    #[test]
    fn order_of_day_and_month() {
        check_order("03/04/2023", DateOrder::DayFirst, "2023-04-03");
        check_order("03/04/2023", DateOrder::MonthFirst, "2023-03-04");
        check_order("3/4/2023 14:05", DateOrder::MonthFirst, "2023-03-04T14:05:00");
        check_order("13/04/2023", DateOrder::MonthFirst, "2023-04-13");
    }

    #[test]
    fn ambiguous_zones_are_noted() {
        let note = |text| read(text, None).unwrap().note;
        assert!(note("2023-12-12 14:05 IST").unwrap().contains("Indian Standard Time"));
        assert_eq!(note("2023-12-12 14:05 GMT"), None);
    }

    #[track_caller]
    fn check_path(path: &str, expected: &str) {
        let found = in_path(path).map_or("none".to_owned(), |it| it.to_string());
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn paths() {
        check_path("https://a.b/2023/12/12/mill-burns", "2023-12-12");
        check_path("https://a.b/world/2023/dec/12/mill-burns", "2023-12-12");
        check_path("https://a.b/2023/12/mill-burns", "none");
        check_path("https://a.b/2023-12-12-mill-burns.html", "2023-12-12");
        check_path("https://a.b/mill-burns-20231212.html", "2023-12-12");
        check_path("https://a.b/20231212/mill", "2023-12-12");
        check_path("https://a.b/news-10231212-1", "none");
        check_path("https://a.b/x?date=2023-12-12", "none");
        check_path("news/2023-12-12.txt", "2023-12-12");
        check_path("news/2023_12_12_mill.txt", "2023-12-12");
        check_path("2020-01-01/2023-12-12.txt", "2023-12-12");
        check_path("000_a80209e7fdd8d652.txt", "none");
        check_path("20231212T140500.txt", "2023-12-12");
        check_path("id-202312123.txt", "none");
        check_path("2023-13-45.txt", "none");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            _ = published(&text, DateSource::Field, Some(DateOrder::DayFirst));
            _ = in_path(&text);
        }

        #[test]
        fn near_dates_do_not_panic(text in "[0-9TZ:/. ,+a-zéDec-]{0,30}") {
            _ = published(&text, DateSource::Field, None);
            _ = in_path(&text);
        }
    }
}
