//! A hit as JSON.

use serde::Serialize;

use crate::date::interval::Interval;
use crate::render::json::degrees;
use crate::search::{Hit, MarkKind, Snippet, Somewhere};

/// One hit. Fields that an article has not are `null`.
#[derive(Serialize)]
pub(crate) struct HitJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) qid: Option<&'a str>,
    id: &'a str,
    score: f32,
    title: &'a str,
    published: Option<String>,
    date_source: Option<&'static str>,
    source: Option<&'a str>,
    url: Option<&'a str>,
    language: &'static str,
    path: &'a str,
    places: Vec<SomewhereJson<'a>>,
    when: Vec<IntervalJson>,
    snippets: Vec<SnippetJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryJson<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    explanation: &'a [String],
}

/// A place that an article speaks of.
#[derive(Serialize)]
pub(crate) struct SomewhereJson<'a> {
    path: &'a str,
    name: &'a str,
    geonameid: Option<u32>,
    role: &'static str,
    lat: f64,
    lon: f64,
    mentions: u32,
}

/// Days, the last not included.
#[derive(Serialize)]
pub(crate) struct IntervalJson {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct SnippetJson<'a> {
    field: &'static str,
    start: u32,
    end: u32,
    text: &'a str,
    marks: Vec<[u32; 2]>,
    kinds: Vec<&'static str>,
}

/// The story of an article.
#[derive(Serialize)]
pub(crate) struct StoryJson<'a> {
    pub(crate) id: &'a str,
    pub(crate) copies: u32,
}

impl<'a> HitJson<'a> {
    pub(crate) fn of(hit: &'a Hit) -> HitJson<'a> {
        HitJson {
            version: None,
            qid: None,
            id: &hit.id,
            score: hit.score,
            title: &hit.title,
            published: hit.published.map(|it| it.value()),
            date_source: hit.published.map(|it| it.source.name()),
            source: hit.source.as_deref(),
            url: hit.url.as_deref(),
            language: hit.language.code(),
            path: &hit.path,
            places: hit.places.iter().map(SomewhereJson::of).collect(),
            when: hit.when.iter().copied().map(IntervalJson::of).collect(),
            snippets: hit.snippets.iter().map(SnippetJson::of).collect(),
            story: hit.story.as_ref().map(|it| StoryJson { id: &it.id, copies: it.copies }),
            explanation: &hit.explanation,
        }
    }
}

impl<'a> SomewhereJson<'a> {
    fn of(place: &'a Somewhere) -> SomewhereJson<'a> {
        SomewhereJson {
            path: place.path.as_str(),
            name: place.path.name(),
            geonameid: place.geonameid,
            role: place.role.name(),
            lat: degrees(place.latitude),
            lon: degrees(place.longitude),
            mentions: place.mentions,
        }
    }
}

impl IntervalJson {
    fn of(when: Interval) -> IntervalJson {
        IntervalJson { from: when.start.to_string(), to: when.end.to_string() }
    }
}

impl<'a> SnippetJson<'a> {
    fn of(snippet: &'a Snippet) -> SnippetJson<'a> {
        let kind = |kind: MarkKind| match kind {
            MarkKind::Word => "word",
            MarkKind::Date => "date",
            MarkKind::Place => "place",
        };
        SnippetJson {
            field: snippet.field.name(),
            start: snippet.span.start,
            end: snippet.span.end,
            text: &snippet.text,
            marks: snippet.marks.iter().map(|it| [it.span.start, it.span.end]).collect(),
            kinds: snippet.marks.iter().map(|it| kind(it.kind)).collect(),
        }
    }
}
