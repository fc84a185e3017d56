//! Problems with inputs, said: the first of them on standard error, all in a report.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::Value;

use crate::cli::context::Context;
use crate::error::{Error, Kind, Result};
use crate::read::Problem;
use crate::render::json;
use crate::render::style::{Ink, View, one_line, plural};

/// So many problems are shown; nobody reads more.
const SHOWN_MAX: usize = 20;

/// The problems of one run: counted, the first kept, all written to a report.
#[derive(Default)]
pub(crate) struct Problems {
    first: Vec<Problem>,
    lost: u64,
    odd: u64,
    /// How many of them the user has been told of, one by one or by their number.
    told: u64,
    report: Option<BufWriter<File>>,
    broken: Option<std::io::Error>,
}

impl Problems {
    /// Problems that are all written to `report`, too.
    pub(crate) fn reported(report: Option<&Path>) -> Result<Problems> {
        let create = |path: &Path| {
            File::create(path).map(BufWriter::new).map_err(|error| {
                Error::new(Kind::Io, format!("cannot write the report `{}`", path.display()))
                    .because(error)
            })
        };
        Ok(Problems { report: report.map(create).transpose()?, ..Problems::default() })
    }

    /// Takes one.
    pub(crate) fn add(&mut self, problem: &Problem) {
        if problem.lost {
            self.lost += 1;
        } else {
            self.odd += 1;
        }
        self.write(&json::problem(problem));
        // What was lost matters more than what was only odd.
        if self.first.len() < SHOWN_MAX {
            self.first.push(problem.clone());
        } else if problem.lost
            && let Some(other) = self.first.iter_mut().rev().find(|it| !it.lost)
        {
            *other = problem.clone();
        }
    }

    /// How many of them lost an article.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// Adds a line to the report.
    pub(crate) fn write(&mut self, line: &Value) {
        if let Some(report) = &mut self.report
            && self.broken.is_none()
        {
            self.broken = writeln!(report, "{line}").err();
        }
    }

    /// Shows the first problems since the last time and how many more there are, and brings the
    /// report up to date.
    pub(crate) fn show(&mut self, as_json: bool, context: &mut Context<'_, '_>) -> Result<()> {
        for problem in &self.first {
            if as_json {
                context.raw(&json::problem(problem).to_string());
            } else {
                let line = line(problem, &context.err_view);
                context.raw(&line);
            }
        }
        let all = self.lost + self.odd;
        let more = (all - self.told).saturating_sub(self.first.len() as u64);
        self.told = all;
        self.first.clear();
        if more > 0 && !as_json {
            let all = match self.report {
                Some(_) => "the report has all",
                None => "--report FILE has all",
            };
            context.hint(&format!("and {}; {all}", plural(more, "problem").replace(' ', " more ")));
        }
        let flushed = match (self.broken.take(), &mut self.report) {
            (Some(error), _) => Err(error),
            (None, Some(report)) => report.flush(),
            (None, None) => Ok(()),
        };
        flushed.map_err(|error| Error::new(Kind::Io, "cannot write the report").because(error))
    }
}

/// `news/a.csv:12: no body (name its column with --map body=…)`
pub(crate) fn line(problem: &Problem, view: &View) -> String {
    let mut place = one_line(&problem.path).into_owned();
    match (problem.line, problem.record) {
        (Some(line), _) => place += &format!(":{line}"),
        (None, Some(record)) => place += &format!(", record {record}"),
        (None, None) => {}
    }
    let label = if problem.lost {
        view.paint(Ink::Error, "left out:")
    } else {
        view.paint(Ink::Hint, "odd:")
    };
    let hint = match &problem.hint {
        Some(hint) => view.paint(Ink::Dim, &format!(" ({hint})")),
        None => String::new(),
    };
    format!("{label} {place}: {}{hint}", one_line(&problem.reason))
}
