//! Whole articles as JSON: as they were read, and as the index keeps them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::article::{Article, Given};
use crate::place::explain::{Reason, Weighed};
use crate::render::article::words;
use crate::render::json::hit::StoryJson;
use crate::render::json::mention::DateJson;
use crate::render::json::{VERSION, confidence, degrees};
use crate::render::why::Names;
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

/// What else the source says, under its own names: a list where it says several things by one
/// name.
fn source_fields(article: &Article) -> Value {
    let mut object = Map::new();
    for (name, value) in &article.extra {
        let value = Value::from(value.as_str());
        match object.get_mut(name) {
            None => _ = object.insert(name.clone(), value),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(object)
}

/// One article as it was read: one line, that `ingest` reads back as the same article. What else
/// the source says is in `source_fields`; `read` tells where the article was found, which places
/// its source names, and what was odd.
pub fn read_line(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let mut object = fields(article);
    if !article.extra.is_empty() {
        object.insert("source_fields".to_owned(), source_fields(article));
    }
    let mut origin = json!({
        "path": article.path,
        "record": article.record,
        "date_source": article.published.map(|it| it.source.name()),
        "notes": article.notes,
    });
    if let Some(origin) = origin.as_object_mut().filter(|_| !article.given.is_empty()) {
        let places: Vec<Value> = article.given.iter().map(given).collect();
        origin.insert("places".to_owned(), places.into());
    }
    object.insert("read".to_owned(), origin);
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}

/// A place as the source names it.
fn given(place: &Given) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), place.name.as_str().into());
    if let Some(code) = &place.code {
        object.insert("code".to_owned(), code.as_str().into());
    }
    if let Some((latitude, longitude)) = place.point {
        object.insert("lat".to_owned(), degrees(latitude).into());
        object.insert("lon".to_owned(), degrees(longitude).into());
    }
    object.insert("as".to_owned(), place.standing.name().into());
    Value::Object(object)
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

/// Puts the reason for each mention beside it.
fn why(stored: &Stored, names: &Names<'_>, places: &mut Value) {
    let Some(places) = places.as_array_mut() else { return };
    for (place, object) in stored.places.iter().zip(places) {
        if let Some(found) = names.of(place.field, place.span) {
            join(object, json!({ "why": reason(found, names) }));
        }
    }
}

fn join(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

/// Why a name was taken for a place or not, and for which: all evidence, all candidates.
fn reason(reason: &Reason, names: &Names<'_>) -> Value {
    let gazetteer = names.gazetteer;
    let candidates = reason.candidates.iter().map(|it| {
        json!({
            "geonameid": gazetteer.place(it.place).geonameid,
            "path": gazetteer.path(it.place).as_str(),
            "share": confidence(it.share),
            "score": confidence(it.score),
            "evidence": evidence(&it.evidence),
        })
    });
    let candidates: Vec<Value> = candidates.collect();
    json!({
        "chance": confidence(reason.chance),
        "evidence": evidence(&reason.evidence),
        "candidates": candidates,
    })
}

/// What counted, with its weight.
pub(crate) fn evidence(evidence: &[Weighed]) -> Vec<Value> {
    let rows = evidence.iter().map(|it| {
        let (value, weight) = (confidence(it.value), confidence(it.weight));
        json!({ "feature": it.feature, "value": value, "weight": weight })
    });
    rows.collect()
}

/// One article as the index keeps it; with `names`, why each was taken for a place or not.
pub fn stored(
    stored: &Stored,
    source_fields: bool,
    names: Option<&Names<'_>>,
    out: &mut dyn Write,
) -> io::Result<()> {
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
    let mut places = serde_json::to_value(places)?;
    if let Some(names) = names {
        why(stored, names, &mut places);
        let passed_over = names.passed_over().map(|it| {
            let mut name = json!({
                "field": it.field.name(),
                "start": it.span.start,
                "end": it.span.end,
                "text": words(article, it.field, it.span),
            });
            join(&mut name, reason(it, names));
            name
        });
        let passed_over: Vec<Value> = passed_over.collect();
        object.insert("passed_over".to_owned(), passed_over.into());
    }
    object.insert("places".to_owned(), places);
    let dates: Vec<_> = stored.dates.iter().map(|it| DateJson::of(article, it)).collect();
    object.insert("dates".to_owned(), serde_json::to_value(dates)?);
    if source_fields {
        object.insert("source_fields".to_owned(), self::source_fields(article));
    }
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}
