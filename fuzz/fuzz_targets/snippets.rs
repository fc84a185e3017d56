//! Any words as a query of the sample corpus: no panic, and nothing on a terminal that could harm
//! it; passages and their marks go through the program as a user runs it.
#![no_main]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::DateTime;
use dateline::cli::{self, Io};
use dateline::text::is_hostile;
use libfuzzer_sys::fuzz_target;

fn run(words: &[OsString]) -> String {
    let mut out = Vec::new();
    let now = DateTime::from_timestamp(1_718_400_000, 0).unwrap_or_default().fixed_offset();
    let mut io = Io::new(&mut out, std::io::sink(), now).with_terminal(80);
    let name = OsString::from("dateline");
    cli::run(std::iter::once(name).chain(words.iter().cloned()), &mut io);
    drop(io);
    String::from_utf8(out).unwrap()
}

/// The sample corpus, indexed once.
fn index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap().keep();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/corpus");
        let words = ["ingest".into(), corpus.into(), "--index".into(), folder.clone().into()];
        run(&words);
        folder
    })
}

fuzz_target!(|text: &str| {
    let words = ["query", "--color", "never", "--snippets", "3", "-n", "5", "--any", "--"];
    let mut words: Vec<OsString> = words.map(OsString::from).into();
    words.insert(1, format!("--index={}", index().display()).into());
    words.push(text.replace('\0', " ").into());
    let shown = run(&words);
    assert!(!shown.contains(is_hostile), "{shown:?}");
});
