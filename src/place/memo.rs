//! `Memo`: what was worked out, for those who ask again. News repeats its names.

use std::borrow::{Borrow, Cow};
use std::hash::{Hash, Hasher as _};
use std::sync::OnceLock;

use rustc_hash::FxHasher;

/// A table of so many answers, by what was asked. The first that falls into a slot stays there, so
/// that all threads read without waiting; what is asked often is mostly asked early.
pub(crate) struct Memo<K, V, const SLOTS: usize>(OnceLock<Box<[Slot<K, V>]>>);

type Slot<K, V> = OnceLock<(K, V)>;

impl<K, V, const SLOTS: usize> Default for Memo<K, V, SLOTS> {
    fn default() -> Self {
        Memo(OnceLock::new())
    }
}

impl<K, V: Clone, const SLOTS: usize> Memo<K, V, SLOTS> {
    /// What `make` gives, or gave when the same was asked before.
    pub(crate) fn of<Q>(&self, asked: &Q, make: impl Fn() -> V) -> Cow<'_, V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let slots = self.0.get_or_init(|| (0..SLOTS).map(|_| Slot::new()).collect());
        let mut hasher = FxHasher::default();
        asked.hash(&mut hasher);
        #[expect(clippy::cast_possible_truncation, reason = "the slot is its low bits")]
        let number = hasher.finish() as usize % SLOTS;
        let Some(slot) = slots.get(number) else { return Cow::Owned(make()) };
        let (first, answer) = slot.get_or_init(|| (asked.to_owned(), make()));
        if first.borrow() == asked { Cow::Borrowed(answer) } else { Cow::Owned(make()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_its_answer() {
        const SLOTS: usize = 1 << 9;
        let memo: Memo<u32, u32, SLOTS> = Memo::default();
        let asked = u32::try_from(3 * SLOTS).unwrap();
        for _ in 0..2 {
            for number in 0..asked {
                assert_eq!(*memo.of(&number, || number + 1), number + 1);
            }
        }
        let kept = (0..asked).filter(|it| matches!(memo.of(it, || 0), Cow::Borrowed(_))).count();
        assert!(kept > SLOTS / 2 && kept <= SLOTS, "{kept}");
    }
}
