//! What the reader's eyes have before them: columns, colours; and words painted for them.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::search::MarkKind;
use crate::text;

/// What the output is looked at through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct View {
    /// How many columns.
    pub columns: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether it is a terminal: somebody looks now.
    pub terminal: bool,
}

impl View {
    /// Plain text of 80 columns, as for a pipe.
    pub const PLAIN: View = View { columns: 80, colour: false, terminal: false };

    /// `text`, safe for terminals, in this ink.
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        let clean = one_line(text);
        if !self.colour || clean.is_empty() {
            return clean.into_owned();
        }
        format!("\x1b[{}m{clean}\x1b[0m", ink.code())
    }

    /// How a mark starts and ends here.
    pub(crate) fn brackets(&self, kind: MarkKind) -> (String, &'static str) {
        if self.colour {
            let ink = match kind {
                MarkKind::Word => Ink::Word,
                MarkKind::Date => Ink::Date,
                MarkKind::Place => Ink::Place,
            };
            (format!("\x1b[{}m", ink.code()), "\x1b[0m")
        } else if self.terminal {
            ("*".to_owned(), "*")
        } else {
            (String::new(), "")
        }
    }
}

/// The inks, by what they are for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ink {
    /// A headline.
    Title,
    /// What stands back: numbers, ids, separators.
    Dim,
    /// A word of the query.
    Word,
    /// A date.
    Date,
    /// A place.
    Place,
    /// A bar of a chart.
    Bar,
    /// What went wrong.
    Error,
    /// What may help.
    Hint,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Title => "1",
            Ink::Dim => "2",
            Ink::Word => "1;33",
            Ink::Date => "36",
            Ink::Place => "32",
            Ink::Bar => "34",
            Ink::Error => "1;31",
            Ink::Hint => "1;36",
        }
    }
}

/// `text` safe for terminals and without line breaks.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let clean = text::sanitise(text);
    if !clean.contains(['\n', '\t']) {
        return clean;
    }
    Cow::Owned(clean.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// How many columns `text` takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` cut to `columns`, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0);
        if used > columns {
            break;
        }
        short.push(letter);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// `text` filled up with blanks to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `1234567` as `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1` of `article` is `1 article`, 2 are `2 articles`.
pub fn plural(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", thousands(number))
}

/// Bytes as people read them: `1.4 MB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut amount = count as f64;
    let mut unit = 0;
    while amount >= 999.95 && unit + 1 < UNITS.len() {
        amount /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{count} B"),
        _ => format!("{amount:.1} {}", UNITS.get(unit).unwrap_or(&"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(cut("Peshawar", 8), "Peshawar");
        assert_eq!(cut("Peshawar", 5), "Pesh…");
        assert_eq!(cut("東京都", 5), "東京…");
        assert_eq!(cut("a b", 2), "a…");
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_400_000), "1.4 MB");
        assert_eq!(bytes(999_990), "1.0 MB");
        assert_eq!(plural(1, "article"), "1 article");
        assert_eq!(plural(1200, "article"), "1,200 articles");
    }

    #[test]
    fn paint_is_safe() {
        let view = View { columns: 80, colour: true, terminal: true };
        assert_eq!(view.paint(Ink::Dim, "a\x1b[31m\nb"), "\x1b[2ma\u{FFFD}[31m b\x1b[0m");
        assert_eq!(View::PLAIN.paint(Ink::Title, "a\nb"), "a b");
    }
}
