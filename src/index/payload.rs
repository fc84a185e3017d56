//! What an index says of itself: it travels in tantivy's commit payload, so that no second file
//! can disagree with it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::{Error, Kind, Result};
use crate::index::schema;
use crate::language::Language;
use crate::language::analyze;

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
}

impl Payload {
    /// As it is committed.
    pub(crate) fn to_text(&self) -> String {
        let languages: Vec<&str> = self.languages.iter().map(|it| it.code()).collect();
        json!({
            "format": schema::FORMAT,
            "analyzer": analyze::FINGERPRINT,
            "gazetteer": self.gazetteer,
            "languages": languages,
            "version": self.version,
        })
        .to_string()
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
        Ok(Payload {
            gazetteer: string("gazetteer"),
            languages: languages.filter_map(Language::from_name).collect(),
            version: string("version"),
        })
    }
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
