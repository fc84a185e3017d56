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
    let mut tables = named
        .map(|it| Ok((it.display().to_string(), open(it)?)))
        .collect::<Result<Vec<(String, BufReader<File>)>>>()?;
    let mut sources: Vec<Source<'_>> = Vec::new();
    if args.tables.is_empty() && args.geonames.is_empty() {
        sources.push(Source::Gazetteer(Gazetteer::embedded()));
    }
    let choice = Choice { population_min: args.min_pop };
    sources.extend(args.geonames.iter().map(|it| Source::GeoNames(it, choice)));
    sources.extend(args.alternates.iter().map(|it| Source::AlternateNames(it)));
    sources.extend(tables.iter_mut().map(|(name, it)| Source::Table(name, it as &mut dyn BufRead)));
    let (file, report) = compile::build(sources)?;
    std::fs::write(&args.output, file).map_err(|error| {
        let message = format!("cannot write the gazetteer `{}`", args.output.display());
        let hint = "--output names a file in a folder that is there and that you may write to";
        Error::new(Kind::Io, message).because(error).hint(hint)
    })?;
    context.summary(&format!(
        "{}, {}, {}",
        plural(report.places as u64, "place"),
        plural(report.names as u64, "name"),
        bytes(report.bytes as u64)
    ));
    if report.left_out > 0 {
        let names = plural(report.left_out as u64, "name");
        context.hint(&format!(
            "left out: {names} that dateline knows of places which your sources lack"
        ));
    }
    if let Some(some) = some(&report.replaced) {
        context.hint(&format!(
            "a place with the id of another takes its place: {some}; ids of your own go from \
             200000001"
        ));
    }
    if let Some(some) = some(&report.astray) {
        context.hint(&format!(
            "no source has the parent of these, so they lie straight in their country: {some}"
        ));
    }
    Ok(Outcome::Done)
}

/// The first of them, and how many more there are; `None` for none.
fn some(all: &[String]) -> Option<String> {
    const SHOWN: usize = 3;
    let (shown, more) = all.split_at(all.len().min(SHOWN));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}

fn open(table: &Path) -> Result<BufReader<File>> {
    File::open(table).map(BufReader::new).map_err(|error| {
        Error::new(Kind::Io, format!("cannot read the table `{}`", table.display()))
            .because(error)
            .hint("dateline gazetteer build --help tells what a table looks like")
    })
}
