//! Inverted dropout (chapter 7): in training, each activation is set to 0 with probability 1 − p, independently for each neuron and
//! each sample.
//!
//! The others are divided by p = `keep_prob`, so that their expectation is that without dropout, and nothing needs to be scaled when
//! the network predicts (Srivastava et al. 2014; section 10 has this scaling during training).

use crate::simd::elementwise::{zip_inplace, zip_into};
use crate::{Error, Real, Result, Rng};
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use rand::Rng as _;

/// Which masks forward applies.
#[derive(Debug)]
pub enum Dropout<'r> {
    /// None: for prediction and evaluation.
    Off,
    /// New masks, drawn from this generator: for training.
    Draw(&'r mut Rng),
    /// The masks that are in the cache: for checking gradients, where the cost must be a fixed function.
    Frozen,
}

/// Draws a mask D: (n, m), each entry true with probability `keep_prob`, independently. (7.1)
///
/// An entry is true if a random integer of 32 bits is below `keep_prob` · 2³², so the probability is met to within 2⁻³³. The same
/// state of the generator gives the same mask.
pub fn draw(mut mask: ArrayViewMut2<bool>, keep_prob: f64, rng: &mut Rng) {
    let threshold = (keep_prob * 2_f64.powi(32)).round() as u64;
    let mut random = [0; 4 * 256];
    for mut column in mask.columns_mut() {
        for mut part in column.axis_chunks_iter_mut(Axis(0), 256) {
            let random = &mut random[..4 * part.len()];
            rng.fill_bytes(random);
            for (keep, bytes) in part.iter_mut().zip(random.as_chunks().0) {
                *keep = u64::from(u32::from_le_bytes(*bytes)) < threshold;
            }
        }
    }
}

/// The masks of a batch of m samples, of which each thread draws some columns: the same masks that [`draw`] gives for the whole batch,
/// layer after layer.
///
/// A generator of the ChaCha family computes any word of its stream at once. A coin is a word of 32 bits, so a column of n coins
/// stands at a known place: those of the first layer that drops come first, n₁ m words, sample after sample.
#[derive(Clone)]
pub(crate) struct MaskStream {
    rng: Rng,
    /// The word at which the masks of the next layer begin.
    next: u128,
    m: usize,
}

impl MaskStream {
    /// The masks that `rng` would draw next.
    pub fn new(rng: &Rng, m: usize) -> Self {
        MaskStream { rng: rng.clone(), next: rng.get_word_pos(), m }
    }

    /// Columns `first`, `first` + 1, … of the mask of the next layer.
    pub fn draw(&mut self, mask: ArrayViewMut2<bool>, keep_prob: f64, first: usize) {
        let n = mask.nrows();
        self.rng.set_word_pos(self.next + (n * first) as u128);
        draw(mask, keep_prob, &mut self.rng);
        self.next += (n * self.m) as u128;
    }

    /// Those columns of the mask of the next layer, in their order (chapter 14).
    pub fn draw_columns(&mut self, mut mask: ArrayViewMut2<bool>, keep_prob: f64, columns: &[usize]) {
        let n = mask.nrows();
        for (mask, &column) in mask.axis_chunks_iter_mut(Axis(1), 1).zip(columns) {
            self.rng.set_word_pos(self.next + (n * column) as u128);
            draw(mask, keep_prob, &mut self.rng);
        }
        self.next += (n * self.m) as u128;
    }

    /// Moves `rng` behind the masks of the whole batch, which have `neurons` rows in all layers together.
    pub fn skip(&self, neurons: usize, rng: &mut Rng) {
        if neurons > 0 {
            rng.set_word_pos(self.next + (neurons * self.m) as u128);
        }
    }
}

/// Forward: Ã = A ⊙ D / p into `dropped`, with a, mask and dropped: (n, m), and p in (0, 1]. (7.2)
///
/// # Panics
///
/// If they are not of one shape.
pub fn apply<F: Real>(a: ArrayView2<F>, mask: ArrayView2<bool>, keep_prob: f64, dropped: ArrayViewMut2<F>) {
    let scale = F::from_f64(1.0 / keep_prob);
    zip_into(dropped, a, mask, |a, keep| if keep { a * scale } else { F::zero() });
}

/// Backward, in place: dA = dÃ ⊙ D / p, with da and mask: (n, m), and p in (0, 1]. (7.3)
///
/// # Panics
///
/// If they are not of one shape.
pub fn backward<F: Real>(mask: ArrayView2<bool>, keep_prob: f64, da: ArrayViewMut2<F>) {
    let scale = F::from_f64(1.0 / keep_prob);
    zip_inplace(da, mask, |da, keep| if keep { da * scale } else { F::zero() });
}

/// Checks that `keep_prob` is at most 1, and at least 2⁻³², the smallest probability that [`draw`] can meet; 1 / `keep_prob` is then
/// finite in `f32`, too.
pub(crate) fn check_keep_prob(keep_prob: f64) -> Result<()> {
    if (2_f64.powi(-32)..=1.0).contains(&keep_prob) {
        return Ok(());
    }
    Err(Error::setting("keep_prob", keep_prob, "above 0 and at most 1, and not below 2⁻³²"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, s};

    #[test]
    fn an_entry_is_true_below_the_probability_and_not_at_it() {
        let mut bytes = [0; 4];
        crate::rng(4).fill_bytes(&mut bytes);
        let number = f64::from(u32::from_le_bytes(bytes));
        let drawn = |keep_prob: f64| {
            let mut mask = Array2::default((1, 1));
            draw(mask.view_mut(), keep_prob, &mut crate::rng(4));
            mask[[0, 0]]
        };
        let unit = 2_f64.powi(-32);
        assert_eq!([number - 1.0, number, number + 1.0].map(|limit| drawn(limit * unit)), [false, false, true]);
    }

    #[test]
    fn a_stream_draws_the_masks_of_the_whole_batch_in_parts_and_the_generator_goes_on_behind_them() {
        let (m, layers) = (7, [5, 300]);
        let mut rng = crate::rng(3);
        rng.fill_bytes(&mut [0; 12]); // a place of its own in the stream
        let masks = MaskStream::new(&rng, m);
        let mut after = rng.clone();
        masks.skip(layers.iter().sum(), &mut after);
        let whole = layers.map(|n| {
            let mut mask = Array2::default((n, m));
            draw(mask.view_mut(), 0.6, &mut rng);
            mask
        });
        assert_eq!(rng.get_word_pos(), after.get_word_pos());
        let mut unmoved = after.clone();
        masks.skip(0, &mut unmoved);
        assert_eq!(unmoved.get_word_pos(), after.get_word_pos(), "no layer drops");

        for (first, count) in [(0, 7), (0, 3), (3, 4), (6, 1)] {
            let mut masks = masks.clone();
            for whole in &whole {
                let mut part = Array2::default((whole.nrows(), count));
                masks.draw(part.view_mut(), 0.6, first);
                assert_eq!(part, whole.slice(s![.., first..first + count]), "{count} columns from {first}");
            }
        }
        let (mut masks, columns) = (masks.clone(), [6, 0, 4]);
        for whole in &whole {
            let mut part = Array2::default((whole.nrows(), columns.len()));
            masks.draw_columns(part.view_mut(), 0.6, &columns);
            assert_eq!(part, whole.select(Axis(1), &columns));
        }
    }
}
