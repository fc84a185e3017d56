//! A folder, a world and the program in it: `Sandbox::new().file(…).run(&["query", …])`.

#![allow(dead_code, reason = "tests to come use the rest")]

use std::ffi::OsString;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use dateline::cli::{self, Io};
use dateline::date::parse::Clock;
use dateline::place::gazetteer::Gazetteer;
use dateline::query::plan::{self, Planned, Request};
use tempfile::TempDir;

/// What time it is in every test.
pub(crate) const NOW: &str = "2024-06-15T12:00:00+00:00";

/// A folder that goes away with it, in which the program runs in-process.
///
/// The current folder of a process is shared by all its tests, so paths in `args` that name a
/// file of the sandbox are written `@/name`; the index is the sandbox's own.
pub(crate) struct Sandbox {
    folder: TempDir,
    input: Vec<u8>,
    env: Vec<(String, String)>,
    columns: Option<usize>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Output {
    /// The exit code.
    pub(crate) code: u8,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Output {
    /// The code, then both streams, as snapshots show them.
    pub(crate) fn all(&self) -> String {
        format!("code: {}\n--- out ---\n{}--- err ---\n{}", self.code, self.out, self.err)
    }

    /// This output, where the run ended in `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: u8) -> Output {
        assert_eq!(self.code, code, "\n{}", self.all());
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}", self.all()))
    }

    /// Each line of standard output as JSON.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

impl Sandbox {
    /// An empty folder, no terminal, nothing on standard input.
    pub(crate) fn new() -> Sandbox {
        let folder = tempfile::tempdir().unwrap();
        Sandbox { folder, input: Vec::new(), env: Vec::new(), columns: None }
    }

    /// With this file in it.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Sandbox {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// With this on standard input.
    pub(crate) fn input(mut self, input: impl AsRef<[u8]>) -> Sandbox {
        self.input = input.as_ref().to_vec();
        self
    }

    /// With this variable in the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Sandbox {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As in a terminal of so many columns.
    pub(crate) fn terminal(mut self, columns: usize) -> Sandbox {
        self.columns = Some(columns);
        self
    }

    /// Where a file of the sandbox is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program; the output names the folder as `@`.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        let folder = self.folder.path().to_str().unwrap().to_owned();
        let mut words = vec![OsString::from("dateline")];
        words.extend(args.iter().map(|it| OsString::from(it.replace("@/", &format!("{folder}/")))));
        let (out, err) = (Stream::default(), Stream::default());
        let now = chrono::DateTime::parse_from_rfc3339(NOW).unwrap();
        let mut io = Io::new(out.clone(), err.clone(), now)
            .with_input(Cursor::new(self.input.clone()))
            .with_env("DATELINE_INDEX", self.path("index").to_str().unwrap());
        for (name, value) in &self.env {
            io = io.with_env(name, value);
        }
        if let Some(columns) = self.columns {
            io = io.with_terminal(columns);
        }
        let exit = cli::run(words, &mut io);
        drop(io);
        let text = |stream: Stream| stream.text().replace(&folder, "@");
        Output { code: number(exit), out: text(out), err: text(err) }
    }
}

/// The number of an exit code, which it does not tell.
fn number(exit: ExitCode) -> u8 {
    (0..=u8::MAX).find(|code| ExitCode::from(*code) == exit).unwrap()
}

/// A stream that can still be read when its writer is gone.
#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Vec<u8>>>);

impl Stream {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The plan of a query at that time.
pub(crate) fn planned(words: &str, any: bool) -> Planned {
    let now = chrono::DateTime::parse_from_rfc3339(NOW).unwrap();
    let request = Request { words: words.to_owned(), any, ..Request::default() };
    plan::plan(&request, &Clock { now, order: None }, Gazetteer::embedded()).unwrap()
}
