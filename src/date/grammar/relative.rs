//! Points on the calendar told by words: "Tuesday", "last June", "the end of the year", "this
//! week", "the third quarter", "Friday, Oct. 13", "early next year", "the night of 8 February".

use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::Rhythm;
use crate::date::form::What;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::absolute;
use crate::date::grammar::absolute::Named;
use crate::date::grammar::count;
use crate::date::grammar::named;
use crate::date::lexicon::Edge;
use crate::date::lexicon::Part;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Word;

/// A point with what stands around it.
pub(super) fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    if let Some((end, (point, modifier, rule))) = edged(reader, at) {
        return Some(found(at, end, Form::Point(point), modifier, rule));
    }
    if let Word::Weekdays(day) = reader.word(at)
        && reader.capital(at)
    {
        let form = Form::Set(Rhythm::Weekday(day, None));
        return Some(found(at, at + 1, form, None, "weekdays"));
    }
    if let (Word::Weekday(day), Word::Parts(part)) = (reader.word(at), reader.word(at + 1)) {
        let form = Form::Set(Rhythm::Weekday(day, Some(part)));
        return Some(found(at, at + 2, form, None, "weekdays"));
    }
    let (end, (point, rule)) = point(reader, at)?;
    Some(found(at, end, Form::Point(point), None, rule))
}

fn found(
    start: usize,
    end: usize,
    form: Form,
    modifier: Option<&'static str>,
    rule: &'static str,
) -> Found {
    Found { start, end, form, modifier, rule, opens_range: false }
}

type Edged = (Point, Option<&'static str>, &'static str);

fn code(edge: Edge) -> &'static str {
    match edge {
        Edge::Start => "START",
        Edge::Middle => "MID",
        Edge::End => "END",
    }
}

/// "early 1990", "mid-November", "late last week", "the end of the year", "earlier this month".
fn edged(reader: &Reader<'_>, at: usize) -> Parse<Edged> {
    let the = reader.is(at, Word::The);
    let first = if the { at + 1 } else { at };
    match reader.word(first) {
        Word::Edge(edge) => {
            let next = first + 1;
            let of = matches!(reader.word(next), Word::Of | Word::In | Word::On);
            let noun = matches!(
                reader.text(first).to_ascii_lowercase().as_str(),
                "end" | "beginning" | "start" | "middle"
            );
            if noun && !reader.is(next, Word::Of) {
                return None;
            }
            let next = if of { next + 1 } else { reader.hyphen(next) };
            let (end, (point, rule)) = point(reader, next)?;
            if of && !noun && matches!(point.what, What::Time) {
                return None;
            }
            Some((end, (point, Some(code(edge)), rule)))
        }
        Word::Earlier | Word::Later if !the => {
            let next = first + 1;
            let next = if reader.is(next, Word::In) || reader.is(next, Word::On) {
                next + 1
            } else {
                next
            };
            let (end, (point, rule)) = point(reader, next)?;
            let fits = matches!(
                reader.word(next),
                Word::This | Word::That | Word::The | Word::Day(_) | Word::Last | Word::Next
            );
            fits.then_some((end, (point, None, rule)))
        }
        _ => None,
    }
}

/// A point on the calendar at a token.
pub(super) fn point(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    match reader.word(at) {
        Word::Digits
        | Word::Month(_)
        | Word::Ordinal(_)
        | Word::Cardinal(_)
        | Word::Mark(_)
        | Word::Say("ad")
        | Word::Decades(_) => {
            let dated = absolute::date(reader, at).map(|it| with_part(reader, it));

            dated.or_else(|| quarter(reader, at))
        }
        Word::Weekday(day) => weekday(reader, at, day),
        Word::Day(_) | Word::Tonight => today(reader, at),
        Word::The => {
            let dated = definite(reader, at + 1);
            dated.or_else(|| {
                let fits = matches!(
                    reader.word(at + 1),
                    Word::Digits
                        | Word::Ordinal(_)
                        | Word::Decades(_)
                        | Word::Mark(b'\'')
                        | Word::Edge(_)
                        | Word::Cardinal(_)
                );
                fits.then(|| the_date(reader, at + 1)).flatten()
            })
        }
        Word::Last
        | Word::Next
        | Word::This
        | Word::That
        | Word::Past
        | Word::Previous
        | Word::Following
        | Word::Coming
        | Word::Same
        | Word::Current
        | Word::Latest => shifted(reader, at, false),
        Word::Fiscal | Word::Season(_) | Word::Half => {
            season(reader, at).or_else(|| quarter(reader, at))
        }
        Word::Say("q" | "new" | "year" | "h") | Word::Unit(Unit::Year) => quarter(reader, at)
            .or_else(|| year_end(reader, at))
            .or_else(|| named::feast(reader, at)),
        Word::Feast(_) | Word::Say(_) => named::feast(reader, at),
        Word::Part(part) => part_of(reader, at, part),
        _ => None,
    }
}

/// "the 1990s", "the 19th of October 1950", "the 20th century", "the 13th", "the early 1980s".
fn the_date(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    if let Some((end, (point, rule))) = absolute::date(reader, at) {
        let sound = !matches!(point.what, What::Year);
        return sound.then_some((end, (point, rule)));
    }
    if let Some(found) = quarter(reader, at) {
        return Some(found);
    }
    let (end, value) = count::ordinal(reader, at)?;
    let glued = reader.is(at, Word::Digits);
    let stands = !reader.lower(end)
        || matches!(reader.word(end), Word::Of | Word::In | Word::At | Word::And | Word::Was);
    let named = reader.capital(end) || reader.mark(end, b'-');
    let led = matches!(
        at.checked_sub(2).map(|it| reader.word(it)),
        Some(Word::On | Word::Until | Word::Since | Word::From | Word::Say("by"))
    );
    let sound = glued && led && stands && !named && (1..=31).contains(&value);
    let point = Point::new(What::MonthDay(u8::try_from(value).ok()?), Anchor::Bare);
    sound.then_some((end, (point, "day-of-month")))
}

/// A part of the day after a date: "April 6 morning" is rare, "1 May night" too.
fn with_part(reader: &Reader<'_>, (end, (mut point, rule)): (usize, Named)) -> (usize, Named) {
    if let (What::Date(..), Word::Part(part)) = (point.what, reader.word(end)) {
        point.part = Some(part);
        return (end + 1, (point, rule));
    }
    (end, (point, rule))
}

/// "Tuesday", "Friday, Oct. 13", "Sunday night", "Monday the 12th".
fn weekday(reader: &Reader<'_>, at: usize, day: u8) -> Parse<Named> {
    if !weekday_may_stand(reader, at) {
        return None;
    }
    let end = reader.stop(at + 1);
    let next = reader.comma(end);
    let next = if reader.is(next, Word::The) { next + 1 } else { next };
    if matches!(reader.word(next), Word::Month(_) | Word::Digits)
        && let Some((end, (point, _))) = absolute::date(reader, next)
        && matches!(point.what, What::Date(..))
    {
        return Some((end, (point, "weekday-date")));
    }
    let end = if end > at + 1 && reader.text(at).len() > 4 { at + 1 } else { end };
    let mut point = Point::new(What::Weekday(day), Anchor::Bare);
    if let Some((end, part)) = part(reader, end) {
        point.part = Some(part);
        return Some((end, (point, "weekday-part")));
    }
    Some((end, (point, "weekday")))
}

/// "Sunday Times", "Sun", "Sat": words and names that are no weekdays.
fn weekday_may_stand(reader: &Reader<'_>, at: usize) -> bool {
    if !reader.capital(at) && reader.text(at).len() <= 5 {
        return false;
    }
    if reader.text(at).len() <= 5 {
        let next = reader.stop(at + 1);
        let next = reader.comma(next);
        let dated = matches!(reader.word(next), Word::Month(_) | Word::Digits);
        return dated || reader.mark(at + 1, b'.') && !reader.text(at).eq_ignore_ascii_case("sun");
    }
    let next = reader.text(at + 1);
    !matches!(
        next,
        "Times"
            | "Mirror"
            | "Telegraph"
            | "Express"
            | "Herald"
            | "Post"
            | "Mail"
            | "Tribune"
            | "Club"
            | "School"
            | "Schools"
            | "Agreement"
            | "Sun"
            | "Review"
            | "People"
    )
}

/// "night", "early morning", "late afternoon".
fn part(reader: &Reader<'_>, at: usize) -> Parse<Part> {
    let next = match reader.word(at) {
        Word::Edge(_) => at + 1,
        _ => at,
    };
    match reader.word(next) {
        Word::Part(part) => Some((next + 1, part)),
        Word::Noon(12) => Some((next + 1, Part::Midday)),
        _ => None,
    }
}

/// "today", "yesterday morning", "tomorrow night", "tonight".
fn today(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    match reader.word(at) {
        Word::Tonight => {
            let mut point = Point::new(What::Day(0), Anchor::Bare);
            point.part = Some(Part::Night);
            Some((at + 1, (point, "tonight")))
        }
        Word::Day(shift) => {
            let mut point = Point::new(What::Day(shift), Anchor::Bare);
            if (reader.text(at) == "TODAY" && !reader.capital(at + 1) || reader.text(at) != "TODAY")
                && reader.text(at) == "Today"
                && reader.capital(at.wrapping_sub(1))
            {
                return None;
            }
            if let Some((end, part)) = part(reader, at + 1) {
                point.part = Some(part);
                return Some((end, (point, "today-part")));
            }
            Some((at + 1, (point, "today")))
        }
        _ => None,
    }
}

/// After "the": "the last week", "the year", "the third quarter", "the morning", "the weekend".
fn definite(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    match reader.word(at) {
        Word::Last
        | Word::Next
        | Word::Past
        | Word::Previous
        | Word::Following
        | Word::Coming
        | Word::Same
        | Word::Current
        | Word::Latest => shifted(reader, at, true),
        Word::Unit(unit) => known_unit(reader, at, unit),
        Word::Season(_) => season(reader, at),
        Word::Fiscal => quarter(reader, at),
        Word::Part(part) => part_of(reader, at, part),
        Word::Digits => year_period(reader, at),
        Word::Edge(_) => {
            let part = part(reader, at)?;
            part_of(reader, part.0 - 1, part.1)
        }
        Word::Feast(_) => named::feast(reader, at),
        _ => None,
    }
}

/// "the 1988 period", "the 1988 second quarter", "the 1988 quarter".
fn year_period(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (value, 4) = reader.digits(at)? else { return None };
    let anchor = Anchor::Year(i32::try_from(value).ok()?);
    if let Some((end, (point, rule))) = quarter(reader, at + 1)
        && point.anchor == Anchor::Bare
    {
        return Some((end, (Point::new(point.what, anchor), rule)));
    }
    match reader.word(at + 1) {
        Word::Period | Word::Unit(Unit::Quarter) => {
            let what = What::Unit(Unit::Quarter);
            Some((at + 2, (Point::new(what, anchor), "year-period")))
        }
        _ => None,
    }
}

/// "the year", "the quarter", "the weekend", "the year 2000", "the week of March 6".
fn known_unit(reader: &Reader<'_>, at: usize, unit: Unit) -> Parse<Named> {
    let next = at + 1;
    match unit {
        Unit::Year => {
            if let Some((end, (point, rule))) = absolute::date(reader, next)
                && point.what == What::Year
            {
                return Some((end, (point, rule)));
            }
            if let Some((end, point)) = year_ago_period(reader, at) {
                return Some((end, (point, "year-earlier")));
            }
            let edge = matches!(
                at.checked_sub(3).map(|it| reader.word(it)),
                Some(Word::Edge(_) | Word::Earlier | Word::Later)
            );
            if matches!(reader.text(next), "ended" | "ending") {
                return None;
            }
            let led = matches!(reader.before(at - 1), Word::For | Word::In | Word::Say(_));
            let told = !matches!(reader.word(next), Word::Of) && (edge || led);
            told.then_some((next, (Point::new(What::Unit(unit), Anchor::Known), "the-year")))
        }
        Unit::Month
            if matches!(
                at.checked_sub(3).map(|it| reader.word(it)),
                Some(Word::Edge(_) | Word::Earlier | Word::Later)
            ) =>
        {
            Some((next, (Point::new(What::Unit(unit), Anchor::Known), "the-month")))
        }
        Unit::Quarter => Some((next, (Point::new(What::Unit(unit), Anchor::Known), "the-quarter"))),
        Unit::Weekend => Some((next, (Point::new(What::Unit(unit), Anchor::Known), "weekend"))),
        Unit::Week if reader.is(next, Word::Of) => {
            let (end, (point, _)) = absolute::date(reader, next + 1)?;
            let dated = matches!(point.what, What::Date(..));
            dated.then_some((end, (point, "week-of")))
        }
        _ => None,
    }
}

/// "year-ago quarter", "year-earlier period", "year-ago third quarter".
fn year_ago_period(reader: &Reader<'_>, at: usize) -> Parse<Point> {
    let next = reader.hyphen(at + 1);
    if next == at + 1 || !matches!(reader.word(next), Word::Ago | Word::Earlier) {
        return None;
    }
    let next = next + 1;
    match reader.word(next) {
        Word::Period => Some((next + 1, Point::new(What::Unit(Unit::Quarter), Anchor::Last(-4)))),
        Word::Unit(Unit::Quarter) => {
            Some((next + 1, Point::new(What::Unit(Unit::Quarter), Anchor::Last(-4))))
        }
        _ => match quarter(reader, next) {
            Some((end, (point, _))) if point.anchor == Anchor::Bare => {
                Some((end, Point::new(point.what, Anchor::YearShift(-1))))
            }
            _ => Some((next, Point::new(What::Unit(Unit::Quarter), Anchor::Last(-4)))),
        },
    }
}

/// "year-end", "year's end", and "year-earlier" without "the".
fn year_end(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    if !reader.is(at, Word::Unit(Unit::Year)) {
        return None;
    }
    if let Some((end, point)) = year_ago_period(reader, at) {
        return Some((end, (point, "year-earlier")));
    }
    let next = reader.hyphen(at + 1);
    let next = if reader.mark(at + 1, b'\'') && reader.says(at + 2, "s") { at + 3 } else { next };
    let end = reader.is(next, Word::Edge(Edge::End)) && reader.text(next).len() == 3;
    let point = match reader.word(at + 1) {
        Word::Mark(b'-') => Point::new(What::Date(12, 31), Anchor::Bare),
        _ => Point::new(What::Unit(Unit::Year), Anchor::Known),
    };
    end.then_some((next + 1, (point, "year-end")))
}

/// "last week", "next June", "this summer", "the following day", "that year", "the same month".
fn shifted(reader: &Reader<'_>, at: usize, the: bool) -> Parse<Named> {
    let word = reader.word(at);
    let mut next = at + 1;
    let anchor = match word {
        Word::Last => Anchor::Shift(-1),
        Word::Past if the || !matches!(reader.word(next), Word::Unit(_)) => Anchor::Shift(-1),
        Word::Next if the => Anchor::Last(1),
        Word::Next | Word::Coming => Anchor::Shift(1),
        Word::This => match reader.word(next) {
            Word::Past => {
                next += 1;
                Anchor::Shift(-1)
            }
            Word::Coming => {
                next += 1;
                Anchor::Shift(1)
            }
            Word::Same => {
                next += 1;
                Anchor::Last(0)
            }
            _ => Anchor::Shift(0),
        },
        Word::Current => Anchor::Shift(0),
        Word::Latest => Anchor::Known,
        Word::That => {
            if reader.is(next, Word::Same) {
                next += 1;
            }
            Anchor::Last(0)
        }
        Word::Same if the => Anchor::Last(0),
        Word::Previous => Anchor::Last(-1),
        Word::Following if the => Anchor::Last(1),
        _ => return None,
    };
    unit_after(reader, next, anchor, the)
}

/// What "last", "next", "this" say it of.
fn unit_after(reader: &Reader<'_>, at: usize, anchor: Anchor, the: bool) -> Parse<Named> {
    let point = |what| Point::new(what, anchor);
    match reader.word(at) {
        Word::Unit(Unit::Second | Unit::Minute | Unit::Hour) => None,
        Word::Unit(Unit::Year) => year_of(reader, at, anchor),
        Word::Unit(Unit::Day) if !matches!(anchor, Anchor::Last(_)) => None,
        Word::Unit(unit @ (Unit::Decade | Unit::Century)) => {
            Some((at + 1, (point(What::Unit(unit)), "this-unit")))
        }
        Word::Unit(unit) => {
            let rule = if matches!(anchor, Anchor::Shift(_)) { "this-unit" } else { "that-unit" };
            Some((at + 1, (point(What::Unit(unit)), rule)))
        }
        Word::Fiscal if reader.is(at + 1, Word::Unit(Unit::Year)) => {
            Some((at + 2, (point(What::Unit(Unit::Year)), "fiscal-year")))
        }
        Word::Period if anchor == Anchor::Known => {
            Some((at + 1, (point(What::Unit(Unit::Quarter)), "the-quarter")))
        }
        Word::Month(month) if reader.capital(at) => {
            let (end, (found, _)) = absolute::date(reader, at)
                .unwrap_or((at + 1, (Point::new(What::Month(month), Anchor::Bare), "")));
            match (found.what, found.anchor) {
                (What::Month(month), Anchor::Bare) => {
                    Some((end, (point(What::Month(month)), "last-month-name")))
                }
                (What::Date(..), Anchor::Bare) if anchor != Anchor::Last(0) => {
                    Some((end, (Point::new(found.what, anchor), "last-month-name")))
                }
                _ => None,
            }
        }
        Word::Weekday(day) => {
            let (end, (mut found, _)) = weekday(reader, at, day)?;
            if matches!(found.what, What::Weekday(_)) {
                found.anchor = anchor;
            }
            Some((end, (found, "last-weekday")))
        }
        Word::Season(season) if !the || matches!(anchor, Anchor::Last(_)) => {
            Some((at + 1, (point(What::Season(season)), "last-season")))
        }
        Word::Part(part) => day_part(at, anchor, part),
        Word::Edge(_) if matches!(reader.word(at + 1), Word::Part(_)) => {
            let Word::Part(part) = reader.word(at + 1) else { return None };
            day_part(at + 1, anchor, part)
        }
        Word::Feast(feast) => Some((at + 1, (point(What::Feast(feast)), "last-feast"))),
        Word::Ordinal(_) if the => None,
        _ => None,
    }
}

/// "last year", "this year's third quarter", "last year's quarter".
fn year_of(reader: &Reader<'_>, at: usize, anchor: Anchor) -> Parse<Named> {
    let mut point = Point::new(What::Unit(Unit::Year), anchor);
    let owned = reader.mark(at + 1, b'\'') && reader.says(at + 2, "s");
    if let (true, Anchor::Shift(shift)) = (owned, anchor) {
        if let Some((end, (found, _))) = quarter(reader, at + 3)
            && found.anchor == Anchor::Bare
        {
            return Some((end, (Point::new(found.what, Anchor::YearShift(shift)), "quarter")));
        }
        if reader.is(at + 3, Word::Unit(Unit::Quarter)) {
            point = Point::new(What::Unit(Unit::Quarter), Anchor::Last(4 * shift));
            return Some((at + 4, (point, "the-quarter")));
        }
    }
    let rule = if matches!(anchor, Anchor::Shift(_)) { "this-unit" } else { "that-unit" };
    Some((at + 1, (point, rule)))
}

/// "this morning", "last night", "that afternoon", "the next morning".
fn day_part(at: usize, anchor: Anchor, part: Part) -> Parse<Named> {
    let mut point = match anchor {
        Anchor::Shift(-1) if part == Part::Night => Point::new(What::Day(-1), Anchor::Bare),
        Anchor::Shift(-1) => Point::new(What::Day(-1), Anchor::Bare),
        Anchor::Shift(0) => Point::new(What::Day(0), Anchor::Bare),
        Anchor::Last(_) => Point::new(What::Unit(Unit::Day), anchor),
        _ => return None,
    };
    point.part = Some(part);
    Some((at + 1, (point, "this-part")))
}

/// "the morning of April 19", "the night of 8 February 1904", "night" alone says nothing.
fn part_of(reader: &Reader<'_>, at: usize, part: Part) -> Parse<Named> {
    let mut next = at + 1;
    if reader.is(next, Word::Units(Unit::Hour)) {
        next += 1;
    }
    if !matches!(reader.word(next), Word::Of | Word::On) {
        return None;
    }
    let (end, (mut found, _)) = point(reader, next + 1)?;
    let dated = matches!(
        found.what,
        What::Date(..) | What::Weekday(_) | What::MonthDay(_) | What::Feast(_) | What::Day(_)
    ) && found.part.is_none();
    found.part = Some(part);
    dated.then_some((end, (found, "part-of-day")))
}

/// "summer", "the winter of 1914", "spring 1990", "the summer of next year".
fn season(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let Word::Season(season) = reader.word(at) else { return None };
    let next = reader.comma(at + 1);
    let of = reader.is(at + 1, Word::Of);
    let year_at = if of { at + 2 } else { next };
    if reader.digits(year_at).is_some_and(|it| it.1 == 4) || of {
        match point(reader, year_at) {
            Some((end, (found, _))) if found.what == What::Year => {
                return Some((end, (Point::new(What::Season(season), found.anchor), "season")));
            }
            Some((end, (found, _))) if found.what == What::Unit(Unit::Year) => {
                let anchor = match found.anchor {
                    Anchor::Shift(shift) => Anchor::YearShift(shift),
                    _ => Anchor::YearLast,
                };
                return Some((end, (Point::new(What::Season(season), anchor), "season")));
            }
            _ => {}
        }
    }
    let fall = matches!(reader.text(at), "fall" | "spring" | "Spring" | "Fall");
    let before = reader.before(at);
    let lone = !fall && reader.lower(at) && !matches!(before, Word::Mark(b'-') | Word::A);
    let led = matches!(before, Word::In | Word::Edge(_) | Word::Until | Word::Since | Word::Of)
        || matches!(before, Word::Say("by" | "during"));
    let the = matches!(before, Word::The);
    let follows = !reader.is(at + 1, Word::Of) && !reader.mark(at + 1, b'-');
    let point = Point::new(What::Season(season), Anchor::Bare);
    let in_the = at > 1 && the && reader.is(at - 2, Word::In);
    ((led || lone || the && !fall || in_the) && follows).then_some((at + 1, (point, "season")))
}

/// "third quarter", "fourth-quarter", "first half of 1990", "Q3 2024", "fiscal 1989", "fiscal
/// first quarter", "third quarter of last year".
fn quarter(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let mut next = at;
    let fiscal = reader.is(at, Word::Fiscal);
    if fiscal {
        next = reader.hyphen(at + 1);
        if let Some((value, 4)) = reader.digits(next) {
            let anchor = Anchor::Year(i32::try_from(value).ok()?);
            let end = next + 1;
            if let Some((end, (found, _))) = quarter(reader, end)
                && found.anchor == Anchor::Bare
            {
                return Some((end, (Point::new(found.what, anchor), "quarter")));
            }
            return Some((end, (Point::new(What::Year, anchor), "fiscal-year")));
        }
        if reader.mark(next, b'\'') {
            let (end, (point, _)) = absolute::date(reader, next)?;
            return Some((end, (point, "fiscal-year")));
        }
    }
    if reader.says(next, "q") {
        return short_quarter(reader, next);
    }
    let latter = reader.text(next).eq_ignore_ascii_case("latter") || reader.is(next, Word::Last);
    let (mut end, value) = if latter { (next + 1, 2) } else { count::ordinal(reader, next)? };
    end = if reader.is(end, Word::Fiscal) { end + 1 } else { reader.hyphen(end) };
    let what = match reader.word(end) {
        Word::Unit(Unit::Quarter) if (1..=4).contains(&value) && !latter => {
            What::Quarter(u8::try_from(value).ok()?)
        }
        Word::Half if (1..=2).contains(&value) => What::Half(u8::try_from(value).ok()?),
        _ => return None,
    };
    end += 1;
    let (end, anchor) = year_of_quarter(reader, end).unwrap_or((end, Anchor::Bare));
    let sport = anchor == Anchor::Bare && !fiscal && matches!(what, What::Half(_));
    (!sport).then_some((end, (Point::new(what, anchor), "quarter")))
}

/// `Q3 2024`, `Q3`.
fn short_quarter(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (value @ 1..=4, 1) = reader.digits(at + 1)? else { return None };
    if !reader.glued(at + 1) || reader.text(at) != "Q" {
        return None;
    }
    let what = What::Quarter(u8::try_from(value).ok()?);
    let end = at + 2;
    let (end, anchor) = year_of_quarter(reader, end)
        .or_else(|| {
            let (year, 4) = reader.digits(end)? else { return None };
            Some((end + 1, Anchor::Year(i32::try_from(year).ok()?)))
        })
        .unwrap_or((end, Anchor::Bare));
    Some((end, (Point::new(what, anchor), "quarter")))
}

/// "of 1990", "of this year", "of fiscal 1989", "last year", "1990".
fn year_of_quarter(reader: &Reader<'_>, at: usize) -> Parse<Anchor> {
    let next = if reader.is(at, Word::Of) { at + 1 } else { at };
    if next == at && !matches!(reader.word(at), Word::Last | Word::This | Word::Next) {
        let (year, 4) = reader.digits(at)? else { return None };
        return (1900..=2100)
            .contains(&year)
            .then_some((at + 1, Anchor::Year(i32::try_from(year).ok()?)));
    }
    let (end, (found, _)) = match reader.word(next) {
        Word::The if reader.is(next + 1, Word::Unit(Unit::Year)) => {
            return Some((next + 2, Anchor::Bare));
        }
        _ => point(reader, next)?,
    };
    match (found.what, found.anchor) {
        (What::Year, anchor) => Some((end, anchor)),
        (What::Unit(Unit::Year), Anchor::Shift(shift)) => Some((end, Anchor::YearShift(shift))),
        (What::Unit(Unit::Year), Anchor::Last(_)) => Some((end, Anchor::YearLast)),
        _ => None,
    }
}
