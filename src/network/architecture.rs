//! The shape of a network apart from its inputs and outputs (chapter 11): hidden layers, their activation, their dropout.

use super::dropout::check_keep_prob;
use super::init::check_weights;
use super::{Activation, Network};
use crate::{Error, Real, Result, Rng};

/// What one chooses of a network: its hidden layers. The data set decides the numbers of inputs and outputs, and the kind of
/// target decides the activation of the last layer.
///
/// How the network is trained is [`Trainer`](crate::Trainer)'s business.
///
/// ```
/// use ann::{Activation, Architecture};
/// let architecture = Architecture { hidden: vec![16], ..Architecture::default() };
/// let network = architecture.network::<f32>(13, Activation::Softmax, 3, &mut ann::rng(0))?;
/// assert_eq!(network.sizes(), [13, 16, 3]);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Architecture {
    /// The number of neurons of each hidden layer, each at least 1; empty for a linear model.
    pub hidden: Vec<usize>,
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// The probability with which dropout keeps a hidden neuron during training, in (0, 1]; 1 is no dropout.
    pub keep_prob: f64,
}

/// Hidden layers of 32 and 16 ReLU neurons, no dropout.
impl Default for Architecture {
    fn default() -> Self {
        Architecture { hidden: vec![32, 16], activation: Activation::Relu, keep_prob: 1.0 }
    }
}

impl Architecture {
    /// A network with these hidden layers for `n_in` inputs and `n_out` outputs, its weights drawn from `rng`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a size is 0, the sizes ask for more than 2³¹ weights, or a setting is out of range.
    pub fn network<F: Real>(&self, n_in: usize, output: Activation, n_out: usize, rng: &mut Rng) -> Result<Network<F>> {
        self.check()?;
        Network::new(&self.sizes(n_in, n_out), self.activation, output, rng)?.with_keep_prob(self.keep_prob)
    }

    /// Checks every setting, so that a mistake shows before the data are read.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for the first one that is out of range.
    pub fn check(&self) -> Result<()> {
        check_keep_prob(self.keep_prob)?;
        self.activation.check()?;
        if self.hidden.contains(&0) {
            return Err(Error::setting("layer size", 0, "at least 1"));
        }
        check_weights(&self.sizes(1, 1))
    }

    /// The sizes n₀, n₁, …, n_L of a network with these hidden layers.
    #[must_use]
    pub fn sizes(&self, n_in: usize, n_out: usize) -> Vec<usize> {
        [&[n_in], self.hidden.as_slice(), &[n_out]].concat()
    }
}
