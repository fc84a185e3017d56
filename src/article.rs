//! `Article`: what every reader yields and nothing more.

use chrono::{DateTime, NaiveDate};

/// One article as its source gives it, before anything is worked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Stable across ingests of the same source: a given id, else the URL, else path and record.
    pub id: String,
    /// The headline; empty where the source has none.
    pub title: String,
    /// The text, paragraphs apart by blank lines.
    pub body: String,
    /// When it came out, where that is known.
    pub published: Option<Published>,
    /// Where the article can be read.
    pub url: Option<String>,
    /// Who published it: a newspaper, an agency, a site.
    pub source: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The language its source says it is in (BCP 47).
    pub language: Option<String>,
    /// The file it was read from, `-` for standard input; inside archives `a.zip!/b.txt`.
    pub path: String,
    /// Which record of that file, counted from 1.
    pub record: u32,
    /// What else the source says, in its own words and order.
    pub extra: Vec<(String, String)>,
    /// The places that the source itself says the article is about.
    pub given: Vec<Given>,
    /// What a reader found odd and got over: a date refused, a charset guessed.
    pub notes: Vec<String>,
    /// Stands for the bytes of the file or record it was read from, and how they are read, where
    /// they gave this article and nothing to report: who has it need not read them again. No part
    /// of the content.
    pub bytes_hash: Option<u64>,
}

/// A place that a source names beside the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Its name, in the words of the source.
    pub name: String,
    /// What the source calls it elsewhere: `geonames:1168197`, `PK`, `iso3166-1a2:PK`.
    pub code: Option<String>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// How the article stands to it.
    pub standing: Standing,
}

/// How a source says that an article stands to a place.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Standing {
    /// Filed from there.
    Dateline,
    /// The article is about it.
    #[default]
    Subject,
    /// It is named in the article.
    Named,
}

impl Standing {
    /// The name that JSON prints.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Dateline => "dateline",
            Standing::Subject => "subject",
            Standing::Named => "named",
        }
    }

    /// All of them.
    pub const ALL: [Standing; 3] = [Standing::Dateline, Standing::Subject, Standing::Named];
}

/// When an article came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Published {
    /// The local day, as printed.
    pub day: NaiveDate,
    /// The instant, in seconds since 1970 UTC, where the source gives a time of day.
    pub instant: Option<i64>,
    /// Minutes east of UTC, where the source gives a zone; without one `instant` takes UTC.
    pub offset_minutes: Option<i32>,
    /// Where we took it from.
    pub source: DateSource,
}

impl Published {
    /// A bare day.
    pub fn on(day: NaiveDate, source: DateSource) -> Published {
        Published { day, instant: None, offset_minutes: None, source }
    }

    /// `2023-12-12`, or `2023-12-12T14:05:00+05:00` where the time is known.
    pub fn value(&self) -> String {
        let Some(local) = self.instant.and_then(|instant| {
            let seconds = instant + i64::from(self.offset_minutes.unwrap_or(0)) * 60;
            DateTime::from_timestamp(seconds, 0)
        }) else {
            return self.day.to_string();
        };
        let zone = match self.offset_minutes {
            None => String::new(),
            Some(0) => "Z".to_owned(),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        };
        format!("{}{zone}", local.format("%Y-%m-%dT%H:%M:%S"))
    }

    /// `day` or `minute`.
    pub fn grain(&self) -> &'static str {
        if self.instant.is_some() { "minute" } else { "day" }
    }
}

/// Where a publication date was found, the most trusted first.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum DateSource {
    /// A header line of a plain text.
    Header,
    /// The front matter of a Markdown file.
    FrontMatter,
    /// A field of a record.
    Field,
    /// The address of the article.
    Url,
    /// What a web page prints beside the article.
    Page,
    /// The name of its file.
    FileName,
    /// The dateline that opens the text.
    Dateline,
    /// The day a page was fetched, where the user takes that.
    Crawl,
}

impl DateSource {
    /// The name that JSON prints as `date_source`.
    pub fn name(self) -> &'static str {
        match self {
            DateSource::Header => "header",
            DateSource::FrontMatter => "front-matter",
            DateSource::Field => "field",
            DateSource::Url => "url",
            DateSource::Page => "page",
            DateSource::FileName => "file-name",
            DateSource::Dateline => "dateline",
            DateSource::Crawl => "crawl",
        }
    }

    /// All of them, in order of trust.
    pub const ALL: [DateSource; 8] = [
        DateSource::Header,
        DateSource::FrontMatter,
        DateSource::Field,
        DateSource::Url,
        DateSource::Page,
        DateSource::FileName,
        DateSource::Dateline,
        DateSource::Crawl,
    ];
}

/// The two texts of an article that have words in them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    #[default]
    Body,
}

impl Field {
    /// The name that JSON prints.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Body => "body",
        }
    }
}
