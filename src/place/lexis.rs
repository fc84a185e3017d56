//! Classes of words that tell a place from what only looks like one, read from `words.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The classes that a word belongs to, one bit each.
pub(crate) type Classes = u64;

macro_rules! classes {
    ($($constant:ident $name:literal,)*) => {
        /// The classes of `words.txt`, in the order of their bits.
        const NAMES: &[&str] = &[$($name),*];
        classes!(@bits 0; $($constant)*);
    };
    (@bits $bit:expr; $constant:ident $($rest:ident)*) => {
        pub(crate) const $constant: Classes = 1 << ($bit);
        classes!(@bits $bit + 1; $($rest)*);
    };
    (@bits $bit:expr;) => {};
}

classes! {
    COMMON "common",
    GIVEN "given",
    SURNAME "surname",
    PREPOSITION "preposition",
    PREPOSITION_OF "preposition_of",
    PREPOSITION_TO "preposition_to",
    PREPOSITION_OTHER "preposition_other",
    ARTICLE "article",
    HONORIFIC "honorific",
    ROLE "role",
    SPEECH "speech",
    EDUCATION "education",
    PRESS "press",
    BUSINESS "business",
    SPORT "sport",
    POLITICS "politics",
    GOVERNMENT "government",
    SOCIETY "society",
    SITE "site",
    WATER "water",
    TERRAIN "terrain",
    DISTRICT "district",
    REGION "region",
    ADMIN "admin",
    SETTLEMENT "settlement",
    DIRECTION "direction",
    PEOPLE "people",
    LANGUAGE "language",
    MONTH "month",
    WEEKDAY "weekday",
    NOBLE "noble",
}

/// Words that head the name of an organisation.
pub(crate) const ORGANISATION: Classes =
    EDUCATION | PRESS | BUSINESS | SPORT | POLITICS | GOVERNMENT | SOCIETY;

/// Words that never name a place when they stand alone.
pub(crate) const FUNCTION: Classes =
    PREPOSITION | PREPOSITION_OF | PREPOSITION_OTHER | ARTICLE | WEEKDAY;

/// No word of the list is longer.
const LETTERS_MAX: usize = 24;

/// A word in small letters, and noughts after it: three numbers are sooner compared than letters.
type Letters = [u64; LETTERS_MAX / 8];

/// The letters of a word in any case; `None` for a longer one than any of the list.
fn letters(word: &str) -> Option<Letters> {
    let mut bytes = [0; LETTERS_MAX];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    let mut letters = Letters::default();
    let (eights, _) = bytes.as_chunks();
    for (to, from) in letters.iter_mut().zip(eights) {
        *to = u64::from_le_bytes(*from);
    }
    Some(letters)
}

static WORDS: LazyLock<FxHashMap<Letters, Classes>> =
    LazyLock::new(|| read(include_str!("words.txt")));

fn read(text: &str) -> FxHashMap<Letters, Classes> {
    let mut words: FxHashMap<Letters, Classes> = FxHashMap::default();
    let mut class = 0;
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let mut rest = line;
        if let Some((name, after)) = line.split_once(':') {
            class = NAMES.iter().position(|it| *it == name).map_or(0, |bit| 1 << bit);
            rest = after;
        }
        for word in rest.split_ascii_whitespace() {
            if let Some(letters) = letters(word) {
                *words.entry(letters).or_default() |= class;
            }
        }
    }
    words
}

/// The classes of a word in any case; none for what is not ASCII.
pub(crate) fn classes(word: &str) -> Classes {
    letters(word).and_then(|it| WORDS.get(&it)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_words() {
        for (bit, name) in NAMES.iter().enumerate() {
            assert!(WORDS.values().any(|it| it & (1 << bit) != 0), "{name}");
        }
        let file = include_str!("words.txt");
        for line in file.lines().filter(|it| !it.starts_with('#')) {
            if let Some((name, _)) = line.split_once(':') {
                assert!(NAMES.contains(&name), "{name}");
            }
            let longer = line.split_ascii_whitespace().find(|it| it.len() > LETTERS_MAX);
            assert_eq!(longer, None);
        }
    }

    #[test]
    fn cases() {
        assert_eq!(classes("Mr"), HONORIFIC);
        assert_ne!(classes("UNIVERSITY") & ORGANISATION, 0);
        assert_eq!(classes("Überlingen"), 0);
        assert_eq!(classes(&"x".repeat(100)), 0);
    }
}
