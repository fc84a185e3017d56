//! `PlaceMention` and `find(prose, gazetteer)`: the geoparser's front door.

mod accept;
mod alias;
pub mod area;
pub mod compile;
mod context;
mod draft;
pub mod explain;
pub mod gazetteer;
pub mod geonames;
pub mod given;
pub mod key;
mod layout;
pub mod learn;
#[allow(dead_code, reason = "a class of words for the model to come")]
mod lexis;
pub mod lookup;
mod memo;
pub mod model;
pub mod outlet;
pub mod path;
mod resolve;
mod roles;
pub mod source;
mod spot;
mod suggest;
mod unlisted;

use crate::article::Field;
use crate::language::{Language, Prose};
use crate::place::draft::{Draft, Found};
use crate::place::gazetteer::{Gazetteer, NameForm, PlaceId};
use crate::place::model::Weights;
use crate::place::outlet::Home;
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
pub fn find(prose: &Prose<'_>, gazetteer: &Gazetteer) -> Vec<PlaceMention> {
    find_with(prose, gazetteer, Weights::shipped(), None)
}

/// [`find`] by weights of one's own, and with what is known of where the article comes from.
pub fn find_with(
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
    weights: &Weights,
    home: Option<&Home>,
) -> Vec<PlaceMention> {
    find_in(Draft::new(prose, gazetteer, home), weights)
}

/// [`find_with`] the weights that ship, where the names were found before.
pub(crate) fn find_again(
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
    home: Option<&Home>,
    found: Found,
) -> Vec<PlaceMention> {
    find_in(Draft::again(prose, gazetteer, home, found), Weights::shipped())
}

fn find_in(mut draft: Draft<'_>, weights: &Weights) -> Vec<PlaceMention> {
    let (prose, gazetteer) = (draft.prose, draft.gazetteer);
    let verdicts = accept::judge(&mut draft, weights);
    let evidence = resolve::Evidence::new(&draft);
    // The words that tell a place from a common word are English.
    let is_foreign = prose.language != Language::ENGLISH && prose.language != Language::UNKNOWN;
    let mut mentions = Vec::with_capacity(draft.spots.len());
    for (number, spot) in draft.spots.iter().enumerate() {
        let chance = verdicts.chances.get(number).copied().unwrap_or_default();
        if chance < CHANCE_MIN {
            continue;
        }
        let Some((meaning, share)) = resolve::choose(&draft, &evidence, weights, number) else {
            continue;
        };
        if is_foreign && !resolve::is_rooted(&draft, &evidence, number, &meaning) {
            continue;
        }
        let beyond = beyond(&draft, number, verdicts.chances.as_slice());
        let referent = beyond.map_or(Referent::Place(meaning.place), Referent::Within);
        let counts = verdicts.features.get(number).is_none_or(|it| !context::is_organisation(it));
        mentions.push(PlaceMention {
            field: spot.field,
            span: spot.span,
            form: form(meaning.form),
            referent,
            role: Role::Mentioned,
            counts,
            confidence: weights.calibrate(chance * share),
            rule: rule(&draft, number),
        });
    }
    let body = mentions.partition_point(|it| it.field == Field::Title);
    let mut in_body = mentions.split_off(body);
    unlisted::add(Field::Title, &prose.title, gazetteer, &mut mentions);
    unlisted::add(Field::Body, &prose.body, gazetteer, &mut in_body);
    mentions.append(&mut in_body);
    roles::assign(&mut mentions, prose, gazetteer);
    mentions
}

/// The place that the text puts a spot in, where the gazetteer has none of its name there.
fn beyond(draft: &Draft<'_>, number: usize, chances: &[f32]) -> Option<PlaceId> {
    let outer = draft.company.get(number)?.beyond?;
    let sure = chances.get(outer).is_some_and(|it| *it >= CHANCE_MIN);
    let outer = draft.spots.get(outer).filter(|_| sure)?;
    Some(resolve::best(draft.meanings_of(outer.info))?.place)
}

/// Spots that are less likely places than this are none.
const CHANCE_MIN: f32 = 0.4;

fn form(form: NameForm) -> Form {
    match form {
        NameForm::Main | NameForm::Alternate => Form::Name,
        NameForm::Abbreviation | NameForm::Postal => Form::Abbreviation,
        NameForm::Demonym => Form::Demonym,
    }
}

/// What decided the meaning of a spot.
fn rule(draft: &Draft<'_>, number: usize) -> &'static str {
    let company = draft.company.get(number).copied().unwrap_or_default();
    let meanings = draft.spots.get(number).map_or(0, |it| draft.meanings_of(it.info).len());
    if company.container.is_some() || company.beyond.is_some() {
        "container"
    } else if meanings == 1 {
        "only"
    } else {
        "ranked"
    }
}
