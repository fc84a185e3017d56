//! Logistic regression for what is a place, a softmax over meanings for which one, and the steps
//! that make their scores a chance; by plain gradient steps, repeatable to the bit.

use std::collections::BTreeMap;

use dateline::article::Field;
use dateline::language::Prose;
use dateline::place::area::distance_km;
use dateline::place::gazetteer::{Class, Gazetteer, PlaceId};
use dateline::place::learn::{self, Example};
use dateline::place::model::Weights;
use dateline::place::{self, Form, PlaceMention};

use crate::places::NEAR_KM;
use crate::sets::{self, Case, Purpose, Set};

/// Features that say that a spot stands in the name of a government body.
const GOVERNMENT: &[&str] = &["before Police", "in a run that ends in Police"];

/// Features that are not zero, by number: most are.
type Features = Vec<(usize, f32)>;

/// The features of a spot, whether it is a place, and what it weighs.
type Spot = (Features, bool, f32);

/// The features of each meaning of a spot, which are right, and what the spot weighs.
type Meanings = (Vec<Features>, Vec<bool>, f32);

/// What is learnt from.
#[derive(Default)]
struct Rows {
    spots: Vec<Spot>,
    meanings: Vec<Meanings>,
}

/// The weights that the articles `keep` picks lead to, from a start in so many rounds: what is
/// learnt in one tells the next which company a name is in. No steps yet.
pub(crate) fn train(
    sets: &[Set],
    keep: &dyn Fn(&Set, &Case) -> bool,
    start: &Weights,
    rounds: usize,
) -> Weights {
    let gazetteer = Gazetteer::embedded();
    let mut weights = start.clone();
    weights.steps.clear();
    let company: Vec<usize> = (0..learn::accept_names().len())
        .filter(|it| learn::COMPANY.contains(&learn::accept_names()[*it]))
        .collect();
    for round in 0..rounds {
        let mut rows = Rows::default();
        for (set, case) in sets::learnt(sets, keep) {
            let prose = Prose::new(&case.article);
            let examples = learn::examples(&prose, gazetteer, &weights);
            for example in examples.iter().filter(|it| it.field == Field::Body) {
                row(example, case, set, gazetteer, &mut rows);
            }
        }
        eprintln!("round {round}: {} spots, {} meanings", rows.spots.len(), rows.meanings.len());
        weights.alone = learn_spots(&rows.spots, &company);
        weights.accept = learn_spots(&rows.spots, &[]);
        weights.resolve = learn_meanings(&rows.meanings);
    }
    weights
}

fn row(example: &Example, case: &Case, set: &Set, gazetteer: &Gazetteer, rows: &mut Rows) {
    let (start, end) = (example.span.start, example.span.end);
    let gold = case.gold.iter().find(|it| (it.start, it.end) == (start, end));
    let between = |from: u32, to: u32| case.article.body.get(from as usize..to as usize);
    // "San Antonio, Texas" as one span says that its first part is a place too.
    let opens = case
        .gold
        .iter()
        .any(|it| it.start == start && between(end, it.end).is_some_and(|it| it.starts_with(',')));
    let closes = case
        .gold
        .iter()
        .any(|it| it.end == end && between(it.start, start).is_some_and(|it| it.ends_with(", ")));
    let place = gold.is_some() || opens || closes;
    // Annotators differ on "Hall County Sheriff's Office": what they left unmarked teaches nothing.
    let government = |name: &&str| GOVERNMENT.contains(name);
    let names = learn::accept_names().iter();
    let in_government =
        names.zip(&example.features).any(|(name, value)| *value > 0.0 && government(name));
    let told = place || !in_government;
    if set.purpose == Purpose::Learn && told && (set.demonyms || !example.demonym) {
        rows.spots.push((sparse(&example.features), place, set.weight));
    }
    let Some(gold) = gold else { return };
    let mut right: Vec<bool> = example
        .meanings
        .iter()
        .map(|(id, _, _)| {
            gold.geonameid.is_some() && gold.geonameid == Some(gazetteer.place(*id).geonameid)
        })
        .collect();
    if set.demonyms && gold.geonameid.is_none() && gold.point.is_none() {
        // The annotators knew no id: ours, where the name is in our own list.
        let ours = |id: PlaceId| gazetteer.place(id).geonameid >= 100_000_000;
        right = example.meanings.iter().map(|(id, _, _)| ours(*id)).collect();
    }
    if let Some(point) = gold.point.filter(|_| !right.contains(&true)) {
        let far: Vec<f64> = example
            .meanings
            .iter()
            .map(|(id, class, _)| {
                let far = distance_km(point, gazetteer.point(*id));
                // A country's point is one of many that stand for it.
                if *class == Class::Country && far < 900.0 { far / 10.0 } else { far }
            })
            .collect();
        let least = far.iter().copied().fold(f64::INFINITY, f64::min);
        if least < NEAR_KM {
            right = far.iter().map(|it| *it <= least + 15.0).collect();
        }
    }
    if right.contains(&true) && right.contains(&false) {
        let features = example.meanings.iter().map(|(_, _, it)| sparse(it)).collect();
        rows.meanings.push((features, right, set.weight_of_meanings));
    }
}

fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

fn sparse(features: &[f32]) -> Features {
    features.iter().copied().enumerate().filter(|it| it.1 != 0.0).collect()
}

fn dot(weights: &[f32], features: &Features) -> f32 {
    features.iter().map(|(number, value)| weights[*number] * value).sum()
}

fn add(gradient: &mut [f32], error: f32, features: &Features) {
    for (number, value) in features {
        gradient[*number] += error * value;
    }
}

/// Gradient steps with `AdaGrad`'s rates over the rows in a fixed shuffle.
struct Descent {
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Descent {
    fn new(count: usize) -> Descent {
        Descent { weights: vec![0.0; count], squares: vec![1e-6; count] }
    }

    fn step(&mut self, gradient: &[f32], decay: f32) {
        for ((weight, square), slope) in
            self.weights.iter_mut().zip(&mut self.squares).zip(gradient)
        {
            let slope = slope + decay * *weight;
            *square += slope * slope;
            *weight -= 0.25 * slope / square.sqrt();
        }
    }
}

fn learn_spots(rows: &[Spot], off: &[usize]) -> Vec<f32> {
    let count = learn::accept_names().len();
    let mut descent = Descent::new(count);
    let total: f32 = rows.iter().map(|it| it.2).sum();
    // Whole-batch steps: small data, no dependence on order.
    for _ in 0..1000 {
        let mut gradient = vec![0.0; count];
        for (features, place, weight) in rows {
            let error =
                (sigmoid(dot(&descent.weights, features)) - f32::from(u8::from(*place))) * weight;
            add(&mut gradient, error, features);
        }
        for slope in &mut gradient {
            *slope /= total;
        }
        for feature in off {
            gradient[*feature] = 0.0;
        }
        descent.step(&gradient, 1.0 / total);
    }
    for feature in off {
        descent.weights[*feature] = 0.0;
    }
    descent.weights
}

fn learn_meanings(rows: &[Meanings]) -> Vec<f32> {
    let count = learn::resolve_names().len();
    let mut descent = Descent::new(count);
    let total: f32 = rows.iter().map(|it| it.2).sum();
    for _ in 0..800 {
        let mut gradient = vec![0.0; count];
        for (meanings, right, weight) in rows {
            let scores: Vec<f32> = meanings.iter().map(|it| dot(&descent.weights, it)).collect();
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<f32> = scores.iter().map(|it| (it - most).exp()).collect();
            let all: f32 = powers.iter().sum();
            let good: f32 = powers.iter().zip(right).filter(|(_, it)| **it).map(|(it, _)| it).sum();
            for ((features, power), right) in meanings.iter().zip(&powers).zip(right) {
                let target = if *right { power / good.max(1e-9) } else { 0.0 };
                let error = (power / all - target) * weight;
                add(&mut gradient, error, features);
            }
        }
        for slope in &mut gradient {
            *slope /= total;
        }
        descent.step(&gradient, 0.1 / total);
    }
    descent.weights
}

/// Steps of (score, share that was right) over articles of sets, each step of at least thirty
/// mentions, rising.
pub(crate) fn calibrate(
    sets: &[Set],
    keep: &dyn Fn(&Set, &Case) -> bool,
    weights: &Weights,
) -> Vec<(f32, f32)> {
    let gazetteer = Gazetteer::embedded();
    let mut weights = weights.clone();
    weights.steps.clear();
    let mut pairs: Vec<(f32, f32)> = Vec::new();
    for (set, case) in sets::learnt(sets, keep) {
        let prose = Prose::new(&case.article);
        for mention in place::find_with(&prose, gazetteer, &weights, None) {
            if mention.field == Field::Body
                && (set.demonyms || mention.form != Form::Demonym)
                && let Some(right) = right(&mention, case, gazetteer)
            {
                pairs.push((mention.confidence, f32::from(u8::from(right))));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    isotonic(&pairs)
}

fn right(mention: &PlaceMention, case: &Case, gazetteer: &Gazetteer) -> Option<bool> {
    let span = (mention.span.start, mention.span.end);
    let Some(gold) = case.gold.iter().find(|it| (it.start, it.end) == span) else {
        return Some(false);
    };
    let id = mention.referent.anchor()?;
    if gold.geonameid == Some(gazetteer.place(id).geonameid) {
        return Some(true);
    }
    let there = gold.located(gazetteer)?;
    Some(distance_km(there, gazetteer.point(id)) <= NEAR_KM)
}

/// Pools neighbours that would fall: the shares of right ones by rising score.
fn isotonic(pairs: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let mut pools: Vec<(f32, f32, f32)> = Vec::new();
    let size = (pairs.len() / 20).max(30);
    for chunk in pairs.chunks(size) {
        let count = chunk.len() as f32;
        let score = chunk.iter().map(|it| it.0).sum::<f32>();
        let right = chunk.iter().map(|it| it.1).sum::<f32>();
        pools.push((score, right, count));
        while pools.len() > 1 {
            let (last, before) = (pools[pools.len() - 1], pools[pools.len() - 2]);
            if last.1 / last.2 > before.1 / before.2 {
                break;
            }
            pools.pop();
            let top = pools.len() - 1;
            pools[top] = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
        }
    }
    let steps: BTreeMap<u32, (f32, f32)> = pools
        .iter()
        .map(|it| (it.0 / it.2, it.1 / it.2))
        .map(|it| ((it.0 * 1000.0) as u32, it))
        .collect();
    steps.into_values().collect()
}
