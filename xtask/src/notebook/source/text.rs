//! The Markdown between the cells of code: what of a page's prose and HTML a notebook can show.

use super::{Cell, Piece, Writer};
use crate::library::chapter_of;
use crate::markup::push_block;
use crate::problem::Problem;
use itertools::Itertools;
use lazy_regex::{Captures, regex};

impl Writer<'_> {
    /// A heading begins a cell. Links to other chapters go to their notebooks; other pages are not there, so they are named only.
    pub(super) fn prose(&mut self, content: &str) {
        let text = regex!(r"\[([^\]]*)\]\(([^)\s]*)\)").replace_all(content, |link: &Captures| {
            let (words, target) = (&link[1], &link[2]);
            let page = target.split('#').next().unwrap_or_default();
            match chapter_of(page).filter(|chapter| self.library.chapters.contains_key(chapter)) {
                Some(chapter) => format!("[{words}](chapter{chapter:02}.ipynb)"),
                None if target.contains("://") => link[0].to_owned(),
                None => words.to_owned(),
            }
        });
        for line in text.split_inclusive('\n') {
            if line.starts_with('#') && self.folds == 0 {
                self.flush();
            }
            self.text.push_str(line);
        }
    }

    /// A tag; after it stands `after`.
    pub(super) fn tag(&mut self, tag: &str, after: &str) {
        match tag {
            "<details>" => {
                if self.folds == 0 && after.starts_with("<summary>Solution") {
                    self.push(vec![Cell::code(format!("exercise-{}", 1 + self.count("exercise-")), "")]);
                    self.in_solution = true;
                }
                self.folds += 1;
            }
            "</details>" => self.folds = self.folds.saturating_sub(1),
            // Boxes cannot go over several cells.
            _ if tag.starts_with("<div") || tag == "</div>" || tag.starts_with("<!--") => return,
            _ => {}
        }
        self.text.push_str(tag);
        if self.folds == 0 && std::mem::take(&mut self.in_solution) {
            self.flush();
        }
    }

    /// Appends a block in place of a piece; white space at the ends of its lines would mean something to Markdown.
    pub(super) fn block(&mut self, block: &str, piece: &Piece) {
        push_block(&mut self.text, &block.lines().map(str::trim_end).join("\n"), piece.indent);
    }

    /// Ends the Markdown cell.
    pub(super) fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = regex!(r"\n\s*\n(?:[ \t]*\n)*").replace_all(text.trim(), "\n\n");
        if let Some(link) = regex!(r"[^\n]{0,40}\.md\)").find(&text) {
            let message = format!("the link `…{}` would lead nowhere in a notebook", link.as_str());
            self.problems.push(Problem::new(&self.file, 0, message));
        }
        if !text.is_empty() {
            self.cells.push(Cell::markdown(format!("text-{}", 1 + self.count("text-")), text));
        }
    }
}
