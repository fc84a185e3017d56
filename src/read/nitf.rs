//! NITF, the News Industry Text Format of IPTC: an article a document.

use std::io::BufRead;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::xml::{self, Element};

/// The reader of NITF.
pub(crate) struct Nitf;

impl Reader for Nitf {
    fn name(&self) -> &'static str {
        "nitf"
    }

    fn about(&self) -> &'static str {
        "NITF of news agencies; its dateline, subjects, urgency and places are kept"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        xml::root(head).is_some_and(|(name, _)| name.eq_ignore_ascii_case("nitf"))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        desk.records(input, |it, _| it.is("nitf"), &mut |desk, nitf, _| {
            let mut article = Article::default();
            let dates = fill(&nitf, &mut article);
            desk.date(&mut article, dates.iter().map(String::as_str));
            desk.give(article)
        })?;
        desk.end();
        Ok(())
    }
}

/// Takes what `nitf` says into `article`, where it is not known yet; gives the dates it names,
/// the best first.
pub(crate) fn fill(nitf: &Element, article: &mut Article) -> Vec<String> {
    let head = nitf.child("head");
    let lead = nitf.path("body/body.head");
    let text = |path: &str| lead.and_then(|it| it.path(path)).and_then(Element::said);
    if article.title.is_empty() {
        let titles = [
            text("hedline/hl1"),
            text("headline/hl1"),
            text("hedline"),
            head.and_then(|it| it.child("title")).and_then(Element::said),
        ];
        article.title = titles.into_iter().flatten().next().unwrap_or_default();
    }
    if article.body.trim().is_empty() {
        article.body = body(nitf);
    }
    if article.byline.is_none() {
        article.byline = lead.and_then(|it| it.child("byline")).and_then(Element::spaced);
    }
    let docdata = head.and_then(|it| it.child("docdata"));
    let said = |name: &str, attribute: &str| {
        let element = docdata.and_then(|it| it.first(name))?;
        element.attribute(attribute).map(str::to_owned)
    };
    if article.id.is_empty() {
        article.id = said("doc-id", "id-string").unwrap_or_default();
    }
    let pubdata = head.and_then(|it| it.child("pubdata"));
    let published = |name: &str| pubdata.and_then(|it| it.attribute(name)).map(str::to_owned);
    if article.source.is_none() {
        let source = || said("doc-id", "regsrc").or_else(|| said("doc.copyright", "holder"));
        article.source = published("name").or_else(|| text("distributor")).or_else(source);
    }
    if article.url.is_none() {
        article.url = published("ex-ref").filter(|it| it.contains("://"));
    }
    if article.language.is_none() {
        article.language = nitf.attribute("xml:lang").map(str::to_owned);
    }
    let mut keep = |name: &str, value: Option<String>| {
        article.extra.extend(value.map(|it| (name.to_owned(), it)));
    };
    for subtitle in lead.into_iter().flat_map(|it| it.all("hl2")) {
        keep("subtitle", subtitle.said());
    }
    keep("abstract", text("abstract"));
    keep("dateline", lead.and_then(|it| it.child("dateline")).and_then(Element::spaced));
    keep("credit", text("distributor"));
    keep("urgency", said("urgency", "ed-urg"));
    keep("slugline", said("fixture", "fix-id").or_else(|| said("du-key", "key")));
    keep("ed-msg", said("ed-msg", "info"));
    for word in docdata.into_iter().flat_map(|it| it.all("keyword")) {
        keep("keyword", word.attribute("key").map(str::to_owned));
    }
    for subject in head.into_iter().flat_map(|it| it.all("tobject.subject")) {
        let code = subject.attribute("tobject.subject.refnum");
        let names = ["type", "matter", "detail"]
            .map(|it| subject.attribute(&format!("tobject.subject.{it}")).unwrap_or_default());
        let name = names.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("/");
        let both = format!("{} {name}", code.unwrap_or_default());
        keep("subject", Some(both.trim().to_owned()).filter(|it| !it.is_empty()));
    }
    for meta in head.into_iter().flat_map(Element::children).filter(|it| it.is("meta")) {
        if let (Some(name), Some(value)) = (meta.attribute("name"), meta.attribute("content")) {
            keep(name, Some(value.to_owned()));
        }
    }
    for code in head.into_iter().flat_map(|it| it.all("classifier")) {
        let value = code.attribute("value").or_else(|| code.attribute("idsrc"));
        keep(code.attribute("type").unwrap_or("classifier"), value.map(str::to_owned));
    }
    if let Some(dateline) = lead.and_then(|it| it.child("dateline")) {
        let location = dateline.child("location").unwrap_or(dateline);
        let place = place(location, Standing::Dateline);
        article.given.extend(place.filter(|_| dateline.child("location").is_some()));
    }
    let listed = head.into_iter().flat_map(|it| it.all("location"));
    let listed = listed.chain(head.into_iter().flat_map(|it| it.all("evloc")));
    article.given.extend(listed.filter_map(|it| place(it, Standing::Subject)));
    let story = lead.and_then(|it| it.path("dateline/story.date"));
    let story = story.and_then(|it| it.attribute("norm").map(str::to_owned).or_else(|| it.said()));
    let dates =
        [said("date.issue", "norm"), published("date.publication"), said("date.release", "norm")];
    dates.into_iter().chain([story]).flatten().collect()
}

/// The text: paragraphs, headings and lists of the content, without pictures and their captions.
fn body(nitf: &Element) -> String {
    let Some(content) = nitf.path("body/body.content") else {
        let Some(body) = nitf.child("body") else { return String::new() };
        let mut body = body.clone();
        body.drop_all(&["body.head", "body.end", "media"]);
        return body.text();
    };
    let mut content = content.clone();
    content.drop_all(&["media", "ednote", "nitf-table-metadata", "body.head", "tagline"]);
    content.text()
}

/// A place as NITF writes it: parts with codes, or a text.
fn place(location: &Element, standing: Standing) -> Option<Given> {
    let part = |name: &str| location.first(name);
    let said = |name: &str| part(name).and_then(Element::said);
    let names = [said("sublocation"), said("city"), said("region"), said("state"), said("country")];
    let mut name = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if name.is_empty() {
        let told = ["location-code", "city", "state-prov", "county-dist", "iso-cc", "region"];
        let told = told.iter().find_map(|it| location.attribute(it)).map(str::to_owned);
        name = location.said().or(told)?;
    }
    if !name.contains(|it: char| it.is_alphabetic()) {
        return None;
    }
    let is_country = part("city").is_none() && part("state").is_none();
    let country = part("country").and_then(|it| it.attribute("iso-cc"));
    let code = country.or_else(|| location.attribute("iso-cc")).filter(|_| is_country);
    let named = location.attribute("location-code").filter(|it| it.contains(':'));
    let code = named.or(code).map(str::to_owned);
    Some(Given { name, code, point: None, standing })
}
