//! Chapter 10: data.

mod split;
mod standardise;

pub use split::check_stratified_split;
pub use standardise::check_standardise;
