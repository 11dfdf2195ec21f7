//! The PDF: all documents in one file, printed by Chromium twice, because on which page a heading is only the printed book knows.

use super::writer::PAGE_OF;
use super::{Document, Edition, Form, file};
use crate::check::browser::{FOLDER, chromium, install};
use crate::markup::escape;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

/// The text's fonts as `typst_assets` has them, by their PostScript names: they go well with that of the mathematics.
const FONTS: [&str; 5] = [
    "LibertinusSerif-Regular",
    "LibertinusSerif-Italic",
    "LibertinusSerif-Bold",
    "LibertinusSerif-BoldItalic",
    "LibertinusSerif-Semibold",
];
const BOOK: &str = "edition.xhtml";

/// Prints the book into a file; how many pages it has.
pub fn write(project: &Project, paper: Paper, destination: &Path) -> Result<usize> {
    let edition = Edition::read(project, Form::Pdf)?;
    let (chromium, scripts) = (chromium()?, project.root.join(FOLDER));
    install(&scripts)?;
    for name in FONTS {
        fs::write(edition.folder.path().join(format!("{name}.otf")), font(name)?)?;
    }
    let book = whole(&edition, paper);
    let print = |pages: &BTreeMap<String, usize>| -> Result<BTreeMap<String, usize>> {
        let source = edition.folder.path().join(BOOK);
        fs::write(&source, numbered(&book, pages))?;
        let mut node = Command::new("node");
        run(node.current_dir(&scripts).arg("print.mjs").arg(&chromium).arg(source).arg(destination))
            .context("the book cannot be printed; Node.js 18 or newer is needed")?;
        destinations(destination)
    };
    // References take as much room with their number as without it, so the second printing has the same pages.
    let pages = print(&BTreeMap::new())?;
    let again = print(&pages)?;
    ensure!(pages == again, "the pages moved when their numbers were filled in");
    Ok(again.values().copied().max().unwrap_or_default())
}

/// A font of the text.
fn font(name: &str) -> Result<&'static [u8]> {
    let is_it = |font: &&[u8]| font.windows(name.len() + 1).any(|w| w.starts_with(name.as_bytes()) && !w[name.len()].is_ascii_alphabetic());
    typst_assets::fonts().find(is_it).with_context(|| format!("typst-assets has no font {name}"))
}

/// The book before the numbers of its pages are known.
fn whole(edition: &Edition, paper: Paper) -> String {
    let faces = FONTS.iter().map(|name| {
        let weight = if name.contains("Bold") { 700 } else if name.contains("Semi") { 600 } else { 400 };
        let style = if name.contains("Italic") { "italic" } else { "normal" };
        format!("@font-face {{ font-family: \"Libertinus Serif\"; font-weight: {weight}; font-style: {style}; src: url(\"{name}.otf\"); }}\n")
    });
    // What is being read stands below each page.
    let running = edition.documents.iter().map(|document| {
        let (name, title) = (&document.name, document.title.replace(['"', '\\'], ""));
        let title = if document.name.starts_with("a-") { format!("Answers: {title}") } else { title };
        format!("#{name} {{ page: {name}; }}\n@page {name} {{ @bottom-left {{ content: \"{title}\"; }} }}\n")
    });
    let size = paper.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let head = format!(
        "<link rel=\"stylesheet\" href=\"fonts/fonts.css\"/>\n<link rel=\"stylesheet\" href=\"generated/generated.css\"/>\n\
         <style>{}\n@page {{ size: {size}; }}\n{}{}{}</style>",
        include_str!("edition.css"),
        include_str!("pdf.css"),
        faces.format(""),
        running.format("")
    );
    let mut body = format!(
        "<div class=\"cover\"><p class=\"cover-title\">{}</p>{}</div>\n<div class=\"contents\"><h1>Contents</h1>\n{}</div>\n",
        escape(&edition.title),
        edition.cover,
        contents(&edition.documents)
    );
    for Document { name, part, body: text, .. } in &edition.documents {
        let part = part.as_ref().map(|part| format!("<h1 class=\"part\">{}</h1>", escape(part))).unwrap_or_default();
        let class = if name.starts_with("a-") { "document answers" } else { "document" };
        body += &format!("<section class=\"{class}\" id=\"{name}\">{part}{text}</section>\n");
    }
    file(&edition.language, &edition.title, &head, &body)
}

/// The table of contents: parts, chapters and their sections.
fn contents(documents: &[Document]) -> String {
    let line = |class: &str, id: &str, title: &str| {
        let (open, close) = PAGE_OF;
        format!(
            "<p class=\"{class}\"><a href=\"#{id}\"><span>{}</span><span class=\"leader\"></span><span>{open}{id}{close}</span></a></p>\n",
            escape(title)
        )
    };
    let mut lines = String::new();
    for document in documents {
        if let Some(part) = &document.part {
            lines += &format!("<p class=\"in-part\">{}</p>\n", escape(part));
        }
        lines += &line("in-chapter", &document.name, &document.title);
        document.sections.iter().for_each(|(id, title)| lines += &line("in-section", id, title));
    }
    lines
}

/// The book with the numbers of pages, or with figures in their places.
fn numbered(book: &str, pages: &BTreeMap<String, usize>) -> String {
    let number = |id: &Captures| pages.get(&id[1]).map_or_else(|| "000".to_owned(), ToString::to_string);
    regex!("\u{E000}([^\u{E001}]*)\u{E001}")
        .replace_all(book, |id: &Captures| format!("<span class=\"page\">{}</span>", number(id)))
        .into_owned()
}

/// On which page each anchor of a PDF is.
fn destinations(pdf: &Path) -> Result<BTreeMap<String, usize>> {
    let output = Command::new("pdfinfo").arg("-dests").arg(pdf).output().context(
        "cannot run pdfinfo, which tells on which page a heading is: install it (Debian: apt-get install poppler-utils)",
    )?;
    ensure!(output.status.success(), "pdfinfo failed: {}", String::from_utf8_lossy(&output.stderr));
    let found = named(&String::from_utf8_lossy(&output.stdout));
    ensure!(!found.is_empty(), "the PDF has no links inside");
    Ok(found)
}

/// The anchors and pages in what `pdfinfo -dests` prints.
fn named(listed: &str) -> BTreeMap<String, usize> {
    let lines = regex!(r#"(?m)^\s*(\d+) \[.*\] "(.*)"$"#).captures_iter(listed);
    lines.filter_map(|line| Some((line[2].to_owned(), line[1].parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_read_and_numbers_filled_in() {
        let listed = "Page  Destination                 Name\n   2 [ XYZ    6  828 null      ] \"p-03.eq\"\n 117 [ XYZ   60  700 null      ] \"a\"\n";
        let pages = named(listed);
        assert_eq!(pages, BTreeMap::from([("p-03.eq".to_owned(), 2), ("a".to_owned(), 117)]));
        let book = "on \u{E000}a\u{E001}, \u{E000}b\u{E001}";
        assert_eq!(numbered(book, &pages), "on <span class=\"page\">117</span>, <span class=\"page\">000</span>");
    }

    #[test]
    fn the_fonts_are_there_and_a_longer_name_is_another_font() {
        let fonts = FONTS.map(|name| font(name).unwrap());
        assert!(fonts.iter().all_unique());
    }
}
