//! The names of time zones that newsrooms print, and what they stand for.

use chrono::Datelike;
use chrono::NaiveDate;
use chrono::Weekday;

/// One printed name.
#[derive(Debug)]
pub(crate) struct Zone {
    /// The name, in capitals.
    pub(crate) name: &'static str,
    /// Minutes east of UTC, in winter where it has seasons.
    pub(crate) minutes: i32,
    /// Whether the day tells summer from winter: `ET` is `EST` or `EDT`.
    pub(crate) seasonal: bool,
    /// Which of its meanings we take, where there are several.
    pub(crate) meaning: Option<&'static str>,
}

const fn fixed(name: &'static str, minutes: i32) -> Zone {
    Zone { name, minutes, seasonal: false, meaning: None }
}

const fn seasonal(name: &'static str, minutes: i32) -> Zone {
    Zone { name, minutes, seasonal: true, meaning: None }
}

const fn taken(name: &'static str, minutes: i32, meaning: &'static str) -> Zone {
    Zone { name, minutes, seasonal: false, meaning: Some(meaning) }
}

const ZONES: &[Zone] = &[
    fixed("Z", 0),
    fixed("UTC", 0),
    fixed("GMT", 0),
    fixed("UT", 0),
    fixed("WET", 0),
    fixed("WEST", 60),
    taken("BST", 60, "British Summer Time"),
    fixed("CET", 60),
    fixed("CEST", 120),
    fixed("MEZ", 60),
    fixed("MESZ", 120),
    fixed("EET", 120),
    fixed("EEST", 180),
    fixed("MSK", 180),
    fixed("TRT", 180),
    fixed("IDT", 180),
    fixed("IRST", 210),
    taken("GST", 240, "Gulf Standard Time"),
    fixed("PKT", 300),
    taken("IST", 330, "Indian Standard Time"),
    fixed("NPT", 345),
    fixed("WIB", 420),
    fixed("ICT", 420),
    fixed("WITA", 480),
    fixed("SGT", 480),
    fixed("HKT", 480),
    fixed("PHT", 480),
    fixed("AWST", 480),
    fixed("WIT", 540),
    fixed("JST", 540),
    fixed("KST", 540),
    fixed("ACST", 570),
    fixed("AEST", 600),
    fixed("ACDT", 630),
    fixed("AEDT", 660),
    fixed("NZST", 720),
    fixed("NZDT", 780),
    fixed("WAT", 60),
    fixed("CAT", 120),
    fixed("SAST", 120),
    fixed("EAT", 180),
    fixed("NST", -210),
    fixed("NDT", -150),
    taken("AST", -240, "Atlantic Standard Time"),
    fixed("ADT", -180),
    fixed("BRT", -180),
    fixed("ART", -180),
    fixed("CLT", -240),
    fixed("PET", -300),
    fixed("COT", -300),
    seasonal("ET", -300),
    seasonal("EASTERN", -300),
    fixed("EST", -300),
    fixed("EDT", -240),
    seasonal("CT", -360),
    taken("CST", -360, "Central Standard Time of America"),
    fixed("CDT", -300),
    seasonal("MT", -420),
    fixed("MST", -420),
    fixed("MDT", -360),
    seasonal("PT", -480),
    seasonal("PACIFIC", -480),
    fixed("PST", -480),
    fixed("PDT", -420),
    fixed("AKST", -540),
    fixed("AKDT", -480),
    fixed("HST", -600),
];

/// The zone that `name` is, whatever its case.
pub(crate) fn find(name: &str) -> Option<&'static Zone> {
    ZONES.iter().find(|zone| zone.name.eq_ignore_ascii_case(name))
}

/// Minutes east of UTC on `day` where winter has `standard`, by the rule of the United States
/// since 2007; before that the summers were a month shorter and may be an hour off.
pub(crate) fn american(day: NaiveDate, standard: i32) -> i32 {
    let sunday =
        |month, week| NaiveDate::from_weekday_of_month_opt(day.year(), month, Weekday::Sun, week);
    let summer =
        sunday(3, 2).zip(sunday(11, 1)).is_some_and(|(start, end)| (start..end).contains(&day));
    if summer { standard + 60 } else { standard }
}
