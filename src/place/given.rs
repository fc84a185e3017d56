//! The places that a source itself names beside the text, as mentions by the rule "given".

use crate::article::{Field, Given, Standing};
use crate::place::area::distance_km;
use crate::place::gazetteer::{Class, Gazetteer, PlaceId};
use crate::place::{Form, PlaceMention, Referent, Role, lookup};
use crate::text::Span;

/// The rule of a mention that the source gave.
pub const RULE: &str = "given";

/// More places than these are not taken from one article.
const GIVEN_MAX: usize = 1_000;

/// How far the point that a source gives may lie from the place it means, in kilometres.
const TOWN_KM: f64 = 75.0;
const REGION_KM: f64 = 800.0;
const COUNTRY_KM: f64 = 3_500.0;

/// Adds the places that the source names to the front of `mentions`: they stand in no words of the
/// text, so their spans are empty and lie before the title. What the gazetteer does not hold is
/// left to the source fields.
pub fn add(given: &[Given], gazetteer: &Gazetteer, mentions: &mut Vec<PlaceMention>) {
    let mut found: Vec<(PlaceId, Role)> = Vec::new();
    for place in given.iter().take(GIVEN_MAX) {
        let Some(id) = find(place, gazetteer) else { continue };
        let role = match place.standing {
            Standing::Dateline => Role::Dateline,
            Standing::Subject => Role::Focus,
            Standing::Named => Role::Mentioned,
        };
        if !found.contains(&(id, role)) {
            found.push((id, role));
        }
    }
    let mention = |(id, role)| PlaceMention {
        field: Field::Title,
        span: Span::default(),
        form: Form::Name,
        referent: Referent::Place(id),
        role,
        counts: true,
        confidence: 1.0,
        rule: RULE,
    };
    mentions.splice(0..0, found.into_iter().map(mention));
}

/// The entry that a source means: by its code, else by its name and point, else by its name.
fn find(place: &Given, gazetteer: &Gazetteer) -> Option<PlaceId> {
    if let Some(id) = place.code.as_deref().and_then(|code| coded(code, gazetteer)) {
        return Some(id);
    }
    let name = place.name.trim();
    if let Some(point) = place.point {
        let first = name.split(',').next().unwrap_or(name).trim();
        let near = |name: &str| nearest(gazetteer.candidates(name), point, gazetteer);
        return near(name).or_else(|| near(first));
    }
    if name.is_empty() {
        return None;
    }
    lookup::meant(name, gazetteer).first().copied()
}

/// `geonames:1168197`, `PK`, `US-TX`, or a code behind the name of its list: `iso3166-1a2:PK`.
fn coded(code: &str, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let code = code.trim();
    let (list, bare) = code.rsplit_once([':', '/']).unwrap_or(("", code));
    if list.to_lowercase().contains("geonames") {
        return bare.parse().ok().and_then(|id| gazetteer.by_geonameid(id));
    }
    let is_list = list.is_empty() || list.to_lowercase().contains("iso");
    let shape = matches!(bare.len(), 2..=6) && bare.bytes().all(|it| !it.is_ascii_digit());
    if is_list && shape { gazetteer.by_code(bare) } else { None }
}

/// The nearest of `candidates` that may lie at `point`.
fn nearest(candidates: Vec<PlaceId>, point: (f64, f64), gazetteer: &Gazetteer) -> Option<PlaceId> {
    let away = |id: PlaceId| distance_km(gazetteer.point(id), point);
    let fits = |id: &PlaceId| {
        away(*id)
            <= match gazetteer.class(*id) {
                Class::Continent | Class::Country => COUNTRY_KM,
                Class::Region => REGION_KM,
                _ => TOWN_KM,
            }
    };
    candidates.into_iter().filter(fits).min_by(|a, b| away(*a).total_cmp(&away(*b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, code: Option<&str>, point: Option<(f64, f64)>, path: Option<&str>) {
        let gazetteer = Gazetteer::embedded();
        let place = Given {
            name: name.to_owned(),
            code: code.map(str::to_owned),
            point,
            ..Given::default()
        };
        let found = find(&place, gazetteer).map(|id| gazetteer.path(id).as_str().to_owned());
        assert_eq!(found.as_deref(), path);
    }

    #[test]
    fn places_as_sources_name_them() {
        check("", Some("geonames:1168579"), None, Some("/Asia/Pakistan"));
        check("Pakistan", Some("iso3166-1a2:PK"), None, Some("/Asia/Pakistan"));
        check("Nowhere at all", Some("N2:PK"), None, None);
        let texas = "/North America/United States/Texas/Lamar County/Paris";
        check("Paris", None, Some((33.66, -95.55)), Some(texas));
        check("Paris, Texas, United States", None, Some((33.66, -95.55)), Some(texas));
        check("Paris", None, Some((0.0, 0.0)), None);
        check("Paris, Texas", None, None, Some(texas));
    }
}
