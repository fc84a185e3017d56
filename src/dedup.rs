//! Fingerprints: the same article again, or nearly.
//!
//! Two texts are near-copies where their sets of five-word shingles overlap by [`NEAR`] or more
//! (Jaccard). A [`Signature`] keeps the least hashes of the set (a bottom-k sketch: Cohen and
//! Kaplan, "Summarizing data using bottom-k sketches", 2007): the share that two of them have in
//! common estimates the overlap, and the very least are the keys under which near-copies meet.

use crate::language::Text;
use crate::language::token::{Case, Kind, Token};

/// The overlap from which on two texts are one story.
pub const NEAR: f32 = 0.8;

/// Words in a shingle.
const SHINGLE_WORDS: usize = 5;

/// Shorter texts ("The market is closed today.") are alike without being copies.
const WORDS_MIN: usize = 25;

/// How many hashes are kept.
const MINIMA_MAX: usize = 128;

/// How many of them are keys. At an overlap of 0.8 the least hash of the union is shared four
/// times in five, so that six keys meet all but one pair in ten thousand.
const KEYS_MAX: usize = 6;

/// A shingle with fewer bytes in its words ("in the middle of the") stands in many texts that have
/// nothing else in common: it is no key where the text has others.
const KEY_BYTES_MIN: usize = 24;

/// What finds the near-copies of a text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Signature {
    /// The least hashes of the text's shingles in rising order, at most 128 of them; empty for a
    /// text too short to compare. The upper halves tell enough of two texts that are compared.
    pub minima: Vec<u32>,
    /// What near-copies have in common: the very least hashes of shingles that tell something,
    /// whole. Of the halves those that are least would be shared by many articles of a large
    /// collection that are no copies.
    pub keys: Vec<u64>,
}

impl Signature {
    /// The signature of a text.
    pub fn of(text: &Text<'_>) -> Signature {
        let mut least = Least::default();
        let mut hashes = shingles(text, |hash, bytes| {
            if bytes >= KEY_BYTES_MIN {
                least.add(hash);
            }
        });
        // The few least of many are found faster than all are sorted; a text that repeats itself
        // may leave too few of them, and then all are.
        let mut minima = hashes.clone();
        if hashes.len() > MINIMA_MAX * 2 {
            minima.select_nth_unstable(MINIMA_MAX * 2);
            minima.truncate(MINIMA_MAX * 2);
        }
        minima.sort_unstable();
        minima.dedup();
        if minima.len() < MINIMA_MAX {
            hashes.sort_unstable();
            hashes.dedup();
            minima = hashes;
        }
        let mut keys = if minima.is_empty() { Vec::new() } else { least.0 };
        for hash in &minima {
            if keys.len() >= KEYS_MAX {
                break;
            }
            if !keys.contains(hash) {
                keys.push(*hash);
            }
        }
        let mut minima: Vec<u32> = minima.into_iter().map(|it| (it >> 32) as u32).collect();
        minima.dedup();
        minima.truncate(MINIMA_MAX);
        Signature { minima, keys }
    }

    /// What can be kept of it in eight bytes.
    pub fn sketch(&self) -> Sketch {
        let (mut bits, mut met) = (0_u64, 0_u64);
        // The least comes first.
        for hash in &self.minima {
            let part = 1 << (hash.wrapping_mul(0x9E37_79B1) >> (u32::BITS - PART_BITS));
            if met & part == 0 && hash & 1 == 1 {
                bits |= part;
            }
            met |= part;
        }
        Sketch(bits)
    }

    /// The estimated overlap of two texts, 0 to 1, with a standard error of about 0.035.
    pub fn overlap(&self, other: &Signature) -> f32 {
        let (mut a, mut b) = (self.minima.as_slice(), other.minima.as_slice());
        let (mut seen, mut shared) = (0_u16, 0_u16);
        while usize::from(seen) < MINIMA_MAX {
            match (a, b) {
                ([], []) => break,
                ([first, rest_a @ ..], [second, rest_b @ ..]) if first == second => {
                    shared += 1;
                    (a, b) = (rest_a, rest_b);
                }
                ([first, rest @ ..], [second, ..]) if first < second => a = rest,
                (_, [_, rest @ ..]) => b = rest,
                ([_, rest @ ..], []) => a = rest,
            }
            seen += 1;
        }
        if seen == 0 { 0.0 } else { f32::from(shared) / f32::from(seen) }
    }
}

/// A sketch has a bit of each part of a signature, of which there are 64.
const PART_BITS: u32 = 6;

/// Of texts that overlap by [`NEAR`] some 8 bits differ, with a standard deviation of 2.7, and of
/// texts that have nothing in common 32, with one of 4: more than these are five deviations away.
const SKETCH_APART: u32 = 22;

/// What is left of a [`Signature`] in 64 bits: one of the least hash in each part (Li and König,
/// "b-Bit minwise hashing", 2010; Li, Owen and Zhang, "One permutation hashing", 2012). It tells
/// nearly all texts apart that share a phrase and little else.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sketch(u64);

impl Sketch {
    /// Whether the texts are no near-copies: wrong for one pair in millions that just are.
    pub fn is_apart(self, other: Sketch) -> bool {
        (self.0 ^ other.0).count_ones() > SKETCH_APART
    }
}

/// The exact overlap of two texts, 0 to 1: for pairs whose estimate is near the bound.
pub fn overlap(one: &Text<'_>, other: &Text<'_>) -> f32 {
    let sorted = |text| {
        let mut hashes = shingles(text, |_, _| {});
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    let (one, other) = (sorted(one), sorted(other));
    let shared = one.iter().filter(|it| other.binary_search(it).is_ok()).count();
    let all = one.len() + other.len() - shared;
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let ratio = if all == 0 { 0.0 } else { shared as f32 / all as f32 };
    ratio
}

/// The least few of many hashes, in rising order.
#[derive(Default)]
struct Least(Vec<u64>);

impl Least {
    fn add(&mut self, hash: u64) {
        if self.0.len() == KEYS_MAX && self.0.last().is_some_and(|it| *it <= hash) {
            return;
        }
        if let Err(at) = self.0.binary_search(&hash) {
            self.0.insert(at, hash);
            self.0.truncate(KEYS_MAX);
        }
    }
}

/// The hash of every shingle, repeats included, each told to `tell` with the bytes of its words;
/// none for a text of fewer than 25 words.
fn shingles(text: &Text<'_>, mut tell: impl FnMut(u64, usize)) -> Vec<u64> {
    // The words before, the oldest first, and their bytes. As an array they would be moved about in
    // memory.
    let (mut a, mut b, mut c, mut d) = (0, 0, 0, 0);
    let mut before = (0, 0, 0, 0);
    let mut hashes = Vec::with_capacity(text.tokens.len());
    let mut words = 0;
    let mut tokens = text.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        if token.kind == Kind::Mark {
            continue;
        }
        let mut word = extend(0xCBF2_9CE4_8422_2325, text, token);
        let mut end = token.end;
        // `1990s` is two tokens and one word.
        while let Some(next) = tokens.next_if(|it| it.glued && it.kind != Kind::Mark) {
            word = extend(word, text, next);
            end = next.end;
        }
        let bytes = (end - token.start) as usize;
        words += 1;
        if words >= SHINGLE_WORDS {
            let hash = with(with(with(with(with(0, a), b), c), d), word);
            let hash = mixed((hash ^ hash >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93));
            tell(hash, before.0 + before.1 + before.2 + before.3 + bytes);
            hashes.push(hash);
        }
        (a, b, c, d) = (b, c, d, word);
        before = (before.1, before.2, before.3, bytes);
    }
    if words < WORDS_MIN { Vec::new() } else { hashes }
}

/// The hash of a shingle so far, and one word more.
fn with(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
}

/// The lower half of a product knows little of the factors' upper bits.
fn mixed(product: u64) -> u64 {
    product ^ (product >> 32)
}

/// FNV-1a over the word in lower case.
fn extend(hash: u64, text: &Text<'_>, token: &Token) -> u64 {
    let word = text.of(token).bytes();
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    if token.case == Case::Lower {
        return word.fold(hash, step);
    }
    word.fold(hash, |hash, byte| step(hash, byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(from: usize, to: usize) -> String {
        let words: Vec<String> = (from..to).map(|it| format!("word{it}")).collect();
        words.join(" ")
    }

    #[track_caller]
    fn check(one: &str, other: &str, expected: f32) {
        let (one, other) = (Text::new(one), Text::new(other));
        let exact = overlap(&one, &other);
        assert!((exact - expected).abs() < 0.01, "exact {exact}");
        let estimate = Signature::of(&one).overlap(&Signature::of(&other));
        assert!((estimate - expected).abs() < 0.15, "estimate {estimate}");
    }

    #[test]
    fn overlaps() {
        check(&numbered(0, 300), &numbered(0, 300), 1.0);
        check(&numbered(0, 300), &numbered(300, 600), 0.0);
        check(&numbered(0, 304), &numbered(30, 304), 0.9);
        check(&numbered(0, 204), &numbered(100, 304), 1.0 / 3.0);
        check(&numbered(0, 300).to_uppercase(), &numbered(0, 300), 1.0);
        check("too short", "too short", 0.0);
    }

    #[test]
    fn common_phrases_are_no_keys() {
        let phrase = "in the middle of the day it was to be on the up and so it is for us all ";
        let (one, other) =
            (phrase.to_owned() + &numbered(0, 60), phrase.to_owned() + &numbered(100, 160));
        let (one, other) = (Signature::of(&Text::new(&one)), Signature::of(&Text::new(&other)));
        assert!(!one.keys.iter().any(|it| other.keys.contains(it)));
        assert!(one.minima.iter().any(|it| other.minima.contains(it)));
        let short = Signature::of(&Text::new(&phrase.repeat(2)));
        assert_eq!(short.keys.len(), KEYS_MAX, "where there is nothing else, they are");
    }

    #[test]
    fn near_copies_meet() {
        let whole = numbered(0, 404);
        for cut in 0..70 {
            let copy = numbered(cut, 404);
            let (one, other) =
                (Signature::of(&Text::new(&whole)), Signature::of(&Text::new(&copy)));
            assert!(one.keys.iter().any(|it| other.keys.contains(it)), "{cut}");
            assert!(!one.sketch().is_apart(other.sketch()), "{cut}");
        }
    }

    #[test]
    fn sketches_tell_others_apart() {
        let sketch = |from: usize| Signature::of(&Text::new(&numbered(from, from + 300))).sketch();
        let one = sketch(0);
        let taken = (1..1_000).filter(|it| !one.is_apart(sketch(it * 1_000))).count();
        assert!(taken < 30, "{taken} of 1,000");
        // Of a text too short to compare there is nothing.
        assert_eq!(Signature::default().sketch(), Sketch::default());
    }

    #[test]
    fn sketches_of_near_copies_are_alike() {
        for seed in (0..1_000).map(|it| it * 10_000) {
            // Of 300 shingles 30 are gone, and 30 others are there.
            let words = |last: usize| numbered(seed, seed + 274) + " " + &numbered(last, last + 30);
            let (one, other) = (words(seed + 1_000), words(seed + 2_000));
            let (one, other) = (Signature::of(&Text::new(&one)), Signature::of(&Text::new(&other)));
            assert!(!one.sketch().is_apart(other.sketch()), "{seed}");
        }
    }
}
