//! `DateMention` and `find(prose, published)`: the time tagger's front door.

pub mod interval;
mod lexicon;
pub mod parse;
mod resolve;
mod spot;
pub mod stamp;
mod user;
mod zone;

use crate::article::{Field, Published};
use crate::date::interval::{Grain, Interval};
use crate::language::Prose;
use crate::text::Span;

/// The four kinds of TIMEX3.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Kind {
    /// `2023-12-12`, "Tuesday", "in 2021", "now"
    Date,
    /// A time of day: "9 a.m. Friday", "last night"
    Time,
    /// A length: "three days"
    Duration,
    /// A rhythm: "every Tuesday"
    Set,
}

impl Kind {
    /// The name that TIMEX3 and JSON print.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// A time that a text speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct DateMention {
    /// The text it stands in.
    pub field: Field,
    /// The words that say so.
    pub span: Span,
    /// What kind of time.
    pub kind: Kind,
    /// The TIMEX3 value: `2023-12-12`, `2023-W50`, `P3D`, `XXXX-WXX-2`, `PRESENT_REF`.
    pub value: String,
    /// The TIMEX3 modifier: `START`, `END`, `APPROX`, `BEFORE`, …
    pub modifier: Option<&'static str>,
    /// The days meant, where the phrase is on the calendar.
    pub when: Option<Interval>,
    /// How fine the phrase is, where it is on the calendar.
    pub grain: Option<Grain>,
    /// How sure we are, 0 to 1.
    pub confidence: f32,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Finds the times that an article, published on `published`, speaks of, in order of field and
/// start. Spans do not overlap.
pub fn find(_prose: &Prose<'_>, _published: Option<&Published>) -> Vec<DateMention> {
    Vec::new()
}
