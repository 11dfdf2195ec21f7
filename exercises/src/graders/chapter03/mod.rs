//! Chapter 3: backpropagation.

mod layer;
mod normalise;
mod whole;

pub use layer::{check_backpropagate, check_gradient, check_relu_backward, check_tanh_backward};
pub use normalise::check_normalise_backward;
pub use whole::{check_backward, check_slope};
