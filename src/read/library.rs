//! What Zotero and other libraries of references export: RIS and BibTeX, with their abstracts.

use std::io::BufRead;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::article::{Article, DateSource};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::{Desk, fingerprint};
use crate::read::line::{Line, Lines, chomp};
use crate::read::record;
use crate::text::lossy;

/// The reader of RIS.
pub(crate) struct Ris;

/// The reader of BibTeX.
pub(crate) struct BibTex;

/// After so many entries that are never closed, the file is given up.
const UNCLOSED_MAX: u32 = 20;

/// A library is read in whole.
const BIBTEX_BYTES_MAX: usize = 64 << 20;

impl Reader for Ris {
    fn name(&self) -> &'static str {
        "ris"
    }

    fn about(&self) -> &'static str {
        "RIS of Zotero and others: title, abstract or full text, date"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let text = lossy(head);
        let first = text.lines().map(|it| it.trim_start_matches('\u{FEFF}').trim());
        first.filter(|it| !it.is_empty()).take(1).any(|it| tag(it).is_some_and(|it| it.0 == "TY"))
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
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut bytes = 0;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let outcome = lines.append(&mut buffer)?;
            let text = lossy(&buffer);
            let line = chomp(&text);
            let found = tag(line);
            let starts = found.is_some_and(|it| it.0 == "TY");
            let ends = found.is_some_and(|it| it.0 == "ER") || outcome == Line::End;
            if starts || ends {
                if bytes > options.article_bytes_max {
                    desk.too_long();
                } else if fields.len() > 1 {
                    let article = ris(&mut desk, std::mem::take(&mut fields));
                    desk.give(article)?;
                }
                fields.clear();
                bytes = 0;
            }
            if outcome == Line::End {
                return Ok(());
            }
            if starts {
                desk.begin(Some(lines.number()));
            }
            bytes += line.len();
            if bytes > options.article_bytes_max {
                fields.clear();
                continue;
            }
            match found {
                Some((name, value)) if !ends => fields.push((name.to_owned(), value.to_owned())),
                Some(_) => {}
                None => {
                    if let Some(last) = fields.last_mut() {
                        last.1.push('\n');
                        last.1.push_str(line.trim());
                    }
                }
            }
        }
    }
}

/// `AB  - The text`
fn tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{FEFF}');
    let (name, value) = line.split_once("  -")?;
    let fits = name.len() == 2 && name.bytes().all(|it| it.is_ascii_alphanumeric());
    fits.then_some((name, value.trim()))
}

fn ris(desk: &mut Desk<'_>, fields: Vec<(String, String)>) -> Article {
    let first = |names: &[&str]| {
        let mut named = names
            .iter()
            .filter_map(|name| fields.iter().find(|it| it.0 == *name && !it.1.trim().is_empty()));
        named.next().map(|it| it.1.trim().to_owned())
    };
    let title = ["TI", "T1", "CT", "BT"];
    let text = ["AB", "N2", "N1"];
    let source = ["T2", "JO", "JF", "JA", "PB"];
    let dates = ["DA", "Y1", "PY"];
    let mut article = Article {
        title: first(&title).unwrap_or_default(),
        body: first(&text).unwrap_or_default(),
        source: first(&source),
        url: first(&["UR", "L2"]).filter(|it| it.contains("://")),
        language: first(&["LA"]),
        ..Article::default()
    };
    let authors: Vec<&str> = fields
        .iter()
        .filter(|it| matches!(it.0.as_str(), "AU" | "A1"))
        .map(|it| it.1.trim())
        .collect();
    article.byline = (!authors.is_empty()).then(|| authors.join("; "));
    let given: Vec<String> = dates
        .iter()
        .filter_map(|it| first(&[it]))
        // `2023/12/12/` has an empty place for a season; a bare year is no day.
        .map(|it| it.trim_end_matches('/').replace('/', "-"))
        .filter(|it| it.len() > 4)
        .collect();
    desk.date(&mut article, given.iter().map(String::as_str));
    let own = first(&["ID", "AN", "DO"]);
    article.id = match own {
        Some(id) => format!("ris:{id}"),
        None if article.url.is_some() => String::new(),
        None => format!("ris:{}", fingerprint(&[&article.title, &article.body])),
    };
    let used = [&title[..], &["UR", "LA", "AU", "A1", "ID", "AB"]].concat();
    let rest = fields.into_iter().filter(|it| !used.contains(&it.0.as_str()) && !it.1.is_empty());
    article.extra = rest.collect();
    article
}

impl Reader for BibTex {
    fn name(&self) -> &'static str {
        "bibtex"
    }

    fn about(&self) -> &'static str {
        "BibTeX and BibLaTeX of Zotero and others: title, abstract, date"
    }

    fn sniff(&self, path: &str, head: &[u8]) -> bool {
        let text = lossy(head);
        let named = path.to_lowercase().ends_with(".bib");
        let mut lines = text.lines().map(str::trim);
        lines.any(|it| {
            let opens = it.strip_prefix('@').and_then(|it| it.split_once('{'));
            opens.is_some_and(|(kind, key)| {
                kind.bytes().all(|it| it.is_ascii_alphabetic()) && (named || key.ends_with(','))
            })
        }) && (named || text.trim_start().starts_with(['@', '%']))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let Some(bytes) = desk.whole(input, BIBTEX_BYTES_MAX)? else { return Ok(()) };
        let text = lossy(&bytes);
        let mut at = 0;
        let mut line = 1;
        let mut unclosed = 0;
        while let Some(found) = memchr::memchr(b'@', text.as_bytes().get(at..).unwrap_or_default())
        {
            line += feeds(&text, at, at + found);
            at += found;
            let rest = text.get(at..).unwrap_or_default();
            let Some(open) = rest.find('{').filter(|it| *it <= 40) else {
                at += 1;
                continue;
            };
            let kind = rest.get(1..open).unwrap_or_default().trim().to_ascii_lowercase();
            let is_entry = !kind.is_empty()
                && kind.bytes().all(|it| it.is_ascii_alphabetic())
                && !matches!(kind.as_str(), "comment" | "string" | "preamble");
            let inner = rest.get(open..).unwrap_or_default();
            let end = braced(inner);
            if is_entry {
                desk.begin(Some(line));
                if let Some(end) = end {
                    let entry = inner.get(1..end - 1).unwrap_or_default();
                    let article = bibtex(&mut desk, &kind, entry);
                    desk.give(article)?;
                } else {
                    desk.lost("the entry is never closed", "add the missing brace");
                    unclosed += 1;
                    // Each of them is looked for to the end of the file.
                    if unclosed >= UNCLOSED_MAX {
                        return Ok(());
                    }
                }
            }
            let next = at + open + end.unwrap_or(1);
            line += feeds(&text, at, next);
            at = next;
        }
        Ok(())
    }
}

fn feeds(text: &str, from: usize, to: usize) -> u64 {
    let bytes = text.as_bytes().get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// How long the group in braces is that `text` starts with.
fn braced(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn bibtex(desk: &mut Desk<'_>, kind: &str, entry: &str) -> Article {
    let (key, mut rest) = entry.split_once(',').unwrap_or((entry, ""));
    let mut fields: record::Fields = Vec::new();
    let (mut year, mut month, mut day) = (String::new(), String::new(), String::new());
    while let Some((name, value)) = rest.split_once('=') {
        let name = name.trim().trim_start_matches(',').trim().to_ascii_lowercase();
        let value = value.trim_start();
        let end = match value.as_bytes().first() {
            Some(b'{') => braced(value),
            Some(b'"') => quoted(value),
            _ => value.find([',', '\n']),
        };
        let end = end.unwrap_or(value.len());
        let text = plain(value.get(..end).unwrap_or_default());
        rest = value.get(end..).unwrap_or_default();
        match name.as_str() {
            "year" => year = text,
            "month" => month = text,
            "day" => day = text,
            "journaltitle" | "journal" | "newspaper" | "booktitle" => {
                fields.push(("source".to_owned(), Value::String(text)));
            }
            "langid" => fields.push(("language".to_owned(), Value::String(text))),
            "author" => {
                let names = text.split(" and ").map(str::trim).collect::<Vec<_>>().join("; ");
                fields.push((name, Value::String(names)));
            }
            _ => fields.push((name, Value::String(text))),
        }
    }
    fields.push(("kind".to_owned(), Value::String(kind.to_owned())));
    let whole = fields.iter().any(|it| it.0 == "date");
    let (mut article, odd) = record::article(fields, DateSource::Field, desk.options);
    for why in odd {
        desk.odd(&why);
    }
    if !whole && !day.is_empty() {
        let text = format!("{day} {month} {year}");
        desk.date(&mut article, [text.as_str()]);
    }
    article.id = format!("bibtex:{}", key.trim());
    article
}

/// How long the text in quotes is that `text` starts with.
fn quoted(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'"' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A value without braces, quotes and the marks of TeX.
fn plain(value: &str) -> String {
    let value = value.trim().trim_matches('"');
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' => {}
            '~' => out.push(' '),
            '\\' => match letters.peek().copied() {
                Some(mark @ ('&' | '%' | '$' | '#' | '_' | '{' | '}')) => {
                    out.push(mark);
                    letters.next();
                }
                Some(mark @ ('\'' | '`' | '^' | '"' | '~')) => {
                    letters.next();
                    let base = letters.find(|it| !matches!(it, '{' | '\\'));
                    out.extend(base);
                    out.push(match mark {
                        '\'' => '\u{301}',
                        '`' => '\u{300}',
                        '^' => '\u{302}',
                        '"' => '\u{308}',
                        _ => '\u{303}',
                    });
                }
                _ => {
                    while letters.peek().is_some_and(char::is_ascii_alphabetic) {
                        letters.next();
                    }
                }
            },
            letter => out.push(letter),
        }
    }
    let composed: String = out.nfc().collect();
    composed.trim().to_owned()
}
