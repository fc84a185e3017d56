//! The flags of the commands that search: `query`, `count`, `facets`, `timeline`, `similar`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;

use crate::cli::args::filter::{Filters, UNITS, choice};
use crate::date::interval::Grain;
use crate::search::{FacetBy, Sort};

/// Finds articles by words, dates and places
///
/// Words are all wanted; "a phrase", OR, NOT, word*, title:word, a NEAR/5 b and more are
/// understood (`dateline help query`). Without words every article that the filters keep is
/// found, newest first. Ends in 1 when nothing matches.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline query soldiers police --place Pakistan --from 2023-12
  dateline query '\"police station\" -training' --happened 2023-01
  dateline query --on yesterday --limit 0 --format csv > yesterday.csv
  dateline query flood --near 'Dera Ismail Khan,50km' --facets place:3 --json")]
pub(crate) struct Query {
    /// What to look for (`dateline help query`)
    ///
    /// Quote it where it holds quotes, brackets, `*` or a leading `-`.
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filters: Filters,

    #[command(flatten)]
    pub(crate) listing: Listing,

    /// Counts by place, place:2, date:month, language, source
    ///
    /// Several with commas. Also happened:year; units are day, week, month, quarter, year. `place`
    /// is a tree; `place:2` countries, `place:3` regions, `place:4` and deeper towns.
    #[arg(long, value_name = "KEYS", value_delimiter = ',', value_parser = facet,
          help_heading = "Results")]
    pub(crate) facets: Vec<FacetBy>,

    /// How many counts of each facet; 0 for all
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        help_heading = "Results",
        hide_default_value = true,
        hide_short_help = true
    )]
    pub(crate) facet_limit: usize,

    /// Favours fresh articles; one this much older counts three quarters, none less than half
    #[arg(long, value_name = "30d", value_parser = days, help_heading = "Results",
          hide_short_help = true)]
    pub(crate) recency: Option<f32>,

    /// Orders by what the best hits have in common, too; the same articles match
    #[arg(long, help_heading = "Results", hide_short_help = true)]
    pub(crate) expand: bool,

    /// Orders by meaning, too, as the word vectors in FILE have it (`dateline help query`)
    #[arg(long, value_name = "FILE", help_heading = "Results", hide_short_help = true)]
    pub(crate) semantic: Option<PathBuf>,

    /// Runs every query of FILE (JSON Lines {qid,text} or TSV), for --format trec or jsonl
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "facets", "cursor"],
          help_heading = "Results", hide_short_help = true)]
    pub(crate) queries: Option<PathBuf>,
}

/// Which hits, in which order, and how they are written.
#[derive(Clone, Debug, Args)]
pub(crate) struct Listing {
    /// The order: relevance, newest, oldest, id
    #[arg(long, value_name = "ORDER", value_parser = sort(), help_heading = "Results",
          hide_possible_values = true)]
    pub(crate) sort: Option<Sort>,

    /// At most so many hits; 0 for all
    #[arg(
        short = 'n',
        long,
        value_name = "N",
        default_value_t = 10,
        help_heading = "Results",
        hide_default_value = true
    )]
    pub(crate) limit: usize,

    /// Leaves out the first so many
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        help_heading = "Results",
        hide_default_value = true,
        hide_short_help = true
    )]
    pub(crate) offset: usize,

    /// Goes on where the page before ended: what its `next` said
    #[arg(long, value_name = "CURSOR", help_heading = "Results", hide_short_help = true)]
    pub(crate) cursor: Option<String>,

    /// One article a story: near-copies are counted, not shown
    #[arg(long, help_heading = "Results", hide_short_help = true)]
    pub(crate) collapse: bool,

    /// How many passages of each hit [default: 1]
    #[arg(long, value_name = "N", help_heading = "Results", hide_short_help = true)]
    pub(crate) snippets: Option<usize>,

    /// How long a passage may be, in characters
    #[arg(long, value_name = "N", help_heading = "Results", hide_short_help = true)]
    pub(crate) snippet_chars: Option<usize>,

    /// Only these fields of each hit, split by commas; alone, lists them
    #[arg(long, value_name = "NAMES", num_args = 0..=1, default_missing_value = "",
          help_heading = "Results", hide_short_help = true)]
    pub(crate) fields: Option<String>,

    /// Shows the query as understood and how each score comes about
    #[arg(long, help_heading = "Results", hide_short_help = true)]
    pub(crate) explain: bool,
}

/// Says how many articles match
///
/// The number is the number of hits that `query --limit 0` with the same words and filters gives.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline count earthquake --place Asia --from 2023")]
pub(crate) struct Count {
    /// What to look for (`dateline help query`)
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// Counts stories: near-copies count once
    #[arg(long, help_heading = "Results")]
    pub(crate) collapse: bool,
}

/// Counts what matches by place, date, language and source
///
/// `place` is a tree of continents, countries and regions; `place:2` countries alone, `place:3`
/// regions, `place:4` and deeper towns.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline facets flood                          where, when, in which language, by whom
  dateline facets --by place:4 --under Pakistan --role focus
  dateline facets election --by source --format csv")]
pub(crate) struct Facets {
    /// What to look for (`dateline help query`)
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// By place, place:2, date:month, language, source
    ///
    /// Several with commas. Also happened:year; units are day, week, month, quarter, year.
    #[arg(long, value_name = "KEYS", value_delimiter = ',', value_parser = facet,
          help_heading = "Results")]
    pub(crate) by: Vec<FacetBy>,

    /// Only places that lie in this one
    #[arg(long, value_name = "PLACE", help_heading = "Results")]
    pub(crate) under: Option<String>,

    /// Counts stories: near-copies count once
    #[arg(long, help_heading = "Results")]
    pub(crate) collapse: bool,

    /// How many counts of each; 0 for all
    #[arg(
        short = 'n',
        long,
        value_name = "N",
        default_value_t = 15,
        help_heading = "Results",
        alias = "facet-limit"
    )]
    pub(crate) limit: usize,
}

/// Draws how many articles came out when
///
/// With a bare `--happened` it draws when what they speak of happened, beside when they came out.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline timeline flood --place Pakistan --by month
  dateline timeline --happened --by year
  dateline timeline strike --from 2023 --format csv > strikes.csv")]
pub(crate) struct Timeline {
    /// What to look for (`dateline help query`)
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// The unit: day, week, month, quarter, year
    #[arg(long, value_name = "UNIT", default_value = "month", value_parser = choice(&UNITS),
          help_heading = "Results", hide_possible_values = true)]
    pub(crate) by: Grain,

    /// Counts stories: near-copies count once
    #[arg(long, help_heading = "Results")]
    pub(crate) collapse: bool,
}

/// Finds the articles most like one
///
/// Filters hold as in `query`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline similar wire-2023-4711 --from 2023 --limit 5")]
pub(crate) struct Similar {
    /// The id of the article
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) filters: Filters,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

fn sort() -> impl TypedValueParser<Value = Sort> {
    choice(&[
        ("relevance", Sort::Relevance),
        ("newest", Sort::Newest),
        ("oldest", Sort::Oldest),
        ("id", Sort::Id),
    ])
}

/// The deepest places there are: towns in the smallest districts.
const DEPTH_MAX: usize = 9;

/// Reads `place`, `place:2`, `date:month`, `happened:year`, `language`, `source`. A bare `place`
/// comes back with depth 0: the tree.
fn facet(text: &str) -> Result<FacetBy, String> {
    let (key, detail) = match text.split_once(':') {
        Some((key, detail)) => (key, Some(detail)),
        None => (text, None),
    };
    let unit = || match detail {
        None => Ok(Grain::Month),
        Some(name) => UNITS
            .iter()
            .find(|row| row.0 == name)
            .map(|row| row.1)
            .ok_or_else(|| format!("`{name}` is not day, week, month, quarter or year")),
    };
    match (key, detail) {
        ("place", None) => Ok(FacetBy::Place { depth: 0, root: None, role: None }),
        ("place", Some(depth)) => match depth.parse() {
            Ok(depth @ 1..=DEPTH_MAX) => Ok(FacetBy::Place { depth, root: None, role: None }),
            _ => Err(format!("the depth of a place is 1 to {DEPTH_MAX}")),
        },
        ("date" | "published", _) => unit().map(FacetBy::Published),
        ("happened", _) => unit().map(FacetBy::Happened),
        ("language" | "lang", None) => Ok(FacetBy::Language),
        ("source", None) => Ok(FacetBy::Source),
        _ => Err("write place, place:2, date:month, happened:year, language or source".to_owned()),
    }
}

/// Reads `30d`, `2w`, `6mo`, `1y` as days.
fn days(text: &str) -> Result<f32, String> {
    let wrong = || "write it as 30d, 2w, 6mo or 1y".to_owned();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let number: u16 = number.parse().map_err(|_| wrong())?;
    let unit = match unit {
        "d" => 1.0,
        "w" => 7.0,
        "mo" => 30.44,
        "y" => 365.25,
        _ => return Err(wrong()),
    };
    if number == 0 {
        return Err("it must be longer than nothing".to_owned());
    }
    Ok(f32::from(number) * unit)
}
