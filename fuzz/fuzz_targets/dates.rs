//! Any text as a date that a user wrote: no panic, and never an empty stretch of time.
#![no_main]

use chrono::DateTime;
use dateline::date::parse::{Clock, compared, period};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(now) = DateTime::from_timestamp(1_702_389_900, 0) else { return };
    let clock = Clock { now: now.fixed_offset(), order: None };
    if let Ok(period) = period(text, &clock)
        && let (Some(start), Some(end)) = (period.start, period.end)
    {
        assert!(start.instant(&clock) < end.instant(&clock));
    }
    _ = compared(text, &clock);
});
