//! `DateMention` and `find(prose, published)`: the time tagger's front door.

mod form;
mod grammar;
pub mod interval;
mod lexicon;
pub mod parse;
mod resolve;
pub mod stamp;
mod tense;
mod timeml;
mod user;
mod value;
mod zone;

use crate::article::{Field, Published};
use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::What;
use crate::date::grammar::Reader;
use crate::date::interval::{Grain, Interval};
use crate::date::resolve::State;
use crate::date::tense::Tense;
use crate::language::{Prose, Text};
use crate::text::Span;

pub use crate::date::timeml::timeml;

/// The four kinds of TIMEX3.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Kind {
    /// `2023-12-12`, "Tuesday", "in 2021", "now"
    Date,
    /// A time of day: "9 a.m. Friday", "last night"
    Time,
    /// A length: "three days"
    Duration,
    /// A rhythm: "every Tuesday"
    Set,
}

impl Kind {
    /// The name that TIMEX3 and JSON print.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// A time that a text speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct DateMention {
    /// The text it stands in.
    pub field: Field,
    /// The words that say so.
    pub span: Span,
    /// What kind of time.
    pub kind: Kind,
    /// The TIMEX3 value: `2023-12-12`, `2023-W50`, `P3D`, `XXXX-WXX-2`, `PRESENT_REF`.
    pub value: String,
    /// The TIMEX3 modifier: `START`, `END`, `APPROX`, `BEFORE`, …
    pub modifier: Option<&'static str>,
    /// The days meant, where the phrase is on the calendar.
    pub when: Option<Interval>,
    /// How fine the phrase is, where it is on the calendar.
    pub grain: Option<Grain>,
    /// How sure we are, 0 to 1.
    pub confidence: f32,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Finds the times that an article, published on `published`, speaks of, in order of field and
/// start. Spans do not overlap.
///
/// The ends of a range ("from 1990 to 1995") are mentions of their own; the first one's `when`
/// covers the whole range, so that a search finds what lies between.
pub fn find(prose: &Prose<'_>, published: Option<&Published>) -> Vec<DateMention> {
    let title = Reader::new(&prose.title, prose.language);
    let body = Reader::new(&prose.body, prose.language);
    let (in_title, in_body) = (grammar::all(&title), grammar::all(&body));
    let today = published.map(|it| it.day).or_else(|| headed(&in_body));
    let narrative = resolve::is_narrative(today, &in_body);
    let mut mentions = Vec::with_capacity(in_title.len() + in_body.len());
    let mut state = State::new(today, narrative);
    resolve_all(Field::Title, &prose.title, &title, None, in_title, &mut state, &mut mentions);
    let filing = prose.dateline.as_ref().and_then(|it| it.date);
    resolve_all(Field::Body, &prose.body, &body, filing, in_body, &mut state, &mut mentions);
    mentions
}

/// The day that heads a body which came without a day of publication: "30/01/85 Il 18 …".
fn headed(found: &[Found]) -> Option<chrono::NaiveDate> {
    let first = found.first().filter(|it| it.start == 0)?;
    let Form::Point(Point { what: What::Date(month, day), anchor: Anchor::Year(year), .. }) =
        first.form
    else {
        return None;
    };
    chrono::NaiveDate::from_ymd_opt(year, month.into(), day.into())
}

fn resolve_all(
    field: Field,
    text: &Text<'_>,
    reader: &Reader<'_>,
    filing: Option<Span>,
    found: Vec<Found>,
    state: &mut State,
    mentions: &mut Vec<DateMention>,
) {
    let mut opens_range = false;
    for found in found {
        let (Some(first), Some(last)) =
            (text.tokens.get(found.start), text.tokens.get(found.end - 1))
        else {
            continue;
        };
        let tense = || {
            // What opens a report is its day of filing, whatever the first sentence says.
            let filed = field == Field::Body
                && filing.is_some_and(|it| it.start <= first.start && last.end <= it.end);
            if filed { Tense::Unknown } else { tense::tense(reader, found.start, found.end) }
        };
        let mut resolved = state.resolve(&found, tense);
        if opens_range
            && let Some(opener) = mentions.last().and_then(|it| it.when)
            && resolved.when.is_some_and(|it| it.start < opener.start)
            && let Some(later) = state.after(&found, opener)
        {
            resolved = later;
        }
        if opens_range
            && let Some(opener) = mentions.last_mut()
            && let (Some(start), Some(end)) = (opener.when, resolved.when)
            && start.end <= end.end
        {
            opener.when = Interval::new(start.start, end.end);
        }
        opens_range = found.opens_range;
        mentions.push(DateMention {
            field,
            span: Span::new(first.start, last.end),
            kind: resolved.kind,
            value: resolved.value,
            modifier: found.modifier,
            when: resolved.when,
            grain: resolved.grain,
            confidence: confidence(found.rule),
            rule: found.rule,
        });
    }
}

/// How often a rule is right, roughly, by what news texts show.
fn confidence(rule: &str) -> f32 {
    match rule {
        "full-date" | "numeric-date" | "month-year" => 0.98,
        "weekday" | "today" | "weekday-date" => 0.95,
        "year" | "decade" | "century" | "this-unit" => 0.93,
        "month-day" | "day-month" | "month" => 0.9,
        _ => 0.8,
    }
}
