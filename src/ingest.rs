//! The pipeline: reading, tagging and indexing in parallel, joined by bounded queues.

use std::io::BufRead;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::error::Result;
use crate::place::gazetteer::Gazetteer;
use crate::read::{self, Input, Problem};

/// What an ingest is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// What to read.
    pub inputs: Vec<Input>,
    /// Where the index is, made where there is none.
    pub index: PathBuf,
    /// How to read.
    pub read: read::Options,
    /// Drops the articles of files under `inputs` that are gone.
    pub prune: bool,
    /// Reads, tags and reports, and writes nothing.
    pub dry_run: bool,
    /// How much memory the writer may use, in bytes.
    pub memory_bytes: usize,
    /// How many threads; `None` for as many as there are cores.
    pub threads: Option<usize>,
    /// Now, in seconds since 1970 UTC: kept with each article.
    pub now: i64,
}

/// How far an ingest is, and at its end how it went.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    /// Files found.
    pub files: u64,
    /// Bytes of them.
    pub bytes_total: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Articles that were not in the index.
    pub new: u64,
    /// Articles that replaced their old selves.
    pub changed: u64,
    /// Articles that were there already.
    pub unchanged: u64,
    /// Articles that a later one with the same id replaced within this run.
    pub repeated: u64,
    /// Articles dropped because their file is gone.
    pub pruned: u64,
    /// Articles left out, each with a `Problem`.
    pub failed: u64,
    /// Articles without a publication date.
    pub undated: u64,
    /// Time spent so far in each stage, summed over its threads.
    pub stages: Vec<(&'static str, Duration)>,
}

/// What watches an ingest. Called from the thread that started it.
pub trait Observer {
    /// Told now and then, and at the end.
    fn progress(&mut self, progress: &Progress);

    /// Told of everything left out or odd.
    fn problem(&mut self, problem: &Problem);
}

/// Runs an ingest to its end, or until `interrupted` is set: then what is complete is committed.
///
/// # Errors
/// Where the index cannot be opened, is locked by another, or cannot be written. A bad article is
/// no error: the observer is told.
pub fn run(
    options: &Options,
    stdin: &mut (dyn BufRead + Send),
    gazetteer: &Gazetteer,
    interrupted: &AtomicBool,
    observer: &mut dyn Observer,
) -> Result<Progress> {
    _ = (options, stdin, gazetteer, interrupted, observer);
    Ok(Progress::default())
}
