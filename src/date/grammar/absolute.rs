//! Dates that say their month or year: `12 December 2023`, "Dec. 12", `2023-12-12`, "in 2021".

use crate::date::form::Anchor;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::Point;
use crate::date::form::What;
use crate::date::grammar::Parse;
use crate::date::grammar::Reader;
use crate::date::grammar::count;
use crate::date::lexicon::Word;

pub(super) type Named = (Point, &'static str);

/// A date at a token: month or number first.
pub(super) fn date(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    match reader.word(at) {
        Word::Digits => numeric(reader, at)
            .or_else(|| day_month(reader, at))
            .or_else(|| day_of_range(reader, at))
            .or_else(|| century(reader, at))
            .or_else(|| decade(reader, at))
            .or_else(|| bare_year(reader, at)),
        Word::Month(_) => month(reader, at),
        Word::Ordinal(_) => day_month(reader, at).or_else(|| century(reader, at)),
        Word::Cardinal(_) => {
            let spelled = count::spelled_year(reader, at)
                .filter(|_| year_may_stand(reader, at))
                .map(|(end, year)| (end, (Point::new(What::Year, Anchor::Year(year)), "year")));
            spelled.or_else(|| day_month(reader, at)).or_else(|| century(reader, at))
        }
        Word::Mark(b'\'') => short_year(reader, at),
        Word::Say("ad") if reader.text(at) == "AD" => {
            let (value @ 1..=2100, _) = reader.digits(at + 1)? else { return None };
            let anchor = Anchor::Year(i32::try_from(value).ok()?);
            Some((at + 2, (Point::new(What::Year, anchor), "year-ad")))
        }
        Word::Decades(ten) => {
            let decade = 190 + i32::from(ten);
            let lead = matches!(reader.before(at), Word::The | Word::Edge(_) | Word::Mark(b'-'));
            let point = Point::new(What::Decade(decade), Anchor::Bare);
            lead.then_some((at + 1, (point, "decade")))
        }
        _ => None,
    }
}

/// A year of four digits within a date.
pub(super) fn year(reader: &Reader<'_>, at: usize) -> Parse<i32> {
    let (value, 4) = reader.digits(at)? else { return None };
    let plain = !(reader.mark(at + 1, b',')
        && reader.glued(at + 2)
        && reader.glued(at + 1)
        && reader.digits(at + 2).is_some_and(|it| it.1 == 3));
    let year = i32::try_from(value).ok()?;
    ((1000..=2199).contains(&year) && plain).then_some((at + 1, year))
}

/// The year that follows a day or month: `2023`, `, 2023`, "of 2023", "last year", `'98`.
fn year_after(reader: &Reader<'_>, at: usize, of: bool) -> Parse<Anchor> {
    let at_comma = reader.comma(at);
    if let Some((end, year)) = year(reader, at_comma) {
        return Some((end, Anchor::Year(year)));
    }
    if let Some((end, year)) = count::spelled_year(reader, at_comma) {
        return Some((end, Anchor::Year(year)));
    }
    if reader.mark(at, b'\'') && reader.digits(at + 1).is_some_and(|it| it.1 == 2) {
        let (value, _) = reader.digits(at + 1)?;
        return Some((at + 2, Anchor::Year(century_of(value))));
    }
    let next = match reader.word(at) {
        Word::Of | Word::In if of => at + 1,
        _ => at_comma,
    };
    if next > at
        && reader.is(at, Word::Of)
        && let Some((end, year)) = year(reader, next)
    {
        return Some((end, Anchor::Year(year)));
    }
    let year_word = |at: usize| reader.is(at, Word::Unit(crate::date::lexicon::Unit::Year));
    match reader.word(next) {
        Word::Last if year_word(next + 1) => Some((next + 2, Anchor::YearShift(-1))),
        Word::This if year_word(next + 1) => Some((next + 2, Anchor::YearShift(0))),
        Word::Next if year_word(next + 1) => Some((next + 2, Anchor::YearShift(1))),
        Word::That if year_word(next + 1) => Some((next + 2, Anchor::YearLast)),
        Word::The if reader.is(next + 1, Word::Same) && year_word(next + 2) => {
            Some((next + 3, Anchor::YearLast))
        }
        _ => None,
    }
}

/// The year that two digits stand for.
pub(super) fn century_of(value: u32) -> i32 {
    let value = i32::try_from(value).unwrap_or(0);
    if value < 30 { 2000 + value } else { 1900 + value }
}

/// A day of the month: `12`, `12th`, "eighth".
fn day(reader: &Reader<'_>, at: usize) -> Parse<u8> {
    let (end, value) = count::ordinal(reader, at).or_else(|| {
        let (value, length) = reader.digits(at)?;
        let more = reader.glued(at + 1)
            && (matches!(reader.word(at + 1), Word::Mark(b'%'))
                || matches!(reader.word(at + 1), Word::Mark(b'.' | b',' | b':'))
                    && reader.glued(at + 2)
                    && reader.is(at + 2, Word::Digits));
        (length <= 2 && !more).then_some((at + 1, value))
    })?;
    let value = u8::try_from(value).ok()?;
    (1..=31).contains(&value).then_some((end, value))
}

/// `2023-12-12`, `12/12/2023`, `12.12.2023`.
pub(super) fn numeric(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (first, length) = reader.digits(at)?;
    let Word::Mark(mark @ (b'-' | b'/' | b'.')) = reader.word(at + 1) else { return None };
    let joined = (1..=4).all(|step| reader.glued(at + step)) && reader.mark(at + 3, mark);
    if !joined {
        return None;
    }
    let ((second, _), (third, last)) = (reader.digits(at + 2)?, reader.digits(at + 4)?);
    let (year, month, day) = match (length, last) {
        (4, 1 | 2) => (i32::try_from(first).ok()?, second, third),
        (1 | 2, 2 | 4) => {
            let year = if last == 4 { i32::try_from(third).ok()? } else { century_of(third) };
            let english = reader.language.code() == "en" && mark == b'/' || second > 12;
            if english && first <= 12 || second > 12 {
                (year, first, second)
            } else {
                (year, second, first)
            }
        }
        _ => return None,
    };
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let sound = (1..=12).contains(&month) && (1..=31).contains(&day) && year <= 2199;
    let point = Point::new(What::Date(month, day), Anchor::Year(year));
    sound.then_some((at + 5, (point, "numeric-date")))
}

/// `12 December 2023`, "the 19th of October", "19 Oct".
pub(super) fn day_month(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (mut next, day) = day(reader, at)?;
    if reader.is(next, Word::Of) || reader.mark(next, b'-') && reader.glued(next) {
        next += 1;
    }
    let Word::Month(month) = reader.word(next) else { return None };
    if !reader.capital(next) {
        return None;
    }
    let end = reader.stop(next + 1);
    Some(with_year(reader, end, What::Date(month, day), "day-month"))
}

/// The first day of "4-5 May 1905", "4 and 5 May".
fn day_of_range(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (end, day) = day(reader, at)?;
    if !matches!(reader.word(end), Word::Mark(b'-' | b'/') | Word::And | Word::To) {
        return None;
    }
    let (_, (point, _)) = day_month(reader, end + 1)?;
    let What::Date(month, _) = point.what else { return None };
    Some((end, (Point::new(What::Date(month, day), point.anchor), "day-range")))
}

fn with_year(reader: &Reader<'_>, end: usize, what: What, rule: &'static str) -> (usize, Named) {
    match year_after(reader, end, true) {
        Some((end, anchor)) => (end, (Point::new(what, anchor), "full-date")),
        None => (end, (Point::new(what, Anchor::Bare), rule)),
    }
}

/// "December 12, 2023", "December 2023", "Dec. 12", "December".
fn month(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let Word::Month(month) = reader.word(at) else { return None };
    if !reader.capital(at) {
        return None;
    }
    let next = reader.stop(at + 1);
    let dashed = reader.hyphen(next);
    if let Some((end, day)) = day(reader, dashed)
        && !reader.is(end, Word::Unit(crate::date::lexicon::Unit::Day))
    {
        return Some(with_year(reader, end, What::Date(month, day), "month-day"));
    }
    if reader.is(next, Word::The)
        && let Some((end, day)) = count::ordinal(reader, next + 1)
        && !reader.capital(end)
        && day <= 31
    {
        return Some((
            end,
            (Point::new(What::Date(month, u8::try_from(day).ok()?), Anchor::Bare), "month-day"),
        ));
    }
    if let Some((end, anchor)) = year_after(reader, next, true) {
        return Some((end, (Point::new(What::Month(month), anchor), "month-year")));
    }
    let next = if next > at + 1 && !reader.lower(next) && !reader.mark(next, b',') {
        at + 1
    } else {
        next
    };
    let alone = month_may_stand(reader, at, month);
    alone.then_some((next, (Point::new(What::Month(month), Anchor::Bare), "month")))
}

/// Whether a month's name alone means the month: "May", "March", "August" are also other things,
/// and so are short forms like "Mar" and "Sat".
fn month_may_stand(reader: &Reader<'_>, at: usize, month: u8) -> bool {
    let short = reader.text(at).len() == 3 && month != 5;
    if short {
        let led = matches!(reader.before(at), Word::In | Word::Since | Word::Until | Word::Edge(_))
            || reader.says(at.wrapping_sub(1), "by");
        return reader.mark(at + 1, b'.') || led;
    }
    if !matches!(month, 3 | 5 | 8 | 4 | 6) {
        return true;
    }
    let before = reader.before(at);
    let led = matches!(
        before,
        Word::In
            | Word::Since
            | Word::Until
            | Word::Edge(_)
            | Word::Last
            | Word::Next
            | Word::This
            | Word::Of
            | Word::From
            | Word::Between
            | Word::Every
            | Word::For
            | Word::Say("by" | "during" | "through")
            | Word::To
            | Word::After
            | Word::Before
    );
    if led {
        return true;
    }
    if month == 5 {
        // A verb stands after a subject and before an infinitive.
        let joined = matches!(before, Word::And | Word::Or | Word::Mark(b'-'))
            && at > 1
            && matches!(reader.word(at - 2), Word::Month(_));
        return joined;
    }
    let name = reader.capital(at + 1) || at > 0 && reader.capital(at - 1);
    !name && (at == 0 || month != 3 || !reader.is(at - 1, Word::The))
}

/// "19th century", "the twentieth century".
fn century(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (end, value) = count::ordinal(reader, at)?;
    let next = reader.hyphen(end);
    let unit = Word::Unit(crate::date::lexicon::Unit::Century);
    if !reader.is(next, unit) || !(1..=30).contains(&value) {
        return None;
    }
    let value = i32::try_from(value).ok()?;
    let (end, century) = match before_christ(reader, next + 1) {
        Some(end) => (end, -value),
        None => (next + 1, value - 1),
    };
    Some((end, (Point::new(What::Century(century), Anchor::Bare), "century")))
}

/// `BC`, `B.C.`, `BCE`.
fn before_christ(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if reader.says(at, "bc") && reader.capital(at) {
        return Some(at + 1);
    }
    let dotted = reader.says(at, "b") && reader.mark(at + 1, b'.') && reader.says(at + 2, "c");
    (dotted && reader.capital(at)).then(|| reader.stop(at + 3))
}

/// `1990s`, `1990's`.
fn decade(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (value, 4) = reader.digits(at)? else { return None };
    let value = i32::try_from(value).ok()?;
    let end = plural(reader, at + 1)?;
    if !(1000..=2190).contains(&value) || value % 10 != 0 {
        return None;
    }
    let what = if value % 100 == 0 && value < 1900 {
        What::Century(value / 100)
    } else {
        What::Decade(value / 10)
    };
    Some((end, (Point::new(what, Anchor::Bare), "decade")))
}

/// `s` or `'s`, glued.
fn plural(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let next = if reader.mark(at, b'\'') && reader.glued(at) { at + 1 } else { at };
    (reader.says(next, "s") && reader.glued(next)).then_some(next + 1)
}

/// `'98`, `'80s`.
pub(super) fn short_year(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    if !reader.glued(at + 1) || reader.glued(at) {
        return None;
    }
    let (value, 2) = reader.digits(at + 1)? else { return None };
    let year = century_of(value);
    if value % 10 == 0
        && let Some(end) = plural(reader, at + 2)
    {
        return Some((end, (Point::new(What::Decade(year / 10), Anchor::Bare), "decade")));
    }
    if reader.glued(at + 2) && matches!(reader.word(at + 2), Word::Mark(b'"') | Word::Say(_)) {
        return None;
    }
    Some((at + 2, (Point::new(What::Year, Anchor::Year(year)), "year")))
}

/// A year that stands alone.
fn bare_year(reader: &Reader<'_>, at: usize) -> Parse<Named> {
    let (value, length) = reader.digits(at)?;
    let value = i32::try_from(value).ok()?;
    if let Some(end) = before_christ(reader, at + 1) {
        let point = Point::new(What::Year, Anchor::Year(1 - value));
        return (length <= 4).then_some((end, (point, "year-bc")));
    }
    let era = reader.says(at + 1, "ad") && reader.capital(at + 1) && !reader.glued(at + 1);
    if era && length <= 4 && value > 0 {
        let point = Point::new(What::Year, Anchor::Year(value));
        return Some((at + 2, (point, "year-ad")));
    }
    let led = matches!(reader.before(at), Word::In | Word::Since | Word::Until | Word::From)
        && !reader.lower(at + 1);
    let first = if led { 1000 } else { 1400 };
    if length != 4 || !(first..=2100).contains(&value) || !year_may_stand(reader, at) {
        return None;
    }
    Some((at + 1, (Point::new(What::Year, Anchor::Year(value)), "year")))
}

/// What is counted, not dated: "2021 people".
const COUNTED: &[&str] = &[
    "people",
    "men",
    "women",
    "soldiers",
    "troops",
    "workers",
    "jobs",
    "shares",
    "members",
    "cases",
    "deaths",
    "miles",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "feet",
    "tons",
    "tonnes",
    "pounds",
    "dollars",
    "points",
    "votes",
    "employees",
    "students",
    "cars",
    "units",
    "patients",
    "homes",
    "children",
    "persons",
    "barrels",
    "acres",
    "yards",
    "percent",
    "hectares",
    "refugees",
    "civilians",
    "prisoners",
    "passengers",
    "km",
    "kg",
    "mb",
    "mm",
    "hp",
    "rpm",
    "Euro",
    "Dollar",
    "Mark",
    "Franken",
    "Menschen",
    "Einwohner",
    "Personen",
    "Meter",
    "Metern",
    "Kilometer",
    "Tonnen",
    "Besucher",
    "Zuschauer",
    "Mitarbeiter",
    "Arbeitsplätze",
    "Soldaten",
    "Hektar",
    "Quadratmeter",
    "Stück",
    "Teilnehmer",
    "Mitglieder",
    "personas",
    "euros",
    "dólares",
    "metros",
    "millones",
    "milhões",
    "pessoas",
    "personnes",
    "mètres",
    "miliardi",
    "milioni",
    "lire",
    "persone",
    "metri",
];

/// What is numbered, not dated: "Flight 1998".
const NUMBERED: &[&str] = &[
    "Flight",
    "flight",
    "Route",
    "Highway",
    "Room",
    "Windows",
    "Boeing",
    "Airbus",
    "Model",
    "Unit",
    "Resolution",
    "resolution",
    "Section",
    "Article",
    "No",
    "page",
    "Page",
    "number",
    "Number",
    "Box",
    "Suite",
    "Interstate",
    "Bill",
    "Extension",
    "ext",
    "Channel",
    "Type",
    "Code",
    "Series",
];

/// Whether what stands around lets a number of four digits be a year.
pub(super) fn year_may_stand(reader: &Reader<'_>, at: usize) -> bool {
    let before = reader.before(at);
    let glued = reader.glued(at);
    match before {
        Word::Mark(b'$' | b'#' | b':' | b'+' | b'*' | b'@' | b'_' | b'&' | b'=') if glued => {
            return false;
        }
        Word::Mark(b'.' | b',') if glued => return false,
        Word::Mark(b'-' | b'/') if glued && at > 1 => {
            let years = reader.digits(at - 2).is_some_and(|it| it.1 == 4);
            let words = matches!(reader.word(at - 2), Word::Edge(_)) || reader.lower(at - 2);
            if !years && !words {
                return false;
            }
        }
        _ if glued
            && matches!(reader.token(at - 1), Some(it)
            if it.kind == crate::language::token::Kind::Word) =>
        {
            return false;
        }
        _ => {}
    }
    if at > 0 && NUMBERED.contains(&reader.text(at - 1)) {
        return false;
    }
    let next = at + 1;
    if reader.glued(next) {
        match reader.word(next) {
            Word::Mark(b'%' | b'@' | b'_' | b'=' | b'*' | b'#') => return false,
            Word::Mark(b'.' | b',' | b':')
                if reader.glued(next + 1) && reader.is(next + 1, Word::Digits) =>
            {
                return false;
            }
            Word::Mark(b'-') if reader.glued(next + 1) && reader.is(next + 1, Word::Digits) => {
                let width = reader.digits(next + 1).map_or(0, |it| it.1);
                return width == 2 || width == 4;
            }
            Word::Mark(b'-') if reader.glued(next + 1) => {
                return !matches!(reader.word(next + 1), Word::Unit(_));
            }
            Word::Mark(_) => {}
            _ => return false,
        }
    }
    match reader.word(next) {
        Word::Unit(_) | Word::Units(_) | Word::Hundred | Word::Zone | Word::Say("hrs") => false,
        _ => !COUNTED.contains(&reader.text(next)),
    }
}

/// The second part of what the last expression began: `12-15` after "March", `91` after `1990-`.
pub(super) fn continued(reader: &Reader<'_>, last: &Found, at: usize) -> Option<Found> {
    let Form::Point(point) = last.form else { return None };
    let joint = reader.before(at);
    let (value, length) = reader.digits(at)?;
    let joined = matches!(
        joint,
        Word::Mark(b'-' | b'/' | b',') | Word::And | Word::To | Word::Or | Word::Say("through")
    );
    if !joined || at != last.end + 1 {
        return None;
    }
    let found = |end, what, anchor, rule| Found {
        start: at,
        end,
        form: Form::Point(Point::new(what, anchor)),
        modifier: None,
        rule,
        opens_range: false,
    };
    match (point.what, point.anchor) {
        (What::Year, Anchor::Year(year))
            if length == 2 && reader.glued(at) && matches!(joint, Word::Mark(b'-' | b'/')) =>
        {
            let year = year - year.rem_euclid(100) + i32::try_from(value).ok()?;
            Some(found(at + 1, What::Year, Anchor::Year(year), "year-range"))
        }
        (What::Date(month, _), Anchor::Bare) => {
            let starts = matches!(reader.word(last.start), Word::Month(_));
            let (end, day) = day(reader, at)?;
            let counted =
                matches!(reader.word(end), Word::Month(_) | Word::Units(_) | Word::Unit(_))
                    || reader.lower(end)
                        && matches!(joint, Word::And)
                        && !matches!(reader.word(end), Word::In | Word::On | Word::At | Word::Of);
            if !starts || counted {
                return None;
            }
            let anchor = year_after(reader, end, false);
            let (end, anchor) = anchor.unwrap_or((end, Anchor::Bare));
            Some(found(end, What::Date(month, day), anchor, "day-range"))
        }
        _ => None,
    }
}
