//! `run(args, io)`: parse, dispatch, report, exit code.

mod args;
mod context;
mod fault;
mod io;

mod backup;
mod check;
mod complete;
mod completions;
mod count;
mod delete;
mod doctor;
mod facets;
mod gazetteer;
mod help;
mod ingest;
mod list;
mod man;
mod optimize;
mod place;
mod problem;
mod query;
mod read;
mod reading;
mod report;
mod show;
mod similar;
mod stats;
mod tag;
mod timeline;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::cli::args::Command;
use crate::cli::context::{Context, written};
pub use crate::cli::io::Io;
use crate::cli::report::Manner;
use crate::error::Result;

/// How a command ended, short of an error.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Found or done.
    Done,
    /// Nothing matched.
    Nothing,
    /// Done, but for something that had to be left out or is damaged.
    Lost,
    /// Stopped by the user.
    Interrupted,
}

impl Outcome {
    fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Nothing => 1,
            Outcome::Lost => 2,
            Outcome::Interrupted => 130,
        }
    }

    /// Done where anything was found.
    pub(crate) fn found(any: bool) -> Outcome {
        if any { Outcome::Done } else { Outcome::Nothing }
    }
}

/// Runs the program: `args` in, streams and an exit code out.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> ExitCode {
    let words: Vec<OsString> = args.into_iter().collect();
    let manner = Manner::of(&words);
    let columns = io.columns.unwrap_or(80).clamp(40, 100);
    let parsed = args::parse(words, columns, help::version());
    if io.is_process {
        fault::hush();
    }
    let outcome = match parsed {
        Ok(cli) => fault::guarded(|| {
            let mut context = Context::new(io, &cli.global)?;
            let outcome = dispatch(&cli.command, &mut context)?;
            written(context.io.out.flush())?;
            Ok(outcome)
        }),
        Err(error) => report::unparsed(&error, &manner, io),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => ExitCode::from(report::failure(&error, &manner, io)),
    }
}

fn dispatch(command: &Command, context: &mut Context<'_, '_>) -> Result<Outcome> {
    match command {
        Command::Ingest(args) => ingest::run(args, context),
        Command::Query(args) => query::run(args, context),
        Command::Count(args) => count::run(args, context),
        Command::Facets(args) => facets::run(args, context),
        Command::Timeline(args) => timeline::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Similar(args) => similar::run(args, context),
        Command::Tag(args) => tag::run(args, context),
        Command::Read(args) => read::run(args, context),
        Command::Place(args) => place::run(args, context),
        Command::Complete(args) => complete::run(args, context),
        Command::Stats => stats::run(context),
        Command::Doctor => doctor::run(context),
        Command::Check(args) => check::run(args, context),
        Command::Delete(args) => delete::run(args, context),
        Command::Optimize(args) => optimize::run(args, context),
        Command::Backup(args) => backup::backup(args, context),
        Command::Restore(args) => backup::restore(args, context),
        Command::Gazetteer(args) => gazetteer::run(args, context),
        Command::Help(args) => help::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Man(args) => man::run(args, context),
    }
}
