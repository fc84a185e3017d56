//! Backup and restore: one commit, copied whole while a writer goes on.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::index::directory::{self, Folder};
use crate::index::health;
use crate::index::left_out;
use crate::index::lock::{Patience, WriterLock};
use crate::index::manifest::{self, Manifest};
use crate::index::payload::Payload;
use crate::index::{Access, Index};

/// What a copy is called until it is whole.
const UNFINISHED: &str = ".tmp-copy";

/// So often a copy is begun anew because files of its commit were merged away.
const BEGINNINGS_MAX: u32 = 100;

/// What was copied.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Copied {
    /// How many articles the copy holds.
    pub articles: u64,
    /// How many files.
    pub files: u64,
    /// The bytes of all of them.
    pub bytes: u64,
    /// How many bytes were copied: the rest was there.
    pub copied: u64,
}

/// Copies the last commit of the index in `index` to the folder `to`: a new one, an empty one, or
/// a backup made before, which then gets what is new. A writer may be at work meanwhile. Every
/// byte is compared with the checksums, so a backup is never of a damaged index.
///
/// # Errors
/// Where there is no index, it is damaged, or `to` holds something else or cannot be written.
pub fn backup(index: &Path, to: &Path, now: i64, patience: &Patience<'_>) -> Result<Copied> {
    if !index.join(manifest::NAME).exists() {
        // With the words of an index that is not there.
        Index::open_as(index, Access::Read)?;
    }
    let holds_others = || -> io::Result<bool> {
        let mut names = std::fs::read_dir(to)?.flatten().map(|it| it.file_name());
        Ok(names.any(|it| !it.to_str().is_some_and(is_ours)))
    };
    if to.exists() && !to.join(manifest::NAME).exists() && holds_others()? {
        let message = format!("`{}` is not empty, and no backup", to.display());
        return Err(Error::new(Kind::Usage, message).hint("name a new folder, or an older backup"));
    }
    copy(index, to, now, patience)
}

/// Puts the backup in `from` where the index is. One that is there is replaced only by `force`,
/// whole or not at all.
///
/// # Errors
/// Where `from` is no backup or damaged, an index is there, or it cannot be written.
pub fn restore(
    from: &Path,
    index: &Path,
    force: bool,
    now: i64,
    patience: &Patience<'_>,
) -> Result<Copied> {
    if !from.join(manifest::NAME).exists() {
        return Err(Error::new(Kind::Index, format!("there is no backup in `{}`", from.display()))
            .hint("name the folder that `dateline backup` wrote"));
    }
    Payload::from_text(&Manifest::read(from)?.payload)?;
    if index.join(manifest::NAME).exists() && !force {
        return Err(Error::new(Kind::Usage, format!("there is an index in `{}`", index.display()))
            .hint("--force puts the backup in its place; or name another folder: --index DIR"));
    }
    copy(from, index, now, patience)
}

/// Whether a file of this name is one that a copy makes.
fn is_ours(name: &str) -> bool {
    let known = [manifest::NAME, left_out::NAME, "writer.lock"];
    manifest::segment_of(name).is_some() || known.contains(&name) || name.starts_with('.')
}

fn copy(from: &Path, to: &Path, now: i64, patience: &Patience<'_>) -> Result<Copied> {
    let unwritten = |it: io::Error| {
        Error::new(Kind::Io, format!("cannot write the copy in `{}`", to.display()))
            .because(it)
            .hint("what was there is as it was; make room or name another folder, and try again")
    };
    std::fs::create_dir_all(to).map_err(unwritten)?;
    if from.canonicalize().ok() == to.canonicalize().ok() {
        return Err(
            Error::new(Kind::Usage, "an index is no backup of itself").hint("name another folder")
        );
    }
    let _lock = WriterLock::take(to, Some(now), patience)?;
    let (manifest, files) = open_commit(from)?;
    let mut copied = Copied { articles: manifest.articles, ..Copied::default() };
    let unfinished = to.join(UNFINISHED);
    for (name, mut file) in files {
        let Some(expected) = manifest.files.get(&name) else { continue };
        (copied.files, copied.bytes) = (copied.files + 1, copied.bytes + expected.bytes);
        let target = to.join(&name);
        let there = File::open(&target).and_then(|mut it| manifest::sum(&mut it, |_| Ok(())));
        if there.is_ok_and(|it| it == *expected) {
            continue;
        }
        let mut out = File::create(&unfinished).map_err(unwritten)?;
        let mut failed = None;
        let sum = manifest::sum(&mut file, |piece| {
            out.write_all(piece).inspect_err(|it| failed = Some(it.kind()))
        });
        match sum {
            Err(error) if failed.is_some() => return Err(unwritten(error)),
            Ok(sum) if sum == *expected => {}
            Ok(_) => {
                _ = std::fs::remove_file(&unfinished);
                return Err(health::damaged(from, &name, "its bytes are not those written"));
            }
            Err(error) => {
                return Err(health::damaged(from, &name, &format!("it cannot be read: {error}")));
            }
        }
        out.sync_data().map_err(unwritten)?;
        std::fs::rename(&unfinished, &target).map_err(unwritten)?;
        copied.copied += expected.bytes;
    }
    directory::sync(to).map_err(unwritten)?;
    let whole = |name: &str, bytes: &[u8]| directory::write_whole(to, name, bytes);
    if let Ok(list) = std::fs::read(from.join(left_out::NAME)) {
        whole(left_out::NAME, &list).map_err(unwritten)?;
    }
    // Only this makes the copy what it is.
    whole(manifest::NAME, &manifest.text).map_err(unwritten)?;
    health::sweep(&Folder::open(to, Access::Read)?)?;
    Ok(copied)
}

/// The last commit of an index, every file of it open, so that none can be swept.
fn open_commit(from: &Path) -> Result<(Manifest, Vec<(String, File)>)> {
    let mut manifest = Manifest::read(from)?;
    for _ in 0..BEGINNINGS_MAX {
        let open = |name: &String| File::open(from.join(name)).map(|it| (name.clone(), it));
        let error = match manifest.files.keys().map(open).collect::<io::Result<Vec<_>>>() {
            Ok(files) => return Ok((manifest, files)),
            Err(error) => error,
        };
        let after = Manifest::read(from)?;
        if after.text == manifest.text {
            return Err(health::damaged(from, "a file of it", &format!("cannot be read: {error}")));
        }
        manifest = after;
    }
    Err(Error::new(Kind::Index, "the index never rests").hint("try again"))
}
