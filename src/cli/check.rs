//! `dateline check`: whether the index is as it was written.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::args::Check;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::index;
use crate::render::style::{Ink, bytes, plural};
use crate::render::{Format, json};

pub(crate) fn run(args: &Check, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let checked = index::check(&context.index, args.deep)?;
    let damage = &checked.damage;
    let view = context.view;
    let mut out = context.out(format);
    if format == Format::Human {
        for it in damage {
            let label = view.paint(Ink::Error, "damaged:");
            let file = crate::render::style::one_line(&it.file);
            written(writeln!(out, "{label} {file}: {}", it.reason))?;
        }
    } else {
        let damage = damage.iter().map(|it| (&*it.file, &*it.reason));
        let sizes =
            [("files", checked.files), ("bytes", checked.bytes), ("articles", checked.articles)];
        written(json::damage(damage, &sizes, &mut out))?;
    }
    out.finish()?;
    if damage.is_empty() {
        let deep = match checked.articles {
            0 => String::new(),
            count => format!(", {} taken apart", plural(count, "article")),
        };
        let (files, size) = (plural(checked.files, "file"), bytes(checked.bytes));
        context.summary(&format!("all is whole: {files}, {size}{deep}"));
        return Ok(Outcome::Done);
    }
    context.summary(&format!("{} damaged", plural(damage.len() as u64, "file")));
    context.hint(
        "restore a backup (dateline restore DIR --force), or make the index again: \
         dateline ingest CORPUS --index NEW",
    );
    Ok(Outcome::Lost)
}
