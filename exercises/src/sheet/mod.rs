//! Sheets of pencil exercises, each with the numbers of one student.
//!
//! A sheet is made of a name: its hash, FNV-1a with 64 bits, is the seed of the generator of the book. So the same name always has the
//! same sheet, and whoever reads a sheet that was filled in computes the answers from the name, whatever became of the numbers.
//!
//! ```
//! use exercises::sheet::Sheet;
//!
//! let sheet = Sheet::new("Ada Lovelace", Some(3))?;
//! assert!(sheet.page(false).contains("answer 3.1:"));
//! assert_eq!(Sheet::read(&sheet.page(true))?.0, sheet);
//! # Ok::<(), String>(())
//! ```
//!
//! The files, in the order of reading: `draw` (numbers from a name), `question` (what is asked, and how an answer is judged), `numbers`
//! (what a student wrote), then the questions: `neuron`, `layers`, `learning`, `memory`. The right answers are the plain network's.

mod draw;
mod layers;
mod learning;
mod memory;
mod neuron;
mod numbers;
mod question;
mod titles;

use draw::Draw;
pub use question::{Question, Verdict};
use std::fmt::Write;
pub use titles::TITLES;

/// Chapter, number, and what draws the question. Whoever changes a question changes the sheets of all names: a better one gets a new
/// number.
type Row = (u8, u8, fn(&mut Draw) -> Question);

const QUESTIONS: &[Row] = &[
    (0, 1, neuron::answer),
    (0, 2, neuron::step),
    (1, 1, neuron::parameters),
    (1, 2, neuron::sizes),
    (2, 1, layers::relu),
    (2, 2, layers::softmax),
    (3, 1, layers::relu_backward),
    (3, 2, layers::gradients),
    (4, 1, layers::cross_entropy),
    (4, 2, layers::softmax_error),
    (5, 1, learning::epochs),
    (5, 2, learning::step),
    (6, 1, learning::momentum),
    (6, 2, learning::adam),
    (7, 1, memory::pass),
    (7, 2, memory::way_back),
    (8, 1, memory::bytes),
    (8, 2, memory::checkpoints),
];

/// The questions of one student.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Whose numbers they are.
    pub name: String,
    /// Whether it is of one chapter only.
    pub chapter: Option<u8>,
    /// In the order of the book.
    pub questions: Vec<Question>,
}

impl Sheet {
    /// The sheet of a name. Blanks at the ends of the name and double blanks in it do not count.
    ///
    /// # Errors
    ///
    /// If the name is empty or longer than 60 characters, or if the chapter has no questions.
    pub fn new(name: &str, chapter: Option<u8>) -> Result<Sheet, String> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 60 || name.contains(char::is_control) {
            return Err(format!("a name has 1 to 60 characters; “{name}” cannot be that of a sheet"));
        }
        let is_asked = |row: &&Row| chapter.is_none_or(|chapter| row.0 == chapter);
        let questions: Vec<Question> = QUESTIONS.iter().filter(is_asked).map(|row| drawn(&name, row)).collect();
        match chapter {
            Some(chapter) if questions.is_empty() => Err(format!("chapter {chapter} has no sheet; 0 to 8 have")),
            _ => Ok(Sheet { name, chapter, questions }),
        }
    }

    /// The sheet in Markdown, at most 100 columns wide, to be filled in or with its solutions.
    #[must_use]
    pub fn page(&self, with_solutions: bool) -> String {
        let which = self.chapter.map(|chapter| format!("{chapter} ")).unwrap_or_default();
        let mut page = format!("{HEADING}{which}of {}\n\n{INSTRUCTIONS}", self.name);
        for questions in self.questions.chunk_by(|a, b| a.label.0 == b.label.0) {
            let chapter = questions[0].label.0;
            _ = write!(page, "\n## {chapter} · {}\n", TITLES[usize::from(chapter)]);
            for question in questions {
                _ = write!(page, "\n{}", question.page(with_solutions));
            }
        }
        page
    }

    /// Reads a sheet that was filled in: whose it is, and what stands behind `answer` of each question. If a line occurs twice, the last
    /// one with something behind it counts.
    ///
    /// # Errors
    ///
    /// What is wrong with the first line, which says whose sheet it is.
    pub fn read(text: &str) -> Result<(Sheet, Vec<String>), String> {
        let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim();
        let damaged = || {
            let must =
                format!("the first line must be `{HEADING}of NAME`, as `cargo exercise sheet NAME` writes it, and is");
            let shown: String = first.chars().take(80).collect();
            if first.is_empty() { format!("{must} empty") } else { format!("{must} `{shown}`") }
        };
        let (which, name) = first.strip_prefix(HEADING).and_then(|rest| rest.split_once("of ")).ok_or_else(damaged)?;
        let chapter = match which.trim() {
            "" => None,
            number => Some(number.parse().map_err(|_| damaged())?),
        };
        let sheet = Sheet::new(name, chapter)?;
        let of = |question: &Question| {
            let (chapter, number) = question.label;
            let label = format!("answer {chapter}.{number}:");
            let behind = |line: &str| {
                let line = line.trim_start_matches([' ', '\t', '*', '_', '>', '-', '`', '#']);
                // Not `strip_prefix`, because an editor may have made the first letter large.
                let (start, rest) = line.split_at_checked(label.len())?;
                start.eq_ignore_ascii_case(&label).then(|| rest.trim().to_owned())
            };
            text.lines().rev().filter_map(behind).find(|rest| !rest.is_empty()).unwrap_or_default()
        };
        let written = sheet.questions.iter().map(of).collect();
        Ok((sheet, written))
    }
}

const HEADING: &str = "# Sheet ";

const INSTRUCTIONS: &str = "\
Your numbers are drawn from your name. You need a pencil and a pocket calculator. Write the numbers
that are asked for behind `answer`, in their order, with blanks between them. Leave the first line
as it is: it says whose sheet this is.
";

/// Draws until the numbers tell every typical slip from the right answer.
fn drawn(name: &str, &(chapter, number, ask): &Row) -> Question {
    let mut draw = Draw::new(name, chapter, number);
    let mut question = ask(&mut draw);
    // One in a few does. The limit is there so that it ends whatever happens.
    for _ in 0..1000 {
        if question.is_telling() {
            break;
        }
        question = ask(&mut draw);
    }
    question.label = (chapter, number);
    question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_finite_answers_and_a_page_that_fits() {
        for k in 0..1000 {
            let sheet = Sheet::new(&format!("Student {k}"), None).unwrap();
            assert_eq!(sheet.questions.len(), QUESTIONS.len());
            for question in &sheet.questions {
                assert!(question.asked.iter().all(|(_, value)| value.is_finite()), "{question:?}");
                // A thousand would be read as one where a comma parts it.
                assert!(question.asked.iter().all(|(_, value)| value.abs() < 1000.0), "{question:?}");
                assert!(question.is_telling(), "{question:?}");
                assert_eq!(question.judge(&question.answer()), Verdict::Solved, "{question:?}");
                assert_eq!(question.judge(&question.answer().replace('.', ",")), Verdict::Solved, "{question:?}");
                assert_eq!(question.asked.len(), question.answer().split(' ').count(), "a name for each number");
            }
            let page = sheet.page(true);
            let too_wide = page.lines().find(|line| line.chars().count() > 100);
            assert_eq!(too_wide, None, "of {}", sheet.name);
        }
    }

    #[test]
    fn a_name_has_one_sheet_and_another_name_another() {
        let sheet = |name: &str| Sheet::new(name, None).unwrap();
        assert_eq!(sheet("Ada Lovelace"), sheet("  Ada   Lovelace "));
        let (ada, charles) = (sheet("Ada Lovelace"), sheet("Charles Babbage"));
        let differ = ada.questions.iter().zip(&charles.questions).filter(|(a, b)| a.asked != b.asked).count();
        assert_eq!(differ, QUESTIONS.len());
        let third = Sheet::new("Ada Lovelace", Some(3)).unwrap();
        let whole: Vec<_> = ada.questions.iter().filter(|question| question.label.0 == 3).cloned().collect();
        assert_eq!(third.questions, whole, "the sheet of a chapter is a part of the whole");
        assert!(Sheet::new("Ada", Some(9)).is_err_and(|says| says.contains("chapter 9 has no sheet")));
        assert!(Sheet::new(" ", None).is_err() && Sheet::new(&"a".repeat(61), None).is_err());
    }

    #[test]
    fn a_sheet_is_read_back_as_students_hand_it_in() {
        let sheet = Sheet::new("Jürgen of the Hill", Some(0)).unwrap();
        let filled = sheet.page(false).replace("answer 0.1:", "**Answer 0.1:** 1 2").replace('\n', "\r\n");
        let (read, written) = Sheet::read(&format!("\u{feff}{filled}\r\nanswer 0.1:\r\n")).unwrap();
        assert_eq!((read, written), (sheet.clone(), vec!["** 1 2".to_owned(), String::new()]));
        let whole = Sheet::new("Ada", None).unwrap();
        let (read, written) = Sheet::read(&whole.page(true)).unwrap();
        assert_eq!(read.chapter, None);
        for (question, written) in read.questions.iter().zip(&written) {
            assert_eq!(question.judge(written), Verdict::Solved);
        }
    }

    #[test]
    fn a_damaged_first_line_is_told() {
        for text in [
            "",
            "Ada\nanswer 0.1: 1 2",
            "# Sheet of",
            "# Sheet x of Ada",
            "# Sheet 300 of Ada",
            "# Sheet",
            "#Sheet of A",
        ] {
            assert!(Sheet::read(text).is_err_and(|says| says.contains("the first line must be")), "{text}");
        }
        assert!(Sheet::read("# Sheet 9 of Ada").is_err_and(|says| says.contains("chapter 9")));
        assert!(Sheet::read("# Sheet of \u{7}").is_err());
    }
}
