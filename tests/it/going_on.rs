//! Ingests that go on: a folder that is watched, a file that is followed.

use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::exit::program;
use crate::sandbox::Sandbox;

/// A busy machine may take its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// An ingest that goes on, in a process of its own, reporting each batch as JSON.
struct GoingOn {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl GoingOn {
    fn start(sandbox: &Sandbox, args: &[&str]) -> GoingOn {
        let mut child = program()
            .args(["ingest", "--json", "--index"])
            .arg(sandbox.path("index"))
            .args(args)
            .current_dir(sandbox.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        GoingOn { child, out }
    }

    /// The report of the next batch.
    #[track_caller]
    fn batch(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no report but `{line}`"))
    }

    /// Reads batches until so many articles are new and so many changed, in all.
    #[track_caller]
    fn take(&mut self, new: u64, changed: u64) {
        let mut found = (0, 0);
        while found != (new, changed) {
            let batch = self.batch();
            found.0 += batch["new"].as_u64().unwrap();
            found.1 += batch["changed"].as_u64().unwrap();
            assert!(found.0 <= new && found.1 <= changed, "{batch}");
        }
    }

    /// Ends it as Ctrl-C does, and gives back what it said.
    #[track_caller]
    fn stop(self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let output = self.child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        said
    }
}

fn append(sandbox: &Sandbox, name: &str, text: &str) {
    let mut file = OpenOptions::new().append(true).open(sandbox.path(name)).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[track_caller]
fn count(sandbox: &Sandbox, words: &[&str]) -> u64 {
    sandbox.run(&[&["count", "--json"], words].concat()).json()["total"].as_u64().unwrap()
}

/// Waits until so many articles are found.
#[track_caller]
fn await_count(sandbox: &Sandbox, words: &[&str], expected: u64) {
    let started = Instant::now();
    while count(sandbox, words) != expected {
        assert!(started.elapsed() < PATIENCE, "{words:?} never was {expected}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_watched_folder_is_read_as_it_changes() {
    let sandbox = Sandbox::new().file("news/a.txt", "date 2023-12-12 Floods reached Lima.");
    let mut watch = GoingOn::start(&sandbox, &["--watch", "--prune", "news"]);
    watch.take(1, 0);
    // A new file, in a new folder, too; then one that changes; then one that goes.
    fs::create_dir(sandbox.path("news/2023")).unwrap();
    fs::write(sandbox.path("news/2023/b.txt"), "date 2023-11-02 Rain fell in Nairobi.").unwrap();
    watch.take(1, 0);
    assert_eq!(count(&sandbox, &["nairobi"]), 1);
    fs::write(sandbox.path("news/a.txt"), "date 2023-12-12 Floods left Lima dry.").unwrap();
    watch.take(0, 1);
    assert_eq!(count(&sandbox, &["dry"]), 1);
    fs::remove_file(sandbox.path("news/2023/b.txt")).unwrap();
    assert_eq!(watch.batch()["pruned"], 1);
    // Nothing is locked between two batches, and what is hidden is passed over as ever.
    fs::write(sandbox.path("news/.draft.txt"), "date 2023-11-02 Hidden rain.").unwrap();
    sandbox.run(&["optimize"]).expect(0);
    watch.stop();
    assert_eq!(count(&sandbox, &[]), 1);
    // Ids are those of an ingest of the folder.
    let here = sandbox.path("news");
    let again = program()
        .args(["ingest", "--json", "news", "--index"])
        .arg(sandbox.path("index"))
        .current_dir(here.parent().unwrap())
        .output()
        .unwrap();
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((&again["new"], &again["unchanged"]), (&0.into(), &1.into()), "{again}");
}

/// Where nothing of the inputs changes, nothing is committed: a commit costs two syncs of the disk,
/// and has every reader open the index anew.
#[test]
#[cfg(target_os = "linux")]
fn what_changes_nothing_is_not_committed() {
    use std::os::unix::fs::MetadataExt as _;
    let text = "date 2023-12-12 Floods reached Lima.";
    let sandbox = Sandbox::new().file("news/a.txt", text).file("news/b.txt", "Rain.");
    std::os::unix::fs::symlink("nowhere", sandbox.path("news/broken.txt")).unwrap();
    let news = sandbox.path("news");
    let mut watch = GoingOn::start(&sandbox, &["--watch", "--prune", news.to_str().unwrap()]);
    watch.take(2, 0);
    // A commit of nothing has the bytes of the one before, but is another file.
    let manifest = || {
        let file = fs::metadata(sandbox.path("index/meta.json")).unwrap();
        (file.ino(), file.modified().unwrap())
    };
    let before = manifest();
    // A hidden file comes and goes, as editors have it; a file is written as it was.
    fs::write(sandbox.path("news/.a.txt.swp"), "Half of it.").unwrap();
    fs::write(sandbox.path("news/a.txt"), text).unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    fs::remove_file(sandbox.path("news/.a.txt.swp")).unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(before, manifest(), "a commit of nothing");
    // What does change is: also a file that goes, and the index is none the worse.
    fs::remove_file(sandbox.path("news/b.txt")).unwrap();
    let batch = watch.batch();
    assert_eq!((&batch["pruned"], &batch["failed"]), (&1.into(), &0.into()), "{batch}");
    assert_ne!(before, manifest());
    watch.stop();
    // The same holds of an ingest of a folder that did not change.
    let before = manifest();
    assert!(sandbox.run(&["ingest", "@/news"]).all().contains("0 new, 0 changed, 1 unchanged"));
    sandbox.run(&["check", "--deep"]).expect(0);
    assert_eq!(before, manifest(), "a commit of nothing");
}

#[test]
#[cfg(target_os = "linux")]
fn a_watched_folder_that_goes_is_said() {
    let sandbox = Sandbox::new().file("news/a.txt", "date 2023-12-12 Floods reached Lima.");
    let mut watch = GoingOn::start(&sandbox, &["--watch", "news"]);
    watch.take(1, 0);
    fs::remove_dir_all(sandbox.path("news")).unwrap();
    let output = watch.child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("is gone"), "{said}");
    assert_eq!(count(&sandbox, &["floods"]), 1);
}

#[test]
#[cfg(unix)]
fn a_followed_file_is_read_on_also_after_a_restart() {
    let line = |number: u32| {
        format!("{{\"body\": \"Rain number {number} fell.\", \"date\": \"2023-05-05\"}}\n")
    };
    let sandbox = Sandbox::new().file("wire.jsonl", line(1) + &line(2));
    let mut follow = GoingOn::start(&sandbox, &["--follow", "wire.jsonl"]);
    follow.take(2, 0);
    // A line counts once it is whole.
    let (start, end) =
        line(3).split_at_checked(20).map(|it| (it.0.to_owned(), it.1.to_owned())).unwrap();
    append(&sandbox, "wire.jsonl", &start);
    std::thread::sleep(Duration::from_millis(1_500));
    append(&sandbox, "wire.jsonl", &end);
    follow.take(1, 0);
    let said = follow.stop();
    assert!(!said.contains("left out"), "{said}");
    // What comes while nobody follows is there next time, and nothing else is read again.
    append(&sandbox, "wire.jsonl", "\n{broken\n");
    append(&sandbox, "wire.jsonl", &line(4));
    let mut follow = GoingOn::start(&sandbox, &["--follow", "wire.jsonl"]);
    let batch = follow.batch();
    assert_eq!((&batch["new"], &batch["unchanged"]), (&1.into(), &0.into()), "{batch}");
    assert_eq!(batch["failed"], 1);
    let said = follow.stop();
    assert!(said.contains("\"line\":5"), "{said}");
    // Records are numbered as in one read of it all.
    await_count(&sandbox, &["rain"], 4);
    let whole = program()
        .args(["ingest", "--json", "wire.jsonl", "--index"])
        .arg(sandbox.path("index"))
        .current_dir(sandbox.folder())
        .output()
        .unwrap();
    let whole: Value = serde_json::from_slice(&whole.stdout).unwrap();
    assert_eq!((&whole["new"], &whole["unchanged"]), (&0.into(), &4.into()), "{whole}");
}

#[test]
#[cfg(unix)]
fn a_followed_file_that_is_replaced_is_read_from_its_start() {
    let sandbox = Sandbox::new().file("wire.jsonl", "{\"id\": \"a\", \"body\": \"Rain fell.\"}\n");
    let mut follow = GoingOn::start(&sandbox, &["--follow", "wire.jsonl"]);
    follow.take(1, 0);
    fs::write(sandbox.path("new.jsonl"), "{\"id\": \"b\", \"body\": \"Snow.\"}\n").unwrap();
    fs::rename(sandbox.path("new.jsonl"), sandbox.path("wire.jsonl")).unwrap();
    follow.take(1, 0);
    let said = follow.stop();
    assert!(said.contains("another file has its name"), "{said}");
    assert_eq!((count(&sandbox, &["rain"]), count(&sandbox, &["snow"])), (1, 1));
}

#[test]
fn what_cannot_go_on_is_said() {
    let sandbox = Sandbox::new().file("news/a.txt", "date 2023-12-12 Floods reached Lima.");
    for (args, code, expected) in [
        (&["--watch", "-"][..], 2, "standard input cannot be watched"),
        (&["--watch", "@/nowhere"], 2, "is no file and no folder"),
        (&["--follow", "-"], 2, "one file"),
        (&["--follow", "@/news"], 2, "one file"),
        (&["--follow", "@/nowhere.jsonl"], 2, "cannot read"),
        (&["--follow", "@/news/a.txt", "@/news/a.txt"], 2, "one file"),
        (&["--follow", "--watch", "@/news"], 2, "cannot be used with"),
    ] {
        let output = sandbox.run(&[&["ingest"], args].concat()).expect(code);
        assert!(output.err.contains(expected), "{}", output.all());
    }
}
