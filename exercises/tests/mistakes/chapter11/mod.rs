mod early_stopping;
mod permutation_importance;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[early_stopping::MISTAKES, permutation_importance::MISTAKES];
