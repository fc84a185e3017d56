//! `Index`: open, create, lock, format number; the only door to tantivy.

#[cfg(test)]
mod agree;
mod cells;
mod columns;
mod compile;
mod directory;
mod entry;
mod expand;
mod explain;
mod facet;
mod filter;
mod lock;
mod near;
mod payload;
mod row;
mod run;
mod schema;
mod snippet;
mod statistics;
mod story;
mod stream;
mod top;
mod words;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::directory::OwnedBytes;
use tantivy::query::EnableScoring;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocAddress, IndexReader, IndexSettings, ReloadPolicy, Searcher};

use crate::error::{Error, Kind, Result};
use crate::index::columns::Columns;
use crate::index::directory::Folder;
use crate::index::payload::Payload;
use crate::index::schema::Fields;
use crate::index::statistics::Statistics;
use crate::index::write::damaged;
use crate::language::Language;
use crate::language::analyze::Analyzer;

pub use crate::index::entry::{Entry, Held, Maker, content_hash};
pub use crate::index::write::{Added, Known, State, Writer};

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
    analyzers: Mutex<Vec<Analyzer>>,
    /// By segment.
    columns: Vec<Columns>,
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
    /// `Kind::Index` where there is none, or it was made by a version that is understood no more.
    pub fn open(path: &Path) -> Result<Index> {
        let none = || {
            Error::new(Kind::Index, format!("there is no index in `{}`", path.display()))
                .hint("make one: dateline ingest CORPUS; or name another: --index DIR")
        };
        if !path.is_dir() {
            return Err(none());
        }
        let folder = Folder::open(path)?;
        if !tantivy::Index::exists(&folder).unwrap_or(true) {
            return Err(none());
        }
        let (inner, fields) = open_tantivy(folder, false)?;
        let payload = write::read_payload(&inner)?;
        let searcher = open_reader(&inner)?.searcher();
        let statistics = Statistics::of(searcher.clone());
        let languages = write::languages(&payload);
        let analyzers = Mutex::new(Vec::new());
        let segments = searcher.segment_readers().iter();
        let columns = segments.map(|_| Columns::default()).collect();
        let path = path.to_owned();
        Ok(Index {
            inner,
            searcher,
            statistics,
            fields,
            payload,
            languages,
            analyzers,
            columns,
            path,
        })
    }

    /// The columns of a segment.
    fn columns(&self, segment: usize) -> Result<&Columns> {
        self.columns.get(segment).ok_or_else(|| Error::new(Kind::Index, "a segment is gone"))
    }

    /// How scores are worked out.
    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(&*self.statistics, &self.searcher)
    }

    /// The stored row at an address, as bytes.
    fn row_bytes(&self, address: DocAddress) -> Result<OwnedBytes> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        self.columns(address.segment_ord as usize)?.row(reader, address.doc_id)
    }
}

/// The one stored field of an article.
struct StoredRow(Vec<u8>);

impl DocumentDeserialize for StoredRow {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut deserializer: D,
    ) -> std::result::Result<StoredRow, DeserializeError> {
        let row = deserializer.next_field::<Vec<u8>>()?;
        Ok(StoredRow(row.map(|(_, bytes)| bytes).unwrap_or_default()))
    }
}

/// The error of a stored row that is none.
fn bad_row() -> Error {
    Error::new(Kind::Index, "an article of the index cannot be read")
        .hint("see what is damaged: dateline check")
}

/// How rows are packed; settled when the index is made. A search unpacks one block a hit: small
/// ones make it fast, large ones make the index small.
fn settings() -> IndexSettings {
    let zstd = ZstdCompressor { compression_level: Some(1) };
    IndexSettings {
        docstore_compression: Compressor::Zstd(zstd),
        docstore_blocksize: 1 << 14,
        ..IndexSettings::default()
    }
}

/// Opens what tantivy calls an index, with our tokenizers.
fn open_tantivy(folder: Folder, create: bool) -> Result<(tantivy::Index, Fields)> {
    let (schema, fields) = schema::schema();
    let index = if create {
        tantivy::Index::builder().schema(schema.clone()).settings(settings()).open_or_create(folder)
    } else {
        tantivy::Index::open(folder)
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
    let tokenizers = index.tokenizers();
    tokenizers.register(schema::STREAM, TextAnalyzer::from(stream::Terms::default()));
    tokenizers.register(schema::FOLDED, TextAnalyzer::from(stream::Folded::default()));
    Ok((index, fields))
}

fn open_reader(index: &tantivy::Index) -> Result<IndexReader> {
    index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .doc_store_cache_num_blocks(8)
        .try_into()
        .map_err(damaged)
}

/// A file of the index that is not as it was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Damage {
    /// The file, in the folder of the index.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Deletes articles by their ids, and says how many there were.
///
/// # Errors
/// Where there is no index, another writes to it, or it cannot be written.
pub fn delete(path: &Path, ids: &[String]) -> Result<u64> {
    let mut writer = reopen(path)?;
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
pub fn optimize(path: &Path) -> Result<()> {
    reopen(path)?.optimize()
}

/// Reads every byte of the index and says what is not as it was written.
///
/// # Errors
/// Where there is no index to read.
pub fn check(path: &Path) -> Result<Vec<Damage>> {
    let index = Index::open(path)?;
    let mut files: Vec<PathBuf> =
        index.inner.validate_checksum().map_err(damaged)?.into_iter().collect();
    files.sort();
    let damage = |it: &PathBuf| Damage {
        file: it.display().to_string(),
        reason: "its bytes are not those that were written".to_owned(),
    };
    Ok(files.iter().map(damage).collect())
}

/// Opens an index that is there already for writing a little.
fn reopen(path: &Path) -> Result<Writer> {
    Index::open(path)?;
    Writer::open(path, 0, 1, None, None)
}
