//! `SQLite`'s FTS5, by its own shell: it tags nothing and stems nothing, and is given rows of CSV
//! rather than JSON.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes title, body, date and source of each article as CSV.
pub(crate) fn rows(corpus: &Path, to: &Path) {
    let mut out = csv::Writer::from_path(to).unwrap();
    for line in std::fs::read_to_string(corpus).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        out.write_record([text("title"), text("body"), text("date"), text("source")]).unwrap();
    }
    out.flush().unwrap();
}

/// Indexes the rows; gives CPU seconds and peak megabytes, `None` where there is no `sqlite3`.
pub(crate) fn ingest(rows: &Path, database: &Path) -> Option<(f64, f64)> {
    let before = children_cpu();
    let mut child = Command::new("sqlite3")
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .ok()?;
    let script = format!(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;\n\
         CREATE VIRTUAL TABLE article USING fts5(title, body, day UNINDEXED, source UNINDEXED);\n\
         BEGIN;\n.import --csv {} article\nCOMMIT;\n",
        rows.display()
    );
    child.stdin.take()?.write_all(script.as_bytes()).unwrap();
    let mut peak_mb: f64 = 0.0;
    let status = loop {
        peak_mb = peak_mb.max(super::peak_mb(&format!("/proc/{}/status", child.id())));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    assert!(status.success());
    Some((children_cpu() - before, peak_mb))
}

/// CPU seconds of the processes that this one has waited for.
fn children_cpu() -> f64 {
    super::ticks("/proc/self/stat", 13)
}
