//! Numbers: `20`, `1,460`, `22.8`, `2 1/2`, "twenty-five", "a couple of", "several", spelled years.

use crate::date::form::Count;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::lexicon::Word;

/// How many, at a token.
pub(super) fn count(reader: &Reader<'_>, at: usize) -> Parse<Count> {
    match reader.word(at) {
        Word::Digits => digits(reader, at),
        Word::Cardinal(_) => {
            let (end, value) = cardinal(reader, at)?;
            and_a_half(reader, end, value)
        }
        Word::A => match reader.word(at + 1) {
            Word::Hundred => Some((at + 2, Count::Known(100))),
            Word::Thousand => Some((at + 2, Count::Known(1_000))),
            Word::Dozen => Some((at + 2, Count::Known(12))),
            Word::Several if reader.text(at + 1).eq_ignore_ascii_case("few") => {
                Some((at + 2, Count::Vague))
            }
            Word::Say("couple") => {
                let end = at + 2;
                Some((if reader.is(end, Word::Of) { end + 1 } else { end }, Count::Known(2)))
            }
            _ => None,
        },
        Word::Dozen => Some((at + 1, Count::Known(12))),
        Word::Several => Some((at + 1, Count::Vague)),
        Word::Say("couple") if reader.is(at + 1, Word::Of) => Some((at + 2, Count::Known(2))),
        Word::Half if reader.is(at + 1, Word::A) => Some((at + 2, Count::Half(0))),
        _ => None,
    }
}

fn and_a_half(reader: &Reader<'_>, end: usize, value: u32) -> Parse<Count> {
    let half =
        reader.is(end, Word::And) && reader.is(end + 1, Word::A) && reader.is(end + 2, Word::Half);
    Some(if half { (end + 3, Count::Half(value)) } else { (end, Count::Known(value)) })
}

pub(super) fn digits(reader: &Reader<'_>, at: usize) -> Parse<Count> {
    let (mut value, length) = reader.digits(at)?;
    let mut end = at + 1;
    if reader.glued(at) && matches!(reader.before(at), Word::Mark(b'$' | b'.' | b',' | b'#')) {
        return None;
    }
    while length <= 3 && reader.mark(end, b',') && reader.glued(end) && reader.glued(end + 1) {
        let Some((group, 3)) = reader.digits(end + 1) else { break };
        value = value.checked_mul(1_000)?.checked_add(group)?;
        end += 2;
    }
    if reader.mark(end, b'.') && reader.glued(end) && reader.glued(end + 1) {
        let (tenths, 1) = reader.digits(end + 1)? else { return None };
        return Some((end + 2, Count::Tenths(value.checked_mul(10)?.checked_add(tenths)?)));
    }
    let slash = reader.mark(end + 1, b'/') && reader.glued(end + 1) && reader.glued(end + 2);
    if slash && reader.digits(end) == Some((1, 1)) && reader.digits(end + 2) == Some((2, 1)) {
        return Some((end + 3, Count::Half(value)));
    }
    if reader.text(end) == "½" {
        return Some((end + 1, Count::Half(value)));
    }
    if reader.is(end, Word::Thousand) {
        return Some((end + 1, Count::Known(value.checked_mul(1_000)?)));
    }
    and_a_half(reader, end, value)
}

/// A number in words, up to the thousands.
pub(super) fn cardinal(reader: &Reader<'_>, at: usize) -> Parse<u32> {
    let (mut end, mut value) = tens(reader, at)?;
    if reader.is(end, Word::Hundred) {
        value *= 100;
        end += 1;
        let next = if reader.is(end, Word::And) { end + 1 } else { end };
        if let Some((after, more)) = tens(reader, next) {
            value += more;
            end = after;
        }
    }
    if reader.is(end, Word::Thousand) {
        value *= 1_000;
        end += 1;
    }
    Some((end, value))
}

/// A number in words below a hundred.
fn tens(reader: &Reader<'_>, at: usize) -> Parse<u32> {
    let Word::Cardinal(value) = reader.word(at) else { return None };
    let next = reader.hyphen(at + 1);
    if value >= 20
        && value % 10 == 0
        && let Word::Cardinal(one @ 1..=9) = reader.word(next)
    {
        return Some((next + 1, u32::from(value + one)));
    }
    Some((at + 1, u32::from(value)))
}

/// "nineteen ninety-six", "two thousand", "two thousand and one", "twenty ten".
pub(super) fn spelled_year(reader: &Reader<'_>, at: usize) -> Parse<i32> {
    let Word::Cardinal(head) = reader.word(at) else { return None };
    if head == 2 && reader.is(at + 1, Word::Thousand) {
        let next = if reader.is(at + 2, Word::And) { at + 3 } else { at + 2 };
        if let Some((end, more)) = tens(reader, next) {
            return Some((end, 2_000 + i32::try_from(more).ok()?));
        }
        return Some((at + 2, 2_000));
    }
    if !(15..=20).contains(&head) {
        return None;
    }
    let next = reader.hyphen(at + 1);
    if reader.is(next, Word::Hundred) && head < 20 {
        return Some((next + 1, i32::from(head) * 100));
    }
    let (end, tail) = tens(reader, next)?;
    (10..=99).contains(&tail).then_some((end, i32::from(head) * 100 + i32::try_from(tail).ok()?))
}

/// `1st`, `19th`, "third", "twenty-first": an ordinal.
pub(super) fn ordinal(reader: &Reader<'_>, at: usize) -> Parse<u32> {
    match reader.word(at) {
        Word::Ordinal(value) => Some((at + 1, u32::from(value))),
        Word::Digits => {
            let (value, _) = reader.digits(at)?;
            let ends = matches!(reader.word(at + 1), Word::Say("st" | "nd" | "rd" | "th"));
            (ends && reader.glued(at + 1)).then_some((at + 2, value))
        }
        Word::Cardinal(value @ (20 | 30)) => {
            let next = reader.hyphen(at + 1);
            let Word::Ordinal(one @ 1..=9) = reader.word(next) else { return None };
            Some((next + 1, u32::from(value + one)))
        }
        _ => None,
    }
}
