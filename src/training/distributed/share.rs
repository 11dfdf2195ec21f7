//! Which samples of a batch a rank holds (chapter 14).

use std::ops::Range;

/// The samples of a batch that this rank holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Share {
    /// Which columns of this rank's samples they are.
    pub samples: Vec<usize>,
    /// Which columns of the whole batch they are, rising.
    pub columns: Vec<usize>,
    /// m, how many samples the whole batch has.
    pub of: usize,
}

impl Share {
    /// Finds the share of a batch of these samples, of which those in `held` are here.
    pub fn find(&mut self, batch: &[usize], held: &Range<usize>) {
        self.samples.clear();
        self.columns.clear();
        self.of = batch.len();
        for (column, sample) in batch.iter().enumerate().filter(|(_, sample)| held.contains(sample)) {
            self.samples.push(sample - held.start);
            self.columns.push(column);
        }
    }
}
