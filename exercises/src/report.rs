//! What a grader says of the reader's function.

use std::fmt;

/// Which function is asked for, and where the book explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exercise {
    /// Of the book, from 0.
    pub chapter: u8,
    /// Of the function.
    pub name: &'static str,
    /// Of its equations, such as `(3.2), (3.3)`; of a function without, the section of the page.
    pub see: &'static str,
}

/// What is wrong, and where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A sentence or two.
    pub what: String,
    /// The equation, where it is another than the exercise's.
    pub see: Option<&'static str>,
}

/// How an exercise ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Right for all inputs tried.
    Solved,
    /// There is a `todo!()` on the way.
    NotWritten,
    /// The values are wrong.
    Wrong(Finding),
    /// The reader's code panicked.
    Panicked {
        /// What it said.
        message: String,
        /// The file and line, where they are known.
        place: String,
    },
    /// It did not return within ten seconds.
    Endless,
}

/// The verdict of one exercise; its `Display` is what the reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was asked for.
    pub exercise: Exercise,
    /// How it ended.
    pub verdict: Verdict,
}

impl Finding {
    /// A finding that the equations of the exercise explain.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Finding {
        Finding { what: what.into(), see: None }
    }

    /// The same, explained by another equation.
    #[must_use]
    pub fn see(self, see: &'static str) -> Finding {
        Finding { see: Some(see), ..self }
    }
}

impl Report {
    /// Whether the function is right for all inputs tried.
    #[must_use]
    pub fn is_solved(&self) -> bool {
        self.verdict == Verdict::Solved
    }

    /// The verdict in a word, for a table: `solved`, `not written`, `wrong`, `panicked` or `endless`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Solved => "solved",
            Verdict::NotWritten => "not written",
            Verdict::Wrong(_) => "wrong",
            Verdict::Panicked { .. } => "panicked",
            Verdict::Endless => "endless",
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exercise { chapter, name, see } = self.exercise;
        let mark = if self.is_solved() { "✓" } else { "✗" };
        write!(f, "{mark} {name}: ")?;
        match &self.verdict {
            Verdict::Solved => write!(f, "solved"),
            Verdict::NotWritten => write!(f, "not written yet (chapter {chapter}, {see})"),
            Verdict::Wrong(Finding { what, see: other }) => {
                write!(f, "{what}\n  Look at chapter {chapter}, {}.", other.unwrap_or(see))
            }
            Verdict::Panicked { message, place } => write!(f, "it panicked at {place}: {message}"),
            Verdict::Endless => write!(f, "no answer after ten seconds: does a loop never end?"),
        }
    }
}
