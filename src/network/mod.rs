//! What a network is: layers, how their weights start, what they compute, and how wrong an answer is.
//!
//! Read [`layer`] (one layer, A = g(W A⁻ + b)), [`init`] (the first weights), [`network`](mod@network) (a stack of layers whose
//! shapes fit), [`activation`] (g and g′), [`loss`] (L and ∂L/∂Z), [`dropout`] (masks), [`architecture`] (hidden layers
//! as settings); `version` numbers the states of a network's weights. Chapters 1, 2, 4, 7 and 11.
//!
//! Nothing here knows about data sets, batches or steps: these files use [`crate::simd`](crate) for their loops, the number type
//! [`Real`](crate::Real), the generator and [`Error`](crate::Error), and each other in the order above. A new activation, loss or
//! initialisation goes here.

pub mod activation;
pub mod architecture;
pub mod dropout;
pub mod init;
pub mod layer;
pub mod loss;
#[allow(clippy::module_inception)] // `network::Network` is in the file of its name
pub mod network;
pub(crate) mod version;

pub use activation::Activation;
pub use architecture::Architecture;
pub use dropout::Dropout;
pub use init::Init;
pub use layer::Layer;
pub use loss::Loss;
pub use network::Network;
