//! What is wrong with a file, before it is known which one it is.

use crate::Error;
use crate::error::with_causes;
use std::fmt;
use std::path::Path;

/// What is wrong with a file, and the error of the format's reader, if it was the one to notice.
#[derive(Debug)]
pub(crate) struct Problem {
    text: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

pub(crate) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    pub fn caused(text: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Problem { text: text.into(), source: Some(Box::new(source)) }
    }

    /// As the error of what is not written, because it could not be read again.
    pub fn of_unkept(self, what: &str) -> Error {
        Error::data(format!("the {what} cannot be kept, as it could not be used again: {self}"))
    }

    /// As the error of a file.
    pub fn in_file(self, path: &Path, what: &'static str) -> Error {
        Error::File { path: path.to_owned(), what, problem: self.text, source: self.source }
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Problem { text, source: None }
    }
}

impl From<&str> for Problem {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What the library itself refuses, such as layers that do not fit, in its own words.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.with_causes().into()
    }
}

/// With its cause, once.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.source.as_ref().map_or(Ok(()), |source| write!(f, ": {}", with_causes(&**source)))
    }
}
