//! The pipeline: reading, tagging and indexing in parallel, joined by bounded queues.

mod follow;
mod later;
mod watch;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rustc_hash::FxHashSet;

use crate::article::Article;
use crate::document;
use crate::error::{Error, Kind, Result};
use crate::index::{
    self, Access, Added, Entry, Held, Kept, Known, Maker, Mark, Means, Packing, Patience, ReadFrom,
    State, Vocabulary, Writer,
};
use crate::ingest::later::Later;
use crate::place::gazetteer::Gazetteer;
use crate::place::outlet::{Home, Lookahead, Seen};
use crate::read::{self, Before, Input, Problem, Sink, Source};

pub use crate::ingest::follow::follow;
pub use crate::ingest::watch::watch;

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
    /// Waits where another process writes to the index.
    pub wait: bool,
    /// Reads, tags and reports, and writes nothing.
    pub dry_run: bool,
    /// How much memory the writer may use, in bytes.
    pub memory_bytes: usize,
    /// How many threads; `None` for as many as there are cores.
    pub threads: Option<usize>,
    /// How the index is packed where it is made by this ingest.
    pub packing: Packing,
    /// How what is in the index already is read.
    pub access: Access,
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
    /// What was read of each format, by its name; known at the end.
    pub formats: BTreeMap<&'static str, Tally>,
}

/// How the articles of one format were read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Articles read, whether they were new or not.
    pub read: u64,
    /// Those of them without a publication date.
    pub undated: u64,
    /// What was left out, each with a `Problem`.
    pub left_out: u64,
}

/// What is not of a known format is counted under this name.
pub const UNKNOWN_FORMAT: &str = "unknown";

/// What watches an ingest. Called from the thread that started it.
pub trait Observer {
    /// Told now and then, and at the end.
    fn progress(&mut self, progress: &Progress);

    /// Told of everything left out or odd.
    fn problem(&mut self, problem: &Problem);

    /// Told that the ingest is to stop and all that is complete is committed, but that an input
    /// is still open and silent: a process may end now.
    fn stuck(&mut self, _progress: &Progress) {}

    /// Told of what came in since the last time, by an ingest that goes on: see [`watch`].
    fn batch(&mut self, _progress: &Progress, _took: Duration) {}
}

/// What time it is, for an ingest that runs for days.
pub type Now<'a> = &'a dyn Fn() -> DateTime<FixedOffset>;

/// Which part of the inputs is read.
enum Part<'a> {
    /// All there is.
    All,
    /// These files of them, which were looked up before, and what was odd on the way.
    Files(&'a Sources, &'a [Problem]),
    /// Some lines of one file, which come by the stream in place of standard input; and how far
    /// the file has been read after them, but for the records.
    Lines(&'a Source, Mark),
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
    pass(options, &Part::All, stdin, gazetteer, interrupted, observer)
}

/// Ingests one part of the inputs.
fn pass(
    options: &Options,
    part: &Part<'_>,
    stdin: &mut (dyn BufRead + Send),
    gazetteer: &Gazetteer,
    interrupted: &AtomicBool,
    observer: &mut dyn Observer,
) -> Result<Progress> {
    // A name with a slip in it should not leave an empty index behind.
    let is_vain = read::are_missing(&options.inputs) && !index::is_there(&options.index);
    let writer = if options.dry_run || is_vain {
        None
    } else {
        let now = Some(options.now);
        let stop = || interrupted.load(Ordering::Relaxed);
        let patience = if options.wait { Patience::Wait(&stop) } else { Patience::None };
        let gazetteer = Some(gazetteer);
        let (packing, access) = (options.packing, options.access);
        let memory_bytes = options.memory_bytes / 8 * WRITER_EIGHTHS;
        let means = Means { memory_bytes, packing, access };
        Some(Writer::open(&options.index, means, gazetteer, now, &patience)?)
    };
    let known = writer.as_ref().map(Writer::known);
    let line = Line::new(options, part, gazetteer, known, interrupted);
    let mut sources = None;
    let progress = Progress::default();
    let mut end = End { options, observer, writer, progress, left_out: Vec::new() };
    let result = thread::scope(|scope| {
        let (to_annotate, articles) = bounded(QUEUE_ARTICLES);
        let (results, done) = bounded(QUEUE_ARTICLES);
        let found = &mut sources;
        let reader_results = results.clone();
        let line = &line;
        scope.spawn(move || {
            let all = line.read(stdin, &to_annotate, &reader_results);
            *found = Some(all);
        });
        for _ in 0..threads(options) {
            let (articles, results) = (articles.clone(), results.clone());
            scope.spawn(move || line.annotate(&articles, &results));
        }
        drop((articles, results));
        let result = end.take(line, &done);
        // Whoever still works finds no one to take it, and stops.
        line.stopped.store(true, Ordering::Relaxed);
        drop(done);
        result
    });
    result?;
    end.finish(&line, sources.transpose()?.as_ref(), interrupted)
}

/// What part of the memory the queues may hold.
const QUEUE_SHARE: usize = 12;

/// What part of the memory the writer may hold before it writes a segment. The rest is for what
/// it does not count: files being written, stems, places, signatures.
const WRITER_EIGHTHS: usize = 4;

/// How many articles may wait before each stage.
const QUEUE_ARTICLES: usize = 256;

/// An article takes so many times its bytes until it is indexed: tokens, terms, the row.
const ARTICLE_GROWTH: usize = 6;

/// Between two commits no more than this is read, so that little is lost when the power fails.
const COMMIT_BYTES: u64 = 512 << 20;

/// So many problems are kept for `doctor`.
const LEFT_OUT_MAX: usize = 10_000;

/// How often the observer hears of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

fn threads(options: &Options) -> usize {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    options.threads.unwrap_or_else(cores).max(1)
}

/// How many bytes are under way, so that memory does not grow with the corpus: the reader waits
/// while there are too many.
#[derive(Debug)]
struct Gate {
    bytes: Mutex<usize>,
    changed: Condvar,
    bytes_max: usize,
}

/// So many bytes under way, until it is dropped.
#[derive(Debug)]
struct Pass {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Held for Pass {}

impl Gate {
    /// Waits until so many bytes fit, or nothing else is under way.
    fn pass(self: &Arc<Gate>, bytes: usize) -> Pass {
        let mut held = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        while *held > 0 && *held + bytes > self.bytes_max {
            held = self.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held += bytes;
        Pass { gate: Arc::clone(self), bytes }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut held = self.gate.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *held -= self.bytes;
        self.gate.changed.notify_all();
    }
}

/// An article as it was read, and how it stands to the index.
struct Read {
    article: Article,
    /// The hash of its content.
    hash: u64,
    state: State,
}

/// An article on its way to be annotated.
struct Job {
    number: u64,
    read: Read,
    /// Where its outlet is at home.
    home: Option<Arc<Home>>,
    /// What was found in it when that was learnt.
    seen: Option<Box<Seen>>,
    pass: Pass,
}

/// What comes out at the end of the line.
enum Outcome {
    /// An article to be added.
    Entry { entry: Box<Entry>, state: State, number: u64, undated: bool },
    /// An article that the index has as it is.
    Unchanged { id: String, hash: u64, number: u64, undated: bool },
    /// An article that a later one of this run with the same id has replaced.
    Replaced { undated: bool },
    /// Something left out or odd.
    Problem(Problem),
    /// The index could not be read.
    Failed(Error),
}

/// The files and streams of an ingest.
#[derive(Clone)]
struct Sources {
    /// Those to be read.
    read: Vec<Source>,
    /// The paths of all that there are.
    all: Vec<String>,
}

impl Sources {
    /// All that lies under the inputs.
    fn look_up(options: &Options, told: &mut dyn FnMut(Problem)) -> Result<Sources> {
        let read = read::walk(&options.inputs, &options.read, told)?;
        let all = read.iter().map(|it| it.path.clone()).collect();
        Ok(Sources { read, all })
    }
}

/// Time spent in a stage, over all its threads.
#[derive(Default)]
struct Clock(AtomicU64);

impl Clock {
    fn add(&self, since: Instant) {
        let spent = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(spent, Ordering::Relaxed);
    }

    fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// What the threads of an ingest share.
struct Line<'a> {
    options: &'a Options,
    part: &'a Part<'a>,
    gazetteer: &'a Gazetteer,
    known: Option<Arc<Known>>,
    interrupted: &'a AtomicBool,
    /// What articles are understood by: see [`program`].
    program: u64,
    /// Set where the end of the line takes no more.
    stopped: AtomicBool,
    gate: Arc<Gate>,
    files: AtomicU64,
    bytes_total: AtomicU64,
    bytes: AtomicU64,
    /// The number of the last record of the source that is read.
    record: AtomicU32,
    /// What all makers number their terms by.
    vocabulary: Arc<Vocabulary>,
    formats: Mutex<BTreeMap<&'static str, Tally>>,
    reading: Clock,
    annotating: Clock,
    preparing: Clock,
    writing: Clock,
}

impl<'a> Line<'a> {
    fn new(
        options: &'a Options,
        part: &'a Part<'a>,
        gazetteer: &'a Gazetteer,
        known: Option<Arc<Known>>,
        interrupted: &'a AtomicBool,
    ) -> Line<'a> {
        // To pack for room takes the memory that articles on their way have otherwise.
        let share = match options.packing {
            Packing::Fast => QUEUE_SHARE,
            Packing::Compact => 4 * QUEUE_SHARE,
        };
        let gate = Gate {
            bytes: Mutex::new(0),
            changed: Condvar::new(),
            bytes_max: (options.memory_bytes / share).max(1 << 20),
        };
        Line {
            options,
            part,
            gazetteer,
            known,
            interrupted,
            program: program(gazetteer),
            stopped: AtomicBool::new(false),
            gate: Arc::new(gate),
            files: AtomicU64::new(0),
            bytes_total: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            record: AtomicU32::new(options.read.before.unwrap_or_default().records),
            vocabulary: Arc::default(),
            formats: Mutex::default(),
            reading: Clock::default(),
            annotating: Clock::default(),
            preparing: Clock::default(),
            writing: Clock::default(),
        }
    }

    fn maker(&self) -> Maker<'a> {
        Maker::of(Arc::clone(&self.vocabulary), self.gazetteer, self.options.now)
    }

    fn wants_no_more(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed) || self.stopped.load(Ordering::Relaxed)
    }

    /// Every source under the inputs, and those of them that are to be read.
    fn sources(&self, told: &mut dyn FnMut(Problem)) -> Result<Sources> {
        if let Part::Lines(source, _) = self.part {
            return Ok(Sources { read: vec![(*source).clone()], all: vec![source.path.clone()] });
        }
        if let Part::Files(sources, problems) = self.part {
            problems.iter().cloned().for_each(told);
            return Ok((*sources).clone());
        }
        Sources::look_up(self.options, told)
    }

    /// The first stage: finds the sources and reads their articles. Gives back the sources.
    fn read(
        &self,
        stdin: &mut (dyn BufRead + Send),
        articles: &Sender<Job>,
        results: &Sender<Outcome>,
    ) -> Result<Sources> {
        let mut told = |problem| _ = results.send(Outcome::Problem(problem));
        let started = Instant::now();
        let sources = self.sources(&mut told)?;
        self.reading.add(started);
        self.files.store(sources.read.len() as u64, Ordering::Relaxed);
        let total = sources.read.iter().filter_map(|it| it.bytes).sum();
        self.bytes_total.store(total, Ordering::Relaxed);
        let mut feed = Feed {
            line: self,
            articles,
            results,
            number: 0,
            source_bytes: 0,
            left: 0,
            since: Instant::now(),
            waiting: Lookahead::default(),
            fresh: false,
            format: UNKNOWN_FORMAT,
            before: ReadFrom::default(),
            later: Later::new(&sources.read, self.gate.bytes_max),
        };
        for source in &sources.read {
            if self.wants_no_more() {
                break;
            }
            feed.left = source.bytes.unwrap_or(u64::MAX);
            feed.source_bytes = 0;
            feed.since = Instant::now();
            feed.format = UNKNOWN_FORMAT;
            let input: Option<&mut dyn BufRead> =
                if source.file.is_none() { Some(&mut *stdin) } else { None };
            let read = catch_unwind(AssertUnwindSafe(|| {
                read::read(source, input, &self.options.read, &mut feed)
            }));
            self.reading.add(feed.since);
            if let Some(bytes) = source.bytes {
                self.bytes.fetch_add(bytes.saturating_sub(feed.source_bytes), Ordering::Relaxed);
            }
            match read {
                Ok(Ok(())) => {}
                Ok(Err(_)) if self.wants_no_more() => break,
                // What cannot be read now must not be taken for read.
                Ok(Err(error)) if matches!(self.part, Part::Lines(..)) => return Err(error),
                Ok(Err(error)) => feed.problem(unreadable(source, &error)),
                Err(panic) => feed.problem(broken(&source.path, None, panic.as_ref())),
            }
        }
        // Who is interrupted does not wait for it.
        _ = feed.end();
        drop(feed);
        Ok(sources)
    }

    /// The second stage, on several threads: what an article means, and its entry.
    fn annotate(&self, articles: &Receiver<Job>, results: &Sender<Outcome>) {
        let mut maker = self.maker();
        for job in articles {
            if self.stopped.load(Ordering::Relaxed) {
                break;
            }
            let (path, record) = (job.read.article.path.clone(), job.read.article.record);
            let work = AssertUnwindSafe(|| self.annotate_one(job, &mut maker));
            let outcome = catch_unwind(work).unwrap_or_else(|panic| {
                // What the maker remembers may be half of something.
                maker = self.maker();
                Outcome::Problem(broken(&path, Some(record), panic.as_ref()))
            });
            if results.send(outcome).is_err() {
                break;
            }
        }
    }

    fn annotate_one(&self, job: Job, maker: &mut Maker<'_>) -> Outcome {
        let Job { number, read: Read { article, hash, state }, home, seen, pass } = job;
        let undated = article.published.is_none();
        if state == State::Unchanged {
            return Outcome::Unchanged { id: article.id, hash, number, undated };
        }
        let started = Instant::now();
        let document = document::annotate_seen(article, self.gazetteer, home.as_deref(), seen);
        self.annotating.add(started);
        let started = Instant::now();
        let mut entry = maker.make(&document, hash);
        entry.hold(Box::new(pass));
        self.preparing.add(started);
        Outcome::Entry { entry: Box::new(entry), state, number, undated }
    }

    /// Notes how far all stages are.
    fn tell(&self, progress: &mut Progress) {
        progress.files = self.files.load(Ordering::Relaxed);
        progress.bytes_total = self.bytes_total.load(Ordering::Relaxed);
        progress.bytes = self.bytes.load(Ordering::Relaxed);
        progress.stages = vec![
            ("read", self.reading.total()),
            ("annotate", self.annotating.total()),
            ("prepare", self.preparing.total()),
            ("write", self.writing.total()),
        ];
    }
}

/// What the content of an article is understood by, as one number: where any of it changes, every
/// article is worked out anew when it is ingested again.
fn program(gazetteer: &Gazetteer) -> u64 {
    use std::hash::Hasher as _;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write(crate::language::analyze::FINGERPRINT.as_bytes());
    hasher.write_u64(gazetteer.fingerprint());
    hasher.finish()
}

fn unreadable(source: &Source, error: &Error) -> Problem {
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(it) = cause {
        reason.push_str(": ");
        reason.push_str(&it.to_string());
        cause = it.source();
    }
    Problem {
        path: source.path.clone(),
        record: None,
        line: None,
        reason,
        hint: error.advice().map(str::to_owned),
        lost: true,
    }
}

/// The problem of an article on which the program itself failed.
fn broken(path: &str, record: Option<u32>, panic: &(dyn Any + Send)) -> Problem {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem {
        path: path.to_owned(),
        record,
        line: None,
        reason: format!("the program failed on it: {message}"),
        hint: Some("this is a fault of dateline: please report it with the article".to_owned()),
        lost: true,
    }
}

/// What a reader gives its articles to.
struct Feed<'a, 'l> {
    line: &'a Line<'l>,
    articles: &'a Sender<Job>,
    results: &'a Sender<Outcome>,
    number: u64,
    /// How much of this source has been counted as read.
    source_bytes: u64,
    /// How much of it may still be counted.
    left: u64,
    /// When the reader was last given back control.
    since: Instant,
    /// Articles that wait until it is known where their outlets are at home.
    waiting: Lookahead<Read>,
    /// Whether one of them is not in the index as it is: else there is nothing to learn them for.
    fresh: bool,
    /// The format of what is read.
    format: &'static str,
    /// What was read of the source before.
    before: ReadFrom,
    /// Articles that a later one is about to replace.
    later: Later<'a>,
}

impl Feed<'_, '_> {
    fn count(&self, add: impl FnOnce(&mut Tally)) {
        let mut formats = self.line.formats.lock().unwrap_or_else(PoisonError::into_inner);
        add(formats.entry(self.format).or_default());
    }

    /// Whether the index has an article with the id of this one from further on in the sources.
    fn is_replaced_later(&self, article: &Article) -> bool {
        let known = self.line.known.as_ref();
        let origin = known.and_then(|it| it.origin(&article.id).ok().flatten());
        origin.is_some_and(|(path, record)| self.later.is_ahead(&path, record, article))
    }

    /// Says that a later article has the id of one that was not annotated yet.
    fn drop_replaced(&self, read: &Read) {
        let undated = read.article.published.is_none();
        _ = self.results.send(Outcome::Replaced { undated });
    }

    /// Hands an article on to be annotated, once it is known where its outlet is at home.
    fn pass_on(&mut self, read: Read) -> Result<()> {
        self.fresh |= read.state != State::Unchanged;
        let bytes = read.article.title.len() + read.article.body.len();
        if self.waiting.push(read, bytes) { self.clear() } else { Ok(()) }
    }

    /// Hands out all that waits for whatever reason.
    fn end(&mut self) -> Result<()> {
        for read in self.later.take_all() {
            self.pass_on(read)?;
        }
        self.clear()
    }

    /// Hands out the articles that wait.
    fn clear(&mut self) -> Result<()> {
        let fresh = std::mem::take(&mut self.fresh);
        let articles = self.waiting.take(self.line.gazetteer, |it| fresh.then_some(&it.article));
        // Of those with one id the last stays.
        let mut ids = FxHashSet::default();
        let backwards = articles.iter().rev();
        let is_last: Vec<bool> = backwards.map(|it| ids.insert(&*it.0.article.id)).collect();
        for ((read, seen), is_last) in articles.into_iter().zip(is_last.into_iter().rev()) {
            if !is_last {
                self.drop_replaced(&read);
                continue;
            }
            let home = self.waiting.outlets().home(&read.article, self.line.gazetteer);
            let bytes = read.article.title.len() + read.article.body.len();
            let pass = self.line.gate.pass(bytes * ARTICLE_GROWTH + 4_096);
            self.number += 1;
            let job = Job { number: self.number, read, home, seen, pass };
            if self.line.wants_no_more() || self.articles.send(job).is_err() {
                return Err(Error::new(Kind::Input, "interrupted"));
            }
        }
        Ok(())
    }
}

impl Sink for Feed<'_, '_> {
    fn article(&mut self, article: Article) -> Result<()> {
        self.line.record.fetch_max(article.record, Ordering::Relaxed);
        self.line.reading.add(self.since);
        let stop = || Error::new(Kind::Input, "interrupted");
        if self.line.wants_no_more() {
            return Err(stop());
        }
        let bytes = article.title.len() + article.body.len();
        let counted = (bytes as u64).min(self.left);
        self.left -= counted;
        self.source_bytes += counted;
        self.line.bytes.fetch_add(counted, Ordering::Relaxed);
        self.count(|it| {
            it.read += 1;
            it.undated += u64::from(article.published.is_none());
        });
        if let Some(before) = self.later.take(&article.id) {
            self.drop_replaced(&before);
        }
        let hash = index::content_hash(&article, self.line.program);
        let state = match &self.line.known {
            None => State::New,
            Some(known) => match known.state(&article.id, hash) {
                Ok(state) => state,
                Err(error) => {
                    _ = self.results.send(Outcome::Failed(error));
                    return Err(stop());
                }
            },
        };
        let is_held = state == State::Changed && self.is_replaced_later(&article);
        let read = Read { article, hash, state };
        let left = if is_held { self.later.hold(read) } else { Some(read) };
        let sent = left.map_or(Ok(()), |read| self.pass_on(read));
        self.since = Instant::now();
        sent
    }

    fn problem(&mut self, problem: Problem) {
        self.line.record.fetch_max(problem.record.unwrap_or(0), Ordering::Relaxed);
        if problem.lost {
            self.count(|it| it.left_out += 1);
        }
        _ = self.results.send(Outcome::Problem(problem));
    }

    fn format(&mut self, name: &'static str) {
        self.format = name;
    }

    fn knows(&mut self, path: &str, record: u32, bytes_hash: u64) -> Result<bool> {
        let Some(known) = &self.line.known else { return Ok(false) };
        // Lines that a file has grown by were never read, and to look at all it has takes long.
        if matches!(self.line.part, Part::Lines(..)) {
            return Ok(false);
        }
        // What the index cannot give is read again: nothing is lost by it.
        if self.before.path() != path {
            self.before = known.read_from(path).unwrap_or_default();
        }
        let article = self.before.get(known, record, bytes_hash).ok().flatten();
        article.map_or(Ok(false), |article| self.article(article).map(|()| true))
    }
}

/// The last stage: the thread that started it all.
struct End<'a> {
    options: &'a Options,
    observer: &'a mut dyn Observer,
    writer: Option<Writer>,
    progress: Progress,
    /// The first of the problems that lost an article.
    left_out: Vec<Problem>,
}

impl End<'_> {
    fn take(&mut self, line: &Line<'_>, done: &Receiver<Outcome>) -> Result<()> {
        let mut told = Instant::now();
        let mut committed = 0;
        loop {
            match done.recv_timeout(PROGRESS_EVERY) {
                Ok(outcome) => self.take_one(line, outcome)?,
                Err(RecvTimeoutError::Timeout) if line.interrupted.load(Ordering::Relaxed) => {
                    // The reader waits for an input that says nothing: what is complete is safe,
                    // and whoever asked to stop need not wait for the rest.
                    self.writer.as_mut().map_or(Ok(()), Writer::commit)?;
                    self.observer.stuck(&self.progress);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if told.elapsed() >= PROGRESS_EVERY {
                told = Instant::now();
                line.tell(&mut self.progress);
                self.observer.progress(&self.progress);
            }
            let bytes = line.bytes.load(Ordering::Relaxed);
            let full = self.writer.as_ref().is_some_and(Writer::is_full);
            if full || bytes - committed > COMMIT_BYTES {
                committed = bytes;
                let started = Instant::now();
                self.writer.as_mut().map_or(Ok(()), Writer::commit)?;
                line.writing.add(started);
            }
        }
    }

    fn take_one(&mut self, line: &Line<'_>, outcome: Outcome) -> Result<()> {
        let progress = &mut self.progress;
        match outcome {
            Outcome::Problem(problem) => {
                progress.failed += u64::from(problem.lost);
                if problem.lost && self.left_out.len() < LEFT_OUT_MAX {
                    self.left_out.push(problem.clone());
                }
                self.observer.problem(&problem);
            }
            Outcome::Failed(error) => return Err(error),
            Outcome::Replaced { undated } => {
                progress.undated += u64::from(undated);
                progress.repeated += 1;
            }
            Outcome::Unchanged { id, hash, number, undated } => {
                progress.undated += u64::from(undated);
                let kept = self.writer.as_mut().map_or(Kept::First, |it| it.keep(&id, number));
                *(match kept {
                    Kept::First => &mut progress.unchanged,
                    Kept::Again | Kept::Overwritten => &mut progress.repeated,
                }) += 1;
                if kept == Kept::Overwritten {
                    self.give_back(line, &id, hash, number)?;
                }
            }
            Outcome::Entry { entry, state, number, undated } => {
                progress.undated += u64::from(undated);
                let started = Instant::now();
                let added = match &mut self.writer {
                    Some(writer) => writer.add(*entry, state, number)?,
                    None => Added::New,
                };
                line.writing.add(started);
                *(match added {
                    Added::New => &mut progress.new,
                    Added::Changed => &mut progress.changed,
                    Added::Again | Added::Outdated => &mut progress.repeated,
                }) += 1;
            }
        }
        Ok(())
    }

    /// Puts an article back that the index had, and that an earlier one of this run with the same
    /// id has replaced: of two with one id the later stays, run after run.
    fn give_back(&mut self, line: &Line<'_>, id: &str, hash: u64, number: u64) -> Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let Some(article) = writer.known().article(id)? else { return Ok(()) };
        let document = document::annotate(article, line.gazetteer);
        let entry = line.maker().make(&document, hash);
        writer.add(entry, State::Changed, number)?;
        self.progress.changed = self.progress.changed.saturating_sub(1);
        self.progress.unchanged += 1;
        Ok(())
    }

    fn finish(
        mut self,
        line: &Line<'_>,
        sources: Option<&Sources>,
        interrupted: &AtomicBool,
    ) -> Result<Progress> {
        let started = Instant::now();
        if let Some(mut writer) = self.writer.take() {
            let whole = !interrupted.load(Ordering::Relaxed);
            let (inputs, prunes) = (&self.options.inputs, self.options.prune && whole);
            let present = sources.filter(|_| prunes).map(|it| it.all.iter().map(|it| &**it));
            let present: Option<BTreeSet<&str>> = present.map(Iterator::collect);
            let gone = |path: &str| present.as_ref().is_some_and(|it| is_gone(path, inputs, it));
            if prunes {
                self.progress.pruned = writer.prune(gone)?;
            }
            if let (true, Part::Lines(source, mark)) = (whole, line.part) {
                let records = line.record.load(Ordering::Relaxed);
                writer.note_followed(&source.path, Mark { records, ..*mark });
            }
            // What an ingest that was stopped did not come to is not known to be well; nor is
            // what was read of a file before these lines.
            let known = whole && self.options.read.before.is_none_or(|it| it == Before::default());
            let read = sources.filter(|_| known).map_or(&[][..], |it| &it.read);
            let read: BTreeSet<&str> = read.iter().map(|it| it.path.as_str()).collect();
            writer.note_left_out(&read, &gone, &self.left_out, self.options.now)?;
            writer.finish()?;
        }
        line.writing.add(started);
        line.tell(&mut self.progress);
        self.progress.formats =
            std::mem::take(&mut line.formats.lock().unwrap_or_else(PoisonError::into_inner));
        self.observer.progress(&self.progress);
        Ok(self.progress)
    }
}

/// Whether the file of a path lies under `inputs` and is no longer there.
fn is_gone(path: &str, inputs: &[Input], present: &BTreeSet<&str>) -> bool {
    let file = path.split("!/").next().unwrap_or(path);
    let under = |input: &Input| match input {
        Input::Stdin => false,
        Input::Path(input) => lies_under(Path::new(file), input),
    };
    !present.contains(file) && inputs.iter().any(under) && !Path::new(file).exists()
}

fn lies_under(file: &Path, input: &Path) -> bool {
    if file.starts_with(input) {
        return true;
    }
    let pattern = input.to_str().and_then(|it| globset::Glob::new(it).ok());
    pattern.is_some_and(|it| it.compile_matcher().is_match(file))
}
