//! The columns and the store of one segment, each opened when first asked for and then kept.
//!
//! Opening a column takes a microsecond or two, and a page of hits asks for several of each hit.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::directory::OwnedBytes;
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader};

use crate::error::Result;
use crate::index::bad_row;
use crate::index::facet::Buckets;
use crate::index::schema::column;
use crate::index::story::StoryColumn;
use crate::index::top::Order;
use crate::index::write::damaged;

/// The columns of one segment.
#[derive(Default)]
pub(crate) struct Columns {
    order: OnceLock<Order>,
    days: OnceLock<Option<Column<i64>>>,
    mentions: OnceLock<Option<Column<u64>>>,
    stories: OnceLock<Option<Column<u64>>>,
    store: OnceLock<StoreReader>,
    /// The stories that are not what their column says.
    pub(crate) told: FxHashMap<DocId, u64>,
    /// Under which value of a facet each entry of a dictionary counts.
    pub(crate) buckets: Buckets,
}

impl Columns {
    /// Ids and instants.
    pub(crate) fn order(&self, reader: &SegmentReader) -> Result<&Order> {
        kept(&self.order, || Order::open(reader))
    }

    /// The days on which articles came out.
    pub(crate) fn days(&self, reader: &SegmentReader) -> Result<Option<&Column<i64>>> {
        let open = || reader.fast_fields().column_opt(column::DAY).map_err(damaged);
        Ok(kept(&self.days, open)?.as_ref())
    }

    /// The times that articles speak of.
    pub(crate) fn mentions(&self, reader: &SegmentReader) -> Result<Option<&Column<u64>>> {
        let open = || reader.fast_fields().column_opt(column::MENTION).map_err(damaged);
        Ok(kept(&self.mentions, open)?.as_ref())
    }

    /// The stories of articles.
    pub(crate) fn stories(&self, reader: &SegmentReader) -> Result<Option<StoryColumn<'_>>> {
        let open = || reader.fast_fields().column_opt(column::STORY).map_err(damaged);
        let column = kept(&self.stories, open)?.as_ref();
        Ok(column.map(|column| StoryColumn { column, told: &self.told }))
    }

    /// The stored row of an article, unpacked and lent: a copy of it would cost more than to read
    /// what a hit needs. So many blocks of rows are kept unpacked.
    pub(crate) fn row(
        &self,
        reader: &SegmentReader,
        doc: DocId,
        blocks: usize,
    ) -> Result<OwnedBytes> {
        let open = || Ok(reader.get_store_reader(blocks)?);
        let stored = kept(&self.store, open)?.get_document_bytes(doc).map_err(damaged)?;
        let row = row_within(&stored).ok_or_else(bad_row)?;
        Ok(stored.slice(row))
    }
}

/// Where the row is in a document as tantivy stores it: the number of its fields, which is one,
/// the number of the field in four bytes, the type, the length, the bytes.
fn row_within(stored: &[u8]) -> Option<Range<usize>> {
    const HEAD_BYTES: usize = 6;
    const BYTES_TYPE: u8 = 4;
    // The last byte of a number of tantivy's has its highest bit set.
    if stored.first() != Some(&0x81) || stored.get(HEAD_BYTES - 1) != Some(&BYTES_TYPE) {
        return None;
    }
    let mut length = 0_usize;
    let mut at = HEAD_BYTES;
    for shift in (0..35).step_by(7) {
        let byte = *stored.get(at)?;
        at += 1;
        length |= usize::from(byte & 0x7F) << shift;
        if byte >= 0x80 {
            let end = at.checked_add(length)?;
            return (end <= stored.len()).then_some(at..end);
        }
    }
    None
}

/// What is in `place`, put there first where nothing is.
pub(crate) fn kept<T>(place: &OnceLock<T>, open: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = place.get() {
        return Ok(known);
    }
    let opened = open()?;
    Ok(place.get_or_init(|| opened))
}
