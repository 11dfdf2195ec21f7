//! Chapter 0: one neuron.

mod line;
mod probability;
mod scale;

pub use line::{check_answer, check_fit, check_slopes};
pub use probability::{check_cost, check_sigmoid};
pub use scale::check_scale;

const LINE: &str = "“A neuron learns a line”";
const PROBABILITY: &str = "“From a number to a probability”";

/// x and y.
pub type Sample = (f64, f64);

fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}
