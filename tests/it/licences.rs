//! What is linked in: licences that may be, crates that may not, and no `unsafe` of our own.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

/// All crates of `Cargo.lock`, for whatever system: cargo fetches those that this one did not need.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().filter(|it| !it["source"].is_null()).cloned().collect()
}

/// Whether a licence expression leaves a way that is allowed: any side of an `OR`, both of an `AND`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let text = expression.replace(" / ", " OR ").replace('/', " OR ");
    // The looser word splits first.
    for (word, both) in [(" OR ", false), (" AND ", true)] {
        for (at, _) in text.match_indices(word) {
            let (left, rest) = text.split_at(at);
            if left.matches('(').count() != left.matches(')').count() {
                continue;
            }
            let right = rest.strip_prefix(word).unwrap_or_default();
            let (left, right) = (is_allowed(left, allowed), is_allowed(right, allowed));
            return if both { left && right } else { left || right };
        }
    }
    let text = text.trim();
    match text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.contains(text),
    }
}

#[test]
fn expressions_are_understood() {
    let allowed: BTreeSet<&str> = ["MIT", "Zlib"].into();
    for good in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "(MIT OR X) AND Zlib", "X OR Y OR Zlib"] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND X", "(MIT OR X) AND Y", "X / Y", ""] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_licence_is_allowed() {
    let rules = rules();
    let allowed = rules["licenses"]["allow"].as_array().unwrap();
    let allowed: BTreeSet<&str> = allowed.iter().map(|it| it.as_str().unwrap()).collect();
    let packages = packages();
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in &packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{}: {licence}", package["name"]);
    }
}

#[test]
fn crates_come_from_one_registry_and_open_no_connection() {
    let rules = rules();
    let banned = rules["bans"]["deny"].as_array().unwrap();
    let banned: BTreeSet<&str> = banned.iter().map(|it| it["crate"].as_str().unwrap()).collect();
    assert!(!banned.is_empty());
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(name), "{name}");
        let source = package["source"].as_str().unwrap();
        assert!(source.starts_with("registry+https://github.com/rust-lang/crates.io-index"));
    }
}

#[test]
fn unsafe_is_forbidden() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}
