//! The query languages of other systems: every line of their data files, and any text at all.

use dateline::query::dialect::{self, Syntax};
use dateline::query::parse::{self, Beside};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};

/// The query in our own language, or the column of the caret and what is wrong.
fn check(query: &str, syntax: Syntax) -> String {
    match dialect::read(query, syntax, Beside::All) {
        Ok(tree) => tree.to_string(),
        Err(error) => {
            let text = error.to_string();
            assert!(error.advice().is_some(), "`{query}` is refused without a hint");
            let carets = text.lines().nth(2).unwrap();
            format!("{}: {}", carets.find('^').unwrap() - 3, text.lines().next().unwrap())
        }
    }
}

#[track_caller]
fn check_all(text: &str, syntax: Syntax) {
    let mut wrong = Vec::new();
    for line in text.lines().filter(|it| !it.starts_with("# ") && !it.is_empty()) {
        let (query, expected) = line.split_once("=>").unwrap();
        // `>=` stands in queries too: the last arrow counts.
        let (query, expected) = line.rsplit_once(" => ").unwrap_or((query, expected));
        let got = check(query.trim(), syntax);
        if got != expected.trim() {
            wrong.push(format!("{line}\n    got {got}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nexis() {
    check_all(include_str!("../data/query/nexis.txt"), Syntax::Nexis);
}

#[test]
fn factiva() {
    check_all(include_str!("../data/query/factiva.txt"), Syntax::Factiva);
}

#[test]
fn lucene() {
    check_all(include_str!("../data/query/lucene.txt"), Syntax::Lucene);
}

#[test]
fn limits() {
    for syntax in Syntax::ALL {
        let refused = |query: &str| dialect::read(query, syntax, Beside::All).is_err();
        assert!(refused(&"(".repeat(8_000)), "{syntax:?}");
        assert!(refused(&"(".repeat(100_000)), "{syntax:?}");
        assert!(refused(&"a OR ".repeat(1_025)), "{syntax:?}");
        _ = refused(&"not ".repeat(2_000));
        _ = refused(&"hd=".repeat(2_000));
        _ = refused(&"a w/1 b w/2 ".repeat(300));
        _ = refused(&"atleast3 ".repeat(800));
    }
}

fn atoms() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "a",
        "b",
        "don't",
        "AT&T",
        "and",
        "or",
        "not",
        "AND",
        "OR",
        "NOT",
        "but",
        "w/5",
        "pre/3",
        "/s",
        "/p",
        "near5",
        "adj2",
        "same",
        "(",
        ")",
        "(",
        ")",
        "\"",
        "\"a b\"",
        "“a b”",
        "hd=",
        "headline(",
        "hlead(",
        "publication(",
        "sn=x",
        "la=en",
        "date(",
        "date aft 2023",
        "date",
        "from",
        "to",
        "> 2023",
        "atleast3(",
        "atleast3",
        "fail!",
        "wom?n",
        "wor*",
        "title:",
        "x:y",
        "published:[2023 TO *]",
        "+a",
        "-b",
        "!c",
        "^2",
        "~1",
        "\"a b\"~3",
        "\\(",
        "\\\"",
        "*:*",
        "source:",
        "/x/",
        "%",
        "1,5",
        "$3",
        "C++",
        "東京",
        "é",
        ".",
        "OR,",
        "title\\:a",
        "pd>2023",
    ]);
    let glue = proptest::sample::select(vec!["", " ", " ", " "]);
    proptest::collection::vec((words, glue), 0..12)
        .prop_map(|parts| parts.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

fn sound(query: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    for syntax in Syntax::ALL {
        let Ok(tree) = dialect::read(query, syntax, Beside::All) else { continue };
        let printed = tree.to_string();
        match parse::parse(&printed, Beside::All) {
            Ok(again) => {
                prop_assert_eq!(&tree, &again, "{:?}: {} printed as {}", syntax, query, printed);
            }
            Err(error) => panic!("{syntax:?}: {query:?} printed as {printed:?}: {error}"),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_printed_is_the_same_query(query in atoms()) {
        sound(&query)?;
    }

    #[test]
    fn any_text_is_safe(query in "\\PC{0,40}") {
        sound(&query)?;
    }

    #[test]
    fn any_marks_are_safe(query in "[-a-c()\"“”~^*?:/ 0-9,.!+=<>$w/notadr\\[\\]{}\\\\]{0,40}") {
        sound(&query)?;
    }
}
