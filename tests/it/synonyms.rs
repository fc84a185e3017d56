//! Synonyms: what a file of them makes of a query, and that a group scores as one word.

use crate::sandbox::Sandbox;

const SYNONYMS: &str = "# names of places\nKyiv, Kiev\n\nIED, improvised explosive device\n\
                        Kiev, Kijów\nUS, U.S., United States\n";

const ARTICLES: &str = r#"{"id":"a","title":"Kyiv","date":"2023-01-01","lang":"en","body":"Kyiv says the device exploded in Kiev. An improvised explosive device, an IED, was found."}
{"id":"b","title":"Kiev","date":"2023-01-02","lang":"en","body":"Snow fell on Kiev. Nothing exploded."}
{"id":"c","title":"Elsewhere","date":"2023-01-03","lang":"en","body":"An explosive report of an improvised kind on a device. Rain fell on Lviv."}
{"id":"d","title":"Elsewhere","date":"2023-01-04","lang":"en","body":"IEDs, like every IED, are improvised. Hail fell on Kijów and on Kyiv and on Kiev again."}
{"id":"e","title":"Elsewhere","date":"2023-01-05","lang":"en","body":"The United States waited; so did the U.S. envoy."}"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().file("s.txt", SYNONYMS).file("articles.jsonl", ARTICLES);
    sandbox.run(&["ingest", "@/articles.jsonl"]).expect(0);
    sandbox
}

#[track_caller]
fn check(query: &[&str], understood: &str, found: &str) {
    let sandbox = sandbox();
    let args = [&["query", "--synonyms", "@/s.txt", "--json", "--sort", "id"], query].concat();
    let answer = sandbox.run(&args).json();
    let ids: Vec<&str> =
        answer["hits"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((answer["query"].as_str().unwrap(), ids.join(" ").as_str()), (understood, found));
}

#[test]
fn any_word_of_a_group_finds_all() {
    check(&["kyiv"], "kyiv OR Kiev", "a b d");
    check(&["KIEV fell"], "(KIEV OR Kyiv OR Kijów) fell", "b d");
    check(&["title:kiev"], "title:kiev OR title:Kyiv OR title:Kijów", "a b");
    check(&["fell -kyiv"], "fell -(kyiv OR Kiev)", "c");
    check(&["fell NEAR/2 kyiv"], "fell NEAR/2 (kyiv OR Kiev)", "b");
    check(&["SENTENCE(fell kyiv)"], "SENTENCE(fell (kyiv OR Kiev))", "b d");
    check(&["kyiv^2 fell"], "(kyiv OR Kiev)^2 fell", "b d");
    // Phrases, on either side.
    check(&["ied"], "ied OR \"improvised explosive device\"", "a d");
    check(&["\"improvised explosive device\""], "\"improvised explosive device\" OR IED", "a d");
    let typed = "found improvised explosive device";
    check(&[typed], "found (\"improvised explosive device\" OR IED)", "a");
    check(&["U.S. envoy"], "(U.S. OR US OR \"United States\") envoy", "e");
    // Where any word is enough the words stay apart.
    let understood = "improvised OR explosive OR device OR IED";
    check(&["--any", "improvised explosive device"], understood, "a c d");
    // What is in quotes, or a pattern, is meant as it is typed.
    check(&["\"kyiv\""], "\"kyiv\"", "a d");
    check(&["\"snow fell on kyiv\""], "\"snow fell on kyiv\"", "");
    check(&["kyi*"], "kyi*", "a d");
    check(&["improvised explosive"], "improvised explosive", "a c");
    check(&["id:kyiv"], "id:kyiv", "");
}

/// The score of each hit by its id.
fn scores(sandbox: &Sandbox, args: &[&str]) -> Vec<(String, f64)> {
    let args = [&["query", "--json", "--sort", "relevance", "-n", "0"], args].concat();
    let answer = sandbox.run(&args).expect(0).json();
    let score = |it: &serde_json::Value| {
        (it["id"].as_str().unwrap().to_owned(), it["score"].as_f64().unwrap())
    };
    answer["hits"].as_array().unwrap().iter().map(score).collect()
}

#[test]
fn a_group_scores_as_one_word_would() {
    let synonyms = ["--synonyms", "@/s.txt"];
    let apart = sandbox();
    // The same articles, had all of them written the one word.
    let one = ARTICLES.replace("Kiev", "Kyiv").replace("Kijów", "Kyiv");
    let united = Sandbox::new().file("articles.jsonl", one);
    united.run(&["ingest", "@/articles.jsonl"]).expect(0);
    for query in ["kiev", "kiev fell", "kiev^3 OR snow", "title:kiev"] {
        let as_one = scores(&united, &[&query.replace("kiev", "kyiv")]);
        let grouped = scores(&apart, &[&[query], &synonyms[..]].concat());
        assert_eq!(as_one.len(), grouped.len());
        for (one, group) in as_one.iter().zip(&grouped) {
            assert_eq!(one.0, group.0, "{query}");
            assert!((one.1 - group.1).abs() < 1e-4, "{query}: {as_one:?} {grouped:?}");
        }
    }
    // A synonym that no article has changes no score.
    let lonely = apart.file("lonely.txt", "snow, xyzzy\n");
    let with = scores(&lonely, &["snow", "--synonyms", "@/lonely.txt"]);
    assert_eq!(with, scores(&lonely, &["snow"]));
}

#[test]
fn synonyms_are_marked_and_explained() {
    let sandbox = sandbox();
    let args = ["query", "ied", "--synonyms", "@/s.txt", "--json", "--explain"];
    let answer = sandbox.run(&args).expect(0).json();
    let hit = answer["hits"].as_array().unwrap().iter().find(|it| it["id"] == "a").unwrap();
    let snippet = &hit["snippets"][0];
    let text = snippet["text"].as_str().unwrap();
    let marks: Vec<&str> = snippet["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let at = |side: usize| usize::try_from(it[side].as_u64().unwrap()).unwrap();
            text.get(at(0)..at(1)).unwrap()
        })
        .collect();
    assert_eq!(marks, ["improvised explosive device", "IED"]);
    let told = hit["explanation"][1].as_str().unwrap();
    assert!(told.contains("ie or improvis explos devic: 2.2 × rarity"), "{told}");
    assert!(told.contains("(2 of 5 articles)") && told.contains("(2 times in"), "{told}");
    let output = sandbox.run(&["query", "kyiv", "--synonyms", "@/s.txt", "--explain"]).expect(0);
    assert!(output.err.contains("understood as kyiv OR Kiev"), "{}", output.all());
    let counted = sandbox.run(&["count", "kyiv", "--synonyms", "@/s.txt"]).expect(0);
    assert_eq!(counted.out, "3\n");
}

#[test]
fn a_line_that_is_no_group_is_named() {
    let fails = |text: &str, said: &str| {
        let sandbox = Sandbox::new().file("s.txt", text);
        let output = sandbox.run(&["query", "x", "--synonyms", "@/s.txt"]).expect(2);
        assert!(output.err.contains(said) && output.err.contains("hint: "), "{}", output.all());
    };
    fails("Kyiv, Kiev\nLviv\n", "line 2 has one word only");
    fails("# fine\n\nKyiv, KYIV", "line 3 has one word only");
    fails("Kyiv,, Kiev", "line 1 has no word in ``");
    fails("Kyiv, ?!", "line 1 has no word in `?!`");
    fails("a, b c d e f g h i j k l", "line 1 has a phrase of more than 10 words");
    let many: Vec<String> = (0..101).map(|it| format!("w{it}")).collect();
    fails(&many.join(","), "line 1 has more than 100 words and phrases");
    let sandbox = Sandbox::new().file("latin1.txt", b"Z\xfcrich, Zurich");
    for file in ["@/none.txt", "@/latin1.txt"] {
        let output = sandbox.run(&["query", "x", "--synonyms", file]).expect(2);
        assert!(output.err.contains("cannot read"), "{}", output.all());
    }
    // A query may not grow without bounds.
    let sandbox = Sandbox::new().file("s.txt", many[..100].join(","));
    sandbox.run(&["ingest", "-"]);
    let output = sandbox.run(&["query", &"w1 ".repeat(11), "--synonyms", "@/s.txt"]).expect(2);
    assert!(output.err.contains("has 1100 words, more than 1024"), "{}", output.all());
}
