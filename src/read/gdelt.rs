//! GDELT's Global Knowledge Graph: what it says of an article, since it has not the article.
//!
//! A row becomes an article with the page's title (or the words of its address) and its quotations
//! as text; people, organisations, themes and tone as source fields; its places as given.

use std::io::BufRead;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::line::{Line, Lines, chomp};
use crate::read::markup;
use crate::text::lossy;

/// The reader of GKG rows.
pub(crate) struct Gdelt;

/// The columns of GKG 1.
const FIRST: [&str; 11] = [
    "DATE",
    "NUMARTS",
    "COUNTS",
    "THEMES",
    "LOCATIONS",
    "PERSONS",
    "ORGANIZATIONS",
    "TONE",
    "CAMEOEVENTIDS",
    "SOURCES",
    "SOURCEURLS",
];

/// How many columns GKG 2.1 has.
const SECOND: usize = 27;

impl Reader for Gdelt {
    fn name(&self) -> &'static str {
        "gdelt"
    }

    fn about(&self) -> &'static str {
        "GDELT Global Knowledge Graph rows, 1 and 2.1: page title, quotations, places as given"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let line = head.split(|it| *it == b'\n').next().unwrap_or_default();
        let Ok(line) = std::str::from_utf8(line) else { return false };
        form(chomp(line)).is_some()
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let mut lines = Lines::new(input, options.article_bytes_max);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match lines.append(&mut buffer)? {
                Line::End => return Ok(()),
                Line::TooLong => {
                    desk.begin(Some(lines.number()));
                    desk.too_long();
                    continue;
                }
                Line::Whole => {}
            }
            let text = lossy(&buffer);
            let line = chomp(&text);
            if line.trim().is_empty() || line.starts_with("DATE\t") {
                continue;
            }
            desk.begin(Some(lines.number()));
            let columns: Vec<&str> = line.split('\t').collect();
            match columns.len() {
                11 => first(&mut desk, &columns)?,
                SECOND => second(&mut desk, &columns)?,
                count => {
                    let reason = format!("{count} columns, where a GKG row has 11 or {SECOND}");
                    desk.lost(&reason, "is the row cut short?");
                }
            }
        }
    }
}

/// Which of the two forms a line has.
fn form(line: &str) -> Option<usize> {
    let columns: Vec<&str> = line.split('\t').collect();
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|it| it.is_ascii_digit())
    };
    let start = columns.first()?;
    match columns.len() {
        11 if columns == FIRST || digits(start, 8) => Some(11),
        SECOND => {
            let (time, rest) = start.split_once('-')?;
            let whole = digits(time, 14) && !rest.is_empty();
            (whole && columns.get(1).is_some_and(|it| digits(it, 14))).then_some(SECOND)
        }
        _ => None,
    }
}

fn first(desk: &mut Desk<'_>, columns: &[&str]) -> Result<()> {
    let column = |at: usize| columns.get(at).copied().unwrap_or_default();
    // A row may speak of several articles; the first is as good as any.
    let url = column(10).split("<UDIV>").next().unwrap_or_default();
    let source = column(9).split(';').next().unwrap_or_default();
    let mut article = start(url, source);
    date(desk, &mut article, column(0));
    article.given = places(column(4));
    let names = ["counts", "themes", "persons", "organizations", "tone", "events"];
    for (name, at) in names.into_iter().zip([2, 3, 5, 6, 7, 8]) {
        keep(&mut article, name, column(at));
    }
    desk.give(article)
}

fn second(desk: &mut Desk<'_>, columns: &[&str]) -> Result<()> {
    let column = |at: usize| columns.get(at).copied().unwrap_or_default();
    let mut article = start(column(4), column(3));
    if article.url.is_none() {
        column(0).clone_into(&mut article.id);
    }
    let extras = column(26);
    if let Some(title) = tagged(extras, "PAGE_TITLE") {
        article.title = markup::line(title);
    }
    article.byline = tagged(extras, "PAGE_AUTHORS").map(|it| it.replace(';', ", "));
    // The moment the page gives itself is when it came out; the row's own is when it was seen.
    let precise = tagged(extras, "PAGE_PRECISEPUBTIMESTAMP").unwrap_or_default();
    if !date(desk, &mut article, precise) {
        date(desk, &mut article, column(1));
    }
    keep(&mut article, "seen", column(1));
    article.body = quotations(column(22));
    article.given = places(column(9));
    let translated = column(25);
    let language = translated.split(';').find_map(|it| it.trim().strip_prefix("srclc:"));
    article.language = language.map(str::to_owned);
    let names = [
        ("themes", 7),
        ("persons", 11),
        ("organizations", 13),
        ("tone", 15),
        ("image", 18),
        ("names", 23),
        ("amounts", 24),
    ];
    for (name, at) in names {
        keep(&mut article, name, column(at));
    }
    desk.give(article)
}

fn start(url: &str, source: &str) -> Article {
    let url = url.trim();
    Article {
        title: words(url),
        url: Some(url).filter(|it| it.contains("://")).map(str::to_owned),
        source: Some(source.trim()).filter(|it| !it.is_empty()).map(str::to_owned),
        ..Article::default()
    }
}

fn keep(article: &mut Article, name: &str, value: &str) {
    let value = value.trim_matches([';', ' ']);
    if !value.is_empty() {
        article.extra.push((name.to_owned(), value.to_owned()));
    }
}

/// `20170701234500` or `20170701`.
fn date(desk: &mut Desk<'_>, article: &mut Article, text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to);
    let Some((year, month, day)) =
        part(0, 4).zip(part(4, 6)).zip(part(6, 8)).map(|it| (it.0.0, it.0.1, it.1))
    else {
        return false;
    };
    let time = part(8, 10).zip(part(10, 12)).filter(|it| *it != ("00", "00"));
    let text = match time {
        Some((hour, minute)) => format!("{year}-{month}-{day}T{hour}:{minute}:00Z"),
        None => format!("{year}-{month}-{day}"),
    };
    desk.date(article, [text.as_str()])
}

/// The words at the end of an address: `/2017/07/01/storm-hits-coast.html` is "storm hits coast".
fn words(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let steps = path.split('/').skip(3);
    let wordy = |step: &&str| step.matches(['-', '_']).count() >= 2;
    let Some(step) = steps.filter(wordy).max_by_key(|it| it.len()) else { return String::new() };
    let step = step.rsplit_once('.').filter(|it| it.1.len() <= 5).map_or(step, |it| it.0);
    let parts = step.split(['-', '_']).filter(|it| it.chars().any(char::is_alphabetic));
    let known = parts.filter(|it| !(it.len() > 8 && it.bytes().any(|it| it.is_ascii_digit())));
    known.collect::<Vec<_>>().join(" ")
}

/// `4#Hyderabad, Andhra Pradesh, India#IN#IN02#17.3753#78.4744#-2097701` and so on.
fn places(column: &str) -> Vec<Given> {
    let mut places = Vec::new();
    for entry in column.split(';').filter(|it| !it.is_empty()) {
        let parts: Vec<&str> = entry.split('#').collect();
        let number = |at: usize| parts.get(at).and_then(|it| it.parse::<f64>().ok());
        let Some(name) = parts.get(1).filter(|it| !it.is_empty()) else { continue };
        // Countries are named by words of their people, too: "Slovenian".
        let place = Given {
            name: (*name).to_owned(),
            code: None,
            point: number(4).zip(number(5)),
            standing: Standing::Named,
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// `offset|length|verb|quote#…`: each quotation a paragraph.
fn quotations(column: &str) -> String {
    let quotes = column.split('#').filter_map(|it| it.splitn(4, '|').nth(3));
    let quotes = quotes.map(str::trim).filter(|it| !it.is_empty());
    quotes.collect::<Vec<_>>().join("\n\n")
}

/// What stands between `<NAME>` and `</NAME>`.
fn tagged<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|it| it.0.trim()).filter(|it| !it.is_empty())
}
