//! `dateline gazetteer`: a gazetteer of your own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::cli::Outcome;
use crate::cli::args::{self, Build, GazetteerCommand};
use crate::cli::context::Context;
use crate::error::{Error, Kind, Result};
use crate::place::compile;
use crate::place::gazetteer::Gazetteer;
use crate::place::geonames::Choice;
use crate::place::source::Source;
use crate::render::style::{bytes, plural};

pub(crate) fn run(args: &args::Gazetteer, context: &mut Context<'_, '_>) -> Result<Outcome> {
    match &args.command {
        GazetteerCommand::Build(args) => build(args, context),
    }
}

fn build(args: &Build, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let named = args.tables.iter().chain(&args.extra);
    let mut tables = named.map(|it| open(it)).collect::<Result<Vec<_>>>()?;
    let mut sources: Vec<Source<'_>> = Vec::new();
    if args.tables.is_empty() && args.geonames.is_empty() {
        sources.push(Source::Gazetteer(Gazetteer::embedded()));
    }
    let choice = Choice { population_min: args.min_pop };
    sources.extend(args.geonames.iter().map(|it| Source::GeoNames(it, choice)));
    sources.extend(args.alternates.iter().map(|it| Source::AlternateNames(it)));
    sources.extend(tables.iter_mut().map(|it| Source::Table(it as &mut dyn BufRead)));
    let (file, report) = compile::build(sources)?;
    std::fs::write(&args.output, file).map_err(|error| {
        let message = format!("cannot write the gazetteer `{}`", args.output.display());
        Error::new(Kind::Io, message).because(error)
    })?;
    context.summary(&format!(
        "{}, {}, {}",
        plural(report.places as u64, "place"),
        plural(report.names as u64, "name"),
        bytes(report.bytes as u64)
    ));
    if report.left_out > 0 {
        let lines = plural(report.left_out as u64, "name");
        context.hint(&format!("{lines} of places that no table has were left out"));
    }
    Ok(Outcome::Done)
}

fn open(table: &Path) -> Result<BufReader<File>> {
    File::open(table).map(BufReader::new).map_err(|error| {
        Error::new(Kind::Io, format!("cannot read the table `{}`", table.display()))
            .because(error)
            .hint("dateline gazetteer build --help tells what a table looks like")
    })
}
