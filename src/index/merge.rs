//! Merges: few segments in place of many, and nothing of what was deleted.

use rustc_hash::FxHashMap;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{Index, IndexWriter, TantivyDocument};

use crate::error::Result;
use crate::index::directory::Folder;
use crate::index::health;
use crate::index::lock::WriterLock;
use crate::index::manifest::{self, Manifest};
use crate::index::room;
use crate::index::write::{damaged, unwritten};

/// From so many segments on, an ingest ends with a merge.
const SEGMENTS_MAX: usize = 8;

/// What a merge makes is no greater than this where the index is not a few times as large: some of
/// what is merged is held in memory.
const MERGED_BYTES: u64 = 192 << 20;

/// The least that tantivy takes for a thread that adds articles, which this one never does.
const THREAD_BYTES: usize = 15_000_000;

/// A writer that has nothing more to add.
pub(crate) struct Merger {
    index: Index,
    /// Tantivy's own, once something is merged.
    inner: Option<IndexWriter<TantivyDocument>>,
    folder: Folder,
    /// Given up last.
    _lock: WriterLock,
}

impl Merger {
    pub(crate) fn new(index: Index, folder: Folder, lock: WriterLock) -> Merger {
        Merger { index, inner: None, folder, _lock: lock }
    }

    /// Merges the small segments where there are many.
    pub(crate) fn merge_small(mut self) -> Result<()> {
        for group in self.small_segments()? {
            if self.has_room_for(&group)? {
                self.merge(&group)?;
            }
        }
        self.end()
    }

    /// Merges all into one segment.
    pub(crate) fn merge_all(mut self) -> Result<()> {
        let metas = self.index.searchable_segment_metas().map_err(damaged)?;
        let has_deletes = metas.iter().any(|it| it.num_deleted_docs() > 0);
        if metas.len() > 1 || has_deletes {
            let ids: Vec<SegmentId> = metas.iter().map(SegmentMeta::id).collect();
            if !self.has_room_for(&ids)? {
                return Err(room::full(self.folder.path(), None));
            }
            self.merge(&ids)?;
        }
        self.end()
    }

    fn end(self) -> Result<()> {
        if let Some(inner) = self.inner {
            inner.wait_merging_threads().map_err(|it| unwritten(it, &self.folder))?;
        }
        health::sweep(&self.folder)
    }

    /// Merges segments, each of whose bytes must be as it was written: a merge would give damage a
    /// new checksum.
    fn merge(&mut self, segments: &[SegmentId]) -> Result<()> {
        let ids: Vec<String> = segments.iter().map(SegmentId::uuid_string).collect();
        let wanted = |name: &str| {
            manifest::segment_of(name).is_some_and(|segment| ids.iter().any(|it| it == segment))
        };
        health::make_sure_of(self.folder.path(), wanted)?;
        let unwritten = |it| unwritten(it, &self.folder);
        let inner = match &mut self.inner {
            Some(inner) => inner,
            none => {
                let made = self.index.writer_with_num_threads(1, THREAD_BYTES);
                let made = none.insert(made.map_err(unwritten)?);
                made.set_merge_policy(Box::new(NoMergePolicy));
                made
            }
        };
        inner.merge(segments).wait().map_err(unwritten)?;
        inner.garbage_collect_files().wait().map_err(unwritten)?;
        Ok(())
    }

    /// Whether the disk can hold these segments twice.
    fn has_room_for(&self, segments: &[SegmentId]) -> Result<bool> {
        let sizes = self.sizes()?;
        let bytes: u64 = segments.iter().filter_map(|it| sizes.get(&it.uuid_string())).sum();
        let left = room::available(self.folder.path());
        Ok(left.is_none_or(|it| it > bytes + room::ROOM_BYTES_MIN))
    }

    /// The bytes of each segment, by its id.
    fn sizes(&self) -> Result<FxHashMap<String, u64>> {
        let mut sizes: FxHashMap<String, u64> = FxHashMap::default();
        for (name, sum) in Manifest::read(self.folder.path())?.files {
            if let Some(segment) = manifest::segment_of(&name) {
                *sizes.entry(segment.to_owned()).or_default() += sum.bytes;
            }
        }
        Ok(sizes)
    }

    /// The segments worth merging, in groups that become one each.
    fn small_segments(&self) -> Result<Vec<Vec<SegmentId>>> {
        let metas = self.index.searchable_segment_metas().map_err(damaged)?;
        if metas.len() <= SEGMENTS_MAX {
            return Ok(Vec::new());
        }
        let sizes = self.sizes()?;
        let most = MERGED_BYTES.max(sizes.values().sum::<u64>() / SEGMENTS_MAX as u64);
        let size = |it: &SegmentMeta| sizes.get(&it.id().uuid_string()).copied().unwrap_or(0);
        let mut small: Vec<(u64, SegmentId)> =
            metas.iter().map(|it| (size(it), it.id())).filter(|it| it.0 <= most / 2).collect();
        small.sort_unstable();
        Ok(groups(&small, most))
    }
}

/// Of these segments, which come with their bytes and the smallest first, those worth merging, by
/// group: so many that few are left, and each no larger than all smaller ones together, so that an
/// article is rewritten a few times however often one is added. No group has more than `most`
/// bytes.
fn groups<T: Copy>(segments: &[(u64, T)], most: u64) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let (mut all, mut own) = (0, 0);
    for (number, (bytes, segment)) in segments.iter().enumerate() {
        if number > SEGMENTS_MAX / 2 && *bytes > 2 * all {
            break;
        }
        all += bytes;
        match groups.last_mut() {
            Some(group) if own + bytes <= most => group.push(*segment),
            _ => {
                groups.push(vec![*segment]);
                own = 0;
            }
        }
        own += bytes;
    }
    groups.retain(|it| it.len() > 1);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u64], expected: &[&[u64]]) {
        let segments: Vec<(u64, u64)> = bytes.iter().map(|it| (*it, *it)).collect();
        assert_eq!(groups(&segments, 100), expected, "{bytes:?}");
    }

    #[test]
    fn segments_are_merged_in_groups() {
        check(&[], &[]);
        check(&[1, 1, 1], &[&[1, 1, 1]]);
        // One that is larger than twice all before it waits, but for the first few.
        check(&[1, 1, 1, 1, 1, 11], &[&[1, 1, 1, 1, 1]]);
        check(&[1, 1, 1, 1, 1, 10], &[&[1, 1, 1, 1, 1, 10]]);
        check(&[1, 50, 50, 50], &[&[1, 50], &[50, 50]]);
        check(&[30, 30, 30, 30, 30, 30, 30], &[&[30, 30, 30], &[30, 30, 30]]);
    }
}
