//! The rules of the house that no lint can say.
//!
//! Each rule reads the sources as text, and says file, line and what to do.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up. A module may use the layers under its own, and itself.
const LAYERS: &[&[&str]] = &[
    &["error", "text"],
    &["article"],
    &["language"],
    &["date", "place", "dedup"],
    &["document", "read", "search"],
    &["query", "index", "render"],
    &["ingest"],
    &["cli"],
];

/// Crates with one home.
const HOMES: &[(&str, &str)] = &[("tantivy", "index"), ("clap", "cli")];

const LINE_COLUMNS_MAX: usize = 100;

struct Source {
    path: PathBuf,
    /// The top-level module the file belongs to: `date` for `src/date/rules/span.rs`.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut pending = vec![root.clone()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let inner = path.strip_prefix(&root).unwrap().with_extension("");
                let module = inner.iter().next().unwrap().to_str().unwrap().to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { path, module, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Runs `rule` on every line of code (comments stripped) and fails with all it says.
#[track_caller]
fn check(rule: impl Fn(&Source, &str) -> Option<String>) {
    let mut complaints = Vec::new();
    for source in sources() {
        for (index, line) in source.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(complaint) = rule(&source, code) {
                complaints.push(format!("{}:{}: {complaint}", source.path.display(), index + 1));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn modules_use_only_the_layers_below() {
    check(|source, code| {
        let own = layer(&source.module)?;
        for used in code.split("crate::").skip(1) {
            let name: String =
                used.chars().take_while(|it| it.is_ascii_lowercase() || *it == '_').collect();
            let Some(theirs) = layer(&name) else { continue };
            if name != source.module && theirs >= own {
                return Some(format!("`{}` may not use `{name}`", source.module));
            }
        }
        None
    });
}

#[test]
fn imports_are_spelled_out() {
    check(|_, code| {
        let hidden = code.contains("crate::{") || code.contains("super::super");
        hidden.then(|| "write `use crate::module::Item`, one module to a line".to_owned())
    });
}

#[test]
fn every_module_has_a_layer() {
    for source in sources() {
        let known = layer(&source.module).is_some() || ["lib", "main"].contains(&&*source.module);
        assert!(known, "{}: name the module in LAYERS", source.path.display());
    }
}

#[test]
fn crates_stay_at_home() {
    check(|source, code| {
        let (name, home) = HOMES
            .iter()
            .find(|(name, home)| source.module != *home && code.contains(&format!("{name}::")))?;
        Some(format!("only `{home}` may use {name}"))
    });
}

#[test]
fn files_say_what_they_are_for() {
    for source in sources() {
        let said = source.text.starts_with("//! ");
        assert!(said, "{}: start with a `//!` line", source.path.display());
    }
}

#[test]
fn lines_are_short() {
    for source in sources() {
        for (index, line) in source.text.lines().enumerate() {
            let place = format!("{}:{}", source.path.display(), index + 1);
            assert!(line.chars().count() <= LINE_COLUMNS_MAX, "{place}: a long line");
        }
    }
}

#[test]
fn every_test_file_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let named = name == "main" || main.contains(&format!("mod {name};"));
        assert!(named, "{}: declare it in tests/it/main.rs", path.display());
    }
}
