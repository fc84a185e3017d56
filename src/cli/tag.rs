//! `dateline tag`: articles in, their times and places out; parallel, in order, streaming.
//!
//! One thread reads, learns where outlets are at home, and hands out batches; as many as there
//! are cores annotate them; this one writes. Each batch has a place in the queue of the writer
//! before it has a result, so the order is that of the input, and no queue grows beyond its bound
//! however slow one article is.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::article::Article;
use crate::cli::Outcome;
use crate::cli::args::Tag;
use crate::cli::context::{Context, Output, written};
use crate::cli::problem::Problems;
use crate::cli::read::unreadable;
use crate::cli::reading;
use crate::document;
use crate::error::{Error, Kind, Result};
use crate::place::gazetteer::Gazetteer;
use crate::place::outlet::{Home, Lookahead, Seen};
use crate::read::{self, Options, Problem, Sink, Source};
use crate::render::style::View;
use crate::render::{Format, json, tag, timeml};

/// A batch has this many bytes of text at least, unless it has [`BATCH_ARTICLES`] articles.
const BATCH_BYTES: usize = 64 << 10;

/// No batch has more articles.
const BATCH_ARTICLES: usize = 32;

/// So many batches for each thread may wait.
const BATCHES_WAITING: usize = 4;

/// Articles, each with where its outlet is at home, and what was found when that was learnt.
type Batch = Vec<(Article, Option<Arc<Home>>, Option<Box<Seen>>)>;

/// Articles to annotate, and where their lines go.
struct Job {
    articles: Batch,
    lines: Sender<io::Result<Vec<u8>>>,
}

/// What the writer waits for, in the order of the input.
enum Ticket {
    Lines(Receiver<io::Result<Vec<u8>>>),
    Problem(Problem),
}

pub(crate) fn run(args: &Tag, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Jsonl, Format::Human, Format::Timeml])?;
    let (inputs, options) = reading::understand(&args.reading, context)?;
    let gazetteer = context.gazetteer()?;
    let view = context.view;
    let mut problems = Problems::default();
    let sources = read::walk(&inputs, &options, &mut |problem| problems.add(&problem))?;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.unwrap_or_else(cores).clamp(1, 256);
    let io = &mut *context.io;
    let clean = view.terminal && format != Format::Human;
    let (input, out) = (&mut *io.input, Output::new(&mut *io.out, clean));
    std::thread::scope(|scope| {
        let (jobs, todo) = bounded::<Job>(threads * BATCHES_WAITING);
        let (tickets, order) = bounded::<Ticket>(threads * BATCHES_WAITING);
        for _ in 0..threads {
            let todo = todo.clone();
            scope.spawn(move || annotate(&todo, format, gazetteer, view));
        }
        drop(todo);
        let (sources, options) = (&sources, &options);
        scope.spawn(move || {
            hand_out(sources, input, options, Desk::new(jobs, tickets, gazetteer));
        });
        write(&order, &mut problems, out)
    })?;
    problems.show(false, context)?;
    Ok(if problems.lost() > 0 { Outcome::Lost } else { Outcome::Done })
}

/// Annotates until there is nothing left.
fn annotate(todo: &Receiver<Job>, format: Format, gazetteer: &Gazetteer, view: View) {
    for job in todo {
        let mut lines = Vec::new();
        let mut result = Ok(());
        for (article, home, seen) in job.articles {
            let document = document::annotate_seen(article, gazetteer, home.as_deref(), seen);
            let one = match format {
                Format::Human => {
                    let written = tag::document(&document, gazetteer, &view, &mut lines);
                    written.and_then(|()| lines.write_all(b"\n"))
                }
                Format::Timeml => timeml::document(&document, &mut lines),
                _ => json::document(&document, gazetteer, &mut lines),
            };
            result = result.and(one);
        }
        // Where the writer has gone there is no one to tell.
        _ = job.lines.send(result.map(|()| lines));
    }
}

/// Reads every source and hands its articles out.
fn hand_out(sources: &[Source], input: &mut (dyn BufRead + Send), options: &Options, desk: Desk) {
    let mut desk = desk;
    for source in sources {
        let ended = read::read(source, Some(&mut *input), options, &mut desk);
        if desk.closed {
            return;
        }
        if let Err(error) = ended {
            desk.problem(unreadable(&source.path, &error));
        }
    }
    _ = desk.clear();
}

/// What was read.
enum Item {
    Article(Box<Article>),
    Problem(Problem),
}

/// Gathers articles into batches, once it has seen what their outlets speak of.
struct Desk<'g> {
    jobs: Sender<Job>,
    tickets: Sender<Ticket>,
    gazetteer: &'g Gazetteer,
    waiting: Lookahead<Item>,
    batch: Batch,
    bytes: usize,
    /// Whether the writer has gone.
    closed: bool,
}

impl Desk<'_> {
    fn new(jobs: Sender<Job>, tickets: Sender<Ticket>, gazetteer: &Gazetteer) -> Desk<'_> {
        let (waiting, batch) = (Lookahead::default(), Vec::new());
        Desk { jobs, tickets, gazetteer, waiting, batch, bytes: 0, closed: false }
    }

    /// Hands out all that waits.
    fn clear(&mut self) -> Result<()> {
        let items = self.waiting.take(self.gazetteer, |item| match item {
            Item::Article(article) => Some(&**article),
            Item::Problem(_) => None,
        });
        for (item, seen) in items {
            match item {
                Item::Article(article) => {
                    self.bytes += article.title.len() + article.body.len();
                    let home = self.waiting.outlets().home(&article, self.gazetteer);
                    self.batch.push((*article, home, seen));
                    if self.bytes >= BATCH_BYTES || self.batch.len() >= BATCH_ARTICLES {
                        self.send()?;
                    }
                }
                Item::Problem(problem) => {
                    self.send()?;
                    self.closed = self.tickets.send(Ticket::Problem(problem)).is_err();
                }
            }
        }
        self.send()
    }

    fn send(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let (lines, ticket) = bounded(1);
        let job = Job { articles: std::mem::take(&mut self.batch), lines };
        let sent = self.tickets.send(Ticket::Lines(ticket)).is_ok() && self.jobs.send(job).is_ok();
        if sent {
            return Ok(());
        }
        self.closed = true;
        Err(Error::new(Kind::Io, "nobody reads on"))
    }
}

impl Sink for Desk<'_> {
    fn article(&mut self, article: Article) -> Result<()> {
        let bytes = article.title.len() + article.body.len();
        if self.waiting.push(Item::Article(Box::new(article)), bytes) {
            return self.clear();
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        if self.waiting.push(Item::Problem(problem), 0) {
            _ = self.clear();
        }
    }
}

/// Writes the lines of each batch in the order of the tickets.
fn write(order: &Receiver<Ticket>, problems: &mut Problems, mut out: Output<'_>) -> Result<()> {
    for ticket in order {
        match ticket {
            Ticket::Problem(problem) => problems.add(&problem),
            Ticket::Lines(lines) => {
                let lines = lines.recv().map_err(|_| {
                    Error::new(Kind::Input, "an article could not be annotated: a thread died")
                        .hint("please report the article it stopped at")
                })?;
                written(lines.and_then(|lines| out.write_all(&lines)))?;
            }
        }
    }
    out.finish()
}
