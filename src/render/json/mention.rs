//! `dateline tag` as JSON: an article's times and places, one line an article.

use serde::Serialize;

use crate::article::Article;
use crate::date::DateMention;
use crate::document::{Dateline, Document};
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::place::{PlaceMention, Referent};
use crate::render::article::words;
use crate::render::json::{VERSION, confidence, degrees};

/// What an article has to say, without its text.
#[derive(Serialize)]
struct DocumentJson<'a> {
    version: u32,
    id: &'a str,
    language: &'static str,
    published: Option<PublishedJson>,
    dateline: Option<DatelineJson<'a>>,
    places: Vec<PlaceJson<'a>>,
    dates: Vec<DateJson<'a>>,
}

#[derive(Serialize)]
struct PublishedJson {
    value: String,
    grain: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct DatelineJson<'a> {
    text: &'a str,
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<EntryJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
}

/// An entry of the gazetteer, or a place in one that only the text knows.
#[derive(Serialize)]
struct EntryJson<'a> {
    geonameid: Option<u32>,
    name: &'a str,
    path: String,
    country: &'a str,
    kind: &'a str,
    lat: f64,
    lon: f64,
    /// The entry that a place which is in no gazetteer lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<u32>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    field: &'static str,
    start: u32,
    end: u32,
    text: &'a str,
    form: &'static str,
    #[serde(flatten)]
    entry: Option<EntryJson<'a>>,
    role: &'static str,
    counts: bool,
    confidence: f64,
    rule: &'a str,
}

/// A time that a text speaks of.
#[derive(Serialize)]
pub(crate) struct DateJson<'a> {
    field: &'static str,
    start: u32,
    end: u32,
    text: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    modifier: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<&'static str>,
    confidence: f64,
    rule: &'a str,
}

impl<'a> DateJson<'a> {
    pub(crate) fn of(article: &'a Article, date: &'a DateMention) -> DateJson<'a> {
        DateJson {
            field: date.field.name(),
            start: date.span.start,
            end: date.span.end,
            text: words(article, date.field, date.span),
            kind: date.kind.name(),
            value: &date.value,
            modifier: date.modifier,
            from: date.when.map(|it| it.start.to_string()),
            to: date.when.map(|it| it.end.to_string()),
            grain: date.grain.map(crate::date::interval::Grain::name),
            confidence: confidence(date.confidence),
            rule: date.rule,
        }
    }
}

/// Appends the line of one document to `line`, the line break included.
pub fn document(
    document: &Document,
    gazetteer: &Gazetteer,
    line: &mut Vec<u8>,
) -> std::io::Result<()> {
    let article = &document.article;
    let json = DocumentJson {
        version: VERSION,
        id: &article.id,
        language: document.language.code(),
        published: article.published.map(|it| PublishedJson {
            value: it.value(),
            grain: it.grain(),
            source: it.source.name(),
        }),
        dateline: document.dateline.as_ref().map(|it| dateline(article, it, gazetteer)),
        places: document.places.iter().map(|it| place(article, it, gazetteer)).collect(),
        dates: document.dates.iter().map(|it| DateJson::of(article, it)).collect(),
    };
    serde_json::to_writer(&mut *line, &json)?;
    line.push(b'\n');
    Ok(())
}

fn dateline<'a>(
    article: &'a Article,
    dateline: &Dateline,
    gazetteer: &'a Gazetteer,
) -> DatelineJson<'a> {
    DatelineJson {
        text: dateline.span.of(&article.body).unwrap_or_default(),
        start: dateline.span.start,
        end: dateline.span.end,
        place: dateline.place.map(|id| entry(id, gazetteer)),
        day: dateline.day.map(|day| day.to_string()),
        agency: dateline.agency.and_then(|span| span.of(&article.body)),
    }
}

fn entry(id: PlaceId, gazetteer: &Gazetteer) -> EntryJson<'_> {
    let place = gazetteer.place(id);
    EntryJson {
        geonameid: Some(place.geonameid),
        name: place.name,
        path: gazetteer.path(id).to_string(),
        country: place.country,
        kind: place.kind,
        lat: degrees(place.latitude),
        lon: degrees(place.longitude),
        within: None,
    }
}

fn place<'a>(
    article: &'a Article,
    mention: &'a PlaceMention,
    gazetteer: &'a Gazetteer,
) -> PlaceJson<'a> {
    let text = words(article, mention.field, mention.span);
    let entry = match mention.referent {
        Referent::Place(id) => Some(entry(id, gazetteer)),
        Referent::Within(id) => {
            let outer = entry(id, gazetteer);
            let path = gazetteer.path(id).child(text).to_string();
            Some(EntryJson { geonameid: None, name: text, path, within: outer.geonameid, ..outer })
        }
        Referent::Unknown => None,
    };
    PlaceJson {
        field: mention.field.name(),
        start: mention.span.start,
        end: mention.span.end,
        text,
        form: mention.form.name(),
        entry,
        role: mention.role.name(),
        counts: mention.counts,
        confidence: confidence(mention.confidence),
        rule: mention.rule,
    }
}
