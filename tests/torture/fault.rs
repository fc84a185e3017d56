//! System calls that fail, and limits that are reached.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::world::{Verdict, World, has};

/// System calls, how each fails, and how many calls of it an ingest may make before that.
const CALLS: [(&str, &str, u64); 12] = [
    ("fdatasync", "EIO", 20),
    ("fsync", "EIO", 4),
    ("rename", "EIO", 4),
    ("write", "ENOSPC", 60),
    ("write", "EIO", 60),
    ("openat", "EMFILE", 90),
    ("openat", "EACCES", 90),
    ("flock", "ENOLCK", 4),
    ("mmap", "ENOMEM", 90),
    ("unlink", "EACCES", 12),
    ("ftruncate", "EIO", 3),
    ("read", "EIO", 60),
];

pub(crate) fn calls(world: &World) -> Verdict {
    if !has("strace") {
        return Verdict::skipped("needs strace");
    }
    let try_it = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !try_it.is_ok_and(|it| it.status.success()) {
        return Verdict::skipped("processes cannot be traced here");
    }
    let base = Base::new(world, "calls");
    let mut verdict = Verdict::default();
    let mut ends = Ends::default();
    let each = world.rounds(1, 18);
    for (call, error, most) in CALLS {
        for number in 0..each {
            let when = if number < 4 { number + 1 } else { 1 + world.number(most) };
            // From then on, or once.
            let form = if number % 2 == 0 { format!("{when}+") } else { when.to_string() };
            let inject = format!("inject={call}:error={error}:when={form}");
            let trace = format!("trace={call}");
            let words = ["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
            let mut command = Command::new("strace");
            command.args(words).arg(world.program());
            verdict.lost += base.torment(world, command, &mut ends, &inject);
            verdict.runs += 1;
        }
    }
    verdict.said = ends.said();
    verdict
}

pub(crate) fn limits(world: &World) -> Verdict {
    let base = Base::new(world, "limits");
    let mut verdict = Verdict::default();
    let mut ends = Ends::default();
    for round in 0..world.rounds(1, 15) {
        for limit in [
            format!("ulimit -f {}", 4 + world.number(600)),
            format!("ulimit -v {}", 60_000 + round * 60_000 + world.number(60_000)),
            format!("ulimit -n {}", 6 + round * 4),
        ] {
            let mut command = Command::new("bash");
            command.args(["-c", &format!("{limit}; exec \"$0\" \"$@\""), world.program()]);
            verdict.lost += base.torment(world, command, &mut ends, &limit);
            verdict.runs += 1;
        }
    }
    verdict.said = ends.said();
    verdict
}

/// How the tormented ended.
#[derive(Default)]
struct Ends {
    well: u64,
    refused: u64,
    died: u64,
}

impl Ends {
    fn said(&self) -> String {
        format!("{} succeeded, {} ended in an error, {} died", self.well, self.refused, self.died)
    }
}

/// An index with articles that must not be lost, and a batch to ingest.
struct Base {
    folder: std::path::PathBuf,
    ids: BTreeSet<String>,
    file: std::path::PathBuf,
    more: BTreeSet<String>,
}

impl Base {
    fn new(world: &World, name: &str) -> Base {
        let folder = world.folder(name);
        let (first, ids) = world.batch(&folder, "base", 30, 80);
        assert!(world.ingest(&folder.join("whole"), &first));
        let (file, more) = world.batch(&folder, "more", 30, 80);
        Base { folder, ids, file, more }
    }

    /// Runs an ingest by `command` on a copy of the index; how much was lost.
    fn torment(&self, world: &World, mut command: Command, ends: &mut Ends, what: &str) -> u64 {
        let index = self.folder.join("index");
        _ = std::fs::remove_dir_all(&index);
        copy(&self.folder.join("whole"), &index);
        command.arg("ingest").arg(&self.file).arg("--index").arg(&index);
        let output: Output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let mut expected = self.ids.clone();
        let mut lost = 0;
        match output.status.code() {
            Some(0) => {
                ends.well += 1;
                expected.extend(self.more.iter().cloned());
            }
            Some(2) => {
                ends.refused += 1;
                // Where writes fail, standard error does, too.
                let mute = what.contains("inject=write");
                // A file that cannot be opened is left out, and said to be.
                let is_told = said.contains("error: ") || said.contains("left out: ");
                if said.contains("panicked") || !(mute || is_told) {
                    println!("{what}: said only: {said}");
                    lost += 1;
                }
            }
            _ => ends.died += 1,
        }
        lost += world.losses(&index, &expected);
        // Whatever happened, the next run completes it.
        expected.extend(self.more.iter().cloned());
        if !world.ingest(&index, &self.file) {
            println!("{what}: the next run fails");
            lost += 1;
        }
        lost += world.losses(&index, &expected) + world.leavings(&index).0;
        if lost > 0 {
            println!("{what}: lost {lost}: {said}");
        }
        lost
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
