//! Chapter 2: forward propagation.

mod forward;
mod layer;
mod softmax;

pub use forward::check_forward;
pub use layer::{check_relu, check_sigmoid, check_weighted_sums};
pub use softmax::check_softmax;
