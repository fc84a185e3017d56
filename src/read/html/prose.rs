//! The text of the article on a page: which blocks are of it.
//!
//! A page is pruned of what its authors call navigation, advertising and comments; then the
//! element is looked for that holds most of the running text; then its blocks are taken but for
//! lists of links and labels.

use crate::read::html::block::{Block, Blocks};
use crate::read::html::class::Kind;
use crate::read::html::dom::Dom;
use crate::read::html::meta::folded;
use crate::read::html::phrase;
use crate::read::html::tag::Tag;

/// An element called junk is kept where so much of the page's running text is in it.
const JUNK_SHARE_MAX: f64 = 0.4;

/// An element that leaves out less than this is taken for its parent.
const CHILD_SHARE_MIN: f64 = 0.75;

/// The text found, and what was seen on the way.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) body: String,
    /// Characters taken that are not in links.
    pub(crate) chars: u32,
    /// How many lines of the page lead elsewhere with words of a headline's length.
    pub(crate) links: usize,
}

pub(crate) struct Prose<'a> {
    dom: &'a Dom,
    kinds: &'a [Kind],
    blocks: &'a Blocks,
    title: String,
    /// Per block: how much running text it holds; 0 where it was pruned.
    scores: Vec<f64>,
    /// The sums of `scores` before each block.
    sums: Vec<f64>,
    pruned: Vec<bool>,
}

impl<'a> Prose<'a> {
    pub(crate) fn new(dom: &'a Dom, kinds: &'a [Kind], blocks: &'a Blocks, title: &str) -> Self {
        let count = blocks.all.len();
        let mut prose = Prose {
            dom,
            kinds,
            blocks,
            title: folded(title),
            scores: vec![0.0; count],
            sums: vec![0.0; count + 1],
            pruned: vec![false; count],
        };
        prose.score();
        prose
    }

    fn score(&mut self) {
        let mut sum = 0.0;
        for (number, block) in self.blocks.all.iter().enumerate() {
            let score = if self.pruned[number] { 0.0 } else { running(block) };
            self.scores[number] = score;
            self.sums[number] = sum;
            sum += score;
        }
        if let Some(last) = self.sums.last_mut() {
            *last = sum;
        }
    }

    /// The blocks within a node, as a range.
    fn within(&self, node: u32) -> std::ops::Range<usize> {
        let Some(end) = self.dom.nodes.get(node as usize).map(|it| it.end) else { return 0..0 };
        let all = &self.blocks.all;
        all.partition_point(|it| it.first < node)..all.partition_point(|it| it.first < end)
    }

    fn content(&self, node: u32) -> f64 {
        let within = self.within(node);
        self.sums[within.end] - self.sums[within.start]
    }

    /// Finds the text.
    pub(crate) fn find(mut self) -> Found {
        self.prune();
        self.score();
        let container = self.container();
        let found = self.take(container);
        if found.body.is_empty() { self.scraps() } else { found }
    }

    /// What there is to read on a page without running text.
    fn scraps(&self) -> Found {
        let mut found = self.take(u32::MAX);
        for (block, pruned) in self.blocks.all.iter().zip(&self.pruned) {
            let text = self.blocks.text(block);
            let wanted = block.stops > 0 && block.plain() >= 12 && block.link_density() < 0.5;
            let line =
                block.tag.is_heading() || self.is_title(text) || phrase::is_boilerplate(text);
            if !pruned && wanted && !line {
                push(&mut found, text);
                found.chars += block.plain();
            }
        }
        found
    }

    fn prune(&mut self) {
        let total = self.sums.last().copied().unwrap_or_default().max(1.0);
        let titles: Vec<u32> = (0_u32..)
            .zip(&self.dom.nodes)
            .filter(|it| it.1.tag == Tag::H1)
            .map(|it| it.0)
            .collect();
        let headed = |node: u32, end: u32| titles.iter().any(|it| node <= *it && *it < end);
        let mut node = 0;
        while let Some(it) = self.dom.nodes.get(node as usize) {
            let kind = self.kinds[node as usize];
            let fixed = matches!(
                it.tag,
                Tag::Text | Tag::Html | Tag::Body | Tag::Main | Tag::Root | Tag::Head
            );
            if fixed || kind == Kind::default() {
                node += 1;
                continue;
            }
            let share = || self.content(node) / total;
            let out = if kind.has(Kind::TEXT) {
                false
            } else if kind.has(Kind::COMMENT) {
                !headed(node, it.end) && it.tag != Tag::Article && share() < 0.95
            } else if kind.has(Kind::HIDDEN) {
                share() < JUNK_SHARE_MAX
            } else if kind.has(Kind::JUNK) {
                share() < JUNK_SHARE_MAX
            } else if kind.has(Kind::TEASER) {
                share() < JUNK_SHARE_MAX
            } else if kind.has(Kind::LABEL) {
                share() < 0.2
            } else {
                false
            };
            if out {
                for block in self.within(node) {
                    self.pruned[block] = true;
                }
                node = it.end;
            } else {
                node += 1;
            }
        }
    }

    /// The element that holds the article.
    fn container(&self) -> u32 {
        let whole = self.content(0);
        let mut best = (0, 0.0);
        for (number, node) in (0_u32..).zip(&self.dom.nodes) {
            if node.tag == Tag::Text || !self.kinds[number as usize].has(Kind::TEXT) {
                continue;
            }
            let content = self.content(number);
            if content > best.1 {
                best = (number, content);
            }
        }
        let general = self.descend(0);
        if best.1 > 0.4 * self.content(general) && best.1 > 0.3 * whole && best.1 > 200.0 {
            return best.0;
        }
        general
    }

    /// From `node` down to the smallest element that still holds nearly all running text.
    fn descend(&self, node: u32) -> u32 {
        let mut node = node;
        loop {
            let content = self.content(node);
            let mut best = (0, 0.0);
            let mut child = node + 1;
            let end = self.dom.node(node).end;
            while child < end {
                let it = self.dom.node(child);
                if it.tag != Tag::Text {
                    let inner = self.content(child);
                    if inner > best.1 {
                        best = (child, inner);
                    }
                }
                child = it.end;
            }
            let single = matches!(self.dom.node(best.0).tag, Tag::P | Tag::Blockquote | Tag::Pre);
            if best.1 < CHILD_SHARE_MIN * content || best.1 <= 0.0 || single {
                return node;
            }
            node = best.0;
        }
    }

    /// Takes the blocks of `container`.
    fn take(&self, container: u32) -> Found {
        let links = self.blocks.all.iter().filter(|it| leads_elsewhere(it)).count();
        let mut found = Found { links, ..Found::default() };
        let within = self.within(container);
        let mut pending: Vec<usize> = Vec::new();
        let mut started = false;
        for number in within {
            if self.pruned[number] {
                continue;
            }
            let block = &self.blocks.all[number];
            let text = self.blocks.text(block);
            if block.tag.is_heading() {
                if self.is_title(text) {
                    pending.clear();
                } else if block.link_density() < 0.8 && block.chars < 200 {
                    pending.push(number);
                }
                continue;
            }
            if !self.is_wanted(block, text, started) {
                continue;
            }
            if self.scores[number] > 0.0 {
                started = true;
            }
            for heading in pending.drain(..) {
                if found.chars > 0 || started {
                    push(&mut found, self.blocks.text(&self.blocks.all[heading]));
                }
            }
            push(&mut found, text);
            found.chars += block.plain();
        }
        found
    }

    fn is_title(&self, text: &str) -> bool {
        !self.title.is_empty() && folded(text) == self.title
    }

    fn is_wanted(&self, block: &Block, text: &str, started: bool) -> bool {
        if block.link_density() > 0.75 && !(block.tag == Tag::P && block.chars > 120) {
            return false;
        }
        if block.link_density() > 0.4 && block.plain() < 25 {
            return false;
        }
        if phrase::is_boilerplate(text) {
            return false;
        }
        if !started {
            return running(block) > 0.0 && !self.is_title(text);
        }
        true
    }
}

fn push(found: &mut Found, text: &str) {
    if !found.body.is_empty() {
        found.body.push_str("\n\n");
    }
    found.body.push_str(text);
}

/// Whether a block is a headline of something else.
fn leads_elsewhere(block: &Block) -> bool {
    (25..200).contains(&block.chars) && block.link_density() > 0.8
}

/// How much running text a block is.
fn running(block: &Block) -> f64 {
    if block.tag.is_heading() {
        return 0.0;
    }
    let density = block.link_density();
    if density > 0.5 || block.plain() < 20 {
        return 0.0;
    }
    let plain = f64::from(block.plain()) * (1.0 - density);
    let sentence = block.stops > 0 || block.commas > 1;
    let weight = match block.tag {
        Tag::P | Tag::Blockquote | Tag::Pre => 1.0,
        Tag::Li | Tag::Dd | Tag::Td | Tag::Th => 0.6,
        _ => 0.85,
    };
    if sentence && block.chars >= 40 {
        plain * weight
    } else if block.chars >= 80 {
        plain * weight * 0.7
    } else {
        0.0
    }
}
