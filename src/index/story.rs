//! Stories: which articles are near-copies of each other.
//!
//! An article joins the story of the one it overlaps most, if they overlap enough; else it starts
//! one. Near-copies meet under their keys: those of this run in memory, those from before in the
//! index. A story is a number: the hash of the id of its first article.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocAddress, DocSet as _, Searcher, TERMINATED, Term};

use crate::dedup::{NEAR, Signature};
use crate::error::Result;
use crate::index::row::Row;
use crate::index::schema::{Fields, column};
use crate::index::top::Order;
use crate::index::write::damaged;
use crate::index::{Index, StoredRow, bad_row};
use crate::language::Text;
use crate::search::Story;

/// How many signatures are kept in memory; then they are looked up in the index.
const KEPT_MAX: usize = 50_000;

/// How many articles are compared that share a key: what more of them share says little.
const CANDIDATES_MAX: usize = 32;

/// Tells the story of each article that is added.
pub(crate) struct Stories {
    searcher: Searcher,
    fields: Fields,
    /// The articles of this run: their stories and signatures.
    kept: Vec<(u64, Signature)>,
    /// By key, the last article that has it and the entry of the one before.
    latest: FxHashMap<u64, u32>,
    chain: Vec<(u32, u32)>,
}

impl Stories {
    pub(crate) fn new(searcher: Searcher, fields: Fields) -> Stories {
        Stories {
            searcher,
            fields,
            kept: Vec::new(),
            latest: FxHashMap::default(),
            chain: Vec::new(),
        }
    }

    /// Whether so many signatures are kept that the index should be asked instead.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= KEPT_MAX
    }

    /// The story of an article; `own` is the number it has where it starts one.
    pub(crate) fn tell(&mut self, signature: Signature, own: u64) -> Result<u64> {
        if signature.minima.is_empty() {
            return Ok(own);
        }
        let mut best = self.in_memory(&signature);
        if best.is_none_or(|(overlap, _)| overlap < 1.0) {
            let other = self.in_index(&signature)?;
            best = match (best, other) {
                (Some(a), Some(b)) if b.0 > a.0 => Some(b),
                (None, other) => other,
                (best, _) => best,
            };
        }
        let story = best.map_or(own, |(_, story)| story);
        let number = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
        for key in &signature.keys {
            let entry = u32::try_from(self.chain.len()).unwrap_or(u32::MAX);
            let before = self.latest.insert(*key, entry).unwrap_or(u32::MAX);
            self.chain.push((number, before));
        }
        self.kept.push((story, signature));
        Ok(story)
    }

    fn in_memory(&self, signature: &Signature) -> Option<(f32, u64)> {
        let mut best: Option<(f32, u64)> = None;
        for key in &signature.keys {
            let mut entry = self.latest.get(key).copied().unwrap_or(u32::MAX);
            for _ in 0..CANDIDATES_MAX {
                let Some((number, before)) = self.chain.get(entry as usize) else { break };
                entry = *before;
                let Some((story, theirs)) = self.kept.get(*number as usize) else { break };
                let overlap = signature.overlap(theirs);
                if overlap >= NEAR && best.is_none_or(|it| overlap > it.0) {
                    best = Some((overlap, *story));
                }
            }
            if best.is_some_and(|it| it.0 >= 1.0) {
                break;
            }
        }
        best
    }

    fn in_index(&self, signature: &Signature) -> Result<Option<(f32, u64)>> {
        let mut best: Option<(f32, u64)> = None;
        let mut seen: Vec<DocAddress> = Vec::new();
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let terms = reader.inverted_index(self.fields.key).map_err(damaged)?;
            for key in &signature.keys {
                let term = Term::from_field_text(self.fields.key, &key_term(*key));
                let postings = terms.read_postings(&term, IndexRecordOption::Basic)?;
                let Some(mut postings) = postings else { continue };
                for _ in 0..CANDIDATES_MAX {
                    let doc = postings.doc();
                    if doc == TERMINATED {
                        break;
                    }
                    postings.advance();
                    let address = DocAddress::new(segment, doc);
                    if reader.is_deleted(doc) || seen.contains(&address) {
                        continue;
                    }
                    seen.push(address);
                    let overlap = signature.overlap(&self.signature(address)?);
                    if overlap < NEAR || best.is_some_and(|it| overlap <= it.0) {
                        continue;
                    }
                    let stories = reader.fast_fields().column_opt::<u64>(column::STORY);
                    let story = stories.map_err(damaged)?.and_then(|it| it.first(doc));
                    best = story.map(|story| (overlap, story)).or(best);
                }
            }
        }
        Ok(best)
    }

    /// The signature of an article of the index, worked out from its text.
    fn signature(&self, address: DocAddress) -> Result<Signature> {
        let stored: StoredRow = self.searcher.doc(address).map_err(damaged)?;
        let row = Row::decode(&stored.0).ok_or_else(bad_row)?;
        Ok(Signature::of(&Text::new(&row.article.body)))
    }
}

/// A key as a term: seven letters of six bits, the lower ones, for the upper bits of what is least
/// are nought. Among ten million others, one in half a million is taken for another, and the two
/// articles are compared in vain.
pub(crate) fn key_term(key: u64) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    let letter = |shift: u32| char::from(LETTERS[(key >> shift & 63) as usize]);
    (0..7).map(|it| letter(6 * it)).collect()
}

impl Index {
    /// The story of an article that has near-copies.
    pub(crate) fn story(&self, address: DocAddress) -> Result<Option<Story>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let stories = self.columns(address.segment_ord as usize)?.stories(reader)?;
        let Some(number) = stories.and_then(|it| it.first(address.doc_id)) else {
            return Ok(None);
        };
        let term = Term::from_field_u64(self.fields.story, number);
        if self.searcher.doc_freq(&term).map_err(damaged)? < 2 {
            return Ok(None);
        }
        let mut copies = 0;
        let mut first: Option<(i64, String)> = None;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let terms = reader.inverted_index(self.fields.story).map_err(damaged)?;
            let postings = terms.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let order = self.columns(segment)?.order(reader)?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                postings.advance();
                if reader.is_deleted(doc) {
                    continue;
                }
                copies += 1;
                let instant = order.instant(doc);
                if first.as_ref().is_none_or(|it| instant <= it.0) {
                    let this = (instant, order.id(doc)?);
                    first = Some(first.map_or(this.clone(), |it| it.min(this)));
                }
            }
        }
        Ok(first.filter(|_| copies > 1).map(|(_, id)| Story { id, copies }))
    }

    /// Of each story, the earliest article that matches `query`, by segment.
    pub(crate) fn earliest(&self, query: &dyn Query) -> Result<Vec<BitSet>> {
        let readers = self.searcher.segment_readers();
        let order = |(segment, reader)| self.columns(segment)?.order(reader);
        let orders: Vec<&Order> = readers.iter().enumerate().map(order).collect::<Result<_>>()?;
        let weight =
            query.weight(EnableScoring::disabled_from_searcher(&self.searcher)).map_err(damaged)?;
        let mut first: FxHashMap<u64, (i64, usize, u32)> = FxHashMap::default();
        for (segment, reader) in readers.iter().enumerate() {
            let Some(stories) = self.columns(segment)?.stories(reader)? else { continue };
            let mut docs = Vec::new();
            let take = &mut |some: &[u32]| docs.extend_from_slice(some);
            weight.for_each_no_score(reader, take).map_err(damaged)?;
            for doc in docs {
                let Some(story) = stories.first(doc).filter(|_| !reader.is_deleted(doc)) else {
                    continue;
                };
                let instant = orders[segment].instant(doc);
                let this = (instant, segment, doc);
                let Some(known) = first.get_mut(&story) else {
                    first.insert(story, this);
                    continue;
                };
                let earlier = match instant.cmp(&known.0) {
                    Ordering::Less => true,
                    Ordering::Greater => false,
                    Ordering::Equal => orders[segment].id(doc)? < orders[known.1].id(known.2)?,
                };
                if earlier {
                    *known = this;
                }
            }
        }
        let mut only: Vec<BitSet> =
            readers.iter().map(|it| BitSet::with_max_value(it.max_doc())).collect();
        for (_, segment, doc) in first.into_values() {
            only[segment].insert(doc);
        }
        Ok(only)
    }
}

impl Order {
    /// When an article came out, in seconds since 1970; late where that is not known.
    fn instant(&self, doc: u32) -> i64 {
        self.instants.as_ref().and_then(|it| it.first(doc)).unwrap_or(i64::MAX)
    }

    fn id(&self, doc: u32) -> Result<String> {
        let mut id = String::new();
        self.ids.ord_to_str(self.rank(doc), &mut id)?;
        Ok(id)
    }
}
