//! From a request to a plan: every line of `data/query/plans.txt`, and what the flags refuse.

use chrono::DateTime;
use dateline::date::parse::{Clock, Period};
use dateline::place::Role;
use dateline::place::gazetteer::Gazetteer;
use dateline::place::path::PlacePath;
use dateline::query::plan::{self, Planned, Request, Undated};
use dateline::search::{Expr, Filter, Happened, Overlap, Scope, Sort, Unit};

/// Reads `--from 2023 --any | dam failure`.
fn request(line: &str) -> Request {
    let (flags, words) = line.split_once('|').unwrap_or(("", line));
    let mut request = Request { words: words.trim().to_owned(), ..Request::default() };
    for flag in flags.split("--").map(str::trim).filter(|it| !it.is_empty()) {
        let (name, value) = flag.split_once(' ').unwrap_or((flag, ""));
        let text = value.trim().to_owned();
        match name {
            "any" => request.any = true,
            "from" => request.from = Some(text),
            "to" => request.to = Some(text),
            "on" => request.on = Some(text),
            "after" => request.after = Some(text),
            "before" => request.before = Some(text),
            "happened" => request.happened.push(text),
            "coarse" => request.coarse = true,
            "within" => request.overlap = Overlap::Within,
            "undated" if text == "only" => request.undated = Undated::Only,
            "undated" => request.undated = Undated::Include,
            "place" => request.places.push(text),
            "near" => request.near = Some(text),
            "bbox" => request.bbox = Some(text),
            "role" => request.role = Role::ALL.into_iter().find(|it| it.name() == text),
            "strict" => request.strict = true,
            "together" => request.together = true,
            "language" => request.languages.push(text),
            "source" => request.sources.push(text),
            _ => panic!("--{name}"),
        }
    }
    request
}

fn planned(line: &str) -> dateline::Result<Planned> {
    let now = DateTime::parse_from_rfc3339("2023-12-13T15:30:00+05:00").unwrap();
    plan::plan(&request(line), &Clock { now, order: None }, Gazetteer::embedded())
}

fn list(name: &str, parts: &[Expr]) -> String {
    let parts: Vec<String> = parts.iter().map(shown).collect();
    format!("{name}({})", parts.join(", "))
}

fn scoped(scope: Scope, text: &str) -> String {
    match scope {
        Scope::Everywhere => text.to_owned(),
        Scope::Title => format!("title:{text}"),
        Scope::Body => format!("body:{text}"),
        Scope::Lead => format!("lead:{text}"),
    }
}

fn shown(expr: &Expr) -> String {
    match expr {
        Expr::All => "all".to_owned(),
        Expr::And(parts) => list("and", parts),
        Expr::Or(parts) => list("or", parts),
        Expr::Not(part) => format!("not({})", shown(part)),
        Expr::Should(must, should) => format!("should({}, {})", shown(must), shown(should)),
        Expr::Boost(part, factor) => format!("{}^{factor}", shown(part)),
        Expr::Word(scope, word) => scoped(*scope, word),
        Expr::Phrase(scope, words) => scoped(*scope, &format!("\"{}\"", words.join("+"))),
        Expr::Wildcard(scope, pattern) => scoped(*scope, &format!("<{pattern}>")),
        Expr::Fuzzy(scope, word, edits) => scoped(*scope, &format!("{word}~{edits}")),
        Expr::Near { scope, sides, distance, ordered } => {
            let name = if *ordered { "pre" } else { "near" };
            scoped(*scope, &list(&format!("{name}{distance}"), sides))
        }
        Expr::Together(Unit::Sentence, sides) => list("sentence", sides),
        Expr::Together(Unit::Paragraph, sides) => list("paragraph", sides),
        Expr::Same(scope, sides) => scoped(*scope, &list("same", sides)),
        Expr::AtLeast(scope, word, count) => scoped(*scope, &format!("{word}>={count}")),
        Expr::Filter(it) => filter(it),
    }
}

fn period(period: &Period) -> String {
    let bound = |it: Option<_>| {
        it.map_or("-".to_owned(), |it: dateline::date::parse::Bound| it.to_string())
    };
    format!("{}/{}", bound(period.start), bound(period.end))
}

fn happened(it: &Happened) -> String {
    let coarse = if it.coarse { " coarse" } else { "" };
    let within = if it.mode == Overlap::Within { " within" } else { "" };
    format!("{}/{} {}{coarse}{within}", it.when.start, it.when.end, it.grain.name())
}

fn role(role: Option<Role>) -> String {
    role.map_or(String::new(), |it| format!(" {}", it.name()))
}

fn filter(filter: &Filter) -> String {
    match filter {
        Filter::Published(it) => format!("published[{}]", period(it)),
        Filter::Undated => "undated".to_owned(),
        Filter::Happened(it) => format!("happened[{}]", happened(it)),
        Filter::Place(path, own) => format!("place[{path}{}]", role(*own)),
        Filter::PlaceIds(ids, own) => format!("ids[{}{}]", ids.len(), role(*own)),
        Filter::Together { places, place_ids, happened: times } => {
            let places: Vec<&str> = places.iter().map(PlacePath::as_str).collect();
            let times: Vec<String> = times.iter().map(happened).collect();
            format!("together[{} {} {}]", places.join("+"), place_ids.len(), times.join("+"))
        }
        Filter::Source(it) => format!("source[{it}]"),
        Filter::Language(it) => format!("lang[{}]", it.code()),
        Filter::Url(it) => format!("url[{it}]"),
        Filter::Id(it) => format!("id[{it}]"),
    }
}

/// The plan of a line as the data file has it, or its error.
fn check(line: &str) -> String {
    match planned(line) {
        Ok(planned) => shown(&planned.plan.matching),
        Err(error) => {
            assert!(error.advice().is_some(), "`{line}` is refused without a hint");
            format!("{}: {}", error.kind().name(), error.to_string().replace('\n', " / "))
        }
    }
}

#[test]
fn every_line() {
    let mut wrong = Vec::new();
    for line in include_str!("../data/query/plans.txt").lines() {
        if line.starts_with("# ") || line.is_empty() {
            continue;
        }
        let (asked, expected) = line.split_once("=>").unwrap();
        let got = check(asked.trim());
        if got != expected.trim() {
            wrong.push(format!("{line}\n    got {got}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_bounds_that_were_used_are_told() {
    let told = |line: &str| {
        let planned = planned(line).unwrap();
        (planned.from.unwrap_or_default(), planned.to.unwrap_or_default())
    };
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(told("--from 2023 --to 2023 |"), pair("2023-01-01", "2024-01-01"));
    assert_eq!(told("--on 2023-12 |"), pair("2023-12-01", "2024-01-01"));
    assert_eq!(told("--from 36h |"), pair("2023-12-11T22:30:00Z", ""));
    assert_eq!(told("dam"), pair("", ""));
}

#[test]
fn what_does_not_score_comes_newest_first() {
    for (line, sort) in [
        ("dam", Sort::Relevance),
        ("lang:en dam", Sort::Relevance),
        ("", Sort::Newest),
        ("lang:en", Sort::Newest),
        ("-dam", Sort::Newest),
        ("--from 2023 |", Sort::Newest),
        ("(lang:en OR source:bbc) -dam", Sort::Newest),
    ] {
        assert_eq!(planned(line).unwrap().plan.sort, sort, "{line}");
    }
}

#[test]
fn a_query_without_words_says_so() {
    let planned = planned("%").unwrap();
    assert_eq!(planned.plan.matching, Expr::Or(Vec::new()));
    assert_eq!(planned.notes, ["there is no word in `%` to look for"]);
}
