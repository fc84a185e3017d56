//! `dateline complete`: what the start of a word may become.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::args::Complete;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::style::{Ink, View, pad, plural, thousands, width};
use crate::render::{self, Format, json};
use crate::search::{Completion, Engine};
use crate::text;

pub(crate) fn run(args: &Complete, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let known = [Format::Human, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv];
    let format = context.format(&known)?;
    let limit = (args.limit > 0).then_some(args.limit);
    let found = context.open()?.complete(&args.prefix, args.of, limit)?;
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    written(match format {
        Format::Human => human(&found.best, &view, &mut out),
        Format::Json => json::completions(&found, args.of, &mut out),
        Format::Jsonl => json::completion_lines(&found, &mut out),
        _ => {
            let rows = found.best.iter().map(|it| vec![it.text.clone(), it.articles.to_string()]);
            render::cells(format, &["text", "count"], rows, csv_safe, &mut out)
        }
    })?;
    out.finish()?;
    let shown = found.best.len() as u64;
    if shown < found.total && format != Format::Json {
        let all = plural(found.total, args.of.one());
        context.summary(&format!("{} of {all}; all: --limit 0", thousands(shown)));
    }
    Ok(Outcome::found(found.total > 0))
}

fn human(found: &[Completion], view: &View, out: &mut dyn Write) -> std::io::Result<()> {
    let clean: Vec<_> = found.iter().map(|it| text::sanitise(&it.text)).collect();
    let widest = clean.iter().map(|it| width(it)).max().unwrap_or(0);
    for (text, completion) in clean.iter().zip(found) {
        let count = view.paint(Ink::Dim, &thousands(completion.articles));
        writeln!(out, "{}  {count}", pad(text, widest))?;
    }
    Ok(())
}
