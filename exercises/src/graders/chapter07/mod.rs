//! Chapter 7: dropout.

mod backward;
mod forward;
mod mask;

pub use backward::check_masked_backward;
pub use forward::{check_masked_forward, check_predict};
pub use mask::check_mask;
