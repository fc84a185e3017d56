//! `Lists`: many lists of numbers that all grow at their ends, in one piece of memory.
//!
//! A list is a chain of blocks, each twice as long as the one before: a rare term takes little room
//! and a common one few blocks.

use crate::index::varint;

/// Bytes are taken from memory in pages of this size.
const PAGE_BYTES: usize = 1 << 20;

/// How long the first block of a list is, as a power of two, and the longest.
const BLOCK_BITS: (u32, u32) = (3, 15);

/// So many blocks of a list are looked at before it is read.
const BLOCKS_AHEAD: u16 = 4;

/// How long the `number`th block of a list is, without its link.
fn block_bytes(number: u16) -> usize {
    1 << (BLOCK_BITS.0 + u32::from(number)).min(BLOCK_BITS.1)
}

/// Where the next block is stands at the end of each.
const LINK_BYTES: usize = size_of::<u32>();

/// See [the module](self).
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pages: Vec<Box<[u8]>>,
    /// How many bytes of the last page are taken.
    taken: usize,
}

/// One of the lists.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct List {
    /// Where its first block is.
    first: u32,
    /// Where the next byte goes, and how many more fit into the block.
    next: u32,
    left: u16,
    blocks: u16,
}

impl Lists {
    /// How many bytes they take in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.pages.len() * PAGE_BYTES
    }

    /// Adds a number to the end of a list, as [`varint`] writes it.
    #[inline]
    pub(crate) fn push(&mut self, list: &mut List, number: u32) {
        varint::bytes(u64::from(number), |byte| {
            if list.left == 0 {
                self.grow(list);
            }
            let (page, at) = place(list.next);
            self.pages[page][at] = byte;
            list.next += 1;
            list.left -= 1;
        });
    }

    /// A byte near the end of a list: whoever asks for those of many lists waits once for all that
    /// is not in the cache.
    pub(crate) fn touch_end(&self, list: &List) -> u8 {
        self.byte(list.next)
    }

    /// Bytes of the first few blocks of many lists, to the same end: where a block is stands in the
    /// one before, so that one list by itself would be waited for at each.
    pub(crate) fn touch_starts<'l>(&self, lists: impl Iterator<Item = &'l List>) -> u8 {
        let mut blocks: Vec<(u16, u32)> = lists.map(|it| (it.blocks, it.first)).collect();
        let mut touched = 0;
        for number in 0..BLOCKS_AHEAD {
            blocks.retain(|it| it.0 > number);
            for (_, at) in &mut blocks {
                if let Some(before) = number.checked_sub(1) {
                    *at = self.link(*at, before);
                }
                touched ^= self.byte(*at);
            }
        }
        touched
    }

    /// Where the block after one is, which is the `number`th and here.
    fn link(&self, at: u32, number: u16) -> u32 {
        let (page, start) = place(at);
        let rest = self.pages.get(page).and_then(|it| it.get(start + block_bytes(number)..));
        rest.and_then(<[u8]>::first_chunk).copied().map_or(0, u32::from_le_bytes)
    }

    fn byte(&self, at: u32) -> u8 {
        let (page, at) = place(at);
        self.pages.get(page).and_then(|it| it.get(at)).copied().unwrap_or_default()
    }

    /// Adds all bytes of a list to `bytes`.
    pub(crate) fn read(&self, list: &List, bytes: &mut Vec<u8>) {
        let mut at = list.first;
        for number in 0..list.blocks {
            let block = block_bytes(number);
            let (page, start) = place(at);
            let rest = self.pages.get(page).and_then(|it| it.get(start..)).unwrap_or_default();
            let is_last = number + 1 == list.blocks;
            let full = if is_last { block - usize::from(list.left) } else { block };
            bytes.extend_from_slice(rest.get(..full).unwrap_or_default());
            at = self.link(at, number);
        }
    }

    /// Gives a list its next block.
    #[cold]
    fn grow(&mut self, list: &mut List) {
        let block = block_bytes(list.blocks);
        let bytes = block + LINK_BYTES;
        if self.pages.is_empty() || self.taken + bytes > PAGE_BYTES {
            self.pages.push(vec![0; PAGE_BYTES].into_boxed_slice());
            self.taken = 0;
        }
        let at = (self.pages.len() - 1) * PAGE_BYTES + self.taken;
        let at = u32::try_from(at).expect("no segment has four gigabytes of postings in memory");
        self.taken += bytes;
        if list.blocks == 0 {
            list.first = at;
        } else {
            // The last block is full: what comes next is its link.
            self.at(list.next, LINK_BYTES).copy_from_slice(&at.to_le_bytes());
        }
        (list.next, list.left) = (at, u16::try_from(block).unwrap_or_default());
        list.blocks += 1;
    }

    fn at(&mut self, at: u32, bytes: usize) -> &mut [u8] {
        let (page, start) = place(at);
        &mut self.pages[page][start..start + bytes]
    }
}

/// The page of an address, and where it is there.
fn place(at: u32) -> (usize, usize) {
    (at as usize / PAGE_BYTES, at as usize % PAGE_BYTES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_list_has_no_bytes() {
        let mut bytes = Vec::new();
        Lists::default().read(&List::default(), &mut bytes);
        assert!(bytes.is_empty());
    }

    proptest! {
        #[test]
        fn what_was_added_is_read(
            steps in prop::collection::vec((0_usize..4, 0_usize..70_000, any::<u32>()), 0..60),
        ) {
            let mut lists = Lists::default();
            let mut all = [List::default(); 4];
            let mut expected: [Vec<u8>; 4] = Default::default();
            for (list, length, number) in steps {
                // Most are short, and most numbers small.
                let number = number >> (length % 32);
                for _ in 0..if length % 3 > 0 { length % 40 } else { length } {
                    lists.push(&mut all[list], number);
                    varint::push(&mut expected[list], u64::from(number));
                }
            }
            for (list, expected) in all.iter().zip(&expected) {
                let mut bytes = Vec::new();
                lists.read(list, &mut bytes);
                prop_assert!(&bytes == expected);
            }
        }
    }
}
