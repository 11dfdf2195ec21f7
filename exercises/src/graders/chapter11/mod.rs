//! Chapter 11: the trainer.

mod importance;
mod stopping;

pub use importance::check_permutation_importance;
pub use stopping::check_early_stopping;
