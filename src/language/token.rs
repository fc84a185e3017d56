//! The tokenizer that both taggers and the sentence splitter share: words, numbers, marks.
//!
//! It is fine-grained on purpose: `U.S.` is four tokens, `1990s` two, `five-year` three. Those who
//! read tokens join what belongs together; `glued` tells what stood without space between.

use crate::text::{Span, is_letter};

/// What a token is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Letters and their marks.
    Word,
    /// ASCII digits.
    Number,
    /// One character that is neither: punctuation, a symbol.
    Mark,
}

/// How a word is cased. Scripts without case are `Lower`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Case {
    /// `police`, `पुलिस`
    Lower,
    /// `Police`, and a single capital `P`
    Title,
    /// `POLICE`
    Upper,
    /// `iPhone`, `McDonald`
    Mixed,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Token {
    /// The first byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is made of.
    pub kind: Kind,
    /// How it is cased; `Lower` for numbers and marks.
    pub case: Case,
    /// Whether it follows the token before it without a space.
    pub glued: bool,
    /// Whether a line break stands between it and the token before it.
    pub after_line: bool,
}

impl Token {
    /// Its bytes.
    #[inline]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// Whether it starts with a capital: `Title`, `Upper`, or `Mixed` like `McDonald`.
    #[inline]
    pub fn is_capitalised(&self, text: &str) -> bool {
        match self.case {
            Case::Title | Case::Upper => true,
            Case::Lower => false,
            Case::Mixed => self.opens_with_capital(text),
        }
    }

    fn opens_with_capital(&self, text: &str) -> bool {
        let first = self.span().of(text).and_then(|it| it.chars().next());
        first.is_some_and(char::is_uppercase)
    }
}

/// The class of each ASCII byte: what a token that starts with it is.
const LOWER: u8 = 0;
const UPPER: u8 = 1;
const SPACE: u8 = 2;
const DIGIT: u8 = 3;
const MARK: u8 = 4;
const WIDE: u8 = 5;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [MARK; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "counts to 255")]
        let this = byte as u8;
        classes[byte] = match this {
            0..=b' ' | 0x7F => SPACE,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            0x80.. => WIDE,
            _ => MARK,
        };
        byte += 1;
    }
    classes
}

/// Takes `text` apart. Spans are in order, do not overlap, and fall on character bounds.
pub fn tokenize(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(bytes.len() / 5 + 4);
    let mut at = 0;
    let mut last_end = usize::MAX;
    let mut after_line = false;
    while at < bytes.len() {
        let class = CLASSES[usize::from(bytes[at])];
        if class == SPACE {
            after_line |= bytes[at] == b'\n';
            at += 1;
            continue;
        }
        let start = at;
        let (kind, case) = match class {
            LOWER | UPPER => {
                let (letters, uppers) = letters(&bytes[at..]);
                at += letters;
                let ascii_end = at;
                if bytes.get(at).is_some_and(|it| *it >= 0x80) {
                    at = wide_word_end(text, at);
                }
                if at > ascii_end {
                    (Kind::Word, case_of(&bytes[start..at], text, start, at))
                } else {
                    (Kind::Word, shape(at - start, uppers, class == UPPER))
                }
            }
            DIGIT => {
                while at < bytes.len() && bytes[at].is_ascii_digit() {
                    at += 1;
                }
                (Kind::Number, Case::Lower)
            }
            WIDE => {
                let letter = char_at(text, at);
                if letter.is_whitespace() || letter == '\u{FEFF}' || letter == '\u{200B}' {
                    after_line |= matches!(letter, '\u{2028}' | '\u{2029}' | '\u{85}');
                    at += letter.len_utf8();
                    continue;
                }
                if is_letter(letter) || is_mark(letter) {
                    at = wide_word_end(text, at);
                    (Kind::Word, case_of(&bytes[start..at], text, start, at))
                } else {
                    at += letter.len_utf8();
                    (Kind::Mark, Case::Lower)
                }
            }
            _ => {
                at += 1;
                (Kind::Mark, Case::Lower)
            }
        };
        let glued = last_end == start;
        let (token_start, token_end) = (offset(start), offset(at));
        tokens.push(Token { start: token_start, end: token_end, kind, case, glued, after_line });
        last_end = at;
        after_line = false;
    }
    tokens
}

/// How many ASCII letters `bytes` start with, and how many of these are capitals. Eight are looked
/// at together: where a word ends cannot be foreseen.
fn letters(bytes: &[u8]) -> (usize, usize) {
    let (mut count, mut uppers) = (0, 0);
    let (eights, rest) = bytes.as_chunks();
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let others = !are_letters(eight) & HIGH_BITS;
        // Bytes before the first that is none.
        let run = others.wrapping_sub(1) & !others;
        uppers += count_marked(!(eight << 2) & run & HIGH_BITS);
        let length = others.trailing_zeros() as usize / 8;
        count += length;
        if length < 8 {
            return (count, uppers);
        }
    }
    for byte in rest.iter().take_while(|it| it.is_ascii_alphabetic()) {
        count += 1;
        uppers += usize::from(byte.is_ascii_uppercase());
    }
    (count, uppers)
}

/// The highest bit of each of eight bytes.
pub(crate) const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Marks by its highest bit each of eight bytes that is an ASCII letter.
pub(crate) fn are_letters(eight: u64) -> u64 {
    let lower = eight | (EACH * 0x20);
    are_within(lower, b'a', b'z') & !eight
}

/// Marks each of eight bytes that is one of these, as far as its seven lower bits tell.
pub(crate) fn are_within(eight: u64, first: u8, last: u8) -> u64 {
    let low = eight & !HIGH_BITS;
    let from = low + EACH * u64::from(0x80 - first);
    let beyond = low + EACH * u64::from(0x7F - last);
    from & !beyond & HIGH_BITS
}

/// How many of eight bytes are marked by their highest bits, where no other bits are set.
fn count_marked(marks: u64) -> usize {
    ((marks >> 7).wrapping_mul(EACH) >> 56) as usize
}

/// One in each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Articles are capped far below 4 GB by the readers; what lies beyond is not addressed.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn char_at(text: &str, at: usize) -> char {
    text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
}

/// Where the run of letters and marks that covers `at` ends.
fn wide_word_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length: usize =
        rest.chars().take_while(|it| is_letter(*it) || is_mark(*it)).map(char::len_utf8).sum();
    at + length
}

/// Marks within words: combining marks, and the joiners of Arabic and Indic scripts.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
        || matches!(letter, '\u{00AD}' | '\u{200C}' | '\u{200D}')
}

fn ascii_case(word: &[u8]) -> Case {
    let uppers = word.iter().filter(|it| it.is_ascii_uppercase()).count();
    shape(word.len(), uppers, word[0].is_ascii_uppercase())
}

fn case_of(word: &[u8], text: &str, start: usize, end: usize) -> Case {
    if word.is_ascii() {
        return ascii_case(word);
    }
    let letters = || text.get(start..end).unwrap_or_default().chars();
    let cased = letters().filter(|it| it.is_uppercase() || it.is_lowercase()).count();
    let uppers = letters().filter(|it| it.is_uppercase()).count();
    shape(cased, uppers, letters().next().is_some_and(char::is_uppercase))
}

fn shape(letters: usize, uppers: usize, first_is_upper: bool) -> Case {
    match (uppers, first_is_upper) {
        (0, _) => Case::Lower,
        (1, true) => Case::Title,
        (uppers, true) if uppers == letters => Case::Upper,
        _ => Case::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::Case::{Lower, Mixed, Title, Upper};
    use super::*;

    #[test]
    fn letters_are_counted_as_one_by_one() {
        // Every byte, at every place of two eights and a rest.
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = *b"aZbYcXdWeVfUgThSiRjQ";
                bytes[at] = byte;
                for bytes in [&bytes[..], &bytes[at..]] {
                    let run = bytes.iter().take_while(|it| it.is_ascii_alphabetic());
                    let uppers = run.clone().filter(|it| it.is_ascii_uppercase()).count();
                    assert_eq!(letters(bytes), (run.count(), uppers), "{bytes:?}");
                }
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let tokens = tokenize(text);
        let words: Vec<&str> = tokens.iter().map(|it| it.span().of(text).unwrap()).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn tokens() {
        check("The U.S. in the 1990s", &["The", "U", ".", "S", ".", "in", "the", "1990", "s"]);
        check("five-year $1.5bn", &["five", "-", "year", "$", "1", ".", "5", "bn"]);
        check("Pakistan’s “São Paulo”", &["Pakistan", "’", "s", "“", "São", "Paulo", "”"]);
        check("Київ, 東京", &["Київ", ",", "東京"]);
        check("", &[]);
        check(" \u{a0}\u{2003} x", &["x"]);
    }

    #[test]
    fn cases() {
        let text = "a A Ab AB aB McD Été ÉTÉ東京";
        let cases: Vec<Case> = tokenize(text).iter().map(|it| it.case).collect();
        assert_eq!(cases, [Lower, Title, Title, Upper, Mixed, Mixed, Title, Upper]);
    }

    #[test]
    fn glue_and_lines() {
        let tokens = tokenize("a.b\n c");
        let glue: Vec<(bool, bool)> = tokens.iter().map(|it| (it.glued, it.after_line)).collect();
        assert_eq!(glue, [(false, false), (true, false), (true, false), (false, true)]);
    }

    proptest::proptest! {
        #[test]
        fn spans_are_sound(text in "\\PC{0,80}") {
            let mut last = 0;
            for token in tokenize(&text) {
                proptest::prop_assert!(token.start >= last && token.end > token.start);
                proptest::prop_assert!(token.span().of(&text).is_some());
                last = token.end;
            }
        }
    }
}
