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
use crate::read::html::tag::{Name, Tag};

/// An element called junk is kept where so much of the page's running text is in it.
const JUNK_SHARE_MAX: f64 = 0.5;

/// An element that leaves out less than this is taken for its parent.
const CHILD_SHARE_MIN: f64 = 0.85;

/// Comments are left out where more running text than this is on the page beside them.
const COMMENTED_MIN: f64 = 150.0;

/// A text shorter than this may have been pruned by mistake.
const FEW_CHARS: u32 = 100;

/// The opening paragraph lies no more blocks than this after the headline, and is so long.
const LEAD_BLOCKS_MAX: usize = 40;
const LEAD_CHARS_MIN: u32 = 50;

/// A heading over the text that is as long as this is part of it.
const SUBTITLE_CHARS_MIN: u32 = 60;

/// The text found, and what was seen on the way.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) body: String,
    /// Characters taken that are not in links.
    pub(crate) chars: u32,
    /// How many lines of the page lead elsewhere with words of a headline's length.
    pub(crate) links: usize,
}

/// Whether a block was pruned, and how sure that was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cut {
    Not,
    /// Called a teaser or a label, which an opening paragraph may be, too.
    Soft,
    Hard,
}

/// How far the names of elements are trusted.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Care {
    Full,
    Little,
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
    pruned: Vec<Cut>,
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
            pruned: vec![Cut::Not; count],
        };
        prose.score();
        prose
    }

    fn score(&mut self) {
        let mut sum = 0.0;
        for (number, block) in self.blocks.all.iter().enumerate() {
            let score = if self.pruned[number] == Cut::Not { running(block) } else { 0.0 };
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
        self.prune(Care::Full);
        self.score();
        let container = self.container();
        let found = self.take(&self.parts(container));
        // A page whose names mislead is read by its elements alone.
        if found.chars < FEW_CHARS {
            self.pruned.fill(Cut::Not);
            self.prune(Care::Little);
            self.score();
            let container = self.container();
            let other = self.take(&self.parts(container));
            if other.chars > 3 * found.chars {
                return other;
            }
        }
        if found.body.is_empty() { self.scraps() } else { found }
    }

    /// The container and what stands beside it as another part of the same text.
    fn parts(&self, container: u32) -> Vec<u32> {
        let mut parts = vec![container];
        let mut node = container;
        for _ in 0..2 {
            let tag = self.dom.node(node).tag;
            if node == 0 || matches!(tag, Tag::Body | Tag::Html) {
                break;
            }
            let parent = self.dom.node(node).parent;
            let class = self.dom.attribute(container, Name::Class).unwrap_or_default();
            let mut child = parent + 1;
            while child < self.dom.node(parent).end {
                let it = self.dom.node(child);
                if child != node && it.tag != Tag::Text && self.content(child) > 0.0 {
                    let same = it.tag == self.dom.node(container).tag
                        && !class.is_empty()
                        && self.dom.attribute(child, Name::Class) == Some(class);
                    let text = self.kinds[child as usize].has(Kind::TEXT);
                    let paragraph = matches!(it.tag, Tag::P | Tag::Blockquote | Tag::Ul | Tag::Ol)
                        || it.tag.is_heading();
                    if same || text || paragraph {
                        parts.push(child);
                    }
                }
                child = it.end;
            }
            node = parent;
        }
        parts.sort_unstable();
        parts
    }

    /// What there is to read on a page without running text.
    fn scraps(&self) -> Found {
        let mut found = self.take(&[]);
        for (block, pruned) in self.blocks.all.iter().zip(&self.pruned) {
            let text = self.blocks.text(block);
            let wanted = block.stops > 0 && block.plain() >= 12 && block.link_density() < 0.5;
            let line =
                block.tag.is_heading() || self.is_title(text) || phrase::is_boilerplate(text);
            if *pruned == Cut::Not && wanted && !line {
                push(&mut found, text);
                found.chars += block.plain();
            }
        }
        found
    }

    fn prune(&mut self, care: Care) {
        let total = self.sums.last().copied().unwrap_or_default().max(1.0);
        let titles: Vec<u32> = (0_u32..)
            .zip(&self.dom.nodes)
            .filter(|it| it.1.tag == Tag::H1)
            .map(|it| it.0)
            .collect();
        let headed = |node: u32, end: u32| {
            titles.get(titles.partition_point(|it| *it < node)).is_some_and(|it| *it < end)
        };
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
            let has_title = || headed(node, it.end) && share() > 0.1;
            let certain = matches!(it.tag, Tag::Nav | Tag::Footer | Tag::Aside);
            let spared = care == Care::Little && !certain && !kind.has(Kind::COMMENT);
            let aside = [Kind::HIDDEN, Kind::JUNK, Kind::TEASER].into_iter().any(|it| kind.has(it));
            let out = if spared || kind.has(Kind::TEXT) {
                false
            } else if kind.has(Kind::COMMENT) {
                !headed(node, it.end)
                    && it.tag != Tag::Article
                    && (1.0 - share()) * total > COMMENTED_MIN
            } else if aside {
                !has_title() && share() < JUNK_SHARE_MAX
            } else if kind.has(Kind::LABEL) {
                !has_title() && share() < 0.2
            } else {
                false
            };
            if out {
                let soft =
                    !kind.has(Kind::JUNK) && !kind.has(Kind::COMMENT) && !kind.has(Kind::HIDDEN);
                let soft = soft && it.tag != Tag::Figcaption;
                let cut = if soft { Cut::Soft } else { Cut::Hard };
                for block in self.within(node) {
                    self.pruned[block] = cut;
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
        if best.1 > 0.4 * self.content(general) && best.1 > 0.3 * whole && best.1 > 80.0 {
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

    /// Takes the blocks of the parts of a text.
    fn take(&self, parts: &[u32]) -> Found {
        let links = self.blocks.all.iter().filter(|it| leads_elsewhere(it)).count();
        let mut found = Found { links, ..Found::default() };
        let within = parts.iter().flat_map(|it| self.within(*it));
        let total: f64 = within.clone().map(|it| self.scores[it]).sum();
        let mut taken = self.lead(parts);
        // Headings and short lines wait until something follows that they can belong to.
        let mut pending: Vec<usize> = Vec::new();
        let mut sum = 0.0;
        for number in within {
            if self.pruned[number] != Cut::Not {
                continue;
            }
            let block = &self.blocks.all[number];
            let text = self.blocks.text(block);
            let short = block.chars < 120 && running(block) == 0.0;
            if short && sum > 0.65 * total && phrase::is_ending(text) {
                break;
            }
            if block.tag.is_heading() && running(block) == 0.0 {
                if self.is_title(text) {
                    pending.clear();
                } else if block.link_density() < 0.8 && block.chars < 200 {
                    pending.push(number);
                }
                continue;
            }
            if !self.is_wanted(block, text, sum > 0.0) {
                if block.link_density() > 0.4 && block.chars > 15 {
                    pending.clear();
                }
                continue;
            }
            if block.chars < 70 && block.stops == 0 && !matches!(block.tag, Tag::Li | Tag::Td) {
                pending.push(number);
                continue;
            }
            if sum == 0.0 {
                pending.retain(|it| {
                    let block = &self.blocks.all[*it];
                    block.tag.is_heading() && block.chars >= SUBTITLE_CHARS_MIN
                });
            }
            sum += self.scores[number];
            taken.append(&mut pending);
            taken.push(number);
        }
        for number in taken {
            let block = &self.blocks.all[number];
            push(&mut found, self.blocks.text(block));
            found.chars += block.plain();
        }
        found
    }

    /// The opening paragraphs that stand between the headline and the rest of the text.
    fn lead(&self, parts: &[u32]) -> Vec<usize> {
        let Some(first) = parts.first().map(|it| self.within(*it).start) else { return Vec::new() };
        let from = first.saturating_sub(LEAD_BLOCKS_MAX);
        let heading = (from..first).rev().find(|it| {
            let block = &self.blocks.all[*it];
            block.tag.is_heading() && self.is_title(self.blocks.text(block))
                || block.tag == Tag::H1 && self.pruned[*it] == Cut::Not
        });
        let Some(heading) = heading else { return Vec::new() };
        let opens = |number: &usize| {
            let block = &self.blocks.all[*number];
            let text = self.blocks.text(block);
            let running = running(block) > 0.0 || block.tag.is_heading();
            self.pruned[*number] != Cut::Hard
                && running
                && block.plain() >= LEAD_CHARS_MIN
                && block.link_density() < 0.3
                && !self.is_title(text)
                && !phrase::is_boilerplate(text)
        };
        (heading + 1..first).filter(opens).take(3).collect()
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
    if block.tag.is_heading() && (block.chars < 120 || block.stops == 0) {
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
