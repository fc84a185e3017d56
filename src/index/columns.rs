//! The columns of one segment and its positions, each opened when first asked for and then kept.
//!
//! Opening a column takes a microsecond or two, and a page of hits asks for several of each hit.

use std::collections::VecDeque;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use crate::error::Result;
use crate::index::facet::Buckets;
use crate::index::phrase::Positions;
use crate::index::schema::column;
use crate::index::story::StoryColumn;
use crate::index::top::Order;
use crate::index::write::damaged;
use crate::search::Story;

/// The stories of so many articles are kept, a page or two of them.
const COPIES_KEPT: usize = 32;

/// The columns of one segment.
pub(crate) struct Columns {
    order: OnceLock<Order>,
    days: OnceLock<Option<Column<i64>>>,
    mentions: OnceLock<Option<Column<u64>>>,
    stories: OnceLock<Option<Column<u64>>>,
    positions: OnceLock<Positions>,
    /// Of some articles the story, with how many copies it has.
    pub(crate) copies: Lately<(DocId, Option<Story>)>,
    /// The stories that are not what their column says.
    pub(crate) told: FxHashMap<DocId, u64>,
    /// Under which value of a facet each entry of a dictionary counts.
    pub(crate) buckets: Buckets,
}

impl Default for Columns {
    fn default() -> Columns {
        let (order, days, mentions, stories, positions) = Default::default();
        let (told, buckets, copies) =
            (FxHashMap::default(), Buckets::default(), Lately::new(COPIES_KEPT));
        Columns { order, days, mentions, stories, positions, copies, told, buckets }
    }
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

    /// Where the words of a field stand; the same field each time.
    pub(crate) fn positions(
        &self,
        index: &tantivy::Index,
        reader: &SegmentReader,
        field: Field,
    ) -> Result<&Positions> {
        kept(&self.positions, || Positions::open(index, reader, field))
    }
}

/// What was read lately, as of a page that is asked for again, or in another order.
pub(crate) struct Lately<T> {
    /// How much of it is kept, the newest first.
    most: usize,
    kept: Mutex<VecDeque<T>>,
}

impl<T: Clone> Lately<T> {
    pub(crate) fn new(most: usize) -> Lately<T> {
        Lately { most, kept: Mutex::default() }
    }

    /// Keeps nothing any more.
    pub(crate) fn clear(&mut self) {
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is kept and wanted, or else what `read` finds.
    pub(crate) fn get<E>(
        &self,
        is_wanted: impl Fn(&T) -> bool,
        read: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().iter().find(|it| is_wanted(it)) {
            return Ok(known.clone());
        }
        let read = read()?;
        let mut kept = kept();
        kept.truncate(self.most.saturating_sub(1));
        kept.push_front(read.clone());
        Ok(read)
    }
}

/// What is in `place`, put there first where nothing is.
pub(crate) fn kept<T>(place: &OnceLock<T>, open: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = place.get() {
        return Ok(known);
    }
    let opened = open()?;
    Ok(place.get_or_init(|| opened))
}
