//! Which story an article belongs to, told while the index is written.
//!
//! A story is all articles that near-copies link: A and C are one where B is a near-copy of both.
//! So it does not matter in which order and in how many runs they come. An article joins the story
//! of its nearest; where it links two, or a link is dropped or changed, these stories are gone over
//! at the next commit. Stories are counted up, so that their numbers take little room. What an
//! article was told before it was indexed stays in its column; where that is no longer so, the
//! commit's payload says what is.
//!
//! Near-copies meet under their keys: those of this run in memory, those from before in the index.
//! What this run has committed is asked of the index only where a [`Sieve`] of the keys may have
//! it, and an article that shares a key is unpacked only where its [`Sketch`] is like: else each
//! article would cost more the larger the corpus is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use tantivy::index::SegmentId;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

use crate::dedup::{NEAR, Signature, Sketch};
use crate::error::Result;
use crate::index::row::Row;
use crate::index::schema::{Fields, column};
use crate::index::sieve::Sieve;
use crate::index::store::Rows;
use crate::index::write::damaged;
use crate::index::{bad_row, blocks_of_glances};
use crate::language::Text;

/// How many signatures are kept in memory; then they are looked up in the index.
const KEPT_MAX: usize = 25_000;

/// How many articles are compared that share a key: what more of them share says little.
const CANDIDATES_MAX: usize = 32;

/// The stories of articles, by id, that are not what their columns say.
pub(crate) type Told = BTreeMap<String, u64>;

/// Tells the story of each article that is added.
pub(crate) struct Stories {
    searcher: Searcher,
    rows: Rows,
    fields: Fields,
    /// The articles of this run.
    kept: Vec<Kept>,
    /// By the hash of their ids, their entries.
    numbers: FxHashMap<u64, u32>,
    /// By key, the last article that has it and the entry of the one before.
    latest: FxHashMap<u64, u32>,
    chain: Vec<(u32, u32)>,
    /// The next story.
    next: u64,
    /// By segment that this run has committed, the keys that it may have.
    sieves: FxHashMap<SegmentId, Arc<Sieve>>,
    /// By segment and article what is known of its text, by [`Sketch::default`] nothing.
    sketches: FxHashMap<SegmentId, Vec<Sketch>>,
    /// The hashes of the ids of what is in the index and was dropped or replaced since.
    gone: FxHashSet<u64>,
    told: Told,
    /// Stories that an article links, each with another.
    linked: BTreeMap<u64, u64>,
    /// Stories that lost an article.
    torn: BTreeSet<u64>,
}

/// An article of this run.
struct Kept {
    id: String,
    /// What its column says.
    column: u64,
    story: u64,
    /// Empty where the article was dropped or replaced.
    signature: Signature,
}

/// An article of a story that is gone over.
struct Member {
    id: String,
    /// Its entry, where it is in memory.
    kept: Option<u32>,
    column: u64,
    story: u64,
    signature: Signature,
}

/// The near-copies of an article.
#[derive(Default)]
struct Near {
    best: Option<(f32, u64)>,
    stories: BTreeSet<u64>,
}

impl Near {
    fn add(&mut self, overlap: f32, story: u64) {
        self.stories.insert(story);
        // Of two that are as near the same one, in whatever order they came.
        if self.best.is_none_or(|it| overlap > it.0 || overlap >= it.0 && story < it.1) {
            self.best = Some((overlap, story));
        }
    }

    /// Whether it has a near-copy with the same signature, which has linked all that it would.
    fn is_again(&self) -> bool {
        self.best.is_some_and(|it| it.0 >= 1.0)
    }
}

impl Stories {
    /// Goes on with an index as it was committed last.
    pub(crate) fn open(searcher: Searcher, fields: Fields, told: Told) -> Result<Stories> {
        let mut next = told.values().max().map_or(0, |it| it.saturating_add(1));
        for reader in searcher.segment_readers() {
            let stories = reader.fast_fields().column_opt::<u64>(column::STORY).map_err(damaged)?;
            // Of those that were deleted, too, which does no harm.
            if let Some(stories) = stories.filter(|it| it.values.num_vals() > 0) {
                next = next.max(stories.max_value().saturating_add(1));
            }
        }
        Ok(Stories::new(searcher, fields, told, next))
    }

    fn new(searcher: Searcher, fields: Fields, told: Told, next: u64) -> Stories {
        Stories {
            rows: Rows::of(searcher.clone(), blocks_of_glances(searcher.index())),
            searcher,
            fields,
            kept: Vec::new(),
            numbers: FxHashMap::default(),
            latest: FxHashMap::default(),
            chain: Vec::new(),
            next,
            sieves: FxHashMap::default(),
            sketches: FxHashMap::default(),
            gone: FxHashSet::default(),
            told,
            linked: BTreeMap::new(),
            torn: BTreeSet::new(),
        }
    }

    /// Forgets the articles of this run, which `searcher` has by now.
    pub(crate) fn forget(&mut self, searcher: Searcher) {
        let keys: Vec<u64> = self.latest.keys().map(|it| it & KEY_MASK).collect();
        let sieve = Arc::new(Sieve::of(&keys));
        let told = std::mem::take(&mut self.told);
        let mut next = Stories::new(searcher, self.fields, told, self.next);
        next.sieves = std::mem::take(&mut self.sieves);
        next.sketches = std::mem::take(&mut self.sketches);
        let before: FxHashSet<SegmentId> =
            self.searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        for reader in next.searcher.segment_readers() {
            if !before.contains(&reader.segment_id()) {
                next.sieves.insert(reader.segment_id(), Arc::clone(&sieve));
            }
        }
        *self = next;
    }

    /// Whether a segment may have a key.
    fn may_have(&self, segment: SegmentId, key: u64) -> bool {
        self.sieves.get(&segment).is_none_or(|it| it.may_have(key & KEY_MASK))
    }

    /// Whether so many signatures are kept that the index should be asked instead.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= KEPT_MAX
    }

    /// The stories that are not what the columns of their articles say.
    pub(crate) fn told(&self) -> &Told {
        &self.told
    }

    /// The story of an article that comes in.
    pub(crate) fn tell(&mut self, id: &str, signature: Signature) -> Result<u64> {
        if signature.minima.is_empty() {
            return Ok(self.fresh());
        }
        let mut near = Near::default();
        self.in_memory(&signature, &mut near);
        if !near.is_again() {
            self.in_index(&signature, &mut near)?;
        }
        for story in near.stories.iter().skip(1) {
            let (one, other) = (self.root(*story), near.stories.first().copied());
            let other = other.map_or(one, |it| self.root(it));
            if one != other {
                self.linked.insert(one, other);
            }
        }
        let story = near.best.map_or_else(|| self.fresh(), |(_, story)| story);
        let number = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
        for key in &signature.keys {
            let entry = u32::try_from(self.chain.len()).unwrap_or(u32::MAX);
            let before = self.latest.insert(*key, entry).unwrap_or(u32::MAX);
            self.chain.push((number, before));
        }
        self.numbers.insert(id_key(id), number);
        self.kept.push(Kept { id: id.to_owned(), column: story, story, signature });
        Ok(story)
    }

    /// Notes what the text of an article is like.
    pub(crate) fn note_sketch(&mut self, (segment, doc): (SegmentId, DocId), sketch: Sketch) {
        let sketches = self.sketches.entry(segment).or_default();
        let at = doc as usize;
        if sketches.len() <= at {
            sketches.resize(at + 1, Sketch::default());
        }
        sketches[at] = sketch;
    }

    /// Notes that an article is dropped, or about to be replaced.
    pub(crate) fn drop_id(&mut self, id: &str) -> Result<()> {
        let key = id_key(id);
        let told = self.told.remove(id);
        if let Some(number) = self.numbers.remove(&key) {
            if let Some(kept) = self.kept.get_mut(number as usize) {
                self.torn.insert(kept.story);
                kept.signature = Signature::default();
            }
            return Ok(());
        }
        for address in self.live(self.fields.id, &Term::from_field_text(self.fields.id, id))? {
            self.drop_at(address, key, told)?;
        }
        Ok(())
    }

    /// Notes that all articles of the index are dropped that were read from `path`.
    pub(crate) fn drop_path(&mut self, path: &str) -> Result<()> {
        for address in
            self.live(self.fields.path, &Term::from_field_text(self.fields.path, path))?
        {
            let id = self.row(address)?.article.id;
            let told = self.told.remove(&id);
            self.drop_at(address, id_key(&id), told)?;
        }
        Ok(())
    }

    fn drop_at(&mut self, address: DocAddress, key: u64, told: Option<u64>) -> Result<()> {
        if self.gone.insert(key) {
            let story = told.or(self.column(address)?);
            self.torn.extend(story);
        }
        Ok(())
    }

    /// Goes over the stories that were linked or lost an article.
    pub(crate) fn settle(&mut self) -> Result<()> {
        let mut groups: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        let linked = self.linked.iter().flat_map(|(one, other)| [*one, *other]);
        for story in linked.chain(self.torn.iter().copied()) {
            groups.entry(self.root(story)).or_default().insert(story);
        }
        let mut kept: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for story in groups.values().flatten() {
            kept.insert(*story, Vec::new());
        }
        for (number, it) in (0..).zip(&self.kept).filter(|(_, it)| !it.signature.minima.is_empty())
        {
            if let Some(numbers) = kept.get_mut(&it.story) {
                numbers.push(number);
            }
        }
        for stories in groups.into_values() {
            let kept = stories.iter().filter_map(|it| kept.get(it)).flatten().copied();
            let members = self.members(&stories, kept)?;
            self.sort(members);
        }
        self.linked.clear();
        self.torn.clear();
        Ok(())
    }

    /// Gives each part of these articles that near-copies link a story: the one that most of them
    /// have, where no other part has it.
    fn sort(&mut self, members: Vec<Member>) {
        let mut parts: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        for (part, member) in parts_of(&members).into_iter().zip(members) {
            parts.entry(part).or_default().push(member);
        }
        let mut parts: Vec<Vec<Member>> = parts.into_values().collect();
        parts.sort_by(|a, b| (Reverse(a.len()), &a[0].id).cmp(&(Reverse(b.len()), &b[0].id)));
        let mut taken = BTreeSet::new();
        for part in parts {
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            for story in part.iter().map(|it| it.story).filter(|it| !taken.contains(it)) {
                *counts.entry(story).or_default() += 1;
            }
            let most = counts.into_iter().max_by_key(|(story, count)| (*count, Reverse(*story)));
            let story = most.map_or_else(|| self.fresh(), |(story, _)| story);
            taken.insert(story);
            for member in part.into_iter().filter(|it| it.story != story) {
                let kept = member.kept.and_then(|it| self.kept.get_mut(it as usize));
                if let Some(kept) = kept {
                    kept.story = story;
                }
                if member.column == story {
                    self.told.remove(&member.id);
                } else {
                    self.told.insert(member.id, story);
                }
            }
        }
    }

    /// The articles of these stories, in the order of their ids; none where there is but one. Those
    /// of this run are the entries `kept`.
    fn members(
        &self,
        stories: &BTreeSet<u64>,
        kept: impl Iterator<Item = u32>,
    ) -> Result<Vec<Member>> {
        let mut members: Vec<Member> = kept
            .filter_map(|number| Some((number, self.kept.get(number as usize)?)))
            .map(|(number, it)| Member {
                id: it.id.clone(),
                kept: Some(number),
                column: it.column,
                story: it.story,
                signature: it.signature.clone(),
            })
            .collect();
        let mut addresses = BTreeSet::new();
        for story in stories {
            let term = Term::from_field_u64(self.fields.story, *story);
            addresses.extend(self.live(self.fields.story, &term)?);
        }
        for (id, _) in self.told.iter().filter(|(_, story)| stories.contains(*story)) {
            let term = Term::from_field_text(self.fields.id, id);
            addresses.extend(self.live(self.fields.id, &term)?);
        }
        if members.len() + addresses.len() < 2 {
            return Ok(Vec::new());
        }
        for address in addresses {
            let row = self.row(address)?;
            let id = row.article.id;
            let (true, Some(column)) = (self.is_there(&id), self.column(address)?) else {
                continue;
            };
            let story = self.told.get(&id).copied().unwrap_or(column);
            if stories.contains(&story) {
                let signature = Signature::of(&Text::new(&row.article.body));
                members.push(Member { id, kept: None, column, story, signature });
            }
        }
        members.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(members)
    }

    /// The story that stands for all that are linked with `story`.
    fn root(&self, story: u64) -> u64 {
        let mut root = story;
        while let Some(other) = self.linked.get(&root) {
            root = *other;
        }
        root
    }

    /// A story that no article has yet.
    fn fresh(&mut self) -> u64 {
        let story = self.next;
        self.next = self.next.saturating_add(1);
        story
    }

    /// Whether an article of the index was neither dropped nor replaced.
    fn is_there(&self, id: &str) -> bool {
        !self.gone.contains(&id_key(id))
    }

    fn in_memory(&self, signature: &Signature, near: &mut Near) {
        for key in &signature.keys {
            let mut entry = self.latest.get(key).copied().unwrap_or(u32::MAX);
            let mut compared = 0;
            while compared < CANDIDATES_MAX && !near.is_again() {
                let Some((number, before)) = self.chain.get(entry as usize) else { break };
                entry = *before;
                let Some(theirs) = self.kept.get(*number as usize) else { break };
                if theirs.signature.minima.is_empty() {
                    continue;
                }
                compared += 1;
                let overlap = signature.overlap(&theirs.signature);
                if overlap >= NEAR {
                    near.add(overlap, theirs.story);
                }
            }
        }
    }

    fn in_index(&mut self, signature: &Signature, near: &mut Near) -> Result<()> {
        let mut seen: Vec<DocAddress> = Vec::new();
        let mut rests: Vec<u32> = Vec::new();
        let sketch = signature.sketch();
        let mut met = Vec::new();
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let may_have = |key: &&u64| self.may_have(reader.segment_id(), **key);
            let mut keys = signature.keys.iter().filter(may_have).peekable();
            if keys.peek().is_none() {
                continue;
            }
            let terms = reader.inverted_index(self.fields.key).map_err(damaged)?;
            for key in keys {
                let (rest, term) = key_parts(*key);
                let term = Term::from_field_text(self.fields.key, term.encode_utf8(&mut [0; 4]));
                let option = IndexRecordOption::WithFreqsAndPositions;
                let Some(mut postings) = terms.read_postings(&term, option)? else { continue };
                let mut compared = 0;
                while compared < CANDIDATES_MAX && postings.doc() != TERMINATED {
                    let doc = postings.doc();
                    postings.positions(&mut rests);
                    postings.advance();
                    if !rests.contains(&rest) || reader.is_deleted(doc) {
                        continue;
                    }
                    compared += 1;
                    let address = DocAddress::new(segment, doc);
                    if seen.contains(&address) {
                        continue;
                    }
                    seen.push(address);
                    let at = (reader.segment_id(), doc);
                    if self.sketch_at(at).is_some_and(|it| it.is_apart(sketch)) {
                        continue;
                    }
                    let row = self.row(address)?;
                    let theirs = Signature::of(&Text::new(&row.article.body));
                    met.push((at, theirs.sketch()));
                    if !self.is_there(&row.article.id) {
                        continue;
                    }
                    let overlap = signature.overlap(&theirs);
                    if overlap < NEAR {
                        continue;
                    }
                    let told = self.told.get(&row.article.id).copied();
                    if let Some(story) = told.or(self.column(address)?) {
                        near.add(overlap, story);
                    }
                }
            }
        }
        for (at, sketch) in met {
            self.note_sketch(at, sketch);
        }
        Ok(())
    }

    /// What the text of an article of the index is like, where that is known.
    fn sketch_at(&self, (segment, doc): (SegmentId, DocId)) -> Option<Sketch> {
        let known = self.sketches.get(&segment)?.get(doc as usize).copied();
        known.filter(|it| *it != Sketch::default())
    }

    /// The articles of the index as it was opened that have a term.
    fn live(&self, field: Field, term: &Term) -> Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let terms = reader.inverted_index(field).map_err(damaged)?;
            let postings = terms.read_postings(term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    fn row(&self, address: DocAddress) -> Result<Row> {
        Row::decode(&self.rows.get(address)?).ok_or_else(bad_row)
    }

    /// What the column of an article of the index says.
    fn column(&self, address: DocAddress) -> Result<Option<u64>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let stories = reader.fast_fields().column_opt::<u64>(column::STORY).map_err(damaged)?;
        Ok(stories.and_then(|it| it.first(address.doc_id)))
    }
}

/// For each article the number of its part: the first article that near-copies link it with.
fn parts_of(members: &[Member]) -> Vec<usize> {
    fn root(parts: &mut [usize], mut at: usize) -> usize {
        while parts[at] != at {
            parts[at] = parts[parts[at]];
            at = parts[at];
        }
        at
    }
    let mut by_key: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (number, member) in members.iter().enumerate() {
        for key in &member.signature.keys {
            by_key.entry(*key).or_default().push(number);
        }
    }
    let mut parts: Vec<usize> = (0..members.len()).collect();
    let mut left = members.len();
    // Most are linked with the one before them, and then there is no more to do.
    for most in [1, CANDIDATES_MAX] {
        for (number, member) in members.iter().enumerate() {
            for others in member.signature.keys.iter().filter_map(|key| by_key.get(key)) {
                let mut compared = 0;
                let before = others.partition_point(|it| *it < number);
                for other in others[..before].iter().rev() {
                    let (one, two) = (root(&mut parts, *other), root(&mut parts, number));
                    if one == two {
                        continue;
                    }
                    if compared == most || left == 1 {
                        break;
                    }
                    compared += 1;
                    if member.signature.overlap(&members[*other].signature) >= NEAR {
                        parts[one.max(two)] = one.min(two);
                        left -= 1;
                    }
                }
            }
        }
    }
    (0..members.len()).map(|it| root(&mut parts, it)).collect()
}

/// How many bits of a key are its term, and how many the position of it.
const TERM_BITS: u32 = 14;
const REST_BITS: u32 = 18;

/// What of a key the index has: the lower bits, for the upper ones of what is least are nought.
const KEY_MASK: u64 = (1 << (TERM_BITS + REST_BITS)) - 1;

/// A key as the index has it: a term that many keys share, and the position that tells them apart,
/// in less than half the room that a term for each key takes. Among five million others, one in 800
/// is taken for another, and the two articles are compared in vain.
pub(crate) fn key_parts(key: u64) -> (u32, char) {
    let bits =
        |from: u32, count: u32| u32::try_from(key >> from & ((1 << count) - 1)).unwrap_or_default();
    // Past control characters, and short of what is no letter.
    let term = char::from_u32(0x100 + bits(REST_BITS, TERM_BITS));
    (bits(0, REST_BITS), term.unwrap_or_default())
}

/// The hash of an id.
pub(crate) fn id_key(id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart_by_all_their_bits() {
        let all: FxHashSet<(u32, char)> =
            (0..64).map(|bit| key_parts(1 << bit)).chain([key_parts(u64::MAX)]).collect();
        assert_eq!(all.len(), 32 + 2, "those of no bits of the mask are one");
        for (_, term) in all {
            assert!(!term.is_ascii());
        }
    }
}
