//! How well the places of articles were found, and the table of it beside what others reach.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::Hash;
use std::path::Path;

use dateline::article::Field;
use dateline::place::area::distance_km;
use dateline::place::gazetteer::{Gazetteer, PlaceId};
use dateline::place::{Form, PlaceMention, Referent};
use serde_json::Value;

use crate::tally::Tally;

/// Within so far is right: 100 miles, the custom of the field.
pub(crate) const NEAR_KM: f64 = 161.0;

/// A place that people marked.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    /// Bytes of the body.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Degrees north and east.
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) geonameid: Option<u32>,
    /// The id of its country, where the set gives it.
    pub(crate) country_id: Option<u32>,
}

/// The marks of a set by article, each in the order of the file.
pub(crate) fn read_gold(set: &Path) -> HashMap<String, Vec<Gold>> {
    let mut gold: HashMap<String, Vec<Gold>> = HashMap::new();
    let marks = fs::read_to_string(set.join("geogold.jsonl")).unwrap_or_default();
    for line in marks.lines().filter(|it| !it.is_empty()) {
        let row: Value = serde_json::from_str(line).unwrap();
        // "the city" is no name.
        if row["named"].as_bool() == Some(false) {
            continue;
        }
        let number = |key: &str| row[key].as_u64().and_then(|it| u32::try_from(it).ok());
        let mark = Gold {
            start: number("bstart").unwrap(),
            end: number("bend").unwrap(),
            point: row["lat"].as_f64().zip(row["lon"].as_f64()),
            geonameid: number("geonameid"),
            country_id: row["country_id"].as_str().and_then(|it| it.parse().ok()),
        };
        gold.entry(row["doc"].as_str().unwrap().to_owned()).or_default().push(mark);
    }
    gold
}

impl Gold {
    /// Where it is: as the set says, else as the gazetteer does.
    pub(crate) fn located(&self, gazetteer: &Gazetteer) -> Option<(f64, f64)> {
        self.point.or_else(|| Some(gazetteer.point(gazetteer.by_geonameid(self.geonameid?)?)))
    }
}

/// Mentions of one confidence, more or less.
#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    right: usize,
    all: usize,
    /// The sum of what was said of them.
    said: f64,
}

/// What was counted over the articles of a set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scores {
    /// The exact span.
    pub(crate) strict: Tally,
    /// The exact span and within [`NEAR_KM`].
    pub(crate) end_to_end: Tally,
    /// The very entry, of the spans that were found.
    id: Tally,
    /// The countries of an article.
    country: Tally,
    /// The first-level regions of an article.
    region: Tally,
    /// By tenths of confidence: whether span and place are right.
    bins: [Bin; 10],
    articles: usize,
}

impl Scores {
    /// Counts what was found in one article, names only where the set marks no demonyms.
    pub(crate) fn add(
        &mut self,
        gold: &[Gold],
        mentions: &[PlaceMention],
        names_only: bool,
        gazetteer: &Gazetteer,
    ) {
        self.articles += 1;
        let gold: HashMap<(u32, u32), &Gold> =
            gold.iter().map(|it| ((it.start, it.end), it)).collect();
        let mentions = mentions
            .iter()
            .filter(|it| it.field == Field::Body && !(names_only && it.form == Form::Demonym));
        let (mut countries, mut regions) = (HashSet::new(), HashSet::new());
        let mut resolved = HashMap::new();
        for mention in mentions {
            let key = (mention.span.start, mention.span.end);
            // A place that only the text knows stands, in what `tag` writes, where its parent is.
            let anchor = mention.referent.anchor();
            countries.extend(anchor.and_then(|it| country_of(it, gazetteer)));
            regions.extend(anchor.and_then(|it| gazetteer.region(it)));
            let marked = gold.get(&key);
            self.strict.given += 1;
            self.strict.right += usize::from(marked.is_some());
            let there = marked.map(|it| it.located(gazetteer));
            if there != Some(None) {
                let here = anchor.map(|it| gazetteer.point(it));
                let both = here.zip(there.flatten());
                let near = both.is_some_and(|(here, there)| distance_km(here, there) <= NEAR_KM);
                self.end_to_end.given += 1;
                self.end_to_end.right += usize::from(near);
                self.said(mention.confidence, near);
            }
            let entry = matches!(mention.referent, Referent::Place(_));
            let entry = anchor.filter(|_| entry).map(|it| gazetteer.place(it).geonameid);
            resolved.insert(key, entry);
        }
        let (mut gold_countries, mut gold_regions) = (HashSet::new(), HashSet::new());
        for (key, marked) in &gold {
            self.strict.wanted += 1;
            self.end_to_end.wanted += usize::from(marked.located(gazetteer).is_some());
            let Some(wanted) = marked.geonameid else { continue };
            // Of a place that our gazetteer lacks the set itself may say in which country it lies.
            let country = || gazetteer.by_geonameid(marked.country_id?);
            if let Some(id) = gazetteer.by_geonameid(wanted).or_else(country) {
                gold_countries.extend(country_of(id, gazetteer));
                gold_regions.extend(gazetteer.region(id));
            }
            if let Some(found) = resolved.get(key) {
                self.id.wanted += 1;
                self.id.right += usize::from(*found == Some(wanted));
            }
        }
        if !gold_countries.is_empty() {
            count(&mut self.country, &countries, &gold_countries);
            count(&mut self.region, &regions, &gold_regions);
        }
    }

    fn said(&mut self, confidence: f32, right: bool) {
        let tenth = ((confidence * 10.0) as usize).min(9);
        let Some(bin) = self.bins.get_mut(tenth) else { return };
        bin.right += usize::from(right);
        bin.all += 1;
        bin.said += f64::from(confidence);
    }

    /// How far what was said of mentions is from what became of them, on the whole: the expected
    /// calibration error over tenths.
    fn calibration_error(&self) -> f64 {
        let all: usize = self.bins.iter().map(|it| it.all).sum();
        let off = self.bins.iter().map(|it| (it.right as f64 - it.said).abs());
        off.sum::<f64>() / all.max(1) as f64
    }
}

/// The code of the country that a place lies in; seas and continents lie in none.
pub(crate) fn country_of(id: PlaceId, gazetteer: &Gazetteer) -> Option<String> {
    let country = gazetteer.place(id).country;
    (!country.is_empty()).then(|| country.to_owned())
}

/// Counts what is in both sets.
pub(crate) fn count<T: Eq + Hash>(tally: &mut Tally, given: &HashSet<T>, wanted: &HashSet<T>) {
    tally.right += given.intersection(wanted).count();
    tally.given += given.len();
    tally.wanted += wanted.len();
}

/// What others reach on the whole of a set, of which we see a half: strict F1, end-to-end F1.
const PUBLISHED: &[(&str, &str, Option<f64>, Option<f64>)] = &[
    ("lgl", "best published system", Some(0.705), Some(0.454)),
    ("lgl", "spaCy, medium", Some(0.698), None),
    ("lgl", "geotext", Some(0.513), None),
    ("lgl", "linear prototype, other sets in training", Some(0.79), Some(0.66)),
    ("lgl", "*target*", Some(0.84), Some(0.74)),
    ("geovirus", "best published system", Some(0.928), Some(0.720)),
    ("geovirus", "spaCy, medium", Some(0.881), None),
    ("geovirus", "geotext", Some(0.696), None),
    ("geovirus", "linear prototype, other sets in training", Some(0.91), Some(0.77)),
    ("geovirus", "*target*", Some(0.93), Some(0.80)),
];

/// The table of a set, in Markdown: a row for each of ours, then what others reach.
pub(crate) fn table(set: &str, rows: &[(String, Scores)]) -> String {
    let Some((_, first)) = rows.first() else { return String::new() };
    let mut text = format!(
        "| {set}: {} articles, {} places | strict F1 | P | R | end to end F1 | exact id | country F1 \
         | region F1 | right of those said .9 |\n{}|\n",
        first.articles,
        first.strict.wanted,
        "| --- ".repeat(9)
    );
    let shown = |tally: Tally, figure: f64| {
        if tally.wanted == 0 { String::new() } else { short(figure, 3) }
    };
    for (name, scores) in rows {
        let sure = scores.bins.last().copied().unwrap_or_default();
        let sure = if sure.all == 0 || scores.end_to_end.wanted == 0 {
            String::new()
        } else {
            format!("{} of {}", short(sure.right as f64 / sure.all as f64, 2), sure.all)
        };
        let cells = [
            short(scores.strict.f1(), 3),
            short(scores.strict.precision(), 3),
            short(scores.strict.recall(), 3),
            shown(scores.end_to_end, scores.end_to_end.f1()),
            shown(scores.id, scores.id.recall()),
            shown(scores.country, scores.country.f1()),
            shown(scores.region, scores.region.f1()),
            sure,
        ];
        text += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    for (_, who, strict, end_to_end) in PUBLISHED.iter().filter(|it| it.0 == set) {
        let cell = |it: &Option<f64>| it.map(|it| short(it, 3)).unwrap_or_default();
        text += &format!("| {who} | {} | | | {} | | | | |\n", cell(strict), cell(end_to_end));
    }
    text
}

/// How sure we said we were beside how often we were right, in Markdown: a row for each of `rows`.
pub(crate) fn calibration(rows: &[(String, Scores)]) -> String {
    const FIRST: usize = 4;
    let bins = (FIRST..10)
        .map(|it| if it == 9 { ".9–1".to_owned() } else { format!(".{it}–.{}", it + 1) });
    let mut text = format!(
        "| right of those said | {} | calibration error |\n{}|\n",
        bins.collect::<Vec<_>>().join(" | "),
        "| --- ".repeat(12 - FIRST)
    );
    let located: Vec<_> = rows.iter().filter(|it| it.1.end_to_end.wanted > 0).collect();
    if located.is_empty() {
        return String::new();
    }
    for (name, scores) in located {
        let cells = scores.bins.iter().skip(FIRST).map(|it| match it.all {
            0 => String::new(),
            all => format!("{} of {all}", short(it.right as f64 / all as f64, 2)),
        });
        let cells: Vec<String> = cells.collect();
        let error = short(scores.calibration_error(), 3);
        text += &format!("| {name} | {} | {error} |\n", cells.join(" | "));
    }
    text
}

/// `.859`
pub(crate) fn short(figure: f64, digits: usize) -> String {
    let text = format!("{figure:.digits$}");
    text.strip_prefix('0').unwrap_or(&text).to_owned()
}
