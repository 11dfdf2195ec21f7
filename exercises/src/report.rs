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
    /// The reader's own functions that this one may call, and that are wrong themselves: what is found here may be theirs.
    pub wrong_too: Vec<&'static str>,
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
        if !matches!(self.verdict, Verdict::Solved | Verdict::NotWritten)
            && let Some((last, others)) = self.wrong_too.split_last()
        {
            let others = others.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            match others.as_str() {
                "" => write!(f, "your own `{last}` is not solved yet. If you call it here, mend it first.")?,
                _ => write!(
                    f,
                    "your own {others} and `{last}` are not solved yet. If you call them here, mend them first."
                )?,
            }
            write!(f, "\n  If you do not: ")?;
        }
        match &self.verdict {
            Verdict::Solved => write!(f, "solved"),
            Verdict::NotWritten => write!(f, "not written yet (chapter {chapter}, {see})"),
            Verdict::Wrong(Finding { what, see: other }) => {
                write!(f, "{what}\n  Look at chapter {chapter}, {}.", other.unwrap_or(see))
            }
            Verdict::Panicked { message, place } => {
                let place = if is_a_library(place) { String::new() } else { format!(" at {place}") };
                write!(f, "it panicked{place}: {}\n  Look at chapter {chapter}, {see}.", in_words(message))
            }
            Verdict::Endless => write!(f, "no answer after ten seconds: does a loop never end?"),
        }
    }
}

/// Whether a place is in a crate or in the standard library, which are not the reader's.
fn is_a_library(place: &str) -> bool {
    place.contains(".cargo") || place.contains("registry") || place.contains("/rustc/") || place.contains("ndarray-")
}

/// What a panic says, in the reader's terms where it is a usual one.
fn in_words(message: &str) -> String {
    let between = |from: &str, to: &str| Some(message.split_once(from)?.1.split_once(to)?.0.to_owned());
    if let Some(shapes) = between("inputs ", " are not compatible for matrix multiplication") {
        return format!("A product of shapes {shapes} does not fit: is a transpose missing?");
    }
    if let Some((from, to)) =
        message.split_once("could not broadcast array from shape: ").and_then(|(_, shapes)| shapes.split_once(" to: "))
    {
        return format!(
            "An array of shape {from} does not fit one of shape {to}, number by number. Is it another matrix that you \
            want, or does a sum along an axis need `.insert_axis(…)`?"
        );
    }
    if message.starts_with("ndarray: index out of bounds") {
        return "A row or a column is asked for that the matrix does not have: are the two exchanged in `[[row, column]]`, \
                or is it another matrix's?"
            .to_owned();
    }
    if message.starts_with("range end index ") {
        return format!("{message}: a piece ends behind the list. The last piece may be shorter than the others.");
    }
    if message == "assertion failed: index < dim" {
        return "`select` is asked for a row or a column that the matrix does not have: is the axis right, and do the numbers \
                begin at 0?".to_owned();
    }
    if message == "assertion failed: end <= axis_len" {
        return "A slice ends behind the last row or column of the matrix.".to_owned();
    }
    if message.contains("ShapeError/IncompatibleShape") {
        return "Two arrays have shapes that do not fit each other. Is one of them transposed, or another matrix than you think?"
            .to_owned();
    }
    if let Some(len) = between("index out of bounds: the len is ", " but the index is ")
        && message.ends_with(&format!(" {len}"))
    {
        return format!("{message}. The last index is one less: does a range go one too far, as with `..=`?");
    }
    let index =
        message.strip_prefix("index out of bounds: ").and_then(|rest| rest.rsplit(' ').next()?.parse::<u64>().ok());
    match index.and_then(|index| i64::try_from(index.wrapping_neg()).ok()) {
        Some(below) if below > 0 => format!("{message}, which is 0 − {below} in a usize: it cannot be below 0"),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(place: &str, message: &str) -> String {
        let verdict = Verdict::Panicked { message: message.to_owned(), place: place.to_owned() };
        report(verdict, Vec::new()).to_string()
    }

    fn report(verdict: Verdict, wrong_too: Vec<&'static str>) -> Report {
        Report { exercise: Exercise { chapter: 3, name: "f", see: "(3.4)" }, verdict, wrong_too }
    }

    #[test]
    fn what_may_be_the_fault_of_another_function_says_so_first() {
        let panicked = || Verdict::Panicked { message: "no".to_owned(), place: "a.rs:1:1".to_owned() };
        let said = report(panicked(), vec!["g"]).to_string();
        let first = "✗ f: your own `g` is not solved yet. If you call it here, mend it first.\n  If you do not: ";
        assert_eq!(said, format!("{first}it panicked at a.rs:1:1: no\n  Look at chapter 3, (3.4)."));
        let said = report(Verdict::Wrong(Finding::new("A is 1.")), vec!["g", "h", "i"]).to_string();
        let first = "✗ f: your own `g`, `h` and `i` are not solved yet. If you call them here, mend them first.\n";
        assert_eq!(said, format!("{first}  If you do not: A is 1.\n  Look at chapter 3, (3.4)."));
        assert_eq!(report(Verdict::Solved, vec!["g"]).to_string(), "✓ f: solved");
    }

    #[test]
    fn a_panic_is_told_in_the_terms_of_the_reader() {
        let place = "/home/you/.cargo/registry/src/index/ndarray-0.16.1/src/linalg/impl_linalg.rs:298:5";
        let message = "ndarray: inputs 5 × 2 and 5 × 5 are not compatible for matrix multiplication";
        let end = "\n  Look at chapter 3, (3.4).";
        let words = "A product of shapes 5 × 2 and 5 × 5 does not fit: is a transpose missing?";
        assert_eq!(said(place, message), format!("✗ f: it panicked: {words}{end}"));
        let message = "ndarray: could not broadcast array from shape: [3] to: [2, 4]";
        assert!(said(place, message).contains("shape [3] does not fit one of shape [2, 4]"));
        assert!(said(place, "ndarray: index out of bounds").contains("`[[row, column]]`"));
        let message = "index out of bounds: the len is 4 but the index is";
        let mine = "✗ f: it panicked at exercises/src/chapter03.rs:43:16: index out of bounds";
        assert_eq!(
            said("exercises/src/chapter03.rs:43:16", &format!("{message} 7")),
            format!("{mine}: the len is 4 but the index is 7{end}")
        );
        assert!(said("a.rs:1:1", &format!("{message} 4")).contains("The last index is one less"));
        assert!(
            said("a.rs:1:1", "ShapeError/IncompatibleShape: incompatible shapes").contains("shapes that do not fit")
        );
        assert!(said("a.rs:1:1", &format!("{message} {}", u64::MAX)).contains("0 − 1 in a usize"));
        let message = "range end index 12 out of range for slice of length 10";
        assert!(said("a.rs:1:1", message).contains("length 10: a piece ends behind the list"));
        assert!(said("a.rs:1:1", "assertion failed: index < dim").contains("`select`"));
        assert!(said(place, "assertion failed: end <= axis_len").contains("A slice ends"));
    }
}
