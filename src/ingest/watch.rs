//! Folders that change: what the system tells of their files, gathered, and ingested in batches.
//!
//! A batch is a pass over the inputs that reads only the files that changed. So an article has the
//! same id, whenever it came, and what is to be passed over is said in one place. Where none of
//! them did, as when a hidden file changes, the index is not touched.

use std::collections::HashMap;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, unbounded};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::error::{Error, Kind, Result};
use crate::ingest::{Now, Observer, Options, Part, Sources, pass};
use crate::place::gazetteer::Gazetteer;
use crate::read::{Input, Problem, Source};

/// How often it is looked whether there is something to do.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A file is read once it has been left alone for so long: it may be half written.
const QUIET: Duration = Duration::from_millis(700);

/// A file that is never left alone is read all the same.
const QUIET_MAX: Duration = Duration::from_secs(20);

/// Ingests `options.inputs`, and then each file under them that is new or changed, until
/// `interrupted` is set; then what came in whole is committed.
///
/// # Errors
/// Where an input is no file and no folder, goes away, or cannot be watched; and where the index
/// cannot be written.
pub fn watch(
    options: &Options,
    now: Now<'_>,
    gazetteer: &Gazetteer,
    interrupted: &AtomicBool,
    observer: &mut dyn Observer,
) -> Result<()> {
    let roots = roots(&options.inputs)?;
    let (sender, events) = unbounded();
    let tell = move |event| _ = sender.send(event);
    let mut watcher = notify::recommended_watcher(tell).map_err(|it| unwatched(None, it))?;
    for root in &roots {
        observe(&mut watcher, root)?;
    }
    let mut batch = Options { wait: true, ..options.clone() };
    let mut changes = Changes::new(&options.index);
    let mut told: Vec<Problem> = Vec::new();
    // What changes while all is read is told by the watcher, which is there already.
    let mut everything = true;
    while !interrupted.load(Ordering::Relaxed) {
        if let Some(gone) = roots.iter().find(|it| !it.exists()) {
            let message = format!("`{}` is gone: there is nothing to watch", gone.display());
            return Err(Error::new(Kind::Input, message).hint("what was ingested is safe"));
        }
        everything |= changes.gather(&events);
        let ripe = if everything { Vec::new() } else { changes.take() };
        if !everything && ripe.is_empty() {
            continue;
        }
        let started = Instant::now();
        let mut odd = Vec::new();
        let mut sources = Sources::look_up(&batch, &mut |it| odd.push(it))?;
        if !everything {
            let file = |it: &Source| it.file.as_deref().and_then(|it| absolute(it).ok());
            sources.read.retain(|it| file(it).is_some_and(|it| lies_in(&it, &ripe)));
        }
        // What is odd about a folder is so batch after batch: it is said once.
        let new: Vec<Problem> = odd.iter().filter(|it| !told.contains(it)).cloned().collect();
        told = odd;
        let may_prune = batch.prune && ripe.iter().any(|it| !it.exists());
        if !everything && sources.read.is_empty() && new.is_empty() && !may_prune {
            continue;
        }
        let at = now();
        (batch.now, batch.read.today) = (at.timestamp(), at.date_naive());
        everything = false;
        let (part, input) = (Part::Files(&sources, &new), &mut std::io::empty());
        let progress = pass(&batch, &part, input, gazetteer, interrupted, observer)?;
        observer.batch(&progress, started.elapsed());
    }
    Ok(())
}

/// What is to be watched, for files under it to be read.
fn roots(inputs: &[Input]) -> Result<Vec<PathBuf>> {
    inputs
        .iter()
        .map(|input| match input {
            Input::Path(path) if path.exists() => Ok(path.clone()),
            Input::Path(path) => {
                let message = format!("`{}` is no file and no folder", path.display());
                Err(Error::new(Kind::Input, message)
                    .hint("a folder is watched with all that is in it; name it without marks"))
            }
            Input::Stdin => Err(Error::new(Kind::Usage, "standard input cannot be watched")
                .hint("name a folder; what is piped in is read as it comes without --watch")),
        })
        .collect()
}

/// Watches a folder with all in it; of a file the folder, since many programs write a new file
/// and then give it the name of the old one.
fn observe(watcher: &mut RecommendedWatcher, root: &Path) -> Result<()> {
    let root = absolute(root).unwrap_or_else(|_| root.to_owned());
    let (folder, mode) = match root.parent() {
        Some(parent) if root.is_file() => (parent, RecursiveMode::NonRecursive),
        _ => (&*root, RecursiveMode::Recursive),
    };
    watcher.watch(folder, mode).map_err(|it| unwatched(Some(folder), it))
}

fn unwatched(folder: Option<&Path>, error: notify::Error) -> Error {
    let what = folder.map_or_else(|| "files".to_owned(), |it| format!("`{}`", it.display()));
    let full = matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
    Error::new(Kind::Io, format!("{what} cannot be watched")).because(error).hint(if full {
        "the system lets no more folders be watched: raise fs.inotify.max_user_watches"
    } else {
        "run the same without --watch from time to time: it reads only what has changed"
    })
}

/// Whether a file is one of `places`, or lies in one that is a folder.
fn lies_in(file: &Path, places: &[PathBuf]) -> bool {
    file.ancestors().any(|it| places.iter().any(|place| place == it))
}

/// What has changed and was not read yet.
struct Changes {
    /// Each with when it was first and last heard of.
    heard: HashMap<PathBuf, (Instant, Instant)>,
    /// Where the index is, whose own files are none of ours.
    index: PathBuf,
}

impl Changes {
    fn new(index: &Path) -> Changes {
        let index = absolute(index).unwrap_or_else(|_| index.to_owned());
        Changes { heard: HashMap::new(), index }
    }

    /// Takes what the system tells, waiting for it a little; whether it lost count of the changes.
    fn gather(&mut self, events: &Receiver<notify::Result<Event>>) -> bool {
        let mut lost = false;
        let deadline = Instant::now() + LOOK_EVERY;
        loop {
            match events.recv_deadline(deadline) {
                Ok(Ok(event)) if event.need_rescan() => lost = true,
                Ok(Ok(event)) if tells_of_change(event.kind) => {
                    for path in event.paths {
                        self.hear(path, Instant::now());
                    }
                }
                Ok(Ok(_)) => {}
                Ok(Err(_)) => lost = true,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return lost,
            }
        }
    }

    fn hear(&mut self, path: PathBuf, now: Instant) {
        if !path.starts_with(&self.index) {
            self.heard.entry(path).and_modify(|it| it.1 = now).or_insert((now, now));
        }
    }

    /// Takes out what may be read by now.
    fn take(&mut self) -> Vec<PathBuf> {
        let now = Instant::now();
        let ripe = |(first, last): &(Instant, Instant)| {
            now.duration_since(*last) >= QUIET || now.duration_since(*first) >= QUIET_MAX
        };
        let mut taken = Vec::new();
        self.heard.retain(|path, times| {
            let ripe = ripe(times);
            if ripe {
                taken.push(path.clone());
            }
            !ripe
        });
        taken
    }
}

/// Whether an event may mean another content; to look at a file does not.
fn tells_of_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ripe_once_it_is_left_alone() {
        let mut changes = Changes::new(Path::new("/corpus/index"));
        let now = Instant::now();
        let before = |it: Duration| now.checked_sub(it).unwrap();
        changes.hear("/corpus/index/meta.json".into(), before(QUIET * 2));
        changes.hear("/corpus/a.txt".into(), before(QUIET * 2));
        changes.hear("/corpus/b.txt".into(), before(QUIET * 2));
        changes.hear("/corpus/b.txt".into(), now);
        changes.hear("/corpus/c.txt".into(), before(QUIET_MAX));
        changes.hear("/corpus/c.txt".into(), now);
        let mut taken = changes.take();
        taken.sort();
        assert_eq!(taken, [Path::new("/corpus/a.txt"), Path::new("/corpus/c.txt")]);
        assert_eq!(changes.heard.len(), 1);
    }

    #[test]
    fn folders_stand_for_their_files() {
        let places = [PathBuf::from("/corpus/2023"), PathBuf::from("/corpus/a.txt")];
        for (file, expected) in [
            ("/corpus/2023/12/b.txt", true),
            ("/corpus/a.txt", true),
            ("/corpus/2024/b.txt", false),
            ("/corpus/20231", false),
        ] {
            assert_eq!(lies_in(Path::new(file), &places), expected, "{file}");
        }
    }
}
