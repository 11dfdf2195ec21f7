//! The numbers of the figures: the chapter of the page, and the place among its figures. A page that belongs to no chapter counts alone.

use super::scan::{Kind, Piece};
use crate::problem::{Problem, close_names};
use anyhow::{Context, Result};
use itertools::Itertools;
use std::path::Path;

/// The figure in which `{{peers: …}}` shows its table.
pub const PEERS: &str = "peers";

/// A figure as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// `06-adam.md`, and its chapter.
    page: String,
    chapter: Option<u8>,
    /// The program that draws it, such as `chapter06`, and its name there.
    program: String,
    name: String,
    /// `6.4`.
    pub number: String,
}

/// All figures of the book, in the order of their pages.
#[derive(Debug, Default)]
pub struct Numbering {
    figures: Vec<Numbered>,
}

impl Numbering {
    /// Counts the figures of a page; those are a problem that the page shows twice, for which of them is meant?
    pub fn add(&mut self, page: &str, chapter: Option<u8>, pieces: &[Piece], problems: &mut Vec<Problem>) {
        let own = chapter.map_or_else(String::new, |chapter| format!("chapter{chapter:02}"));
        let mut k = 0;
        for piece in pieces.iter().filter(|piece| piece.kind == Kind::Directive) {
            let Some(target) = target(piece.text) else { continue };
            let (program, name) = target.split_once('/').unwrap_or((&own, target));
            k += 1;
            let number = chapter.map_or_else(|| k.to_string(), |chapter| format!("{chapter}.{k}"));
            if self.figures.iter().any(|other| other.page == page && other.name == name) {
                let message = format!("a second figure `{name}` on this page: their anchors would be the same");
                problems.push(Problem::new(Path::new("book/src").join(page), piece.line, message));
            }
            let [page, program, name] = [page, program, name].map(str::to_owned);
            self.figures.push(Numbered { page, chapter, program, name, number });
        }
    }

    /// The number of the figure of this name on a page.
    pub fn of(&self, page: &str, name: &str) -> Option<&str> {
        self.figures.iter().find(|figure| figure.page == page && figure.name == name).map(|f| f.number.as_str())
    }

    /// The figure that a page means with `valley`, which is its own, or with `chapter06/valley`: its own, or that of the chapter's page,
    /// or that of any other.
    pub fn find(&self, page: &str, wanted: &str) -> Result<&Numbered> {
        let is_own = |figure: &&Numbered| figure.page == page;
        let found = match wanted.split_once('/') {
            None => self.figures.iter().find(|figure| is_own(figure) && figure.name == wanted),
            Some((program, name)) => {
                let of_chapter =
                    |figure: &Numbered| figure.chapter.is_some_and(|chapter| program == format!("chapter{chapter:02}"));
                let all = self.figures.iter().filter(|figure| figure.program == program && figure.name == name);
                all.min_by_key(|figure| (!is_own(figure), !of_chapter(figure)))
            }
        };
        found.with_context(|| {
            let named = |figure: &Numbered| format!("{}/{}", figure.program, figure.name);
            let (place, names) = match wanted.contains('/') {
                true => ("in the book", self.figures.iter().map(named).collect_vec()),
                false => {
                    ("on this page", self.figures.iter().filter(is_own).map(|figure| figure.name.clone()).collect())
                }
            };
            format!("no figure `{wanted}` {place}{}", close_names(wanted, names))
        })
    }
}

impl Numbered {
    /// Where the figure stands, from the page `from`.
    pub fn address(&self, from: &str) -> String {
        let page = if self.page == from { String::new() } else { self.page.replace(".md", ".html") };
        format!("{page}#fig-{}", self.name)
    }
}

/// The figure that a directive shows, if it shows one: what stands for a lab, too, and the table of the peers.
fn target(directive: &str) -> Option<&str> {
    let (kind, argument) = directive.split_once(':')?;
    let mut parts = argument.split('|').map(str::trim);
    match kind.trim() {
        "figure" => parts.next(),
        "lab" => parts.nth(1)?.split('&').find_map(|setting| setting.strip_prefix("figure=")),
        "peers" => Some(PEERS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::chapter_of;
    use crate::library::scan::scan;

    fn numbering(pages: &[(&str, &str)]) -> (Numbering, Vec<Problem>) {
        let (mut numbering, mut problems) = (Numbering::default(), Vec::new());
        for (page, text) in pages {
            numbering.add(page, chapter_of(page), &scan(Path::new(page), text, 1, &mut Vec::new()), &mut problems);
        }
        (numbering, problems)
    }

    #[test]
    fn figures_and_labs_are_counted_in_the_order_of_the_page() {
        let text = "{{step: a}}\n{{figure: gap | {{value: a \"b\" 1}} wide.}}\n\n{{lab: hill | rate=1&figure=chapter06/valley | See.}}\n\n{{peers: Dots.}}";
        let (numbering, problems) = numbering(&[("07-x.md", text), ("index.md", "{{figure: chapter07/gap | See.}}")]);
        let number = |page: &str, name: &str| numbering.of(page, name).unwrap_or("none");
        assert_eq!(["gap", "valley", "peers", "a"].map(|name| number("07-x.md", name)), ["7.1", "7.2", "7.3", "none"]);
        assert_eq!(number("index.md", "gap"), "1");
        assert!(problems.is_empty());
    }

    #[test]
    fn a_name_means_the_own_figure_first_and_then_that_of_its_chapter() {
        let shown = "{{figure: chapter09/map | See.}}";
        let (numbering, _) = numbering(&[("08-a.md", shown), ("09-b.md", "{{figure: map | See.}}"), ("10-c.md", "")]);
        let found = |page: &str, name: &str| {
            numbering.find(page, name).map(|figure| (figure.number.clone(), figure.address(page)))
        };
        assert_eq!(found("08-a.md", "chapter09/map").unwrap(), ("8.1".into(), "#fig-map".into()));
        assert_eq!(found("10-c.md", "chapter09/map").unwrap(), ("9.1".into(), "09-b.html#fig-map".into()));
        let refused = |name: &str| found("10-c.md", name).unwrap_err().to_string();
        assert_eq!(refused("map"), "no figure `map` on this page; there are none");
        assert_eq!(refused("chapter09/mop"), "no figure `chapter09/mop` in the book; there are: chapter09/map");
    }

    #[test]
    fn two_figures_of_one_name_on_a_page_are_told() {
        let (_, problems) = numbering(&[("07-x.md", "{{figure: a | See.}}\n\n{{figure: chapter06/a | See.}}")]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].to_string().starts_with("book/src/07-x.md:3: a second figure `a`"));
    }
}
