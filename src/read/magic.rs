//! What a stream holds, told by its first bytes and never by its name.

use crate::read::charset;
use crate::text::lossy;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Packing {
    Gzip,
    Zstandard,
    Xz,
    Bzip2,
    Tar,
    Zip,
}

impl Packing {
    /// The packing of a stream that starts with `head`.
    pub(crate) fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                Some(Packing::Zstandard)
            }
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packing::Xz),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, 0x41 | 0x72, 0x59 | 0x45, ..] => {
                Some(Packing::Bzip2)
            }
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Packing::Zip),
            _ if is_tar(head) => Some(Packing::Tar),
            _ => None,
        }
    }
}

/// The header of a tar member carries the sum of its own bytes, in octal.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else { return false };
    let stated = header
        .get(148..156)
        .and_then(|field| std::str::from_utf8(field).ok())
        .and_then(|field| u32::from_str_radix(field.trim_matches(['\0', ' ']), 8).ok());
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    stated == Some(sum) && header.first().is_some_and(|it| *it != 0)
}

/// The forms that are known and not read: how each starts, and what it is called.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\xFF\xFE\0\0", "UTF-32"),
    (b"\0\0\xFE\xFF", "UTF-32"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"\x1F\x9D", "compress (.Z)"),
    (b"LZIP", "lzip"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "Parquet"),
    (b"\x7FELF", "a program"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
];

/// What the stream is, where it is a form that is not read.
pub(crate) fn foreign(head: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = FOREIGN.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(name);
    }
    let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    if !marked && head.contains(&0) && charset::utf16_without_mark(head).is_none() {
        return Some("binary");
    }
    None
}

/// What a text is, where it is a form that is not read and not prose.
pub(crate) fn foreign_text(head: &[u8]) -> Option<&'static str> {
    let text = lossy(head.get(..512).unwrap_or(head)).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let starts = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
    if starts(&["<!doctype html"]) || (text.starts_with("<?xml") && text.contains("<html")) {
        return None;
    }
    if starts(&["<?xml", "<rss", "<feed", "<nitf", "<newsml", "<!doctype"]) {
        return Some("XML");
    }
    None
}

/// What to do about a form that is not read.
pub(crate) fn advice(form: &str) -> &'static str {
    match form {
        "PDF" => "build dateline with --features pdf, or make text of it with pdftotext",
        "RTF" | "an old Office file" | "an Office file" => "save it as plain text",
        "XML" => {
            "name its fields with --map, or save its articles as text, Markdown, CSV or JSON Lines"
        }
        "a 7z archive" | "a RAR archive" | "LZ4" | "compress (.Z)" | "lzip" => {
            "unpack it; gz, zst, xz, bz2, zip and tar are read as they are"
        }
        "UTF-32" => "make UTF-8 of it: iconv -f UTF-32 -t UTF-8",
        "an SQLite database" | "Parquet" => "export it as CSV or JSON Lines",
        _ => "leave it out with --exclude; `dateline help formats` lists what is read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(Packing::of(b"\x1F\x8B\x08\0"), Some(Packing::Gzip));
        assert_eq!(Packing::of(b"BZh91AY&SY"), Some(Packing::Bzip2));
        assert_eq!(Packing::of(b"BZh9 is a word"), None);
        assert_eq!(Packing::of(b"plain"), None);
        assert_eq!(foreign(b"%PDF-1.7"), Some("PDF"));
        assert_eq!(foreign(b"a\0b"), Some("binary"));
        assert_eq!(foreign(b"a\0b\0c\0d\0"), None);
        assert_eq!(foreign(b" <!DOCTYPE html>"), None);
        assert_eq!(foreign(b"plain <b>text</b>"), None);
    }
}
