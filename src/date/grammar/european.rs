//! The grammar of German, Spanish, French, Italian and Portuguese. They name times much alike:
//! article, number or adjective, unit or name, adjective. What differs is in the tables.

use crate::date::form::Anchor;
use crate::date::form::Count;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::From;
use crate::date::form::Point;
use crate::date::form::Rhythm;
use crate::date::form::Toward;
use crate::date::form::What;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::absolute;
use crate::date::grammar::absolute::Named;
use crate::date::grammar::count;
use crate::date::lexicon::Edge;
use crate::date::lexicon::Hedge;
use crate::date::lexicon::Part;
use crate::date::lexicon::Season;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;
use crate::date::lexicon::Word;
use crate::language::token::Kind;

/// The longest expression that starts at a token.
pub(super) fn expression(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let parsers = [vague, clock, dated, length, rhythm];
    let mut best: Option<Found> = None;
    for parser in parsers {
        if let Some(found) = parser(reader, at)
            && best.as_ref().is_none_or(|best| found.end > best.end)
        {
            best = Some(found);
        }
    }
    best
}

fn found(start: usize, end: usize, form: Form, rule: &'static str) -> Found {
    Found { start, end, form, modifier: None, rule, opens_range: false }
}

fn named(what: What, anchor: Anchor, rule: &'static str) -> Named {
    (Point::new(what, anchor), rule)
}

/// Past a word and the apostrophe that elides it: "l'anno", "dell' anno", "lunedi'".
fn past(reader: &Reader<'_>, at: usize) -> usize {
    if reader.mark(at + 1, b'\'') && reader.glued(at + 1) { at + 2 } else { at + 1 }
}

/// Past the article that belongs to a time: all but the contracted, which count in Spanish.
fn article(reader: &Reader<'_>, at: usize) -> usize {
    match reader.word(at) {
        // "de 12 a 15 de maio"
        Word::The if reader.text(at) == "a" && reader.is(at + 1, Word::Digits) => at,
        Word::The => past(reader, at),
        Word::OfThe | Word::InThe if reader.language.code() == "es" => at + 1,
        _ => at,
    }
}

/// Past "de", "del", "di", "dell'", "von".
fn of(reader: &Reader<'_>, at: usize) -> Option<usize> {
    match reader.word(at) {
        Word::Of if reader.is(past(reader, at), Word::The) => Some(past(reader, past(reader, at))),
        Word::Of | Word::OfThe => Some(past(reader, at)),
        Word::The if matches!(reader.text(at), "des" | "der") => Some(at + 1),
        _ => None,
    }
}

/// A point on the calendar, with its article and the edge of it that is meant.
fn dated(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let inner = article(reader, at);
    if let Word::Edge(edge) = reader.word(inner)
        && let Some((end, (point, rule))) = edged(reader, inner, edge)
    {
        let mut it = found(at, end, Form::Point(point), rule);
        it.modifier = Some(match edge {
            Edge::Start => "START",
            Edge::Middle => "MID",
            Edge::End => "END",
        });
        return Some(it);
    }
    if inner > at
        && matches!(reader.text(at), "los" | "Los")
        && let Word::Weekday(day) = reader.word(inner)
    {
        return Some(found(at, inner + 1, Form::Set(Rhythm::Weekday(day, None)), "weekdays"));
    }
    if let Word::Weekdays(day) = reader.word(inner) {
        return Some(found(at, inner + 1, Form::Set(Rhythm::Weekday(day, None)), "weekdays"));
    }
    let (end, (point, rule)) = point(reader, inner, inner > at)?;
    // "der heute", "la hoy": the article is another word's; "der 8. Mai" keeps it rarely.
    let german = reader.language.code() == "de" && reader.is(inner, Word::Digits);
    if inner > at && (german || matches!(rule, "today") && !reader.is(at, Word::OfThe)) {
        return None;
    }
    Some(found(at, end, Form::Point(point), rule))
}

/// "Ende März", "a finales de 1999", "inizio del mese", "fin de semana".
fn edged(reader: &Reader<'_>, at: usize, edge: Edge) -> Parse<Named> {
    let next = past(reader, at);
    let inner = of(reader, next).or_else(|| (reader.language.code() != "es").then_some(next))?;
    if edge == Edge::End && reader.is(inner, Word::Unit(Unit::Week)) {
        let what = What::Unit(Unit::Weekend);
        let (end, anchor) = after(reader, inner + 1).unwrap_or((inner + 1, Anchor::Known));
        return Some((end, named(what, anchor, "weekend")));
    }
    let inner = if reader.is(inner, Word::The) { past(reader, inner) } else { inner };
    let inner = reader.hyphen(inner);
    if reader.is(inner, Word::Digits)
        && next == inner
        && reader.digits(inner).is_none_or(|it| it.1 != 4)
    {
        return None;
    }
    point(reader, inner, true)
}

/// A point, past its article.
fn point(reader: &Reader<'_>, at: usize, the: bool) -> Parse<Named> {
    match reader.word(at) {
        Word::Digits => numeric(reader, at)
            .or_else(|| day_month(reader, at))
            .or_else(|| counted_period(reader, at))
            .or_else(|| decade(reader, at))
            .or_else(|| day_of_range(reader, at))
            .or_else(|| year(reader, at))
            .or_else(|| the.then(|| day_alone(reader, at)).flatten()),
        Word::Cardinal(_) | Word::Ordinal(_) | Word::Earlier => {
            day_month(reader, at).or_else(|| counted_period(reader, at))
        }
        Word::Month(month) => self::month(reader, at, month),
        Word::ShortMonth(_) => None,
        Word::Weekday(_) | Word::WeekdayPart(..) | Word::Fair(_) => weekday(reader, at),
        Word::Day(_) | Word::DayPart(..) | Word::Tomorrow => today(reader, at, the),
        Word::Later if reader.hyphen(at + 1) > at + 1 => today(reader, at, the),
        Word::Last
        | Word::Next
        | Word::This
        | Word::That
        | Word::Previous
        | Word::Following
        | Word::Same => shifted(reader, at),
        Word::YearShift(shift) => {
            Some((at + 1, named(What::Unit(Unit::Year), Anchor::Shift(shift), "this-unit")))
        }
        Word::Unit(unit) => self::unit(reader, at, unit, the),
        Word::Units(Unit::Year) => years(reader, at),
        Word::Season(season) => self::season(reader, at, season, the),
        Word::Part(part) => part_of(reader, at, part),
        Word::Noon(24) => None,
        Word::Decades(ten) => {
            let end = at + 1;
            let years = reader.is(end, Word::Units(Unit::Year));
            let decade = 190 + i32::from(ten);
            years.then_some((end + 1, named(What::Decade(decade), Anchor::Bare, "decade")))
        }
        Word::Mark(b'\'') => absolute::short_year(reader, at),
        Word::Feast(feast) => {
            let anchor = year_tail(reader, at + 1);
            let (end, anchor) = anchor.unwrap_or((at + 1, Anchor::Bare));
            Some((end, named(What::Feast(feast), anchor, "feast")))
        }
        Word::Half => {
            let (end, (point, _)) = half_of(reader, at, 1)?;
            Some((end, (point, "half")))
        }
        Word::Other => {
            let value = roman(reader.text(at))?;
            let next = ordinal_mark(reader, at + 1);
            let century = reader.is(next, Word::Unit(Unit::Century));
            let what = What::Century(value - 1);
            century.then_some((next + 1, named(what, Anchor::Bare, "century")))
        }
        _ => None,
    }
}

/// "XX", "xxi": the number it stands for.
fn roman(text: &str) -> Option<i32> {
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    let text = text.strip_suffix('e').unwrap_or(text);
    let digit = |letter: u8| match letter.to_ascii_uppercase() {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        _ => None,
    };
    let mut sum = 0;
    let mut last = 0;
    for letter in text.bytes().rev() {
        let value = digit(letter)?;
        if value < last {
            sum -= value;
        } else {
            sum += value;
            last = value;
        }
    }
    (1..=21).contains(&sum).then_some(sum)
}

/// Past "e", "ème", "º", "°", "ª", "." after a number.
fn ordinal_mark(reader: &Reader<'_>, at: usize) -> usize {
    let text = reader.text(at);
    let glued = reader.glued(at);
    let letters = glued && matches!(text, "e" | "ème" | "er" | "re" | "ère" | "º" | "°" | "ª");
    let dot = reader.mark(at, b'.') && glued && reader.language.code() == "de";
    if letters || dot { at + 1 } else { at }
}

/// `12.12.2023`, and "12. 12. 2023".
fn numeric(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    if let Some(found) = absolute::numeric(reader, at) {
        return Some(found);
    }
    let dots = reader.mark(at + 1, b'.') && reader.mark(at + 3, b'.');
    if !dots || reader.language.code() != "de" || !reader.glued(at + 1) || !reader.glued(at + 3) {
        return None;
    }
    let ((day @ 1..=31, _), (month @ 1..=12, _)) = (reader.digits(at)?, reader.digits(at + 2)?)
    else {
        return None;
    };
    let what = What::Date(u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    match absolute::year(reader, at + 4) {
        Some((end, year)) => Some((end, named(what, Anchor::Year(year), "numeric-date"))),
        None if reader.digits(at + 4).is_none() && !reader.glued(at + 4) => {
            Some((at + 4, named(what, Anchor::Bare, "numeric-date")))
        }
        None => None,
    }
}

/// The number of a day, past its mark: `12`, `12.`, `1er`, "primero", "cinque".
fn day(reader: &Reader<'_>, at: usize) -> Parse<u8> {
    let value = match reader.word(at) {
        Word::Digits => match reader.digits(at)? {
            (value, 1 | 2) => value,
            _ => return None,
        },
        Word::Cardinal(value) | Word::Ordinal(value) => u32::from(value),
        _ => return None,
    };
    let value = u8::try_from(value).ok()?;
    let sound = (1..=31).contains(&value);
    sound.then(|| (ordinal_mark(reader, at + 1), value))
}

/// A month, by its full or its short name.
fn month_name(reader: &Reader<'_>, at: usize) -> Parse<u8> {
    let german = reader.language.code() == "de";
    match reader.word(at) {
        Word::Month(month) if !german || reader.capital(at) => Some((at + 1, month)),
        Word::ShortMonth(month) if !german || reader.capital(at) => {
            Some((reader.stop(at + 1), month))
        }
        _ => None,
    }
}

/// "12. Dezember 2023", "12 de diciembre de 2023", "1er mai", "9 maggio scorso".
fn day_month(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (next, day) = day(reader, at)?;
    let next = match reader.word(next) {
        Word::Of => past(reader, next),
        _ => next,
    };
    let (end, month) = month_name(reader, next)?;
    let what = What::Date(month, day);
    Some(match year_tail(reader, end) {
        Some((end, anchor @ (Anchor::Year(_) | Anchor::YearShift(_) | Anchor::YearLast))) => {
            (end, named(what, anchor, "full-date"))
        }
        Some((end, anchor)) => (end, named(what, anchor, "last-month-name")),
        None => (end, named(what, Anchor::Bare, "day-month")),
    })
}

/// The first day of "12. bis 15. Mai", "del 12 al 15 de mayo", "3 e 4 maggio".
fn day_of_range(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (end, day) = day(reader, at)?;
    let joined = matches!(
        reader.word(end),
        Word::Mark(b'-' | b'/') | Word::And | Word::To | Word::Until | Word::InThe | Word::Or
    );
    let joined = joined || reader.text(end) == "a";
    if !joined || !reader.is(at, Word::Digits) {
        return None;
    }
    let next = article(reader, end + 1);
    let (_, (point, _)) = day_month(reader, next)?;
    let What::Date(month, _) = point.what else { return None };
    Some((end, (Point::new(What::Date(month, day), point.anchor), "day-range")))
}

/// "el 9", "il 12": a day of the month spoken of.
fn day_alone(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let spanish = matches!(reader.language.code(), "es");
    let (end, day) = day(reader, at)?;
    let before = reader.text(at.checked_sub(1)?);
    let led = matches!(before, "el" | "El" | "día");
    let open = !reader.glued(end) || matches!(reader.word(end), Word::Mark(b',' | b'.'));
    let counted = reader.lower(end)
        && !matches!(reader.word(end), Word::And | Word::In | Word::To | Word::At);
    let number = reader.glued(end + 1) && reader.is(end + 1, Word::Digits)
        || reader.mark(end, b'%')
        || reader.is(end, Word::For);
    let fits = spanish && led && open && !counted && !number && reader.glued(end);
    fits.then_some((end, named(What::MonthDay(day), Anchor::Bare, "day-of-month")))
}

/// What tells the year after a month: "de 1999", "1999", "dieses Jahres", "scorso".
fn year_tail(reader: &Reader<'_>, at: usize) -> Parse<Anchor> {
    let comma = reader.comma(at);
    if let Some(found) = plain_year(reader, comma) {
        return Some(found);
    }
    if let Some(found) = after(reader, at) {
        return Some(found);
    }
    let next = of(reader, at).unwrap_or(at);
    if next > at {
        if let Some(found) = plain_year(reader, next) {
            return Some(found);
        }
        if reader.is(next, Word::Unit(Unit::Year))
            && let Some(found) = plain_year(reader, next + 1)
        {
            return Some(found);
        }
    }
    let (end, (point, _)) = match reader.word(next) {
        Word::Last | Word::This | Word::Next | Word::That | Word::Same | Word::Previous => {
            shifted(reader, next)?
        }
        Word::Unit(Unit::Year) if next > at => {
            let (end, anchor) = after(reader, next + 1)?;
            (end, named(What::Unit(Unit::Year), anchor, ""))
        }
        Word::YearShift(shift) => return Some((next + 1, Anchor::YearShift(shift))),
        _ => return None,
    };
    match (point.what, point.anchor) {
        (What::Unit(Unit::Year), Anchor::Shift(shift)) => Some((end, Anchor::YearShift(shift))),
        (What::Unit(Unit::Year), _) => Some((end, Anchor::YearLast)),
        _ => None,
    }
}

/// `1999`, `'99`.
fn plain_year(reader: &Reader<'_>, at: usize) -> Parse<Anchor> {
    if let Some((end, year)) = absolute::year(reader, at)
        && ((1900..=2030).contains(&year) || !counts(reader, end))
    {
        return Some((end, Anchor::Year(year)));
    }
    if let (Some((value @ 32.., 2)), "it") = (reader.digits(at), reader.language.code()) {
        let counted = counts(reader, at + 1) || reader.mark(at + 1, b'%');
        let year = Anchor::Year(absolute::century_of(value));
        return (!counted).then_some((at + 1, year));
    }
    let mark = reader.mark(at, b'\'') && reader.glued(at + 1);
    let (value, 2) = reader.digits(at + 1)? else { return None };
    mark.then(|| (at + 2, Anchor::Year(absolute::century_of(value))))
}

/// Whether nothing hangs on to what ends at a token but the end of a clause.
fn open(reader: &Reader<'_>, at: usize) -> bool {
    let mark = matches!(reader.word(at), Word::Mark(b'.' | b',' | b';' | b':' | b')' | b'"'));
    !reader.glued(at) || mark && !(reader.glued(at + 1) && reader.is(at + 1, Word::Digits))
}

/// Whether a word follows that a number may count.
fn counts(reader: &Reader<'_>, at: usize) -> bool {
    reader.lower(at) && reader.is(at, Word::Other)
}

/// The adjective after a noun: "pasado", "scorso", "prochaine", "que viene", "en curso".
fn after(reader: &Reader<'_>, at: usize) -> Parse<Anchor> {
    if reader.language.code() == "de" {
        return None;
    }
    match reader.word(at) {
        Word::Last => Some((at + 1, Anchor::Shift(-1))),
        Word::Next => Some((at + 1, Anchor::Shift(1))),
        Word::Previous => Some((at + 1, Anchor::Last(-1))),
        Word::Following => Some((at + 1, Anchor::Last(1))),
        _ => match (reader.text(at), reader.text(at + 1)) {
            ("que", "viene" | "vem") => Some((at + 2, Anchor::Shift(1))),
            ("en", "curso" | "cours") | ("in", "corso") | ("em", "curso") => {
                Some((at + 2, Anchor::Shift(0)))
            }
            _ => None,
        },
    }
}

/// "mayo", "marzo de 1999", "August vorigen Jahres", "enero pasado".
fn month(reader: &Reader<'_>, at: usize, month: u8) -> Parse<Named> {
    let (end, _) = month_name(reader, at)?;
    let what = What::Month(month);
    let tail = year_tail(reader, end);
    let (end, anchor, rule) = match tail {
        Some((end, anchor @ (Anchor::Year(_) | Anchor::YearShift(_) | Anchor::YearLast))) => {
            (end, anchor, "month-year")
        }
        Some((end, anchor)) => (end, anchor, "last-month-name"),
        None => {
            let code = reader.language.code();
            let name = code == "de" && month == 8 && reader.capital(end)
                || code != "de" && reader.capital(at) && (at > 0 && reader.capital(at - 1))
                || code != "de" && reader.capital(at) && reader.capital(end);
            if name {
                return None;
            }
            (end, Anchor::Bare, "month")
        }
    };
    Some((end, named(what, anchor, rule)))
}

/// "Dienstag", "martes", "lunedi' sera", "Montagabend", "terça-feira", "samedi, 12 janvier".
fn weekday(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let german = reader.language.code() == "de";
    let (mut end, day, told) = match reader.word(at) {
        Word::Weekday(day) => (past_accent(reader, at), day, None),
        Word::WeekdayPart(day, part) => (at + 1, day, Some(part)),
        Word::Fair(day) => {
            let feira = reader.mark(at + 1, b'-') && reader.text(at + 2) == "feira";
            let led = matches!(reader.text(at.wrapping_sub(1)), "na" | "nesta" | "desta" | "à");
            let bare = led && !reader.lower(at + 1);
            match (feira, bare) {
                (true, _) => (at + 3, day, None),
                (false, true) => (at + 1, day, None),
                (false, false) => return None,
            }
        }
        _ => return None,
    };
    if german && !reader.capital(at) {
        return None;
    }
    let comma = reader.comma(end);
    let next = if reader.is(comma, Word::The) || reader.is(comma, Word::InThe) {
        comma + 1
    } else {
        comma
    };
    let next = if reader.is(next, Word::Unit(Unit::Day)) { next + 1 } else { next };
    if told.is_none()
        && let Some((end, (point, _))) = numeric(reader, next).or_else(|| day_month(reader, next))
    {
        return Some((end, (point, "weekday-date")));
    }
    let mut point = Point::new(What::Weekday(day), Anchor::Bare);
    if let Some((after, anchor)) = after(reader, end) {
        end = after;
        point.anchor = anchor;
        return Some((end, (point, "last-weekday")));
    }
    point.part = told;
    if told.is_none()
        && let Some((after, part)) = day_part(reader, end)
    {
        end = after;
        point.part = Some(part);
    }
    let rule = if point.part.is_some() { "weekday-part" } else { "weekday" };
    Some((end, (point, rule)))
}

/// Past "lunedi'", where the mark stands for the accent.
fn past_accent(reader: &Reader<'_>, at: usize) -> usize {
    let italian = reader.language.code() == "it" && reader.text(at).ends_with('i');
    if italian { past(reader, at) } else { at + 1 }
}

/// A part of the day after a day: "sera", "soir", "Abend", "por la tarde", "à noite".
fn day_part(reader: &Reader<'_>, at: usize) -> Parse<Part> {
    if let Word::Part(part) = reader.word(at) {
        return Some((at + 1, part));
    }
    if let Word::Parts(part) = reader.word(at) {
        return Some((at + 1, part));
    }
    let code = reader.language.code();
    if reader.is(at, Word::Tomorrow) && code == "de" {
        return Some((at + 1, Part::Morning));
    }
    if code == "fr" && reader.is(at, Word::Later) && reader.text(at + 2) == "midi" {
        return Some((at + 3, Part::Afternoon));
    }
    let led = code == "es" && matches!(reader.text(at), "por" | "en" | "a")
        || code == "pt" && matches!(reader.text(at), "à" | "de" | "da" | "pela")
        || code == "fr" && reader.text(at) == "au";
    if !led {
        return None;
    }
    let next = if reader.is(at + 1, Word::The) { at + 2 } else { at + 1 };
    match reader.word(next) {
        Word::Part(part) => Some((next + 1, part)),
        Word::Tomorrow => Some((next + 1, Part::Morning)),
        _ => None,
    }
}

/// "heute", "ayer por la tarde", "ieri sera", "stamattina", "hoy , jueves".
fn today(reader: &Reader<'_>, at: usize, the: bool) -> Parse<Named> {
    let code = reader.language.code();
    let (mut end, shift) = match reader.word(at) {
        Word::Day(0) if code == "fr" => {
            if reader.text(at + 2) != "hui" {
                return None;
            }
            (at + 3, 0)
        }
        Word::Day(shift) => (at + 1, shift),
        Word::DayPart(shift, part) => {
            let mut point = Point::new(What::Day(shift), Anchor::Bare);
            point.part = Some(part);
            return Some((at + 1, (point, "today-part")));
        }
        Word::Tomorrow if code == "de" && reader.capital(at) => return None,
        Word::Tomorrow if the => return part_of(reader, at, Part::Morning),
        Word::Tomorrow => (at + 1, 1),
        Word::Later => match reader.word(at + 2) {
            Word::Day(1) => (at + 3, 2),
            _ => return None,
        },
        _ => return None,
    };
    let mut point = Point::new(What::Day(shift), Anchor::Bare);
    if let Some((after, part)) = day_part(reader, end) {
        point.part = Some(part);
        return Some((after, (point, "today-part")));
    }
    // "hoy , jueves" names the day twice.
    if code == "es" {
        let next = reader.comma(end);
        if matches!(reader.word(next), Word::Weekday(_)) {
            end = next + 1;
        }
    }
    Some((end, (point, "today")))
}

/// "letzte Woche", "el próximo lunes", "lo scorso 9 febbraio", "ese mismo día", "diesem Jahr".
fn shifted(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let code = reader.language.code();
    let mut anchor = None;
    let mut next = at;
    for _ in 0..2 {
        let found = match reader.word(next) {
            Word::Last => Anchor::Shift(-1),
            Word::Next => Anchor::Shift(1),
            Word::This => Anchor::Shift(0),
            Word::That | Word::Same => Anchor::Last(0),
            Word::Previous => Anchor::Last(-1),
            Word::Following => Anchor::Last(1),
            _ => break,
        };
        anchor = Some(match (anchor, found) {
            (Some(Anchor::Shift(0)), Anchor::Last(0)) => Anchor::Shift(0),
            (Some(Anchor::Last(0)), Anchor::Last(0)) => Anchor::Last(0),
            (_, found) => found,
        });
        next = past(reader, next);
    }
    let anchor = anchor?;
    let rule = if matches!(anchor, Anchor::Shift(_)) { "this-unit" } else { "that-unit" };
    match reader.word(next) {
        Word::Unit(Unit::Second | Unit::Minute | Unit::Hour) => None,
        Word::Unit(Unit::Day) => {
            if let Some((end, (point, _))) = day_month(reader, next + 1) {
                return Some((end, (Point::new(point.what, anchor), "last-month-name")));
            }
            matches!(anchor, Anchor::Last(_))
                .then(|| (next + 1, named(What::Unit(Unit::Day), anchor, rule)))
        }
        Word::Unit(unit) => {
            // "este año 1999"
            if unit == Unit::Year
                && let Some((end, anchor)) = plain_year(reader, next + 1)
            {
                return Some((end, named(What::Year, anchor, "year-named")));
            }
            Some((next + 1, named(What::Unit(unit), anchor, rule)))
        }
        Word::Edge(Edge::End) => {
            let inner = of(reader, next + 1).unwrap_or(next + 1);
            let week = reader.is(inner, Word::Unit(Unit::Week));
            week.then(|| (inner + 1, named(What::Unit(Unit::Weekend), anchor, "weekend")))
        }
        Word::Month(month) => {
            let (end, _) = month_name(reader, next)?;
            if let Some((end, anchor)) = year_tail(reader, end) {
                return Some((end, named(What::Month(month), anchor, "month-year")));
            }
            Some((end, named(What::Month(month), anchor, "last-month-name")))
        }
        Word::Weekday(_) | Word::WeekdayPart(..) | Word::Fair(_) => {
            let (end, (mut point, rule)) = weekday(reader, next)?;
            if matches!(point.what, What::Weekday(_)) {
                point.anchor = anchor;
            }
            Some((end, (point, rule)))
        }
        Word::Season(season) => {
            Some((next + 1, named(What::Season(season), anchor, "last-season")))
        }
        Word::Part(part) => {
            let mut point = match anchor {
                Anchor::Shift(0) => Point::new(What::Day(0), Anchor::Bare),
                Anchor::Shift(-1) => Point::new(What::Day(-1), Anchor::Bare),
                Anchor::Last(_) => Point::new(What::Unit(Unit::Day), anchor),
                _ => return None,
            };
            point.part = Some(part);
            Some((next + 1, (point, "this-part")))
        }
        Word::Tomorrow if anchor == Anchor::Shift(0) => {
            let mut point = Point::new(What::Day(0), Anchor::Bare);
            point.part = Some(Part::Morning);
            Some((next + 1, (point, "this-part")))
        }
        Word::Later if code == "fr" => {
            let (end, part) = day_part(reader, next)?;
            let mut point = Point::new(What::Day(0), Anchor::Bare);
            point.part = Some(part);
            Some((end, (point, "this-part")))
        }
        Word::Digits if matches!(anchor, Anchor::Shift(_)) => {
            let (end, (point, _)) = day_month(reader, next)?;
            let anchor = if point.anchor == Anchor::Bare { anchor } else { point.anchor };
            Some((end, (Point::new(point.what, anchor), "last-month-name")))
        }
        Word::Feast(feast) => Some((next + 1, named(What::Feast(feast), anchor, "last-feast"))),
        _ => None,
    }
}

/// "semana pasada", "año 1999", "siglo XX", "Wochenende", "l'anno", "mes de marzo".
fn unit(reader: &Reader<'_>, at: usize, unit: Unit, the: bool) -> Parse<Named> {
    let next = at + 1;
    let code = reader.language.code();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Year => {
            if let Some((end, anchor)) = plain_year(reader, next) {
                return Some((end, named(What::Year, anchor, "year-named")));
            }
            if let Some((year, 3)) = reader.digits(next) {
                let anchor = Anchor::Year(i32::try_from(year).ok()?);
                return Some((next + 1, named(What::Year, anchor, "year-named")));
            }
        }
        Unit::Century => {
            let value = roman(reader.text(next))?;
            let what = What::Century(value - 1);
            return Some((next + 1, named(what, Anchor::Bare, "century")));
        }
        Unit::Month => {
            if let Some(inner) = of(reader, next)
                && let Some((end, (point, rule))) = match reader.word(inner) {
                    Word::Month(month) => self::month(reader, inner, month),
                    _ => None,
                }
            {
                return Some((end, (point, rule)));
            }
        }
        Unit::Day => {
            let (end, (point, rule)) = day_month(reader, next)
                .or_else(|| the.then(|| day_alone(reader, next)).flatten())
                .or_else(|| {
                    let (end, anchor @ Anchor::Last(_)) = after(reader, next)? else {
                        return None;
                    };
                    Some((end, named(What::Unit(Unit::Day), anchor, "that-unit")))
                })?;
            return Some((end, (point, rule)));
        }
        Unit::Decade => {
            let inner = of(reader, next)?;
            return point(reader, past(reader, inner), true)
                .or_else(|| point(reader, inner, true))
                .filter(|(_, (point, _))| matches!(point.what, What::Decade(_)))
                .or_else(|| tens_decade(reader, inner));
        }
        _ => {}
    }
    if let Some((end, anchor)) = after(reader, next) {
        return Some((end, named(What::Unit(unit), anchor, "this-unit")));
    }
    let anchor = match unit {
        Unit::Weekend => Anchor::Known,
        Unit::Year if the && code != "de" && !reader.is(at.wrapping_sub(1), Word::InThe) => {
            Anchor::Known
        }
        Unit::Year if the && reader.text(at.wrapping_sub(1)) == "des" => Anchor::Known,
        _ => return None,
    };
    let rate = matches!(reader.before(at), Word::InThe) && unit == Unit::Year;
    (!rate).then_some((next, named(What::Unit(unit), anchor, "the-year")))
}

/// "años noventa", "anni '80", "années 1990".
fn years(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    tens_decade(reader, at + 1)
}

/// "noventa", "80", "1990" as a decade.
fn tens_decade(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let at = match reader.word(at) {
        Word::The => at + 1,
        Word::Mark(b'\'') => at + 1,
        _ => at,
    };
    let decade = match reader.word(at) {
        Word::Cardinal(tens @ (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90)) => {
            190 + i32::from(tens) / 10
        }
        Word::Digits => match reader.digits(at)? {
            (tens, 2) if tens % 10 == 0 && tens >= 20 => 190 + i32::try_from(tens).ok()? / 10,
            (year @ 1500..=2030, 4) if year % 10 == 0 => i32::try_from(year).ok()? / 10,
            _ => return None,
        },
        _ => return None,
    };
    Some((at + 1, named(What::Decade(decade), Anchor::Bare, "decade")))
}

/// "90er Jahre", "1990er Jahren".
fn decade(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let next = reader.hyphen(at + 1);
    if !reader.is(next, Word::Decadal) || !reader.glued(next) {
        return None;
    }
    let decade = match reader.digits(at)? {
        (tens, 2) if tens % 10 == 0 => 190 + i32::try_from(tens).ok()? / 10,
        (year @ 1500..=2030, 4) if year % 10 == 0 => i32::try_from(year).ok()? / 10,
        _ => return None,
    };
    let end = reader.hyphen(next + 1);
    let end = if reader.is(end, Word::Units(Unit::Year)) { end + 1 } else { next + 1 };
    Some((end, named(What::Decade(decade), Anchor::Bare, "decade")))
}

/// "19. Jahrhundert", "dritten Quartal", "primer trimestre de 1999", "seconda metà del 1990".
fn counted_period(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let value = match reader.word(at) {
        Word::Digits => reader.digits(at)?.0,
        Word::Ordinal(value) => u32::from(value),
        Word::Earlier if reader.text(at).eq_ignore_ascii_case("prima") => 1,
        _ => return None,
    };
    let next = ordinal_mark(reader, at + 1);
    if next == at + 1 && reader.is(at, Word::Digits) {
        return None;
    }
    let value = u8::try_from(value).ok()?;
    let what = match reader.word(next) {
        Word::Unit(Unit::Century) if (1..=21).contains(&value) => {
            let what = What::Century(i32::from(value) - 1);
            return Some((next + 1, named(what, Anchor::Bare, "century")));
        }
        Word::Unit(Unit::Quarter) if (1..=4).contains(&value) => What::Quarter(value),
        Word::Unit(Unit::Half) if (1..=2).contains(&value) => What::Half(value),
        Word::Edge(Edge::Middle) | Word::Half => return half_of(reader, next, value),
        _ => return None,
    };
    let tail = year_tail(reader, next + 1);
    let (end, anchor) = tail.unwrap_or((next + 1, Anchor::Bare));
    Some((end, named(what, anchor, "quarter")))
}

/// "metà del 1990": a half of a year.
fn half_of(reader: &Reader<'_>, at: usize, value: u8) -> Parse<Named> {
    let (end, anchor) = year_tail(reader, past_accent_of_half(reader, at))?;
    Some((end, named(What::Half(value), anchor, "quarter")))
}

fn past_accent_of_half(reader: &Reader<'_>, at: usize) -> usize {
    past(reader, at)
}

/// "Herbst 1990", "primavera de 1999", "l'été dernier".
fn season(reader: &Reader<'_>, at: usize, season: Season, the: bool) -> Parse<Named> {
    let german = reader.language.code() == "de";
    if german && !reader.capital(at) {
        return None;
    }
    let led = the || matches!(reader.before(at), Word::In | Word::InThe | Word::Edge(_));
    match year_tail(reader, at + 1) {
        Some((end, anchor)) => Some((end, named(What::Season(season), anchor, "season"))),
        None if led && !reader.capital(at + 1) => {
            Some((at + 1, named(What::Season(season), Anchor::Bare, "season")))
        }
        None => None,
    }
}

/// "la tarde del lunes", "Nacht des 12. August", "giornata di ieri".
fn part_of(reader: &Reader<'_>, at: usize, part: Part) -> Parse<Named> {
    if reader.language.code() == "de" && !reader.capital(at) {
        return None;
    }
    let mut end = at + 1;
    let mut told = None;
    if let Some(inner) = of(reader, end) {
        let inner = article(reader, inner);
        if let Some((after, (point, _))) = point(reader, inner, false)
            && matches!(
                point.what,
                What::Date(..) | What::Weekday(_) | What::Day(_) | What::Feast(_)
            )
            && point.part.is_none()
        {
            end = after;
            told = Some(point);
        }
    }
    let led = matches!(reader.before(at), Word::InThe | Word::The | Word::On | Word::Edge(_));
    let mut point = match told {
        Some(point) => point,
        None if led => Point::new(What::Time, Anchor::Last(0)),
        None => return None,
    };
    point.part = Some(part);
    Some((end, (point, "part-of-day")))
}

/// A year that stands alone.
fn year(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    // "nell' 85"
    if let (Some((value @ 32.., 2)), "it") = (reader.digits(at), reader.language.code()) {
        let elided = reader.mark(at.checked_sub(1)?, b'\'')
            && matches!(reader.before(at - 1), Word::The | Word::OfThe | Word::InThe);
        let anchor = Anchor::Year(absolute::century_of(value));
        let open = open(reader, at + 1) && !counts(reader, at + 1);
        return (elided && open).then_some((at + 1, named(What::Year, anchor, "year")));
    }
    let (value @ 1400..=2100, 4) = reader.digits(at)? else { return None };
    if !absolute::year_may_stand(reader, at) {
        return None;
    }
    let led = matches!(
        reader.before(at),
        Word::In
            | Word::InThe
            | Word::OfThe
            | Word::Of
            | Word::Since
            | Word::Until
            | Word::To
            | Word::From
            | Word::Between
            | Word::Mark(b'(' | b'-' | b',')
            | Word::Unit(Unit::Year)
            | Word::The
            | Word::And
    );
    let unit = reader.lower(at + 1)
        && reader.language.code() != "de"
        && matches!(reader.text(at + 1), "millones" | "personas" | "euros" | "dólares" | "lire");
    let recent = (1900..=2030).contains(&value);
    if unit || !recent && (!led || counts(reader, at + 1)) {
        return None;
    }
    let year = i32::try_from(value).ok()?;
    Some((at + 1, named(What::Year, Anchor::Year(year), "year")))
}

/// "20 Uhr", "17.30 Uhr", "las 8.30 horas", "alle 20", "20h30", "15.30 GMT", "las seis".
fn clock(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let code = reader.language.code();
    let inner = if reader.is(at, Word::The) && code == "es" { at + 1 } else { at };
    let (hour, digits) = match reader.word(inner) {
        Word::Digits => match reader.digits(inner)? {
            (hour, 1 | 2) => (hour, true),
            _ => return None,
        },
        Word::Cardinal(hour) => (u32::from(hour), false),
        Word::Noon(24) => {
            let mut point = Point::new(What::Time, Anchor::Last(0));
            point.clock = Some((24, 0));
            return Some(found(at, inner + 1, Form::Point(point), "clock"));
        }
        _ => return None,
    };
    let mut end = inner + 1;
    let mut minute = 0;
    let mut colon = false;
    let mark = matches!(reader.word(end), Word::Mark(b':' | b'.' | b',')) && reader.glued(end)
        || reader.text(end).eq_ignore_ascii_case("h") && reader.glued(end);
    if digits
        && mark
        && reader.glued(end + 1)
        && let Some((value, 2)) = reader.digits(end + 1)
    {
        minute = value;
        colon = matches!(reader.word(end), Word::Mark(b':'))
            || reader.text(end).eq_ignore_ascii_case("h");
        end += 2;
        if reader.mark(end, b'.') && reader.glued(end + 1) && reader.is(end + 1, Word::Digits) {
            return None;
        }
    }
    let more = reader.mark(end, b':') && reader.glued(end + 1) && reader.is(end + 1, Word::Digits);
    if more || reader.mark(at.wrapping_sub(1), b':') && reader.glued(at) {
        return None;
    }
    let timed = end > inner + 1;
    let led = match code {
        "es" => inner > at && matches!(reader.text(at), "las" | "Las" | "la" | "La"),
        "it" => {
            matches!(reader.text(at.wrapping_sub(1)), "ore" | "Ore")
                && !matches!(reader.before(at - 1), Word::Digits | Word::Cardinal(_))
                || matches!(reader.text(at.wrapping_sub(1)), "alle" | "dalle")
                    && digits
                    && open(reader, end)
                    && !reader.is(end, Word::Other)
        }
        "fr" => {
            matches!(reader.text(at.wrapping_sub(1)), "à" | "vers" | "dès")
                && reader.is(end, Word::Units(Unit::Hour))
        }
        _ => false,
    };
    let mut told = hours_follow(reader, end) || colon || led && (timed || code == "it");
    let spanish_hours = reader.is(end, Word::Units(Unit::Hour)) || reader.is(end, Word::Clock);
    if reader.is(end, Word::Clock) && (code == "de" || code == "fr") || led && code == "fr" {
        end += 1;
        told = true;
    } else if timed && spanish_hours {
        end += 1;
        told = true;
        if reader.text(end).starts_with("local") {
            end += 1;
        }
    } else if code == "es" && timed && reader.text(end) == "hora" {
        end += if reader.text(end + 1) == "local" { 2 } else { 1 };
        told = true;
    } else if reader.is(end, Word::Zone) && reader.capital(end) {
        end += 1;
        told = true;
    }
    let mut afternoon = None;
    if let Some((next, part)) = match (code, reader.text(end)) {
        ("es", "de") if reader.is(end + 1, Word::The) => match reader.word(end + 2) {
            Word::Part(part) => Some((end + 3, part)),
            Word::Tomorrow => Some((end + 3, Part::Morning)),
            _ => None,
        },
        _ => None,
    } && (led || told)
    {
        end = next;
        told = true;
        afternoon = Some(matches!(part, Part::Afternoon | Part::Evening | Part::Night));
    }
    let hour = match (hour, afternoon) {
        (1..=11, Some(true)) => hour + 12,
        _ => hour,
    };
    if !told || hour > 24 || minute > 59 {
        return None;
    }
    let mut point = Point::new(What::Time, Anchor::Last(0));
    point.clock = Some((u8::try_from(hour).ok()?, u8::try_from(minute).ok()?));
    if let Some(inner) = of(reader, end)
        && let Some((after, (day, _))) = self::point(reader, article(reader, inner), false)
        && matches!(day.what, What::Date(..) | What::Weekday(_) | What::Day(_))
        && day.part.is_none()
    {
        let clock = point.clock;
        point = day;
        point.clock = clock;
        end = after;
    }
    Some(found(at, end, Form::Point(point), "clock"))
}

/// "10-18 Uhr", "13.00 und 17.45 Uhr": what follows says that a number is an hour.
fn hours_follow(reader: &Reader<'_>, at: usize) -> bool {
    let joined =
        matches!(reader.word(at), Word::Mark(b'-' | b'/') | Word::And | Word::Until | Word::To);
    if reader.language.code() != "de" || !joined || reader.digits(at + 1).is_none() {
        return false;
    }
    let minutes = reader.mark(at + 2, b'.') && reader.glued(at + 3) && reader.glued(at + 2);
    reader.is(if minutes { at + 4 } else { at + 2 }, Word::Clock)
}

/// How many, with what hedges it.
fn count(reader: &Reader<'_>, at: usize) -> Parse<Count> {
    match reader.word(at) {
        Word::Digits => count::digits(reader, at),
        Word::Cardinal(value) => Some((past(reader, at), Count::Known(u32::from(value)))),
        Word::Several => Some((at + 1, Count::Vague)),
        Word::Half => Some((past(reader, at), Count::Half(0))),
        _ => None,
    }
}

fn length_unit(reader: &Reader<'_>, at: usize) -> Parse<Unit> {
    match reader.word(at) {
        Word::Unit(unit) | Word::Units(unit) => Some((at + 1, unit)),
        Word::Now => Some((at + 1, Unit::Hour)),
        _ => None,
    }
}

/// "drei Jahre", "más de un año", "los últimos tres meses", "hace diez años", "tre anni fa".
fn length(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let code = reader.language.code();
    let mut next = at;
    let mut ago = false;
    if reader.is(next, Word::AgoBefore) {
        if code == "de" {
            return None;
        }
        ago = true;
        next += 1;
    } else if code == "fr" && reader.text(next) == "il" && reader.text(next + 2) == "a" {
        ago = true;
        next += 3;
    } else {
        next = article(reader, next);
    }
    next = hedge(reader, next);
    let mut toward = Toward::Nowhere;
    let direct = |word: Word| match word {
        Word::Last | Word::Previous => Some(Toward::Past),
        Word::Next | Word::Following => Some(Toward::Future),
        Word::This => Some(Toward::Nowhere),
        _ => None,
    };
    let mut directed = false;
    while let Some(found) = direct(reader.word(next)) {
        toward = if found == Toward::Nowhere { toward } else { found };
        directed = true;
        next = past(reader, next);
    }
    let counted = count(reader, next);
    let (mut next, amount) = counted.unwrap_or((next, Count::Vague));
    if !directed && let Some(found) = direct(reader.word(next)) {
        toward = found;
        directed = found != Toward::Nowhere;
        next = past(reader, next);
    }
    let (mut end, unit) = length_unit(reader, next)?;
    let plural = matches!(reader.word(next), Word::Units(_));
    if code == "de" && !reader.capital(next) {
        return None;
    }
    if amount == Count::Half(0) && !matches!(unit, Unit::Hour | Unit::Year) {
        return None;
    }
    // "un año y medio", "eineinhalb" is left alone.
    let mut amount = amount;
    if let (Word::And, Word::Half, Count::Known(count)) =
        (reader.word(end), reader.word(end + 1), amount)
    {
        amount = Count::Half(count);
        end += 2;
    }
    if code != "de"
        && !directed
        && let Some(found @ (Toward::Past | Toward::Future)) = direct(reader.word(end))
    {
        if counted.is_none() && !plural {
            return None;
        }
        toward = found;
        directed = true;
        end += 1;
    }
    match reader.word(end) {
        Word::Ago if code == "it" || code == "pt" => {
            toward = Toward::Ago;
            end += 1;
        }
        Word::Later if !directed => {
            toward = Toward::After;
            end += 1;
        }
        Word::Earlier if !directed => {
            toward = Toward::Before;
            end += 1;
        }
        Word::Hedge(Hedge::More) | Word::Say("more")
            if matches!(reader.text(end + 1), "tarde" | "tardi" | "tard") =>
        {
            toward = Toward::After;
            end += 2;
        }
        _ => {}
    }
    if ago || code == "de" && reader.is(at.wrapping_sub(1), Word::AgoBefore) {
        toward = Toward::Ago;
    }
    let moved = matches!(toward, Toward::Ago | Toward::Before | Toward::After);
    if counted.is_none() && !directed && !moved {
        let led = matches!(
            reader.before(at),
            Word::AgoBefore | Word::Since | Word::For | Word::In | Word::Until
        );
        if !plural || !led && unit < Unit::Day || !led && code == "de" || at != next {
            return None;
        }
    }
    if counted.is_none() && directed && !plural && code != "fr" {
        return None;
    }
    if counted.is_none() && !directed && !plural {
        return None;
    }
    if reader.is(next.wrapping_sub(1), Word::The) && !moved && counted.is_none() {
        return None;
    }
    // "5 anni" as an age, and years as numbers.
    let paper = reader.is(at, Word::Digits) && code == "it" && reader.capital(next);
    if paper || reader.digits(at).is_some_and(|(value, width)| width == 4 && value > 1000) {
        return None;
    }
    if matches!(code, "fr" | "pt") && toward == Toward::Ago && !matches!(amount, Count::Vague) {
        let form = Form::Offset { count: amount, unit, forward: false, from: From::Publication };
        return Some(found(at, end, form, "ago"));
    }
    let rule = if moved { "distance" } else { "length" };
    Some(found(at, end, Form::Length { count: amount, unit, toward }, rule))
}

/// "más de", "mehr als", "fast", "almeno", "oltre", "menos de".
fn hedge(reader: &Reader<'_>, at: usize) -> usize {
    let mut next = at;
    if reader.text(next) == "au" && reader.says(next + 1, "least") {
        next += 1;
    }
    match reader.word(next) {
        Word::Hedge(_) | Word::Say("more" | "less" | "least") => {
            next += 1;
            if matches!(reader.word(next), Word::Than | Word::Of) { next + 1 } else { next }
        }
        _ => at,
    }
}

/// "jeden Montag", "cada seis meses", "tutti i giorni", "al año", "täglich".
fn rhythm(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let set = |end, rhythm| Some(found(at, end, Form::Set(rhythm), "every"));
    match reader.word(at) {
        Word::Frequency(unit) => set(at + 1, Rhythm::Unit(Count::Known(1), unit)),
        Word::Parts(part) => set(at + 1, Rhythm::Part(part)),
        Word::Every => match reader.word(at + 1) {
            Word::Unit(unit) => set(at + 2, Rhythm::Unit(Count::Known(1), unit)),
            Word::Weekday(_) | Word::Fair(_) => {
                let (end, (point, _)) = weekday(reader, at + 1)?;
                let What::Weekday(day) = point.what else { return None };
                set(end, Rhythm::Weekday(day, point.part))
            }
            Word::Month(month) => set(at + 2, Rhythm::Month(month)),
            Word::Part(part) => set(at + 2, Rhythm::Part(part)),
            _ => {
                let (next, count) = count(reader, at + 1)?;
                let (end, unit) = length_unit(reader, next)?;
                set(end, Rhythm::Unit(count, unit))
            }
        },
        Word::All if reader.is(at + 1, Word::The) => match reader.word(at + 2) {
            Word::Units(unit) | Word::Unit(unit @ Unit::Month) => {
                set(at + 3, Rhythm::Unit(Count::Known(1), unit))
            }
            Word::Weekday(day) | Word::Weekdays(day) => set(at + 3, Rhythm::Weekday(day, None)),
            _ => None,
        },
        Word::InThe if matches!(reader.text(at), "al" | "all" | "im" | "por" | "ao") => {
            let next = past(reader, at);
            match reader.word(next) {
                Word::Unit(unit @ (Unit::Day | Unit::Month | Unit::Year))
                    if after(reader, next + 1).is_none()
                        && of(reader, next + 1).is_none()
                        && !reader.is(next + 1, Word::Digits)
                        && reader.text(at) != "im" =>
                {
                    set(next + 1, Rhythm::Unit(Count::Known(1), unit))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// "jetzt", "actualmente", "la actualidad", "en este momento", "il futuro".
fn vague(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let it = |end, vague| Some(found(at, end, Form::Vague(vague), "vague"));
    match reader.word(at) {
        Word::Vague(vague) => it(at + 1, vague),
        Word::Now => {
            let counted = matches!(reader.before(at), Word::Cardinal(_) | Word::Mark(b'\''));
            let of = matches!(reader.word(at + 1), Word::Of);
            if counted || of { None } else { it(at + 1, Vague::Present) }
        }
        Word::The if matches!(reader.word(past(reader, at)), Word::Vague(_)) => {
            let next = past(reader, at);
            let Word::Vague(vague) = reader.word(next) else { return None };
            let noun = matches!(reader.text(next), "actualidad" | "futuro" | "presente");
            if noun { it(next + 1, vague) } else { None }
        }
        Word::The if matches!(reader.text(at + 1), "momento" | "moment") => {
            let led = matches!(reader.text(at.wrapping_sub(1)), "por" | "en" | "per" | "pour");
            if led { it(at + 2, Vague::Present) } else { None }
        }
        Word::This
            if reader.is(at + 1, Word::Units(Unit::Day))
                || reader.is(at + 1, Word::Units(Unit::Hour)) =>
        {
            it(at + 2, Vague::Present)
        }
        // "la próxima edición", "el pasado Grec"
        Word::Next | Word::Last
            if reader.language.code() == "es"
                && reader.is(at + 1, Word::Other)
                && reader.token(at + 1).is_some_and(|it| it.kind == Kind::Word)
                && (reader.is(at, Word::Next)
                    || reader.text(at).starts_with("pasad") && reader.before(at) == Word::The) =>
        {
            let next = reader.is(at, Word::Next);
            it(at + 1, if next { Vague::Future } else { Vague::Past })
        }
        _ => None,
    }
}
