//! The tables that a gazetteer is compiled from: our own TSV, and GeoNames' dumps.

use std::io::BufRead;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy_fst::Streamer;

use crate::error::{Error, Kind, Result};
use crate::place::gazetteer::{Gazetteer, NameForm, NameId, PlaceId};
use crate::place::geonames::{self, Choice};

/// How a name in a source names its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// A name that a text may have.
    Name(NameForm),
    /// A code that only a query may have: `US-TX`.
    Code,
}

/// A place as a source gives it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: u32,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) country: String,
    /// An id, a code, or the name of a continent; empty where it lies in its country.
    pub(crate) parent: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) population: u32,
    pub(crate) names: Vec<(Form, String)>,
    /// How many names it has anywhere, 255 at most.
    pub(crate) fame: u8,
}

/// Something to compile.
pub enum Source<'r> {
    /// Our own table: `id kind name country parent latitude longitude population names fame`, split
    /// by tabs; names are split by `|`, and the first character tells the form: `~` alternate, `^`
    /// abbreviation, `=` postal, `@` demonym, `#` code. Fame is how many names it has anywhere. The
    /// last three columns may be left out. A line that starts with `#` is a comment.
    Table(&'r mut dyn BufRead),
    /// A dump of GeoNames, bare or in its zip: `allCountries.zip`, `cities500.zip`, `PK.zip`.
    GeoNames(&'r Path, Choice),
    /// GeoNames' `alternateNamesV2.zip`: names for the places that the other sources give.
    AlternateNames(&'r Path),
    /// All that another gazetteer has.
    Gazetteer(&'r Gazetteer),
}

impl Source<'_> {
    pub(crate) fn read(self, take: &mut dyn FnMut(Row)) -> Result<()> {
        match self {
            Source::Table(lines) => read_table(lines, take),
            Source::GeoNames(path, choice) => geonames::places(path, choice, take),
            // Names without places: `compile::build` reads them once it has all places.
            Source::AlternateNames(_) => Ok(()),
            Source::Gazetteer(gazetteer) => {
                read_gazetteer(gazetteer, take);
                Ok(())
            }
        }
    }
}

fn read_table(lines: &mut dyn BufRead, take: &mut dyn FnMut(Row)) -> Result<()> {
    for (number, line) in lines.lines().enumerate() {
        let line = line.map_err(|error| {
            Error::new(Kind::Input, format!("line {}: not UTF-8 text", number + 1)).because(error)
        })?;
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let row = table_row(&line).ok_or_else(|| {
            let message = format!("line {}: not a place: {line:.80}", number + 1);
            Error::new(Kind::Input, message).hint(
                "the columns are id, kind, name, country, parent, latitude, longitude, \
                 population, names",
            )
        })?;
        take(row);
    }
    Ok(())
}

/// The names of a compiled gazetteer are keys: folded, which is all that looking them up needs.
fn read_gazetteer(gazetteer: &Gazetteer, take: &mut dyn FnMut(Row)) {
    let mut names: FxHashMap<PlaceId, Vec<(Form, String)>> = FxHashMap::default();
    let mut stream = gazetteer.keys().stream();
    while let Some((key, value)) = stream.next() {
        let (Ok(key), Ok(name)) = (std::str::from_utf8(key), u32::try_from(value.value())) else {
            continue;
        };
        for candidate in gazetteer.candidates_of(NameId(name)) {
            let named = match key.strip_prefix('#') {
                Some(code) => (Form::Code, code.to_ascii_uppercase()),
                None => (Form::Name(candidate.form), key.to_owned()),
            };
            names.entry(candidate.place).or_default().push(named);
        }
    }
    for place in gazetteer.places() {
        let parent = place.parent.map(|it| gazetteer.place(it).geonameid.to_string());
        take(Row {
            id: place.geonameid,
            kind: place.kind.to_owned(),
            name: place.name.to_owned(),
            country: place.country.to_owned(),
            parent: parent.unwrap_or_default(),
            latitude: place.latitude,
            longitude: place.longitude,
            population: place.population,
            names: names.remove(&place.id).unwrap_or_default(),
            fame: place.fame,
        });
    }
}

pub(crate) fn table_row(line: &str) -> Option<Row> {
    let mut cells = line.trim_end_matches(['\r', '\n']).split('\t').map(str::trim);
    let mut cell = || cells.next();
    let id = cell()?.parse().ok()?;
    let kind = cell().filter(|it| !it.is_empty() && it.len() <= 8 && it.is_ascii())?.to_owned();
    let name = cell().filter(|it| !it.is_empty())?.to_owned();
    let country = cell().filter(|it| it.is_empty() || it.len() == 2)?.to_owned();
    let parent = cell()?.to_owned();
    let latitude = cell()?.parse().ok().filter(|it: &f64| it.abs() <= 90.0)?;
    let longitude = cell()?.parse().ok().filter(|it: &f64| it.abs() <= 180.0)?;
    let population = cell().filter(|it| !it.is_empty()).unwrap_or("0").parse().ok()?;
    let names = cell().unwrap_or_default();
    let fame = cell().and_then(|it| it.parse().ok());
    let names: Vec<_> = names.split('|').filter(|it| !it.is_empty()).map(form_of).collect();
    let fame = fame.unwrap_or_else(|| u8::try_from(names.len()).unwrap_or(u8::MAX));
    Some(Row { id, kind, name, country, parent, latitude, longitude, population, names, fame })
}

pub(crate) fn form_of(name: &str) -> (Form, String) {
    let forms = [
        ('~', Form::Name(NameForm::Alternate)),
        ('^', Form::Name(NameForm::Abbreviation)),
        ('=', Form::Name(NameForm::Postal)),
        ('@', Form::Name(NameForm::Demonym)),
        ('#', Form::Code),
    ];
    for (mark, form) in forms {
        if let Some(rest) = name.strip_prefix(mark) {
            return (form, rest.to_owned());
        }
    }
    (Form::Name(NameForm::Main), name.to_owned())
}
