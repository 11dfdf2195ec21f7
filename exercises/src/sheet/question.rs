//! A question with the numbers of one student, its answer, and what typical slips would answer.

use super::numbers::numbers;
use super::titles::TITLES;
use ann::plain::Matrix;
use std::fmt::Write;

/// A question, with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Of the chapter and in it, such as 3 and 2.
    pub label: (u8, u8),
    /// Where the page of the chapter explains it: equations, or the heading of a section.
    pub see: &'static str,
    text: String,
    working: String,
    /// The numbers that are asked for, in this order, each with its name.
    pub asked: Vec<(&'static str, f64)>,
    /// Digits after the point; 0 where something is counted.
    places: usize,
    slips: Vec<(Vec<f64>, &'static str)>,
    /// Whether these numbers make the question easier than it should be.
    is_trivial: bool,
}

/// What a student wrote, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every number is right, but for the rounding of its last digit.
    Solved,
    /// What is wrong.
    Wrong(String),
    /// Nothing stands behind `answer`.
    NotWritten,
}

impl Question {
    pub(super) fn new(see: &'static str, text: String) -> Question {
        let (working, asked, slips) = (String::new(), Vec::new(), Vec::new());
        Question { label: (0, 0), see, text, working, asked, places: 3, slips, is_trivial: false }
    }

    /// The numbers that are asked for, with so many digits after the point.
    pub(super) fn ask(mut self, places: usize, names: &[&'static str], values: Vec<f64>) -> Question {
        self.asked = names.iter().copied().zip(values).collect();
        self.places = places;
        self
    }

    /// A line that shows how the answer is found.
    pub(super) fn working(self, working: String) -> Question {
        Question { working, ..self }
    }

    /// A slip, by what it answers, and the sentence that names it.
    pub(super) fn slip(mut self, values: Vec<f64>, says: &'static str) -> Question {
        self.slips.push((values, says));
        self
    }

    /// Numbers to be drawn again.
    pub(super) fn trivial_if(self, is_trivial: bool) -> Question {
        Question { is_trivial, ..self }
    }

    /// Whether the numbers do: no slip answers what is right, nor what another slip does.
    pub(super) fn is_telling(&self) -> bool {
        let right: Vec<f64> = self.values();
        let answers: Vec<&Vec<f64>> = self.slips.iter().map(|(values, _)| values).chain([&right]).collect();
        let far = |a: &[f64], b: &[f64]| a.iter().zip(b).any(|(a, b)| (a - b).abs() > 4.0 * self.tolerance());
        let pairs = || (0..answers.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        !self.is_trivial && right.iter().all(|n| n.is_finite()) && pairs().all(|(i, j)| far(answers[i], answers[j]))
    }

    fn values(&self) -> Vec<f64> {
        self.asked.iter().map(|(_, value)| *value).collect()
    }

    /// Half a unit of the last digit that is asked for, and a little more.
    fn tolerance(&self) -> f64 {
        if self.places == 0 { 1e-9 } else { 0.6 * 0.1_f64.powi(self.places as i32) }
    }

    /// Judges what stands behind `answer`.
    #[must_use]
    pub fn judge(&self, written: &str) -> Verdict {
        if written.trim().is_empty() {
            return Verdict::NotWritten;
        }
        let got = match numbers(written, self.asked.len()) {
            Ok(got) => got,
            Err(says) => return Verdict::Wrong(says),
        };
        let (right, tolerance) = (self.values(), self.tolerance());
        let near = |values: &[f64], limit: f64| got.iter().zip(values).all(|(a, b)| (a - b).abs() <= limit);
        if near(&right, tolerance) {
            return Verdict::Solved;
        }
        let slip = self.slips.iter().find(|(values, _)| near(values, tolerance));
        let sorted = |values: &[f64]| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values
        };
        let negated: Vec<f64> = right.iter().map(|value| -value).collect();
        let in_order = sorted(&got).iter().zip(sorted(&right)).all(|(a, b)| (a - b).abs() <= tolerance);
        let says = match slip {
            Some((_, says)) => (*says).to_owned(),
            None if near(&negated, tolerance) => "The sign is wrong.".to_owned(),
            None if in_order => format!("The numbers are right, but their order is {}.", self.names()),
            None if self.places > 0 && near(&right, 4.0 * tolerance) => {
                "Only the last digit is wrong. Round once, at the end.".to_owned()
            }
            None => {
                let wrong = got.iter().zip(&self.asked).filter(|(got, (_, right))| (*got - right).abs() > tolerance);
                let wrong: Vec<&str> = wrong.map(|(_, (name, _))| *name).collect();
                let are = if wrong.len() == 1 { "is" } else { "are" };
                let rest = if wrong.len() < got.len() { " The rest is right." } else { "" };
                format!("{} {are} wrong.{rest}", wrong.join(", "))
            }
        };
        Verdict::Wrong(says)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.asked.iter().map(|(name, _)| *name).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }

    /// The answer, as a student would write it.
    #[must_use]
    pub fn answer(&self) -> String {
        let digits = |value: &f64| {
            let digits = format!("{value:.*}", self.places);
            // −0.00 is 0.00.
            if digits.parse() == Ok(0.0) { digits.replace('-', "") } else { digits }
        };
        self.asked.iter().map(|(_, value)| digits(value)).collect::<Vec<_>>().join(" ")
    }

    /// In Markdown, with the line to be filled in.
    #[must_use]
    pub fn page(&self, with_solution: bool) -> String {
        let (chapter, number) = self.label;
        let digits = match self.places {
            0 => String::new(),
            places => format!(", to {places} digits after the point"),
        };
        let mut page = wrapped(&format!("**{chapter}.{number}** {}", self.text));
        let write = format!("Write {}{digits}. Page *{}*, {}.", self.names(), TITLES[usize::from(chapter)], self.see);
        _ = write!(page, "\n{}\nanswer {chapter}.{number}:", wrapped(&write));
        if with_solution {
            _ = write!(page, " {}\n\n{}", self.answer(), wrapped(&format!("*Working:* {}", self.working)).trim_end());
        }
        page + "\n"
    }
}

/// Lines of at most 100 characters; those that begin with blanks are left as they are.
fn wrapped(text: &str) -> String {
    let mut all = String::new();
    for line in text.lines() {
        if line.starts_with(' ') {
            all += line;
        } else {
            let mut length = 0;
            // `x = 2` stays on one line.
            for word in line.replace(" = ", "\u{a0}=\u{a0}").split(' ') {
                let next = word.chars().count();
                let gap = if length == 0 {
                    ""
                } else if length + 1 + next > 100 {
                    "\n"
                } else {
                    " "
                };
                length = if gap == " " { length + 1 + next } else { next };
                all = all + gap + word;
            }
        }
        all.push('\n');
    }
    all.replace('\u{a0}', " ")
}

/// Matrices side by side, each with its name, as a block of Markdown at the end of a text.
pub(super) fn shown(matrices: &[(&str, &Matrix)]) -> String {
    let rows = matrices.iter().map(|(_, matrix)| matrix.nrows()).max().unwrap_or(0);
    let mut lines = vec![String::from("   "); rows];
    for (name, matrix) in matrices {
        let texts = matrix.mapv(|value| format!("{value}"));
        for (i, line) in lines.iter_mut().enumerate() {
            let label = if i == 0 { format!("{name} =") } else { " ".repeat(name.chars().count() + 2) };
            _ = write!(line, " {label} {} ", if i < matrix.nrows() { "[" } else { " " });
            for (j, column) in texts.columns().into_iter().enumerate() {
                let width = column.iter().map(String::len).max().unwrap_or(0);
                let gap = if j == 0 { "" } else { "  " };
                let text = if i < matrix.nrows() { column[i].as_str() } else { "" };
                _ = write!(line, "{gap}{text:>width$}");
            }
            _ = write!(line, " {}  ", if i < matrix.nrows() { "]" } else { " " });
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    format!("\n\n{}", lines.join("\n"))
}

/// A number without the noise of binary fractions, for a line of working.
pub(super) fn n(value: f64) -> f64 {
    (value * 1e4).round() / 1e4 + 0.0
}

/// The same as a factor or a summand: a negative number has brackets.
pub(super) fn signed(value: f64) -> String {
    let value = n(value);
    if value < 0.0 { format!("({value})") } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn question() -> Question {
        let question = Question::new("(3.2)", "How large are a and b?".to_owned());
        question.ask(2, &["a", "b"], vec![0.125, -2.0]).slip(vec![0.25, -4.0], "Twice.")
    }

    #[test]
    fn an_answer_is_judged_to_its_last_digit() {
        let question = question();
        for right in ["0.125 -2", "0.13 -2.00", "0.12, -2"] {
            assert_eq!(question.judge(right), Verdict::Solved, "{right}");
        }
        assert_eq!(question.judge("  "), Verdict::NotWritten);
        let wrong = |says: &str| Verdict::Wrong(says.to_owned());
        assert_eq!(question.judge("0.25 -4"), wrong("Twice."));
        assert_eq!(question.judge("-0.125 2"), wrong("The sign is wrong."));
        assert_eq!(question.judge("-2 0.125"), wrong("The numbers are right, but their order is a and b."));
        assert_eq!(question.judge("0.14 -2"), wrong("Only the last digit is wrong. Round once, at the end."));
        assert_eq!(question.judge("0.125 7"), wrong("b is wrong. The rest is right."));
        assert_eq!(question.judge("8 7"), wrong("a, b are wrong."));
        assert_eq!(question.judge("8"), wrong("There is 1 number behind it, and 2 asked."));
        assert_eq!(question.clone().ask(0, &["a"], vec![12.0]).judge("12.4"), wrong("a is wrong."));
    }

    #[test]
    fn numbers_that_do_not_tell_a_slip_are_refused() {
        assert!(question().is_telling());
        assert!(!question().trivial_if(true).is_telling());
        assert!(!question().slip(vec![0.12, -2.0], "None.").is_telling());
        assert!(!question().slip(vec![0.25, -4.01], "As another.").is_telling());
    }

    #[test]
    fn matrices_stand_side_by_side() {
        let (w, b) = (array![[0.5, -1.0], [-1.0, 2.0]], array![[3.0]]);
        let block = "\n\n    W = [ 0.5  -1 ]   b = [ 3 ]\n        [  -1   2 ]";
        assert_eq!(shown(&[("W", &w), ("b", &b)]), block);
        assert_eq!(wrapped(&"abcd ".repeat(30)).lines().map(|line| line.chars().count()).max(), Some(99));
    }
}
