//! NewsML-G2: news items alone or in messages, and packages.

use std::io::BufRead;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::feed::content;
use crate::read::nitf;
use crate::read::xml::{self, Element};

/// The reader of NewsML-G2.
pub(crate) struct NewsMlG2;

/// The items of G2: those that hold news, and those that only speak of it.
const NEWS: &[&str] = &["newsItem", "packageItem"];
const OTHER: &[&str] = &["conceptItem", "knowledgeItem", "catalogItem", "planningItem"];

impl Reader for NewsMlG2 {
    fn name(&self) -> &'static str {
        "newsml-g2"
    }

    fn about(&self) -> &'static str {
        "NewsML-G2 of news agencies: items, packages and messages"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        xml::root(head).is_some_and(|(name, _)| {
            name == "newsMessage" || NEWS.contains(&name.as_str()) || OTHER.contains(&name.as_str())
        })
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let is_item =
            |it: &Element, _: &[Element]| NEWS.iter().chain(OTHER).any(|name| it.is(name));
        desk.records(input, is_item, &mut |desk, item, around| {
            if OTHER.iter().any(|name| item.is(name)) {
                desk.odd(&format!("a {} holds no article", item.name));
                return Ok(());
            }
            let article = if item.is("packageItem") {
                package(desk, &item, around)
            } else {
                article(desk, &item, around)
            };
            if article.title.is_empty() && article.body.is_empty() {
                desk.odd("the item holds no text: only references to what is kept elsewhere");
                return Ok(());
            }
            desk.give(article)
        })?;
        desk.end();
        Ok(())
    }
}

/// What all items say of themselves.
fn common(desk: &mut Desk<'_>, item: &Element, around: &[Element]) -> Article {
    let mut article =
        Article { id: item.attribute("guid").unwrap_or_default().to_owned(), ..Article::default() };
    let meta = item.child("itemMeta");
    let about = item.child("contentMeta");
    let managed = |name: &str| meta.and_then(|it| it.child(name));
    let told = |name: &str| about.and_then(|it| it.child(name));
    let titles = [told("headline"), managed("title"), item.first("headline")];
    article.title = titles.into_iter().flatten().find_map(Element::said).unwrap_or_default();
    article.language = told("language").and_then(|it| it.attribute("tag")).map(str::to_owned);
    let stated = || item.attribute("xml:lang").map(str::to_owned);
    article.language = article.language.or_else(stated);
    article.byline = told("by").and_then(Element::said).or_else(|| {
        let names: Vec<String> =
            about?.children().filter(|it| it.is("creator")).filter_map(label).collect();
        (!names.is_empty()).then(|| names.join(", "))
    });
    let provider = managed("provider").and_then(named);
    let holder = || item.path("rightsInfo/copyrightHolder").and_then(named);
    let source = told("infoSource").and_then(named);
    article.source = provider.or_else(holder).or(source);
    let link = managed("link").or_else(|| item.child("link"));
    let link = link.and_then(|it| it.attribute("href")).filter(|it| it.contains("://"));
    article.url = link.map(str::to_owned);
    let dates = [
        managed("firstCreated"),
        told("contentCreated"),
        managed("versionCreated"),
        told("contentModified"),
        around.iter().find_map(|it| it.path("header/sent")),
    ];
    let dates: Vec<String> = dates.into_iter().flatten().filter_map(Element::said).collect();
    desk.date(&mut article, dates.iter().map(String::as_str));
    let mut keep = |name: &str, value: Option<String>| {
        article.extra.extend(value.map(|it| (name.to_owned(), it)));
    };
    for name in ["slugline", "dateline", "creditline", "urgency", "description", "contentModified"]
    {
        keep(name, told(name).and_then(Element::said));
    }
    keep("version", item.attribute("version").map(str::to_owned));
    keep("versionCreated", managed("versionCreated").and_then(Element::said));
    keep("edNote", managed("edNote").and_then(Element::said));
    let status = managed("pubStatus").and_then(|it| it.attribute("qcode"));
    keep("pubStatus", status.map(str::to_owned));
    keep("copyright", item.path("rightsInfo/copyrightNotice").and_then(Element::said));
    for element in about.into_iter().flat_map(Element::children) {
        if element.is("subject") || element.is("genre") || element.is("keyword") {
            keep(&element.name, coded(element));
        }
    }
    article.given = about.map(places).unwrap_or_default();
    article
}

/// A code and its name: `medtop:20000350 central bank`.
fn coded(element: &Element) -> Option<String> {
    let code = element.attribute("qcode").or_else(|| element.attribute("uri"));
    let parts = [code.map(str::to_owned), label(element)];
    let both = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(both).filter(|it| !it.is_empty()).or_else(|| element.said())
}

/// The name of something, in words.
fn label(element: &Element) -> Option<String> {
    element.child("name").and_then(Element::said)
}

/// The name of something, or else its code.
fn named(element: &Element) -> Option<String> {
    let code = || element.attribute("literal").or_else(|| element.attribute("qcode"));
    label(element).or_else(|| {
        let code = code()?;
        Some(code.rsplit(':').next().unwrap_or(code).to_owned())
    })
}

/// The places that the metadata names: where it was written, what it is about.
fn places(about: &Element) -> Vec<Given> {
    let mut places = Vec::new();
    for element in about.children() {
        let geographic = ["loctyp", "geo", "cptype:place", "cptype:geo", "cpnat:geoArea"];
        let kind = element.attribute("type").unwrap_or_default();
        let code = element.attribute("qcode").unwrap_or_default();
        let list = code.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let is_place = element.first("geoAreaDetails").is_some()
            || geographic.iter().any(|it| kind.contains(it))
            || ["geo", "loc", "country", "city", "iso3166", "cntry"]
                .iter()
                .any(|it| list.contains(it));
        let standing = match element.name.as_str() {
            "located" => Standing::Dateline,
            "subject" if is_place => Standing::Subject,
            _ => continue,
        };
        let Some(mut name) = label(element).or_else(|| named(element)) else { continue };
        // A number is a code of the agency's own list.
        if !name.contains(|it: char| it.is_alphabetic()) {
            continue;
        }
        // What it lies in helps to tell one Paris from another.
        for outer in element.children().filter(|it| it.is("broader")).filter_map(label).take(1) {
            name = format!("{name}, {outer}");
        }
        let position = element.first("position");
        let degrees = |name: &str| position.and_then(|it| it.attribute(name)?.parse::<f64>().ok());
        places.push(Given {
            name,
            code: Some(code.to_owned()).filter(|it| !it.is_empty()),
            point: degrees("latitude").zip(degrees("longitude")),
            standing,
        });
    }
    places
}

fn article(desk: &mut Desk<'_>, item: &Element, around: &[Element]) -> Article {
    let mut article = common(desk, item, around);
    for set in item.children().filter(|it| it.is("contentSet")) {
        for inline in set.children() {
            if let Some(inner) = inline.first("nitf") {
                let mut inside = Article::default();
                let dates = nitf::fill(inner, &mut inside);
                if inside.body.len() > article.body.len() {
                    article.body = inside.body;
                }
                if article.title.is_empty() {
                    article.title = inside.title;
                }
                article.byline = article.byline.take().or(inside.byline);
                article.given.append(&mut inside.given);
                article.extra.append(&mut inside.extra);
                if article.published.is_none() {
                    desk.date(&mut article, dates.iter().map(String::as_str));
                }
                continue;
            }
            if inline.is("remoteContent") {
                continue;
            }
            if article.title.is_empty() {
                let title = inline.first("title").or_else(|| inline.first("h1"));
                article.title = title.and_then(Element::said).unwrap_or_default();
            }
            let text = written(inline);
            if text.len() > article.body.len() {
                article.body = text;
            }
        }
    }
    if article.body.is_empty() {
        // A picture has a caption, and that is its text.
        let at = article.extra.iter().position(|it| it.0 == "description");
        article.body = at.map(|at| article.extra.remove(at).1).unwrap_or_default();
    }
    article
}

/// What a page of an agency has above and below its text: codes, date and headline again.
pub(crate) const HEADS: &[&str] = &["header", "footer", "nav", "aside", "figure"];

/// What inline content says, in HTML, in text or escaped.
fn written(inline: &Element) -> String {
    if let Some(body) = inline.first("body") {
        let mut body = body.clone();
        body.drop_all(HEADS);
        return content(&body);
    }
    let kind = inline.attribute("contenttype").unwrap_or_default();
    let foreign = ["image", "video", "audio", "sports"];
    if foreign.iter().any(|it| kind.contains(it)) || inline.attribute("encoding").is_some() {
        return String::new();
    }
    content(inline)
}

/// A package as an article: its headline, and what it says of each item in it.
fn package(desk: &mut Desk<'_>, item: &Element, around: &[Element]) -> Article {
    let mut article = common(desk, item, around);
    let mut parts = Vec::new();
    for reference in item.all("itemRef") {
        let said = |name: &str| reference.child(name).and_then(Element::said);
        let title = said("headline").or_else(|| said("title"));
        parts.extend(title);
        parts.extend(said("description"));
        let guid = reference.attribute("residref").or_else(|| reference.attribute("href"));
        article.extra.extend(guid.map(|it| ("item".to_owned(), it.to_owned())));
    }
    article.body = parts.join("\n\n");
    article
}
