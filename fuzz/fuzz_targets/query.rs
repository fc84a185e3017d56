//! Any text as a query: no panic, and what is printed is the same query.
#![no_main]

use dateline::query::parse::{Beside, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for beside in [Beside::All, Beside::Any] {
        let Ok(tree) = parse(text, beside) else { continue };
        let printed = tree.to_string();
        // Printing may add brackets, and so break a limit that the query just kept.
        if let Ok(again) = parse(&printed, Beside::All) {
            assert_eq!(tree, again, "printed as {printed}");
        }
    }
});
