//! `Reader`, the table of formats, detection, and the walk over files and streams.

mod again;
mod charset;
mod csv;
mod desk;
mod docx;
mod entity;
mod export;
mod feed;
mod finish;
mod gdelt;
pub mod html;
mod iptc;
mod json;
mod jsonl;
mod library;
mod line;
mod magic;
mod mail;
mod mapping;
mod markdown;
mod markup;
mod newsml;
mod newsmlg2;
mod ninjs;
mod nitf;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
mod published;
mod record;
mod rtf;
mod unpack;
mod walk;
mod warc;
mod wxr;
mod xml;
mod xmlrecords;

use std::io::BufRead;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::article::Article;
use crate::date::parse::DateOrder;
use crate::error::Result;

pub use crate::read::finish::OVERSIZED;
pub use crate::read::mapping::{FIELDS, no_field, read_mapping};
pub use crate::read::unpack::read;
pub use crate::read::walk::{are_missing, walk};

/// What the readers are told from outside.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format that every input has (`--input-format`); detected where it is not given.
    pub format: Option<String>,
    /// Our name of a field and theirs, tried before the usual names (`--map`).
    pub map: Vec<(String, String)>,
    /// `.gitignore`-style patterns of paths to pass over.
    pub exclude: Vec<String>,
    /// The element of unknown XML that is an article; told by its name where this is not said.
    pub record: Option<String>,
    /// Whether an archived page without a date takes the day it was fetched.
    pub crawl_date: bool,
    /// Publication dates after this day are refused.
    pub today: NaiveDate,
    /// How `03/04/2023` is read in a field; such a date is refused where this is not said.
    pub order: Option<DateOrder>,
    /// Articles with more bytes than this are left out, and said so.
    pub article_bytes_max: usize,
    /// No more than this is unpacked from one compressed file or archive member.
    pub unpacked_bytes_max: u64,
    /// What comes before the lines that are read, of JSON Lines that are read part by part: then
    /// each line is a record, whatever the first of them looks like.
    pub before: Option<Before>,
}

/// How much of a source was read before: records and lines are numbered on from there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Before {
    /// Lines.
    pub lines: u64,
    /// Records.
    pub records: u32,
}

impl Options {
    /// What holds where the user says nothing.
    pub fn new(today: NaiveDate) -> Options {
        Options {
            format: None,
            map: Vec::new(),
            record: None,
            crawl_date: false,
            exclude: Vec::new(),
            today,
            order: None,
            article_bytes_max: 16 << 20,
            unpacked_bytes_max: 64 << 30,
            before: None,
        }
    }
}

/// One input as the user names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Input {
    /// A file, a folder (walked) or a glob.
    Path(PathBuf),
    /// Standard input, named `-`.
    Stdin,
}

/// One file or stream to read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// What it is called in ids and reports: the path as the user's words lead to it.
    pub path: String,
    /// Where it is; `None` for standard input.
    pub file: Option<PathBuf>,
    /// How many bytes, packed as they are, where that is known.
    pub bytes: Option<u64>,
}

/// Why something was left out, or what was odd about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The file; inside archives `a.zip!/b.txt`.
    pub path: String,
    /// Which record of it, from 1, where there are several.
    pub record: Option<u32>,
    /// Which line of it, from 1, where that is known.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether an article was lost by it; otherwise it is only worth knowing.
    pub lost: bool,
}

impl Problem {
    /// An article of `path` is lost because of `reason`; nothing else is known of it yet.
    pub fn lost(path: &str, reason: &str) -> Problem {
        Problem {
            path: path.to_owned(),
            record: None,
            line: None,
            reason: reason.to_owned(),
            hint: None,
            lost: true,
        }
    }
}

/// One input format. To add one, write its file here and name it in `READERS`.
pub trait Reader: Sync {
    /// The name that `--input-format` takes.
    fn name(&self) -> &'static str;

    /// One line of `dateline help formats`.
    fn about(&self) -> &'static str;

    /// Whether a source that starts with `head` (unpacked, as UTF-8 where it is text) and is
    /// called `path` looks like this format.
    fn sniff(&self, path: &str, head: &[u8]) -> bool;

    /// Whether it takes the bytes as they are; else they come as UTF-8, whatever their charset.
    fn takes_bytes(&self) -> bool {
        false
    }

    /// Whether a source of this form holds many articles: then each is told apart by its number
    /// where it has no id and no address.
    fn holds_many(&self) -> bool {
        true
    }

    /// Whether to read a source takes many times as long as to look up what it gave before: then
    /// one whose bytes are known is not read.
    fn is_slow(&self) -> bool {
        false
    }

    /// Whether the name of a file may tell when an article in it came out: that of an archive or a
    /// feed tells when it was fetched.
    fn is_dated_by_name(&self) -> bool {
        true
    }

    /// Reads every article of `input`, giving each to `sink` as soon as it is whole.
    ///
    /// A damaged article is the sink's business; only an unreadable stream ends the read.
    ///
    /// # Errors
    /// Where the stream itself fails, or the sink wants no more.
    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()>;
}

/// What takes the articles as they are read.
pub trait Sink {
    /// Takes one whole article. An error ends the read: whoever takes them wants no more.
    fn article(&mut self, article: Article) -> Result<()>;

    /// Takes the reason why there is none, or what was odd.
    fn problem(&mut self, problem: Problem);

    /// Hears in which format what follows is read.
    fn format(&mut self, _name: &'static str) {}

    /// Asks for the article that was read from this record of this path, from bytes with this
    /// [hash](Article::bytes_hash). Where it has it, it takes it as if it had been read.
    ///
    /// # Errors
    /// As those of [`Sink::article`].
    fn knows(&mut self, _path: &str, _record: u32, _bytes_hash: u64) -> Result<bool> {
        Ok(false)
    }
}

/// Every format, in the order they are tried on a source of unknown format.
pub const READERS: &[&dyn Reader] = &[
    &warc::Warc,
    &mail::Mail,
    &rtf::Rtf,
    #[cfg(feature = "pdf")]
    &pdf::Pdf,
    &docx::Docx,
    &html::Html,
    &wxr::Wxr,
    &feed::Feed,
    &nitf::Nitf,
    &newsml::NewsMl,
    &newsmlg2::NewsMlG2,
    &ninjs::Ninjs,
    &iptc::Iptc,
    &gdelt::Gdelt,
    &export::Nexis,
    &export::Factiva,
    &export::ProQuest,
    &library::Ris,
    &library::BibTex,
    &jsonl::Jsonl,
    &markdown::Markdown,
    &csv::Csv,
    &xmlrecords::XmlRecords,
    &plain::Plain,
];
