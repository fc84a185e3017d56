//! What the wires say of their own articles: the dateline, the countries that an article concerns,
//! the scene of an incident.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;
use dateline::article::Article;
use dateline::document::{self, Document};
use dateline::language::Prose;
use dateline::place::gazetteer::{Gazetteer, PlaceId};
use dateline::place::{Role, lookup};
use serde_json::Value;

use crate::places::{count, short};
use crate::tally::Tally;
use crate::{rows, tagged};

/// Names that Reuters had in 1987, and the country that such a place lies in now.
const FORMER: &[(&str, &str)] = &[
    ("ussr", "RU"),
    ("soviet union", "RU"),
    ("west germany", "DE"),
    ("east germany", "DE"),
    ("yugoslavia", "RS"),
    ("czechoslovakia", "CZ"),
    ("kampuchea", "KH"),
    ("zaire", "CD"),
    ("trinidad tobago", "TT"),
    ("guatamala", "GT"),
];

/// The country that a name means, as a code.
fn country(name: &str, gazetteer: &Gazetteer) -> Option<String> {
    let name = name.trim_matches(['(', ')', ' ']).replace('-', " ").to_lowercase();
    if let Some((_, code)) = FORMER.iter().find(|it| it.0 == name) {
        return Some((*code).to_owned());
    }
    let found = lookup::places(&name, gazetteer).ok()?;
    let country = gazetteer.country(*found.candidates.first()?)?;
    Some(gazetteer.place(country).country.to_owned())
}

/// The country of a place, former ones by what became of them.
fn country_of(id: PlaceId, gazetteer: &Gazetteer) -> Option<String> {
    let place = gazetteer.place(id);
    if !place.country.is_empty() {
        return Some(place.country.to_owned());
    }
    let name = place.name.to_lowercase();
    FORMER.iter().find(|it| it.0 == name).map(|it| it.1.to_owned())
}

/// Countries by article, all that count and those that it is about or was filed from.
#[derive(Default)]
struct Countries {
    all: Tally,
    focus: Tally,
    /// How often each was missed, and given in vain.
    missed: HashMap<String, usize>,
    in_vain: HashMap<String, usize>,
}

impl Countries {
    fn add(&mut self, document: &Document, wanted: &HashSet<String>, gazetteer: &Gazetteer) {
        let given = |role: &dyn Fn(Role) -> bool| -> HashSet<String> {
            let places = document.places.iter().filter(|it| it.counts && role(it.role));
            places.filter_map(|it| country_of(it.referent.anchor()?, gazetteer)).collect()
        };
        let all = given(&|_| true);
        for country in wanted.difference(&all) {
            *self.missed.entry(country.clone()).or_default() += 1;
        }
        for country in all.difference(wanted) {
            *self.in_vain.entry(country.clone()).or_default() += 1;
        }
        count(&mut self.all, &all, wanted);
        count(&mut self.focus, &given(&|it| it != Role::Mentioned), wanted);
    }
}

/// Prints the countries that are missed, and given in vain, the most often.
fn tell(countries: &Countries) {
    const SHOWN: usize = 12;
    for (what, of) in [("missed", &countries.missed), ("in vain", &countries.in_vain)] {
        let mut all: Vec<_> = of.iter().collect();
        all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        println!("{what}: {:?}", all.get(..SHOWN).unwrap_or(&all));
    }
}

fn figures(tally: Tally) -> String {
    let figures = [tally.f1(), tally.precision(), tally.recall()];
    figures.map(|it| short(it, 3)).join(" / ")
}

/// The article with its dateline before its text, where the set keeps it apart.
fn with_dateline(mut article: Article, line: &str) -> Article {
    if !flat(&article.body).starts_with(&flat(line)) {
        article.body = format!("{line} {}", article.body);
    }
    article
}

/// Whether the countries of an article are those that its editors gave it. Its dateline is a part
/// of its text.
pub(crate) fn score_topics(set: &Path, articles: Vec<Article>) -> String {
    let gazetteer = Gazetteer::embedded();
    let rows_of_lines = rows(&set.join("datelinegold.jsonl"));
    let lines: HashMap<&str, &str> = rows_of_lines
        .iter()
        .filter_map(|row| Some((row["doc"].as_str()?, row["dateline"].as_str()?)))
        .collect();
    let articles = articles.into_iter().map(|article| {
        let line = lines.get(&*article.id).copied().unwrap_or_default();
        with_dateline(article, line)
    });
    let documents = tagged(articles.collect());
    let mut countries = Countries::default();
    let mut articles = 0;
    for row in rows(&set.join("corpus.jsonl")) {
        let Some(document) = row["id"].as_str().and_then(|it| documents.get(it)) else { continue };
        let names = row["places"].as_array().map(Vec::as_slice).unwrap_or_default();
        let names = names.iter().filter_map(Value::as_str);
        let wanted: HashSet<String> = names.filter_map(|it| country(it, gazetteer)).collect();
        if !wanted.is_empty() {
            articles += 1;
            countries.add(document, &wanted, gazetteer);
        }
    }
    if std::env::args().any(|it| it == "errors") {
        tell(&countries);
    }
    let (all, focus) = (figures(countries.all), figures(countries.focus));
    format!("all {all}, focus and dateline {focus}, of {articles} articles")
}

/// Whether an article's places have the scene of its incidents: its country, and the finest place
/// of the scene that the gazetteer knows.
pub(crate) fn score_scenes(set: &Path, documents: &HashMap<String, Document>) -> String {
    let gazetteer = Gazetteer::embedded();
    let mut wanted: HashMap<String, HashSet<String>> = HashMap::new();
    let mut scenes: HashMap<String, HashSet<Vec<PlaceId>>> = HashMap::new();
    for row in rows(&set.join("incidentgold.jsonl")) {
        let (Some(id), Some(scene)) = (row["doc"].as_str(), row["loc"].as_array()) else {
            continue;
        };
        for names in scene.iter().filter_map(Value::as_array) {
            let names: Vec<&str> = names.iter().filter_map(|it| it["name"].as_str()).collect();
            let [first, .., last] = names.as_slice() else {
                let code = names.first().and_then(|it| country(it, gazetteer));
                wanted.entry(id.to_owned()).or_default().extend(code);
                continue;
            };
            wanted.entry(id.to_owned()).or_default().extend(country(first, gazetteer));
            if let Ok(found) = lookup::places(&format!("{last}, {first}"), gazetteer) {
                scenes.entry(id.to_owned()).or_default().insert(found.candidates);
            }
        }
    }
    let (mut countries, mut scene) = (Countries::default(), Tally::default());
    for (id, wanted) in wanted.iter().filter(|it| !it.1.is_empty()) {
        let Some(document) = documents.get(id) else { continue };
        countries.add(document, wanted, gazetteer);
        for candidates in scenes.get(id).into_iter().flatten() {
            let places = document.places.iter().filter_map(|it| it.referent.anchor());
            let near = |place: PlaceId| candidates.iter().any(|it| gazetteer.lies_in(place, *it));
            scene.wanted += 1;
            scene.right += usize::from(places.into_iter().any(near));
        }
    }
    let recall = short(countries.all.recall(), 3);
    let (focus, found) = (figures(countries.focus), short(scene.recall(), 3));
    format!(
        "country in the article's {recall}, focus and dateline {focus}, of {} articles; \
         scene {found} of {}",
        wanted.len(),
        scene.wanted
    )
}

/// Whether place and day of the datelines are right. One set keeps its datelines apart from the
/// text: they are put where they stood.
pub(crate) fn score_datelines(set: &Path, articles: Vec<Article>) -> String {
    let gazetteer = Gazetteer::embedded();
    let mut articles: HashMap<String, Article> =
        articles.into_iter().map(|it| (it.id.clone(), it)).collect();
    let (mut place, mut day) = (Tally::default(), Tally::default());
    for row in rows(&set.join("datelinegold.jsonl")) {
        let Some(article) = articles.remove(row["doc"].as_str().unwrap()) else { continue };
        let line = row["dateline"].as_str().unwrap_or_default();
        let article = with_dateline(article, line);
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
