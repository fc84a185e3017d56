//! `dateline optimize`: one segment, and no room for what was deleted.

use crate::cli::Outcome;
use crate::cli::args::Optimize;
use crate::cli::context::Context;
use crate::error::Result;
use crate::index;
use crate::render::style::bytes;
use crate::search::Engine;

pub(crate) fn run(args: &Optimize, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let before = context.open()?.stats()?;
    index::optimize(&context.index, context.access, &Context::patience(args.wait))?;
    let after = context.open()?.stats()?;
    context.summary(&format!(
        "{} segments, {} · before: {}, {}",
        after.segments,
        bytes(after.bytes),
        before.segments,
        bytes(before.bytes)
    ));
    Ok(Outcome::Done)
}
