//! Circles and boxes on the globe, and the places within them.

use crate::error::{Error, Kind, Result};
use crate::place::gazetteer::{Class, Gazetteer, PlaceId};

/// The mean radius of the earth.
const EARTH_KM: f64 = 6371.0;
const DEGREE_KM: f64 = 111.2;

/// A circle or a box on the globe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Area {
    /// All within `km` of a point.
    Near {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// The radius.
        km: f64,
    },
    /// A box; where `west` is greater than `east` it crosses the antimeridian.
    Box {
        /// Degrees east.
        west: f64,
        /// Degrees north.
        south: f64,
        /// Degrees east.
        east: f64,
        /// Degrees north.
        north: f64,
    },
}

impl Area {
    /// Whether a point, in degrees north and east, lies in it. Bounds are in.
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        match *self {
            Area::Near { latitude: north, longitude: east, km } => {
                (latitude - north).abs() * DEGREE_KM <= km + 1.0
                    && distance_km((latitude, longitude), (north, east)) <= km
            }
            Area::Box { west, south, east, north } => {
                let within = if west <= east {
                    (west..=east).contains(&longitude)
                } else {
                    longitude >= west || longitude <= east
                };
                within && (south..=north).contains(&latitude)
            }
        }
    }

    /// Half its smaller side, about.
    fn radius_km(&self) -> f64 {
        match *self {
            Area::Near { km, .. } => km,
            Area::Box { west, south, east, north } => {
                let width = if west <= east { east - west } else { 360.0 + east - west };
                let middle = f64::midpoint(south, north).to_radians().cos();
                (north - south).min(width * middle) * DEGREE_KM / 2.0
            }
        }
    }
}

/// How far two points, in degrees north and east, are from each other.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let ((north_a, east_a), (north_b, east_b)) = (a, b);
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let parallels = north_a.to_radians().cos() * north_b.to_radians().cos();
    let chord = half(north_b - north_a) + parallels * half(east_b - east_a);
    2.0 * EARTH_KM * chord.sqrt().min(1.0).asin()
}

/// Reads `--bbox`: `W,S,E,N` in degrees.
///
/// # Errors
/// `Kind::Usage` where there are not four numbers on the globe, or south is north of north.
pub fn bbox(text: &str) -> Result<Area> {
    let wrong = |message: &str| {
        Error::new(Kind::Usage, format!("`{text}` is not a box: {message}"))
            .hint("write west,south,east,north in degrees: 60.9,23.6,77.1,37.1")
    };
    let numbers: Option<Vec<f64>> = text.split(',').map(number).collect();
    let Some(&[west, south, east, north]) = numbers.as_deref() else {
        return Err(wrong("it takes four numbers"));
    };
    let sides =
        [("west", west, 180), ("south", south, 90), ("east", east, 180), ("north", north, 90)];
    if let Some((side, degrees, most)) = sides.iter().find(|it| it.1.abs() > f64::from(it.2)) {
        let error = wrong(&format!("its {side}, {degrees}, is beyond {most} degrees"));
        let turned = |it: f64| {
            if it > 180.0 {
                it - 360.0
            } else if it < -180.0 {
                it + 360.0
            } else {
                it
            }
        };
        let (west, east) = (turned(west), turned(east));
        return Err(match *side {
            "west" | "east" if west.abs().max(east.abs()) <= 180.0 => error.hint(format!(
                "write west,south,east,north; where a box crosses the date line its west is \
                 greater than its east: {west},{south},{east},{north}"
            )),
            _ => error,
        });
    }
    if south > north {
        return Err(wrong("its south is north of its north"));
    }
    Ok(Area::Box { west, south, east, north })
}

/// Every place within `area`, by rising row.
///
/// A place counts where its point is within, and where it is not itself wider than the area: the
/// middle of the United States is near Lebanon, Kansas, and the United States are not.
pub fn within(area: Area, gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let radius = area.radius_km();
    let ids = (0..gazetteer.len()).filter_map(|row| u32::try_from(row).ok()).map(PlaceId);
    ids.filter(|id| {
        let (latitude, longitude) = gazetteer.point(*id);
        area.contains(latitude, longitude) && breadth_km(gazetteer, *id) <= radius
    })
    .collect()
}

/// How wide a place of its sort is, by and large.
fn breadth_km(gazetteer: &Gazetteer, id: PlaceId) -> f64 {
    let place = gazetteer.place(id);
    match place.class() {
        Class::Continent => 2500.0,
        Class::Country if gazetteer.path(id).depth() == 2 && is_small(place.country) => 20.0,
        Class::Country | Class::Area => 300.0,
        Class::Region => 75.0,
        Class::District => 15.0,
        Class::Water | Class::Terrain if matches!(place.kind, "OCN" | "SEA" | "GULF" | "MTS") => {
            300.0
        }
        Class::Water | Class::Terrain if matches!(place.kind, "STM" | "DSRT" | "PEN") => 75.0,
        _ => 0.0,
    }
}

/// Countries that a day's walk crosses.
fn is_small(country: &str) -> bool {
    const SMALL: &str = "AD AG AI AW BB BH BM CW DM GD GG GI GP HK IM JE KN KY LC LI LU MC MO MQ \
                         MS MT MU MV PS RE SC SG SM SX TC VA VC VG VI";
    SMALL.split(' ').any(|it| it == country)
}

/// A finite number.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|it: &f64| it.is_finite())
}

/// Reads `50km`, `500 m`, `3.5mi`; in kilometres, greater than zero, at most half the globe.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(crate) fn distance(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let Some(end) = text.find(char::is_alphabetic) else {
        return Err(match number(text) {
            Some(_) => format!("`{text}` has no unit"),
            None => "it has no distance".to_owned(),
        });
    };
    let (digits, unit) = text.split_at_checked(end).unwrap_or_default();
    let unit = unit.trim();
    let scale = match unit.to_ascii_lowercase().as_str() {
        "km" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => 1.0,
        "m" | "meter" | "meters" | "metre" | "metres" => 0.001,
        "mi" | "mile" | "miles" => 1.609_344,
        _ if digits.trim().is_empty() => return Err("it has no distance".to_owned()),
        _ => return Err(format!("`{unit}` is no unit")),
    };
    let Some(km) = number(digits).map(|it| it * scale) else {
        return Err("it has no distance".to_owned());
    };
    if km <= 0.0 {
        return Err(format!("`{text}` is no distance"));
    }
    if km > FARTHEST_KM {
        return Err(format!("`{text}` is farther than the other side of the globe"));
    }
    Ok(km)
}

/// Half the way around the globe.
const FARTHEST_KM: f64 = 20_038.0;

/// Reads `31.83`, `31.83N` and `31.83°N`: degrees, with the letters for plus and minus.
pub(crate) fn degrees(text: &str, plus: char, minus: char) -> Option<f64> {
    let text = text.trim();
    let letter = text.chars().last()?.to_ascii_uppercase();
    if letter != plus && letter != minus {
        return number(text.trim_end_matches('°'));
    }
    let digits = text.get(..text.len() - 1)?.trim_end().trim_end_matches('°');
    let degrees = number(digits).filter(|it| *it >= 0.0)?;
    Some(if letter == minus { -degrees } else { degrees })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("50km"), Ok(50.0));
        assert_eq!(distance(" 500 m"), Ok(0.5));
        assert_eq!(distance("10mi"), Ok(16.09344));
        assert_eq!(distance("1 mile"), Ok(1.609_344));
        for wrong in ["50", "km", "-5km", "0km", "5 feet", "1e9km", "nankm", "infkm", "5кm", ""] {
            assert!(distance(wrong).is_err(), "{wrong}");
        }
        assert_eq!(distance("50"), Err("`50` has no unit".to_owned()));
        assert_eq!(distance("5 feet"), Err("`feet` is no unit".to_owned()));
        let (london, paris) = ((51.5085, -0.1257), (48.8534, 2.3488));
        assert!((distance_km(london, paris) - 343.9).abs() < 1.0);
        assert!((distance_km((0.0, 179.9), (0.0, -179.9)) - 22.2).abs() < 0.1);
    }

    #[test]
    fn degrees_with_letters() {
        let latitude = |text| degrees(text, 'N', 'S');
        assert_eq!(latitude("31.83"), Some(31.83));
        assert_eq!(latitude(" -31.83°"), Some(-31.83));
        assert_eq!(latitude("31.83 N"), Some(31.83));
        assert_eq!(latitude("31.83°s"), Some(-31.83));
        for wrong in ["31.83E", "-31.83S", "N", "°", "", "Paris"] {
            assert_eq!(latitude(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn boxes() {
        let pacific = bbox("170,-50,-170,-30").expect("a box across the antimeridian");
        assert!(pacific.contains(-41.0, 175.0) && pacific.contains(-44.0, -176.5));
        assert!(!pacific.contains(-41.0, 0.0) && !pacific.contains(0.0, 175.0));
        for wrong in ["1,2,3", "1,2,3,4,5", "0,10,1,5", "190,0,1,1", "0,0,0,91", "a,b,c,d", ""] {
            assert!(bbox(wrong).is_err(), "{wrong}");
        }
    }
}
