//! Signs to a tree, for languages whose connectors have ranks and whose words beside each other
//! are a phrase.

use crate::query::dialect::scan::Scan;
use crate::query::fault::Fault;
use crate::query::tree::{self, At, Field, Form, Leaf, Node, Query};
use crate::search::Unit;
use crate::text::Span;

/// How many connectors of distance a query may have.
const NEARS_MAX: usize = 64;

/// What a query of such a language is made of.
#[derive(Clone, Debug)]
pub(super) enum Sign {
    /// `(`
    Open,
    /// `)`
    Close,
    /// What stands between two parts.
    Link(Link),
    /// A field for the part that follows.
    Field(Field),
    /// `atleast5` for the word that follows.
    AtLeast(u32),
    /// A word, a pattern or a phrase.
    Leaf(Form),
    /// A part that is whole.
    Node(Node),
}

/// What stands between two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Link {
    /// Nothing but a space: the words are a phrase.
    Beside,
    Or,
    And,
    AndNot,
    Near {
        distance: u32,
        ordered: bool,
    },
    Unit(Unit),
}

/// How tight a connector binds: the highest first.
pub(super) type Rank = fn(Link) -> u16;

/// How the word at a place is read: `None` where it says nothing.
pub(super) type Word = fn(&mut Scan<'_>) -> Result<Option<Sign>, Fault>;

/// Reads a query: parentheses and quotes mean the same in all of these languages.
pub(super) fn read(text: &str, word: Word, rank: Rank) -> Result<Query, Fault> {
    let mut scan = Scan { text, at: 0 };
    let mut signs = Vec::new();
    loop {
        scan.skip();
        let start = scan.at;
        let sign = match scan.peek() {
            None => break,
            Some('(') => {
                scan.at += 1;
                Some(Sign::Open)
            }
            Some(')') => {
                scan.at += 1;
                Some(Sign::Close)
            }
            Some('"' | '“' | '”') => {
                let words = scan.quoted().filter(|it| !it.is_empty());
                words.map(|it| Sign::Leaf(Form::Phrase(it)))
            }
            Some(_) => word(&mut scan)?,
        };
        if let Some(sign) = sign {
            signs.push((sign, scan.span(start)));
        }
    }
    build(signs, rank)
}

/// Builds the tree.
fn build(signs: Vec<(Sign, Span)>, rank: Rank) -> Result<Query, Fault> {
    let leaves = |it: &&(Sign, Span)| matches!(it.0, Sign::Leaf(_) | Sign::Node(_));
    if let Some((_, span)) = signs.iter().filter(leaves).nth(tree::CLAUSES_MAX) {
        let what = format!("the query has more than {} words", tree::CLAUSES_MAX);
        return Err(Fault::new(*span, what, "ask in two queries, or use a pattern"));
    }
    let nears = |it: &&(Sign, Span)| matches!(it.0, Sign::Link(Link::Near { .. } | Link::Unit(_)));
    if let Some((_, span)) = signs.iter().filter(nears).nth(NEARS_MAX) {
        let what = format!("the query has more than {NEARS_MAX} connectors of distance");
        return Err(Fault::new(*span, what, "ask in two queries"));
    }
    let mut builder = Builder { signs, at: 0, depth: 0, field: Field::Text, rank };
    let root = builder.expression(0)?;
    if builder.at < builder.signs.len() {
        let what = "this bracket closes nothing";
        return Err(Fault::new(builder.span(), what, "take it out, or open one before"));
    }
    Ok(Query { root })
}

struct Builder {
    signs: Vec<(Sign, Span)>,
    at: usize,
    depth: usize,
    field: Field,
    rank: Rank,
}

impl Builder {
    fn peek(&self) -> Option<&Sign> {
        self.signs.get(self.at).map(|(sign, _)| sign)
    }

    fn span(&self) -> Span {
        self.signs.get(self.at).or(self.signs.last()).map_or_else(Span::default, |it| it.1)
    }

    /// Parts and the connectors between them that bind at least so tight.
    fn expression(&mut self, tightness: u16) -> Result<Option<Node>, Fault> {
        let Some(mut left) = self.operand()? else {
            if let Some(Sign::Link(_)) = self.peek() {
                return Err(missing(self.span(), "before"));
            }
            return Ok(None);
        };
        loop {
            let (link, spelled) = match self.peek() {
                None | Some(Sign::Close) => break,
                Some(Sign::Link(link)) => (*link, true),
                Some(_) => (Link::Beside, false),
            };
            let rank = (self.rank)(link);
            if rank < tightness {
                break;
            }
            let span = self.span();
            self.at += usize::from(spelled);
            match self.expression(rank.saturating_add(1))? {
                Some(right) => left = joined(left, link, right, span)?,
                None if spelled => return Err(missing(span, "after")),
                None => {}
            }
        }
        Ok(Some(left))
    }

    /// One part.
    fn operand(&mut self) -> Result<Option<Node>, Fault> {
        let outer = self.field;
        let (mut denied, start) = (false, self.span());
        loop {
            match self.peek() {
                Some(Sign::Link(Link::AndNot)) => denied = !denied,
                Some(Sign::Field(field)) => self.field = *field,
                _ => break,
            }
            self.at += 1;
        }
        let (field, at) = (self.field, At(self.span()));
        let node = match self.peek().cloned() {
            Some(Sign::Leaf(form)) => {
                self.at += 1;
                Some(Node::Leaf(Leaf { field, form: valued(form, field), at }))
            }
            Some(Sign::Node(node)) => {
                self.at += 1;
                Some(node)
            }
            Some(Sign::AtLeast(count)) => Some(self.at_least(count)?),
            Some(Sign::Open) => self.bracket()?,
            _ => None,
        };
        self.field = outer;
        match node {
            Some(node) if denied => Ok(Some(Node::not(node, At(start)))),
            None if denied => Err(missing(start, "after")),
            node => Ok(node),
        }
    }

    fn bracket(&mut self) -> Result<Option<Node>, Fault> {
        if self.depth == tree::DEPTH_MAX {
            let what = format!("brackets are more than {} deep here", tree::DEPTH_MAX);
            return Err(Fault::new(self.span(), what, "take out brackets that are not needed"));
        }
        self.at += 1;
        self.depth += 1;
        let node = self.expression(0)?;
        self.depth -= 1;
        self.at += usize::from(matches!(self.peek(), Some(Sign::Close)));
        Ok(node)
    }

    fn at_least(&mut self, count: u32) -> Result<Node, Fault> {
        let span = self.span();
        self.at += 1;
        let bracketed = matches!(self.peek(), Some(Sign::Open));
        self.at += usize::from(bracketed);
        let (field, at) = (self.field, At(self.span()));
        let word = match self.peek() {
            Some(Sign::Leaf(Form::Word(word))) if field.scope().is_some() => Some(word.clone()),
            _ => None,
        };
        self.at += 1;
        let closed = !bracketed || matches!(self.peek(), Some(Sign::Close));
        self.at += usize::from(bracketed && closed);
        match word {
            Some(word) if closed => {
                Ok(Node::Leaf(Leaf { field, form: Form::AtLeast(word, count), at }))
            }
            _ => {
                let what = "`atleast` takes one word";
                Err(Fault::new(span, what, "write atleast3(word), one for each word"))
            }
        }
    }
}

/// In a field of values words are one value.
fn valued(form: Form, field: Field) -> Form {
    if field.scope().is_some() {
        return form;
    }
    match form {
        Form::Word(text) | Form::Pattern(text) => Form::Value(text),
        Form::Phrase(words) => Form::Value(words.join(" ")),
        form => form,
    }
}

fn missing(span: Span, side: &str) -> Fault {
    let hint = "put a word that is meant as a word in quotes";
    Fault::new(span, format!("nothing stands {side} this"), hint)
}

fn joined(left: Node, link: Link, right: Node, span: Span) -> Result<Node, Fault> {
    let (name, distance, ordered) = match link {
        Link::Or => return Ok(either(vec![left, right])),
        Link::And => return Ok(both(vec![left, right])),
        Link::AndNot => return Ok(both(vec![left, Node::not(right, At(span))])),
        Link::Beside => return Ok(beside(left, right)),
        Link::Unit(unit) => return together(unit, left, right),
        Link::Near { distance, ordered } => {
            (if ordered { "PRE" } else { "NEAR" }, distance, ordered)
        }
    };
    let (mut field, sides) = (None, vec![left, right]);
    if let Some(fault) = sides.iter().find_map(|it| it.fault_within(name, &mut field)) {
        return Err(fault);
    }
    Ok(Node::near(sides, distance, ordered).unwrap_or(Node::Any(Vec::new())))
}

fn both(nodes: Vec<Node>) -> Node {
    Node::all(nodes).unwrap_or(Node::All(Vec::new()))
}

fn either(nodes: Vec<Node>) -> Node {
    Node::any(nodes).unwrap_or(Node::Any(Vec::new()))
}

fn together(unit: Unit, left: Node, right: Node) -> Result<Node, Fault> {
    let mut sides = match left {
        Node::Together(own, sides) if own == unit => sides,
        side => vec![side],
    };
    sides.push(right);
    let name = if unit == Unit::Sentence { "SENTENCE" } else { "PARAGRAPH" };
    let mut field = Some(Field::Text);
    match sides.iter().find_map(|it| it.fault_within(name, &mut field)) {
        Some(fault) => Err(fault),
        None => Ok(Node::together(unit, sides)),
    }
}

/// Words become a phrase; other parts stand right after each other where they can, and else are
/// both wanted.
fn beside(left: Node, right: Node) -> Node {
    match (left, right) {
        (Node::Leaf(left), Node::Leaf(right)) if left.field == right.field => {
            match (words(&left.form), words(&right.form)) {
                (Some(mut words), Some(more)) => {
                    words.extend(more);
                    let form = valued(Form::Phrase(words), left.field);
                    Node::Leaf(Leaf { form, ..left })
                }
                _ => both(vec![Node::Leaf(left), Node::Leaf(right)]),
            }
        }
        (left, right) => {
            let sides = vec![left, right];
            let mut field = None;
            if sides.iter().any(|it| it.fault_within("PRE", &mut field).is_some()) {
                return both(sides);
            }
            Node::near(sides, 0, true).unwrap_or(Node::Any(Vec::new()))
        }
    }
}

fn words(form: &Form) -> Option<Vec<String>> {
    match form {
        Form::Word(text) | Form::Pattern(text) | Form::Value(text) => Some(vec![text.clone()]),
        Form::Phrase(words) => Some(words.clone()),
        _ => None,
    }
}
