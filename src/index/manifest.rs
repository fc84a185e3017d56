//! The manifest: `meta.json`, which names every file of a commit, its length and its checksum, and
//! ends in a checksum of itself.
//!
//! tantivy writes the first part and reads it; what we add are two more members, so it stays the
//! JSON that tantivy knows. A commit is this one file: so what an index says of its bytes cannot
//! disagree with what is in it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::{Error, Kind, Result};

/// The name of its file.
pub(crate) const NAME: &str = "meta.json";

/// What stands before the checksum.
const SEAL: &str = ",\n  \"checksum\": \"";

/// The length of a file, and the CRC-32 of all of its bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Sum {
    pub(crate) bytes: u64,
    pub(crate) crc: u32,
}

/// What the last commit consists of.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Manifest {
    /// Every file of it.
    pub(crate) files: BTreeMap<String, Sum>,
    pub(crate) segments: u64,
    pub(crate) articles: u64,
    /// Articles that were deleted and still take room.
    pub(crate) deleted: u64,
    /// What [`crate::index::payload`] reads.
    pub(crate) payload: String,
    /// The bytes it was read from.
    pub(crate) text: Vec<u8>,
}

/// What is read of the JSON; the schema and the settings are for tantivy.
#[derive(Deserialize)]
struct Written {
    files: BTreeMap<String, (u64, u32)>,
    segments: Vec<Segment>,
    #[serde(default)]
    payload: String,
}

#[derive(Deserialize)]
struct Segment {
    max_doc: u64,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    num_deleted_docs: u64,
}

fn bytes_in(folder: &Path) -> Result<Vec<u8>> {
    std::fs::read(folder.join(NAME)).map_err(|it| {
        let message = format!("cannot open the index in `{}`", folder.display());
        Error::new(Kind::Index, message).because(it)
    })
}

/// The first part of a segment file's name, and the stamp of its deletes where it is the file of
/// those; `None` for a file of another kind.
pub(crate) fn segment_of(name: &str) -> Option<&str> {
    let (uuid, _) = name.split_once('.')?;
    let hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    (uuid.len() == 32 && uuid.bytes().all(hex)).then_some(uuid)
}

impl Manifest {
    /// Reads the one in `folder`.
    ///
    /// # Errors
    /// Where it is not there, cannot be read, or is not as it was written.
    pub(crate) fn read(folder: &Path) -> Result<Manifest> {
        Manifest::of(folder, bytes_in(folder)?)
    }

    /// The one in `folder`, where it is another by now.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub(crate) fn reread(&self, folder: &Path) -> Result<Option<Manifest>> {
        let text = bytes_in(folder)?;
        if text == self.text { Ok(None) } else { Manifest::of(folder, text).map(Some) }
    }

    fn of(folder: &Path, text: Vec<u8>) -> Result<Manifest> {
        Manifest::parse(text).ok_or_else(|| {
            let message = format!("the index in `{}` is damaged: {NAME} is not", folder.display());
            Error::new(Kind::Index, format!("{message} as it was written"))
                .hint("restore a backup, or ingest the corpus into a new folder")
        })
    }

    /// Reads a sealed manifest; `None` where any byte of it is another than was written.
    pub(crate) fn parse(text: Vec<u8>) -> Option<Manifest> {
        let written: Written = serde_json::from_slice(unsealed(&text)?).ok()?;
        let files = written.files.into_iter();
        let mut manifest = Manifest {
            files: files.map(|(name, (bytes, crc))| (name, Sum { bytes, crc })).collect(),
            segments: written.segments.len() as u64,
            payload: written.payload,
            ..Manifest::default()
        };
        for segment in written.segments {
            let deletes = segment.deletes.map_or(0, |it| it.num_deleted_docs);
            manifest.deleted += deletes;
            manifest.articles += segment.max_doc.checked_sub(deletes)?;
        }
        manifest.text = text;
        Some(manifest)
    }

    /// What `folder` holds in another way than it was written, but for the bytes within its files.
    pub(crate) fn misfits(&self, folder: &Path) -> Vec<(String, String)> {
        let look = |(name, sum): (&String, &Sum)| {
            let reason = match std::fs::metadata(folder.join(name)) {
                Ok(found) if found.len() == sum.bytes => return None,
                Ok(found) => format!("it has {} bytes of {}", found.len(), sum.bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => "it is gone".to_owned(),
                Err(error) => format!("it cannot be read: {error}"),
            };
            Some((name.clone(), reason))
        };
        self.files.iter().filter_map(look).collect()
    }
}

/// Adds what is known of each file of the segments that tantivy's `text` names, and the seal; and
/// the payload, where it has none.
pub(crate) fn seal(
    text: &[u8],
    known: &BTreeMap<String, Sum>,
    payload: Option<&str>,
) -> io::Result<Vec<u8>> {
    let value: Value = serde_json::from_slice(text)?;
    let mut files = Map::new();
    let segments = value.get("segments").and_then(Value::as_array);
    for segment in segments.into_iter().flatten() {
        let id = segment.get("segment_id").and_then(Value::as_str).unwrap_or_default();
        let id = id.replace('-', "");
        let stamp = segment.pointer("/deletes/opstamp").and_then(Value::as_u64);
        let deletes = stamp.map(|it| format!("{id}.{it}.del"));
        for (name, sum) in known.range(format!("{id}.")..).take_while(|it| it.0.starts_with(&id)) {
            let lives = match Path::new(name).extension().and_then(|it| it.to_str()) {
                Some("del") => Some(name) == deletes.as_ref(),
                Some("temp") => false,
                _ => true,
            };
            if lives {
                files.insert(name.clone(), json!([sum.bytes, sum.crc]));
            }
        }
    }
    let broken = || io::Error::other("the engine wrote a manifest of another form");
    let open = text.trim_ascii_end().strip_suffix(b"}").ok_or_else(broken)?;
    let mut sealed = open.trim_ascii_end().to_vec();
    if let (None, Some(payload)) = (value.get("payload"), payload) {
        let payload = Value::from(payload);
        sealed.extend_from_slice(format!(",\n  \"payload\": {payload}").as_bytes());
    }
    sealed.extend_from_slice(format!(",\n  \"files\": {}{SEAL}", Value::Object(files)).as_bytes());
    let end = end(&sealed);
    sealed.extend_from_slice(end.as_bytes());
    Ok(sealed)
}

/// The end of a manifest that starts with `start`.
fn end(start: &[u8]) -> String {
    format!("{:08x}\"\n}}\n", crc32fast::hash(start))
}

/// The manifest, where its seal is whole.
fn unsealed(text: &[u8]) -> Option<&[u8]> {
    let (start, rest) = text.split_at_checked(text.len().checked_sub(end(b"").len())?)?;
    (start.ends_with(SEAL.as_bytes()) && rest == end(start).as_bytes()).then_some(text)
}

/// The bytes of a manifest, for tantivy.
///
/// # Errors
/// Where they are not as they were written.
pub(crate) fn checked(text: Vec<u8>) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "it is not as it was written");
    unsealed(&text).ok_or_else(damaged)?;
    Ok(text)
}

/// Reads all of `file`, giving every piece of it to `take`.
pub(crate) fn sum(
    file: &mut File,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Sum> {
    let mut hasher = crc32fast::Hasher::new();
    // To fault in a larger one costs more than it saves when an index is opened.
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => return Ok(Sum { bytes, crc: hasher.finalize() }),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = buffer.get(..read).unwrap_or_default();
        hasher.update(piece);
        take(piece)?;
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = br#"{
  "segments": [{"segment_id": "0123456789abcdef-0123456789abcdef", "max_doc": 7,
    "deletes": {"num_deleted_docs": 2, "opstamp": 9}}],
  "payload": "p"
}
"#;

    fn known() -> BTreeMap<String, Sum> {
        let id = "0123456789abcdef0123456789abcdef";
        let names = ["idx", "store", "store.temp", "5.del", "9.del"];
        let sum = |(number, name): (usize, &&str)| {
            (format!("{id}.{name}"), Sum { bytes: number as u64, crc: 1 })
        };
        let mut known: BTreeMap<String, Sum> = names.iter().enumerate().map(sum).collect();
        known.insert(id.replacen('0', "f", 1) + ".idx", Sum::default());
        known
    }

    #[test]
    fn names_the_files_of_its_segments() {
        let sealed = seal(TEXT, &known(), Some("q")).unwrap();
        let manifest = Manifest::parse(sealed).unwrap();
        let names: Vec<&str> =
            manifest.files.keys().map(|it| it.split_once('.').unwrap().1).collect();
        assert_eq!(names, ["9.del", "idx", "store"]);
        assert_eq!((manifest.segments, manifest.articles, manifest.deleted), (1, 5, 2));
        assert_eq!(manifest.payload, "p");
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let sealed = seal(TEXT, &known(), Some("q")).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Manifest::parse(damaged), None, "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert_eq!(Manifest::parse(sealed[..length].to_vec()), None, "cut at {length}");
        }
    }
}
