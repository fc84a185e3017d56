//! Why a spot was taken for a place or not, and for which: what `show --why` tells.

use crate::article::Field;
use crate::language::Prose;
use crate::place::accept;
use crate::place::context;
use crate::place::draft::Draft;
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::place::model::{Weights, dot};
use crate::place::outlet::Home;
use crate::place::resolve::{self, Evidence};
use crate::text::Span;

/// One feature that spoke for or against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Its name, as in the file of the weights.
    pub feature: &'static str,
    /// How much there was of it; most are 0 or 1.
    pub value: f32,
    /// What a value of 1 adds to the score.
    pub weight: f32,
}

impl Weighed {
    /// What it added to the score.
    pub fn added(&self) -> f32 {
        self.value * self.weight
    }
}

/// A place that a spot may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// How likely it is meant, 0 to 1; the candidates of a spot make 1 together.
    pub share: f32,
    /// The sum of its evidence.
    pub score: f32,
    /// All that counted.
    pub evidence: Vec<Weighed>,
}

/// A spot: words that the gazetteer knows as a name, and what was made of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The text it stands in.
    pub field: Field,
    /// Its bytes.
    pub span: Span,
    /// How likely it is a place at all, 0 to 1.
    pub chance: f32,
    /// All that counted for and against.
    pub evidence: Vec<Weighed>,
    /// What it may mean, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// Every spot of an article, in order of field and start, with what [`crate::place::find_with`]
/// makes of it.
pub fn explain(
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
    weights: &Weights,
    home: Option<&Home>,
) -> Vec<Reason> {
    let mut draft = Draft::new(prose, gazetteer, home);
    let verdicts = accept::judge(&mut draft, weights);
    let evidence = Evidence::new(&draft);
    let judged = verdicts.features.iter().zip(&verdicts.chances);
    let spots = draft.spots.iter().zip(judged).enumerate();
    let reasons = spots.map(|(number, (spot, (features, chance)))| Reason {
        field: spot.field,
        span: spot.span,
        chance: *chance,
        evidence: weighed(context::NAMES, features, &weights.accept),
        candidates: candidates(&draft, &evidence, weights, number),
    });
    let mut reasons: Vec<Reason> = reasons.collect();
    reasons.sort_by_key(|it| (it.field, it.span));
    reasons
}

/// What a spot may mean, the likeliest first.
fn candidates(
    draft: &Draft<'_>,
    evidence: &Evidence,
    weights: &Weights,
    spot: usize,
) -> Vec<Candidate> {
    let Some(info) = draft.spots.get(spot).map(|it| it.info) else { return Vec::new() };
    let shares = resolve::shares(draft, evidence, weights, spot);
    let described = resolve::describe(draft, evidence, spot);
    let all = draft.meanings_of(info).iter().zip(shares).zip(described);
    let all = all.map(|((meaning, share), features)| Candidate {
        place: meaning.place,
        share,
        score: dot(&weights.resolve, &features),
        evidence: weighed(resolve::NAMES, &features, &weights.resolve),
    });
    let mut all: Vec<Candidate> = all.collect();
    all.sort_by(|a, b| b.share.total_cmp(&a.share));
    all
}

/// The features that counted, those that added or cost most first.
fn weighed(names: &[&'static str], features: &[f32], weights: &[f32]) -> Vec<Weighed> {
    let all = names.iter().zip(features).zip(weights);
    let all =
        all.map(|((feature, value), weight)| Weighed { feature, value: *value, weight: *weight });
    let mut all: Vec<Weighed> = all.filter(|it| it.added() != 0.0).collect();
    all.sort_by(|a, b| b.added().abs().total_cmp(&a.added().abs()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn what_is_told_is_what_was_decided() {
        let body = "DALLAS – Mr Khan flew from Paris, Texas, to Springfield and to Peshawar.";
        let article = Article { body: body.to_owned(), ..Article::default() };
        let prose = Prose::new(&article);
        let (gazetteer, weights) = (Gazetteer::embedded(), Weights::shipped());
        let reasons = explain(&prose, gazetteer, weights, None);
        let mentions = crate::place::find(&prose, gazetteer);
        assert!(mentions.len() >= 4, "{mentions:?}");
        for mention in &mentions {
            let reason = reasons.iter().find(|it| it.span == mention.span).unwrap();
            let first = reason.candidates.first().unwrap();
            assert_eq!(mention.referent.anchor(), Some(first.place));
            let sure = weights.calibrate(reason.chance * first.share);
            assert!((sure - mention.confidence).abs() < 1e-6);
            let sum: f32 = first.evidence.iter().map(Weighed::added).sum();
            assert!((sum - first.score).abs() < 1e-3, "{sum} {}", first.score);
        }
        let khan = reasons.iter().find(|it| it.span.of(body) == Some("Khan")).unwrap();
        assert!(khan.chance < 0.4);
        assert!(khan.evidence.iter().any(|it| it.feature == "after an honorific"));
    }
}
