//! Free text: `near5` `adj5` `w/5` `same` `atleast5` `hd=` `la=` `date from … to …`.
//!
//! Words beside each other are a phrase.

use crate::query::dialect::build::{self, Link, Sign};
use crate::query::dialect::scan::{self, Scan};
use crate::query::dialect::{distance, no_counterpart};
use crate::query::fault::Fault;
use crate::query::tree::{Field, Query};
use crate::search::Unit;
use crate::text::Span;

/// The codes that have a field here.
const CODES: &[(&str, Field)] = &[
    ("hd", Field::Title),
    ("hl", Field::Title),
    ("hlp", Field::Lead),
    ("lp", Field::Lead),
    ("td", Field::Body),
    ("tx", Field::Body),
    ("sn", Field::Source),
    ("la", Field::Language),
    ("an", Field::Id),
];

const KNOWN: &str = "what there is: hd= hlp= lp= td= sn= la= an= pd= and date from … to …";

pub(super) fn read(text: &str) -> Result<Query, Fault> {
    build::read(text, word, rank)
}

fn rank(link: Link) -> u16 {
    match link {
        Link::Beside => 6_000,
        Link::Near { .. } => 5_000,
        Link::Unit(_) => 4_000,
        Link::And | Link::AndNot => 200,
        Link::Or => 100,
    }
}

fn word(scan: &mut Scan<'_>) -> Result<Option<Sign>, Fault> {
    let start = scan.at;
    let run = scan.run();
    let lower = run.to_lowercase();
    match &*lower {
        "or" => return Ok(Some(Sign::Link(Link::Or))),
        "not" => return Ok(Some(Sign::Link(Link::AndNot))),
        "and" => {
            if scan.ahead() == "not" {
                scan.skip();
                scan.run();
                return Ok(Some(Sign::Link(Link::AndNot)));
            }
            return Ok(Some(Sign::Link(Link::And)));
        }
        "same" => return Ok(Some(Sign::Link(Link::Unit(Unit::Paragraph)))),
        "date" => {
            let ahead = scan.ahead();
            if matches!(&*ahead, "from" | "after" | "before" | "is" | "on" | "since" | "to") {
                return date(scan, start).map(Some);
            }
        }
        _ => {}
    }
    let span = scan.span(start);
    if let Some(link) = connector(&lower, span)? {
        return Ok(Some(Sign::Link(link)));
    }
    if let Some(digits) = lower.strip_prefix("atleast").filter(|it| !it.is_empty())
        && digits.bytes().all(|it| it.is_ascii_digit())
    {
        return if let Ok(count @ 1..=1_000) = digits.parse() {
            Ok(Some(Sign::AtLeast(count)))
        } else {
            let what = "`atleast` takes 1 to 1000 times";
            Err(Fault::new(span, what, "write atleast5 word"))
        };
    }
    if counted(&lower, "/f") || counted(&lower, "/n") {
        let hint = "use hlp= for headline and lead, near5 for distance";
        return Err(no_counterpart(span, scan.text, hint));
    }
    if let Some(at) = run.find(['=', '>', '<']) {
        return coded(run, at, scan, start).map(Some);
    }
    if run.find('$').is_some_and(|at| at > 0) {
        return Err(no_counterpart(span, scan.text, "use * for any letters, ? for one"));
    }
    Ok(scan::plain(run).map(Sign::Leaf))
}

/// Whether `/f50/` or `/n5/` stands in it.
fn counted(lower: &str, mark: &str) -> bool {
    lower.split_once(mark).and_then(|(_, rest)| rest.split_once('/')).is_some_and(|(number, _)| {
        !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit())
    })
}

/// `near5` in any order, `w/5` and `adj5` in this one.
fn connector(lower: &str, span: Span) -> Result<Option<Link>, Fault> {
    let numbered = |name: &str| {
        let number = lower.strip_prefix(name)?;
        let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        digits.then_some(number)
    };
    if let Some(number) = numbered("near") {
        return Ok(Some(Link::Near { distance: distance(number, span)?, ordered: false }));
    }
    if let Some(number) = numbered("w/") {
        return Ok(Some(Link::Near { distance: distance(number, span)?, ordered: true }));
    }
    // `adj1` is the very next word.
    let number = if lower == "adj" { Some("1") } else { numbered("adj") };
    number
        .map(|it| Ok(Link::Near { distance: distance(it, span)?.saturating_sub(1), ordered: true }))
        .transpose()
}

/// `hd=…` `la=en` `pd>=20230101`; `wc>500` and other codes are told apart by name.
fn coded(run: &str, at: usize, scan: &mut Scan<'_>, start: usize) -> Result<Sign, Fault> {
    let (code, rest) = run.split_at(at);
    let code = code.to_lowercase();
    if code == "pd" {
        let value = match rest.strip_prefix('=') {
            Some("") => scan.quoted().map_or_else(|| scan.run().to_owned(), |it| it.join(" ")),
            Some(value) => value.to_owned(),
            None => {
                let signs = rest.bytes().take_while(|it| matches!(it, b'>' | b'<' | b'=')).count();
                let (sign, value) = rest.split_at(signs);
                format!("{sign} {value}")
            }
        };
        return scan::dates(&value, scan.span(start)).map(Sign::Node);
    }
    let field = CODES.iter().find(|(name, _)| *name == code).map(|(_, field)| *field);
    let letters = !code.is_empty() && code.bytes().all(|it| it.is_ascii_alphabetic());
    match field {
        Some(field) if rest.starts_with('=') => {
            scan.at = start + at + 1;
            Ok(Sign::Field(field))
        }
        _ if letters && code.len() <= 4 => Err(no_counterpart(scan.span(start), scan.text, KNOWN)),
        _ => {
            let hint = "put it in quotes to look for it as words";
            Err(no_counterpart(scan.span(start), scan.text, hint))
        }
    }
}

/// `date from 20230101 to 20230201`, `date after -7`
fn date(scan: &mut Scan<'_>, start: usize) -> Result<Sign, Fault> {
    scan.skip();
    let word = scan.run().to_lowercase();
    scan.skip();
    let mut content = format!("{word} {}", day(scan));
    if word == "from" && scan.ahead() == "to" {
        scan.skip();
        scan.run();
        scan.skip();
        content = format!("{content} to {}", day(scan));
    }
    scan::dates(&content, scan.span(start)).map(Sign::Node)
}

/// A date; `-7` is seven days ago.
fn day(scan: &mut Scan<'_>) -> String {
    if let Some(words) = scan.quoted() {
        return words.join(" ");
    }
    let run = scan.run();
    match run.strip_prefix('-') {
        Some(days) if !days.is_empty() && days.bytes().all(|it| it.is_ascii_digit()) => {
            format!("{days}d")
        }
        _ => run.to_owned(),
    }
}
