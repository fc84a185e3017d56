//! The writer's lock: one writer at a time, and the second is told who the first is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use chrono::DateTime;

use crate::error::{Error, Kind, Result};

const NAME: &str = "writer.lock";

/// Held for as long as it lives; the operating system lets go of it even if we are killed.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock of the index in `folder` at `now`, in seconds since 1970 UTC.
    pub(crate) fn take(folder: &Path, now: Option<i64>) -> Result<WriterLock> {
        let path = folder.join(NAME);
        let cannot = |it: std::io::Error| {
            Error::new(Kind::Index, format!("cannot write to the index in `{}`", folder.display()))
                .because(it)
                .hint("check that the folder is yours to write, or name another: --index DIR")
        };
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is a courtesy: without it the message is shorter.
                _ = file.read_to_string(&mut holder);
                let holder = match holder.trim() {
                    "" => "another process",
                    named => named,
                };
                let message = format!("the index in `{}` is in use by {holder}", folder.display());
                return Err(Error::new(Kind::Index, message).hint("wait until it is done"));
            }
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        file.set_len(0).map_err(cannot)?;
        let mut text = format!("process {} on {}", std::process::id(), host());
        if let Some(since) = now.and_then(|now| DateTime::from_timestamp(now, 0)) {
            text.push_str(&since.format(" since %Y-%m-%d %H:%M:%S UTC").to_string());
        }
        file.rewind().and_then(|()| file.write_all(text.as_bytes())).map_err(cannot)?;
        Ok(WriterLock { file })
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        _ = self.file.set_len(0);
    }
}

fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "this machine".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_told_who_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = WriterLock::take(folder.path(), Some(0)).unwrap();
        let second = WriterLock::take(folder.path(), Some(0)).unwrap_err().to_string();
        assert!(second.contains(&format!("process {}", std::process::id())), "{second}");
        assert!(second.contains("since 1970-01-01 00:00:00 UTC"), "{second}");
        drop(first);
        WriterLock::take(folder.path(), Some(0)).unwrap();
    }
}
