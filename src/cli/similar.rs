//! `dateline similar`: the articles most like one.

use crate::cli::Outcome;
use crate::cli::args::Similar;
use crate::cli::context::Context;
use crate::cli::list;
use crate::cli::show::missing;
use crate::error::Result;
use crate::render::Options;
use crate::search::{Engine, Sort};

pub(crate) fn run(args: &Similar, context: &mut Context<'_, '_>) -> Result<Outcome> {
    if args.listing.fields.as_deref() == Some("") {
        return list::list_fields(context);
    }
    let format = context.format(&list::FORMATS)?;
    let fields = list::fields(&args.listing, format)?;
    let options = Options { fields, csv_safe: context.csv_safe };
    let mut planned = args.filters.plan(&[], context)?;
    planned.plan.sort = Sort::Relevance;
    list::fill(&mut planned.plan, &args.listing, format, &options);
    let engine = context.open()?;
    if engine.get(&args.id)?.is_none() {
        return Ok(missing(&args.id, context));
    }
    let before = context.io.elapsed();
    let results = engine.similar(&args.id, &planned.plan)?;
    let took = context.io.elapsed().saturating_sub(before);
    list::write(&results, &planned, format, &options, took, context)
}
