//! A JSON Lines file that grows: read on from where the index stands, batch by batch.
//!
//! How far the file was read is committed with its articles, so a batch is there whole or will be
//! read again. Between two batches nothing is locked.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};
use crate::index::{self, Mark};
use crate::ingest::{Now, Observer, Options, Part, pass};
use crate::place::gazetteer::Gazetteer;
use crate::read::{Before, Problem, Source};

/// How often the file is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How long more is waited for before what is there is taken: so lines that come one by one share
/// a commit.
const GATHER: Duration = Duration::from_millis(800);

/// No batch is larger, but for a line that is.
const BATCH_BYTES: u64 = 64 << 20;

/// By so many of its first bytes a file is known again.
const START_BYTES: u64 = 1 << 10;

/// Ingests what `file` has and what is appended to it, until `interrupted` is set; then what came
/// in whole is committed. A line counts once its line feed is there. Where the file is cut short
/// or another takes its name, it is read from its start. `options.inputs` is not heeded.
///
/// # Errors
/// Where the file cannot be read, or the index cannot be written.
pub fn follow(
    file: &Path,
    options: &Options,
    now: Now<'_>,
    gazetteer: &Gazetteer,
    interrupted: &AtomicBool,
    observer: &mut dyn Observer,
) -> Result<()> {
    let name = file.to_string_lossy().into_owned();
    let mut batch = Options { wait: true, ..options.clone() };
    batch.read.format = Some("jsonl".to_owned());
    let mut mark = index::followed(&options.index, &name)?;
    while !interrupted.load(Ordering::Relaxed) {
        let mut lines = match next(file, mark)? {
            Next::Lines(lines) => lines,
            Next::Nothing => {
                thread::sleep(LOOK_EVERY);
                continue;
            }
            Next::Another => {
                let reason = "it was cut short, or another file has its name: read from its start";
                observer.problem(&Problem { lost: false, ..Problem::lost(&name, reason) });
                mark = Mark::default();
                continue;
            }
        };
        let started = Instant::now();
        let at = now();
        batch.now = at.timestamp();
        batch.read.today = at.date_naive();
        batch.read.before = Some(Before { lines: mark.lines, records: mark.records });
        let bytes = lines.mark.bytes - mark.bytes;
        let source = Source { path: name.clone(), file: None, bytes: Some(bytes) };
        let part = Part::Lines(&source, lines.mark);
        let progress = pass(&batch, &part, &mut lines.input, gazetteer, interrupted, observer)?;
        observer.batch(&progress, started.elapsed());
        mark = index::followed(&options.index, &name)?;
    }
    Ok(())
}

/// What there is to do.
enum Next {
    /// These lines.
    Lines(Lines),
    /// No line is whole that was not read.
    Nothing,
    /// It is not the file that was read so far.
    Another,
}

/// Lines that were not read yet.
struct Lines {
    input: BufReader<std::io::Take<File>>,
    /// How far the file is read after them; the records are not counted.
    mark: Mark,
}

/// Looks for lines after `mark`, and waits a little for others that come right after them.
fn next(path: &Path, mark: Mark) -> Result<Next> {
    let unread = |error: std::io::Error| {
        Error::new(Kind::Input, format!("cannot read `{}`", path.display()))
            .hint("what was read of it is safe; follow it again once it can be read")
            .because(error)
    };
    let mut file = File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    if length < mark.bytes || start_of(&mut file, mark.bytes).map_err(unread)? != mark.start {
        return Ok(Next::Another);
    }
    if length == mark.bytes {
        return Ok(Next::Nothing);
    }
    if length - mark.bytes < BATCH_BYTES {
        thread::sleep(GATHER);
    }
    file.seek(SeekFrom::Start(mark.bytes)).map_err(unread)?;
    let (bytes, lines) = whole_lines(&mut file).map_err(unread)?;
    if bytes == 0 {
        return Ok(Next::Nothing);
    }
    let end = mark.bytes + bytes;
    let start = start_of(&mut file, end).map_err(unread)?;
    file.seek(SeekFrom::Start(mark.bytes)).map_err(unread)?;
    let mark = Mark { bytes: end, lines: mark.lines + lines, records: mark.records, start };
    Ok(Next::Lines(Lines { input: BufReader::with_capacity(1 << 16, file.take(bytes)), mark }))
}

/// The checksum of the first of `bytes` bytes.
fn start_of(file: &mut File, bytes: u64) -> std::io::Result<u32> {
    let mut start = Vec::new();
    file.rewind()?;
    file.take(bytes.min(START_BYTES)).read_to_end(&mut start)?;
    Ok(crc32fast::hash(&start))
}

/// How many bytes and lines from here on are whole, up to a batch of them.
fn whole_lines(file: &mut File) -> std::io::Result<(u64, u64)> {
    let mut piece = vec![0; 1 << 16];
    let (mut read, mut whole, mut lines) = (0, 0, 0);
    while whole == 0 || read < BATCH_BYTES {
        let count = file.read(&mut piece)?;
        let Some(piece) = piece.get(..count).filter(|it| !it.is_empty()) else { break };
        if let Some(last) = memchr::memrchr(b'\n', piece) {
            whole = read + last as u64 + 1;
            lines += memchr::memchr_iter(b'\n', piece).count() as u64;
        }
        read += count as u64;
    }
    Ok((whole, lines))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[track_caller]
    fn lines_after(path: &Path, mark: Mark, expected: &str) -> Mark {
        let Next::Lines(mut lines) = next(path, mark).unwrap() else { panic!("no lines") };
        let mut text = String::new();
        lines.input.read_to_string(&mut text).unwrap();
        assert_eq!(text, expected);
        lines.mark
    }

    #[test]
    fn only_whole_lines_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wire.jsonl");
        let mut file = File::create(&path).unwrap();
        file.write_all(b"{}\n{}\n{\"bo").unwrap();
        let mark = lines_after(&path, Mark::default(), "{}\n{}\n");
        assert_eq!((mark.bytes, mark.lines), (6, 2));
        assert!(matches!(next(&path, mark).unwrap(), Next::Nothing));
        file.write_all(b"dy\": 1}\n").unwrap();
        let mark = lines_after(&path, mark, "{\"body\": 1}\n");
        assert_eq!((mark.bytes, mark.lines), (18, 3));
    }

    #[test]
    fn another_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wire.jsonl");
        std::fs::write(&path, "{\"a\": 1}\n").unwrap();
        let mark = lines_after(&path, Mark::default(), "{\"a\": 1}\n");
        for text in ["", "{\"a\": 1}", "{\"a\": 2}\n", "{\"a\": 2}\n{\"a\": 3}\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(next(&path, mark).unwrap(), Next::Another), "{text}");
        }
        std::fs::write(&path, "{\"a\": 1}\n{\"a\": 3}\n").unwrap();
        lines_after(&path, mark, "{\"a\": 3}\n");
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let error = next(Path::new("/nowhere/wire.jsonl"), Mark::default()).err().unwrap();
        assert!(error.to_string().contains("wire.jsonl"));
    }
}
