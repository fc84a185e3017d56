//! Places as users write them: `Paris, Texas`, `PK`, `US-TX`, `geonames:1168197`, a path, a point.

use crate::error::{Error, Kind, Result};
use crate::place::gazetteer::{Gazetteer, PlaceId};

/// What a user's words may mean.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// The most prominent place first; never empty.
    pub candidates: Vec<PlaceId>,
}

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

/// The places that `text` may mean.
///
/// # Errors
/// `Kind::Usage` where no place is called so, with the nearest names as a hint.
pub fn places(text: &str, _gazetteer: &Gazetteer) -> Result<Answer> {
    Err(Error::new(Kind::Usage, format!("no place is called `{text}`")))
}

/// Reads `--near`: `31.83,70.90,50km` or `Dera Ismail Khan,50km` (`km`, `m` and `mi`).
pub fn near(text: &str, _gazetteer: &Gazetteer) -> Result<Area> {
    Err(Error::new(Kind::Usage, format!("`{text}` is not a point and a distance")))
}

/// Reads `--bbox`: `W,S,E,N` in degrees.
pub fn bbox(text: &str) -> Result<Area> {
    Err(Error::new(Kind::Usage, format!("`{text}` is not a box")))
}

/// Every place within `area`.
pub fn within(_area: Area, _gazetteer: &Gazetteer) -> Vec<PlaceId> {
    Vec::new()
}
