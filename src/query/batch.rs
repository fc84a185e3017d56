//! Many queries in one file: `qid` and text, as JSON Lines or tab-separated.

use serde_json::Value;

use crate::error::{Error, Kind, Result};

/// A query of a batch.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Topic {
    /// What the answers are told apart by: no spaces.
    pub qid: String,
    /// The query.
    pub text: String,
}

/// Reads `{"qid":"7","text":"dam failure"}` or `7<TAB>dam failure`, one a line. Empty lines and
/// lines that open with `#` are passed over.
///
/// # Errors
/// `Kind::Query` with the number of the line that is neither, or whose `qid` came before.
pub fn read(text: &str) -> Result<Vec<Topic>> {
    let mut topics: Vec<Topic> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |what: &str| {
            Error::new(Kind::Query, format!("line {} of the queries {what}", number + 1)).hint(
                "write {\"qid\":\"7\",\"text\":\"dam failure\"}, or qid, a tab, and the query",
            )
        };
        let topic = if line.trim_start().starts_with('{') {
            object(line).ok_or_else(|| wrong("has no `qid` and `text`"))?
        } else {
            let (qid, text) = line.split_once('\t').ok_or_else(|| wrong("has no tab"))?;
            Topic { qid: qid.trim().to_owned(), text: text.trim().to_owned() }
        };
        if topic.qid.is_empty() || topic.qid.contains(char::is_whitespace) {
            return Err(wrong("has an empty `qid` or one with spaces"));
        }
        if !seen.insert(topic.qid.clone()) {
            return Err(wrong("repeats a `qid`"));
        }
        topics.push(topic);
    }
    Ok(topics)
}

fn object(line: &str) -> Option<Topic> {
    let value: Value = serde_json::from_str(line).ok()?;
    let qid = ["qid", "id", "query_id"].iter().find_map(|it| value.get(it))?;
    let qid = match qid {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let text = ["text", "query"].iter().find_map(|it| value.get(it))?.as_str()?;
    Some(Topic { qid, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let topics = read(text).unwrap();
        let pairs: Vec<(&str, &str)> = topics.iter().map(|it| (&*it.qid, &*it.text)).collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn both_forms() {
        check("7\tdam failure\n8\t\n", &[("7", "dam failure"), ("8", "")]);
        check("\u{FEFF}# topics\n{\"qid\":7,\"text\":\"a\\tb\"}\r\n\n", &[("7", "a\tb")]);
        check("{\"query_id\":\"q1\",\"query\":\"x\"}", &[("q1", "x")]);
        check("", &[]);
    }

    #[test]
    fn refusals() {
        for (text, part) in [
            ("dam failure", "line 1 of the queries has no tab"),
            ("7\ta\n{\"qid\":7}", "line 2 of the queries has no `qid` and `text`"),
            ("7\ta\n7\tb", "line 2 of the queries repeats a `qid`"),
            ("a b\tc", "line 1 of the queries has an empty `qid` or one with spaces"),
            ("{\"qid\":7,", "line 1"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
