//! The EPUB: each document a file, with a table of contents, a cover and the font of the mathematics, packed as EPUB 3 wants it.

use super::document::{Document, Form};
use super::{Edition, file};
use crate::font;
use crate::markup::escape;
use crate::project::{Files, Project};
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::{regex, regex_replace};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// By which a reading system knows the book again when there is a newer one.
const ID: &str = "urn:uuid:6a3f2c1e-5b0d-4e57-9d0c-3f1f7f3c6f52";
const CONTAINER: &str = "<?xml version=\"1.0\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
    <rootfiles><rootfile full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";
const STYLE: &str = "<link rel=\"stylesheet\" href=\"style.css\"/>";

/// Packs the book into a file.
pub fn write(project: &Project, destination: &Path) -> Result<()> {
    let edition = Edition::read(project, Form::Epub)?;
    let (faces, fonts) = fonts(edition.folder.path())?;
    let mut files = Files::from([
        (
            "style.css".into(),
            format!("{faces}\n{}{}", include_str!("edition.css"), include_str!("epub.css")).into_bytes(),
        ),
        ("cover.svg".into(), edition.cover.clone().into_bytes()),
        ("nav.xhtml".into(), navigation(&edition).into_bytes()),
        ("cover.xhtml".into(), cover(&edition).into_bytes()),
    ]);
    files.extend(fonts);
    for document in &edition.documents {
        let part = document.part.as_ref().map(|part| format!("<p class=\"part\">{}</p>", escape(part)));
        let section =
            format!("<section id=\"{}\">{}{}</section>", document.name, part.unwrap_or_default(), document.body);
        let whole = file(&edition.language, &document.title, STYLE, &section);
        files.insert(format!("{}.xhtml", document.name).into(), whole.into_bytes());
    }
    let package = package(&edition, &files);
    files.insert("package.opf".into(), package.into_bytes());
    pack(&files, destination)
}

/// The font of the mathematics as the book has it: its rule of style, and its file, which the book carries within the rule.
fn fonts(folder: &Path) -> Result<(String, Files)> {
    let style = fs::read_to_string(folder.join("generated/font.css")).context("the book has no font.css")?;
    let face = regex!(r"@font-face\s*\{[^}]*\}").find(&style).context("the book has no font of its own")?.as_str();
    let name = format!("{}.woff2", font::NAME);
    let file = fs::read(folder.join("generated").join(&name)).with_context(|| format!("no font {name}"))?;
    let face = regex_replace!(r#"url\("data:[^"]*"\)"#, face, |_| format!("url(\"{name}\")"));
    Ok((face.into_owned(), Files::from([(name.into(), file)])))
}

fn cover(edition: &Edition) -> String {
    let body =
        format!("<div class=\"cover\"><p class=\"cover-title\">{}</p>{}</div>", escape(&edition.title), edition.cover);
    file(&edition.language, &edition.title, STYLE, &body)
}

/// The table of contents: parts, in them the chapters, in those their sections.
fn navigation(edition: &Edition) -> String {
    let chapter = |document: &Document| {
        let name = &document.name;
        let mut sections = document
            .sections
            .iter()
            .map(|(id, title)| format!("<li><a href=\"{name}.xhtml#{id}\">{}</a></li>", escape(title)));
        let sections = sections.join("");
        let below = if sections.is_empty() { sections } else { format!("<ol>{sections}</ol>") };
        format!("<li><a href=\"{name}.xhtml\">{}</a>{below}</li>\n", escape(&document.title))
    };
    let (mut list, mut is_in_part) = (String::new(), false);
    for document in &edition.documents {
        if let Some(part) = &document.part {
            let end = if is_in_part { "</ol></li>\n" } else { "" };
            list += &format!("{end}<li><span>{}</span><ol>\n", escape(part));
            is_in_part = true;
        }
        list += &chapter(document);
    }
    let end = if is_in_part { "</ol></li>" } else { "" };
    let body = format!("<nav epub:type=\"toc\" id=\"toc\"><h1>Contents</h1><ol>{list}{end}</ol></nav>");
    file(&edition.language, "Contents", STYLE, &body)
}

/// What is in the book, and in which order it is read.
fn package(edition: &Edition, files: &Files) -> String {
    let item = |(path, content): (&std::path::PathBuf, &Vec<u8>)| {
        let name = path.display().to_string();
        let kind = match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
            "xhtml" => "application/xhtml+xml",
            "css" => "text/css",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            _ => "font/otf",
        };
        let has = |start: &str| content.windows(start.len()).any(|window| window == start.as_bytes());
        let is_page = name.ends_with(".xhtml");
        let properties = [
            ("nav", name == "nav.xhtml"),
            ("cover-image", name == "cover.svg"),
            ("mathml", is_page && has("<math ")),
            ("svg", is_page && has("<svg ")),
        ];
        let properties = properties.iter().filter(|(_, is)| *is).map(|(property, _)| *property).join(" ");
        let properties = if properties.is_empty() { properties } else { format!(" properties=\"{properties}\"") };
        format!("<item id=\"{}\" href=\"{name}\" media-type=\"{kind}\"{properties}/>", id(&name))
    };
    let names = ["cover", "nav"].into_iter().chain(edition.documents.iter().map(|document| document.name.as_str()));
    let spine = names.map(|name| format!("<itemref idref=\"{}\"/>", id(&format!("{name}.xhtml")))).join("\n");
    let (title, language) = (escape(&edition.title), &edition.language);
    let modified = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" \
         xml:lang=\"{language}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">{ID}</dc:identifier>\n\
         <dc:title>{title}</dc:title>\n<dc:language>{language}</dc:language>\n<meta property=\"dcterms:modified\">{modified}</meta>\n\
         <meta name=\"cover\" content=\"{}\"/>\n</metadata>\n<manifest>\n{}\n</manifest>\n<spine>\n{spine}\n</spine>\n</package>\n",
        id("cover.svg"),
        files.iter().map(item).join("\n")
    )
}

/// The name of a file as an id.
fn id(name: &str) -> String {
    format!("f-{}", name.replace(|c: char| !c.is_alphanumeric() && c != '-', "_"))
}

/// A zip whose first file tells, uncompressed, what it is. Nothing in it depends on when it was made.
fn pack(files: &Files, destination: &Path) -> Result<()> {
    let file = File::create(destination).with_context(|| format!("cannot write {}", destination.display()))?;
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(file);
    zip.start_file("mimetype", options.compression_method(CompressionMethod::Stored))?;
    zip.write_all(b"application/epub+zip")?;
    zip.start_file("META-INF/container.xml", options)?;
    zip.write_all(CONTAINER.as_bytes())?;
    for (path, content) in files {
        zip.start_file(format!("book/{}", path.display()), options)?;
        zip.write_all(content)?;
    }
    zip.finish()?;
    Ok(())
}
