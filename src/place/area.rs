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
    if west.abs() > 180.0 || east.abs() > 180.0 || south.abs() > 90.0 || north.abs() > 90.0 {
        return Err(wrong("it is not on the globe"));
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
pub(crate) fn distance(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|it: char| it.is_ascii_alphabetic())?;
    let (digits, unit) = text.split_at_checked(end)?;
    let scale = match unit.trim().to_ascii_lowercase().as_str() {
        "km" | "kilometers" | "kilometres" => 1.0,
        "m" | "meters" | "metres" => 0.001,
        "mi" | "miles" => 1.609_344,
        _ => return None,
    };
    let km = number(digits)? * scale;
    (km > 0.0 && km <= 20_038.0).then_some(km)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("50km"), Some(50.0));
        assert_eq!(distance(" 500 m"), Some(0.5));
        assert_eq!(distance("10mi"), Some(16.09344));
        for wrong in ["50", "km", "-5km", "5 feet", "1e9km", "nankm", "infkm", ""] {
            assert_eq!(distance(wrong), None, "{wrong}");
        }
        let (london, paris) = ((51.5085, -0.1257), (48.8534, 2.3488));
        assert!((distance_km(london, paris) - 343.9).abs() < 1.0);
        assert!((distance_km((0.0, 179.9), (0.0, -179.9)) - 22.2).abs() < 0.1);
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
