//! The text of an RTF file, as databases export articles; then whatever form that text has.

use std::io::BufRead;

use encoding_rs::Encoding;

use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::export;

/// An RTF file is read in whole; pictures make them large.
const BYTES_MAX: usize = 256 << 20;

/// Groups deeper than this are taken for the group above them.
const DEPTH_MAX: usize = 512;

/// The reader of RTF.
pub(crate) struct Rtf;

impl Reader for Rtf {
    fn name(&self) -> &'static str {
        "rtf"
    }

    fn about(&self) -> &'static str {
        "RTF, as Nexis and Factiva export it: many articles in one, or one"
    }

    fn takes_bytes(&self) -> bool {
        true
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        head.trim_ascii_start().starts_with(b"{\\rtf")
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let Some(bytes) = desk.whole(input, BYTES_MAX)? else { return Ok(()) };
        export::text(path, &text(&bytes), options, desk.sink)
    }
}

/// Groups whose content is not text.
const UNSEEN: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "filetbl",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "themedata",
    "latentstyles",
    "datastore",
    "mmathPr",
    "nonshppict",
    "shppict",
    "bkmkstart",
    "bkmkend",
];

/// The text: a line a paragraph.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut rtf = Rtf2Text {
        out: String::with_capacity(bytes.len() / 4),
        pending: Vec::new(),
        charset: encoding_rs::WINDOWS_1252,
        groups: Vec::new(),
        here: Group::default(),
        skip: 0,
        high: None,
        overflow: 0,
    };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        at += match byte {
            b'{' => rtf.open(),
            b'}' => rtf.close(),
            b'\\' => rtf.control(rest),
            b'\r' | b'\n' => 1,
            byte => rtf.byte(*byte),
        };
    }
    rtf.flush();
    rtf.out
}

#[derive(Clone, Copy, Debug)]
struct Group {
    unseen: bool,
    /// How many characters stand in for one of Unicode.
    fallback: usize,
}

impl Default for Group {
    fn default() -> Group {
        Group { unseen: false, fallback: 1 }
    }
}

struct Rtf2Text {
    out: String,
    /// Bytes of the charset, not yet decoded.
    pending: Vec<u8>,
    charset: &'static Encoding,
    groups: Vec<Group>,
    here: Group,
    /// So many characters stand in for one that was read.
    skip: usize,
    /// The first half of a surrogate pair.
    high: Option<u32>,
    overflow: usize,
}

impl Rtf2Text {
    fn open(&mut self) -> usize {
        self.skip = 0;
        if self.groups.len() >= DEPTH_MAX {
            self.overflow += 1;
        } else {
            self.groups.push(self.here);
        }
        1
    }

    fn close(&mut self) -> usize {
        self.skip = 0;
        if self.overflow > 0 {
            self.overflow -= 1;
        } else {
            self.here = self.groups.pop().unwrap_or_default();
        }
        1
    }

    fn byte(&mut self, byte: u8) -> usize {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.here.unseen {
            self.pending.push(byte);
        }
        1
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let (text, _) = self.charset.decode_without_bom_handling(&self.pending);
            self.out.push_str(&text);
            self.pending.clear();
        }
    }

    fn put(&mut self, text: &str) {
        if !self.here.unseen {
            self.flush();
            self.out.push_str(text);
        }
    }

    /// Takes a control word or symbol; says how many bytes.
    fn control(&mut self, rest: &[u8]) -> usize {
        let Some(mark) = rest.get(1) else { return 1 };
        if !mark.is_ascii_alphabetic() {
            match mark {
                b'\'' => {
                    let digits = rest.get(2..4).and_then(|it| std::str::from_utf8(it).ok());
                    if let Some(byte) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                        self.byte(byte);
                        return 4;
                    }
                    return 2;
                }
                b'*' => self.here.unseen = true,
                b'~' => self.put("\u{a0}"),
                b'_' => self.put("-"),
                b'\\' | b'{' | b'}' => _ = self.byte(*mark),
                b'\r' | b'\n' => self.put("\n"),
                _ => {}
            }
            return 2;
        }
        let letters = rest.iter().skip(1).take(32).take_while(|it| it.is_ascii_alphabetic());
        let end = 1 + letters.count();
        let word = rest.get(1..end).and_then(|it| std::str::from_utf8(it).ok());
        let word = word.unwrap_or_default();
        let sign = usize::from(rest.get(end) == Some(&b'-'));
        let digits = rest.iter().skip(end + sign).take(10).take_while(|it| it.is_ascii_digit());
        let digits = digits.count();
        let number_end = if digits > 0 { end + sign + digits } else { end };
        let number = rest.get(end..number_end).and_then(|it| std::str::from_utf8(it).ok());
        let number = number.and_then(|it| it.parse::<i64>().ok());
        let space = usize::from(rest.get(number_end) == Some(&b' '));
        let taken = number_end + space;
        if word == "bin" {
            return taken + usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        }
        self.word(word, number);
        taken
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.put("\n"),
            "tab" | "cell" => self.put("\t"),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "uc" => self.here.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "u" => self.unicode(number.unwrap_or(0)),
            "ansicpg" => {
                let label = format!("windows-{}", number.unwrap_or(1252));
                if let Some(found) = Encoding::for_label(label.as_bytes()) {
                    self.charset = found;
                }
            }
            "mac" => self.charset = encoding_rs::MACINTOSH,
            word if UNSEEN.contains(&word) => self.here.unseen = true,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i64) {
        // Numbers are 16 bits with a sign.
        let unit = u32::try_from(number.rem_euclid(65_536)).unwrap_or(0xFFFD);
        self.skip = self.here.fallback;
        let code = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xDC00..=0xDFFF) => 0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00),
            (_, unit) => unit,
        };
        let letter = char::from_u32(code).unwrap_or('\u{FFFD}');
        self.put(letter.encode_utf8(&mut [0; 4]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\
            {\\*\\generator x;}\\pard\\b Caf\\'e9\\b0\\par \
            \\u8220?Fire\\u8221? at {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt home}}\\par}";
        assert_eq!(text(rtf), "Café\n“Fire” at home\n");
        assert_eq!(text(b"{\\rtf1 \\u-10179?\\u-8704?\\{x\\}}"), "😀{x}");
        _ = text(&b"{".repeat(100_000));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_safe(bytes in proptest::collection::vec(0_u8.., 0..200)) {
            _ = text(&bytes);
        }

        #[test]
        fn any_words_are_safe(rtf in "(\\\\[a-z]{1,4}-?[0-9]{0,11}|[{}\\\\' a]|\\\\bin9){0,40}") {
            _ = text(rtf.as_bytes());
        }
    }
}
