//! Shuffled mini-batches (chapter 5).

use crate::{Error, Result, Rng};
use rand::seq::SliceRandom;

/// The samples of a data set in random order, cut into batches of `batch_size`; the last may be smaller.
///
/// With `batch_size` = 1 this is stochastic gradient descent; with `batch_size` ≥ m it is full-batch gradient descent.
///
/// ```
/// let mut batches = ann::Batches::new(10, 4)?;
/// batches.shuffle(&mut ann::rng(0));
/// let sizes: Vec<usize> = batches.iter().map(<[usize]>::len).collect();
/// assert_eq!(sizes, [4, 4, 2]);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Batches {
    order: Vec<usize>,
    batch_size: usize,
}

impl Batches {
    /// Batches over samples 0 … m − 1, not shuffled yet.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if `batch_size` is 0, [`Error::Data`] if there are no samples.
    pub fn new(m: usize, batch_size: usize) -> Result<Self> {
        if batch_size == 0 {
            return Err(Error::setting("batch_size", batch_size, "at least 1"));
        }
        if m == 0 {
            return Err(Error::data("training needs at least one sample, and there is none"));
        }
        Ok(Batches { order: (0..m).collect(), batch_size })
    }

    /// A new order, every one equally likely. To be called before each epoch.
    pub fn shuffle(&mut self, rng: &mut Rng) {
        self.order.shuffle(rng);
    }

    /// The batches, each as the indices of its samples.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[usize]> {
        self.order.chunks(self.batch_size)
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.order.len()
    }
}
