//! What was left out of an index, and why: a list beside it, so that `doctor` can tell.
//!
//! The list is a courtesy. Nothing else reads it, and an index without it is whole.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::index::directory;
use crate::read::{OVERSIZED, Problem};

/// The name of its file.
pub(crate) const NAME: &str = "left_out.jsonl";

/// Nobody reads more.
const LENGTH_MAX: usize = 100_000;

/// An article that could not be ingested.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LeftOut {
    /// The file, the record or line in it, and why.
    pub problem: Problem,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
}

impl LeftOut {
    /// Whether it was too large.
    pub fn is_oversized(&self) -> bool {
        self.problem.reason.contains(OVERSIZED)
    }

    fn to_line(&self) -> String {
        let it = &self.problem;
        let value = json!({
            "path": it.path, "record": it.record, "line": it.line, "reason": it.reason,
            "hint": it.hint, "at": self.at,
        });
        format!("{value}\n")
    }

    fn from_line(line: &str) -> Option<LeftOut> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| value.get(name).and_then(Value::as_u64);
        let problem = Problem {
            path: text("path")?,
            record: number("record").and_then(|it| u32::try_from(it).ok()),
            line: number("line"),
            reason: text("reason")?,
            hint: text("hint"),
            lost: true,
        };
        Some(LeftOut { problem, at: value.get("at").and_then(Value::as_i64).unwrap_or(0) })
    }
}

/// All that is known to be left out of the index in `folder`.
pub(crate) fn load(folder: &Path) -> Vec<LeftOut> {
    let text = std::fs::read_to_string(folder.join(NAME)).unwrap_or_default();
    text.lines().filter_map(LeftOut::from_line).collect()
}

/// Notes what was left out of the files in `read` at `now`, in place of what is known of them;
/// what is known of paths that are `gone` is forgotten.
pub(crate) fn update(
    folder: &Path,
    read: &BTreeSet<&str>,
    gone: &dyn Fn(&str) -> bool,
    left_out: &[Problem],
    now: i64,
) -> io::Result<()> {
    let before = load(folder);
    let stays = |it: &&LeftOut| {
        let problem = &it.problem;
        !is_of(problem, read) && !left_out.contains(problem) && !gone(&problem.path)
    };
    let mut all: Vec<LeftOut> = before.iter().filter(stays).cloned().collect();
    all.extend(left_out.iter().map(|it| LeftOut { problem: it.clone(), at: now }));
    all.truncate(LENGTH_MAX);
    if all == before {
        return Ok(());
    }
    let text: String = all.iter().map(LeftOut::to_line).collect();
    directory::write_whole(folder, NAME, text.as_bytes())
}

/// Whether a problem is one of these files, or lies in an archive that is.
fn is_of(problem: &Problem, read: &BTreeSet<&str>) -> bool {
    let file = problem.path.split("!/").next().unwrap_or(&problem.path);
    read.contains(problem.path.as_str()) || read.contains(file)
}
