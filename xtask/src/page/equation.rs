//! From an equation to the lines that compute it and the tests that prove it, and back.

use crate::code::label::{Label, comments, mentions};
use crate::library::Library;
use crate::markup::highlight;
use crate::markup::math::{Converter, Number, id};
use crate::markup::{escape, source_url};
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// The chapters whose equations the plain network computes.
pub const PLAIN: RangeInclusive<u8> = 1..=8;

/// The equations of these chapters that only the library computes, and why.
pub const LIBRARY_ONLY: [(Number, &str); 8] = [
    ((3, 7), "a check of the network, no part of it"),
    ((4, 8), "a pair that the plain network does not have: its output says which loss is meant"),
    ((4, 9), "a pair that the plain network does not have: its output says which loss is meant"),
    ((6, 3), "a rule that only the library has"),
    ((6, 9), "a rule that only the library has"),
    ((6, 10), "the plain network has one rate for all steps"),
    ((6, 11), "the plain network has one rate for all steps"),
    ((6, 12), "the plain network has one rate for all steps"),
];

/// Why the plain network does not compute an equation of its chapters.
pub fn library_only(number: Number) -> Option<&'static str> {
    LIBRARY_ONLY.iter().find(|(other, _)| *other == number).map(|(_, why)| *why)
}

/// The address of an equation from a page `up` below the book's root, by whose name it is known whether it stands there.
pub fn url(library: &Library, up: &str, page: &str, number: Number) -> Option<String> {
    let equation = library.equations.get(&number)?;
    let page =
        if equation.page == page { String::new() } else { up.to_owned() + &equation.page.replace(".md", ".html") };
    Some(format!("{page}#{}", id(number)))
}

/// Rust as HTML, where each number of an equation in a comment is a link to it.
pub fn code(library: &Library, up: &str, page: &str, text: &str) -> String {
    let (mut html, mut at, mut last) = (String::with_capacity(text.len() * 2), 0, 0);
    for comment in comments(text) {
        html += &highlight::rust(&text[at..comment.start]);
        at = comment.start;
        let words = &text[comment.clone()];
        // A comment that says nothing else is a mark in the margin.
        let is_label = regex!(r"^// \(\d+\.\d+\)(, \(\d+\.\d+\))*$").is_match(words);
        html += if is_label { "<span class=\"label\"><i class=\"c\">" } else { "<i class=\"c\">" };
        for (number, place) in mentions(words) {
            let (start, end) = (comment.start + place.start, comment.start + place.end);
            let Some(url) = url(library, up, page, number) else { continue };
            // The second of a line stands beside the first where they stand before the line.
            let second = if text[last..start].contains('\n') || last == 0 { "" } else { " second" };
            html += &escape(&text[at..start]);
            html += &format!("<a class=\"chip{second}\" href=\"{url}\">{}</a>", &text[start..end]);
            (at, last) = (end, end);
        }
        html += &escape(&text[at..comment.end]);
        at = comment.end;
        html += if is_label { "</i></span>" } else { "</i>" };
    }
    html + &highlight::rust(&text[at..])
}

/// The equations that the comments of a piece of Rust name.
pub fn named(library: &Library, text: &str) -> BTreeSet<Number> {
    let named = comments(text).flat_map(|comment| mentions(&text[comment]).map(|(number, _)| number).collect_vec());
    named.filter(|number| library.equations.contains_key(number)).collect()
}

/// Whether a line belongs to the plain network.
pub fn is_plain(label: &Label) -> bool {
    label.file.starts_with("src/plain")
}

/// The lines that compute an equation: those of the plain network first, of these the line of the earliest file, since later chapters
/// write some equations again.
pub fn computed(library: &Library, number: Number) -> Vec<&Label> {
    let own = library.code.iter().filter(|label| label.number == number);
    let last_chapter =
        |file: &Path| library.code.iter().filter(|label| label.file == file).map(|label| label.number.0).max();
    own.sorted_by_key(|label| (!is_plain(label), is_plain(label).then(|| last_chapter(&label.file)).flatten()))
        .collect()
}

/// The tests that prove it: those of its chapter first.
pub fn proofs(library: &Library, number: Number) -> Vec<&Label> {
    let chapter = format!("tests/chapters/chapter{:02}.rs", number.0);
    let own = library.tests.iter().filter(|label| label.number == number);
    own.sorted_by_key(|label| label.file != Path::new(&chapter))
        .unique_by(|label| (&label.file, &label.function))
        .collect()
}

/// `training/step.rs:85`, a link to the line.
fn line(up: &str, label: &Label) -> String {
    let place = breakable(&label.file.strip_prefix("src").unwrap_or(&label.file).to_string_lossy());
    format!("<a href=\"{}\">{place}:{}</a>", source_url(up, &label.file, Some(label.line)), label.line)
}

/// `first_step`, a link to the test.
fn test(up: &str, label: &Label) -> String {
    let name = breakable(label.function.as_deref().unwrap_or("the whole file"));
    format!("<a href=\"{}\">{name}</a>", source_url(up, &label.file, Some(label.line)))
}

/// A long name may be broken after any word of it.
fn breakable(name: &str) -> String {
    name.replace('_', "_<wbr>").replace('/', "/<wbr>")
}

/// What stands beside a numbered equation: the line of the plain network, the line of the library, the test.
pub fn note(library: &Library, up: &str, number: Number) -> String {
    let lines = computed(library, number);
    let of = |plain: bool| lines.iter().find(|label| is_plain(label) == plain);
    let part = |word: &str, link: Option<String>| link.map(|link| format!("<span><i>{word}</i> {link}</span>"));
    let parts = [
        part("plain", of(true).map(|label| line(up, label))),
        part("library", of(false).map(|label| line(up, label))),
        part("proof", proofs(library, number).first().map(|label| test(up, label))),
    ];
    let (chapter, k) = number;
    let name = format!("Equation {chapter}.{k} in the code");
    format!("<div class=\"proof\" role=\"note\" aria-label=\"{name}\">{}</div>", parts.into_iter().flatten().join(" "))
}

/// Each numbered equation, the lines of the plain network and of the library that compute it, the tests that prove it.
pub fn index(library: &Library, math: &Converter) -> String {
    let mut table =
        String::from("| Equation | In the plain network | In the library | Proved by |\n|:---|:---|:---|:---|\n");
    for (&(chapter, k), equation) in &library.equations {
        let file = Path::new("book/src").join(&equation.page);
        // One that cannot be read is told where it stands.
        let formula = math.block(&file, equation.line, &equation.latex).unwrap_or_default();
        let code = |links: Vec<String>| format!("<code>{}</code>", links.into_iter().unique().join("<br>"));
        let (plain, library_lines): (Vec<_>, Vec<_>) =
            computed(library, (chapter, k)).into_iter().partition(|label| is_plain(label));
        let lines = |labels: Vec<&Label>| labels.into_iter().map(|label| line("", label)).collect_vec();
        let plain = match library_only((chapter, k)) {
            Some(why) => format!("*{why}*"),
            None if plain.is_empty() => "–".to_owned(),
            None => code(lines(plain)),
        };
        let tests = code(proofs(library, (chapter, k)).into_iter().map(|label| test("", label)).collect());
        let number = format!("[({chapter}.{k})]({}#{})", equation.page, id((chapter, k)));
        let library_lines = code(lines(library_lines));
        table += &format!("| {number}<div class=\"scroll\">{formula}</div> | {plain} | {library_lines} | {tests} |\n");
    }
    format!("<div class=\"equation-index\">\n\n{table}\n</div>")
}

/// The way back: each file of the library, of the tests and of the programs, with the equations that it names.
pub fn files(library: &Library) -> String {
    let mut named: BTreeMap<&Path, BTreeSet<Number>> = BTreeMap::new();
    for label in library.code.iter().chain(&library.tests).chain(&library.elsewhere) {
        named.entry(&label.file).or_default().insert(label.number);
    }
    // Those of a folder with solutions are not in every book.
    named.retain(|file, _| library.sources().iter().any(|source| source == file));
    // The library, its tests, and what is made of them.
    let place = |file: &Path| ["src", "tests"].iter().position(|folder| file.starts_with(folder)).unwrap_or(2);
    let mut table = String::from("| File | Its equations |\n|:---|:---|\n");
    for (file, numbers) in named.into_iter().sorted_by_key(|(file, _)| place(file)) {
        let link = |(chapter, k): Number| {
            url(library, "", "", (chapter, k)).map(|url| format!("<a href=\"{url}\">{chapter}.{k}</a>"))
        };
        let name = breakable(&file.to_string_lossy());
        let file = source_url("", file, None);
        table += &format!(
            "| <code><a href=\"{file}\">{name}</a></code> | {} |\n",
            numbers.into_iter().filter_map(link).join(" ")
        );
    }
    format!("<div class=\"equation-files\">\n\n{table}\n</div>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Equation;

    fn library() -> Library {
        let label = |file: &str, line, function: &str| Label {
            number: (6, 1),
            file: file.into(),
            line,
            function: Some(function.to_owned()),
            is_test: file.starts_with("tests"),
        };
        let equation = Equation { page: "06-adam.md".to_owned(), line: 3, latex: "m".to_owned() };
        let code = vec![
            label("src/cost.rs", 7, "f"),
            label("src/plain/optimizer.rs", 39, "update"),
            label("src/training/step.rs", 5, "g"),
        ];
        let tests =
            vec![label("tests/chapters/chapter05.rs", 9, "other"), label("tests/chapters/chapter06.rs", 4, "sum")];
        Library {
            equations: [((6, 1), equation.clone()), ((7, 1), equation)].into(),
            code,
            tests,
            ..Library::default()
        }
    }

    #[test]
    fn of_two_plain_lines_the_one_of_the_earlier_file_comes_first() {
        let mut library = library();
        let label = |file: &str, number| Label { number, file: file.into(), ..library.code[1].clone() };
        let again = ["src/plain/dropout.rs", "src/plain/a.rs"].map(|file| label(file, (6, 1)));
        let later = label("src/plain/dropout.rs", (7, 1));
        library.code = [again[0].clone(), later].into_iter().chain(library.code).chain([again[1].clone()]).collect();
        let files: Vec<_> =
            computed(&library, (6, 1)).into_iter().map(|label| label.file.display().to_string()).collect();
        let plain = ["src/plain/optimizer.rs", "src/plain/a.rs", "src/plain/dropout.rs"];
        assert_eq!(files, [&plain[..], &["src/cost.rs", "src/training/step.rs"]].concat());
    }

    #[test]
    fn an_equation_leads_to_the_plain_line_the_library_and_the_test_of_its_chapter() {
        let note = note(&library(), "../", (6, 1));
        let expected = [
            "<i>plain</i> <a href=\"../generated/source/src/plain/optimizer.rs.html#L39\">plain/<wbr>optimizer.rs:39</a>",
            "<i>library</i> <a href=\"../generated/source/src/cost.rs.html#L7\">cost.rs:7</a>",
            "<i>proof</i> <a href=\"../generated/source/tests/chapters/chapter06.rs.html#L4\">sum</a>",
        ];
        assert!(expected.iter().all(|part| note.contains(part)), "{note}");
        assert!(!super::note(&library(), "", (7, 1)).contains("<i>"));
    }

    #[test]
    fn numbers_in_comments_lead_to_their_equations_and_those_in_code_do_not() {
        let text = "let a = \"// (6.1)\"; // (6.1), (7.1)\nf((6.1)); // see (6.1) & (6.9)\n";
        let html = code(&library(), "../", "06-adam.md", text);
        assert!(html.starts_with(
            "<i class=\"k\">let</i> a = <i class=\"s\">&quot;// (6.1)&quot;</i>; <span class=\"label\"><i class=\"c\">// <a class=\"chip\" href=\"#eq-6-1\">(6.1)</a>, "
        ));
        assert!(html.contains(
            "<a class=\"chip second\" href=\"#eq-7-1\">(7.1)</a></i></span>\nf((<i class=\"n\">6.1</i>)); <i class=\"c\">// see <a class=\"chip\""
        ));
        assert!(html.ends_with("(6.1)</a> &amp; (6.9)</i>\n"), "{html}");
        assert!(code(&library(), "../", "", text).contains("href=\"../06-adam.html#eq-6-1\""));
        assert_eq!(named(&library(), text), BTreeSet::from([(6, 1), (7, 1)]));
    }
}
