//! Stories do not depend on how articles came in: bit by bit, in any order, changed and dropped
//! between, they are those of one ingest of what is left.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dateline::index::Index;
use dateline::search::Engine as _;

use crate::sandbox::Sandbox;

/// Numbers that look random and are not.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

const WORDS: usize = 150;

/// A text of a family: its words in a row, from one place on. Texts whose places are close are
/// near-copies, and a chain of them links texts that are none.
fn text(family: usize, from: usize) -> String {
    let words: Vec<String> = (from..from + WORDS).map(|it| format!("w{family}x{it}")).collect();
    format!("{}.", words.join(" "))
}

type Articles = BTreeMap<String, String>;

fn lines(articles: &Articles) -> String {
    let mut lines = String::new();
    for (id, body) in articles {
        writeln!(lines, r#"{{"id":"{id}","title":"Of {id}","body":"{body}"}}"#).unwrap();
    }
    lines
}

/// Of each article the first of its story and how many there are.
fn stories(sandbox: &Sandbox, ids: impl Iterator<Item = String>) -> Vec<(String, Option<String>)> {
    let index = Index::open(&sandbox.path("index")).unwrap();
    ids.map(|id| {
        let stored = index.get(&id).unwrap().expect(&id);
        let story = stored.story.map(|it| format!("{} {}", it.id, it.copies));
        (id, story)
    })
    .collect()
}

fn counted(sandbox: &Sandbox) -> String {
    let count = sandbox.run(&["count", "--collapse"]).expect(0).out;
    let hits = sandbox.run(&["query", "--collapse", "-n", "0", "--format", "trec"]).expect(0).out;
    let facets = sandbox.run(&["facets", "--collapse", "--by", "lang", "--format", "tsv"]).out;
    let mut ids: Vec<&str> = hits.lines().filter_map(|it| it.split(' ').nth(2)).collect();
    ids.sort_unstable();
    let by_language = facets.lines().filter_map(|it| it.rsplit('\t').next()?.parse::<usize>().ok());
    let count: usize = count.trim().parse().unwrap();
    assert_eq!((ids.len(), by_language.sum()), (count, count));
    ids.join(" ")
}

#[track_caller]
fn check_same(seed: u64) {
    let mut dice = Dice(seed);
    let mut sandbox = Sandbox::new();
    let mut articles = Articles::new();
    for round in 0..12 {
        let mut batch = Articles::new();
        for _ in 0..=dice.below(5) {
            // Some are new, some change, and some go back to what they were.
            let id = format!("a{}", dice.below(24));
            let body = match dice.below(12) {
                0 => "Too short to be a copy.".to_owned(),
                _ => text(dice.below(3), dice.below(16) * 4),
            };
            batch.insert(id, body);
        }
        sandbox = sandbox.file("batch.jsonl", lines(&batch));
        sandbox.run(&["ingest", "@/batch.jsonl"]).expect(0);
        articles.extend(batch);
        if round % 3 == 2 {
            let known: Vec<String> = articles.keys().cloned().collect();
            let id = &known[dice.below(known.len())];
            articles.remove(id);
            sandbox.run(&["delete", id]).expect(0);
        }
        if round == 7 {
            sandbox.run(&["optimize"]).expect(0);
        }
    }
    let whole = Sandbox::new().file("all.jsonl", lines(&articles));
    whole.run(&["ingest", "@/all.jsonl"]).expect(0);
    let ids = || articles.keys().cloned();
    assert_eq!(stories(&sandbox, ids()), stories(&whole, ids()), "seed {seed}");
    assert_eq!(counted(&sandbox), counted(&whole), "seed {seed}");
}

#[test]
fn stories_do_not_depend_on_how_articles_came_in() {
    for seed in 1..=8 {
        check_same(seed);
    }
}

#[test]
fn an_article_links_two_stories_and_lets_them_go() {
    let one = |id: &str, from| (id.to_owned(), text(0, from));
    let sandbox = Sandbox::new()
        .file("ends.jsonl", lines(&[one("a", 0), one("c", 24)].into()))
        .file("link.jsonl", lines(&[one("b", 12)].into()))
        .file("other.jsonl", lines(&[("b".to_owned(), text(1, 0))].into()));
    let story = |id: &str| stories(&sandbox, [id.to_owned()].into_iter()).remove(0).1;
    sandbox.run(&["ingest", "@/ends.jsonl"]).expect(0);
    assert_eq!((story("a"), story("c")), (None, None));
    sandbox.run(&["ingest", "@/link.jsonl"]).expect(0);
    assert_eq!((story("a"), story("c")), (Some("a 3".into()), Some("a 3".into())));
    sandbox.run(&["ingest", "@/other.jsonl"]).expect(0);
    assert_eq!((story("a"), story("b"), story("c")), (None, None, None));
    sandbox.run(&["ingest", "@/link.jsonl"]).expect(0);
    assert_eq!(story("b"), Some("a 3".into()));
    sandbox.run(&["delete", "b"]).expect(0);
    assert_eq!((story("a"), story("c")), (None, None));
}
