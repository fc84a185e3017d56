//! Italian words of time.

use crate::date::lexicon::Word;

pub(super) const WORDS: &[(&str, Word)] = &[];
