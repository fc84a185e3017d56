//! A tree to an `Expr`: words to what the index can look up, values to filters.

use crate::date::interval::Grain;
use crate::date::parse::{self, Bound, Clock, Period};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::language::analyze::Words;
use crate::place::Role;
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::place::lookup;
use crate::place::path::PlacePath;
use crate::query::fault::Fault;
use crate::query::tree::{Field, Form, Leaf, Node};
use crate::query::word;
use crate::search::{Expr, Filter, Happened, Overlap, Scope};
use crate::text;

/// How many other places a note names.
const OTHERS_MAX: usize = 4;

/// What turns a tree into an expression.
pub(crate) struct Translator<'r> {
    /// The query as typed, for carets.
    pub(crate) text: &'r str,
    pub(crate) clock: &'r Clock,
    pub(crate) gazetteer: &'r Gazetteer,
    pub(crate) role: Option<Role>,
    pub(crate) strict: bool,
    pub(crate) coarse: bool,
    /// Any of the words is enough.
    pub(crate) any: bool,
    pub(crate) overlap: Overlap,
    /// What the user should be told.
    pub(crate) notes: Vec<String>,
}

impl Translator<'_> {
    pub(crate) fn expr(&mut self, node: &Node) -> Result<Expr> {
        Ok(match node {
            Node::All(nodes) => {
                let mut sides = Vec::with_capacity(nodes.len() + 1);
                if nodes.iter().all(|it| matches!(it, Node::Not(..))) {
                    sides.push(Expr::All);
                }
                for node in nodes {
                    sides.push(match node {
                        Node::Not(node, _) => Expr::Not(Box::new(self.expr(node)?)),
                        node => self.expr(node)?,
                    });
                }
                Expr::And(sides)
            }
            Node::Any(nodes) => Expr::Or(flat(self.exprs(nodes)?)),
            Node::Same(nodes) => Expr::Same(scope_of(node), self.exprs(nodes)?),
            Node::Not(node, _) => Expr::And(vec![Expr::All, Expr::Not(Box::new(self.expr(node)?))]),
            Node::Near { .. } => side(node, None),
            Node::Together(unit, sides) => {
                Expr::Together(*unit, sides.iter().map(|it| side(it, None)).collect())
            }
            Node::Boost(node, factor) => Expr::Boost(Box::new(self.expr(node)?), *factor),
            Node::Leaf(leaf) => self.leaf(leaf)?,
        })
    }

    fn exprs(&mut self, nodes: &[Node]) -> Result<Vec<Expr>> {
        nodes.iter().map(|it| self.expr(it)).collect()
    }

    fn leaf(&mut self, leaf: &Leaf) -> Result<Expr> {
        let value = match (&leaf.form, leaf.field.scope()) {
            (Form::Value(value), None) => value,
            (Form::Every, _) => return Ok(Expr::All),
            (Form::AtLeast(word, count), Some(scope)) => {
                if let [word] = pieces(word).as_slice() {
                    return Ok(Expr::AtLeast(scope, word.clone(), *count));
                }
                let what = "`atleast` takes one word";
                let fault = Fault::new(leaf.at.0, what, "write atleast3(word)");
                return Err(fault.error(self.text));
            }
            (Form::Word(text), scope) if self.any => {
                return Ok(either(scope.unwrap_or_default(), pieces(text)));
            }
            (form, _) => return Ok(look_up(leaf.field.scope().unwrap_or_default(), form)),
        };
        let wrong = |error: &Error| {
            let hint =
                error.advice().unwrap_or("put the word in quotes to look for it in the text");
            Fault::new(leaf.at.0, error.to_string(), hint).error(self.text)
        };
        Ok(match leaf.field {
            Field::Published => Expr::Filter(Filter::Published(
                parse::compared(value, self.clock).map_err(|it| wrong(&it))?,
            )),
            Field::Happened => {
                let period = parse::compared(value, self.clock).map_err(|it| wrong(&it))?;
                let happened = self.happened(period).map_err(|it| wrong(&it))?;
                Expr::Filter(Filter::Happened(happened))
            }
            Field::Place => {
                let (path, note) =
                    place(value, self.gazetteer, self.strict).map_err(|it| wrong(&it))?;
                self.notes.extend(note);
                Expr::Filter(Filter::Place(path, self.role))
            }
            Field::Language => {
                Expr::Filter(Filter::Language(language(value).map_err(|it| wrong(&it))?))
            }
            Field::Source => Expr::Filter(Filter::Source(text::fold(value))),
            Field::Url => Expr::Filter(Filter::Url(text::fold(value))),
            _ => Expr::Filter(Filter::Id(value.clone())),
        })
    }

    /// A filter on the times that a text speaks of.
    pub(crate) fn happened(&self, period: Period) -> Result<Happened> {
        let local = |bound: Bound, up: bool| match bound {
            Bound::Day(day) => Some(Bound::Day(day)),
            Bound::Instant(instant) => {
                let utc = chrono::DateTime::from_timestamp(instant, 0)?;
                let here = utc.with_timezone(self.clock.now.offset()).naive_local();
                let late = up && here.time() != chrono::NaiveTime::MIN;
                let day = if late { here.date().succ_opt()? } else { here.date() };
                Some(Bound::Day(day))
            }
        };
        let days = Period {
            start: period.start.and_then(|it| local(it, false)),
            end: period.end.and_then(|it| local(it, true)),
            grain: period.grain,
        };
        let when = days.days().ok_or_else(|| {
            Error::new(crate::error::Kind::Usage, "the dates hold no day")
                .hint("write the earlier date first")
        })?;
        let grain = period.grain.unwrap_or(Grain::Day);
        Ok(Happened { when, grain, coarse: self.coarse, mode: self.overlap })
    }
}

/// What a word, a pattern or a phrase looks for.
fn look_up(scope: Scope, form: &Form) -> Expr {
    match form {
        Form::Word(text) => row(scope, pieces(text)),
        Form::Pattern(text) => sequence(scope, pattern(scope, text)),
        Form::Fuzzy(text, edits) => {
            let fuzzy = |it| Expr::Fuzzy(scope, it, *edits);
            sequence(scope, pieces(text).into_iter().map(fuzzy).collect())
        }
        Form::Phrase(words) if words.iter().any(|it| word::is_pattern(trimmed(it))) => {
            let mut sides = Vec::new();
            for word in words {
                let word = trimmed(word);
                if word::is_pattern(word) {
                    sides.extend(pattern(scope, word));
                } else {
                    sides.extend(pieces(word).into_iter().map(|it| Expr::Word(scope, it)));
                }
            }
            sequence(scope, sides)
        }
        Form::Phrase(words) => row(scope, words.iter().flat_map(|it| pieces(it)).collect()),
        Form::Every | Form::AtLeast(..) | Form::Value(_) => Expr::All,
    }
}

/// The marks after a word mean nothing.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['?', ',', ';', ':', '!', '.'])
}

/// One word, or several in a row.
fn row(scope: Scope, mut words: Vec<String>) -> Expr {
    if words.len() > 1 {
        return Expr::Phrase(scope, words);
    }
    words.pop().map_or(Expr::Or(Vec::new()), |it| Expr::Word(scope, it))
}

/// `corn/oats` where any word is enough: either of the words. What is no word by itself
/// (`F-16`, `AT&T`) stays together.
fn either(scope: Scope, words: Vec<String>) -> Expr {
    let is_word = |it: &String| it.chars().filter(|it| it.is_alphabetic()).nth(1).is_some();
    if words.len() < 2 || !words.iter().all(is_word) {
        return row(scope, words);
    }
    Expr::Or(words.into_iter().map(|it| Expr::Word(scope, it)).collect())
}

/// The sides of `Or` within `Or`.
fn flat(sides: Vec<Expr>) -> Vec<Expr> {
    let mut flat = Vec::with_capacity(sides.len());
    for side in sides {
        match side {
            Expr::Or(inner) => flat.extend(inner),
            side => flat.push(side),
        }
    }
    flat
}

/// One side, or several right after each other.
fn sequence(scope: Scope, mut sides: Vec<Expr>) -> Expr {
    if sides.len() > 1 {
        return Expr::Near { scope, sides, distance: 0, ordered: true };
    }
    sides.pop().unwrap_or(Expr::Or(Vec::new()))
}

/// The words that the index makes of `text`: one for `don't`, two for `AT&T`.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut pieces = Vec::new();
    while words.advance() {
        pieces.push(words.span().of(text).unwrap_or_default().to_owned());
    }
    pieces
}

/// The words and patterns that `text` is made of: two for `AT&T*`.
fn pattern(scope: Scope, text: &str) -> Vec<Expr> {
    let apart = |it: char| {
        it.is_ascii_punctuation() && !matches!(it, '*' | '?' | '\'') || it.is_whitespace()
    };
    let mut sides = Vec::new();
    for part in text.split(apart).filter(|it| word::has_words(it)) {
        if word::is_pattern(part) {
            sides.push(Expr::Wildcard(scope, part.to_owned()));
        } else {
            sides.extend(pieces(part).into_iter().map(|it| Expr::Word(scope, it)));
        }
    }
    sides
}

/// A side of `NEAR`, whose `All` are near each other as its own sides are.
fn side(node: &Node, around: Option<u32>) -> Expr {
    let scope = scope_of(node);
    match node {
        Node::Leaf(leaf) => look_up(scope, &leaf.form),
        Node::Any(nodes) | Node::Same(nodes) => {
            Expr::Or(nodes.iter().map(|it| side(it, around)).collect())
        }
        Node::Near { sides, distance, ordered } => {
            let sides = sides.iter().map(|it| side(it, Some(*distance))).collect();
            Expr::Near { scope, sides, distance: *distance, ordered: *ordered }
        }
        Node::All(nodes) => {
            let sides = nodes.iter().map(|it| side(it, around)).collect();
            let distance = around.unwrap_or(crate::query::tree::DISTANCE_MAX);
            Expr::Near { scope, sides, distance, ordered: false }
        }
        Node::Boost(node, _) | Node::Not(node, _) => side(node, around),
        Node::Together(unit, sides) => {
            Expr::Together(*unit, sides.iter().map(|it| side(it, around)).collect())
        }
    }
}

/// Where the words of a side are looked for: the parser has seen to it that all agree.
fn scope_of(node: &Node) -> Scope {
    match node {
        Node::Leaf(leaf) => leaf.field.scope().unwrap_or_default(),
        Node::Not(node, _) | Node::Boost(node, _) => scope_of(node),
        Node::All(nodes)
        | Node::Any(nodes)
        | Node::Same(nodes)
        | Node::Near { sides: nodes, .. }
        | Node::Together(_, nodes) => nodes.first().map(scope_of).unwrap_or_default(),
    }
}

/// The language that a user names.
pub(crate) fn language(name: &str) -> Result<Language> {
    Language::from_name(name).ok_or_else(|| {
        let shown = text::sanitise(name);
        Error::new(crate::error::Kind::Usage, format!("`{shown}` is not a language"))
            .hint("write a code (en, de, ur) or an English name (English, German, Urdu)")
    })
}

/// The place that a user names, and a note where it may be another.
pub(crate) fn place(
    name: &str,
    gazetteer: &Gazetteer,
    strict: bool,
) -> Result<(PlacePath, Option<String>)> {
    let hinted = |error: Error| match error.advice() {
        Some(_) => error,
        None => error.hint("try `dateline place NAME`, a path (Pakistan/Peshawar) or a code (PK)"),
    };
    let candidates = lookup::places(name, gazetteer).map_err(hinted)?.candidates;
    // A town and the district around it may share their path: then there is no choice to make.
    let mut paths: Vec<(PlacePath, PlaceId)> = Vec::new();
    for id in candidates {
        let path = gazetteer.path(id);
        if paths.iter().all(|(known, _)| *known != path) {
            paths.push((path, id));
        }
    }
    let Some((first, others)) = paths.split_first() else {
        let shown = text::sanitise(name);
        let message = format!("no place is called `{shown}`");
        return Err(Error::new(crate::error::Kind::Usage, message)
            .hint("see `dateline place NAME` for the places that are known"));
    };
    if others.is_empty() {
        return Ok((first.0.clone(), None));
    }
    let shown = text::sanitise(name);
    let listed: Vec<String> = others
        .iter()
        .take(OTHERS_MAX)
        .map(|(path, id)| format!("{path} (geonames:{})", gazetteer.place(*id).geonameid))
        .collect();
    let more = match others.len().saturating_sub(OTHERS_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let listed = format!("{}{more}", listed.join(", "));
    let own = gazetteer.place(first.1).geonameid;
    if strict {
        let message = format!("`{shown}` may be {} (geonames:{own}), or {listed}", first.0);
        return Err(Error::new(crate::error::Kind::Usage, message)
            .hint(format!("say which: geonames:{own}, or the name with its region or country")));
    }
    let note = format!("`{shown}` is taken to be {}; it may be {listed}", first.0);
    Ok((first.0.clone(), Some(note)))
}
