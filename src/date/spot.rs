//! Finds what may be a date: trigger words in one pass, then a small parser around each.
