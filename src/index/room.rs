//! Room on the disk: looked at before it runs out, and named when it does.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind};
use crate::index::manifest::Manifest;

/// With less room than this nothing is begun.
pub(crate) const ROOM_BYTES_MIN: u64 = 1 << 20;

/// How many bytes may still be written where `path` is; `None` where nobody knows.
pub(crate) fn available(path: &Path) -> Option<u64> {
    fs4::available_space(path).ok()
}

/// Whether a write failed because there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// The error of a disk with too little room for the index in `folder`.
pub(crate) fn full(folder: &Path, cause: Option<io::Error>) -> Error {
    let left = match available(folder) {
        Some(bytes) => format!("{} kB are left", bytes / 1_000),
        None => "nobody knows how much is left".to_owned(),
    };
    let disk = mount(folder);
    let committed = match Manifest::read(folder) {
        Ok(manifest) => format!("{} articles are committed and safe", manifest.articles),
        Err(_) => "nothing is committed yet".to_owned(),
    };
    let message = format!(
        "no room for the index in `{}`: {left} on the disk at `{}`; {committed}",
        folder.display(),
        disk.display(),
    );
    let error = Error::new(Kind::Io, message)
        .hint("make room and run the same again: it goes on from what is committed");
    match cause {
        Some(cause) => error.because(cause),
        None => error,
    }
}

/// Where the disk that holds `path` is mounted.
#[cfg(unix)]
fn mount(path: &Path) -> PathBuf {
    use std::os::unix::fs::MetadataExt as _;
    let device = |it: &Path| std::fs::metadata(it).map(|it| it.dev()).ok();
    let mut at = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let own = device(&at);
    while let Some(parent) = at.parent()
        && device(parent) == own
    {
        at = parent.to_owned();
    }
    at
}

#[cfg(not(unix))]
fn mount(path: &Path) -> PathBuf {
    let first = path
        .canonicalize()
        .ok()
        .and_then(|it| it.components().next().map(|it| it.as_os_str().into()));
    first.unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn disks_have_names() {
        assert!(mount(Path::new(env!("CARGO_MANIFEST_DIR"))).is_absolute());
        assert_eq!(mount(Path::new("/proc/self")), Path::new("/proc"));
        assert!(available(Path::new("/")).is_some());
    }
}
