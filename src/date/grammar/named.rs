//! Feasts, and times that are not on the calendar: "Christmas Eve", "Good Friday", "now", "the
//! future".

use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::What;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::absolute::Named;
use crate::date::lexicon::Feast;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;
use crate::date::lexicon::Word;

/// A word that says no more than past, present or future.
pub(super) fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let (end, vague) = vague(reader, at)?;
    Some(Found {
        start: at,
        end,
        form: Form::Vague(vague),
        modifier: None,
        rule: "vague",
        opens_range: false,
    })
}

fn vague(reader: &Reader<'_>, at: usize) -> Parse<Vague> {
    match reader.word(at) {
        Word::Vague(vague) => Some((at + 1, vague)),
        Word::Current if reader.lower(at) => Some((at + 1, Vague::Present)),
        Word::Recent if reader.lower(at) => Some((at + 1, Vague::Past)),
        Word::The if reader.says(at + 1, "future") && !adjective(reader, at + 1) => {
            Some((at + 2, Vague::Future))
        }
        Word::The if reader.is(at + 1, Word::Past) && !adjective(reader, at + 1) => {
            Some((at + 2, Vague::Past))
        }
        Word::Say("future") if reader.lower(at) => Some((at + 1, Vague::Future)),
        Word::The if reader.text(at + 1) == "near" && reader.says(at + 2, "future") => {
            Some((at + 3, Vague::Future))
        }
        Word::Say("these") if reader.is(at + 1, Word::Units(Unit::Day)) => {
            Some((at + 2, Vague::Present))
        }
        Word::Say("right") if reader.is(at + 1, Word::Vague(Vague::Present)) => {
            Some((at + 2, Vague::Present))
        }
        _ => None,
    }
}

/// Whether a noun follows, so that "future", "past" only say of what kind it is.
fn adjective(reader: &Reader<'_>, at: usize) -> bool {
    let foreseeable = at > 0 && reader.text(at - 1) == "foreseeable";
    let next = reader.text(at + 1);
    let verb = next.len() <= 3 || matches!(next, "when" | "with" | "that" | "they" | "will");
    foreseeable || !verb && reader.lower(at + 1) && reader.is(at + 1, Word::Other)
}

/// A feast at a token.
pub(super) fn feast(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (end, feast) = name(reader, at)?;
    let mut anchor = Anchor::Bare;
    let mut end = end;
    let next = reader.comma(end);
    if let Some((year @ 1500..=2100, 4)) = reader.digits(next) {
        anchor = Anchor::Year(i32::try_from(year).ok()?);
        end = next + 1;
    }
    Some((end, (Point::new(What::Feast(feast), anchor), "feast")))
}

fn name(reader: &Reader<'_>, at: usize) -> Parse<Feast> {
    if !reader.capital(at) {
        return None;
    }
    let day = |at: usize| reader.is(at, Word::Unit(Unit::Day));
    let weekday = |at: usize, day: u8| reader.is(at, Word::Weekday(day));
    let possessive = |at: usize| {
        if reader.mark(at, b'\'') && reader.says(at + 1, "s") { at + 2 } else { at }
    };
    match reader.word(at) {
        Word::Feast(feast) => Some(match (feast, reader.word(at + 1)) {
            (Feast::Fixed(12, 25), Word::Say("eve")) => (at + 2, Feast::Fixed(12, 24)),
            (Feast::Easter(0), Word::Weekday(1)) => (at + 2, Feast::Easter(1)),
            (Feast::Easter(0), Word::Weekday(7)) => (at + 2, feast),
            (_, Word::Unit(Unit::Day)) => (at + 2, feast),
            _ => (at + 1, feast),
        }),
        Word::Say("good") if weekday(at + 1, 5) => Some((at + 2, Feast::Easter(-2))),
        Word::Say("palm") if weekday(at + 1, 7) => Some((at + 2, Feast::Easter(-7))),
        Word::Say("ash") if weekday(at + 1, 3) => Some((at + 2, Feast::Easter(-46))),
        Word::Say("black") if weekday(at + 1, 5) => None,
        Word::Say("memorial") if day(at + 1) => Some((at + 2, Feast::Nth(5, 1, 5))),
        Word::Say("labor" | "labour") if day(at + 1) => Some((at + 2, Feast::Nth(9, 1, 1))),
        Word::Say("independence") if day(at + 1) => Some((at + 2, Feast::Fixed(7, 4))),
        Word::Say("armistice") if day(at + 1) => Some((at + 2, Feast::Fixed(11, 11))),
        Word::Say("columbus") if day(at + 1) => Some((at + 2, Feast::Nth(10, 1, 2))),
        Word::Say("boxing") if day(at + 1) => Some((at + 2, Feast::Fixed(12, 26))),
        Word::Say("bastille") if day(at + 1) => Some((at + 2, Feast::Fixed(7, 14))),
        Word::Say("veterans" | "presidents") => {
            let next = if reader.mark(at + 1, b'\'') { at + 2 } else { at + 1 };
            let feast = match reader.word(at) {
                Word::Say("veterans") => Feast::Fixed(11, 11),
                _ => Feast::Nth(2, 1, 3),
            };
            day(next).then_some((next + 1, feast))
        }
        Word::Say("valentine") => {
            let next = possessive(at + 1);
            day(next).then_some((next + 1, Feast::Fixed(2, 14)))
        }
        Word::Say("new") if reader.is(at + 1, Word::Unit(Unit::Year)) => {
            let next = possessive(at + 2);
            match reader.word(next) {
                Word::Unit(Unit::Day) => Some((next + 1, Feast::Fixed(1, 1))),
                Word::Say("eve") => Some((next + 1, Feast::Fixed(12, 31))),
                _ => None,
            }
        }
        Word::Say("eid") => {
            let sacrifice = reader.text(at + 3).to_ascii_lowercase().starts_with("adha")
                || reader.text(at + 4).to_ascii_lowercase().starts_with("adha");
            let mut end = at + 1;
            let arabic = matches!(reader.text(end), "al" | "ul" | "Al" | "Ul" | "el");
            if arabic && reader.mark(end + 1, b'-') && reader.glued(end + 2) {
                end += 3;
            }
            Some((end, if sacrifice { Feast::Sacrifice } else { Feast::FastBreaking }))
        }
        _ => None,
    }
}
