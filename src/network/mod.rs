//! What a network is: layers, how their weights start, what they compute, and how wrong an answer is (chapters 1, 2, 4, 7, 11).
//!
//! Read [`activation`] (g and g′), [`dropout`] (masks), [`init`] (the first weights: He, Xavier), [`layer`] (one layer, A = g(W A⁻ + b)), [`network`](mod@network) (a
//! stack of layers whose shapes fit; `version` numbers the states of its weights), [`architecture`] (hidden layers as settings) and [`loss`]
//! (L and ∂L/∂Z). A file uses only files before it in this list. `plain` takes in the network of chapters 1 to 8.
//!
//! Nothing here knows about data sets, batches or steps: these files use `simd` for their loops, the number type
//! [`Real`](crate::Real), the generator and [`Error`](crate::Error). A new activation, loss or initialisation goes here.

pub mod activation;
pub mod architecture;
pub mod dropout;
pub mod init;
pub mod layer;
pub mod loss;
#[allow(clippy::module_inception)] // `network::Network` is in the file of its name
pub mod network;
mod plain;
pub(crate) mod version;

pub use activation::Activation;
pub use architecture::Architecture;
pub use dropout::Dropout;
pub use init::Init;
pub use layer::Layer;
pub use loss::Loss;
pub use network::Network;
