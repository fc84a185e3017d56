//! How a score comes about: tantivy's account of it in words, one line a part.

use serde_json::Value;
use tantivy::query::{Explanation, Query};

use crate::error::Result;
use crate::index::Index;
use crate::index::top::Found;
use crate::index::write::damaged;
use crate::search::Plan;

impl Index {
    /// The parts of the score of a hit, the heaviest first, after their sum.
    pub(crate) fn explain(
        &self,
        query: &dyn Query,
        found: &Found,
        plan: &Plan,
    ) -> Result<Vec<String>> {
        let weight = query.weight(self.scoring()).map_err(damaged)?;
        let reader = self.searcher.segment_reader(found.address.segment_ord);
        let told = weight.explain(reader, found.address.doc_id).map_err(damaged)?;
        let mut lines = parts(&told);
        let words = f64::from(told.value());
        let score = f64::from(found.score(plan.sort));
        if plan.recency_days.is_some() && words > 0.0 {
            lines.insert(0, format!("{words:.4} all of the words"));
            lines.insert(0, format!("{score:.4} = {words:.4} × {:.4} for its age", score / words));
        } else {
            lines.insert(0, format!("{score:.4} all of the words"));
        }
        Ok(lines)
    }
}

/// The parts of a sum, the heaviest first.
fn parts(told: &Explanation) -> Vec<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    if let Ok(value) = serde_json::from_str(&told.to_pretty_json()) {
        gather(&value, 1.0, &mut found);
    }
    found.retain(|(score, _)| *score > 0.0);
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(score, text)| format!("  {score:.4} {text}")).collect()
}

/// Adds the parts of `told`, which counts `weight` times.
fn gather(told: &Value, weight: f64, found: &mut Vec<(f64, String)>) {
    let text = told.get("description").and_then(Value::as_str).unwrap_or_default();
    let score = number(told) * weight;
    let details = details(told);
    if let Some(rest) = text.strip_prefix("Boost x") {
        let factor = rest.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(1.0);
        for it in details {
            gather(it, weight * factor, found);
        }
    } else if text.starts_with("BooleanClause") {
        for it in details {
            gather(it, weight, found);
        }
    } else if text.starts_with("TermQuery") {
        found.push((score, format!("{}: {}", term(told), bm25(told, weight))));
    } else if text == "Phrase Scorer" {
        let inner = details.first().map(|it| bm25(it, weight)).unwrap_or_default();
        found.push((score, format!("words in a row: {inner}")));
    } else if let Some(words) = text.strip_prefix("one word: ") {
        let inner = details.first().map(|it| bm25(it, weight)).unwrap_or_default();
        found.push((score, format!("{words}: {inner}")));
    } else if text == "Const" {
        found.push((score, "a pattern or a fuzzy word".to_owned()));
    } else {
        found.push((score, format!("{text}{}", times(weight))));
    }
}

fn number(value: &Value) -> f64 {
    value.get("value").and_then(Value::as_f64).unwrap_or(0.0)
}

fn details(value: &Value) -> &[Value] {
    value.get("details").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The value of the part that is described so.
fn part<'v>(value: &'v Value, head: &str) -> Option<&'v Value> {
    let described = |it: &&Value| {
        it.get("description").and_then(Value::as_str).is_some_and(|it| it.starts_with(head))
    };
    details(value).iter().find(described)
}

fn times(weight: f64) -> String {
    if (weight - 1.0).abs() < 1e-6 { String::new() } else { format!(" × {weight:.4}") }
}

/// `Term=Term(field=0, type=Str, "flood")` without its shell.
fn term(told: &Value) -> &str {
    let context = told.get("context").and_then(Value::as_array);
    let text = context.and_then(|it| it.first()).and_then(Value::as_str).unwrap_or_default();
    text.split('"').nth(1).unwrap_or("a word")
}

/// Each factor of BM25.
fn bm25(told: &Value, weight: f64) -> String {
    let value = |of: Option<&Value>| of.map_or(0.0, number);
    let rarity = part(told, "idf");
    let share = part(told, "freq /");
    let mut text = format!("2.2 × rarity {:.4}", value(rarity));
    if let Some(rarity) = rarity.filter(|it| part(it, "n,").is_some()) {
        let (has, all) = (value(part(rarity, "n,")), value(part(rarity, "N,")));
        text += &format!(" ({has:.0} of {all:.0} articles)");
    }
    if let Some(share) = share {
        text += &format!(
            " × share {:.4} ({:.0} times in {:.0} words, the average being {:.0})",
            number(share),
            value(part(share, "freq,")),
            value(part(share, "dl,")),
            value(part(share, "avgdl,")),
        );
    }
    text + &times(weight)
}
