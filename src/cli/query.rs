//! `dateline query`: finds articles.

use std::path::Path;

use crate::cli::Outcome;
use crate::cli::args::Query;
use crate::cli::context::{Context, written};
use crate::cli::list;
use crate::error::{Error, Kind, Result};
use crate::query::batch;
use crate::query::plan::Planned;
use crate::render::{self, Answer, Format, Options};
use crate::search::{Engine, Sort};

pub(crate) fn run(args: &Query, context: &mut Context<'_, '_>) -> Result<Outcome> {
    if args.listing.fields.as_deref() == Some("") {
        return list::list_fields(context);
    }
    let format = context.format(&list::FORMATS)?;
    let fields = list::fields(&args.listing, format)?;
    let options = Options { fields, csv_safe: context.csv_safe };
    if let Some(file) = &args.queries {
        return run_batch(args, file, format, &options, context);
    }
    let planned = plan(args, &args.words, format, &options, context)?;
    let engine = context.open()?;
    let before = context.io.elapsed();
    let results = engine.search(&planned.plan)?;
    let took = context.io.elapsed().saturating_sub(before);
    if args.listing.explain && format == Format::Human {
        context.note(&understood(&planned));
    }
    list::write(&results, &planned, format, &options, took, context)
}

fn plan(
    args: &Query,
    words: &[String],
    format: Format,
    options: &Options,
    context: &mut Context<'_, '_>,
) -> Result<Planned> {
    let mut planned = args.filters.plan(words, context)?;
    if words.iter().all(|it| it.trim().is_empty()) {
        planned.plan.sort = Sort::Newest;
    }
    list::fill(&mut planned.plan, &args.listing, format, options);
    planned.plan.facets = list::facet_requests(&args.facets, args.facet_limit);
    planned.plan.recency_days = args.recency;
    planned.plan.expand = args.expand;
    planned.plan.semantic = args.semantic.as_ref().map(|it| context.vectors(it)).transpose()?;
    Ok(planned)
}

/// The query and the bounds of its dates, as `--explain` says them.
fn understood(planned: &Planned) -> String {
    let query = if planned.understood.is_empty() { "every article" } else { &planned.understood };
    let mut text = format!("understood as {query}");
    if let Some(from) = &planned.from {
        text += &format!(", published from {from}");
    }
    if let Some(to) = &planned.to {
        text += &format!(", published before {to}");
    }
    text
}

/// Runs every query of a file, in its order, on one snapshot of the index.
fn run_batch(
    args: &Query,
    file: &Path,
    format: Format,
    options: &Options,
    context: &mut Context<'_, '_>,
) -> Result<Outcome> {
    if !matches!(format, Format::Trec | Format::Jsonl) {
        return Err(Error::new(Kind::Usage, "`--queries` writes trec or jsonl")
            .hint("add --format trec or --jsonl"));
    }
    let topics = batch::read(&text_of(file, context)?)?;
    let engine = context.open()?;
    let mut any = false;
    for topic in topics {
        let planned = plan(args, &[topic.text], format, options, context).map_err(|error| {
            let message = format!("{}, query {}", file.display(), topic.qid);
            Error::new(error.kind(), message).because(error)
        })?;
        let results = engine.search(&planned.plan)?;
        any |= !results.hits.is_empty();
        let answer = Answer {
            understood: &planned.understood,
            from: None,
            to: None,
            results: &results,
            took: std::time::Duration::ZERO,
            qid: Some(&topic.qid),
            offset: planned.plan.offset,
        };
        let view = context.view;
        let mut out = context.out(format);
        written(render::results(format, &answer, options, &view, &mut out))?;
        out.finish()?;
    }
    Ok(Outcome::found(any))
}

fn text_of(file: &Path, context: &mut Context<'_, '_>) -> Result<String> {
    let text = if file == Path::new("-") {
        context.io.lines().map(|it| it.join("\n"))
    } else {
        std::fs::read_to_string(file)
    };
    text.map_err(|error| {
        Error::new(Kind::Io, format!("cannot read `{}`", file.display())).because(error)
    })
}
