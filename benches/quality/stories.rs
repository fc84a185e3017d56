//! Near-copies: the pairs that share a key and whose overlap is near, against the true pairs.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use dateline::article::Article;
use dateline::dedup::{self, NEAR, Signature};
use dateline::language::Text;
use dateline::search::Engine;

use crate::tally::Tally;
use crate::{articles, rank};

pub(crate) fn score(set: &Path) -> String {
    let articles = articles(set);
    let texts: Vec<Text<'_>> = articles.iter().map(|it| Text::new(&it.body)).collect();
    let signatures: Vec<Signature> = texts.iter().map(Signature::of).collect();
    let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut tried = HashSet::new();
    let mut found = HashSet::new();
    for (number, signature) in signatures.iter().enumerate() {
        for key in &signature.keys {
            let others = by_key.entry(*key).or_default();
            for other in others.iter().copied() {
                let near = tried.insert((other, number))
                    && dedup::overlap(&texts[other], &texts[number]) >= NEAR;
                if near {
                    found.insert(pair(&articles[other].id, &articles[number].id));
                }
            }
            others.push(number);
        }
    }
    let mut wanted = HashSet::new();
    for line in fs::read_to_string(set.join("neardup.tsv")).unwrap().lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        if parts[2].parse::<f32>().unwrap() >= NEAR {
            wanted.insert(pair(parts[0], parts[1]));
        }
    }
    let told = told(set, &articles);
    let tally = |found: &HashSet<(String, String)>| {
        let right = wanted.intersection(found).count();
        let tally = Tally { right, given: found.len(), wanted: wanted.len() };
        format!("{:.3} {:.3}", tally.recall(), tally.precision())
    };
    format!("{}   {}   ({} pairs)", tally(&found), tally(&told), wanted.len())
}

/// The pairs that an index tells to be of one story.
fn told(set: &Path, articles: &[Article]) -> HashSet<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let index = rank::ingest(set, folder.path());
    let mut by_story: HashMap<String, Vec<&str>> = HashMap::new();
    for article in articles {
        let stored = index.get(&article.id).unwrap();
        let Some(story) = stored.and_then(|it| it.story) else { continue };
        by_story.entry(story.id).or_default().push(&article.id);
    }
    let mut pairs = HashSet::new();
    for ids in by_story.values() {
        for (number, id) in ids.iter().enumerate() {
            pairs.extend(ids[..number].iter().map(|other| pair(id, other)));
        }
    }
    pairs
}

fn pair(one: &str, other: &str) -> (String, String) {
    let (one, other) = (one.to_owned(), other.to_owned());
    if one < other { (one, other) } else { (other, one) }
}
