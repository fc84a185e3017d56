//! Name to candidates, id to place: a read-only table searched without copying.

use crate::place::path::PlacePath;

/// A place: its row in the gazetteer. Only good within one gazetteer; what lasts is
/// [`Place::geonameid`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlaceId(pub u32);

/// One row of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'g> {
    /// Its row.
    pub id: PlaceId,
    /// The id that lasts: GeoNames' own below 100,000,000, ours for curated entries above.
    pub geonameid: u32,
    /// The main name.
    pub name: &'g str,
    /// GeoNames' feature code: `PCLI` `ADM1` `ADM2` `PPL` `PPLC` `SEA` `RGN` …
    pub kind: &'g str,
    /// ISO 3166-1 alpha-2; empty for what lies in no country or several.
    pub country: &'g str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How many live there; 0 where that is not known.
    pub population: u32,
    /// The place it lies in; `None` for continents and oceans.
    pub parent: Option<PlaceId>,
}

/// The table of all places.
#[derive(Debug)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The gazetteer that ships within the program.
    pub fn embedded() -> &'static Gazetteer {
        static EMBEDDED: Gazetteer = Gazetteer {};
        &EMBEDDED
    }

    /// What tells this gazetteer from every other: kept in the index.
    pub fn fingerprint(&self) -> u64 {
        0
    }

    /// How many places.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One row.
    ///
    /// # Panics
    /// Where `id` is of another gazetteer.
    pub fn place(&self, _id: PlaceId) -> Place<'_> {
        unreachable!("an empty gazetteer has no places")
    }

    /// The row of an id that lasts.
    pub fn by_geonameid(&self, _geonameid: u32) -> Option<PlaceId> {
        None
    }

    /// The places that a name may mean, the most prominent first. Case and diacritics do not
    /// matter.
    pub fn candidates(&self, _name: &str) -> Vec<PlaceId> {
        Vec::new()
    }

    /// A place and all it lies in. A town that shares its name with the district around it shares
    /// its path with it.
    pub fn path(&self, _id: PlaceId) -> PlacePath {
        PlacePath::default()
    }
}
