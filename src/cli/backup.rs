//! `dateline backup` and `dateline restore`: a commit, there and back.

use crate::cli::Outcome;
use crate::cli::args::{Backup, Restore};
use crate::cli::context::Context;
use crate::error::Result;
use crate::index::{self, Copied, Patience};
use crate::render::style::{bytes, plural};

pub(crate) fn backup(args: &Backup, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let now = context.now.timestamp();
    let copied = index::backup(&context.index, &args.to, now, &Patience::None)?;
    said(&copied, "backed up", context);
    Ok(Outcome::Done)
}

pub(crate) fn restore(args: &Restore, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let now = context.now.timestamp();
    let patience = Context::patience(args.wait);
    let copied = index::restore(&args.from, &context.index, args.force, now, &patience)?;
    said(&copied, "restored", context);
    Ok(Outcome::Done)
}

fn said(copied: &Copied, done: &str, context: &mut Context<'_, '_>) {
    let (articles, files) = (plural(copied.articles, "article"), plural(copied.files, "file"));
    let (all, new) = (bytes(copied.bytes), bytes(copied.copied));
    context.summary(&format!("{articles} {done}: {files}, {all}, of which {new} were copied"));
}
