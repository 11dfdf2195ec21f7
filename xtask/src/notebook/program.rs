//! A chapter program taken apart for a notebook: what it imports, what it defines, and its steps.

use super::scope::{Variables, names, variables};
use crate::anchor::{Region, dedent, regions};
use crate::project::{Project, read};
use crate::record::Program;
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Block, Item, Stmt, UseTree};

/// A function, type or constant at the top of a program.
#[derive(Debug)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Its code, with its doc comment.
    pub code: String,
    /// Every name that occurs in it.
    pub names: BTreeSet<String>,
}

/// A step.
#[derive(Debug)]
pub struct Step {
    /// The name of its region.
    pub name: String,
    /// Its code, a screenful each; together the whole region.
    pub parts: Vec<String>,
    /// Its variables.
    pub variables: Variables,
    /// Every name that occurs in it.
    pub names: BTreeSet<String>,
}

/// A program taken apart.
#[derive(Debug)]
pub struct Parts {
    /// What it imports from anywhere but the module that talks on a terminal.
    pub uses: Vec<String>,
    /// What it imports from that module.
    pub talk: BTreeSet<String>,
    /// What it defines, in its order.
    pub definitions: Vec<Definition>,
    /// Its steps, in its order.
    pub steps: Vec<Step>,
    /// Its whole text.
    pub text: String,
}

/// More lines than this do not stand on a screen together.
pub const SCREENFUL: usize = 44;

impl Parts {
    /// Reads a program.
    pub fn read(project: &Project, program: &Program) -> Result<Parts> {
        let name = project.name(&program.source).display();
        Parts::take_apart(&read(&program.source)?).with_context(|| name.to_string())
    }

    /// The program of this text.
    pub fn take_apart(text: &str) -> Result<Parts> {
        let file = syn::parse_file(text)?;
        let regions = regions(text).map_err(|(line, message)| anyhow!("line {line}: {message}"))?;
        let mut parts = Parts {
            uses: Vec::new(),
            talk: BTreeSet::new(),
            definitions: Vec::new(),
            steps: Vec::new(),
            text: text.to_owned(),
        };
        for item in &file.items {
            let code = &text[item.span().byte_range()];
            match item {
                Item::Use(import) => match &import.tree {
                    UseTree::Path(path) if path.ident == "talk" => parts.talk = names(code.parse().map_err(lexical)?),
                    _ => parts.uses.push(code.to_owned()),
                },
                Item::Mod(_) => {}
                Item::Fn(function) if function.sig.ident == "main" => {}
                _ => {
                    let name = name_of(item).with_context(|| format!("`{code}` has no name"))?;
                    let names = names(code.parse().map_err(lexical)?);
                    parts.definitions.push(Definition { name, code: code.to_owned(), names });
                }
            }
        }
        for region in regions {
            parts.steps.push(Step::new(&region).with_context(|| format!("step `{}`", region.name))?);
        }
        Ok(parts)
    }

    /// A step by its name.
    pub fn step(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.name == name)
    }

    /// For each variable that a step takes from an earlier one: its name, and the earlier step.
    pub fn sources(&self, step: usize) -> Vec<(&str, usize)> {
        let taken = self.steps[step].variables.taken.iter();
        let source = |name: &str| (0..step).rev().find(|&earlier| self.steps[earlier].variables.left.contains(name));
        taken.filter_map(|name| Some((name.as_str(), source(name)?))).collect()
    }

    /// These names, and those in the definitions of the program that they call, and so on.
    pub fn with_definitions(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut names = names.clone();
        loop {
            let before = names.len();
            for definition in self.definitions.iter().filter(|d| names.contains(&d.name)).collect::<Vec<_>>() {
                names.extend(definition.names.iter().cloned());
            }
            if names.len() == before {
                return names;
            }
        }
    }
}

fn lexical(error: proc_macro2::LexError) -> anyhow::Error {
    anyhow!("{error}")
}

impl Step {
    fn new(region: &Region) -> Result<Step> {
        let code = &region.code;
        // The braces make a block of the statements; their places are one further on.
        let block: Block = syn::parse_str(&format!("{{{code}\n}}"))?;
        let mut parts: Vec<String> = Vec::new();
        let (mut start, mut end) = (0, 0);
        for statement in &block.stmts {
            let next = (statement.span().byte_range().end - 1).min(code.len());
            // A comment behind the statement belongs to it.
            let next = next + code[next..].find('\n').unwrap_or(code.len() - next);
            let lines = code[start..next].trim_matches('\n').lines().count();
            if lines > SCREENFUL && end > start {
                parts.push(dedent(&code[start..end]));
                start = end;
            }
            end = next;
        }
        parts.push(dedent(&code[start..]));
        // The kernel shows the value of a cell that ends without a semicolon, even if it is that of a loop.
        if let (Some(Stmt::Expr(_, None)), Some(last)) = (block.stmts.last(), parts.last_mut()) {
            last.push(';');
        }
        Ok(Step {
            name: region.name.clone(),
            parts,
            variables: variables(&block.stmts),
            names: names(code.parse().map_err(lexical)?),
        })
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(x) => x.ident.to_string(),
        Item::Enum(x) => x.ident.to_string(),
        Item::Fn(x) => x.sig.ident.to_string(),
        Item::Static(x) => x.ident.to_string(),
        Item::Struct(x) => x.ident.to_string(),
        Item::Trait(x) => x.ident.to_string(),
        Item::Type(x) => x.ident.to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "//! A.\n\nmod talk;\n\nuse ann::rng;\nuse talk::{draw, step};\n\n/// Twice.\nfn twice(x: f64) -> f64 {\n    x * 2.0\n}\n\n\
        fn main() -> ann::Result<()> {\n    step(\"A\", \"B\");\n    // ANCHOR: one\n    let x = twice(1.0); // a\n    // ANCHOR_END: one\n    \
        // ANCHOR: two\n    let y = 1;\n    // ANCHOR_END: two\n    // ANCHOR: three\n    println!(\"{x}\");\n    // ANCHOR_END: three\n    Ok(())\n}\n";

    #[test]
    fn imports_definitions_and_steps() {
        let parts = Parts::take_apart(PROGRAM).unwrap();
        assert_eq!(parts.uses, ["use ann::rng;"]);
        assert!(parts.talk.contains("draw"));
        assert_eq!(parts.definitions[0].code, "/// Twice.\nfn twice(x: f64) -> f64 {\n    x * 2.0\n}");
        assert_eq!(parts.steps[0].parts, ["let x = twice(1.0); // a"]);
        assert!(parts.steps[0].names.contains("twice"));
        assert_eq!(parts.sources(2), [("x", 0)]);
        assert_eq!(parts.sources(1), []);
    }

    #[test]
    fn a_long_step_is_cut_between_statements() {
        let long =
            format!("let a = 1;\n\nfor _ in 0..2 {{\n{}}} // end\nlet b = 2;", "    f();\n".repeat(SCREENFUL - 4));
        let region = Region { name: "long".to_owned(), line: 1, code: long.clone() };
        let step = Step::new(&region).unwrap();
        assert_eq!(step.parts.len(), 2);
        assert!(step.parts[0].ends_with("} // end") && step.parts[1] == "let b = 2;");
        assert_eq!(step.parts.join("\n"), long);
        let region = Region { name: "loop".to_owned(), line: 1, code: "for _ in 0..2 {}".to_owned() };
        assert_eq!(Step::new(&region).unwrap().parts, ["for _ in 0..2 {};"]);
    }
}
