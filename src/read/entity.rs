//! Character references: `&eacute;`, `&#233;`, `&#xE9;`, and those that lack their semicolon.

use encoding_rs::WINDOWS_1252;
use html_escape::NAMED_ENTITIES;

/// The longest name of a character reference.
const NAME_BYTES_MAX: usize = 32;

/// Names that old pages write without a semicolon.
const BARE: &[(&str, char)] =
    &[("nbsp", '\u{A0}'), ("amp", '&'), ("quot", '"'), ("lt", '<'), ("gt", '>'), ("copy", '©')];

/// What a reference stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Letters {
    /// That of a number.
    Char(char),
    /// Those of a name: one or two.
    Named(&'static str),
}

impl Letters {
    /// The letters, one of a number in `buffer`.
    pub(crate) fn as_str<'b>(&self, buffer: &'b mut [u8; 4]) -> &'b str {
        match self {
            Letters::Char(char) => char.encode_utf8(buffer),
            Letters::Named(letters) => letters,
        }
    }
}

/// What stands between `&` and `;`: a number, or a name that HTML knows. Names that a document
/// defines itself are never looked up.
pub(crate) fn letters(name: &str) -> Option<Letters> {
    if let Some(number) = name.strip_prefix('#') {
        let (char, length) = numeric(number)?;
        return (length == number.len()).then_some(Letters::Char(char));
    }
    let at = NAMED_ENTITIES.binary_search_by(|it| it.0.cmp(name.as_bytes())).ok()?;
    Some(Letters::Named(NAMED_ENTITIES.get(at)?.1))
}

/// The reference that `text` starts with, where it ends as it should: its letters, and how many
/// bytes it takes.
pub(crate) fn closed(text: &str) -> Option<(Letters, usize)> {
    let rest = text.strip_prefix('&')?;
    let start = usize::from(rest.starts_with('#'));
    let length = start + name_bytes(rest.get(start..)?);
    let name = rest.get(..length).filter(|_| rest.as_bytes().get(length) == Some(&b';'))?;
    Some((letters(name)?, length + 2))
}

/// Appends `text` with its references resolved, those that only a page has, too.
pub(crate) fn decode(text: &str, onto: &mut String) {
    resolve(text, onto, |rest| closed(rest).or_else(|| open(rest)));
}

/// The same for XML, where each ends as it should.
pub(crate) fn decode_closed(text: &str, onto: &mut String) {
    resolve(text, onto, closed);
}

fn resolve(text: &str, onto: &mut String, reference: impl Fn(&str) -> Option<(Letters, usize)>) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        onto.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let (letters, length) = reference(rest).unwrap_or((Letters::Char('&'), 1));
        onto.push_str(letters.as_str(&mut [0; 4]));
        rest = rest.get(length..).unwrap_or_default();
    }
    onto.push_str(rest);
}

/// The same as [`closed`] without a semicolon, for numbers and some names.
fn open(text: &str) -> Option<(Letters, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        let (char, length) = numeric(number)?;
        return Some((Letters::Char(char), length + 2));
    }
    let length = name_bytes(rest);
    if rest.as_bytes().get(length) == Some(&b';') {
        return None;
    }
    let (name, char) = BARE.iter().find(|it| rest.get(..length) == Some(it.0))?;
    Some((Letters::Char(*char), name.len() + 1))
}

fn name_bytes(rest: &str) -> usize {
    rest.bytes().take(NAME_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count()
}

/// The letter of `233` or `xE9`, and how many bytes the number takes.
fn numeric(rest: &str) -> Option<(char, usize)> {
    let hex = rest.starts_with(['x', 'X']);
    let (start, radix) = if hex { (1, 16) } else { (0, 10) };
    let digits = rest.get(start..)?;
    let length = digits.bytes().take_while(|it| char::from(*it).is_digit(radix)).count();
    if length == 0 || length > 8 {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let char = match code {
        // What was meant is the Windows character with that number.
        0x80..=0x9F => {
            let byte = [u8::try_from(code).ok()?];
            WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next()?
        }
        _ => char::from_u32(code).filter(|it| *it != '\0').unwrap_or('\u{FFFD}'),
    };
    Some((char, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, decoded: &str) {
        let mut found = String::new();
        decode(text, &mut found);
        assert_eq!(found, decoded);
    }

    #[test]
    fn references() {
        check("caf&eacute; &#233;&#xE9; &#150; &amp;amp; &lt;b&gt;", "café éé – &amp; <b>");
        check("R&D &nosuch; &#; &#x; a&b=c &", "R&D &nosuch; &#; &#x; a&b=c &");
        // Two letters, and names that a table of bytes would cut.
        check("&Scaron;&lstrok;&gbreve;&omega;&vcy; &nvle;", "Šłğωв ≤\u{20d2}");
        check("a&nbsp b &#0; &#99999999; &#8217s", "a\u{A0} b \u{FFFD} \u{FFFD} ’s");
    }
}
