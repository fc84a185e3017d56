//! Character references: `&eacute;`, `&#233;`, `&#xE9;`, and those that lack their semicolon.

use encoding_rs::WINDOWS_1252;
use html_escape::NAMED_ENTITIES;

/// The longest name of a character reference.
const NAME_BYTES_MAX: usize = 32;

/// Names that old pages write without a semicolon.
const BARE: &[(&str, char)] =
    &[("nbsp", '\u{A0}'), ("amp", '&'), ("quot", '"'), ("lt", '<'), ("gt", '>'), ("copy", '©')];

/// Appends `text` with its character references resolved.
pub(crate) fn decode(text: &str, onto: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        onto.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        match reference(rest) {
            Some((Found::Char(char), length)) => {
                onto.push(char);
                rest = rest.get(length..).unwrap_or_default();
            }
            Some((Found::Name(name), length)) => {
                onto.push_str(name);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => onto.push('&'),
        }
    }
    onto.push_str(rest);
}

enum Found {
    Char(char),
    Name(&'static str),
}

/// What follows an ampersand, and how many bytes it takes.
fn reference(rest: &str) -> Option<(Found, usize)> {
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number).map(|(char, length)| (Found::Char(char), length + 1));
    }
    let length = rest.bytes().take(NAME_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count();
    let name = rest.get(..length)?;
    if rest.as_bytes().get(length) == Some(&b';') {
        let at = NAMED_ENTITIES.binary_search_by(|it| it.0.cmp(name.as_bytes())).ok()?;
        return Some((Found::Name(NAMED_ENTITIES.get(at)?.1), length + 1));
    }
    let (name, char) = BARE.iter().find(|it| it.0 == name)?;
    Some((Found::Char(*char), name.len()))
}

fn numeric(rest: &str) -> Option<(char, usize)> {
    let hex = rest.starts_with(['x', 'X']);
    let (start, radix) = if hex { (1, 16) } else { (0, 10) };
    let digits = rest.get(start..)?;
    let length = digits.bytes().take_while(|it| char::from(*it).is_digit(radix)).count();
    if length == 0 || length > 8 {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let closed = digits.as_bytes().get(length) == Some(&b';');
    let char = match code {
        // What was meant is the Windows character with that number.
        0x80..=0x9F => {
            let byte = [u8::try_from(code).ok()?];
            WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next()?
        }
        _ => char::from_u32(code).filter(|it| *it != '\0').unwrap_or('\u{FFFD}'),
    };
    Some((char, start + length + usize::from(closed)))
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
        check("a&nbsp b &#0; &#99999999; &#8217s", "a\u{A0} b \u{FFFD} \u{FFFD} ’s");
    }
}
