//! Calendar arithmetic, and how TIMEX3 writes what comes of it.

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

use crate::date::form::Count;
use crate::date::interval::Grain;
use crate::date::interval::Interval;
use crate::date::lexicon::Feast;
use crate::date::lexicon::Part;
use crate::date::lexicon::Season;
use crate::date::lexicon::Unit;

impl Unit {
    /// The letter of a TIMEX3 duration, and whether it stands after `T`.
    pub(crate) fn letter(self) -> (&'static str, bool) {
        match self {
            Unit::Second => ("S", true),
            Unit::Minute => ("M", true),
            Unit::Hour => ("H", true),
            Unit::Day => ("D", false),
            Unit::Weekend => ("WE", false),
            Unit::Week | Unit::Fortnight => ("W", false),
            Unit::Month => ("M", false),
            Unit::Season => ("S", false),
            Unit::Quarter => ("Q", false),
            Unit::Half | Unit::Year => ("Y", false),
            Unit::Decade => ("DE", false),
            Unit::Century => ("CE", false),
            Unit::Millennium => ("ML", false),
        }
    }

    pub(crate) fn grain(self) -> Grain {
        match self {
            Unit::Second | Unit::Minute | Unit::Hour => Grain::Minute,
            Unit::Day => Grain::Day,
            Unit::Weekend | Unit::Week | Unit::Fortnight => Grain::Week,
            Unit::Month => Grain::Month,
            Unit::Season | Unit::Quarter => Grain::Quarter,
            Unit::Half => Grain::Half,
            Unit::Year => Grain::Year,
            Unit::Decade => Grain::Decade,
            Unit::Century | Unit::Millennium => Grain::Century,
        }
    }
}

impl Part {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Part::Morning => "TMO",
            Part::Midday => "TMI",
            Part::Afternoon => "TAF",
            Part::Evening => "TEV",
            Part::Night => "TNI",
            Part::Daytime => "TDT",
        }
    }
}

impl Season {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Season::Spring => "SP",
            Season::Summer => "SU",
            Season::Autumn => "FA",
            Season::Winter => "WI",
        }
    }

    /// The month it starts in. Winter starts in December.
    pub(crate) fn month(self) -> u32 {
        match self {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
            Season::Winter => 12,
        }
    }

    pub(crate) fn of_month(month: u32) -> Season {
        match month {
            3..=5 => Season::Spring,
            6..=8 => Season::Summer,
            9..=11 => Season::Autumn,
            _ => Season::Winter,
        }
    }
}

/// Writes a TIMEX3 duration.
pub(crate) fn duration(count: Count, unit: Unit) -> String {
    let (letter, time) = unit.letter();
    let head = if time { "PT" } else { "P" };
    match (count, unit) {
        (Count::Vague, _) => format!("{head}X{letter}"),
        (Count::Known(count), Unit::Fortnight) => format!("P{}W", u64::from(count) * 2),
        (Count::Known(24), Unit::Hour) => "P1D".to_owned(),
        (Count::Known(count), Unit::Decade) => format!("P{}Y", u64::from(count) * 10),
        (Count::Known(count), Unit::Weekend) => format!("P{}D", u64::from(count) * 2),
        (Count::Known(count), Unit::Half) => format!("P{}M", u64::from(count) * 6),
        (Count::Known(count), _) => format!("{head}{count}{letter}"),
        (Count::Half(0), Unit::Year) => "P6M".to_owned(),
        (Count::Half(0), Unit::Hour) => "PT30M".to_owned(),
        (Count::Half(count), Unit::Year) => format!("P{count}Y6M"),
        (Count::Half(count), Unit::Hour) => format!("PT{count}H30M"),
        (Count::Half(count), Unit::Minute) => format!("PT{count}M30S"),
        (Count::Half(count), _) => format!("{head}{count}.5{letter}"),
        (Count::Tenths(tenths), _) => format!("{head}{}.{}{letter}", tenths / 10, tenths % 10),
    }
}

/// `date` moved by so many units; `None` beyond the calendar.
pub(crate) fn shift(date: NaiveDate, unit: Unit, count: i64) -> Option<NaiveDate> {
    let days = |days: i64| {
        let span = Days::new(days.unsigned_abs());
        if days < 0 { date.checked_sub_days(span) } else { date.checked_add_days(span) }
    };
    let months = |months: i64| {
        let span = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        if months < 0 { date.checked_sub_months(span) } else { date.checked_add_months(span) }
    };
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Some(date),
        Unit::Day => days(count),
        Unit::Weekend | Unit::Week => days(count.checked_mul(7)?),
        Unit::Fortnight => days(count.checked_mul(14)?),
        Unit::Month => months(count),
        Unit::Season | Unit::Quarter => months(count.checked_mul(3)?),
        Unit::Half => months(count.checked_mul(6)?),
        Unit::Year => months(count.checked_mul(12)?),
        Unit::Decade => months(count.checked_mul(120)?),
        Unit::Century => months(count.checked_mul(1_200)?),
        Unit::Millennium => months(count.checked_mul(12_000)?),
    }
}

/// The unit that `date` lies in: its days and its TIMEX3 value.
pub(crate) fn unit_at(date: NaiveDate, unit: Unit) -> Option<(Interval, String)> {
    let year = date.year();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => {
            Some((Interval::day(date), day(date)))
        }
        Unit::Week | Unit::Fortnight => {
            let week = date.iso_week();
            Some((week_of(date)?, format!("{}-W{:02}", year_text(week.year()), week.week())))
        }
        Unit::Weekend => {
            let week = date.iso_week();
            let days = week_of(date)?;
            let saturday = days.start.checked_add_days(Days::new(5))?;
            let value = format!("{}-W{:02}-WE", year_text(week.year()), week.week());
            Some((Interval::new(saturday, days.end)?, value))
        }
        Unit::Month => Some((Interval::month(year, date.month())?, month(year, date.month()))),
        Unit::Quarter => quarter(year, (date.month() - 1) / 3 + 1),
        Unit::Half => half(year, (date.month() - 1) / 6 + 1),
        Unit::Season => {
            let of = Season::of_month(date.month());
            let early = of == Season::Winter && date.month() < 3;
            season(if early { year - 1 } else { year }, of)
        }
        Unit::Year => Some((Interval::year(year)?, year_text(year))),
        Unit::Decade => decade(year.div_euclid(10)),
        Unit::Century => century(year.div_euclid(100)),
        Unit::Millennium => {
            let first = year.div_euclid(1000);
            Some((Interval::years(first * 1000, 1000)?, first.to_string()))
        }
    }
}

/// Monday to Sunday.
fn week_of(date: NaiveDate) -> Option<Interval> {
    let since = u64::from(date.weekday().num_days_from_monday());
    let monday = date.checked_sub_days(Days::new(since))?;
    Interval::new(monday, monday.checked_add_days(Days::new(7))?)
}

pub(crate) fn quarter(year: i32, quarter: u32) -> Option<(Interval, String)> {
    let start = NaiveDate::from_ymd_opt(year, (quarter.checked_sub(1)?) * 3 + 1, 1)?;
    let days = Interval::new(start, start.checked_add_months(Months::new(3))?)?;
    Some((days, format!("{}-Q{quarter}", year_text(year))))
}

pub(crate) fn half(year: i32, half: u32) -> Option<(Interval, String)> {
    let start = NaiveDate::from_ymd_opt(year, (half.checked_sub(1)?) * 6 + 1, 1)?;
    let days = Interval::new(start, start.checked_add_months(Months::new(6))?)?;
    Some((days, format!("{}-H{half}", year_text(year))))
}

/// A season; winter is the one that starts in December of `year`.
pub(crate) fn season(year: i32, season: Season) -> Option<(Interval, String)> {
    let start = NaiveDate::from_ymd_opt(year, season.month(), 1)?;
    let days = Interval::new(start, start.checked_add_months(Months::new(3))?)?;
    Some((days, format!("{}-{}", year_text(year), season.code())))
}

pub(crate) fn decade(decade: i32) -> Option<(Interval, String)> {
    let value = if decade < 0 { format!("BC{:03}", -decade) } else { format!("{decade:03}") };
    Some((Interval::years(decade.checked_mul(10)?, 10)?, value))
}

pub(crate) fn century(century: i32) -> Option<(Interval, String)> {
    let value = if century < 0 { format!("BC{:02}", -century) } else { format!("{century:02}") };
    Some((Interval::years(century.checked_mul(100)?, 100)?, value))
}

/// `1998`, `0476`, `BC0044`: years before 1 are counted as historians do.
pub(crate) fn year_text(year: i32) -> String {
    if year <= 0 { format!("BC{:04}", 1 - year) } else { format!("{year:04}") }
}

pub(crate) fn month(year: i32, month: u32) -> String {
    format!("{}-{month:02}", year_text(year))
}

pub(crate) fn day(date: NaiveDate) -> String {
    format!("{}-{:02}-{:02}", year_text(date.year()), date.month(), date.day())
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
pub(crate) fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// The days of a feast in a year, and whether it is a single day.
pub(crate) fn feast(year: i32, feast: Feast) -> Option<Interval> {
    let one = |date: NaiveDate| Some(Interval::day(date));
    match feast {
        Feast::Fixed(month, day) => {
            one(NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day))?)
        }
        Feast::Easter(days) => one(shift(easter(year)?, Unit::Day, i64::from(days))?),
        Feast::Nth(month, weekday, count) => one(nth(year, month, weekday, count)?),
        Feast::Ramadan => {
            let start = islamic(year, 9, 1)?;
            Interval::new(start, shift(start, Unit::Day, 30)?)
        }
        Feast::FastBreaking => one(islamic(year, 10, 1)?),
        Feast::Sacrifice => one(islamic(year, 12, 10)?),
    }
}

/// The `count`-th of a weekday in a month, the last for 5.
fn nth(year: i32, month: u8, weekday: u8, count: u8) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, u32::from(month), 1)?;
    let ahead = (7 + u32::from(weekday) - first.weekday().number_from_monday()) % 7;
    let at = |count: u8| first.with_day(1 + ahead + 7 * (u32::from(count) - 1));
    if count == 5 { at(5).or_else(|| at(4)) } else { at(count) }
}

/// The day in a Gregorian year on which a day of the tabular Islamic calendar falls (the first,
/// where it falls twice). Right to a day or so; the sighting of the moon decides.
fn islamic(year: i32, month: i64, day: i64) -> Option<NaiveDate> {
    let guess = (i64::from(year) - 622) * 33 / 32;
    for hijri in guess - 1..=guess + 2 {
        let days = day
            + (59 * (month - 1) + 1).div_euclid(2)
            + (hijri - 1) * 354
            + (3 + 11 * hijri).div_euclid(30);
        let epoch = NaiveDate::from_ymd_opt(622, 7, 19)?;
        let date = shift(epoch, Unit::Day, days - 1)?;
        if date.year() == year {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasts() {
        let day = |year, kind| feast(year, kind).unwrap().start.to_string();
        assert_eq!(day(2024, Feast::Easter(0)), "2024-03-31");
        assert_eq!(day(1999, Feast::Easter(-2)), "1999-04-02");
        assert_eq!(day(2023, Feast::Nth(11, 4, 4)), "2023-11-23");
        assert_eq!(day(2021, Feast::Nth(5, 1, 5)), "2021-05-31");
        assert_eq!(day(2023, Feast::Ramadan), "2023-03-23");
        assert_eq!(day(2024, Feast::FastBreaking), "2024-04-10");
        assert_eq!(day(2022, Feast::Sacrifice), "2022-07-10");
    }

    #[test]
    fn units() {
        let date = NaiveDate::from_ymd_opt(2023, 12, 12).unwrap();
        let value = |unit| unit_at(date, unit).unwrap().1;
        assert_eq!(value(Unit::Week), "2023-W50");
        assert_eq!(value(Unit::Weekend), "2023-W50-WE");
        assert_eq!(value(Unit::Quarter), "2023-Q4");
        assert_eq!(value(Unit::Season), "2023-WI");
        assert_eq!(value(Unit::Decade), "202");
        assert_eq!(value(Unit::Century), "20");
    }

    #[test]
    fn years_before_the_first() {
        assert_eq!(year_text(-43), "BC0044");
        assert_eq!(year_text(476), "0476");
    }
}
