//! `dateline delete`: articles out of the index.

use crate::cli::Outcome;
use crate::cli::args::Delete;
use crate::cli::context::{Context, written};
use crate::error::{Error, Kind, Result};
use crate::index;
use crate::render::Format;
use crate::render::style::plural;

pub(crate) fn run(args: &Delete, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let mut ids: Vec<String> = Vec::new();
    for id in &args.ids {
        if id == "-" {
            ids.extend(context.io.lines().map_err(|error| {
                Error::new(Kind::Io, "cannot read ids from standard input").because(error)
            })?);
        } else {
            ids.push(id.clone());
        }
    }
    ids.retain(|id| !id.is_empty());
    ids.sort();
    ids.dedup();
    let patience = Context::patience(args.wait);
    let deleted = index::delete(&context.index, &ids, context.access, &patience)?;
    let absent = (ids.len() as u64).saturating_sub(deleted);
    if format == Format::Human {
        let missing = if absent > 0 { format!(", {absent} not there") } else { String::new() };
        context.summary(&format!("{} deleted{missing}", plural(deleted, "article")));
    } else {
        let mut out = context.out(format);
        written(crate::render::json::deleted(deleted, absent, &mut out))?;
        out.finish()?;
    }
    Ok(Outcome::found(deleted > 0))
}
