//! Chapter 4: the loss.

mod answers;
mod classes;
mod judged;
mod penalty;

pub use answers::{check_binary_cross_entropy, check_squared_error};
pub use classes::{check_categorical_cross_entropy, check_log_softmax};
pub use penalty::{check_add_penalty, check_penalty};
