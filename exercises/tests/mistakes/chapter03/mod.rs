mod backpropagate;
mod backward;
mod gradient;
mod normalise_backward;
mod relu_backward;
mod slope;
mod tanh_backward;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[
    relu_backward::MISTAKES,
    tanh_backward::MISTAKES,
    gradient::MISTAKES,
    backpropagate::MISTAKES,
    backward::MISTAKES,
    slope::MISTAKES,
    normalise_backward::MISTAKES,
];
