//! The PDF: all documents in one file, printed by Chromium twice, because on which page a heading is only the printed book knows.

use super::document::{Document, Form};
use super::writer::PAGE_OF;
use super::{ANSWERS, Edition, file};
use crate::check::browser::script;
use crate::font;
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
use std::process::{Command, Stdio};

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

impl Paper {
    /// Around lines that are equally long on both; letter is lower.
    fn margin(self) -> &'static str {
        match self {
            Paper::A4 => "14mm 18mm 16mm",
            Paper::Letter => "11mm 18mm 13mm",
        }
    }
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

/// Prints the book into a file.
pub fn write(project: &Project, paper: Paper, destination: &Path) -> Result<()> {
    let edition = Edition::read(project, Form::Pdf)?;
    for name in FONTS {
        fs::write(edition.folder.path().join(format!("{name}.otf")), font::named(name)?)?;
    }
    let book = whole(&edition, paper);
    let [source, printed] = [BOOK, "edition.pdf"].map(|name| edition.folder.path().join(name));
    let print = |pages: &BTreeMap<String, usize>| -> Result<()> {
        fs::write(&source, numbered(&book, pages))?;
        run(script(project, "print.mjs")?.args([&source, &printed])).context("the book cannot be printed")
    };
    // References take as much room with their number as without it, so the second printing has the same pages.
    print(&BTreeMap::new())?;
    let pages = anchors(project, &[&printed])?;
    print(&pages)?;
    ensure!(pages == anchors(project, &[&printed, destination])?, "the pages moved when their numbers were filled in");
    Ok(())
}

/// On which page each anchor of a PDF is; with a second path, the PDF is written there, compressed.
fn anchors(project: &Project, paths: &[&Path]) -> Result<BTreeMap<String, usize>> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&project.root).args(["run", "--release", "--quiet", "--package", "xtask-pdf", "--"]).args(paths);
    let output = cargo.stderr(Stdio::inherit()).output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the printed book cannot be read");
    let anchor = |line: &str| {
        let (page, anchor) = line.split_once(' ').context("an anchor without a page")?;
        Ok((anchor.to_owned(), page.parse()?))
    };
    String::from_utf8(output.stdout)?.lines().map(anchor).collect()
}

/// The book before the numbers of its pages are known.
fn whole(edition: &Edition, paper: Paper) -> String {
    let faces = FONTS.iter().map(|name| {
        let weight = if name.contains("Bold") { 700 } else if name.contains("Semi") { 600 } else { 400 };
        let style = if name.contains("Italic") { "italic" } else { "normal" };
        format!("@font-face {{ font-family: \"Libertinus Serif\"; font-weight: {weight}; font-style: {style}; src: url(\"{name}.otf\"); }}\n")
    });
    // What is being read stands below each page; the answers follow one another on theirs.
    let running = edition.documents.iter().map(|document| {
        let (name, title) = (&document.name, document.title.replace(['"', '\\'], ""));
        let (page, title) =
            if name.starts_with("a-") { ("answers", ANSWERS.to_owned()) } else { (name.as_str(), title) };
        format!("#{name} {{ page: {page}; }}\n@page {page} {{ @bottom-left {{ content: \"{title}\"; }} }}\n")
    });
    let size = paper.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let margin = paper.margin();
    let head = format!(
        "<link rel=\"stylesheet\" href=\"fonts/fonts.css\"/>\n<link rel=\"stylesheet\" href=\"generated/font.css\"/>\n<link rel=\"stylesheet\" href=\"generated/generated.css\"/>\n\
         <style>{}\n@page {{ size: {size}; margin: {margin}; }}\n{}{}{}</style>",
        include_str!("edition.css"),
        include_str!("pdf.css"),
        faces.format(""),
        running.format("")
    );
    let mut body = format!(
        "<div class=\"cover\"><p class=\"cover-title\">{}</p>{}</div>\n<div class=\"contents\"><h1>Contents</h1>\n<div class=\"contents-list\">{}</div></div>\n",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_pages_are_filled_in() {
        let book = "on \u{E000}p-03.eq\u{E001}, \u{E000}b\u{E001}";
        let pages = BTreeMap::from([("p-03.eq".to_owned(), 2)]);
        assert_eq!(numbered(book, &pages), "on <span class=\"page\">2</span>, <span class=\"page\">000</span>");
    }

    #[test]
    fn the_fonts_are_there() {
        assert!(FONTS.map(|name| font::named(name).unwrap()).iter().all_unique());
    }
}
