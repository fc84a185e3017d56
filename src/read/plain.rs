//! Plain text with a date header and perhaps a dateline; several articles where the header recurs.

use std::io::BufRead;

use crate::article::Article;
use crate::article::DateSource;
use crate::date::stamp;
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::line::{Line, Lines, chomp};
use crate::read::published;
use crate::text::lossy;

/// A first line longer than this is no title.
const TITLE_CHARS_MAX: usize = 150;

/// A line longer than this is no date on a line of its own.
const DATE_CHARS_MAX: usize = 60;

/// The reader of all text that is nothing else.
pub(crate) struct Plain;

impl Reader for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn about(&self) -> &'static str {
        "plain text: `date YYYY-MM-DD text…`, or header lines (`Title:` `Date:` …), or text alone"
    }

    fn sniff(&self, _path: &str, _head: &[u8]) -> bool {
        true
    }

    fn holds_many(&self) -> bool {
        false
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut lines = Lines::new(input, options.article_bytes_max);
        let mut part =
            Part { path, options, sink, record: 1, line: 1, text: Vec::new(), whole: true };
        // Only a file that opens with the marker is cut where the marker recurs.
        let mut marked = None;
        loop {
            let start = part.text.len();
            let outcome = lines.append(&mut part.text)?;
            if outcome == Line::End {
                return part.end();
            }
            let line = part.text.get(start..).unwrap_or_default();
            if line.trim_ascii().is_empty() {
                if part.text.len() == line.len() {
                    part.text.clear();
                }
                continue;
            }
            let marker = is_marker(line);
            if marked == Some(true) && marker && start > 0 {
                let next = part.text.split_off(start);
                part.end()?;
                part.begin(next, lines.number());
            } else if start == 0 && marked.is_none() {
                part.line = lines.number();
            }
            marked = marked.or(Some(marker));
            if outcome == Line::TooLong || part.text.len() > options.article_bytes_max {
                part.whole = false;
                // What follows is read only to find where the next article starts.
                part.text.truncate(1);
            }
        }
    }
}

/// Whether a line starts with ` date 2023-12-12`.
fn is_marker(line: &[u8]) -> bool {
    let line = line.get(..64).unwrap_or(line);
    marker(&lossy(line)).is_some()
}

/// The date of ` date 2023-12-12 text`, and the text.
fn marker(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix(' ').unwrap_or(line);
    let rest = line.strip_prefix("date ").or_else(|| line.strip_prefix("DATE "))?;
    let date = rest.get(..10)?;
    let shape = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let text = rest.get(10..)?;
    let apart = text.is_empty() || text.starts_with(char::is_whitespace);
    (shape && apart).then_some((date, text.trim_start_matches([' ', '\t'])))
}

/// The article that is being read.
struct Part<'a> {
    path: &'a str,
    options: &'a Options,
    sink: &'a mut dyn Sink,
    record: u32,
    /// The line it starts on.
    line: u64,
    text: Vec<u8>,
    whole: bool,
}

impl Part<'_> {
    fn begin(&mut self, text: Vec<u8>, line: u64) {
        self.record += 1;
        self.line = line;
        self.text = text;
        self.whole = true;
    }

    fn end(&mut self) -> Result<()> {
        if !self.whole {
            let reason = format!(
                "the text is larger than an article may be ({} bytes)",
                self.options.article_bytes_max,
            );
            let hint = "start each article with ` date YYYY-MM-DD `, or cut the file".to_owned();
            let problem = Problem { hint: Some(hint), ..self.problem(&reason) };
            self.sink.problem(problem);
            return Ok(());
        }
        let text = lossy(&std::mem::take(&mut self.text)).into_owned();
        let text =
            if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        if text.trim().is_empty() {
            return Ok(());
        }
        let mut article = Article { record: self.record, ..Article::default() };
        let dates = parse(&mut article, &text);
        for date in dates {
            if article.published.is_some() {
                break;
            }
            let stated = published::stated(&mut article, &date, DateSource::Header, self.options);
            if let Err(reason) = stated {
                article.notes.push(reason.clone());
                let problem = Problem { lost: false, ..self.problem(&reason) };
                self.sink.problem(problem);
            }
        }
        if article.body.is_empty() {
            let hint = "write the text below the header, after an empty line".to_owned();
            let problem = self.problem("the file has a header and no text");
            self.sink.problem(Problem { hint: Some(hint), ..problem });
            return Ok(());
        }
        self.sink.article(article)
    }

    fn problem(&self, reason: &str) -> Problem {
        let problem = Problem::lost(self.path, reason);
        let record = (self.record > 1).then_some(self.record);
        Problem { record, line: Some(self.line), ..problem }
    }
}

/// Takes header, title and body of `text` into `article`; gives the dates of the header.
fn parse(article: &mut Article, text: &str) -> Vec<String> {
    let text = text.trim_start_matches(['\n', '\u{FEFF}']);
    let mut dates = Vec::new();
    let mut rest = text;
    if let Some((date, after)) = marker(text) {
        dates.push(date.to_owned());
        rest = after;
    }
    rest = header(article, rest, &mut dates);
    if let Some((date, after)) = marker(rest.trim_start_matches('\n')).filter(|_| dates.is_empty())
    {
        dates.push(date.to_owned());
        rest = after;
    }
    rest = date_line(rest, &mut dates);
    if article.title.is_empty()
        && let Some((title, after)) = title(rest)
    {
        article.title = title.to_owned();
        rest = date_line(after, &mut dates);
    }
    let body = rest.trim_matches(['\n', ' ', '\t']);
    body.clone_into(&mut article.body);
    dates
}

/// Reads header lines (`Title: …`); gives what follows them.
fn header<'a>(article: &mut Article, text: &'a str, dates: &mut Vec<String>) -> &'a str {
    let mut rest = text.trim_start_matches('\n');
    let first = rest.lines().next().and_then(pair);
    if !first.is_some_and(|(name, _)| is_header(name)) {
        return text;
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    while let Some(line) = rest.split_inclusive('\n').next() {
        let words = chomp(line);
        match pair(words) {
            // A line that goes on belongs to the one above it.
            _ if words.starts_with([' ', '\t']) && !words.trim().is_empty() => {
                if let Some((_, value)) = pairs.last_mut() {
                    value.push(' ');
                    value.push_str(words.trim());
                }
            }
            Some((name, value)) => pairs.push((name.to_owned(), value.to_owned())),
            None => break,
        }
        rest = rest.get(line.len()..).unwrap_or_default();
    }
    for (name, value) in pairs {
        put(article, &name, value, dates);
    }
    rest
}

/// `Title: …` taken apart, where the name is short enough for one.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let short = name.len() <= 30 && name.split(' ').count() <= 3;
    let word = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    let apart = value.is_empty() || value.starts_with([' ', '\t']);
    (short && word && apart).then_some((name, value.trim()))
}

const HEADERS: &[&str] = &[
    "date",
    "published",
    "publication date",
    "pubdate",
    "title",
    "headline",
    "source",
    "publisher",
    "url",
    "link",
    "byline",
    "author",
    "by",
    "language",
    "lang",
    "id",
];

fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

fn put(article: &mut Article, name: &str, value: String, dates: &mut Vec<String>) {
    let Some(given) = Some(value).filter(|it| !it.is_empty()) else { return };
    let lower = name.to_ascii_lowercase();
    let slot = match lower.as_str() {
        "date" | "published" | "publication date" | "pubdate" => {
            dates.push(given);
            return;
        }
        "title" | "headline" if article.title.is_empty() => {
            article.title = given;
            return;
        }
        "id" if article.id.is_empty() => {
            article.id = given;
            return;
        }
        "source" | "publisher" => &mut article.source,
        "url" | "link" => &mut article.url,
        "byline" | "author" | "by" => &mut article.byline,
        "language" | "lang" => &mut article.language,
        _ => {
            article.extra.push((name.to_owned(), given));
            return;
        }
    };
    if slot.is_none() {
        *slot = Some(given);
    } else {
        article.extra.push((name.to_owned(), given));
    }
}

/// A first paragraph that is nothing but a date says when the article came out.
fn date_line<'a>(text: &'a str, dates: &mut Vec<String>) -> &'a str {
    let rest = text.trim_start_matches('\n');
    let line = rest.lines().next().unwrap_or_default();
    let after = rest.get(line.len()..).unwrap_or_default();
    let date = line.len() <= DATE_CHARS_MAX
        && line.contains(|it: char| it.is_ascii_digit())
        && !after.trim().is_empty()
        && stamp::read(line, None).is_some();
    if !date {
        return text;
    }
    dates.push(line.trim().to_owned());
    after
}

/// A short first line without a full stop, followed by an empty one and more.
fn title(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('\n');
    let line = text.lines().next()?;
    let after = text.get(line.len()..)?;
    let apart = after.strip_prefix('\n')?.trim_start_matches([' ', '\t']).starts_with('\n');
    let title = line.trim();
    let ended = title
        .trim_end_matches(['"', '”', '’', '\'', '»', ')'])
        .ends_with(['.', ',', ';', ':', '-', '—', '–', '…', '。', '।']);
    let short = title.chars().count() <= TITLE_CHARS_MAX && !title.is_empty();
    let words = title.chars().any(char::is_alphabetic);
    (apart && short && words && !ended && !after.trim().is_empty()).then_some((title, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, title: &str, body: &str, dates: &[&str]) {
        let mut article = Article::default();
        let found = parse(&mut article, text);
        assert_eq!((article.title.as_str(), article.body.as_str()), (title, body));
        assert_eq!(found, dates);
    }

    #[test]
    fn forms() {
        check(
            " date 2023-12-12 A mill burned.\n\nMore.",
            "",
            "A mill burned.\n\nMore.",
            &["2023-12-12"],
        );
        check("Mill burns\n\nA mill burned.\n", "Mill burns", "A mill burned.", &[]);
        check(
            "Mill burns\n\n12 December 2023\n\nIt did.",
            "Mill burns",
            "It did.",
            &["12 December 2023"],
        );
        check("Title: Mill: burns\nDate: May 1\n\nIt did.", "Mill: burns", "It did.", &["May 1"]);
        check("A short sentence.\n\nAnother.", "", "A short sentence.\n\nAnother.", &[]);
        check("LONDON (AP) —\n\nText.", "", "LONDON (AP) —\n\nText.", &[]);
        check("Dateless: this is text.\n\nMore.", "", "Dateless: this is text.\n\nMore.", &[]);
    }
}
