//! Chapter 6: Adam.

mod adam;
mod clip;
mod moments;

pub use adam::check_adam;
pub use clip::check_clip;
pub use moments::{check_momentum, check_rms_prop};
