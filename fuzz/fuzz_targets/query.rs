//! Any text as a query of each language: no panic, and what is printed is the same query.
#![no_main]

use dateline::query::dialect::{self, Syntax};
use dateline::query::parse::{Beside, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for (syntax, beside) in [
        (Syntax::Native, Beside::All),
        (Syntax::Native, Beside::Any),
        (Syntax::Nexis, Beside::All),
        (Syntax::Factiva, Beside::All),
        (Syntax::Lucene, Beside::All),
    ] {
        let Ok(tree) = dialect::read(text, syntax, beside) else { continue };
        let printed = tree.to_string();
        // Printing may add brackets, and so break a limit that the query just kept.
        if let Ok(again) = parse(&printed, Beside::All) {
            assert_eq!(tree, again, "{} printed as {printed}", syntax.name());
        }
    }
});
