//! What a directive stands for as a page of the book shows it: HTML in Markdown, and tables that are made from the code.

use super::directive::{Drawing, Listing, Step};
use super::equation;
use crate::code::exercise::{self, Task};
use crate::code::program::Program;
use crate::evidence::Mistake;
use crate::library::Library;
use crate::library::scan::{Kind, Piece, scan};
use crate::markup::highlight;
use crate::markup::{escape, source_url};
use itertools::Itertools;
use lazy_regex::regex;
use std::path::Path;

/// How to run, open and prove a chapter; `up` leads to the book's root.
pub fn head(library: &Library, up: &str, program: &Program) -> String {
    let name = &program.name;
    let part = |verb: &str, address: String, how: String| {
        format!("<span><a href=\"{address}\">{verb}</a> <code>{how}</code></span>")
    };
    let exists = |file: &str| library.project.root.join(file).is_file();
    let (notebook, test) = (format!("notebooks/{name}.ipynb"), format!("tests/chapters/{name}.rs"));
    let mut parts = vec![part("Run it", source_url(up, &program.source, None), program.command())];
    if exists(&notebook) {
        parts.push(part("Open the notebook", format!("{up}notebooks.html"), notebook));
    }
    if exists(&test) {
        let prove = format!("cargo test --release --test chapters {name}");
        parts.push(part("Prove it", source_url(up, Path::new(&test), None), prove));
    }
    let page = library.chapters.get(&program.chapter).map(|page| Path::new("book/src").join(page));
    if let Some(text) = page.and_then(|page| library.project.read(page).ok()) {
        parts.push(format!("<span class=\"minutes\">about {} minutes to read</span>", minutes(&text)));
    }
    let line = format!("<div class=\"run-it\">{}</div>\n", parts.join(" "));
    let page = library.chapters.get(&program.chapter);
    let terms = page.map(|page| library.references.explained(page)).filter(|terms| !terms.is_empty());
    terms.map_or(line.clone(), |terms| {
        // To be found, not to be seen.
        format!("{line}<div class=\"terms\" hidden>Explained here: {}.</div>", escape(&terms.join(", ")))
    })
}

/// How long a page takes to read, to five minutes: its words, without what is folded, and more for each equation and listing.
fn minutes(text: &str) -> usize {
    const WORDS_A_MINUTE: usize = 120;
    let shown = regex!(r"(?s)<details>.*?</details>").replace_all(text, "");
    let words = |piece: Piece| match piece.kind {
        Kind::Prose => piece.text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count(),
        Kind::InlineMath => 1,
        Kind::DisplayMath => 20,
        Kind::Directive if regex!("^(listing|step|figure)").is_match(piece.text) => 40,
        Kind::Directive | Kind::Code | Kind::Tag => 0,
    };
    let words: usize = scan(Path::new(""), &shown, 1, &mut Vec::new()).into_iter().map(words).sum();
    words.div_ceil(WORDS_A_MINUTE).next_multiple_of(5)
}

/// How many columns of code or output stand in the width of the text; what is longer gets the width of the page.
const TEXT: usize = 70;

/// Code, with its place above it, as it stands on a page.
pub fn listing(library: &Library, up: &str, page: &str, Listing { path, region }: &Listing) -> String {
    let (url, name) = (source_url(up, path, Some(region.line)), escape(&path.display().to_string()));
    let (wide, code) = (wide(&region.code), highlight::block(&equation::code(library, up, page, &region.code)));
    format!(
        "<div class=\"listing{wide}\">\n<div class=\"name\"><a href=\"{url}\">{name}</a></div>\n\n\
         {code}\n\n</div>"
    )
}

/// The class of what is wider than the text.
fn wide(text: &str) -> &'static str {
    if text.lines().any(|line| line.chars().count() > TEXT) { " wide" } else { "" }
}

/// What was printed, with a line of HTML above it.
pub fn output(name: &str, text: &str) -> String {
    let (wide, text) = (wide(text), highlight::text("text", text));
    format!("<div class=\"output{wide}\">\n<div class=\"name\">{name}</div>\n\n{text}\n\n</div>")
}

/// A line of the library and the mistake in it, and what the test printed that noticed.
pub fn mistake(up: &str, mistake: &Mistake) -> String {
    let (url, name) = (source_url(up, &mistake.change.file, Some(mistake.line)), mistake.change.file.display());
    let lines = format!("- {}\n+ {}", mistake.right, mistake.wrong);
    format!(
        "<div class=\"listing{}\">\n<div class=\"name\"><a href=\"{url}\">{name}</a></div>\n\n{}\n\n</div>\n\n{}",
        wide(&lines),
        highlight::text("text", &lines),
        output(&format!("<code>{}</code> prints", mistake.command), &mistake.output)
    )
}

/// A step with its code, and what it printed.
pub fn step(library: &Library, up: &str, page: &str, step: &Step) -> String {
    let output = if step.output.is_empty() { String::new() } else { output("prints", &step.output) };
    format!("{}\n\n{output}", listing(library, up, page, &step.listing))
}

/// A step's output without its code, which is a link away.
pub fn output_alone(up: &str, step: &Step) -> String {
    let url = source_url(up, &step.listing.path, Some(step.listing.region.line));
    output(&format!("<a href=\"{url}\">{}</a> prints", step.program.command()), &step.output)
}

/// A figure with its caption, which is expanded already. One that is also a lab says so, and `labs.js` gives it its button.
pub fn figure(drawing: &Drawing, caption: &str) -> String {
    // A block of HTML ends at a blank line.
    let svg = |svg: &str| svg.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("<?xml")).join("\n");
    // The style sheet shows the one or the other.
    let svg = drawing.wide.as_ref().map_or_else(
        || svg(&drawing.svg),
        |wide| format!("<div class=\"narrow\">{}</div>\n<div class=\"wide\">{}</div>", svg(&drawing.svg), svg(wide)),
    );
    let (id, number) = (&drawing.name, &drawing.number);
    let number = if number.is_empty() {
        String::new()
    } else {
        format!("<a class=\"number\" href=\"#fig-{id}\">Figure\u{a0}{number}</a> ")
    };
    let caption = format!("<figcaption>\n\n{number}{caption}\n\n</figcaption>");
    let lab = drawing.lab.as_ref().map_or_else(String::new, |lab| {
        format!(" data-lab=\"{}\" data-settings=\"{}\"", lab.name, escape(&lab.settings))
    });
    format!("<figure id=\"fig-{id}\"{lab}>\n<div class=\"drawing\">{svg}</div>\n{caption}\n</figure>")
}

/// A link to a figure by its number.
pub fn reference(name: &str, address: &str) -> String {
    format!("<a class=\"to-figure\" href=\"{address}\">{name}</a>")
}

/// A question with its answer folded; `predict.js` makes a box of it, into which the reader writes first.
pub fn prediction(question: &str, answer: &str) -> String {
    let answer = escape(answer);
    format!(
        "<div>\n<details class=\"prediction\" data-answer=\"{answer}\">\n<summary>\n\n{question}\n\n</summary>\n\nThe program printed {answer}.\n\n</details>\n</div>"
    )
}

/// What the reader of a chapter shall write, with the command that judges it, as Markdown to be expanded.
pub fn tasks(chapter: u8, tasks: &[Task]) -> String {
    // No line ends within `β₁ = 0.9`.
    let asks = |task: &Task| task.asks.replace('\n', " ").replace(" = ", "\u{a0}=\u{a0}");
    let list = tasks.iter().map(|task| format!("- `{}`: {}", task.name, asks(task))).join("\n");
    let (file, command) = (exercise::file("src", chapter), format!("cargo exercise {chapter}"));
    format!("`{file}` asks for these functions, and `{command}` says what is wrong with yours:\n\n{list}")
}

/// Each program: how to run it, how many steps it has and how many figures it draws.
pub fn programs(library: &Library) -> String {
    let mut table = String::from("| Program | Run it with | Steps | Figures |\n|:---|:---|---:|---:|\n");
    for program in library.programs.iter().filter(|program| library.sources().contains(&program.source)) {
        let (source, command) = (&program.source, program.command());
        let (url, shown) = (source_url("", source, None), source.display());
        let steps = program.regions(&library.project).map_or(0, |regions| regions.len());
        let figures = library.figures(program).len();
        table += &format!("| <a href=\"{url}\"><code>{shown}</code></a> | `{command}` | {steps} | {figures} |\n");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_its_number_as_a_permalink_and_one_drawing_for_each_room() {
        let source = "chapters/chapter03.rs".into();
        let program = Program { name: "chapter03".into(), source, chapter: 3, measures: false, needs: None };
        let (svg, number) = ("<?xml?>\n<svg id=\"n\">\n\n</svg>\n".to_owned(), "3.2".to_owned());
        let alone =
            Drawing { program, name: "moons".into(), number, svg, wide: None, caption: String::new(), lab: None };
        let html = figure(&alone, "See.");
        let permalink = "<a class=\"number\" href=\"#fig-moons\">Figure\u{a0}3.2</a> See.";
        assert!(html.starts_with("<figure id=\"fig-moons\">") && html.contains(permalink), "{html}");
        assert!(html.contains("<div class=\"drawing\"><svg id=\"n\">\n</svg></div>"), "{html}");
        let both = figure(&Drawing { wide: Some("<svg id=\"w\"></svg>".into()), ..alone }, "See.");
        assert_eq!(both.matches("class=\"drawing\"").count(), 1, "the one that a lab takes the place of");
        assert!(
            both.contains("<div class=\"narrow\"><svg id=\"n\">")
                && both.contains("<div class=\"wide\"><svg id=\"w\">")
        );
        assert!(both.find("narrow") < both.find("wide"), "the first is that of a column");
        assert_eq!(
            reference("figure\u{a0}6.4", "06-adam.html#fig-valley"),
            "<a class=\"to-figure\" href=\"06-adam.html#fig-valley\">figure\u{a0}6.4</a>"
        );
    }

    #[test]
    fn words_that_are_folded_take_no_time() {
        let words = |count: usize| "word ".repeat(count);
        assert_eq!(minutes(&words(100)), 5);
        assert_eq!(minutes(&words(1300)), 15);
        assert_eq!(minutes(&format!("{}<details>\n{}</details>", words(1100), words(9000))), 10);
        assert_eq!(minutes(&format!("{}\n\n$$ a $$\n\n{{{{step: a}}}}\n", words(1000))), 10);
    }
}
