//! Why a command failed, and the exit status for it.

/// The exit status after Ctrl-C: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

/// Why a command did not do what it was asked to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Library(#[from] ann::Error),
    #[error("cannot write the output")]
    Output(#[from] std::io::Error),
    #[error("{0}")]
    Argument(String),
    /// Somebody ended the training early; what was asked for is done with what it has learnt.
    #[error("interrupted after epoch {done} of {of}; the result is of what the network had learnt by then")]
    Interrupted { done: usize, of: usize },
}

impl Failure {
    /// 2 for arguments that can never be right, 130 after Ctrl-C, 1 for everything else.
    pub fn status(&self) -> u8 {
        match self {
            Failure::Argument(_) | Failure::Library(ann::Error::Setting { .. } | ann::Error::Choice { .. }) => 2,
            Failure::Interrupted { .. } => INTERRUPTED,
            _ => 1,
        }
    }
}
