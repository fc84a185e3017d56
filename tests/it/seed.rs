//! What the program is for, asked of the article that started it and of our own like it.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

/// An article that opens with ` date 2023-12-12`, speaks of "Tuesday", "In January" and 2021, of
/// Dera Ismail Khan, Khyber Pakhtunkhwa, Pakistan, Peshawar and Afghanistan.
#[track_caller]
fn check(text: &[u8]) {
    let sandbox = Sandbox::new().file("seed/000.txt", text);
    sandbox.run(&["ingest", "@/seed"]).expect(0);
    let asked = |args: &[&str], code: u8| {
        let words: Vec<&str> = ["query"].iter().chain(args).copied().collect();
        sandbox.run(&words).expect(code);
    };
    asked(&["--on", "2023-12-12"], 0);
    asked(&["--from", "2023-12-01", "--to", "2023-12-31"], 0);
    asked(&["--place", "Pakistan"], 0);
    asked(&["--happened", "2023-01", "--place", "Peshawar"], 0);
    asked(&["--happened", "2023-01", "--place", "Peshawar", "--together"], 0);
    asked(&["police", "--happened", "2021"], 0);
    asked(&["--on", "2023-12-11"], 1);
    asked(&["--place", "India"], 1);
    asked(&["--happened", "2024-01"], 1);

    let tagged = &sandbox.run(&["tag", "--jsonl", "@/seed"]).expect(0).lines()[0];
    assert_eq!(tagged["published"]["value"], "2023-12-12");
    assert_eq!(tagged["published"]["source"], "header");
    let dates = tagged["dates"].as_array().unwrap();
    let places = tagged["places"].as_array().unwrap();
    let pairs = |mentions: &[serde_json::Value], value: &str| -> Vec<(String, String)> {
        let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap().to_owned();
        mentions.iter().map(|it| (text(it, "text"), text(it, value))).collect()
    };
    let (dates, places) = (pairs(dates, "value"), pairs(places, "path"));
    for (words, value) in [("January", "2023-01"), ("2021", "2021")] {
        assert!(dates.contains(&(words.into(), value.into())), "{words}: {dates:?}");
    }
    assert!(
        dates
            .iter()
            .any(|(words, value)| words.contains("Tuesday") && value.starts_with("2023-12-12")),
        "{dates:?}"
    );
    for (words, path) in [
        ("Dera Ismail Khan", "/Asia/Pakistan/Khyber Pakhtunkhwa/Dera Ismail Khan"),
        ("Khyber Pakhtunkhwa", "/Asia/Pakistan/Khyber Pakhtunkhwa"),
        ("Pakistan", "/Asia/Pakistan"),
        ("Peshawar", "/Asia/Pakistan/Khyber Pakhtunkhwa/Peshawar"),
        ("Afghanistan", "/Asia/Afghanistan"),
    ] {
        assert!(places.contains(&(words.into(), path.into())), "{words}: {places:?}");
    }
    let persons = ["Khan", "Mr Khan", "Gandapur", "Bugti"];
    assert!(places.iter().all(|(words, _)| !persons.contains(&&**words)), "{places:?}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn our_own() {
    check(&fs::read(root().join("tests/data/corpus/seed/000_dera_ismail_khan.txt")).unwrap());
}

/// The article itself is not ours to hand on: read where it lies beside the repository.
#[test]
fn the_first() {
    let folder = root().join("../shared/seed");
    let Ok(mut files) = fs::read_dir(folder) else {
        println!("skipped: there is no ../shared/seed");
        return;
    };
    check(&fs::read(files.next().unwrap().unwrap().path()).unwrap());
}
