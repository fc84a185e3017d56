//! `dateline stats`: what the index holds.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::style::{Ink, View, bytes, pad, thousands, width};
use crate::render::{Format, json};
use crate::search::{Engine, Stats};

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let stats = context.open()?.stats()?;
    let view = context.view;
    let mut out = context.out(format);
    written(match format {
        Format::Human => human(&stats, &view, &mut out),
        _ => json::stats(&stats, &mut out),
    })?;
    out.finish()?;
    Ok(Outcome::Done)
}

fn human(stats: &Stats, view: &View, out: &mut dyn Write) -> std::io::Result<()> {
    let share = |part: u64| {
        let permille = (part * 1_000).checked_div(stats.articles).unwrap_or(0);
        format!("{} ({}.{} %)", thousands(part), permille / 10, permille % 10)
    };
    let published = match stats.published {
        Some((first, last)) => format!("{first} to {last}"),
        None => "–".to_owned(),
    };
    let mut rows = vec![
        ("articles", thousands(stats.articles)),
        ("published", published),
        ("undated", share(stats.undated)),
        ("unplaced", share(stats.unplaced)),
        ("words", thousands(stats.words)),
        ("size", bytes(stats.bytes)),
        ("segments", thousands(stats.segments)),
    ];
    rows.extend(stats.properties.iter().cloned());
    let names = rows.iter().map(|row| width(row.0)).max().unwrap_or(0);
    for (name, value) in rows {
        writeln!(out, "{}  {value}", view.paint(Ink::Dim, &pad(name, names)))?;
    }
    Ok(())
}
