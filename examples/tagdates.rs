//! Reads articles as JSON Lines and writes their dates, one a line, for the scorer.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, reason = "a tool")]

use std::io::Read;
use std::io::Write;

use dateline::article::{Article, DateSource, Field, Published};
use dateline::{date, language};

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut articles = Vec::new();
    for line in input.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let day = text("date").get(..10).and_then(|it| it.parse().ok());
        articles.push(Article {
            id: text("id"),
            title: text("title"),
            body: text("body"),
            language: row["lang"].as_str().map(str::to_owned),
            published: day.map(|day| Published::on(day, DateSource::Field)),
            ..Article::default()
        });
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if std::env::args().any(|it| it == "--speed") {
        return speed(&articles);
    }
    for article in &articles {
        let prose = language::Prose::new(article);
        for mention in date::find(&prose, article.published.as_ref()) {
            if mention.field != Field::Body {
                continue;
            }
            let row = serde_json::json!({
                "doc": article.id, "start": mention.span.start, "end": mention.span.end,
                "type": mention.kind.name(), "value": mention.value, "rule": mention.rule,
                "text": mention.span.of(&article.body), "when": mention.when.map(|it|
                    format!("{}..{}", it.start, it.end)),
            });
            writeln!(out, "{row}").unwrap();
        }
    }
}

fn speed(articles: &[Article]) {
    let bytes: usize = articles.iter().map(|it| it.body.len() + it.title.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let proses: Vec<_> = articles.iter().map(language::Prose::new).collect();
        let read = start.elapsed().as_secs_f64();
        let start = std::time::Instant::now();
        let found: usize = articles
            .iter()
            .zip(&proses)
            .map(|(article, prose)| date::find(prose, article.published.as_ref()).len())
            .sum();
        let tag = start.elapsed().as_secs_f64();
        println!(
            "{megabytes:.1} MB, {found} dates: tag {:.0} MB/s, prose {:.0} MB/s, both {:.0} MB/s",
            megabytes / tag,
            megabytes / read,
            megabytes / (read + tag)
        );
    }
}
