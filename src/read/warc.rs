//! Web archives, WARC and ARC: what servers answered, each answer read as the form it has.
//!
//! The stream is read record by record, so memory does not grow with the archive.

use std::io::{self, BufRead, Read};

use brotli_decompressor::Decompressor;
use encoding_rs::Encoding;

use crate::article::{Article, DateSource};
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::again;
use crate::read::charset::{Charset, Utf8};
use crate::read::html;
use crate::read::line::{Line, Lines};
use crate::read::published;
use crate::read::unpack;
use crate::text::lossy;

/// The reader of web archives.
pub(crate) struct Warc;

/// The bytes of an answer may be so many times those of an article.
const ANSWER_GROWTH: u64 = 2;

/// No header line is longer, and there are no more of them.
const HEADER_BYTES_MAX: usize = 64 << 10;
const HEADERS_MAX: usize = 1_000;

/// How much of an answer is looked at to tell its form.
const HEAD_BYTES: usize = 16 << 10;

/// The forms in which an answer may hold articles. A text that is nothing else is one only where
/// the server says that it is a text.
const FORMS: &[&str] =
    &["feed", "nitf", "newsml", "newsml-g2", "pdf", "rtf", "mail", "wxr", "iptc7901"];

impl Reader for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn about(&self) -> &'static str {
        "web archives, WARC and ARC: pages, feeds and texts that servers answered"
    }

    fn takes_bytes(&self) -> bool {
        true
    }

    fn is_dated_by_name(&self) -> bool {
        false
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let head = head.trim_ascii_start();
        head.starts_with(b"WARC/") || head.starts_with(b"filedesc://")
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let is_arc = input.fill_buf()?.trim_ascii_start().starts_with(b"filedesc://");
        let mut archive = Archive {
            path,
            options,
            sink,
            bytes_max: options.article_bytes_max as u64 * ANSWER_GROWTH,
            record: 0,
            answers: 0,
            passed: Vec::new(),
            body: Vec::new(),
        };
        if is_arc {
            archive.arc(input)?;
        } else {
            archive.warc(input)?;
        }
        archive.end();
        Ok(())
    }
}

/// What the archive says of one answer.
#[derive(Debug, Default)]
struct Answer {
    url: String,
    /// When it was fetched.
    date: String,
    truncated: bool,
}

struct Archive<'a> {
    path: &'a str,
    options: &'a Options,
    sink: &'a mut dyn Sink,
    bytes_max: u64,
    record: u32,
    answers: u64,
    /// What was passed over, and how often.
    passed: Vec<(String, u64)>,
    /// The record under way; its memory is used again for the next.
    body: Vec<u8>,
}

impl Archive<'_> {
    fn warc(&mut self, input: &mut dyn BufRead) -> Result<()> {
        let mut strays = 0_u32;
        loop {
            let mut line = Vec::new();
            if Lines::new(input, HEADER_BYTES_MAX).append(&mut line)? == Line::End {
                return Ok(());
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            if !line.starts_with(b"WARC/") {
                if strays == 0 {
                    self.odd("bytes that belong to no record were passed over");
                }
                strays = strays.saturating_add(1);
                continue;
            }
            strays = 0;
            self.record = self.record.saturating_add(1);
            let headers = headers(input)?;
            let value = |name: &str| header(&headers, name);
            let Some(length) = value("Content-Length").and_then(|it| it.parse::<u64>().ok()) else {
                self.lost("the record does not say how long it is", "the next one is read");
                continue;
            };
            let kind = value("WARC-Type").unwrap_or_default().to_ascii_lowercase();
            let url = value("WARC-Target-URI").unwrap_or_default();
            let answer = Answer {
                url: url.trim_matches(['<', '>']).to_owned(),
                date: value("WARC-Date").unwrap_or_default().to_owned(),
                truncated: value("WARC-Truncated").is_some(),
            };
            let media = value("Content-Type").unwrap_or_default().to_ascii_lowercase();
            let is_answer = kind == "response"
                && (media.contains("http") || media.is_empty() || answer.url.starts_with("http"));
            self.content(input, length, is_answer.then_some(answer), &kind)?;
        }
    }

    fn arc(&mut self, input: &mut dyn BufRead) -> Result<()> {
        loop {
            let mut line = Vec::new();
            if Lines::new(input, HEADER_BYTES_MAX).append(&mut line)? == Line::End {
                return Ok(());
            }
            let line = lossy(&line);
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            // Addresses may have spaces in them: the other fields are counted from the end.
            let mut fields = line.rsplit(' ');
            let length = fields.next().and_then(|it| it.parse::<u64>().ok());
            let rest: Vec<&str> = fields.collect();
            let dated = rest
                .iter()
                .position(|it| it.len() == 14 && it.bytes().all(|it| it.is_ascii_digit()));
            let (Some(length), Some(at)) = (length, dated) else {
                self.odd("a line that opens no record was passed over");
                continue;
            };
            self.record = self.record.saturating_add(1);
            // `URL IP DATE TYPE LENGTH`, or with more fields after the type.
            let mut url: Vec<&str> = rest.get(at + 2..).unwrap_or_default().to_vec();
            url.reverse();
            let url = url.join(" ");
            let is_answer = url.starts_with("http");
            let kind = if is_answer { "response" } else { "other record" };
            let date = arc_date(rest.get(at).copied().unwrap_or_default());
            let answer = Answer { url, date, truncated: false };
            self.content(input, length, is_answer.then_some(answer), kind)?;
        }
    }

    /// Reads the content of a record, or passes over it.
    fn content(
        &mut self,
        input: &mut dyn BufRead,
        length: u64,
        answer: Option<Answer>,
        kind: &str,
    ) -> Result<()> {
        let Some(answer) = answer else {
            pass(input, length)?;
            self.count(kind);
            return Ok(());
        };
        self.answers += 1;
        if length > self.bytes_max {
            pass(input, length)?;
            self.lost("the answer is larger than one may be", "it is no page of text");
            return Ok(());
        }
        let mut body = std::mem::take(&mut self.body);
        body.clear();
        input.take(length).read_to_end(&mut body)?;
        if (body.len() as u64) < length {
            self.odd("the archive ends within this record; what there is was read");
        } else if answer.truncated {
            self.odd("the archive kept only the start of this answer");
        }
        let outcome = self.answer(&answer, &body);
        self.body = body;
        outcome
    }

    /// Reads what a server answered.
    fn answer(&mut self, answer: &Answer, http: &[u8]) -> Result<()> {
        let mut rest = http;
        let mut status = Vec::new();
        Lines::new(&mut rest, HEADER_BYTES_MAX).append(&mut status)?;
        let status = lossy(&status).into_owned();
        let (headers, mut content) = if status.starts_with("HTTP/") {
            let code = status.split_whitespace().nth(1).unwrap_or_default();
            if !code.starts_with('2') {
                self.count(&format!("answer {}", short(code)));
                return Ok(());
            }
            let headers = headers(&mut rest)?;
            (headers, rest.to_vec())
        } else {
            // HTTP/0.9 had no headers.
            (Vec::new(), http.to_vec())
        };
        let value = |name: &str| header(&headers, name).unwrap_or_default().to_ascii_lowercase();
        if value("Transfer-Encoding").contains("chunked") {
            content = dechunk(&content);
        }
        match value("Content-Encoding").trim() {
            "gzip" | "x-gzip" if content.starts_with(b"\x1F\x8B") => {
                content = self.inflate(flate2::read::MultiGzDecoder::new(&content[..]));
            }
            "deflate" => {
                let zlib = self.inflate(flate2::read::ZlibDecoder::new(&content[..]));
                if zlib.is_empty() {
                    let raw = self.inflate(flate2::read::DeflateDecoder::new(&content[..]));
                    content = if raw.is_empty() { content } else { raw };
                } else {
                    content = zlib;
                }
            }
            "br" if !looks_like_text(&content) => {
                let buffer_bytes = 64 << 10;
                content = self.inflate(Decompressor::new(&content[..], buffer_bytes));
            }
            _ => {}
        }
        let media = value("Content-Type");
        let kind = media.split(';').next().unwrap_or_default().trim().to_owned();
        let foreign = ["image/", "video/", "audio/", "font/", "text/css", "javascript", "json"];
        if foreign.iter().any(|it| kind.contains(it)) {
            self.count(&kind);
            return Ok(());
        }
        // What the server says of the charset counts, unless the bytes say they are UTF-8.
        let charset = media.split_once("charset=").map(|it| it.1);
        let charset = charset.map(|it| it.trim_matches(['"', '\'', ' ', ';']));
        if let Some(encoding) = charset.and_then(|it| Encoding::for_label(it.as_bytes()))
            && encoding != encoding_rs::UTF_8
            && std::str::from_utf8(&content).is_err()
        {
            content = encoding.decode(&content).0.into_owned().into_bytes();
        }
        self.inner(answer, &kind, &content)
    }

    fn inflate(&self, decoder: impl Read) -> Vec<u8> {
        let mut content = Vec::new();
        // What breaks off is read as far as it goes.
        _ = decoder.take(self.bytes_max).read_to_end(&mut content);
        content
    }

    fn inner(&mut self, answer: &Answer, kind: &str, content: &[u8]) -> Result<()> {
        if content.trim_ascii().is_empty() {
            self.count("empty answer");
            return Ok(());
        }
        let plain = kind == "text/plain";
        let allowed = |it: &dyn Reader| {
            FORMS.contains(&it.name()) || (plain && matches!(it.name(), "plain" | "markdown"))
        };
        let mut crawl = Crawl {
            path: self.path,
            options: self.options,
            sink: &mut *self.sink,
            answer,
            record: self.record,
            failed: false,
        };
        if html::Html.sniff("", content.get(..HEAD_BYTES).unwrap_or(content)) {
            let mut text = String::new();
            Utf8::new(content, Charset::default()).read_to_string(&mut text)?;
            let beside = format!("{} {}", answer.url, answer.date);
            let hash = again::hash(&html::Html, text.as_bytes(), &beside, self.options);
            if crawl.sink.knows(self.path, self.record, hash)? {
                return Ok(());
            }
            let page = html::page(&text, Some(&answer.url), self.options);
            return match page.kind {
                html::Kind::Empty => {
                    self.count("page without a text");
                    Ok(())
                }
                html::Kind::Index => {
                    self.count("page that only leads to articles");
                    Ok(())
                }
                html::Kind::Article => {
                    crawl.article(Article { bytes_hash: Some(hash), ..page.article() })
                }
                html::Kind::Stub => {
                    let problem = html::problem(self.path, page.kind);
                    crawl.problem(problem);
                    crawl.article(page.article())
                }
            };
        }
        // Inside an archive files are told apart by content, never by the end of an address.
        let outcome = unpack::inner("", content, &allowed, self.options, &mut crawl);
        let failed = crawl.failed;
        match outcome {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.count(if kind.is_empty() { "answer of no form that is read" } else { kind });
                Ok(())
            }
            Err(error) if failed => Err(error),
            Err(error) => {
                self.lost(&error.to_string(), "see what the record holds");
                Ok(())
            }
        }
    }

    fn count(&mut self, what: &str) {
        const KINDS_MAX: usize = 50;
        let known = self.passed.len();
        match self.passed.iter_mut().find(|it| it.0 == what) {
            Some(found) => found.1 += 1,
            None if known < KINDS_MAX => self.passed.push((short(what), 1)),
            None => {}
        }
    }

    fn odd(&mut self, reason: &str) {
        let record = Some(self.record).filter(|it| *it > 0);
        let problem = Problem::lost(self.path, reason);
        self.sink.problem(Problem { record, lost: false, ..problem });
    }

    fn lost(&mut self, reason: &str, hint: &str) {
        let record = Some(self.record).filter(|it| *it > 0);
        let hint = Some(hint.to_owned());
        self.sink.problem(Problem { record, hint, ..Problem::lost(self.path, reason) });
    }

    /// Says what was passed over, once for the whole archive.
    fn end(&mut self) {
        if self.passed.is_empty() {
            return;
        }
        self.passed.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let parts: Vec<String> =
            self.passed.iter().take(8).map(|(what, count)| format!("{count} {what}")).collect();
        let more = if self.passed.len() > 8 { " and others" } else { "" };
        let reason = format!("passed over: {}{more}", parts.join(", "));
        let problem = Problem::lost(self.path, &reason);
        self.sink.problem(Problem { lost: false, ..problem });
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Whether bytes are markup or text as they are, whatever their headers say.
fn looks_like_text(content: &[u8]) -> bool {
    let head = content.get(..200).unwrap_or(content);
    head.trim_ascii_start().starts_with(b"<") && std::str::from_utf8(head).is_ok()
}

/// Passes over so many bytes, or as many as there are.
fn pass(input: &mut dyn BufRead, bytes: u64) -> io::Result<()> {
    let mut left = bytes;
    while left > 0 {
        let piece = input.fill_buf()?.len();
        if piece == 0 {
            return Ok(());
        }
        let taken = piece.min(usize::try_from(left).unwrap_or(usize::MAX));
        input.consume(taken);
        left -= taken as u64;
    }
    Ok(())
}

/// The headers up to the blank line; what is folded is put on one line.
fn headers(input: &mut dyn BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for _ in 0..HEADERS_MAX {
        let mut line = Vec::new();
        if Lines::new(input, HEADER_BYTES_MAX).append(&mut line)? == Line::End {
            break;
        }
        let text = lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            break;
        }
        if text.starts_with([' ', '\t'])
            && let Some(last) = headers.last_mut()
        {
            last.1.push(' ');
            last.1.push_str(text.trim());
        } else if let Some((name, value)) = text.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    Ok(headers)
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str())
}

/// Puts chunks together. What is not in chunks, though a header says so, stays as it is; where
/// chunks stop to make sense, the rest is taken as it is.
fn dechunk(content: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(content.len());
    let mut rest = content;
    while !rest.is_empty() {
        let Some(end) = memchr::memchr(b'\n', rest).filter(|it| *it <= 256) else {
            whole.extend_from_slice(rest);
            return whole;
        };
        let line = rest.get(..end).unwrap_or_default();
        let digits = line.split(|it| *it == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(digits)
            .ok()
            .filter(|it| !it.is_empty() && it.len() <= 8)
            .and_then(|it| usize::from_str_radix(it, 16).ok());
        let Some(size) = size else {
            whole.extend_from_slice(rest);
            return whole;
        };
        rest = rest.get(end + 1..).unwrap_or_default();
        if size == 0 {
            return whole;
        }
        let taken = size.min(rest.len());
        whole.extend_from_slice(rest.get(..taken).unwrap_or_default());
        rest = rest.get(taken..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    whole
}

/// `20080430204825` as `2008-04-30T20:48:25Z`.
fn arc_date(digits: &str) -> String {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let (day, time) =
        ([part(0, 4), part(4, 6), part(6, 8)], [part(8, 10), part(10, 12), part(12, 14)]);
    format!("{}T{}Z", day.join("-"), time.join(":"))
}

/// Gives each article the address and the moment of its answer.
struct Crawl<'a> {
    path: &'a str,
    options: &'a Options,
    sink: &'a mut dyn Sink,
    answer: &'a Answer,
    record: u32,
    /// Whether the sink wants no more.
    failed: bool,
}

impl Sink for Crawl<'_> {
    fn article(&mut self, mut article: Article) -> Result<()> {
        // An item of a feed has an address of its own.
        let is_item = article.record > 1 || !article.id.is_empty();
        article.record = self.record;
        if !is_item || article.url.is_none() {
            let stated = article.url.replace(self.answer.url.clone());
            if let Some(canonical) = stated.filter(|it| *it != self.answer.url) {
                article.extra.push(("canonical".to_owned(), canonical));
            }
        }
        if !self.answer.date.is_empty() {
            article.extra.push(("crawled".to_owned(), self.answer.date.clone()));
        }
        if self.options.crawl_date {
            // Only where nothing better is known.
            article.path.clear();
            published::guess(&mut article, self.options);
            if article.published.is_none() {
                let date = &self.answer.date;
                _ = published::stated(&mut article, date, DateSource::Crawl, self.options);
            }
        }
        let outcome = self.sink.article(article);
        self.failed |= outcome.is_err();
        outcome
    }

    fn problem(&mut self, problem: Problem) {
        let path = self.path.to_owned();
        self.sink.problem(Problem { path, record: Some(self.record), ..problem });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks() {
        assert_eq!(dechunk(b"4\r\nWiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n"), b"Wikipedia");
        assert_eq!(dechunk(b"<html>no chunks</html>"), b"<html>no chunks</html>");
        assert_eq!(dechunk(b"4\r\nWikiXX\r\nrest"), b"WikiXX\r\nrest");
        assert_eq!(dechunk(b"ff\r\ncut"), b"cut");
    }

    proptest::proptest! {
        #[test]
        fn any_chunks_are_safe(bytes in proptest::collection::vec(0_u8.., 0..100)) {
            _ = dechunk(&bytes);
        }
    }
}
