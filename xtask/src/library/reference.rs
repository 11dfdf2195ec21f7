//! What a page can name without saying what it is: the terms of the glossary and the sources of *Further reading*.
//!
//! On their own pages both get anchors; where another page names one, it leads there.

use crate::problem::{Problem, close_names};
use crate::project::Project;
use itertools::Itertools;
use lazy_regex::{Captures, Regex, regex};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const GLOSSARY: &str = "glossary.md";
const SOURCES: &str = "further-reading.md";
/// Terms that nearly every page has, or that are everyday words besides: a mark at each would say nothing.
const COMMON: &str = " accuracy activation Adam batch bias cache capacity category class core cost divergence dropout epoch \
    expectation feature fold generator gradient identity indicator label lane layer leak loss mask momentum network neuron \
    optimiser overflow parameter penalty precision recall register regression ReLU sample scaler schedule score seed shape \
    sigmoid softmax step symmetry tanh target thread tile variance vector weight ";
/// How many terms are marked on a page at most.
const MOST: usize = 12;

/// An entry of the glossary or of the list of sources.
#[derive(Debug)]
pub struct Entry {
    /// The term, or the authors and the year: `Kingma and Ba, 2015`.
    pub name: String,
    /// How else it is written: `Hinton et al., 2012`.
    short: Option<String>,
    pub id: String,
    /// What the entry says, as Markdown.
    pub text: String,
    line: usize,
    /// The pages that explain a term.
    pages: Vec<String>,
}

impl Entry {
    fn names(&self) -> impl Iterator<Item = &String> {
        [Some(&self.name), self.short.as_ref()].into_iter().flatten()
    }
}

/// All that can be named.
#[derive(Default)]
pub struct References {
    terms: Vec<Entry>,
    sources: Vec<Entry>,
    /// Anchors that are given twice.
    pub problems: Vec<Problem>,
}

impl References {
    /// Without the pages nothing can be named.
    pub fn read(project: &Project) -> References {
        let text = |page: &str| project.read(Path::new("book/src").join(page)).unwrap_or_default();
        References::parse(&text(GLOSSARY), &text(SOURCES))
    }

    fn parse(glossary: &str, sources: &str) -> References {
        let terms = glossary.lines().zip(1..).filter_map(|(text, line)| term(text, line)).collect_vec();
        let sources = sources.lines().zip(1..).filter_map(|(text, line)| source(text, line)).collect_vec();
        let mut problems = Vec::new();
        for (page, entries) in [(GLOSSARY, &terms), (SOURCES, &sources)] {
            let mut ids = BTreeSet::new();
            for twice in entries.iter().filter(|entry| !ids.insert(&entry.id)) {
                let message = format!("a second entry with the anchor `{}`", twice.id);
                problems.push(Problem::new(Path::new("book/src").join(page), twice.line, message));
            }
        }
        References { terms, sources, problems }
    }

    /// The terms that a page explains.
    pub fn explained(&self, page: &str) -> Vec<&str> {
        let own = |term: &&Entry| term.pages.iter().any(|own| own == page);
        self.terms.iter().filter(own).map(|term| term.name.as_str()).collect()
    }

    /// The page with an anchor at each of its entries, if it is one of the two that have them. No line moves.
    pub fn anchored(&self, page: &str, text: &str) -> String {
        let entries = match page {
            GLOSSARY => &self.terms,
            SOURCES => &self.sources,
            _ => return text.to_owned(),
        };
        let mut lines = text.split('\n').map(str::to_owned).collect_vec();
        for Entry { name, id, line, .. } in entries {
            let (term, text) = (format!("**{name}**"), &mut lines[line - 1]);
            *text = match text.strip_prefix("- ") {
                Some(source) => format!("- <span id=\"{id}\"></span>{source}"),
                None => text.replacen(&term, &format!("<dfn id=\"{id}\">{term}</dfn>"), 1),
            };
        }
        lines.join("\n")
    }
}

/// `**term** — What it is. [→ chapter 2](02-….md)`.
fn term(text: &str, line: usize) -> Option<Entry> {
    let parts = regex!(r"^\*\*(.+?)\*\* — (.+?)\s*(\[→.*)?$").captures(text)?;
    let links = parts.get(3).map_or("", |links| links.as_str());
    let pages = regex!(r"\(([\w-]+\.md)").captures_iter(links).map(|page| page[1].to_owned()).collect();
    let (name, text) = (parts[1].to_owned(), parts[2].to_owned());
    Some(Entry { id: format!("term-{}", slug(&name)), name, short: None, text, line, pages })
}

/// `- First Author and Second Author: *Title*. Journal, 2015. — Why.`
fn source(text: &str, line: usize) -> Option<Entry> {
    let parts = regex!(r"^- ([^*\[\]]+): \*.+?\b((?:19|20)\d\d)[,.]").captures(text)?;
    let (authors, year) = (&parts[1], &parts[2]);
    let names = authors.split(", ").flat_map(|names| names.split(" and ")).map(surname).collect_vec();
    let (first, last) = (names.first()?, names.last()?);
    let short = format!("{first} et al., {year}");
    let name = match names.len() {
        _ if *last == "others" => short.clone(),
        1 => format!("{first}, {year}"),
        n => format!("{} and {last}, {year}", names[..n - 1].join(", ")),
    };
    let (id, text) = (format!("source-{}", slug(&name)), text.trim_start_matches("- ").to_owned());
    Some(Entry { id, name, short: Some(short), text, line, pages: Vec::new() })
}

/// `van der Maaten` of `Laurens van der Maaten`.
fn surname(author: &str) -> &str {
    regex!(r"\b(?:(?:van|der|de|von|Van) )*[^ ]+$").find(author).map_or(author, |found| found.as_str())
}

/// Words as a part of an address.
fn slug(words: &str) -> String {
    regex!(r"[^\p{L}\p{N}]+").replace_all(&words.to_lowercase(), "-").trim_matches('-').to_owned()
}

/// Marks what the prose of one page names, each term once.
pub struct Marker<'a> {
    /// Shared, for a copy would not keep what it learns as it reads.
    pattern: Arc<Regex>,
    terms: Vec<&'a Entry>,
    sources: Vec<&'a Entry>,
    /// What was named.
    pub marked: BTreeMap<&'a str, &'a Entry>,
}

impl<'a> Marker<'a> {
    pub fn new(references: &'a References, page: &str) -> Marker<'a> {
        // A term that the page explains is not marked on it.
        let is_marked = |term: &&Entry| {
            let is_common = COMMON.contains(&format!(" {} ", term.name)) || term.name.contains('(');
            !is_common && page != GLOSSARY && !term.pages.iter().any(|own| own == page)
        };
        let terms = references.terms.iter().filter(is_marked).collect_vec();
        let sources = references.sources.iter().filter(|_| page != SOURCES).collect_vec();
        let authors = sources.iter().flat_map(|source| source.names()).filter_map(|name| name.rsplit_once(", "));
        // Nothing inside a heading, a row of a table, a link or a word in bold.
        let pattern = format!(
            r"(?mx) ^\#.* | ^\|.* | <a\ .*?</a> | \[[^\]]*\]\([^)\n]*\) | \*\*[^*]+\*\*
            | (?<authors> \b(?:{}) | \p{{Lu}}[\p{{L}}’]+(?:\s+et\s+al\.)? )
              (?: ,\s+(?<year>(?:19|20)\d\d)\b | \s+\((?<inner>(?:19|20)\d\d)\) )
            | (?<term> \b(?:{})s?\b )",
            one_of(authors.map(|(names, _)| spaced(names))),
            one_of(terms.iter().map(|term| at_the_start_of_a_sentence_too(&term.name))),
        );
        let pattern = Arc::new(Regex::new(&pattern).expect("a pattern of words"));
        Marker { pattern, terms, sources, marked: BTreeMap::new() }
    }

    /// The prose with its links, and the places of what is cited and in no list, with what is to be said of it.
    pub fn mark(&mut self, prose: &str) -> (String, Vec<(usize, String)>) {
        if self.sources.is_empty() {
            return (prose.to_owned(), Vec::new()); // the list itself
        }
        let mut unknown = Vec::new();
        let pattern = Arc::clone(&self.pattern);
        let marked = pattern.replace_all(prose, |found: &Captures| {
            let whole = &found[0];
            let written = |group: &str| found.name(group).map(|words| words.as_str().split_whitespace().join(" "));
            if let Some(names) = written("authors") {
                let name = format!("{names}, {}", written("year").or_else(|| written("inner")).unwrap_or_default());
                match self.sources.iter().find(|source| source.names().any(|known| *known == name)) {
                    Some(source) => return self.link("cite", source, whole),
                    None => unknown.push((found.get_match().start(), unlisted(&name, &self.sources))),
                }
            }
            let part_of_a_word = |place: Option<char>| place.is_some_and(|c| "-–’'".contains(c));
            let place = found.get_match().range();
            let is_part = part_of_a_word(prose[..place.start].chars().next_back())
                || part_of_a_word(prose[place.end..].chars().next());
            match written("term").filter(|_| !is_part).and_then(|written| self.term(&written)) {
                Some(term) if self.is_new(term) => self.link("term", term, whole),
                _ => whole.to_owned(),
            }
        });
        (marked.into_owned(), unknown)
    }

    fn term(&self, written: &str) -> Option<&'a Entry> {
        let is = |name: &str, written: &str| {
            written == name || at_the_start_of_a_sentence_too(name).starts_with("(?i") && written.to_lowercase() == name
        };
        let singular = written.strip_suffix('s').unwrap_or(written);
        self.terms.iter().find(|term| is(&term.name, written) || is(&term.name, singular)).copied()
    }

    /// Whether a term is yet to be marked, and there is room for it.
    fn is_new(&self, term: &Entry) -> bool {
        let terms = self.marked.values().filter(|entry| entry.short.is_none()).count();
        terms < MOST && !self.marked.contains_key(term.id.as_str())
    }

    fn link(&mut self, class: &str, entry: &'a Entry, words: &str) -> String {
        self.marked.insert(&entry.id, entry);
        let page = if class == "cite" { SOURCES } else { GLOSSARY }.replace(".md", ".html");
        format!("<a class=\"{class}\" href=\"{page}#{}\">{words}</a>", entry.id)
    }
}

fn unlisted(name: &str, sources: &[&Entry]) -> String {
    let close = close_names(name, sources.iter().map(|source| &source.name));
    format!("`{name}` is cited, but {SOURCES} does not list it{close}")
}

/// A pattern of words, wherever the line ends between them.
fn spaced(words: &str) -> String {
    words.split(' ').map(lazy_regex::regex::escape).join(r"\s+")
}

/// A pattern of a term, whose first letter may be a capital.
fn at_the_start_of_a_sentence_too(term: &str) -> String {
    match term.chars().next() {
        Some(first) if first.is_lowercase() => format!("(?i:{first}){}", spaced(&term[first.len_utf8()..])),
        _ => spaced(term),
    }
}

/// A pattern of any of these, the longest first; of none, one that fits nowhere.
fn one_of(patterns: impl Iterator<Item = String>) -> String {
    let all = patterns.unique().sorted_by_key(|pattern| std::cmp::Reverse(pattern.len())).join("|");
    if all.is_empty() { r"[^\s\S]".to_owned() } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &str = "**logit** — The sum. [→ chapter 2](02-a.md)\n\n**cross-entropy** — A loss. [→ chapter 4](04-b.md)\n\
        **entropy** — $H$. [→ chapter 9](09-c.md)\n**loss** — Common. [→ chapter 4](04-b.md)\n";
    const SOURCES: &str = "- Diederik P. Kingma and Jimmy Ba: *Adam*. ICLR, 2015. — Short.\n\
        - Laurens van der Maaten and Geoffrey Hinton: *Maps*. JMLR 9, 2008. — Long.\n\
        - Claude One, Razvan Two and C. Three: *Title of 1999*. arXiv:1706.02677, 2017. — Old.\n- P. Goyal and others: *Large*. 2017. — Fast.\n";

    #[test]
    fn what_is_named_becomes_a_link_once_and_outside_of_links_headings_and_bold_words() {
        let references = References::parse(TERMS, SOURCES);
        let mut marker = Marker::new(&references, "03-x.md");
        let text = "# A logit\n**logit** [a logit](b.md)\nLogits, Cross-entropy-like cross-entropy, cross-entropy, logit, loss.\n";
        let (marked, unknown) = marker.mark(text);
        let expected = "# A logit\n**logit** [a logit](b.md)\n<a class=\"term\" href=\"glossary.html#term-logit\">Logits</a>, \
            Cross-entropy-like <a class=\"term\" href=\"glossary.html#term-cross-entropy\">cross-entropy</a>, \
            cross-entropy, logit, loss.\n";
        assert!(marked == expected && unknown.is_empty(), "{marked}");
        assert_eq!(marker.marked.len(), 2);
        let (own, _) = Marker::new(&references, "02-a.md").mark("A logit.");
        assert_eq!(own, "A logit.", "a page does not mark what it explains itself");
        assert_eq!(references.explained("04-b.md"), ["cross-entropy", "loss"]);
    }

    #[test]
    fn sources_are_cited_in_three_ways_and_what_is_not_listed_is_told() {
        let references = References::parse(TERMS, SOURCES);
        let mut marker = Marker::new(&references, "03-x.md");
        let text = "Later, van der Maaten and\nHinton (2008) and (Kingma and Ba, 2015; One et al., 2017; One, Two and Three, 2017; Goyal et al., 2017).";
        let (marked, unknown) = marker.mark(text);
        assert!(unknown.is_empty() && marked.matches("<a class=\"cite\"").count() == 5, "{marked} {unknown:?}");
        assert!(marked.contains("href=\"further-reading.html#source-kingma-and-ba-2015\">Kingma and Ba, 2015</a>;"));
        let (_, unknown) = marker.mark("Nothing yet (Kingma, 2014).");
        assert!(unknown[0].0 == 13 && unknown[0].1.contains("`Kingma, 2014`"), "{unknown:?}");
    }

    #[test]
    fn entries_get_anchors_and_one_given_twice_is_told() {
        let references = References::parse(TERMS, SOURCES);
        assert!(references.anchored(GLOSSARY, TERMS).starts_with("<dfn id=\"term-logit\">**logit**</dfn> — The sum."));
        assert!(
            references
                .anchored(super::SOURCES, SOURCES)
                .starts_with("- <span id=\"source-kingma-and-ba-2015\"></span>Diederik")
        );
        let twice = References::parse(&format!("{TERMS}**Logit** — Again. [→](a.md)\n"), SOURCES).problems;
        assert!(
            twice.len() == 1 && twice[0].to_string().starts_with("book/src/glossary.md:6: a second entry"),
            "{twice:?}"
        );
    }
}
