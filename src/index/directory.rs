//! `Folder`: tantivy's directory with the promises that it does not keep itself.
//!
//! - After a commit the folder is synced, so that a power cut does not undo what was acknowledged.
//! - The manifest names every file with its length and checksum ([`crate::index::manifest`]).
//! - What lies in the folder is looked up there, not in a list of its own that a crash may leave
//!   behind the truth: so nothing of an ingest that was killed stays for good.
//! - An index can be read where nothing can be written, not even a lock, and without mapping it
//!   into memory.
//! - A search maps an index and yet reads single pieces of it as they are asked for: what is not in
//!   the page cache comes with far less around it.
//! - What a search has open can be opened again after a writer took it away.
//! - The first error of a write is kept: tantivy only tells that a thread of its ended.
//! - A writer does not map what a merge reads from end to end: mapped, all of it would count as the
//!   program's memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use crate::error::{Error, Kind, Result};
use crate::index::Access;
use crate::index::manifest::{self, Manifest, Sum};

/// tantivy's own list of files, which we make up from the folder.
const LISTING: &str = ".managed.json";

/// What a file is called until it is whole.
const UNFINISHED: &str = ".tmp";

/// The folder of an index.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    inner: MmapDirectory,
    path: PathBuf,
    access: Access,
    /// Whether it was opened to be written.
    writes: bool,
    shared: Arc<Shared>,
}

/// What all copies of a folder know.
#[derive(Debug, Default)]
struct Shared {
    /// The files of the last commit, and those written since.
    sums: Mutex<BTreeMap<String, Sum>>,
    /// What the index says of itself before its first commit.
    payload: Mutex<Option<String>>,
    /// The first write that failed.
    failure: Mutex<Option<io::Error>>,
    /// The files that a search has open. A writer may take them away meanwhile, and whoever asks
    /// for one once more gets what was opened with all others.
    opened: Mutex<BTreeMap<PathBuf, Weak<dyn FileHandle>>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn note(&self, error: io::Error) -> io::Error {
        let again = match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(error.kind(), error.to_string()),
        };
        locked(&self.failure).get_or_insert(again);
        error
    }

    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| self.note(error))
    }
}

impl Folder {
    /// The folder at `path`, which must be there.
    pub(crate) fn open(path: &Path, access: Access) -> Result<Folder> {
        let inner = MmapDirectory::open(path).map_err(|it| {
            Error::new(Kind::Index, format!("cannot open the index in `{}`", path.display()))
                .because(it)
        })?;
        let shared = Arc::default();
        Ok(Folder { inner, path: path.to_owned(), access, writes: false, shared })
    }

    /// The same folder for one who writes, with what its manifest says of its files.
    pub(crate) fn for_writing(self) -> Result<Folder> {
        if self.path.join(manifest::NAME).exists() {
            *locked(&self.shared.sums) = Manifest::read(&self.path)?.files;
        }
        Ok(Folder { writes: true, ..self })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Has the index say `payload` of itself from the moment that it is made: there is none that
    /// does not say what it is, whenever its maker is killed.
    pub(crate) fn begin(&self, payload: String) {
        *locked(&self.shared.payload) = Some(payload);
    }

    /// Takes the first error of a write.
    pub(crate) fn failure(&self) -> Option<io::Error> {
        locked(&self.shared.failure).take()
    }

    /// The lock under which files may go: whoever opens the index holds it.
    pub(crate) fn quiet(&self) -> Option<DirectoryLock> {
        self.acquire_lock(&META_LOCK).ok()
    }

    /// Opens a file that is not, or not only, mapped.
    fn open_unmapped(
        &self,
        path: &Path,
    ) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        let maps = self.access == Access::Mapped;
        let in_order = self.writes && is_large(path);
        let mapped = (maps && !in_order).then(|| self.inner.get_file_handle(path)).transpose()?;
        let open = || -> io::Result<Arc<dyn FileHandle>> {
            let file = File::open(self.path.join(path))?;
            let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
            let unmapped = Unmapped { file, length };
            if let Some(mapped) = mapped {
                return Ok(Arc::new(Scattered { unmapped, mapped, is_store: is_store(path) }));
            }
            if !in_order {
                return Ok(Arc::new(unmapped));
            }
            let mapped = maps.then(|| self.inner.clone());
            let (path, seen) = (path.to_owned(), Mutex::default());
            Ok(Arc::new(InOrder { unmapped, mapped, path, seen }))
        };
        open().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    /// Every file of a segment, whether the last commit has it or not.
    fn listing(&self) -> io::Result<Vec<String>> {
        let name = |entry: io::Result<std::fs::DirEntry>| {
            entry.map(|it| it.file_name().to_str().map(str::to_owned)).transpose()
        };
        let names: io::Result<Vec<String>> =
            std::fs::read_dir(&self.path)?.filter_map(name).collect();
        Ok(names?.into_iter().filter(|it| manifest::segment_of(it).is_some()).collect())
    }
}

/// Whether a file of this name in an index is of no commit and no use.
pub(crate) fn is_orphan(name: &str, manifest: &Manifest) -> bool {
    let left = manifest::segment_of(name).is_some() && !manifest.files.contains_key(name);
    left || name.starts_with(UNFINISHED) || name == LISTING
}

/// Writes a small file of `folder` so that it lasts, whole or not at all, and is as readable as
/// the folder's owner wants new files to be.
pub(crate) fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!("{UNFINISHED}-{name}"));
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_data()?;
    std::fs::rename(&unfinished, folder.join(name))?;
    // A rename lasts once its folder is synced.
    sync(folder)
}

/// Makes what was created, renamed and removed in `folder` last.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Directory for Folder {
    fn get_file_handle(
        &self,
        path: &Path,
    ) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        if self.access == Access::Mapped && !is_large(path) {
            return self.inner.get_file_handle(path);
        }
        if self.writes {
            return self.open_unmapped(path);
        }
        let mut opened = locked(&self.shared.opened);
        if let Some(known) = opened.get(path).and_then(Weak::upgrade) {
            return Ok(known);
        }
        let file = self.open_unmapped(path)?;
        opened.insert(path.to_owned(), Arc::downgrade(&file));
        Ok(file)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        if let Some(name) = path.to_str() {
            locked(&self.shared.sums).remove(name);
        }
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let inner = self.inner.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.shared.note(io::Error::new(io_error.kind(), io_error.to_string()));
            }
        })?;
        let summing = Summing {
            inner,
            name: path.to_str().unwrap_or_default().to_owned(),
            hasher: crc32fast::Hasher::new(),
            bytes: 0,
            shared: Arc::clone(&self.shared),
        };
        Ok(BufWriter::new(Box::new(summing)))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        let wrap = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        if path == Path::new(LISTING) {
            let listing = self.listing().map_err(wrap)?;
            return serde_json::to_vec(&listing).map_err(|error| wrap(error.into()));
        }
        let bytes = self.inner.atomic_read(path)?;
        if path == Path::new(manifest::NAME) {
            return manifest::checked(bytes).map_err(wrap);
        }
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(LISTING) {
            return Ok(());
        }
        let write = || {
            if path != Path::new(manifest::NAME) {
                return self.inner.atomic_write(path, data);
            }
            // The commit is the rename of the manifest.
            let payload = locked(&self.shared.payload).clone();
            let sums = locked(&self.shared.sums);
            let sealed = manifest::seal(data, &sums, payload.as_deref())?;
            drop(sums);
            write_whole(&self.path, manifest::NAME, &sealed)
        };
        self.shared.noted(write())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.shared.noted(self.inner.sync_directory())
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        // Whoever writes holds our own lock, which says who it is.
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        match self.inner.acquire_lock(lock) {
            // The lock keeps a writer from sweeping files that are being opened. Where it cannot
            // be had, files may go meanwhile: then the index is opened again.
            Err(LockError::IoError(_)) if lock.filepath == META_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file being written, and its checksum so far.
struct Summing {
    inner: WritePtr,
    name: String,
    hasher: crc32fast::Hasher,
    bytes: u64,
    shared: Arc<Shared>,
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.shared.noted(self.inner.write(bytes))?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.shared.noted(self.inner.flush())
    }
}

impl TerminatingWrite for Summing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.shared.noted(self.inner.terminate_ref(token))?;
        let sum = Sum { bytes: self.bytes, crc: self.hasher.clone().finalize() };
        locked(&self.shared.sums).insert(self.name.clone(), sum);
        Ok(())
    }
}

/// A file that is read piece by piece, where it is asked for.
#[derive(Debug)]
struct Unmapped {
    file: File,
    length: usize,
}

impl HasLen for Unmapped {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Unmapped {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

/// Whether a file of this name has articles, postings or positions, which are nine tenths of an
/// index. A merge reads it from its start to its end, a search a piece here and there.
fn is_large(path: &Path) -> bool {
    is_store(path) || path.extension().is_some_and(|it| it == "idx" || it == "pos")
}

/// So much is read at once of what is read in order.
const WINDOW_BYTES: usize = 128 << 10;

/// What is asked for at once beyond this is mapped for as long as it is needed: a merge copies the
/// articles of a segment so.
const HEAP_BYTES_MAX: usize = 4 << 20;

/// A file that is read piece by piece, most of it in order.
#[derive(Debug)]
struct InOrder {
    unmapped: Unmapped,
    /// What can map it, where that is allowed.
    mapped: Option<MmapDirectory>,
    path: PathBuf,
    seen: Mutex<Seen>,
}

/// What was read of a file last.
#[derive(Debug, Default)]
struct Seen {
    /// Where the last piece that was asked for ends.
    asked_to: usize,
    /// Where the window starts, and what is in it.
    start: usize,
    window: Option<OwnedBytes>,
}

impl Seen {
    /// A piece of the window.
    fn piece(&self, range: &Range<usize>) -> Option<OwnedBytes> {
        let window = self.window.as_ref()?;
        let start = range.start.checked_sub(self.start)?;
        let end = start + range.len();
        (end <= window.len()).then(|| window.slice(start..end))
    }
}

impl HasLen for InOrder {
    fn len(&self) -> usize {
        self.unmapped.length
    }
}

impl FileHandle for InOrder {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if let Some(inner) = self.mapped.as_ref().filter(|_| range.len() > HEAP_BYTES_MAX) {
            let mapped = inner.get_file_handle(&self.path).map_err(io::Error::other)?;
            return mapped.read_bytes(range);
        }
        let mut seen = locked(&self.seen);
        let is_next = std::mem::replace(&mut seen.asked_to, range.end) == range.start;
        if let Some(piece) = seen.piece(&range) {
            return Ok(piece);
        }
        if !is_next || range.len() >= WINDOW_BYTES {
            return self.unmapped.read_bytes(range);
        }
        let end = (range.start + WINDOW_BYTES).min(self.unmapped.length).max(range.end);
        let window = self.unmapped.read_bytes(range.start..end)?;
        let piece = window.slice(0..range.len());
        (seen.start, seen.window) = (range.start, Some(window));
        Ok(piece)
    }
}

fn is_store(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "store")
}

/// What an opened file is asked for first lies within so many bytes of its end.
const FOOT_BYTES: usize = 4 << 10;

/// A block of rows has no more bytes, unless an index is packed for room.
const BLOCK_BYTES_MAX: usize = 32 << 10;

/// A file that is mapped, and of which single pieces are read all the same: the foot, and of
/// articles the blocks that are asked for. Where it is not in the page cache, whoever touches a
/// mapped page waits for all that the system reads ahead: eight megabytes on some disks.
#[derive(Debug)]
struct Scattered {
    unmapped: Unmapped,
    mapped: Arc<dyn FileHandle>,
    /// Whether articles are in it.
    is_store: bool,
}

impl HasLen for Scattered {
    fn len(&self) -> usize {
        self.unmapped.length
    }
}

impl FileHandle for Scattered {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let foot = self.unmapped.length.saturating_sub(FOOT_BYTES);
        if range.start >= foot || self.is_store && range.len() <= BLOCK_BYTES_MAX {
            return self.unmapped.read_bytes(range);
        }
        self.mapped.read_bytes(range)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.split_at_mut(read).1;
        offset += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTENT_BYTES: usize = 6_000_000;

    /// Where to read, how much, and whether from where the last step ended instead.
    fn any_step() -> impl Strategy<Value = (usize, usize, bool)> {
        let start = prop_oneof![0_usize..400_000, CONTENT_BYTES - 9_000..CONTENT_BYTES];
        let length = prop_oneof![0_usize..200_000, 0_usize..40_000];
        (start, length, any::<bool>())
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_file_has(
            steps in prop::collection::vec(any_step(), 1..40),
            maps in any::<bool>(),
            writes in any::<bool>(),
            name in prop_oneof![Just("0.store"), Just("0.idx"), Just("0.fast")],
        ) {
            let folder = tempfile::tempdir().unwrap();
            let content: Vec<u8> = (0_u8..=250).cycle().take(CONTENT_BYTES).collect();
            std::fs::write(folder.path().join(name), &content).unwrap();
            let access = if maps { Access::Mapped } else { Access::Read };
            let opened = Folder { writes, ..Folder::open(folder.path(), access).unwrap() };
            let file = opened.get_file_handle(Path::new(name)).unwrap();
            let whole = file.read_bytes(0..content.len()).unwrap();
            prop_assert_eq!(whole.as_slice(), &content[..]);
            let mut at = 0;
            for (from, length, goes_on) in steps {
                let start = if goes_on { at } else { from };
                at = (start + length).min(content.len());
                let start = start.min(at);
                let read = file.read_bytes(start..at).unwrap();
                prop_assert_eq!(read.as_slice(), &content[start..at]);
            }
        }
    }
}
