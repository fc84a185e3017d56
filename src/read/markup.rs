//! Fragments of HTML, as feeds, mails and agencies carry them, to text in paragraphs.
//!
//! Whole pages are another matter: there the article has to be found first.

use crate::read::entity::{self, Letters};

/// Elements that a reader never sees.
const UNSEEN: &[&str] = &[
    "script", "style", "head", "noscript", "template", "svg", "iframe", "object", "select",
    "textarea", "title",
];

/// Elements that end the paragraph before them, and their own with them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hl1",
    "hl2",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// The longest name of an element that means anything.
const NAME_BYTES_MAX: usize = 32;

/// Whether `text` has marks of HTML in it rather than being plain.
pub(crate) fn is_markup(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        rest = rest.get(at..).unwrap_or_default();
        if tag(rest).is_some() || entity::closed(rest).is_some() {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// The text of a fragment: blocks as paragraphs, apart by blank lines; line breaks kept.
pub(crate) fn text(markup: &str) -> String {
    let mut out = Text::default();
    let mut rest = markup;
    while !rest.is_empty() {
        let at = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.words(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let taken = if rest.starts_with('&') {
            reference(rest, &mut out)
        } else if rest.starts_with('<') {
            element(rest, &mut out)
        } else {
            break;
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out.finish()
}

/// The text of a fragment on one line: a headline.
pub(crate) fn line(markup: &str) -> String {
    let text = text(markup);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a character reference; says how many bytes.
fn reference(rest: &str, out: &mut Text) -> usize {
    let (letters, taken) = entity::closed(rest).unwrap_or((Letters::Char('&'), 1));
    out.words(letters.as_str(&mut [0; 4]));
    taken
}

/// A tag at the start of `rest`: its name in lower case, and whether it closes.
fn tag(rest: &str) -> Option<(String, bool)> {
    let inner = rest.strip_prefix('<')?;
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    if !inner.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    let bytes = inner.as_bytes();
    let bytes = bytes.get(..NAME_BYTES_MAX).unwrap_or(bytes);
    let end = bytes.iter().position(|it| !it.is_ascii_alphanumeric() && *it != b':');
    let name = inner.get(..end.unwrap_or(bytes.len()))?;
    let name = name.rsplit(':').next().unwrap_or(name);
    Some((name.to_ascii_lowercase(), closes))
}

/// Takes a tag, comment or declaration; says how many bytes.
fn element(rest: &str, out: &mut Text) -> usize {
    if let Some(inner) = rest.strip_prefix("<!--") {
        return inner.find("-->").map_or(rest.len(), |at| at + 7);
    }
    if let Some(inner) = rest.strip_prefix("<![CDATA[") {
        let end = inner.find("]]>").unwrap_or(inner.len());
        out.words(inner.get(..end).unwrap_or_default());
        return (end + 12).min(rest.len());
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
    }
    let Some((name, closes)) = tag(rest) else {
        out.words("<");
        return 1;
    };
    let end = close(rest);
    if UNSEEN.contains(&name.as_str()) && !closes {
        let whole = rest.get(..end).unwrap_or_default();
        if !whole.ends_with("/>") {
            return end + unseen(rest.get(end..).unwrap_or_default(), &name);
        }
    }
    match name.as_str() {
        "br" => out.breaks = out.breaks.max(1),
        "td" | "th" if !closes => out.words(" "),
        name if BLOCKS.contains(&name) => out.breaks = 2,
        _ => {}
    }
    end
}

/// The end of the tag that `rest` starts with: a `>` that stands in no quotes, if there is one.
fn close(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(mark), byte) if mark == byte => quote = None,
            // A quote that is never closed would swallow the text.
            (Some(_), b'<') => break,
            _ => {}
        }
    }
    memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1)
}

/// How many bytes lie before and in the closing tag of an element that is not seen.
fn unseen(rest: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes().get(from..).unwrap_or_default()) {
        let at = from + at;
        let piece = rest.get(at..).unwrap_or_default();
        if tag(piece).is_some_and(|(found, closes)| closes && found == name) {
            return at + memchr::memchr(b'>', piece.as_bytes()).map_or(piece.len(), |it| it + 1);
        }
        from = at + 1;
    }
    rest.len()
}

/// Text as it grows: spaces run together, breaks only between words.
#[derive(Default)]
struct Text {
    out: String,
    /// How many line feeds stand before the next word.
    breaks: usize,
    space: bool,
}

impl Text {
    fn words(&mut self, text: &str) {
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.space = true;
                continue;
            }
            if matches!(letter, '\u{200B}' | '\u{AD}' | '\u{FEFF}') {
                continue;
            }
            if !self.out.is_empty() {
                match self.breaks {
                    0 if self.space => self.out.push(' '),
                    0 => {}
                    1 => self.out.push('\n'),
                    _ => self.out.push_str("\n\n"),
                }
            }
            (self.breaks, self.space) = (0, false);
            self.out.push(letter);
        }
    }

    fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: &str, expected: &str) {
        assert_eq!(text(markup), expected);
    }

    #[test]
    fn fragments() {
        check("<p>One&nbsp;two.</p><p>Three<br/>four</p>", "One two.\n\nThree\nfour");
        check(
            "a <b>b</b>c &amp; d &lt;e&gt; &unknown; &#8217;&#x2019;&#146; &scaron;",
            "a bc & d <e> &unknown; ’’’ š",
        );
        check("x<script>if (a<b) {}</script>y<!-- z -->!", "xy!");
        check("2 < 3 & 4 > 1", "2 < 3 & 4 > 1");
        check("<a title=\"1 > 0\">link</a> <a title=\"open>text</a>", "link text");
        check("<ul><li>one<li>two</ul>after", "one\n\ntwo\n\nafter");
        check("<style>never closed", "");
        assert_eq!(line("The <i>news</i>\n today"), "The news today");
        assert!(is_markup("a <p>b") && is_markup("a &amp; b"));
        assert!(!is_markup("a < b & c"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_safe(markup in "[<>/!a-c&#; \"'-]{0,80}|\\PC{0,80}") {
            _ = text(&markup);
            _ = is_markup(&markup);
        }
    }

    #[test]
    fn many_open_tags_take_no_time() {
        let hostile = "<script".repeat(100_000) + &"<a title='".repeat(100_000);
        _ = text(&hostile);
    }
}
