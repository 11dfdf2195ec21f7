//! A page taken apart before Markdown is parsed: prose, code, HTML tags, mathematics and directives.
//!
//! Mathematics and directives are replaced by HTML or Markdown; code and tags stay as they are; in prose, equation numbers
//! become links.

use crate::problem::Problem;
use std::ops::Range;
use std::path::Path;

/// What a piece of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text that Markdown parses.
    Prose,
    /// A line that begins with `#`: as prose, but without links.
    Heading,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Where its content stands in the page.
    pub range: Range<usize>,
    /// The line where it begins, counted from 1.
    pub line: usize,
    /// What stands before it in its line if that is only white space or `>`: blocks that replace it are indented so.
    pub indent: Option<String>,
}

/// Takes a page apart. The pieces, with their delimiters, cover it without a gap.
pub fn scan(file: &Path, text: &str, problems: &mut Vec<Problem>) -> Vec<Piece> {
    let mut scanner = Scanner { file, text, at: 0, prose: 0, pieces: Vec::new(), problems };
    while scanner.at < text.len() {
        scanner.next();
    }
    scanner.flush(text.len());
    scanner.pieces
}

struct Scanner<'a> {
    file: &'a Path,
    text: &'a str,
    /// The next character.
    at: usize,
    /// Where the prose that is being read began.
    prose: usize,
    pieces: Vec<Piece>,
    problems: &'a mut Vec<Problem>,
}

impl Scanner<'_> {
    fn next(&mut self) {
        let rest = &self.text[self.at..];
        let line_start = self.at == 0 || self.text.as_bytes()[self.at - 1] == b'\n';
        if line_start {
            let marker = rest.trim_start_matches([' ', '>', '\t']);
            if marker.starts_with("```") || marker.starts_with("~~~") {
                return self.fence();
            }
            if rest.starts_with('#') {
                self.flush(self.at);
                // The heading's own spans are scanned as usual; `flush` recognises its prose.
            }
        }
        match rest.as_bytes()[0] {
            b'\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'`' => self.code_span(),
            b'$' if rest.starts_with("$$") => self.math("$$", Kind::DisplayMath),
            b'$' => self.math("$", Kind::InlineMath),
            b'{' if rest.starts_with("{{") && !rest.starts_with("{{#") => self.directive(),
            b'<' => self.tag(),
            _ => self.at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }

    /// Ends the prose before `end`.
    fn flush(&mut self, end: usize) {
        let mut start = self.prose;
        while start < end {
            // A heading is a piece of its own.
            let line_start = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
            let heading = self.text[line_start..].starts_with('#');
            let mut stop = start;
            while stop < end {
                let next = self.text[stop..end].find('\n').map_or(end, |i| stop + i + 1);
                let begins = stop == start || self.text.as_bytes()[stop - 1] == b'\n';
                if begins && stop > start && self.text[stop..].starts_with('#') != heading {
                    break;
                }
                stop = next;
            }
            self.push(if heading { Kind::Heading } else { Kind::Prose }, start, start..stop);
            start = stop;
        }
        self.prose = end;
    }

    fn push(&mut self, kind: Kind, begins: usize, range: Range<usize>) {
        let line_start = self.text[..begins].rfind('\n').map_or(0, |i| i + 1);
        let before = &self.text[line_start..begins];
        let indent = before.chars().all(|c| " >\t".contains(c)).then(|| before.to_owned());
        let line = self.text[..begins].matches('\n').count() + 1;
        self.pieces.push(Piece { kind, range, line, indent });
    }

    /// A piece from here to `end`, whose content is `range`.
    fn take(&mut self, kind: Kind, range: Range<usize>, end: usize) {
        self.flush(self.at);
        self.push(kind, self.at, range);
        self.at = end;
        self.prose = end;
    }

    fn fail(&mut self, message: &str) {
        let line = self.text[..self.at].matches('\n').count() + 1;
        self.problems.push(Problem::new(self.file, line, message));
    }

    fn fence(&mut self) {
        let rest = &self.text[self.at..];
        let marker = rest.trim_start_matches([' ', '>', '\t']);
        let letter = &marker[..1];
        let length = marker.len() - marker.trim_start_matches(letter).len();
        let fence = letter.repeat(length);
        let mut end = rest.find('\n').map_or(rest.len(), |i| i + 1);
        loop {
            if end >= rest.len() {
                self.fail("this code block is never closed");
                break;
            }
            let line = rest[end..].split_inclusive('\n').next().unwrap_or_default();
            end += line.len();
            let line = line.trim().trim_start_matches(['>', ' ']);
            if line.starts_with(&fence) && line.trim_start_matches(letter).is_empty() {
                break;
            }
        }
        self.take(Kind::Code, self.at..self.at + end, self.at + end);
    }

    /// The end of the paragraph in which we are.
    fn paragraph_end(&self) -> usize {
        let mut at = self.at;
        for line in self.text[self.at..].split_inclusive('\n') {
            if at > self.at && line.trim().is_empty() {
                break;
            }
            at += line.len();
        }
        at
    }

    fn code_span(&mut self) {
        let end = self.paragraph_end();
        let rest = &self.text[self.at..end];
        let length = rest.len() - rest.trim_start_matches('`').len();
        let mut at = length;
        while let Some(found) = rest[at..].find('`') {
            let run = rest[at + found..].len() - rest[at + found..].trim_start_matches('`').len();
            at += found + run;
            if run == length {
                return self.take(Kind::Code, self.at..self.at + at, self.at + at);
            }
        }
        self.at += length;
    }

    fn math(&mut self, dollars: &str, kind: Kind) {
        let end = self.paragraph_end();
        let start = self.at + dollars.len();
        let mut at = start;
        while at < end {
            if self.text[at..].starts_with('\\') {
                at += 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
            } else if self.text[at..].starts_with(dollars) {
                return self.take(kind, start..at, at + dollars.len());
            } else {
                at += self.text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        match kind {
            Kind::DisplayMath => {
                self.fail("`$$` without its closing `$$` in the same paragraph (no blank line inside)");
            }
            _ => self.fail("`$` without its partner in the same paragraph; a dollar sign in prose is written `\\$`"),
        }
        self.at = start;
    }

    fn directive(&mut self) {
        let end = self.paragraph_end();
        let (start, mut at, mut depth) = (self.at + 2, self.at + 2, 1);
        while at < end {
            let rest = &self.text[at..end];
            if let Some(after) = rest.strip_prefix('$') {
                // Braces of mathematics do not count.
                at += after.find('$').map_or(1, |i| i + 2);
            } else if rest.starts_with("{{") {
                depth += 1;
                at += 2;
            } else if rest.starts_with("}}") {
                depth -= 1;
                if depth == 0 {
                    return self.take(Kind::Directive, start..at, at + 2);
                }
                at += 2;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        self.fail("`{{` without its `}}` in the same paragraph");
        self.at = start;
    }

    fn tag(&mut self) {
        let rest = &self.text[self.at..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|i| i + 3)
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            rest.find('>').map(|i| i + 1)
        } else {
            None
        };
        match end {
            Some(end) => self.take(Kind::Tag, self.at..self.at + end, self.at + end),
            None => self.at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> (Vec<(Kind, String)>, Vec<Problem>) {
        let mut problems = Vec::new();
        let pieces = scan(Path::new("page.md"), text, &mut problems);
        (pieces.into_iter().map(|p| (p.kind, text[p.range].to_owned())).collect(), problems)
    }

    #[test]
    fn code_keeps_its_dollars_and_braces() {
        let (pieces, problems) = kinds("a `$x$ {{y}}` $z_1$\n\n```rust\n$ {{listing: a}}\n```\n{{step: b}}\n");
        assert!(problems.is_empty());
        let found: Vec<_> = pieces.iter().map(|(k, t)| (*k, t.as_str())).filter(|(k, _)| *k != Kind::Prose).collect();
        assert_eq!(
            found,
            [
                (Kind::Code, "`$x$ {{y}}`"),
                (Kind::InlineMath, "z_1"),
                (Kind::Code, "```rust\n$ {{listing: a}}\n```\n"),
                (Kind::Directive, "step: b"),
            ]
        );
    }

    #[test]
    fn braces_of_mathematics_and_inner_directives_belong_to_the_outer_one() {
        let (pieces, problems) = kinds("{{figure: a | $W_{i_{j}}$ is {{value: b \"c\" 1}} wide.}}");
        assert!(problems.is_empty());
        assert_eq!(pieces, [(Kind::Directive, "figure: a | $W_{i_{j}}$ is {{value: b \"c\" 1}} wide.".to_owned())]);
    }

    #[test]
    fn a_single_dollar_is_a_problem_and_an_escaped_one_is_not() {
        assert_eq!(kinds("It costs 3 $ now.\n\nBut").1[0].line, 1);
        assert!(kinds("It costs 3 \\$ now.").1.is_empty());
        assert_eq!(kinds("One.\n\n$$ a\n\nb $$").1.len(), 2);
    }

    #[test]
    fn headings_are_apart_from_prose() {
        let (pieces, _) = kinds("# One\ntext\n## Two $x$ (7.1)\nmore\n");
        let kinds: Vec<Kind> = pieces.iter().map(|p| p.0).collect();
        assert_eq!(kinds, [Kind::Heading, Kind::Prose, Kind::Heading, Kind::InlineMath, Kind::Heading, Kind::Prose]);
    }
}
