//! # Neural networks from scratch
#![deny(unsafe_code, missing_docs)]

pub mod activation;
pub mod backward;
pub mod batch;
pub mod cache;
pub mod data;
pub mod descent;
pub mod dropout;
pub mod error;
pub mod forward;
pub mod gradient_check;
pub mod history;
pub mod init;
pub mod layer;
#[cfg(feature = "linfa")]
pub mod linfa;
pub mod loss;
pub mod matmul;
pub mod metrics;
pub mod model;
#[cfg(feature = "files")]
pub mod model_file;
pub mod network;
pub mod optimizer;
pub mod random;
pub mod real;
pub mod schedule;
pub mod trainer;

pub use activation::Activation;
pub use backward::{Gradients, backward};
pub use batch::Batches;
pub use cache::Cache;
pub use descent::Descent;
pub use dropout::Dropout;
pub use error::{Error, Result};
pub use forward::forward;
pub use gradient_check::{GradientCheck, gradient_check};
pub use history::{Epoch, History};
pub use init::Init;
pub use layer::Layer;
pub use loss::{Cost, Loss};
pub use matmul::matmul;
pub use metrics::evaluate;
pub use model::{Answer, Model};
pub use network::Network;
pub use optimizer::{Optimizer, OptimizerState};
pub use random::{Rng, rng};
pub use real::Real;
pub use schedule::{Decay, Schedule};
pub use trainer::{EarlyStopping, Samples, Trainer};
