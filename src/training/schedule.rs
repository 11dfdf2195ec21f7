//! Learning rate schedules (chapter 6): warm-up and decay.

use crate::{Error, Result};
use std::f64::consts::PI;

/// A factor in [0, 1] on the learning rate as a function of time: a linear warm-up (Goyal et al. 2017), then a decay.
///
/// Time is counted in epochs from 0 and is a real number: 2.5 is the middle of the third epoch.
///
/// ```
/// use ann::{Decay, Schedule};
/// let schedule = Schedule { warm_up: 10.0, decay: Decay::Cosine { floor: 0.0 } };
/// assert_eq!(schedule.factor(5.0, 100.0), 0.5); // half of the warm-up
/// assert_eq!(schedule.factor(10.0, 100.0), 1.0); // its end
/// assert!((schedule.factor(55.0, 100.0) - 0.5).abs() < 1e-12); // half of the decay
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub struct Schedule {
    /// Epochs over which the factor rises linearly from 0 to 1, finite and not negative; 0 for none.
    pub warm_up: f64,
    /// What follows the warm-up.
    pub decay: Decay,
}

/// How the factor falls after the warm-up.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Decay {
    /// It stays 1.
    Constant,
    /// It is multiplied by `factor` every `every` epochs.
    Step {
        /// Epochs between two falls, finite and above 0.
        every: f64,
        /// The factor of each fall, in (0, 1].
        factor: f64,
    },
    /// It follows half a cosine, from 1 to `floor` at the end of training (Loshchilov and Hutter 2017, without restarts).
    Cosine {
        /// The last value, in [0, 1].
        floor: f64,
    },
}

impl Schedule {
    /// A factor of 1 from beginning to end.
    pub const CONSTANT: Self = Schedule { warm_up: 0.0, decay: Decay::Constant };
    /// From 1 to 0 along half a cosine, without warm-up.
    pub const COSINE: Self = Schedule { warm_up: 0.0, decay: Decay::Cosine { floor: 0.0 } };

    /// The factor, in [0, 1], at time `epoch` ≥ 0 of a training of `epochs` epochs.
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

    /// The same rise and fall over `factor` times as many epochs.
    pub(crate) fn stretched(&self, factor: f64) -> Self {
        let decay = match self.decay {
            Decay::Step { every, factor: fall } => Decay::Step { every: factor * every, factor: fall },
            decay @ (Decay::Constant | Decay::Cosine { .. }) => decay,
        };
        Schedule { warm_up: factor * self.warm_up, decay }
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

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: Schedule = Schedule { warm_up: 2.0, decay: Decay::Step { every: 3.0, factor: 0.5 } };
    const COSINE: Schedule = Schedule { warm_up: 2.0, decay: Decay::Cosine { floor: 0.1 } };

    #[test]
    fn the_decay_begins_when_the_warm_up_ends() {
        let at =
            |schedule: Schedule, epochs: &[f64]| epochs.iter().map(|t| schedule.factor(*t, 10.0)).collect::<Vec<_>>();
        assert_eq!(at(STEPS, &[0.0, 1.0, 2.0, 4.9, 5.0, 7.9, 8.0]), [0.0, 0.5, 1.0, 1.0, 0.5, 0.5, 0.25]);
        for (t, expected) in [(1.0, 0.5), (2.0, 1.0), (6.0, 0.55), (10.0, 0.1), (11.0, 0.1)] {
            assert!((COSINE.factor(t, 10.0) - expected).abs() < 1e-15, "{t}: {}", COSINE.factor(t, 10.0));
        }
    }

    #[test]
    fn stretched_is_the_same_over_more_epochs() {
        for schedule in [STEPS, COSINE, Schedule::COSINE, Schedule::CONSTANT] {
            for t in [0.0, 0.5, 2.0, 3.25, 5.5, 9.0] {
                assert_eq!(
                    schedule.stretched(4.0).factor(4.0 * t, 40.0),
                    schedule.factor(t, 10.0),
                    "{schedule:?} at {t}"
                );
            }
        }
    }
}
