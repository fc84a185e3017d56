//! NewsML 1: one article a `NewsItem`, whatever its text is written in.

use std::io::BufRead;

use crate::article::{Article, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::feed::content;
use crate::read::newsmlg2::HEADS;
use crate::read::nitf;
use crate::read::xml::{self, Element};

/// The reader of NewsML 1.
pub(crate) struct NewsMl;

impl Reader for NewsMl {
    fn name(&self) -> &'static str {
        "newsml"
    }

    fn about(&self) -> &'static str {
        "NewsML 1 of news agencies, with text, XHTML or NITF inside"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        xml::root(head).is_some_and(|(name, _)| name == "NewsML")
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let is_item = |it: &Element, _: &[Element]| it.is("NewsItem");
        desk.records(input, is_item, &mut |desk, item, around| {
            let article = article(desk, &item, around);
            if article.body.is_empty() && article.title.is_empty() {
                desk.odd("the item holds no text: a picture, or only references");
                return Ok(());
            }
            desk.give(article)
        })?;
        desk.end();
        Ok(())
    }
}

fn article(desk: &mut Desk<'_>, item: &Element, around: &[Element]) -> Article {
    let mut article = Article::default();
    let mut dates = Vec::new();
    let identity = item.path("Identification/NewsIdentifier");
    let named = |name: &str| identity.and_then(|it| it.child(name)).and_then(Element::said);
    // The revision is not part of who an article is: a newer one takes its place.
    let parts = [named("ProviderId"), named("DateId"), named("NewsItemId")];
    article.id = match parts {
        [Some(provider), Some(date), Some(item)] => format!("urn:newsml:{provider}:{date}:{item}"),
        _ => named("PublicIdentifier").or_else(|| named("NewsItemId")).unwrap_or_default(),
    };
    let lines = item.first("NewsLines");
    let line = |name: &str| {
        let here = lines.and_then(|it| it.child(name)).and_then(Element::said);
        here.or_else(|| item.first(name).and_then(Element::said))
    };
    article.title = line("HeadLine").unwrap_or_default();
    article.byline = line("ByLine");
    article.language =
        formal(item, "Language").or_else(|| item.attribute("xml:lang").map(str::to_owned));
    article.body = body(item, &mut article, &mut dates);
    let provider = || {
        let party = item.path("NewsComponent/AdministrativeMetadata/Provider/Party");
        party.and_then(|it| it.attribute("FormalName")).map(str::to_owned)
    };
    let found = article.source.take();
    article.source = line("CreditLine").or_else(provider).or_else(|| named("ProviderId")).or(found);
    let management = item.child("NewsManagement");
    let managed = |name: &str| management.and_then(|it| it.child(name));
    let created = ["FirstCreated", "ThisRevisionCreated"].map(|it| managed(it)?.said());
    let sent = around.iter().find_map(|it| it.path("NewsEnvelope/DateAndTime")?.said());
    let all: Vec<String> =
        created.into_iter().flatten().chain(named("DateId")).chain(dates).chain(sent).collect();
    desk.date(&mut article, all.iter().map(String::as_str));
    let mut keep = |name: &str, value: Option<String>| {
        article.extra.extend(value.filter(|it| !it.is_empty()).map(|it| (name.to_owned(), it)));
    };
    keep("dateline", line("DateLine"));
    keep("slugline", line("SlugLine").or_else(|| item.path("Identification/NameLabel")?.said()));
    keep("subtitle", line("SubHeadLine"));
    keep("copyright", line("CopyrightLine"));
    for name in ["Urgency", "Status"] {
        let value = managed(name).and_then(|it| it.attribute("FormalName")).map(str::to_owned);
        keep(&name.to_lowercase(), value);
    }
    keep("revised", managed("ThisRevisionCreated").and_then(Element::said));
    keep("revision", named("RevisionId"));
    for name in ["SubjectDetail", "SubjectMatter", "Subject"] {
        for subject in item.all(name) {
            keep("subject", subject.attribute("FormalName").map(str::to_owned));
        }
    }
    for line in item.all("KeywordLine") {
        keep("keyword", line.said());
    }
    for property in item.all("Property") {
        let (name, value) = (property.attribute("FormalName"), property.attribute("Value"));
        if let (Some(name), Some(value)) = (name, value) {
            keep(name, Some(value.to_owned()));
        }
    }
    article.extra.dedup();
    let given: Vec<Given> = item.all("Location").into_iter().filter_map(location).collect();
    article.given.extend(given);
    article
}

fn formal(item: &Element, name: &str) -> Option<String> {
    item.first(name)?.attribute("FormalName").map(str::to_owned)
}

/// The longest text of all the contents: the others are captions, summaries and pictures.
fn body(item: &Element, article: &mut Article, dates: &mut Vec<String>) -> String {
    let mut longest = String::new();
    for data in item.all("DataContent") {
        if let Some(inner) = data.child("nitf") {
            let mut inside = Article::default();
            let inner_dates = nitf::fill(inner, &mut inside);
            if inside.body.len() <= longest.len() {
                continue;
            }
            dates.extend(inner_dates);
            longest = std::mem::take(&mut inside.body);
            if article.title.is_empty() {
                article.title = inside.title;
            }
            article.byline = article.byline.take().or(inside.byline);
            article.extra.append(&mut inside.extra);
            article.given.append(&mut inside.given);
            continue;
        }
        let text = match data.first("body") {
            Some(body) => {
                let mut body = body.clone();
                body.drop_all(HEADS);
                content(&body)
            }
            None => content(data),
        };
        if text.len() > longest.len() {
            longest = text;
        }
    }
    longest
}

/// A place as NewsML 1 writes it: properties of a location.
fn location(location: &Element) -> Option<Given> {
    let property = |name: &str| {
        let all = location.all("Property");
        let found = all.into_iter().find(|it| it.attribute("FormalName") == Some(name))?;
        found.attribute("Value").map(str::to_owned)
    };
    let country = property("Country");
    let names = [property("City"), property("CountryArea"), country.clone()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let name = if name.is_empty() { property("WorldRegion")? } else { name };
    let code = country.filter(|it| *it == name);
    let from = location.attribute("HowPresent").is_some_and(|it| it.contains("Origin"));
    let standing = if from { Standing::Dateline } else { Standing::Subject };
    Some(Given { name, code, point: None, standing })
}
