//! A solution as a reader can paste it into a cell: its code, and before that what the notebook lacks of its imports and helpers.

use super::program::{Bound, Parts, Step, names};
use anyhow::{Context, Result, bail};
use itertools::Itertools;
use std::collections::BTreeSet;
use syn::visit::Visit;
use syn::{Block, ItemUse, Stmt, UseName, UseRename, UseTree};

/// The step `name` of the program of the solutions, for the notebook of `chapter`. A variable of an earlier solution is an error.
pub fn whole(solutions: &Parts, name: &str, chapter: &Parts) -> Result<String> {
    let step = solutions.step(name).with_context(|| format!("no step `{name}`"))?;
    stands_alone(solutions, step)?;
    let code = step.code();
    let mut helpers = solutions.needed(&code);
    let all = helpers.iter().map(|helper| &helper.code).chain([&code]).join("\n");
    helpers.retain(|helper| chapter.definitions.iter().all(|known| known.code != helper.code));
    if let Some(other) = chapter.definitions.iter().find(|d| helpers.iter().any(|helper| helper.name == d.name)) {
        bail!("the program of the chapter has another `{}`; give one of them another name", other.name);
    }
    let imports = imports(solutions, &names(&all), chapter)?;
    // In a block, an import does not replace what the notebook has under the same name, and its functions need.
    let replaces = paths(chapter)?.iter().any(|(_, known)| imports.iter().any(|(_, name)| name == known));
    let imports = Some(lines(imports)).filter(|imports| !imports.is_empty());
    let text = imports.iter().chain(helpers.iter().map(|helper| &helper.code)).chain([&code]).join("\n\n");
    Ok(if replaces { format!("{{\n{text}\n}}") } else { text })
}

/// Code in braces behind `head`.
pub fn block(head: &str, code: &str) -> String {
    format!("{head}{{\n    {}\n}}", code.trim().replace('\n', "\n    ").replace("\n    \n", "\n\n"))
}

/// No step of the solutions uses a variable that it does not bind and an earlier one does. One that is used first and bound after that
/// is not seen here: the compiler sees it when the notebooks are played.
fn stands_alone(solutions: &Parts, step: &Step) -> Result<()> {
    let block = |step: &Step| syn::parse_str::<Block>(&format!("{{{}\n}}", step.code()));
    let mut own = Bound::default();
    own.visit_block(&block(step)?);
    let used = names(&step.code());
    for earlier in solutions.steps.iter().take_while(|earlier| earlier.name != step.name) {
        let mut left = Bound::default();
        for statement in &block(earlier)?.stmts {
            if let Stmt::Local(local) = statement {
                left.visit_pat(&local.pat);
            }
        }
        if let Some(variable) = left.0.iter().find(|name| used.contains(*name) && !own.0.contains(*name)) {
            let (name, source) = (&step.name, &earlier.name);
            bail!(
                "solution `{name}` needs `{variable}` of `{source}`; let it make its own, so that it can be copied alone"
            );
        }
    }
    Ok(())
}

/// The imports of the solutions that code with these names needs and the chapter does not have. What no code of the solutions names
/// is a trait that lends its methods; it may be needed by any.
pub fn imports(solutions: &Parts, names: &BTreeSet<String>, chapter: &Parts) -> Result<BTreeSet<(String, String)>> {
    let steps = solutions.steps.iter().flat_map(|step| &step.parts);
    let code = steps.chain(solutions.definitions.iter().map(|definition| &definition.code));
    let named_anywhere: BTreeSet<String> = code.flat_map(|code| self::names(code)).collect();
    let mut wanted = &paths(solutions)? - &paths(chapter)?;
    let known_as = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
    wanted.retain(|(_, name)| names.contains(&known_as(name)) || !named_anywhere.contains(&known_as(name)));
    Ok(wanted)
}

/// Imports as they are written, of each module together.
pub fn lines(imports: BTreeSet<(String, String)>) -> String {
    let line = |imports: &[(String, String)]| match imports {
        [(module, name)] => format!("use {module}::{name};"),
        several => format!("use {}::{{{}}};", several[0].0, several.iter().map(|(_, name)| name).join(", ")),
    };
    imports.into_iter().collect_vec().chunk_by(|(module, _), (next, _)| module == next).map(line).join("\n")
}

/// What a notebook of this program imports: the path of each name without its end, and its end.
pub fn paths(parts: &Parts) -> Result<BTreeSet<(String, String)>> {
    let mut found: Vec<String> = parts.talk.iter().map(|name| format!("ann::notebook::{name}")).collect();
    for import in &parts.uses {
        found.extend(flatten(&syn::parse_str::<ItemUse>(import)?.tree, ""));
    }
    let apart = |path: &String| path.rsplit_once("::").map(|(parent, name)| (parent.to_owned(), name.to_owned()));
    Ok(found.iter().filter_map(apart).collect())
}

/// The paths that a tree of imports brings in, each after `before`.
fn flatten(tree: &UseTree, before: &str) -> Vec<String> {
    let name = match tree {
        UseTree::Path(path) => return flatten(&path.tree, &format!("{before}{}::", path.ident)),
        UseTree::Group(group) => return group.items.iter().flat_map(|tree| flatten(tree, before)).collect(),
        UseTree::Name(name) if name.ident == "self" => return vec![before.trim_end_matches("::").to_owned()],
        UseTree::Name(UseName { ident }) => ident.to_string(),
        UseTree::Rename(UseRename { ident, rename, .. }) => format!("{ident} as {rename}"),
        UseTree::Glob(_) => "*".to_owned(),
    };
    vec![format!("{before}{name}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_brings_what_the_notebook_lacks() {
        let chapter =
            Parts::take_apart("use ann::{Network, rng};\nfn half(x: f64) -> f64 {\n    x / 2.0\n}\n").unwrap();
        let quarter = "fn quarter(x: f64) -> f64 {\n    half(half(x))\n}";
        let network = "let network = Network::new(Layer::new(), data::read(), Task::Auto);";
        let solutions = format!(
            "use ann::data::{{self, Task}};\nuse ann::{{Layer, Network}};\nuse rand::RngExt;\n\
             fn half(x: f64) -> f64 {{\n    x / 2.0\n}}\n\n{quarter}\n\nfn main() {{\n    \
             // ANCHOR: one\n    let y = quarter(1.0);\n    // ANCHOR_END: one\n    // ANCHOR: two\n    {network}\n    // ANCHOR_END: two\n    \
             // ANCHOR: three\n    println!(\"{{y}}\");\n    // ANCHOR_END: three\n}}\n",
        );
        let solutions = Parts::take_apart(&solutions).unwrap();
        let told = |name: &str| whole(&solutions, name, &chapter).unwrap();
        assert_eq!(told("one"), format!("use rand::RngExt;\n\n{quarter}\n\nlet y = quarter(1.0);"));
        let imports = "use ann::{Layer, data};\nuse ann::data::Task;\nuse rand::RngExt;";
        assert_eq!(told("two"), format!("{imports}\n\n{network}"));

        let other = Parts::take_apart("fn quarter() {}\n").unwrap();
        let refused = |name: &str| whole(&solutions, name, &other).unwrap_err().to_string();
        assert!(refused("one").contains("another `quarter`"));
        assert!(refused("three").contains("`three` needs `y` of `one`"));
    }
}
