//! `dateline check`: whether the index is as it was written.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::index;
use crate::render::style::{Ink, plural};
use crate::render::{Format, json};

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let damage = index::check(&context.index)?;
    let view = context.view;
    let mut out = context.out(format);
    if format == Format::Human {
        for it in &damage {
            let label = view.paint(Ink::Error, "damaged:");
            let file = crate::render::style::one_line(&it.file);
            written(writeln!(out, "{label} {file}: {}", it.reason))?;
        }
    } else {
        let damage = damage.iter().map(|it| (&*it.file, &*it.reason));
        written(json::damage(damage, &mut out))?;
    }
    out.finish()?;
    if damage.is_empty() {
        context.summary("all is whole");
        return Ok(Outcome::Done);
    }
    context.summary(&format!("{} damaged", plural(damage.len() as u64, "file")));
    context.hint("restore a copy, or make the index again: dateline ingest CORPUS --index NEW");
    Ok(Outcome::Lost)
}
