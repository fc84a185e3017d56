//! `Io`: streams, clock, environment, terminal; the world as an argument.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};

/// Everything the program may know or touch besides files: tests hand in another world.
pub struct Io<'a> {
    /// Standard input.
    pub(crate) input: Box<dyn BufRead + Send + 'a>,
    /// Standard output: results only.
    pub(crate) out: Box<dyn Write + Send + 'a>,
    /// Standard error: progress, summary, hints, errors.
    pub(crate) err: Box<dyn Write + Send + 'a>,
    /// Whether standard input is a terminal: nothing comes until somebody types.
    pub(crate) input_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub(crate) out_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) err_is_terminal: bool,
    /// How many columns the terminal has.
    pub(crate) columns: Option<usize>,
    /// The environment.
    pub(crate) env: BTreeMap<String, OsString>,
    /// Now, where the user is.
    pub(crate) now: DateTime<FixedOffset>,
    /// When the program was started; `None` where time stands still, so that output repeats.
    pub(crate) started: Option<Instant>,
    /// Set when the user wants to stop.
    pub(crate) interrupted: Arc<AtomicBool>,
    /// Whether this is the real process: then an ingest may listen to Ctrl-C and draw a bar.
    pub(crate) is_process: bool,
}

impl<'a> Io<'a> {
    /// A world made to measure: no terminal, an empty environment and input.
    pub fn new(
        out: impl Write + Send + 'a,
        err: impl Write + Send + 'a,
        now: DateTime<FixedOffset>,
    ) -> Io<'a> {
        Io {
            input: Box::new(std::io::empty()),
            out: Box::new(out),
            err: Box::new(err),
            input_is_terminal: false,
            out_is_terminal: false,
            err_is_terminal: false,
            columns: None,
            env: BTreeMap::new(),
            now,
            started: None,
            interrupted: Arc::default(),
            is_process: false,
        }
    }

    /// With this on standard input.
    #[must_use]
    pub fn with_input(mut self, input: impl BufRead + Send + 'a) -> Io<'a> {
        self.input = Box::new(input);
        self
    }

    /// With this variable in the environment.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Io<'a> {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// As if both streams were a terminal of so many columns.
    #[must_use]
    pub fn with_terminal(mut self, columns: usize) -> Io<'a> {
        self.out_is_terminal = true;
        self.err_is_terminal = true;
        self.columns = Some(columns);
        self
    }

    /// With a flag that stops the work as Ctrl-C does.
    #[must_use]
    pub fn with_interrupt(mut self, interrupted: Arc<AtomicBool>) -> Io<'a> {
        self.interrupted = interrupted;
        self
    }

    /// The world as it is. The one place where the process is asked about itself.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn from_process() -> Io<'static> {
        let (out, err) = (std::io::stdout(), std::io::stderr());
        let (out_is_terminal, err_is_terminal) = (out.is_terminal(), err.is_terminal());
        let env = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect();
        let mut io = Io::new(out, err, chrono::Local::now().fixed_offset());
        io.input_is_terminal = std::io::stdin().is_terminal();
        io.input = Box::new(BufReader::with_capacity(1 << 16, std::io::stdin()));
        (io.out_is_terminal, io.err_is_terminal, io.env) = (out_is_terminal, err_is_terminal, env);
        io.columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        (io.started, io.is_process) = (Some(Instant::now()), true);
        io
    }

    /// A variable of the environment; one that is empty counts as absent.
    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).and_then(|value| value.to_str()).filter(|value| !value.is_empty())
    }

    /// Every line of standard input that is left.
    pub(crate) fn lines(&mut self) -> std::io::Result<Vec<String>> {
        (&mut *self.input).lines().collect()
    }

    /// How long the program has been running; nothing where time stands still.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.map(|it| it.elapsed()).unwrap_or_default()
    }
}
