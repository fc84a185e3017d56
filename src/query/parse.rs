//! The tokens of a query to a tree: `NOT` binds closest, then `NEAR` and `PRE`, `AND`, words beside
//! each other, `OR`.

use crate::error::{Error, Kind, Result};
use crate::query::fault::Fault;
use crate::query::lex::{self, Spanned, Token};
use crate::query::tree::{self, At, Field, Form, Leaf, Node, Query};
use crate::query::word::has_words;
use crate::search::Unit;
use crate::text::Span;

/// What words beside each other mean.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Beside {
    /// All of them are wanted.
    #[default]
    All,
    /// Any of them is enough. Fields of values and what is denied are wanted all the same.
    Any,
}

/// Reads a query.
///
/// # Errors
/// `Kind::Query`, with a caret under an operator that does not parse, and the limits of
/// [`tree`].
pub fn parse(text: &str, beside: Beside) -> Result<Query> {
    fits(text)?;
    let join = if beside == Beside::All { Join::All } else { Join::Any };
    let tokens = lex::tokens(text).map_err(|fault| fault.error(text))?;
    read(tokens, text, join).map_err(|fault| fault.error(text))
}

/// Refuses a query that is too long.
pub(crate) fn fits(text: &str) -> Result<()> {
    if text.len() <= tree::BYTES_MAX {
        return Ok(());
    }
    let message = format!(
        "the query is {} bytes long, and {} is the most it may be",
        text.len(),
        tree::BYTES_MAX
    );
    Err(Error::new(Kind::Query, message).hint("ask in two queries, or use word*"))
}

/// Reads tokens where any of the parts is enough, fields of values too, but for those after `+`.
pub(crate) fn either(tokens: Vec<Spanned>, text: &str) -> Result<Query, Fault> {
    read(tokens, text, Join::Either)
}

fn read(tokens: Vec<Spanned>, text: &str, join: Join) -> Result<Query, Fault> {
    let tokens = settled(tokens, text);
    let mut parser = Parser { tokens, at: 0, depth: 0, field: Field::Text, join };
    let root = parser.any_of(false)?;
    Ok(Query { root })
}

/// What parts beside each other mean.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Join {
    /// All are wanted.
    #[default]
    All,
    /// Any is enough, but fields of values are wanted all the same.
    Any,
    /// Any is enough.
    Either,
}

/// Takes out brackets that close nothing, and makes words of operators that join nothing:
/// `Portland (OR)`, `NEAR EAST`.
fn settled(tokens: Vec<Spanned>, text: &str) -> Vec<Spanned> {
    let mut open = 0_usize;
    let mut kept: Vec<Spanned> = Vec::with_capacity(tokens.len());
    for (token, span) in tokens {
        match token {
            Token::Open => open += 1,
            Token::Close if open == 0 => continue,
            // A weight of a bracket that was taken out.
            Token::Boost(_) if kept.last().is_none_or(|(_, it)| it.end != span.start) => continue,
            Token::Close => open -= 1,
            _ => {}
        }
        kept.push((token, span));
    }
    let alone: Vec<bool> = (0..kept.len()).map(|at| is_alone(&kept, at)).collect();
    let mut alone = alone.into_iter();
    kept.retain_mut(|(token, span)| {
        if alone.next() == Some(true) {
            let word = span.of(text).unwrap_or_default();
            *token = Token::Leaf(Form::Phrase(vec![word.to_owned()]));
            // `(&&)` is no word either.
            return has_words(word);
        }
        true
    });
    kept
}

fn is_alone(tokens: &[Spanned], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| tokens.get(it)).map(|(token, _)| token);
    let after = tokens.get(at + 1).map(|(token, _)| token);
    let bracketed = matches!((before, after), (Some(Token::Open), Some(Token::Close)));
    match tokens.get(at).map(|(token, _)| token) {
        Some(Token::And | Token::Or | Token::Not) => bracketed,
        Some(Token::Near { bare: true, .. }) => {
            let operator = |it: &Token| {
                matches!(
                    it,
                    Token::And | Token::Or | Token::Not | Token::Minus | Token::Near { .. }
                )
            };
            before.is_none_or(|it| operator(it) || *it == Token::Open)
                || after.is_none_or(|it| {
                    *it == Token::Close || operator(it) && *it != Token::Minus && *it != Token::Not
                })
        }
        _ => false,
    }
}

struct Parser {
    tokens: Vec<Spanned>,
    at: usize,
    /// How many brackets are open here.
    depth: usize,
    /// The field that was named for what stands here.
    field: Field,
    join: Join,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map_or_else(Span::default, |(_, span)| *span)
    }

    /// `a OR b`
    fn any_of(&mut self, bracketed: bool) -> Result<Option<Node>, Fault> {
        let mut sides = Vec::new();
        loop {
            let side = self.beside(bracketed)?;
            let missing = side.is_none();
            sides.extend(side);
            let operator = self.span();
            if self.peek() != Some(&Token::Or) {
                break;
            }
            if missing && bracketed {
                return Err(dangling(operator, "OR", "before"));
            }
            self.at += 1;
            if bracketed && matches!(self.peek(), None | Some(Token::Close | Token::Or)) {
                return Err(dangling(operator, "OR", "after"));
            }
        }
        Ok(Node::any(sides))
    }

    /// `a b -c`
    fn beside(&mut self, bracketed: bool) -> Result<Option<Node>, Fault> {
        let (mut wanted, mut any, mut musts) = (Vec::new(), Vec::new(), false);
        while !matches!(self.peek(), None | Some(Token::Or | Token::Close)) {
            let must = self.peek() == Some(&Token::Must);
            if must {
                self.at += 1;
                musts = true;
            }
            let Some(node) = self.all_of(bracketed)? else { continue };
            let filters = match self.join {
                Join::All => true,
                Join::Any => node.is_filter(),
                Join::Either => matches!(node, Node::Not(..)),
            };
            if must || filters { wanted.push(node) } else { any.push(node) }
        }
        if let (true, Some(node)) = (musts, any.first()) {
            let what = "a word beside one with `+` only adds to the score: no counterpart here";
            return Err(Fault::new(node.span(), what, "write + before it too, or leave it out"));
        }
        if let Some(any) = Node::any(any) {
            wanted.insert(0, any);
        }
        Ok(Node::all(wanted))
    }

    /// `a AND b`
    fn all_of(&mut self, bracketed: bool) -> Result<Option<Node>, Fault> {
        let mut sides = Vec::new();
        loop {
            let side = self.near()?;
            let missing = side.is_none();
            sides.extend(side);
            let operator = self.span();
            if self.peek() != Some(&Token::And) {
                break;
            }
            if missing && bracketed {
                return Err(dangling(operator, "AND", "before"));
            }
            self.at += 1;
            let empty = matches!(self.peek(), None | Some(Token::Close | Token::Or | Token::And));
            if bracketed && empty {
                return Err(dangling(operator, "AND", "after"));
            }
            if empty {
                break;
            }
        }
        Ok(Node::all(sides))
    }

    /// `a NEAR/5 b`
    fn near(&mut self) -> Result<Option<Node>, Fault> {
        let mut left = self.denied()?;
        let mut links = 0;
        let mut last = None;
        while let Some(&Token::Near { distance, ordered, .. }) = self.peek() {
            let (span, name) = (self.span(), if ordered { "PRE" } else { "NEAR" });
            self.at += 1;
            let Some(before) = left else {
                return Err(dangling(span, name, "before"));
            };
            let Some(after) = self.denied()? else {
                return Err(dangling(span, name, "after"));
            };
            if last.replace((distance, ordered)) != Some((distance, ordered)) {
                links += 1;
            }
            if links > tree::DEPTH_MAX {
                return Err(too_deep(span));
            }
            let (mut field, sides) = (None, vec![before, after]);
            if let Some(fault) = sides.iter().find_map(|it| it.fault_within(name, &mut field)) {
                return Err(fault);
            }
            left = Node::near(sides, distance, ordered);
        }
        Ok(left)
    }

    /// `NOT a`, `-a`
    fn denied(&mut self) -> Result<Option<Node>, Fault> {
        let start = self.span();
        let (mut denied, mut asked) = (false, None);
        while let Some(Token::Not | Token::Minus) = self.peek() {
            if self.peek() == Some(&Token::Not) {
                asked = Some(self.span());
            }
            denied = !denied;
            self.at += 1;
        }
        let node = self.one()?;
        if let (None, Some(span), true) = (&node, asked, self.depth > 0) {
            return Err(dangling(span, "NOT", "after"));
        }
        Ok(node.map(|it| if denied { Node::not(it, At(start)) } else { it }))
    }

    /// A word, a phrase, a bracket, and the weight after it.
    fn one(&mut self) -> Result<Option<Node>, Fault> {
        let outer = self.field;
        while let Some(&Token::Field(field)) = self.peek() {
            self.field = field;
            self.at += 1;
        }
        let (field, at) = (self.field, At(self.span()));
        let node = match self.peek().cloned() {
            Some(Token::Leaf(form)) => {
                self.at += 1;
                let form = match form {
                    // `source:(AND)`: an operator that joined nothing.
                    Form::Phrase(words) if field.scope().is_none() => Form::Value(words.join(" ")),
                    form => form,
                };
                // Every article is every article, whatever the field.
                let field = if form == Form::Every { Field::default() } else { field };
                Some(Node::Leaf(Leaf { field, form, at }))
            }
            Some(Token::Slop(words, distance)) => {
                self.at += 1;
                let side = |word: &String| Node::Leaf(lex::side(word, field, at));
                Node::near(words.iter().map(side).collect(), distance, false)
            }
            Some(Token::Unit(unit)) => Some(self.together(unit)?),
            Some(Token::AtLeast(count)) => Some(self.at_least(count)?),
            Some(Token::Open) => self.bracket()?,
            _ => None,
        };
        self.field = outer;
        let Some(&Token::Boost(factor)) = self.peek() else { return Ok(node) };
        self.at += 1;
        Ok(node.map(|it| Node::Boost(Box::new(it), factor)))
    }

    /// `( … )`
    fn bracket(&mut self) -> Result<Option<Node>, Fault> {
        if self.depth == tree::DEPTH_MAX {
            return Err(too_deep(self.span()));
        }
        self.at += 1;
        self.depth += 1;
        let node = self.any_of(true)?;
        self.depth -= 1;
        // A bracket that is never closed ends with the query.
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
        }
        Ok(node)
    }

    /// `SENTENCE(a b)`
    fn together(&mut self, unit: Unit) -> Result<Node, Fault> {
        let span = self.span();
        let name = match unit {
            Unit::Sentence => "SENTENCE",
            Unit::Paragraph => "PARAGRAPH",
        };
        if !matches!(self.field, Field::Text | Field::Body) {
            let what = format!("{name} looks in the body only");
            return Err(Fault::new(span, what, format!("write {name}(a b) without a field")));
        }
        self.at += 1;
        let join = std::mem::take(&mut self.join);
        let outer = std::mem::take(&mut self.field);
        let inner = self.bracket()?;
        (self.join, self.field) = (join, outer);
        let Some(inner) = inner else {
            let what = format!("{name} needs something in its brackets");
            return Err(Fault::new(span, what, format!("write {name}(a b)")));
        };
        match inner.fault_within(name, &mut Some(Field::Text)) {
            Some(fault) => Err(fault),
            None => Ok(Node::together(unit, vec![inner])),
        }
    }

    /// `atleast3(word)`
    fn at_least(&mut self, count: u32) -> Result<Node, Fault> {
        let span = self.span();
        self.at += 1;
        match self.bracket()? {
            Some(Node::Leaf(Leaf { field, form: Form::Word(word), at }))
                if field.scope().is_some() =>
            {
                Ok(Node::Leaf(Leaf { field, form: Form::AtLeast(word, count), at }))
            }
            _ => {
                let what = "`atleast` takes one word";
                Err(Fault::new(span, what, "write atleast3(word), one for each word"))
            }
        }
    }
}

fn dangling(span: Span, name: &str, side: &str) -> Fault {
    let hint = format!("write a {name} b, or \"{name}\" in quotes for the word itself");
    Fault::new(span, format!("nothing stands {side} {name}"), hint)
}

fn too_deep(span: Span) -> Fault {
    let what = format!("brackets are more than {} deep here", tree::DEPTH_MAX);
    Fault::new(span, what, "take out brackets that are not needed")
}
