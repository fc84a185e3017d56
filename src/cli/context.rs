//! `Context`: what a command works with: streams, clock, index, format, colours.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};

use crate::cli::args::Global;
use crate::cli::io::Io;
use crate::error::{Error, Kind, Result};
use crate::index::{Access, Index, Patience};
use crate::language::vectors::Vectors;
use crate::place::gazetteer::Gazetteer;
use crate::query::synonym::Synonyms;
use crate::render::Format;
use crate::render::style::{Ink, View};
use crate::text;

/// What a command works with.
pub(crate) struct Context<'c, 'io> {
    /// The streams.
    pub(crate) io: &'c mut Io<'io>,
    /// The folder of the index.
    pub(crate) index: PathBuf,
    /// Now, where the user is.
    pub(crate) now: DateTime<FixedOffset>,
    /// What standard output is looked at through.
    pub(crate) view: View,
    /// What standard error is looked at through.
    pub(crate) err_view: View,
    /// The file of the gazetteer, where it is not the one within the program.
    gazetteer: Option<PathBuf>,
    /// That gazetteer, once it was needed.
    opened: Option<&'static Gazetteer>,
    /// The synonyms, once they were needed.
    synonyms: Option<Arc<Synonyms>>,
    /// The word vectors, once they were needed.
    vectors: Option<Arc<Vectors>>,
    /// Whether articles are sought by a place that was looked up in it.
    pub(crate) placed: bool,
    /// How the index is read.
    pub(crate) access: Access,
    /// Whether cells are guarded from spreadsheets.
    pub(crate) csv_safe: bool,
    /// The format asked for.
    asked: Option<Format>,
    /// Whether standard error is for errors only.
    quiet: bool,
}

impl<'c, 'io> Context<'c, 'io> {
    /// Reads the flags that every command understands, and the environment.
    pub(crate) fn new(io: &'c mut Io<'io>, global: &Global) -> Result<Context<'c, 'io>> {
        let asked = match (&global.format, global.json, global.jsonl) {
            (_, true, _) => Some(Format::Json),
            (_, _, true) => Some(Format::Jsonl),
            (Some(name), _, _) => Format::from_name(name),
            (None, false, false) => None,
        };
        let index = match (&global.index, io.env.get("DATELINE_INDEX")) {
            (Some(folder), _) => folder.clone(),
            (None, Some(folder)) if !folder.is_empty() => PathBuf::from(folder),
            _ => PathBuf::from("index"),
        };
        let now = match global.now.as_deref().or_else(|| io.var("DATELINE_NOW")) {
            Some(text) => instant(text, *io.now.offset())?,
            None => io.now,
        };
        let columns = io.columns.unwrap_or(80).max(20);
        let view =
            |terminal| View { columns, colour: colours(io, &global.color, terminal), terminal };
        let (view, err_view) = (view(io.out_is_terminal), view(io.err_is_terminal));
        let gazetteer = match (&global.gazetteer, io.env.get("DATELINE_GAZETTEER")) {
            (Some(file), _) => Some(file.clone()),
            (None, Some(file)) if !file.is_empty() => Some(PathBuf::from(file)),
            _ => None,
        };
        Ok(Context {
            index,
            now,
            view,
            err_view,
            gazetteer,
            opened: None,
            synonyms: None,
            vectors: None,
            placed: false,
            access: if global.no_mmap { Access::Read } else { Access::Mapped },
            csv_safe: global.csv_safe,
            asked,
            quiet: global.quiet,
            io,
        })
    }

    /// The format to write: the one asked for, which must be one of `known`, else the first.
    pub(crate) fn format(&self, known: &[Format]) -> Result<Format> {
        let Some(asked) = self.asked else {
            return Ok(known.first().copied().unwrap_or(Format::Human));
        };
        if known.contains(&asked) {
            return Ok(asked);
        }
        let names: Vec<&str> = known.iter().map(|it| it.name()).collect();
        let message = format!("this command has no format `{}`", asked.name());
        Err(Error::new(Kind::Usage, message).hint(format!("it has: {}", names.join(", "))))
    }

    /// Standard output, buffered. Call [`Output::finish`] at the end.
    pub(crate) fn out(&mut self, format: Format) -> Output<'_> {
        let clean = self.view.terminal && format != Format::Human;
        Output::new(&mut *self.io.out, clean)
    }

    /// Opens the index. Says where a place was looked up in another gazetteer than its articles'.
    pub(crate) fn open(&mut self) -> Result<Index> {
        let index = Index::open_as(&self.index, self.access)?;
        if self.placed {
            let ours = format!("{:016x}", self.gazetteer()?.fingerprint());
            if index.gazetteer() != ours {
                self.note(
                    "the index was made with another gazetteer: places that are new in this one \
                     are not found; ingest the corpus again, or name that one: --gazetteer FILE",
                );
            }
        }
        Ok(index)
    }

    /// What to do where another writes to the index; `wait` says the user.
    pub(crate) fn patience(wait: bool) -> Patience<'static> {
        // Ctrl-C ends a command that only waits.
        if wait { Patience::Wait(&|| false) } else { Patience::None }
    }

    /// The gazetteer.
    ///
    /// # Errors
    /// Where the file that the user named is none.
    pub(crate) fn gazetteer(&mut self) -> Result<&'static Gazetteer> {
        if let (None, Some(file)) = (self.opened, &self.gazetteer) {
            // Once in the life of the program: it ends with it.
            let opened = Gazetteer::open(file).map_err(|error| match error.advice() {
                None => error.hint("`dateline gazetteer build` makes one"),
                Some(hint) => {
                    let message = format!("--gazetteer {}: {error}", file.display());
                    Error::new(error.kind(), message).hint(hint)
                }
            })?;
            self.opened = Some(Box::leak(Box::new(opened)));
        }
        Ok(self.opened.unwrap_or_else(Gazetteer::embedded))
    }

    /// The synonyms that `file` lists; none where there is no file. It is read once.
    ///
    /// # Errors
    /// Where it cannot be read, or a line of it is no group of words.
    pub(crate) fn synonyms(&mut self, file: Option<&Path>) -> Result<Arc<Synonyms>> {
        if let (None, Some(file)) = (&self.synonyms, file) {
            let text = std::fs::read_to_string(file).map_err(|error| {
                let message = format!("cannot read `{}`", file.display());
                Error::new(Kind::Io, message).because(error).hint("name a file of UTF-8 text")
            })?;
            let synonyms = Synonyms::read(&text).map_err(|error| {
                let message = format!("--synonyms {}: {error}", file.display());
                let hint = error.advice().unwrap_or_default();
                Error::new(error.kind(), message).hint(hint)
            })?;
            self.synonyms = Some(Arc::new(synonyms));
        }
        Ok(self.synonyms.clone().unwrap_or_default())
    }

    /// The word vectors in `file`. It is read once.
    ///
    /// # Errors
    /// Where it cannot be read, or holds none.
    pub(crate) fn vectors(&mut self, file: &Path) -> Result<Arc<Vectors>> {
        if let Some(vectors) = &self.vectors {
            return Ok(Arc::clone(vectors));
        }
        let bytes = std::fs::read(file).map_err(|error| {
            let message = format!("cannot read `{}`", file.display());
            let hint = "`dateline help query` tells where to get word vectors";
            Error::new(Kind::Io, message).because(error).hint(hint)
        })?;
        let vectors = Vectors::read(&bytes).map_err(|error| {
            let message = format!("--semantic {}: {error}", file.display());
            let hint = error.advice().unwrap_or_default();
            Error::new(error.kind(), message).hint(hint)
        })?;
        let vectors = Arc::new(vectors);
        self.vectors = Some(Arc::clone(&vectors));
        Ok(vectors)
    }

    /// Tells the user something that may help.
    pub(crate) fn hint(&mut self, text: &str) {
        self.say("hint:", text);
    }

    /// Tells the user what was taken for what.
    pub(crate) fn note(&mut self, text: &str) {
        self.say("note:", text);
    }

    /// Tells the user how it went.
    pub(crate) fn summary(&mut self, text: &str) {
        let text = self.err_view.paint(Ink::Dim, text);
        self.raw(&text);
    }

    /// An empty line on a terminal.
    pub(crate) fn gap(&mut self) {
        if self.err_view.terminal {
            self.raw("");
        }
    }

    fn say(&mut self, label: &str, text: &str) {
        let label = self.err_view.paint(Ink::Hint, label);
        self.raw(&format!("{label} {}", text::sanitise(text)));
    }

    /// A line on standard error. Where that is closed nobody wants to know.
    pub(crate) fn raw(&mut self, line: &str) {
        if !self.quiet {
            _ = writeln!(self.io.err, "{line}");
        }
    }
}

/// Whether a stream gets colours: the flag first, then the environment, then what it is.
pub(crate) fn colours(io: &Io<'_>, flag: &str, terminal: bool) -> bool {
    match flag {
        "always" => true,
        "never" => false,
        _ if io.var("NO_COLOR").is_some() => false,
        _ if io.var("CLICOLOR_FORCE").is_some_and(|it| it != "0") => true,
        _ => terminal && io.var("TERM") != Some("dumb") && io.var("CLICOLOR") != Some("0"),
    }
}

/// Reads `--now`.
fn instant(text: &str, offset: FixedOffset) -> Result<DateTime<FixedOffset>> {
    let text = text.trim();
    let local = |naive: NaiveDateTime| offset.from_local_datetime(&naive).single();
    let zoned = DateTime::parse_from_rfc3339(text).ok();
    let found = zoned.or_else(|| {
        let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        let timed = forms.iter().find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
        let naive = timed
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0));
        naive.and_then(local)
    });
    found.ok_or_else(|| {
        Error::new(Kind::Usage, format!("`{text}` is not an instant"))
            .hint("write --now (or DATELINE_NOW) as 2024-06-15T12:00:00Z or 2024-06-15")
    })
}

/// Standard output, buffered; on a terminal, safe for it.
pub(crate) struct Output<'o> {
    out: BufWriter<&'o mut (dyn Write + Send + 'o)>,
    /// Whether hostile characters are replaced on their way.
    clean: bool,
    /// The start of a character whose end is still to come.
    rest: Vec<u8>,
}

impl<'o> Output<'o> {
    /// Writes to `out`. Where `clean`, what could harm a terminal is replaced.
    pub(crate) fn new(out: &'o mut (dyn Write + Send + 'o), clean: bool) -> Output<'o> {
        Output { out: BufWriter::with_capacity(1 << 16, out), clean, rest: Vec::new() }
    }

    /// Writes what is still in the buffer, and says where that fails.
    pub(crate) fn finish(mut self) -> Result<()> {
        written(self.out.flush())
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.clean {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.rest) {
            Ok(_) => self.rest.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => self.rest.len(),
        };
        let later = self.rest.split_off(whole);
        let text = String::from_utf8_lossy(&self.rest);
        self.out.write_all(text::sanitise(&text).as_bytes())?;
        self.rest = later;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What became of a write to standard output.
pub(crate) fn written<T>(result: io::Result<T>) -> Result<T> {
    result.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::StorageFull => "free some space, or write to another disk",
            _ => "see whether what reads it is still there",
        };
        Error::new(Kind::Io, "cannot write to standard output").because(error).hint(hint)
    })
}
