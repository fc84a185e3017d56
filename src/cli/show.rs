//! `dateline show`: one article with its mentions marked.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::args::Show;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::style::{Ink, View, one_line};
use crate::render::{Format, article, json};
use crate::search::{Engine, Stored};

pub(crate) fn run(args: &Show, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let Some(stored) = context.open()?.get(&args.id)? else {
        return Ok(missing(&args.id, context));
    };
    let view = context.view;
    let mut out = context.out(format);
    written(match format {
        Format::Human => human(&stored, args, &view, &mut out),
        _ => json::stored(&stored, args.source_fields, &mut out),
    })?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// Says that there is no such article.
pub(crate) fn missing(id: &str, context: &mut Context<'_, '_>) -> Outcome {
    context.summary(&format!("no article has the id `{id}`"));
    context.hint("`dateline query` prints the id of each hit");
    Outcome::Nothing
}

fn human(stored: &Stored, args: &Show, view: &View, out: &mut dyn Write) -> std::io::Result<()> {
    let why = article::stored_mentions(stored);
    article::page(&stored.article, &article::facts(stored), &why, view, out)?;
    // Without colours the marks in the text cannot be seen.
    if args.why || !view.colour {
        writeln!(out, "\n{}", view.paint(Ink::Title, "Mentions"))?;
        article::reasons(&why, view, out)?;
    }
    if args.source_fields {
        writeln!(out, "\n{}", view.paint(Ink::Title, "Source fields"))?;
        if stored.article.extra.is_empty() {
            writeln!(out, "  none")?;
        }
        for (name, value) in &stored.article.extra {
            writeln!(out, "  {}  {}", view.paint(Ink::Dim, name), one_line(value))?;
        }
    }
    Ok(())
}
