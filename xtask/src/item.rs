//! Items of a Rust file by their path, as a page shows them: without doc comments and without attributes that speak to the
//! compiler only.

use crate::anchor::dedent;
use crate::problem::close_names;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, ImplItem, Item, TraitItem};

/// Attributes that say nothing to a reader of a page.
const HIDDEN: [&str; 9] =
    ["doc", "must_use", "inline", "allow", "expect", "cfg_attr", "track_caller", "non_exhaustive", "cold"];

/// An item as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// The line of its first line, counted from 1.
    pub line: usize,
    /// The code.
    pub code: String,
}

/// An item of the file, with the names by which it can be asked for.
struct Found<'a> {
    names: Vec<String>,
    span: proc_macro2::Span,
    attributes: Attributes<'a>,
}

/// Finds `function`, `Type`, `Type::method`, `Trait for Type` or `Trait for Type::method`.
pub fn find(text: &str, path: &str) -> Result<Shown, String> {
    let file = syn::parse_file(text).map_err(|error| {
        let at = error.span().start();
        format!("this file is not Rust: line {}: {error}", at.line)
    })?;
    let mut found = Vec::new();
    collect(&file.items, &mut found);
    let matching: Vec<&Found> = found.iter().filter(|item| item.names.iter().any(|name| name == path)).collect();
    match matching.as_slice() {
        [item] => Ok(show(text, item)),
        [] => {
            let close = close_names(path, found.iter().filter_map(|item| item.names.first()).map(String::as_str));
            Err(format!("no item `{path}`{close}"))
        }
        several => {
            let lines: Vec<String> =
                several.iter().map(|item| format!("`{}` in line {}", item.names[0], item.span.start().line)).collect();
            Err(format!("`{path}` can be {}; write the longer name", lines.join(" or ")))
        }
    }
}

/// The whole file without its doc comments.
pub fn whole(text: &str) -> Result<Shown, String> {
    let file = syn::parse_file(text).map_err(|error| format!("this file is not Rust: {error}"))?;
    let mut attributes = Attributes::default();
    attributes.visit_file(&file);
    let (line, code) = strip(text, 0, text.len(), &attributes);
    Ok(Shown { line, code })
}

/// The attributes inside an item.
#[derive(Default)]
struct Attributes<'a>(Vec<&'a Attribute>);

impl<'a> Visit<'a> for Attributes<'a> {
    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        self.0.push(attribute);
    }
}

fn collect<'a>(items: &'a [Item], found: &mut Vec<Found<'a>>) {
    for item in items {
        let name = match item {
            Item::Const(x) => x.ident.to_string(),
            Item::Enum(x) => x.ident.to_string(),
            Item::Fn(x) => x.sig.ident.to_string(),
            Item::Static(x) => x.ident.to_string(),
            Item::Struct(x) => x.ident.to_string(),
            Item::Trait(x) => x.ident.to_string(),
            Item::Type(x) => x.ident.to_string(),
            Item::Macro(x) => match &x.ident {
                Some(ident) => ident.to_string(),
                None => continue,
            },
            Item::Impl(x) => {
                let owner = type_name(&x.self_ty);
                let long = match &x.trait_ {
                    Some((_, path, _)) => {
                        let name = path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default();
                        format!("{name} for {owner}")
                    }
                    None => format!("impl {owner}"),
                };
                let mut attributes = Attributes::default();
                attributes.visit_item(item);
                found.push(Found { names: vec![long.clone()], span: item.span(), attributes });
                for inner in &x.items {
                    let name = match inner {
                        ImplItem::Fn(f) => f.sig.ident.to_string(),
                        ImplItem::Const(c) => c.ident.to_string(),
                        ImplItem::Type(t) => t.ident.to_string(),
                        _ => continue,
                    };
                    let mut attributes = Attributes::default();
                    attributes.visit_impl_item(inner);
                    let short = format!("{owner}::{name}");
                    let names = match x.trait_ {
                        Some(_) => vec![format!("{long}::{name}"), short],
                        None => vec![short],
                    };
                    found.push(Found { names, span: inner.span(), attributes });
                }
                continue;
            }
            Item::Mod(x) => {
                // An item of a module is asked for as `tests::name`.
                if let Some((_, items)) = &x.content {
                    let mut inner = Vec::new();
                    collect(items, &mut inner);
                    for item in &mut inner {
                        for name in &mut item.names {
                            *name = format!("{}::{name}", x.ident);
                        }
                    }
                    found.append(&mut inner);
                }
                continue;
            }
            _ => continue,
        };
        let mut attributes = Attributes::default();
        attributes.visit_item(item);
        if let Item::Trait(x) = item {
            for inner in &x.items {
                if let TraitItem::Fn(f) = inner {
                    let mut attributes = Attributes::default();
                    attributes.visit_trait_item(inner);
                    found.push(Found {
                        names: vec![format!("{name}::{}", f.sig.ident)],
                        span: inner.span(),
                        attributes,
                    });
                }
            }
        }
        found.push(Found { names: vec![name], span: item.span(), attributes });
    }
}

/// The last name of a type's path: `Network` of `crate::Network<F>`.
fn type_name(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default(),
        syn::Type::Reference(reference) => type_name(&reference.elem),
        _ => String::new(),
    }
}

fn show(text: &str, item: &Found) -> Shown {
    let range = item.span.byte_range();
    let start = text[..range.start].rfind('\n').map_or(0, |i| i + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |i| range.end + i);
    let (line, code) = strip(text, start, end, &item.attributes);
    Shown { line, code }
}

/// The text from `start` to `end` without the hidden attributes, and the line where what is left begins.
fn strip(text: &str, start: usize, end: usize, attributes: &Attributes) -> (usize, String) {
    let mut hidden: Vec<std::ops::Range<usize>> = attributes
        .0
        .iter()
        .filter(|attribute| attribute.path().get_ident().is_some_and(|name| HIDDEN.iter().any(|h| name == h)))
        .map(|attribute| attribute.span().byte_range())
        .collect();
    hidden.sort_by_key(|range| range.start);
    let (mut code, mut line, mut at) = (String::new(), 0, start);
    for source in text[start..end].split_inclusive('\n') {
        let (from, to) = (at, at + source.len());
        at = to;
        let mut kept = String::new();
        let mut next = from;
        for range in hidden.iter().filter(|range| range.start < to && range.end > from) {
            kept.push_str(&text[next..range.start.max(next)]);
            next = range.end.clamp(next, to);
        }
        kept.push_str(&text[next..to]);
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
    (line.max(1), dedent(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! The file.\n\n/// Doc.\n#[derive(Debug)]\npub struct Net {\n    /// A field, é.\n    pub w: u8, // kept\n}\n\n\
        impl Net {\n    /// Doc\n    /// more.\n    #[must_use]\n    #[inline]\n    pub fn depth(&self) -> usize {\n        // a comment\n        1\n    }\n}\n\n\
        impl Default for Net {\n    fn default() -> Self {\n        Net { w: 0 }\n    }\n}\n\n/// F.\npub fn apply() {}\n";

    #[test]
    fn items_are_shown_without_docs() {
        let net = find(FILE, "Net").unwrap();
        assert_eq!(
            net,
            Shown { line: 4, code: "#[derive(Debug)]\npub struct Net {\n    pub w: u8, // kept\n}".to_owned() }
        );
        let depth = find(FILE, "Net::depth").unwrap();
        assert_eq!(depth.line, 15);
        assert_eq!(depth.code, "pub fn depth(&self) -> usize {\n    // a comment\n    1\n}");
        assert_eq!(find(FILE, "Default for Net::default").unwrap().code, "fn default() -> Self {\n    Net { w: 0 }\n}");
        assert_eq!(find(FILE, "Net::default").unwrap().line, 22);
        assert_eq!(find(FILE, "apply").unwrap().code, "pub fn apply() {}");
        assert!(whole(FILE).unwrap().code.starts_with("#[derive(Debug)]"));
    }

    #[test]
    fn a_wrong_name_lists_close_ones() {
        assert!(find(FILE, "aply").unwrap_err().contains("there are: apply"));
    }
}
