//! Whether an index is as it was written, and what else can be said of its folder.

use std::fs::File;
use std::io;
use std::path::Path;

use tantivy::directory::OwnedBytes;
use tantivy::{Directory as _, DocAddress, DocSet as _, TERMINATED};

use crate::error::{Error, Kind, Result};
use crate::index::directory::{self, Folder};
use crate::index::left_out::{self, LeftOut};
use crate::index::lock;
use crate::index::manifest::{self, Manifest, Sum};
use crate::index::payload::Payload;
use crate::index::row::Row;
use crate::index::{Access, Index, bad_row, guarded};
use crate::text::Span;

/// A file of the index that is not as it was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Damage {
    /// The file, in the folder of the index.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What a check looked at and found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Checked {
    /// What is not as it was written.
    pub damage: Vec<Damage>,
    /// How many files were read.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How many articles were taken apart; none where the check was not deep.
    pub articles: u64,
}

/// What can be said of an index without asking it anything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Condition {
    /// How many segments it has.
    pub segments: u64,
    /// How many articles.
    pub articles: u64,
    /// How many deleted articles still take room.
    pub deleted: u64,
    /// How many files, and their bytes.
    pub files: u64,
    /// The bytes of its files.
    pub bytes: u64,
    /// Files of no commit, which the next writer sweeps.
    pub orphans: Vec<String>,
    /// What it says of itself: its format, what made its words, who placed its articles and wrote
    /// it last. A name and a value each.
    pub properties: Vec<(&'static str, String)>,
    /// Who writes to it now.
    pub holder: Option<String>,
    /// What was left out when its articles were ingested.
    pub left_out: Vec<LeftOut>,
    /// How many bytes the disk has left, where that is known.
    pub available: Option<u64>,
}

/// Reads every byte of the index and says what is not as it was written. A deep check also takes
/// every article apart and walks every list of words.
///
/// # Errors
/// Where there is no index to read.
pub fn check(path: &Path, deep: bool) -> Result<Checked> {
    if !path.join(manifest::NAME).exists() {
        // With the words of an index that is not there.
        Index::open_as(path, Access::Read)?;
    }
    let mut checked = Checked::default();
    let Ok(manifest) = Manifest::read(path) else {
        checked.damage.push(Damage { file: manifest::NAME.to_owned(), reason: NOT_AS.to_owned() });
        return Ok(checked);
    };
    checked.files = manifest.files.len() as u64 + 1;
    checked.bytes =
        manifest.files.values().map(|it| it.bytes).sum::<u64>() + manifest.text.len() as u64;
    let mut damage = damage(path, &manifest, |_| true);
    if !damage.is_empty() {
        // A writer may have swept files of an older commit meanwhile.
        match Manifest::read(path) {
            Ok(now) if now.text != manifest.text => return check(path, deep),
            _ => checked.damage.append(&mut damage),
        }
    } else if deep {
        let index = Index::open_as(path, Access::Read)?;
        match guarded(path, || index.examine()) {
            Ok(articles) => checked.articles = articles,
            Err(error) => {
                let (file, reason) = (manifest::NAME.to_owned(), error.to_string());
                checked.damage.push(Damage { file, reason });
            }
        }
    }
    Ok(checked)
}

const NOT_AS: &str = "its bytes are not those that were written";

/// What of the `wanted` files is not as `manifest` has it.
fn damage(path: &Path, manifest: &Manifest, wanted: impl Fn(&str) -> bool) -> Vec<Damage> {
    let mut found = Vec::new();
    for (name, expected) in manifest.files.iter().filter(|it| wanted(it.0)) {
        let summed =
            File::open(path.join(name)).and_then(|mut it| manifest::sum(&mut it, |_| Ok(())));
        found.extend(unlike(name, summed, *expected));
    }
    found
}

/// What is wrong with a file that was summed so.
fn unlike(name: &str, summed: io::Result<Sum>, expected: Sum) -> Option<Damage> {
    let reason = match summed {
        Ok(sum) if sum == expected => return None,
        Ok(sum) if sum.bytes != expected.bytes => {
            format!("it has {} bytes of {}", sum.bytes, expected.bytes)
        }
        Ok(_) => NOT_AS.to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => "it is gone".to_owned(),
        Err(error) => format!("it cannot be read: {error}"),
    };
    Some(Damage { file: name.to_owned(), reason })
}

/// Makes sure that the `wanted` files are as they were written.
///
/// # Errors
/// Where one is not.
pub(crate) fn make_sure_of(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let manifest = Manifest::read(path)?;
    match damage(path, &manifest, wanted).into_iter().next() {
        Some(Damage { file, reason }) => Err(damaged(path, &file, &reason)),
        None => Ok(()),
    }
}

/// So many bytes are compared with their checksums whenever an index is opened. It takes less than
/// a millisecond.
const GLANCE_BYTES: u64 = 4 << 20;

/// Compares the smallest files with their checksums: all of a small index, and of a large one what
/// does the most harm, for a wrong length in a header may ask for more memory than there is. They
/// are read as a search reads them, and given back: what is mapped already is not mapped anew.
pub(crate) fn glance(folder: &Folder, manifest: &Manifest) -> Result<Vec<OwnedBytes>> {
    let mut sizes: Vec<(&String, &Sum)> = manifest.files.iter().collect();
    sizes.sort_unstable_by_key(|(name, sum)| (sum.bytes, *name));
    let mut left = GLANCE_BYTES;
    let mut seen = Vec::new();
    for (name, expected) in sizes {
        let Some(rest) = left.checked_sub(expected.bytes) else { break };
        left = rest;
        let read = folder.open_read(Path::new(name)).map_err(io::Error::other);
        let summed = read.and_then(|it| it.read_bytes()).map(|bytes| {
            let sum = Sum { bytes: bytes.len() as u64, crc: crc32fast::hash(&bytes) };
            seen.push(bytes);
            sum
        });
        if let Some(Damage { file, reason }) = unlike(name, summed, *expected) {
            return Err(damaged(folder.path(), &file, &reason));
        }
    }
    Ok(seen)
}

/// The error of an index of which a file is damaged.
pub(crate) fn damaged(path: &Path, file: &str, reason: &str) -> Error {
    let message = format!("the index in `{}` is damaged: {file}: {reason}", path.display());
    Error::new(Kind::Index, message).hint(
        "run `dateline check`, which lists all damage; then restore a backup, or ingest the \
         corpus into a new folder",
    )
}

/// The error of a panic while an index was read: of damage where there is any, else of ours.
pub(crate) fn broken(path: &Path, panic: &str) -> Error {
    let manifest = Manifest::read(path);
    let found = manifest.as_ref().map(|it| damage(path, it, |_| true)).unwrap_or_default();
    match (manifest, found.into_iter().next()) {
        (Err(error), _) => error,
        (_, Some(Damage { file, reason })) => damaged(path, &file, &reason),
        _ => {
            Error::new(Kind::Index, format!("the program failed while it read the index: {panic}"))
                .hint("the index is whole (`dateline check`), so this is a fault: please report it")
        }
    }
}

/// Makes sure that a folder without a manifest holds no other file of an index: those of one that
/// lost its manifest are not ours to sweep.
pub(crate) fn make_sure_of_none(path: &Path) -> Result<()> {
    let has = std::fs::read_dir(path)?
        .flatten()
        .any(|it| it.file_name().to_str().is_some_and(|it| manifest::segment_of(it).is_some()));
    if !has {
        return Ok(());
    }
    let message =
        format!("`{}` holds files of an index, but no {}", path.display(), manifest::NAME);
    Err(Error::new(Kind::Index, message)
        .hint("restore a backup there, or ingest into another folder: --index DIR"))
}

/// Removes what a writer that was killed, or whose disk was full, left behind. Only who holds the
/// writer's lock may.
pub(crate) fn sweep(folder: &Folder) -> Result<()> {
    let _quiet = folder.quiet();
    let path = folder.path();
    let manifest = if path.join(manifest::NAME).exists() {
        Manifest::read(path)?
    } else {
        Manifest::default()
    };
    for orphan in orphans(path, &manifest) {
        // What cannot be removed now may be the next time.
        _ = std::fs::remove_file(path.join(orphan));
    }
    Ok(())
}

fn orphans(path: &Path, manifest: &Manifest) -> Vec<String> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let names = entries.filter_map(|it| it.file_name().into_string().ok());
    let mut orphans: Vec<String> = names.filter(|it| directory::is_orphan(it, manifest)).collect();
    orphans.sort();
    orphans
}

/// What can be said of the index in `path` without asking it anything.
///
/// # Errors
/// Where there is none, its manifest is damaged, or it is of another format.
pub fn condition(path: &Path) -> Result<Condition> {
    let manifest = Manifest::read(path)?;
    Ok(Condition {
        segments: manifest.segments,
        articles: manifest.articles,
        deleted: manifest.deleted,
        files: manifest.files.len() as u64 + 1,
        bytes: manifest.files.values().map(|it| it.bytes).sum(),
        orphans: orphans(path, &manifest),
        properties: Payload::from_text(&manifest.payload)?.properties(),
        holder: lock::holder(path),
        left_out: left_out::load(path),
        available: crate::index::room::available(path),
    })
}

impl Index {
    /// Takes every article apart and walks every list of words; how many articles there are.
    fn examine(&self) -> Result<u64> {
        let mut articles = 0;
        for (number, reader) in self.searcher.segment_readers().iter().enumerate() {
            let segment = u32::try_from(number).unwrap_or(u32::MAX);
            for doc in reader.doc_ids_alive() {
                let address = DocAddress::new(segment, doc);
                let row = Row::decode(&self.row_bytes(address)?).ok_or_else(bad_row)?;
                if !is_sound(&row) || self.find(&row.article.id)? != Some(address) {
                    let message = format!("the article `{}` is not whole", row.article.id);
                    return Err(Error::new(Kind::Index, message));
                }
                articles += 1;
            }
            for (field, _) in self.inner.schema().fields() {
                let Ok(terms) = reader.inverted_index(field) else { continue };
                let mut stream = terms.terms().stream()?;
                while stream.advance() {
                    let basic = tantivy::schema::IndexRecordOption::Basic;
                    let mut docs = terms.read_postings_from_terminfo(stream.value(), basic)?;
                    let mut count = 0;
                    while docs.doc() != TERMINATED {
                        count += 1;
                        docs.advance();
                    }
                    if count != stream.value().doc_freq {
                        return Err(Error::new(Kind::Index, "a list of articles is cut short"));
                    }
                }
            }
        }
        Ok(articles)
    }
}

/// Whether every span of a row lies in its text.
fn is_sound(row: &Row) -> bool {
    let within = |title: bool, span: Span| {
        let text = if title { &row.article.title } else { &row.article.body };
        span.of(text).is_some()
    };
    let title = |field| field == crate::article::Field::Title;
    row.places.iter().all(|it| within(title(it.field), it.span))
        && row.dates.iter().all(|it| within(title(it.field), it.span))
        && row.sentences.iter().all(|it| within(false, it.span))
}
