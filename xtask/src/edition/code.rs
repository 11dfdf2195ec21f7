//! Listings with colours, line by line: what highlight.js does on a page while it is read, there is nobody to do in print.

use crate::markup::escape;
use lazy_regex::regex;

/// What is longer may be divided between two pages, or the page before it stays half empty.
const LONG: usize = 30;

/// Code as XHTML, whole. Each line is an element of its own, so that a line which is too long can be marked where it is divided.
pub fn block(code: &str, is_rust: bool) -> String {
    let code = code.trim_end_matches('\n');
    let coloured = if is_rust { rust(code) } else { escape(code) };
    let lines = coloured.split('\n').map(|line| format!("<span class=\"line\">{line}\n</span>"));
    let class = if code.lines().count() > LONG { " class=\"long\"" } else { "" };
    format!("<pre{class}><code>{}</code></pre>", lines.collect::<String>())
}

/// Comments, strings, numbers, keywords and types in elements with short classes, none of which goes over the end of a line.
fn rust(code: &str) -> String {
    let token = regex!(
        r#"(?x)(?P<c>//[^\n]*) | (?P<s>b?r?"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])') | (?P<n>\b\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?(?:_?(?:[fiu]\d+|usize))?\b)
        | (?P<k>\b(?:as|break|const|continue|crate|else|enum|false|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|self|Self|static|struct|super|trait|true|type|unsafe|use|where|while)\b)
        | (?P<t>\b(?:[A-Z]\w*[a-z]\w*|[A-Z]|bool|char|str|[iuf]\d\d?\d?|[iu]size)\b)"#
    );
    let (mut coloured, mut at) = (String::with_capacity(code.len() * 2), 0);
    for found in token.captures_iter(code) {
        let whole = found.get_match();
        coloured += &escape(&code[at..whole.start()]);
        let class = ["c", "s", "n", "k", "t"].into_iter().find(|class| found.name(class).is_some()).unwrap_or_default();
        let pieces = whole.as_str().split('\n').map(|piece| format!("<i class=\"{class}\">{}</i>", escape(piece)));
        coloured += &itertools::join(pieces, "\n");
        at = whole.end();
    }
    coloured + &escape(&code[at..])
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
        ];
        cases.iter().for_each(|(code, expected)| assert_eq!(rust(code), *expected));
        assert_eq!(block("a\n\nb\n", false).matches("class=\"line\"").count(), 3);
        assert!(block(&"a\n".repeat(LONG + 1), false).starts_with("<pre class=\"long\">"));
    }
}
