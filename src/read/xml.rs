//! XML as it streams by: the records of a document as small trees, one at a time, within bounds.
//!
//! Entities that a document defines are never expanded. What is not well-formed is read as far as
//! it makes sense, and said.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use crate::read::entity;
use crate::read::markup;
use crate::text::lossy;

/// Elements deeper than this are taken for text of the one above them.
const DEPTH_MAX: usize = 128;

/// So many elements and attributes in one record are too many.
const NODES_MAX: usize = 300_000;

/// What a document says outside of its records is kept up to so many elements.
const HEAD_NODES_MAX: usize = 20_000;

/// Markup is wordier than text: a record may have so many times the bytes of an article.
const MARKUP_GROWTH: u64 = 4;

/// The prefixes under which names of well-known spaces are looked up, however a document calls
/// them.
const SPACES: &[(&str, &str)] = &[
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://www.itunes.com/dtds/podcast", "itunes"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://wordpress.org/export/", "wp"),
    ("http://backend.userland.com/rss2", ""),
    ("http://blogs.law.harvard.edu/tech/rss", ""),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://channel.netscape.com/rdf/simple/0.9/", ""),
];

/// An element with all that is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Its name without a prefix.
    pub(crate) name: String,
    /// The usual prefix of its space; empty for none.
    pub(crate) space: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) nodes: Vec<Node>,
}

/// What stands in an element.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Whether it is called so, whatever the case.
    pub(crate) fn is(&self, name: &str) -> bool {
        match name.split_once(':') {
            Some((space, name)) => {
                self.space.eq_ignore_ascii_case(space) && self.name.eq_ignore_ascii_case(name)
            }
            None => self.name.eq_ignore_ascii_case(name),
        }
    }

    /// An attribute, with or without its prefix; empty ones count as absent.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let same = |it: &&(String, String)| {
            let local = it.0.rsplit(':').next().unwrap_or(&it.0);
            it.0.eq_ignore_ascii_case(name) || local.eq_ignore_ascii_case(name)
        };
        let found = self.attributes.iter().find(same);
        found.map(|it| it.1.trim()).filter(|it| !it.is_empty())
    }

    /// The elements directly in it.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|it| match it {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|it| it.is(name))
    }

    /// What a chain of children leads to: `head/docdata/urgency`.
    pub(crate) fn path(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |at, name| at.child(name))
    }

    /// All elements of a name in it, in order, at any depth.
    pub(crate) fn all<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        self.visit(&mut |it| {
            if it.is(name) {
                found.push(it);
            }
        });
        found
    }

    /// The first element of a name in it, at any depth.
    pub(crate) fn first<'a>(&'a self, name: &str) -> Option<&'a Element> {
        self.children().find_map(|it| if it.is(name) { Some(it) } else { it.first(name) })
    }

    fn visit<'a>(&'a self, take: &mut impl FnMut(&'a Element)) {
        for child in self.children() {
            take(child);
            child.visit(take);
        }
    }

    /// All its text as it stands.
    pub(crate) fn raw(&self) -> String {
        let mut out = String::new();
        self.raw_into(&mut out);
        out
    }

    fn raw_into(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.raw_into(out),
            }
        }
    }

    /// All its text on one line.
    pub(crate) fn line(&self) -> String {
        self.raw().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// [`line`](Element::line), where there is one.
    pub(crate) fn said(&self) -> Option<String> {
        Some(self.line()).filter(|it| !it.is_empty())
    }

    /// All its text on one line, with what its elements say apart: `<city>Lund</city><date>…`.
    pub(crate) fn spaced(&self) -> Option<String> {
        let mut parts = Vec::new();
        self.parts(&mut parts);
        Some(parts.join(" ")).filter(|it| !it.is_empty())
    }

    fn parts<'a>(&'a self, parts: &mut Vec<&'a str>) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => parts.extend(text.split_whitespace()),
                Node::Element(element) => element.parts(parts),
            }
        }
    }

    /// What is in it as markup, with the names that HTML knows.
    pub(crate) fn markup(&self) -> String {
        let mut out = String::new();
        self.markup_into(&mut out);
        out
    }

    fn markup_into(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => {
                    let escaped = quick_xml::escape::partial_escape(text.as_str());
                    out.push_str(&escaped);
                }
                Node::Element(element) => {
                    *out += &format!("<{}>", element.name);
                    element.markup_into(out);
                    *out += &format!("</{}>", element.name);
                }
            }
        }
    }

    /// Its text in paragraphs, as far as it is made of what HTML calls blocks.
    pub(crate) fn text(&self) -> String {
        markup::text(&self.markup())
    }

    /// Takes every element of these names out of it, at any depth.
    pub(crate) fn drop_all(&mut self, names: &[&str]) {
        self.nodes.retain(|it| match it {
            Node::Element(element) => !names.iter().any(|name| element.is(name)),
            Node::Text(_) => true,
        });
        for node in &mut self.nodes {
            if let Node::Element(element) = node {
                element.drop_all(names);
            }
        }
    }

    /// As a JSON value, for readers that go by the names of fields: attributes are `@name`,
    /// `<field name="x">` is `x`.
    pub(crate) fn value(&self) -> Value {
        let is_leaf = self.children().next().is_none();
        let plain = is_leaf || self.children().all(|it| it.space == "xhtml" || is_inline(it));
        if plain && (self.attributes.is_empty() || !self.nodes.is_empty()) {
            return Value::String(if is_leaf { self.raw().trim().to_owned() } else { self.text() });
        }
        let mut object = Map::new();
        for (name, value) in &self.attributes {
            object.insert(format!("@{name}"), Value::from(value.as_str()));
        }
        for child in self.children() {
            let name = match child.attribute("name") {
                Some(name) if matches!(child.name.as_str(), "field" | "str" | "date") => name,
                _ => &child.name,
            };
            let value = child.value();
            match object.get_mut(name) {
                None => _ = object.insert(name.to_owned(), value),
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(object)
    }
}

/// Whether an element is one of those that HTML has in a text.
fn is_inline(element: &Element) -> bool {
    const MARKS: &[&str] =
        &["p", "br", "b", "i", "em", "strong", "a", "span", "u", "sup", "sub", "q", "div", "h2"];
    MARKS.iter().any(|it| element.name.eq_ignore_ascii_case(it))
}

/// The name of the first element of a document, and its tag, where `head` is XML.
pub(crate) fn root(head: &[u8]) -> Option<(String, String)> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if !head.starts_with(b"<") {
        return None;
    }
    let text = lossy(head);
    let mut rest = text.as_ref();
    loop {
        rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix("<!--") {
            rest = inner.get(inner.find("-->")? + 3..)?;
        } else if rest.starts_with("<?") {
            rest = rest.get(rest.find("?>")? + 2..)?;
        } else if rest.starts_with("<!") {
            // A document type may hold declarations in brackets.
            let end = rest.find('>')?;
            let end = match rest.find('[') {
                Some(open) if open < end => open + rest.get(open..)?.find(']')? + 1,
                _ => end,
            };
            rest = rest.get(end..)?;
            rest = rest.get(rest.find('>')? + 1..)?;
        } else {
            break;
        }
    }
    let tag = rest.strip_prefix('<')?;
    let tag = tag.get(..tag.find('>').unwrap_or(tag.len()))?;
    let name: &str = tag.split(|it: char| it.is_whitespace() || it == '/').next()?;
    let named = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
    named.then(|| (name.rsplit(':').next().unwrap_or(name).to_owned(), tag.to_owned()))
}

/// What came of reading on.
#[derive(Debug)]
pub(crate) enum Cut {
    /// A whole record.
    Record(Element),
    /// A record that the document breaks off in; what there was of it.
    Torn(Element),
    /// A record is larger than one may be; nothing more is read.
    TooLong,
    /// The document is not XML from here on; nothing more is read.
    Broken(String),
    /// There are no more.
    End,
}

/// The records of a document, in order.
pub(crate) struct Records<'a> {
    reader: Reader<Guard<'a>>,
    guard: Rc<State>,
    bytes_max: u64,
    is_record: fn(&Element, &[Element]) -> bool,
    /// The elements that are open around the records, with what they said so far.
    open: Vec<Element>,
    head_nodes: usize,
    /// The spaces that are in scope: how deep, prefix, and ours.
    spaces: Vec<(usize, String, String)>,
    depth: usize,
    line: u64,
    /// The first thing that was wrong and got over.
    odd: Option<(u64, String)>,
    done: bool,
    /// The outermost element, once it is closed.
    root: Option<Element>,
}

impl<'a> Records<'a> {
    /// The records of `input` for which `is_record` says so, given the elements around them.
    pub(crate) fn new(
        input: &'a mut dyn BufRead,
        article_bytes_max: usize,
        is_record: fn(&Element, &[Element]) -> bool,
    ) -> Records<'a> {
        let bytes_max = article_bytes_max as u64 * MARKUP_GROWTH;
        let guard = Rc::new(State { left: Cell::new(bytes_max), lines: Cell::new(1) });
        let mut reader = Reader::from_reader(Guard { inner: input, state: Rc::clone(&guard) });
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Records {
            reader,
            guard,
            bytes_max,
            is_record,
            open: Vec::new(),
            head_nodes: 0,
            spaces: Vec::new(),
            depth: 0,
            line: 1,
            odd: None,
            done: false,
            root: None,
        }
    }

    /// What the document says outside of its records, once it was read to its end.
    pub(crate) fn root(&mut self) -> Option<Element> {
        self.root.take().or_else(|| fold(&mut self.open))
    }

    /// The line where the record that was cut last starts.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The elements around the record, the outermost first.
    pub(crate) fn around(&self) -> &[Element] {
        &self.open
    }

    /// The first fault that was got over, and its line.
    pub(crate) fn odd(&mut self) -> Option<(u64, String)> {
        self.odd.take()
    }

    fn note(&mut self, what: &str) {
        if self.odd.is_none() {
            self.odd = Some((self.guard.lines.get(), what.to_owned()));
        }
    }

    /// Reads on to the next record.
    ///
    /// # Errors
    /// Where the stream fails.
    pub(crate) fn next(&mut self) -> io::Result<Cut> {
        if self.done {
            return Ok(Cut::End);
        }
        self.guard.left.set(self.bytes_max);
        let mut record: Vec<Element> = Vec::new();
        let mut nodes = 0;
        let mut too_deep = 0_usize;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            if record.is_empty() {
                self.guard.left.set(self.bytes_max);
            }
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event.into_owned(),
                Err(error) => return self.failed(error),
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH_MAX {
                        too_deep += 1;
                        continue;
                    }
                    let element = self.element(&start, &mut nodes);
                    self.start(element, &mut record);
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    let element = self.element(&start, &mut nodes);
                    let is_record = record.is_empty() && (self.is_record)(&element, &self.open);
                    self.close_spaces();
                    self.depth -= 1;
                    if is_record {
                        self.line = self.guard.lines.get();
                        return Ok(Cut::Record(element));
                    }
                    self.put(&mut record, Node::Element(element));
                }
                Event::End(end) => {
                    if self.depth > DEPTH_MAX && too_deep > 0 {
                        too_deep -= 1;
                        self.depth -= 1;
                        continue;
                    }
                    let name = local(end.name().into_inner()).to_owned();
                    if let Some(whole) = self.end(&name, &mut record) {
                        return Ok(Cut::Record(whole));
                    }
                }
                Event::Text(text) => self.text(&mut record, text.into_inner().into_owned()),
                Event::CData(text) => self.text(&mut record, text.into_inner().into_owned()),
                Event::GeneralRef(name) => {
                    let name = name.into_inner();
                    let letters = match entity::letters(&name) {
                        Some(it) => it.as_str(&mut [0; 4]).to_owned(),
                        None => format!("&{name};"),
                    };
                    self.text(&mut record, letters);
                }
                Event::Eof => {
                    self.done = true;
                    if self.depth > 0 || !self.open.is_empty() {
                        self.note("the document ends before its elements do");
                    }
                    return Ok(match fold(&mut record) {
                        Some(torn) => Cut::Torn(torn),
                        None => Cut::End,
                    });
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            nodes += 1;
            if !record.is_empty() && nodes > NODES_MAX {
                self.done = true;
                return Ok(Cut::TooLong);
            }
        }
    }

    fn failed(&mut self, error: quick_xml::Error) -> io::Result<Cut> {
        self.done = true;
        if self.guard.left.get() == 0 {
            return Ok(Cut::TooLong);
        }
        match error {
            quick_xml::Error::Io(error) => Err(io::Error::new(error.kind(), error.to_string())),
            error => {
                self.line = self.guard.lines.get();
                Ok(Cut::Broken(error.to_string()))
            }
        }
    }

    fn start(&mut self, element: Element, record: &mut Vec<Element>) {
        if record.is_empty() {
            if (self.is_record)(&element, &self.open) {
                self.line = self.guard.lines.get();
                record.push(element);
            } else {
                self.open.push(element);
            }
        } else {
            record.push(element);
        }
    }

    /// Closes the element of a name, and all that was left open in it; the record, where it is
    /// that which is closed.
    fn end(&mut self, name: &str, record: &mut Vec<Element>) -> Option<Element> {
        let open = if record.is_empty() { &self.open } else { &*record };
        let Some(at) = open.iter().rposition(|it| it.name == name) else {
            self.note(&format!("</{}> closes nothing", short(name)));
            return None;
        };
        let unclosed = open.len() - at - 1;
        if unclosed > 0 {
            self.note(&format!("</{}> closes more than itself", short(name)));
        }
        for _ in 0..=unclosed {
            self.close_spaces();
            self.depth = self.depth.saturating_sub(1);
            let open = if record.is_empty() { &mut self.open } else { &mut *record };
            let element = open.pop()?;
            if record.is_empty() && self.in_record(&element) {
                return Some(element);
            }
            self.put(record, Node::Element(element));
        }
        None
    }

    /// Whether `element`, the last that was popped, was the root of a record.
    fn in_record(&self, element: &Element) -> bool {
        (self.is_record)(element, &self.open)
    }

    fn put(&mut self, record: &mut [Element], node: Node) {
        if let Some(parent) = record.last_mut() {
            parent.nodes.push(node);
        } else if let Some(parent) = self.open.last_mut()
            && self.head_nodes < HEAD_NODES_MAX
        {
            self.head_nodes += 1;
            parent.nodes.push(node);
        } else if let (Node::Element(element), true) = (node, self.open.is_empty()) {
            self.root = Some(element);
        }
    }

    fn text(&mut self, record: &mut [Element], text: String) {
        if record.is_empty() && text.trim().is_empty() {
            return;
        }
        let last = match record.last_mut() {
            Some(parent) => parent.nodes.last_mut(),
            None => self.open.last_mut().and_then(|it| it.nodes.last_mut()),
        };
        match last {
            Some(Node::Text(before)) => before.push_str(&text),
            _ => self.put(record, Node::Text(text)),
        }
    }

    /// The element that a tag opens; the spaces it names are in scope from here.
    fn element(&mut self, start: &BytesStart<'_>, nodes: &mut usize) -> Element {
        let mut attributes: Vec<(String, String)> = Vec::new();
        let mut list = start.html_attributes();
        list.with_checks(false);
        for attribute in list.flatten() {
            *nodes += 1;
            let name = attribute.key.into_inner();
            let value = unescape(&attribute.value);
            if let Some(prefix) = name.strip_prefix("xmlns") {
                let prefix = prefix.strip_prefix(':').unwrap_or_default().to_owned();
                let lower = value.to_ascii_lowercase();
                let known = SPACES.iter().find(|it| lower.starts_with(&it.0.to_ascii_lowercase()));
                let ours = match known {
                    Some(known) => known.1.to_owned(),
                    None => prefix.clone(),
                };
                self.spaces.push((self.depth, prefix, ours));
            }
            attributes.push((name.to_owned(), value));
        }
        let name = start.name().into_inner();
        let (prefix, name) = name.split_once(':').unwrap_or(("", name));
        let declared = self.spaces.iter().rev().find(|it| it.1 == prefix);
        let space = declared.map_or(prefix, |it| &it.2).to_owned();
        Element { name: name.to_owned(), space, attributes, nodes: Vec::new() }
    }

    fn close_spaces(&mut self) {
        while self.spaces.last().is_some_and(|it| it.0 >= self.depth) {
            self.spaces.pop();
        }
    }
}

/// What is left open, put into each other.
fn fold(record: &mut Vec<Element>) -> Option<Element> {
    let mut inner = record.pop()?;
    while let Some(mut outer) = record.pop() {
        outer.nodes.push(Node::Element(inner));
        inner = outer;
    }
    Some(inner)
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |it| it.1)
}

fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    entity::decode_closed(value, &mut out);
    out
}

#[derive(Debug)]
struct State {
    left: Cell<u64>,
    lines: Cell<u64>,
}

/// Counts lines, and ends a stream that gives more than it should without coming to a record.
struct Guard<'a> {
    inner: &'a mut dyn BufRead,
    state: Rc<State>,
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = self.fill_buf()?;
        let count = piece.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), piece.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Guard<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.state.left.get() == 0 {
            return Err(io::Error::other("the record is larger than one may be"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(piece) = self.inner.fill_buf() {
            let piece = piece.get(..count).unwrap_or_default();
            let feeds = memchr::memchr_iter(b'\n', piece).count() as u64;
            self.state.lines.set(self.state.lines.get() + feeds);
        }
        self.state.left.set(self.state.left.get().saturating_sub(count as u64));
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<String>, Option<(u64, String)>) {
        let mut input = text.as_bytes();
        let mut records = Records::new(&mut input, 1 << 20, |it, _| it.is("item"));
        let mut found = Vec::new();
        loop {
            match records.next().unwrap() {
                Cut::Record(it) => found.push(format!("{}: {}", records.line(), it.markup())),
                Cut::Torn(it) => found.push(format!("torn {}", it.markup())),
                Cut::TooLong => found.push("too long".to_owned()),
                Cut::Broken(_) => found.push("broken".to_owned()),
                Cut::End => break,
            }
        }
        (found, records.odd())
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str], odd: Option<&str>) {
        let (found, said) = cut(text);
        assert_eq!(found, expected);
        assert_eq!(said.map(|it| it.1).as_deref(), odd);
    }

    #[test]
    fn records() {
        check("<r><h>x</h>\n<item>a<b>c</b></item><item/></r>", &["2: a<b>c</b>", "2: "], None);
        check(
            "<r><item>a &amp; b &nbsp;&own;<![CDATA[<p>]]></item></r>",
            &["1: a &amp; b \u{a0}&amp;own;&lt;p&gt;"],
            None,
        );
        check(
            "<r><item><b>a</item><item>b</item>",
            &["1: <b>a</b>", "1: b"],
            Some("</item> closes more than itself"),
        );
        check("<r><item>a", &["torn a"], Some("the document ends before its elements do"));
        check("<r></x><item>a</item></r>", &["1: a"], Some("</x> closes nothing"));
        let deep =
            format!("<r><item>{}text{}</item></r>", "<a>".repeat(5_000), "</a>".repeat(5_000));
        assert_eq!(cut(&deep).0.len(), 1);
    }

    #[test]
    fn entities_are_not_expanded() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
            <r><item>&b;</item></r>";
        check(bomb, &["1: &amp;b;"], None);
        assert_eq!(root(bomb.as_bytes()).unwrap().0, "r");
    }

    #[test]
    fn large_records_are_refused() {
        let text = format!("<r><item>{}</item></r>", "x".repeat(5 << 20));
        assert_eq!(cut(&text).0, ["too long"]);
        let text = format!("<r><item>{}</item></r>", "<a/>".repeat(400_000));
        assert_eq!(cut(&text).0, ["too long"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_safe(text in "(<|>|/|item|a|!|\\[|\\]|&|;|\"|=|-| |<item>|</item>){0,60}") {
            _ = cut(&text);
            _ = root(text.as_bytes());
        }
    }
}
