//! Items of a Rust file by their path, as a page shows them: without doc comments and what else is for the compiler only.

use super::anchor::{Region, dedent};
use crate::problem::close_names;
use anyhow::{Result, anyhow, bail};
use itertools::Itertools;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::rc::Rc;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, Ident, ImplItem, ImplItemFn, Item, ItemImpl, Signature, Type};

/// Attributes that say nothing to a reader of a page.
const HIDDEN: [&str; 9] =
    ["doc", "must_use", "inline", "allow", "expect", "cfg_attr", "track_caller", "non_exhaustive", "cold"];

/// An item of a file.
pub struct Found {
    /// The names by which it can be asked for; the first is the only one of its kind.
    pub names: [String; 2],
    pub lines: RangeInclusive<usize>,
    pub is_function: bool,
    pub is_test: bool,
}

/// What is known of a file once it is parsed.
pub struct Outline {
    /// The items at the top of it, and the methods of its types.
    pub items: Vec<Found>,
    /// The lines of its hidden attributes: rustfmt gives each attribute lines of its own.
    hidden: BTreeSet<usize>,
}

/// The outline of a file. Pages show many items of the same files, so each is parsed once.
pub fn outline(text: &str) -> Result<Rc<Outline>> {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Rc<Outline>>> = RefCell::default();
    }
    if let Some(known) = KNOWN.with_borrow(|known| known.get(text).cloned()) {
        return Ok(known);
    }
    let file = parse(text)?;
    let mut hidden = Hidden(BTreeSet::new());
    hidden.visit_file(&file);
    let outline = Rc::new(Outline { items: items(&file), hidden: hidden.0 });
    KNOWN.with_borrow_mut(|known| known.insert(text.to_owned(), Rc::clone(&outline)));
    Ok(outline)
}

/// Finds `function`, `Type`, `Type::method` or `Trait for Type::method`.
pub fn find(text: &str, path: &str) -> Result<Region> {
    let outline = outline(text)?;
    let items = &outline.items;
    match items.iter().filter(|item| item.names.iter().any(|name| name == path)).collect_vec().as_slice() {
        [item] => Ok(strip(text, path, &item.lines, &outline)),
        [] => bail!("no item `{path}`{}", close_names(path, items.iter().map(|item| &item.names[0]))),
        several => {
            let place = |item: &&Found| format!("`{}` in line {}", item.names[0], item.lines.start());
            bail!("`{path}` can be {}; write the longer name", several.iter().map(place).join(" or "))
        }
    }
}

/// The whole file without its doc comments.
pub fn whole(text: &str) -> Result<Region> {
    Ok(strip(text, "", &(1..=usize::MAX), &*outline(text)?))
}

pub fn parse(text: &str) -> Result<syn::File> {
    syn::parse_file(text).map_err(|error| anyhow!("this file is not Rust: line {}: {error}", error.span().start().line))
}

/// The name of an item that has one of its own.
pub fn name_of(item: &Item) -> Option<&Ident> {
    Some(match item {
        Item::Const(x) => &x.ident,
        Item::Enum(x) => &x.ident,
        Item::Fn(x) => &x.sig.ident,
        Item::Static(x) => &x.ident,
        Item::Struct(x) => &x.ident,
        Item::Trait(x) => &x.ident,
        Item::Type(x) => &x.ident,
        Item::Macro(x) => return x.ident.as_ref(),
        _ => return None,
    })
}

fn items(file: &syn::File) -> Vec<Found> {
    let mut found = Vec::new();
    let mut add = |names: [String; 2], item: &dyn Spanned, is_function: bool, is_test: bool| {
        let span = item.span();
        found.push(Found { names, lines: span.start().line..=span.end().line, is_function, is_test });
    };
    for item in &file.items {
        if let Some(name) = name_of(item) {
            let is_test = matches!(item, Item::Fn(function) if function.attrs.iter().any(is_test));
            add([name.to_string(), name.to_string()], item, matches!(item, Item::Fn(_)), is_test);
        }
        if let Item::Macro(call) = item {
            for (name, whole, is_test) in functions(&call.mac.tokens) {
                add([name.clone(), name], &whole, true, is_test);
            }
        }
        let Item::Impl(block) = item else { continue };
        let Some(short) = owner_of(block) else { continue };
        let long = block.trait_.as_ref().map(|(_, name, _)| format!("{} for {short}", last_name(name)));
        for inner in &block.items {
            if let ImplItem::Fn(ImplItemFn { sig: Signature { ident, .. }, .. }) = inner {
                let names = [long.as_ref().unwrap_or(&short), &short].map(|owner| format!("{owner}::{ident}"));
                add(names, inner, true, false);
            }
        }
    }
    found
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("test")
}

/// The functions in a call such as `proptest! { … }`, whose parameters are no Rust: their names, themselves, and whether they are tests.
fn functions(tokens: &TokenStream) -> Vec<(String, TokenStream, bool)> {
    let tokens = tokens.clone().into_iter().collect_vec();
    let word = |k: usize| match tokens.get(k) {
        Some(TokenTree::Ident(word)) => Some(word.to_string()),
        _ => None,
    };
    let group = |k: usize, delimiter| match &tokens[k] {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group.stream().to_string()),
        _ => None,
    };
    let starts = (0..tokens.len()).filter(|k| word(*k).is_some_and(|word| word == "fn"));
    let function = |start: usize| {
        let end = (start..tokens.len()).find(|k| group(*k, Delimiter::Brace).is_some())?;
        let is_test = start > 0 && group(start - 1, Delimiter::Bracket).is_some_and(|attribute| attribute == "test");
        Some((word(start + 1)?, tokens[start..=end].iter().cloned().collect(), is_test))
    };
    starts.filter_map(function).collect()
}

/// The name of the type that a block `impl` is for.
pub fn owner_of(block: &ItemImpl) -> Option<String> {
    let Type::Path(owner) = &*block.self_ty else { return None };
    Some(last_name(&owner.path))
}

/// The last name of a path: `Network` of `crate::Network<F>`.
fn last_name(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The lines of hidden attributes.
struct Hidden(BTreeSet<usize>);

impl Visit<'_> for Hidden {
    fn visit_attribute(&mut self, attribute: &Attribute) {
        if attribute.path().get_ident().is_some_and(|name| HIDDEN.iter().any(|hidden| name == hidden)) {
            let span = attribute.span();
            self.0.extend(span.start().line..=span.end().line);
        }
    }
}

/// Some lines of a file without the hidden attributes.
fn strip(text: &str, name: &str, lines: &RangeInclusive<usize>, outline: &Outline) -> Region {
    let kept = text.lines().zip(1..).filter(|(_, line)| lines.contains(line) && !outline.hidden.contains(line));
    let kept = kept.skip_while(|(code, _)| code.trim().is_empty()).collect_vec();
    let line = kept.first().map_or(1, |(_, line)| *line);
    Region { name: name.to_owned(), line, code: dedent(&kept.iter().map(|(code, _)| code).join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! The file.\n\n/// Doc.\n#[derive(Debug)]\npub struct Net {\n    /// A field, é.\n    pub w: u8, // kept\n}\n\n\
        impl Net {\n    /// Doc\n    /// more.\n    #[must_use]\n    #[inline]\n    pub fn depth(&self) -> usize {\n        // a comment\n        1\n    }\n}\n\n\
        impl Default for Net {\n    fn default() -> Self {\n        Net { w: 0 }\n    }\n}\n\n/// F.\npub fn apply() {}\n";

    #[test]
    fn tests_are_found_in_a_macro_too() {
        let text = "fn a() {}\n#[test]\nfn b() {\n}\nproptest! {\n    #![config(1)]\n    #[test]\n    fn c(x in 1..2) {\n        x;\n    }\n\
            \n    fn d(x in 1..2) {}\n}\n";
        let found = outline(text).unwrap();
        let found = found.items.iter().map(|item| (item.names[0].as_str(), item.lines.clone(), item.is_test));
        let expected = [("a", 1..=1, false), ("b", 2..=4, true), ("c", 8..=10, true), ("d", 12..=12, false)];
        assert_eq!(found.collect_vec(), expected);
    }

    #[test]
    fn items_are_shown_without_docs() {
        let shown = |name: &str, line: usize, code: &str| {
            assert_eq!(find(FILE, name).unwrap(), Region { name: name.to_owned(), line, code: code.to_owned() });
        };
        shown("Net", 4, "#[derive(Debug)]\npub struct Net {\n    pub w: u8, // kept\n}");
        shown("Net::depth", 15, "pub fn depth(&self) -> usize {\n    // a comment\n    1\n}");
        shown("Default for Net::default", 22, "fn default() -> Self {\n    Net { w: 0 }\n}");
        shown("Net::default", 22, "fn default() -> Self {\n    Net { w: 0 }\n}");
        shown("apply", 28, "pub fn apply() {}");
        assert!(whole(FILE).unwrap().code.starts_with("#[derive(Debug)]"));
        assert!(find(FILE, "aply").unwrap_err().to_string().contains("there are: apply"));
    }
}
