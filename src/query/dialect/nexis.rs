//! Terms and connectors: `w/5` `pre/5` `/s` `/p` `and not` `atleast5()` `hlead()` `date()`.
//!
//! Words beside each other are a phrase, and `or` binds closer than `and`, as their users know it.

use crate::query::dialect::build::{self, Link, Sign};
use crate::query::dialect::scan::{self, Scan};
use crate::query::dialect::{distance, no_counterpart};
use crate::query::fault::Fault;
use crate::query::tree::{Field, Query};
use crate::search::Unit;
use crate::text::Span;

/// The segments that have a field here.
const SEGMENTS: &[(&str, Field)] = &[
    ("headline", Field::Title),
    ("title", Field::Title),
    ("hlead", Field::Lead),
    ("lead", Field::Lead),
    ("body", Field::Body),
    ("text", Field::Body),
    ("publication", Field::Source),
    ("publication-name", Field::Source),
    ("pub", Field::Source),
    ("source", Field::Source),
    ("language", Field::Language),
    ("lang", Field::Language),
];

const KNOWN: &str =
    "what there is: headline() hlead() lead() body() publication() language() date() atleast5()";

pub(super) fn read(text: &str) -> Result<Query, Fault> {
    build::read(text, word, rank)
}

/// `or` first, then the connectors of distance, the smaller number first, then the others.
fn rank(link: Link) -> u16 {
    match link {
        Link::Beside => 6_000,
        Link::Or => 5_000,
        Link::Near { distance, .. } => {
            3_000_u16.saturating_sub(u16::try_from(distance).unwrap_or(0))
        }
        Link::Unit(Unit::Sentence) => 1_000,
        Link::Unit(Unit::Paragraph) => 900,
        Link::And => 200,
        Link::AndNot => 100,
    }
}

fn word(scan: &mut Scan<'_>) -> Result<Option<Sign>, Fault> {
    let start = scan.at;
    let run = scan.run();
    let lower = run.to_lowercase();
    match &*lower {
        "or" => return Ok(Some(Sign::Link(Link::Or))),
        "and" | "&" | "but" => {
            if scan.ahead() != "not" {
                return Ok((lower != "but").then_some(Sign::Link(Link::And)));
            }
            scan.skip();
            scan.run();
            return not(scan, start).map(Some);
        }
        "not" => return not(scan, start).map(Some),
        "date" if starts_date(scan) => return date(scan, start).map(Some),
        _ => {}
    }
    if let Some(link) = connector(&lower, scan.span(start), scan.text)? {
        return Ok(Some(Sign::Link(link)));
    }
    if scan.peek() == Some('(') {
        return segment(&lower, scan, start).map(Some);
    }
    if run.contains('#') || run.contains('$') && run.starts_with(char::is_alphabetic) {
        return Err(no_counterpart(
            scan.span(start),
            scan.text,
            "use ! for any letters, ? for one",
        ));
    }
    // `!` at the end of a root stands for any letters.
    let spelled = match run.strip_suffix('!') {
        Some(root) => format!("{root}*"),
        None => run.to_owned(),
    };
    Ok(scan::plain(&spelled).map(Sign::Leaf))
}

fn not(scan: &Scan<'_>, start: usize) -> Result<Sign, Fault> {
    let ahead = scan.ahead();
    if ahead.contains('/')
        && connector(&ahead, Span::default(), scan.text).is_ok_and(|it| it.is_some())
    {
        let whole = Scan { text: scan.text, at: scan.at + 1 + ahead.len() };
        let hint = "say what must be there with w/5, and deny the rest with `and not`";
        return Err(no_counterpart(whole.span(start), scan.text, hint));
    }
    Ok(Sign::Link(Link::AndNot))
}

/// `w/5` `/5` `near/5` `pre/5` `onear/5` `w/s` `/s` `w/p`
fn connector(lower: &str, span: Span, text: &str) -> Result<Option<Link>, Fault> {
    let Some((name, reach)) = lower.split_once('/') else { return Ok(None) };
    let ordered = match name {
        "" | "w" | "near" => false,
        "pre" | "onear" => true,
        _ => return Ok(None),
    };
    match reach {
        "s" | "sent" if !ordered => Ok(Some(Link::Unit(Unit::Sentence))),
        "p" | "para" if !ordered => Ok(Some(Link::Unit(Unit::Paragraph))),
        "s" | "p" | "seg" | "sent" | "para" => {
            Err(no_counterpart(span, text, "use w/s, w/p, or pre/20"))
        }
        number if !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()) => {
            Ok(Some(Link::Near { distance: distance(number, span)?, ordered }))
        }
        _ if name.is_empty() => Ok(None),
        _ => Err(Fault::new(
            span,
            format!("`{name}/` needs a number of words"),
            format!("write a {name}/5 b"),
        )),
    }
}

/// What stands before a bracket without a space.
fn segment(lower: &str, scan: &mut Scan<'_>, start: usize) -> Result<Sign, Fault> {
    if lower == "date" {
        let inner = scan.bracketed().unwrap_or_default();
        return scan::dates(inner, scan.span(start)).map(Sign::Node);
    }
    if let Some(digits) = lower.strip_prefix("atleast") {
        return if let Ok(count @ 1..=1_000) = digits.parse() {
            Ok(Sign::AtLeast(count))
        } else {
            let what = "`atleast` takes 1 to 1000 times";
            Err(Fault::new(scan.span(start), what, "write atleast5(word)"))
        };
    }
    match SEGMENTS.iter().find(|(name, _)| *name == lower) {
        Some((_, field)) => Ok(Sign::Field(*field)),
        None => Err(no_counterpart(scan.span(start), scan.text, KNOWN)),
    }
}

fn starts_date(scan: &Scan<'_>) -> bool {
    let ahead = scan.ahead();
    matches!(&*ahead, "aft" | "after" | "bef" | "before" | "is" | "geq" | "leq" | "from")
        || ahead.starts_with(['>', '<', '='])
}

/// `date aft 1/1/2023`, `date >= 2023-01`, `date from 2023-01 to 2023-03`
fn date(scan: &mut Scan<'_>, start: usize) -> Result<Sign, Fault> {
    scan.skip();
    let mut content = scan.run().to_lowercase();
    let signs = content.bytes().take_while(|it| matches!(it, b'>' | b'<' | b'=')).count();
    if signs > 0 && signs < content.len() {
        content.insert(signs, ' ');
    } else {
        scan.skip();
        content = format!("{content} {}", value(scan));
    }
    if content.starts_with("from ") && scan.ahead() == "to" {
        scan.skip();
        scan.run();
        scan.skip();
        content = format!("{content} to {}", value(scan));
    }
    scan::dates(&content, scan.span(start)).map(Sign::Node)
}

/// A date, in quotes where it has spaces.
fn value(scan: &mut Scan<'_>) -> String {
    match scan.quoted() {
        Some(words) => words.join(" "),
        None => scan.run().to_owned(),
    }
}
