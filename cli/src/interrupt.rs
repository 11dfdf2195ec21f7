//! Ctrl-C during a training: the epoch under way is finished, and what has been learnt so far is kept and tested.

use crate::failure::{Failure, INTERRUPTED};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody has pressed Ctrl-C since it is watched for.
static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C (the signal SIGINT) is noted, and the training ends after its epoch. A second one ends the process at once.
pub fn watch() -> Result<(), Failure> {
    let noted = || {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
    };
    ctrlc::set_handler(noted).map_err(|error| Failure::Argument(format!("Ctrl-C cannot be watched for: {error}")))
}

/// Whether the training is to end.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
