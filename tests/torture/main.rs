//! Torture: kills, power cuts, full disks, failing system calls, damage and load, on real processes.
//!
//! The short form runs with all tests. The long form, whose log is in docs/trust.md:
//!
//! ```sh
//! cargo test --release --test torture -- --long
//! ```
//!
//! `--program PATH` tortures another build; a word runs only the trials that have it in their name.
//! What needs root, or a tool that is not there, is counted as skipped and says why.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "a table is what it makes")]

mod damage;
mod disk;
mod fault;
mod kill;
mod load;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

use world::{Verdict, World};

type Trial = fn(&World) -> Verdict;

/// Every trial, by what it does.
const TRIALS: [(&str, Trial); 19] = [
    ("kill -9 at random", kill::kills),
    ("two writers, one waits", kill::writers_that_wait),
    ("two writers, none waits", kill::writers_that_do_not),
    ("power cut on ext4", disk::cuts_ext4),
    ("power cut on XFS", disk::cuts_xfs),
    ("power cut, our sync undone", disk::cuts_without_sync),
    ("disk full (tmpfs)", disk::full),
    ("failing system calls (strace)", fault::calls),
    ("ulimit -f, -v, -n", fault::limits),
    ("a flipped bit", damage::flips),
    ("a file cut short", damage::cuts),
    ("backup during ingest", load::backups),
    ("readers during ingest", load::readers),
    ("unique words in one article", load::unique_words),
    ("memory of a large ingest", load::memory),
    ("query bombs", load::bombs),
    ("queries of too much work", load::works),
    ("an input without an end", load::endless),
    ("read-only medium", disk::read_only),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|it| it == "--list") {
        return ExitCode::SUCCESS;
    }
    let world = World::new(&words);
    let program = words.iter().position(|it| it == "--program").map(|it| it + 1);
    let filters: Vec<&String> = (0..words.len())
        .filter(|it| Some(*it) != program)
        .map(|it| &words[it])
        .filter(|it| !it.starts_with('-'))
        .collect();
    println!("| trial | ran | lost | seconds | |\n| --- | --- | --- | --- | --- |");
    let mut bad = 0;
    for (name, trial) in TRIALS {
        if !filters.is_empty() && !filters.iter().any(|it| name.contains(it.as_str())) {
            continue;
        }
        let started = Instant::now();
        let verdict = catch_unwind(AssertUnwindSafe(|| trial(&world))).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            let said = format!("FAILED: {}", text.unwrap_or("no message"));
            Verdict { lost: 1, said, ..Verdict::default() }
        });
        bad += verdict.lost;
        let seconds = started.elapsed().as_secs_f64();
        let (runs, lost) = match &verdict.skipped {
            Some(_) => ("skipped".to_owned(), "–".to_owned()),
            None => (verdict.runs.to_string(), verdict.lost.to_string()),
        };
        let said = verdict.skipped.as_ref().unwrap_or(&verdict.said);
        println!("| {name} | {runs} | {lost} | {seconds:.0} | {said} |");
    }
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
