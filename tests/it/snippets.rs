//! Passages: the sentence that a reader would choose, and what holds for every passage.

use dateline::search::Engine;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use crate::sandbox::{Sandbox, planned};

/// Of a hundred first passages, how many must hold the sentence that was chosen by hand. It only
/// rises.
const FLOOR_PERCENT: usize = 96;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_first_passage_is_the_one_that_a_reader_would_choose() {
    let articles = include_str!("../data/snippet/articles.jsonl");
    let sandbox = Sandbox::new().file("articles.jsonl", articles);
    sandbox.run(&["ingest", "@/articles.jsonl"]).expect(0);
    let index = dateline::index::Index::open(&sandbox.path("index")).unwrap();
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for line in include_str!("../data/snippet/chosen.txt").lines() {
        if line.starts_with("# ") {
            continue;
        }
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [id, words, sentence] = parts[..] else { panic!("{line}") };
        let mut plan = planned(&format!("{words} id:{id}"), true).plan;
        plan.snippets = 1;
        // About a sentence, so that what is measured is which one.
        plan.snippet_chars = 150;
        let results = index.search(&plan).unwrap();
        let shown = results.hits.first().and_then(|it| it.snippets.first());
        let body = index.get(id).unwrap().unwrap().article.body;
        // A long sentence is cut: then what is left of it counts.
        let around = shown.map_or(String::new(), |it| {
            let before = body.get(..it.span.start as usize).unwrap();
            let start = before.rfind(['.', '?', '!', '\n']).unwrap_or(0);
            one_line(body.get(start..it.span.end as usize).unwrap())
        });
        all += 1;
        if around.contains(sentence) {
            right += 1;
        } else {
            wrong.push(format!("{line}\n    got {}", shown.map_or("", |it| &it.text)));
        }
    }
    let score = format!("first passages right: {right} of {all}");
    assert!(all >= 100 && right * 100 >= all * FLOOR_PERCENT, "{score}\n{}", wrong.join("\n"));
}

/// Texts with all that may go wrong: scripts, joiners, controls, no spaces, many blanks.
const TEXTS: &str = "[a-d .,\"“”éß東京都は。ا-ث👩‍🚀\u{301}\u{200d}\u{202e}\u{7}\n\t<&>]{0,400}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_passage_is_sound(text in TEXTS, chars in 1_usize..200) {
        let body = format!("storm {text} flood {text} storm");
        let record = serde_json::json!({ "id": "1", "title": "t", "body": body });
        let sandbox = Sandbox::new().file("a.jsonl", format!("{record}\n"));
        sandbox.run(&["ingest", "@/a.jsonl"]).expect(0);
        let index = dateline::index::Index::open(&sandbox.path("index")).unwrap();
        let body = index.get("1").unwrap().unwrap().article.body;
        let mut plan = planned("storm flood a* 東京 \"b c\"", true).plan;
        plan.snippets = 3;
        plan.snippet_chars = chars;
        let results = index.search(&plan).unwrap();
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for passage in &results.hits[0].snippets {
            let there = passage.span.of(&body).unwrap();
            prop_assert_eq!(passage.text.trim_matches('…'), there.trim_matches('…'));
            prop_assert!(passage.text.chars().count() <= chars.max(1) + 2, "{}", passage.text);
            prop_assert!(seen.iter().all(|it| it.1 <= passage.span.start || passage.span.end <= it.0));
            seen.push((passage.span.start, passage.span.end));
            let mut last = 0;
            for mark in &passage.marks {
                prop_assert!(mark.span.of(&passage.text).is_some_and(|it| !it.is_empty()));
                prop_assert!(mark.span.start >= last);
                last = mark.span.end;
            }
        }
    }
}
