//! Any bytes as a web page: no panic, and a text that is no longer than the page could make it.
#![no_main]

use chrono::NaiveDate;
use dateline::read::{Options, html};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(today) = NaiveDate::from_ymd_opt(2024, 1, 31) else { return };
    let page = String::from_utf8_lossy(bytes);
    let found = html::page(&page, Some("https://courier.example/a"), &Options::new(today));
    assert!(found.body.len() <= 8 * page.len() + 64);
});
