//! A query from a shell: the whole process, from start to exit, the files in the page cache and,
//! where the system lets us drop it, not.
//!
//! `cargo bench --bench cold [-- MEGABYTES [RUNS] [PROGRAM]]`, with another program than that of the
//! bench, such as one built with `--release`. Rows run in turn, so that a busy moment of the
//! machine meets all of them; the table gives the least and the median of each, and the same of
//! [`DROPPED`] runs before each of which the whole page cache was dropped: the program, the
//! libraries and the index are then read from the disk.

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

/// The program of the bench.
const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

fn main() {
    let (numbers, others): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .partition(|it| it.parse::<usize>().is_ok());
    let mut numbers = numbers.iter().filter_map(|it| it.parse().ok());
    let (megabytes, runs) = (numbers.next().unwrap_or(50), numbers.next().unwrap_or(100));
    let ours = others.first().map_or(PROGRAM, String::as_str);
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus.jsonl");
    corpus::write(&corpus, megabytes * 1_000_000, 1);
    let index = folder.path().join("index");
    let status = Command::new(ours)
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
            let program = if *name == "/bin/true" { name } else { ours };
            took.push(run(program, args, &index));
        }
    }
    println!("{megabytes} MB, {runs} runs, milliseconds: least, median");
    let can_drop = drop_cache();
    if can_drop {
        println!("then with the page cache dropped, {DROPPED} runs");
    } else {
        println!("the page cache cannot be dropped here: only root may");
    }
    for ((name, args), took) in asked.iter().zip(&mut took) {
        print!("{name:<32} {}", least_and_median(took));
        if can_drop {
            let program = if *name == "/bin/true" { name } else { ours };
            let mut took: Vec<f64> = (0..DROPPED)
                .map(|_| {
                    drop_cache();
                    run(program, args, &index)
                })
                .collect();
            print!("   {}", least_and_median(&mut took));
        }
        println!();
    }
}

/// How often each row runs with the cache dropped.
const DROPPED: usize = 10;

/// Drops all that the system has read from disks; says whether it could.
fn drop_cache() -> bool {
    Command::new("sync").status().is_ok_and(|it| it.success())
        && std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

fn least_and_median(took: &mut [f64]) -> String {
    took.sort_by(f64::total_cmp);
    format!("{:>7.2} {:>7.2}", took[0], took[took.len() / 2])
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
