//! Lengths, what lies so far away, and rhythms: "three days", "two years ago", "a year earlier",
//! "the past three months", "five-year", "every Tuesday", "daily".

use crate::date::form::Count;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::From;
use crate::date::form::Rhythm;
use crate::date::form::Toward;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::count;
use crate::date::grammar::relative;
use crate::date::lexicon::Hedge;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;
use crate::date::lexicon::Word;

pub(super) fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let (end, modifier) = hedge(reader, at);
    let (end, (form, rule)) = match reader.word(end) {
        Word::Every => every(reader, end),
        Word::Say("per") if end == at => match reader.word(end + 1) {
            Word::Unit(unit) if unit >= Unit::Day => {
                Some((end + 2, (Form::Set(Rhythm::Unit(Count::Known(1), unit)), "rate")))
            }
            _ => None,
        },
        Word::Frequency(unit) if end == at => frequency(reader, end, unit),
        Word::The
        | Word::Last
        | Word::Past
        | Word::Next
        | Word::Coming
        | Word::Following
        | Word::Previous
        | Word::Recent
        | Word::This => directed(reader, end),
        Word::Unit(_) | Word::Units(_) if end == at => bare(reader, end),
        _ => length(reader, end),
    }?;
    Some(Found { start: at, end, form, modifier, rule, opens_range: false })
}

type Told = (Form, &'static str);

/// "nearly", "more than", "at least", "about", "up to": skipped, as TIMEX3 has them.
fn hedge(reader: &Reader<'_>, at: usize) -> (usize, Option<&'static str>) {
    match reader.word(at) {
        Word::Hedge(Hedge::Less) => (at + 1, Some("LESS_THAN")),
        Word::Hedge(Hedge::More)
            if matches!(reader.word(at + 1), Word::Digits | Word::Cardinal(_) | Word::A) =>
        {
            (at + 1, Some("MORE_THAN"))
        }
        Word::Say("more") if reader.is(at + 1, Word::Than) => (at + 2, Some("MORE_THAN")),
        Word::Say("less") if reader.is(at + 1, Word::Than) => (at + 2, Some("LESS_THAN")),
        Word::At if reader.says(at + 1, "least") => (at + 2, Some("EQUAL_OR_MORE")),
        Word::At if reader.says(at + 1, "most") => (at + 2, Some("EQUAL_OR_LESS")),
        Word::Say("up") if reader.is(at + 1, Word::To) => (at + 2, Some("EQUAL_OR_LESS")),
        Word::Say("no") if reader.says(at + 1, "more") && reader.is(at + 2, Word::Than) => {
            (at + 3, Some("EQUAL_OR_LESS"))
        }
        _ => (at, None),
    }
}

/// A unit of either number.
fn unit(reader: &Reader<'_>, at: usize) -> Parse<Unit> {
    match reader.word(at) {
        Word::Unit(unit) | Word::Units(unit) => Some((at + 1, unit)),
        Word::Parts(_) => Some((at + 1, Unit::Day)),
        _ => None,
    }
}

/// "three days", "a week", "20 more years", "five-year", "8-month-old", "three days ago".
fn length(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    if reader.is(at, Word::A)
        && let Some((end, unit)) = unit(reader, at + 1)
        && matches!(reader.word(at + 1), Word::Unit(_))
    {
        return one(reader, at, end, unit);
    }
    let (end, count) = count::count(reader, at)?;
    let mut next = reader.hyphen(end);
    let hyphened = next > end;
    while matches!(reader.word(next), Word::Say("more" | "additional" | "full" | "long"))
        || matches!(reader.word(next), Word::Several)
    {
        next += 1;
    }
    if (reader.is(next, Word::Or) || reader.is(next, Word::To))
        && let Some((end, _)) = count::count(reader, next + 1)
        && unit(reader, end).is_some()
    {
        next = end;
    }
    if year_number(reader, at) {
        return None;
    }
    let (end, unit) = if reader.is(next, Word::Ordinal(2)) && hyphened {
        (next + 1, Unit::Second)
    } else {
        unit(reader, next)?
    };
    let (end, count) = half_after(reader, end, count);
    // "52 years old" is an age, and so is "8-year-old".
    if reader.is(reader.hyphen(end), Word::Old) {
        return None;
    }
    let name = reader.is(at, Word::Digits) && reader.capital(next) && reader.lower(end);
    if name && reader.word(end) == Word::Other {
        return None;
    }
    if hyphened {
        let form = Form::Length { count, unit, toward: Toward::Nowhere };
        return Some((end, (form, "length-hyphen")));
    }
    away(reader, end, count, unit)
        .or(Some((end, (Form::Length { count, unit, toward: Toward::Nowhere }, "length"))))
}

/// "2021 days" is a length, "in 1990 months of war" is not: a year before a unit is rare enough.
fn year_number(reader: &Reader<'_>, at: usize) -> bool {
    reader.digits(at).is_some_and(|(value, width)| width == 4 && (1900..=2100).contains(&value))
}

/// "a year and a half".
fn half_after(reader: &Reader<'_>, end: usize, count: Count) -> (usize, Count) {
    let half =
        reader.is(end, Word::And) && reader.is(end + 1, Word::A) && reader.is(end + 2, Word::Half);
    match (half, count) {
        (true, Count::Known(count)) => (end + 3, Count::Half(count)),
        _ => (end, count),
    }
}

/// "a year ago", "a week", "$5 million a year".
fn one(reader: &Reader<'_>, at: usize, end: usize, unit: Unit) -> Parse<Told> {
    let (end, count) = half_after(reader, end, Count::Known(1));
    if let Some(found) = away(reader, end, count, unit) {
        return Some(found);
    }
    let money = (1..=6).any(|back| {
        at.checked_sub(back).is_some_and(|it| {
            matches!(reader.word(it), Word::Mark(b'$' | b'%'))
                || matches!(
                    reader.text(it),
                    "million"
                        | "billion"
                        | "cents"
                        | "percent"
                        | "barrels"
                        | "times"
                        | "twice"
                        | "share"
                        | "£"
                        | "€"
                )
        })
    });
    if money || matches!(reader.before(at), Word::Say("once")) {
        return Some((end, (Form::Set(Rhythm::Unit(Count::Known(1), unit)), "rate")));
    }
    let rate = matches!(reader.before(at), Word::Units(_));
    if unit < Unit::Minute || reader.is(end, Word::Mark(b'-')) || rate {
        return None;
    }
    Some((end, (Form::Length { count, unit, toward: Toward::Nowhere }, "length-one")))
}

/// What turns a length into a distance: "ago", "later", "earlier", "before that", "from now".
fn away(reader: &Reader<'_>, end: usize, count: Count, unit: Unit) -> Parse<Told> {
    let told =
        |end, forward, from, rule| Some((end, (Form::Offset { count, unit, forward, from }, rule)));
    match reader.word(end) {
        Word::Ago => told(end + 1, false, From::Publication, "ago"),
        Word::Earlier => told(end + 1, false, From::Last, "earlier"),
        Word::Later => told(end + 1, true, From::Last, "later"),
        Word::Say("hence") => told(end + 1, true, From::Publication, "hence"),
        Word::From if reader.is(end + 1, Word::Vague(Vague::Present)) => {
            told(end + 2, true, From::Publication, "from-now")
        }
        Word::Before if reader.is(end + 1, Word::That) => {
            told(end + 2, false, From::Last, "earlier")
        }
        Word::After if reader.is(end + 1, Word::That) => told(end + 2, true, From::Last, "later"),
        _ => None,
    }
}

/// "the past three days", "the last decade", "recent years", "the next few weeks", "the first
/// nine months", "the nine months".
fn directed(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    let next = if matches!(reader.word(at), Word::The | Word::This) { at + 1 } else { at };
    if reader.is(at, Word::The)
        && let Some(found) = accounting_year(reader, next)
    {
        return Some(found);
    }
    let (next, toward) = match reader.word(next) {
        Word::Last | Word::Past | Word::Previous => (next + 1, Toward::Past),
        Word::Next | Word::Coming | Word::Following => (next + 1, Toward::Future),
        Word::Recent => {
            let (end, unit) = plural(reader, next + 1)?;
            let form = Form::Length { count: Count::Vague, unit, toward: Toward::Past };
            return Some((end, (form, "recent")));
        }
        Word::Latest | Word::Ordinal(1) if next > at => (next + 1, Toward::Nowhere),
        Word::Cardinal(_) | Word::Digits if next > at => (next, Toward::Nowhere),
        _ => return None,
    };
    if let Some(found) = part_of_date(reader, next) {
        return Some(found);
    }
    if let Word::Unit(unit) = reader.word(next) {
        let past = reader.is(next - 1, Word::Past);
        let form = Form::Length { count: Count::Known(1), unit, toward };
        return past.then_some((next + 1, (form, "past-one")));
    }
    let (next, count) = counted(reader, next);
    let (end, unit) = plural(reader, next)?;
    Some((or_so(reader, end), (Form::Length { count, unit, toward }, "past-length")))
}

/// "12", "12 to 18", or nothing said.
fn counted(reader: &Reader<'_>, at: usize) -> (usize, Count) {
    let Some((end, count)) = count::count(reader, at) else { return (at, Count::Vague) };
    if matches!(reader.word(end), Word::To | Word::Or)
        && let Some((end, _)) = count::count(reader, end + 1)
    {
        return (end, count);
    }
    (end, count)
}

/// "the last week of August", "the first ten months of 1915": after "the last", "the first".
fn part_of_date(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    let first = match reader.before(at) {
        Word::Ordinal(1) => true,
        Word::Last => false,
        _ => return None,
    };
    let (next, count) = match reader.word(at) {
        Word::Unit(_) => (at, Count::Known(1)),
        _ => counted(reader, at),
    };
    let (next, unit) = unit(reader, next)?;
    if !reader.is(next, Word::Of) {
        return None;
    }
    let (end, (whole, _)) = relative::point(reader, next + 1)?;
    Some((end, (Form::Part { count, unit, first, whole }, "part-of-date")))
}

/// "the year ended Sept. 30", "the fiscal year": a length, not one of the calendar.
fn accounting_year(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    let year = |at| reader.is(at, Word::Unit(Unit::Year));
    let ends = matches!(reader.text(at + 1), "ended" | "ending");
    let end = match reader.word(at) {
        Word::Fiscal if year(at + 1) => at + 2,
        _ if year(at) && ends => at + 1,
        _ => return None,
    };
    let form = Form::Length { count: Count::Known(1), unit: Unit::Year, toward: Toward::Nowhere };
    Some((end, (form, "accounting-year")))
}

/// "the next two years or so"
fn or_so(reader: &Reader<'_>, end: usize) -> usize {
    if reader.is(end, Word::Or) && reader.says(end + 1, "so") { end + 2 } else { end }
}

fn plural(reader: &Reader<'_>, at: usize) -> Parse<Unit> {
    match reader.word(at) {
        Word::Units(unit) => Some((at + 1, unit)),
        _ => None,
    }
}

/// "every day", "each July", "every two weeks", "every other week".
fn every(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    let set = |end, rhythm| Some((end, (Form::Set(rhythm), "every")));
    match reader.word(at + 1) {
        Word::Unit(unit) => set(at + 2, Rhythm::Unit(Count::Known(1), unit)),
        Word::Weekday(day) => match reader.word(at + 2) {
            Word::Part(part) => set(at + 3, Rhythm::Weekday(day, Some(part))),
            _ => set(at + 2, Rhythm::Weekday(day, None)),
        },
        Word::Month(month) => set(at + 2, Rhythm::Month(month)),
        Word::Season(season) => set(at + 2, Rhythm::Season(season)),
        Word::Part(part) => set(at + 2, Rhythm::Part(part)),
        _ => {
            let (end, count) = count::count(reader, at + 1)?;
            let (end, unit) = plural(reader, end)?;
            set(end, Rhythm::Unit(count, unit))
        }
    }
}

/// "daily", "annually"; not the names of papers.
fn frequency(reader: &Reader<'_>, at: usize, unit: Unit) -> Parse<Told> {
    let name = reader.capital(at) && (reader.capital(at + 1) || at > 0 && reader.capital(at - 1));
    let form = Form::Set(Rhythm::Unit(Count::Known(1), unit));
    (!name).then_some((at + 1, (form, "frequency")))
}

/// "years of war", "for weeks", "months later": a bare plural.
fn bare(reader: &Reader<'_>, at: usize) -> Parse<Told> {
    let (end, unit) = plural(reader, at)?;
    match reader.word(end) {
        Word::Ago | Word::Earlier => {
            return Some((end + 1, (Form::Vague(Vague::Past), "vague-ago")));
        }
        Word::Later => return Some((end + 1, (Form::Vague(Vague::Future), "vague-later"))),
        _ => {}
    }
    let led = unit >= Unit::Day
        && matches!(reader.before(at), Word::For | Word::In | Word::Say("within") | Word::After);
    let form = Form::Length { count: Count::Vague, unit, toward: Toward::Nowhere };
    led.then_some((end, (form, "length-vague")))
}
