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
    /// last three columns may be left out. A line that starts with `#` is a comment. It comes with
    /// what it is called in messages.
    Table(&'r str, &'r mut dyn BufRead),
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
            Source::Table(name, lines) => read_table(name, lines, take),
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

fn read_table(name: &str, lines: &mut dyn BufRead, take: &mut dyn FnMut(Row)) -> Result<()> {
    for (number, line) in lines.lines().enumerate() {
        let at = format!("{name}: line {}", number + 1);
        let line = line.map_err(|error| {
            let error = Error::new(Kind::Input, format!("{at}: not UTF-8 text")).because(error);
            error.hint("save the table as UTF-8")
        })?;
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        let is_header = number == 0 && line.starts_with("id\t");
        if is_header || line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        take(table_row(line).map_err(|why| {
            Error::new(Kind::Input, format!("{at}: not a place: {why}")).hint(COLUMNS)
        })?);
    }
    Ok(())
}

const COLUMNS: &str = "the columns, split by tabs, are id, kind, name, country, parent, latitude, \
                       longitude, population, names";

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

/// The place of a line, or what is wrong with it, in a few words.
pub(crate) fn table_row(line: &str) -> Result<Row, String> {
    const COLUMNS_MIN: usize = 7;
    let cells: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').map(str::trim).collect();
    let [id, kind, name, country, parent, latitude, longitude, rest @ ..] = cells.as_slice() else {
        let count = cells.len();
        return Err(format!("it has {count} of the {COLUMNS_MIN} columns it needs"));
    };
    let coded = |it: &str| it.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    if kind.is_empty() || kind.len() > 8 || !coded(kind) {
        return Err(format!("the kind `{kind}` is no feature code, such as PPL for a town"));
    }
    if name.is_empty() {
        return Err("it has no name".to_owned());
    }
    if !matches!(country.len(), 0 | 2) {
        return Err(format!("the country `{country}` is no code of two letters"));
    }
    let degrees = |column: &str, cell: &str, most: f64| {
        let degrees = cell.parse().ok().filter(|it: &f64| it.abs() <= most);
        degrees.ok_or_else(|| format!("the {column} `{cell}` is not within {most} degrees of 0"))
    };
    let number = |column: &str, cell: &str| {
        cell.parse::<u32>().map_err(|_| format!("the {column} `{cell}` is no whole number"))
    };
    let names = rest.get(1).copied().unwrap_or_default();
    let names: Vec<_> = names.split('|').filter(|it| !it.is_empty()).map(form_of).collect();
    let fame = rest.get(2).and_then(|it| it.parse().ok());
    Ok(Row {
        id: number("id", id)?,
        kind: (*kind).to_owned(),
        name: (*name).to_owned(),
        country: (*country).to_owned(),
        parent: (*parent).to_owned(),
        latitude: degrees("latitude", latitude, 90.0)?,
        longitude: degrees("longitude", longitude, 180.0)?,
        population: match rest.first() {
            None | Some(&"") => 0,
            Some(people) => number("population", people)?,
        },
        fame: fame.unwrap_or_else(|| u8::try_from(names.len()).unwrap_or(u8::MAX)),
        names,
    })
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
