//! Disks that lose power, are full, or cannot be written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::world::{Verdict, World, end_within, has, is_root, shell};

/// A mounted file system that goes away with it.
struct Mount {
    at: PathBuf,
    image: Option<PathBuf>,
}

impl Mount {
    fn image(folder: &Path, kind: &str) -> Option<Mount> {
        let image = folder.join("image");
        let at = folder.join("mounted");
        std::fs::create_dir_all(&at).unwrap();
        let (image_name, force) = (image.display(), if kind == "ext4" { "-F" } else { "-f" });
        let make = format!("truncate -s 512M {image_name} && mkfs.{kind} -q {force} {image_name}");
        let mount = Mount { at, image: Some(image) };
        (shell(&make) && mount.up()).then_some(mount)
    }

    fn tmpfs(folder: &Path, megabytes: u64) -> Option<Mount> {
        let at = folder.join("tmpfs");
        std::fs::create_dir_all(&at).unwrap();
        let mounted = shell(&format!("mount -t tmpfs -o size={megabytes}m tmpfs {}", at.display()));
        mounted.then_some(Mount { at, image: None })
    }

    fn up(&self) -> bool {
        let image = self.image.as_ref().unwrap().display();
        shell(&format!("mount -o loop {image} {}", self.at.display()))
    }

    fn down(&self) -> bool {
        (0..50).any(|_| {
            let down = shell(&format!("umount {}", self.at.display()));
            if !down {
                std::thread::sleep(Duration::from_millis(100));
            }
            down
        })
    }

    /// Stops the file system at once, without writing its log, as a power cut does.
    fn cut(&self) -> bool {
        // EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one, and 2 leaves the log as it is.
        let script = "open(F, '<', $ARGV[0]) or die; $how = pack('L', 2); \
                      ioctl(F, 0x8004587d, $how) or die";
        let done = Command::new("perl").arg("-e").arg(script).arg(&self.at).status();
        done.is_ok_and(|it| it.success())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        self.down();
    }
}

pub(crate) fn cuts_ext4(world: &World) -> Verdict {
    cuts(world, "ext4")
}

pub(crate) fn cuts_xfs(world: &World) -> Verdict {
    cuts(world, "xfs")
}

/// The same where the sync of the folder does nothing: unless that loses something, the cuts above
/// prove nothing.
pub(crate) fn cuts_without_sync(world: &World) -> Verdict {
    if !is_root() || !has("strace") || !has("perl") {
        return Verdict::skipped("needs root, strace and perl");
    }
    let folder = world.folder("control");
    let Some(mount) = Mount::image(&folder, "ext4") else {
        return Verdict::skipped("no loop devices here");
    };
    let index = mount.at.join("index");
    let mut verdict = Verdict::default();
    let mut gone = 0;
    for round in 0..world.rounds(2, 12) {
        let (file, ids) = world.batch(&folder, &format!("cut{round}"), 12, 80);
        let traced = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync"];
        let ingest = Command::new("strace")
            .args(traced)
            .args(["-e", "inject=fsync:retval=0", world.program(), "ingest"])
            .arg(&file)
            .arg("--index")
            .arg(&index)
            .output()
            .unwrap();
        if !ingest.status.success() || !mount.cut() {
            return Verdict::skipped("processes cannot be traced, or file systems stopped, here");
        }
        assert!(mount.down() && mount.up(), "cannot be mounted again");
        let there = index.join("meta.json").exists();
        gone += u64::from(!there || world.losses(&index, &ids) > 0);
        verdict.runs += 1;
    }
    verdict.lost = u64::from(gone == 0);
    verdict.said = format!("{gone} acknowledged commits gone, as they must be: the control");
    verdict
}

/// Cuts the power straight after an ingest said that it is done, and every third time amid one.
fn cuts(world: &World, kind: &str) -> Verdict {
    if !is_root() {
        return Verdict::skipped("needs root");
    }
    for tool in [format!("mkfs.{kind}"), "perl".to_owned(), "mount".to_owned()] {
        if !has(&tool) {
            return Verdict::skipped(&format!("needs {tool}"));
        }
    }
    let folder = world.folder("cuts");
    let Some(mount) = Mount::image(&folder, kind) else {
        return Verdict::skipped("no loop devices here");
    };
    let index = mount.at.join("index");
    let mut acknowledged = BTreeSet::new();
    let mut verdict = Verdict::default();
    let (mut after, mut amid) = (0, 0);
    while after < world.rounds(2, 60) {
        let (file, ids) = world.batch(&folder, &format!("cut{}", verdict.runs), 12, 80);
        let mut child = world.start(&index, &file, &[]);
        let is_amid = verdict.runs % 3 == 2;
        let time = if is_amid { world.number(400) } else { 60_000 };
        if is_amid {
            std::thread::sleep(Duration::from_millis(time));
            let was_cut = mount.cut();
            // What it says after the cut is no acknowledgement: it may have been before, though.
            _ = end_within(&mut child, Duration::from_secs(5));
            if !was_cut {
                return Verdict::skipped("the file system knows no shutdown");
            }
            amid += 1;
        } else {
            assert!(end_within(&mut child, Duration::from_mins(1)), "the ingest failed");
            acknowledged.extend(ids);
            if !mount.cut() {
                return Verdict::skipped("the file system knows no shutdown");
            }
            after += 1;
        }
        verdict.runs += 1;
        assert!(mount.down() && mount.up(), "cannot be mounted again");
        verdict.lost += world.losses(&index, &acknowledged);
    }
    verdict.said = format!("{after} cuts after success, {amid} amid an ingest");
    verdict
}

/// Ingests more than a small disk holds; then makes room, and goes on.
pub(crate) fn full(world: &World) -> Verdict {
    if !is_root() {
        return Verdict::skipped("needs root");
    }
    let sizes: &[u64] = if world.long { &[3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20] } else { &[3] };
    let mut verdict = Verdict::default();
    let folder = world.folder("full");
    let corpus = world.corpus(&folder, "full", if world.long { 48_000_000 } else { 1_500_000 });
    let all = std::fs::read_to_string(&corpus).unwrap().lines().count();
    let mut kept = Vec::new();
    for size in sizes {
        let Some(mount) = Mount::tmpfs(&folder, *size) else {
            return Verdict::skipped("tmpfs cannot be mounted here");
        };
        let index = mount.at.join("index");
        let path = corpus.to_str().unwrap();
        let output = world.run(&index, &["ingest", path]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let there = world.ids(&index).len();
        let named = said.contains("no room for the index")
            && said.contains(mount.at.to_str().unwrap())
            && (said.contains(&format!("{there} articles are committed")))
            && !said.contains("panicked");
        if output.status.code() != Some(2) || !named {
            println!("{size} MB, {there} there: {said}");
            verdict.lost += 1;
        }
        verdict.lost += world.losses(&index, &BTreeSet::new());
        verdict.lost += u64::from(world.leavings(&index).0 > 60);
        kept.push(format!("{size} MB: {there}"));
        let more = format!("mount -o remount,size=400m {}", mount.at.display());
        assert!(shell(&more), "tmpfs cannot grow");
        let output = world.run(&index, &["ingest", path]);
        verdict.lost += u64::from(!output.status.success());
        verdict.lost += (all - world.ids(&index).len()) as u64 + world.leavings(&index).0;
        verdict.runs += 1;
    }
    verdict.said = format!("of {all} articles committed when full: {}", kept.join(", "));
    verdict
}

/// Asks an index on a file system that is mounted read-only.
pub(crate) fn read_only(world: &World) -> Verdict {
    if !is_root() {
        return Verdict::skipped("needs root");
    }
    let folder = world.folder("read-only");
    let Some(mount) = Mount::tmpfs(&folder, 64) else {
        return Verdict::skipped("tmpfs cannot be mounted here");
    };
    let index = mount.at.join("index");
    let (file, ids) = world.batch(&folder, "batch", 40, 120);
    assert!(world.ingest(&index, &file));
    assert!(shell(&format!("mount -o remount,ro {}", mount.at.display())));
    let mut verdict = Verdict { runs: 1, ..Verdict::default() };
    verdict.lost += world.losses(&index, &ids);
    for words in [&["stats"][..], &["doctor"], &["count", "--place", "Peru"], &["check", "--deep"]]
    {
        verdict.runs += 1;
        verdict.lost += u64::from(!world.run(&index, words).status.success());
    }
    let output = world.run(&index, &["ingest", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    verdict.lost += u64::from(!said.contains("cannot write to the index"));
    verdict.said = "asked and checked; an ingest says why it cannot".to_owned();
    verdict
}
