//! The plain network of chapters 1 to 8 (`ann::plain`) as the library's, with the same numbers.

use crate::error::Result;
use crate::network::{Activation, Layer, Network};
use crate::plain;

impl From<plain::network::Activation> for Activation {
    fn from(g: plain::network::Activation) -> Self {
        match g {
            plain::network::Activation::Relu => Self::Relu,
            plain::network::Activation::LeakyRelu => Self::LEAKY_RELU,
            plain::network::Activation::Tanh => Self::Tanh,
            plain::network::Activation::Sigmoid => Self::Sigmoid,
            plain::network::Activation::Softmax => Self::Softmax,
            plain::network::Activation::Identity => Self::Identity,
        }
    }
}

/// Fails as [`Network::from_layers`] does: with no layers, or with shapes that do not fit.
impl TryFrom<&plain::network::Network> for Network<f64> {
    type Error = crate::Error;

    fn try_from(network: &plain::network::Network) -> Result<Self> {
        let layer = |plain: &plain::network::Layer| Layer {
            w: plain.w.clone(),
            b: plain.b.clone(),
            activation: plain.g.into(),
            keep_prob: 1.0,
        };
        Self::from_layers(network.layers.iter().map(layer).collect())
    }
}
