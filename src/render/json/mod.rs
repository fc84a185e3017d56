//! For scripts: the stable JSON, its version and its fields.

mod article;
mod hit;
mod mention;
mod other;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

pub use crate::render::json::article::{read_line, stored};
use crate::render::json::hit::HitJson;
pub use crate::render::json::mention::document;
pub use crate::render::json::other::{
    Failure, Located, ailing, ailing_lines, completion_lines, completions, count, counted, damage,
    deleted, facet_lines, ingested, period_lines, periods, places, problem, stats,
};
use crate::render::style::View;
use crate::render::{Answer, Format, Options, Renderer};
use crate::search::{Facet, FacetBy, Hint, Hit};

/// The version that every JSON carries. It grows when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// One object with all that was found.
pub(crate) struct Json;

/// One hit a line.
pub(crate) struct Jsonl;

impl Renderer for Json {
    fn format(&self) -> Format {
        Format::Json
    }

    fn about(&self) -> &'static str {
        "one object: total, hits, facets, next (dateline help json)"
    }

    fn results(
        &self,
        answer: &Answer<'_>,
        options: &Options,
        _view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let results = answer.results;
        write!(out, "{{\"version\":{VERSION},\"total\":{}", results.total)?;
        write!(out, ",\"took_ms\":{}", took_ms(answer))?;
        member(out, "query", &answer.understood)?;
        if answer.from.is_some() || answer.to.is_some() {
            member(out, "from", &answer.from)?;
            member(out, "to", &answer.to)?;
        }
        write!(out, ",\"hits\":[")?;
        for (index, hit) in results.hits.iter().enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            hit_object(hit, None, false, options, out)?;
        }
        write!(out, "]")?;
        if !results.facets.is_empty() {
            member(out, "facets", &facets(&results.facets))?;
        }
        if !results.hints.is_empty() {
            let hints: Vec<Value> = results.hints.iter().map(hint).collect();
            member(out, "hints", &hints)?;
        }
        member(out, "next", &results.next)?;
        writeln!(out, "}}")
    }
}

impl Renderer for Jsonl {
    fn format(&self) -> Format {
        Format::Jsonl
    }

    fn about(&self) -> &'static str {
        "one object a line, a hit each: for any number of hits"
    }

    fn results(
        &self,
        answer: &Answer<'_>,
        options: &Options,
        _view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for hit in &answer.results.hits {
            hit_object(hit, answer.qid, true, options, out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// `,"name":value`
fn member(out: &mut dyn Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, ",\"{name}\":")?;
    serde_json::to_writer(out, value)?;
    Ok(())
}

fn took_ms(answer: &Answer<'_>) -> f64 {
    (answer.took.as_secs_f64() * 10_000.0).round() / 10.0
}

fn hit_object(
    hit: &Hit,
    qid: Option<&str>,
    versioned: bool,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut whole = HitJson::of(hit);
    (whole.version, whole.qid) = (versioned.then_some(VERSION), qid);
    let Some(fields) = &options.fields else {
        serde_json::to_writer(out, &whole)?;
        return Ok(());
    };
    let Value::Object(mut all) = serde_json::to_value(&whole)? else { return Ok(()) };
    let mut chosen = Map::new();
    for name in ["version", "qid"].into_iter().chain(fields.iter().map(|it| it.name)) {
        if let Some(value) = all.remove(name) {
            chosen.insert(name.to_owned(), value);
        }
    }
    serde_json::to_writer(out, &chosen)?;
    Ok(())
}

/// The facets of an answer, by their keys.
fn facets(facets: &[Facet]) -> Value {
    let mut object = Map::new();
    for facet in facets {
        object.insert(facet.by.key(), Value::Array(counted(facet)));
    }
    Value::Object(object)
}

/// The name of a count's value: `path` for places, else `value`.
fn value_name(by: &FacetBy) -> &'static str {
    if matches!(by, FacetBy::Place { .. }) { "path" } else { "value" }
}

/// What the user should know, as scripts read it.
fn hint(hint: &Hint) -> Value {
    match hint {
        Hint::NoSuchWord { word, without, instead } => serde_json::json!({
            "kind": "no-such-word", "word": word, "without": without, "instead": instead,
        }),
        Hint::RareWord { word, articles, instead, with } => serde_json::json!({
            "kind": "rare-word", "word": word, "articles": articles, "instead": [instead],
            "with": with,
        }),
        Hint::NoneHasAll { word, without } => serde_json::json!({
            "kind": "none-has-all", "word": word, "without": without,
        }),
        Hint::NoSuchSource { source, instead } => serde_json::json!({
            "kind": "no-such-source", "source": source, "instead": instead,
        }),
        Hint::Expanded(words) => serde_json::json!({ "kind": "expanded", "words": words }),
        Hint::UndatedLeftOut(articles) => serde_json::json!({
            "kind": "undated-left-out", "articles": articles,
        }),
    }
}

/// Degrees to a metre or so.
fn degrees(degrees: f64) -> f64 {
    (degrees * 100_000.0).round() / 100_000.0
}

/// A confidence to three digits.
fn confidence(confidence: f32) -> f64 {
    (f64::from(confidence) * 1_000.0).round() / 1_000.0
}
