//! `dateline facets`: counts what matches by place, date, language and source.

use crate::cli::Outcome;
use crate::cli::args::Facets;
use crate::cli::context::{Context, written};
use crate::cli::list;
use crate::date::interval::Grain;
use crate::error::{Error, Kind, Result};
use crate::place::lookup;
use crate::place::path::PlacePath;
use crate::render::{self, Answer, Format, Options};
use crate::search::{Engine, FacetBy};

pub(crate) fn run(args: &Facets, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let known = [Format::Human, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv];
    let format = context.format(&known)?;
    let under = args.under.as_deref().map(|name| root(name, context)).transpose()?;
    let by = keys(args, under.as_ref());
    let mut planned = args.filters.plan(&args.words, context)?;
    planned.plan.limit = Some(0);
    planned.plan.collapse = args.collapse;
    planned.plan.facets = list::facet_requests(&by, args.limit);
    let engine = context.open()?;
    let before = context.io.elapsed();
    let results = engine.search(&planned.plan)?;
    let took = context.io.elapsed().saturating_sub(before);
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    match format {
        Format::Human => written(render::facets(&results.facets, &view, &mut out))?,
        Format::Json => {
            let answer = Answer {
                understood: &planned.understood,
                from: planned.from.as_deref(),
                to: planned.to.as_deref(),
                results: &results,
                took,
                qid: None,
                offset: 0,
            };
            let options = Options::default();
            written(render::results(format, &answer, &options, &view, &mut out))?;
        }
        Format::Jsonl => written(render::json::facet_lines(&results.facets, &mut out))?,
        _ => written(render::facet_cells(format, &results.facets, csv_safe, &mut out))?,
    }
    out.finish()?;
    if format == Format::Human {
        list::total(&results, args.collapse, context);
    }
    list::hints(&results.hints, context);
    Ok(Outcome::found(results.total > 0))
}

/// What to count by, places under `root` and in the role asked for.
fn keys(args: &Facets, under: Option<&PlacePath>) -> Vec<FacetBy> {
    let place = FacetBy::Place { depth: 0, root: None, role: None };
    let mut by = match (args.by.is_empty(), under) {
        (false, _) => args.by.clone(),
        (true, Some(_)) => vec![place],
        (true, None) => {
            vec![place, FacetBy::Published(Grain::Year), FacetBy::Language, FacetBy::Source]
        }
    };
    for by in &mut by {
        if let FacetBy::Place { root, role, .. } = by {
            (*root, *role) = (under.cloned(), args.filters.role);
        }
    }
    by
}

/// The place that `--under` names.
fn root(name: &str, context: &mut Context<'_, '_>) -> Result<PlacePath> {
    let gazetteer = context.gazetteer()?;
    let answer = lookup::places(name, gazetteer)?;
    let Some(first) = answer.candidates.first() else {
        return Err(Error::new(Kind::Usage, format!("no place is called `{name}`")));
    };
    Ok(gazetteer.path(*first))
}
