//! JSON-LD: what a page says of its article in the words of schema.org.

use serde_json::Map;
use serde_json::Value;

use crate::read::html::dom::Dom;
use crate::read::html::tag::{Name, Tag};
use crate::read::json;

/// Scripts longer than this are passed over, and so are objects beyond so many.
const SCRIPT_BYTES_MAX: usize = 4 << 20;
const OBJECTS_MAX: usize = 400;

/// Every object that the scripts of a page describe, those within others after them.
#[derive(Debug, Default)]
pub(crate) struct Ld {
    objects: Vec<Map<String, Value>>,
}

impl Ld {
    pub(crate) fn of(dom: &Dom) -> Ld {
        let mut ld = Ld::default();
        for (number, node) in (0_u32..).zip(&dom.nodes) {
            if node.tag != Tag::Script {
                continue;
            }
            let kind = dom.attribute(number, Name::Type).unwrap_or_default();
            if kind.to_ascii_lowercase().contains("ld+json") {
                ld.script(dom.text(number));
            }
        }
        ld
    }

    fn script(&mut self, text: &str) {
        if text.len() > SCRIPT_BYTES_MAX {
            return;
        }
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let text = text.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        let text = text.trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let text = text.trim().trim_end_matches(';');
        let value = serde_json::from_str::<Value>(text)
            .or_else(|_| serde_json::from_str(&json::mend(text)))
            .or_else(|_| serde_json::from_str(&without_stray_commas(&json::mend(text))));
        if let Ok(value) = value {
            self.value(value);
        }
    }

    fn value(&mut self, value: Value) {
        match value {
            Value::Array(list) => list.into_iter().for_each(|it| self.value(it)),
            Value::Object(mut object) => {
                if self.objects.len() >= OBJECTS_MAX {
                    return;
                }
                let inner: Vec<Value> = ["@graph", "mainEntity", "mainEntityOfPage"]
                    .iter()
                    .filter_map(|name| match object.get(*name) {
                        Some(Value::Array(_) | Value::Object(_)) => object.remove(*name),
                        _ => None,
                    })
                    .collect();
                self.objects.push(object);
                for it in inner {
                    self.value(it);
                }
            }
            _ => {}
        }
    }

    /// The object that describes the article itself.
    pub(crate) fn article(&self) -> Option<&Map<String, Value>> {
        let posting = |it: &str| {
            (it.ends_with("Article") && it != "MedicalScholarlyArticle")
                || it.ends_with("Posting")
                || matches!(it, "Report" | "Review" | "AnalysisNewsArticle" | "CreativeWork")
        };
        self.typed(posting)
            .find(|it| it.contains_key("headline") || it.contains_key("datePublished"))
            .or_else(|| self.typed(posting).next())
    }

    /// The objects of a type that is `wanted`.
    pub(crate) fn typed(
        &self,
        wanted: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &Map<String, Value>> {
        self.objects.iter().filter(move |object| match object.get("@type") {
            Some(Value::String(name)) => wanted(short(name)),
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).any(|it| wanted(short(it)))
            }
            _ => false,
        })
    }

    /// The first text of that name in an object that describes a page or part of one.
    pub(crate) fn of_page(&self, name: &str) -> Option<String> {
        let known = |it: &str| {
            !matches!(it, "Product" | "Event" | "Comment" | "VideoObject" | "Organization")
        };
        self.typed(known).find_map(|it| words(it.get(name)?))
    }

    /// The object that is called `id` elsewhere.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Map<String, Value>> {
        self.objects.iter().find(|it| it.get("@id").and_then(Value::as_str) == Some(id))
    }

    /// The names of people or firms: a text, an object with a name, a list of them.
    pub(crate) fn names(&self, value: &Value) -> Vec<String> {
        match value {
            Value::String(name) => vec![name.trim().to_owned()],
            Value::Array(list) => list.iter().take(20).flat_map(|it| self.names_flat(it)).collect(),
            value => self.names_flat(value),
        }
    }

    fn names_flat(&self, value: &Value) -> Vec<String> {
        let name = match value {
            Value::String(name) => Some(name.as_str()),
            Value::Object(object) => object.get("name").and_then(text).or_else(|| {
                let id = object.get("@id")?.as_str()?;
                self.by_id(id)?.get("name").and_then(text)
            }),
            _ => None,
        };
        name.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).into_iter().collect()
    }
}

/// A text, or the first of several.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(list) => list.first().and_then(Value::as_str),
        _ => None,
    }
}

/// What a value says in words: a text, a number, the name or address of an object.
pub(crate) fn words(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => list.iter().find_map(words)?,
        Value::Object(object) => {
            let inner = ["@value", "name", "url", "contentUrl", "@id"];
            let inner = inner.iter().find_map(|name| object.get(*name)?.as_str());
            inner?.trim().to_owned()
        }
        _ => return None,
    };
    Some(found).filter(|it| !it.is_empty())
}

/// `http://schema.org/NewsArticle` is a `NewsArticle`.
fn short(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).next().unwrap_or(name)
}

/// The text without the commas that stand before a closing bracket.
fn without_stray_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for char in text.chars() {
        if !quoted && matches!(char, '}' | ']') {
            let length = kept.trim_end().trim_end_matches(',').len();
            kept.truncate(length);
        }
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        kept.push(char);
    }
    kept
}
