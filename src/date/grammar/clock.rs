//! Times of day: "9:05 a.m. EST Tuesday", "noon Thursday", "7 o'clock", `19:00`, `0900 GMT`.

use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::What;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::relative;
use crate::date::lexicon::Hedge;
use crate::date::lexicon::Word;

/// A time of day with the day it belongs to.
pub(super) fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let hedged = matches!(reader.word(at), Word::Hedge(Hedge::About));
    let start = if hedged { at + 1 } else { at };
    let (end, time) = time(reader, start)?;
    let end = zone(reader, end);
    let (end, point) = day_after(reader, end, time);
    let modifier = hedged.then_some("APPROX");
    Some(Found {
        start: at,
        end,
        form: Form::Point(point),
        modifier,
        rule: "clock",
        opens_range: false,
    })
}

/// Hour and minute.
fn time(reader: &Reader<'_>, at: usize) -> Parse<(u8, u8)> {
    if let Word::Noon(hour) = reader.word(at) {
        if at > 0 && reader.text(at - 1).eq_ignore_ascii_case("high") {
            return None;
        }
        return Some((at + 1, (hour, 0)));
    }
    let (hour, width) = match reader.word(at) {
        Word::Digits => reader.digits(at)?,
        Word::Cardinal(hour @ 1..=12) => (u32::from(hour), 2),
        _ => return None,
    };
    let mut end = at + 1;
    let mut minute = 0;
    let mut colon = false;
    if width == 4 && matches!(reader.word(end), Word::Zone | Word::Say("hrs")) {
        return sound(end, hour / 100, hour % 100);
    }
    if matches!(reader.word(end), Word::Mark(b':' | b'.'))
        && reader.glued(end)
        && reader.glued(end + 1)
        && let Some((value, 2)) = reader.digits(end + 1)
    {
        colon = reader.mark(end, b':');
        minute = value;
        end += 2;
        if reader.mark(end, b':') && reader.digits(end + 1).is_some_and(|it| it.1 == 2) {
            end += 2;
        }
    }
    if let Some((end, afternoon)) = meridiem(reader, end) {
        let hour = match (hour, afternoon) {
            (12, false) => 0,
            (1..=11, true) => hour + 12,
            (1..=12, _) => hour,
            _ => return None,
        };
        return sound(end, hour, minute);
    }
    if reader.says(end, "o") && reader.mark(end + 1, b'\'') && reader.says(end + 2, "clock") {
        return sound(end + 3, hour, minute);
    }
    let plain = colon
        && !matches!(reader.before(at), Word::Mark(b':'))
        && !matches!(reader.word(end), Word::Mark(b':' | b'.') if reader.glued(end + 1));
    if plain {
        let end = if reader.says(end, "hrs") { end + 1 } else { end };
        return sound(end, hour, minute);
    }
    None
}

fn sound(end: usize, hour: u32, minute: u32) -> Parse<(u8, u8)> {
    let fits = hour <= 24 && minute < 60;
    fits.then_some((end, (u8::try_from(hour).ok()?, u8::try_from(minute).ok()?)))
}

/// `a.m.`, `pm`, `p.m`, "in the morning": whether it is after noon.
fn meridiem(reader: &Reader<'_>, at: usize) -> Parse<bool> {
    if let Word::Meridiem(afternoon) = reader.word(at) {
        return Some((at + 1, afternoon));
    }
    let afternoon = match reader.word(at) {
        Word::A if reader.text(at).len() == 1 => false,
        Word::Say("p") => true,
        _ => return None,
    };
    if !reader.mark(at + 1, b'.') || !reader.says(at + 2, "m") || !reader.glued(at + 1) {
        return None;
    }
    let end = at + 3;
    Some((if reader.mark(end, b'.') && reader.glued(end) { end + 1 } else { end }, afternoon))
}

/// `EST`, `GMT`, "(1400 GMT)" is left alone.
fn zone(reader: &Reader<'_>, at: usize) -> usize {
    if reader.is(at, Word::Zone) && reader.capital(at) { at + 1 } else { at }
}

/// The day that follows or is meant.
fn day_after(reader: &Reader<'_>, at: usize, time: (u8, u8)) -> (usize, Point) {
    let comma = reader.comma(at);
    let next = if reader.is(comma, Word::On) { comma + 1 } else { comma };
    if let Some((end, (mut point, _))) = relative::point(reader, next)
        && matches!(point.what, What::Weekday(_) | What::Date(..) | What::Day(_))
        && point.clock.is_none()
    {
        // "11 a.m. on 11 November": the day tells the value, but is an expression of its own.
        let apart = reader.is(comma, Word::On);
        point.clock = Some(time);
        return if apart { (at, point) } else { (zone(reader, end), point) };
    }
    let mut point = Point::new(What::Time, Anchor::Bare);
    point.clock = Some(time);
    (at, point)
}
