//! What an index says of itself: it travels in tantivy's commit payload, so that no second file
//! can disagree with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::{Error, Kind, Result};
use crate::index::kin::Told;
use crate::index::schema;
use crate::language::Language;
use crate::language::analyze;

/// How far a growing file has been taken into the index.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Mark {
    /// Bytes of it, up to the end of a line.
    pub bytes: u64,
    /// Lines in them.
    pub lines: u64,
    /// Records in them.
    pub records: u32,
    /// The checksum of its first bytes: by it another file of the same name is told.
    pub start: u32,
}

/// What is needed to understand an index.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Payload {
    /// The gazetteer that placed the last articles. Another one reads the index all the same:
    /// paths and ids are kept with the articles. Those ingested again are placed anew.
    pub(crate) gazetteer: String,
    /// The languages of its articles: a word of a query stands for its stems in each of them.
    pub(crate) languages: BTreeSet<Language>,
    /// The version of the program that wrote it last.
    pub(crate) version: String,
    /// The files that are followed, by path. Committed with their articles, a mark never runs
    /// ahead of them nor falls behind.
    pub(crate) followed: BTreeMap<String, Mark>,
    /// The stories of articles, by id, that are not what their columns say.
    pub(crate) stories: Told,
}

impl Payload {
    /// As it is committed.
    pub(crate) fn to_text(&self) -> String {
        let languages: Vec<&str> = self.languages.iter().map(|it| it.code()).collect();
        let mut payload = json!({
            "format": schema::FORMAT,
            "analyzer": analyze::FINGERPRINT,
            "gazetteer": self.gazetteer,
            "languages": languages,
            "version": self.version,
        });
        if !self.followed.is_empty() {
            let marks = self.followed.iter().map(|(path, it)| {
                (path.clone(), json!([it.bytes, it.lines, it.records, it.start]))
            });
            payload["followed"] = Value::Object(marks.collect());
        }
        if !self.stories.is_empty() {
            payload["stories"] = json!(self.stories);
        }
        payload.to_string()
    }

    /// The same for people and scripts: a name and a value each.
    pub(crate) fn properties(&self) -> Vec<(&'static str, String)> {
        let languages: Vec<&str> = self.languages.iter().map(|it| it.code()).collect();
        vec![
            ("format", schema::FORMAT.to_string()),
            ("analyzer", analyze::FINGERPRINT.to_owned()),
            ("gazetteer", self.gazetteer.clone()),
            ("languages", languages.join(" ")),
            ("version", self.version.clone()),
        ]
    }

    /// Reads it, and makes sure that this program means the same by it.
    pub(crate) fn from_text(text: &str) -> Result<Payload> {
        let value: Value = serde_json::from_str(text).map_err(|it| {
            Error::new(Kind::Index, "the index does not say what it is").because(it).hint(REBUILD)
        })?;
        let format = value.get("format").and_then(Value::as_u64);
        if format != Some(schema::FORMAT) {
            let theirs = format.map_or("unknown".to_owned(), |it| it.to_string());
            let ours = schema::FORMAT;
            let message = format!("the index has format {theirs}, this program reads {ours}");
            return Err(Error::new(Kind::Index, message).hint(REBUILD));
        }
        let string =
            |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let analyzer = string("analyzer");
        if analyzer != analyze::FINGERPRINT {
            let ours = analyze::FINGERPRINT;
            let message = format!("the words of the index are those of `{analyzer}`, not `{ours}`");
            return Err(Error::new(Kind::Index, message).hint(REBUILD));
        }
        let languages = value.get("languages").and_then(Value::as_array);
        let languages = languages.into_iter().flatten().filter_map(Value::as_str);
        let followed = value.get("followed").and_then(Value::as_object);
        let followed = followed.into_iter().flatten();
        let stories = value.get("stories").and_then(Value::as_object);
        let stories = stories.into_iter().flatten();
        Ok(Payload {
            stories: stories.filter_map(|(id, it)| Some((id.clone(), it.as_u64()?))).collect(),
            followed: followed.filter_map(|(path, it)| Some((path.clone(), mark(it)?))).collect(),
            gazetteer: string("gazetteer"),
            languages: languages.filter_map(Language::from_name).collect(),
            version: string("version"),
        })
    }
}

/// A mark that cannot be read is none: the file is read from its start, which changes nothing.
fn mark(value: &Value) -> Option<Mark> {
    let number = |at: usize| value.get(at).and_then(Value::as_u64);
    Some(Mark {
        bytes: number(0)?,
        lines: number(1)?,
        records: u32::try_from(number(2)?).ok()?,
        start: u32::try_from(number(3)?).ok()?,
    })
}

const REBUILD: &str =
    "ingest the corpus into a new folder (--index DIR), or remove the old one and ingest again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_come_back() {
        let payload = Payload {
            gazetteer: "12ab".to_owned(),
            languages: [Language::ENGLISH, Language::UNKNOWN].into(),
            version: "0.1.0".to_owned(),
            followed: [(
                "wire/today.jsonl".to_owned(),
                Mark { bytes: 1 << 40, lines: 7, records: 5, start: u32::MAX },
            )]
            .into(),
            stories: [("wire-1".to_owned(), u64::MAX)].into(),
        };
        assert_eq!(Payload::from_text(&payload.to_text()).unwrap(), payload);
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let error = Payload::from_text(text).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.advice().is_some());
    }

    #[test]
    fn what_means_something_else_is_refused() {
        check_refused(r#"{"format":0}"#, "format 0");
        check_refused("{}", "format unknown");
        check_refused("", "does not say");
        let other = Payload::default().to_text().replace(analyze::FINGERPRINT, "other");
        check_refused(&other, "`other`");
    }
}
