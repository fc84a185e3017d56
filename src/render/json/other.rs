//! The JSON of everything that is not an article: counts, places, problems, errors.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::place::explain::Reason;
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::read::Problem;
use crate::render::bars::Period;
use crate::render::json::article::evidence;
use crate::render::json::{VERSION, confidence, degrees, value_name};
use crate::search::{Completion, Completions, Facet, Stats, Vocabulary};

/// Writes `value` on a line of its own.
fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// An error, as standard error has it.
#[derive(Debug, Serialize)]
pub struct Failure<'a> {
    /// `usage`, `query`, `input`, `index`, `remote`, `io`.
    pub kind: &'a str,
    /// What is wrong.
    pub message: &'a str,
    /// What to do next.
    pub hint: Option<&'a str>,
}

impl Failure<'_> {
    /// Writes it on a line of its own.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        line(self, out)
    }
}

/// What `count` found.
pub fn count(total: u64, understood: &str, out: &mut dyn Write) -> io::Result<()> {
    line(&json!({"version": VERSION, "total": total, "query": understood}), out)
}

/// The counts of one facet.
pub fn counted(facet: &Facet) -> Vec<Value> {
    let name = value_name(&facet.by);
    let row = |count: &crate::search::Count| {
        let mut object = Map::new();
        object.insert(name.to_owned(), count.value.as_str().into());
        object.insert("count".to_owned(), count.articles.into());
        if let Some(stories) = count.stories {
            object.insert("stories".to_owned(), stories.into());
        }
        Value::Object(object)
    };
    facet.counts.iter().map(row).collect()
}

/// A timeline.
pub fn periods(unit: &str, periods: &[Period], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Value> = periods.iter().map(period).collect();
    line(&json!({"version": VERSION, "by": unit, "periods": rows}), out)
}

fn period(period: &Period) -> Value {
    let mut object = Map::new();
    object.insert("value".to_owned(), period.value.as_str().into());
    object.insert("count".to_owned(), period.published.into());
    if let Some(happened) = period.happened {
        object.insert("happened".to_owned(), happened.into());
    }
    Value::Object(object)
}

/// Something wrong with an input.
pub fn problem(problem: &Problem) -> Value {
    json!({
        "kind": if problem.lost { "input" } else { "warning" },
        "message": problem.reason,
        "hint": problem.hint,
        "path": problem.path,
        "record": problem.record,
        "line": problem.line,
        "lost": problem.lost,
    })
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug)]
pub struct Located<'g> {
    /// Where to look it up.
    pub gazetteer: &'g Gazetteer,
    /// Its row.
    pub id: PlaceId,
}

impl Located<'_> {
    /// As scripts read it; with what its name by itself is taken for, and all that counts in it
    /// where that was asked for.
    pub fn value(&self, reason: Option<&Reason>, why: bool) -> Value {
        let place = self.gazetteer.place(self.id);
        let mut value = json!({
            "geonameid": place.geonameid,
            "name": place.name,
            "path": self.gazetteer.path(self.id).as_str(),
            "country": place.country,
            "kind": place.kind,
            "lat": degrees(place.latitude),
            "lon": degrees(place.longitude),
            "population": place.population,
            "names": place.fame,
        });
        let alone = reason.and_then(|it| it.candidates.iter().find(|it| it.place == self.id));
        if let (Some(alone), Some(object)) = (alone, value.as_object_mut()) {
            object.insert("share".to_owned(), confidence(alone.share).into());
            if why {
                object.insert("score".to_owned(), confidence(alone.score).into());
                object.insert("evidence".to_owned(), evidence(&alone.evidence).into());
            }
        }
        value
    }
}

/// What a name may mean.
pub fn places(
    candidates: &[Located<'_>],
    total: usize,
    reason: Option<&Reason>,
    why: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<Value> = candidates.iter().map(|it| it.value(reason, why)).collect();
    line(&json!({"version": VERSION, "total": total, "places": rows}), out)
}

/// What the start of a word may become.
pub fn completions(found: &Completions, of: Vocabulary, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Value> = found.best.iter().map(completion).collect();
    let total = found.total;
    line(&json!({"version": VERSION, "of": of.name(), "total": total, "completions": rows}), out)
}

/// The same, one a line.
pub fn completion_lines(found: &Completions, out: &mut dyn Write) -> io::Result<()> {
    found.best.iter().try_for_each(|it| line(&completion(it), out))
}

fn completion(completion: &Completion) -> Value {
    json!({"text": completion.text, "count": completion.articles})
}

/// What an index holds.
pub fn stats(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    let properties: Map<String, Value> = stats
        .properties
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.as_str().into()))
        .collect();
    let day = |day: chrono::NaiveDate| day.to_string();
    line(
        &json!({
            "version": VERSION,
            "articles": stats.articles,
            "undated": stats.undated,
            "unplaced": stats.unplaced,
            "first": stats.published.map(|it| day(it.0)),
            "last": stats.published.map(|it| day(it.1)),
            "words": stats.words,
            "bytes": stats.bytes,
            "segments": stats.segments,
            "properties": properties,
        }),
        out,
    )
}

/// The counts of each facet, one a line.
pub fn facet_lines(facets: &[Facet], out: &mut dyn Write) -> io::Result<()> {
    for facet in facets {
        for row in counted(facet) {
            let mut object = Map::new();
            object.insert("version".to_owned(), VERSION.into());
            object.insert("facet".to_owned(), facet.by.key().into());
            if let Value::Object(row) = row {
                object.extend(row);
            }
            line(&object, out)?;
        }
    }
    Ok(())
}

/// A timeline, one period a line.
pub fn period_lines(periods: &[Period], out: &mut dyn Write) -> io::Result<()> {
    periods.iter().try_for_each(|it| line(&period(it), out))
}

/// How an ingest went: its counts, and the milliseconds that its stages took.
pub fn ingested(
    counts: &[(&str, u64)],
    took_ms: f64,
    stages_ms: &[(&str, f64)],
    formats: &[(&str, [(&str, u64); 3])],
) -> Value {
    let mut object = Map::new();
    object.insert("version".to_owned(), VERSION.into());
    object.insert("kind".to_owned(), "summary".into());
    object.extend(counts.iter().map(|(name, count)| ((*name).to_owned(), (*count).into())));
    object.insert("took_ms".to_owned(), took_ms.into());
    let stages = stages_ms.iter().map(|(name, time)| ((*name).to_owned(), (*time).into()));
    object.insert("stages_ms".to_owned(), Value::Object(stages.collect()));
    let formats = formats.iter().map(|(name, counts)| {
        let counts = counts.iter().map(|(what, count)| ((*what).to_owned(), (*count).into()));
        ((*name).to_owned(), Value::Object(counts.collect()))
    });
    object.insert("formats".to_owned(), Value::Object(formats.collect()));
    Value::Object(object)
}

/// How many articles were deleted.
pub fn deleted(deleted: u64, absent: u64, out: &mut dyn Write) -> io::Result<()> {
    line(&json!({"version": VERSION, "deleted": deleted, "absent": absent}), out)
}

/// What is damaged: files and reasons.
pub fn damage<'d>(
    damage: impl Iterator<Item = (&'d str, &'d str)>,
    sizes: &[(&str, u64)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<Value> =
        damage.map(|(file, reason)| json!({"file": file, "reason": reason})).collect();
    let mut object = Map::new();
    object.insert("version".to_owned(), VERSION.into());
    object.insert("whole".to_owned(), rows.is_empty().into());
    object.insert("damage".to_owned(), rows.into());
    object.extend(sizes.iter().map(|(name, size)| ((*name).to_owned(), Value::from(*size))));
    line(&Value::Object(object), out)
}

/// The articles that need care, by ailment.
pub fn ailing(
    total: u64,
    names: &[&str],
    sick: &[(&str, String)],
    left_out: &[Value],
    index: &[(&str, Value)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut object = Map::new();
    for name in names {
        let ids = sick.iter().filter(|it| it.0 == *name).map(|it| Value::from(&*it.1));
        object.insert((*name).to_owned(), Value::Array(ids.collect()));
    }
    let index: Map<String, Value> =
        index.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let whole = json!({
        "version": VERSION, "articles": total, "ailments": object, "left_out": left_out,
        "index": index,
    });
    line(&whole, out)
}

/// The same, one article and ailment a line.
pub fn ailing_lines(sick: &[(&str, String)], out: &mut dyn Write) -> io::Result<()> {
    sick.iter().try_for_each(|(name, id)| {
        line(&json!({"version": VERSION, "ailment": name, "id": id}), out)
    })
}
