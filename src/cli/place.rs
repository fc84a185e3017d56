//! `dateline place`: what a name may mean.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::args::Place;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::place::lookup;
use crate::render::json::{self, Located};
use crate::render::style::{Ink, View, cut, pad, thousands, width};
use crate::render::{self, Format};

pub(crate) fn run(args: &Place, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let known = [Format::Human, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv];
    let format = context.format(&known)?;
    let gazetteer = context.gazetteer()?;
    let name = args.name.join(" ");
    let answer = match lookup::places(&name, gazetteer) {
        Ok(answer) => answer,
        Err(error) => {
            context.summary(&error.to_string());
            if let Some(hint) = error.advice() {
                context.hint(hint);
            }
            return Ok(Outcome::Nothing);
        }
    };
    let total = answer.candidates.len();
    let limit = if args.limit == 0 { total } else { args.limit };
    let candidates = answer.candidates.into_iter().take(limit);
    let candidates: Vec<Located<'_>> = candidates.map(|id| Located { gazetteer, id }).collect();
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    written(match format {
        Format::Human => table(&candidates, &view, &mut out),
        Format::Json => json::places(&candidates, total, &mut out),
        Format::Jsonl => candidates.iter().try_for_each(|it| writeln!(out, "{}", it.value())),
        _ => {
            let header =
                ["geonameid", "name", "path", "country", "kind", "lat", "lon", "population"];
            let rows = candidates.iter().map(|it| cells(it, &header));
            render::cells(format, &header, rows, csv_safe, &mut out)
        }
    })?;
    out.finish()?;
    if total > limit {
        context.summary(&format!("{limit} of {total} places; all: --limit 0"));
    }
    Ok(Outcome::found(total > 0))
}

fn cells(place: &Located<'_>, header: &[&str]) -> Vec<String> {
    let value = place.value();
    let text = |name: &&str| match value.get(name) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    header.iter().map(text).collect()
}

/// One line a place: its path, what it is, how many live there, its id.
fn table(candidates: &[Located<'_>], view: &View, out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<(String, String, String, String)> = candidates
        .iter()
        .map(|it| {
            let place = it.gazetteer.place(it.id);
            let people = if place.population == 0 {
                "–".to_owned()
            } else {
                thousands(place.population.into())
            };
            let path = it.gazetteer.path(it.id).to_string();
            (path, place.kind.to_owned(), people, format!("geonames:{}", place.geonameid))
        })
        .collect();
    let widest = |of: fn(&(String, String, String, String)) -> &str| {
        rows.iter().map(|row| width(of(row))).max().unwrap_or(0)
    };
    let (kinds, people, ids) = (widest(|it| &it.1), widest(|it| &it.2), widest(|it| &it.3));
    let room = view.columns.min(120).saturating_sub(kinds + people + ids + 6).max(20);
    let paths = widest(|it| &it.0).min(room);
    for (path, kind, number, id) in &rows {
        let path = view.paint(Ink::Place, &pad(&cut(path, paths), paths));
        let number = format!("{number:>people$}");
        writeln!(out, "{path}  {}  {number}  {}", pad(kind, kinds), view.paint(Ink::Dim, id))?;
    }
    Ok(())
}
