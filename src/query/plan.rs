//! A query and filters to a `Plan`: dates to intervals, place names to paths.

use std::sync::Arc;

use crate::date::parse::{self as dates, Bound, Clock, Period};
use crate::error::{Error, Kind, Result};
use crate::place::Role;
use crate::place::area::Area;
use crate::place::gazetteer::Gazetteer;
use crate::place::lookup;
use crate::place::path::PlacePath;
use crate::query::dialect::{self, Syntax};
use crate::query::expr::{self, Translator};
use crate::query::parse::Beside;
use crate::query::synonym::Synonyms;
use crate::query::tree::{Field, Form, Leaf, Node, Query};
use crate::search::{Expr, Filter, Happened, Overlap, Plan, Sort};
use crate::text;

/// What a user asked for: the words, and each flag as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The query, in the query language; empty for every article.
    pub words: String,
    /// Any of the words is enough.
    pub any: bool,
    /// The language of the query.
    pub syntax: Syntax,
    /// `--synonyms`
    pub synonyms: Arc<Synonyms>,
    /// `--from` and `--since`.
    pub from: Option<String>,
    /// `--to` and `--until`.
    pub to: Option<String>,
    /// `--on`
    pub on: Option<String>,
    /// `--after`
    pub after: Option<String>,
    /// `--before`
    pub before: Option<String>,
    /// `--happened`, any of them.
    pub happened: Vec<String>,
    /// `--coarse`
    pub coarse: bool,
    /// `--happened-mode`
    pub overlap: Overlap,
    /// `--undated`
    pub undated: Undated,
    /// `--place`, any of them.
    pub places: Vec<String>,
    /// `--near`
    pub near: Option<String>,
    /// `--bbox`
    pub bbox: Option<String>,
    /// `--role`
    pub role: Option<Role>,
    /// `--strict`: an ambiguous place is an error.
    pub strict: bool,
    /// `--together`: place and time in one sentence.
    pub together: bool,
    /// `--language`, any of them.
    pub languages: Vec<String>,
    /// `--source`, any of them.
    pub sources: Vec<String>,
}

/// What a date filter does with articles that have no date.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Undated {
    /// Drops them, and counts them in a hint.
    #[default]
    Exclude,
    /// Keeps them beside the others.
    Include,
    /// Keeps only them.
    Only,
}

/// A request understood.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan, with the defaults of [`Plan::new`] for all that a request does not say.
    pub plan: Plan,
    /// The query as understood, in the query language.
    pub understood: String,
    /// The bounds of the publication date that were used: first day or instant, and the one that
    /// no longer counts, as ISO 8601.
    pub from: Option<String>,
    /// See `from`.
    pub to: Option<String>,
    /// What the user should be told on standard error: which place was taken of several.
    pub notes: Vec<String>,
}

/// Understands `request`. Where nothing in it scores, the newest article comes first.
///
/// # Errors
/// `Kind::Query` with a caret where an operator does not parse, or a field of the query holds no
/// date, place or language; `Kind::Usage` where a flag is not understood, or `from` is later than
/// `to`.
pub fn plan(request: &Request, clock: &Clock, gazetteer: &Gazetteer) -> Result<Planned> {
    let beside = if request.any { Beside::Any } else { Beside::All };
    let query = dialect::read(&request.words, request.syntax, beside)?;
    let query = request.synonyms.apply(query)?;
    let mut translator = Translator {
        text: &request.words,
        clock,
        gazetteer,
        role: request.role,
        strict: request.strict,
        coarse: request.coarse,
        any: request.any,
        overlap: request.overlap,
        notes: Vec::new(),
    };
    let mut wanted = Vec::new();
    match &query.root {
        Some(root) => wanted.push(translator.expr(root)?),
        None if request.words.trim().is_empty() => {}
        None => {
            let shown = text::sanitise(request.words.trim());
            translator.notes.push(format!("there is no word in `{shown}` to look for"));
            wanted.push(Expr::Or(Vec::new()));
        }
    }
    let period = published(request, clock)?;
    wanted.extend(dated(request.undated, period));
    let places = filters(request, &mut translator, &query, &mut wanted)?;
    if request.together {
        wanted.push(together(places)?);
    }
    let matching = match wanted.len() {
        0 => Expr::All,
        1 => wanted.remove(0),
        _ => Expr::And(wanted),
    };
    let mut plan = Plan::new(matching, clock.now.date_naive());
    if query.root.as_ref().is_none_or(Node::is_filter) {
        plan.sort = Sort::Newest;
    }
    let shown = |bound: Option<Bound>| bound.map(|it| it.to_string());
    Ok(Planned {
        plan,
        understood: query.to_string(),
        from: shown(period.and_then(|it| it.start)),
        to: shown(period.and_then(|it| it.end)),
        notes: translator.notes,
    })
}

/// The period that `--from`, `--to`, `--on`, `--after` and `--before` leave, where one is given.
fn published(request: &Request, clock: &Clock) -> Result<Option<Period>> {
    let single = |flag: &str, text: &Option<String>| {
        let Some(text) = text else { return Ok(Period::default()) };
        dates::single(text, clock).map_err(|error| {
            if dates::period(text, clock).is_ok() {
                let shown = text::sanitise(text);
                let message = format!("--{flag} takes one date, and `{shown}` is a range");
                return Error::new(Kind::Usage, message).hint(format!("write --on {shown}"));
            }
            flagged(flag, &error)
        })
    };
    let on = match &request.on {
        Some(text) => dates::period(text, clock).map_err(|it| flagged("on", &it))?,
        None => Period::default(),
    };
    let (from, to) = (single("from", &request.from)?, single("to", &request.to)?);
    let (after, before) = (single("after", &request.after)?, single("before", &request.before)?);
    let instant = |it: &Bound| it.instant(clock);
    let start = [on.start, from.start, after.end].into_iter().flatten().max_by_key(instant);
    let end = [on.end, to.end, before.start].into_iter().flatten().min_by_key(instant);
    if let (Some(first), Some(last)) = (start, end)
        && instant(&first) >= instant(&last)
    {
        let message =
            format!("the dates leave nothing: they start at {first} and end before {last}");
        return Err(Error::new(Kind::Usage, message)
            .hint("the date of --from must not be later than that of --to"));
    }
    if start.is_none() && end.is_none() {
        return Ok(None);
    }
    let grain = [on, from, to, after, before].iter().filter_map(|it| it.grain).max();
    Ok(Some(Period { start, end, grain }))
}

/// The error of a flag, with its name.
fn flagged(flag: &str, error: &Error) -> Error {
    let named = Error::new(error.kind(), format!("--{flag}: {error}"));
    match error.advice() {
        Some(hint) => named.hint(hint),
        None => named,
    }
}

fn dated(undated: Undated, period: Option<Period>) -> Option<Expr> {
    let published = period.map(|it| Expr::Filter(Filter::Published(it)));
    match undated {
        Undated::Exclude => published,
        Undated::Include => published.map(|it| Expr::Or(vec![it, Expr::Filter(Filter::Undated)])),
        Undated::Only => Some(Expr::Filter(Filter::Undated)),
    }
}

/// What one sentence must hold for `--together`.
#[derive(Default)]
struct Sentence {
    places: Vec<PlacePath>,
    place_ids: Vec<u32>,
    happened: Vec<Happened>,
}

/// Adds the filters of the flags to `wanted`, and gives those that `--together` holds together.
fn filters(
    request: &Request,
    translator: &mut Translator<'_>,
    query: &Query,
    wanted: &mut Vec<Expr>,
) -> Result<Sentence> {
    let mut sentence = Sentence::default();
    let mut any = Vec::new();
    for text in &request.happened {
        let period = dates::compared(text, translator.clock);
        let happened =
            period.and_then(|it| translator.happened(it)).map_err(|it| flagged("happened", &it))?;
        sentence.happened.push(happened);
        any.push(Filter::Happened(happened));
    }
    wanted.extend(any_of(std::mem::take(&mut any)));
    for name in &request.places {
        let (path, note) = expr::place(name, translator.gazetteer, translator.strict)
            .map_err(|it| flagged("place", &it))?;
        translator.notes.extend(note);
        sentence.places.push(path.clone());
        any.push(Filter::Place(path, request.role));
    }
    wanted.extend(any_of(std::mem::take(&mut any)));
    let near = request.near.as_ref().map(|text| near(text, translator));
    let bbox =
        request.bbox.as_ref().map(|text| lookup::bbox(text).map_err(|it| flagged("bbox", &it)));
    for area in [near, bbox].into_iter().flatten() {
        let (area, gazetteer) = (area?, translator.gazetteer);
        let mut ids: Vec<u32> = lookup::within(area, gazetteer)
            .into_iter()
            .map(|id| gazetteer.place(id).geonameid)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        translator.notes.extend(doubt(area, ids.is_empty(), gazetteer));
        sentence.place_ids.extend(&ids);
        wanted.push(Expr::Filter(Filter::PlaceIds(ids, request.role)));
    }
    for name in &request.languages {
        let language = expr::language(name).map_err(|it| flagged("language", &it))?;
        any.push(Filter::Language(language));
    }
    wanted.extend(any_of(std::mem::take(&mut any)));
    any.extend(request.sources.iter().map(|it| Filter::Source(text::fold(it))));
    wanted.extend(any_of(any));
    if request.together {
        named(query, translator, &mut sentence)?;
    }
    Ok(sentence)
}

/// The circle of `--near`, and a note where the name in its middle may mean another place.
fn near(text: &str, translator: &mut Translator<'_>) -> Result<Area> {
    let flagged = |it: Error| flagged("near", &it);
    let (area, name) = lookup::near(text, translator.gazetteer).map_err(flagged)?;
    if let Some(name) = name {
        let (_, note) =
            expr::place(name, translator.gazetteer, translator.strict).map_err(flagged)?;
        translator.notes.extend(note);
    }
    Ok(area)
}

/// What is odd about an area: nothing lies in it, or most of the globe does.
fn doubt(area: Area, is_empty: bool, gazetteer: &Gazetteer) -> Option<String> {
    match area {
        Area::Near { latitude, longitude, km } if is_empty => {
            let swapped = Area::Near { latitude: longitude, longitude: latitude, km };
            let meant = longitude.abs() <= 90.0 && !lookup::within(swapped, gazetteer).is_empty();
            let swapped = format!("; latitude comes first: {longitude},{latitude}?");
            let more = if meant { swapped } else { String::new() };
            Some(format!("no place that is known lies in the area{more}"))
        }
        Area::Box { .. } if is_empty => Some("no place that is known lies in the area".to_owned()),
        Area::Box { west, east, .. } if west > east && west - east < 180.0 => Some(format!(
            "the box goes from {west} east across the date line to {east}, most of the way around \
             the globe; west comes before east"
        )),
        _ => None,
    }
}

/// Any of `filters`; `None` for none.
fn any_of(filters: Vec<Filter>) -> Option<Expr> {
    let mut sides: Vec<Expr> = filters.into_iter().map(Expr::Filter).collect();
    if sides.len() > 1 { Some(Expr::Or(sides)) } else { sides.pop() }
}

/// The `place:` and `happened:` that stand in the query itself, wanted and not denied.
fn named(query: &Query, translator: &mut Translator<'_>, sentence: &mut Sentence) -> Result<()> {
    let nodes = match &query.root {
        Some(Node::All(nodes)) => nodes.as_slice(),
        Some(node) => std::slice::from_ref(node),
        None => return Ok(()),
    };
    for node in nodes {
        let Node::Leaf(Leaf { field, form: Form::Value(value), .. }) = node else { continue };
        match field {
            Field::Place => {
                sentence.places.push(expr::place(value, translator.gazetteer, false)?.0);
            }
            Field::Happened => {
                let period = dates::compared(value, translator.clock)?;
                sentence.happened.push(translator.happened(period)?);
            }
            _ => {}
        }
    }
    Ok(())
}

fn together(sentence: Sentence) -> Result<Expr> {
    let Sentence { places, place_ids, happened } = sentence;
    if happened.is_empty() || places.is_empty() && place_ids.is_empty() {
        let message = "--together needs a place and a time that are to stand in one sentence";
        return Err(Error::new(Kind::Usage, message)
            .hint("add --place NAME (or --near, --bbox) and --happened DATE"));
    }
    Ok(Expr::Filter(Filter::Together { places, place_ids, happened }))
}
