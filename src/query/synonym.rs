//! Synonyms: groups of words and phrases that a user wants to be one.
//!
//! A line of the file is a group: `Kyiv, Kiev`. Where a query asks for one of a group, any of it
//! will do, and all of it counts as one word. Words are compared folded but not stemmed. A word in
//! quotes stays what it is. Words beside each other that are a phrase of the file are wanted in a
//! row; where any word is enough they stay apart, and the rest of their group is added.

use std::collections::HashMap;

use crate::error::{Error, Kind, Result};
use crate::query::expr::pieces;
use crate::query::tree::{self, Form, Leaf, Node, Query};
use crate::text;

/// The most words and phrases of a group.
const GROUP_MAX: usize = 100;

/// The most words of a phrase.
const PHRASE_MAX: usize = 10;

/// A word or the words of a phrase, each as written and folded.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    words: Vec<String>,
    folded: Vec<String>,
}

/// Groups of words and phrases.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Entry>>,
    /// By the first word of an entry, the groups and entries that start so.
    starts: HashMap<String, Vec<(usize, usize)>>,
}

impl Synonyms {
    /// Reads groups, one a line, split by commas. Empty lines and lines that start with `#` are
    /// passed over.
    ///
    /// # Errors
    /// `Kind::Usage` with the number of a line that is no group.
    pub fn read(text: &str) -> Result<Synonyms> {
        let mut synonyms = Synonyms::default();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let group = group(line).map_err(|what| {
                Error::new(Kind::Usage, format!("line {} {what}", number + 1))
                    .hint("write a group of words or phrases a line: Kyiv, Kiev")
            })?;
            for (entry, it) in group.iter().enumerate() {
                let first = it.folded.first().cloned().unwrap_or_default();
                synonyms.starts.entry(first).or_default().push((synonyms.groups.len(), entry));
            }
            synonyms.groups.push(group);
        }
        Ok(synonyms)
    }

    /// Lets each word and phrase of `query` that has synonyms be any of them.
    ///
    /// # Errors
    /// `Kind::Query` where the query has too many words then.
    pub fn apply(&self, query: Query) -> Result<Query> {
        let Some(root) = query.root else { return Ok(query) };
        let root = self.node(root);
        let words = leaves(&root);
        if words > tree::CLAUSES_MAX {
            let message = format!(
                "with its synonyms the query has {words} words, more than {}",
                tree::CLAUSES_MAX
            );
            return Err(Error::new(Kind::Query, message).hint("ask for less at once"));
        }
        Ok(Query { root: Some(root) })
    }

    fn node(&self, node: Node) -> Node {
        let each = |nodes: Vec<Node>| nodes.into_iter().map(|it| self.node(it)).collect();
        match node {
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::All(nodes) => {
                let mut nodes = self.beside(nodes, false);
                if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) }
            }
            Node::Any(nodes) => Node::Any(self.beside(nodes, true)),
            Node::Together(unit, nodes) => Node::Together(unit, self.beside(nodes, false)),
            Node::Near { sides, distance, ordered } => {
                Node::Near { sides: each(sides), distance, ordered }
            }
            Node::Not(node, at) => Node::Not(Box::new(self.node(*node)), at),
            Node::Boost(node, factor) => Node::Boost(Box::new(self.node(*node)), factor),
            Node::Same(nodes) => Node::Same(nodes),
        }
    }

    /// Nodes beside each other, in which words in a row may be a phrase of a group.
    fn beside(&self, nodes: Vec<Node>, any: bool) -> Vec<Node> {
        let mut found = Vec::with_capacity(nodes.len());
        let mut row: Vec<Leaf> = Vec::new();
        for node in nodes {
            let Node::Leaf(leaf) = node else {
                self.row(std::mem::take(&mut row), any, &mut found);
                found.push(self.node(node));
                continue;
            };
            // A row stands in one field.
            if row.last().is_some_and(|it| it.field != leaf.field) {
                self.row(std::mem::take(&mut row), any, &mut found);
            }
            row.push(leaf);
        }
        self.row(row, any, &mut found);
        found
    }

    /// Leaves in a row: the longest entries first, from the left.
    fn row(&self, row: Vec<Leaf>, any: bool, found: &mut Vec<Node>) {
        let words: Vec<Vec<String>> = row.iter().map(folded).collect();
        let mut row = row.into_iter().enumerate();
        while let Some((at, leaf)) = row.next() {
            let (taken, groups) = self.longest(words.get(at..).unwrap_or_default());
            if taken < 2 {
                found.push(self.leaf(leaf));
                continue;
            }
            let folded = words.get(at..at + taken).unwrap_or_default().concat();
            let mut typed = vec![leaf];
            typed.extend(row.by_ref().take(taken - 1).map(|it| it.1));
            let phrase = typed.iter().flat_map(words_of).collect();
            let like = Leaf { form: Form::Phrase(phrase), ..typed[0].clone() };
            if any {
                found.extend(typed.into_iter().map(Node::Leaf));
                found.extend(same(self.others(&like, &folded, &groups)));
            } else {
                let others = self.others(&like, &folded, &groups);
                found.extend(same([vec![Node::Leaf(like)], others].concat()));
            }
        }
    }

    /// How many of `words`, from the first, are the longest entry there is, and its groups.
    fn longest(&self, words: &[Vec<String>]) -> (usize, Vec<usize>) {
        let (mut taken, mut groups) = (0, Vec::new());
        let first = words.first().and_then(|it| it.first());
        let starts = first.and_then(|it| self.starts.get(it)).map_or(&[][..], Vec::as_slice);
        for (group, entry) in starts {
            let wanted = &self.groups[*group][*entry].folded;
            // An entry ends where one of the words that were typed ends.
            let mut left = wanted.as_slice();
            let mut count = 0;
            while let Some(rest) =
                words.get(count).filter(|it| !it.is_empty()).and_then(|it| left.strip_prefix(&**it))
            {
                count += 1;
                left = rest;
            }
            if !left.is_empty() || count < taken {
                continue;
            }
            if count > taken {
                groups.clear();
            }
            taken = count;
            groups.push(*group);
        }
        (taken, groups)
    }

    fn leaf(&self, leaf: Leaf) -> Node {
        let folded = folded(&leaf);
        let quoted = matches!(leaf.form, Form::Phrase(_));
        let (taken, groups) = self.longest(std::slice::from_ref(&folded));
        if taken == 0 || quoted && folded.len() < 2 {
            return Node::Leaf(leaf);
        }
        let others = self.others(&leaf, &folded, &groups);
        Node::Same([vec![Node::Leaf(leaf)], others].concat())
    }

    /// What the groups have beside what was typed, in the field where that is looked for.
    fn others(&self, typed: &Leaf, folded: &[String], groups: &[usize]) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut known: Vec<&[String]> = vec![folded];
        for entry in groups.iter().flat_map(|it| &self.groups[*it]) {
            if known.contains(&entry.folded.as_slice()) {
                continue;
            }
            known.push(&entry.folded);
            let form = match entry.words.as_slice() {
                [word] => Form::Word(word.clone()),
                words => Form::Phrase(words.to_vec()),
            };
            nodes.push(Node::Leaf(Leaf { form, ..typed.clone() }));
        }
        nodes
    }
}

/// These as one word; nothing for none.
fn same(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() < 2 { nodes.pop() } else { Some(Node::Same(nodes)) }
}

/// The words that a leaf looks for, if it looks for words.
fn words_of(leaf: &Leaf) -> Vec<String> {
    match &leaf.form {
        Form::Word(text) => pieces(text),
        Form::Phrase(words) => words.iter().flat_map(|it| pieces(it)).collect(),
        _ => Vec::new(),
    }
}

fn folded(leaf: &Leaf) -> Vec<String> {
    words_of(leaf).iter().map(|it| text::fold(it)).collect()
}

/// One line of the file, or what is wrong with it.
fn group(line: &str) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    for part in line.split(',') {
        let words = pieces(part);
        let folded: Vec<String> = words.iter().map(|it| text::fold(it)).collect();
        let shown = text::sanitise(part.trim()).into_owned();
        if words.is_empty() {
            return Err(format!("has no word in `{shown}`"));
        }
        if words.len() > PHRASE_MAX {
            return Err(format!("has a phrase of more than {PHRASE_MAX} words"));
        }
        if entries.iter().all(|it| it.folded != folded) {
            entries.push(Entry { words, folded });
        }
    }
    match entries.len() {
        0 | 1 => Err("has one word only".to_owned()),
        2..=GROUP_MAX => Ok(entries),
        _ => Err(format!("has more than {GROUP_MAX} words and phrases")),
    }
}

/// How many words, phrases and values a node has.
fn leaves(node: &Node) -> usize {
    match node {
        Node::Leaf(_) => 1,
        Node::Not(node, _) | Node::Boost(node, _) => leaves(node),
        Node::All(nodes)
        | Node::Any(nodes)
        | Node::Same(nodes)
        | Node::Near { sides: nodes, .. }
        | Node::Together(_, nodes) => nodes.iter().map(leaves).sum(),
    }
}
