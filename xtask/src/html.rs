//! What a directive stands for as a page of the book shows it: HTML in Markdown, and tables that are made from the code.

use crate::directive::{Drawing, Listing, Step};
use crate::exercise::{self, Task};
use crate::label::Label;
use crate::library::Library;
use crate::markup::{escape, fenced, source_url};
use crate::math::id;
use crate::program::Program;
use itertools::Itertools;
use std::path::Path;

/// How to run, open and prove a chapter; `up` leads to the book's root.
pub fn head(library: &Library, up: &str, program: &Program) -> String {
    let name = &program.name;
    let part = |verb: &str, address: String, how: String| {
        let download = if address.ends_with(".ipynb") { " download" } else { "" };
        format!("<span><a href=\"{address}\"{download}>{verb}</a> <code>{how}</code></span>")
    };
    let exists = |file: &str| library.project.root.join(file).is_file();
    let (notebook, test) = (format!("notebooks/{name}.ipynb"), format!("tests/chapters/{name}.rs"));
    let mut parts = vec![part("Run it", source_url(up, &program.source, None), program.command())];
    if exists(&notebook) {
        parts.push(part("Open it", format!("{up}generated/{notebook}"), notebook));
    }
    if exists(&test) {
        let prove = format!("cargo test --release --test chapters {name}");
        parts.push(part("Prove it", source_url(up, Path::new(&test), None), prove));
    }
    format!("<div class=\"run-it\">{}</div>", parts.join(" "))
}

/// Code, with its place above it.
pub fn listing(up: &str, Listing { path, region }: &Listing) -> String {
    let (url, name) = (source_url(up, path, Some(region.line)), escape(&path.display().to_string()));
    // Markdown's own fence: mdBook gives it colours and a button to copy it.
    let code = fenced("rust", &region.code);
    format!("<div class=\"listing\">\n<div class=\"name\"><a href=\"{url}\">{name}</a></div>\n\n{code}\n\n</div>")
}

/// What was printed, with a line of HTML above it.
pub fn output(name: &str, text: &str) -> String {
    format!("<div class=\"output\">\n<div class=\"name\">{name}</div>\n\n{}\n\n</div>", fenced("text", text))
}

/// A step with its code, and what it printed.
pub fn step(up: &str, step: &Step) -> String {
    let output = if step.output.is_empty() { String::new() } else { output("prints", &step.output) };
    format!("{}\n\n{output}", listing(up, &step.listing))
}

/// A step's output without its code, which is a link away.
pub fn output_alone(up: &str, step: &Step) -> String {
    let url = source_url(up, &step.listing.path, Some(step.listing.region.line));
    output(&format!("<a href=\"{url}\">{}</a> prints", step.program.command()), &step.output)
}

/// A figure with its caption, which is expanded already. One that is also a lab says so, and `labs.js` gives it its button.
pub fn figure(drawing: &Drawing, caption: &str) -> String {
    // A block of HTML ends at a blank line.
    let svg = drawing.svg.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("<?xml")).join("\n");
    let (id, caption) = (&drawing.name, format!("<figcaption>\n\n{caption}\n\n</figcaption>"));
    let lab = drawing.lab.as_ref().map_or_else(String::new, |lab| {
        format!(" data-lab=\"{}\" data-settings=\"{}\"", lab.name, escape(&lab.settings))
    });
    format!("<figure id=\"fig-{id}\"{lab}>\n<div class=\"drawing\">{svg}</div>\n{caption}\n</figure>")
}

/// A question with its answer folded; `predict.js` makes a box of it, into which the reader writes first.
pub fn prediction(question: &str, answer: &str) -> String {
    let answer = escape(answer);
    format!(
        "<details class=\"prediction\" data-answer=\"{answer}\">\n<summary>\n\n{question}\n\n</summary>\n\nThe program printed {answer}.\n\n</details>"
    )
}

/// What the reader of a chapter shall write, with the command that judges it, as Markdown to be expanded.
pub fn tasks(chapter: u8, tasks: &[Task]) -> String {
    let list = tasks.iter().map(|task| format!("- `{}`: {}", task.name, task.asks.replace('\n', " "))).join("\n");
    let (file, command) = (exercise::file("src", chapter), format!("cargo exercise {chapter}"));
    format!("`{file}` asks for these functions, and `{command}` says what is wrong with yours:\n\n{list}")
}

/// Each numbered equation, the lines of the library that compute it, the tests that prove it.
pub fn equation_index(library: &Library) -> String {
    let mut table = String::from("| Equation | In the library | Proved by |\n|:---|:---|:---|\n");
    for (&(chapter, k), equation) in &library.equations {
        let links = |labels: &[Label], words: fn(&Label) -> String| {
            let link = |label: &Label| {
                format!("<a href=\"{}\">{}</a>", source_url("", &label.file, Some(label.line)), words(label))
            };
            labels.iter().filter(|label| label.number == (chapter, k)).map(link).unique().join("<br>")
        };
        let code = links(&library.code, |label| format!("<code>{}:{}</code>", label.file.display(), label.line));
        let tests = links(&library.tests, |label| {
            let file = label.file.file_stem().unwrap_or_default().display();
            format!("<code>{file}</code> · <code>{}</code>", label.function.as_deref().unwrap_or("the whole file"))
        });
        table += &format!("| [({chapter}.{k})]({}#{}) | {code} | {tests} |\n", equation.page, id((chapter, k)));
    }
    table
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
