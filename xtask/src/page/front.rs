//! What the front page and the page of the notebooks are made of: an equation with its line and its proof, and the downloads.

use crate::code::anchor::{Region, dedent};
use crate::code::label::Label;
use crate::library::Library;
use crate::library::bundle;
use crate::markup::highlight;
use crate::markup::math::{Number, id, number};
use crate::markup::{escape, source_url};
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::regex_replace;
use std::path::{Path, PathBuf};

/// An equation, the line that computes it and the one that proves it.
pub struct Proof {
    number: Number,
    /// LaTeX, without its number.
    pub equation: String,
    /// `02-forward-propagation.md`.
    page: String,
    code: Lines,
    test: Lines,
    /// The name of the test.
    function: String,
}

/// Lines of a source file.
struct Lines {
    path: PathBuf,
    region: Region,
}

/// The proof that `2.1 in src/plain/forward.rs` names.
pub fn proof(library: &Library, argument: &str) -> Result<Proof> {
    let parts = argument.split_once(" in ").and_then(|(equation, file)| Some((number(equation.trim())?, file.trim())));
    let (number, file) = parts.with_context(|| format!("`{argument}` is no `2.1 in src/plain/forward.rs`"))?;
    let (chapter, k) = number;
    let equation = library.equations.get(&number).with_context(|| format!("no equation ({chapter}.{k})"))?;
    let find = |labels: &[Label], wanted: &dyn Fn(&Label) -> bool| {
        let label = labels.iter().find(|label| label.number == number && wanted(label));
        let label = label.with_context(|| format!("no comment ({chapter}.{k}) in {file} or in tests/"))?;
        Ok::<_, anyhow::Error>((lines(library, label)?, label.function.clone().unwrap_or_default()))
    };
    let (code, _) = find(&library.code, &|label| label.file == Path::new(file))?;
    let (test, function) = find(&library.tests, &|label| label.file.starts_with("tests"))?;
    Ok(Proof {
        number,
        equation: regex_replace!(r"\\tag\s*\{[^}]*\}", &equation.latex, "").into(),
        page: equation.page.clone(),
        code,
        test,
        function,
    })
}

/// The line of a label, with the comments directly above it.
fn lines(library: &Library, label: &Label) -> Result<Lines> {
    let text = library.project.read(&label.file)?;
    let all = text.lines().collect_vec();
    let is_comment = |line: &&&str| line.trim_start().starts_with("//");
    let line = label.line - all[..label.line - 1].iter().rev().take_while(is_comment).count();
    let code = dedent(&all[line - 1..label.line].join("\n"));
    Ok(Lines { path: label.file.clone(), region: Region { name: String::new(), line, code } })
}

/// Three cards below each other; `equation` is MathML.
pub fn proof_cards(Proof { number, page, code, test, function, .. }: &Proof, equation: &str) -> String {
    let (chapter, k) = number;
    let derived = format!(
        "<a href=\"{}#{}\">({chapter}.{k}) in chapter {chapter}</a>",
        Path::new(page).with_extension("html").display(),
        id(*number)
    );
    let place = |Lines { path, region }: &Lines| {
        let name = escape(&path.display().to_string());
        format!("<a href=\"{}\">{name}</a>", source_url("", path, Some(region.line)))
    };
    let target = test
        .path
        .iter()
        .nth(1)
        .map_or_else(String::new, |name| Path::new(name).with_extension("").display().to_string());
    let command = format!("cargo test --release --test {target} {function}");
    let card = |title: &str, below: &str, content: &str| {
        format!(
            "<div class=\"part\">\n<div class=\"what\">\n<h3>{title}</h3>\n{below}\n</div>\n<div class=\"it\">\n\n{content}\n\n</div>\n</div>"
        )
    };
    let cards = [
        card("The equation", &derived, equation),
        card("The line", &place(code), &highlight::block(&highlight::rust(&code.region.code))),
        card(
            "The proof",
            &place(test),
            &format!("{}\n\n<p><code>{command}</code></p>", highlight::block(&highlight::rust(&test.region.code))),
        ),
    ];
    format!("<div class=\"evidence\">\n{}\n</div>", cards.join("\n"))
}

/// Every notebook, with its chapter.
pub fn notebooks(library: &Library) -> String {
    let mut table = String::from("| | Chapter | Notebook |\n|--:|:---|:---|\n");
    for (chapter, page) in &library.chapters {
        let file = format!("notebooks/chapter{chapter:02}.ipynb");
        if library.project.root.join(&file).is_file() {
            let text = library.project.read(Path::new("book/src").join(page)).unwrap_or_default();
            let heading = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(page);
            let title = heading.split_once('·').map_or(heading, |(_, title)| title.trim());
            table += &format!(
                "| {chapter} | [{title}]({page}) | <a href=\"generated/{file}\" download><code>{file}</code></a> |\n"
            );
        }
    }
    table
}

/// All notebooks as one download.
pub fn bundle() -> String {
    let file = bundle::FILE;
    format!(
        "<p class=\"download\"><a href=\"generated/{file}\" download>Download all notebooks</a> <span>and the library that they compile</span></p>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::label::labels;
    use crate::kept::memo::Memo;
    use crate::library::Equation;
    use crate::project::{Project, folder_with};

    #[test]
    fn an_equation_stands_beside_its_line_and_its_proof() {
        let files = [
            ("book/src/02-a.md", "# 2 · A\n\n$$ z = 1 \\tag{2.2} $$\n\n$$ z = w a \\tag{2.1} $$\n"),
            ("src/plain/a.rs", "fn f() {\n    let z = w * a; // (2.1)\n}\n"),
            ("src/b.rs", "fn g() {} // (2.1)\n"),
            ("tests/c.rs", "fn by_hand() {\n    one();\n    // 2 · 3\n    assert!(f() == 6); // (2.1)\n}\n"),
        ];
        let folder = folder_with(files);
        let project = Project { root: folder.path().to_owned() };
        let (code, tests) =
            (labels(&project, &Memo::default(), "src").unwrap(), labels(&project, &Memo::default(), "tests").unwrap());
        let equations =
            [((2, 1), Equation { page: "02-a.md".into(), line: 5, latex: " z = w a \\tag{2.1} ".into() })].into();
        let library = Library { project, code, tests, equations, ..Library::default() };
        let found = proof(&library, "2.1 in src/plain/a.rs").unwrap();
        assert_eq!(found.equation.trim(), "z = w a");
        assert_eq!(
            (found.test.region.line, found.test.region.code.as_str()),
            (3, "// 2 · 3\nassert!(f() == 6); // (2.1)")
        );
        let cards = proof_cards(&found, "<math></math>");
        for wanted in
            ["02-a.html#eq-2-1", "w * a; <i class=\"c\">// (2.1)</i>", "source/src/plain/a.rs.html#L2", "by_hand"]
        {
            assert!(cards.contains(wanted), "{wanted} in {cards}");
        }
        assert!(proof(&library, "2.9 in src/plain/a.rs").is_err() && proof(&library, "2.1 in src/x.rs").is_err());
    }
}
