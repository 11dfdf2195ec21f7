//! The PDF: all documents in one file, printed by Chromium twice, because on which page a heading is only the printed book knows.

use super::document::{Document, Form};
use super::writer::PAGE_OF;
use super::{Edition, file};
use crate::check::browser::{FOLDER, chromium, install};
use crate::markup::escape;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use lopdf::{Document as Pdf, Object, ObjectId};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
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
    let print = |pages: &BTreeMap<String, usize>| -> Result<Pdf> {
        let source = edition.folder.path().join(BOOK);
        fs::write(&source, numbered(&book, pages))?;
        let mut node = Command::new("node");
        run(node.current_dir(&scripts).arg("print.mjs").arg(&chromium).arg(source).arg(destination))
            .context("the book cannot be printed; Node.js 18 or newer is needed")?;
        Pdf::load(destination).context("Chromium printed no PDF")
    };
    // References take as much room with their number as without it, so the second printing has the same pages.
    let pages = destinations(&print(&BTreeMap::new())?)?;
    let mut pdf = print(&pages)?;
    ensure!(pages == destinations(&pdf)?, "the pages moved when their numbers were filled in");
    // The description of the pages for those who have them read is large, and Chromium leaves it uncompressed.
    let mut file = BufWriter::new(File::create(destination)?);
    pdf.save_modern(&mut file).with_context(|| format!("cannot write {}", destination.display()))?;
    file.flush()?;
    Ok(pdf.get_pages().len())
}

/// A font of the text.
fn font(name: &str) -> Result<&'static [u8]> {
    let is_it = |font: &&[u8]| {
        font.windows(name.len() + 1).any(|w| w.starts_with(name.as_bytes()) && !w[name.len()].is_ascii_alphabetic())
    };
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

/// On which page each anchor of a PDF is.
fn destinations(pdf: &Pdf) -> Result<BTreeMap<String, usize>> {
    let numbers: BTreeMap<ObjectId, u32> = pdf.get_pages().into_iter().map(|(number, page)| (page, number)).collect();
    let (_, anchors) = pdf.dereference(pdf.catalog()?.get(b"Dests").context("the PDF has no links inside")?)?;
    let page = |(anchor, place): (&Vec<u8>, &Object)| {
        let (_, place) = pdf.dereference(place).ok()?;
        let page = place.as_array().ok()?.first()?.as_reference().ok()?;
        Some((String::from_utf8_lossy(anchor).into_owned(), *numbers.get(&page)? as usize))
    };
    Ok(anchors.as_dict()?.iter().filter_map(page).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn anchors_are_found_on_their_pages_and_numbers_filled_in() {
        let mut pdf = Pdf::with_version("1.5");
        let kids = [1, 2].map(|_| pdf.add_object(dictionary! { "Type" => "Page" }));
        let second = vec![kids[1].into(), "XYZ".into(), 0.into()];
        let pages =
            pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => kids.map(Object::from).to_vec(), "Count" => 2 });
        let anchors = dictionary! { "p-03.eq" => second };
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Dests" => anchors });
        pdf.trailer.set("Root", catalog);
        let pages = destinations(&pdf).unwrap();
        assert_eq!(pages, BTreeMap::from([("p-03.eq".to_owned(), 2)]));
        let book = "on \u{E000}p-03.eq\u{E001}, \u{E000}b\u{E001}";
        assert_eq!(numbered(book, &pages), "on <span class=\"page\">2</span>, <span class=\"page\">000</span>");
    }

    #[test]
    fn the_fonts_are_there_and_a_longer_name_is_another_font() {
        let fonts = FONTS.map(|name| font(name).unwrap());
        assert!(fonts.iter().all_unique());
    }
}
