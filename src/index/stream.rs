//! `Stream`: terms on their way from the threads that find them to the threads that index them.
//!
//! Tantivy has one tokenizer a field, and runs it where it builds postings. Ours is chosen by the
//! language of the article, and runs where the article is tagged, so that the work is shared
//! evenly: what reaches tantivy is text with a mark after each term, taken apart by [`Terms`].

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text;

/// Ends a term.
const END: u8 = 1;
/// Starts the position of all terms that follow, in decimal, up to the next `END`.
const HOLD: u8 = 2;
/// Starts the position of the next term, in decimal, up to the next `END`; those after count up.
const JUMP: u8 = 3;
/// Puts the next term on the position of the one before.
const SAME: u8 = 4;

/// Terms with positions, as one text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream(String);

impl Stream {
    /// The text for tantivy.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds no term.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Stream {
        Stream(String::with_capacity(bytes))
    }

    /// A term, one position after the one before.
    pub(crate) fn push(&mut self, term: &str) {
        self.write(term);
        self.0.push(char::from(END));
    }

    /// A term with a letter before it.
    pub(crate) fn push_lettered(&mut self, letter: char, term: &str) {
        self.0.push(letter);
        self.push(term);
    }

    /// A term on the position of the one before.
    pub(crate) fn push_same(&mut self, term: &str) {
        self.0.push(char::from(SAME));
        self.push(term);
    }

    /// The next term has this position, those after it count up.
    pub(crate) fn jump(&mut self, position: u32) {
        self.mark(JUMP, position);
    }

    /// All terms from here on have this position.
    pub(crate) fn hold(&mut self, position: u32) {
        self.mark(HOLD, position);
    }

    fn mark(&mut self, mark: u8, position: u32) {
        self.0.push(char::from(mark));
        self.0.push_str(&position.to_string());
        self.0.push(char::from(END));
    }

    /// A term from outside may hold one of the marks; it cannot be asked for anyway.
    fn write(&mut self, term: &str) {
        if term.bytes().any(|it| it <= SAME) {
            self.0.extend(term.chars().filter(|it| *it > char::from(SAME)));
        } else {
            self.0.push_str(term);
        }
    }
}

/// The tokenizer that takes a [`Stream`] apart.
#[derive(Clone, Default)]
pub(crate) struct Terms {
    token: Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = TermsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermsStream<'a> {
        self.token.reset();
        TermsStream { rest: text, token: &mut self.token, next: 0, holds: false }
    }
}

/// One [`Stream`] taken apart.
pub(crate) struct TermsStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
    next: usize,
    holds: bool,
}

impl TermsStream<'_> {
    fn take(&mut self) -> Option<&str> {
        let end = memchr::memchr(END, self.rest.as_bytes())?;
        let part = self.rest.get(..end)?;
        self.rest = self.rest.get(end + 1..)?;
        Some(part)
    }

    fn take_mark(&mut self) -> Option<()> {
        self.next = self.take()?.get(1..)?.parse().ok()?;
        Some(())
    }
}

impl TokenStream for TermsStream<'_> {
    fn advance(&mut self) -> bool {
        let mut same = false;
        loop {
            match self.rest.as_bytes().first() {
                None => return false,
                Some(&mark @ (HOLD | JUMP)) => {
                    self.holds = mark == HOLD;
                    if self.take_mark().is_none() {
                        return false;
                    }
                }
                Some(&SAME) => {
                    same = true;
                    self.rest = self.rest.get(1..).unwrap_or_default();
                }
                Some(_) => break,
            }
        }
        let Some(end) = memchr::memchr(END, self.rest.as_bytes()) else { return false };
        let (Some(term), Some(rest)) = (self.rest.get(..end), self.rest.get(end + 1..)) else {
            return false;
        };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        if !same {
            self.token.position = self.next;
            if !self.holds {
                self.next += 1;
            }
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The tokenizer that makes one folded term of a whole value.
#[derive(Clone, Default)]
pub(crate) struct Folded {
    token: Token,
}

impl Tokenizer for Folded {
    type TokenStream<'a> = FoldedStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> FoldedStream<'a> {
        self.token.reset();
        text::fold_into(value, &mut self.token.text);
        FoldedStream { token: &mut self.token, done: false }
    }
}

/// One folded value.
pub(crate) struct FoldedStream<'a> {
    token: &'a mut Token,
    done: bool,
}

impl TokenStream for FoldedStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.position = 0;
        !std::mem::replace(&mut self.done, true)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_with_their_positions() {
        let mut stream = Stream::default();
        stream.push("a");
        stream.push("b");
        stream.push_same("c");
        stream.push("d\u{1}\u{2}e");
        stream.jump(1_000);
        stream.push("f");
        stream.push("g");
        stream.hold(7);
        stream.push("/Asia/Dera Ismail Khan");
        stream.push("i");
        let mut terms = Terms::default();
        let mut found = Vec::new();
        terms
            .token_stream(stream.as_str())
            .process(&mut |it| found.push(format!("{}@{}", it.text, it.position)));
        let expected =
            ["a@0", "b@1", "c@1", "de@2", "f@1000", "g@1001", "/Asia/Dera Ismail Khan@7", "i@7"];
        assert_eq!(found, expected);
    }
}
