//! What press databases export as text: Nexis, Factiva and ProQuest, many articles in one file.
//!
//! The same layouts come as RTF and as Word documents; those readers hand their text over here.

use std::io::BufRead;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::{Desk, fingerprint};
use crate::read::line::{Line, Lines, chomp};
use crate::read::plain::Plain;
use crate::text::lossy;

/// The reader of Nexis exports.
pub(crate) struct Nexis;

/// The reader of Factiva exports.
pub(crate) struct Factiva;

/// The reader of ProQuest exports.
pub(crate) struct ProQuest;

/// How a database lays out its articles.
struct Layout {
    /// Whether a line is the first of an article.
    starts: fn(&str) -> bool,
    /// Whether a line is the last of an article.
    ends: fn(&str) -> bool,
    parse: fn(&mut Desk<'_>, &[&str]) -> Article,
    /// Whether lines are an article at all, and not what is said of all of them.
    is_article: fn(&[&str]) -> bool,
}

const NEXIS: Layout = Layout {
    starts: |line| is_count(line, "DOCUMENTS"),
    ends: |line| line.trim() == "End of Document",
    parse: nexis,
    is_article: |lines| lines.iter().any(|it| length_of(it).is_some() || it.trim() == "Body"),
};

const FACTIVA: Layout = Layout {
    starts: |_| false,
    ends: |line| is_factiva_end(line),
    parse: factiva,
    is_article: |lines| lines.iter().filter(|it| !it.trim().is_empty()).count() > 3,
};

const PROQUEST: Layout = Layout {
    starts: |line| is_rule(line),
    ends: |_| false,
    parse: proquest,
    is_article: |lines| {
        lines.iter().any(|it| {
            key(it).is_some_and(|it| it.0 == "Full text")
                || key(it).is_some_and(|it| it.0 == "Abstract")
        })
    },
};

impl Reader for Nexis {
    fn name(&self) -> &'static str {
        "nexis"
    }

    fn about(&self) -> &'static str {
        "Nexis exports as text (RTF and Word, too), of both layouts"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let text = lossy(head);
        let counted = || text.lines().take(40).any(|it| is_count(it, "DOCUMENTS"));
        let body = |it: &str| matches!(it.trim(), "Body" | "BODY:");
        let lengthy = text.lines().any(|it| length_of(it).is_some());
        lengthy && (counted() || text.lines().any(body))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        split(path, input, options, sink, &NEXIS)
    }
}

impl Reader for Factiva {
    fn name(&self) -> &'static str {
        "factiva"
    }

    fn about(&self) -> &'static str {
        "Factiva exports as text (RTF and Word, too), with field codes or without"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let text = lossy(head);
        let coded = |code: &str| text.lines().any(|it| coded(it).is_some_and(|it| it.0 == code));
        (coded("HD") && coded("PD") && (coded("LP") || coded("TD") || coded("AN")))
            || (text.lines().any(is_factiva_end) && text.lines().any(|it| words_of(it).is_some()))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        split(path, input, options, sink, &FACTIVA)
    }
}

impl Reader for ProQuest {
    fn name(&self) -> &'static str {
        "proquest"
    }

    fn about(&self) -> &'static str {
        "ProQuest exports as text (RTF and Word, too)"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        let text = lossy(head);
        let keys = ["Publication title", "ProQuest document ID", "Publication info", "Full text"];
        let found = |name: &&&str| text.lines().any(|it| key(it).is_some_and(|it| it.0 == **name));
        text.lines().any(is_rule) && keys.iter().filter(found).count() >= 2
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        split(path, input, options, sink, &PROQUEST)
    }
}

/// Reads a text that was taken out of a document: in the layout of a database, or as one article.
pub(crate) fn text(path: &str, text: &str, options: &Options, sink: &mut dyn Sink) -> Result<()> {
    const HEAD_BYTES: usize = 16 << 10;
    let bytes = text.as_bytes();
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let readers: [&dyn Reader; 3] = [&Nexis, &Factiva, &ProQuest];
    let found = readers.into_iter().find(|it| it.sniff(path, head));
    if let Some(reader) = found {
        return reader.read(path, &mut &bytes[..], options, sink);
    }
    // In a document each line is a paragraph of its own.
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    Plain.read(path, &mut lines.join("\n\n").as_bytes(), options, sink)
}

/// Cuts a file into articles as it streams by.
fn split(
    path: &str,
    input: &mut dyn BufRead,
    options: &Options,
    sink: &mut dyn Sink,
    layout: &Layout,
) -> Result<()> {
    let mut desk = Desk::new(path, options, sink);
    let mut lines = Lines::new(input, options.article_bytes_max);
    let mut text = Vec::new();
    let mut start = 1;
    let mut too_long = false;
    loop {
        let before = text.len();
        let outcome = lines.append(&mut text)?;
        let line = lossy(text.get(before..).unwrap_or_default()).into_owned();
        let starts = (layout.starts)(chomp(&line)) && before > 0;
        let ends = (layout.ends)(chomp(&line));
        if text.len() > options.article_bytes_max.saturating_mul(2) {
            too_long = true;
            text.truncate(before.min(64));
        }
        if !starts && !ends && outcome != Line::End {
            continue;
        }
        let next = if starts { text.split_off(before) } else { Vec::new() };
        let whole = lossy(&text);
        let parts: Vec<&str> = whole.lines().collect();
        if too_long {
            desk.begin(Some(start));
            desk.too_long();
            too_long = false;
        } else if (layout.is_article)(&parts) {
            desk.begin(Some(start));
            let article = (layout.parse)(&mut desk, &parts);
            desk.give(article)?;
        } else if outcome == Line::End && desk.record == 0 {
            desk.begin(Some(start));
            desk.lost("no article of this layout is in the file", "try --input-format plain");
        }
        if outcome == Line::End {
            return Ok(());
        }
        start = if starts { lines.number() } else { lines.number() + 1 };
        text = next;
    }
}

/// `1 of 250 DOCUMENTS`
fn is_count(line: &str, what: &str) -> bool {
    let mut words = line.split_whitespace();
    let number = |it: Option<&str>| it.is_some_and(|it| it.parse::<u32>().is_ok());
    number(words.next())
        && words.next() == Some("of")
        && number(words.next())
        && words.next() == Some(what)
        && words.next().is_none()
}

/// `LENGTH: 1187 words`
fn length_of(line: &str) -> Option<&str> {
    let (name, value) = line.trim().strip_suffix(" words")?.split_once(':')?;
    let rest = value.trim();
    (name.eq_ignore_ascii_case("length")
        && !rest.is_empty()
        && rest.bytes().all(|it| it.is_ascii_digit() || it == b','))
    .then_some(rest)
}

/// `512 words`
fn words_of(line: &str) -> Option<&str> {
    let number = line.trim().strip_suffix(" words")?;
    (!number.is_empty() && number.bytes().all(|it| it.is_ascii_digit() || it == b','))
        .then_some(number)
}

/// A line of underscores.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|it| it == b'_')
}

/// `Name: value` at the start of a line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let fits = !name.is_empty()
        && name.len() <= 40
        && name.starts_with(|it: char| it.is_uppercase())
        && name.chars().all(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '/'));
    fits.then_some((name, value.trim()))
}

/// The names of Nexis' fields, in lower case.
const NEXIS_KEYS: &[&str] = &[
    "byline",
    "section",
    "length",
    "dateline",
    "headline",
    "highlight",
    "body",
    "load-date",
    "language",
    "graphic",
    "publication-type",
    "subject",
    "geographic",
    "journal-code",
    "document-type",
    "type",
    "correction",
    "correction-date",
    "series",
    "notes",
    "company",
    "organization",
    "person",
    "city",
    "state",
    "country",
    "industry",
    "ticker",
    "url",
    "name",
    "pub-type",
    "acc-no",
    "slug",
    "copyright",
    "location",
    "category",
    "title",
    "transmission date",
];

fn nexis_key(line: &str) -> Option<(String, &str)> {
    let (name, value) = key(line)?;
    let name = name.to_lowercase();
    NEXIS_KEYS.contains(&name.as_str()).then_some((name, value))
}

/// An article of Nexis, in the layout of the old text exports or of today's documents.
fn nexis(desk: &mut Desk<'_>, lines: &[&str]) -> Article {
    let mut article = Article::default();
    let today = lines.iter().any(|it| it.trim() == "Body");
    // What stands above the first field: source, date and headline, in either order.
    let mut top: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        if nexis_key(line).is_some() || bare == "Body" {
            break;
        }
        let noise = bare.is_empty()
            || is_count(bare, "DOCUMENTS")
            || bare.starts_with("Copyright ")
            || bare.starts_with("All Rights Reserved")
            || bare.starts_with("Page ") && bare.contains(" of ");
        if !noise {
            top.push(bare);
        }
        at += 1;
    }
    let dated = top.iter().position(|it| printed(it, desk.options.order).is_some());
    if let Some(number) = dated {
        let date = printed(top.get(number).copied().unwrap_or_default(), desk.options.order);
        desk.date(&mut article, date.iter().map(String::as_str));
        let source = number.checked_sub(1).and_then(|it| top.get(it));
        article.source = source.map(|it| (*it).to_owned());
        let title = if today {
            top.get(..number.saturating_sub(1)).unwrap_or_default()
        } else {
            let after = top.get(number + 1..).unwrap_or_default();
            // The edition stands between date and headline.
            let edition = |it: &&&str| it.contains("Edition") || it.contains("EDITION");
            let skip = after.iter().take_while(edition).count();
            after.get(skip..).unwrap_or_default()
        };
        article.title = title.join(" ");
    } else {
        article.title = top.join(" ");
    }
    let mut body: Vec<&str> = Vec::new();
    let mut in_body = false;
    let mut seen_body = false;
    let marked = today || lines.iter().any(|it| it.trim() == "BODY:");
    let mut field: Option<(String, String)> = None;
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines.get(at..).unwrap_or_default() {
        let bare = line.trim();
        if bare == "Body" || bare == "BODY:" {
            fields.extend(field.take());
            (in_body, seen_body) = (true, true);
            continue;
        }
        if matches!(bare, "Classification" | "End of Document" | "Graphic" | "Notes")
            && (!in_body || today)
        {
            fields.extend(field.take());
            in_body = false;
            continue;
        }
        let named = nexis_key(line).filter(|it| !in_body || is_tail(&it.0));
        if let Some((name, value)) = named {
            fields.extend(field.take());
            in_body = false;
            field = Some((name, value.to_owned()));
        } else if in_body {
            body.push(line);
        } else if bare.is_empty() {
            fields.extend(field.take());
        } else if let Some((_, value)) = &mut field {
            *value += " ";
            *value += bare;
        } else if !marked && !seen_body && !bare.starts_with("Copyright ") {
            // The oldest exports do not say where the text starts.
            (in_body, seen_body) = (true, true);
            body.push(line);
        }
    }
    fields.extend(field);
    article.body = paragraphs(&body, today);
    for (name, value) in fields {
        match name.as_str() {
            "headline" | "title" if !value.is_empty() => article.title = value,
            "byline" => article.byline = Some(value.trim_start_matches("By ").to_owned()),
            "language" => {
                let language = value.split(';').next().unwrap_or_default().trim().to_lowercase();
                article.language = Some(language);
            }
            "url" if value.contains("://") => article.url = Some(value),
            _ => {
                if name == "geographic" {
                    article.given = geographic(&value);
                }
                article.extra.push((name, value));
            }
        }
    }
    if article.published.is_none() {
        let load = article.extra.iter().find(|it| it.0 == "load-date").map(|it| it.1.clone());
        desk.date(&mut article, load.iter().map(String::as_str));
    }
    named(&mut article, "nexis");
    article
}

/// Whether a field comes after the text, and so ends it.
fn is_tail(name: &str) -> bool {
    matches!(
        name,
        "load-date"
            | "language"
            | "graphic"
            | "publication-type"
            | "subject"
            | "geographic"
            | "journal-code"
            | "document-type"
            | "correction-date"
            | "pub-type"
            | "acc-no"
            | "ticker"
            | "industry"
            | "organization"
            | "company"
    )
}

/// An id for what has none: the same article in two exports is one.
fn named(article: &mut Article, database: &str) {
    if article.id.is_empty() {
        let day = article.published.map(|it| it.day.to_string()).unwrap_or_default();
        let source = article.source.clone().unwrap_or_default();
        let lead: String = article.body.chars().take(200).collect();
        let number = fingerprint(&[&source, &day, &article.title, &lead]);
        article.id = format!("{database}:{number}");
    }
}

/// `PESHAWAR, PAKISTAN (92%); PAKISTAN (90%)`
fn geographic(value: &str) -> Vec<Given> {
    let entries = value.split(';').map(str::trim).filter(|it| !it.is_empty());
    let given = entries.map(|entry| {
        let (name, share) = entry.split_once('(').unwrap_or((entry, ""));
        let share = share.split('%').next().and_then(|it| it.parse::<u32>().ok());
        let standing =
            if share.is_none_or(|it| it >= 90) { Standing::Subject } else { Standing::Named };
        Given { name: name.trim().to_owned(), code: None, point: None, standing }
    });
    given.collect()
}

/// The date in a line such as `December 12, 2023 Tuesday 5:03 PM GMT`, or `Tuesday, 12 December
/// 2023 Late Edition`: the longest start of it that is one.
fn printed(line: &str, order: Option<crate::date::parse::DateOrder>) -> Option<String> {
    if line.len() > 80 || !line.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let words = line.split_whitespace();
    let words: Vec<&str> =
        words.filter(|it| !days.contains(&it.trim_matches([',', '.']))).collect();
    (2..=words.len()).rev().find_map(|count| {
        let text = words.get(..count)?.join(" ");
        crate::date::stamp::read(&text, order).map(|_| text)
    })
}

/// The lines of a text as paragraphs: broken by hand at a column and apart by blank lines, or each
/// a paragraph.
fn paragraphs(lines: &[&str], each: bool) -> String {
    const COLUMNS: usize = 120;
    let each = each || lines.iter().any(|it| it.len() > COLUMNS);
    let mut body = String::new();
    let mut blank = true;
    for line in lines {
        let bare = line.trim();
        if bare.is_empty() {
            blank = true;
            continue;
        }
        if !body.is_empty() {
            let indented = line.starts_with("   ");
            body.push_str(if blank || each || indented { "\n\n" } else { " " });
        }
        body.push_str(bare);
        blank = false;
    }
    body
}

/// The codes of Factiva's fields that mean something here.
const CODES: &[&str] = &[
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP",
    "TD", "CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "CLM", "CX",
];

/// `HD  Storm hits coast`
fn coded(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(' ');
    let end = line.bytes().take(4).take_while(u8::is_ascii_uppercase).count();
    let (code, rest) = line.split_at_checked(end)?;
    let apart = rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}']);
    (CODES.contains(&code) && apart).then_some((code, rest.trim()))
}

/// `Document LBA0000020231212ejcc001`, with or without its code.
fn is_factiva_end(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("AN").map_or(line, str::trim_start);
    line.strip_prefix("Document ").is_some_and(|it| {
        let it = it.trim();
        it.len() >= 20
            && it.bytes().all(|it| it.is_ascii_alphanumeric())
            && it.bytes().any(|it| it.is_ascii_digit())
    })
}

fn factiva(desk: &mut Desk<'_>, lines: &[&str]) -> Article {
    let with_codes = lines.iter().filter(|it| coded(it).is_some()).count() >= 4;
    let mut article =
        if with_codes { factiva_coded(desk, lines) } else { factiva_bare(desk, lines) };
    let end = lines.iter().rev().find(|it| is_factiva_end(it));
    if let Some(number) = end.and_then(|it| it.split_whitespace().last()) {
        article.id = format!("factiva:{number}");
    }
    named(&mut article, "factiva");
    article
}

fn factiva_coded(desk: &mut Desk<'_>, lines: &[&str]) -> Article {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match coded(line) {
            Some((code, rest)) => fields.push((code, vec![rest])),
            None => {
                if let Some(last) = fields.last_mut() {
                    last.1.push(line);
                }
            }
        }
    }
    let mut article = Article::default();
    let joined = |lines: &[&str]| {
        let words = lines.iter().flat_map(|it| it.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    };
    let (mut date, mut time) = (String::new(), String::new());
    for (code, lines) in &fields {
        let value = joined(lines);
        match *code {
            "HD" => article.title = value,
            "BY" => article.byline = Some(value.trim_start_matches("By ").to_owned()),
            "SN" => article.source = Some(value),
            "LA" => article.language = Some(value.to_lowercase()),
            "PD" => date = value,
            "ET" => time = value,
            "LP" | "TD" => {
                if !article.body.is_empty() {
                    article.body.push_str("\n\n");
                }
                article.body.push_str(&paragraphs(lines, false));
            }
            "AN" => {}
            "RE" => {
                article.given = regions(&value);
                article.extra.push(("RE".to_owned(), value));
            }
            code if !value.is_empty() => article.extra.push((code.to_owned(), value)),
            _ => {}
        }
    }
    let both = format!("{date} {time}");
    desk.date(&mut article, [both.trim(), date.as_str()]);
    article
}

/// `pakis : Pakistan | asiaz : Asia`
fn regions(value: &str) -> Vec<Given> {
    let names = value.split('|').filter_map(|it| it.split_once(':')).map(|it| it.1.trim());
    let given = |name: &str| Given {
        name: name.to_owned(),
        code: None,
        point: None,
        standing: Standing::Subject,
    };
    names.filter(|it| !it.is_empty()).map(given).collect()
}

/// Without codes the fields are told by their order: section, headline, byline, length, date,
/// time, source, its code, page, language, copyright; then the text.
fn factiva_bare(desk: &mut Desk<'_>, lines: &[&str]) -> Article {
    let mut article = Article::default();
    let given: Vec<&str> = lines.iter().map(|it| it.trim()).collect();
    let Some(length) = given.iter().position(|it| words_of(it).is_some()) else {
        article.body = paragraphs(lines, false);
        return article;
    };
    let top = given.get(..length).unwrap_or_default();
    let top: Vec<&str> = top.iter().copied().filter(|it| !it.is_empty()).collect();
    let rest = given.get(length + 1..).unwrap_or_default();
    let dated = rest.iter().position(|it| printed(it, desk.options.order).is_some());
    let mut at = length + 1;
    if let Some(number) = dated.filter(|it| *it <= 3) {
        let date = rest.get(number).copied().unwrap_or_default().to_owned();
        let time = rest.get(number + 1).copied().unwrap_or_default();
        let is_time = time.len() <= 8
            && time.contains(':')
            && time.starts_with(|it: char| it.is_ascii_digit());
        let both = if is_time { format!("{date} {time}") } else { date.clone() };
        desk.date(&mut article, [both.as_str(), date.as_str()]);
        let next = number + 1 + usize::from(is_time);
        article.source = rest.get(next).map(|it| (*it).to_owned()).filter(|it| !it.is_empty());
        at += next + 1;
    }
    // The lines up to the copyright are short; the text follows.
    let mut language = None;
    for line in given.get(at..).unwrap_or_default().iter().take(8) {
        at += 1;
        if line.starts_with("(c)") || line.starts_with('©') || line.starts_with("Copyright") {
            article.extra.push(("CY".to_owned(), (*line).to_owned()));
            break;
        }
        if crate::language::Language::from_name(&line.to_lowercase()).is_some() {
            language = Some(line.to_lowercase());
        } else if !line.is_empty() {
            article.extra.push(("SC".to_owned(), (*line).to_owned()));
        }
    }
    article.language = language;
    match top.as_slice() {
        [title] => (*title).clone_into(&mut article.title),
        [section, title] if section.len() < 30 && !title.starts_with("By ") => {
            (*title).clone_into(&mut article.title);
            article.extra.push(("SE".to_owned(), (*section).to_owned()));
        }
        [title, byline] => {
            (*title).clone_into(&mut article.title);
            article.byline = Some(byline.trim_start_matches("By ").to_owned());
        }
        [section, title @ .., byline] => {
            article.title = title.join(" ");
            article.extra.push(("SE".to_owned(), (*section).to_owned()));
            article.byline = Some(byline.trim_start_matches("By ").to_owned());
        }
        [] => {}
    }
    let body: Vec<&str> = lines
        .get(at..)
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|it| !is_factiva_end(it))
        .collect();
    article.body = paragraphs(&body, false);
    article
}

fn proquest(desk: &mut Desk<'_>, lines: &[&str]) -> Article {
    let mut article = Article::default();
    let mut fields: Vec<(String, Vec<&str>)> = Vec::new();
    let mut top = Vec::new();
    for line in lines {
        let bare = line.trim();
        if is_rule(bare) || bare == "ProQuest document link" || bare.starts_with("http") {
            continue;
        }
        let in_text = fields.last().is_some_and(|it| it.0 == "Full text");
        let found = key(line).filter(|it| PROQUEST_KEYS.contains(&it.0));
        match found.filter(|it| !in_text || it.0 != "Author") {
            Some((name, value)) => fields.push((name.to_owned(), vec![value])),
            None => match fields.last_mut() {
                Some(last) => last.1.push(line),
                None if !bare.is_empty() && !bare.starts_with("Document ") => top.push(bare),
                None => {}
            },
        }
    }
    article.title = top.join(" ");
    let mut abstracted = String::new();
    let mut dates = Vec::new();
    for (name, lines) in &fields {
        let value = lines.iter().flat_map(|it| it.split_whitespace()).collect::<Vec<_>>().join(" ");
        match name.as_str() {
            _ if value.is_empty() => {}
            "Full text" => article.body = paragraphs(lines, false),
            "Abstract" => abstracted = value,
            "Title" => article.title = value,
            "Author" => article.byline = Some(value),
            "Publication title" => article.source = Some(value),
            "Publication date" => dates.insert(0, value),
            "Publication info" => {
                // `Dawn; Karachi [Karachi]. 12 Dec 2023.`
                let tail = value.trim_end_matches('.').rsplit(['.', ':']).next();
                dates.extend(tail.map(|it| it.trim().to_owned()));
                article.extra.push((name.clone(), value));
            }
            "Language of publication" => article.language = Some(value.to_lowercase()),
            "Document URL" => article.url = Some(value),
            "ProQuest document ID" => article.id = format!("proquest:{value}"),
            _ => article.extra.push((name.clone(), value)),
        }
    }
    if article.body.trim().is_empty() || article.body.starts_with("Not available") {
        article.body = abstracted;
    } else if !abstracted.is_empty() {
        article.extra.push(("Abstract".to_owned(), abstracted));
    }
    desk.date(&mut article, dates.iter().map(String::as_str));
    // The address is that of a session, and so is no id.
    named(&mut article, "proquest");
    article
}

/// The names of ProQuest's fields.
const PROQUEST_KEYS: &[&str] = &[
    "Author",
    "Publication info",
    "Abstract",
    "Full text",
    "Subject",
    "Location",
    "Company",
    "Company / organization",
    "People",
    "Title",
    "Publication title",
    "First page",
    "Pages",
    "Publication year",
    "Publication date",
    "Dateline",
    "Section",
    "Column",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "Publication subject",
    "ISSN",
    "Source type",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Links",
    "Identifier / keyword",
    "Credit",
    "Volume",
    "Issue",
    "Year",
    "Edition",
    "Classification",
    "Number of pages",
];
