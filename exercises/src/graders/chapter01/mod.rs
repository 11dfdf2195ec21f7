//! Chapter 1: architecture.

mod network;
mod sigma;
mod weights;

pub use network::{check_network, check_parameters};
pub use sigma::{check_he, check_xavier};
pub use weights::check_weights;
