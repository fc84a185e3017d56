//! `PlaceMention` and `find(prose, gazetteer)`: the geoparser's front door.

mod alias;
pub mod compile;
pub mod gazetteer;
pub mod key;
mod layout;
pub mod lookup;
pub mod path;
mod resolve;
pub mod source;
mod spot;

use crate::article::Field;
use crate::language::Prose;
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::text::Span;

/// How a text names a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Form {
    /// "Pakistan"
    Name,
    /// "U.S.", "KP"
    Abbreviation,
    /// "Pakistani": weak evidence, marked as such
    Demonym,
}

impl Form {
    /// The name that JSON prints.
    pub fn name(self) -> &'static str {
        match self {
            Form::Name => "name",
            Form::Abbreviation => "abbreviation",
            Form::Demonym => "demonym",
        }
    }
}

/// How an article stands to a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Role {
    /// Filed from there.
    Dateline,
    /// What the article is about.
    Focus,
    /// Named in passing.
    Mentioned,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 3] = [Role::Dateline, Role::Focus, Role::Mentioned];

    /// The name that `--role` takes and JSON prints.
    pub fn name(self) -> &'static str {
        match self {
            Role::Dateline => "dateline",
            Role::Focus => "focus",
            Role::Mentioned => "mentioned",
        }
    }
}

/// What a mention was found to mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Referent {
    /// An entry of the gazetteer.
    Place(PlaceId),
    /// A place that the gazetteer does not know and the text puts in one that it does: "Daraban
    /// police station in Dera Ismail Khan".
    Within(PlaceId),
    /// Certainly a place, and no telling which.
    Unknown,
}

impl Referent {
    /// The entry of the gazetteer that the mention counts under.
    pub fn anchor(self) -> Option<PlaceId> {
        match self {
            Referent::Place(id) | Referent::Within(id) => Some(id),
            Referent::Unknown => None,
        }
    }
}

/// A place that a text speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The text it stands in.
    pub field: Field,
    /// The words that say so.
    pub span: Span,
    /// How they say it.
    pub form: Form,
    /// The place meant.
    pub referent: Referent,
    /// How the article stands to it.
    pub role: Role,
    /// Whether it counts in facets and filters: a place within an organisation's name does not.
    pub counts: bool,
    /// How sure we are, 0 to 1; calibrated: of those said 0.9, nine in ten are right.
    pub confidence: f32,
    /// The rule that decided.
    pub rule: &'static str,
}

/// Finds the places that an article speaks of, in order of field and start. Spans do not overlap.
pub fn find(_prose: &Prose<'_>, _gazetteer: &Gazetteer) -> Vec<PlaceMention> {
    Vec::new()
}
