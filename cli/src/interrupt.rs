//! Ctrl-C during a training: the epoch under way is finished, and what has been learnt so far is kept and tested.

use crate::failure::Failure;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody has pressed Ctrl-C since it is watched for.
static ASKED: AtomicBool = AtomicBool::new(false);
/// The exit status of a process that was ended in this way: 128 and the number of the signal.
pub const STATUS: u8 = 130;

/// From now on Ctrl-C (the signal SIGINT) is noted, and the training ends after its epoch. A second one ends the process at once.
pub fn watch() -> Result<(), Failure> {
    let noted = || {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(STATUS.into());
        }
    };
    ctrlc::set_handler(noted).map_err(|error| Failure::Argument(format!("Ctrl-C cannot be watched for: {error}")))
}

/// Whether the training is to end.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
