//! `Span`, folding, sanitising for terminals: all that is done to raw strings.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Where something stands in a text, in bytes, on character bounds, end exclusive.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to but not including `end`.
    pub fn new(start: u32, end: u32) -> Span {
        debug_assert!(start <= end, "a span that ends before it starts");
        Span { start, end }
    }

    /// The part of `text` that the span covers, or `None` where the text is another one.
    #[inline]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    /// How many bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies in it.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Lower case without diacritics: the form in which words and names are compared.
///
/// Compatibility forms are unfolded (`ﬁ` is `fi`), marks dropped, and the letters that Unicode
/// does not take apart written out (`ß` `ø` `ł` `æ`). ASCII text comes back lower-cased only.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] onto the end of `folded`, for callers that fold many words.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        if let Some(own) = folded.get_mut(start..) {
            own.make_ascii_lowercase();
        }
        return;
    }
    for letter in text.nfkd().filter(|it| !is_diacritic(*it)).nfc() {
        match letter {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'þ' | 'Þ' => folded.push_str("th"),
            'ħ' | 'Ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            '’' | 'ʼ' | '‘' => folded.push('\''),
            letter => folded.extend(letter.to_lowercase().filter(|it| !is_diacritic(*it))),
        }
    }
}

/// Marks that a reader leaves out when typing: Latin, Greek, Cyrillic, Arabic and Hebrew ones.
/// Marks that are letters of their own (the vowels of Indic scripts, Thai) stay.
fn is_diacritic(letter: char) -> bool {
    is_combining_mark(letter)
        && matches!(letter as u32,
            0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05C7 | 0x0610..=0x061A
            | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
            | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// [`String::from_utf8_lossy`], but for the time that it takes where nothing is lost: that one goes
/// byte by byte.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// [`char::is_alphabetic`], but for the time that it takes: that one goes through runs of letters
/// from the first on, a thousand steps for Ethiopic. Here sixty-four letters are looked up at once.
pub fn is_letter(letter: char) -> bool {
    static KNOWN: [OnceLock<u64>; 0x1_0000 / 64] = [const { OnceLock::new() }; 0x1_0000 / 64];
    if letter.is_ascii() {
        return letter.is_ascii_alphabetic();
    }
    let (group, number) = (letter as u32 / 64, letter as u32 % 64);
    let Some(known) = KNOWN.get(group as usize) else { return letter.is_alphabetic() };
    let look_up = || {
        let letters = (0..64).map(|it| char::from_u32(group * 64 + it));
        letters.rev().fold(0, |bits, it| bits << 1 | u64::from(it.is_some_and(char::is_alphabetic)))
    };
    *known.get_or_init(look_up) >> number & 1 == 1
}

/// [`char::is_alphanumeric`], by [`is_letter`].
pub fn is_letter_or_figure(letter: char) -> bool {
    is_letter(letter) || letter.is_numeric()
}

/// Whether `letter` could move the cursor, ring the bell, or turn the reading direction.
pub fn is_hostile(letter: char) -> bool {
    (letter.is_control() && letter != '\n' && letter != '\t')
        || matches!(letter,
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{061C}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}' | '\u{E0000}'..='\u{E007F}')
}

/// The text with what could harm a terminal replaced by `\u{FFFD}`; a carriage return is dropped.
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let clean = text.chars().filter(|it| *it != '\r');
    Cow::Owned(clean.map(|it| if is_hostile(it) { '\u{FFFD}' } else { it }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        for letter in '\0'..='\u{1FFFF}' {
            assert_eq!(is_letter(letter), letter.is_alphabetic(), "{letter:?}");
        }
    }

    #[track_caller]
    fn check_fold(text: &str, expected: &str) {
        assert_eq!(fold(text), expected);
    }

    #[test]
    fn folds() {
        check_fold("Peshawar", "peshawar");
        check_fold("São Paulo", "sao paulo");
        check_fold("Łódź", "lodz");
        check_fold("Straße", "strasse");
        check_fold("İstanbul", "istanbul");
        check_fold("Київ", "киів");
        check_fold("हिन्दी", "हिन्दी");
        check_fold("ﬁnal", "final");
        check_fold("で 한국", "で 한국");
    }

    #[test]
    fn terminals_are_safe() {
        assert_eq!(sanitise("red \u{1b}[31m\r\n"), "red \u{FFFD}[31m\n");
        assert_eq!(sanitise("plain\ttext\n"), "plain\ttext\n");
        assert_eq!(sanitise("\u{202E}txt.exe"), "\u{FFFD}txt.exe");
    }
}
