//! Reads the table of a language: `CLASS ARGUMENT: words`, one meaning a line.

use std::borrow::Cow;

use crate::date::lexicon::Edge;
use crate::date::lexicon::Feast;
use crate::date::lexicon::Hedge;
use crate::date::lexicon::Part;
use crate::date::lexicon::Season;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;
use crate::date::lexicon::Word;

/// The words of a table. A line that says nothing we know is passed over; a test sees to
/// it that there is none.
pub(super) fn read(table: &'static str) -> Vec<(Cow<'static, str>, Word)> {
    let mut words = Vec::new();
    let mut heads: Vec<(&str, u8)> = Vec::new();
    for line in table.lines().filter(|it| !it.starts_with('#')) {
        let Some((class, named)) = line.split_once(": ") else { continue };
        let class: Vec<&str> = class.split(' ').collect();
        match class.as_slice() {
            ["weekday-part", day] => {
                let day = day.parse().unwrap_or(1);
                heads.extend(named.split(' ').map(|it| (it, day)));
            }
            ["tail", name] => {
                let Some(part) = part(name) else { continue };
                for tail in named.split(' ') {
                    words.extend(heads.iter().map(|(head, day)| {
                        (Cow::Owned(format!("{head}{tail}")), Word::WeekdayPart(*day, part))
                    }));
                }
            }
            _ => words.extend(
                named.split(' ').filter_map(|it| Some((Cow::Borrowed(it), meaning(&class)?))),
            ),
        }
    }
    words
}

fn meaning(class: &[&str]) -> Option<Word> {
    let number = |text: &str| text.parse::<u8>().ok();
    let signed = |text: &str| text.parse::<i8>().ok();
    Some(match *class {
        ["month", it] => Word::Month(number(it)?),
        ["short-month", it] => Word::ShortMonth(number(it)?),
        ["weekday", it] => Word::Weekday(number(it)?),
        ["weekdays", it] => Word::Weekdays(number(it)?),
        ["fair", it] => Word::Fair(number(it)?),
        ["unit", it] => Word::Unit(unit(it)?),
        ["units", it] => Word::Units(unit(it)?),
        ["season", it] => Word::Season(season(it)?),
        ["part", it] => Word::Part(part(it)?),
        ["parts", it] => Word::Parts(part(it)?),
        ["noon", it] => Word::Noon(number(it)?),
        ["number", it] => Word::Cardinal(number(it)?),
        ["ordinal", it] => Word::Ordinal(number(it)?),
        ["decades", it] => Word::Decades(number(it)?),
        ["er"] => Word::Decadal,
        ["half"] => Word::Half,
        ["several"] => Word::Several,
        ["day", it] => Word::Day(signed(it)?),
        ["day-part", day, it] => Word::DayPart(signed(day)?, part(it)?),
        ["tomorrow"] => Word::Tomorrow,
        ["this-year"] => Word::YearShift(0),
        ["last-year"] => Word::YearShift(-1),
        ["vague", "past"] => Word::Vague(Vague::Past),
        ["vague", "present"] => Word::Vague(Vague::Present),
        ["vague", "future"] => Word::Vague(Vague::Future),
        ["now"] => Word::Now,
        ["last"] => Word::Last,
        ["next"] => Word::Next,
        ["this"] => Word::This,
        ["that"] => Word::That,
        ["same"] => Word::Same,
        ["following"] => Word::Following,
        ["previous"] => Word::Previous,
        ["the"] => Word::The,
        ["of-the"] => Word::OfThe,
        ["in-the"] => Word::InThe,
        ["of"] => Word::Of,
        ["in"] => Word::In,
        ["on"] => Word::On,
        ["at"] => Word::At,
        ["since"] => Word::Since,
        ["until"] => Word::Until,
        ["to"] => Word::To,
        ["and"] => Word::And,
        ["or"] => Word::Or,
        ["between"] => Word::Between,
        ["from"] => Word::From,
        ["for"] => Word::For,
        ["hedge", "more"] => Word::Hedge(Hedge::More),
        ["hedge", "less"] => Word::Hedge(Hedge::Less),
        ["more"] => Word::Say("more"),
        ["less"] => Word::Say("less"),
        ["at-least"] => Word::Say("least"),
        ["il"] => Word::Say("il"),
        ["than"] => Word::Than,
        ["edge", "start"] => Word::Edge(Edge::Start),
        ["edge", "middle"] => Word::Edge(Edge::Middle),
        ["edge", "end"] => Word::Edge(Edge::End),
        ["ago-before"] => Word::AgoBefore,
        ["ago-after"] => Word::Ago,
        ["later"] => Word::Later,
        ["earlier"] => Word::Earlier,
        ["every"] => Word::Every,
        ["all"] => Word::All,
        ["frequency", it] => Word::Frequency(unit(it)?),
        ["zone"] => Word::Zone,
        ["clock"] => Word::Clock,
        ["feast", month, day] => Word::Feast(Feast::Fixed(number(month)?, number(day)?)),
        ["easter", it] => Word::Feast(Feast::Easter(signed(it)?)),
        ["ramadan"] => Word::Feast(Feast::Ramadan),
        ["will"] => Word::Will,
        ["was"] => Word::Was,
        _ => return None,
    })
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "half" => Unit::Half,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        "millennium" => Unit::Millennium,
        _ => return None,
    })
}

fn season(name: &str) -> Option<Season> {
    Some(match name {
        "spring" => Season::Spring,
        "summer" => Season::Summer,
        "autumn" => Season::Autumn,
        "winter" => Season::Winter,
        _ => return None,
    })
}

fn part(name: &str) -> Option<Part> {
    Some(match name {
        "morning" => Part::Morning,
        "midday" => Part::Midday,
        "afternoon" => Part::Afternoon,
        "evening" => Part::Evening,
        "night" => Part::Night,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_means_something() {
        let tables = [
            include_str!("german.txt"),
            include_str!("spanish.txt"),
            include_str!("french.txt"),
            include_str!("italian.txt"),
            include_str!("portuguese.txt"),
        ];
        for line in tables.iter().flat_map(|it| it.lines()).filter(|it| !it.starts_with('#')) {
            let (class, named) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
            let class: Vec<&str> = class.split(' ').collect();
            let known = matches!(class[0], "weekday-part" | "tail") || meaning(&class).is_some();
            assert!(known && !named.is_empty(), "{line}");
        }
    }
}
