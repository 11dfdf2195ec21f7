//! A chapter program taken apart for a notebook: what it imports, what it defines, and its steps.
//!
//! Which names some code uses is read from its words. Whether the cells then have all that they need is for the compiler to say,
//! when the notebook runs.

use crate::code::anchor::{Region, dedent, regions};
use crate::code::item::{self, name_of};
use crate::project::Project;
use anyhow::{Context, Result};
use lazy_regex::regex;
use std::collections::BTreeSet;
use std::path::Path;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, Expr, Item, Local, Pat, PatIdent, Stmt, UseTree};

/// A function, type or constant at the top of a program.
#[derive(Debug, Clone)]
pub struct Definition {
    pub name: String,
    /// With its doc comment. Below a type stands what is implemented for it: for the kernel a block `impl` belongs to the item before it
    /// in its cell, and is replaced with it.
    pub code: String,
}

impl Definition {
    pub fn is_public(&self) -> bool {
        self.code.lines().any(|line| line.starts_with("pub "))
    }
}

pub struct Step {
    pub name: String,
    /// Its code, cut into cells; together the whole region.
    pub parts: Vec<String>,
}

/// A program taken apart.
#[derive(Default)]
pub struct Parts {
    /// What it imports from anywhere but the module that talks on a terminal.
    pub uses: Vec<String>,
    /// What of [`TALK`] it imports from that module.
    pub talk: Vec<&'static str>,
    pub definitions: Vec<Definition>,
    pub steps: Vec<Step>,
    pub text: String,
}

/// What the module `ann::notebook` has in place of the module that talks on a terminal.
const TALK: [&str; 2] = ["draw", "progress"];
/// A cell does one thing: it has no more lines than this where it can be cut.
pub const LINES: usize = 15;

impl Parts {
    pub fn read(project: &Project, file: &Path) -> Result<Parts> {
        Parts::take_apart(&project.read(file)?).with_context(|| file.display().to_string())
    }

    pub fn take_apart(text: &str) -> Result<Parts> {
        let mut parts = Parts { text: text.to_owned(), ..Parts::default() };
        for item in &syn::parse_file(text)?.items {
            let code = &text[item.span().byte_range()];
            match item {
                Item::Use(import) => match &import.tree {
                    UseTree::Path(path) if path.ident == "talk" => {
                        parts.talk.extend(TALK.iter().filter(|name| names(code).contains(**name)));
                    }
                    _ => parts.uses.push(code.to_owned()),
                },
                Item::Mod(_) => {}
                Item::Impl(block) => {
                    let owner =
                        parts.definitions.iter_mut().find(|known| item::owner_of(block).as_ref() == Some(&known.name));
                    owner.with_context(|| format!("`{code}` is below no type"))?.code += &format!("\n\n{code}");
                }
                Item::Fn(function) if function.sig.ident == "main" => {}
                _ => {
                    let name = name_of(item).with_context(|| format!("`{code}` has no name"))?.to_string();
                    parts.definitions.push(Definition { name, code: code.to_owned() });
                }
            }
        }
        let step = |region: &Region| Step::new(region).with_context(|| format!("step `{}`", region.name));
        parts.steps = regions(text)?.iter().map(step).collect::<Result<_>>()?;
        Ok(parts)
    }

    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// The same definitions, those that others need before them.
    pub fn ordered<'a>(&self, mut definitions: Vec<&'a Definition>) -> Vec<&'a Definition> {
        definitions.sort_by_key(|definition| self.needed(&definition.code).len());
        definitions
    }

    /// The definitions of the program that some code names, and those that they name in turn.
    pub fn needed(&self, code: &str) -> Vec<&Definition> {
        let mut names = names(code);
        loop {
            let needed: Vec<&Definition> = self.definitions.iter().filter(|d| names.contains(&d.name)).collect();
            let before = names.len();
            names.extend(needed.iter().flat_map(|definition| self::names(&definition.code)));
            if names.len() == before {
                return needed;
            }
        }
    }
}

/// Every name in some code but those of fields, methods and parameters, which stand after a dot or before a colon, and the library's own
/// behind `ann::`; those inside the braces of format strings, too.
pub fn names(code: &str) -> BTreeSet<String> {
    // A comment, a character, a string, or a name.
    let token = regex!(r#"//[^\n]*|'(?:\\.[^']*|[^'\\])'|"((?:\\.|[^"\\])*)"|(?:^|[^\w.]|\.\.)([A-Za-z_]\w*)"#);
    let mut names = BTreeSet::new();
    for token in token.captures_iter(code) {
        let is_used = |before: &str, after: &str| {
            !before.ends_with("ann::") && (!after.starts_with(':') || after.starts_with("::"))
        };
        let name = token.get(2).filter(|name| is_used(&code[..name.start()], &code[name.end()..]));
        names.extend(name.map(|name| name.as_str().to_owned()));
        let text = token.get(1).map_or("", |text| text.as_str()).replace("{{", "");
        let places = regex!(r"\{[a-z_]\w*|[a-z_]\w*\$").find_iter(&text);
        names.extend(places.map(|place| place.as_str().trim_matches(['{', '$']).to_owned()));
    }
    names
}

impl Step {
    pub fn code(&self) -> String {
        self.parts.join("\n")
    }

    fn new(region: &Region) -> Result<Step> {
        let code = &region.code;
        // The braces make a block of the statements; their places are one further on.
        let block: Block = syn::parse_str(&format!("{{{code}\n}}"))?;
        let mut parts: Vec<String> = Vec::new();
        // Where a cell starts, where it can be cut, what it then holds, and what it holds up to the last statement.
        let (mut start, mut cut, mut cell, mut whole) = (0, 0, String::new(), String::new());
        // Variables whose type a later statement tells, and whether there is one that the kernel does not keep.
        let (mut untold, mut is_bound) = (Bound::default(), false);
        for statement in &block.stmts {
            let [begin, end] = [statement.span().byte_range().start, statement.span().byte_range().end];
            let (begin, end) = (begin - 1, (end - 1).min(code.len()));
            // A comment behind the statement belongs to it.
            let line_end = end + code[end..].find('\n').unwrap_or(code.len() - end);
            if code[start..line_end].trim_matches('\n').lines().count() > LINES && cut > start {
                parts.push(dedent(&cell));
                start = cut;
            }
            // The kernel shows the value of a cell that ends without a semicolon, even if it is that of a loop.
            let semicolon = if matches!(statement, Stmt::Expr(_, None)) { ";" } else { "" };
            whole = format!("{}{semicolon}{}", &code[start..end], &code[end..line_end]);
            let used = names(&code[begin..end]);
            untold.0.retain(|name| !used.contains(name));
            if let Stmt::Local(Local { pat, init: Some(init), .. }) = statement {
                // The kernel does not see that a pattern of a list binds a variable anew: a later cell would have the old one.
                is_bound |= borrows(&init.expr) || matches!(pat, Pat::Slice(_));
                let is_open =
                    regex!(r"Vec::new\(\)|vec!\[\]|default\(\)|collect\(\)|\bNone\b").is_match(&code[begin..end]);
                if is_open && !matches!(pat, Pat::Type(_)) {
                    untold.visit_pat(pat);
                }
            }
            // A heading stays with the rows below it.
            let is_heading = matches!(statement, Stmt::Macro(call) if call.mac.path.is_ident("println"));
            if !is_bound && !is_heading && untold.0.is_empty() {
                (cut, cell) = (line_end, whole.clone());
            }
        }
        parts.push(dedent(&whole));
        Ok(Step { name: region.name.clone(), parts })
    }
}

/// Whether a value is a closure or borrows, or may do so, so that no variable of the kernel can keep it.
fn borrows(value: &Expr) -> bool {
    match value {
        Expr::Reference(_) | Expr::Closure(_) => true,
        Expr::Tuple(values) => values.elems.iter().any(borrows),
        _ => false,
    }
}

/// The names of variables that some code binds.
#[derive(Default)]
pub struct Bound(pub BTreeSet<String>);

impl Visit<'_> for Bound {
    fn visit_pat_ident(&mut self, name: &PatIdent) {
        self.0.insert(name.ident.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "//! A.\n\nmod talk;\n\nuse ann::rng;\nuse talk::{draw, step};\n\n/// Twice.\nfn twice(x: f64) -> f64 {\n    x * 2.0\n}\n\n\
        fn four_times(x: f64) -> f64 {\n    twice(twice(x))\n}\n\n\
        fn main() -> ann::Result<()> {\n    step(\"A\", \"B\");\n    // ANCHOR: one\n    let x = twice(1.0); // a\n    // ANCHOR_END: one\n    \
        Ok(())\n}\n";

    #[test]
    fn imports_definitions_and_steps() {
        let parts = Parts::take_apart(PROGRAM).unwrap();
        assert_eq!(parts.uses, ["use ann::rng;"]);
        assert_eq!(parts.talk, ["draw"]);
        assert_eq!(parts.definitions[0].code, "/// Twice.\nfn twice(x: f64) -> f64 {\n    x * 2.0\n}");
        assert_eq!(parts.steps[0].parts, ["let x = twice(1.0); // a"]);
        let needed = |code: &str| parts.needed(code).iter().map(|d| d.name.as_str()).collect::<Vec<_>>();
        assert_eq!(needed(&parts.steps[0].parts[0]), ["twice"]);
        assert_eq!(needed("y = four_times(1.0)"), ["twice", "four_times"]);
        assert!(needed("x.twice() // twice").is_empty());
    }

    #[test]
    fn fields_and_methods_are_no_names() {
        let found =
            names("a.b.c(d..e, ..f, x: y::z, ann::n).g('\"', \"x {i:>w$.4} {{y}} {:?} \\\"z\", h::<k>()).j // l");
        assert!(found.iter().eq(["a", "ann", "d", "e", "f", "h", "i", "k", "w", "y", "z"]), "{found:?}");
    }

    #[test]
    fn a_long_step_is_cut_between_statements_but_not_below_a_heading_or_a_reference() {
        let long = format!("let a = 1;\n\nfor _ in 0..2 {{\n{}}} // end\nlet b = 2;", "    f();\n".repeat(LINES - 4));
        let step = |code: &str| Step::new(&Region { name: "long".to_owned(), line: 1, code: code.to_owned() }).unwrap();
        let parts = step(&long).parts;
        assert_eq!(parts.len(), 2);
        assert!(parts[0].ends_with("}; // end") && parts[1] == "let b = 2;", "{parts:?}");
        assert_eq!(parts.join("\n").replace("};", "}"), long);
        assert_eq!(step("for _ in 0..2 {}").parts, ["for _ in 0..2 {};"]);
        let below = long.replace("let a = 1;", "let a = 1;\nlet mut v = Vec::new();\nlet d = 2;");
        assert_eq!(step(&below).parts[0], "let a = 1;");
        let borrowed = long.replace("let a = 1;", "let a = 1;\nlet (b, c) = (1, &a);");
        assert_eq!(step(&borrowed).parts.len(), 2);
        assert!(step(&borrowed).parts[1].ends_with("let b = 2;"));
    }
}
