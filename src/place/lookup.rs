//! Places as users write them: `Paris, Texas`, `PK`, `US-TX`, `geonames:1168197`, a path.

use crate::error::{Error, Kind, Result};
use crate::place::area::{self, Area};
use crate::place::gazetteer::{Gazetteer, NameForm, PlaceId};
use crate::place::key::name_key;
use crate::place::suggest;

pub use crate::place::area::{bbox, within};

/// What a user's words may mean.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// The most prominent place first; never empty, and no two with the same path.
    pub candidates: Vec<PlaceId>,
}

/// The places that `text` may mean.
///
/// # Errors
/// `Kind::Usage` where no place is called so, with the nearest names as a hint.
pub fn places(text: &str, gazetteer: &Gazetteer) -> Result<Answer> {
    let text = text.trim();
    let candidates = meant(text, gazetteer);
    if !candidates.is_empty() {
        return Ok(Answer { candidates });
    }
    Err(match text.strip_prefix(ID_MARK) {
        Some(id) => Error::new(Kind::Usage, format!("no place has the id `{id}`"))
            .hint("`dateline place NAME` shows ids"),
        None => unknown(text, gazetteer),
    })
}

/// What stands before the id of a place.
const ID_MARK: &str = "geonames:";

/// The same for a text that nobody waits to be told about: none where no place is called so. To
/// look for the nearest names takes a thousand times as long.
pub(crate) fn meant(text: &str, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    if let Some(id) = text.strip_prefix(ID_MARK) {
        let found = id.trim().parse().ok().and_then(|id| gazetteer.by_geonameid(id));
        return found.into_iter().collect();
    }
    let mut candidates = if text.contains(['/', '∕']) && !text.contains(',') {
        in_company(text.trim_matches('/').split('/').rev(), gazetteer)
    } else {
        words(text, gazetteer)
    };
    one_a_path(&mut candidates, gazetteer);
    candidates
}

/// A name, a code, or a name with company.
fn words(text: &str, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let mut found = Vec::new();
    if is_code(text) {
        found.extend(gazetteer.by_code(text));
    }
    found.extend(named(text, gazetteer));
    if found.is_empty() && text.contains(',') {
        found = in_company(text.split(','), gazetteer);
    }
    if found.is_empty() {
        found = in_company_unmarked(text, gazetteer);
    }
    if found.is_empty() {
        found.extend(gazetteer.by_code(text));
    }
    found
}

/// Two or three capitals, or those with a region: `PK`, `PAK`, `US-TX`.
fn is_code(text: &str) -> bool {
    let (country, region) = text.split_once('-').unwrap_or((text, ""));
    let capitals = country.bytes().all(|it| it.is_ascii_uppercase());
    let region_fits = region.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    capitals && region_fits && matches!(country.len(), 2 | 3) && region.len() <= 3
}

/// The places of a name, with the words left out that only say what it is: `the`, `city of`.
/// Those that a demonym means come last.
fn named(name: &str, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let (name, id) = numbered(name);
    let key = name_key(name);
    let bare = ["the ", "city of ", "province of ", "state of ", "republic of ", "town of "];
    let shorter = bare.iter().filter_map(|it| key.strip_prefix(it)).map(str::to_owned);
    let ends = [" city", " province", " district", " state", " region", " governorate"];
    let cut = ends.iter().filter_map(|it| key.strip_suffix(it)).map(str::to_owned);
    let mut names = std::iter::once(key.clone()).chain(shorter).chain(cut);
    let Some(found) = names.find_map(|it| gazetteer.keyed(&it)) else { return Vec::new() };
    let (demonyms, names): (Vec<_>, Vec<_>) =
        gazetteer.candidates_of(found).partition(|it| it.form == NameForm::Demonym);
    let all = names.into_iter().chain(demonyms).map(|it| it.place);
    all.filter(|it| id.is_none_or(|id| gazetteer.place(*it).geonameid == id)).collect()
}

/// `Springfield (4951788)`, as the path of a town tells it from a greater neighbour.
fn numbered(name: &str) -> (&str, Option<u32>) {
    let inner = name.trim().strip_suffix(')').and_then(|it| it.rsplit_once(" ("));
    match inner.and_then(|(name, id)| Some((name, id.parse().ok()?))) {
        Some((name, id)) => (name, Some(id)),
        None => (name, None),
    }
}

/// The places of the first of `names` that lie in a place of the second, and so on.
fn in_company<'t>(names: impl Iterator<Item = &'t str>, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let mut names = names.map(str::trim).filter(|it| !it.is_empty());
    let Some(first) = names.next() else { return Vec::new() };
    let mut found = named(first, gazetteer);
    if found.is_empty() && is_code(first) {
        found.extend(gazetteer.by_code(first));
    }
    for name in names {
        let mut around = named(name, gazetteer);
        if is_code(name) {
            around.extend(gazetteer.by_code(name));
        }
        found.retain(|inner| {
            gazetteer
                .ancestors(*inner)
                .any(|outer| around.contains(&outer) || gazetteer.place(outer).name == name)
        });
    }
    found
}

/// `Paris Texas`: the longest name that lies in a place that the rest names.
fn in_company_unmarked(text: &str, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let spaces = text.char_indices().rev().filter(|(_, letter)| *letter == ' ');
    for (at, _) in spaces.take(6) {
        let (Some(name), Some(company)) = (text.get(..at), text.get(at + 1..)) else { continue };
        let found = in_company([name, company].into_iter(), gazetteer);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// A town and the district of its name have one path: the more prominent stands for both.
fn one_a_path(candidates: &mut Vec<PlaceId>, gazetteer: &Gazetteer) {
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|it| seen.insert(gazetteer.path(*it)));
}

fn unknown(text: &str, gazetteer: &Gazetteer) -> Error {
    let first = text.split([',', '/']).next().unwrap_or(text);
    let wanted = if text.contains('/') { text.rsplit('/').next().unwrap_or(text) } else { first };
    let error = Error::new(Kind::Usage, format!("no place is called `{text}`"));
    if let Some((latitude, longitude)) = point(text) {
        return error.hint(format!("what lies around a point: --near {latitude},{longitude},50km"));
    }
    let turned: Vec<&str> = text.trim_matches('/').rsplit('/').collect();
    if turned.len() > 1 && !in_company(turned.iter().rev().copied(), gazetteer).is_empty() {
        return error.hint(format!("a path starts with the outermost: {}", turned.join("/")));
    }
    let near = suggest::near_names(wanted, gazetteer);
    if near.is_empty() {
        return error.hint("try its name in English, or a code: `PK`, `US-TX`");
    }
    error.hint(format!("did you mean {}?", near.join(", ")))
}

/// Reads `--near`: `31.83,70.90,50km` or `Dera Ismail Khan,50km` (`km`, `m` and `mi`). With the
/// circle comes the name in its middle, where that is one: it may mean other places, too.
///
/// # Errors
/// `Kind::Usage` where the distance has no unit, the point is not on the globe, or no place is
/// called so.
pub fn near<'t>(text: &'t str, gazetteer: &Gazetteer) -> Result<(Area, Option<&'t str>)> {
    let wrong = |why: &str| {
        Error::new(Kind::Usage, format!("`{text}` is not a place and a distance: {why}"))
            .hint("write `Dera Ismail Khan,50km` or `31.83,70.90,50km`; units are km, m and mi")
    };
    let (centre, distance) =
        text.rsplit_once(',').ok_or_else(|| wrong("it takes a comma between them"))?;
    let km = area::distance(distance).map_err(|it| wrong(&it))?;
    let Some((latitude, longitude)) = point(centre) else {
        if centre.trim().is_empty() {
            return Err(wrong("it has no place"));
        }
        let place = places(centre, gazetteer)?;
        let first = place.candidates.first().ok_or_else(|| wrong("it has no place"))?;
        let (latitude, longitude) = gazetteer.point(*first);
        return Ok((Area::Near { latitude, longitude, km }, Some(centre)));
    };
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        let message = format!("`{centre}` is not on the globe");
        let swapped = longitude.abs() <= 90.0 && latitude.abs() <= 180.0;
        let hint = if swapped {
            format!("latitude comes first: {longitude},{latitude},{}", distance.trim())
        } else {
            "latitude first, 90 degrees at most: 31.83,70.90,50km".to_owned()
        };
        return Err(Error::new(Kind::Usage, message).hint(hint));
    }
    Ok((Area::Near { latitude, longitude, km }, None))
}

/// Reads `31.83,70.90` and `31.83N,70.90E`.
fn point(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    area::degrees(latitude, 'N', 'S').zip(area::degrees(longitude, 'E', 'W'))
}
