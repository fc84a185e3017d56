//! Trains the models of the geoparser and writes their weights, a readable file; and says how good
//! such weights are on articles that they were not trained on.
//!
//! The weights that ship come from sets of class A only:
//! `train_places train OUT ARTICLES:1.3 ARTICLES-2024:0.7:0.2 GEOVIRUS:1:0.4 GUM:0.7
//! --resolve-only=WIKTOR:0.03`, then `train_places calibrate OUT src/place/weights.tsv ARTICLES
//! ARTICLES-2024 GEOVIRUS`; our articles are in `tests/data/place`.
//!
//! `folds` and `leave-one-out` do both again without some of the articles, from nothing, and
//! measure on these. The figures are in BENCHMARKS.md.
//!
//! Reads the gold form of the data (`corpus.jsonl` and `geogold.jsonl` in one folder a set) and
//! articles annotated inline (`[[Peshawar|1168197]]`).

#![allow(clippy::unwrap_used, reason = "a maintainer's tool that cannot go on should stop")]
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "it tells how far it is")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ratios"
)]

mod fit;
#[path = "../../benches/common/places.rs"]
mod places;
mod sets;
#[path = "../../benches/common/tally.rs"]
mod tally;

use std::path::Path;
use std::{env, fs};

use dateline::article::{Article, Field};
use dateline::language::Prose;
use dateline::place::gazetteer::Gazetteer;
use dateline::place::model::Weights;
use dateline::place::outlet::Outlets;
use dateline::place::{self, PlaceMention, Referent};

use crate::places::Scores;
use crate::sets::{Case, Purpose, Set};

const USAGE: &str = "train_places train OUT.tsv SET...
train_places calibrate WEIGHTS.tsv OUT.tsv SET...
train_places predict WEIGHTS.tsv FOLDER > PRED.jsonl
train_places measure WEIGHTS.tsv SET...
train_places folds N SET...
train_places leave-one-out SET...
train_places leave-out NAME SET...
A SET is a folder with corpus.jsonl and geogold.jsonl, or with inline articles (*.txt):
  FOLDER:WEIGHT[:OF_MEANINGS]   to learn from
  --resolve-only=FOLDER:WEIGHT  to learn only which of its meanings a name has
  --measure=FOLDER              never to learn from";

/// Rounds of training for the weights that ship, which start from those that did before.
const ROUNDS: usize = 3;

/// Rounds for weights that start from nothing.
const ROUNDS_FROM_NOTHING: usize = 4;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", out, sets @ ..] => train(out, &read(sets)),
        ["calibrate", weights, out, sets @ ..] => calibrate(weights, out, &read(sets)),
        ["predict", weights, folder] => predict(weights, Path::new(folder)),
        ["measure", weights, sets @ ..] => measure(weights, &read(sets)),
        ["folds", number, sets @ ..] => folds(number.parse().expect("a number"), &read(sets)),
        ["leave-one-out", sets @ ..] => leave_one_out(&read(sets), |_| true),
        ["leave-out", name, sets @ ..] => leave_one_out(&read(sets), |it| it == *name),
        _ => eprintln!("{USAGE}"),
    }
}

fn read(sets: &[&str]) -> Vec<Set> {
    sets.iter().map(|it| sets::read(it)).collect()
}

fn read_weights(file: &str) -> Weights {
    Weights::read(&fs::read_to_string(file).expect("weights"))
}

fn train(out: &str, sets: &[Set]) {
    let mut weights = fit::train(sets, &|_, _| true, Weights::shipped(), ROUNDS);
    let head = "# The weights of the geoparser's linear models: model, feature, weight.\n\
                # Written by `cargo run --release --example train_places`; see its first lines.\n";
    fs::write(out, format!("{head}{}", weights.write())).expect("a file to write");
}

fn calibrate(file: &str, out: &str, sets: &[Set]) {
    let text = fs::read_to_string(file).expect("weights");
    let mut weights = Weights::read(&text);
    weights.steps = fit::calibrate(sets, &|_, _| true, &weights);
    let head: Vec<&str> = text.lines().filter(|it| it.starts_with('#')).collect();
    let text = format!("{}\n{}", head.join("\n"), weights.write());
    fs::write(out, text).expect("a file to write");
}

/// Weights learnt from nothing but the articles that `keep` picks.
fn learn_without(sets: &[Set], keep: &dyn Fn(&Set, &Case) -> bool) -> Weights {
    let mut weights = fit::train(sets, keep, &Weights::zero(), ROUNDS_FROM_NOTHING);
    let located = |set: &Set, case: &Case| {
        set.purpose == Purpose::Learn && set.is_located() && keep(set, case)
    };
    weights.steps = fit::calibrate(sets, &located, &weights);
    weights
}

/// Counts what `weights` find in the articles of a set that `keep` picks. Where an outlet is at home
/// is learnt from all its articles, which says nothing of what is marked in them.
fn score(set: &Set, keep: &dyn Fn(&Case) -> bool, weights: &Weights, scores: &mut Scores) {
    let gazetteer = Gazetteer::embedded();
    let mut outlets = Outlets::default();
    outlets.learn_by(set.cases.iter().map(|it| &it.article), gazetteer, weights);
    for case in set.cases.iter().filter(|it| keep(it)) {
        let mentions = find(case, weights, &outlets, gazetteer);
        scores.add(&case.gold, &mentions, !set.demonyms, gazetteer);
    }
}

fn find(
    case: &Case,
    weights: &Weights,
    outlets: &Outlets,
    gazetteer: &Gazetteer,
) -> Vec<PlaceMention> {
    let home = outlets.home(&case.article, gazetteer);
    place::find_with(&Prose::new(&case.article), gazetteer, weights, home.as_deref())
}

/// Rows of figures for one set.
type Rows = Vec<(String, Scores)>;

fn print(tables: &[(String, Rows)]) {
    for (set, rows) in tables.iter().filter(|it| !it.1.is_empty()) {
        println!("{}\n{}", places::table(set, rows), places::calibration(rows));
    }
}

/// What one file of weights finds.
fn measure(file: &str, sets: &[Set]) {
    let weights = read_weights(file);
    let tables = sets.iter().map(|set| {
        let mut scores = Scores::default();
        score(set, &|_| true, &weights, &mut scores);
        (set.name.clone(), vec![(file.to_owned(), scores)])
    });
    print(&tables.collect::<Vec<_>>());
}

/// Each article is measured by weights that were learnt from the other folds of all sets.
fn folds(number: usize, sets: &[Set]) {
    let learnt = |set: &Set| set.purpose == Purpose::Learn;
    let mut held_out: Vec<Scores> = sets.iter().map(|_| Scores::default()).collect();
    for fold in 0..number {
        eprintln!("fold {} of {number}", fold + 1);
        let weights = learn_without(sets, &|_, case| case.number % number != fold);
        for (set, scores) in sets.iter().zip(&mut held_out).filter(|it| learnt(it.0)) {
            score(set, &|case| case.number % number == fold, &weights, scores);
        }
    }
    let tables = sets.iter().zip(held_out).filter(|it| learnt(it.0)).map(|(set, scores)| {
        let mut shipped = Scores::default();
        score(set, &|_| true, Weights::shipped(), &mut shipped);
        let rows = vec![
            (format!("**dateline**, {number} folds"), scores),
            ("the weights that ship".to_owned(), shipped),
        ];
        (set.name.clone(), rows)
    });
    print(&tables.collect::<Vec<_>>());
}

/// Each set is measured by weights that were learnt from the others; those that are never learnt
/// from, by each of these weights.
fn leave_one_out(sets: &[Set], wanted: impl Fn(&str) -> bool) {
    let mut tables: Vec<(String, Rows)> =
        sets.iter().map(|it| (it.name.clone(), Rows::new())).collect();
    let learnt = |it: &&Set| it.purpose != Purpose::Measure && wanted(&it.name);
    for left_out in sets.iter().filter(learnt) {
        eprintln!("without {}", left_out.name);
        let weights = learn_without(sets, &|set, _| set.name != left_out.name);
        for (set, (_, rows)) in sets.iter().zip(&mut tables) {
            let itself = set.name == left_out.name && set.purpose == Purpose::Learn;
            if itself || set.purpose == Purpose::Measure {
                let mut scores = Scores::default();
                score(set, &|_| true, &weights, &mut scores);
                rows.push((format!("trained without {}", left_out.name), scores));
            }
        }
    }
    for (set, (_, rows)) in sets.iter().zip(&mut tables) {
        if set.purpose != Purpose::Resolve {
            let mut scores = Scores::default();
            score(set, &|_| true, Weights::shipped(), &mut scores);
            rows.push(("the weights that ship".to_owned(), scores));
        }
    }
    print(&tables);
}

fn predict(weights: &str, folder: &Path) {
    let gazetteer = Gazetteer::embedded();
    let weights = read_weights(weights);
    let cases = sets::read_gold(folder);
    let mut outlets = Outlets::default();
    outlets.learn_by(cases.iter().map(|it| &it.article), gazetteer, &weights);
    for case in &cases {
        let mentions = find(case, &weights, &outlets, gazetteer);
        for mention in mentions.iter().filter(|it| it.field == Field::Body) {
            println!("{}", line(&case.article, mention, gazetteer));
        }
    }
}

fn line(article: &Article, mention: &PlaceMention, gazetteer: &Gazetteer) -> serde_json::Value {
    let anchor = mention.referent.anchor();
    let place = anchor.map(|it| gazetteer.place(it));
    let region = anchor.and_then(|it| gazetteer.region(it));
    serde_json::json!({
        "doc": article.id,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(&article.body),
        "lat": place.map(|it| it.latitude),
        "lon": place.map(|it| it.longitude),
        "geonameid": place.map(|it| it.geonameid),
        "country": place.map(|it| it.country),
        "region": region.map(|it| gazetteer.place(it).geonameid),
        "form": mention.form.name(),
        "within": matches!(mention.referent, Referent::Within(_)),
        "counts": mention.counts,
        "role": mention.role.name(),
        "confidence": mention.confidence,
        "rule": mention.rule,
    })
}
