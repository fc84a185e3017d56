//! The flags of the smaller commands.

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{Args, Subcommand};

use crate::cli::args::filter::choice;
use crate::search::Vocabulary;

/// Shows one article with its times and places marked
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline show wire-2023-4711
  dateline show wire-2023-4711 --why             each mention, its rule and how sure we are
  dateline show wire-2023-4711 --json | jq -r .body")]
pub(crate) struct Show {
    /// The id, as `query` prints it
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    /// Lists each mention with its meaning, its rule and how sure we are; of each name what spoke
    /// for and against a place, what else it may mean, and the names passed over
    #[arg(long)]
    pub(crate) why: bool,

    /// Shows all that the source says of the article, in its own words
    #[arg(long)]
    pub(crate) source_fields: bool,
}

/// Lists the places that a name may mean, the most prominent first
///
/// `--place` takes the first of them. A path or an id tells the others from it. `--why` and
/// JSON say how likely each is meant in a text that says no more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline place Paris
  dateline place Paris --why                     what speaks for the first
  dateline place 'Paris, Texas'
  dateline place geonames:1168197 --json")]
pub(crate) struct Place {
    /// A name, a path or its tail, an ISO code, or geonames:ID
    #[arg(value_name = "NAME", required = true)]
    pub(crate) name: Vec<String>,

    /// At most so many; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,

    /// Tells what speaks for the likeliest, and what the others lack
    #[arg(long)]
    pub(crate) why: bool,
}

/// Lists what the start of a word may become, the commonest first
///
/// Of several words the last is completed. Counts say how many articles have the word, in this
/// form, or name the place or one that lies in it. Places come as paths, which `--place` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline complete sold
  dateline complete --of places pesh --json
  dateline complete --of sources 'the d' --format tsv")]
pub(crate) struct Complete {
    /// What is typed so far
    #[arg(value_name = "PREFIX")]
    pub(crate) prefix: String,

    /// What to complete it to: words, places, sources
    #[arg(long, value_name = "WHAT", default_value = "words", value_parser = vocabulary(),
          hide_possible_values = true)]
    pub(crate) of: Vocabulary,

    /// At most so many; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
}

fn vocabulary() -> impl TypedValueParser<Value = Vocabulary> {
    choice(&[
        ("words", Vocabulary::Words),
        ("places", Vocabulary::Places),
        ("sources", Vocabulary::Sources),
    ])
}

/// Deletes articles from the index
///
/// Ends in 1 when none of them is there. The next `ingest` of their files brings them back.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline delete wire-2023-4711
  dateline query --on 2023 -n 0 --jsonl | jq -r .id | dateline delete -")]
pub(crate) struct Delete {
    /// Their ids; `-` reads them from standard input, one a line
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<String>,

    /// Waits where another process writes to the index
    #[arg(long)]
    pub(crate) wait: bool,
}

/// Reads every byte of the index and says what is damaged
///
/// Each file is compared with the length and the checksum that the last commit noted, so a single
/// flipped bit is found. Ends in 0 when all is whole and in 2 when anything is damaged.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline check && echo whole
  dateline check --deep --json")]
pub(crate) struct Check {
    /// Takes every article apart, too, and walks every list of words
    #[arg(long)]
    pub(crate) deep: bool,
}

/// Merges the index into one segment and gives back what was deleted
///
/// Queries become a little faster. It needs up to the size of the index in free space while
/// it runs.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline optimize")]
pub(crate) struct Optimize {
    /// Waits where another process writes to the index
    #[arg(long)]
    pub(crate) wait: bool,
}

/// Copies the index as it is now, while others read and write it
///
/// DIR is new, empty, or an older backup, which then gets only what is new. Every byte is compared
/// with the checksums: what is damaged is not backed up. A backup is an index: `--index DIR` asks
/// it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline backup /backup/news
  dateline check --index /backup/news")]
pub(crate) struct Backup {
    /// Where to
    #[arg(value_name = "DIR")]
    pub(crate) to: PathBuf,
}

/// Puts a backup in the place of the index
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dateline restore /backup/news --index news-again")]
pub(crate) struct Restore {
    /// What `backup` wrote
    #[arg(value_name = "DIR")]
    pub(crate) from: PathBuf,

    /// Replaces an index that is there
    #[arg(long)]
    pub(crate) force: bool,

    /// Waits where another process writes to the index
    #[arg(long)]
    pub(crate) wait: bool,
}

/// Explains a topic or a command
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dateline help dates\n  dateline help query")]
pub(crate) struct Help {
    /// dates, places, query, formats, json, exit-codes, environment, or a command
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

/// Writes completions for a shell
///
/// In bash, zsh and fish, words, `--place` and `--source` are completed from the index, too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  source <(dateline completions bash)                in ~/.bashrc
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish | source                 in config.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Writes the manual page, of the program or of one command
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline man | man -l -")]
pub(crate) struct Man {
    /// The command; without it, the program
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

/// Makes a gazetteer of your own
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Gazetteer {
    #[command(subcommand)]
    pub(crate) command: GazetteerCommand,
}

/// What can be done about gazetteers.
#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    Build(Build),
}

/// Compiles tables of places into one file
///
/// The file is used with --gazetteer or `DATELINE_GAZETTEER`. Every command that tags, and every
/// query by place, should use the one that the index was made with.
///
/// The places come from dumps of GeoNames (--geonames, --alternates: `allCountries.zip`,
/// `cities500.zip`, `PK.zip`, `alternateNamesV2.zip` of download.geonames.org, CC BY 4.0), from
/// tables of your own, or from both. With --extra and nothing else your table adds to the places
/// that ship with dateline. Nothing is downloaded.
///
/// A table is UTF-8 text, one place a line, its columns split by tabs: id, kind, name, country,
/// parent, latitude, longitude, population, names. Kinds are GeoNames' feature codes (PPL, ADM1,
/// PCLI …). The parent is an id, a code or the name of a continent; empty where the place lies
/// straight in its country. Names are split by `|`; the first character tells alternate names (~),
/// abbreviations (^), postal ones (=), demonyms (@) and codes (#) from main names. Lines that
/// start with # are comments. The curated regions and names that ship with dateline are added.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  dateline gazetteer build --extra villages.tsv --output places.bin
  dateline gazetteer build --geonames allCountries.zip --alternates alternateNamesV2.zip \\
      --min-pop 1000 --output places.bin
  dateline gazetteer build places.tsv villages.tsv --output places.bin
  dateline ingest news/ --gazetteer places.bin")]
pub(crate) struct Build {
    /// The tables; a later one wins where two have the same id
    #[arg(value_name = "TABLE", required_unless_present_any = ["geonames", "extra"])]
    pub(crate) tables: Vec<PathBuf>,

    /// A dump of GeoNames, zipped or not; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) geonames: Vec<PathBuf>,

    /// GeoNames' alternate names, zipped or not; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) alternates: Vec<PathBuf>,

    /// Leaves out towns of a dump that have fewer people; never a seat of government
    #[arg(long, value_name = "N", default_value_t = 500, requires = "geonames")]
    pub(crate) min_pop: u32,

    /// A table that adds to the other sources, or else to the places that ship with dateline
    #[arg(long, value_name = "TABLE")]
    pub(crate) extra: Vec<PathBuf>,

    /// Where to write the gazetteer
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}
