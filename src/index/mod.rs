//! `Index`: open, create, lock, format number; the only door to tantivy.

#[cfg(test)]
mod agree;
mod apart;
mod bits;
mod cells;
mod columns;
mod compile;
mod complete;
mod copy;
mod dictionary;
mod directory;
mod draft;
mod entry;
mod expand;
mod explain;
mod facet;
mod filter;
mod health;
mod hint;
mod inverter;
mod kept;
mod kin;
mod left_out;
mod lexicon;
mod lists;
mod lock;
mod manifest;
mod meaning;
mod merge;
mod near;
mod payload;
mod phrase;
mod room;
mod row;
mod run;
mod schema;
mod segments;
mod sieve;
mod snippet;
mod statistics;
mod store;
mod story;
mod top;
mod varint;
mod within;
mod words;
mod write;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::query::EnableScoring;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{
    Directory as _, DocAddress, IndexReader, IndexSettings, ReloadPolicy, Searcher, SegmentReader,
};

use crate::error::{Error, Kind, Result};
use crate::index::columns::{Columns, Lately};
use crate::index::directory::Folder;
use crate::index::manifest::Manifest;
use crate::index::near::TooMuch;
use crate::index::payload::Payload;
use crate::index::schema::Fields;
use crate::index::statistics::Statistics;
use crate::index::store::Rows;
use crate::index::words::Any;
use crate::index::write::damaged;
use crate::language::Language;
use crate::language::analyze::Analyzer;

pub use crate::index::copy::{Copied, backup, restore};
pub use crate::index::entry::{Entry, Held, Maker, content_hash};
pub use crate::index::health::{Checked, Condition, Damage, check, condition};
pub use crate::index::left_out::LeftOut;
pub use crate::index::lexicon::Vocabulary;
pub use crate::index::lock::Patience;
pub use crate::index::payload::Mark;
pub use crate::index::write::{Added, Kept, Known, Means, ReadFrom, State, Writer, followed};

/// How the files of an index are read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Access {
    /// Mapped into memory. A file that is cut short while it is read ends the process.
    #[default]
    Mapped,
    /// Piece by piece, as is right where the disk is another machine's: slower, and whatever
    /// happens to a file is an error.
    Read,
}

/// An index opened for reading: one snapshot of it, whatever is written meanwhile.
pub struct Index {
    inner: tantivy::Index,
    searcher: Searcher,
    /// What scores are worked out from: its own counts, or those of several indexes.
    statistics: Arc<Statistics>,
    fields: Fields,
    payload: Payload,
    /// The languages of its articles, each with its analyzer once a word was looked up.
    languages: Vec<Language>,
    /// How many articles each of them has, once a word was looked up.
    shares: OnceLock<Vec<(Language, u64)>>,
    analyzers: Mutex<Vec<Analyzer>>,
    /// Words of queries and what they stand for.
    stemmed: Lately<(Arc<str>, Arc<[Any]>)>,
    /// By segment.
    columns: Vec<Columns>,
    rows: Rows,
    path: PathBuf,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in the folder `path`. Writes nothing, so the folder may be read-only.
    ///
    /// # Errors
    /// `Kind::Index` where there is none, or it was made by a version that is understood no more,
    /// or its files are not those of its last commit.
    pub fn open(path: &Path) -> Result<Index> {
        Index::open_as(path, Access::Mapped)
    }

    /// The same, read as `access` says.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_as(path: &Path, access: Access) -> Result<Index> {
        if let Err(error) = path.join(manifest::NAME).try_exists() {
            let message = format!("the index in `{}` cannot be read", path.display());
            let hint = "see to who may read it, or name another: --index DIR";
            return Err(Error::new(Kind::Index, message).because(error).hint(hint));
        }
        if !is_there(path) {
            let message = format!("there is no index in `{}`", path.display());
            return Err(Error::new(Kind::Index, message)
                .hint("make one: dateline ingest CORPUS; or name another: --index DIR"));
        }
        let mut manifest = Manifest::read(path)?;
        for _ in 0..OPENINGS_MAX {
            let opened = guarded(path, || Index::open_once(path, access, &manifest));
            let Some(after) = manifest.reread(path)? else { return opened };
            // A commit came between, and what was opened may be half of it.
            manifest = after;
        }
        Err(Error::new(Kind::Index, format!("the index in `{}` never rests", path.display()))
            .hint("try again; a writer commits to it too often to open it"))
    }

    fn open_once(path: &Path, access: Access, manifest: &Manifest) -> Result<Index> {
        keep_what_is_freed();
        let payload = Payload::from_text(&manifest.payload)?;
        if let Some((file, reason)) = manifest.misfits(path).into_iter().next() {
            return Err(health::damaged(path, &file, &reason));
        }
        let folder = Folder::open(path, access)?;
        let seen = health::glance(&folder, manifest)?;
        let (inner, fields) = open_tantivy(folder, None)?;
        let searcher = open_reader(&inner)?.searcher();
        drop(seen);
        let statistics = Statistics::of(searcher.clone());
        let languages = write::languages(&payload);
        let analyzers = Mutex::new(Vec::new());
        let segments = searcher.segment_readers().iter();
        let columns = segments.map(|_| Columns::default()).collect();
        let rows = Rows::of(searcher.clone(), blocks_of_pages(&inner));
        let path = path.to_owned();
        let mut index = Index {
            inner,
            searcher,
            statistics,
            fields,
            payload,
            languages,
            shares: OnceLock::new(),
            analyzers,
            stemmed: Lately::new(STEMMED_KEPT),
            columns,
            rows,
            path,
        };
        let told = std::mem::take(&mut index.payload.stories);
        for (id, story) in &told {
            let Some(address) = index.find(id)? else { continue };
            if let Some(columns) = index.columns.get_mut(address.segment_ord as usize) {
                columns.told.insert(address.doc_id, *story);
            }
        }
        Ok(index)
    }

    /// The columns of a segment.
    fn columns(&self, segment: usize) -> Result<&Columns> {
        self.columns.get(segment).ok_or_else(|| Error::new(Kind::Index, "a segment is gone"))
    }

    /// How scores are worked out.
    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(&*self.statistics, &self.searcher)
    }

    /// Does what reads the index. Where it panics, the index is at fault or we are: says which.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        guarded(&self.path, work)
    }

    /// The fingerprint of the gazetteer that placed its last articles.
    pub fn gazetteer(&self) -> &str {
        &self.payload.gazetteer
    }

    /// The stored row at an address, as bytes.
    fn row_bytes(&self, address: DocAddress) -> Result<OwnedBytes> {
        self.rows.get(address)
    }
}

/// Has the allocator of glibc keep what is freed at the end of its heap. It gives it back beyond
/// 128 KB, or twice the largest piece that was ever freed alone; to unpack a block of rows takes
/// more, so that each of them would be unpacked in memory that is asked for anew.
fn keep_what_is_freed() {
    const PIECE_BYTES: usize = 200 << 10;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(PIECE_BYTES)));
}

/// Whether there is an index in a folder.
pub fn is_there(path: &Path) -> bool {
    path.join(manifest::NAME).exists()
}

/// So often an index is opened while commits come between.
const OPENINGS_MAX: u32 = 20;

/// Does what reads the index in `path`. A panic becomes an error that tells whether the index is
/// damaged, which only reading all of it can.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        if panic.is::<TooMuch>() {
            return Err(TooMuch::error());
        }
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(health::broken(path, text.unwrap_or("no message")))
    })
}

/// The error of a stored row that is none.
fn bad_row() -> Error {
    Error::new(Kind::Index, "an article of the index cannot be read")
        .hint("see what is damaged: dateline check")
}

/// How tightly the articles themselves are packed; settled when an index is made. A search unpacks
/// one block a hit: small ones make it fast, large ones make the index small.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Packing {
    /// For searching.
    #[default]
    Fast,
    /// For keeping: a smaller index, which takes longer to make, and its hits to show.
    Compact,
}

impl Packing {
    fn settings(self) -> IndexSettings {
        let (level, block_bytes) = match self {
            Packing::Fast => (3, 16 << 10),
            Packing::Compact => (17, 2 << 20),
        };
        let zstd = ZstdCompressor { compression_level: Some(level) };
        IndexSettings {
            docstore_compression: Compressor::Zstd(zstd),
            docstore_blocksize: block_bytes,
            ..IndexSettings::default()
        }
    }
}

/// Opens what tantivy calls an index; makes one where there is none and it is
/// said how.
fn open_tantivy(folder: Folder, made: Option<Packing>) -> Result<(tantivy::Index, Fields)> {
    let (schema, fields) = schema::schema();
    let index = match made {
        Some(packing) => tantivy::Index::builder()
            .schema(schema.clone())
            .settings(packing.settings())
            .open_or_create(folder),
        None => tantivy::Index::open(folder),
    };
    let index = match index {
        Ok(index) if index.schema() == schema => index,
        Ok(_) | Err(tantivy::TantivyError::SchemaError(_)) => {
            let message = "the index has other fields than this program";
            let hint = "it is of another version: ingest the corpus into a new folder";
            return Err(Error::new(Kind::Index, message).hint(hint));
        }
        Err(error) => return Err(damaged(error)),
    };
    Ok((index, fields))
}

/// Opens the file of a segment that ends in `.part`.
fn open_part(index: &tantivy::Index, reader: &SegmentReader, part: &str) -> Result<FileSlice> {
    let name = format!("{}.{part}", reader.segment_id().uuid_string());
    index.directory().open_read(Path::new(&name)).map_err(|it| damaged(it.into()))
}

fn open_reader(index: &tantivy::Index) -> Result<IndexReader> {
    index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        // Rows are not read by tantivy.
        .doc_store_cache_num_blocks(0)
        .try_into()
        .map_err(damaged)
}

/// Of so many words it is kept what they stand for: those of a query, mostly.
const STEMMED_KEPT: usize = 8;

/// How many blocks of rows are kept unpacked by who shows hits: a page or two of them, and a few
/// where they are large.
fn blocks_of_pages(index: &tantivy::Index) -> usize {
    (PAGES_BYTES / index.settings().docstore_blocksize.max(1)).max(PAGES_BLOCKS_MIN)
}

const PAGES_BYTES: usize = 512 << 10;
const PAGES_BLOCKS_MIN: usize = 4;

/// How many by who looks at a row now and then: only one where they are large.
fn blocks_of_glances(index: &tantivy::Index) -> usize {
    GLANCES_BYTES / index.settings().docstore_blocksize.max(1)
}

const GLANCES_BYTES: usize = 128 << 10;

/// Deletes articles by their ids, and says how many there were.
///
/// # Errors
/// Where there is no index, another writes to it, or it cannot be written.
pub fn delete(path: &Path, ids: &[String], access: Access, patience: &Patience<'_>) -> Result<u64> {
    let mut writer = reopen(path, access, patience)?;
    let mut deleted = 0;
    for id in ids {
        deleted += u64::from(writer.delete(id)?);
    }
    writer.finish()?;
    Ok(deleted)
}

/// Merges the index into one segment and drops what was deleted.
///
/// # Errors
/// Where there is no index, another writes to it, or it cannot be written.
pub fn optimize(path: &Path, access: Access, patience: &Patience<'_>) -> Result<()> {
    reopen(path, access, patience)?.optimize()
}

/// Opens an index that is there already for writing a little.
fn reopen(path: &Path, access: Access, patience: &Patience<'_>) -> Result<Writer> {
    Index::open_as(path, access)?;
    let means = Means { access, ..Means::least() };
    Writer::open(path, means, None, None, patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &Path) -> String {
        let fails = || -> Result<()> { panic!("a list ends too soon") };
        guarded(folder, fails).unwrap_err().to_string()
    }

    #[test]
    fn a_panic_tells_whether_the_index_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer =
            Writer::open(folder.path(), Means::least(), None, None, &Patience::None).unwrap();
        writer.commit().unwrap();
        writer.finish().unwrap();
        assert!(told(folder.path()).contains("a list ends too soon"));
        let manifest = folder.path().join(manifest::NAME);
        let bytes = std::fs::read(&manifest).unwrap();
        std::fs::write(manifest, &bytes[1..]).unwrap();
        assert!(told(folder.path()).contains("is damaged"));
    }
}
