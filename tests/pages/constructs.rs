//! A reader knows every construct of Rust in the plain network by the end of chapter 4: each is explained (`{{explains: closure}}` marks
//! the sentence) on the page where a listing first has it, or before.

use super::{arguments, pages, root};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// What the listings of `src/plain/` may use. Whatever else occurs in them has no name here, and fails.
const CONSTRUCTS: [&str; 30] = [
    "fn", "struct", "enum", "type", "impl", "self", "derive", "let mut", "&", "&mut", "Vec", "vec!", "slice", "array",
    "tuple", "index", "range", "for", "if", "match", "|", "_", "closure", "impl Fn", "as", "*", "+=", "::<>", "path",
    "iterator",
];

/// The constructs that a piece of source has.
#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn add(&mut self, construct: &str) {
        self.0.insert(construct.to_owned());
    }

    fn of(item: &syn::Item) -> BTreeSet<String> {
        let mut found = Self::default();
        found.visit_item(item);
        found.0
    }
}

impl Visit<'_> for Found {
    fn visit_item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Fn(_) => self.add("fn"),
            syn::Item::Struct(_) => self.add("struct"),
            syn::Item::Enum(_) => self.add("enum"),
            syn::Item::Type(_) => self.add("type"),
            syn::Item::Impl(_) => self.add("impl"),
            syn::Item::Use(_) | syn::Item::Mod(_) => {}
            _ => self.add("another item"),
        }
        visit::visit_item(self, item);
    }
    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        if attribute.path().is_ident("derive") {
            self.add("derive");
        }
    }
    fn visit_generics(&mut self, generics: &syn::Generics) {
        if !generics.params.is_empty() {
            self.add("generics");
        }
    }
    fn visit_lifetime(&mut self, _: &syn::Lifetime) {
        self.add("lifetime");
    }
    fn visit_receiver(&mut self, receiver: &syn::Receiver) {
        self.add("self");
        visit::visit_receiver(self, receiver);
    }
    fn visit_pat(&mut self, pattern: &syn::Pat) {
        match pattern {
            syn::Pat::Ident(name) if name.mutability.is_some() => self.add("let mut"),
            syn::Pat::Or(_) => self.add("|"),
            syn::Pat::Wild(_) => self.add("_"),
            syn::Pat::Tuple(_) => self.add("tuple"),
            syn::Pat::Reference(_) => self.add("a pattern with &"),
            _ => {}
        }
        visit::visit_pat(self, pattern);
    }
    fn visit_type(&mut self, of: &syn::Type) {
        match of {
            syn::Type::Reference(reference) => self.add(if reference.mutability.is_some() { "&mut" } else { "&" }),
            syn::Type::Slice(_) => self.add("slice"),
            syn::Type::Array(_) => self.add("array"),
            syn::Type::Tuple(_) => self.add("tuple"),
            syn::Type::ImplTrait(_) => self.add("impl Fn"),
            syn::Type::Path(path) if path.path.segments.iter().any(|segment| segment.ident == "Vec") => self.add("Vec"),
            syn::Type::Path(_) | syn::Type::Infer(_) => {}
            _ => self.add("another type"),
        }
        visit::visit_type(self, of);
    }
    fn visit_expr(&mut self, expression: &syn::Expr) {
        use syn::Expr;
        match expression {
            Expr::Reference(reference) => self.add(if reference.mutability.is_some() { "&mut" } else { "&" }),
            Expr::Array(_) => self.add("array"),
            Expr::Tuple(_) => self.add("tuple"),
            Expr::Index(_) => self.add("index"),
            Expr::Range(_) => self.add("range"),
            Expr::ForLoop(_) => self.add("for"),
            Expr::If(_) => self.add("if"),
            Expr::Match(_) => self.add("match"),
            Expr::Closure(_) => self.add("closure"),
            Expr::Cast(_) => self.add("as"),
            Expr::Unary(syn::ExprUnary { op: syn::UnOp::Deref(_), .. }) => self.add("*"),
            Expr::Macro(call) if call.mac.path.is_ident("vec") => self.add("vec!"),
            Expr::Binary(binary) if matches!(binary.op, syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)) => {
                self.add("+=");
            }
            Expr::Path(path) if path.path.segments.len() > 1 => self.add("path"),
            Expr::MethodCall(call) => {
                if call.turbofish.is_some() {
                    self.add("::<>");
                }
                if ["iter", "iter_mut", "map", "zip", "enumerate", "rev", "collect"]
                    .iter()
                    .any(|name| call.method == name)
                {
                    self.add("iterator");
                }
            }
            Expr::Path(_)
            | Expr::Lit(_)
            | Expr::Binary(_)
            | Expr::Unary(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Assign(_) => {}
            Expr::Block(_) | Expr::Paren(_) | Expr::Struct(_) | Expr::Infer(_) => {}
            _ => self.add("another expression"),
        }
        visit::visit_expr(self, expression);
    }
}

/// Every item of a source file under the name that a page gives it: `forward`, `Layer`, `Layer::new`.
fn items(path: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    let mut found = BTreeMap::new();
    for item in syn::parse_file(&text).unwrap().items {
        let name = match &item {
            syn::Item::Fn(item) => item.sig.ident.to_string(),
            syn::Item::Struct(item) => item.ident.to_string(),
            syn::Item::Enum(item) => item.ident.to_string(),
            syn::Item::Type(item) => item.ident.to_string(),
            syn::Item::Impl(item) => {
                let syn::Type::Path(path) = &*item.self_ty else { panic!("an impl for a type without a name") };
                let name = path.path.segments[0].ident.to_string();
                for method in &item.items {
                    let syn::ImplItem::Fn(function) = method else { panic!("{name} has more than methods") };
                    let block = syn::ItemImpl { items: vec![method.clone()], ..item.clone() };
                    found.insert(format!("{name}::{}", function.sig.ident), Found::of(&block.into()));
                }
                continue;
            }
            syn::Item::Use(_) | syn::Item::Mod(_) => continue,
            _ => "another".to_owned(),
        };
        found.insert(name, Found::of(&item));
    }
    found
}

#[test]
fn the_plain_network_uses_nothing_that_the_book_does_not_explain() {
    for file in std::fs::read_dir(root().join("src/plain")).unwrap() {
        let path = format!("src/plain/{}", file.unwrap().file_name().to_string_lossy());
        for (item, found) in items(&path) {
            let strange: Vec<_> = found.iter().filter(|construct| !CONSTRUCTS.contains(&construct.as_str())).collect();
            assert!(strange.is_empty(), "{path}, {item}: {strange:?}");
        }
    }
}

#[test]
fn every_construct_is_explained_where_a_listing_first_has_it() {
    let (mut explained, mut missing) = (BTreeSet::new(), BTreeMap::new());
    for (chapter, page, text) in pages() {
        for construct in arguments(&text, "explains") {
            assert!(CONSTRUCTS.contains(&construct), "{page}: `{construct}` is no construct of the plain network");
            assert!(chapter <= 4, "{page} explains `{construct}`, and chapter 4 is the last to do so");
            explained.insert(construct.to_owned());
        }
        for listing in arguments(&text, "listing").filter(|listing| listing.starts_with("src/plain/")) {
            let (path, name) = listing.split_once('#').unwrap_or((listing, ""));
            for (item, found) in items(path).into_iter().filter(|(item, _)| name.is_empty() || name == item) {
                for construct in found.difference(&explained) {
                    missing.entry(construct.clone()).or_insert(format!("{page}, {item}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "a sentence before it should explain: {missing:#?}");
}
