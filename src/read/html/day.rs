//! Days within a running text, as people write them in many languages.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::date::parse::DateOrder;
use crate::language::calendar;

/// Months in languages that no tagger of ours reads, as pages print them in dates.
const MONTHS: &[&str] = &[
    "januari styczeń stycznia янв января ocak ianuarie leden ledna tammikuu січня január",
    "februari luty lutego фев февраля şubat februarie únor února helmikuu лютого február",
    "maart mars marzec marca мар марта mart martie březen března maaliskuu березня március",
    "april kwiecień kwietnia апр апреля nisan aprilie duben dubna huhtikuu квітня április",
    "mei maj maja мая mayıs květen května toukokuu травня május",
    "juni czerwiec czerwca июн июня haziran iunie červen června kesäkuu червня június",
    "juli lipiec lipca июл июля temmuz iulie červenec července heinäkuu липня július",
    "augustus sierpień sierpnia авг августа ağustos agustus srpen srpna elokuu серпня augusti",
    "september wrzesień września сен сентября eylül septembrie září syyskuu вересня szeptember",
    "oktober październik października окт октября ekim octombrie říjen října lokakuu жовтня",
    "listopad listopada ноя ноября kasım noiembrie marraskuu листопада",
    "desember grudzień grudnia дек декабря aralık decembrie prosinec prosince joulukuu грудня",
];

/// Words between the parts of a date.
const GLUE: &[&str] = &["de", "del", "of", "di", "do", "den", "г"];

/// What follows the number of a day.
const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "ste", "o", "º"];

/// No page is older than the web.
const YEAR_MIN: u32 = 1994;

#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Number(u32, usize),
    Word(&'a str),
    /// Anything between.
    Mark(char),
}

/// The days that `text` names in full, in its order, the last possible year being `year_max`.
pub(crate) fn days(text: &str, order: Option<DateOrder>, year_max: u32) -> Vec<NaiveDate> {
    let parts = parts(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let reader = Reader { parts: &parts, order, year_max };
        match reader.day(at) {
            Some((day, next)) => {
                found.push(day);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |it: char| {
            if it.is_ascii_digit() {
                1
            } else if it.is_alphabetic() && it < '\u{2E80}' {
                2
            } else {
                0
            }
        };
        let class = kind(first);
        let end = if class == 0 {
            first.len_utf8()
        } else {
            rest.find(|it| kind(it) != class).unwrap_or(rest.len())
        };
        let piece = rest.get(..end).unwrap_or_default();
        match class {
            1 => parts.push(Part::Number(piece.parse().unwrap_or(u32::MAX), piece.len())),
            2 => parts.push(Part::Word(piece)),
            _ if first.is_whitespace() => {
                if !matches!(parts.last(), Some(Part::Mark(' '))) {
                    parts.push(Part::Mark(' '));
                }
            }
            _ => parts.push(Part::Mark(first)),
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    parts
}

struct Reader<'a> {
    parts: &'a [Part<'a>],
    order: Option<DateOrder>,
    year_max: u32,
}

impl Reader<'_> {
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        match self.parts.get(at)? {
            Part::Number(number, digits) => Some((*number, *digits)),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.parts.get(at)? {
            Part::Mark(mark) => Some(*mark),
            _ => None,
        }
    }

    fn month(&self, at: usize) -> Option<u32> {
        match self.parts.get(at)? {
            Part::Word(word) => month(word),
            _ => None,
        }
    }

    /// Past spaces, dots, commas and small words.
    fn glue(&self, mut at: usize) -> usize {
        for _ in 0..6 {
            match self.parts.get(at) {
                Some(Part::Mark(' ' | '.' | ',' | '-' | '\'' | '/')) => at += 1,
                Some(Part::Word(word)) if GLUE.contains(&word.to_lowercase().as_str()) => at += 1,
                _ => break,
            }
        }
        at
    }

    fn year(&self, at: usize) -> Option<u32> {
        let (year, digits) = self.number(at)?;
        (digits == 4 && (YEAR_MIN..=self.year_max).contains(&year)).then_some(year)
    }

    /// The day that starts at part `at`, and the part after it.
    fn day(&self, at: usize) -> Option<(NaiveDate, usize)> {
        if self.number(at).is_some() {
            return self
                .year_first(at)
                .or_else(|| self.in_digits(at))
                .or_else(|| self.in_words(at));
        }
        let month = self.month(at)?;
        let next = self.glue(at + 1);
        let (day, _) = self.number(next).filter(|it| it.1 <= 2)?;
        let next = self.glue(self.past_ordinal(next + 1));
        let year = self.year(next)?;
        self.close(year, month, day, next + 1)
    }

    fn past_ordinal(&self, at: usize) -> usize {
        match self.parts.get(at) {
            Some(Part::Word(word)) if ORDINALS.contains(&word.to_lowercase().as_str()) => at + 1,
            Some(Part::Mark('º')) => at + 1,
            _ => at,
        }
    }

    /// `3. April 2021`, `3rd of April, 2021`
    fn in_words(&self, at: usize) -> Option<(NaiveDate, usize)> {
        let (day, _) = self.number(at).filter(|it| it.1 <= 2)?;
        let next = self.glue(self.past_ordinal(at + 1));
        let month = self.month(next)?;
        let next = self.glue(next + 1);
        let year = self.year(next)?;
        self.close(year, month, day, next + 1)
    }

    /// `2021-04-03`, `2021/4/3`, `2021年4月3日`
    fn year_first(&self, at: usize) -> Option<(NaiveDate, usize)> {
        let year = self.year(at)?;
        let mark = self.mark(at + 1).filter(|it| matches!(it, '-' | '/' | '.' | '年'))?;
        let space = usize::from(self.mark(at + 2) == Some(' '));
        let (month, _) = self.number(at + 2 + space).filter(|it| it.1 <= 2)?;
        let next = at + 3 + space;
        let same = self.mark(next).is_some_and(|it| it == mark || it == '月');
        let space = usize::from(self.mark(next + 1) == Some(' '));
        let (day, _) = self.number(next + 1 + space).filter(|it| same && it.1 <= 2)?;
        self.close(year, month, day, next + 2 + space)
    }

    /// `03.04.2021`, `3/4/21`
    fn in_digits(&self, at: usize) -> Option<(NaiveDate, usize)> {
        let (first, _) = self.number(at).filter(|it| it.1 <= 2)?;
        let mark = self.mark(at + 1).filter(|it| matches!(it, '-' | '/' | '.'))?;
        let space = usize::from(self.mark(at + 2) == Some(' '));
        let (second, _) = self.number(at + 2 + space).filter(|it| it.1 <= 2)?;
        let next = at + 3 + space;
        let same = self.mark(next) == Some(mark);
        let space = usize::from(self.mark(next + 1) == Some(' '));
        let next = next + 1 + space;
        let (number, digits) = self.number(next).filter(|_| same)?;
        let year = match digits {
            2 if space == 0 => 2000 + number,
            _ => self.year(next)?,
        };
        if !(YEAR_MIN..=self.year_max).contains(&year) {
            return None;
        }
        let month_first = match mark {
            '.' => false,
            _ if first > 12 => false,
            _ if second > 12 => true,
            _ => self.order == Some(DateOrder::MonthFirst),
        };
        let (day, month) = if month_first { (second, first) } else { (first, second) };
        self.close(year, month, day, next + 1)
    }

    fn close(&self, year: u32, month: u32, day: u32, next: usize) -> Option<(NaiveDate, usize)> {
        // `1.2.2021.4` is a version, and `2021-04-03-7` an id.
        let version = matches!(self.mark(next), Some('.' | '-' | '/'))
            && self.number(next + 1).is_some_and(|it| it.1 > 2);
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        (!version).then_some((date, next))
    }
}

fn month(word: &str) -> Option<u32> {
    if let Some(found) = calendar::month(word) {
        return Some(found);
    }
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    NAMED.get(word.as_str()).copied()
}

/// The number of each of [`MONTHS`] by its names; what names two is the first.
static NAMED: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let all = (1..13).zip(MONTHS).rev();
    all.flat_map(|(number, names)| names.split(' ').map(move |it| (it, number))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, found: &[&str]) {
        let days = days(text, None, 2026);
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        assert_eq!(days, found, "{text}");
    }

    #[test]
    fn as_people_write_them() {
        check("Donnerstag, 15.2.2018, 19:51", &["2018-02-15"]);
        check("Posted on December 29th 2019 by Ann", &["2019-12-29"]);
        check("Blog entry | 28 April, 2017 at 9", &["2017-04-28"]);
        check("jueves 2 de abril de 2020", &["2020-04-02"]);
        check(
            "15 августа 2016, 2020年2月19日, 9 oktober 2020",
            &["2016-08-15", "2020-02-19", "2020-10-09"],
        );
        check("3. 12. 2019; 26.10.13; 12/25/2019", &["2019-12-03", "2013-10-26", "2019-12-25"]);
        check("1er janvier 2020. 04. November 2021", &["2020-01-01", "2021-11-04"]);
        check("version 1.2.2013.4077, in May 2019, 31.2.2019, tel. 12-13-2014-555", &[]);
    }
}
