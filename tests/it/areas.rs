//! `--near`, `--bbox` and what comes of them; `place` as somebody writes it who has not read how.

use crate::sandbox::{Output, Sandbox};

fn news() -> Sandbox {
    let article = |number: usize, body: &str| {
        format!(
            "{{\"id\":\"a{number}\",\"title\":\"One\",\"date\":\"2024-03-05\",\"body\":\"{body}\"}}\n"
        )
    };
    let bodies = [
        "Police in Peshawar, Pakistan, opened a road on Monday.",
        "A ferry left Suva, Fiji, for Apia in Samoa on Monday.",
        "Voters in Springfield, Illinois, chose a mayor.",
    ];
    let corpus: String = bodies.iter().enumerate().map(|(at, it)| article(at, it)).collect();
    let sandbox = Sandbox::new().file("news.jsonl", corpus);
    sandbox.run(&["ingest", "@/news.jsonl"]).expect(0);
    sandbox
}

fn count(sandbox: &Sandbox, flag: &str, value: &str) -> Output {
    sandbox.run(&["count", flag, value])
}

#[test]
fn circles_and_boxes() {
    let sandbox = news();
    let found = [
        ("--near", "34.0,71.6,20km", "1"),
        ("--near", "34.0N, 71.6°E, 20 km", "1"),
        ("--near", "Peshawar,12 miles", "1"),
        ("--near", "Springfield, Illinois,20km", "1"),
        ("--near", "18.1S,178.4E,50km", "1"),
        ("--bbox", "60,23,77,37", "1"),
        // Across the date line, from Fiji to Samoa.
        ("--bbox", "177,-20,-170,-10", "1"),
        ("--bbox", "-180,-90,180,90", "3"),
    ];
    for (flag, value, articles) in found {
        let told = count(&sandbox, flag, value).expect(0);
        assert_eq!(told.out.trim(), articles, "{flag} {value}\n{}", told.err);
        assert_eq!(told.err, "", "{flag} {value}");
    }
}

#[test]
fn areas_that_make_no_sense() {
    let sandbox = news();
    let wrong = [
        ("--near", "Peshawar,50", "`50` has no unit"),
        ("--near", "31.83,70.90", "`70.90` has no unit"),
        ("--near", "Peshawar,50 leagues", "`leagues` is no unit"),
        ("--near", "Peshawar,-50km", "`-50km` is no distance"),
        ("--near", "Peshawar,0km", "`0km` is no distance"),
        ("--near", "Peshawar,100000km", "farther than the other side of the globe"),
        ("--near", "Peshawar", "a comma between"),
        ("--near", "Peshawar,", "it has no distance"),
        ("--near", ",50km", "it has no place"),
        ("--near", "", "a comma between"),
        ("--near", "Peshwar,50km", "did you mean Peshawar"),
        ("--near", "171.6,34.0,50km", "latitude comes first: 34,171.6,50km"),
        ("--near", "99,199,50km", "90 degrees at most"),
        ("--bbox", "60,37,77,23", "its south is north of its north"),
        ("--bbox", "60,23,77", "it takes four numbers"),
        ("--bbox", "60 23 77 37", "it takes four numbers"),
        ("--bbox", "23,60,37,177", "its north, 177, is beyond 90 degrees"),
        ("--bbox", "170,-20,190,0", "170,-20,-170,0"),
    ];
    for (flag, value, part) in wrong {
        let told = count(&sandbox, flag, value).expect(2).err;
        assert!(told.contains(part), "{flag} {value}: {part}\n{told}");
        assert!(told.contains("hint: "), "{flag} {value}\n{told}");
    }
}

/// What can be taken as it stands, and may be a slip, is said.
#[test]
fn areas_that_may_be_a_slip() {
    let sandbox = news();
    let told = count(&sandbox, "--near", "Springfield,20km");
    assert!(told.err.contains("note: ") && told.err.contains("Missouri"), "{}", told.err);
    let strict = sandbox.run(&["count", "--near", "Springfield,20km", "--strict"]).expect(2);
    assert!(strict.err.contains("--near"), "{}", strict.err);
    let swapped = count(&sandbox, "--near", "71.6,34.0,20km").expect(1);
    assert!(swapped.err.contains("latitude comes first: 34,71.6?"), "{}", swapped.err);
    let round = count(&sandbox, "--bbox", "77,23,60,37");
    assert!(round.err.contains("across the date line"), "{}", round.err);
}

#[test]
fn places_on_a_map() {
    let sandbox = news();
    let map = sandbox.run(&["query", "--bbox", "60,23,77,37", "--format", "geojson"]).expect(0);
    let map = map.json();
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().unwrap();
    let peshawar = features.iter().find(|it| it["properties"]["place"] == "Peshawar").unwrap();
    let point = peshawar["geometry"]["coordinates"].as_array().unwrap();
    assert!((point[0].as_f64().unwrap() - 71.6).abs() < 0.1, "east comes first: {point:?}");
    assert!((point[1].as_f64().unwrap() - 34.0).abs() < 0.1, "{point:?}");
    let none = sandbox.run(&["query", "nothing", "--format", "geojson"]).expect(1).json();
    assert_eq!(none["features"].as_array().unwrap().len(), 0);
}

/// Counts of articles and of stories.
#[test]
fn places_counted() {
    let copy = "Engineers in Peshawar, Pakistan, opened the road over the pass on Monday after nine \
        days of snow, and the buses that had waited at the foot of it drove up one behind the other \
        before noon, their drivers said.";
    let line =
        |id: &str, body: &str| format!("{{\"id\":\"{id}\",\"title\":\"\",\"body\":\"{body}\"}}\n");
    let corpus = line("a", copy) + &line("b", copy) + &line("c", "Rain fell in Peshawar.");
    let sandbox = Sandbox::new().file("news.jsonl", corpus);
    sandbox.run(&["ingest", "@/news.jsonl"]).expect(0);
    let facets = |more: &[&str]| {
        let told =
            sandbox.run(&[&["facets", "--by", "place:2", "--json"], more].concat()).expect(0);
        told.json()["facets"]["place:2"][0].clone()
    };
    assert_eq!(facets(&[])["count"], 3);
    let both = facets(&["--collapse"]);
    assert_eq!((both["count"].as_u64(), both["stories"].as_u64()), (Some(3), Some(2)));
}

#[test]
fn names_as_newcomers_write_them() {
    let sandbox = Sandbox::new();
    let wrong = [
        (vec!["place", "Peshwar"], "did you mean Peshawar"),
        (vec!["place", "31.83,70.9"], "--near 31.83,70.9,50km"),
        (vec!["place", "Paris/Texas"], "a path starts with the outermost: Texas/Paris"),
        (vec!["place", "geonames:99"], "no place has the id"),
        (vec!["place", ""], "hint: "),
    ];
    for (args, part) in wrong {
        let told = sandbox.run(&args).expect(1);
        assert!(told.err.contains(part), "{args:?}: {part}\n{}", told.err);
        assert_eq!(told.out, "");
        let json = sandbox.run(&[args.as_slice(), &["--json"]].concat()).expect(1).json();
        assert_eq!(
            (json["total"].as_u64(), json["places"].as_array().map(Vec::len)),
            (Some(0), Some(0))
        );
    }
    // Cut to fit; colours only where they are wanted.
    let name = ["place", "Peshawar"];
    let fits = |told: &str| told.contains('…') && told.lines().all(|it| it.chars().count() <= 72);
    let told = Sandbox::new().terminal(72).run(&name).expect(0).out;
    assert!(told.contains("\u{1b}["), "{told}");
    let told = Sandbox::new().terminal(72).env("NO_COLOR", "1").run(&name).expect(0).out;
    assert!(!told.contains('\u{1b}') && fits(&told), "{told}");
    let told = sandbox.run(&name).expect(0).out;
    assert!(!told.contains('\u{1b}') && told.lines().all(|it| it.chars().count() <= 80), "{told}");
}
