//! Any text through the time tagger: every span in its text, no interval that ends before it starts.
#![no_main]

use chrono::NaiveDate;
use dateline::article::{Article, DateSource, Field, Published};
use dateline::date;
use dateline::language::Prose;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: (&str, &str)| {
    let (title, body) = (text.0.to_owned(), text.1.to_owned());
    let published = NaiveDate::from_ymd_opt(2023, 12, 12).map(|it| Published::on(it, DateSource::Field));
    let article = Article { id: "x".to_owned(), title, body, published, ..Article::default() };
    for published in [None, published.as_ref()] {
        for mention in date::find(&Prose::new(&article), published) {
            let field = if mention.field == Field::Title { &article.title } else { &article.body };
            assert!(mention.span.of(field).is_some_and(|it| !it.is_empty()), "{mention:?}");
            assert!(mention.when.is_none_or(|it| it.start < it.end), "{mention:?}");
        }
    }
});
