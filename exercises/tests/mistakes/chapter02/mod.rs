mod forward;
mod relu;
mod sigmoid;
mod softmax;
mod weighted_sums;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] =
    &[weighted_sums::MISTAKES, relu::MISTAKES, sigmoid::MISTAKES, softmax::MISTAKES, forward::MISTAKES];
