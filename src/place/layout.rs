//! How a gazetteer file is laid out: shared by the compiler that writes it and the table that
//! reads it.
//!
//! Little-endian throughout. A header, then sections that follow each other:
//!
//! ```text
//! header   magic 8, version u32, fingerprint u64, per section its length u32
//! places   [RECORD_BYTES] each, by rising geonameid; a `PlaceId` is a row number
//! text     names: one byte of length, then UTF-8
//! kinds    8 bytes each: GeoNames' feature codes, padded with zeros
//! keys     an fst from name keys to their ordinal number, the `NameId`
//! heads    4 bytes each, by `NameId`: its one candidate, or where in the pool its list starts
//! pool     4 bytes a candidate; the last of each list is marked
//! ```

/// The first bytes of a gazetteer.
pub(super) const MAGIC: &[u8; 8] = b"DATELGAZ";
/// The version of this layout.
pub(super) const VERSION: u32 = 2;
/// How many sections there are.
pub(super) const SECTIONS: usize = 6;
/// Where the first section starts.
pub(super) const HEADER_BYTES: usize = 20 + 4 * SECTIONS;

/// One place.
pub(super) const RECORD_BYTES: usize = 24;
/// Where in a record each field is.
pub(super) const PARENT: usize = 4;
/// The main name, as an offset into the text.
pub(super) const NAME: usize = 7;
/// Degrees north, see [`pack_degrees`].
pub(super) const LATITUDE: usize = 10;
/// Degrees east.
pub(super) const LONGITUDE: usize = 13;
/// See [`pack_population`].
pub(super) const POPULATION: usize = 16;
/// Two letters, or two zeros.
pub(super) const COUNTRY: usize = 19;
/// An offset into the kinds.
pub(super) const KIND: usize = 21;
/// See [`NUMBERED`].
pub(super) const FLAGS: usize = 22;
/// How many names it has anywhere, 255 at most.
pub(super) const FAME: usize = 23;

/// No parent.
pub(super) const NONE: u32 = 0x00FF_FFFF;
/// In a place's flags: its path ends in its id, since a greater neighbour has the same name.
pub(super) const NUMBERED: u8 = 1;

/// In a candidate: its place.
pub(super) const PLACE_MASK: u32 = 0x00FF_FFFF;
/// In a candidate: where its form starts.
pub(super) const FORM_SHIFT: u32 = 24;
/// In a candidate: its form.
pub(super) const FORM_MASK: u32 = 0x07;
/// In a head: this is the one candidate. In the pool: this is the last of its list.
pub(super) const LAST: u32 = 0x8000_0000;

const STEPS: f64 = 0x00FF_FFFF as f64;

/// Degrees from -180 to 180 in three bytes: two metres at the equator.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
pub(super) fn pack_degrees(degrees: f64) -> u32 {
    (((degrees.clamp(-180.0, 180.0) + 180.0) / 360.0) * STEPS).round() as u32
}

/// What [`pack_degrees`] packed, to five decimals.
pub(super) fn unpack_degrees(packed: u32) -> f64 {
    let degrees = f64::from(packed) / STEPS * 360.0 - 180.0;
    (degrees * 1e5).round() / 1e5
}

/// A population in three bytes: exact below a million, six digits above.
pub(super) fn pack_population(population: u32) -> u32 {
    let (mut digits, mut tens) = (population, 0);
    while digits >= 1 << 20 {
        digits /= 10;
        tens += 1;
    }
    digits | tens << 20
}

/// What [`pack_population`] packed.
pub(super) fn unpack_population(packed: u32) -> u32 {
    (packed & 0x000F_FFFF).saturating_mul(10u32.saturating_pow(packed >> 20))
}

/// Reads 16, 24 or 32 bits at `at`; 0 past the end.
pub(super) fn read_u24(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 3) {
        Some(&[a, b, c]) => u32::from_le_bytes([a, b, c, 0]),
        _ => 0,
    }
}

/// Reads 32 bits at `at`; 0 past the end.
pub(super) fn read_u32(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// A hash of a file's sections, eight bytes at a time (after wyhash): against damage, not malice.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = PRIME ^ bytes.len() as u64;
    let mut mix = |word: u64| {
        let product = u128::from(hash ^ word) * u128::from(PRIME | 1);
        let bytes = product.to_le_bytes();
        let (low, high) = bytes.split_at(8);
        let half = |part: &[u8]| part.iter().rev().fold(0u64, |sum, it| sum << 8 | u64::from(*it));
        hash = (half(low) ^ half(high)).rotate_left(29).wrapping_add(word);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    mix(u64::from_le_bytes(last));
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_packing() {
        for degrees in [-180.0, -89.99999, -0.00001, 0.0, 31.83129, 70.9017, 180.0] {
            assert!((unpack_degrees(pack_degrees(degrees)) - degrees).abs() < 0.000_03);
        }
        for population in [0, 1, 999, 1_048_575] {
            assert_eq!(unpack_population(pack_population(population)), population);
        }
        assert_eq!(unpack_population(pack_population(1_411_778_724)), 1_411_770_000);
    }

    #[test]
    fn every_byte_counts() {
        let whole: Vec<u8> = (0..100).collect();
        let print = fingerprint(&whole);
        for at in 0..whole.len() {
            let mut other = whole.clone();
            other[at] ^= 1;
            assert_ne!(fingerprint(&other), print);
        }
        assert_ne!(fingerprint(&whole[..99]), print);
    }
}
