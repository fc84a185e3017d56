//! How good both taggers, the ranking and the story finder are, on the gold sets where
//! `DATELINE_EVAL` points: a folder with one folder a set (`timebank/corpus.jsonl`, …).
//!
//! `DATELINE_EVAL=FOLDER cargo bench --bench quality [-- SET…]`; `errors` among the sets lists what
//! is wrong with datelines and with the countries of articles.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a bench is told by the environment where to look")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ratios"
)]
#![allow(clippy::string_slice, reason = "gold values are ASCII")]

mod geo;
mod html;
mod known;
mod language;
#[path = "../common/places.rs"]
mod places;
mod rank;
mod stories;
#[path = "../common/tally.rs"]
mod tally;
mod time;
mod wire;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::article::Article;
use dateline::document::{self, Document};
use dateline::place::gazetteer::Gazetteer;
use dateline::place::outlet::Outlets;
use dateline::read::{self, Options, Problem, Sink, Source};
use serde_json::Value;

/// The sets with dates, and with places; names only where demonyms are not marked.
const TIME_SETS: &[&str] = &[
    "timebank",
    "aquaint",
    "wikiwars",
    "krauts",
    "tempeval2_es",
    "tempeval2_it",
    "gum",
    "tweets_syntime",
];
const GEO_SETS: &[(&str, bool)] = &[
    ("lgl", false),
    ("geovirus", true),
    ("tud", true),
    ("topres19th", true),
    ("geocorpora", true),
    ("gum", true),
];
const RANK_SETS: &[&str] = &["cranfield", "cisi", "npl", "cacm"];
const KNOWN_SETS: &[&str] = &["reuters21578", "bbc", "agnews"];
const STORY_SETS: &[&str] = &["reuters21578", "bbc", "agnews", "muc4"];
const HTML_SETS: &[&str] = &[
    "trafilatura",
    "htmldate",
    "readability",
    "dragnet",
    "l3s_gn1",
    "cleaneval_dev",
    "cleanportaleval",
];
const TOPIC_SETS: &[&str] = &["reuters21578"];
const SCENE_SETS: &[&str] = &["muc4"];
const LANGUAGE_SETS: &[&str] =
    &["masakhanews", "agnews", "reuters21578", "tweets_syntime", "gnad", "krauts", "tempeval2_es"];
const DATELINE_SETS: &[&str] = &["reuters21578", "muc4"];

fn main() {
    let Some(root) = std::env::var_os("DATELINE_EVAL").map(PathBuf::from) else {
        println!("skipped: DATELINE_EVAL does not say where the gold sets are");
        return;
    };
    let asked: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wanted = |kind: &str, set: &str| {
        let named = asked.is_empty() || asked.iter().any(|it| it == set || it == kind);
        if named && !root.join(set).is_dir() {
            println!("{set:<14} skipped: no such folder in DATELINE_EVAL");
            return false;
        }
        named
    };
    println!("dates: strict / relaxed / value F1, days-months-years of a document F1");
    for set in TIME_SETS.iter().filter(|set| wanted("time", set)) {
        println!("{set:<14} {}", time::score(&root.join(set), &tag(&root.join(set))));
    }
    println!("places: a table a set, then how sure we said we were\n");
    let mut ours = Vec::new();
    for (set, names_only) in GEO_SETS.iter().filter(|(set, _)| wanted("geo", set)) {
        let scores = geo::score(&root.join(set), &tag(&root.join(set)), *names_only);
        println!("{}", places::table(set, &[("**dateline**".to_owned(), scores.clone())]));
        ours.push(((*set).to_owned(), scores));
    }
    if !ours.is_empty() {
        println!("{}", places::calibration(&ours));
    }
    println!("countries of an article: F1 / P / R beside its editors' list");
    for set in TOPIC_SETS.iter().filter(|set| wanted("country", set)) {
        println!("{set:<14} {}", wire::score_topics(&root.join(set), articles(&root.join(set))));
    }
    println!("scenes of incidents: recall, F1 / P / R");
    for set in SCENE_SETS.iter().filter(|set| wanted("country", set)) {
        println!("{set:<14} {}", wire::score_scenes(&root.join(set), &tag(&root.join(set))));
    }
    println!("pages: text P R F1, segments F1 (-missed +wrong), date accuracy F1, speed");
    for set in HTML_SETS.iter().filter(|set| wanted("html", set)) {
        println!("{set:<16} {}", html::score(&root.join(set)));
    }
    println!("datelines: place found, day found");
    for set in DATELINE_SETS.iter().filter(|set| wanted("dateline", set)) {
        println!("{set:<14} {}", wire::score_datelines(&root.join(set), articles(&root.join(set))));
    }
    println!("languages: told by the text alone, of all articles and of those in each");
    for set in LANGUAGE_SETS.iter().filter(|set| wanted("language", set)) {
        println!("{set:<14} {}", language::score(&root.join(set)));
    }
    println!(
        "stories: recall at an overlap of .8 or more and precision, of the finder and of an index"
    );
    for set in STORY_SETS.iter().filter(|set| wanted("story", set)) {
        println!("{set:<14} {}", stories::score(&root.join(set)));
    }
    println!("known items: mean reciprocal rank of tantivy default and en_stem, then as below");
    for set in KNOWN_SETS.iter().filter(|set| wanted("known", set)) {
        println!("{set:<14} {}", known::score(&root.join(set)));
    }
    println!("ranking, any word: nDCG@10 / MAP, with --expand, --semantic and both");
    for set in RANK_SETS.iter().filter(|set| wanted("rank", set)) {
        println!("{set:<14} {}", rank::score(&root.join(set)));
    }
}

/// The articles of a set, read as `dateline ingest` reads them.
fn articles(set: &Path) -> Vec<Article> {
    struct Take(Vec<Article>);
    impl Sink for Take {
        fn article(&mut self, article: Article) -> dateline::Result<()> {
            self.0.push(article);
            Ok(())
        }

        /// Some sets have records without any text: there is nothing to score in them.
        fn problem(&mut self, _: Problem) {}
    }
    let file = set.join("corpus.jsonl");
    let source = Source { path: "corpus.jsonl".to_owned(), file: Some(file), bytes: None };
    let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut take = Take(Vec::new());
    read::read(&source, None, &Options::new(today), &mut take).unwrap();
    take.0
}

/// The documents of a set by id.
fn tag(set: &Path) -> HashMap<String, Document> {
    tagged(articles(set))
}

/// The documents of articles by id.
fn tagged(articles: Vec<Article>) -> HashMap<String, Document> {
    let gazetteer = Gazetteer::embedded();
    let mut outlets = Outlets::default();
    outlets.learn(&articles, gazetteer);
    let documents = articles.into_iter().map(|it| {
        let home = outlets.home(&it, gazetteer);
        document::annotate_from(it, gazetteer, home.as_deref())
    });
    documents.map(|it| (it.article.id.clone(), it)).collect()
}

/// The rows of a JSON Lines file.
fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|it| !it.is_empty()).map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// A byte span of a gold row.
fn span(row: &Value) -> (u32, u32) {
    let at = |key: &str| u32::try_from(row[key].as_u64().unwrap()).unwrap();
    (at("bstart"), at("bend"))
}
