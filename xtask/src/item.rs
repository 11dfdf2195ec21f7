//! Items of a Rust file by their path, as a page shows them: without doc comments and without attributes that speak to the
//! compiler only.

use crate::anchor::dedent;
use crate::problem::close_names;
use anyhow::{Result, anyhow, bail};
use itertools::Itertools;
use proc_macro2::Span;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, Ident, ImplItem, Item, ItemMod, TraitItem, Type};

/// Attributes that say nothing to a reader of a page.
const HIDDEN: [&str; 9] =
    ["doc", "must_use", "inline", "allow", "expect", "cfg_attr", "track_caller", "non_exhaustive", "cold"];

#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// The line of its first line, counted from 1.
    pub line: usize,
    pub code: String,
}

/// An item of the file: the names by which it can be asked for, and where it stands.
type Found = (Vec<String>, Span);

/// Finds `function`, `Type`, `Type::method`, `Trait for Type` or `Trait for Type::method`; in a module, `module::…`.
pub fn find(text: &str, path: &str) -> Result<Shown> {
    let file = parse(text)?;
    let mut found = Vec::new();
    collect(&file.items, "", &mut found);
    let matching: Vec<&Found> = found.iter().filter(|(names, _)| names.iter().any(|name| name == path)).collect();
    match matching.as_slice() {
        [(_, span)] => {
            let range = span.byte_range();
            let start = text[..range.start].rfind('\n').map_or(0, |i| i + 1);
            let end = text[range.end..].find('\n').map_or(text.len(), |i| range.end + i);
            Ok(strip(text, start..end, &file))
        }
        [] => bail!("no item `{path}`{}", close_names(path, found.iter().map(|(names, _)| &names[0]))),
        several => {
            let line = |(names, span): &&Found| format!("`{}` in line {}", names[0], span.start().line);
            bail!("`{path}` can be {}; write the longer name", several.iter().map(line).join(" or "))
        }
    }
}

/// The whole file without its doc comments.
pub fn whole(text: &str) -> Result<Shown> {
    Ok(strip(text, 0..text.len(), &parse(text)?))
}

fn parse(text: &str) -> Result<syn::File> {
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

fn collect(items: &[Item], module: &str, found: &mut Vec<Found>) {
    let mut add = |names: &[String], item: &dyn Spanned| {
        found.push((names.iter().map(|name| format!("{module}{name}")).collect(), item.span()));
    };
    for item in items {
        if let Some(name) = name_of(item) {
            add(&[name.to_string()], item);
        }
        match item {
            Item::Trait(x) => {
                for inner in &x.items {
                    if let TraitItem::Fn(f) = inner {
                        add(&[format!("{}::{}", x.ident, f.sig.ident)], inner);
                    }
                }
            }
            Item::Impl(x) => {
                let owner = type_name(&x.self_ty);
                let long = match &x.trait_ {
                    Some((_, path, _)) => format!("{} for {owner}", last_name(path)),
                    None => format!("impl {owner}"),
                };
                add(std::slice::from_ref(&long), item);
                for inner in &x.items {
                    let name = match inner {
                        ImplItem::Fn(f) => &f.sig.ident,
                        ImplItem::Const(c) => &c.ident,
                        ImplItem::Type(t) => &t.ident,
                        _ => continue,
                    };
                    let long_name = x.trait_.is_some().then(|| format!("{long}::{name}"));
                    let names = long_name.into_iter().chain([format!("{owner}::{name}")]).collect_vec();
                    add(&names, inner);
                }
            }
            _ => {}
        }
    }
    for item in items {
        if let Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) = item {
            collect(items, &format!("{module}{ident}::"), found);
        }
    }
}

/// The last name of a type's path: `Network` of `crate::Network<F>`.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => last_name(&path.path),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => String::new(),
    }
}

fn last_name(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// Where the hidden attributes of a file stand.
struct Hidden(Vec<Range<usize>>);

impl Visit<'_> for Hidden {
    fn visit_attribute(&mut self, attribute: &Attribute) {
        if attribute.path().get_ident().is_some_and(|name| HIDDEN.iter().any(|hidden| name == hidden)) {
            self.0.push(attribute.span().byte_range());
        }
    }
}

/// A part of the text, from the beginning of a line to the end of one, without the hidden attributes.
fn strip(text: &str, part: Range<usize>, file: &syn::File) -> Shown {
    let mut hidden = Hidden(Vec::new());
    hidden.visit_file(file);
    let (mut code, mut line, mut to) = (String::new(), 0, part.start);
    for source in text[part].split_inclusive('\n') {
        let from = to;
        to += source.len();
        let hidden: Vec<_> = hidden.0.iter().filter(|range| range.start < to && range.end > from).collect();
        let is_kept = |(i, _): &(usize, char)| !hidden.iter().any(|range| range.contains(&(from + i)));
        let kept: String = source.char_indices().filter(is_kept).map(|(_, c)| c).collect();
        // A line of which nothing is left goes wholly; one that was blank stays.
        if kept.trim().is_empty() && !source.trim().is_empty() {
            continue;
        }
        if line == 0 && !kept.trim().is_empty() {
            line = text[..from].matches('\n').count() + 1;
        }
        code.push_str(kept.trim_end());
        code.push('\n');
    }
    Shown { line: line.max(1), code: dedent(&code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! The file.\n\n/// Doc.\n#[derive(Debug)]\npub struct Net {\n    /// A field, é.\n    pub w: u8, // kept\n}\n\n\
        impl Net {\n    /// Doc\n    /// more.\n    #[must_use]\n    #[inline]\n    pub fn depth(&self) -> usize {\n        // a comment\n        1\n    }\n}\n\n\
        impl Default for Net {\n    fn default() -> Self {\n        Net { w: 0 }\n    }\n}\n\n/// F.\npub fn apply() {}\n";

    #[test]
    fn items_are_shown_without_docs() {
        let shown = |name: &str, line: usize, code: &str| {
            assert_eq!(find(FILE, name).unwrap(), Shown { line, code: code.to_owned() });
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
