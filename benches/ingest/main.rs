//! Articles and megabytes a second beside the bare program, in one run; peak memory, size on
//! disk, and where the time goes.
//!
//! `cargo bench --bench ingest [-- MEGABYTES [ROUNDS]]` makes a corpus; `-- FILE.jsonl` takes one.
//! `-- make MEGABYTES FILE` only makes one. Each run is a process of its own, bare and ours in turn; the least CPU seconds count. Memory
//! and CPU are read from `/proc`, so they are there on Linux only.

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

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use dateline::ingest::{self, Observer, Progress};
use dateline::place::gazetteer::Gazetteer;
use dateline::read::{Input, Options, Problem};

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
    if let [child, what, corpus, folder] = args.as_slice()
        && child == "child"
    {
        return run_child(what, Path::new(corpus), Path::new(folder));
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
    let mut runs: [Vec<Run>; 3] = Default::default();
    for round in 0..rounds {
        for (what, runs) in ["bare", "ours", "again"].iter().zip(&mut runs) {
            let kind = if *what == "bare" { "bare" } else { "ours" };
            let index = folder.path().join(format!("{kind}{round}"));
            fs::create_dir_all(&index).unwrap();
            runs.push(spawn(kind, &path, &index));
        }
    }
    let best = runs.map(|mut runs| {
        runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        runs.swap_remove(0)
    });
    println!(
        "{:<22} {:>7} {:>9} {:>7} {:>7} {:>8} {:>9}",
        "", "CPU s", "MB/CPU-s", "to bare", "wall s", "peak MB", "size/raw"
    );
    for (name, run) in ["bare tantivy", "dateline", "dateline, unchanged"].iter().zip(&best) {
        println!(
            "{name:<22} {:>7.2} {:>9.1} {:>7.2} {:>7.2} {:>8.0} {:>9.2}",
            run.cpu,
            raw_mb / run.cpu,
            run.cpu / best[0].cpu,
            run.wall,
            run.peak_mb,
            run.size_mb / raw_mb
        );
    }
    println!("where the time of `dateline` goes, thread seconds: {}", best[1].said);
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
fn run_child(what: &str, corpus: &Path, folder: &Path) {
    let mut stages = Vec::new();
    if what == "bare" {
        bare::ingest(corpus, folder);
    } else {
        let options = ingest::Options {
            inputs: vec![Input::Path(corpus.to_owned())],
            index: folder.to_owned(),
            read: Options::new(chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()),
            prune: false,
            wait: false,
            dry_run: false,
            memory_bytes: 200 << 20,
            threads: Some(2),
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
        stages = progress.unwrap().stages;
    }
    let (cpu, peak) = usage();
    println!("{cpu}\n{peak}");
    for (name, took) in stages {
        println!("{name} {:.2}", took.as_secs_f64());
    }
}

/// CPU seconds and peak megabytes of this process; zeros where `/proc` does not tell.
fn usage() -> (f64, f64) {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|it| it.parse::<f64>().ok())
        .sum();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok());
    (ticks / 100.0, kilobytes.unwrap_or(0.0) / 1e3)
}
