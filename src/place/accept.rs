//! Tells places from what only looks like one: a linear model, first alone, then in company.

use rustc_hash::FxHashMap;

use crate::language::token::Kind;
use crate::place::context::{self, FEATURES};
use crate::place::draft::Draft;
use crate::place::lexis;
use crate::place::model::{Weights, dot, sigmoid};
use crate::place::resolve::{self, Evidence, Rest};

/// What the models say of each spot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    /// The features of each spot.
    pub(crate) features: Vec<[f32; FEATURES]>,
    /// The chance that it is a place.
    pub(crate) chances: Vec<f32>,
}

/// Judges every spot, and resolves the draft on the way.
pub(crate) fn judge(draft: &mut Draft<'_>, weights: &Weights) -> Verdicts {
    let count = draft.spots.len();
    let mut verdicts =
        Verdicts { features: vec![[0.0; FEATURES]; count], chances: vec![0.0; count] };
    for (number, features) in verdicts.features.iter_mut().enumerate() {
        context::features(draft, number, features);
    }
    alone(draft, weights, &mut verdicts);
    resolve::stand(draft, weights);
    resolve::impress(draft, weights);
    resolve::resolve(draft, weights, 2);
    in_company(draft, &mut verdicts);
    for (features, chance) in verdicts.features.iter().zip(&mut verdicts.chances) {
        *chance = sigmoid(dot(&weights.accept, features));
    }
    weigh_names(draft, &verdicts.chances);
    resolve::impress(draft, weights);
    resolve::resolve(draft, weights, 4);
    verdicts
}

/// Judges every spot by itself, and keeps all its meanings in play.
pub(crate) fn glance(draft: &mut Draft<'_>, weights: &Weights) {
    let chances: Vec<f32> = (0..draft.spots.len())
        .map(|number| {
            let mut features = [0.0; FEATURES];
            context::features(draft, number, &mut features);
            sigmoid(dot(&weights.alone, &features))
        })
        .collect();
    weigh_names(draft, &chances);
    resolve::stand(draft, weights);
    resolve::glance(draft, weights);
}

/// The first look: each spot by itself, each name by its best spot.
fn alone(draft: &mut Draft<'_>, weights: &Weights, verdicts: &mut Verdicts) {
    for (features, chance) in verdicts.features.iter().zip(&mut verdicts.chances) {
        *chance = sigmoid(dot(&weights.alone, features));
    }
    weigh_names(draft, &verdicts.chances);
}

/// A name weighs as much as its surest spot.
fn weigh_names(draft: &mut Draft<'_>, chances: &[f32]) {
    for info in &mut draft.names {
        info.weight = 0.0;
    }
    for (spot, chance) in draft.spots.iter().zip(chances) {
        if let Some(info) = draft.names.get_mut(spot.info) {
            info.weight = info.weight.max(*chance);
        }
    }
}

/// The second look: what the rest of the article says.
fn in_company(draft: &Draft<'_>, verdicts: &mut Verdicts) {
    // Of each name: the best chance, the second best, the sum, how many.
    let mut sums = vec![(0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32); draft.names.len()];
    for (spot, chance) in draft.spots.iter().zip(&verdicts.chances) {
        let Some(sum) = sums.get_mut(spot.info) else { continue };
        if *chance > sum.0 {
            (sum.0, sum.1) = (*chance, sum.0);
        } else if *chance > sum.1 {
            sum.1 = *chance;
        }
        sum.2 += chance;
        sum.3 += 1.0;
    }
    let people = people(draft);
    let evidence = Evidence::new(draft);
    // Of each name, once it is asked for: the greatest share of the text in a meaning's country,
    // and in its region.
    let mut shares = vec![None; draft.names.len()];
    for (number, features) in verdicts.features.iter_mut().enumerate() {
        let Some(spot) = draft.spots.get(number) else { continue };
        let Some((best, second, sum, count)) = sums.get(spot.info).copied() else { continue };
        let chance = verdicts.chances.get(number).copied().unwrap_or(0.0);
        features[context::AGAIN] = count.ln() / 3.0;
        if count > 1.0 {
            let others = if chance >= best { second } else { best };
            features[context::OTHERS] = others - 0.5;
            features[context::OTHERS_MEAN] = (sum - chance) / (count - 1.0) - 0.5;
        }
        let text = draft.text(spot.field);
        let first = text.tokens.get(spot.first);
        let word = first.map(|it| text.of(it)).unwrap_or_default();
        if spot.name_end == spot.first + 1 && people.contains_key(word) {
            features[context::PERSON_ELSEWHERE] = 1.0;
        }
        let Some(shares) = shares.get_mut(spot.info) else { continue };
        let (country, region) = *shares.get_or_insert_with(|| {
            let rest = Rest::of(draft, &evidence, spot.info);
            let all = draft.meanings_of(spot.info).iter().take(12).map(|it| rest.shares(it));
            all.fold((0.0_f32, 0.0_f32), |most, it| (most.0.max(it.0), most.1.max(it.1)))
        });
        features[context::COUNTRY_SHARE] = country;
        features[context::REGION_SHARE] = region;
        features[context::REGION_SMALL] = region * features[context::SMALL];
    }
}

/// The last words of the names of persons in the article: "Khan" of "Imran Khan" and "Mr Khan".
fn people<'p>(draft: &Draft<'p>) -> FxHashMap<&'p str, u32> {
    let mut people: FxHashMap<&str, u32> = FxHashMap::default();
    if draft.spots.is_empty() {
        return people;
    }
    for text in [&draft.prose.title, &draft.prose.body] {
        for pair in text.tokens.windows(2) {
            let [before, token] = pair else { continue };
            let name = token.kind == Kind::Word
                && before.kind == Kind::Word
                && !token.glued
                && token.is_capitalised(text.text)
                && before.is_capitalised(text.text);
            if !name {
                continue;
            }
            let classes = lexis::classes(text.of(before));
            let other = lexis::classes(text.of(token)) & lexis::ORGANISATION;
            if classes & (lexis::GIVEN | lexis::HONORIFIC) != 0 && other == 0 {
                *people.entry(text.of(token)).or_default() += 1;
            }
        }
    }
    people
}
