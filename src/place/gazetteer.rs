//! Name to candidates, id to place: a read-only table searched without copying.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use tantivy_fst::raw::{CompiledAddr, Fst, Node};

use crate::error::{Error, Kind, Result};
use crate::place::draft::Known;
use crate::place::key::name_key;
use crate::place::layout;
use crate::place::memo::Memo;
use crate::place::path::PlacePath;

/// A place: its row in the gazetteer. Only good within one gazetteer; what lasts is
/// [`Place::geonameid`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlaceId(pub u32);

/// A name: the number of its key in the gazetteer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct NameId(pub u32);

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
    /// How many names and spellings the world has for it, 255 at most: how widely it is known.
    pub fame: u8,
    /// The place it lies in; `None` for continents and oceans.
    pub parent: Option<PlaceId>,
}

impl Place<'_> {
    /// What sort of place its kind says it is.
    pub fn class(&self) -> Class {
        Class::of(self.kind)
    }
}

/// The sorts of places, coarser than GeoNames' feature codes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Class {
    /// `Asia`
    Continent,
    /// `Pakistan`, and territories that have a code of their own: `Puerto Rico`
    Country,
    /// `Khyber Pakhtunkhwa`, `Texas`, `England`
    Region,
    /// `Dera Ismail Khan District`, `Cook County`
    District,
    /// Where people live.
    Town,
    /// A part of a town: `Harlem`
    Quarter,
    /// An area that no government drew: `Sahel`, `Midwest`
    Area,
    /// Seas, straits, lakes, rivers, canals.
    Water,
    /// Mountains, deserts, islands, capes.
    Terrain,
    /// Buildings, airports, parks, roads.
    Site,
}

impl Class {
    /// The sort that a feature code belongs to.
    pub fn of(kind: &str) -> Class {
        match kind {
            "CONT" => Class::Continent,
            "TERR" => Class::Country,
            "ADM1" | "ADM1H" => Class::Region,
            "PPLX" => Class::Quarter,
            "STLMT" => Class::Town,
            "RGN" | "RGNE" | "RGNH" | "RGNL" | "AREA" | "ZN" | "COLF" | "LCTY" => Class::Area,
            "OCN" | "SEA" | "GULF" | "BAY" | "STRT" | "CHN" | "LK" | "LKS" | "STM" | "CNL"
            | "RSV" | "SD" | "FLLS" | "FJD" | "LGN" | "INLT" | "HBR" | "WTLD" | "ESTY" => {
                Class::Water
            }
            "MT" | "MTS" | "PK" | "PKS" | "HLL" | "HLLS" | "VLC" | "DSRT" | "PLN" | "PLAT"
            | "VAL" | "VALS" | "PEN" | "CAPE" | "ISL" | "ISLS" | "ATOL" | "DLTA" | "FRST"
            | "BSN" | "PASS" | "CST" | "SPIT" | "CNYN" | "RDGE" => Class::Terrain,
            _ if kind.starts_with("PCL") => Class::Country,
            _ if kind.starts_with("PPL") => Class::Town,
            _ if kind.starts_with("ADM") => Class::District,
            _ => Class::Site,
        }
    }
}

/// How a name names a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum NameForm {
    /// `Peshawar`
    Main,
    /// A name in another language, an older or a longer one: `Bombay`, `Londres`
    Alternate,
    /// `U.S.`, `Calif.`, `NYC`
    Abbreviation,
    /// `TX`: two capitals after a town's name and seldom else
    Postal,
    /// `Pakistani`
    Demonym,
}

impl NameForm {
    fn of(bits: u32) -> NameForm {
        match bits {
            0 => NameForm::Main,
            1 => NameForm::Alternate,
            2 => NameForm::Abbreviation,
            3 => NameForm::Postal,
            _ => NameForm::Demonym,
        }
    }
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// How the name names it.
    pub form: NameForm,
}

/// The table of all places.
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    /// Where each section starts and ends.
    sections: [(usize, usize); layout::SECTIONS],
    keys: Fst<Cow<'static, [u8]>>,
    /// The class of each kind, by its number.
    classes: Vec<Class>,
    fingerprint: u64,
    /// Where a walk is after each two letters from `aa` to `zz`, once one reads a whole word.
    starts: OnceLock<Vec<Option<Step>>>,
    /// Where a walk is after a word, where any name starts so.
    words: Memo<String, Option<Step>, WORDS_KEPT>,
    /// What names may mean.
    pub(crate) known: Memo<NameId, Known, NAMES_KEPT>,
}

/// A node of the fst of names, and the sum of the outputs on the way to it.
type Step = (CompiledAddr, u64);

/// What tells one meaning of a name from another, and costs little to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stature {
    pub(crate) class: Class,
    /// Whether it is the capital of a country.
    pub(crate) capital: bool,
    /// Whether a first-level region is governed from it.
    pub(crate) seat: bool,
    pub(crate) people: u32,
    pub(crate) fame: u8,
    /// Degrees north and east.
    pub(crate) point: (f64, f64),
}

const PLACES: usize = 0;
const TEXT: usize = 1;
const KINDS: usize = 2;
const KEYS: usize = 3;
const HEADS: usize = 4;
const POOL: usize = 5;

/// Places that fill their country: their path is the country's.
const CITY_STATES: [&str; 6] = ["SG", "MC", "VA", "HK", "MO", "GI"];

static EMBEDDED_BYTES: &[u8] = include_bytes!("gazetteer.bin");

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("places", &self.len()).finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// The gazetteer that ships within the program.
    ///
    /// # Panics
    /// Never: a test opens it.
    pub fn embedded() -> &'static Gazetteer {
        static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(|| {
            Gazetteer::parse(Cow::Borrowed(EMBEDDED_BYTES)).expect("a whole embedded gazetteer")
        });
        &EMBEDDED
    }

    /// Opens a gazetteer that `dateline gazetteer build` wrote.
    ///
    /// # Errors
    /// `Kind::Io` where the file cannot be read, else as [`Gazetteer::from_bytes`].
    pub fn open(path: &Path) -> Result<Gazetteer> {
        let bytes = std::fs::read(path).map_err(|error| {
            let message = format!("cannot read the gazetteer {}", path.display());
            Error::new(Kind::Io, message).because(error)
        })?;
        Gazetteer::from_bytes(bytes)
    }

    /// A gazetteer out of the bytes of a file, all of which are checked.
    ///
    /// # Errors
    /// `Kind::Input` where they are damaged or not a gazetteer of this version.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Gazetteer> {
        let gazetteer = Gazetteer::parse(bytes.into())?;
        gazetteer.check()?;
        Ok(gazetteer)
    }

    /// Reads the header, and trusts the rest.
    fn parse(bytes: Cow<'static, [u8]>) -> Result<Gazetteer> {
        if !bytes.starts_with(layout::MAGIC) || bytes.len() < layout::HEADER_BYTES {
            return Err(damaged("it does not start like one"));
        }
        if layout::read_u32(&bytes, 8) != layout::VERSION {
            return Err(damaged("it is of another version"));
        }
        let (low, high) = (layout::read_u32(&bytes, 12), layout::read_u32(&bytes, 16));
        let fingerprint = u64::from(low) | u64::from(high) << 32;
        let mut sections = [(0, 0); layout::SECTIONS];
        let mut end = layout::HEADER_BYTES;
        for (number, section) in sections.iter_mut().enumerate() {
            let start = end;
            end += layout::read_u32(&bytes, 20 + 4 * number) as usize;
            *section = (start, end);
        }
        if end != bytes.len() {
            return Err(damaged("it is cut short"));
        }
        let (start, end) = sections[KEYS];
        let keys = match &bytes {
            Cow::Borrowed(whole) => Cow::Borrowed(whole.get(start..end).unwrap_or_default()),
            Cow::Owned(whole) => Cow::Owned(whole.get(start..end).unwrap_or_default().to_vec()),
        };
        let keys = Fst::new(keys).map_err(|error| damaged("its names").because(error))?;
        let mut gazetteer = Gazetteer {
            bytes,
            sections,
            keys,
            classes: Vec::new(),
            fingerprint,
            starts: OnceLock::new(),
            words: Memo::default(),
            known: Memo::default(),
        };
        let kinds = gazetteer.section(KINDS).chunks_exact(8);
        gazetteer.classes = kinds.map(|it| Class::of(until_zero(it))).collect();
        Ok(gazetteer)
    }

    /// Checks every offset in the file.
    fn check(&self) -> Result<()> {
        let body = self.bytes.get(layout::HEADER_BYTES..).unwrap_or_default();
        if layout::fingerprint(body) != self.fingerprint {
            return Err(damaged("its fingerprint is another"));
        }
        let whole = |section: usize, size: usize| self.section(section).len().is_multiple_of(size);
        let counts = whole(PLACES, layout::RECORD_BYTES)
            && whole(KINDS, 8)
            && whole(POOL, 4)
            && self.section(HEADS).len() == 4 * self.keys.len()
            && self.len() < layout::NONE as usize;
        if !counts {
            return Err(damaged("its sections do not fit together"));
        }
        let mut before = None;
        for row in 0..self.len() {
            let record = self.record(PlaceId(row_number(row)));
            let id = layout::read_u32(record, 0);
            let parent = layout::read_u24(record, layout::PARENT);
            let kind = record.get(layout::KIND).copied().unwrap_or_default();
            let sound = before < Some(id)
                && (parent == layout::NONE || (parent as usize) < self.len())
                && usize::from(kind) * 8 < self.section(KINDS).len()
                && self.text(layout::read_u24(record, layout::NAME)).is_some();
            if !sound {
                return Err(damaged(&format!("place {row}")));
            }
            before = Some(id);
        }
        self.check_candidates()
    }

    fn check_candidates(&self) -> Result<()> {
        let pool = self.section(POOL);
        let ends = pool.is_empty() || layout::read_u32(pool, pool.len() - 4) & layout::LAST != 0;
        let all = pool.chunks_exact(4).chain(self.section(HEADS).chunks_exact(4));
        let places = all.enumerate().all(|(number, chunk)| {
            let value = layout::read_u32(chunk, 0);
            let in_pool = number < pool.len() / 4;
            if in_pool || value & layout::LAST != 0 {
                ((value & layout::PLACE_MASK) as usize) < self.len()
            } else {
                (value as usize) < pool.len() / 4
            }
        });
        if ends && places { Ok(()) } else { Err(damaged("its candidates")) }
    }

    fn section(&self, number: usize) -> &[u8] {
        let (start, end) = self.sections.get(number).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn record(&self, id: PlaceId) -> &[u8] {
        let start = id.0 as usize * layout::RECORD_BYTES;
        self.section(PLACES).get(start..start + layout::RECORD_BYTES).unwrap_or_default()
    }

    fn text(&self, offset: u32) -> Option<&str> {
        let text = self.section(TEXT);
        let start = offset as usize + 1;
        let length = usize::from(*text.get(offset as usize)?);
        std::str::from_utf8(text.get(start..start + length)?).ok()
    }

    /// What tells this gazetteer from every other: kept in the index.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many places.
    pub fn len(&self) -> usize {
        self.section(PLACES).len() / layout::RECORD_BYTES
    }

    /// How many names.
    pub fn names(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every place.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        (0..self.len()).map(|row| self.place(PlaceId(row_number(row))))
    }

    /// One row.
    ///
    /// # Panics
    /// Where `id` is of another gazetteer.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let record = self.record(id);
        assert!(!record.is_empty(), "{id:?} is not of this gazetteer");
        let country = record.get(layout::COUNTRY..layout::COUNTRY + 2).unwrap_or_default();
        Place {
            id,
            geonameid: layout::read_u32(record, 0),
            name: self.text(layout::read_u24(record, layout::NAME)).unwrap_or_default(),
            kind: until_zero(self.kind(record)),
            country: until_zero(country),
            latitude: layout::unpack_degrees(layout::read_u24(record, layout::LATITUDE)),
            longitude: layout::unpack_degrees(layout::read_u24(record, layout::LONGITUDE)),
            population: layout::unpack_population(layout::read_u24(record, layout::POPULATION)),
            fame: record.get(layout::FAME).copied().unwrap_or_default(),
            parent: self.parent(id),
        }
    }

    /// The feature code of a record, padded with zeros.
    fn kind(&self, record: &[u8]) -> &[u8] {
        let number = usize::from(record.get(layout::KIND).copied().unwrap_or_default());
        self.section(KINDS).get(number * 8..number * 8 + 8).unwrap_or_default()
    }

    /// What a place is, without its name.
    pub(crate) fn stature(&self, id: PlaceId) -> Stature {
        let record = self.record(id);
        let kind = self.kind(record);
        Stature {
            class: self.class(id),
            capital: kind == b"PPLC\0\0\0\0",
            seat: kind == b"PPLA\0\0\0\0",
            people: layout::unpack_population(layout::read_u24(record, layout::POPULATION)),
            fame: record.get(layout::FAME).copied().unwrap_or_default(),
            point: self.point(id),
        }
    }

    /// Where a place is, in degrees north and east.
    #[inline]
    pub fn point(&self, id: PlaceId) -> (f64, f64) {
        let record = self.record(id);
        let degrees = |at| layout::unpack_degrees(layout::read_u24(record, at));
        (degrees(layout::LATITUDE), degrees(layout::LONGITUDE))
    }

    /// The row of an id that lasts.
    pub fn by_geonameid(&self, geonameid: u32) -> Option<PlaceId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let id = PlaceId(row_number(middle));
            match layout::read_u32(self.record(id), 0).cmp(&geonameid) {
                std::cmp::Ordering::Equal => return Some(id),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The place of a code: `PK`, `PAK`, `US-TX`.
    pub fn by_code(&self, code: &str) -> Option<PlaceId> {
        let key = format!("#{}", code.to_ascii_lowercase());
        let name = self.keys.get(key)?.value();
        self.candidates_of(NameId(u32::try_from(name).ok()?)).next().map(|it| it.place)
    }

    /// The number of a name; see [`name_key`] for what does not matter.
    pub fn name(&self, name: &str) -> Option<NameId> {
        self.keyed(&name_key(name))
    }

    /// The number of a name that is a key already.
    pub fn keyed(&self, key: &str) -> Option<NameId> {
        let value = self.keys.get(key)?.value();
        u32::try_from(value).ok().map(NameId)
    }

    /// The fst of keys.
    pub(crate) fn keys(&self) -> &Fst<Cow<'static, [u8]>> {
        &self.keys
    }

    /// What a name may mean, the most prominent first, each place once.
    pub fn candidates_of(&self, name: NameId) -> Candidates<'_> {
        let head = layout::read_u32(self.section(HEADS), name.0 as usize * 4);
        let pool = self.section(POOL);
        if head & layout::LAST != 0 {
            Candidates { next: Some(head), rest: &[] }
        } else {
            let list = pool.get(head as usize * 4..).unwrap_or_default();
            let (first, rest) = list.split_at_checked(4).unwrap_or_default();
            Candidates { next: (!first.is_empty()).then(|| layout::read_u32(first, 0)), rest }
        }
    }

    /// The places that a name may mean, the most prominent first. Case and diacritics do not
    /// matter.
    pub fn candidates(&self, name: &str) -> Vec<PlaceId> {
        let found = self.name(name).map(|it| self.candidates_of(it));
        found.into_iter().flatten().map(|it| it.place).collect()
    }

    /// Starts to walk the names, byte by byte of a key.
    pub fn walk(&self) -> Walker<'_> {
        Walker { gazetteer: self, node: self.keys.root(), sum: 0 }
    }

    /// Walks over a word that a name may start with; `None` where none does.
    pub(crate) fn start(&self, word: &str) -> Option<Walker<'_>> {
        let (address, sum) = if word.len() > WORD_BYTES_MAX {
            self.after(word)
        } else {
            *self.words.of(word, || self.after(word))
        }?;
        Some(Walker { gazetteer: self, node: self.keys.node(address), sum })
    }

    /// Where a walk over a word ends. Most words of a text start no name, and of many two letters
    /// tell.
    fn after(&self, word: &str) -> Option<Step> {
        let two = word.as_bytes().split_first_chunk();
        let known = two.and_then(|(two, rest)| Some((number_of_start(*two)?, rest)));
        let (mut walker, rest) = match known {
            None => (self.walk(), word.as_bytes()),
            Some((number, rest)) => {
                let (address, sum) = (*self.starts.get_or_init(|| starts(self)).get(number)?)?;
                (Walker { gazetteer: self, node: self.keys.node(address), sum }, rest)
            }
        };
        rest.iter().all(|byte| walker.step(*byte)).then(|| (walker.node.addr(), walker.sum))
    }

    /// The longest name that `key` starts with, ending at the end of a word: how many bytes, and
    /// which.
    pub fn longest(&self, key: &str) -> Option<(usize, NameId)> {
        let mut walker = self.walk();
        let mut longest = None;
        for (at, byte) in key.bytes().enumerate() {
            if byte == b' ' {
                longest = walker.name().map(|name| (at, name)).or(longest);
            }
            if !walker.step(byte) {
                return longest;
            }
        }
        walker.name().map(|name| (key.len(), name)).or(longest)
    }

    /// The place that `id` lies in.
    pub fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        let parent = layout::read_u24(self.record(id), layout::PARENT);
        (parent != layout::NONE).then_some(PlaceId(parent))
    }

    /// The places that `id` lies in, the nearest first, without itself.
    pub fn ancestors(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        // A file may name a place its own ancestor: nothing on earth is eight levels deep.
        std::iter::successors(self.parent(id), |it| self.parent(*it)).take(8)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn lies_in(&self, inner: PlaceId, outer: PlaceId) -> bool {
        inner == outer || self.ancestors(inner).any(|it| it == outer)
    }

    /// What sort of place it is.
    #[inline]
    pub fn class(&self, id: PlaceId) -> Class {
        let number = self.record(id).get(layout::KIND).copied().unwrap_or_default();
        self.classes.get(usize::from(number)).copied().unwrap_or(Class::Site)
    }

    /// The country that a place is or lies in.
    pub fn country(&self, id: PlaceId) -> Option<PlaceId> {
        self.nearest(id, Class::Country)
    }

    /// The first-level region that a place is or lies in.
    pub fn region(&self, id: PlaceId) -> Option<PlaceId> {
        self.nearest(id, Class::Region)
    }

    /// The country and the first-level region that a place is or lies in, in one go.
    pub(crate) fn country_and_region(&self, id: PlaceId) -> (Option<PlaceId>, Option<PlaceId>) {
        let (mut country, mut region) = (None, None);
        for place in std::iter::once(id).chain(self.ancestors(id)) {
            match self.class(place) {
                Class::Country => country = country.or(Some(place)),
                Class::Region => region = region.or(Some(place)),
                _ => continue,
            }
            if country.is_some() {
                break;
            }
        }
        (country, region)
    }

    fn nearest(&self, id: PlaceId, class: Class) -> Option<PlaceId> {
        std::iter::once(id).chain(self.ancestors(id)).find(|it| self.class(*it) == class)
    }

    /// A place and all it lies in. A town that shares its name with the district around it shares
    /// its path with it.
    pub fn path(&self, id: PlaceId) -> PlacePath {
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        let mut chain: Vec<PlaceId> = self.ancestors(id).collect();
        chain.reverse();
        chain.push(id);
        for id in chain {
            let place = self.place(id);
            let flags = self.record(id).get(layout::FLAGS).copied().unwrap_or_default();
            if flags & layout::NUMBERED != 0 {
                names.push(Cow::Owned(format!("{} ({})", place.name, place.geonameid)));
                continue;
            }
            let above = place.parent.map(|it| self.class(it));
            let shares = may_share_path(place.class(), above, place.country);
            let same = |it: &Cow<'_, str>| *it == place.name || are_alike(it, place.name);
            if !(shares && names.last().is_some_and(same)) {
                names.push(Cow::Borrowed(place.name));
            }
        }
        PlacePath::new(names.iter().map(AsRef::as_ref))
    }
}

/// What a name may mean, the most prominent first.
#[derive(Clone, Debug)]
pub struct Candidates<'g> {
    next: Option<u32>,
    rest: &'g [u8],
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        let value = self.next?;
        self.next = None;
        if value & layout::LAST == 0 {
            let (next, rest) = self.rest.split_at_checked(4).unwrap_or_default();
            self.next = (!next.is_empty()).then(|| layout::read_u32(next, 0));
            self.rest = rest;
        }
        Some(Candidate {
            place: PlaceId(value & layout::PLACE_MASK),
            form: NameForm::of(value >> layout::FORM_SHIFT & layout::FORM_MASK),
        })
    }
}

/// A place in the fst of names: what has been read of a key so far.
#[derive(Clone)]
pub struct Walker<'g> {
    gazetteer: &'g Gazetteer,
    node: Node<'g>,
    sum: u64,
}

impl std::fmt::Debug for Walker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walker").field("node", &self.node).finish_non_exhaustive()
    }
}

impl Walker<'_> {
    /// Reads one more byte of a key; `false`, and nothing is read, where no name goes on so.
    #[inline]
    pub fn step(&mut self, byte: u8) -> bool {
        let Some(index) = self.node.find_input(byte) else { return false };
        let transition = self.node.transition(index);
        self.node = self.gazetteer.keys.node(transition.addr);
        self.sum += transition.out.value();
        true
    }

    /// Reads all of `part`; `false` where no name goes on so, and the walk is over.
    pub fn steps(&mut self, part: &str) -> bool {
        part.bytes().all(|byte| self.step(byte))
    }

    /// The name that has been read, where it is one.
    #[inline]
    pub fn name(&self) -> Option<NameId> {
        if !self.node.is_final() {
            return None;
        }
        u32::try_from(self.sum + self.node.final_output().value()).ok().map(NameId)
    }
}

/// Of so many words it is kept where they lead, and of so many names, which take more room, what
/// they may mean.
const WORDS_KEPT: usize = 1 << 13;
const NAMES_KEPT: usize = 1 << 12;

/// Where longer words lead is not kept.
const WORD_BYTES_MAX: usize = 24;

const LETTERS: std::ops::RangeInclusive<u8> = b'a'..=b'z';

/// The number of two letters among all that a name may start with.
fn number_of_start([one, two]: [u8; 2]) -> Option<usize> {
    let number = |it: u8| LETTERS.contains(&it).then(|| usize::from(it - LETTERS.start()));
    Some(number(one)? * LETTERS.len() + number(two)?)
}

/// Where a walk is after each two letters.
fn starts(gazetteer: &Gazetteer) -> Vec<Option<Step>> {
    let mut starts = Vec::with_capacity(LETTERS.len() * LETTERS.len());
    for one in LETTERS {
        let mut first = gazetteer.walk();
        let goes_on = first.step(one);
        starts.extend(LETTERS.map(|two| {
            let mut second = first.clone();
            (goes_on && second.step(two)).then(|| (second.node.addr(), second.sum))
        }));
    }
    starts
}

/// Whether a place has the path of the place it lies in, where they have one name.
pub(crate) fn may_share_path(own: Class, above: Option<Class>, country: &str) -> bool {
    let governed = matches!(own, Class::Region | Class::District | Class::Town);
    governed
        && match above {
            Some(Class::Country) => CITY_STATES.contains(&country),
            Some(Class::Region | Class::District) => true,
            _ => false,
        }
}

/// Whether two names are written alike but for case, diacritics and marks.
fn are_alike(one: &str, other: &str) -> bool {
    // Most differ in their first letter: that is seen without folding them.
    let letter = |name: &str| name.bytes().next().filter(u8::is_ascii_alphabetic);
    let differ = match (letter(one), letter(other)) {
        (Some(one), Some(other)) => !one.eq_ignore_ascii_case(&other),
        _ => false,
    };
    !differ && name_key(one) == name_key(other)
}

fn until_zero(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|it| *it == 0).unwrap_or(bytes.len());
    std::str::from_utf8(bytes.get(..end).unwrap_or_default()).unwrap_or_default()
}

/// Rows are counted in 24 bits.
#[expect(clippy::cast_possible_truncation, reason = "a file of 4 GiB is refused when built")]
fn row_number(row: usize) -> u32 {
    row as u32
}

fn damaged(what: &str) -> Error {
    Error::new(Kind::Input, format!("this is not a whole gazetteer: {what}"))
        .hint("build it again with `dateline gazetteer build`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_the_same_walk() {
        let gazetteer = Gazetteer::embedded();
        for word in ["", "a", "qx", "zz", "of", "paris", "parisx", "san", "中", "münchen", "3"] {
            let mut walker = gazetteer.walk();
            let plain = walker.steps(word).then(|| walker.name());
            assert_eq!(gazetteer.start(word).map(|it| it.name()), plain, "{word}");
        }
        let mut walker = gazetteer.start("san").unwrap();
        assert!(walker.steps(" jose"));
        assert_eq!(walker.name(), gazetteer.name("San José"));
    }
}
