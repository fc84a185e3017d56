//! The characters of a query to tokens: words, phrases, values, operators.
//!
//! What looks like a word is one. Only what can be nothing else is an operator, and an operator
//! that is not whole is a fault.

use crate::query::fault::Fault;
use crate::query::tree::{self, At, Field, Form, Leaf};
use crate::query::word::{self, has_words};
use crate::search::Unit;
use crate::text::Span;

/// What a query is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `-` at the start of what it denies.
    Minus,
    /// `+` before what is wanted; in Lucene's language only.
    Must,
    /// `NEAR/5` and `PRE/5`; bare without the number.
    Near { distance: u32, ordered: bool, bare: bool },
    /// `SENTENCE(` without the bracket, which follows.
    Unit(Unit),
    /// `atleast3(` without the bracket, which follows.
    AtLeast(u32),
    /// `title:` before what is looked for there, which follows.
    Field(Field),
    /// `^2` after what it weighs.
    Boost(f32),
    /// `"a b"~5`
    Slop(Vec<String>, u32),
    /// A word, a phrase or a value; its field is not known yet, but for values.
    Leaf(Form),
}

/// A token and where it stands.
pub(crate) type Spanned = (Token, Span);

/// Takes `text` apart.
pub(crate) fn tokens(text: &str) -> Result<Vec<Spanned>, Fault> {
    let mut lexer =
        Lexer { text, at: 0, found: Vec::new(), values: Vec::new(), pending: None, leaves: 0 };
    while let Some(letter) = lexer.peek() {
        lexer.next(letter)?;
    }
    Ok(lexer.found)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    found: Vec<Spanned>,
    /// For each open bracket the field whose values stand in it, if any.
    values: Vec<Option<Field>>,
    /// The field that was just named.
    pending: Option<Field>,
    leaves: usize,
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Marks between words that mean nothing.
fn is_idle(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '!' | '…' | '\u{FEFF}')
}

/// Marks after a word that mean nothing.
fn is_trailing(letter: char) -> bool {
    matches!(letter, '?' | ',' | ';' | ':' | '!' | '…')
}

/// Without the mark that a printed phrase ends with.
fn unquoted(text: &str) -> String {
    text.replace(['"', '＂'], "")
}

/// The value of a field as it stands in a query: no quotes in it, and one blank where there are
/// several.
pub(crate) fn value_of(text: &str) -> String {
    unquoted(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn span(&self, start: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(self.at.max(start)))
    }

    fn push(&mut self, token: Token, start: usize) -> Result<(), Fault> {
        let span = self.span(start);
        if matches!(token, Token::Leaf(_) | Token::Slop(..)) {
            self.leaves += 1;
            if self.leaves > tree::CLAUSES_MAX {
                let what = format!("the query has more than {} words", tree::CLAUSES_MAX);
                return Err(Fault::new(span, what, "ask in two queries, or use word*"));
            }
        }
        self.found.push((token, span));
        Ok(())
    }

    fn next(&mut self, letter: char) -> Result<(), Fault> {
        let start = self.at;
        let value = self.values.last().copied().flatten();
        if self.pending.is_none() && is_idle(letter) {
            self.at += letter.len_utf8();
            return Ok(());
        }
        match letter {
            '(' => {
                self.at += 1;
                let field = self.pending.take();
                self.values.push(field.filter(|it| it.scope().is_none()).or(value));
                self.push(Token::Open, start)
            }
            ')' if self.pending.is_none() => {
                self.at += 1;
                self.values.pop();
                self.push(Token::Close, start)?;
                self.boost()
            }
            letter if is_quote(letter) => self.quoted(letter, value),
            '-' if self.pending.is_none() && self.denies() => {
                self.at += 1;
                self.push(Token::Minus, start)
            }
            '-' if self.pending.is_none() => {
                self.at += 1;
                Ok(())
            }
            _ => match self.pending.filter(|it| it.scope().is_none()).or(value) {
                Some(field) => self.value(field),
                None => self.word(),
            },
        }
    }

    /// Whether the `-` here stands before something that can be denied.
    fn denies(&self) -> bool {
        let mut letters = self.rest().chars();
        letters.next();
        let before = self.text.get(..self.at).and_then(|it| it.chars().next_back());
        before.is_none_or(|it| is_idle(it) || it == '(')
            && letters.next().is_some_and(|it| {
                it.is_alphanumeric() || it == '(' || is_quote(it) || it == '*' || it == '?'
            })
    }

    /// A phrase, and `~5` and `^2` after it.
    fn quoted(&mut self, mark: char, value: Option<Field>) -> Result<(), Fault> {
        let start = self.at;
        let field = self.pending.take();
        let inner = start + mark.len_utf8();
        let closes = |letter: char| match mark {
            '"' | '＂' => letter == mark,
            '«' => letter == '»',
            '»' => letter == '«',
            _ => matches!(letter, '"' | '“' | '”' | '‟'),
        };
        let rest = self.text.get(inner..).unwrap_or_default();
        let glued = self
            .text
            .get(..start)
            .and_then(|it| it.chars().next_back())
            .is_some_and(char::is_alphanumeric);
        let end = rest.find(closes);
        if end.is_none() && glued {
            // Inches: `12" vinyl`.
            self.at = inner;
            return Ok(());
        }
        let content = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.at = inner + content.len();
        self.at += self.peek().map_or(0, char::len_utf8);
        if let Some(field) = field.filter(|it| it.scope().is_none()).or(value) {
            let text = value_of(content);
            if text.is_empty() {
                return Err(empty_field(field, self.span(start)));
            }
            return self.push(Token::Leaf(Form::Value(text)), start);
        }
        let words: Vec<String> =
            content.split_whitespace().filter(|it| has_words(it)).map(unquoted).collect();
        let near = self.slop()?;
        if words.is_empty() {
            if let Some(field) = field {
                return Err(empty_field(field, self.span(start)));
            }
            return Ok(());
        }
        let token = match near {
            Some(distance) => Token::Slop(words, distance),
            None => Token::Leaf(Form::Phrase(words)),
        };
        self.push(token, start)?;
        self.boost()
    }

    /// `~5` after a phrase.
    fn slop(&mut self) -> Result<Option<u32>, Fault> {
        let start = self.at;
        let Some(rest) = self.rest().strip_prefix('~') else { return Ok(None) };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += 1 + digits;
        let number = rest.get(..digits).and_then(|it| it.parse::<u32>().ok());
        match number {
            Some(number) if number <= tree::DISTANCE_MAX => Ok(Some(number)),
            Some(_) => Err(word::too_far(self.span(start))),
            None => {
                let what = "`~` after a phrase needs a number of words";
                Err(Fault::new(self.span(start), what, "write \"a b\"~5"))
            }
        }
    }

    /// `^2` after a bracket or a phrase.
    fn boost(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let Some(rest) = self.rest().strip_prefix('^') else { return Ok(()) };
        let end = rest
            .find(|it: char| it.is_whitespace() || it == '(' || it == ')' || is_quote(it))
            .unwrap_or(rest.len());
        let number = rest.get(..end).unwrap_or_default().trim_end_matches(is_trailing);
        self.at += 1 + number.len();
        let Some(factor) = word::factor(number) else {
            return Err(word::bad_boost(self.span(start)));
        };
        self.push(Token::Boost(factor), start)
    }

    /// The value of a field that has no words, up to a space or the bracket it stands in.
    fn value(&mut self, field: Field) -> Result<(), Fault> {
        let start = self.at;
        let named = self.pending.take().is_some();
        let mut depth = 0_usize;
        let end = self.rest().find(|letter: char| {
            match letter {
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            letter.is_whitespace()
        });
        let text = self.rest().get(..end.unwrap_or(self.rest().len())).unwrap_or_default();
        self.at += text.len();
        match text {
            "" => Err(empty_field(field, self.span(start))),
            "AND" if !named => self.push(Token::And, start),
            "OR" if !named => self.push(Token::Or, start),
            "NOT" if !named => self.push(Token::Not, start),
            text => self.push(Token::Leaf(Form::Value(unquoted(text))), start),
        }
    }

    /// A word, and all that can hang on it.
    fn word(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let run = self.rest();
        let end = run.find(|it: char| {
            it.is_whitespace() || it == '(' || it == ')' || is_quote(it) || it == '\u{FEFF}'
        });
        let run = run.get(..end.unwrap_or(run.len())).unwrap_or_default();
        let named = self.pending;
        if named.is_none()
            && let Some((name, field)) = tree::FIELDS
                .iter()
                .find(|(name, _)| run.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))
        {
            return self.field(name, *field);
        }
        let text = run.trim_end_matches(is_trailing);
        self.at += run.len();
        self.pending = None;
        let call = self.peek() == Some('(') && text.len() == run.len();
        if call && let Some(token) = word::function(text, self.span(start))? {
            return self.push(token, start);
        }
        self.at = start + text.len();
        if named.is_none()
            && let Some(token) = word::operator(text, self.span(start))?
        {
            self.at = start + run.len();
            return self.push(token, start);
        }
        let hanging = word::hanging(text, self.span(start))?;
        let end = start + run.len();
        let Some((form, factor)) = hanging else {
            self.at = end;
            return named.map_or(Ok(()), |field| Err(empty_field(field, self.span(start))));
        };
        let weight = factor.and_then(|_| text.find('^')).unwrap_or(text.len());
        self.at = start + weight;
        self.push(Token::Leaf(form), start)?;
        self.at = end;
        factor.map_or(Ok(()), |factor| self.push(Token::Boost(factor), start + weight))
    }

    /// `title:` and the like.
    fn field(&mut self, name: &str, field: Field) -> Result<(), Fault> {
        let start = self.at;
        self.at += name.len() + 1;
        if self.peek().is_none_or(|it| it.is_whitespace() || it == ')') {
            return Err(empty_field(field, self.span(start)));
        }
        self.pending = Some(field);
        self.push(Token::Field(field), start)
    }
}

fn empty_field(field: Field, span: Span) -> Fault {
    let name = field.name();
    let example = match field {
        Field::Published | Field::Happened => "2023-01..2023-03",
        Field::Place => "\"Paris, Texas\"",
        Field::Language => "en",
        _ => "word",
    };
    let hint = format!("write {name}:{example}, or \"{name}\" in quotes for the word itself");
    Fault::new(span, format!("`{name}:` needs something right after it"), hint)
}

/// One word of a phrase as a leaf: a word where it would be read as one.
pub(crate) fn side(text: &str, field: Field, at: At) -> Leaf {
    let plain = matches!(
        tokens(text).as_deref(),
        Ok([(Token::Leaf(Form::Word(word) | Form::Pattern(word)), _)]) if word == text
    );
    let form = match (plain, word::is_pattern(text)) {
        (true, true) => Form::Pattern(text.to_owned()),
        (true, false) => Form::Word(text.to_owned()),
        (false, _) => Form::Phrase(vec![text.to_owned()]),
    };
    Leaf { field, form, at }
}
