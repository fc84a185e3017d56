//! `dateline count`: how many articles match.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::args::Count;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::{Format, json};
use crate::search::Engine;

pub(crate) fn run(args: &Count, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let mut planned = args.filters.plan(&args.words, context)?;
    let engine = context.open()?;
    let total = if args.collapse {
        planned.plan.limit = Some(0);
        planned.plan.collapse = true;
        engine.search(&planned.plan)?.total
    } else {
        engine.count(&planned.plan.matching)?
    };
    let mut out = context.out(format);
    written(match format {
        Format::Human => writeln!(out, "{total}"),
        _ => json::count(total, &planned.understood, &mut out),
    })?;
    out.finish()?;
    Ok(Outcome::found(total > 0))
}
