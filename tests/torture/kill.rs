//! Processes that end at the wrong time, and two that come at once.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::world::{Verdict, World, end_within};

/// Kills an ingest after a random time, again and again, on one index.
pub(crate) fn kills(world: &World) -> Verdict {
    let folder = world.folder("kills");
    let index = folder.join("index");
    let (file, first) = world.batch(&folder, "first", 40, 120);
    let started = Instant::now();
    assert!(world.ingest(&index, &file));
    let usual = u64::try_from(started.elapsed().as_millis()).unwrap();
    let mut acknowledged = first;
    let mut verdict = Verdict::default();
    let (mut killed, mut halves, mut orphans_max, mut segments_max) = (0, 0, 0, 0);
    let wanted = world.rounds(6, 220);
    for round in 0.. {
        let (file, ids) = world.batch(&folder, &format!("round{round}"), 40, 120);
        let mut child = world.start(&index, &file, &[]);
        let time = Duration::from_millis(world.number(usual * 6 / 5));
        if end_within(&mut child, time) {
            acknowledged.extend(ids.iter().cloned());
        } else {
            killed += 1;
        }
        verdict.runs += 1;
        verdict.lost += world.losses(&index, &acknowledged);
        let there = ids.intersection(&world.ids(&index)).count();
        halves += u64::from(there != 0 && there != ids.len());
        orphans_max = orphans_max.max(world.leavings(&index).0);
        std::fs::remove_file(&file).unwrap();
        if killed >= wanted {
            break;
        }
    }
    // Whoever comes next sweeps and merges.
    let (file, ids) = world.batch(&folder, "last", 40, 120);
    assert!(world.ingest(&index, &file));
    acknowledged.extend(ids);
    verdict.lost += world.losses(&index, &acknowledged);
    let (orphans, segments) = world.leavings(&index);
    segments_max = segments_max.max(segments);
    verdict.lost += orphans + halves;
    verdict.said = format!(
        "{killed} killed; {} articles acknowledged; {halves} commits in halves; at most \
         {orphans_max} orphans, at the end {orphans}, in {segments_max} segments",
        acknowledged.len(),
    );
    verdict
}

/// Four writers at once: each waits for its turn.
pub(crate) fn writers_that_wait(world: &World) -> Verdict {
    let mut verdict = Verdict::default();
    for round in 0..world.rounds(1, 12) {
        let folder = world.folder("writers");
        let index = folder.join("index");
        let mut all = BTreeSet::new();
        let mut children = Vec::new();
        for writer in 0..4 {
            let (file, ids) = world.batch(&folder, &format!("w{round}-{writer}"), 15, 80);
            all.extend(ids);
            children.push(world.start(&index, &file, &["--wait"]));
        }
        for mut child in children {
            verdict.lost += u64::from(!child.wait().unwrap().success());
            verdict.runs += 1;
        }
        verdict.lost += world.losses(&index, &all);
    }
    verdict.said = "all ended in 0, every article is there".to_owned();
    verdict
}

/// Four writers at once: those that come too late are told who was first.
pub(crate) fn writers_that_do_not(world: &World) -> Verdict {
    let mut verdict = Verdict::default();
    let mut refused = 0;
    for round in 0..world.rounds(1, 12) {
        let folder = world.folder("writers");
        let index = folder.join("index");
        let mut acknowledged = BTreeSet::new();
        let mut children = Vec::new();
        for writer in 0..4 {
            let (file, ids) = world.batch(&folder, &format!("v{round}-{writer}"), 15, 80);
            let mut command = world.command(&index, &["ingest", file.to_str().unwrap()]);
            let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            children.push((child, ids));
        }
        for (child, ids) in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            verdict.runs += 1;
            if output.status.success() {
                acknowledged.extend(ids);
            } else {
                refused += 1;
                let named = said.contains("is in use by ") && said.contains("--wait");
                verdict.lost += u64::from(!named);
            }
        }
        verdict.lost += u64::from(acknowledged.is_empty());
        verdict.lost += world.losses(&index, &acknowledged);
    }
    verdict.said = format!("{refused} refused, each with the name of the holder");
    verdict
}
