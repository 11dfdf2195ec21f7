//! Chapter 5: mini-batches.

mod batches;
mod descend;
mod epoch;
mod slips;

pub use batches::{check_batches, check_take};
pub use descend::check_descend;
pub use epoch::check_epoch;
