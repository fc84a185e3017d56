//! Names that are spelled almost so: what the hint says when no place is called that.

use tantivy_fst::{Automaton, IntoStreamer, Streamer};

use crate::place::gazetteer::{Gazetteer, NameForm, NameId};
use crate::place::key::name_key;

const NAMES_MAX: usize = 3;
/// Longer names are not compared: the work grows with the length.
const KEY_BYTES_MAX: usize = 48;
/// How many matches are looked at, so that a short name does not take long.
const MATCHES_MAX: usize = 2000;

/// The names nearest to `name`, the best first; none where all are far.
pub(crate) fn near_names(name: &str, gazetteer: &Gazetteer) -> Vec<String> {
    let key = name_key(name);
    if key.is_empty() || key.len() > KEY_BYTES_MAX {
        return Vec::new();
    }
    let edits_max = if key.len() < 6 { 1 } else { 2 };
    let near = Near { wanted: key.as_bytes(), edits_max };
    let mut stream = gazetteer.keys().search(&near).into_stream();
    let mut found: Vec<(u8, u32, String)> = Vec::new();
    let mut looked_at = 0;
    while let Some((other, value)) = stream.next() {
        looked_at += 1;
        if looked_at > MATCHES_MAX {
            break;
        }
        let Ok(name) = u32::try_from(value.value()) else { continue };
        let Some(first) = gazetteer.candidates_of(NameId(name)).next() else { continue };
        if first.form == NameForm::Demonym || other.starts_with(b"#") {
            continue;
        }
        let place = gazetteer.place(first.place);
        let edits = near.edits(other);
        found.push((edits, u32::MAX - place.population, place.name.to_owned()));
    }
    found.sort();
    let mut names: Vec<String> = Vec::new();
    for (_, _, name) in found {
        if names.len() < NAMES_MAX && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// All keys within some edits of one (insert, drop or change a byte): a row of the Levenshtein
/// table for each byte read.
struct Near<'k> {
    wanted: &'k [u8],
    edits_max: u8,
}

impl Near<'_> {
    fn edits(&self, key: &[u8]) -> u8 {
        let row = key.iter().fold(self.start(), |row, byte| self.accept(&row, *byte));
        row.last().copied().unwrap_or(u8::MAX)
    }
}

impl Automaton for Near<'_> {
    type State = Vec<u8>;

    fn start(&self) -> Vec<u8> {
        (0..=self.wanted.len()).map(|it| u8::try_from(it).unwrap_or(u8::MAX)).collect()
    }

    fn is_match(&self, row: &Vec<u8>) -> bool {
        row.last().is_some_and(|it| *it <= self.edits_max)
    }

    fn can_match(&self, row: &Vec<u8>) -> bool {
        row.iter().any(|it| *it <= self.edits_max)
    }

    fn accept(&self, row: &Vec<u8>, byte: u8) -> Vec<u8> {
        let mut next = Vec::with_capacity(row.len());
        let mut left = row.first().copied().unwrap_or_default().saturating_add(1);
        next.push(left);
        for (pair, wanted) in row.windows(2).zip(self.wanted) {
            let &[above_left, above] = pair else { break };
            let change = above_left + u8::from(*wanted != byte);
            left = change.min(above.saturating_add(1)).min(left.saturating_add(1));
            next.push(left);
        }
        next
    }
}
