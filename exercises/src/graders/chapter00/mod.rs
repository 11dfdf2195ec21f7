//! Chapter 0: one neuron.

mod line;
mod probability;
mod scale;
mod sigma;

pub use line::{check_answer, check_fit, check_slopes};
pub use probability::{check_cost, check_sigmoid};
pub use scale::check_scale;
