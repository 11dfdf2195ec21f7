//! Early stopping (chapter 11): when to stop, and the weights to go back to.

use crate::{Error, Network, Real, Result};

/// Stops the training when the validation loss has not improved for `patience` epochs, and puts the weights with the smallest
/// validation loss back (Prechelt 1998).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub struct EarlyStopping {
    /// Epochs to wait for an improvement, at least 1.
    pub patience: usize,
    /// The share of the samples that [`Trainer::set_aside`](crate::Trainer::set_aside) keeps for validation, in (0, 1).
    pub validation_fraction: f64,
}

impl EarlyStopping {
    /// Checks both settings.
    pub(super) fn check(&self) -> Result<()> {
        if self.patience == 0 {
            return Err(Error::setting("patience", 0, "at least 1 epoch"));
        }
        if !(self.validation_fraction > 0.0 && self.validation_fraction < 1.0) {
            return Err(Error::setting("validation_fraction", self.validation_fraction, "above 0 and below 1"));
        }
        Ok(())
    }
}

/// The weights with the smallest validation loss so far.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Best<F> {
    /// The epoch after which the network had these weights; 0 before the first evaluation.
    pub epoch: usize,
    /// The validation loss of these weights.
    pub loss: f64,
    /// A copy of the network as it was then.
    pub network: Option<Network<F>>,
}

impl<F> Default for Best<F> {
    fn default() -> Self {
        Best { epoch: 0, loss: f64::INFINITY, network: None }
    }
}

impl<F: Real> Best<F> {
    /// Keeps a copy of `network` if its validation `loss` is smaller than every one before.
    pub(super) fn offer(&mut self, epoch: usize, loss: f64, network: &Network<F>) {
        if self.network.is_none() || loss < self.loss {
            *self = Best { epoch, loss, network: Some(network.clone()) };
        }
    }

    /// Puts the best weights into `network`; says of which epoch they are, or `None` if nothing was kept.
    pub(super) fn restore(self, network: &mut Network<F>) -> Option<usize> {
        *network = self.network?;
        Some(self.epoch)
    }
}
