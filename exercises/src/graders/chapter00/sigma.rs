//! The sigmoid, written as the page has it: the inputs here are small.

pub(super) fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}
