//! The dateline that opens a report: "PESHAWAR, Pakistan, Dec 12 (AP) -", found and taken apart.

use crate::language::Text;
use crate::text::Span;

/// The parts of a dateline, as spans of the body. What they mean is for `date` and `place` to say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Dateline {
    /// All of it, without the dash that ends it.
    pub span: Span,
    /// "PESHAWAR, Pakistan"
    pub place: Option<Span>,
    /// "Dec 12"
    pub date: Option<Span>,
    /// "AP", without brackets
    pub agency: Option<Span>,
}

/// Finds the dateline of a body, if it opens with one.
pub fn find(_body: &Text<'_>) -> Option<Dateline> {
    None
}
