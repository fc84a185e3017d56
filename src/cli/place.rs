//! `dateline place`: what a name may mean.

use std::io::Write;

use crate::article::Article;
use crate::cli::Outcome;
use crate::cli::args::Place;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::language::Prose;
use crate::place::explain::{self, Reason};
use crate::place::gazetteer::{Class, Gazetteer};
use crate::place::lookup;
use crate::place::model::Weights;
use crate::render::json::{self, Located};
use crate::render::style::{Ink, View, cut, pad, thousands, width};
use crate::render::{self, Format, why};

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
            if format == Format::Json {
                let mut out = context.out(format);
                written(json::places(&[], 0, None, args.why, &mut out))?;
                out.finish()?;
            }
            return Ok(Outcome::Nothing);
        }
    };
    let total = answer.candidates.len();
    let limit = if args.limit == 0 { total } else { args.limit };
    let candidates = answer.candidates.into_iter().take(limit);
    let candidates: Vec<Located<'_>> = candidates.map(|id| Located { gazetteer, id }).collect();
    let reason = alone(&name, gazetteer);
    let reason = reason.as_ref();
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    written(match format {
        Format::Human => table(&candidates, &view, &mut out)
            .and_then(|()| tell(reason.filter(|_| args.why), gazetteer, &view, &mut out)),
        Format::Json => json::places(&candidates, total, reason, args.why, &mut out),
        Format::Jsonl => {
            candidates.iter().try_for_each(|it| writeln!(out, "{}", it.value(reason, args.why)))
        }
        _ => {
            let header = [
                "geonameid",
                "name",
                "path",
                "country",
                "kind",
                "lat",
                "lon",
                "population",
                "names",
                "share",
            ];
            let rows = candidates.iter().map(|it| cells(it, reason, &header));
            render::cells(format, &header, rows, csv_safe, &mut out)
        }
    })?;
    out.finish()?;
    if total > limit {
        context.summary(&format!("{limit} of {total} places; all: --limit 0"));
    }
    Ok(Outcome::found(total > 0))
}

/// What a text that says no more than `name` would be taken to mean; `None` for ids and paths.
fn alone(name: &str, gazetteer: &Gazetteer) -> Option<Reason> {
    let article = Article { body: name.to_owned(), ..Article::default() };
    let prose = Prose::new(&article);
    let reasons = explain::explain(&prose, gazetteer, Weights::shipped(), None);
    reasons.into_iter().find(|it| it.span.start == 0)
}

/// Why the likeliest of them is, and what the others lack.
fn tell(
    reason: Option<&Reason>,
    gazetteer: &Gazetteer,
    view: &View,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Some(reason) = reason else { return Ok(()) };
    writeln!(out, "\n{}", view.paint(Ink::Title, "In a text that says no more"))?;
    why::candidates(reason, gazetteer, view, out)
}

fn cells(place: &Located<'_>, reason: Option<&Reason>, header: &[&str]) -> Vec<String> {
    let value = place.value(reason, false);
    let text = |name: &&str| match value.get(name) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    header.iter().map(text).collect()
}

/// A row for each place: its name and what it lies in, what it is, how many live there, how many
/// names the world has for it, its id. The first is what `--place` takes: people, names and kind
/// are what makes a place prominent.
fn table(candidates: &[Located<'_>], view: &View, out: &mut dyn Write) -> std::io::Result<()> {
    const HEADER: [&str; 5] = ["place", "kind", "people", "names", "id"];
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(candidates.iter().map(|it| {
        let place = it.gazetteer.place(it.id);
        let people = match place.population {
            0 => "–".to_owned(),
            people => thousands(people.into()),
        };
        let names = place.fame.to_string();
        let id = format!("geonames:{}", place.geonameid);
        [in_full(it), why::kind(&place).to_owned(), people, names, id]
    }));
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let [_, kinds, people, names, ids] = [0, 1, 2, 3, 4].map(widest);
    let room = view.columns.min(120).saturating_sub(kinds + people + names + ids + 8).max(20);
    let places = widest(0).min(room);
    for (number, [place, kind, live, known, id]) in rows.iter().enumerate() {
        let place = pad(&cut(place, places), places);
        let rest = format!("{}  {live:>people$}  {known:>names$}", pad(kind, kinds));
        let (place, rest) = match number {
            0 => (view.paint(Ink::Dim, &place), view.paint(Ink::Dim, &rest)),
            _ => (view.paint(Ink::Place, &place), rest),
        };
        writeln!(out, "{place}  {rest}  {}", view.paint(Ink::Dim, id))?;
    }
    Ok(())
}

/// `Paris, Texas, United States`: as it is said, districts and the continent left out.
fn in_full(place: &Located<'_>) -> String {
    let gazetteer = place.gazetteer;
    let place = gazetteer.place(place.id);
    let above = std::iter::successors(place.parent, |id| gazetteer.place(*id).parent);
    let above = above
        .map(|id| gazetteer.place(id))
        .filter(|it| !matches!(it.class(), Class::District | Class::Continent));
    let names = std::iter::once(place.name).chain(above.map(|it| it.name));
    names.collect::<Vec<&str>>().join(", ")
}
