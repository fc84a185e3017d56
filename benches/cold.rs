//! A query from a shell: the whole process, from start to exit, the files in the page cache.
//!
//! `cargo bench --bench cold [-- MEGABYTES [RUNS]]`. Rows run in turn, so that a busy moment of the
//! machine meets all of them; the table gives the least and the median of each.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for eyes"
)]
#![allow(clippy::string_slice, reason = "its own words")]

#[path = "common/corpus.rs"]
mod corpus;

use std::io::BufRead as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|it| it.parse::<usize>().ok());
    let (megabytes, runs) = (numbers.next().unwrap_or(50), numbers.next().unwrap_or(100));
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus.jsonl");
    corpus::write(&corpus, megabytes * 1_000_000, 1);
    let index = folder.path().join("index");
    let status = Command::new(PROGRAM)
        .args(["ingest", "--quiet", "--index"])
        .args([&index, &corpus])
        .status()
        .unwrap();
    assert!(status.success());
    let (rare, common) = words(&corpus);
    let both = format!("{rare} {common}");
    let asked: [(&str, &[&str]); 9] = [
        ("/bin/true", &[]),
        ("--version", &["--version"]),
        ("place, a name", &["place", "Peshawar"]),
        ("count, a word", &["count", &rare]),
        ("query, a rare word, ids only", &["query", &rare, "--format", "tsv", "--fields", "id"]),
        ("query, a rare word", &["query", &rare]),
        ("query, two words", &["query", &both]),
        (
            "query, words, dates, country",
            &["query", &common, "--from", "2010", "--to", "2019", "--place", "China"],
        ),
        ("query, JSON", &["query", &both, "--json"]),
    ];
    let mut took: Vec<Vec<f64>> = vec![Vec::new(); asked.len()];
    for _ in 0..runs {
        for ((name, args), took) in asked.iter().zip(&mut took) {
            let program = if *name == "/bin/true" { name } else { PROGRAM };
            took.push(run(program, args, &index));
        }
    }
    println!("{megabytes} MB, {runs} runs, milliseconds: least, median");
    for ((name, _), took) in asked.iter().zip(&mut took) {
        took.sort_by(f64::total_cmp);
        println!("{name:<32} {:>7.2} {:>7.2}", took[0], took[took.len() / 2]);
    }
}

fn run(program: &str, args: &[&str], index: &Path) -> f64 {
    let mut command = Command::new(program);
    command.args(args).env("DATELINE_INDEX", index);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let output = command.output().unwrap();
    let took = start.elapsed().as_secs_f64() * 1e3;
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    took
}

/// A word of few articles and one of many, from the body of the first article.
fn words(corpus: &Path) -> (String, String) {
    let mut line = String::new();
    std::io::BufReader::new(std::fs::File::open(corpus).unwrap()).read_line(&mut line).unwrap();
    let row: serde_json::Value = serde_json::from_str(&line).unwrap();
    let title = row["title"].as_str().unwrap();
    let longest = title.split(' ').max_by_key(|it| it.len()).unwrap();
    let shortest = title.split(' ').min_by_key(|it| it.len()).unwrap();
    (longest.to_owned(), shortest.to_owned())
}
