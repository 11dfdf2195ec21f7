//! Listings of the printed book and the EPUB, line by line.

use crate::markup::escape;
use crate::markup::highlight::rust;

/// What is longer may be divided between two pages, or the page before it stays half empty.
const LONG: usize = 12;

/// Code as XHTML, whole. Each line is an element of its own, so that a line which is too long can be marked where it is divided.
pub fn block(code: &str, is_rust: bool) -> String {
    let code = code.trim_end_matches('\n');
    let coloured = if is_rust { rust(code) } else { escape(code) };
    let lines = coloured.split('\n').map(|line| format!("<span class=\"line\">{line}\n</span>"));
    let class = if code.lines().count() > LONG { " class=\"long\"" } else { "" };
    format!("<pre{class}><code>{}</code></pre>", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_an_element_and_what_is_long_may_be_divided() {
        assert_eq!(block("a\n\nb\n", false).matches("class=\"line\"").count(), 3);
        assert!(block(&"a\n".repeat(LONG + 1), false).starts_with("<pre class=\"long\">"));
    }
}
