//! The dateline that opens a report: "PESHAWAR, Pakistan, Dec 12 (AP) -", found and taken apart.

use std::sync::LazyLock;

use crate::language::Text;
use crate::language::calendar;
use crate::language::token::{Case, Kind, Token};
use crate::text::Span;

/// How many tokens are looked at: a dateline is short, and most texts have none.
const TOKENS_MAX: usize = 48;

/// How many words one name may have: "ABOARD THE HOSPITAL SHIP COMFORT".
const NAME_WORDS_MAX: usize = 6;

/// How many names may stand between commas: town, province, country.
const NAMES_MAX: usize = 4;

/// How many tokens an agency's name may have.
const AGENCY_TOKENS_MAX: usize = 8;

/// The parts of a dateline, as spans of the body. What they mean is for `date` and `place` to say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Dateline {
    /// All of it, without the dash that ends it.
    pub span: Span,
    /// "PESHAWAR, Pakistan"
    pub place: Option<Span>,
    /// "Dec 12"
    pub date: Option<Span>,
    /// "AP", without brackets
    pub agency: Option<Span>,
}

/// Finds the dateline of a body, if it opens with one; a line above it (a headline, a byline) is
/// passed over where the dateline has a date or an agency.
pub fn find(body: &Text<'_>) -> Option<Dateline> {
    let tokens = body.tokens.get(..TOKENS_MAX).unwrap_or(&body.tokens);
    let scan = Scan { body, tokens };
    let stars = tokens.iter().take_while(|it| body.of(it) == "*").count();
    if let Some(found) = scan.at(stars) {
        return Some(found);
    }
    let lines = (1..tokens.len()).filter(|at| scan.is_apart(*at));
    lines.take(3).find_map(|at| {
        scan.at(at).filter(|it| it.place.is_some() && (it.date.is_some() || it.agency.is_some()))
    })
}

/// Agencies that stand without brackets (`AP - …`) or without a dash.
/// They are listed by how many bytes they have.
static AGENCIES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let names = "\
        aa, aap, afp, agence france-presse, anadolu, ani, ansa, ap, apa, app, associated press, \
        bernama, bloomberg, canadian press, cna, cns, cp, dpa, efe, ians, interfax, irna, \
        itar-tass, kyodo, lusa, pa, pti, reuter, reuters, sapa, sda, tass, thomson reuters \
        foundation, ukrinform, upi, usatoday.com, wam, washingtonpost.com, xinhua, yonhap";
    let mut agencies: Vec<Vec<&str>> = Vec::new();
    for name in names.split(", ") {
        agencies.resize_with(agencies.len().max(name.len() + 1), Vec::new);
        agencies[name.len()].push(name);
    }
    agencies
});

/// Words in capitals that open a text and are no place.
const NO_PLACES: &str = "\
    advisory alert analysis announcement background breaking brief briefs bulletin business \
    chart column comment commentary correction corrected dear editor editorial editors eds \
    exclusive explainer fact factbox feature file flash focus forecast graphic guide \
    headline headlines highlights insight instant interview latest letter live market \
    markets newsmaker news note obituary opinion personal photo photos poll preview profile \
    question questions recap refile repeat report review rpt schedule scoreboard snapshot \
    special spoiler sport sports story summary table text timeline tip tips top transcript \
    update urgent video view warning watch weather what when where who why wrapup yes no \
    notice record but and the this that here there now then first second third finally";

/// Small words within a name: "Rio de Janeiro", "Stratford-upon-Avon".
const SMALL: &[&str] = &[
    "al", "am", "an", "and", "aux", "da", "das", "de", "del", "della", "den", "der", "des", "di",
    "do", "dos", "du", "e", "el", "en", "es", "et", "i", "im", "in", "la", "las", "le", "les",
    "los", "of", "on", "sur", "the", "to", "und", "upon", "y", "ob",
];

/// The longest of them, in bytes.
const SMALL_BYTES_MAX: usize = 4;

struct Scan<'a> {
    body: &'a Text<'a>,
    tokens: &'a [Token],
}

/// How a dateline ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    /// `--`, `—`, or a dash between spaces.
    Dash { long: bool },
    /// `LONDON: …`
    Colon,
    /// A line break.
    Line,
    /// Nothing at all.
    Open,
}

/// A part and the token after it.
type Part = (Span, usize);

impl Scan<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn word(&self, at: usize) -> &str {
        self.token(at).map_or("", |it| self.body.of(it))
    }

    fn is(&self, at: usize, mark: &str) -> bool {
        self.word(at) == mark
    }

    /// Whether a line break or a wide gap, as of a column, stands before a token.
    fn is_apart(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        let last = at.checked_sub(1).and_then(|it| self.token(it)).map_or(0, |it| it.end);
        token.after_line || token.start - last > 2
    }

    fn glued(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.glued)
    }

    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let (first, last) = (self.token(from)?, self.token(to.checked_sub(1)?)?);
        (first.start < last.end).then(|| Span::new(first.start, last.end))
    }

    /// The dateline that starts at a token.
    fn at(&self, start: usize) -> Option<Dateline> {
        let led = self.leading_agency(start);
        let after = led.map_or(start, |it| it.1);
        let found = self.placed(after).or_else(|| self.unplaced(after));
        match (led, found) {
            (Some((agency, _)), Some(found)) => {
                let start = self.token(start)?.start;
                let span = Span::new(start, found.span.end);
                Some(Dateline { span, agency: found.agency.or(Some(agency)), ..found })
            }
            (Some((agency, _)), None) => {
                Some(Dateline { span: agency, place: None, date: None, agency: Some(agency) })
            }
            (None, found) => found,
        }
    }

    /// `(ANSA) - ` and `AP - `
    fn leading_agency(&self, start: usize) -> Option<Part> {
        let (agency, after) = match self.agency(start) {
            Some(found) => found,
            None => self.bare_agency(start)?,
        };
        let (end, after) = self.end(after);
        matches!(end, End::Dash { .. }).then_some((agency, after))
    }

    /// A known agency without brackets.
    fn bare_agency(&self, start: usize) -> Option<Part> {
        (1..=5).rev().find_map(|count| {
            let span = self.span(start, start + count)?;
            self.is_agency(span).then_some((span, start + count))
        })
    }

    fn is_agency(&self, span: Span) -> bool {
        let name = span.of(self.body.text).unwrap_or_default();
        let alike = AGENCIES.get(name.len());
        alike.is_some_and(|names| names.iter().any(|it| it.eq_ignore_ascii_case(name)))
    }

    /// "Dec 12 (Reuters) -"
    fn unplaced(&self, start: usize) -> Option<Dateline> {
        let (date, after) = self.date(start)?;
        let (agency, after) = self.agency(after)?;
        let (end, _) = self.end(after);
        matches!(end, End::Dash { .. }).then(|| Dateline {
            span: Span::new(date.start, self.token(after - 1).map_or(agency.end, |it| it.end)),
            place: None,
            date: Some(date),
            agency: Some(agency),
        })
    }

    fn placed(&self, start: usize) -> Option<Dateline> {
        let (place, mut after) = self.place(start)?;
        let comma = |at: usize| at + usize::from(self.is(at, ","));
        let date = self.date(comma(after)).or_else(|| self.bracketed_date(after));
        after = date.map_or(after, |it| it.1);
        let agency = self.agency(comma(after)).or_else(|| {
            // The wires of 1987: "ROME, March 13, Reuter -".
            self.bare_agency(comma(after)).filter(|_| self.is(after, ","))
        });
        after = agency.map_or(after, |it| it.1);
        let (end, _) = self.end(comma(after));
        let first = self.first_name(start);
        let stated = date.is_some() || agency.is_some();
        let known = agency.is_some_and(|it| self.is_agency(it.0));
        let sound = match end {
            End::Dash { .. } if stated => true,
            End::Dash { long } => self.stands_alone(start, &first, long, after),
            End::Colon => first.upper && first.letters >= 4 && !self.is_no_place(start, after),
            End::Line => known || first.upper && date.is_some_and(|it| self.is_dated(it.0)),
            End::Open => known,
        };
        let last = self.token(after.checked_sub(1)?)?;
        sound.then(|| Dateline {
            span: Span::new(place.start, last.end),
            place: Some(place),
            date: date.map(|it| it.0),
            agency: agency.map(|it| it.0),
        })
    }

    /// Whether a date names a day of a month; a weekday alone is a word like others.
    fn is_dated(&self, date: Span) -> bool {
        date.of(self.body.text)
            .is_some_and(|it| it.contains(|letter: char| letter.is_ascii_digit()))
    }

    /// Whether a name before a dash is a dateline though nothing else says so.
    fn stands_alone(&self, start: usize, first: &Name, long: bool, after: usize) -> bool {
        if self.is_no_place(start, after) {
            return false;
        }
        if first.upper {
            return first.letters >= 4;
        }
        // "Washington -- The": a sentence has to start after the dash.
        let (_, next) = self.end(after);
        let capital = self.token(next).is_some_and(|it| it.is_capitalised(self.body.text));
        long && capital && first.words <= 3 && first.letters >= 4
    }

    fn is_no_place(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            let word = self.word(at);
            NO_PLACES.split(' ').any(|it| it.eq_ignore_ascii_case(word))
        })
    }

    /// One name or more with commas between, and a country in brackets after it.
    fn place(&self, start: usize) -> Option<Part> {
        let mut end = self.name(start)?;
        for _ in 1..NAMES_MAX {
            if !self.is(end, ",") || self.date(end + 1).is_some() {
                break;
            }
            let Some(next) = self.name(end + 1) else { break };
            end = next;
        }
        if self.is(end, "(")
            && let Some((country, after)) = self.agency(end)
            && !self.is_agency(country)
            && self.is(after, ",")
            && self.date(after + 1).is_some()
        {
            end = after;
        }
        Some((self.span(start, end)?, end))
    }

    /// The token after the name that starts at a token.
    fn name(&self, start: usize) -> Option<usize> {
        // "GRONINGEN, the Netherlands"
        let article = self.word(start) == "the" && !self.glued(start);
        let mut at = start + usize::from(article);
        let mut words = 0;
        while let Some(token) = self.token(at) {
            if at > start && (self.date(at).is_some() || self.ends(at)) {
                break;
            }
            // A name does not go on in the next line; what stands there is another.
            let broken = at > start && self.is_apart(at);
            let capital = token.kind == Kind::Word && token.is_capitalised(self.body.text);
            if capital && !broken {
                words += 1;
                at += 1;
            } else if at > start && self.joins(at) {
                at += 1;
            } else {
                break;
            }
        }
        while at > start && self.token(at - 1).is_some_and(|it| it.kind == Kind::Word) {
            if !self.is_small(at - 1) || self.token(at - 1)?.case != Case::Lower {
                break;
            }
            at -= 1;
        }
        (1..=NAME_WORDS_MAX).contains(&words).then_some(at)
    }

    /// Whether the token at `at` ties words into one name: `ST. LOUIS`, `PORT-AU-PRINCE`,
    /// `St John's`, `KABUL/HERAT`, `Rio de Janeiro`.
    fn joins(&self, at: usize) -> bool {
        let tight = self.glued(at) && self.glued(at + 1);
        match self.word(at) {
            "." => self.glued(at),
            "'" | "’" | "-" | "‑" | "/" | "&" => tight && !self.is(at + 1, "-"),
            "s" => self.glued(at),
            _ => {
                let next = self.token(at + 1).is_some_and(|it| {
                    it.is_capitalised(self.body.text) || self.is_small(at + 1) || it.glued
                });
                next && self.is_small(at) && !self.token(at).is_some_and(|it| it.after_line)
            }
        }
    }

    fn is_small(&self, at: usize) -> bool {
        let word = self.word(at);
        word.len() <= SMALL_BYTES_MAX && SMALL.iter().any(|it| it.eq_ignore_ascii_case(word))
    }

    /// How the first name is written.
    fn first_name(&self, start: usize) -> Name {
        let end = self.name(start).unwrap_or(start);
        let words = self.tokens.get(start..end).unwrap_or_default();
        let words = words.iter().filter(|it| it.kind == Kind::Word);
        let mut name = Name { upper: true, words: 0, letters: 0 };
        for token in words {
            let text = self.body.of(token);
            let single = text.chars().count() == 1;
            name.upper &= token.case == Case::Upper || single;
            name.words += 1;
            name.letters += text.chars().count();
        }
        name
    }

    /// "Dec. 12", "12 December 2023", "3 JAN 90", "Tuesday", "Tuesday, Dec 12"
    fn date(&self, start: usize) -> Option<Part> {
        let weekday = calendar::is_weekday(self.word(start)) && self.word(start).len() > 2;
        if weekday {
            let after = start + 1 + usize::from(self.is(start + 1, "."));
            let next = after + usize::from(self.is(after, ","));
            let end = self.month_and_day(next).unwrap_or(start + 1);
            return Some((self.span(start, end)?, end));
        }
        let end = self.month_and_day(start)?;
        Some((self.span(start, end)?, end))
    }

    /// "VALDIVIA, Chile (Feb. 5, 2024) –"
    fn bracketed_date(&self, start: usize) -> Option<Part> {
        if !self.is(start, "(") {
            return None;
        }
        let (date, after) = self.date(start + 1)?;
        self.is(after, ")").then_some((date, after + 1))
    }

    fn month_and_day(&self, start: usize) -> Option<usize> {
        let day = |at: usize| {
            let number: u32 = self.word(at).parse().ok()?;
            let digits = self.token(at)?.kind == Kind::Number && self.word(at).len() <= 2;
            (digits && (1..=31).contains(&number)).then_some(())
        };
        let dot = |at: usize| at + usize::from(self.is(at, "."));
        if calendar::month(self.word(start)).is_some() {
            let at = dot(start + 1);
            day(at)?;
            let mut end = at + 1;
            if ["st", "nd", "rd", "th"].contains(&self.word(end)) && self.glued(end) {
                end += 1;
            }
            return Some(self.year(end));
        }
        // "le 12 décembre", "12 de diciembre"
        let start = start + usize::from(["le", "den"].contains(&self.word(start)));
        day(start)?;
        let at = dot(start + 1);
        let at = at + usize::from(["de", "of"].contains(&self.word(at)));
        calendar::month(self.word(at))?;
        let end = at + 1;
        let year = self.year(dot(end));
        Some(if year > dot(end) { year } else { end })
    }

    /// The token after the year that follows a date at `end`, or `end` where there is none.
    fn year(&self, end: usize) -> usize {
        let at = end + usize::from(self.is(end, ",") || self.word(end) == "de");
        let at = at + usize::from(matches!(self.word(at), "'" | "’"));
        let number = self.token(at).is_some_and(|it| it.kind == Kind::Number);
        let digits = self.word(at).len();
        let clock = matches!(self.word(at + 1), ":" | "h") && self.glued(at + 1);
        let year = number && !clock && (digits == 4 || (digits == 2 && !self.is(end, ",")));
        if year { at + 1 } else { end }
    }

    /// What stands in brackets, or between slashes.
    fn agency(&self, start: usize) -> Option<Part> {
        let close = match self.word(start) {
            "(" => ")",
            "/" => "/",
            _ => return None,
        };
        let end = (start + 1..=start + 1 + AGENCY_TOKENS_MAX).find(|at| self.is(*at, close))?;
        Some((self.span(start + 1, end)?, end + 1))
    }

    /// Whether a dash stands at `at` that ends a dateline.
    fn ends(&self, at: usize) -> bool {
        matches!(self.end(at).0, End::Dash { .. })
    }

    /// How a dateline that goes up to `at` ends, and where the text starts.
    fn end(&self, at: usize) -> (End, usize) {
        let dash = |at: usize| matches!(self.word(at), "-" | "–" | "—" | "―" | "_" | "−");
        // Spanish agencies write `(EFE).- `.
        let at = if self.is(at, ".") && dash(at + 1) { at + 1 } else { at };
        if dash(at) {
            let double = dash(at + 1) && self.glued(at + 1);
            let after = at + 1 + usize::from(double);
            let long = double || matches!(self.word(at), "—" | "―");
            let loose = !self.glued(at) || !self.glued(after);
            if long || loose {
                return (End::Dash { long }, after);
            }
        }
        if self.is(at, ":") && self.glued(at) && !self.glued(at + 1) {
            return (End::Colon, at + 1);
        }
        if self.token(at).is_some_and(|it| it.after_line) {
            return (End::Line, at);
        }
        (End::Open, at)
    }
}

/// How a name is written.
struct Name {
    upper: bool,
    words: usize,
    letters: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, place: &str, date: &str, agency: &str) {
        let text = Text::new(body);
        let found = find(&text).unwrap_or_else(|| panic!("no dateline in {body:?}"));
        let part = |span: Option<Span>| span.map_or("", |it| it.of(body).unwrap());
        let parts = (part(found.place), part(found.date), part(found.agency));
        assert_eq!(parts, (place, date, agency), "{body}");
    }

    #[track_caller]
    fn check_none(body: &str) {
        assert_eq!(find(&Text::new(body)), None, "{body}");
    }

    #[test]
    fn datelines() {
        let dik = "DERA ISMAIL KHAN, Pakistan, Dec 12 (Reuters) - Police said";
        check(dik, "DERA ISMAIL KHAN, Pakistan", "Dec 12", "Reuters");
        check("NEW YORK (AP) — A mill", "NEW YORK", "", "AP");
        check("MOSCOW, April 9, 1997 (AFP) - A", "MOSCOW", "April 9, 1997", "AFP");
        check("SAN SALVADOR, 3 JAN 90 -- [TEXT] A", "SAN SALVADOR", "3 JAN 90", "");
        check("Washington -- The mill", "Washington", "", "");
        check("(Reuters) - The mill", "", "", "Reuters");
        check("AP - The mill", "", "", "AP");
        check("ST. LOUIS, Mo., March 3 - A", "ST. LOUIS, Mo.", "March 3", "");
        check("RICHMOND, Va. Feb 26 - A", "RICHMOND, Va.", "Feb 26", "");
        check("PORT-AU-PRINCE, Haiti _ A", "PORT-AU-PRINCE, Haiti", "", "");
        check("KABUL/HERAT, Jan 2 (Reuters) - A", "KABUL/HERAT", "Jan 2", "Reuters");
        check("PESHAWAR: The mill burned", "PESHAWAR", "", "");
        check("Rio de Janeiro, 12 dic (EFE).- La", "Rio de Janeiro", "12 dic", "EFE");
        check("(ANSA) - ROMA, 12 DIC - Il", "ROMA", "12 DIC", "ANSA");
        check("Berlin (dpa) - Die", "Berlin", "", "dpa");
        check("LONDON, Dec. 12 /PRNewswire/ -- A", "LONDON", "Dec. 12", "PRNewswire");
        check("Dec 12 (Reuters) - A mill", "", "Dec 12", "Reuters");
        check("MOSCOW (USSR), 27 NOV 89 (TASS) -- A", "MOSCOW (USSR)", "27 NOV 89", "TASS");
        check("PAPEETE, Tahiti,\nFeb 26 (AP) -\nA mill", "PAPEETE, Tahiti", "Feb 26", "AP");
        check("Mill burns again\n\nQUETTA (AP) - A", "QUETTA", "", "AP");
        check("VALDIVIA, Chile (Feb. 5, 2024) – A", "VALDIVIA, Chile", "Feb. 5, 2024", "");
        check("ROME, March 13, Reuter - A", "ROME", "March 13", "Reuter");
        check("By ANN MILLER   QUETTA (AP) - A", "QUETTA", "", "AP");
        check("****LONDON, March 5 - A", "LONDON", "March 5", "");
        check("ARNHEM, the Netherlands, April 1 - A", "ARNHEM, the Netherlands", "April 1", "");
        check("BEIJING, Dec. 12 (Xinhua) -- A", "BEIJING", "Dec. 12", "Xinhua");
    }

    #[test]
    fn other_openings() {
        check_none("Militants killed 23 soldiers on Tuesday.");
        check_none("UPDATE 2 - The mill burned");
        check_none("EXCLUSIVE: The mill burned");
        check_none("IBM - the maker of mills - said");
        check_none("The mill - which burned - is shut");
        check_none("Jones (Labour) said the mill");
        check_none("Sales rose\n\nThe mill (a large one) - the last - is shut");
        check_none("");
    }
}
