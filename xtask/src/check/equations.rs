//! Equations and labels: what a page numbers, the plain network and the library compute and a test of the chapter proves; what the code
//! numbers is on the page.

use crate::library::Library;
use crate::page::equation::{LIBRARY_ONLY, PLAIN, is_plain, library_only};
use crate::problem::{Problem, close_names};
use std::path::Path;

/// Where the reasons stand why an equation has no line in the plain network.
const REASONS: &str = "xtask/src/page/equation.rs";

/// What is not so.
pub fn check(library: &Library) -> Vec<Problem> {
    let Library { equations, code, tests, elsewhere, .. } = library;
    let mut problems = Vec::new();
    for (&(chapter, k), equation) in equations {
        let page = Path::new("book/src").join(&equation.page);
        let mut tell = |message| problems.push(Problem::new(&page, equation.line, message));
        let has_line = |plain: bool| code.iter().any(|label| label.number == (chapter, k) && is_plain(label) == plain);
        if !has_line(false) {
            let remedy = "write it on the line that computes this equation, or take its `\\tag` away";
            tell(format!("no comment in src/ beside src/plain/ says ({chapter}.{k}): {remedy}"));
        }
        if PLAIN.contains(&chapter) && !has_line(true) && library_only((chapter, k)).is_none() {
            let remedy = format!("write it on its line, or why there is none into LIBRARY_ONLY in {REASONS}");
            tell(format!("no comment in src/plain/ says ({chapter}.{k}): {remedy}"));
        }
        if has_line(true) && library_only((chapter, k)).is_some() {
            tell(format!("src/plain/ computes ({chapter}.{k}): take it out of LIBRARY_ONLY in {REASONS}"));
        }
        let file = format!("tests/chapters/chapter{chapter:02}.rs");
        let mut own = tests.iter().filter(|label| label.number == (chapter, k) && label.file == Path::new(&file));
        if !own.any(|label| label.is_test) {
            tell(format!("no comment in a test of {file} says ({chapter}.{k}): write it at what proves this equation"));
        }
    }
    for label in code.iter().chain(tests).chain(elsewhere).filter(|label| !equations.contains_key(&label.number)) {
        let (chapter, k) = label.number;
        let own = equations.keys().filter(|number| number.0 == chapter).map(|(chapter, k)| format!("({chapter}.{k})"));
        let close = close_names(&format!("({chapter}.{k})"), own);
        let missing = format!("the page of chapter {chapter} has no such equation{close}");
        let message = format!("this comment says ({chapter}.{k}), but {missing}");
        problems.push(Problem::new(&label.file, label.line, message));
    }
    for ((chapter, k), _) in LIBRARY_ONLY.iter().filter(|(number, _)| !equations.contains_key(number)) {
        let message = format!("LIBRARY_ONLY has ({chapter}.{k}), but no page has this equation");
        problems.push(Problem::new(REASONS, 0, message));
    }
    problems.sort();
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::label::Label;
    use crate::library::Equation;
    use crate::markup::math::Number;

    fn label(number: Number, file: &str) -> Label {
        Label { number, file: file.into(), line: 3, function: None, is_test: file.starts_with("tests") }
    }

    /// What is told of these equations and labels, beside that those of `LIBRARY_ONLY` are missing.
    fn told(numbers: &[Number], code: Vec<Label>, tests: Vec<Label>, elsewhere: Vec<Label>) -> Vec<String> {
        let equation = |number: &Number| {
            let page = format!("{:02}-a.md", number.0);
            (*number, Equation { page, line: 9, ..Equation::default() })
        };
        let equations = numbers.iter().map(equation).collect();
        let problems = check(&Library { equations, code, tests, elsewhere, ..Library::default() });
        problems.iter().map(ToString::to_string).filter(|told| !told.contains("LIBRARY_ONLY has")).collect()
    }

    #[test]
    fn each_side_is_missed_by_the_other() {
        let code = [((7, 1), "src/plain/dropout.rs"), ((7, 1), "src/dropout.rs"), ((7, 3), "src/dropout.rs")];
        let code = code.map(|(number, file)| label(number, file)).into();
        let tests = vec![label((7, 1), "tests/chapters/chapter07.rs"), label((7, 2), "tests/chapters/chapter08.rs")];
        let told = told(&[(7, 1), (7, 2)], code, tests, vec![label((7, 4), "chapters/chapter07.rs")]);
        let expected = [
            "book/src/07-a.md:9: no comment in a test of tests/chapters/chapter07.rs says (7.2)",
            "book/src/07-a.md:9: no comment in src/ beside src/plain/ says (7.2)",
            "book/src/07-a.md:9: no comment in src/plain/ says (7.2)",
            "chapters/chapter07.rs:3: this comment says (7.4)",
            "src/dropout.rs:3: this comment says (7.3)",
        ];
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        assert!(told.iter().zip(expected).all(|(told, expected)| told.starts_with(expected)), "{told:#?}");
    }

    #[test]
    fn the_plain_network_and_a_test_are_needed_where_they_should_be() {
        let lines = |number, plain: bool| {
            let mut lines = vec![label(number, "src/training/a.rs")];
            lines.extend(plain.then(|| label(number, "src/plain/a.rs")));
            lines
        };
        let tests = |number: Number, is_test| {
            vec![Label { is_test, ..label(number, &format!("tests/chapters/chapter{:02}.rs", number.0)) }]
        };
        let of = |number, plain, is_test| told(&[number], lines(number, plain), tests(number, is_test), Vec::new());
        assert!(of((7, 1), true, true).is_empty());
        assert!(of((7, 1), false, true)[0].contains("no comment in src/plain/"));
        assert!(of((9, 1), false, true).is_empty(), "the plain network ends with chapter 8");
        let (only, _) = LIBRARY_ONLY[0];
        assert!(of(only, false, true).is_empty());
        assert!(of(only, true, true)[0].contains("take it out of LIBRARY_ONLY"));
        assert!(of((7, 1), true, false)[0].contains("no comment in a test of"), "a helper is no test");
    }
}
