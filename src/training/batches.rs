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

    /// Batches that go on from an order that [`Batches::order`] gave.
    pub(crate) fn with_order(order: Vec<usize>, batch_size: usize) -> Result<Self> {
        let batches = Self::new(order.len(), batch_size)?;
        let mut seen = vec![false; order.len()];
        for &index in &order {
            match seen.get_mut(index) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(Error::data("the order of the samples does not have every sample once")),
            }
        }
        Ok(Batches { order, ..batches })
    }

    /// The samples in their present order.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The most samples in a batch.
    pub(crate) fn batch_size(&self) -> usize {
        self.batch_size
    }

    /// A new order, every one equally likely. To be called before each epoch.
    pub fn shuffle(&mut self, rng: &mut Rng) {
        self.order.shuffle(rng);
    }

    /// The batches, each as the indices of its samples.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[usize]> {
        self.order.chunks(self.batch_size)
    }

    /// How many samples the largest batch has.
    pub(crate) fn largest(&self) -> usize {
        self.batch_size.min(self.samples())
    }

    /// How many samples there are.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.order.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_kept_and_has_every_sample_once() {
        let batches = Batches::with_order(vec![2, 0, 4, 1, 3], 2).unwrap();
        assert_eq!((batches.order(), batches.batch_size(), batches.largest()), (&[2, 0, 4, 1, 3][..], 2, 2));
        assert_eq!(batches.iter().collect::<Vec<_>>(), [&[2, 0][..], &[4, 1], &[3]]);
        assert_eq!(Batches::new(3, 8).unwrap().largest(), 3);
        for wrong in [vec![0, 0, 1], vec![1, 2, 3]] {
            assert!(Batches::with_order(wrong, 2).is_err());
        }
    }
}
