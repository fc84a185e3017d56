//! `dateline tag` for eyes: the text with its mentions marked, then what each means.

use std::io::{self, Write};

use crate::document::Document;
use crate::place::gazetteer::Gazetteer;
use crate::place::{PlaceMention, Referent};
use crate::render::article::{self, Fact, Why};
use crate::render::style::View;
use crate::search::MarkKind;

/// Writes one document.
pub fn document(
    document: &Document,
    gazetteer: &Gazetteer,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let read = &document.article;
    let mut facts: Vec<Fact> = vec![("id", read.id.clone())];
    if let Some(published) = read.published {
        facts.push(("published", format!("{} ({})", published.value(), published.source.name())));
    }
    facts.push(("language", document.language.name().to_owned()));
    if let Some(dateline) = &document.dateline {
        let text = dateline.span.of(&read.body).unwrap_or_default();
        facts.push(("dateline", text.to_owned()));
    }
    let mut why: Vec<Why> = document.dates.iter().map(|it| article::why_date(read, it)).collect();
    why.extend(document.places.iter().map(|it| why_place(document, it, gazetteer)));
    article::page(read, &facts, &why, view, out)?;
    if !why.is_empty() {
        writeln!(out)?;
        article::reasons(&why, view, out)?;
    }
    Ok(())
}

fn why_place(document: &Document, mention: &PlaceMention, gazetteer: &Gazetteer) -> Why {
    let words = article::words(&document.article, mention.field, mention.span);
    let path = match mention.referent {
        Referent::Place(id) => gazetteer.path(id).to_string(),
        Referent::Within(id) => gazetteer.path(id).child(words).to_string(),
        Referent::Unknown => "somewhere".to_owned(),
    };
    let doubt = if mention.counts { "" } else { " (does not count)" };
    Why {
        at: (mention.field, mention.span),
        kind: MarkKind::Place,
        words: words.to_owned(),
        meaning: format!("{path} {}{doubt}", mention.role.name()),
        confidence: mention.confidence,
        rule: mention.rule.to_owned(),
    }
}
