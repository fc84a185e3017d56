//! Web pages: the article on a page, and what the page says of it.

mod block;
mod class;
mod day;
mod dom;
mod ld;
mod meta;
mod phrase;
mod prose;
mod saved;
mod tag;
mod when;

use std::io::BufRead;
use std::io::Read as _;

use serde_json::Value;

use crate::article::Article;
use crate::article::Given;
use crate::article::Published;
use crate::article::Standing;
use crate::date::parse::DateOrder;
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::again;
use crate::read::html::block::Blocks;
use crate::read::html::dom::Dom;
use crate::read::html::ld::Ld;
use crate::read::html::meta::Facts;
use crate::read::html::meta::Metas;
use crate::read::html::prose::{Found, Prose};
use crate::read::html::saved::saved_from;
use crate::read::html::when::When;
use crate::read::record;
use crate::read::xml;
use crate::text::lossy;

/// The reader of single pages.
pub(crate) struct Html;

/// What a page turned out to be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Kind {
    /// One text.
    #[default]
    Article,
    /// The start of a text, the rest of which is to be paid for.
    Stub,
    /// Links to texts.
    Index,
    /// Nothing to read.
    Empty,
}

/// What is on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What it is.
    pub kind: Kind,
    /// The headline, without the name of the site.
    pub title: String,
    /// The text, paragraphs apart by blank lines.
    pub body: String,
    /// When it came out.
    pub published: Option<Published>,
    /// When it was changed, as the page says.
    pub modified: Option<Published>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The name of the site, else its host.
    pub source: Option<String>,
    /// The language it says it is in (BCP 47).
    pub language: Option<String>,
    /// The address it gives as its own.
    pub url: Option<String>,
    /// Where the picture that leads it lies.
    pub image: Option<String>,
    /// Places that it says it is about, or filed from.
    pub given: Vec<Given>,
    /// What else it says: description, section, keywords.
    pub extra: Vec<(String, String)>,
}

/// Reads a page. `url` is where it was found, where that is known.
///
/// Any text will do: the worst that comes of it is [`Kind::Empty`].
pub fn page(html: &str, url: Option<&str>, options: &Options) -> Page {
    let dom = Dom::parse(html);
    let saved = saved_from(html);
    let url = url.or(saved.as_deref());
    let facts = Facts { dom: &dom, metas: Metas::of(&dom), ld: Ld::of(&dom), address: url };
    let canonical = facts.canonical();
    let facts = Facts { address: url.or(canonical.as_deref()), ..facts };
    let kinds = class::kinds(&dom);
    let source = facts.source();
    let title = facts.title(source.as_deref());
    let language = facts.language();
    let order = order(language.as_deref());
    let blocks = Blocks::of(&dom);
    let when =
        When { facts: &facts, kinds: &kinds, blocks: &blocks, title: &title, options, order };
    let (published, modified) = (when.published(), when.modified());
    let found = Prose::new(&dom, &kinds, &blocks, &title).find();
    let found = facts.written_out(found);
    let kind = kind_of(&facts, &kinds, &found);
    let byline = facts.byline();
    let image = facts.image();
    let mut page = Page {
        kind,
        title,
        body: found.body,
        published,
        modified,
        byline,
        source,
        language,
        url: canonical.clone().or(saved.clone()),
        image,
        given: Vec::new(),
        extra: Vec::new(),
    };
    describe(&facts, &mut page);
    page
}

/// A text with fewer characters than this may be the free start of a longer one.
const STUB_CHARS_MAX: u32 = 1_500;

/// A page with fewer characters of text, and as many links with the length of a headline, is one
/// that leads to articles.
const INDEX_CHARS_MAX: u32 = 1_000;
const INDEX_LINKS_MIN: usize = 20;

fn kind_of(facts: &Facts<'_>, kinds: &[class::Kind], found: &Found) -> Kind {
    if found.body.trim().is_empty() {
        return if found.links >= INDEX_LINKS_MIN { Kind::Index } else { Kind::Empty };
    }
    let charged = |it: &Value| {
        *it == Value::Bool(false) || it.as_str().is_some_and(|it| it.eq_ignore_ascii_case("false"))
    };
    let ld = facts.ld.article().and_then(|it| it.get("isAccessibleForFree")).is_some_and(charged);
    let tier = facts.metas.first(&["article:content_tier"]);
    let paid = ld
        || tier.is_some_and(|it| matches!(it, "locked" | "metered"))
        || kinds.iter().any(|it| it.has(class::Kind::PAYWALL));
    if paid && found.chars < STUB_CHARS_MAX {
        return Kind::Stub;
    }
    let article = facts.ld.article().is_some()
        || facts.metas.first(&["og:type"]).is_some_and(|it| it.eq_ignore_ascii_case("article"));
    let index = found.chars < INDEX_CHARS_MAX && found.links >= INDEX_LINKS_MIN && !article;
    if index { Kind::Index } else { Kind::Article }
}

/// How `03/04/2023` is to be read on pages in a language, where there is only one way.
fn order(language: Option<&str>) -> Option<DateOrder> {
    let language = language?.to_ascii_lowercase();
    match language.as_str() {
        "en-us" => Some(DateOrder::MonthFirst),
        "en" => None,
        _ => Some(DateOrder::DayFirst),
    }
}

/// What else the page says of its article.
fn describe(facts: &Facts<'_>, page: &mut Page) {
    let article = facts.ld.article();
    let ld =
        |name: &str| article.and_then(|it| ld::words(it.get(name)?)).map(|it| meta::plain(&it));
    let metas = |names: &[&str]| facts.metas.first(names).map(meta::plain);
    let places =
        ["contentLocation", "locationCreated"].map(|name| article.and_then(|it| it.get(name)));
    for place in places.into_iter().flatten().flat_map(each).take(20) {
        if let Some(name) = ld::words(place) {
            page.given.push(Given {
                name: meta::plain(&name),
                point: point(place),
                ..Given::default()
            });
        }
    }
    if let Some(name) = ld("dateline") {
        page.given.push(Given { name, standing: Standing::Dateline, ..Given::default() });
    }
    let rows = [
        ("description", metas(&["og:description", "description"]).or_else(|| ld("description"))),
        ("section", metas(&["article:section"]).or_else(|| ld("articleSection"))),
        ("keywords", metas(&["news_keywords", "keywords"]).or_else(|| ld("keywords"))),
    ];
    for (name, value) in rows {
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            page.extra.push((name.to_owned(), value));
        }
    }
}

/// The values of a list, or the one value that there is.
fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// Where a place of JSON-LD lies.
fn point(place: &Value) -> Option<(f64, f64)> {
    let geo = place.get("geo").unwrap_or(place);
    let degrees = |name: &str| match geo.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let (north, east) = (degrees("latitude")?, degrees("longitude")?);
    ((-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east)).then_some((north, east))
}

impl Page {
    /// As an article.
    pub fn article(self) -> Article {
        let mut extra = self.extra;
        if let Some(image) = self.image {
            extra.push(("image".to_owned(), image));
        }
        if let Some(modified) = self.modified {
            extra.push(("modified".to_owned(), modified.value()));
        }
        Article {
            title: self.title,
            body: self.body,
            published: self.published,
            url: self.url,
            source: self.source,
            byline: self.byline,
            language: self.language,
            given: self.given,
            extra,
            ..Article::default()
        }
    }
}

impl Reader for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "web pages: the article's text, title, byline, dates; saved folders and single files"
    }

    fn holds_many(&self) -> bool {
        false
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn sniff(&self, path: &str, head: &[u8]) -> bool {
        let text = lossy(head.get(..2048).unwrap_or(head)).to_ascii_lowercase();
        let mut text = text.trim_start_matches('\u{FEFF}').trim_start();
        while let Some(rest) = text.strip_prefix("<!--") {
            text = rest.split_once("-->").map_or("", |it| it.1).trim_start();
        }
        let opens = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta "];
        if opens.iter().any(|it| text.starts_with(it)) {
            return true;
        }
        let lower = path.to_lowercase();
        let named = [".html", ".htm", ".xhtml"].iter().any(|it| lower.ends_with(it));
        let root = || xml::root(head).is_some_and(|it| it.0.eq_ignore_ascii_case("html"));
        (text.starts_with("<?xml") && root()) || (named && text.starts_with('<'))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        // Pages saved as one file have their pictures in them.
        let bytes_max = options.article_bytes_max.saturating_mul(4);
        input.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > bytes_max {
            let reason = format!("the page is larger than one may be ({bytes_max} bytes)");
            sink.problem(Problem::lost(path, &reason));
            return Ok(());
        }
        let html = lossy(&bytes);
        let page = page(&html, None, options);
        match page.kind {
            Kind::Article => {}
            kind => sink.problem(problem(path, kind)),
        }
        if matches!(page.kind, Kind::Empty | Kind::Index) {
            return Ok(());
        }
        sink.article(page.article())
    }
}

/// A page that a record holds in a field of its own, as crawlers hand pages over.
pub(crate) struct Held {
    html: String,
    /// Whether the record itself says when the page was published.
    dated: bool,
}

/// Takes the page out of the fields of a record that has one and no text beside it.
pub(crate) fn take(fields: &mut record::Fields) -> Option<Held> {
    let named = |name: &str| {
        ["html", "raw_html", "rawhtml", "html_content"]
            .contains(&name.to_ascii_lowercase().as_str())
    };
    let marked = |text: &str| text.contains('<') && text.contains('>');
    let at = fields
        .iter()
        .position(|(name, value)| named(name) && value.as_str().is_some_and(marked))?;
    let text = |value: &Value| value.as_str().is_some_and(|it| !it.trim().is_empty());
    if fields.iter().any(|(name, value)| record::is_usual_body(name) && text(value)) {
        return None;
    }
    let (_, html) = fields.remove(at);
    let Value::String(html) = html else { return None };
    let dated = fields.iter().any(|it| it.0.to_ascii_lowercase().starts_with("pub"));
    Some(Held { html, dated })
}

impl Held {
    /// Stands for the page and what its record says of it, which is in `article`: see
    /// [`Article::bytes_hash`].
    pub(crate) fn hash(&self, article: &Article, options: &Options) -> u64 {
        let beside = format!("{} {article:?}", self.dated);
        again::hash(&Html, self.html.as_bytes(), &beside, options)
    }

    /// Reads the page and fills in what the record does not say.
    pub(crate) fn lay_under(self, article: &mut Article, options: &Options) -> Kind {
        let page = page(&self.html, article.url.as_deref(), options);
        let kind = page.kind;
        let found = page.article();
        if !article.body.is_empty() {
            article.extra.push(("description".to_owned(), std::mem::take(&mut article.body)));
        }
        article.body = found.body;
        if article.title.trim().is_empty() {
            article.title = found.title;
        }
        // A crawl's own `date` is when it came by.
        if found.published.is_some() && !self.dated {
            article.published = found.published;
        }
        article.published = article.published.or(found.published);
        article.url = article.url.take().or(found.url);
        article.source = article.source.take().or(found.source);
        article.byline = article.byline.take().or(found.byline);
        article.language = article.language.take().or(found.language);
        article.given.extend(found.given);
        article.extra.extend(found.extra);
        kind
    }
}

/// What is to be said of a page that is no article.
pub(crate) fn problem(path: &str, kind: Kind) -> Problem {
    let (reason, hint) = match kind {
        Kind::Article => ("a page", ""),
        Kind::Stub => ("only the start of the article is here: the rest is for subscribers", ""),
        Kind::Index => ("this page only leads to articles", "leave it out with --exclude"),
        Kind::Empty => ("there is no text on this page", "is it put together by scripts?"),
    };
    let hint = Some(hint.to_owned()).filter(|it| !it.is_empty());
    Problem { lost: matches!(kind, Kind::Empty | Kind::Index), hint, ..Problem::lost(path, reason) }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn read(html: &str) -> Page {
        let today = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        page(html, None, &Options::new(today))
    }

    #[track_caller]
    fn check_title(html: &str, title: &str) {
        assert_eq!(read(html).title, title);
    }

    #[test]
    fn titles() {
        check_title("<title>Mill burns | The Courier</title><h1>Mill burns</h1>", "Mill burns");
        check_title(
            "<meta property=og:site_name content='The Courier'>\
             <title>The Courier - Mill burns</title>",
            "Mill burns",
        );
        check_title("<title>Mill - a history</title>", "Mill - a history");
        check_title("<title>Courier</title><h1>Mill burns</h1>", "Courier");
    }

    #[track_caller]
    fn check_date(html: &str, day: Option<&str>) {
        let found = read(html).published.map(|it| it.day.to_string());
        assert_eq!(found.as_deref(), day, "{html}");
    }

    #[test]
    fn dates() {
        let meta = "<meta property=article:published_time content=2023-12-12T08:00:00Z>";
        let made = "<meta name=date content=2020-01-01>";
        let time = "<h1>Mill</h1><time datetime=2023-11-01>yesterday</time>";
        check_date(&format!("{made}{meta}{time}"), Some("2023-12-12"));
        check_date(&format!("{made}{time}"), Some("2023-11-01"));
        check_date("<h1>Mill</h1><p>By Ann | 3. März 2021, 12:00 Uhr</p>", Some("2021-03-03"));
        check_date("<h1>Mill</h1><p class=post-date>jeudi 13 juin 2019</p>", Some("2019-06-13"));
        check_date(
            "<script>var x = {\"published_at\":\"2019-03-02T06:22:28Z\"}</script>x",
            Some("2019-03-02"),
        );
        check_date("<h1>Mill</h1><p>It burned in 1947, and again in May.</p>", None);
        check_date("<meta name=date content=2031-01-01><p>The mill.</p>", None);
        let teaser = "<nav><time datetime=2022-02-02></time></nav>";
        check_date(&format!("{teaser}{time}"), Some("2023-11-01"));
    }

    #[test]
    fn hostile_pages_end() {
        let text = "<p>The river rose two metres in one night, and nobody slept.</p>";
        for (open, close) in [
            ("<div>", "</div>"),
            ("<div class=comment>", ""),
            ("<b>", "</i>"),
            ("<table><tr><td>", ""),
            ("<h1>", ""),
            ("<a href=x>", "</div>"),
            ("<ul><li>", "</p>"),
            ("<time class=date>", "<x>"),
        ] {
            let page = format!("{}{text}{}", open.repeat(30_000), close.repeat(30_000));
            _ = read(&page);
        }
        let nested = format!("{}{text}{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert!(read(&nested).body.starts_with("The river rose"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_page(text in "\\PC{0,200}") {
            _ = read(&text);
        }

        #[test]
        fn any_soup_is_a_page(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("<p>"), Just("</p>"), Just("<div class='article-body"), Just("'>"),
                    Just("<script type=application/ld+json>"),
                    Just("</script>"), Just("{\"@type\":"),
                    Just("<table>"), Just("<td>"), Just("</table>"), Just("<li>"), Just("<h1>"),
                    Just("<a href=\""), Just("</a>"), Just("<!--"), Just("-->"), Just("<"),
                    Just("The river rose, é. "), Just("12/12/2023"), Just("&eacute"), Just("&#x"),
                    Just("<title>"), Just("<meta name=date content="), Just("<br><br>"),
                ],
                0..60,
            )
        ) {
            _ = read(&parts.concat());
        }
    }
}
