//! `Query`: what the user asked for, as a tree whose leaves know where they stood.

use crate::query::fault::Fault;
use crate::search::{Scope, Unit};
use crate::text::Span;

/// The longest query, in bytes.
pub const BYTES_MAX: usize = 8 * 1_024;

/// How deep brackets may nest.
pub const DEPTH_MAX: usize = 20;

/// How many words, phrases and values a query may have.
pub const CLAUSES_MAX: usize = 1_024;

/// How far apart `NEAR` and `PRE` may look, in words.
pub const DISTANCE_MAX: u32 = 1_000;

/// How far apart `NEAR` and `PRE` look where they do not say.
pub const DISTANCE: u32 = 10;

/// A query as it was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What an article must be like; `None` where nothing was asked.
    pub root: Option<Node>,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// All of these, at least two.
    All(Vec<Node>),
    /// Any of these, at least two.
    Any(Vec<Node>),
    /// Any of these words and phrases, all of which count as one word: synonyms.
    Same(Vec<Node>),
    /// Not this.
    Not(Box<Node>, At),
    /// Each side close to the next.
    Near {
        /// Two or more of words, phrases, patterns, and `All`, `Any` and `Near` of them.
        sides: Vec<Node>,
        /// At most this many words between neighbours.
        distance: u32,
        /// Whether the sides come in this order.
        ordered: bool,
    },
    /// All of these in one sentence or paragraph. The sides are as in `Near`.
    Together(Unit, Vec<Node>),
    /// This, its score times the factor.
    Boost(Box<Node>, f32),
    /// A word, a phrase, a value.
    Leaf(Leaf),
}

/// A word, a phrase or a value, and the field it is looked for in.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Where to look.
    pub field: Field,
    /// What for.
    pub form: Form,
    /// Where it stood.
    pub at: At,
}

/// What a leaf looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Every article: a lone `*`.
    Every,
    /// A word as typed.
    Word(String),
    /// A word with `*` or `?` in it.
    Pattern(String),
    /// A word, and up to 2 edits.
    Fuzzy(String, u8),
    /// Words in a row, at least one.
    Phrase(Vec<String>),
    /// A word at least so many times.
    AtLeast(String, u32),
    /// The value of a field that has no words: a date, a place, a publisher.
    Value(String),
}

/// A field that a query can name.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Field {
    /// Title and body.
    #[default]
    Text,
    /// `title:`
    Title,
    /// `lead:`
    Lead,
    /// `body:`
    Body,
    /// `source:`
    Source,
    /// `lang:`
    Language,
    /// `url:`
    Url,
    /// `id:`
    Id,
    /// `published:`
    Published,
    /// `happened:`
    Happened,
    /// `place:`
    Place,
}

/// The fields by the names that a query takes.
pub const FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("lead", Field::Lead),
    ("body", Field::Body),
    ("source", Field::Source),
    ("lang", Field::Language),
    ("url", Field::Url),
    ("id", Field::Id),
    ("published", Field::Published),
    ("happened", Field::Happened),
    ("place", Field::Place),
];

impl Field {
    /// The name that a query takes; empty for title and body.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// Where its words are looked for; `None` for a field of values.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Field::Text => Some(Scope::Everywhere),
            Field::Title => Some(Scope::Title),
            Field::Lead => Some(Scope::Lead),
            Field::Body => Some(Scope::Body),
            _ => None,
        }
    }
}

/// Where something stood in the query. Two trees are equal wherever their parts stood.
#[derive(Clone, Copy, Debug, Default)]
pub struct At(pub Span);

impl PartialEq for At {
    fn eq(&self, _: &At) -> bool {
        true
    }
}

impl Node {
    /// All of `nodes`, flat; `None` for none.
    pub fn all(nodes: Vec<Node>) -> Option<Node> {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::All(inner) => flat.extend(inner),
                node => flat.push(node),
            }
        }
        if flat.len() < 2 { flat.pop() } else { Some(Node::All(flat)) }
    }

    /// Any of `nodes`, flat; `None` for none.
    pub fn any(nodes: Vec<Node>) -> Option<Node> {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Any(inner) => flat.extend(inner),
                node => flat.push(node),
            }
        }
        if flat.len() < 2 { flat.pop() } else { Some(Node::Any(flat)) }
    }

    /// Not `node`; what is denied twice is asserted.
    pub fn not(node: Node, at: At) -> Node {
        match node {
            Node::Not(inner, _) => *inner,
            node => Node::Not(Box::new(node), at),
        }
    }

    /// The sides close together: one list where the first side is close in the same way.
    pub fn near(sides: Vec<Node>, distance: u32, ordered: bool) -> Option<Node> {
        let mut flat = Vec::with_capacity(sides.len());
        for (number, side) in sides.into_iter().enumerate() {
            match side {
                Node::Near { sides, distance: theirs, ordered: own }
                    if number == 0 && theirs == distance && own == ordered =>
                {
                    flat.extend(sides);
                }
                side => flat.push(side),
            }
        }
        match flat.len() {
            0 | 1 => flat.pop(),
            _ => Some(Node::Near { sides: flat, distance, ordered }),
        }
    }

    /// All of `sides` in one sentence or paragraph, flat.
    pub fn together(unit: Unit, sides: Vec<Node>) -> Node {
        let flat = sides.into_iter().flat_map(|side| match side {
            Node::All(inner) => inner,
            side => vec![side],
        });
        Node::Together(unit, flat.collect())
    }

    /// Whether it only keeps or drops articles: nothing in it could score.
    pub fn is_filter(&self) -> bool {
        match self {
            Node::Leaf(leaf) => leaf.field.scope().is_none() || leaf.form == Form::Every,
            Node::Not(..) => true,
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().all(Node::is_filter),
            Node::Boost(node, _) => node.is_filter(),
            Node::Same(_) | Node::Near { .. } | Node::Together(..) => false,
        }
    }

    /// The first thing in it that cannot stand within `operator`, which looks at words in one
    /// field only.
    pub(crate) fn fault_within(&self, operator: &str, field: &mut Option<Field>) -> Option<Fault> {
        match self {
            Node::Leaf(leaf) => {
                let wrong = match leaf.form {
                    Form::Every | Form::Value(_) => Some("only words can stand within"),
                    Form::AtLeast(..) => Some("`atleast` cannot stand within"),
                    _ => None,
                };
                let other = field.is_some_and(|it| it != leaf.field);
                let what = match wrong {
                    Some(what) => what,
                    None if other => "only words of one field can stand within",
                    None => {
                        *field = Some(leaf.field);
                        return None;
                    }
                };
                let hint = "write it outside: title:(a NEAR/5 b), or (a NEAR/5 b) lang:en";
                Some(Fault::new(leaf.at.0, format!("{what} {operator}"), hint))
            }
            Node::Not(_, at) => Some(Fault::new(
                at.0,
                format!("NOT cannot stand within {operator}"),
                "write it outside: (a NEAR/5 b) AND NOT c",
            )),
            Node::Together(unit, sides) => {
                let at = sides.first().map_or_else(Span::default, Node::span);
                let inner = match unit {
                    Unit::Sentence => "SENTENCE",
                    Unit::Paragraph => "PARAGRAPH",
                };
                let what = format!("{inner} cannot stand within {operator}");
                Some(Fault::new(at, what, "write them beside each other"))
            }
            Node::All(nodes)
            | Node::Any(nodes)
            | Node::Same(nodes)
            | Node::Near { sides: nodes, .. } => {
                nodes.iter().find_map(|it| it.fault_within(operator, field))
            }
            Node::Boost(node, _) => node.fault_within(operator, field),
        }
    }

    /// Where its first leaf stood.
    pub fn span(&self) -> Span {
        match self {
            Node::Leaf(leaf) => leaf.at.0,
            Node::Not(_, at) => at.0,
            Node::Boost(node, _) => node.span(),
            Node::All(nodes)
            | Node::Any(nodes)
            | Node::Same(nodes)
            | Node::Near { sides: nodes, .. }
            | Node::Together(_, nodes) => nodes.first().map_or_else(Span::default, Node::span),
        }
    }
}
