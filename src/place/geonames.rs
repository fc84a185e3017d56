//! GeoNames' dumps: `allCountries`, `cities500` or one country's table, and `alternateNames`.
//!
//! A dump is tab-separated text, bare or within the zip that GeoNames offers.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::place::gazetteer::{Class, Gazetteer, NameForm};
use crate::place::source::{Form, Row};

/// Which places of a dump to take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Towns of fewer people are left out; regions, waters and mountains never are.
    pub population_min: u32,
}

/// Feature codes that news never speaks of: farms, wells, sections of towns that are no more.
const NOT: &[&str] = &["PPLH", "PPLW", "PPLQ", "PPLCH", "PPLF", "ADM5", "ADMDH", "ADM5H"];

/// Alternate names of towns smaller than this are left out: they are too many for their use.
const ALTERNATES_POPULATION_MIN: u32 = 15_000;

/// No name has more bytes.
const NAME_BYTES_MAX: usize = 80;

/// Reads the places of a dump.
///
/// # Errors
/// `Kind::Io` where it cannot be read, `Kind::Input` where it is no dump of GeoNames.
pub(crate) fn places(path: &Path, choice: Choice, take: &mut dyn FnMut(Row)) -> Result<()> {
    let mut rows: Vec<(Row, Region)> = Vec::new();
    let mut regions: HashMap<String, u32> = HashMap::new();
    let mut is_empty = true;
    each_line(path, &|name| !name.contains("readme"), &mut |number, line| {
        is_empty = false;
        let cells: Vec<&str> = line.split('\t').collect();
        let row = row(&cells).map_err(|why| {
            let message =
                format!("{}: line {number}: not a place of GeoNames: {why}", path.display());
            Error::new(Kind::Input, message).hint(DUMPS)
        })?;
        let Some((row, region)) = row.filter(|(row, _)| takes(row, choice)) else { return Ok(()) };
        match row.kind.as_str() {
            "ADM1" => _ = regions.insert(region.first(), row.id),
            "ADM2" => _ = regions.insert(region.second(), row.id),
            _ => {}
        }
        rows.push((row, region));
        Ok(())
    })?;
    if is_empty {
        return Err(nothing(path, DUMPS));
    }
    let shipped = Gazetteer::embedded();
    for (mut row, region) in rows {
        let second = regions.get(&region.second()).filter(|it| **it != row.id);
        let first = regions.get(&region.first()).filter(|it| **it != row.id);
        if let Some(parent) = second.or(first) {
            row.parent = parent.to_string();
        }
        let class = Class::of(&row.kind);
        if let Some(known) = shipped.by_geonameid(row.id).map(|it| shipped.place(it))
            && matches!(class, Class::Country | Class::Region)
        {
            // "Pakistan", not "Islamic Republic of Pakistan"; and its continent, which no dump has.
            row.names.push((Form::Name(NameForm::Main), known.name.to_owned()));
            known.name.clone_into(&mut row.name);
            let above = known.parent.filter(|_| class == Class::Country);
            if let Some(above) = above {
                row.parent = shipped.place(above).geonameid.to_string();
            }
        }
        take(row);
    }
    Ok(())
}

const DUMPS: &str =
    "allCountries.zip, cities500.zip or PK.zip of download.geonames.org have places";
const ALTERNATES: &str = "alternateNamesV2.zip of download.geonames.org has them";

fn nothing(path: &Path, hint: &str) -> Error {
    Error::new(Kind::Input, format!("`{}` has no line of GeoNames", path.display())).hint(hint)
}

/// Where a row lies: codes of its country, first- and second-level region.
struct Region {
    country: String,
    first: String,
    second: String,
}

impl Region {
    fn first(&self) -> String {
        format!("{}.{}", self.country, self.first)
    }

    fn second(&self) -> String {
        format!("{}.{}.{}", self.country, self.first, self.second)
    }
}

/// What is wrong with a row, in a few words; `Ok(None)` for one that no map of news needs.
fn row(cells: &[&str]) -> Result<Option<(Row, Region)>, String> {
    const COLUMNS_MIN: usize = 15;
    let count = cells.len();
    if count < COLUMNS_MIN {
        return Err(format!("it has {count} of the {COLUMNS_MIN} columns it needs"));
    }
    let text = |number: usize| cells.get(number).copied().unwrap_or_default();
    let degrees = |column: &str, cell: &str, most: f64| {
        let degrees = cell.parse().ok().filter(|it: &f64| it.abs() <= most);
        degrees.ok_or_else(|| format!("the {column} `{cell}` is not within {most} degrees of 0"))
    };
    let number = |column: &str, cell: &str| {
        cell.parse::<u64>().map_err(|_| format!("the {column} `{cell}` is no whole number"))
    };
    let id = number("id", text(0))?;
    let id = u32::try_from(id).map_err(|_| format!("the id `{id}` is too great"))?;
    let (name, class, code, country) = (text(1), text(6), text(7), text(8));
    let latitude = degrees("latitude", text(4), 90.0)?;
    let longitude = degrees("longitude", text(5), 180.0)?;
    let population = number("population", text(14))?;
    let named = !name.is_empty() && name.len() <= NAME_BYTES_MAX;
    let coded = !code.is_empty() && code.len() <= 8 && (country.is_empty() || country.len() == 2);
    if !named || !coded || matches!(class, "" | "S" | "R" | "U" | "V") || NOT.contains(&code) {
        return Ok(None);
    }
    let others = text(3);
    let fame = others.split(',').filter(|it| !it.is_empty()).count();
    let mut names = vec![(Form::Name(NameForm::Main), name.to_owned())];
    let ascii = text(2);
    if !ascii.is_empty() && ascii != name {
        names.push((Form::Name(NameForm::Main), ascii.to_owned()));
    }
    if code.starts_with("PCL") && country.len() == 2 {
        names.push((Form::Code, country.to_owned()));
    }
    let population = u32::try_from(population).unwrap_or(u32::MAX);
    let row = Row {
        id,
        kind: code.to_owned(),
        name: name.to_owned(),
        country: country.to_owned(),
        parent: String::new(),
        latitude,
        longitude,
        population,
        names,
        fame: u8::try_from(fame.min(250)).unwrap_or(250),
    };
    let code = |number| text(number).to_owned();
    let region = Region { country: country.to_owned(), first: code(10), second: code(11) };
    Ok(Some((row, region)))
}

fn takes(row: &Row, choice: Choice) -> bool {
    let seat = matches!(row.kind.as_str(), "PPLC" | "PPLA" | "PPLA2");
    match Class::of(&row.kind) {
        Class::Town | Class::Quarter => seat || row.population >= choice.population_min,
        Class::Continent | Class::Country | Class::Region | Class::District | Class::Area => true,
        // A brook or a hill of which the world has one name is one of millions.
        Class::Water | Class::Terrain => row.fame >= 2,
        Class::Site => false,
    }
}

/// Languages whose names are taken: those that the gazetteer of the program has.
const LANGUAGES: &[&str] = &[
    "en", "de", "es", "fr", "it", "pt", "nl", "pl", "ru", "uk", "ar", "fa", "ur", "hi", "bn", "zh",
    "ja", "ko", "tr", "id", "sw", "el", "he", "th",
];

/// Reads alternate names: `take` is told the id, the form and the name.
///
/// # Errors
/// As [`places`].
pub(crate) fn alternates(
    path: &Path,
    takes: &dyn Fn(u32) -> Option<u32>,
    take: &mut dyn FnMut(u32, Form, String),
) -> Result<()> {
    let names = |name: &str| !name.contains("readme") && !name.contains("languagecodes");
    let mut is_empty = true;
    each_line(path, &|name| names(&name.to_lowercase()), &mut |number, line| {
        is_empty = false;
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |number: usize| cells.get(number).copied().unwrap_or_default();
        let Ok(id) = cell(1).parse::<u32>() else {
            let message = format!("{}: line {number}: not an alternate name", path.display());
            return Err(Error::new(Kind::Input, message).hint(ALTERNATES));
        };
        let Some(population) = takes(id) else { return Ok(()) };
        let (language, name) = (cell(2), cell(3).trim());
        let set = |number: usize| cell(number) == "1";
        let plain = !name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.contains(['|', '\t']);
        if !plain || set(6) || (language != "en" && population < ALTERNATES_POPULATION_MIN) {
            return Ok(());
        }
        let main = language == "en" && (set(4) || set(5));
        let form = match language {
            "abbr" => Form::Name(NameForm::Abbreviation),
            "en" if main => Form::Name(NameForm::Main),
            "" => Form::Name(NameForm::Alternate),
            other if LANGUAGES.contains(&other) => Form::Name(NameForm::Alternate),
            _ => return Ok(()),
        };
        take(id, form, name.to_owned());
        Ok(())
    })?;
    if is_empty { Err(nothing(path, ALTERNATES)) } else { Ok(()) }
}

/// Every line of a text file, or of the text files within a zip that `wanted` wants.
fn each_line(
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
    take: &mut dyn FnMut(usize, &str) -> Result<()>,
) -> Result<()> {
    let whole = "it was cut or damaged on its way: download it again";
    let failed = |error: std::io::Error| {
        let hint = match error.kind() {
            ErrorKind::NotFound | ErrorKind::PermissionDenied => "download it first, and name it",
            ErrorKind::IsADirectory => "name the file in it",
            ErrorKind::InvalidData if !is_zip(path) => "it is no text in UTF-8; a dump is",
            _ => whole,
        };
        let message = format!("cannot read `{}`", path.display());
        Error::new(Kind::Io, message).because(error).hint(hint)
    };
    let file = File::open(path).map_err(failed)?;
    if !is_zip(path) {
        return lines(&mut BufReader::new(file), &failed, take);
    }
    let damaged = |error| {
        let message = format!("`{}` is no whole zip", path.display());
        Error::new(Kind::Input, message).because(error).hint(whole)
    };
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(damaged)?;
        let name = entry.name().map(|it| it.to_string()).unwrap_or_default();
        if entry.is_file() && name.to_lowercase().ends_with("txt") && wanted(&name) {
            lines(&mut BufReader::new(entry), &failed, take)?;
        }
    }
    Ok(())
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"))
}

fn lines(
    reader: &mut dyn BufRead,
    failed: &dyn Fn(std::io::Error) -> Error,
    take: &mut dyn FnMut(usize, &str) -> Result<()>,
) -> Result<()> {
    let mut line = String::new();
    let mut number = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line).map_err(failed)? == 0 {
            return Ok(());
        }
        number += 1;
        let text = line.trim_end_matches(['\r', '\n']);
        if !text.is_empty() && !text.starts_with('#') {
            take(number, text)?;
        }
    }
}
