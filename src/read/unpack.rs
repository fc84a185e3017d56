//! One source to its readers: packing taken off layer by layer, in memory and within bounds.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::rc::Rc;

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use liblzma::bufread::XzDecoder;
use zip::ZipArchive;

use crate::error::Error;
use crate::error::Kind;
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::READERS;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::Source;
use crate::read::again;
use crate::read::charset::{Charset, Utf8};
use crate::read::docx;
use crate::read::finish::Finish;
use crate::read::magic::{self, Packing};
use crate::read::walk;
use crate::text::lossy;

/// How many layers of packing are taken off: a gz in a tar in a zip.
const LAYERS_MAX: u32 = 3;

/// How much is looked at to tell what a stream holds.
const HEAD_BYTES: usize = 16 << 10;

/// A stream that grows by more than this, past the first `RATIO_GRACE`, is a trap.
const RATIO_MAX: u64 = 1_000;
const RATIO_GRACE: u64 = 64 << 20;

/// A zip archive that is not a file of its own is kept in memory while it is read.
const ZIP_BYTES_MAX: u64 = 256 << 20;

/// Reads one source, unpacking it first where it is compressed or an archive, and gives every
/// article to `sink` with its id, path, record and publication date filled in.
///
/// # Errors
/// Where the sink wants no more, or the input format is unknown. What cannot be read of the
/// source is a problem for the sink.
pub fn read(
    source: &Source,
    stdin: Option<&mut dyn BufRead>,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<()> {
    let forced = forced(options)?;
    let mut unpack = Unpack { options, forced, sink };
    match (&source.file, stdin) {
        (Some(path), _) => match File::open(path) {
            Ok(file) => unpack.file(&source.path, file),
            Err(error) => {
                let reason = format!("cannot be opened: {}", walk::reason(&error));
                unpack.lost(&source.path, &reason, "check that it is there and may be read");
                Ok(())
            }
        },
        (None, Some(stdin)) => {
            let mut layers = Layers::default();
            unpack.stream(&source.path, stdin, &mut layers)
        }
        (None, None) => Ok(()),
    }
}

/// The reader that `--input-format` names.
fn forced(options: &Options) -> Result<Option<&'static dyn Reader>> {
    let Some(name) = &options.format else { return Ok(None) };
    let found = READERS.iter().find(|it| it.name() == name);
    found.copied().map(Some).ok_or_else(|| {
        let names: Vec<&str> = READERS.iter().map(|it| it.name()).collect();
        Error::new(Kind::Usage, format!("`{name}` is not an input format"))
            .hint(format!("the formats are {}", names.join(", ")))
    })
}

/// What has been taken off so far.
#[derive(Clone, Debug, Default)]
struct Layers {
    depth: u32,
    /// Bytes taken from the source, packed as they are.
    packed: Rc<Cell<u64>>,
    /// Bytes unpacked, on all layers together.
    unpacked: Rc<Cell<u64>>,
}

struct Unpack<'a> {
    options: &'a Options,
    forced: Option<&'static dyn Reader>,
    sink: &'a mut dyn Sink,
}

impl Unpack<'_> {
    fn lost(&mut self, path: &str, reason: &str, hint: &str) {
        let problem = Problem { hint: Some(hint.to_owned()), ..Problem::lost(path, reason) };
        self.sink.problem(problem);
    }

    fn file(&mut self, path: &str, file: File) -> Result<()> {
        let mut layers = Layers::default();
        let mut file = BufReader::with_capacity(64 << 10, file);
        // A zip is read from its end, which only a file has.
        let zip = file.fill_buf().is_ok_and(|it| Packing::of(it) == Some(Packing::Zip));
        if zip && file.get_ref().metadata().is_ok_and(|it| it.is_file()) {
            layers.packed.set(file.get_ref().metadata().map_or(0, |it| it.len()));
            layers.depth = 1;
            return self.zip(path, file, &layers);
        }
        self.stream(path, &mut file, &mut layers)
    }

    /// Reads what `input` holds, whatever it is.
    fn stream(&mut self, path: &str, input: &mut dyn BufRead, layers: &mut Layers) -> Result<()> {
        let mut head = Vec::new();
        let mut failing = Failing(None);
        if let Err(error) = input.take(HEAD_BYTES as u64).read_to_end(&mut head) {
            if head.is_empty() {
                self.torn(path, &error);
                return Ok(());
            }
            // What there is before that place is read first.
            failing = Failing(Some(error));
        }
        let packing = Packing::of(&head);
        let rest: &mut dyn BufRead = if failing.0.is_some() { &mut failing } else { input };
        let mut input = Cursor::new(head).chain(rest);
        let Some(packing) = packing else {
            return self.text(path, &mut input);
        };
        layers.depth += 1;
        if layers.depth > LAYERS_MAX {
            self.lost(path, "packed in too many layers", "unpack the outer ones");
            return Ok(());
        }
        if layers.depth == 1 {
            let mut counted = Counted { inner: &mut input, count: Rc::clone(&layers.packed) };
            return self.packed(path, packing, &mut counted, layers);
        }
        self.packed(path, packing, &mut input, layers)
    }

    fn packed(
        &mut self,
        path: &str,
        packing: Packing,
        input: &mut dyn BufRead,
        layers: &Layers,
    ) -> Result<()> {
        match packing {
            Packing::Gzip => self.layer(path, MultiGzDecoder::new(input), layers),
            Packing::Bzip2 => self.layer(path, MultiBzDecoder::new(input), layers),
            Packing::Xz => self.layer(path, XzDecoder::new_multi_decoder(input), layers),
            Packing::Zstandard => match zstd::stream::read::Decoder::with_buffer(input) {
                Ok(decoder) => self.layer(path, decoder, layers),
                Err(error) => {
                    self.torn(path, &error);
                    Ok(())
                }
            },
            Packing::Tar => self.tar(path, input, layers),
            Packing::Zip => {
                let mut bytes = Vec::new();
                if let Err(error) = input.take(ZIP_BYTES_MAX + 1).read_to_end(&mut bytes) {
                    self.torn(path, &error);
                    return Ok(());
                }
                if bytes.len() as u64 > ZIP_BYTES_MAX {
                    self.lost(path, "a zip this large is read only as a file", "save it first");
                    return Ok(());
                }
                self.zip(path, Cursor::new(bytes), layers)
            }
        }
    }

    /// Reads what a decoder gives, within bounds.
    fn layer(&mut self, path: &str, decoder: impl Read, layers: &Layers) -> Result<()> {
        let bounded = self.bounded(decoder, layers);
        let mut input = BufReader::with_capacity(64 << 10, bounded);
        self.stream(path, &mut input, &mut layers.clone())
    }

    fn bounded<R: Read>(&self, inner: R, layers: &Layers) -> Bounded<R> {
        Bounded { inner, layers: layers.clone(), bytes_max: self.options.unpacked_bytes_max }
    }

    fn tar(&mut self, path: &str, input: &mut dyn BufRead, layers: &Layers) -> Result<()> {
        let mut archive = tar::Archive::new(input);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => {
                self.torn(path, &error);
                return Ok(());
            }
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.torn(path, &error);
                    return Ok(());
                }
            };
            let name = lossy(&entry.path_bytes()).into_owned();
            // Links and devices hold no text; their targets are members of their own.
            if !entry.header().entry_type().is_file() || is_hidden(&name) {
                continue;
            }
            let member = format!("{path}!/{}", name.trim_start_matches("./"));
            self.layer(&member, entry, layers)?;
        }
        Ok(())
    }

    fn zip(&mut self, path: &str, input: impl Read + Seek, layers: &Layers) -> Result<()> {
        let mut archive = match ZipArchive::new(input) {
            Ok(archive) => archive,
            Err(error) => {
                self.lost(path, &format!("the zip is damaged: {error}"), "fetch it again");
                return Ok(());
            }
        };
        if let Ok(entry) = archive.by_name(docx::TEXT) {
            return self.layer(path, entry, layers);
        }
        let office = ["[Content_Types].xml", "mimetype"];
        if office.iter().any(|name| archive.index_for_name(name).is_some()) {
            self.foreign(path, "an Office file");
            return Ok(());
        }
        for number in 0..archive.len() {
            let name = match archive.name_for_index(number) {
                Some(Ok(name)) => name.into_owned(),
                _ => format!("#{}", number + 1),
            };
            let member = format!("{path}!/{name}");
            if name.ends_with('/') || is_hidden(&name) {
                continue;
            }
            match archive.by_index(number) {
                Ok(entry) => self.layer(&member, entry, layers)?,
                Err(error) => {
                    let hint = "unpack it by hand; encrypted and rare packings are not read";
                    self.lost(&member, &format!("cannot be unpacked: {error}"), hint);
                }
            }
        }
        Ok(())
    }

    /// Reads a stream that is packed no more.
    fn text(&mut self, path: &str, input: &mut dyn BufRead) -> Result<()> {
        let charset = Charset::default();
        let head = match input.fill_buf() {
            Ok(head) => head,
            Err(error) => {
                self.torn(path, &error);
                return Ok(());
            }
        };
        let bytes = self.forced.filter(|it| it.takes_bytes());
        if let Some(reader) = bytes.or_else(|| choose(path, head, true)) {
            return self.with(reader, path, input, &charset);
        }
        let form = magic::foreign(head);
        // Whoever names the format knows better than a guess; but bytes are no text.
        if let Some(form) = form.filter(|form| self.forced.is_none() || *form == "binary") {
            self.foreign(path, form);
            return Ok(());
        }
        let mut input = Utf8::new(input, charset.clone());
        // Pieces of nothing but blanks tell nothing of what follows.
        while let Ok(head) = input.fill_buf()
            && !head.is_empty()
            && head.trim_ascii().is_empty()
        {
            let blank = head.len();
            input.consume(blank);
        }
        let (reader, form) = match input.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(head) => {
                let reader = self.forced.or_else(|| choose(path, head, false));
                (reader, magic::foreign_text(head).filter(|_| self.forced.is_none()))
            }
            Err(error) => {
                self.torn(path, &error);
                return Ok(());
            }
        };
        match (reader, form) {
            (Some(reader), Some(form)) if reader.name() == "plain" => {
                self.foreign(path, form);
                Ok(())
            }
            (Some(reader), _) => self.with(reader, path, &mut input, &charset),
            (None, _) => Ok(()),
        }
    }

    /// Reads a stream with a reader.
    fn with(
        &mut self,
        reader: &dyn Reader,
        path: &str,
        input: &mut dyn BufRead,
        charset: &Charset,
    ) -> Result<()> {
        self.sink.format(reader.name());
        let mut finish = Finish {
            path,
            options: self.options,
            charset: charset.clone(),
            sink: self.sink,
            numbered: reader.holds_many(),
            dated_by_name: reader.is_dated_by_name(),
            stopped: false,
        };
        let outcome = if reader.is_slow() {
            again::read(reader, path, input, charset, self.options, &mut finish)
        } else {
            reader.read(path, input, self.options, &mut finish)
        };
        match outcome {
            Err(error) if !finish.stopped => self.failed(path, &error),
            outcome => outcome?,
        }
        self.damage(path, charset);
        Ok(())
    }

    fn damage(&mut self, path: &str, charset: &Charset) {
        if charset.replaced() {
            let hint = "the bytes were replaced by U+FFFD; was it saved in another charset?";
            let problem = Problem::lost(path, "some bytes are not text");
            let problem = Problem { lost: false, hint: Some(hint.to_owned()), ..problem };
            self.sink.problem(problem);
        }
    }

    fn foreign(&mut self, path: &str, form: &str) {
        let reason = format!("{form} is not a form dateline reads yet");
        self.lost(path, &reason, magic::advice(form));
    }

    /// Says that the stream broke off.
    fn torn(&mut self, path: &str, error: &io::Error) {
        if error
            .get_ref()
            .is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<TooLarge>)
        {
            self.lost(path, &error.to_string(), "unpack it, and see what it holds");
        } else {
            let reason = format!("cannot be read to its end: {}", walk::reason(error));
            self.lost(path, &reason, "is it cut short? whole articles before that place are kept");
        }
    }

    fn failed(&mut self, path: &str, error: &Error) {
        let source = std::error::Error::source(error);
        match source.and_then(|it| it.downcast_ref::<io::Error>()) {
            Some(error) => self.torn(path, error),
            None => self.lost(path, &error.to_string(), error.advice().unwrap_or("look at it")),
        }
    }
}

/// The first reader that knows the form, of those that take bytes or of those that take text.
fn choose(path: &str, head: &[u8], bytes: bool) -> Option<&'static dyn Reader> {
    let head = head.get(..HEAD_BYTES).unwrap_or(head);
    // A packed file is called after what is packed.
    let packed = [".gz", ".zst", ".xz", ".bz2"];
    let name = packed.iter().find_map(|it| path.strip_suffix(it)).unwrap_or(path);
    let mut readers = READERS.iter().copied().filter(|it| it.takes_bytes() == bytes);
    readers.find(|reader| reader.sniff(name, head))
}

/// Reads what another form wraps: the text of a document, the answer of a server. The articles go
/// to `sink` as its reader makes them, and are finished by whoever reads the outer form.
///
/// # Errors
/// Where the sink wants no more.
pub(crate) fn inner(
    path: &str,
    bytes: &[u8],
    allowed: &dyn Fn(&dyn Reader) -> bool,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<bool> {
    if let Some(reader) = choose(path, bytes, true) {
        if allowed(reader) {
            reader.read(path, &mut &bytes[..], options, sink)?;
            return Ok(true);
        }
        return Ok(false);
    }
    if magic::foreign(bytes.get(..HEAD_BYTES).unwrap_or(bytes)).is_some() {
        return Ok(false);
    }
    let mut input = Utf8::new(bytes, Charset::default());
    let Some(reader) = choose(path, input.fill_buf()?, false) else { return Ok(false) };
    if !allowed(reader) {
        return Ok(false);
    }
    reader.read(path, &mut input, options, sink)?;
    Ok(true)
}

/// Whether a member of an archive lies in the dark, as `.git/x` and `__MACOSX/x` do.
fn is_hidden(name: &str) -> bool {
    let mut steps = name.split('/');
    steps.any(|it| (it.starts_with('.') && it != "." && it != "..") || it == "__MACOSX")
}

/// Gives the error that a stream ended with, in its place.
pub(crate) struct Failing(pub(crate) Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Failing {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

/// Counts what goes through.
struct Counted<'a> {
    inner: &'a mut dyn BufRead,
    count: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.count.set(self.count.get() + count as u64);
        self.inner.consume(count);
    }
}

/// Ends a stream that unpacks to more than it should.
struct Bounded<R> {
    inner: R,
    layers: Layers,
    bytes_max: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let unpacked = self.layers.unpacked.get() + read as u64;
        self.layers.unpacked.set(unpacked);
        let trap = unpacked > RATIO_GRACE && unpacked / RATIO_MAX > self.layers.packed.get();
        if unpacked > self.bytes_max || trap {
            return Err(io::Error::other(TooLarge));
        }
        Ok(read)
    }
}

/// What [`Bounded`] says when it ends a stream.
#[derive(Debug)]
struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unpacks to far more than it should")
    }
}

impl std::error::Error for TooLarge {}
