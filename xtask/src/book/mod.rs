//! The book through mdBook: expanded within this program, or by it as a preprocessor of plain mdBook.
//!
//! | file | holds |
//! |---|---|
//! | `generated` | what pages need beside themselves: font, colours, the pages of sources, notebooks |
//! | [`finish`](mod@finish), `loading`, `search` | what pages get when mdBook has made them: one heading, their place on the web, few files to wait for, an order of what is found |
//! | [`site`], [`serve`] | where a book is published, and how it is served on this machine |

pub mod finish;
mod generated;
mod loading;
mod search;
pub mod serve;
pub mod site;

use crate::font::{self, Text, text};
use crate::kept::memo::Memo;
use crate::library::Library;
use crate::markup::math::Converter;
use crate::page::Page;
use crate::page::seen::seen;
use crate::problem::{Problem, none_of};
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use finish::finish;
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use serde::{Deserialize, Serialize};
use site::Site;
use std::collections::BTreeSet;
use std::path::Path;

/// Builds the whole book into a folder, of which what `memo` has is not made again; what is wrong on its pages, each place of which is
/// marked in the page.
pub fn build(project: &Project, destination: &Path, memo: &Memo, solutions: bool, site: &Site) -> Result<Vec<Problem>> {
    let root = project.root.join("book");
    let mut config = Config::from_disk(root.join("book.toml"))?;
    // What the preprocessors would do is done here, without starting cargo again.
    config.set("preprocessor", serde_json::json!({}))?;
    config.build.use_default_preprocessors = false;
    config.build.build_dir = destination.to_owned();
    config.build.create_missing = false;
    site.configure(&mut config)?;
    let title = config.book.title.clone().unwrap_or_default();
    let mut book = MDBook::load_with_config(root, config)?;
    let problems = expand(project, &mut book.book, memo, solutions)?;
    book.build()?;
    search::demote_lists(destination)?;
    search::reword(destination)?;
    let style = finish(destination, &book.book, &title, site)?;
    text::lighten(project, destination, &style)?;
    memo.tidy()?;
    Ok(problems)
}

/// A page that is expanded, the characters of its formulas, and their letters with the chapter that says what they mean.
#[derive(Serialize, Deserialize)]
struct Expanded {
    content: String,
    characters: Text,
    letters: BTreeSet<(u8, char)>,
}

/// Expands every page of a book, with the solutions of its exercises or without; what is wrong with them.
fn expand(project: &Project, book: &mut Book, memo: &Memo, solutions: bool) -> Result<Vec<Problem>> {
    let mut library = Library::read(project, memo)?;
    library.is_unsolved = !solutions;
    let (math, seen) = (Converter::default(), seen(&library)?);
    let (mut problems, mut characters, mut letters) = (library.problems.clone(), Text::new(), BTreeSet::new());
    book.for_each_chapter_mut(|chapter| {
        let Some(name) = chapter.source_path.as_ref().map(|path| path.display().to_string()) else { return };
        let of = ("page", seen, &name, chapter.content.clone());
        let shown = library.shown(&chapter.content);
        let known = memo.known(&of).and_then(|known| serde_json::from_str(&known).ok());
        let expanded: Expanded = known.unwrap_or_else(|| {
            let mut page = Page::new(&library, &math, &name);
            let content = page.whole(&shown);
            let (characters, letters) = (font::needed(&content), page.letters().collect());
            let expanded = Expanded { content, characters, letters };
            match serde_json::to_string(&expanded) {
                // What is wrong with a page is told each time.
                Ok(text) if page.problems.is_empty() => memo.keep(&of, &text),
                _ => problems.append(&mut page.problems),
            }
            expanded
        });
        chapter.content = expanded.content;
        letters.extend(expanded.letters);
        font::merge(&mut characters, expanded.characters);
    });
    if solutions {
        problems.extend(library.letters.unused(&letters));
    }
    generated::write(&library, memo, &characters)?;
    problems.sort();
    problems.dedup();
    Ok(problems)
}

/// mdBook's protocol for preprocessors: the book on standard input, the expanded book on standard output.
pub fn preprocess(project: &Project) -> Result<()> {
    let (context, mut book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    let renderer = &context.renderer;
    ensure!(renderer == "html", "this book is made for the renderer `html`, not `{renderer}`");
    none_of(&expand(project, &mut book, &Memo::open(project)?, true)?)?;
    serde_json::to_writer(std::io::stdout(), &book).context("cannot write the book")
}
