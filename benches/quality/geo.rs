//! Places: the right span, the right place, the right country and region of a document.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;
use dateline::article::{Article, Field};
use dateline::document::{self, Document};
use dateline::language::Prose;
use dateline::place::gazetteer::{Gazetteer, PlaceId};
use dateline::place::{Form, Referent};
use serde_json::Value;

use crate::{Tally, rows, span};

/// Within so far is right: 100 miles, the custom of the field.
const NEAR_KM: f64 = 161.0;

/// Confidence and rightness of every mention, for the calibration table.
type Calibration = [(usize, usize); 10];

#[derive(Default)]
struct Scores {
    strict: Tally,
    end_to_end: Tally,
    id: Tally,
    country: Tally,
    region: Tally,
    calibration: Calibration,
}

pub(crate) fn score(set: &Path, documents: &HashMap<String, Document>, names_only: bool) -> String {
    let gazetteer = Gazetteer::embedded();
    let mut gold: HashMap<String, HashMap<(u32, u32), Value>> = HashMap::new();
    for row in rows(&set.join("geogold.jsonl")) {
        let id = row["doc"].as_str().unwrap().to_owned();
        gold.entry(id).or_default().insert(span(&row), row);
    }
    let mut scores = Scores::default();
    let none = HashMap::new();
    for (id, document) in documents {
        let gold = gold.get(id).unwrap_or(&none);
        score_one(gold, document, names_only, gazetteer, &mut scores);
    }
    let calibrated: Vec<String> = scores
        .calibration
        .iter()
        .enumerate()
        .filter(|(_, (_, all))| *all > 0)
        .map(|(bin, (right, all))| format!(".{bin}: {:.2} of {all}", *right as f64 / *all as f64))
        .collect();
    format!(
        "{:.3} {:.3} {:.3} {:.3} {:.3}  (P {:.3} R {:.3})  right by confidence: {}",
        scores.strict.f1(),
        scores.end_to_end.f1(),
        scores.id.recall(),
        scores.country.f1(),
        scores.region.f1(),
        scores.strict.precision(),
        scores.strict.recall(),
        calibrated.join(", ")
    )
}

fn score_one(
    gold: &HashMap<(u32, u32), Value>,
    document: &Document,
    names_only: bool,
    gazetteer: &Gazetteer,
    scores: &mut Scores,
) {
    let mentions = document
        .places
        .iter()
        .filter(|it| it.field == Field::Body && !(names_only && it.form == Form::Demonym));
    let (mut countries, mut regions) = (HashSet::new(), HashSet::new());
    let mut resolved = HashMap::new();
    for mention in mentions {
        let key = (mention.span.start, mention.span.end);
        // A place that only the text knows stands, in what `tag` writes, where its parent is.
        let place = mention.referent.anchor().map(|it| gazetteer.place(it));
        let entry = matches!(mention.referent, Referent::Place(_));
        if let Some(id) = mention.referent.anchor() {
            countries.insert(gazetteer.place(id).country.to_owned());
            regions.extend(region_of(id, gazetteer));
        }
        scores.strict.given += 1;
        scores.strict.right += usize::from(gold.contains_key(&key));
        let unplaced = gold.get(&key).is_some_and(|it| it["lat"].is_null());
        let near = gold.get(&key).is_some_and(|row| {
            place.is_some_and(|it| {
                row["lat"].as_f64().is_some_and(|latitude| {
                    let there = (latitude, row["lon"].as_f64().unwrap());
                    km((it.latitude, it.longitude), there) <= NEAR_KM
                })
            })
        });
        if !unplaced {
            scores.end_to_end.given += 1;
            scores.end_to_end.right += usize::from(near);
            let bin = ((mention.confidence * 10.0) as usize).min(9);
            scores.calibration[bin].0 += usize::from(near);
            scores.calibration[bin].1 += 1;
        }
        resolved.insert(key, place.filter(|_| entry).map(|it| it.geonameid));
    }
    let (mut gold_countries, mut gold_regions) = (HashSet::new(), HashSet::new());
    for (key, row) in gold {
        scores.strict.wanted += 1;
        scores.end_to_end.wanted += usize::from(!row["lat"].is_null());
        let Some(wanted) = row["geonameid"].as_u64().and_then(|it| u32::try_from(it).ok()) else {
            continue;
        };
        let country = || {
            let id = row["country_id"].as_str()?.parse().ok()?;
            gazetteer.by_geonameid(id)
        };
        // Of a place that our gazetteer lacks, the set itself may say in which country it lies.
        if let Some(id) = gazetteer.by_geonameid(wanted).or_else(country) {
            gold_countries.insert(gazetteer.place(id).country.to_owned());
            gold_regions.extend(region_of(id, gazetteer));
        }
        if let Some(found) = resolved.get(key) {
            scores.id.wanted += 1;
            scores.id.right += usize::from(*found == Some(wanted));
        }
    }
    if !gold_countries.is_empty() {
        count(&mut scores.country, &countries, &gold_countries);
        count(&mut scores.region, &regions, &gold_regions);
    }
}

fn count<T: Eq + std::hash::Hash>(tally: &mut Tally, given: &HashSet<T>, wanted: &HashSet<T>) {
    tally.right += given.intersection(wanted).count();
    tally.given += given.len();
    tally.wanted += wanted.len();
}

/// The first-level region a place is or lies in.
fn region_of(id: PlaceId, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let mut at = Some(id);
    while let Some(id) = at {
        let place = gazetteer.place(id);
        if place.kind == "ADM1" {
            return Some(id);
        }
        at = place.parent;
    }
    None
}

/// The great-circle distance of two points in degrees.
fn km(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (latitude, other_latitude) = (one.0.to_radians(), other.0.to_radians());
    let (up, along) = (other_latitude - latitude, (other.1 - one.1).to_radians());
    let half = (up / 2.0).sin().powi(2)
        + latitude.cos() * other_latitude.cos() * (along / 2.0).sin().powi(2);
    2.0 * 6371.0088 * half.sqrt().min(1.0).asin()
}

/// Whether place and day of the datelines are right. One set keeps its datelines apart from the
/// text: they are put where they stood.
pub(crate) fn score_datelines(set: &Path, articles: Vec<Article>) -> String {
    let gazetteer = Gazetteer::embedded();
    let mut articles: HashMap<String, Article> =
        articles.into_iter().map(|it| (it.id.clone(), it)).collect();
    let (mut place, mut day) = (Tally::default(), Tally::default());
    for row in rows(&set.join("datelinegold.jsonl")) {
        let Some(mut article) = articles.remove(row["doc"].as_str().unwrap()) else { continue };
        let line = row["dateline"].as_str().unwrap_or_default();
        if !flat(&article.body).starts_with(&flat(line)) {
            article.body = format!("{line} {}", article.body);
        }
        let wanted = row["place"].as_str().unwrap_or_default();
        let prose = Prose::new(&article);
        let said = prose.dateline.as_ref().and_then(|it| it.place);
        let said = said.and_then(|it| it.of(&article.body)).unwrap_or_default().to_owned();
        let found = document::annotate(article, gazetteer).dateline.and_then(|it| it.day);
        place.wanted += 1;
        place.right += usize::from(flat(&said) == flat(wanted));
        let full = row["date"].as_str().map(str::to_owned);
        let spoken = || {
            let year = row["dct"].as_str()?.get(..4)?;
            let month = month(row["month"].as_str()?)?;
            Some(format!("{year}-{month:02}-{:02}", row["day"].as_u64()?))
        };
        let right =
            |it: Option<NaiveDate>, wanted: &str| it.is_some_and(|it| it.to_string() == wanted);
        if let Some(wanted) = full.or_else(spoken) {
            day.wanted += 1;
            day.right += usize::from(right(found, &wanted));
            if std::env::args().any(|it| it == "errors") && !right(found, &wanted) {
                println!("day of {line:?}: {found:?}");
            }
        }
        if std::env::args().any(|it| it == "errors") && flat(&said) != flat(wanted) {
            println!("place of {line:?}: {said:?}, should be {wanted:?}");
        }
    }
    format!("{:.3} {:.3} (of {})", place.recall(), day.recall(), place.wanted)
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn month(name: &str) -> Option<usize> {
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_lowercase();
    months.iter().position(|it| name.starts_with(it)).map(|it| it + 1)
}
