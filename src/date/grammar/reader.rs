//! A text as the grammars see it: its tokens, and what each says about time.

use crate::date::lexicon::Lexicon;
use crate::date::lexicon::Word;
use crate::language::Language;
use crate::language::Text;
use crate::language::token::Case;
use crate::language::token::Kind;
use crate::language::token::Token;

pub(crate) struct Reader<'a> {
    text: &'a Text<'a>,
    words: Vec<Word>,
    pub(crate) language: Language,
    /// Whether the English grammar reads it; it also does for languages that have no table.
    pub(crate) english: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a Text<'a>, language: Language) -> Reader<'a> {
        let lexicon = Lexicon::of(language);
        let bytes = text.text.as_bytes();
        let words = text.tokens.iter().map(|token| {
            let its = bytes.get(token.start as usize..token.end as usize).unwrap_or_default();
            match token.kind {
                Kind::Word => lexicon.word(its),
                Kind::Number => Word::Digits,
                Kind::Mark => match its {
                    [mark] => Word::Mark(*mark),
                    [0xE2, 0x80, 0x99] => Word::Mark(b'\''),
                    [0xE2, 0x80, 0x93 | 0x94 | 0x90 | 0x91] => Word::Mark(b'-'),
                    _ => Word::Other,
                },
            }
        });
        let words = words.collect();
        let english = !matches!(language.code(), "de" | "es" | "fr" | "it" | "pt");
        Reader { text, words, language, english }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// What a token says; nothing beyond the ends.
    pub(crate) fn word(&self, at: usize) -> Word {
        self.words.get(at).copied().unwrap_or(Word::Other)
    }

    /// What the token before says.
    pub(crate) fn before(&self, at: usize) -> Word {
        at.checked_sub(1).map_or(Word::Other, |at| self.word(at))
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token> {
        self.text.tokens.get(at)
    }

    /// The characters of a token.
    pub(crate) fn text(&self, at: usize) -> &'a str {
        self.token(at).map_or("", |token| self.text.of(token))
    }

    pub(crate) fn is(&self, at: usize, word: Word) -> bool {
        self.word(at) == word
    }

    pub(crate) fn says(&self, at: usize, word: &'static str) -> bool {
        self.word(at) == Word::Say(word)
    }

    pub(crate) fn mark(&self, at: usize, mark: u8) -> bool {
        self.word(at) == Word::Mark(mark)
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.glued)
    }

    /// Whether a token starts with a capital.
    pub(crate) fn capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.case != Case::Lower && it.kind == Kind::Word)
    }

    pub(crate) fn lower(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.case == Case::Lower && it.kind == Kind::Word)
    }

    /// The number that a run of digits stands for, and how many digits it has.
    #[inline]
    pub(crate) fn digits(&self, at: usize) -> Option<(u32, usize)> {
        // Most tokens that are asked are no number.
        if matches!(self.words.get(at), Some(Word::Digits)) { number(self.text(at)) } else { None }
    }

    /// Skips one hyphen or nothing.
    pub(crate) fn hyphen(&self, at: usize) -> usize {
        if self.mark(at, b'-') && self.glued(at) && self.glued(at + 1) { at + 1 } else { at }
    }

    /// Skips one comma or nothing.
    pub(crate) fn comma(&self, at: usize) -> usize {
        if self.mark(at, b',') { at + 1 } else { at }
    }

    /// Skips the full stop of an abbreviation of three or four letters.
    pub(crate) fn stop(&self, at: usize) -> usize {
        let short = at > 0 && self.text(at - 1).len() <= 4;
        if short && self.mark(at, b'.') && self.glued(at) { at + 1 } else { at }
    }

    /// The sentence of a token: its first token, and one past its last.
    pub(crate) fn sentence(&self, at: usize) -> (usize, usize) {
        let Some(token) = self.token(at) else { return (at, at) };
        let sentence = self.text.sentences.get(self.text.sentence_at(token.start));
        sentence.map_or((at, at), |it| (it.first as usize, it.end as usize))
    }

    /// Whether what stands between two expressions makes a range of them.
    pub(crate) fn joins_range(&self, start: usize, end: usize, next: usize) -> bool {
        match next - end {
            1 => match self.word(end) {
                Word::Mark(b'-') | Word::To | Word::Until => true,
                Word::Say("through") => true,
                Word::And => matches!(self.before(start), Word::Between),
                _ => false,
            },
            _ => false,
        }
    }
}

/// The number that up to nine digits stand for, and how many there are.
fn number(text: &str) -> Option<(u32, usize)> {
    let is_digits = (1..=9).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    let value = |value: u32, digit: u8| value * 10 + u32::from(digit - b'0');
    is_digits.then(|| (text.bytes().fold(0, value), text.len()))
}
