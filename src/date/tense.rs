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
    // "extended to Nov. 16", "through January": what is said to end has yet to.
    let day = matches!(reader.word(start), Word::Weekday(_));
    let ends = match reader.before(start) {
        Word::Until => true,
        Word::Say("by" | "through") => !day,
        // "a revision to December's figures"
        Word::To => !day && reader.english && !(reader.mark(end, b'\'') && reader.glued(end)),
        _ => false,
    };
    if ends && start > first {
        return Tense::Future;
    }
    for at in (first.max(start.saturating_sub(REACH))..start).rev() {
        match cue(reader, at) {
            // "will be paid", "to be completed"
            Some(Tense::Past) if reader.english && follows_be(reader, first, at) => {
                return Tense::Future;
            }
            Some(tense) => return tense,
            None => {}
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

/// Whether a participle at a token stands after "be" or "will".
fn follows_be(reader: &Reader<'_>, first: usize, at: usize) -> bool {
    let before = first.max(at.saturating_sub(3))..at;
    before.rev().any(|it| reader.is(it, Word::Will) || reader.text(it) == "be")
}

fn cue(reader: &Reader<'_>, at: usize) -> Option<Tense> {
    match reader.word(at) {
        // "set to open", but "a record set on Aug. 6"
        Word::Will if reader.text(at) == "set" => {
            let ahead = matches!(reader.word(at + 1), Word::To | Word::For);
            Some(if ahead { Tense::Future } else { Tense::Past })
        }
        Word::Will => Some(Tense::Future),
        Word::Was => Some(Tense::Past),
        Word::Other if reader.lower(at) || !reader.english => {
            ending(reader.language.code(), reader.text(at))
        }
        _ => None,
    }
}

/// What the ending of a verb tells.
fn ending(language: &str, word: &str) -> Option<Tense> {
    if word.len() <= 4 {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|it| word.ends_with(it));
    let (future, past): (&[&str], &[&str]) = match language {
        "de" => (&[], &["te", "ten"]),
        "es" => (&["ará", "erá", "irá", "arán", "erán", "irán"], &["aron", "ieron", "ó"]),
        "it" => (&["erà", "irà", "eranno", "iranno"], &["arono", "irono"]),
        "fr" => (&["eront", "iront", "era", "ira"], &["èrent", "aient"]),
        "pt" => (&["ará", "erá", "irá", "arão", "erão", "irão"], &["aram", "eram", "iram", "ou"]),
        _ => (&[], &["ed"]),
    };
    if ends(future) {
        Some(Tense::Future)
    } else if ends(past) {
        Some(Tense::Past)
    } else {
        None
    }
}
