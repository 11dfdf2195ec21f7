mod mask;
mod masked_backward;
mod masked_forward;
mod predict;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] =
    &[mask::MISTAKES, masked_forward::MISTAKES, masked_backward::MISTAKES, predict::MISTAKES];
