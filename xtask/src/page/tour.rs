//! The tour on the front page: each chapter with its title, what its reader can do afterwards, and a thumbnail from its figures.

use crate::library::Library;
use crate::markup::escape;
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use lazy_regex::{Captures, regex, regex_replace_all};
use std::path::Path;

/// The page whose table says what each chapter is good for.
const TABLE: &str = "book/src/introduction.md";
/// How much of a program is its thumbnail.
const LINES: usize = 18;

/// A chapter of the tour.
pub struct Stop {
    /// Its number, or nothing.
    number: String,
    title: String,
    /// `07-dropout.md`.
    page: String,
    /// What its reader can do afterwards, in Markdown.
    promise: String,
    thumbnail: String,
}

/// The chapters in the order of the introduction's table. `pictures` names a figure for each, `chapter07/masks`, or a source file.
pub fn stops(library: &Library, pictures: &str) -> Result<Vec<Stop>> {
    let text = library.project.read(TABLE)?;
    let rows = regex!(r"(?m)^\| *(\d*) *\| \[([^\]]+)\]\(([^)]+\.md)\) \| (.+?) \|$").captures_iter(&text);
    let mut pictures = pictures.split_whitespace();
    let stop = |row: Captures| {
        let [number, title, page, promise] = [1, 2, 3, 4].map(|group| row[group].to_owned());
        let picture = pictures.next().with_context(|| format!("{page} has no picture in the tour"))?;
        Ok(Stop { number, title, page, promise, thumbnail: thumbnail(library, picture)? })
    };
    let stops: Vec<Stop> = rows.map(stop).collect::<Result<_>>()?;
    ensure!(pictures.next().is_none(), "the tour has more pictures than the table in {TABLE} has chapters");
    Ok(stops)
}

/// A small picture, hidden from those who hear the page: it says nothing that the words beside it do not.
fn thumbnail(library: &Library, picture: &str) -> Result<String> {
    if picture.ends_with(".rs") {
        let code = library.project.read(picture)?;
        let begin =
            code.lines().skip_while(|line| !line.starts_with("fn ") && !line.starts_with("struct ")).take(LINES);
        return Ok(format!(
            "<pre>{}</pre>",
            escape(&begin.map(|line| if line.is_empty() { " " } else { line }).join("\n"))
        ));
    }
    let (program, figure) = picture.split_once('/').with_context(|| format!("`{picture}` is no `chapter07/masks`"))?;
    let svg = library.figure(library.program(program)?, figure)?;
    Ok(bare(&svg))
}

/// A figure without its words, which nobody could read, and without what speaks for it.
fn bare(svg: &str) -> String {
    let svg = regex_replace_all!(r"(?s)<title>.*?</title>|<text.*?</text>|<\?xml.*?\?>", svg, "");
    let (head, rest) = svg.split_at(svg.find('>').unwrap_or(0));
    let svg = regex_replace_all!(r#" (role|aria-label|style|width|height)="[^"]*""#, head, "");
    // Cut to the shape of its box, not shrunk into it.
    let svg = format!("{svg} preserveAspectRatio=\"xMidYMid slice\"{rest}");
    svg.lines().filter(|line| !line.trim().is_empty()).join("\n")
}

/// A card for each chapter; its promise is Markdown, which mdBook renders.
pub fn html(stops: &[Stop]) -> String {
    let card = |stop: &Stop| {
        let Stop { number, title, page, promise, thumbnail } = stop;
        let address = Path::new(page).with_extension("html").display().to_string();
        let number = if number.is_empty() { String::new() } else { format!("<span>{number}</span> ") };
        format!(
            "<li>\n<div class=\"thumbnail\" aria-hidden=\"true\">{thumbnail}</div>\n<div class=\"words\">\n<a href=\"{address}\">{number}{}</a>\n\n\
             {promise}\n\n</div>\n</li>",
            escape(title)
        )
    };
    format!("<ol class=\"tour\">\n{}\n</ol>", stops.iter().map(card).join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::program::Program;
    use crate::project::{Project, folder_with};

    #[test]
    fn every_chapter_of_the_introduction_has_a_card_with_a_picture() {
        let table =
            "| | chapter | can |\n|--:|---|---|\n| 0 | [One](00-one.md) | count |\n| | [Whole](00b.md) | read |\n";
        let svg = "<svg role=\"img\" aria-label=\"Words\">\n<title>W</title>\n\n<path d=\"m0\"/>\n<text>x</text></svg>";
        let files =
            [(TABLE, table), ("book/recorded/chapter00/cut.svg", svg), ("chapters/whole.rs", "//! W\nfn a() {\n\n}")];
        let folder = folder_with(files);
        let program = Program {
            name: "chapter00".into(),
            source: "chapters/chapter00.rs".into(),
            chapter: 0,
            measures: false,
            needs: None,
        };
        let project = Project { root: folder.path().to_owned() };
        let library = Library { project, programs: vec![program], ..Library::default() };
        let cards = html(&stops(&library, "chapter00/cut chapters/whole.rs").unwrap());
        assert_eq!(cards.matches("<li>").count(), 2);
        assert!(cards.contains("<a href=\"00-one.html\"><span>0</span> One</a>\n\ncount\n"), "{cards}");
        assert!(cards.contains("<path d=\"m0\"/>") && !cards.contains("Words") && !cards.contains("<text"), "{cards}");
        assert!(cards.contains("<pre>fn a() {\n \n}</pre>"), "{cards}");
        assert!(stops(&library, "chapter00/cut").is_err() && stops(&library, "chapter00/cut a.rs b.rs").is_err());
    }
}
