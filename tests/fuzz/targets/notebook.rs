//! What a notebook shows: HTML that holds every name as it is, whatever is in it.

use super::bounded;
use ann::notebook::Rich;
use ann::training::metrics::ConfusionMatrix;
use roxmltree::{Document, Node};

/// Shows a table whose classes have the lines of the file as their names.
pub fn notebook(bytes: &[u8]) {
    // XML, which looks at the result here, has no such characters.
    let is_shown = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = String::from_utf8_lossy(bytes);
    let names: Vec<String> = text.lines().take(8).map(|line| line.chars().filter(|c| is_shown(*c)).collect()).collect();
    let labels: Vec<usize> = (0..names.len()).collect();
    let Ok(matrix) = ConfusionMatrix::new(&labels, &labels, &names) else { return };
    let (html, text) = bounded(bytes, |_| (matrix.html(), matrix.text()));
    let document = Document::parse(&html).unwrap_or_else(|error| panic!("{error}\n{html}"));
    let row = |node: &Node| node.has_tag_name("tbody");
    let body = document.descendants().find(row).expect("there are rows");
    let first = body.children().filter(Node::is_element).map(|row| row.first_element_child());
    let shown: Vec<&str> = first.map(|cell| cell.and_then(|cell| cell.text()).unwrap_or("")).collect();
    assert_eq!(shown, names, "{html}");
    assert!(names.is_empty() || !text.is_empty());
}
