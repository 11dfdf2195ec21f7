//! Why a command failed, and the exit status for it.

/// Why a command did not do what it was asked to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Library(#[from] ann::Error),
    #[error("cannot write the output")]
    Output(#[from] std::io::Error),
    #[error("{0}")]
    Argument(String),
}

impl Failure {
    /// 2 for arguments that can never be right, 1 for everything else.
    pub fn status(&self) -> u8 {
        match self {
            Failure::Argument(_) | Failure::Library(ann::Error::Setting { .. } | ann::Error::Choice { .. }) => 2,
            _ => 1,
        }
    }
}
