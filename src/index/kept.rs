//! `Kept`: the articles of a segment that a filter keeps, a bit for each.
//!
//! Tantivy's `BitSet` takes one article at a time, and counts them. Where most of a list shares a
//! word of the set with its neighbours, each then waits until the one before it is written: here
//! those of a word are put together first.

use tantivy::DocId;

/// See [the module](self).
pub(crate) struct Kept(Vec<u64>);

impl Kept {
    /// None of so many articles.
    pub(crate) fn none_of(articles: DocId) -> Kept {
        Kept(vec![0; articles as usize / 64 + 1])
    }

    /// Adds articles, which are in order.
    pub(crate) fn add(&mut self, articles: &[DocId]) {
        let (mut at, mut bits) = (0, 0);
        for article in articles {
            let own = *article as usize / 64;
            if own != at {
                self.put(at, bits);
                (at, bits) = (own, 0);
            }
            bits |= 1 << (article % 64);
        }
        self.put(at, bits);
    }

    fn put(&mut self, at: usize, bits: u64) {
        if let Some(word) = self.0.get_mut(at) {
            *word |= bits;
        }
    }

    /// Drops what is not in both.
    pub(crate) fn retain(&mut self, other: &Kept) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    /// Whether an article is kept.
    pub(crate) fn contains(&self, article: DocId) -> bool {
        self.0.get(article as usize / 64).is_some_and(|it| it >> (article % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_kept() {
        let one: Vec<DocId> = (0..200).filter(|it| it % 3 == 0).collect();
        let other = [0, 1, 63, 64, 65, 66, 127, 128, 199];
        let mut kept = Kept::none_of(200);
        kept.add(&[]);
        assert!((0..300).all(|it| !kept.contains(it)));
        kept.add(&one[..20]);
        kept.add(&one[20..]);
        assert!((0..300).all(|it| kept.contains(it) == one.contains(&it)));
        let mut both = Kept::none_of(200);
        both.add(&other);
        both.retain(&kept);
        let expected = |it: &DocId| one.contains(it) && other.contains(it);
        assert!((0..300).all(|it| both.contains(it) == expected(&it)));
    }
}
