//! A directive as a page of the book shows it: HTML in Markdown.

use crate::directive::{Drawing, Listing, Meaning, Step, fenced, resolve};
use crate::generated::source_url;
use crate::page::{Page, escape};
use crate::tables;
use std::path::Path;

/// What a directive becomes.
pub enum Expansion {
    /// Part of a sentence.
    Inline(String),
    /// A block of its own.
    Block(String),
}

/// Expands `name: argument`, which begins in line `line` of the page.
pub fn expand(page: &mut Page, content: &str, line: usize) -> Result<Expansion, String> {
    let block = match resolve(page.library, page.name, content)? {
        Meaning::Value(word) => return Ok(Expansion::Inline(word)),
        Meaning::Chapter(chapter) => head(page, chapter),
        Meaning::Listing(Listing { path, line, code, .. }) => listing(page, &path, line, &code),
        Meaning::Step(step) | Meaning::Solution(step) => {
            let path = page.library.project.name(&step.program.source).to_owned();
            let output = if step.output.is_empty() { String::new() } else { output("prints", &step.output) };
            format!("{}\n\n{output}", listing(page, &path, step.region.line, &step.region.code))
        }
        Meaning::Output(step) => alone(page, &step),
        Meaning::Figure(drawing) => figure(page, &drawing, line),
        Meaning::EquationIndex => tables::equation_index(page.library),
        Meaning::Programs => tables::programs(page.library),
        Meaning::Peers(table) => output("<code>cargo xtask bench --peers</code> printed", &table),
    };
    Ok(Expansion::Block(block))
}

/// How many levels a page lies below the book's root, as the beginning of its links.
fn up(page: &Page) -> String {
    "../".repeat(page.name.matches('/').count())
}

/// How to run, open and prove a chapter.
fn head(page: &Page, chapter: u8) -> String {
    let (name, up) = (format!("chapter{chapter:02}"), up(page));
    let source = |path: &str| source_url(&up, Path::new(path), None);
    let mut parts = vec![format!(
        "<span><a href=\"{}\">Run it</a> <code>cargo run --release --bin {name}</code></span>",
        source(&format!("chapters/{name}.rs"))
    )];
    if page.library.project.root.join(format!("notebooks/{name}.ipynb")).is_file() {
        parts.push(format!(
            "<span><a href=\"{up}generated/notebooks/{name}.ipynb\" download>Open it</a> <code>notebooks/{name}.ipynb</code></span>"
        ));
    }
    if page.library.project.root.join(format!("tests/{name}.rs")).is_file() {
        parts.push(format!(
            "<span><a href=\"{}\">Prove it</a> <code>cargo test --test {name}</code></span>",
            source(&format!("tests/{name}.rs"))
        ));
    }
    format!("<div class=\"run-it\">{}</div>", parts.join(" "))
}

fn listing(page: &Page, path: &Path, line: usize, code: &str) -> String {
    let url = source_url(&up(page), path, Some(line));
    let name = escape(&path.display().to_string());
    // Markdown's own fence: mdBook gives it colours and a button to copy it.
    format!(
        "<div class=\"listing\">\n<div class=\"name\"><a href=\"{url}\">{name}</a></div>\n\n{}\n\n</div>",
        fenced("rust", code)
    )
}

/// What was printed, with a line of HTML above it.
fn output(name: &str, text: &str) -> String {
    format!("<div class=\"output\">\n<div class=\"name\">{name}</div>\n\n{}\n\n</div>", fenced("text", text))
}

/// A step's output without its code, which is a link away.
fn alone(page: &Page, step: &Step) -> String {
    let url = source_url(&up(page), page.library.project.name(&step.program.source), Some(step.region.line));
    output(&format!("<a href=\"{url}\">cargo run --release --bin {}</a> prints", step.program.name), &step.output)
}

fn figure(page: &mut Page, drawing: &Drawing, line: usize) -> String {
    // A block of HTML ends at a blank line.
    let svg = drawing.svg.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("<?xml"));
    let svg: Vec<&str> = svg.collect();
    let caption = page.expand_from(&drawing.caption, line);
    format!(
        "<figure id=\"fig-{}\">\n<div class=\"drawing\">{}</div>\n<figcaption>\n\n{caption}\n\n</figcaption>\n</figure>",
        drawing.name,
        svg.join("\n")
    )
}
