//! What is wrong with a query and where: the error that points.

use crate::error::{Error, Kind};
use crate::text::{self, Span};

/// How much of a long query is shown around a fault, in characters on either side.
const AROUND_CHARS_MAX: usize = 36;

/// How far the query is indented in the message.
const INDENT: &str = "    ";

/// What is wrong, where, and what to write instead.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fault {
    span: Span,
    what: String,
    hint: String,
}

impl Fault {
    pub(crate) fn new(span: Span, what: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { span, what: what.into(), hint: hint.into() }
    }

    /// The error to show: what is wrong, then the query, then carets under the fault.
    pub(crate) fn error(&self, query: &str) -> Error {
        let start = (self.span.start as usize).min(query.len());
        let end = (self.span.end as usize).clamp(start, query.len());
        let before = query.get(..start).unwrap_or_default();
        let within = query.get(start..end).unwrap_or_default();
        let after = query.get(end..).unwrap_or_default();
        let (before, cut_before) = last_chars(before, AROUND_CHARS_MAX);
        let (within, cut_within) = first_chars(within, AROUND_CHARS_MAX);
        let (after, cut_after) = first_chars(if cut_within { "" } else { after }, AROUND_CHARS_MAX);
        let lead = if cut_before { "…" } else { "" };
        let tail = if cut_after || cut_within { "…" } else { "" };
        let (before, within, after) = (line(before), line(within), line(after));
        let blank = " ".repeat(width(lead) + width(&before));
        let carets = "^".repeat(width(&within).max(1));
        let message = format!(
            "{}\n{INDENT}{lead}{before}{within}{after}{tail}\n{INDENT}{blank}{carets}",
            self.what
        );
        Error::new(Kind::Query, message).hint(self.hint.clone())
    }
}

/// On one line and harmless.
fn line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|it| if matches!(it, '\n' | '\r' | '\t') { ' ' } else { it }).collect();
    text::sanitise(&spaced).into_owned()
}

fn first_chars(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().nth(count) {
        Some((at, _)) => (text.get(..at).unwrap_or_default(), true),
        None => (text, false),
    }
}

fn last_chars(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().rev().nth(count) {
        Some((at, letter)) => (text.get(at + letter.len_utf8()..).unwrap_or_default(), true),
        None => (text, false),
    }
}

/// How many columns a terminal gives the text.
fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| match letter as u32 {
            0x0300..=0x036F
            | 0x0483..=0x0489
            | 0x0591..=0x05C7
            | 0x064B..=0x065F
            | 0x200B..=0x200D => 0,
            0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x1F300..=0x1FAFF
            | 0x20000..=0x3FFFD => 2,
            _ => 1,
        })
        .sum()
}
