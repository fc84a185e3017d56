//! ninjs, news in JSON of IPTC, versions 1 to 3: what its names mean, wherever JSON is read.

use std::io::BufRead;

use serde_json::Value;

use crate::article::{Article, DateSource, Given, Standing};
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::jsonl::Jsonl;
use crate::read::markup;
use crate::read::published;
use crate::read::record::Fields;
use crate::text::lossy;

/// The reader of ninjs: all JSON is cut into records in one place, and this names the form.
pub(crate) struct Ninjs;

impl Reader for Ninjs {
    fn name(&self) -> &'static str {
        "ninjs"
    }

    fn about(&self) -> &'static str {
        "ninjs (news in JSON) of news agencies, alone, in lists, in JSON Lines"
    }

    fn sniff(&self, path: &str, head: &[u8]) -> bool {
        if !Jsonl.sniff(path, head) {
            return false;
        }
        let text = lossy(head);
        let has = |name: &str| text.contains(&format!("\"{name}\""));
        let marks = MARKS.iter().filter(|it| has(it)).count();
        has("uri") && marks >= 1 || has("guid") && marks >= 2
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        Jsonl.read(path, input, options, sink)
    }
}

/// Names that nothing else has beside `uri`.
const MARKS: &[&str] = &[
    "versioncreated",
    "versionCreated",
    "firstcreated",
    "firstCreated",
    "body_xhtml",
    "body_html",
    "body_text",
    "bodies",
    "headlines",
    "copyrightnotice",
    "description_text",
    "pubstatus",
    "pubStatus",
    "ednote",
    "contentCreated",
    "contentcreated",
    "descriptions",
    "eventDetails",
];

/// Whether a record is ninjs: some services call the URI a GUID.
pub(crate) fn is_ninjs(fields: &Fields) -> bool {
    let has = |name: &str| fields.iter().any(|it| it.0 == name);
    let marks = MARKS.iter().filter(|it| has(it)).count();
    (has("uri") && marks >= 1) || (has("guid") && marks >= 2)
}

/// The article of a ninjs object, and what was odd about its date.
pub(crate) fn article(fields: Fields, options: &Options) -> (Article, Vec<String>) {
    let mut item = Item { fields };
    let mut article = Article {
        id: item.text(&["uri", "guid"]).unwrap_or_default(),
        title: item
            .text(&["headline"])
            .or_else(|| item.best("headlines"))
            .or_else(|| item.text(&["title", "name"]))
            .map(|it| markup::line(&it))
            .unwrap_or_default(),
        byline: item.text(&["byline", "by"]),
        language: item.text(&["language"]),
        source: item.source(),
        ..Article::default()
    };
    article.url = Some(article.id.clone()).filter(|it| it.starts_with("http"));
    if let Some(body) = item.text(&["body_xhtml", "body_html"]) {
        article.body = markup::text(&body);
        item.drop(&["body_text", "body_xhtml", "body_html"]);
    } else if let Some(body) = item.text(&["body_text"]).or_else(|| item.best("bodies")) {
        article.body =
            if markup::is_markup(&body) { markup::text(&body) } else { body.trim().to_owned() };
    } else if let Some(caption) = item.text(&["description_text", "description"]) {
        article.body = caption;
    } else if let Some(caption) = item.best("descriptions") {
        article.body = if markup::is_markup(&caption) { markup::text(&caption) } else { caption };
    }
    let mut odd = Vec::new();
    let dates = [
        "firstcreated",
        "firstCreated",
        "contentcreated",
        "descriptions",
        "eventDetails",
        "contentCreated",
        "versioncreated",
        "versionCreated",
    ];
    for name in dates {
        let Some(text) = item.peek(name) else { continue };
        match published::stated(&mut article, &text, DateSource::Field, options) {
            Ok(()) => {
                item.drop(&[name]);
                break;
            }
            Err(why) => odd.push(why),
        }
    }
    if article.published.is_some() {
        odd.clear();
    }
    item.places("place", Standing::Subject, &mut article.given);
    item.places("places", Standing::Subject, &mut article.given);
    item.places("located", Standing::Dateline, &mut article.given);
    article.extra = item.rest();
    (article, odd)
}

struct Item {
    fields: Fields,
}

impl Item {
    fn at(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|it| it.0 == name)
    }

    fn peek(&self, name: &str) -> Option<String> {
        let value = &self.fields.get(self.at(name)?)?.1;
        value.as_str().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned)
    }

    fn drop(&mut self, names: &[&str]) {
        self.fields.retain(|it| !names.contains(&it.0.as_str()));
    }

    /// Takes the first of `names` that says something.
    fn text(&mut self, names: &[&str]) -> Option<String> {
        let name = names.iter().find(|it| self.peek(it).is_some())?;
        let text = self.peek(name);
        self.drop(&[name]);
        text
    }

    /// Takes the best of a list of texts by role: `[{"role":"main","value":"…"}]`, or an object
    /// of them by name. HTML before text, the main one before all, the longest of equals.
    fn best(&mut self, name: &str) -> Option<String> {
        let value = self.fields.get(self.at(name)?)?.1.clone();
        let candidates: Vec<&Value> = match &value {
            Value::Array(list) => list.iter().collect(),
            Value::Object(object) => object.values().collect(),
            _ => Vec::new(),
        };
        let said = |it: &Value| {
            let text = ["value", "xhtml", "html", "text"]
                .iter()
                .find_map(|name| it.get(*name).and_then(Value::as_str))
                .or_else(|| it.as_str())?;
            let role = it.get("role").and_then(Value::as_str).unwrap_or_default();
            let main = ["main", "body", "headline"].iter().any(|it| role.contains(it));
            Some((main, text.len(), text.to_owned()))
        };
        let best = candidates.into_iter().filter_map(said).max_by_key(|it| (it.0, it.1))?;
        self.drop(&[name]);
        Some(best.2)
    }

    /// The provider: a text, an object with a name, or a list of them.
    fn source(&mut self) -> Option<String> {
        if let Some(text) = self.text(&["source", "copyrightholder", "copyrightHolder"]) {
            return Some(text);
        }
        for name in ["provider", "infosource", "infoSources", "infosources"] {
            let Some(at) = self.at(name) else { continue };
            let value = self.fields.get(at).map(|it| it.1.clone())?;
            let first = value.as_array().and_then(|it| it.first()).unwrap_or(&value);
            let text = first.as_str().or_else(|| first.get("name").and_then(Value::as_str));
            if let Some(text) = text {
                return Some(text.to_owned());
            }
        }
        None
    }

    /// The places of a field, as given. The field stays a source field.
    fn places(&mut self, name: &str, standing: Standing, given: &mut Vec<Given>) {
        let Some(at) = self.at(name) else { return };
        let Some((_, value)) = self.fields.get(at) else { return };
        if let Some(text) = value.as_str() {
            let name = text.to_owned();
            given.push(Given { name, code: None, point: None, standing });
            return;
        }
        for place in value.as_array().into_iter().flatten() {
            let text = |name: &str| place.get(name).and_then(Value::as_str).map(str::to_owned);
            let Some(name) = text("name") else { continue };
            let code = text("code")
                .or_else(|| text("literal"))
                .or_else(|| text("uri").filter(|it| it.contains("geonames")));
            let point = place
                .get("geojson")
                .or_else(|| place.get("geometry_geojson"))
                .or_else(|| place.get("geoJSON"))
                .and_then(point);
            given.push(Given { name, code, point, standing });
        }
    }

    /// What was not read. Lists of coded things are a field each: `medtop:04000000 economy`.
    fn rest(self) -> Vec<(String, String)> {
        let mut rest = Vec::new();
        for (name, value) in self.fields {
            match value {
                Value::Null => {}
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => rest.push((name, text)),
                Value::Array(list) if list.iter().all(|it| it.get("name").is_some()) => {
                    for entry in &list {
                        let part = |name: &str| entry.get(name).and_then(Value::as_str);
                        let code = part("code").or_else(|| part("uri")).unwrap_or_default();
                        let both = format!("{code} {}", part("name").unwrap_or_default());
                        rest.push((name.clone(), both.trim().to_owned()));
                    }
                }
                value => rest.push((name, value.to_string())),
            }
        }
        rest
    }
}

/// The point of a GeoJSON geometry or feature: `[longitude, latitude]`.
fn point(value: &Value) -> Option<(f64, f64)> {
    let geometry = value.get("geometry").unwrap_or(value);
    let both = geometry.get("coordinates")?.as_array()?;
    let mut numbers = both.iter().map(Value::as_f64);
    let (longitude, latitude) = (numbers.next()??, numbers.next()??);
    Some((latitude, longitude))
}
