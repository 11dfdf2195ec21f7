//! The book through mdBook: the same preprocessor within this program and as a command of plain mdBook.

use crate::generated;
use crate::library::Library;
use crate::math::Converter;
use crate::page::Page;
use crate::problem::Problem;
use crate::project::{Project, read};
use anyhow::{Context, Result, bail};
use mdbook_core::config::Config;
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use mdbook_summary::{Summary, SummaryItem, parse_summary};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A book that was built.
pub struct Built {
    /// What is wrong on its pages; each place is marked in the page.
    pub problems: Vec<Problem>,
    /// The pages that `SUMMARY.md` names and that are not written yet.
    pub missing: Vec<PathBuf>,
}

/// Builds the whole book into a folder. With `live_reload`, its pages reload when a server says so.
pub fn build(project: &Project, destination: &Path, live_reload: Option<&str>) -> Result<Built> {
    let root = project.book();
    let mut config = Config::from_disk(root.join("book.toml"))?;
    // The same preprocessor, without starting cargo again.
    config.set("preprocessor", serde_json::json!({}))?;
    config.build.build_dir = destination.to_owned();
    config.build.create_missing = false;
    if let Some(endpoint) = live_reload {
        config.set("output.html.live-reload-endpoint", endpoint)?;
    }
    let mut summary = parse_summary(&read(&project.pages().join("SUMMARY.md"))?)?;
    let missing = leave_out_missing(&mut summary, &project.pages());
    let mut book = MDBook::load_with_config_and_summary(root, config, summary)?;
    let problems = Arc::new(Mutex::new(Vec::new()));
    book.with_preprocessor(Expand { project: project.clone(), problems: Arc::clone(&problems) });
    book.build()?;
    let problems = problems.lock().map(|mut problems| std::mem::take(&mut *problems)).unwrap_or_default();
    Ok(Built { problems, missing })
}

/// Makes drafts of the pages whose files do not exist, so that the numbers of the others stay.
fn leave_out_missing(summary: &mut Summary, pages: &Path) -> Vec<PathBuf> {
    fn visit(items: &mut [SummaryItem], pages: &Path, missing: &mut Vec<PathBuf>) {
        for item in items {
            if let SummaryItem::Link(link) = item {
                if link.location.as_ref().is_some_and(|path| !pages.join(path).is_file()) {
                    missing.extend(link.location.take());
                }
                visit(&mut link.nested_items, pages, missing);
            }
        }
    }
    let mut missing = Vec::new();
    for items in [&mut summary.prefix_chapters, &mut summary.numbered_chapters, &mut summary.suffix_chapters] {
        visit(items, pages, &mut missing);
    }
    missing
}

/// The preprocessor within this program.
struct Expand {
    project: Project,
    problems: Arc<Mutex<Vec<Problem>>>,
}

impl Preprocessor for Expand {
    fn name(&self) -> &str {
        "ann"
    }

    fn run(&self, _: &PreprocessorContext, book: Book) -> Result<Book> {
        let (book, found) = expand(&self.project, book)?;
        if let Ok(mut problems) = self.problems.lock() {
            *problems = found;
        }
        Ok(book)
    }
}

/// Expands every page of a book.
fn expand(project: &Project, mut book: Book) -> Result<(Book, Vec<Problem>)> {
    let library = Library::read(project)?;
    generated::write(&library)?;
    let math = Converter::new();
    let mut problems = library.problems.clone();
    book.for_each_mut(|item| {
        let BookItem::Chapter(chapter) = item else { return };
        let Some(name) = chapter.source_path.as_ref().map(|path| path.display().to_string()) else { return };
        let mut page = Page::new(&library, &math, &name);
        chapter.content = page.expand(&chapter.content);
        problems.append(&mut page.problems);
    });
    problems.sort();
    problems.dedup();
    Ok((book, problems))
}

/// mdBook's protocol for preprocessors: the book on standard input, the expanded book on standard output.
pub fn preprocess(project: &Project) -> Result<()> {
    let (context, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    if context.renderer != "html" {
        bail!("this book is made for the renderer `html`, not `{}`", context.renderer);
    }
    let (book, problems) = expand(project, book)?;
    if !problems.is_empty() {
        report(&problems);
        bail!("{}", count(problems.len()));
    }
    serde_json::to_writer(std::io::stdout(), &book).context("cannot write the book")
}

/// Prints all problems.
pub fn report(problems: &[Problem]) {
    for problem in problems {
        eprintln!("{} {problem}", console::style("error:").red().bold().for_stderr());
    }
}

/// `3 problems`.
pub fn count(problems: usize) -> String {
    match problems {
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    }
}
