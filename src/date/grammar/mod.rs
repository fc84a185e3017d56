//! From words to forms: small hand-written parsers, one file per family, the longest match wins.

mod absolute;
mod clock;
mod count;
mod length;
mod named;
mod reader;
mod relative;

use crate::date::form::Found;

pub(crate) use crate::date::grammar::reader::Reader;

/// A parse: where it ends, and what it says.
pub(crate) type Parse<T> = Option<(usize, T)>;

/// All time expressions of a text, in order, without overlap.
pub(crate) fn all(reader: &Reader<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < reader.len() {
        if !reader.word(at).starts() {
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
    found
}

/// The longest expression that starts at a token.
fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
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
