//! Equations and labels: what a page numbers, the library computes and a test of the chapter proves; what the code numbers is on the page.

use crate::library::Library;
use crate::problem::{Problem, close_names};
use std::path::Path;

/// What is not so.
pub fn check(Library { equations, code, tests, .. }: &Library) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (&(chapter, k), equation) in equations {
        let page = Path::new("book/src").join(&equation.page);
        let mut tell = |message| problems.push(Problem::new(&page, equation.line, message));
        if !code.iter().any(|label| label.number == (chapter, k)) {
            let remedy = "write it on the line that computes this equation, or take its `\\tag` away";
            tell(format!("no comment in src/ says ({chapter}.{k}): {remedy}"));
        }
        let test = format!("tests/chapters/chapter{chapter:02}.rs");
        if !tests.iter().any(|label| label.number == (chapter, k) && label.file == Path::new(&test)) {
            tell(format!("no comment in {test} says ({chapter}.{k}): write it at the test that proves this equation"));
        }
    }
    for label in code.iter().chain(tests).filter(|label| !equations.contains_key(&label.number)) {
        let (chapter, k) = label.number;
        let own = equations.keys().filter(|number| number.0 == chapter).map(|(chapter, k)| format!("({chapter}.{k})"));
        let close = close_names(&format!("({chapter}.{k})"), own);
        let missing = format!("the page of chapter {chapter} has no such equation{close}");
        let message = format!("this comment says ({chapter}.{k}), but {missing}");
        problems.push(Problem::new(&label.file, label.line, message));
    }
    problems.sort();
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;
    use crate::library::Equation;

    #[test]
    fn each_side_is_missed_by_the_other() {
        let label = |number, file: &str| Label { number, file: file.into(), line: 3, function: None };
        let equation = Equation { page: "07-dropout.md".to_owned(), line: 9, ..Equation::default() };
        let equations = [((7, 1), equation.clone()), ((7, 2), equation)].into();
        let code = vec![label((7, 1), "src/dropout.rs"), label((7, 3), "src/dropout.rs")];
        let tests = vec![label((7, 1), "tests/chapters/chapter07.rs"), label((7, 2), "tests/chapters/chapter08.rs")];
        let problems = check(&Library { equations, code, tests, ..Library::default() });
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("book/src/07-dropout.md:9: no comment in src/ says (7.2)"));
        assert!(told[1].starts_with("book/src/07-dropout.md:9: no comment in tests/chapters/chapter07.rs says (7.2)"));
        assert!(told[2].starts_with("src/dropout.rs:3: this comment says (7.3)"));
    }
}
