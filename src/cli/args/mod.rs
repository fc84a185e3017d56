//! Every command and flag, with its help: the manual is generated from here.

mod filter;
mod ingest;
mod list;
mod other;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use crate::cli::args::ingest::{Ingest, Read, Reading, Tag};
pub(crate) use crate::cli::args::list::{Count, Facets, Listing, Query, Similar, Timeline};
pub(crate) use crate::cli::args::other::{
    Backup, Build, Check, Complete, Completions, Delete, Gazetteer, GazetteerCommand, Help, Man,
    Optimize, Place, Restore, Show,
};
use crate::render::Format;

/// The examples that close the first help page.
const EXAMPLES: &str = "\
Examples:
  dateline ingest news/                     a folder, articles in any format
  dateline query soldiers --from 2023-01-01 --to 2023-12-31
  dateline query 'border AND (police OR army)' --place Pakistan
  dateline facets flood --by place:2,date:month
  dateline tag --format jsonl < articles.jsonl

dateline help TOPIC explains dates, places, query, formats, json, exit-codes and
environment; dateline help COMMAND, or COMMAND --help, a command.";

/// Full-text search for news articles, by date and by place.
///
/// `ingest` reads news in any form into an index: a folder. `query` finds articles by their words,
/// by when they came out, by when what they tell happened, and by where. Everything else counts,
/// shows or looks after what is in the index. Nothing asks, nothing phones home.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    after_help = EXAMPLES,
    disable_help_subcommand = true,
    infer_long_args = false,
    max_term_width = 100,
    propagate_version = false,
    subcommand_required = true,
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Its folder [default: `DATELINE_INDEX`, else ./index]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,

    /// human, json, jsonl, csv, tsv, trec, geojson, timeml
    ///
    /// `dateline help formats` tells more of each. Not every command has every format.
    #[arg(long, global = true, value_name = "FORMAT", value_parser = Format::names(),
          hide_possible_values = true)]
    pub(crate) format: Option<String>,

    /// Short for --format json: one object
    #[arg(long, global = true, conflicts_with = "format", hide_short_help = true)]
    pub(crate) json: bool,

    /// Short for --format jsonl: one object a line
    #[arg(long, global = true, conflicts_with_all = ["format", "json"], hide_short_help = true)]
    pub(crate) jsonl: bool,

    /// When to use colours: auto, always, never
    ///
    /// `auto` uses them on a terminal, unless `NO_COLOR` is set or TERM is `dumb`; `CLICOLOR_FORCE`
    /// asks for them in a pipe, too.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto",
          hide_default_value = true, hide_possible_values = true, hide_short_help = true,
          value_parser = ["auto", "always", "never"])]
    pub(crate) color: String,

    /// Takes this as now, for `yesterday`, `7d` and the like
    ///
    /// An instant (`2024-06-15T12:00:00Z`) or a day; `DATELINE_NOW` says the same. Scripts and
    /// tests that use it repeat.
    #[arg(long, global = true, value_name = "INSTANT", hide_short_help = true)]
    pub(crate) now: Option<String>,

    /// The gazetteer, as `dateline gazetteer build` writes it [default: the one within]
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) gazetteer: Option<PathBuf>,

    /// Reads the index piece by piece instead of mapping it, for disks of other machines
    ///
    /// Slower, but a file that is cut short meanwhile is an error, not the end of the process.
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_mmap: bool,

    /// In CSV and TSV, puts ' before cells that a spreadsheet would run
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) csv_safe: bool,

    /// Says nothing on standard error but errors
    #[arg(short, long, global = true, hide_short_help = true)]
    pub(crate) quiet: bool,
}

/// What can be done. One file each in `src/cli`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Ingest(Box<Ingest>),
    Query(Box<Query>),
    Count(Box<Count>),
    Facets(Box<Facets>),
    Timeline(Box<Timeline>),
    Show(Show),
    Similar(Box<Similar>),
    Tag(Tag),
    Read(Read),
    Place(Place),
    Complete(Complete),
    /// Says what the index holds
    #[command(after_help = "Example:\n  dateline stats --json")]
    Stats,
    /// Lists the articles that need care, and says how the index is
    ///
    /// Articles without a date, a place, a title or a known language; those that come from the
    /// future; those that an ingest left out, with the reason (the first 10,000 of each ingest:
    /// `ingest --report FILE` writes all). Then the index: its files, what a writer that was killed
    /// left behind, who writes to it now, by what it was made. `check` reads every byte of it.
    #[command(after_help = "Examples:
  dateline doctor
  dateline doctor --jsonl | jq -r 'select(.ailment == \"undated\").id'")]
    Doctor,
    Check(Check),
    Delete(Delete),
    Optimize(Optimize),
    Backup(Backup),
    Restore(Restore),
    Gazetteer(Gazetteer),
    Help(Help),
    Completions(Completions),
    Man(Man),
}

/// The whole command line, for parsing, help, completions and the manual.
pub(crate) fn command() -> clap::Command {
    let plain = AnsiColor::Green.on_default();
    let styles = Styles::styled()
        .header(AnsiColor::Yellow.on_default().bold())
        .usage(AnsiColor::Yellow.on_default().bold())
        .literal(plain)
        .placeholder(AnsiColor::Cyan.on_default());
    Cli::command().styles(styles).mut_subcommand("timeline", |timeline| {
        timeline.mut_arg("happened", |happened| {
            happened
                .num_args(0..=1)
                .default_missing_value("")
                .help("Counts by when things happened, too; with a period, only what speaks of it")
        })
    })
}

/// A command alone: its name, and what makes it.
type Alone = (&'static str, fn(clap::Command) -> clap::Command);

/// Those that scripts call again and again: to make all commands takes longer than a query.
const ALONE: [Alone; 6] = [
    ("query", <Query as Args>::augment_args),
    ("count", <Count as Args>::augment_args),
    ("facets", <Facets as Args>::augment_args),
    ("show", <Show as Args>::augment_args),
    ("similar", <Similar as Args>::augment_args),
    ("complete", <Complete as Args>::augment_args),
];

/// The command line with one command only.
fn alone((name, make): Alone) -> clap::Command {
    let whole = clap::Command::new("dateline").subcommand_required(true);
    Global::augment_args(whole).subcommand(make(clap::Command::new(name)))
}

/// Parses `words` for a page of so many columns.
pub(crate) fn parse(
    words: Vec<std::ffi::OsString>,
    columns: usize,
    version: String,
) -> Result<Cli, clap::Error> {
    // What is wrong with a command is said by the whole command line, which knows its neighbours.
    let asked = ALONE.into_iter().find(|it| words.get(1).is_some_and(|word| word == it.0));
    if let Some(asked) = asked
        && let Ok(matches) = alone(asked).try_get_matches_from(&words)
        && let Ok(cli) = Cli::from_arg_matches(&matches)
    {
        return Ok(cli);
    }
    let mut command = command().term_width(columns).color(ColorChoice::Never).long_version(version);
    let matches = command.try_get_matches_from_mut(words)?;
    Cli::from_arg_matches(&matches).map_err(|it| it.format(&mut command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_alone_is_the_same() {
        let mut whole = command();
        whole.build();
        for it in ALONE {
            let mut alone = alone(it);
            alone.build();
            let told = |command: &clap::Command| {
                let command = command.find_subcommand(it.0).unwrap();
                let mut told: Vec<String> =
                    command.get_arguments().map(|it| format!("{it:?}")).collect();
                told.sort();
                told
            };
            assert_eq!(told(&alone), told(&whole), "{}", it.0);
        }
    }
}
