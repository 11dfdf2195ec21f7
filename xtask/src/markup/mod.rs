//! Pieces of HTML and Markdown that pages, source pages and notebooks write alike; LaTeX as MathML ([`math`]), and the colours of Rust
//! ([`highlight`]).

pub mod highlight;
pub mod math;

use std::path::Path;

/// Text as HTML, also inside an attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text with some of its characters as numeric references, which neither Markdown nor mdBook takes for markup.
pub fn with_references(text: &str, is_markup: impl Fn(char) -> bool) -> String {
    text.chars().map(|c| if is_markup(c) { format!("&#{};", u32::from(c)) } else { c.into() }).collect()
}

/// The address of a source file in the book, from a page `up` below its root.
pub fn source_url(up: &str, path: &Path, line: Option<usize>) -> String {
    let anchor = line.map_or_else(String::new, |line| format!("#L{line}"));
    format!("{up}generated/source/{}.html{anchor}", path.display())
}

/// A fenced block; the fence is longer than any run of backticks inside.
pub fn fenced(language: &str, code: &str) -> String {
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{code}\n{fence}")
}

/// Appends a block of Markdown with blank lines around it. `indent` is what already stands before it in its line, if that is only white
/// space or `>`: each line of the block begins so.
pub fn push_block(markdown: &mut String, block: &str, indent: Option<&str>) {
    match indent {
        Some(indent) => markdown.truncate(markdown.len() - indent.len()),
        None => markdown.push('\n'),
    }
    let indent = indent.unwrap_or_default();
    for line in [""].into_iter().chain(block.lines()).chain([""]) {
        let indent = if line.is_empty() { indent.trim_end() } else { indent };
        *markdown += &format!("{indent}{line}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_what_it_holds_and_a_block_in_a_quotation_stays_in_it() {
        assert!(fenced("text", "a\n```\nb").starts_with("````text"));
        let mut markdown = "> ".to_owned();
        push_block(&mut markdown, "a\n\nb", Some("> "));
        assert_eq!(markdown, ">\n> a\n>\n> b\n>\n");
    }
}
