//! Web pages: their text and their dates, and how many pages a second one core reads.
//!
//! Sets with `gold_text` are scored by shingles of four words, each page alike; those with
//! segments that must and must not be there by F1 over all segments; dates by accuracy and F1.
//! `DATELINE_PREDICTIONS=FOLDER` keeps what was read of each page, as JSON Lines.

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use dateline::read::Options;
use dateline::read::html::{self, Page};
use encoding_rs::Encoding;
use serde_json::{Value, json};

use crate::rows;

pub(crate) fn score(set: &Path) -> String {
    let rows = rows(&set.join("pages.jsonl"));
    let pages: Vec<String> = rows.iter().map(|it| html_of(set, it)).collect();
    let options = Options::new(chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap());
    let start = Instant::now();
    let found: Vec<Page> = rows
        .iter()
        .zip(&pages)
        .map(|(row, page)| html::page(page, row["url"].as_str(), &options))
        .collect();
    let rate = pages.len() as f64 / start.elapsed().as_secs_f64();
    keep(set, &rows, &found);
    let mut said = vec![format!("{:>5} pages", rows.len())];
    said.extend(text(&rows, &found));
    said.extend(segments(&rows, &found));
    said.extend(dates(&rows, &found));
    said.push(format!("{rate:.0} pages/s"));
    said.join("  ")
}

fn html_of(set: &Path, row: &Value) -> String {
    let packed = fs::read(set.join(row["html"].as_str().unwrap())).unwrap();
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    let label = head.split_once("charset=").map(|it| it.1.trim_start_matches(['"', '\'']));
    let ends = |it: char| !(it.is_ascii_alphanumeric() || "-_".contains(it));
    let label = label.and_then(|it| it.split(ends).next()).unwrap_or("utf-8");
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let (text, _, bad) = encoding.decode(&bytes);
    if bad { String::from_utf8_lossy(&bytes).into_owned() } else { text.into_owned() }
}

fn keep(set: &Path, rows: &[Value], found: &[Page]) {
    let Some(folder) = std::env::var_os("DATELINE_PREDICTIONS") else { return };
    let name = set.file_name().unwrap().to_str().unwrap();
    let lines = rows.iter().zip(found).map(|(row, page)| {
        let published = page.published.map(|it| it.value());
        let source = page.published.map(|it| it.source.name());
        let row = json!({
            "id": row["id"], "url": row["url"], "title": page.title, "body": page.body,
            "published": published, "date_source": source, "byline": page.byline,
            "source": page.source, "kind": format!("{:?}", page.kind),
            "modified": page.modified.map(|it| it.value()), "language": page.language,
        });
        row.to_string() + "\n"
    });
    let lines: String = lines.collect();
    fs::write(Path::new(&folder).join(format!("{name}.jsonl")), lines).unwrap();
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|it: char| !(it.is_alphanumeric() || it == '_'))
        .filter(|it| !it.is_empty())
        .collect();
    let mut counts = HashMap::new();
    let short = (1..4).contains(&words.len()).then_some(&words[..]);
    for shingle in words.windows(4).chain(short) {
        *counts.entry(shingle.to_vec()).or_default() += 1;
    }
    counts
}

fn text(rows: &[Value], found: &[Page]) -> Option<String> {
    let (mut precision, mut recall) = (Vec::new(), Vec::new());
    for (row, page) in rows.iter().zip(found) {
        let Some(gold) = row["gold_text"].as_str() else { continue };
        let (gold, given) = (shingles(gold), shingles(&page.body));
        let both = |it: (&Vec<&str>, &usize)| gold.get(it.0).map_or(0, |gold| *gold.min(it.1));
        let hit = given.iter().map(both).sum::<usize>() as f64;
        if !given.is_empty() {
            precision.push(hit / given.values().sum::<usize>() as f64);
        }
        if !gold.is_empty() {
            recall.push(hit / gold.values().sum::<usize>() as f64);
        }
    }
    if recall.is_empty() {
        return None;
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let (precision, recall) = (mean(&precision), mean(&recall));
    let f1 = 2.0 * precision * recall / (precision + recall);
    Some(format!("text {precision:.3} {recall:.3} {f1:.3}"))
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn segments(rows: &[Value], found: &[Page]) -> Option<String> {
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (row, page) in rows.iter().zip(found) {
        let body = flat(&page.body);
        let there = |name: &str| -> Vec<bool> {
            let all = row[name].as_array().into_iter().flatten();
            all.map(|it| body.contains(&flat(it.as_str().unwrap()))).collect()
        };
        let with = there("with");
        right += with.iter().filter(|it| **it).count();
        missed += with.iter().filter(|it| !**it).count();
        wrong += there("without").iter().filter(|it| **it).count();
    }
    if right + missed == 0 {
        return None;
    }
    let f1 = 2.0 * f64::from(right as u32) / (2 * right + wrong + missed) as f64;
    Some(format!("segments {f1:.3} (-{missed} +{wrong})"))
}

fn dates(rows: &[Value], found: &[Page]) -> Option<String> {
    let (mut right, mut given, mut wanted) = (0, 0, 0);
    for (row, page) in rows.iter().zip(found) {
        let gold = row["gold_date"].as_str().or_else(|| row["date"].as_str());
        let Some(gold) = gold.and_then(|it| it.get(..10)) else { continue };
        if chrono::NaiveDate::parse_from_str(gold, "%Y-%m-%d").is_err() {
            continue;
        }
        wanted += 1;
        given += usize::from(page.published.is_some());
        right += usize::from(page.published.is_some_and(|it| it.day.to_string() == gold));
    }
    if wanted == 0 {
        return None;
    }
    let precision = right as f64 / given.max(1) as f64;
    let recall = right as f64 / (right + wanted - given).max(1) as f64;
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let accuracy = right as f64 / wanted as f64;
    Some(format!("date {accuracy:.3} {f1:.3}"))
}
