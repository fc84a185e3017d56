//! Any text through everything that understands it: every span of a place in its text.
#![no_main]

use dateline::article::{Article, Field};
use dateline::document::annotate;
use dateline::place::gazetteer::Gazetteer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: (&str, &str)| {
    let (title, body) = (text.0.to_owned(), text.1.to_owned());
    let article = Article { id: "x".to_owned(), title, body, ..Article::default() };
    let document = annotate(article, Gazetteer::embedded());
    for mention in &document.places {
        let article = &document.article;
        let field = if mention.field == Field::Title { &article.title } else { &article.body };
        assert!(mention.span.of(field).is_some_and(|it| !it.is_empty()), "{:?}", mention.span);
    }
});
