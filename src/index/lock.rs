//! The writer's lock: one writer at a time, and the second is told who the first is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use chrono::DateTime;

use crate::error::{Error, Kind, Result};

/// The name of its file.
const NAME: &str = "writer.lock";

/// How often a writer that waits looks whether the other is done.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Held for as long as it lives; the operating system lets go of it even if we are killed.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
}

/// What a writer does where another is at work.
pub enum Patience<'a> {
    /// It ends with an error that names the other.
    None,
    /// It waits until the other is done, or this says that the user wants no more.
    Wait(&'a dyn Fn() -> bool),
}

impl std::fmt::Debug for Patience<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Patience::None) { "None" } else { "Wait" })
    }
}

impl WriterLock {
    /// Takes the lock of the index in `folder` at `now`, in seconds since 1970 UTC.
    pub(crate) fn take(
        folder: &Path,
        now: Option<i64>,
        patience: &Patience<'_>,
    ) -> Result<WriterLock> {
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
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    if let Patience::Wait(stop) = patience
                        && !stop()
                    {
                        std::thread::sleep(LOOK_EVERY);
                        continue;
                    }
                    let holder = named(&mut file).unwrap_or("another process".to_owned());
                    let message =
                        format!("the index in `{}` is in use by {holder}", folder.display());
                    let hint = "run it again when that is done, or have it wait: --wait";
                    return Err(Error::new(Kind::Index, message).hint(hint));
                }
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
            }
        }
        let mut text = format!("process {} on {}", std::process::id(), host());
        if let Some(since) = now.and_then(|now| DateTime::from_timestamp(now, 0)) {
            text.push_str(&since.format(" since %Y-%m-%d %H:%M:%S UTC").to_string());
        }
        // Who holds it is a courtesy: a full disk does not matter yet.
        _ = file.set_len(0).and_then(|()| file.rewind());
        _ = file.write_all(text.as_bytes());
        Ok(WriterLock { file })
    }
}

/// Who writes to the index in `folder` now, if anyone does.
pub(crate) fn holder(folder: &Path) -> Option<String> {
    let mut file = File::open(folder.join(NAME)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            Some(named(&mut file).unwrap_or("another process".to_owned()))
        }
        _ => None,
    }
}

fn named(file: &mut File) -> Option<String> {
    let mut holder = String::new();
    // Without a name the message is shorter.
    _ = file.rewind();
    _ = file.read_to_string(&mut holder);
    let holder = holder.trim();
    (!holder.is_empty()).then(|| holder.to_owned())
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        _ = self.file.set_len(0);
        // A process that is being started may hold a copy of the file for a moment.
        _ = self.file.unlock();
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
        let take = || WriterLock::take(folder.path(), Some(0), &Patience::None);
        let first = take().unwrap();
        let second = take().unwrap_err().to_string();
        assert!(second.contains(&format!("process {}", std::process::id())), "{second}");
        assert!(second.contains("since 1970-01-01 00:00:00 UTC"), "{second}");
        assert_eq!(holder(folder.path()).map(|it| second.ends_with(&it)), Some(true));
        drop(first);
        assert_eq!(holder(folder.path()), None);
        take().unwrap();
    }

    #[test]
    fn a_patient_writer_waits() {
        let folder = tempfile::tempdir().unwrap();
        let first = WriterLock::take(folder.path(), None, &Patience::None).unwrap();
        std::thread::scope(|scope| {
            let second =
                scope.spawn(|| WriterLock::take(folder.path(), None, &Patience::Wait(&|| false)));
            std::thread::sleep(2 * LOOK_EVERY);
            assert!(!second.is_finished());
            drop(first);
            second.join().unwrap().unwrap();
        });
        let _first = WriterLock::take(folder.path(), None, &Patience::None).unwrap();
        WriterLock::take(folder.path(), None, &Patience::Wait(&|| true)).unwrap_err();
    }
}
