//! Dates as users write them: every line of `data/date/user.txt`, and any text at all.

use chrono::{DateTime, FixedOffset};
use dateline::date::parse::{self, Bound, Clock, DateOrder};
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

fn clock(text: &str) -> Clock {
    let (now, order) = text.split_once(' ').unwrap_or((text, ""));
    let now: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(now).unwrap();
    let order = match order {
        "dmy" => Some(DateOrder::DayFirst),
        "mdy" => Some(DateOrder::MonthFirst),
        _ => None,
    };
    Clock { now, order }
}

fn shown(bound: Option<Bound>) -> String {
    bound.map_or("-".to_owned(), |it| it.to_string())
}

/// What the program makes of a line's date, as the line would have it.
fn check(now: &str, words: &str) -> String {
    match parse::period(words, &clock(now)) {
        Ok(period) => format!("{} | {}", shown(period.start), shown(period.end)),
        Err(error) => {
            assert!(error.advice().is_some(), "`{words}` is refused without a hint");
            format!("refused: {error}")
        }
    }
}

#[test]
fn every_line() {
    let lines = include_str!("../data/date/user.txt").lines();
    let mut wrong = Vec::new();
    for line in lines.filter(|it| !it.starts_with('#') && !it.is_empty()) {
        let mut parts = line.splitn(3, " | ");
        let (now, words, expected) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let got = check(now, words);
        let right = match expected.strip_prefix("refused: ") {
            Some(part) => got.starts_with("refused: ") && got.contains(part),
            None => got == expected,
        };
        if !right {
            wrong.push(format!("{line}\n    got {got}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn comparisons() {
    let clock = clock("2023-12-13T15:30:00Z");
    for (words, expected) in [
        (">=2023-01", "2023-01-01 | -"),
        (">2023-01", "2023-02-01 | -"),
        ("<2023-01", "- | 2023-01-01"),
        ("<=2023-01", "- | 2023-02-01"),
        ("> 7d", "2023-12-07 | -"),
        ("2023-01..2023-02", "2023-01-01 | 2023-03-01"),
    ] {
        let period = parse::compared(words, &clock).unwrap();
        assert_eq!(format!("{} | {}", shown(period.start), shown(period.end)), expected);
    }
    for words in [">=", ">=banana", "=2023", ">>2023", ">=2023..2024"] {
        assert!(parse::compared(words, &clock).is_err(), "{words}");
    }
}

#[test]
fn a_range_is_not_a_single_date() {
    let clock = clock("2023-12-13T15:30:00Z");
    for words in ["2023..2024", "2023..", "2023/2024", "../2023"] {
        assert!(parse::period(words, &clock).is_ok(), "{words}");
        assert!(parse::single(words, &clock).is_err(), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_safe(text in "\\PC{0,30}") {
        sound(&text)?;
    }

    #[test]
    fn text_that_looks_like_a_date_is_safe(
        text in "[-@P]?([0-9]{1,12}|last|next|now|dec|mon|week|[-/.:|TZWQHX~?+ ydmhsM]){1,8}"
    ) {
        sound(&text)?;
    }

    #[test]
    fn every_day_is_one_day(year in -9999..=9999_i32, ordinal in 1..=366_u32) {
        let clock = clock("2023-12-13T15:30:00Z");
        if let Some(day) = chrono::NaiveDate::from_yo_opt(year, ordinal) {
            let period = parse::period(&day.to_string(), &clock).unwrap();
            prop_assert!(period.start == Some(Bound::Day(day)));
            prop_assert!(period.end == Some(Bound::Day(day.succ_opt().unwrap())));
        }
    }
}

fn sound(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    for now in ["2023-12-13T15:30:00+05:00", "2024-02-29T23:59:59-11:00 dmy"] {
        let clock = clock(now);
        if let Ok(period) = parse::period(text, &clock)
            && let (Some(start), Some(end)) = (period.start, period.end)
        {
            prop_assert!(start.instant(&clock) < end.instant(&clock), "{text}");
            prop_assert!(period.days().is_some(), "{text}");
        }
        _ = parse::compared(text, &clock);
    }
    Ok(())
}
