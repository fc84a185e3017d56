//! A tree back to the query language: how a query was understood.

use std::fmt::{self, Write as _};

use crate::query::tree::{Field, Form, Leaf, Node, Query};
use crate::search::Unit;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Some(Node::All(nodes)) => beside(nodes, f),
            Some(Node::Any(nodes) | Node::Same(nodes)) => either(nodes, f),
            Some(Node::Near { sides, distance, ordered }) => near(sides, *distance, *ordered, f),
            Some(node) => part(node, f),
            None => Ok(()),
        }
    }
}

fn beside(nodes: &[Node], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (number, node) in nodes.iter().enumerate() {
        if number > 0 {
            f.write_char(' ')?;
        }
        part(node, f)?;
    }
    Ok(())
}

fn either(nodes: &[Node], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (number, node) in nodes.iter().enumerate() {
        if number > 0 {
            f.write_str(" OR ")?;
        }
        part(node, f)?;
    }
    Ok(())
}

fn near(sides: &[Node], distance: u32, ordered: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = if ordered { "PRE" } else { "NEAR" };
    for (number, side) in sides.iter().enumerate() {
        if number > 0 {
            write!(f, " {name}/{distance} ")?;
        }
        part(side, f)?;
    }
    Ok(())
}

/// A node in the midst of others: in brackets where it is not one thing.
fn part(node: &Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::All(nodes) => bracketed(f, |f| beside(nodes, f)),
        Node::Any(nodes) | Node::Same(nodes) => bracketed(f, |f| either(nodes, f)),
        Node::Near { sides, distance, ordered } => {
            bracketed(f, |f| near(sides, *distance, *ordered, f))
        }
        Node::Not(node, _) => {
            let mut denied = String::new();
            write!(denied, "{}", Part(node))?;
            let glues = |it: char| it.is_alphanumeric() || matches!(it, '(' | '"' | '*' | '?');
            if denied.starts_with(glues) {
                write!(f, "-{denied}")
            } else {
                write!(f, "-({denied})")
            }
        }
        Node::Together(unit, sides) => {
            f.write_str(match unit {
                Unit::Sentence => "SENTENCE",
                Unit::Paragraph => "PARAGRAPH",
            })?;
            bracketed(f, |f| beside(sides, f))
        }
        Node::Boost(node, factor) => {
            match &**node {
                node @ (Node::Not(..) | Node::Boost(..)) => bracketed(f, |f| part(node, f))?,
                node if takes_no_weight(node) => bracketed(f, |f| part(node, f))?,
                node => part(node, f)?,
            }
            write!(f, "^{factor}")
        }
        Node::Leaf(it) => leaf(it, f),
    }
}

/// Whether a `^2` right after it would be read as a part of it.
fn takes_no_weight(node: &Node) -> bool {
    let Node::Leaf(leaf) = node else { return false };
    match &leaf.form {
        Form::Value(_) => true,
        Form::Word(text) | Form::Pattern(text) => {
            text.contains('^')
                || !text.ends_with(|it: char| it.is_alphanumeric() || matches!(it, '*' | '?'))
        }
        _ => false,
    }
}

/// [`part`] as something that prints.
struct Part<'n>(&'n Node);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        part(self.0, f)
    }
}

fn bracketed(
    f: &mut fmt::Formatter<'_>,
    inner: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    f.write_char('(')?;
    inner(f)?;
    f.write_char(')')
}

fn leaf(leaf: &Leaf, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = leaf.field.name();
    let colon = if leaf.field == Field::Text { "" } else { ":" };
    if let Form::AtLeast(text, count) = &leaf.form {
        return write!(f, "atleast{count}({name}{colon}{text})");
    }
    write!(f, "{name}{colon}")?;
    match &leaf.form {
        Form::Every => f.write_char('*'),
        Form::Word(text) | Form::Pattern(text) => f.write_str(text),
        Form::Fuzzy(text, edits) => write!(f, "{text}~{edits}"),
        Form::Phrase(words) => write!(f, "\"{}\"", words.join(" ")),
        Form::AtLeast(..) => Ok(()),
        Form::Value(text) => {
            let special = |it: char| it.is_whitespace() || "()“”„‟«»".contains(it);
            if text.contains(special) { write!(f, "\"{text}\"") } else { f.write_str(text) }
        }
    }
}
