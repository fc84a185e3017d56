//! RSS 0.9 to 2.0, RDF, Atom and JSON Feed: an article an item, told apart by its GUID.
//!
//! Feeds are read by our own hand, not by a feed crate: those drop a date they cannot read, and
//! with it the words that our date reader understands.

use std::io::BufRead;

use serde_json::Value;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::{Desk, fingerprint};
use crate::read::markup;
use crate::read::xml::{self, Element};
use crate::text::lossy;

/// The reader of feeds.
pub(crate) struct Feed;

/// A JSON Feed is read in whole.
const JSON_BYTES_MAX: usize = 64 << 20;

/// An id shorter than this, and no address, may be another feed's, too.
const GUID_BYTES_MIN: usize = 16;

/// A source field longer than this is cut.
pub(crate) const VALUE_CHARS_MAX: usize = 4_000;

impl Reader for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn about(&self) -> &'static str {
        "RSS 0.9 to 2.0, Atom, JSON Feed: full text where it is given, else the summary"
    }

    fn is_dated_by_name(&self) -> bool {
        false
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        if let Some((name, tag)) = xml::root(head) {
            return match name.to_ascii_lowercase().as_str() {
                "rss" | "rdf" | "feed" => true,
                "channel" => !tag.contains("NewsML"),
                _ => false,
            };
        }
        let text = lossy(head.get(..2_048).unwrap_or(head));
        text.trim_start().starts_with('{') && text.contains("//jsonfeed.org/version/")
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let opens = input.fill_buf()?.trim_ascii_start().first() == Some(&b'{');
        if opens {
            return json(&mut desk, input);
        }
        desk.records(input, is_item, &mut |desk, item, around| {
            let article = article(desk, &item, around);
            if article.title.is_empty() && article.body.is_empty() {
                desk.odd("passed over: the item has neither a title nor a text");
                return Ok(());
            }
            desk.give(article)
        })?;
        desk.end();
        Ok(())
    }
}

/// Whether an element is an item of a feed.
pub(crate) fn is_item(element: &Element, around: &[Element]) -> bool {
    !around.is_empty() && (element.is("item") || element.is("entry"))
}

/// Where dates stand, the best first.
const DATES: &[&str] = &[
    "pubDate",
    "published",
    "dcterms:issued",
    "issued",
    "dc:date",
    "date",
    "dcterms:created",
    "created",
    "updated",
    "modified",
    "dcterms:modified",
    "lastBuildDate",
    "lastMod",
];

/// Where the whole text stands, the best first.
const CONTENTS: &[&str] =
    &["content:encoded", "xhtml:body", "fulltext", "content", "body", "fullitem", "xhtml:div"];

/// Where what is said of the text stands.
const SUMMARIES: &[&str] = &[
    "description",
    "summary",
    "abstract",
    "itunes:summary",
    "media:description",
    "dc:description",
    "itunes:subtitle",
    "tagline",
];

/// The article of an item.
pub(crate) fn article(desk: &mut Desk<'_>, item: &Element, around: &[Element]) -> Article {
    let mut item = Item { item, used: Vec::new() };
    let mut article = Article::default();
    if let Some(title) = item.take(&["title", "dc:title", "media:title"], is_said) {
        article.title = markup::line(&content(title));
    }
    let whole = item.take(CONTENTS, is_written);
    if let Some(element) = whole {
        article.body = content(element);
    } else if let Some(element) = item.take(SUMMARIES, is_written) {
        article.body = content(element);
    }
    let dates: Vec<(usize, String)> = DATES
        .iter()
        .flat_map(|name| item.item.children().enumerate().filter(move |it| it.1.is(name)))
        .filter_map(|(at, element)| element.said().map(|it| (at, it)))
        .collect();
    let mut at = None;
    let told = dates.iter().map(|(number, text)| {
        at = Some(*number);
        text.as_str()
    });
    if desk.date(&mut article, told) {
        item.used.extend(at);
    }
    let about = item.item.attribute("about").map(str::to_owned);
    let guid = item.take(&["guid", "atom:id", "id"], is_said);
    let permanent = guid.is_some_and(|it| it.attribute("isPermaLink") != Some("false"));
    let guid = guid.and_then(Element::said).or(about);
    article.url = link(&mut item).or_else(|| {
        let is_address = |it: &String| permanent && it.contains("://") && !it.contains(' ');
        guid.clone().filter(is_address)
    });
    let channel = Channel::of(around);
    article.id = match guid {
        Some(guid) if guid.contains([':', '/']) || guid.len() >= GUID_BYTES_MIN => guid,
        Some(guid) => format!("{}#{guid}", channel.base(desk.path)),
        None if article.url.is_some() => String::new(),
        None => {
            let day = article.published.map(|it| it.value()).unwrap_or_default();
            let words = if article.title.is_empty() { &article.body } else { &article.title };
            format!("{}#{}", channel.base(desk.path), fingerprint(&[words, &day]))
        }
    };
    let authors = ["dc:creator", "author", "atom:author", "itunes:author", "creator"];
    article.byline = item.take(&authors, is_said).and_then(person);
    let origin = item.take(&["source"], |it| it.child("title").is_some() || is_said(it));
    let origin = origin.and_then(|it| it.child("title").unwrap_or(it).said());
    article.source = origin.or_else(|| channel.title.clone());
    article.language = item
        .item
        .attribute("xml:lang")
        .map(str::to_owned)
        .or_else(|| item.take(&["dc:language", "language"], is_said).and_then(Element::said))
        .or(channel.language);
    article.given = places(&item);
    article.extra = item.rest();
    article
}

fn is_said(element: &Element) -> bool {
    element.said().is_some()
}

/// Whether an element has a text, and not a picture or only the address of one.
fn is_written(element: &Element) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    let foreign = ["image/", "audio/", "video/"];
    !foreign.iter().any(|it| kind.starts_with(it))
        && is_said(element)
        && !content(element).is_empty()
}

/// What an element of a feed says: markup that stands in it, markup that is escaped in it, or
/// plain text.
pub(crate) fn content(element: &Element) -> String {
    if element.children().next().is_some() {
        return element.text();
    }
    let mut raw = element.raw();
    let kind = element.attribute("type").unwrap_or_default();
    if element.attribute("mode") == Some("base64") || kind == "application/octet-stream" {
        let bytes = mail_parser::decoders::base64::base64_decode(raw.trim().as_bytes());
        raw = bytes.and_then(|it| String::from_utf8(it).ok()).unwrap_or_default();
    }
    let plain = matches!(kind, "text" | "text/plain");
    if !plain && markup::is_markup(&raw) {
        return markup::text(&raw);
    }
    let text = raw.replace("\r\n", "\n");
    text.trim().to_owned()
}

/// `Ann Miller`, of `ann@example.org (Ann Miller)` or an Atom person.
fn person(element: &Element) -> Option<String> {
    if let Some(name) = element.child("name").and_then(Element::said) {
        return Some(name);
    }
    let said = element.said()?;
    let inner = said.split_once('(').filter(|it| it.0.contains('@'));
    Some(match inner.and_then(|it| it.1.split(')').next()) {
        Some(name) if !name.trim().is_empty() => name.trim().to_owned(),
        _ => said,
    })
}

/// The address of the article itself.
fn link(item: &mut Item<'_>) -> Option<String> {
    let alternate = |it: &Element| {
        it.attribute("href").is_some()
            && matches!(it.attribute("rel"), None | Some("alternate"))
            && !it.is("atom:x")
    };
    if let Some(link) = item.take(&["feedburner:origLink"], is_said) {
        return link.said();
    }
    if let Some(link) = item.take(&["link"], |it| is_said(it) || alternate(it)) {
        return link.said().or_else(|| link.attribute("href").map(str::to_owned));
    }
    item.item.attribute("href").map(str::to_owned)
}

/// The places of an item, where they have names.
fn places(item: &Item<'_>) -> Vec<Given> {
    let number = |text: Option<String>| text.and_then(|it| it.parse::<f64>().ok());
    let said = |name: &str| item.item.child(name).and_then(Element::said);
    let name = said("georss:featurename").or_else(|| said("dc:coverage"));
    let point = said("georss:point").and_then(|it| {
        let mut both = it.split([' ', ',']).filter_map(|it| it.parse::<f64>().ok());
        Some((both.next()?, both.next()?))
    });
    let point = point.or_else(|| number(said("geo:lat")).zip(number(said("geo:long"))));
    let name = name.filter(|it| it.chars().count() <= 100);
    let given = |name| Given { name, code: None, point, standing: Standing::Subject };
    name.map(given).into_iter().collect()
}

/// An item, and which of its children have been read.
struct Item<'a> {
    item: &'a Element,
    used: Vec<usize>,
}

impl<'a> Item<'a> {
    /// The first child that is called by one of `names`, the first name first, and is `wanted`.
    fn take(&mut self, names: &[&str], wanted: impl Fn(&Element) -> bool) -> Option<&'a Element> {
        for name in names {
            let mut children = self.item.children().enumerate();
            let found = children.find(|(_, it)| is_called(it, name) && wanted(it));
            if let Some((at, element)) = found {
                self.used.push(at);
                return Some(element);
            }
        }
        None
    }

    /// What was not read, as source fields.
    fn rest(&self) -> Vec<(String, String)> {
        let children = self.item.children().enumerate();
        let rest = children.filter(|(at, _)| !self.used.contains(at));
        rest.filter_map(|(_, it)| source_field(it)).collect()
    }
}

/// A name without a prefix is one of RSS or Atom, and of no other space.
fn is_called(element: &Element, name: &str) -> bool {
    if name.contains(':') {
        return element.is(name);
    }
    element.is(name) && matches!(element.space.as_str(), "" | "atom" | "rss")
}

/// The attributes that say something where an element has no text.
const TELLING: &[&str] = &["term", "label", "url", "href", "text", "value", "resource"];

/// An element as a name and what it says: its text, else what its attributes say.
pub(crate) fn source_field(element: &Element) -> Option<(String, String)> {
    let space = element.space.as_str();
    let name = match space {
        "" | "atom" | "rss" => element.name.clone(),
        space => format!("{space}:{}", element.name),
    };
    let told = || TELLING.iter().find_map(|it| element.attribute(it)).map(str::to_owned);
    let value = element.said().or_else(told)?;
    let value = if markup::is_markup(&value) { markup::line(&value) } else { value };
    let value: String = value.chars().take(VALUE_CHARS_MAX).collect();
    (!value.is_empty()).then_some((name, value))
}

/// What a feed says of itself.
#[derive(Debug, Default)]
struct Channel {
    title: Option<String>,
    link: Option<String>,
    language: Option<String>,
}

impl Channel {
    fn of(around: &[Element]) -> Channel {
        let mut channel = Channel::default();
        for element in around {
            // In RDF the channel stands beside the items.
            for element in [Some(element), element.child("channel")].into_iter().flatten() {
                let said = |name: &str| {
                    let mut named = element.children().filter(|it| is_called(it, name));
                    named.find_map(Element::said)
                };
                let titles = element.children().find(|it| is_called(it, "title") && is_said(it));
                channel.title = titles.map(|it| markup::line(&content(it))).or(channel.title);
                let href = || {
                    let links = element.children().filter(|it| it.is("link"));
                    links.into_iter().find_map(|it| it.attribute("href")).map(str::to_owned)
                };
                channel.link = said("link").or_else(|| said("id")).or_else(href).or(channel.link);
                let stated = element.attribute("xml:lang").map(str::to_owned);
                let language = said("language")
                    .or(stated)
                    .or_else(|| element.child("dc:language").and_then(Element::said));
                channel.language = language.or(channel.language);
            }
        }
        channel
    }

    /// What ids of this feed that are no addresses start with.
    fn base(&self, path: &str) -> String {
        self.link.clone().or_else(|| self.title.clone()).unwrap_or_else(|| path.to_owned())
    }
}

/// Reads a JSON Feed.
fn json(desk: &mut Desk<'_>, input: &mut dyn BufRead) -> Result<()> {
    let Some(bytes) = desk.whole(input, JSON_BYTES_MAX)? else { return Ok(()) };
    let feed: Value = match serde_json::from_slice(&bytes) {
        Ok(feed) => feed,
        Err(error) => {
            desk.line = Some(error.line() as u64);
            desk.lost(&format!("not JSON: {error}"), "mend the file");
            return Ok(());
        }
    };
    let text = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let base = text(&feed, "feed_url").or_else(|| text(&feed, "home_page_url"));
    let base = base.or_else(|| text(&feed, "title")).unwrap_or_else(|| desk.path.to_owned());
    let author = |value: &Value| {
        let listed = value.get("authors").and_then(Value::as_array).into_iter().flatten();
        let names: Vec<String> =
            listed.chain(value.get("author")).filter_map(|it| text(it, "name")).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let Some(items) = feed.get("items").and_then(Value::as_array) else {
        desk.lost("the feed has no items", "a JSON Feed has a list called items");
        return Ok(());
    };
    for item in items {
        desk.begin(None);
        let mut article = Article {
            title: text(item, "title").map(|it| markup::line(&it)).unwrap_or_default(),
            url: text(item, "url").or_else(|| text(item, "external_url")),
            source: text(&feed, "title"),
            byline: author(item).or_else(|| author(&feed)),
            language: text(item, "language").or_else(|| text(&feed, "language")),
            ..Article::default()
        };
        let whole = text(item, "content_html").map(|it| markup::text(&it));
        let body = whole.or_else(|| text(item, "content_text")).filter(|it| !it.is_empty());
        let summary = text(item, "summary");
        if let (Some(_), Some(summary)) = (&body, &summary) {
            article.extra.push(("summary".to_owned(), summary.clone()));
        }
        article.body = body.or(summary).unwrap_or_default();
        let dates = [text(item, "date_published"), text(item, "date_modified")];
        desk.date(&mut article, dates.iter().flatten().map(String::as_str));
        article.id = match text(item, "id") {
            Some(id) if id.contains([':', '/']) || id.len() >= GUID_BYTES_MIN => id,
            Some(id) => format!("{base}#{id}"),
            None if article.url.is_some() => String::new(),
            None => format!("{base}#{}", fingerprint(&[&article.title, &article.body])),
        };
        let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
        for tag in tags.filter_map(Value::as_str) {
            article.extra.push(("tag".to_owned(), tag.to_owned()));
        }
        for name in ["image", "banner_image", "date_modified", "external_url"] {
            article.extra.extend(text(item, name).map(|it| (name.to_owned(), it)));
        }
        desk.give(article)?;
    }
    Ok(())
}
