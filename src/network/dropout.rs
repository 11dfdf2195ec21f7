//! Inverted dropout (chapter 7): while training, each neuron sits out each sample with probability 1 − p.
//!
//! The survivors are divided by p = `keep_prob`, so that the next layer sees on average what it would have seen without
//! dropout; hence nothing is to be done when the network is used. Srivastava et al. (2014); the division is Hinton's
//! "inverted" form.

use crate::simd::elementwise::{zip_inplace, zip_into};
use crate::{Error, Real, Result, Rng};
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use rand::Rng as _;

/// What forward does about dropout.
#[derive(Debug)]
pub enum Dropout<'r> {
    /// Every neuron works: for using and judging a network.
    Off,
    /// Fresh masks from this generator: for training.
    Draw(&'r mut Rng),
    /// The masks that are in the cache: for checking gradients, where the function must hold still.
    Frozen,
}

/// Draws a mask D: (n, m), true with probability `keep_prob`, one coin for each neuron and each sample. (7.1)
///
/// Coins are 32 bits wide, so the probability is met to within 2⁻³³. The same generator state gives the same mask.
pub fn draw(mut mask: ArrayViewMut2<bool>, keep_prob: f64, rng: &mut Rng) {
    let threshold = (keep_prob * 2_f64.powi(32)).round() as u64;
    let mut coins = [0; 4 * 256];
    for mut column in mask.columns_mut() {
        for mut part in column.axis_chunks_iter_mut(Axis(0), 256) {
            let coins = &mut coins[..4 * part.len()];
            rng.fill_bytes(coins);
            for (keep, coin) in part.iter_mut().zip(coins.as_chunks().0) {
                *keep = u64::from(u32::from_le_bytes(*coin)) < threshold;
            }
        }
    }
}

/// Forward: Ã = A ⊙ D / p, with a, mask and dropped: (n, m). (7.2)
///
/// # Panics
///
/// If they are not of one shape.
pub fn apply<F: Real>(a: ArrayView2<F>, mask: ArrayView2<bool>, keep_prob: f64, dropped: ArrayViewMut2<F>) {
    let scale = F::from_f64(1.0 / keep_prob);
    zip_into(dropped, a, mask, |a, keep| if keep { a * scale } else { F::zero() });
}

/// Backward, in place: dA = dÃ ⊙ D / p, with da and mask: (n, m). (7.3)
///
/// # Panics
///
/// If they are not of one shape.
pub fn backward<F: Real>(mask: ArrayView2<bool>, keep_prob: f64, da: ArrayViewMut2<F>) {
    let scale = F::from_f64(1.0 / keep_prob);
    zip_inplace(da, mask, |da, keep| if keep { da * scale } else { F::zero() });
}

/// Checks that `keep_prob` is a probability by which one can divide.
pub(crate) fn check_keep_prob(keep_prob: f64) -> Result<()> {
    if keep_prob > 0.0 && keep_prob <= 1.0 {
        return Ok(());
    }
    Err(Error::setting("keep_prob", keep_prob, "above 0 and at most 1"))
}
