//! `Folder`: tantivy's directory with two promises it does not keep itself.
//!
//! After a commit the folder is synced, so that a power cut does not undo what was acknowledged;
//! and an index can be read where nothing can be written, not even a lock.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use crate::error::{Error, Kind, Result};

/// The folder of an index.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    inner: MmapDirectory,
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`, which must be there.
    pub(crate) fn open(path: &Path) -> Result<Folder> {
        let inner = MmapDirectory::open(path).map_err(|it| {
            Error::new(Kind::Index, format!("cannot open the index in `{}`", path.display()))
                .because(it)
        })?;
        Ok(Folder { inner, path: path.to_owned() })
    }

    #[cfg(unix)]
    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)?;
        // The commit is the rename of `meta.json`, and a rename lasts once its folder is synced.
        if path.file_name().is_some_and(|it| it == "meta.json") { self.sync() } else { Ok(()) }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // The lock keeps a writer from sweeping files that are being opened. Where it cannot
            // be had, there is no writer of ours either.
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
