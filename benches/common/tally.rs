//! Right, given and wanted; and what follows from them.

/// Counts of what was given, of what should have been, and of what is both.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) right: usize,
    pub(crate) given: usize,
    pub(crate) wanted: usize,
}

impl Tally {
    pub(crate) fn f1(self) -> f64 {
        let both = self.given + self.wanted;
        if both == 0 { 0.0 } else { 2.0 * self.right as f64 / both as f64 }
    }

    pub(crate) fn precision(self) -> f64 {
        if self.given == 0 { 0.0 } else { self.right as f64 / self.given as f64 }
    }

    pub(crate) fn recall(self) -> f64 {
        if self.wanted == 0 { 0.0 } else { self.right as f64 / self.wanted as f64 }
    }
}
