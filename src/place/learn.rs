//! What a trainer sees of an article: every spot with its features and meanings.

use crate::article::Field;
use crate::language::Prose;
use crate::place::accept;
use crate::place::context;
use crate::place::draft::Draft;
use crate::place::gazetteer::{Class, Gazetteer, NameForm, PlaceId};
use crate::place::model::Weights;
use crate::place::resolve;
use crate::text::Span;

/// A spot: what may be a place name.
#[derive(Clone, Debug)]
pub struct Example {
    /// The text it stands in.
    pub field: Field,
    /// Its bytes.
    pub span: Span,
    /// Whether the name is of people: "Pakistani".
    pub demonym: bool,
    /// What the model alone said, 0 to 1.
    pub chance: f32,
    /// Its features, named by [`accept_names`].
    pub features: Vec<f32>,
    /// What it may mean, and the features of that, named by [`resolve_names`].
    pub meanings: Vec<(PlaceId, Class, Vec<f32>)>,
}

/// The names of the features of a spot.
pub fn accept_names() -> &'static [&'static str] {
    context::NAMES
}

/// The names of the features of a meaning.
pub fn resolve_names() -> &'static [&'static str] {
    resolve::NAMES
}

/// Every spot of an article as `weights` lead to it.
pub fn examples(prose: &Prose<'_>, gazetteer: &Gazetteer, weights: &Weights) -> Vec<Example> {
    let mut draft = Draft::new(prose, gazetteer, None);
    let verdicts = accept::judge(&mut draft, weights);
    let evidence = resolve::Evidence::new(&draft);
    let mut examples = Vec::with_capacity(draft.spots.len());
    for (number, spot) in draft.spots.iter().enumerate() {
        let meanings = draft.meanings_of(spot.info);
        let described = resolve::describe(&draft, &evidence, number);
        examples.push(Example {
            field: spot.field,
            span: spot.span,
            demonym: meanings.first().is_some_and(|it| it.form == NameForm::Demonym),
            chance: verdicts.chances.get(number).copied().unwrap_or_default(),
            features: verdicts.features.get(number).map(|it| it.to_vec()).unwrap_or_default(),
            meanings: meanings
                .iter()
                .zip(described)
                .map(|(it, features)| (it.place, it.class, features.to_vec()))
                .collect(),
        });
    }
    examples
}

/// The features of a spot that other spots decide: the model that sees a spot alone lacks them.
pub const COMPANY: &[&str] = &[
    "how often the name occurs",
    "the best of its other mentions",
    "the mean of its other mentions",
    "a personal name elsewhere in the text",
    "share of the text in a candidate's country",
    "share of the text in a candidate's region",
    "the same for small places",
];
