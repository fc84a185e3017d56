//! `Renderer` and the table of output formats.

pub mod article;
mod bars;
mod csv;
pub mod field;
mod geojson;
mod human;
pub mod json;
pub mod style;
pub mod tag;
pub mod timeml;
mod trec;
pub mod why;
pub mod wrap;

use std::io::{self, Write};
use std::time::Duration;

pub use crate::render::bars::{Period, counts, facets, series};
pub use crate::render::csv::{cells, facet_cells, guarded};
use crate::render::field::Column;
use crate::render::style::View;
use crate::search::Results;

/// What a command may be asked to write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// For eyes.
    Human,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Cells split by commas, with a header line.
    Csv,
    /// Cells split by tabs, with a header line.
    Tsv,
    /// A run file: `qid Q0 docid rank score tag`.
    Trec,
    /// One feature for each place of each hit.
    Geojson,
    /// The text with TIMEX3 inline.
    Timeml,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 8] = [
        Format::Human,
        Format::Json,
        Format::Jsonl,
        Format::Csv,
        Format::Tsv,
        Format::Trec,
        Format::Geojson,
        Format::Timeml,
    ];

    /// The name that `--format` takes.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Trec => "trec",
            Format::Geojson => "geojson",
            Format::Timeml => "timeml",
        }
    }

    /// The names of all.
    pub fn names() -> [&'static str; 8] {
        Format::ALL.map(Format::name)
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether a script reads it as JSON: then errors are JSON, too.
    pub fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl | Format::Geojson)
    }
}

/// What a search answered, with all that is printed of it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The query as understood.
    pub understood: &'a str,
    /// The first day or instant of publication that counts.
    pub from: Option<&'a str>,
    /// The first that no longer counts.
    pub to: Option<&'a str>,
    /// What was found.
    pub results: &'a Results,
    /// How long it took.
    pub took: Duration,
    /// Which query of several it is.
    pub qid: Option<&'a str>,
    /// How many hits were left out before the first.
    pub offset: usize,
}

/// How an answer is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these fields of a hit; `None` for those that a format has by default.
    pub fields: Option<Vec<&'static Column>>,
    /// Puts `'` before cells that a spreadsheet would run.
    pub csv_safe: bool,
}

/// One output format of `query`. To add one, write its file here and name it in `RENDERERS`.
pub trait Renderer: Sync {
    /// What `--format` calls it.
    fn format(&self) -> Format;

    /// One line of `dateline help formats`.
    fn about(&self) -> &'static str;

    /// Writes what was found.
    fn results(
        &self,
        answer: &Answer<'_>,
        options: &Options,
        view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()>;
}

/// Every way to write what a query found.
pub const RENDERERS: &[&dyn Renderer] = &[
    &human::Human,
    &json::Json,
    &json::Jsonl,
    &csv::Csv,
    &csv::Tsv,
    &trec::Trec,
    &geojson::Geojson,
];

/// Writes `answer` in `format`; nothing where a query cannot be written so.
pub fn results(
    format: Format,
    answer: &Answer<'_>,
    options: &Options,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    match RENDERERS.iter().find(|it| it.format() == format) {
        Some(renderer) => renderer.results(answer, options, view, out),
        None => Ok(()),
    }
}
