//! A page as a flat tree: nodes in document order, each knowing where its content ends.
//!
//! Our own, since what is known of HTML here is what a reader of articles needs, and the parsers
//! of whole browsers take longer for the tree alone than a page may take. Every pass over the
//! page is a loop over an array: however deep elements are nested, nothing recurses.

#![expect(clippy::cast_possible_truncation, reason = "no page has more bytes than PAGE_BYTES_MAX")]

use crate::read::entity;
use crate::read::html::tag::{Name, TAGS, Tag};

/// Elements nested deeper than this lie side by side, as they do in browsers.
const DEPTH_MAX: usize = 400;

/// Attributes beyond this many in one tag are passed over.
const ATTRIBUTES_MAX: usize = 64;

/// Names longer than this are none of ours.
const NAME_BYTES_MAX: usize = 32;

/// What follows so many elements and texts is not looked at.
const NODES_MAX: usize = 1 << 21;

/// No larger page is read; offsets fit.
pub(crate) const PAGE_BYTES_MAX: usize = 1 << 30;

/// An element or a run of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    pub(crate) parent: u32,
    /// The number of the first node that is no longer within.
    pub(crate) end: u32,
    /// Of a text or a raw element: where its characters lie in `Dom::text`. Of another element:
    /// which of `Dom::attributes` are its own.
    from: u32,
    to: u32,
    /// Attributes of raw elements.
    first: u32,
    last: u32,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Dom {
    pub(crate) nodes: Vec<Node>,
    attributes: Vec<(Name, u32, u32)>,
    text: String,
}

impl Dom {
    /// Takes any text for a page: there are no errors in HTML.
    pub(crate) fn parse(html: &str) -> Dom {
        let mut end = html.len().min(PAGE_BYTES_MAX);
        while !html.is_char_boundary(end) {
            end -= 1;
        }
        let html = html.get(..end).unwrap_or_default();
        let mut builder = Builder::new(html);
        builder.run();
        builder.finish()
    }

    pub(crate) fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    /// The characters of a text, a script, a title.
    pub(crate) fn text(&self, node: u32) -> &str {
        let node = self.node(node);
        if node.tag != Tag::Text && !node.tag.is_raw() {
            return "";
        }
        self.text.get(node.from as usize..node.to as usize).unwrap_or_default()
    }

    /// The value of an attribute; the first where it is given twice.
    pub(crate) fn attribute(&self, node: u32, name: Name) -> Option<&str> {
        let node = self.node(node);
        let own =
            if node.tag == Tag::Text { 0..0 } else { node.first as usize..node.last as usize };
        let own = self.attributes.get(own)?;
        let (_, from, to) = own.iter().find(|it| it.0 == name)?;
        self.text.get(*from as usize..*to as usize)
    }

    /// All the text within, white space as it is.
    pub(crate) fn inner_text(&self, node: u32) -> String {
        let mut text = String::new();
        let end = self.node(node).end;
        if self.node(node).tag.is_raw() {
            return self.text(node).to_owned();
        }
        for inner in node + 1..end {
            match self.node(inner).tag {
                Tag::Text => text.push_str(self.text(inner)),
                tag if tag.is_block() || tag == Tag::Br => text.push(' '),
                _ => {}
            }
        }
        text
    }
}

/// An element whose end has not been seen.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    tag: Tag,
    /// Of elements without a row of their own: their name, hashed.
    name: u32,
}

struct Builder<'a> {
    html: &'a str,
    at: usize,
    dom: Dom,
    open: Vec<Open>,
    counts: [u32; TAGS],
    /// Elements opened where no more may be nested.
    overflow: u32,
    seen_body: bool,
}

impl<'a> Builder<'a> {
    fn new(html: &'a str) -> Builder<'a> {
        let dom = Dom {
            nodes: Vec::with_capacity(html.len() / 32 + 8),
            attributes: Vec::with_capacity(html.len() / 48 + 8),
            text: String::with_capacity(html.len() / 2),
        };
        let mut builder = Builder {
            html,
            at: 0,
            dom,
            open: Vec::with_capacity(64),
            counts: [0; TAGS],
            overflow: 0,
            seen_body: false,
        };
        builder.push(Tag::Root);
        builder.open.push(Open { node: 0, tag: Tag::Root, name: 0 });
        builder
    }

    fn finish(mut self) -> Dom {
        let end = self.dom.nodes.len() as u32;
        for open in &self.open {
            self.dom.nodes[open.node as usize].end = end;
        }
        self.dom
    }

    fn bytes(&self) -> &'a [u8] {
        self.html.as_bytes()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes().get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        let mut start = 0;
        loop {
            let Some(found) = memchr::memchr(b'<', self.rest()) else {
                self.text(start, self.html.len());
                return;
            };
            let mark = self.at + found;
            let next = self.bytes().get(mark + 1).copied().unwrap_or_default();
            let third = self.bytes().get(mark + 2).copied().unwrap_or_default();
            let markup = match next {
                b'!' | b'?' => true,
                b'/' => third.is_ascii_alphabetic() || third == b'>' || third == b'!',
                _ => next.is_ascii_alphabetic(),
            };
            if self.dom.nodes.len() >= NODES_MAX {
                return;
            }
            if !markup {
                self.at = mark + 1;
                continue;
            }
            self.text(start, mark);
            self.at = mark + 1;
            match next {
                b'!' | b'?' => self.declaration(),
                b'/' => self.end_tag(),
                _ => self.start_tag(),
            }
            start = self.at;
        }
    }

    fn skip_past(&mut self, mark: &[u8]) {
        let found = memchr::memmem::find(self.rest(), mark);
        self.at = found.map_or(self.html.len(), |it| self.at + it + mark.len());
    }

    fn declaration(&mut self) {
        let rest = self.rest();
        if rest.starts_with(b"!-->") || rest.starts_with(b"!--->") || !rest.starts_with(b"!--") {
            self.skip_past(b">");
        } else {
            self.at += 3;
            self.skip_past(b"-->");
        }
    }

    fn text(&mut self, start: usize, end: usize) {
        if start >= end {
            return;
        }
        let raw = self.html.get(start..end).unwrap_or_default();
        let from = self.dom.text.len();
        entity::decode(raw, &mut self.dom.text);
        let node = self.push(Tag::Text);
        let to = self.dom.text.len() as u32;
        let node = &mut self.dom.nodes[node as usize];
        (node.from, node.to) = (from as u32, to);
    }

    fn push(&mut self, tag: Tag) -> u32 {
        let number = self.dom.nodes.len() as u32;
        let parent = self.open.last().map_or(0, |it| it.node);
        let first = self.dom.attributes.len() as u32;
        self.dom.nodes.push(Node {
            tag,
            parent,
            end: number + 1,
            from: 0,
            to: 0,
            first,
            last: first,
        });
        number
    }

    /// The name at the current place, in lower case, and the place moved past it.
    fn name<'b>(&mut self, buffer: &'b mut [u8; NAME_BYTES_MAX]) -> &'b [u8] {
        let rest = self.rest();
        let ends = |it: &u8| it.is_ascii_whitespace() || matches!(it, b'/' | b'>' | b'=');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        if length > NAME_BYTES_MAX {
            return b"";
        }
        buffer[..length].copy_from_slice(&rest[..length]);
        buffer[..length].make_ascii_lowercase();
        &buffer[..length]
    }

    fn start_tag(&mut self) {
        let mut buffer = [0; NAME_BYTES_MAX];
        let name = self.name(&mut buffer);
        let tag = Tag::named(name);
        let hash = if tag == Tag::Other { hash(name) } else { 0 };
        self.imply_ends(tag);
        // A second body or head only adds to the first.
        let merged = match tag {
            Tag::Html => self.dom.nodes.len() > 1 && self.counts[Tag::Html as usize] > 0,
            Tag::Body => std::mem::replace(&mut self.seen_body, true),
            Tag::Head => self.seen_body || self.counts[Tag::Head as usize] > 0,
            _ => false,
        };
        let node = self.push(tag);
        let closed = self.attributes(node);
        if tag.is_raw() {
            let kind = self.dom.attribute(node, Name::Type).unwrap_or_default();
            if tag == Tag::Script && kind == "text/template" {
                // What the page's own script will show is markup, read where it stands.
                self.dom.nodes[node as usize].tag = Tag::Div;
            } else {
                self.raw(node, tag);
            }
            return;
        }
        let leaf = tag.is_void() || merged || (closed && matches!(tag, Tag::Other | Tag::Svg));
        if leaf {
            return;
        }
        if self.open.len() >= DEPTH_MAX {
            self.overflow += 1;
            return;
        }
        self.open.push(Open { node, tag, name: hash });
        self.counts[tag as usize] += 1;
    }

    /// Reads attributes up to and past `>`; says whether the tag closes itself.
    fn attributes(&mut self, node: u32) -> bool {
        let mut closed = false;
        let mut count = 0;
        loop {
            let rest = self.rest();
            let Some(next) = rest.iter().position(|it| !it.is_ascii_whitespace()) else {
                self.at = self.html.len();
                break;
            };
            self.at += next;
            match rest[next] {
                b'>' => {
                    self.at += 1;
                    break;
                }
                b'/' => {
                    self.at += 1;
                    closed = rest.get(next + 1) == Some(&b'>');
                    continue;
                }
                b'=' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            let mut buffer = [0; NAME_BYTES_MAX];
            let name = Name::named(self.name(&mut buffer));
            let value = self.value();
            count += 1;
            if let Some(name) = name.filter(|_| count <= ATTRIBUTES_MAX) {
                let from = self.dom.text.len() as u32;
                entity::decode(value, &mut self.dom.text);
                self.dom.attributes.push((name, from, self.dom.text.len() as u32));
            }
        }
        self.dom.nodes[node as usize].last = self.dom.attributes.len() as u32;
        closed
    }

    fn value(&mut self) -> &'a str {
        let rest = self.rest();
        let space = rest.iter().position(|it| !it.is_ascii_whitespace()).unwrap_or(rest.len());
        if rest.get(space) != Some(&b'=') {
            return "";
        }
        self.at += space + 1;
        let rest = self.rest();
        let space = rest.iter().position(|it| !it.is_ascii_whitespace()).unwrap_or(rest.len());
        self.at += space;
        let quote = rest.get(space).filter(|it| matches!(it, b'"' | b'\''));
        let (start, end, next) = if let Some(quote) = quote {
            let start = self.at + 1;
            let inner = self.bytes().get(start..).unwrap_or_default();
            let length = memchr::memchr(*quote, inner).unwrap_or(inner.len());
            (start, start + length, (start + length + 1).min(self.html.len()))
        } else {
            let inner = self.rest();
            let ends = |it: &u8| it.is_ascii_whitespace() || *it == b'>';
            let length = inner.iter().position(ends).unwrap_or(inner.len());
            (self.at, self.at + length, self.at + length)
        };
        self.at = next;
        self.html.get(start..end).unwrap_or_default()
    }

    /// Takes what a raw element holds up to its end tag.
    fn raw(&mut self, node: u32, tag: Tag) {
        let start = self.at;
        let mut end = self.html.len();
        while let Some(found) = memchr::memmem::find(self.rest(), b"</") {
            let mark = self.at + found;
            self.at = mark + 2;
            let mut buffer = [0; NAME_BYTES_MAX];
            let name = self.name(&mut buffer);
            if Tag::named(name) == tag {
                end = mark;
                self.skip_past(b">");
                break;
            }
            self.at = mark + 2;
        }
        if end == self.html.len() {
            self.at = end;
        }
        let raw = self.html.get(start..end).unwrap_or_default();
        if !matches!(tag, Tag::Title | Tag::Script) {
            return;
        }
        let from = self.dom.text.len() as u32;
        if tag == Tag::Title {
            entity::decode(raw, &mut self.dom.text);
        } else {
            self.dom.text.push_str(raw);
        }
        let to = self.dom.text.len() as u32;
        let node = &mut self.dom.nodes[node as usize];
        (node.from, node.to) = (from, to);
    }

    fn end_tag(&mut self) {
        self.at += 1;
        let mut buffer = [0; NAME_BYTES_MAX];
        let name = self.name(&mut buffer);
        let tag = Tag::named(name);
        let hash = if tag == Tag::Other { hash(name) } else { 0 };
        self.skip_past(b">");
        if self.overflow > 0 && !tag.is_void() {
            self.overflow -= 1;
            return;
        }
        if matches!(tag, Tag::Html | Tag::Body) {
            return;
        }
        if tag.is_heading() {
            if let Some(depth) = self.find(|it| it.tag.is_heading(), |it| stops(tag, it)) {
                self.close_to(depth);
            }
            return;
        }
        if self.counts[tag as usize] == 0 {
            return;
        }
        let found = self.find(|it| it.tag == tag && it.name == hash, |it| stops(tag, it));
        if let Some(depth) = found {
            self.close_to(depth);
        }
    }

    /// How deep the innermost open element is that is `wanted`, none before it being a bar.
    fn find(&self, wanted: impl Fn(&Open) -> bool, bar: impl Fn(Tag) -> bool) -> Option<usize> {
        for (depth, open) in self.open.iter().enumerate().skip(1).rev() {
            if wanted(open) {
                return Some(depth);
            }
            if bar(open.tag) {
                return None;
            }
        }
        None
    }

    /// Closes all that is open from `depth` on.
    fn close_to(&mut self, depth: usize) {
        let end = self.dom.nodes.len() as u32;
        while self.open.len() > depth.max(1) {
            let Some(open) = self.open.pop() else { return };
            self.counts[open.tag as usize] -= 1;
            self.dom.nodes[open.node as usize].end = end;
        }
    }

    /// Closes what the opening of `tag` closes.
    fn imply_ends(&mut self, tag: Tag) {
        if self.counts[Tag::Head as usize] > 0 && !tag.is_head() && tag != Tag::Html {
            let inert = self.find(|it| matches!(it.tag, Tag::Noscript | Tag::Template), |_| false);
            if inert.is_none()
                && let Some(depth) = self.find(|it| it.tag == Tag::Head, |_| false)
            {
                self.close_to(depth);
            }
        }
        if self.overflow > 0 {
            return;
        }
        let cell = |it: Tag| matches!(it, Tag::Table | Tag::Td | Tag::Th | Tag::Caption);
        if tag.ends_paragraph() && self.counts[Tag::P as usize] > 0 {
            self.imply(&[Tag::P], |it| cell(it) || matches!(it, Tag::Button | Tag::Object));
        }
        match tag {
            Tag::Li => self.imply(&[Tag::Li], |it| {
                it.is_block() && !matches!(it, Tag::Address | Tag::Div | Tag::P)
            }),
            Tag::Dd | Tag::Dt => self.imply(&[Tag::Dd, Tag::Dt], |it| {
                it.is_block() && !matches!(it, Tag::Address | Tag::Div | Tag::P)
            }),
            Tag::Option => self.imply(&[Tag::Option], |it| it == Tag::Select),
            Tag::Td | Tag::Th => {
                self.imply(&[Tag::Td, Tag::Th], |it| matches!(it, Tag::Tr | Tag::Table));
            }
            Tag::Tr => self.imply(&[Tag::Tr], |it| it == Tag::Table),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.imply(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], |it| it == Tag::Table);
            }
            Tag::Ruby => self.imply(&[Tag::Ruby], Tag::is_block),
            Tag::A => self.imply(&[Tag::A], Tag::is_block),
            Tag::Button => self.imply(&[Tag::Button], Tag::is_block),
            _ if tag.is_heading() => {
                let top = self.open.last().map(|it| it.tag);
                if top.is_some_and(Tag::is_heading) {
                    self.close_to(self.open.len() - 1);
                }
            }
            _ => {}
        }
    }

    fn imply(&mut self, tags: &[Tag], bar: impl Fn(Tag) -> bool) {
        if tags.iter().all(|it| self.counts[*it as usize] == 0) {
            return;
        }
        if let Some(depth) = self.find(|it| tags.contains(&it.tag), bar) {
            self.close_to(depth);
        }
    }
}

/// Whether the end tag of `tag` has no effect on what lies outside of `bar`.
fn stops(tag: Tag, bar: Tag) -> bool {
    match tag {
        Tag::Table => false,
        Tag::Td | Tag::Th | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption => {
            bar == Tag::Table
        }
        Tag::Li => matches!(bar, Tag::Ul | Tag::Ol | Tag::Td | Tag::Th | Tag::Table),
        _ if !tag.is_block() => bar.is_block(),
        _ => matches!(bar, Tag::Td | Tag::Th | Tag::Caption | Tag::Table | Tag::Object),
    }
}

fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
