//! How the learning rate changes while training (chapter 6).

use crate::{Error, Result};
use std::f64::consts::PI;

/// A factor on the learning rate as a function of time: first a warm-up, then a decay.
///
/// Time is counted in epochs and is a real number: 2.5 is the middle of the third epoch.
///
/// ```
/// use ann::{Decay, Schedule};
/// let schedule = Schedule { warm_up: 10.0, decay: Decay::Cosine { floor: 0.0 } };
/// assert_eq!(schedule.factor(5.0, 100.0), 0.5); // half way up
/// assert_eq!(schedule.factor(10.0, 100.0), 1.0); // the top
/// assert!((schedule.factor(55.0, 100.0) - 0.5).abs() < 1e-12); // half way down
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub struct Schedule {
    /// Epochs over which the rate rises linearly to its full value; 0 for none.
    pub warm_up: f64,
    /// What follows the warm-up.
    pub decay: Decay,
}

/// How a learning rate falls.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub enum Decay {
    /// It does not.
    Constant,
    /// Times `factor` at every `every` epochs.
    Step {
        /// Epochs between two falls, above 0.
        every: f64,
        /// In (0, 1].
        factor: f64,
    },
    /// Along half a cosine, from 1 to `floor` at the end of training (Loshchilov, Hutter 2017).
    Cosine {
        /// In [0, 1].
        floor: f64,
    },
}

impl Schedule {
    /// The full rate from beginning to end.
    pub const CONSTANT: Self = Schedule { warm_up: 0.0, decay: Decay::Constant };
    /// From the full rate to zero along half a cosine.
    pub const COSINE: Self = Schedule { warm_up: 0.0, decay: Decay::Cosine { floor: 0.0 } };

    /// The factor at time `epoch` of a training of `epochs`, in [0, 1].
    #[must_use]
    pub fn factor(&self, epoch: f64, epochs: f64) -> f64 {
        if epoch < self.warm_up {
            return epoch / self.warm_up; // (6.10)
        }
        match self.decay {
            Decay::Constant => 1.0,
            Decay::Step { every, factor } => factor.powf(((epoch - self.warm_up) / every).floor()), // (6.11)
            Decay::Cosine { floor } => {
                let length = (epochs - self.warm_up).max(f64::MIN_POSITIVE);
                let progress = ((epoch - self.warm_up) / length).clamp(0.0, 1.0);
                floor + (1.0 - floor) * (1.0 + (PI * progress).cos()) / 2.0 // (6.12)
            }
        }
    }

    /// Checks every setting.
    pub(crate) fn check(&self) -> Result<()> {
        if !(self.warm_up.is_finite() && self.warm_up >= 0.0) {
            return Err(Error::setting("warm_up", self.warm_up, "a number of epochs, not negative"));
        }
        match self.decay {
            Decay::Step { every, .. } if !(every.is_finite() && every > 0.0) => {
                Err(Error::setting("every", every, "a number of epochs above 0"))
            }
            Decay::Step { factor, .. } if !(factor > 0.0 && factor <= 1.0) => {
                Err(Error::setting("factor", factor, "above 0 and at most 1"))
            }
            Decay::Cosine { floor } if !(0.0..=1.0).contains(&floor) => {
                Err(Error::setting("floor", floor, "at least 0 and at most 1"))
            }
            _ => Ok(()),
        }
    }
}
