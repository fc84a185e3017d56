//! Articles and megabytes a second beside the bare program, in one run; peak memory, size on
//! disk, and where the time goes.
//!
//! `cargo bench --bench ingest [-- MEGABYTES [ROUNDS]]` makes a corpus; `-- FILE.jsonl` takes one.
//! `-- make MEGABYTES FILE` only makes one. Each run is a process of its own, bare and ours in turn; the least CPU seconds count. Memory
//! and CPU are read from `/proc`, so they are there on Linux only. `dateline, words only` is our
//! line without taggers: language, stems, rows, but no dates, places and stories.
//!
//! The first articles are read as web pages, too, and those again.
//!
//! `-- child ours|words FILE.jsonl FOLDER 1` indexes with one thread that tags: in the order of the
//! corpus, so that the files of two programs can be compared.
//!
//! `SQLite`'s FTS5 runs beside them where its shell `sqlite3` is installed.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for eyes"
)]
#![allow(clippy::string_slice, reason = "its own words")]

mod bare;
#[path = "../common/corpus.rs"]
mod corpus;
mod pages;
mod sqlite;
mod words;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use dateline::index::{Access, Index, Packing};
use dateline::ingest::{self, Observer, Progress};
use dateline::place::gazetteer::Gazetteer;
use dateline::read::{Input, Options, Problem};
use dateline::search::{Engine as _, Expr, Scope};

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) {}

    fn problem(&mut self, problem: &Problem) {
        assert!(!problem.lost, "{problem:?}");
    }
}

/// What one process took.
struct Run {
    cpu: f64,
    wall: f64,
    peak_mb: f64,
    size_mb: f64,
    said: String,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [child, what, corpus, folder, threads @ ..] = args.as_slice()
        && child == "child"
    {
        let threads = threads.first().map_or(2, |it| it.parse().unwrap());
        return run_child(what, Path::new(corpus), Path::new(folder), threads);
    }
    if let [make, megabytes, path] = args.as_slice()
        && make == "make"
    {
        corpus::write(Path::new(path), megabytes.parse::<usize>().unwrap() * 1_000_000, 1);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let first = args.first().map_or("50", String::as_str);
    let path = if let Ok(megabytes) = first.parse::<usize>() {
        let path = folder.path().join("corpus.jsonl");
        let articles = corpus::write(&path, megabytes * 1_000_000, 1);
        println!("{articles} articles made, {megabytes} MB, seed 1");
        path
    } else {
        PathBuf::from(first)
    };
    let raw_mb = fs::metadata(&path).unwrap().len() as f64 / 1e6;
    let rounds = args.get(1).and_then(|it| it.parse().ok()).unwrap_or(3);
    let one = folder.path().join("one.jsonl");
    change_one(&path, &one);
    let pages = folder.path().join("pages");
    pages::write(&path, &pages);
    let pages_mb = size(&pages) as f64 / 1e6;
    let rows = folder.path().join("rows.csv");
    sqlite::rows(&path, &rows);
    let mut runs: [Vec<Run>; KINDS.len()] = Default::default();
    for round in 0..rounds {
        for ((_, kind, part), runs) in KINDS.iter().zip(&mut runs) {
            let of = if *part == "pages" { "pages" } else { "" };
            let index = folder.path().join(format!("{kind}{of}{round}"));
            fs::create_dir_all(&index).unwrap();
            let corpus = match *part {
                "one" => &one,
                "pages" => &pages,
                _ => &path,
            };
            if *kind == "sqlite" {
                let start = Instant::now();
                let Some((cpu, peak_mb)) = sqlite::ingest(&rows, &index.join("db")) else {
                    continue;
                };
                let (wall, size_mb) = (start.elapsed().as_secs_f64(), size(&index) as f64 / 1e6);
                runs.push(Run { cpu, wall, peak_mb, size_mb, said: String::new() });
            } else {
                runs.push(spawn(kind, corpus, &index));
            }
        }
    }
    let best = runs.map(|mut runs| {
        runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        runs.into_iter().next()
    });
    let bare_cpu = best[0].as_ref().unwrap().cpu;
    println!(
        "{:<22} {:>7} {:>9} {:>7} {:>7} {:>8} {:>9}",
        "", "CPU s", "MB/CPU-s", "to bare", "wall s", "peak MB", "size/raw"
    );
    for ((name, _, part), run) in KINDS.iter().zip(&best) {
        let raw_mb = if *part == "pages" { pages_mb } else { raw_mb };
        let Some(run) = run else {
            println!("{name:<22} skipped: its shell is not installed");
            continue;
        };
        println!(
            "{name:<22} {:>7.2} {:>9.1} {:>7.2} {:>7.2} {:>8.0} {:>9.2}",
            run.cpu,
            raw_mb / run.cpu,
            run.cpu / bare_cpu,
            run.wall,
            run.peak_mb,
            run.size_mb / raw_mb
        );
    }
    let said = |at: usize| best[at].as_ref().map_or("", |it| &it.said);
    println!("thread seconds of `dateline`: {}", said(1));
    println!("one changed article: {}", said(4));
}

/// The rows of the table: its name, what is run, and on what.
const KINDS: [(&str, &str, &str); 8] = [
    ("bare tantivy", "bare", "all"),
    ("dateline", "ours", "all"),
    ("dateline, words only", "words", "all"),
    ("dateline, unchanged", "ours", "all"),
    ("dateline, one changed", "ours", "one"),
    ("SQLite FTS5", "sqlite", "all"),
    ("dateline, web pages", "ours", "pages"),
    ("web pages, unchanged", "ours", "pages"),
];

/// The first article of a corpus, with another body, on its own.
fn change_one(corpus: &Path, to: &Path) {
    let mut line = String::new();
    BufReader::new(fs::File::open(corpus).unwrap()).read_line(&mut line).unwrap();
    let mut row: serde_json::Value = serde_json::from_str(&line).unwrap();
    row["body"] = format!("{} Extraordinarily.", row["body"].as_str().unwrap()).into();
    fs::write(to, format!("{row}\n")).unwrap();
}

fn spawn(what: &str, corpus: &Path, index: &Path) -> Run {
    let start = Instant::now();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["child", what])
        .args([corpus, index])
        .output()
        .unwrap();
    let wall = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let mut lines = said.lines();
    let mut number = || lines.next().unwrap().parse::<f64>().unwrap();
    let (cpu, peak_mb) = (number(), number());
    let said = lines.collect::<Vec<_>>().join(", ");
    Run { cpu, wall, peak_mb, size_mb: size(index) as f64 / 1e6, said }
}

fn size(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().metadata().unwrap());
    files.filter(fs::Metadata::is_file).map(|it| it.len()).sum()
}

/// Ingests, then prints CPU seconds, peak megabytes, and the stages.
fn run_child(what: &str, corpus: &Path, folder: &Path, threads: usize) {
    let mut stages = Vec::new();
    let start = Instant::now();
    if what == "bare" {
        bare::ingest(corpus, folder);
    } else if what == "words" {
        words::ingest(corpus, folder, threads);
    } else {
        let options = ingest::Options {
            inputs: vec![Input::Path(corpus.to_owned())],
            index: folder.to_owned(),
            read: Options::new(chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()),
            prune: false,
            wait: false,
            dry_run: false,
            memory_bytes: 200 << 20,
            threads: Some(threads),
            packing: Packing::default(),
            access: Access::default(),
            now: 0,
        };
        let never = AtomicBool::new(false);
        let progress = ingest::run(
            &options,
            &mut std::io::empty(),
            Gazetteer::embedded(),
            &never,
            &mut Silent,
        );
        let progress = progress.unwrap();
        stages = progress.stages;
        if progress.changed == 1 {
            let took = start.elapsed();
            let engine = Index::open(folder).unwrap();
            let word = Expr::Word(Scope::Everywhere, "extraordinarily".to_owned());
            assert_eq!(engine.count(&word).unwrap(), 1, "searchable at once");
            stages = vec![("committed", took), ("and found", start.elapsed())];
        }
    }
    let (cpu, peak) = usage();
    println!("{cpu}\n{peak}");
    for (name, took) in stages {
        println!("{name} {:.2}", took.as_secs_f64());
    }
}

/// CPU seconds and peak megabytes of this process; zeros where `/proc` does not tell.
fn usage() -> (f64, f64) {
    (ticks("/proc/self/stat", 11), peak_mb("/proc/self/status"))
}

/// Seconds in user and system mode, which stand `after` fields behind the name of the program.
fn ticks(stat: &str, after: usize) -> f64 {
    let stat = fs::read_to_string(stat).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(after).take(2).filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak_mb(status: &str) -> f64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1e3
}
