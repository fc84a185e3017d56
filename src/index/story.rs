//! Stories, read: which articles are near-copies of each other.
//!
//! A story is a number. Its articles have it in their column, but for those of which the commit's
//! payload says otherwise; see [`kin`](crate::index::kin), which tells them.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocAddress, DocId, DocSet as _, TERMINATED, Term};

use crate::error::Result;
use crate::index::Index;
use crate::index::top::Order;
use crate::index::write::damaged;
use crate::search::Story;

/// The stories of the articles of one segment.
#[derive(Clone, Copy)]
pub(crate) struct StoryColumn<'a> {
    pub(crate) column: &'a Column<u64>,
    /// Those that are not what the column says.
    pub(crate) told: &'a FxHashMap<DocId, u64>,
}

impl StoryColumn<'_> {
    /// The story of an article.
    pub(crate) fn first(&self, doc: DocId) -> Option<u64> {
        self.told.get(&doc).copied().or_else(|| self.column.first(doc))
    }
}

impl Index {
    /// The story of an article that has near-copies.
    pub(crate) fn story(&self, address: DocAddress) -> Result<Option<Story>> {
        let columns = self.columns(address.segment_ord as usize)?;
        let doc = address.doc_id;
        let counted = || -> Result<_> { Ok((doc, self.count_copies(address)?)) };
        Ok(columns.copies.get(|it| it.0 == doc, counted)?.1)
    }

    fn count_copies(&self, address: DocAddress) -> Result<Option<Story>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let stories = self.columns(address.segment_ord as usize)?.stories(reader)?;
        let Some(number) = stories.and_then(|it| it.first(address.doc_id)) else {
            return Ok(None);
        };
        let term = Term::from_field_u64(self.fields.story, number);
        let is_told = self.columns.iter().any(|it| it.told.values().any(|it| *it == number));
        if !is_told && self.searcher.doc_freq(&term).map_err(damaged)? < 2 {
            return Ok(None);
        }
        let mut copies = 0;
        let mut first: Option<(i64, String)> = None;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let columns = self.columns(segment)?;
            let mut docs: Vec<DocId> = Vec::new();
            docs.extend(columns.told.iter().filter(|it| *it.1 == number).map(|it| *it.0));
            let terms = reader.inverted_index(self.fields.story).map_err(damaged)?;
            let postings = terms.read_postings(&term, IndexRecordOption::Basic)?;
            if let Some(mut postings) = postings {
                while postings.doc() != TERMINATED {
                    docs.extend(Some(postings.doc()).filter(|it| !columns.told.contains_key(it)));
                    postings.advance();
                }
            }
            let order = columns.order(reader)?;
            for doc in docs.into_iter().filter(|it| !reader.is_deleted(*it)) {
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
