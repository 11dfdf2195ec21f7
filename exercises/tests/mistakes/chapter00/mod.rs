mod answer;
mod cost;
mod fit;
mod scale;
mod sigmoid;
mod slopes;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] =
    &[answer::MISTAKES, slopes::MISTAKES, fit::MISTAKES, sigmoid::MISTAKES, cost::MISTAKES, scale::MISTAKES];
