//! IPTC 7901, the wire as teleprinters ran it: a header, a text between control marks, a trailer
//! with the date.

use std::io::BufRead;

use crate::article::Article;
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::{Desk, fingerprint};
use crate::read::line::{Line, Lines};
use crate::text::lossy;

/// The marks that start a message, its text, its trailer, and end it.
const HEAD: char = '\u{1}';
const TEXT: char = '\u{2}';
const TRAILER: char = '\u{3}';

/// The reader of IPTC 7901.
pub(crate) struct Iptc;

impl Reader for Iptc {
    fn name(&self) -> &'static str {
        "iptc7901"
    }

    fn about(&self) -> &'static str {
        "IPTC 7901, the wire of news agencies before XML; many messages in one file"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let start = head.iter().position(|it| !it.is_ascii_whitespace()).unwrap_or(0);
        head.get(start) == Some(&1) && memchr::memchr(2, head).is_some()
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
        let mut message = Vec::new();
        let mut start = 1;
        loop {
            let before = message.len();
            let outcome = lines.append(&mut message)?;
            let opens = message.get(before..).is_some_and(|it| it.contains(&1));
            if outcome != Line::End && !(opens && before > 0) {
                if outcome == Line::TooLong || message.len() > options.article_bytes_max {
                    desk.begin(Some(start));
                    desk.too_long();
                    return Ok(());
                }
                continue;
            }
            let next = message.split_off(before);
            let text = lossy(&message);
            if text.contains(HEAD) {
                desk.begin(Some(start));
                let article = article(&mut desk, &text);
                desk.give(article)?;
            }
            if outcome == Line::End {
                return Ok(());
            }
            message = next;
            start = lines.number();
        }
    }
}

fn article(desk: &mut Desk<'_>, message: &str) -> Article {
    let message = message.replace("\r\n", "\n");
    let (_, message) = message.split_once(HEAD).unwrap_or(("", &message));
    let (head, rest) = message.split_once(TEXT).unwrap_or(("", message));
    let (text, trailer) = rest.split_once(TRAILER).unwrap_or((rest, ""));
    let mut article = Article::default();
    let mut keep = |name: &str, value: &str| {
        let value = value.trim();
        if !value.is_empty() {
            article.extra.push((name.to_owned(), value.to_owned()));
        }
    };
    let mut lines = head.lines().map(str::trim).filter(|it| !it.is_empty());
    let mut words = lines.next().unwrap_or_default().split_whitespace();
    let number = words.next().unwrap_or_default();
    for name in ["urgency", "category", "words"] {
        keep(name, words.next().unwrap_or_default());
    }
    keep("message", number);
    for line in lines {
        keep("slugline", line.trim_end_matches('/'));
    }
    // The headline ends in `=`; what stands before it says which lead and who wrote it.
    let mut body = text;
    if let Some((top, rest)) = text.split_once(" =\n").filter(|it| it.0.len() < 1_000) {
        body = rest;
        let mut titles = Vec::new();
        for line in top.lines().map(str::trim).filter(|it| !it.is_empty()) {
            if let Some(name) = by(line) {
                article.byline = Some(name.to_owned());
            } else if is_note(line) {
                article.extra.push(("note".to_owned(), line.to_owned()));
            } else {
                titles.push(line);
            }
        }
        article.title = titles.join(" ");
    }
    article.body = paragraphs(body);
    if let Some(date) = date(trailer) {
        desk.date(&mut article, [date.as_str()]);
    }
    let lead: String = article.body.chars().take(200).collect();
    article.id = format!("iptc7901:{number}:{}", fingerprint(&[&article.title, &lead, trailer]));
    article
}

fn by(line: &str) -> Option<&str> {
    line.strip_prefix("By ").or_else(|| line.strip_prefix("Von ")).map(str::trim)
}

/// `1ST LEAD`, `REFILE`, `(Achtung)`
fn is_note(line: &str) -> bool {
    let bracketed = line.starts_with('(') && line.ends_with(')');
    let loud = line.len() <= 30
        && line.chars().any(char::is_alphabetic)
        && !line.chars().any(char::is_lowercase);
    bracketed || loud
}

/// Paragraphs are indented or apart by a blank line; their lines are broken by hand.
fn paragraphs(text: &str) -> String {
    let mut body = String::new();
    let mut blank = true;
    for line in text.lines() {
        let bare = line.trim_matches(|it: char| it.is_whitespace() || it.is_control());
        if bare.is_empty() {
            blank = true;
            continue;
        }
        if !body.is_empty() {
            body.push_str(if blank || line.starts_with("   ") { "\n\n" } else { " " });
        }
        blank = false;
        body.push_str(bare);
    }
    body
}

/// `131137 GMT Nov 13`: day, hour and minute, zone, month, year.
fn date(trailer: &str) -> Option<String> {
    let mut words = trailer.split_whitespace().filter(|it| it.is_ascii());
    let digits = words.next()?;
    let part = |from: usize| digits.get(from..from + 2).filter(|it| it.parse::<u8>().is_ok());
    let (day, hour, minute) = (part(0)?, part(2)?, part(4)?);
    let mut word = words.next()?;
    let zone = if word.len() == 3 && matches!(word, "GMT" | "UTC") {
        word = words.next()?;
        "GMT"
    } else {
        ""
    };
    let year: u16 = words.next()?.parse().ok()?;
    // The form is of 1979; nothing older was ever sent in it.
    let year = match year {
        0..=78 => 2000 + year,
        79..=99 => 1900 + year,
        year => year,
    };
    let month = match word {
        "Mär" | "Mrz" => "Mar",
        "Mai" => "May",
        "Okt" => "Oct",
        "Dez" => "Dec",
        word => word,
    };
    Some(format!("{day} {month} {year} {hour}:{minute} {zone}").trim().to_owned())
}
