//! `dateline show`: one article with its mentions marked.

use std::io::Write;

use chrono::NaiveDate;

use crate::article::Article;
use crate::cli::Outcome;
use crate::cli::args::Show;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::index::Index;
use crate::language::Prose;
use crate::place::explain::{self, Reason};
use crate::place::gazetteer::Gazetteer;
use crate::place::model::Weights;
use crate::place::outlet::Outlets;
use crate::render::style::{Ink, View, one_line};
use crate::render::why::Names;
use crate::render::{Format, article, json};
use crate::search::{Engine, Expr, Filter, Plan, Sort, Stored};
use crate::text;

pub(crate) fn run(args: &Show, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let index = context.open()?;
    let Some(stored) = index.get(&args.id)? else {
        return Ok(missing(&args.id, context));
    };
    let gazetteer = context.gazetteer()?;
    let article = &stored.article;
    let reasons = if args.why { reasons(article, &index, gazetteer)? } else { Vec::new() };
    let mentions: Vec<_> = stored.places.iter().map(|it| (it.field, it.span)).collect();
    let names = Names { article, gazetteer, reasons: &reasons, mentions: &mentions };
    let names = args.why.then_some(names);
    let view = context.view;
    let mut out = context.out(format);
    written(match format {
        Format::Human => human(&stored, args, names.as_ref(), &view, &mut out),
        _ => json::stored(&stored, args.source_fields, names.as_ref(), &mut out),
    })?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// Says that there is no such article.
pub(crate) fn missing(id: &str, context: &mut Context<'_, '_>) -> Outcome {
    context.summary(&format!("no article has the id `{id}`"));
    context.hint("`dateline query` prints the id of each hit");
    Outcome::Nothing
}

/// Why the article's names were taken for places. What the outlet's other articles speak of counts
/// as it did in the ingest, which may have looked at others of them.
fn reasons(article: &Article, index: &Index, gazetteer: &Gazetteer) -> Result<Vec<Reason>> {
    let mut outlets = Outlets::default();
    if let Some(source) = &article.source {
        let matching = Expr::Filter(Filter::Source(text::fold(source)));
        let plan = Plan { limit: Some(OTHERS_MAX), sort: Sort::Id, ..Plan::new(matching, DAY) };
        let hits = index.search(&plan)?.hits;
        let mut others = Vec::with_capacity(hits.len());
        for hit in hits.iter().filter(|it| it.id != article.id) {
            others.extend(index.get(&hit.id)?.map(|it| it.article));
        }
        outlets.learn(&others, gazetteer);
    }
    let home = outlets.home(article, gazetteer);
    let prose = Prose::new(article);
    Ok(explain::explain(&prose, gazetteer, Weights::shipped(), home.as_deref()))
}

/// So many articles of the outlet are looked at: as many as an ingest does.
const OTHERS_MAX: usize = 24;

/// No part of that search asks what day it is.
const DAY: NaiveDate = NaiveDate::MIN;

fn human(
    stored: &Stored,
    args: &Show,
    names: Option<&Names<'_>>,
    view: &View,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let why = article::stored_mentions(stored);
    article::page(&stored.article, &article::facts(stored), &why, view, out)?;
    // Without colours the marks in the text cannot be seen.
    if args.why || !view.colour {
        writeln!(out, "\n{}", view.paint(Ink::Title, "Mentions"))?;
        article::reasons(&why, view, out)?;
    }
    if let Some(names) = names {
        names.write(view, out)?;
    }
    if args.source_fields {
        writeln!(out, "\n{}", view.paint(Ink::Title, "Source fields"))?;
        if stored.article.extra.is_empty() {
            writeln!(out, "  none")?;
        }
        for (name, value) in &stored.article.extra {
            writeln!(out, "  {}  {}", view.paint(Ink::Dim, name), one_line(value))?;
        }
    }
    Ok(())
}
