//! From words to forms: small hand-written parsers, one file per family, the longest match wins.

mod absolute;
mod clock;
mod count;
mod european;
mod length;
mod named;
mod reader;
mod relative;

use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::What;

use crate::date::lexicon::Unit;
use crate::date::lexicon::Word;

pub(crate) use crate::date::grammar::reader::Reader;

/// A parse: where it ends, and what it says.
pub(crate) type Parse<T> = Option<(usize, T)>;

/// All time expressions of a text, in order, without overlap.
pub(crate) fn all(reader: &Reader<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < reader.len() {
        // "XIX secolo" starts with a word like any other.
        let century = || matches!(reader.word(at + 1), Word::Unit(Unit::Century));
        if !reader.word(at).starts() && !century() {
            at += 1;
            continue;
        }
        let last = found.last().filter(|it| at - it.end <= 2);
        let next = last
            .and_then(|last| absolute::continued(reader, last, at))
            .or_else(|| expression(reader, at));
        match next {
            Some(next) => {
                at = next.end;
                found.push(next);
            }
            None => at += 1,
        }
    }
    mark_ranges(reader, &mut found);
    borrow_years(reader, &mut found);
    found
}

/// "in August and September 1914", "26 June - 4 August 1952": the year at the end is the year of
/// all.
fn borrow_years(reader: &Reader<'_>, found: &mut [Found]) {
    let month = |found: &Found| match found.form {
        Form::Point(Point { what: What::Date(month, _) | What::Month(month), anchor, .. }) => {
            Some((month, anchor))
        }
        _ => None,
    };
    for at in (1..found.len()).rev() {
        let (first, second) = (&found[at - 1], &found[at]);
        let (Some((early, Anchor::Bare)), Some((late, Anchor::Year(year)))) =
            (month(first), month(second))
        else {
            continue;
        };
        let joint = first.end;
        let joined = second.start == joint + 1
            && matches!(
                reader.word(joint),
                Word::Mark(b'-' | b',' | b'/')
                    | Word::And
                    | Word::To
                    | Word::Or
                    | Word::Until
                    | Word::Say("through")
            );
        if joined && let Form::Point(point) = &mut found[at - 1].form {
            point.anchor = Anchor::Year(if early > late { year - 1 } else { year });
        }
    }
}

/// The longest expression that starts at a token.
fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    if !reader.english {
        return european::expression(reader, at);
    }
    let parsers = [clock::expression, relative::expression, length::expression, named::expression];
    let mut best: Option<Found> = None;
    for parser in parsers {
        if let Some(found) = parser(reader, at)
            && best.as_ref().is_none_or(|best| found.end > best.end)
        {
            best = Some(found);
        }
    }
    best
}

/// "from A to B", "between A and B", "A-B", "A through B".
fn mark_ranges(reader: &Reader<'_>, found: &mut [Found]) {
    for at in 1..found.len() {
        let (first, second) = (&found[at - 1], &found[at]);
        found[at - 1].opens_range = reader.joins_range(first.start, first.end, second.start);
    }
}
