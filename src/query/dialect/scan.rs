//! What the lexers of the dialects share: runs of characters, quotes, brackets, dates.

use crate::query::fault::Fault;
use crate::query::lex;
use crate::query::tree::{At, Field, Form, Leaf, Node};
use crate::query::word;
use crate::text::Span;

/// A text and how far it was read.
pub(super) struct Scan<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Scan<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn span(&self, start: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(self.at.max(start)))
    }

    /// Passes over space and the marks between words that mean nothing.
    pub(super) fn skip(&mut self) {
        let rest = self.rest();
        let idle = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | '\u{FEFF}');
        self.at = self.text.len() - rest.trim_start_matches(idle).len();
    }

    /// Up to a space, a bracket or a quote.
    pub(super) fn run(&mut self) -> &'t str {
        let rest = self.rest();
        let ends = |it: char| it.is_whitespace() || matches!(it, '(' | ')' | '"' | '“' | '”');
        let run = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        self.at += run.len();
        run
    }

    /// The next run in lower case, without moving.
    pub(super) fn ahead(&self) -> String {
        let mut ahead = Scan { text: self.text, at: self.at };
        ahead.skip();
        ahead.run().to_lowercase()
    }

    /// The words of a quote that opens here; `None` where none opens.
    pub(super) fn quoted(&mut self) -> Option<Vec<String>> {
        let rest = self.rest().strip_prefix(['"', '“', '”'])?;
        let start = self.text.len() - rest.len();
        let inner = rest.get(..rest.find(['"', '”', '“']).unwrap_or(rest.len()))?;
        self.at = start + inner.len();
        self.at += self.peek().map_or(0, char::len_utf8);
        let inner = inner.replace('＂', " ");
        let words = inner.split_whitespace().filter(|it| word::has_words(it));
        Some(words.map(str::to_owned).collect())
    }

    /// What stands in the bracket that opens here, which may hold others.
    pub(super) fn bracketed(&mut self) -> Option<&'t str> {
        let rest = self.rest().strip_prefix('(')?;
        let mut depth = 0_usize;
        let end = rest.find(|letter: char| {
            match letter {
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            false
        });
        let inner = rest.get(..end.unwrap_or(rest.len()))?;
        self.at += 1 + inner.len() + usize::from(end.is_some());
        Some(inner)
    }
}

/// A word or a pattern; `None` where there is nothing to look for in it.
pub(super) fn plain(text: &str) -> Option<Form> {
    let text = text.replace('＂', " ");
    let text = text.trim_matches(|it: char| matches!(it, ',' | ';' | ':' | '!' | '.'));
    if !word::has_words(text) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().filter(|it| word::has_words(it)).collect();
    Some(match words.as_slice() {
        [word] => lex::side(word, Field::Text, At::default()).form,
        words => Form::Phrase(words.iter().map(|it| (*it).to_owned()).collect()),
    })
}

/// `date(…)` and `date …`: `> 1/1/2023 and < 2/1/2023`, `from 2023-01 to 2023-03`, `is 2023`.
pub(super) fn dates(content: &str, span: Span) -> Result<Node, Fault> {
    let wrong = || {
        let hint = "write a comparison (> 2023-01-01, after 2023-01-01) or from 2023-01 to 2023-03";
        Fault::new(span, "the dates make no sense", hint)
    };
    let content = content.replace(['(', ')', '"', '＂'], " ");
    let words: Vec<&str> = content.split_whitespace().collect();
    let mut nodes = Vec::new();
    for piece in words.split(|it| it.eq_ignore_ascii_case("and")) {
        let first = piece.first().ok_or_else(wrong)?.to_lowercase();
        let value = |words: &[&str]| words.join(" ");
        let rest = piece.get(1..).unwrap_or_default();
        let to = piece.iter().position(|it| it.eq_ignore_ascii_case("to"));
        let text = match (&*first, to) {
            ("from", Some(to)) => {
                let from = value(piece.get(1..to).unwrap_or_default());
                format!("{from}..{}", value(piece.get(to + 1..).unwrap_or_default()))
            }
            (_, Some(to)) => {
                let from = value(piece.get(..to).unwrap_or_default());
                format!("{from}..{}", value(piece.get(to + 1..).unwrap_or_default()))
            }
            ("aft" | "after" | ">" | "gtr", None) => format!(">{}", value(rest)),
            ("geq" | ">=" | "from" | "since", None) => format!(">={}", value(rest)),
            ("bef" | "before" | "<" | "lss", None) => format!("<{}", value(rest)),
            ("leq" | "<=" | "to" | "until", None) => format!("<={}", value(rest)),
            ("is" | "=" | "on" | "eq" | "equ", None) => value(rest),
            _ => value(piece),
        };
        if text.trim_matches(['.', '>', '<', '=']).is_empty() {
            return Err(wrong());
        }
        let form = Form::Value(text);
        nodes.push(Node::Leaf(Leaf { field: Field::Published, form, at: At(span) }));
    }
    Node::all(nodes).ok_or_else(wrong)
}
