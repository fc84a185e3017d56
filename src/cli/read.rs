//! `dateline read`: articles as they were read, in the form that `ingest` takes.

use std::io::Write;

use crate::article::Article;
use crate::cli::Outcome;
use crate::cli::args::Read;
use crate::cli::context::{Context, Output, written};
use crate::cli::problem::Problems;
use crate::cli::reading;
use crate::error::{Error, Kind, Result};
use crate::read::{self, Problem, Sink};
use crate::render::{Format, json};

pub(crate) fn run(args: &Read, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Jsonl, Format::Json])?;
    let (inputs, options) = reading::understand(&args.reading, context)?;
    let mut problems = Problems::default();
    let sources = read::walk(&inputs, &options, &mut |problem| problems.add(&problem))?;
    let io = &mut *context.io;
    let mut out = Output::new(&mut *io.out, context.view.terminal);
    if format == Format::Json {
        written(write!(out, "{{\"version\":{},\"articles\":[", json::VERSION))?;
    }
    let mut pen = Pen { out: &mut out, format, count: 0, problems: &mut problems, failed: None };
    for source in &sources {
        let ended = read::read(source, Some(&mut *io.input), &options, &mut pen);
        if let Some(error) = pen.failed.take() {
            return Err(error);
        }
        if let Err(error) = ended {
            pen.problems.add(&unreadable(&source.path, &error));
        }
    }
    if format == Format::Json {
        written(writeln!(out, "]}}"))?;
    }
    out.finish()?;
    problems.show(false, context)?;
    Ok(if problems.lost() > 0 { Outcome::Lost } else { Outcome::Done })
}

/// A source that could not be read to its end.
pub(crate) fn unreadable(path: &str, error: &Error) -> Problem {
    let cause = std::error::Error::source(error).map(|it| format!(": {it}")).unwrap_or_default();
    Problem {
        path: path.to_owned(),
        record: None,
        line: None,
        reason: format!("{error}{cause}"),
        hint: error.advice().map(str::to_owned),
        lost: true,
    }
}

/// Writes the articles as they come.
struct Pen<'p> {
    out: &'p mut dyn Write,
    format: Format,
    count: u64,
    problems: &'p mut Problems,
    failed: Option<Error>,
}

impl Sink for Pen<'_> {
    fn article(&mut self, article: Article) -> Result<()> {
        let comma = self.format == Format::Json && self.count > 0;
        self.count += 1;
        let lead: &[u8] = if comma { b"," } else { b"" };
        let done = self.out.write_all(lead).and_then(|()| json::read_line(&article, self.out));
        if let Err(error) = written(done) {
            self.failed = Some(error);
            return Err(Error::new(Kind::Io, "nobody reads on"));
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.add(&problem);
    }
}
