//! `today`, `monday`, `last week`, `this weekend`, `December`: words that the clock gives a day.

use chrono::{Datelike, Days, NaiveDate};

use crate::date::interval::{Grain, Interval};
use crate::date::parse::{Clock, Period};
use crate::date::user::{self, Read, name};

/// Reads a word, or `this`, `last` or `next` and a word.
pub(super) fn read(text: &str, clock: &Clock) -> Read {
    let today = clock.now.date_naive();
    let text = text.to_ascii_lowercase();
    let (step, word) = match text.split_once(' ') {
        Some(("this" | "current", word)) => (Some(0), word),
        Some(("last" | "previous", word)) => (Some(-1), word),
        Some(("next" | "coming", word)) => (Some(1), word),
        Some(_) => return None,
        None => (None, &*text),
    };
    let period = match step {
        None => alone(word, today, clock),
        Some(step) => stepped(step, word, today),
    }?;
    Some(Ok(period))
}

fn alone(word: &str, today: NaiveDate, clock: &Clock) -> Option<Period> {
    let day = match word {
        "now" => return Some(user::seconds(clock.now.timestamp(), 1)),
        "today" => today,
        "yesterday" => today.pred_opt()?,
        "tomorrow" => today.succ_opt()?,
        "weekend" => {
            // The one that has begun.
            let back = (today.weekday().num_days_from_monday() + 2) % 7;
            let saturday = today.checked_sub_days(Days::new(back.into()))?;
            return Some(weekend(saturday));
        }
        word => {
            if let Some(weekday) = name::weekday(word) {
                let back = (7 + today.weekday().num_days_from_monday() - weekday) % 7;
                today.checked_sub_days(Days::new(back.into()))?
            } else {
                let month = name::month(word)?;
                let year = today.year() - i32::from(month > today.month());
                return Interval::month(year, month).map(|it| user::stretch(it, Grain::Month));
            }
        }
    };
    Some(user::stretch(Interval::day(day), Grain::Day))
}

fn stepped(step: i32, word: &str, today: NaiveDate) -> Option<Period> {
    let monday = Interval::day(today)
        .start
        .checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
    let week = |step: i32| monday.checked_add_signed(chrono::Duration::days(i64::from(step) * 7));
    if let Some(weekday) = name::weekday(word) {
        let own = monday.checked_add_days(Days::new(weekday.into()))?;
        // The nearest one before today, the one of this ISO week, the nearest after today.
        let day = match step {
            -1 if own >= today => week(-1)?.checked_add_days(Days::new(weekday.into()))?,
            1 if own <= today => week(1)?.checked_add_days(Days::new(weekday.into()))?,
            _ => own,
        };
        return Some(user::stretch(Interval::day(day), Grain::Day));
    }
    let (year, month) = (today.year(), i32::try_from(today.month0()).ok()?);
    match word {
        "week" => Some(user::days(week(step)?, week(step + 1)?, Grain::Week)),
        "weekend" => Some(weekend(week(step)?.checked_add_days(Days::new(5))?)),
        "month" => months(year, month + step, 1, Grain::Month),
        "quarter" => months(year, month / 3 * 3 + step * 3, 3, Grain::Quarter),
        "year" => months(year + step, 0, 12, Grain::Year),
        _ => None,
    }
}

fn weekend(saturday: NaiveDate) -> Period {
    user::days(saturday, saturday + Days::new(2), Grain::Week)
}

/// `count` months from a month of `year` on, counted from 0, which may lie in another year.
fn months(year: i32, month: i32, count: i32, grain: Grain) -> Option<Period> {
    let first = |month: i32| {
        let number = u32::try_from(month.rem_euclid(12)).ok()?;
        NaiveDate::from_ymd_opt(year + month.div_euclid(12), number + 1, 1)
    };
    Some(user::days(first(month)?, first(month + count)?, grain))
}
