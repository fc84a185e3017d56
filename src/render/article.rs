//! One article for eyes: what is known of it, its text with times and places marked.

use std::io::{self, Write};

use crate::article::{Article, Field};
use crate::date::DateMention;
use crate::render::style::{Ink, View, cut, one_line, pad, width};
use crate::render::wrap;
use crate::search::{Mark, MarkKind, Stored};
use crate::text::Span;

/// Lines longer than this are hard to read, however wide the terminal.
const COLUMNS_MAX: usize = 100;

/// One line of what is known: a name and a text.
pub type Fact = (&'static str, String);

/// A row of the table that `--why` and `tag` show.
#[derive(Clone, Debug)]
pub struct Why {
    /// The text the mention stands in, and where.
    pub at: (Field, Span),
    /// Whether it is a time or a place.
    pub kind: MarkKind,
    /// The words.
    pub words: String,
    /// What they mean.
    pub meaning: String,
    /// How sure we are, 0 to 1.
    pub confidence: f32,
    /// The rule that decided.
    pub rule: String,
}

/// The row of a time.
pub fn why_date(article: &Article, date: &DateMention) -> Why {
    let meaning = match date.when {
        Some(when) => format!("{} {} [{}, {})", date.kind.name(), date.value, when.start, when.end),
        None => format!("{} {}", date.kind.name(), date.value),
    };
    Why {
        at: (date.field, date.span),
        kind: MarkKind::Date,
        words: words(article, date.field, date.span).to_owned(),
        meaning,
        confidence: date.confidence,
        rule: date.rule.to_owned(),
    }
}

/// The characters of a span in one of the two texts of an article.
pub fn words(article: &Article, field: Field, span: Span) -> &str {
    let text = match field {
        Field::Title => &article.title,
        Field::Body => &article.body,
    };
    span.of(text).unwrap_or_default()
}

/// The mentions of one field as marks, in order and apart from each other.
pub fn marks(field: Field, why: &[Why]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = why
        .iter()
        .filter(|it| it.at.0 == field && !it.at.1.is_empty())
        .map(|it| Mark { span: it.at.1, kind: it.kind })
        .collect();
    marks.sort_by_key(|it| (it.span.start, it.span.end));
    let mut end = 0;
    marks.retain(|it| {
        let apart = it.span.start >= end;
        if apart {
            end = it.span.end;
        }
        apart
    });
    marks
}

/// Writes title, facts and text, with the mentions marked.
pub fn page(
    article: &Article,
    facts: &[Fact],
    why: &[Why],
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = view.columns.min(COLUMNS_MAX);
    if !article.title.is_empty() {
        for line in wrap::lines(&one_line(&article.title), &[], columns, false, view) {
            writeln!(out, "{}", view.paint(Ink::Title, &line))?;
        }
    }
    let names = facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, text) in facts {
        let lines =
            wrap::lines(&one_line(text), &[], columns.saturating_sub(names + 2), false, view);
        let mut name = pad(name, names);
        for line in lines {
            writeln!(out, "{}  {line}", view.paint(Ink::Dim, &name))?;
            name = " ".repeat(names);
        }
    }
    writeln!(out)?;
    let body = article.body.trim_end();
    for line in wrap::lines(body, &marks(Field::Body, why), columns, true, view) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes each mention with its meaning, how sure we are, and the rule.
pub fn reasons(why: &[Why], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut why: Vec<&Why> = why.iter().collect();
    why.sort_by_key(|it| (it.at.0, it.at.1));
    let texts: Vec<String> = why.iter().map(|it| cut(&one_line(&it.words), 24)).collect();
    let text_columns = texts.iter().map(|it| width(it)).max().unwrap_or(0);
    for (row, text) in why.iter().zip(&texts) {
        let ink = if row.kind == MarkKind::Date { Ink::Date } else { Ink::Place };
        let blank = " ".repeat(text_columns.saturating_sub(width(text)));
        writeln!(
            out,
            "  {}{blank}  {:.2}  {}  {}",
            view.paint(ink, text),
            row.confidence,
            one_line(&row.meaning),
            view.paint(Ink::Dim, &row.rule)
        )?;
    }
    Ok(())
}

/// What an index knows of an article.
pub fn facts(stored: &Stored) -> Vec<Fact> {
    let article = &stored.article;
    let mut facts: Vec<Fact> = vec![("id", article.id.clone())];
    let published = article
        .published
        .map_or("unknown".to_owned(), |it| format!("{} ({})", it.value(), it.source.name()));
    facts.push(("published", published));
    let optional =
        [("source", &article.source), ("byline", &article.byline), ("url", &article.url)];
    for (name, value) in optional {
        facts.extend(value.as_ref().map(|value| (name, value.clone())));
    }
    facts.push(("language", stored.language.name().to_owned()));
    let file = match article.record {
        0 | 1 => article.path.clone(),
        record => format!("{}, record {record}", article.path),
    };
    facts.push(("file", file));
    if let Some(story) = stored.story.as_ref().filter(|it| it.copies > 1) {
        facts.push(("story", format!("{} ({} copies)", story.id, story.copies)));
    }
    facts.extend(article.notes.iter().map(|note| ("note", note.clone())));
    facts
}

/// The mentions that the index keeps of an article.
pub fn stored_mentions(stored: &Stored) -> Vec<Why> {
    let article = &stored.article;
    let mut why: Vec<Why> = stored.dates.iter().map(|it| why_date(article, it)).collect();
    why.extend(stored.places.iter().map(|it| {
        let doubt = if it.counts { "" } else { " (does not count)" };
        Why {
            at: (it.field, it.span),
            kind: MarkKind::Place,
            words: words(article, it.field, it.span).to_owned(),
            meaning: format!("{} {}{doubt}", it.place.path, it.place.role.name()),
            confidence: it.confidence,
            rule: it.rule.clone(),
        }
    }));
    why
}
