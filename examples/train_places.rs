//! Trains the models of the geoparser and writes their weights, a readable file.
//!
//! The weights that ship come from sets of class A only:
//! `train_places train OUT tests/data/place/articles GEOVIRUS GUM:0.5 --resolve-only=WIKTOR:0.03`,
//! then `train_places calibrate OUT src/place/weights.tsv tests/data/place/articles GEOVIRUS`.
//!
//! Reads the gold form of the data (`corpus.jsonl` and `geogold.jsonl` in one folder a set) and
//! articles annotated inline (`[[Peshawar|1168197]]`). Logistic regression for what is a place,
//! a softmax over meanings for which one; both by plain gradient steps, repeatable to the bit.

#![allow(dead_code, clippy::all, clippy::pedantic, reason = "a maintainer's tool")]
#![allow(clippy::print_stderr, clippy::print_stdout, clippy::string_slice, reason = "the same")]
#![allow(clippy::unwrap_used, reason = "the same")]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{env, fs};

use dateline::article::{Article, Field};
use dateline::language::Prose;
use dateline::place::gazetteer::{Class, Gazetteer, PlaceId};
use dateline::place::learn::{self, Example};
use dateline::place::model::Weights;
use dateline::place::outlet::Outlets;
use dateline::place::{Form, PlaceMention, Referent};

const USAGE: &str = "train_places train OUT.tsv [--resolve-only=SET:WEIGHT | SET:WEIGHT]...
train_places predict WEIGHTS.tsv FOLDER > PRED.jsonl
train_places calibrate WEIGHTS.tsv OUT.tsv SET...
A SET is a folder with corpus.jsonl and geogold.jsonl, or with inline articles (*.txt).";

/// A place marked by people.
#[derive(Clone, Debug)]
struct Gold {
    start: u32,
    end: u32,
    point: Option<(f64, f64)>,
    geonameid: Option<u32>,
    demonym: bool,
}

struct Case {
    article: Article,
    gold: Vec<Gold>,
}

/// What a set says of itself.
struct Set {
    cases: Vec<Case>,
    weight: f32,
    accepts: bool,
    /// Whether the set marks "Pakistani".
    demonyms: bool,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", out, sets @ ..] => train(out, sets),
        ["predict", weights, folder] => predict(weights, folder),
        ["calibrate", weights, out, sets @ ..] => calibrate(weights, out, sets),
        _ => eprintln!("{USAGE}"),
    }
}

fn read_set(name: &str) -> Set {
    let (name, resolve_only) =
        name.strip_prefix("--resolve-only=").map_or((name, false), |it| (it, true));
    let (folder, weight) = name.rsplit_once(':').unwrap_or((name, "1"));
    let weight = weight.parse().expect("a weight");
    let folder = Path::new(folder);
    let inline = !folder.join("corpus.jsonl").exists();
    let cases = if inline { read_inline(folder) } else { read_gold(folder) };
    let demonyms = inline || folder.ends_with("lgl");
    Set { cases, weight, accepts: !resolve_only, demonyms }
}

fn read_gold(folder: &Path) -> Vec<Case> {
    let mut gold: HashMap<String, Vec<Gold>> = HashMap::new();
    let marks = fs::read_to_string(folder.join("geogold.jsonl")).unwrap_or_default();
    for line in marks.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if row["named"].as_bool() == Some(false) {
            continue;
        }
        let number = |key: &str| row[key].as_u64().and_then(|it| u32::try_from(it).ok());
        gold.entry(row["doc"].as_str().unwrap_or_default().to_owned()).or_default().push(Gold {
            start: number("bstart").expect("bstart"),
            end: number("bend").expect("bend"),
            point: row["lat"].as_f64().zip(row["lon"].as_f64()),
            geonameid: number("geonameid"),
            demonym: false,
        });
    }
    let text = fs::read_to_string(folder.join("corpus.jsonl")).expect("corpus.jsonl");
    let mut cases = Vec::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let id = word("id");
        let article = Article {
            title: word("title"),
            body: word("body"),
            source: row["source"].as_str().map(str::to_owned),
            url: row["url"].as_str().map(str::to_owned),
            language: row["lang"].as_str().map(str::to_owned),
            id: id.clone(),
            ..Article::default()
        };
        cases.push(Case { article, gold: gold.remove(&id).unwrap_or_default() });
    }
    cases
}

/// Articles with their places in double brackets: `[[words|geonameid]]`, `[[words|id|demonym]]`,
/// `[[words|-]]` for a place that the gazetteer does not have. Lines that start with `#` are notes.
fn read_inline(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|it| it.expect("a file").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|it| it.extension().is_some_and(|it| it == "txt"));
    texts
        .map(|path| inline(&fs::read_to_string(path).expect("text"), &path.to_string_lossy()))
        .collect()
}

fn inline(text: &str, id: &str) -> Case {
    let mut body = String::new();
    let mut gold = Vec::new();
    let mut rest = text;
    while let Some(line) = rest.strip_prefix('#') {
        rest = line.split_once('\n').map_or("", |it| it.1);
    }
    while let Some(start) = rest.find("[[") {
        body.push_str(&rest[..start]);
        let end = rest[start..].find("]]").map_or(rest.len() - 2, |it| start + it);
        let mut cells = rest[start + 2..end].split('|');
        let words = cells.next().unwrap_or_default();
        let id = cells.next().unwrap_or("-");
        let demonym = cells.next() == Some("demonym");
        let from = u32::try_from(body.len()).expect("short");
        body.push_str(words);
        let to = u32::try_from(body.len()).expect("short");
        let geonameid = id.parse().ok();
        gold.push(Gold { start: from, end: to, point: None, geonameid, demonym });
        rest = &rest[end + 2..];
    }
    body.push_str(rest);
    Case { article: Article { id: id.to_owned(), body, ..Article::default() }, gold }
}

/// Features that say that a spot stands in the name of a government body.
const GOVERNMENT: &[&str] = &["before Police", "in a run that ends in Police"];

/// What is learnt from: rows of features with what is right.
#[derive(Default)]
struct Rows {
    spots: Vec<(Vec<f32>, bool, f32)>,
    meanings: Vec<(Vec<Vec<f32>>, Vec<bool>, f32)>,
}

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, east) = ((b.0 - a.0).to_radians(), (b.1 - a.1).to_radians());
    let square = (north / 2.0).sin().powi(2)
        + a.0.to_radians().cos() * b.0.to_radians().cos() * (east / 2.0).sin().powi(2);
    12742.0 * square.sqrt().min(1.0).asin()
}

fn rows(sets: &[Set], weights: &Weights, gazetteer: &Gazetteer) -> Rows {
    let mut rows = Rows::default();
    for set in sets {
        for case in &set.cases {
            let prose = Prose::new(&case.article);
            let examples = learn::examples(&prose, gazetteer, weights);
            let repeated: f32 = 1.0;
            for example in examples.iter().filter(|it| it.field == Field::Body) {
                row(example, case, set, repeated, gazetteer, &mut rows);
            }
        }
    }
    rows
}

fn row(
    example: &Example,
    case: &Case,
    set: &Set,
    repeated: f32,
    gazetteer: &Gazetteer,
    rows: &mut Rows,
) {
    let (start, end) = (example.span.start, example.span.end);
    let gold = case.gold.iter().find(|it| (it.start, it.end) == (start, end));
    // "San Antonio, Texas" as one span says that its first part is a place too.
    let opens = case.gold.iter().find(|it| {
        it.start == start
            && case
                .article
                .body
                .get(end as usize..it.end as usize)
                .is_some_and(|it| it.starts_with(','))
    });
    let closes = case.gold.iter().any(|it| {
        it.end == end
            && case
                .article
                .body
                .get(it.start as usize..start as usize)
                .is_some_and(|it| it.ends_with(", "))
    });
    let place = gold.is_some() || opens.is_some() || closes;
    // Annotators differ on "Hall County Sheriff's Office": what they left unmarked teaches nothing.
    let government = |name: &&str| GOVERNMENT.contains(name);
    let names = learn::accept_names().iter();
    let in_government =
        names.zip(&example.features).any(|(name, value)| *value > 0.0 && government(name));
    let told = place || !in_government;
    if set.accepts && told && (set.demonyms || !example.demonym) {
        rows.spots.push((example.features.clone(), place, set.weight));
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
                let place = gazetteer.place(*id);
                let far = kilometres(point, (place.latitude, place.longitude));
                // A country's point is one of many that stand for it.
                if *class == Class::Country && far < 900.0 { far / 10.0 } else { far }
            })
            .collect();
        let least = far.iter().copied().fold(f64::INFINITY, f64::min);
        if least < 161.0 {
            right = far.iter().map(|it| *it <= least + 15.0).collect();
        }
    }
    if right.contains(&true) && right.contains(&false) {
        let features = example.meanings.iter().map(|(_, _, it)| it.clone()).collect();
        rows.meanings.push((features, right, set.weight * repeated));
    }
}

fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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

fn learn_spots(rows: &[(Vec<f32>, bool, f32)], off: &[usize]) -> Vec<f32> {
    let count = learn::accept_names().len();
    let mut descent = Descent::new(count);
    let total: f32 = rows.iter().map(|it| it.2).sum();
    // Whole-batch steps: small data, no dependence on order.
    for _ in 0..1000 {
        let mut gradient = vec![0.0; count];
        for (features, place, weight) in rows {
            let error =
                (sigmoid(dot(&descent.weights, features)) - f32::from(u8::from(*place))) * weight;
            for (slope, feature) in gradient.iter_mut().zip(features) {
                *slope += error * feature;
            }
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

fn learn_meanings(rows: &[(Vec<Vec<f32>>, Vec<bool>, f32)]) -> Vec<f32> {
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
                for (slope, feature) in gradient.iter_mut().zip(features) {
                    *slope += error * feature;
                }
            }
        }
        for slope in &mut gradient {
            *slope /= total;
        }
        descent.step(&gradient, 0.1 / total);
    }
    descent.weights
}

fn train(out: &str, names: &[&str]) {
    let gazetteer = Gazetteer::embedded();
    let sets: Vec<Set> = names.iter().map(|it| read_set(it)).collect();
    let mut weights = Weights::shipped().clone();
    weights.steps.clear();
    let company: Vec<usize> = (0..learn::accept_names().len())
        .filter(|it| learn::COMPANY.contains(&learn::accept_names()[*it]))
        .collect();
    for round in 0..3 {
        let rows = rows(&sets, &weights, gazetteer);
        eprintln!("round {round}: {} spots, {} meanings", rows.spots.len(), rows.meanings.len());
        weights.alone = learn_spots(&rows.spots, &company);
        weights.accept = learn_spots(&rows.spots, &[]);
        weights.resolve = learn_meanings(&rows.meanings);
    }
    let head = "# The weights of the geoparser's linear models: model, feature, weight.\n\
                # Written by `cargo run --release --example train_places`; see its first lines.\n";
    fs::write(out, format!("{head}{}", weights.write())).expect("a file to write");
}

fn predict(weights: &str, folder: &str) {
    let gazetteer = Gazetteer::embedded();
    let weights = Weights::read(&fs::read_to_string(weights).expect("weights"));
    let cases = read_gold(Path::new(folder));
    let mut out = String::new();
    let mut outlets = Outlets::default();
    outlets.learn_by(cases.iter().map(|it| &it.article), gazetteer, &weights);
    for case in &cases {
        let prose = Prose::new(&case.article);
        let home = outlets.home(&case.article, gazetteer);
        for mention in dateline::place::find_with(&prose, gazetteer, &weights, home.as_deref()) {
            if mention.field == Field::Body {
                out.push_str(&line(&case.article, &mention, gazetteer));
            }
        }
    }
    print!("{out}");
}

fn line(article: &Article, mention: &PlaceMention, gazetteer: &Gazetteer) -> String {
    let place = |id: PlaceId| gazetteer.place(id);
    let anchor = mention.referent.anchor();
    let region = anchor.and_then(|it| gazetteer.region(it)).map(|it| place(it).geonameid);
    let row = serde_json::json!({
        "doc": article.id,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(&article.body),
        "lat": anchor.map(|it| place(it).latitude),
        "lon": anchor.map(|it| place(it).longitude),
        "geonameid": anchor.map(|it| place(it).geonameid),
        "country": anchor.map(|it| place(it).country),
        "region": region,
        "form": mention.form.name(),
        "within": matches!(mention.referent, Referent::Within(_)),
        "counts": mention.counts,
        "role": mention.role.name(),
        "confidence": mention.confidence,
        "rule": mention.rule,
    });
    format!("{row}\n")
}

/// Steps of (score, share that was right) over sets, each step of at least fifty mentions, rising.
fn calibrate(weights: &str, out: &str, names: &[&str]) {
    let gazetteer = Gazetteer::embedded();
    let text = fs::read_to_string(weights).expect("weights");
    let mut weights = Weights::read(&text);
    weights.steps.clear();
    let mut pairs: Vec<(f32, f32)> = Vec::new();
    for set in names.iter().map(|it| read_set(it)) {
        for case in &set.cases {
            let prose = Prose::new(&case.article);
            for mention in dateline::place::find_with(&prose, gazetteer, &weights, None) {
                if mention.field == Field::Body
                    && (set.demonyms || mention.form != Form::Demonym)
                    && let Some(right) = right(&mention, case, gazetteer)
                {
                    pairs.push((mention.confidence, f32::from(u8::from(right))));
                }
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    weights.steps = isotonic(&pairs);
    let head: String =
        text.lines().filter(|it| it.starts_with('#')).map(|it| format!("{it}\n")).collect();
    fs::write(out, format!("{head}{}", weights.write())).expect("a file to write");
}

fn right(mention: &PlaceMention, case: &Case, gazetteer: &Gazetteer) -> Option<bool> {
    let span = (mention.span.start, mention.span.end);
    let Some(gold) = case.gold.iter().find(|it| (it.start, it.end) == span) else {
        return Some(false);
    };
    let place = gazetteer.place(mention.referent.anchor()?);
    if gold.geonameid == Some(place.geonameid) {
        return Some(true);
    }
    gold.point
        .or_else(|| {
            let id = gazetteer.by_geonameid(gold.geonameid?)?;
            Some((gazetteer.place(id).latitude, gazetteer.place(id).longitude))
        })
        .map(|point| kilometres(point, (place.latitude, place.longitude)) <= 161.0)
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
