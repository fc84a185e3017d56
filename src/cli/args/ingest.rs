//! The flags of the commands that read a corpus: `ingest`, `tag`, `read`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::filter::date_order;
use crate::date::parse::DateOrder;

/// Reads articles into the index
///
/// CORPUS is a file, a folder, a glob, or `-` for standard input. The format is detected
/// (`dateline help formats` lists what is read, packed or not). Running it twice changes nothing;
/// a changed article replaces its old self. An article that cannot be read is reported and left
/// out: then all the rest is committed and the exit code is 2.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline ingest news/                          a folder, whatever is in it
  dateline ingest '2023/**/*.jsonl.gz' --report problems.jsonl
  dateline ingest --watch incoming/              and what comes in, until Ctrl-C
  dateline ingest --follow wire.jsonl            and what is appended to it
  curl -s https://example.org/feed.json | dateline ingest - --map title=headline
  find . -name '*.md' | dateline ingest --files-from -")]
pub(crate) struct Ingest {
    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Drops articles whose file under CORPUS is gone
    #[arg(long)]
    pub(crate) prune: bool,

    /// Goes on: ingests files under CORPUS as they come and change, until Ctrl-C
    #[arg(long, conflicts_with_all = ["follow", "dry_run"])]
    pub(crate) watch: bool,

    /// Goes on: reads what is appended to CORPUS, one file of JSON Lines, until Ctrl-C
    ///
    /// How far the file was read is kept in the index: the same command later goes on from there.
    #[arg(long, conflicts_with_all = ["dry_run", "prune", "input_format"])]
    pub(crate) follow: bool,

    /// Waits where another process writes to the index
    #[arg(long)]
    pub(crate) wait: bool,

    /// Makes a smaller index, in twice the time; its hits take longer to show
    ///
    /// Settled when the index is made: an index that is there stays as it is.
    #[arg(long, hide_short_help = true)]
    pub(crate) compact: bool,

    /// Reads and reports only
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Writes every problem and the summary to FILE, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// How much memory the writer may use
    #[arg(long, value_name = "SIZE", default_value = "200MB", value_parser = size,
          hide_short_help = true)]
    pub(crate) memory: usize,

    /// How many threads [default: one a core]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub(crate) threads: Option<usize>,
}

/// Marks the times and places in articles; needs no index
///
/// Reads articles in any format (standard input where no CORPUS is named) and writes what it
/// understands of each, one JSON line an article, in the order they were read
/// (`dateline help json`). `--format human` shows the text with its mentions marked, `timeml`
/// writes TIMEX3 inline.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline tag < articles.jsonl > mentions.jsonl
  echo 'Rain fell in Paris on Tuesday.' | dateline tag --format human
  dateline tag news/ | jq -r '.places[] | select(.role == \"focus\").path'")]
pub(crate) struct Tag {
    #[command(flatten)]
    pub(crate) reading: Reading,

    /// How many threads [default: one a core]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub(crate) threads: Option<usize>,
}

/// Writes articles as they were read: any corpus to JSON Lines
///
/// A converter for any format, and the way to see what a reader made of a file. `ingest` takes
/// what it writes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline read export.csv.gz > articles.jsonl
  dateline read article.txt --json | jq .")]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// What to read, and how.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Files, folders, globs, or `-` for standard input
    #[arg(value_name = "CORPUS")]
    pub(crate) corpus: Vec<PathBuf>,

    /// Reads the names of the files from FILE (`-`: standard input), one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// The format of every input; detected where it is not given
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<String>,

    /// Takes our field from theirs: title=headline, or a TOML file of such lines (may be repeated)
    #[arg(long, value_name = "OURS=THEIRS|FILE")]
    pub(crate) map: Vec<String>,

    /// Dates archived web pages that say no date by the day they were fetched
    #[arg(long, hide_short_help = true)]
    pub(crate) crawl_date: bool,

    /// Passes over paths that match, as in a .gitignore (may be repeated)
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    /// Reads 03/04/2023 in a field as 3 April (dmy) or March 4 (mdy)
    #[arg(long, value_name = "ORDER", value_parser = date_order(), hide_short_help = true)]
    pub(crate) date_order: Option<DateOrder>,
}

/// Reads `400MB`, `2G`, `64MiB` as bytes; units of 1,000 but for those with an `i`.
fn size(text: &str) -> Result<usize, String> {
    let wrong = || "write it as 400MB or 2GB".to_owned();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let number: usize = number.parse().map_err(|_| wrong())?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "k" | "kb" => 1_000,
        "kib" => 1 << 10,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    number.checked_mul(factor).ok_or_else(wrong)
}
