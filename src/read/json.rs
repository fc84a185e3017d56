//! JSON cut into records as it streams by: arrays, wrapped arrays, objects one after the other.

use std::io::BufRead;
use std::io::Result;

/// The names under which services hand over a list of articles.
pub(crate) const LISTS: &[&str] = &[
    "articles",
    "items",
    "item",
    "data",
    "results",
    "docs",
    "documents",
    "records",
    "entries",
    "hits",
    "stories",
    "news",
    "rows",
    "posts",
    "value",
];

/// The names of objects that wrap such a list.
pub(crate) const WRAPPERS: &[&str] = &["response", "hits", "data", "result", "body"];

/// How deep wrappers may lie in each other.
pub(crate) const WRAPPERS_MAX: usize = 4;

/// What came of cutting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cut {
    /// A record is in the buffer.
    Record,
    /// A record is longer than an article may be, and was passed over.
    TooLong,
    /// The stream ends within a record.
    Torn,
    /// A mark stands where no mark may stand; it was passed over.
    Stray,
    /// There are no more.
    End,
}

/// Cuts a stream into records without recursion and with bounded memory.
pub(crate) struct Cutter<'a> {
    input: &'a mut dyn BufRead,
    bytes_max: usize,
    /// The line of the next byte, from 1.
    line: u64,
    /// The line where the record that was cut last starts.
    start: u64,
    /// The containers that were stepped into, `[` or `{`.
    open: Vec<u8>,
    /// The members of the wrapper that are not lists: a record, where there is no list.
    loose: Vec<u8>,
    /// Whether a list was found in the wrapper.
    listed: bool,
    /// Whether a member of the wrapper has a text in it: then it is a record.
    is_text: fn(&str) -> bool,
    texts: bool,
    oversize: bool,
}

impl<'a> Cutter<'a> {
    pub(crate) fn new(
        input: &'a mut dyn BufRead,
        bytes_max: usize,
        is_text: fn(&str) -> bool,
    ) -> Cutter<'a> {
        Cutter {
            input,
            bytes_max,
            line: 1,
            start: 1,
            open: Vec::new(),
            loose: Vec::new(),
            listed: false,
            is_text,
            texts: false,
            oversize: false,
        }
    }

    /// The line where the record that was cut last starts.
    pub(crate) fn record_line(&self) -> u64 {
        self.start
    }

    /// Cuts the next record into `record`.
    pub(crate) fn next(&mut self, record: &mut Vec<u8>) -> Result<Cut> {
        loop {
            record.clear();
            let Some(byte) = self.peek()? else {
                return Ok(if self.open.is_empty() { Cut::End } else { self.torn() });
            };
            self.start = self.line;
            let inside = self.open.last().copied();
            match (inside, byte) {
                (_, b',' | 0x1E) => self.skip(),
                (Some(b'['), b']') => {
                    self.open.pop();
                    self.skip();
                }
                (Some(b'{'), b'}') => {
                    self.open.pop();
                    self.skip();
                    if self.open.is_empty() && self.close(record) {
                        return Ok(if self.oversize { Cut::TooLong } else { Cut::Record });
                    }
                }
                (None, b'[') => self.step_in(b'['),
                (None, b'{') => {
                    self.step_in(b'{');
                    self.loose.clear();
                    (self.listed, self.texts, self.oversize) = (false, false, false);
                }
                (Some(b'{'), _) => {
                    if let Some(cut) = self.member()? {
                        return Ok(cut);
                    }
                }
                (_, b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'N') => {
                    let cut = self.value(record)?;
                    return Ok(if cut == Cut::Torn { self.torn() } else { cut });
                }
                _ => {
                    self.skip();
                    return Ok(Cut::Stray);
                }
            }
        }
    }

    fn torn(&mut self) -> Cut {
        self.open.clear();
        Cut::Torn
    }

    /// The loose members as a record, where the wrapper wrapped no list.
    fn close(&mut self, record: &mut Vec<u8>) -> bool {
        if self.listed {
            return false;
        }
        record.push(b'{');
        record.append(&mut self.loose);
        record.push(b'}');
        true
    }

    /// Reads one member of a wrapper: steps into it, or keeps it.
    fn member(&mut self) -> Result<Option<Cut>> {
        let mut member = Vec::new();
        if self.peek()? != Some(b'"') {
            self.skip();
            return Ok(Some(Cut::Stray));
        }
        if self.value(&mut member)? == Cut::Torn {
            return Ok(Some(self.torn()));
        }
        let name: String = serde_json::from_slice(&member).unwrap_or_default();
        if self.peek()? == Some(b':') {
            self.skip();
        }
        let value = self.peek()?;
        let lower = name.to_lowercase();
        if value == Some(b'[') && !self.texts && LISTS.contains(&lower.as_str()) {
            self.step_in(b'[');
            self.listed = true;
            return Ok(None);
        }
        let room = self.open.len() < WRAPPERS_MAX && !self.texts;
        if value == Some(b'{') && room && WRAPPERS.contains(&lower.as_str()) {
            self.step_in(b'{');
            return Ok(None);
        }
        self.texts |= (self.is_text)(&name);
        member.push(b':');
        let cut = self.value(&mut member)?;
        if cut == Cut::Torn {
            return Ok(Some(self.torn()));
        }
        if cut == Cut::TooLong || self.loose.len() + member.len() > self.bytes_max {
            self.oversize = true;
            return Ok(None);
        }
        if !self.loose.is_empty() {
            self.loose.push(b',');
        }
        self.loose.append(&mut member);
        Ok(None)
    }

    fn step_in(&mut self, mark: u8) {
        self.skip();
        self.open.push(mark);
    }

    /// The next byte that is not white.
    fn peek(&mut self) -> Result<Option<u8>> {
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(None);
            }
            let white = piece.iter().take_while(|it| it.is_ascii_whitespace()).count();
            let feeds = memchr::memchr_iter(b'\n', piece.get(..white).unwrap_or_default()).count();
            let found = piece.get(white).copied();
            self.line += feeds as u64;
            self.input.consume(white);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Passes over a byte that `peek` gave.
    fn skip(&mut self) {
        self.input.consume(1);
    }

    /// Copies one value onto `record`.
    fn value(&mut self, record: &mut Vec<u8>) -> Result<Cut> {
        self.peek()?;
        let kept = record.len();
        let mut state = Value::default();
        let mut too_long = false;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() {
                return Ok(if state.is_bare() { Cut::Record } else { Cut::Torn });
            }
            let (taken, ended) = state.advance(piece);
            let bytes = piece.get(..taken).unwrap_or_default();
            self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
            too_long |= record.len() - kept + taken > self.bytes_max;
            if !too_long {
                record.extend_from_slice(bytes);
            }
            self.input.consume(taken);
            if ended {
                return Ok(if too_long { Cut::TooLong } else { Cut::Record });
            }
        }
    }
}

/// Where in a value we are.
#[derive(Debug, Default)]
struct Value {
    depth: u64,
    quoted: bool,
    escaped: bool,
    bare: bool,
}

impl Value {
    /// Whether it is a number or a word, which the end of the stream ends.
    fn is_bare(&self) -> bool {
        self.bare
    }

    /// How much of `piece` belongs to the value, and whether it ends there.
    fn advance(&mut self, piece: &[u8]) -> (usize, bool) {
        for (at, byte) in piece.iter().enumerate() {
            if self.quoted {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.quoted = false;
                        if self.depth == 0 {
                            return (at + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if !self.bare => self.quoted = true,
                b'{' | b'[' if !self.bare => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                b',' | b'}' | b']' if self.depth == 0 => return (at, true),
                byte if byte.is_ascii_whitespace() && self.bare => return (at, true),
                _ => self.bare |= self.depth == 0,
            }
        }
        (piece.len(), false)
    }
}

/// The text with what only Python and JavaScript call JSON made right: `NaN`, raw line breaks in
/// strings, halves of surrogate pairs.
pub(crate) fn mend(text: &str) -> String {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut quoted = false;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let word = |name: &str| !quoted && rest.starts_with(name);
        let (put, taken) = if letter == '\\' && quoted {
            escape(rest)
        } else if let Some(name) =
            ["NaN", "-Infinity", "Infinity", "undefined"].into_iter().find(|it| word(it))
        {
            ("null", name.len())
        } else if quoted && letter.is_ascii_control() {
            let written = match letter {
                '\n' => "\\n",
                '\t' => "\\t",
                _ => " ",
            };
            (written, 1)
        } else {
            quoted ^= letter == '"';
            (rest.get(..letter.len_utf8()).unwrap_or_default(), letter.len_utf8())
        };
        mended.push_str(put);
        rest = rest.get(taken..).unwrap_or_default();
    }
    mended
}

/// What an escape at the start of `rest` is replaced by, and its length.
fn escape(rest: &str) -> (&str, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (rest.get(..12).unwrap_or_default(), 12),
        (Some(0xD800..=0xDFFF), _) => ("\\ufffd", 6),
        (Some(_), _) => (rest.get(..6).unwrap_or_default(), 6),
        (None, _) => {
            let length = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            (rest.get(..length).unwrap_or_default(), length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut input = text.as_bytes();
        let mut cutter = Cutter::new(&mut input, 60, |name| name == "body");
        let mut found = Vec::new();
        let mut record = Vec::new();
        loop {
            match cutter.next(&mut record).unwrap() {
                Cut::Record => found.push(String::from_utf8(record.clone()).unwrap()),
                Cut::End => break,
                other => found.push(format!("{other:?}")),
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn cuts() {
        check("[{\"a\":1}, {\"b\":[2,{}]}]", &["{\"a\":1}", "{\"b\":[2,{}]}"]);
        check("{\"a\":1}\n{\"b\":\"}\"}", &["{\"a\":1}", "{\"b\":\"}\"}"]);
        check(
            "{\"n\":2,\"articles\":[{\"a\":1},{\"a\":2}],\"m\":[3]}",
            &["{\"a\":1}", "{\"a\":2}"],
        );
        check("{\"response\":{\"results\":[{\"a\":1}]}}", &["{\"a\":1}"]);
        check("{\"body\":\"x\",\"items\":[1]}", &["{\"body\":\"x\",\"items\":[1]}"]);
        check("[1, true, \"a\\\"]\"]", &["1", "true", "\"a\\\"]\""]);
        check("[{\"a\":1},{\"b\":", &["{\"a\":1}", "Torn"]);
        check("[]", &[]);
        check("[;{}]", &["Stray", "{}"]);
        let long = format!("[{{\"a\":\"{}\"}},2]", "x".repeat(80));
        check(&long, &["TooLong", "2"]);
        check(&"[".repeat(20_000), &["Torn"]);
    }

    #[test]
    fn mends() {
        assert_eq!(mend(r#"{"a":NaN,"b":"NaN"}"#), r#"{"a":null,"b":"NaN"}"#);
        assert_eq!(mend("\"a\nb\""), "\"a\\nb\"");
        assert_eq!(mend(r#""\ud83d \ud83d\ude00 \" é""#), r#""\ufffd \ud83d\ude00 \" é""#);
    }
}
