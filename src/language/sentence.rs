//! Sentence and paragraph bounds, with the abbreviations that break naive splitting.

use crate::language::token::{Case, Kind, Token};
use crate::text::Span;

/// One sentence: its bytes, its tokens, and whether a paragraph starts with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sentence {
    /// From the first byte of its first token to the last of its last.
    pub span: Span,
    /// The number of its first token.
    pub first: u32,
    /// One past the number of its last token.
    pub end: u32,
    /// Whether it opens a paragraph.
    pub opens_paragraph: bool,
}

/// Words that end in a full stop and do not end a sentence, in lower case, sorted.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "art", "assn", "aug", "ave", "blvd", "brig", "bros", "ca", "capt", "cf", "co",
    "col", "comdr", "corp", "cpl", "dec", "dept", "dr", "ed", "est", "etc", "feb", "fig", "fr",
    "ft", "gen", "gov", "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar",
    "messrs", "mr", "mrs", "ms", "mt", "no", "nov", "nr", "oct", "op", "pp", "pres", "prof", "pvt",
    "rep", "reps", "rev", "rt", "sec", "sen", "sens", "sep", "sept", "sgt", "sr", "st", "supt",
    "vol", "vs",
];

/// None of them is longer.
const ABBREVIATION_BYTES_MAX: usize = 6;

/// A dash within so many tokens ends a dateline: a full stop before it ends an abbreviation.
const DATELINE_TOKENS_MAX: usize = 16;

/// Splits `text`, already taken apart, into sentences. Every token is in exactly one.
///
/// A sentence ends at `.` `!` `?` `…` `。` and their kin (with the quotes and brackets that close
/// after them), unless an abbreviation or an initial stands before or a lower-case word follows;
/// and at every blank line.
pub fn split(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(tokens.len() / 20 + 1);
    let mut first = 0;
    let mut opens_paragraph = true;
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at + 1;
        let mut ends = false;
        if tokens[at].kind == Kind::Mark && is_stop(text, &tokens[at]) {
            while end < tokens.len() && tokens[end].glued && closes(text, &tokens[end]) {
                end += 1;
            }
            ends = end == tokens.len() || is_end(text, tokens, at, end);
        }
        let paragraph = end < tokens.len()
            && tokens[end].after_line
            && blank_line(text, &tokens[end - 1], &tokens[end]);
        if ends || paragraph || end == tokens.len() {
            sentences.push(Sentence {
                span: Span::new(tokens[first].start, tokens[end - 1].end),
                first: count(first),
                end: count(end),
                opens_paragraph,
            });
            first = end;
            opens_paragraph = paragraph;
        }
        at = end;
    }
    sentences
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

fn byte(text: &str, token: &Token) -> u8 {
    text.as_bytes().get(token.start as usize).copied().unwrap_or(0)
}

fn is_stop(text: &str, mark: &Token) -> bool {
    match byte(text, mark) {
        b'.' | b'!' | b'?' => true,
        0..0x80 => false,
        _ => matches!(mark.span().of(text), Some("…" | "。" | "！" | "？" | "।" | "؟" | "۔" | "።")),
    }
}

fn closes(text: &str, mark: &Token) -> bool {
    match byte(text, mark) {
        b'.' | b'!' | b'?' | b'"' | b'\'' | b')' | b']' => true,
        0..0x80 => false,
        _ => matches!(mark.span().of(text), Some("”" | "’" | "»" | "…" | "」" | "』" | "）")),
    }
}

/// Whether the stop at `stop`, with all that closes after it up to `next`, ends a sentence.
fn is_end(text: &str, tokens: &[Token], stop: usize, next: usize) -> bool {
    let follower = &tokens[next];
    let mark = byte(text, &tokens[stop]);
    if mark >= 0x80 {
        return true;
    }
    if follower.glued {
        return false;
    }
    if follower.kind == Kind::Word && follower.case == Case::Lower && is_cased(text, follower) {
        return false;
    }
    if mark != b'.' || next > stop + 1 {
        return true;
    }
    // "SAVANNAH, Ga. – Eleven ships", "RENO, Nev. (AP) –": what a text opens with.
    if next < DATELINE_TOKENS_MAX {
        let listed = stop.checked_sub(2).is_some_and(|it| byte(text, &tokens[it]) == b',');
        if is_dash(text, follower) || listed && byte(text, follower) == b'(' {
            return false;
        }
    }
    let Some(before) = stop.checked_sub(1).map(|it| &tokens[it]) else { return true };
    if before.kind != Kind::Word || !tokens[stop].glued {
        return true;
    }
    let word = before.span().of(text).unwrap_or_default();
    if word.len() == 1 && before.case == Case::Title {
        // An initial ("George W. Bush"), or the end of "the U.S." before a new sentence: only the
        // second has a full stop and a letter before it.
        let dotted = stop >= 3
            && before.glued
            && byte(text, &tokens[stop - 2]) == b'.'
            && tokens[stop - 3].kind == Kind::Word;
        return dotted && starts_sentence(text, follower);
    }
    // No copy of a word that is too long to be one.
    if word.len() > ABBREVIATION_BYTES_MAX {
        return true;
    }
    let lower = word.to_ascii_lowercase();
    if ABBREVIATIONS.binary_search(&lower.as_str()).is_err() {
        return true;
    }
    // "No. 5" goes on; "He said no. Then" does not: only capitalised short forms are trusted
    // before a capital, and company endings close a sentence where a common opener follows.
    match lower.as_str() {
        "no" | "fig" | "art" | "sec" | "ed" | "op" | "est" => {
            follower.kind != Kind::Number && before.case == Case::Lower
        }
        "co" | "corp" | "inc" | "ltd" | "jr" | "sr" | "etc" | "bros" | "dept" => {
            starts_sentence(text, follower)
        }
        _ => before.case == Case::Lower && lower != "vs" && lower != "ca" && lower != "cf",
    }
}

fn is_dash(text: &str, token: &Token) -> bool {
    matches!(token.span().of(text), Some("–" | "—" | "-" | "--"))
}

/// Words that open sentences far more often than they follow a name.
fn starts_sentence(text: &str, token: &Token) -> bool {
    let word = token.span().of(text).unwrap_or_default();
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "It"
            | "He"
            | "She"
            | "They"
            | "We"
            | "But"
            | "And"
            | "On"
            | "At"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "For"
            | "After"
            | "As"
            | "If"
            | "When"
            | "While"
            | "There"
            | "However"
            | "Since"
            | "I"
            | "You"
            | "Some"
            | "Many"
            | "Most"
            | "One"
            | "Two"
            | "According"
            | "Last"
    )
}

fn is_cased(text: &str, token: &Token) -> bool {
    let word = token.span().of(text).unwrap_or_default();
    word.chars().next().is_some_and(char::is_lowercase)
}

fn blank_line(text: &str, before: &Token, after: &Token) -> bool {
    let gap = text.as_bytes().get(before.end as usize..after.start as usize).unwrap_or_default();
    gap.iter().filter(|it| **it == b'\n').nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::token::tokenize;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let sentences = split(text, &tokenize(text));
        let found: Vec<&str> = sentences.iter().map(|it| it.span.of(text).unwrap()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences() {
        check("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check("Mr. Khan met Gen. Bajwa. They spoke.", &["Mr. Khan met Gen. Bajwa.", "They spoke."]);
        check("“Stop.” He left.", &["“Stop.”", "He left."]);
        check("The U.S. army left.", &["The U.S. army left."]);
        check("He left the U.S. The army stayed.", &["He left the U.S.", "The army stayed."]);
        check("It rose 1.5 pct. on Monday", &["It rose 1.5 pct. on Monday"]);
        check("A headline\n\nA paragraph", &["A headline", "A paragraph"]);
        check("On Dec. 12 he left.", &["On Dec. 12 he left."]);
        check("He said no. Then he left.", &["He said no.", "Then he left."]);
        check("George W. Bush spoke.", &["George W. Bush spoke."]);
        check("第一句。第二句。", &["第一句。", "第二句。"]);
        check("CAIRO, Ill. – Shops shut. They left.", &["CAIRO, Ill. – Shops shut.", "They left."]);
        check("RENO, Nev. (AP) -- It burned.", &["RENO, Nev. (AP) -- It burned."]);
        check("", &[]);
    }

    #[test]
    fn abbreviations_are_sorted_and_short() {
        assert!(ABBREVIATIONS.is_sorted());
        assert!(ABBREVIATIONS.iter().all(|it| it.len() <= ABBREVIATION_BYTES_MAX));
    }

    proptest::proptest! {
        #[test]
        fn every_token_is_in_one_sentence(text in "[a-zA-Z0-9 .?!\"\n,]{0,120}") {
            let tokens = tokenize(&text);
            let mut next = 0;
            for sentence in split(&text, &tokens) {
                proptest::prop_assert_eq!(sentence.first, next);
                proptest::prop_assert!(sentence.end > sentence.first);
                next = sentence.end;
            }
            proptest::prop_assert_eq!(next as usize, tokens.len());
        }
    }
}
