//! The text of a page as blocks: what a reader sees as one paragraph, heading or line.

use crate::read::html::dom::Dom;
use crate::read::html::tag::Tag;

/// One run of text between two edges of block elements.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The block element it lies in.
    pub(crate) node: u32,
    pub(crate) tag: Tag,
    /// Its first text node and the one after its last.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Where its text lies in `Blocks::text`.
    start: usize,
    end: usize,
    /// Characters, white space run together.
    pub(crate) chars: u32,
    /// Those of them that are in links.
    pub(crate) linked: u32,
    /// Marks that end sentences, and commas.
    pub(crate) stops: u32,
    pub(crate) commas: u32,
}

impl Block {
    /// The part of it that is not in links.
    pub(crate) fn plain(&self) -> u32 {
        self.chars - self.linked
    }

    /// From 0 to 1.
    pub(crate) fn link_density(&self) -> f64 {
        if self.chars == 0 { 0.0 } else { f64::from(self.linked) / f64::from(self.chars) }
    }
}

/// All blocks of a page in their order.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) all: Vec<Block>,
    text: String,
}

/// Elements whose content nobody reads.
pub(crate) fn is_silent(tag: Tag) -> bool {
    tag.is_raw()
        || matches!(
            tag,
            Tag::Head
                | Tag::Noscript
                | Tag::Ruby
                | Tag::Template
                | Tag::Select
                | Tag::Button
                | Tag::Svg
                | Tag::Object
                | Tag::Canvas
                | Tag::Video
                | Tag::Option
        )
}

impl Blocks {
    pub(crate) fn of(dom: &Dom) -> Blocks {
        let mut blocks = Blocks::default();
        let mut block_of = vec![0_u32; dom.nodes.len()];
        let mut link_end = 0;
        let mut breaks = 0;
        let mut edge = 0;
        let mut open: Option<Block> = None;
        let mut node = 0;
        while let Some(it) = dom.nodes.get(node as usize) {
            if is_silent(it.tag) {
                node = it.end;
                continue;
            }
            let around = block_of[it.parent as usize];
            block_of[node as usize] = if it.tag.is_block() { node } else { around };
            match it.tag {
                Tag::Text => {
                    let apart = open
                        .as_ref()
                        .is_some_and(|open| open.node != around || edge >= open.last || breaks > 1);
                    if apart {
                        blocks.close(open.take());
                    }
                    let broken = breaks > 0;
                    let tag = dom.node(around).tag;
                    let at = blocks.text.len();
                    let open = open.get_or_insert(Block {
                        node: around,
                        tag,
                        first: node,
                        last: node,
                        start: at,
                        end: at,
                        chars: 0,
                        linked: 0,
                        stops: 0,
                        commas: 0,
                    });
                    if broken && open.chars > 0 {
                        blocks.text.push('\n');
                    }
                    let text = dom.text(node);
                    blocks.append(open, text, node < link_end);
                    open.last = node + 1;
                    if !text.trim_ascii().is_empty() {
                        breaks = 0;
                    }
                }
                Tag::Br => breaks += 1,
                Tag::A => link_end = it.end.max(link_end),
                tag if tag.is_block() => {
                    edge = node;
                    breaks = 0;
                }
                _ => {}
            }
            node += 1;
        }
        blocks.close(open);
        blocks
    }

    fn append(&mut self, block: &mut Block, text: &str, linked: bool) {
        let mut count = 0;
        let mut space =
            self.text.len() > block.start && self.text.ends_with(|it: char| it.is_whitespace());
        let mut previous = ' ';
        let fresh = block.start == self.text.len();
        let mut empty = fresh;
        for char in text.chars() {
            if matches!(char, '\u{AD}' | '\u{200B}' | '\u{FEFF}') {
                continue;
            }
            if char.is_whitespace() {
                if !space && !empty {
                    self.text.push(' ');
                    count += 1;
                }
                space = true;
                previous = ' ';
                continue;
            }
            match char {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '۔' | '؟'
                    if previous != char =>
                {
                    block.stops += 1;
                }
                ',' | ';' | '،' | '、' | '，' => block.commas += 1,
                _ => {}
            }
            self.text.push(char);
            // A character of East Asia says as much as two letters.
            count += if char >= '\u{2E80}' { 2 } else { 1 };
            space = false;
            empty = false;
            previous = char;
        }
        block.chars += count;
        block.linked += if linked { count } else { 0 };
    }

    fn close(&mut self, block: Option<Block>) {
        let Some(mut block) = block else { return };
        let text = self.text.get(block.start..).unwrap_or_default();
        block.end = block.start + text.trim_end().len();
        if block.end > block.start {
            self.all.push(block);
        } else {
            self.text.truncate(block.start);
        }
    }

    pub(crate) fn text(&self, block: &Block) -> &str {
        self.text.get(block.start..block.end).unwrap_or_default()
    }
}
