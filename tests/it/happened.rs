//! A search by when things happened, against a scan of everything the tagger found: the index may
//! neither add nor leave out an article, in any mode, coarse or not, with a place or without.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::sandbox::Sandbox;

const PLACES: &[&str] = &["Peshawar", "Ankara", "Nairobi", "Bogota"];

/// Numbers that look random and are not: Vigna's `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound)).unwrap()
    }

    fn day(&mut self) -> (u32, u32, u32) {
        (1985 + self.below(30), 1 + self.below(12), 1 + self.below(28))
    }

    /// Words for a time, as an article has them.
    fn words(&mut self) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = self.day();
        let month = MONTHS[month as usize - 1];
        match self.below(8) {
            0 | 1 => format!("on {day} {month} {year}"),
            2 => format!("in {month} {year}"),
            3 => format!("in {year}"),
            4 => format!("in the {}s", year / 10 * 10),
            5 => format!("from {year} to {}", year + 1 + self.below(9)),
            6 => format!("in the third quarter of {year}"),
            _ => "in the 19th century".to_owned(),
        }
    }

    /// A time as a user writes it, with its class of grain.
    fn question(&mut self) -> (String, u8) {
        let (year, month, day) = self.day();
        match self.below(6) {
            0 => (format!("{year}-{month:02}-{day:02}"), 0),
            1 => (format!("{year}-{month:02}"), 1),
            2 => (format!("{year}"), 2),
            3 => (format!("{}s", year / 10 * 10), 3),
            4 => {
                let end = year + self.below(4);
                (format!("{year}-{month:02}..{end}-12"), 1)
            }
            _ => (format!("{year}-01-05..{year}-{month:02}-28"), 0),
        }
    }
}

/// A mention, as `tag` has it.
struct Mention {
    start: NaiveDate,
    end: NaiveDate,
    class: u8,
    sentence: usize,
}

struct Known {
    id: String,
    dates: Vec<Mention>,
    /// The sentences in which each of the places stands.
    places: Vec<Vec<usize>>,
}

fn class(grain: &str) -> u8 {
    match grain {
        "minute" | "day" => 0,
        "week" | "month" => 1,
        "quarter" | "half" | "year" => 2,
        "decade" => 3,
        "century" => 4,
        other => panic!("a new grain: {other}"),
    }
}

fn day(value: &serde_json::Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

/// What `tag` finds in the articles, whose sentences end at known bytes.
fn known(sandbox: &Sandbox, ends: &[Vec<usize>]) -> Vec<Known> {
    let tagged = sandbox.run(&["tag", "--jsonl", "@/corpus.jsonl"]).expect(0).lines();
    assert_eq!(tagged.len(), ends.len());
    let articles = tagged.iter().zip(ends);
    articles
        .map(|(article, ends)| {
            let sentence = |it: &serde_json::Value| {
                let start = usize::try_from(it["start"].as_u64().unwrap()).unwrap();
                ends.iter().position(|end| start < *end).unwrap()
            };
            let dates = article["dates"].as_array().unwrap().iter();
            let dates = dates.filter(|it| it["from"].is_string()).map(|it| Mention {
                start: day(&it["from"]),
                end: day(&it["to"]),
                class: class(it["grain"].as_str().unwrap()),
                sentence: sentence(it),
            });
            let found = article["places"].as_array().unwrap();
            let named = |name: &&str| {
                let its = found.iter().filter(|it| it["text"] == **name);
                its.map(&sentence).collect()
            };
            Known {
                id: article["id"].as_str().unwrap().to_owned(),
                dates: dates.collect(),
                places: PLACES.iter().map(named).collect(),
            }
        })
        .collect()
}

#[test]
fn the_index_agrees_with_a_scan() {
    let mut dice = Dice(20_231_212);
    let mut corpus = String::new();
    let mut ends = Vec::new();
    for number in 0..240 {
        let mut body = String::new();
        let mut stops = Vec::new();
        for _ in 0..=dice.below(3) {
            let place = PLACES[dice.below(4) as usize];
            let sentence = match dice.below(3) {
                0 => format!("The mill burned {}. ", dice.words()),
                1 => format!("The mill in {place} burned {}. ", dice.words()),
                _ => format!("They went to {place} by train. "),
            };
            body.push_str(&sentence);
            stops.push(body.len());
        }
        let row = serde_json::json!({
            "id": format!("a{number}"), "title": "", "body": body.trim_end(),
            "published": "2024-05-01", "language": "en",
        });
        writeln!(corpus, "{row}").unwrap();
        ends.push(stops);
    }
    let sandbox = Sandbox::new().file("corpus.jsonl", corpus);
    sandbox.run(&["ingest", "@/corpus.jsonl"]).expect(0);
    let known = known(&sandbox, &ends);
    assert!(known.iter().map(|it| it.dates.len()).sum::<usize>() > 200);

    let (mut full, mut empty) = (0, 0);
    for _ in 0..150 {
        let (words, grain) = dice.question();
        let mode = ["overlaps", "within", "covers"][dice.below(3) as usize];
        let coarse = dice.below(3) == 0;
        let place = (dice.below(3) == 0).then(|| dice.below(4) as usize);
        let mut args = vec!["query", "--format", "jsonl", "--fields", "id", "--limit", "0"];
        args.extend(["--happened", &words, "--happened-mode", mode]);
        if coarse {
            args.push("--coarse");
        }
        if let Some(place) = place {
            args.extend(["--place", PLACES[place], "--together"]);
        }
        let output = sandbox.run(&args);
        let found: BTreeSet<String> =
            output.lines().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
        let (start, end) = bounds(&words);
        let right = |it: &Mention| {
            let lies = match mode {
                "overlaps" => it.start < end && start < it.end,
                "within" => start <= it.start && it.end <= end,
                _ => it.start <= start && end <= it.end,
            };
            lies && (coarse || it.class <= grain + 1)
        };
        let expected: BTreeSet<String> = known
            .iter()
            .filter(|article| {
                article.dates.iter().any(|it| {
                    right(it) && place.is_none_or(|at| article.places[at].contains(&it.sentence))
                })
            })
            .map(|it| it.id.clone())
            .collect();
        assert_eq!(found, expected, "{args:?}");
        if found.is_empty() { empty += 1 } else { full += 1 }
    }
    assert!(full > 40 && empty > 5, "{full} answers, {empty} without");
}

/// The days that a question of this test means.
fn bounds(words: &str) -> (NaiveDate, NaiveDate) {
    let (first, last) = words.split_once("..").unwrap_or((words, words));
    let start = |text: &str| -> NaiveDate {
        let text = text.trim_end_matches('s');
        match text.len() {
            4 => format!("{text}-01-01").parse().unwrap(),
            7 => format!("{text}-01").parse().unwrap(),
            _ => text.parse().unwrap(),
        }
    };
    let months = match last.len() {
        4 => 12,
        5 => 120,
        7 => 1,
        _ => return (start(first), start(last).succ_opt().unwrap()),
    };
    let end = start(last).checked_add_months(chrono::Months::new(months)).unwrap();
    (start(first), end)
}

#[test]
fn a_timeline_of_both() {
    let sandbox = Sandbox::new().file(
        "corpus.jsonl",
        concat!(
            r#"{"id":"a","title":"","body":"The mill burned in 2021.","published":"2023-05-01"}"#,
            "\n",
            r#"{"id":"b","title":"","body":"The mill burned in 2021 again.","published":"2024-05-01"}"#,
            "\n",
        ),
    );
    sandbox.run(&["ingest", "@/corpus.jsonl"]).expect(0);
    let rows = sandbox.run(&["timeline", "--by", "year", "--happened", "--format", "csv"]);
    let rows = rows.expect(0).out;
    assert_eq!(rows, "value,published,happened\n2021,0,2\n2022,0,0\n2023,1,0\n2024,1,0\n");
}

#[test]
fn timeml() {
    let article = concat!(
        r#"{"id":"a<1>","title":"A & B","body":"The mill burned on 5 May 2021 & again "#,
        r#"late last week.","published":"2023-12-12","language":"en"}"#,
    );
    let sandbox = Sandbox::new().file("corpus.jsonl", article);
    let out = sandbox.run(&["tag", "--format", "timeml", "@/corpus.jsonl"]).expect(0).out;
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n\
        <DOCID>a&lt;1&gt;</DOCID>\n\
        <DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2023-12-12\" temporalFunction=\"false\" \
        functionInDocument=\"CREATION_TIME\">2023-12-12</TIMEX3></DCT>\n\
        <TITLE>A &amp; B</TITLE>\n<TEXT>The mill burned on \
        <TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2021-05-05\">5 May 2021</TIMEX3> &amp; again \
        <TIMEX3 tid=\"t2\" type=\"DATE\" value=\"2023-W49\" mod=\"END\">late last week</TIMEX3>.\
        </TEXT>\n</TimeML>\n";
    assert_eq!(out, expected);
}
