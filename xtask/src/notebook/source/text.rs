//! The Markdown between the cells of code: what of a page's prose and HTML a notebook can show.

use super::{Content, Writer};
use crate::library::chapter_of;
use crate::problem::Problem;
use crate::scan::Piece;
use regex::Regex;
use std::sync::LazyLock;

impl Writer<'_> {
    /// Links to other chapters go to their notebooks; other pages are not there, so they are named only.
    pub(super) fn prose(&mut self, content: &str) {
        static LINK: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\[([^\]]*)\]\(([^)\s]*)\)").expect("a valid pattern"));
        let text = LINK.replace_all(content, |link: &regex::Captures| {
            let (words, target) = (&link[1], &link[2]);
            let page = target.split('#').next().unwrap_or_default();
            match chapter_of(page).filter(|chapter| self.library.chapters.contains_key(chapter)) {
                Some(chapter) => format!("[{words}](chapter{chapter:02}.ipynb)"),
                None if target.contains("://") => link[0].to_owned(),
                None => words.to_owned(),
            }
        });
        self.text.push_str(&text);
    }

    pub(super) fn tag(&mut self, tag: &str, after: &str) {
        match tag {
            // Functions that are folded away on the page have cells here.
            "<details>" if self.folds == 0 && is_of_functions(after) => {
                (self.in_summary, self.unfolded) = (true, true);
                return;
            }
            "</details>" if self.folds == 0 && std::mem::take(&mut self.unfolded) => return,
            "<details>" => {
                if self.folds == 0 && after.starts_with("<summary>Solution") {
                    self.flush();
                    self.tries += 1;
                    self.push(format!("exercise-{}", self.tries), Content::Code(String::new()));
                    self.in_solution = true;
                }
                self.folds += 1;
            }
            "</details>" => {
                self.folds = self.folds.saturating_sub(1);
                if self.folds == 0 && std::mem::take(&mut self.in_solution) {
                    self.text.push_str(tag);
                    self.flush();
                    return;
                }
            }
            // Boxes cannot go over several cells.
            _ if tag.starts_with("<div") || tag == "</div>" || tag.starts_with("<!--") => return,
            _ => {}
        }
        self.text.push_str(tag);
    }

    /// Appends a block, indented as the piece was that it stands for.
    pub(super) fn block(&mut self, block: &str, piece: &Piece) {
        let indent = piece.indent.as_deref().unwrap_or("");
        if piece.indent.is_none() {
            self.text.push('\n');
        }
        if self.text.ends_with(indent) {
            self.text.truncate(self.text.len() - indent.len());
        }
        self.text.push('\n');
        for line in block.lines() {
            self.text.push_str(format!("{indent}{line}").trim_end());
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    /// Ends the Markdown cell.
    pub(super) fn flush(&mut self) {
        static BLANKS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\n\s*\n(?:[ \t]*\n)*").expect("a valid pattern"));
        let text = BLANKS.replace_all(std::mem::take(&mut self.text).trim(), "\n\n").into_owned();
        if let Some(place) = text.find(".md)") {
            let near: String = text[..place].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            self.problems.push(Problem::new(
                &self.file,
                0,
                format!("the link `…{near}.md)` would lead nowhere in a notebook"),
            ));
        }
        if !text.is_empty() {
            self.texts += 1;
            self.push(format!("text-{}", self.texts), Content::Markdown(text));
        }
    }
}

/// Whether a fold begins that holds nothing but functions of the program.
fn is_of_functions(after: &str) -> bool {
    let summary = after.strip_prefix("<summary>The ").and_then(|rest| rest.split('<').next());
    summary.is_some_and(|words| words.contains("function"))
}
