//! What the trials work with: the program, a folder, a corpus, and what must not be lost.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a trial found.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) runs: u64,
    /// What was promised and not kept.
    pub(crate) lost: u64,
    pub(crate) said: String,
    /// Why it did not run.
    pub(crate) skipped: Option<String>,
}

impl Verdict {
    pub(crate) fn skipped(why: &str) -> Verdict {
        Verdict { skipped: Some(why.to_owned()), ..Verdict::default() }
    }
}

/// The program, and how hard to try.
pub(crate) struct World {
    program: PathBuf,
    pub(crate) long: bool,
    folder: TempDir,
    state: Cell<u64>,
}

impl World {
    pub(crate) fn new(words: &[String]) -> World {
        let program =
            words.iter().position(|it| it == "--program").and_then(|it| words.get(it + 1));
        World {
            program: program.map_or(env!("CARGO_BIN_EXE_dateline"), |it| it.as_str()).into(),
            long: words.iter().any(|it| it == "--long"),
            folder: tempfile::tempdir().unwrap(),
            state: Cell::new(0x9E37_79B9_7F4A_7C15),
        }
    }

    /// So many in the short form, so many in the long one.
    pub(crate) fn rounds(&self, short: u64, long: u64) -> u64 {
        if self.long { long } else { short }
    }

    /// A number below `below` that looks random and repeats.
    pub(crate) fn number(&self, below: u64) -> u64 {
        let mut state = self.state.get();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.state.set(state);
        state % below.max(1)
    }

    /// An empty folder.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// The program with these words, on an index.
    pub(crate) fn command(&self, index: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--index").arg(index).stdin(Stdio::null());
        command.env_remove("DATELINE_INDEX").env_remove("DATELINE_GAZETTEER");
        command
    }

    /// The words that run the program, for a shell or a tracer.
    pub(crate) fn program(&self) -> &str {
        self.program.to_str().unwrap()
    }

    pub(crate) fn run(&self, index: &Path, words: &[&str]) -> Output {
        self.command(index, words).output().unwrap()
    }

    /// Starts an ingest of a file.
    pub(crate) fn start(&self, index: &Path, file: &Path, words: &[&str]) -> Child {
        let words = [&["ingest", file.to_str().unwrap()], words].concat();
        let mut command = self.command(index, &words);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Ingests a file to its end.
    pub(crate) fn ingest(&self, index: &Path, file: &Path) -> bool {
        self.start(index, file, &[]).wait().unwrap().success()
    }

    /// Every id in an index.
    pub(crate) fn ids(&self, index: &Path) -> BTreeSet<String> {
        let words = ["query", "-n", "0", "--sort", "id", "--format", "tsv", "--fields", "id"];
        let output = self.run(index, &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some_and(|it| it < 2), "query: {said}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// How many of the `acknowledged` ids are not in the index, and one more where it is damaged.
    pub(crate) fn losses(&self, index: &Path, acknowledged: &BTreeSet<String>) -> u64 {
        if acknowledged.is_empty() && !index.join("meta.json").exists() {
            return 0;
        }
        let check = self.run(index, &["check"]);
        if !check.status.success() {
            println!("damaged: {}", String::from_utf8_lossy(&check.stdout));
            return acknowledged.len() as u64 + 1;
        }
        acknowledged.difference(&self.ids(index)).count() as u64
    }

    /// How many orphans and segments an index has.
    pub(crate) fn leavings(&self, index: &Path) -> (u64, u64) {
        let output = self.run(index, &["doctor", "--json"]);
        let doctor: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let orphans = doctor["index"]["orphans"].as_array().map_or(0, Vec::len);
        (orphans as u64, doctor["index"]["segments"].as_u64().unwrap_or(0))
    }

    /// A file of so many articles of about `words` words, and their ids.
    pub(crate) fn batch(
        &self,
        folder: &Path,
        name: &str,
        articles: u64,
        words: u64,
    ) -> (PathBuf, BTreeSet<String>) {
        let mut text = String::new();
        let mut ids = BTreeSet::new();
        for number in 0..articles {
            let id = format!("{name}-{number}");
            let body = self.body(words);
            let (month, day) = (1 + number % 12, 1 + number % 28);
            text += &format!(
                "{{\"id\":\"{id}\",\"title\":\"Report {number} of {name}\",\
                 \"published\":\"2023-{month:02}-{day:02}\",\"body\":\"{body}\"}}\n"
            );
            ids.insert(id);
        }
        let path = folder.join(format!("{name}.jsonl"));
        fs::write(&path, text).unwrap();
        (path, ids)
    }

    fn body(&self, words: u64) -> String {
        const PLACES: [&str; 8] =
            ["Peshawar", "Nairobi", "Lima", "Gaziantep", "Paris", "Texas", "Oslo", "Pakistan"];
        const TIMES: [&str; 5] =
            ["on Tuesday", "in May 2021", "last week", "on 3 March", "in 1998"];
        const COMMON: [&str; 12] = [
            "the",
            "river",
            "police",
            "said",
            "that",
            "of",
            "a",
            "market",
            "officials",
            "rain",
            "and",
            "government",
        ];
        let mut body = String::new();
        for word in 0..words {
            match self.number(20) {
                0 => body += PLACES[usize::try_from(self.number(8)).unwrap()],
                1 => body += TIMES[usize::try_from(self.number(5)).unwrap()],
                // The rarer the later: about as in real texts.
                2..6 => body += &format!("w{}", self.number(1 + self.number(60_000))),
                _ => body += COMMON[usize::try_from(self.number(12)).unwrap()],
            }
            body += if word % 17 == 16 { ". " } else { " " };
        }
        body
    }

    /// A file of about so many bytes, in articles of about 400 words.
    pub(crate) fn corpus(&self, folder: &Path, name: &str, bytes: u64) -> PathBuf {
        use std::io::Write as _;
        let path = folder.join(format!("{name}.jsonl"));
        let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
        let mut written = 0;
        let mut number = 0;
        while written < bytes {
            let body = self.body(400);
            let line = format!(
                "{{\"id\":\"{name}-{number}\",\"published\":\"2022-{:02}-11\",\"body\":\"{body}\"}}\n",
                1 + number % 12
            );
            written += line.len() as u64;
            number += 1;
            file.write_all(line.as_bytes()).unwrap();
        }
        file.flush().unwrap();
        path
    }
}

/// Whether a tool is there.
pub(crate) fn has(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output();
    found.is_ok_and(|it| it.status.success())
}

pub(crate) fn is_root() -> bool {
    let user = Command::new("id").arg("-u").output();
    user.is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

/// Runs a line of shell; whether it ended well.
pub(crate) fn shell(line: &str) -> bool {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    output.status.success()
}

/// Waits for a child at most so long, then kills it; whether it ended well by itself.
pub(crate) fn end_within(child: &mut Child, time: Duration) -> bool {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if started.elapsed() >= time {
            child.kill().unwrap();
            child.wait().unwrap();
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The most memory that a child held while it ran, in megabytes, and whether it ended in `code`.
pub(crate) fn peak_megabytes(mut child: Child) -> (u64, Option<i32>) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|it| it.trim().split(' ').next()?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) / 1_000);
        if let Some(status) = child.try_wait().unwrap() {
            return (peak, status.code());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The value that so many of a hundred do not exceed.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |it| it.as_secs_f64() * 1_000.0)
}
