//! Labelled articles: sets in the gold form, and our own with their places marked inline.

use std::fs;
use std::path::Path;

use dateline::article::Article;
use serde_json::Value;

use crate::places::{self, Gold};

/// An article and what people marked in it.
pub(crate) struct Case {
    pub(crate) article: Article,
    pub(crate) gold: Vec<Gold>,
    /// Where it stands in its set.
    pub(crate) number: usize,
}

/// What a set is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To learn from.
    Learn,
    /// To learn from which of its meanings a name has, not what is a name.
    Resolve,
    /// Never to learn from.
    Measure,
}

/// A set, and what it says of itself.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) cases: Vec<Case>,
    /// What it weighs in learning whether a name is a place.
    pub(crate) weight: f32,
    /// What it weighs in learning which of its meanings a name has.
    pub(crate) weight_of_meanings: f32,
    pub(crate) purpose: Purpose,
    /// Whether it marks "Pakistani".
    pub(crate) demonyms: bool,
}

impl Set {
    /// Whether it says where its places are.
    pub(crate) fn is_located(&self) -> bool {
        let mut marks = self.cases.iter().flat_map(|it| &it.gold);
        marks.any(|it| it.point.is_some() || it.geonameid.is_some())
    }
}

/// Reads `FOLDER:WEIGHT` or `FOLDER:WEIGHT:WEIGHT_OF_MEANINGS`, after
/// `--resolve-only=` or `--measure=` where it is for that.
pub(crate) fn read(argument: &str) -> Set {
    let purposes = [("--resolve-only=", Purpose::Resolve), ("--measure=", Purpose::Measure)];
    let told = purposes.into_iter().find_map(|(flag, it)| Some((argument.strip_prefix(flag)?, it)));
    let (named, purpose) = told.unwrap_or((argument, Purpose::Learn));
    let mut parts = named.split(':');
    let folder = parts.next().unwrap_or_default();
    let mut weights = parts.map(|it| it.parse::<f32>().expect("a weight"));
    let weight = weights.next().unwrap_or(1.0);
    let weight_of_meanings = weights.next().unwrap_or(weight);
    let folder = Path::new(folder);
    let inline = !folder.join("corpus.jsonl").exists();
    let cases = if inline { read_inline(folder) } else { read_gold(folder) };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let ours = inline && name == "articles";
    let name = if ours { "our own articles".to_owned() } else { name.into_owned() };
    let demonyms = inline || name == "lgl";
    Set { name, cases, weight, weight_of_meanings, purpose, demonyms }
}

/// `corpus.jsonl` and `geogold.jsonl` in one folder.
pub(crate) fn read_gold(folder: &Path) -> Vec<Case> {
    let mut gold = places::read_gold(folder);
    let text = fs::read_to_string(folder.join("corpus.jsonl")).expect("corpus.jsonl");
    let rows = text.lines().map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
    let cases = rows.enumerate().map(|(number, row)| {
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
        Case { article, gold: gold.remove(&id).unwrap_or_default(), number }
    });
    cases.collect()
}

/// Articles with their places in double brackets: `[[words|geonameid]]`, `[[words|id|demonym]]`,
/// `[[words|-]]` for a place that the gazetteer does not have. Lines that start with `#` are notes.
fn read_inline(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|it| it.expect("a file").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|it| it.extension().is_some_and(|it| it == "txt"));
    let cases = texts.enumerate().map(|(number, path)| {
        let text = fs::read_to_string(path).expect("text");
        inline(&text, &path.to_string_lossy(), number)
    });
    cases.collect()
}

fn inline(text: &str, id: &str, number: usize) -> Case {
    let (mut body, mut gold) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(line) = rest.strip_prefix('#') {
        rest = line.split_once('\n').map_or("", |it| it.1);
    }
    while let Some((before, after)) = rest.split_once("[[") {
        let (mark, after) = after.split_once("]]").expect("a mark ends in ]]");
        let mut cells = mark.split('|');
        let (words, place) = (cells.next().unwrap_or_default(), cells.next().unwrap_or("-"));
        body.push_str(before);
        let start = u32::try_from(body.len()).expect("short");
        body.push_str(words);
        let end = u32::try_from(body.len()).expect("short");
        let geonameid = place.parse().ok();
        gold.push(Gold { start, end, point: None, geonameid, country_id: None });
        rest = after;
    }
    body.push_str(rest);
    Case { article: Article { id: id.to_owned(), body, ..Article::default() }, gold, number }
}

/// The cases of sets to learn from, by set: those of which `keep` says so.
pub(crate) fn learnt<'s>(
    sets: &'s [Set],
    keep: &'s dyn Fn(&Set, &Case) -> bool,
) -> impl Iterator<Item = (&'s Set, &'s Case)> {
    let learnt = sets.iter().filter(|it| it.purpose != Purpose::Measure);
    learnt
        .flat_map(|set| set.cases.iter().map(move |case| (set, case)))
        .filter(|(set, case)| keep(set, case))
}
