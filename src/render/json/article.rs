//! Whole articles as JSON: as they were read, and as the index keeps them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::render::article::words;
use crate::render::json::hit::StoryJson;
use crate::render::json::mention::DateJson;
use crate::render::json::{VERSION, confidence, degrees};
use crate::search::{Stored, StoredPlace};

/// The fields of an article in the JSON Lines form that `ingest` takes. What an article has not
/// is left out.
fn fields(article: &Article) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("version".to_owned(), VERSION.into());
    object.insert("id".to_owned(), article.id.as_str().into());
    object.insert("title".to_owned(), article.title.as_str().into());
    object.insert("body".to_owned(), article.body.as_str().into());
    let published = article.published.map(|it| it.value());
    let optional = [
        ("published", published.as_deref()),
        ("url", article.url.as_deref()),
        ("source", article.source.as_deref()),
        ("byline", article.byline.as_deref()),
        ("language", article.language.as_deref()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            object.insert(name.to_owned(), value.into());
        }
    }
    object
}

/// One article as it was read: one line. What else the source says follows our own fields, under
/// its own names; `read` tells where it was found and what was odd.
pub fn read_line(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let mut object = fields(article);
    for (name, value) in &article.extra {
        if !object.contains_key(name) && name != "read" {
            object.insert(name.clone(), value.as_str().into());
        }
    }
    let origin = json!({
        "path": article.path,
        "record": article.record,
        "date_source": article.published.map(|it| it.source.name()),
        "notes": article.notes,
    });
    object.insert("read".to_owned(), origin);
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct StoredPlaceJson<'a> {
    field: &'static str,
    start: u32,
    end: u32,
    text: &'a str,
    name: &'a str,
    path: &'a str,
    geonameid: Option<u32>,
    lat: f64,
    lon: f64,
    role: &'static str,
    counts: bool,
    confidence: f64,
    rule: &'a str,
}

impl<'a> StoredPlaceJson<'a> {
    fn of(article: &'a Article, place: &'a StoredPlace) -> StoredPlaceJson<'a> {
        StoredPlaceJson {
            field: place.field.name(),
            start: place.span.start,
            end: place.span.end,
            text: words(article, place.field, place.span),
            name: place.place.path.name(),
            path: place.place.path.as_str(),
            geonameid: place.place.geonameid,
            lat: degrees(place.place.latitude),
            lon: degrees(place.place.longitude),
            role: place.place.role.name(),
            counts: place.counts,
            confidence: confidence(place.confidence),
            rule: &place.rule,
        }
    }
}

/// One article as the index keeps it.
pub fn stored(stored: &Stored, source_fields: bool, out: &mut dyn Write) -> io::Result<()> {
    let article = &stored.article;
    let mut object = fields(article);
    object.insert("language".to_owned(), stored.language.code().into());
    if let Some(published) = article.published {
        object.insert("date_source".to_owned(), published.source.name().into());
        object.insert("grain".to_owned(), published.grain().into());
    }
    object.insert("path".to_owned(), article.path.as_str().into());
    object.insert("record".to_owned(), article.record.into());
    let ingested = chrono::DateTime::from_timestamp(stored.ingested, 0);
    let ingested = ingested.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    object.insert("ingested".to_owned(), ingested.into());
    if let Some(story) = &stored.story {
        let story = StoryJson { id: &story.id, copies: story.copies };
        object.insert("story".to_owned(), serde_json::to_value(story)?);
    }
    let places: Vec<_> = stored.places.iter().map(|it| StoredPlaceJson::of(article, it)).collect();
    object.insert("places".to_owned(), serde_json::to_value(places)?);
    let dates: Vec<_> = stored.dates.iter().map(|it| DateJson::of(article, it)).collect();
    object.insert("dates".to_owned(), serde_json::to_value(dates)?);
    if source_fields {
        let extra = article.extra.iter().map(|(name, value)| (name.clone(), value.clone().into()));
        object.insert("source_fields".to_owned(), Value::Object(extra.collect()));
    }
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}
