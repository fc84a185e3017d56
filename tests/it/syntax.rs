//! The query language: every line of `data/query/*.txt`, and any text at all.

use dateline::query::parse::{self, Beside};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};

/// The lines of a data file as pairs, comments left out; `␠` stands for a space at an end.
fn lines(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter(|it| !it.starts_with("# ") && !it.is_empty())
        .map(|it| {
            let (query, expected) = it.split_once("=>").unwrap();
            (query.trim().replace('␠', " "), expected.trim().to_owned())
        })
        .collect()
}

/// The query as understood, or the column of the caret and what is wrong.
fn check(query: &str, beside: Beside) -> String {
    match parse::parse(query, beside) {
        Ok(query) => query.to_string(),
        Err(error) => {
            let text = error.to_string();
            assert!(error.advice().is_some(), "`{query}` is refused without a hint");
            let mut lines = text.lines();
            let (what, shown, carets) =
                (lines.next().unwrap(), lines.next().unwrap(), lines.next().unwrap());
            assert!(shown.contains(query), "{text}");
            format!("{}: {what}", carets.find('^').unwrap() - 3)
        }
    }
}

#[track_caller]
fn check_all(text: &str, beside: Beside) {
    let wrong: Vec<String> = lines(text)
        .into_iter()
        .filter_map(|(query, expected)| {
            let got = check(&query, beside);
            (got != expected).then(|| format!("{query} => {expected}\n    got {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_query() {
    check_all(include_str!("../data/query/understood.txt"), Beside::All);
}

#[test]
fn every_query_of_any_words() {
    check_all(include_str!("../data/query/any.txt"), Beside::Any);
}

#[test]
fn every_fault() {
    check_all(include_str!("../data/query/faults.txt"), Beside::All);
}

#[test]
fn limits() {
    let fault = |query: &str| parse::parse(query, Beside::All).unwrap_err().to_string();
    assert!(fault(&"x ".repeat(5_000)).contains("8192"));
    assert!(fault(&"(".repeat(100_000)).contains("8192"));
    assert!(fault(&"(".repeat(8_000)).contains("more than 20 deep"));
    assert!(fault(&"x ".repeat(1_025)).contains("more than 1024 words"));
    assert!(parse::parse(&"x ".repeat(1_024), Beside::All).is_ok());
    assert!(parse::parse(&")".repeat(8_000), Beside::All).is_ok());
    assert!(parse::parse(&"NOT ".repeat(2_000), Beside::All).is_ok());
    assert!(parse::parse(&"-(".repeat(20), Beside::All).is_ok());
    let nested = format!("{}x{}", "(".repeat(20), ")".repeat(20));
    assert!(parse::parse(&nested, Beside::All).is_ok());
    let chain = "a NEAR/1 b NEAR/2 ".repeat(300);
    assert!(fault(&chain).contains("more than 20 deep"));
}

#[test]
fn a_long_query_is_shown_around_the_fault() {
    let query = format!("{} NEAR/x {}", "word ".repeat(40).trim(), "more ".repeat(40).trim());
    let error = parse::parse(&query, Beside::All).unwrap_err().to_string();
    insta::assert_snapshot!(error, @r"
    `NEAR/` needs a number of words
        … word word word word word word word NEAR/x more more more more more more more …
                                             ^^^^^^
    ");
}

#[test]
fn a_fault_is_shown_on_one_line() {
    let error = parse::parse("東京\tNEAR/x\n\u{1b}[31m b", Beside::All).unwrap_err().to_string();
    insta::assert_snapshot!(error, @r"
    `NEAR/` needs a number of words
        東京 NEAR/x �[31m b
             ^^^^^^
    ");
}

/// What queries are made of.
const ATOMS: &[&str] = &[
    "a",
    "b",
    "word",
    "don't",
    "AT&T",
    "C++",
    "U.S.",
    "50%",
    "-",
    "10:30",
    "x.y/z",
    "東京",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/5",
    "PRE/3",
    "PRE",
    "(",
    ")",
    "(",
    ")",
    "\"",
    "“",
    "”",
    "«",
    "»",
    "\"a b\"",
    "\"a b\"~5",
    "-a",
    "-(",
    "wor*",
    "wor?d",
    "?or",
    "*",
    "word~",
    "word~1",
    "word^2",
    "^2",
    "^",
    "~",
    "title:",
    "title:a",
    "lead:\"a b\"",
    "body:(",
    "SENTENCE(",
    "PARAGRAPH(",
    "atleast3(",
    "atleast3(a)",
    "source:",
    "source:bbc",
    "source:(",
    "lang:en",
    "place:\"a b\"",
    "place:/Asia/x",
    "published:2023..2024",
    "happened:>=2023",
    "url:x(y)",
    "id:a\"b",
    ",",
    "?",
    "!",
    ":",
    ";",
    "…",
    "--",
    "a-b",
    "OR~0",
    "10^6",
    "\u{feff}",
    "＂",
    "'",
    "é",
    "\n",
    "**",
    "a*b?c",
    "/5",
    "re:",
    "*:*",
    "x~0^3",
];

fn atoms() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(ATOMS);
    let glue = proptest::sample::select(vec!["", " ", " ", " "]);
    proptest::collection::vec((words, glue), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

fn sound(query: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    for beside in [Beside::All, Beside::Any] {
        let Ok(tree) = parse::parse(query, beside) else { continue };
        let printed = tree.to_string();
        match parse::parse(&printed, Beside::All) {
            Ok(again) => prop_assert_eq!(&tree, &again, "{} printed as {}", query, printed),
            Err(error) => panic!("{query:?} printed as {printed:?}: {error}"),
        }
        prop_assert_eq!(printed.clone(), parse::parse(&printed, Beside::All).unwrap().to_string());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn what_is_printed_is_the_same_query(query in atoms()) {
        sound(&query)?;
    }

    #[test]
    fn any_text_is_safe(query in "\\PC{0,40}") {
        sound(&query)?;
    }

    #[test]
    fn any_marks_are_safe(query in "[-a-c()\"“”«~^*?:/ 0-9,.ANDORET\\n]{0,40}") {
        sound(&query)?;
    }

    #[test]
    fn any_bytes_are_safe(bytes in proptest::collection::vec(0..=255_u8, 0..60)) {
        sound(&String::from_utf8_lossy(&bytes))?;
    }
}

#[test]
fn the_guide_is_true() {
    let guide = include_str!("../../docs/query.md");
    let boxes = guide.split("```query\n").skip(1).map(|it| it.split("```").next().unwrap());
    let examples: String = boxes.collect();
    assert!(lines(&examples).len() > 40);
    check_all(&examples, Beside::All);
}
