//! Turns what the words say into days: anchor, tense, document order.
