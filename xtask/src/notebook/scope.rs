//! Which variables a step of a program takes from the steps before it, and which it leaves to those after it.

use proc_macro2::{TokenStream, TokenTree};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Pat, Stmt, Token};

/// A step's variables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// Names that it uses before it binds them itself.
    pub taken: BTreeSet<String>,
    /// Names that it binds for whatever comes after it.
    pub left: BTreeSet<String>,
}

/// The variables of the statements of a step.
pub fn variables(statements: &[Stmt]) -> Variables {
    let mut finder = Finder { scopes: vec![BTreeSet::new()], taken: BTreeSet::new() };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    let left = finder.scopes.pop().unwrap_or_default();
    Variables { taken: finder.taken, left }
}

/// Every name in some code but those of fields and methods, those inside the braces of format strings too.
pub fn names(code: TokenStream) -> BTreeSet<String> {
    fn collect(code: TokenStream, found: &mut BTreeSet<String>) {
        // So many dots stand before the token: one before a field or a method, two before what ends a range.
        let mut dots = 0;
        for token in code {
            let dots_before = std::mem::take(&mut dots);
            match token {
                TokenTree::Group(group) => collect(group.stream(), found),
                TokenTree::Ident(_) if dots_before == 1 => {}
                TokenTree::Ident(name) => drop(found.insert(name.to_string())),
                TokenTree::Literal(literal) => found.extend(in_format(&literal.to_string())),
                TokenTree::Punct(punct) if punct.as_char() == '.' => dots = dots_before + 1,
                TokenTree::Punct(_) => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(code, &mut found);
    found
}

/// The names that a format string takes: `loss` and `width` of `"{loss:>width$.4}"`.
fn in_format(literal: &str) -> Vec<String> {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\{([a-z_]\w*)?(?::[^{}]*?([a-z_]\w*)\$[^{}]*|:[^{}]*)?\}").expect("a valid pattern")
    });
    if !literal.starts_with('"') {
        return Vec::new();
    }
    let without_braces = literal.replace("{{", "").replace("}}", "");
    let places = PLACE.captures_iter(&without_braces);
    places.flat_map(|place| [place.get(1), place.get(2)]).flatten().map(|name| name.as_str().to_owned()).collect()
}

struct Finder {
    /// The names bound in each block around, the outermost first.
    scopes: Vec<BTreeSet<String>>,
    taken: BTreeSet<String>,
}

impl Finder {
    fn inside(&mut self, work: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeSet::new());
        work(self);
        self.scopes.pop();
    }

    fn bind(&mut self, name: String) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name);
        }
    }

    fn take(&mut self, name: String) {
        if !self.scopes.iter().any(|scope| scope.contains(&name)) {
            self.taken.insert(name);
        }
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_local(&mut self, local: &'a syn::Local) {
        // What is bound cannot be used in its own beginning.
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, diverge)) = &init.diverge {
                self.visit_expr(diverge);
            }
        }
        self.visit_pat(&local.pat);
    }

    fn visit_pat(&mut self, pattern: &'a Pat) {
        if let Pat::Ident(name) = pattern {
            self.bind(name.ident.to_string());
        }
        visit::visit_pat(self, pattern);
    }

    fn visit_block(&mut self, block: &'a Block) {
        self.inside(|inner| visit::visit_block(inner, block));
    }

    fn visit_expr_closure(&mut self, closure: &'a syn::ExprClosure) {
        self.inside(|inner| visit::visit_expr_closure(inner, closure));
    }

    fn visit_expr_for_loop(&mut self, each: &'a syn::ExprForLoop) {
        self.visit_expr(&each.expr);
        self.inside(|inner| {
            inner.visit_pat(&each.pat);
            inner.visit_block(&each.body);
        });
    }

    fn visit_expr_if(&mut self, choice: &'a syn::ExprIf) {
        self.inside(|inner| {
            inner.visit_expr(&choice.cond);
            inner.visit_block(&choice.then_branch);
        });
        if let Some((_, otherwise)) = &choice.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, repeat: &'a syn::ExprWhile) {
        self.inside(|inner| visit::visit_expr_while(inner, repeat));
    }

    fn visit_expr_let(&mut self, bound: &'a syn::ExprLet) {
        self.visit_expr(&bound.expr);
        self.visit_pat(&bound.pat);
    }

    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        self.inside(|inner| visit::visit_arm(inner, arm));
    }

    fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.take(name.to_string());
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        let several = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = several.parse2(call.tokens.clone()) {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        } else {
            names(call.tokens.clone()).into_iter().for_each(|name| self.take(name));
        }
    }

    fn visit_lit_str(&mut self, text: &'a syn::LitStr) {
        in_format(&text.token().to_string()).into_iter().for_each(|name| self.take(name));
    }

    fn visit_item(&mut self, _: &'a Item) {
        // Functions and types of a step see none of its variables.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> (String, String) {
        let block: Block = syn::parse_str(&format!("{{{code}}}")).unwrap();
        let Variables { taken, left } = variables(&block.stmts);
        let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(" ");
        (list(taken), list(left))
    }

    #[test]
    fn what_is_taken_and_what_is_left() {
        let code = "let (x, mut y) = f(x, &a); y += x; for x in b.iter() { let c = x; g(c); }";
        assert_eq!(of(code), ("a b f g x".to_owned(), "x y".to_owned()));
        assert_eq!(of("let n = v.iter().map(|a| a * k).sum(); S { n, m }.h()"), ("k m v".to_owned(), "n".to_owned()));
        assert_eq!(of("if let Some(a) = b && a > c { d(a); } else { a; }"), ("a b c d".to_owned(), String::new()));
        assert_eq!(of("match a { Some(b) if b > 0 => b, other => other };"), ("a".to_owned(), String::new()));
    }

    #[test]
    fn fields_and_methods_are_no_names() {
        let code = "a.b.c(d..e, ..f).g::<h>(\"{i}\").j";
        let found: Vec<String> = names(code.parse().unwrap()).into_iter().collect();
        assert_eq!(found, ["a", "d", "e", "f", "h", "i"]);
    }

    #[test]
    fn format_strings_take_variables() {
        assert_eq!(of("println!(\"{loss:>w$.4} {{no}} {:?} {}\", a, b); "), ("a b loss w".to_owned(), String::new()));
    }
}
