//! How many megabytes a second the geoparser reads, and where the time goes.

use std::time::Instant;
use std::{env, fs};

use dateline::article::Article;
use dateline::language::Prose;
use dateline::place::gazetteer::Gazetteer;

fn main() {
    let path = env::args().nth(1).expect("a corpus.jsonl");
    let text = fs::read_to_string(path).expect("text");
    let articles: Vec<Article> = text.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        Article { title: word("title"), body: word("body"), language: Some("en".to_owned()), ..Article::default() }
    }).collect();
    let bytes: usize = articles.iter().map(|it| it.title.len() + it.body.len()).sum();
    let gazetteer = Gazetteer::embedded();
    let _ = dateline::place::find(&Prose::new(&articles[0]), gazetteer);
    for _ in 0..3 {
        let start = Instant::now();
        let proses: Vec<Prose<'_>> = articles.iter().map(Prose::new).collect();
        let prose = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let mut mentions = 0;
        for it in &proses { mentions += dateline::place::find(it, gazetteer).len(); }
        let find = start.elapsed().as_secs_f64();
        let mb = bytes as f64 / 1e6;
        println!("{mb:.2} MB prose {:.1} MB/s find {:.1} MB/s mentions {mentions}", mb / prose, mb / find);
    }
}
