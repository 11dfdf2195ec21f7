//! Chapter 5: mini-batches.

mod batches;
mod epoch;

pub use batches::{check_batches, check_take};
pub use epoch::{check_descend, check_epoch};
