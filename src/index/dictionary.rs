//! `Dictionary`: terms, each found by its field and its letters and numbered as it comes.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use tantivy::schema::Field;

/// See [the module](self).
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    letters: Vec<u8>,
    /// Of each term its field, and where it ends in `letters`.
    ends: Vec<(Field, u32)>,
    table: Table,
}

impl Dictionary {
    /// How many terms there are.
    pub(crate) fn len(&self) -> u32 {
        small(self.ends.len())
    }

    /// How many bytes it takes in memory: what is not written yet has no place of its own.
    pub(crate) fn bytes(&self) -> usize {
        self.letters.len() + 8 * (self.ends.len() + self.table.slots.len())
    }

    /// The term with a number: its field and its letters.
    pub(crate) fn term(&self, number: u32) -> Option<(Field, &[u8])> {
        let (field, end) = *self.ends.get(number as usize)?;
        let start = number.checked_sub(1).and_then(|it| self.ends.get(it as usize));
        let letters = self.letters.get(start.map_or(0, |it| it.1) as usize..end as usize)?;
        Some((field, letters))
    }

    /// The number of a term, where it has one.
    pub(crate) fn find(&self, field: Field, term: &[u8]) -> Option<u32> {
        self.find_by(hash(term, field.field_id()), field, term)
    }

    fn find_by(&self, hash: u32, field: Field, term: &[u8]) -> Option<u32> {
        self.table.find(hash, |it| self.term(it) == Some((field, term)))
    }

    /// The number of a term: the next one where it is new.
    pub(crate) fn number(&mut self, field: Field, term: &[u8]) -> u32 {
        let hash = hash(term, field.field_id());
        self.find_by(hash, field, term).unwrap_or_else(|| {
            let number = self.len();
            self.letters.extend_from_slice(term);
            self.ends.push((field, small(self.letters.len())));
            self.table.enter(hash, number);
            number
        })
    }
}

/// Finds numbers by the hash of what they stand for: an open table, with linear probing.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Hashes and numbers; [`EMPTY`] in an empty slot, which is not nought: memory that is nought
    /// and only read has no place of its own yet, and moves to one when it is written.
    slots: Vec<(u32, u32)>,
    count: usize,
}

/// No number: there are never so many.
const EMPTY: u32 = u32::MAX;

impl Table {
    /// The number with this hash that is the one wanted.
    pub(crate) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let (theirs, number) = self.slots[at];
            if number == EMPTY {
                return None;
            }
            if theirs == hash && is_it(number) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number that is looked at first.
    pub(crate) fn first(&self, hash: u32) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        self.slots.get(hash as usize & mask).map(|it| it.1).filter(|it| *it != EMPTY)
    }

    /// Adds a number that is not there.
    pub(crate) fn enter(&mut self, hash: u32, number: u32) {
        if self.count * 4 >= self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(1 << 10);
            let before = std::mem::replace(&mut self.slots, vec![(EMPTY, EMPTY); size]);
            for (hash, number) in before.into_iter().filter(|it| it.1 != EMPTY) {
                self.put(hash, number);
            }
        }
        self.put(hash, number);
        self.count += 1;
    }

    /// Takes all numbers out.
    pub(crate) fn clear(&mut self) {
        self.slots.fill((EMPTY, EMPTY));
        self.count = 0;
    }

    fn put(&mut self, hash: u32, number: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, number);
    }
}

/// The hash of letters that are `of` a field, or of a language.
pub(crate) fn hash(letters: &[u8], of: u32) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(letters);
    hasher.write_u32(of);
    #[expect(clippy::cast_possible_truncation, reason = "its lower bits are the better ones")]
    let hash = hasher.finish() as u32;
    hash
}

fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap;

    use super::*;

    #[test]
    fn a_term_keeps_its_number() {
        let mut dictionary = Dictionary::default();
        let mut known: FxHashMap<(u32, String), u32> = FxHashMap::default();
        for round in 0..3_u32 {
            for word in 0..5_000_u32 {
                let (field, term) = ((word + round) % 3, (word % 3_000).to_string());
                let next = dictionary.len();
                let field_of = Field::from_field_id(field);
                let expected = *known.entry((field, term.clone())).or_insert(next);
                assert_eq!(dictionary.number(field_of, term.as_bytes()), expected);
                assert_eq!(dictionary.term(expected), Some((field_of, term.as_bytes())));
            }
        }
        assert_eq!(dictionary.len() as usize, known.len());
        assert_eq!(dictionary.find(Field::from_field_id(4), b"7"), None);
    }
}
