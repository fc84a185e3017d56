//! `dateline timeline`: how many articles came out, or speak of things that happened, when.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::cli::Outcome;
use crate::cli::args::Timeline;
use crate::cli::context::{Context, written};
use crate::cli::list;
use crate::date::interval::Grain;
use crate::error::Result;
use crate::render::{self, Format, Period, json};
use crate::search::{Engine, Facet, FacetBy, FacetRequest};

/// Where filling the gaps would give more rows than this, they stay.
const ROWS_FILLED_MAX: usize = 1_000;

pub(crate) fn run(args: &Timeline, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let known = [Format::Human, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv];
    let format = context.format(&known)?;
    let both = args.filters.happened.iter().any(String::is_empty);
    let mut planned = args.filters.plan(&args.words, context)?;
    planned.plan.limit = Some(0);
    planned.plan.collapse = args.collapse;
    let mut by = vec![FacetBy::Published(args.by)];
    if both {
        by.push(FacetBy::Happened(args.by));
    }
    planned.plan.facets = by.into_iter().map(|by| FacetRequest { by, limit: None }).collect();
    let results = context.open()?.search(&planned.plan)?;
    let periods = periods(&results.facets, args.by, both);
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    written(match format {
        Format::Human => render::series(&periods, &view, &mut out),
        Format::Json => json::periods(args.by.name(), &periods, &mut out),
        Format::Jsonl => json::period_lines(&periods, &mut out),
        _ => {
            let header: &[&str] =
                if both { &["value", "published", "happened"] } else { &["value", "published"] };
            let rows = periods.iter().map(|it| {
                let mut row = vec![it.value.clone(), it.published.to_string()];
                row.extend(it.happened.map(|count| count.to_string()));
                row
            });
            render::cells(format, header, rows, csv_safe, &mut out)
        }
    })?;
    out.finish()?;
    if format == Format::Human {
        list::total(&results, args.collapse, context);
    }
    list::hints(&results.hints, context);
    Ok(Outcome::found(results.total > 0))
}

/// The counts of all facets by period, in order, gaps filled with nothing.
fn periods(facets: &[Facet], unit: Grain, both: bool) -> Vec<Period> {
    let empty =
        |value: &str| Period { value: value.to_owned(), published: 0, happened: both.then_some(0) };
    let mut known: BTreeMap<(Option<NaiveDate>, String), Period> = BTreeMap::new();
    for facet in facets {
        for count in &facet.counts {
            let key = (start(&count.value, unit), count.value.clone());
            let period = known.entry(key).or_insert_with(|| empty(&count.value));
            match facet.by {
                FacetBy::Happened(_) => period.happened = Some(count.shown()),
                _ => period.published = count.shown(),
            }
        }
    }
    let days: Vec<NaiveDate> = known.keys().filter_map(|(day, _)| *day).collect();
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        let mut missing = Vec::new();
        let mut day = Some(*first);
        while let Some(now) = day.filter(|it| it <= last) {
            if missing.len() > ROWS_FILLED_MAX {
                return known.into_values().collect();
            }
            missing.push(((Some(now), name(now, unit)), empty(&name(now, unit))));
            day = after(now, unit);
        }
        for (key, period) in missing {
            known.entry(key).or_insert(period);
        }
    }
    known.into_values().collect()
}

/// The first day of a period by its name: `2023-12-12`, `2023-W50`, `2023-12`, `2023-Q4`, `2023`.
fn start(value: &str, unit: Grain) -> Option<NaiveDate> {
    let number = |text: &str| text.parse::<u32>().ok();
    let (year, rest) = match unit {
        Grain::Year => (value, ""),
        _ => value.get(1..)?.find('-').and_then(|at| value.split_at_checked(at + 1))?,
    };
    let (year, rest) = (year.parse::<i32>().ok()?, rest.trim_start_matches('-'));
    match unit {
        Grain::Day => {
            let (month, day) = rest.split_once('-')?;
            NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
        }
        Grain::Week => {
            NaiveDate::from_isoywd_opt(year, number(rest.strip_prefix('W')?)?, Weekday::Mon)
        }
        Grain::Month => NaiveDate::from_ymd_opt(year, number(rest)?, 1),
        Grain::Quarter => {
            let quarter = number(rest.strip_prefix('Q')?)?.checked_sub(1)?;
            NaiveDate::from_ymd_opt(year, quarter * 3 + 1, 1)
        }
        _ => NaiveDate::from_ymd_opt(year, 1, 1),
    }
}

/// The name of the period that starts on `day`.
fn name(day: NaiveDate, unit: Grain) -> String {
    match unit {
        Grain::Day => day.to_string(),
        Grain::Week => format!("{:04}-W{:02}", day.iso_week().year(), day.iso_week().week()),
        Grain::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Grain::Quarter => format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1),
        _ => format!("{:04}", day.year()),
    }
}

/// The first day of the next period.
fn after(day: NaiveDate, unit: Grain) -> Option<NaiveDate> {
    match unit {
        Grain::Day => day.succ_opt(),
        Grain::Week => day.checked_add_days(Days::new(7)),
        Grain::Month => day.checked_add_months(Months::new(1)),
        Grain::Quarter => day.checked_add_months(Months::new(3)),
        _ => day.checked_add_months(Months::new(12)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Count;

    #[track_caller]
    fn check(unit: Grain, values: &[&str], expected: &[&str]) {
        let counts = values
            .iter()
            .map(|it| Count { value: (*it).to_owned(), articles: 1, stories: None })
            .collect();
        let facet = Facet { by: FacetBy::Published(unit), counts, distinct: 0 };
        let found = periods(&[facet], unit, false);
        let found: Vec<&str> = found.iter().map(|it| &*it.value).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn gaps_are_filled() {
        check(Grain::Month, &["2023-11", "2024-01"], &["2023-11", "2023-12", "2024-01"]);
        check(Grain::Week, &["2020-W52", "2021-W01"], &["2020-W52", "2020-W53", "2021-W01"]);
        check(
            Grain::Day,
            &["2023-12-31", "2024-01-02"],
            &["2023-12-31", "2024-01-01", "2024-01-02"],
        );
        check(Grain::Quarter, &["2023-Q3", "2024-Q1"], &["2023-Q3", "2023-Q4", "2024-Q1"]);
        check(Grain::Year, &["2021", "2023"], &["2021", "2022", "2023"]);
    }

    #[test]
    fn vast_gaps_stay() {
        check(Grain::Day, &["1000-01-01", "2023-12-31"], &["1000-01-01", "2023-12-31"]);
    }
}
