//! The colours of Rust, given when the book is built: a page needs no script for them, and paper has none.

use super::escape;
use lazy_regex::{Captures, regex};

/// Rust as HTML: comments and attributes, strings, numbers, keywords, the names of functions, types and macros in elements with short
/// classes, none of which goes over the end of a line.
pub fn rust(code: &str) -> String {
    let token = regex!(
        r#"(?x)(?P<c>//[^\n]*|\#!?\[[^\]\n]*\]) | (?P<s>b?r?"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])')
        | (?P<n>\b\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?(?:_?(?:[fiu]\d+|usize))?\b)
        | \bfn\ (?P<f>\w+)
        | (?P<k>\b(?:as|break|const|continue|crate|else|enum|false|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|self|Self|static|struct|super|trait|true|type|unsafe|use|where|while)\b)
        | (?P<t>\b(?:[A-Z]\w*[a-z]\w*|[A-Z]|bool|char|str|[iuf]\d\d?\d?|[iu]size)\b|\b[a-z]\w*![(\[])"#
    );
    let (mut coloured, mut at) = (String::with_capacity(code.len() * 2), 0);
    for found in token.captures_iter(code) {
        let whole = found.get_match();
        coloured += &escape(&code[at..whole.start()]);
        coloured += &token_of(&found);
        at = whole.end();
    }
    coloured + &escape(&code[at..])
}

/// One of them.
fn token_of(found: &Captures) -> String {
    let whole = &found[0];
    let class = ["c", "s", "n", "f", "k", "t"].into_iter().find(|class| found.name(class).is_some());
    match class.unwrap_or_default() {
        "f" => format!("<i class=\"k\">fn</i> <i class=\"f\">{}</i>", &found["f"]),
        // A macro goes up to its bracket.
        "t" if whole.ends_with(['(', '[']) => {
            let (name, bracket) = whole.split_at(whole.len() - 1);
            format!("<i class=\"t\">{name}</i>{bracket}")
        }
        class => {
            let pieces = whole.split('\n').map(|piece| format!("<i class=\"{class}\">{}</i>", escape(piece)));
            itertools::join(pieces, "\n")
        }
    }
}

/// How many columns of Rust fit in the narrowest place of a page on a desk.
const NARROW: usize = 60;
/// As many columns of what is printed are never divided where there is room for them: mostly they are a table.
const PRINTED: usize = 88;

/// A piece of Rust as a block; mdBook gives it a button to copy it, as if it were Markdown's own fence.
pub fn block(coloured: &str) -> String {
    format!("<pre><code class=\"language-rust\">{}</code></pre>", divisible(coloured, NARROW))
}

/// What a program printed, or a command, as such a block.
pub fn text(language: &str, text: &str) -> String {
    format!("<pre><code class=\"language-{language}\">{}</code></pre>", divisible(&escape(text), PRINTED))
}

/// A fence of Markdown as such a block.
pub fn fence(fence: &str) -> Option<String> {
    let code = regex!(r"(?s)^(`{3,})([a-z]+)\b[^\n]*\n(.*)\n`{3,}\s*$").captures(fence)?;
    let block = if &code[2] == "rust" { block(&rust(&code[3])) } else { text(&code[2], &code[3]) };
    Some(block + "\n")
}

/// Lines of HTML; each that has more columns is an element of its own, which the style sheet divides where the page is too narrow. It
/// says how far the line is indented, so that its rest can stand further to the right.
fn divisible(html: &str, columns: usize) -> String {
    let line = |line: &str| {
        let (shown, indent) =
            (regex!("<[^>]*>").replace_all(line, ""), line.len() - line.trim_start_matches(' ').len());
        if regex!("&[^;]*;").replace_all(&shown, "&").chars().count() <= columns {
            return line.to_owned();
        }
        let indent = if indent == 0 { String::new() } else { format!(" style=\"--in:{indent}\"") };
        format!("<span class=\"row\"{indent}>{line}</span>")
    };
    itertools::join(html.split('\n').map(line), "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_code_has_colours_and_what_is_a_string_or_a_comment_has_one() {
        let cases = [
            ("let x = 1.5; // for a", "<i class=\"k\">let</i> x = <i class=\"n\">1.5</i>; <i class=\"c\">// for a</i>"),
            ("f(\"let <\", 'x')", "f(<i class=\"s\">&quot;let &lt;&quot;</i>, <i class=\"s\">'x'</i>)"),
            ("&'a Vec", "&amp;'a <i class=\"t\">Vec</i>"),
            ("\"a\nb\"", "<i class=\"s\">&quot;a</i>\n<i class=\"s\">b&quot;</i>"),
            ("fn step(", "<i class=\"k\">fn</i> <i class=\"f\">step</i>("),
            ("vec![a != b]", "<i class=\"t\">vec!</i>[a != b]"),
            ("#[test]", "<i class=\"c\">#[test]</i>"),
        ];
        cases.iter().for_each(|(code, expected)| assert_eq!(rust(code), *expected));
    }

    #[test]
    fn a_fence_that_names_its_language_is_a_block() {
        let expected = "<pre><code class=\"language-rust\"><i class=\"k\">let</i> a;\n\nb</code></pre>\n";
        assert_eq!(fence("```rust,ignore\nlet a;\n\nb\n```\n").as_deref(), Some(expected));
        let printed = "<pre><code class=\"language-text\">let a &lt; b;</code></pre>\n";
        assert_eq!(fence("```text\nlet a < b;\n```").as_deref(), Some(printed));
        assert_eq!(fence("```\nlet a;\n```"), None);
    }

    #[test]
    fn a_long_line_is_an_element_that_knows_its_indent_and_a_short_one_is_none() {
        let (short, long) = ("&lt;".repeat(10), format!("    <i>let</i> {}", "a ".repeat(10)));
        let html = divisible(&format!("{short}\n{long}\n\n<i>// {long}</i>"), 24);
        assert_eq!(
            html,
            format!(
                "{short}\n<span class=\"row\" style=\"--in:4\">{long}</span>\n\n<span class=\"row\"><i>// {long}</i></span>"
            )
        );
        let count = |columns| text("text", &"-".repeat(columns)).matches("class=\"row\"").count();
        assert_eq!([count(PRINTED), count(PRINTED + 1)], [0, 1]);
    }
}
