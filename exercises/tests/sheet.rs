//! The answers of one sheet, computed again by hand from the numbers that it prints; typical slips; the command.
#![allow(clippy::unwrap_used, reason = "tests")]

use exercises::sheet::{Question, Sheet, TITLES, Verdict};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn question(chapter: u8, number: u8) -> Question {
    let sheet = Sheet::new("Ada Lovelace", None).unwrap();
    sheet.questions.into_iter().find(|question| question.label == (chapter, number)).unwrap()
}

/// The numbers in the text of a question are `given`, in this order, and the answer is that which was found by hand.
fn by_hand((chapter, number): (u8, u8), given: &str, answer: &[f64]) {
    let question = question(chapter, number);
    let page = question.page(false);
    let text = page.split("\n\nWrite ").next().unwrap();
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let words = text.split(|c: char| !is_of_number(c)).map(|word| word.trim_end_matches('.')).skip(1);
    let numbers: Vec<&str> = words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(numbers[1..].join(" "), given, "{chapter}.{number}: {text}");
    let values: Vec<f64> = question.asked.iter().map(|(_, value)| *value).collect();
    assert_eq!(values.len(), answer.len());
    for (value, answer) in values.iter().zip(answer) {
        assert!((value - answer).abs() < 1e-6, "{chapter}.{number}: {values:?} is {answer} by hand");
    }
}

#[test]
fn every_answer_is_that_of_a_computation_by_hand() {
    by_hand((0, 1), "0.5 1.75 2 -3", &[0.5 * 2.0 + 1.75, 0.5 * (2.75_f64 + 3.0).powi(2)]);
    // The errors: −1 · −4 − 1.5 + 4 = 6.5 and −1 · −2 − 1.5 − 1 = −0.5.
    let (dw, db) = ((6.5 * -4.0 + 0.5 * 2.0) / 2.0, (6.5 - 0.5) / 2.0);
    by_hand((0, 2), "-1 -1.5 -4 -4 -2 1 0.1", &[dw, db, -1.0 - 0.1 * dw, -1.5 - 0.1 * db]);
    by_hand((1, 1), "4 5 5 5", &[25.0 + 30.0 + 30.0]);
    by_hand((1, 2), "19 5", &[0.4_f64.sqrt(), (2.0_f64 / 24.0).sqrt()]);
    by_hand((2, 1), "1.5 -2 -2 -3 -0.5 -1.5 -1 -2", &[-4.5 + 4.0 - 2.0, 1.5 + 3.0 - 1.0, 0.0, 3.5]);
    let e = [0.5_f64.exp(), 1.0_f64.exp(), (-2.0_f64).exp()];
    let sum = e[0] + e[1] + e[2];
    by_hand((2, 2), "0.5 1 -2", &[e[0] / sum, e[1] / sum, e[2] / sum]);
    by_hand((3, 1), "1.5 1 2 -2 -1.5 1 -1.5 -0.5", &[-2.0 - 0.5, -4.0 + 0.75, -2.5, 0.0]);
    by_hand((3, 2), "-4 2 2 -0.5 -3 3", &[(-8.0 - 1.0) / 2.0, (-6.0 - 1.5) / 2.0, 0.75]);
    by_hand((4, 1), "0.9 1 0.4 0", &[(-(0.9_f64.ln()) - 0.6_f64.ln()) / 2.0]);
    let e = [(-2.5_f64).exp(), (-1.5_f64).exp(), 2.5_f64.exp()];
    let sum = e[0] + e[1] + e[2];
    by_hand((4, 2), "2 3 0 1 0 -2.5 -1.5 2.5", &[e[0] / sum, e[1] / sum - 1.0, e[2] / sum]);
    by_hand((5, 1), "230 8 16", &[29.0, 230.0 - 28.0 * 8.0, 16.0 * 29.0]);
    by_hand((5, 2), "0.5 1 2 0.6 -0.8 1.5 1.2", &[1.0 - 0.3, 2.0 + 0.4, 1.5 - 0.6]);
    by_hand((6, 1), "2.5 2.5 1 -0.5 2 0.5 0.1 0 1 2", &[2.5 - 0.25, 0.5 * 2.5 - 0.5, 2.25 - 0.1 * 0.75]);
    // m̂ = (0.8 · −0.1 + 0.2 · 4) / 0.36 = 2; v̂ = (0.75 · 0.0625 + 0.25 · 16) / 0.4375 = 9.25.
    by_hand((6, 2), "0.5 -0.5 1 4 2 0.2 0.8 0.75 0", &[0.7, 0.7 - 0.2 * 2.0 / 9.25_f64.sqrt()]);
    by_hand((7, 1), "0.25 2 0.5 0 -2 -1 1.5 3 0 0.5 1", &[0.0, 0.0, 2.0, 1.5 * 2.0 + 2.0]);
    by_hand((7, 2), "0.25 1.5 3 1 -1 2 2.5 0", &[1.5 * 12.0, 0.0, -1.5 * 4.0, 0.0]);
    by_hand((8, 1), "5 5 3 5 8", &[5.0 * 13.0, 5.0 * 13.0 * 8.0]);
    by_hand((8, 2), "64 4 4", &[16.0 + 4.0, 8.0, 64.0 + 60.0]);
}

#[test]
fn typical_slips_are_named() {
    let said = |chapter, number, written: &str| match question(chapter, number).judge(written) {
        Verdict::Wrong(says) => says,
        other => panic!("{other:?}"),
    };
    assert!(said(3, 2, "-9 -7.5 1.5").contains("1/m is missing"));
    assert!(said(3, 1, "-2.5 -3.25 -2.5 -3.25").contains("g′ is missing"));
    assert!(said(7, 1, "0 0 0.667 3").contains("1 − p"));
    assert!(said(7, 1, "0 0 0.5 2.75").contains("not scaled"));
    // m = −0.1 and v = 0.0625 as they are: 0.5 + 0.2 · 0.1 / 0.25; then 0.72 / √4.046875.
    let first = 0.5 + 0.2 * 0.1 / (0.25_f64 * 0.25).sqrt();
    let second = first - 0.2 * 0.72 / 4.046_875_f64.sqrt();
    assert!(said(6, 2, &format!("{first:.3} {second:.3}")).contains("correction of the bias is missing"));
}

#[test]
fn every_question_names_a_page_and_what_stands_on_it() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src");
    let mut files: Vec<_> = fs::read_dir(pages).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap_or_default()).collect();
    for question in Sheet::new("Ada Lovelace", None).unwrap().questions {
        let chapter = question.label.0;
        let heading = format!("# {chapter} · {}\n", TITLES[usize::from(chapter)]);
        let page = texts.iter().find(|text| text.starts_with(&heading)).unwrap();
        match question.see.strip_prefix('“').and_then(|see| see.strip_suffix('”')) {
            Some(section) => assert!(page.contains(&format!("## {section}\n")), "{section}"),
            None => question.see.split(", ").for_each(|equation| {
                let tag = format!("\\tag{{{}}}", equation.trim_matches(['(', ')']));
                assert!(texts.iter().any(|text| text.contains(&tag)), "{tag}");
            }),
        }
    }
}

fn exercise(arguments: &[&str]) -> (bool, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_exercise")).args(arguments).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_command_prints_a_sheet_and_judges_it() {
    let (is_well, page, _) = exercise(&["sheet", "Ada", "Lovelace", "--chapter", "3"]);
    assert!(is_well && page.starts_with("# Sheet 3 of Ada Lovelace\n") && !page.contains("Working"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.md");
    let name = file.to_str().unwrap();
    fs::write(&file, page.replace("answer 3.2:", "answer 3.2: -9 -7,5 1,5")).unwrap();
    let (is_well, said, _) = exercise(&["sheet", "Ada Lovelace", "--check", name]);
    let wrong = "· 3.1: not written yet\n✗ 3.2: 1/m is missing: there are two samples.\n  Look at Backpropagation, (3.2), (3.3).\n";
    assert_eq!((is_well, said.as_str()), (true, format!("{wrong}\n0 of 2 solved.\n").as_str()));
    let (_, solutions, _) = exercise(&["sheet", "Ada Lovelace", "--solutions"]);
    fs::write(&file, solutions).unwrap();
    let (_, said, _) = exercise(&["sheet", "Ada Lovelace", "--check", name]);
    assert!(said.ends_with("\n18 of 18 solved.\n"), "{said}");
    let (is_well, _, error) = exercise(&["sheet", "Charles", "--check", name]);
    assert!(!is_well && error.contains("is the sheet of Ada Lovelace"), "{error}");
    fs::write(&file, "# Sheet by Ada\n").unwrap();
    let (is_well, _, error) = exercise(&["sheet", "Ada", "--check", name]);
    assert!(!is_well && error.contains("the first line must be `# Sheet of NAME`"), "{error}");
}
