//! Word vectors: which words are near each other in meaning, from a file that the user names.
//!
//! Two kinds of file are read. Text has a word and its numbers a line, as `GloVe`, `fastText` and
//! `word2vec` write it. A zip, such as the wheel of the Python package `wordllama`, holds one
//! table of numbers (`*.safetensors`) and the words and parts of words that its rows stand for
//! (`*tokenizer*.json`, byte pair encoding): there any word is the sum of its parts.

use std::borrow::Cow;
use std::fmt;
use std::io::{Cursor, Read as _};

use rustc_hash::FxHashMap;
use serde_json::Value;
use zip::ZipArchive;

use crate::error::{Error, Kind, Result};

/// Starts a word among the parts of words.
const START: char = '▁';

/// Longer words are no words: they have no meaning.
const BYTES_MAX: usize = 64;

/// No entry of a zip may unpack to more.
const UNPACKED_MAX: u64 = 4 << 30;

/// Vectors of words.
pub struct Vectors {
    /// How many numbers a vector has.
    size: usize,
    /// The row of each word or part of a word.
    rows: FxHashMap<String, u32>,
    numbers: Vec<f32>,
    /// Whether words are made of parts.
    parts: bool,
}

impl fmt::Debug for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vectors").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Vectors {
    /// Reads a file of vectors.
    ///
    /// # Errors
    /// `Kind::Usage` where `bytes` are of neither kind.
    pub fn read(bytes: &[u8]) -> Result<Vectors> {
        let read = if bytes.starts_with(b"PK") { packed(bytes) } else { lines(bytes) };
        read.map_err(|what| {
            Error::new(Kind::Usage, what).hint("`dateline help query` tells where to get vectors")
        })
    }

    /// How many numbers a vector has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The vector of a word in lower case; nothing where it is not known.
    pub fn of(&self, word: &str) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.size];
        let mut known = false;
        for row in self.rows_of(word) {
            let start = row as usize * self.size;
            let Some(numbers) = self.numbers.get(start..start + self.size) else { continue };
            sum.iter_mut().zip(numbers).for_each(|(sum, it)| *sum += it);
            known = true;
        }
        known.then_some(sum)
    }

    /// The rows whose sum is a word.
    fn rows_of(&self, word: &str) -> Vec<u32> {
        if word.len() > BYTES_MAX {
            return Vec::new();
        }
        if !self.parts {
            return self.rows.get(word).copied().into_iter().collect();
        }
        // Two neighbours that make a known part are joined, the most frequent part first: rows are
        // in that order.
        let text = format!("{START}{word}");
        let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        ends.push(text.len());
        let part = |from: usize, to: usize| text.get(from..to).and_then(|it| self.rows.get(it));
        loop {
            let pairs = ends.windows(3).enumerate();
            let known = pairs.filter_map(|(at, it)| match it {
                [from, _, to] => part(*from, *to).map(|row| (*row, at)),
                _ => None,
            });
            let Some((_, at)) = known.min() else { break };
            ends.remove(at + 1);
        }
        let parts = ends.windows(2);
        parts
            .filter_map(|it| match it {
                [from, to] => part(*from, *to).copied(),
                _ => None,
            })
            .collect()
    }
}

/// Reads lines of a word and its numbers.
fn lines(bytes: &[u8]) -> Result<Vectors, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "neither UTF-8 text nor a zip".to_owned())?;
    let mut vectors =
        Vectors { size: 0, rows: FxHashMap::default(), numbers: Vec::new(), parts: false };
    for (number, line) in text.lines().enumerate() {
        let mut fields = line.split_ascii_whitespace();
        let Some(word) = fields.next() else { continue };
        let before = vectors.numbers.len();
        for field in fields {
            let value = field.parse().ok().filter(|it: &f32| it.is_finite());
            let value = value.ok_or_else(|| format!("line {}: no number: {field}", number + 1))?;
            vectors.numbers.push(value);
        }
        let size = vectors.numbers.len() - before;
        if number == 0 && size == 1 {
            // `word2vec` says first how many words there are, and how long the vectors.
            vectors.numbers.clear();
            continue;
        }
        if vectors.rows.is_empty() {
            vectors.size = size;
        }
        if size != vectors.size || size == 0 {
            let of = vectors.size;
            return Err(format!("line {}: {size} numbers where others have {of}", number + 1));
        }
        let row = u32::try_from(before / size).map_err(|_| "too many words".to_owned())?;
        vectors.rows.entry(word.to_owned()).or_insert(row);
    }
    if vectors.rows.is_empty() { Err("holds no vectors".to_owned()) } else { Ok(vectors) }
}

/// Reads a zip of a table and the parts of words.
fn packed(bytes: &[u8]) -> Result<Vectors, String> {
    let broken = |error: &dyn fmt::Display| format!("cannot be unpacked: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|it| broken(&it))?;
    let mut entry = |wanted: &dyn Fn(&str) -> bool, what: &str| {
        let name = archive.file_names().flatten().find(|it| wanted(it)).map(Cow::into_owned);
        let name = name.ok_or_else(|| format!("holds no {what}"))?;
        let file = archive.by_name(&name).map_err(|it| broken(&it))?;
        let mut bytes = Vec::new();
        file.take(UNPACKED_MAX).read_to_end(&mut bytes).map_err(|it| broken(&it))?;
        Ok::<_, String>(bytes)
    };
    let ends = |name: &str, end: &str| name.len() > end.len() && name.ends_with(end);
    let table = entry(&|it| ends(it, ".safetensors"), "*.safetensors")?;
    let named = |it: &str| ends(it, ".json") && it.contains("tokenizer");
    let words = entry(&named, "*tokenizer*.json")?;
    let (size, numbers) = numbers(&table).ok_or("its table of numbers is not understood")?;
    let rows = parts(&words).ok_or("its parts of words are not understood")?;
    Ok(Vectors { size, rows, numbers, parts: true })
}

/// The one table of a `safetensors` file: how long a row is, and all numbers.
fn numbers(file: &[u8]) -> Option<(usize, Vec<f32>)> {
    let (length, rest) = file.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (head, data) = rest.split_at_checked(length)?;
    let head: Value = serde_json::from_slice(head).ok()?;
    let table = head.as_object()?.iter().find(|(name, _)| *name != "__metadata__")?.1;
    let number = |list: &str, at: usize| {
        table.get(list)?.get(at)?.as_u64().and_then(|it| usize::try_from(it).ok())
    };
    let data = data.get(number("data_offsets", 0)?..number("data_offsets", 1)?)?;
    let (rows, size) = (number("shape", 0)?, number("shape", 1)?);
    let numbers: Vec<f32> = match table.get("dtype")?.as_str()? {
        "F16" => data.as_chunks().0.iter().map(|it| half(u16::from_le_bytes(*it))).collect(),
        "F32" => data.as_chunks().0.iter().map(|it| f32::from_le_bytes(*it)).collect(),
        _ => return None,
    };
    let sound = size > 0 && rows.checked_mul(size) == Some(numbers.len());
    (sound && numbers.iter().all(|it| it.is_finite())).then_some((size, numbers))
}

/// A number of 16 bits: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from((bits >> 10) & 31), f32::from(bits & 1023) / 1024.0);
    let size = match exponent {
        0 => fraction * 2.0_f32.powi(-14),
        31 => f32::NAN,
        _ => (1.0 + fraction) * 2.0_f32.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// The row of each part of a word, from the file of a tokenizer.
fn parts(file: &[u8]) -> Option<FxHashMap<String, u32>> {
    let file: Value = serde_json::from_slice(file).ok()?;
    let words = file.get("model")?.get("vocab")?.as_object()?;
    let row = |(word, row): (&String, &Value)| Some((word.clone(), row.as_u64()?.try_into().ok()?));
    words.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn text() {
        let vectors = Vectors::read(b"2 3\nflood 1 0 .5\nriver 0.5 0 1e0\n").unwrap();
        assert_eq!(vectors.size(), 3);
        assert_eq!(vectors.of("river"), Some(vec![0.5, 0.0, 1.0]));
        assert_eq!(vectors.of("rivers"), None);
        for (text, what) in [
            ("", "holds no vectors"),
            ("a 1 2\nb 1\n", "line 2: 1 numbers where others have 2"),
            ("a 1 x\n", "line 1: no number: x"),
        ] {
            assert_eq!(Vectors::read(text.as_bytes()).unwrap_err().to_string(), what);
        }
    }

    #[test]
    fn a_zip_of_parts() {
        // One, a half, minus two; the least number above zero.
        let halves: [u16; 12] =
            [0x3C00, 0x0000, 0x3800, 0x0000, 0xC000, 0x3C00, 0x0001, 0x3C00, 0, 0, 0, 0];
        let head = br#"{"t":{"dtype":"F16","shape":[6,2],"data_offsets":[0,24]}}"#;
        let mut table = (head.len() as u64).to_le_bytes().to_vec();
        table.extend(head);
        table.extend(halves.iter().flat_map(|it| it.to_le_bytes()));
        let words = r#"{"model":{"vocab":{"▁fl":0,"ood":1,"▁flood":2,"s":3,"oo":4,"▁f":5}}}"#;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, bytes) in [("w/t.safetensors", &*table), ("w/tokenizer.json", words.as_bytes())]
        {
            archive.start_file(name, options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        let vectors = Vectors::read(&bytes).unwrap();
        // `▁fl` is joined first, `oo` next; `ood` needs `o` and `od` or `oo` and `d`.
        assert_eq!(vectors.rows_of("flood"), [2]);
        assert_eq!(vectors.of("s"), Some(vec![half(1), 1.0]));
        assert_eq!(half(0xC000).to_bits(), (-2.0_f32).to_bits());
        assert!(half(1) > 0.0);
        assert!(Vectors::read(&bytes[..40]).is_err());
    }
}
