//! The words and filters that `query`, `count`, `facets`, `timeline` and `similar` share.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::context::Context;
use crate::date::interval::Grain;
use crate::date::parse::{Clock, DateOrder};
use crate::error::Result;
use crate::place::Role;
use crate::query::dialect::Syntax;
use crate::query::plan::{self, Planned, Request, Undated};
use crate::query::synonym::Synonyms;
use crate::search::Overlap;

/// What an article must be like.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Filters {
    /// Any of the words is enough
    #[arg(long, help_heading = "Words", hide_short_help = true)]
    pub(crate) any: bool,

    /// Reads the query as this system would: nexis, factiva, lucene
    ///
    /// `--explain` shows what it comes to in our own language.
    #[arg(long, value_name = "SYNTAX", value_parser = syntax(), help_heading = "Words",
          hide_possible_values = true, hide_short_help = true)]
    syntax: Option<Syntax>,

    /// Takes the words and phrases of each line of FILE for one: Kyiv, Kiev
    ///
    /// `dateline help query` tells more. `--explain` shows what the query comes to.
    #[arg(long, value_name = "FILE", help_heading = "Words", hide_short_help = true)]
    synonyms: Option<PathBuf>,

    /// Came out on or after this date: 2023-12, 7d
    ///
    /// `--since` is the same. `dateline help dates` lists every way to write a date.
    #[arg(long, value_name = "DATE", alias = "since", help_heading = "Dates")]
    from: Option<String>,

    /// Came out on or before it: 2023 includes December
    ///
    /// `--until` is the same.
    #[arg(long, value_name = "DATE", alias = "until", help_heading = "Dates")]
    to: Option<String>,

    /// Came out on it, or in a range: 2023-01..2023-06
    #[arg(long, value_name = "DATE", help_heading = "Dates")]
    on: Option<String>,

    /// Came out after this date
    #[arg(long, value_name = "DATE", help_heading = "Dates", hide_short_help = true)]
    after: Option<String>,

    /// Came out before this date
    #[arg(long, value_name = "DATE", help_heading = "Dates", hide_short_help = true)]
    before: Option<String>,

    /// What a date filter does with undated articles: exclude, include, only
    #[arg(long, value_name = "HOW", value_parser = undated(), help_heading = "Dates",
          hide_possible_values = true, hide_short_help = true)]
    undated: Option<Undated>,

    /// Reads 03/04/2023 as 3 April (dmy) or March 4 (mdy); refused without it
    #[arg(long, value_name = "ORDER", value_parser = date_order(), help_heading = "Dates",
          hide_short_help = true)]
    pub(crate) date_order: Option<DateOrder>,

    /// Speaks of this time, whenever it came out
    ///
    /// May be repeated: any of them is enough.
    #[arg(long, value_name = "DATE", help_heading = "Dates")]
    pub(crate) happened: Vec<String>,

    /// Lets "the 1990s" count for a day in them
    #[arg(long, help_heading = "Dates", hide_short_help = true)]
    coarse: bool,

    /// How a time in the text and --happened must lie: overlaps, within, covers
    #[arg(long, value_name = "MODE", value_parser = overlap(), help_heading = "Dates",
          hide_possible_values = true, hide_short_help = true)]
    happened_mode: Option<Overlap>,

    /// Speaks of this place or of one in it
    ///
    /// A name, a name with company ("Paris, Texas"), a path, an ISO code or geonames:ID. May be
    /// repeated: any of them is enough.
    #[arg(long, value_name = "PLACE", help_heading = "Places")]
    place: Vec<String>,

    /// Speaks of a place near: "Dera Ismail Khan,50km"
    ///
    /// Or near a point: 31.83,70.90,50km. Distances in km, m or mi.
    #[arg(long, value_name = "WHERE", help_heading = "Places", allow_hyphen_values = true)]
    near: Option<String>,

    /// Speaks of a place in a box of degrees
    #[arg(
        long,
        value_name = "W,S,E,N",
        help_heading = "Places",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    bbox: Option<String>,

    /// Narrows --place: dateline, focus, mentioned
    ///
    /// The place it was filed from, what it is about, or what it names in passing.
    #[arg(long, value_name = "ROLE", value_parser = role(), help_heading = "Places",
          hide_possible_values = true)]
    pub(crate) role: Option<Role>,

    /// Takes an ambiguous place for an error
    #[arg(long, help_heading = "Places", hide_short_help = true)]
    strict: bool,

    /// Wants --place and --happened in one sentence
    #[arg(long, help_heading = "Places", hide_short_help = true)]
    together: bool,

    /// Is in this language: en, de, French (may be repeated: any of them)
    #[arg(long, value_name = "LANGUAGE", help_heading = "Sources", hide_short_help = true)]
    language: Vec<String>,

    /// Came out here; `*` for any letters (may be repeated: any of them)
    #[arg(long, value_name = "NAME", help_heading = "Sources", hide_short_help = true)]
    source: Vec<String>,
}

impl Filters {
    /// What was asked, in the words it was asked in.
    fn request(&self, words: &[String], synonyms: Arc<Synonyms>) -> Request {
        Request {
            synonyms,
            words: words.join(" "),
            any: self.any,
            syntax: self.syntax.unwrap_or_default(),
            from: self.from.clone(),
            to: self.to.clone(),
            on: self.on.clone(),
            after: self.after.clone(),
            before: self.before.clone(),
            happened: self.happened.iter().filter(|it| !it.is_empty()).cloned().collect(),
            coarse: self.coarse,
            overlap: self.happened_mode.unwrap_or_default(),
            undated: self.undated.unwrap_or_default(),
            places: self.place.clone(),
            near: self.near.clone(),
            bbox: self.bbox.clone(),
            role: self.role,
            strict: self.strict,
            together: self.together,
            languages: self.language.clone(),
            sources: self.source.clone(),
        }
    }

    /// Understands the filters and `words`, and passes on what the user should know of it.
    pub(crate) fn plan(&self, words: &[String], context: &mut Context<'_, '_>) -> Result<Planned> {
        let clock = Clock { now: context.now, order: self.date_order };
        let synonyms = context.synonyms(self.synonyms.as_deref())?;
        let request = self.request(words, synonyms);
        let planned = plan::plan(&request, &clock, context.gazetteer()?)?;
        context.placed = !self.place.is_empty() || words.iter().any(|it| it.contains("place:"));
        for note in &planned.notes {
            context.note(note);
        }
        Ok(planned)
    }
}

/// The units of time that articles are counted by.
pub(crate) const UNITS: [(&str, Grain); 5] = [
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("year", Grain::Year),
];

/// A flag that takes one of a few names, each with its value.
pub(crate) fn choice<T: Copy + Send + Sync + 'static>(
    table: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let names = table.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(names).try_map(move |name| {
        let row = table.iter().find(|row| row.0 == name);
        row.map(|row| row.1).ok_or("no such value")
    })
}

fn syntax() -> impl TypedValueParser<Value = Syntax> {
    choice(&[
        ("dateline", Syntax::Native),
        ("nexis", Syntax::Nexis),
        ("factiva", Syntax::Factiva),
        ("lucene", Syntax::Lucene),
    ])
}

fn undated() -> impl TypedValueParser<Value = Undated> {
    choice(&[("exclude", Undated::Exclude), ("include", Undated::Include), ("only", Undated::Only)])
}

fn overlap() -> impl TypedValueParser<Value = Overlap> {
    choice(&[
        ("overlaps", Overlap::Overlaps),
        ("within", Overlap::Within),
        ("covers", Overlap::Covers),
    ])
}

fn role() -> impl TypedValueParser<Value = Role> {
    choice(&[("dateline", Role::Dateline), ("focus", Role::Focus), ("mentioned", Role::Mentioned)])
}

/// `--date-order`
pub(crate) fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    choice(&[("dmy", DateOrder::DayFirst), ("mdy", DateOrder::MonthFirst)])
}
