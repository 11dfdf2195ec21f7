//! A page taken apart before Markdown is parsed: prose, code, HTML tags, mathematics and directives.
//!
//! Mathematics and directives are replaced by HTML or Markdown; code and tags stay as they are; in prose, equation numbers
//! become links. A parser of Markdown cannot do this: it divides the cells of a table at the bars of `$|x|$`, and looks for no
//! mathematics in a block of HTML.

use crate::kept::memo::Memo;
use crate::problem::Problem;
use fancy_regex::Regex;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Text that Markdown parses.
    Prose,
    /// A fenced block or a code span, with its fences.
    Code,
    /// An HTML tag or comment.
    Tag,
    /// `$…$`, without the dollars.
    InlineMath,
    /// `$$…$$`, without the dollars.
    DisplayMath,
    /// `{{name: argument}}`, without the braces.
    Directive,
}

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub range: Range<usize>,
    /// The line of the page where it begins, counted from 1.
    pub line: usize,
    /// What stands before it in its line if that is only white space or `>`: blocks that replace it are indented so.
    pub indent: Option<&'a str>,
}

/// The groups of [`PIECE`] and what they hold.
const KINDS: [(&str, Kind); 6] = [
    ("fence", Kind::Code),
    ("span", Kind::Code),
    ("display", Kind::DisplayMath),
    ("inline", Kind::InlineMath),
    ("directive", Kind::Directive),
    ("tag", Kind::Tag),
];

/// What is no prose; of the alternatives, the first that fits. `PART` is a character that does not end the paragraph.
static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?xms)
        \\.
      | (?<fence> ^[\ \t>]* (?<mark>`{3,}+|~{3,}+) .*? \n[\ \t>]* \k<mark>[`~]*[\ \t]* (?:\n|\z) )
      | (?<span> (?<!`) (?<ticks>`++) PART*? (?<!`)\k<ticks>(?!`) )
      | \$\$ (?<display> (?>\\.|PART)*? ) \$\$
      | \$(?!\$) (?<inline> (?>\\.|PART)*? ) \$
        # Braces of mathematics do not count, those of a directive inside do.
      | \{\{(?!\#) (?<directive> (?> MATH | \{\{ (?>MATH|PART)*? \}\} | PART )*? ) \}\}
      | (?<tag> <!--.*?--> | <[a-zA-Z/][^>]*> )
      | (?<stray> \$\$? | \{\{(?!\#) | ^[\ \t>]*(?:```|~~~) )";
    let pattern = pattern.replace("MATH", r"\$(?:(?!\$)PART)*\$").replace("PART", r"(?:(?!\n[\ \t]*\n).)");
    Regex::new(&pattern).expect("a valid pattern")
});

/// Takes a page apart, or a part of one that begins in line `first`. The pieces, with their delimiters, cover it without a gap.
pub fn scan<'a>(file: &Path, text: &'a str, first: usize, problems: &mut Vec<Problem>) -> Vec<Piece<'a>> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    let ends: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
    let line_of = |place: usize| first + ends.partition_point(|end| *end < place);
    let mut push = |kind: Kind, content: &'a str, range: Range<usize>| {
        let before = &text[text[..range.start].rfind('\n').map_or(0, |i| i + 1)..range.start];
        let indent = before.chars().all(|c| " >\t".contains(c)).then_some(before);
        if !range.is_empty() {
            pieces.push(Piece { kind, text: content, line: line_of(range.start), range, indent });
        }
    };
    for found in PIECE.captures_iter(text) {
        let Ok(found) = found else {
            problems.push(Problem::new(file, line_of(at), "a piece of the page that begins here is too long"));
            break;
        };
        let whole = found.get(0).map_or(at..at, |whole| whole.range());
        if let Some((kind, content)) = KINDS.iter().find_map(|(name, kind)| Some((*kind, found.name(name)?.as_str()))) {
            push(Kind::Prose, &text[at..whole.start], at..whole.start);
            at = whole.end;
            push(kind, content, whole);
        } else if let Some(stray) = found.name("stray") {
            let message = match stray.as_str() {
                "$$" => "`$$` without its closing `$$` in the same paragraph (no blank line inside)",
                "$" => "`$` without its partner in the same paragraph; a dollar sign in prose is written `\\$`",
                "{{" => "`{{` without its `}}` in the same paragraph",
                _ => "this code block is never closed",
            };
            problems.push(Problem::new(file, line_of(whole.start), message));
        }
    }
    push(Kind::Prose, &text[at..], at..text.len());
    pieces
}

/// A piece as it is kept: where its content begins and ends, where it does, its line, and the length of what stands before it.
type Kept = (Kind, [usize; 2], [usize; 2], usize, Option<usize>);

/// The same of a whole page, without what is wrong with it; a page that `memo` has is not taken apart again.
pub fn scan_once<'a>(memo: &Memo, file: &Path, text: &'a str) -> Vec<Piece<'a>> {
    let of = ("pieces", text);
    let known: Option<Vec<Kept>> = memo.known(&of).and_then(|known| serde_json::from_str(&known).ok());
    if let Some(kept) = known {
        let piece = |(kind, [from, to], [start, end], line, before): Kept| {
            let indent = before.map(|length| &text[start - length..start]);
            Piece { kind, text: &text[from..to], range: start..end, line, indent }
        };
        return kept.into_iter().map(piece).collect();
    }
    let pieces = scan(file, text, 1, &mut Vec::new());
    let kept = |piece: &Piece| -> Kept {
        let from = piece.text.as_ptr().addr() - text.as_ptr().addr();
        let (content, whole) = ([from, from + piece.text.len()], [piece.range.start, piece.range.end]);
        (piece.kind, content, whole, piece.line, piece.indent.map(str::len))
    };
    if let Ok(kept) = serde_json::to_string(&pieces.iter().map(kept).collect::<Vec<_>>()) {
        memo.keep(&of, &kept);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> (Vec<(Kind, &str)>, Vec<usize>) {
        let mut problems = Vec::new();
        let pieces = scan(Path::new("page.md"), text, 1, &mut problems);
        let covered: String = pieces.iter().map(|piece| &text[piece.range.clone()]).collect();
        assert_eq!(covered, text, "a gap between the pieces");
        let found = pieces.into_iter().map(|piece| (piece.kind, piece.text)).filter(|(kind, _)| *kind != Kind::Prose);
        (found.collect(), problems.into_iter().map(|problem| problem.line).collect())
    }

    #[test]
    fn code_keeps_its_dollars_and_braces_and_inner_directives_belong_to_the_outer_one() {
        let text = "a `$x$ {{y}}` $z_1$ ``b ` c``\n\n````rust\n$ {{listing: a}}\n```\n````\n{{step: b}}\n\
            <!-- $ -->\\`$n$th\n{{figure: a | $W_{i_{j}}$ is {{value: b \"c\" 1}} wide.}}";
        let expected = [
            (Kind::Code, "`$x$ {{y}}`"),
            (Kind::InlineMath, "z_1"),
            (Kind::Code, "``b ` c``"),
            (Kind::Code, "````rust\n$ {{listing: a}}\n```\n````\n"),
            (Kind::Directive, "step: b"),
            (Kind::Tag, "<!-- $ -->"),
            (Kind::InlineMath, "n"),
            (Kind::Directive, "figure: a | $W_{i_{j}}$ is {{value: b \"c\" 1}} wide."),
        ];
        assert_eq!(kinds(text), (expected.to_vec(), vec![]));
    }

    #[test]
    fn what_has_no_partner_is_a_problem_and_an_escaped_dollar_is_not() {
        let cases: [(&str, &[usize]); 5] = [
            ("It costs 3 $ now.\n\nBut", &[1]),
            ("It costs 3 \\$ now.", &[]),
            ("One.\n\n$$ a\n\nb $$", &[3, 5]),
            ("One\n{{step: a\n\n}}", &[2]),
            ("One\n\n```rust\nlet x = 1;\n", &[3]),
        ];
        cases.iter().for_each(|(text, lines)| assert_eq!(kinds(text).1, *lines, "{text}"));
    }

    #[test]
    fn what_was_taken_apart_before_is_the_same_again() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::within(folder.path());
        let text = "# One\n\n> $x$ `y`\n\n  {{step: b}} and\n$$\nz\n$$\n";
        let pieces = scan_once(&memo, Path::new("page.md"), text);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        assert!(pieces.iter().any(|piece| piece.indent == Some("  ")) && pieces.iter().any(|piece| piece.line == 6));
        assert_eq!(scan_once(&memo, Path::new("page.md"), text), pieces);
        assert_eq!(scan_once(&memo, Path::new("page.md"), "other")[0].text, "other");
    }
}
