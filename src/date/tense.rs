//! Whether a sentence looks forward or back: what tells "in March" last from "in March" next.

use crate::date::grammar::Reader;
use crate::date::lexicon::Word;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tense {
    Past,
    /// What opens the sentence sets its time, and its first verb is in the past: "In January, 101
    /// people were killed".
    Over,
    Future,
    /// Nothing tells.
    Unknown,
}

/// How many tokens each way are looked at.
const REACH: usize = 14;

/// The tense around the expression at tokens `start` to `end`: the nearest cue before it in its
/// sentence, else the nearest after it.
pub(crate) fn tense(reader: &Reader<'_>, start: usize, end: usize) -> Tense {
    let (first, last) = reader.sentence(start);
    for at in (first.max(start.saturating_sub(REACH))..start).rev() {
        if let Some(tense) = cue(reader, at) {
            return tense;
        }
    }
    for at in end..last.min(end + REACH) {
        if let Some(tense) = cue(reader, at) {
            let opens = start <= first + 1;
            return if opens && tense == Tense::Past { Tense::Over } else { tense };
        }
    }
    Tense::Unknown
}

fn cue(reader: &Reader<'_>, at: usize) -> Option<Tense> {
    match reader.word(at) {
        Word::Will => Some(Tense::Future),
        Word::Was => Some(Tense::Past),
        Word::Other if reader.lower(at) => {
            let word = reader.text(at).as_bytes();
            (word.len() > 4 && word.ends_with(b"ed")).then_some(Tense::Past)
        }
        _ => None,
    }
}
