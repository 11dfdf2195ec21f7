//! A solution as a reader can paste it into a cell: its code, and before that what the notebook lacks of its imports and helpers.

use super::program::Parts;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use syn::{ItemUse, UseTree};

/// The step `name` of the program of the solutions, for the notebook of `chapter`. It stands alone: a variable of an earlier solution
/// is an error.
pub fn whole(solutions: &Parts, name: &str, chapter: &Parts) -> Result<String> {
    let step = solutions.step(name).with_context(|| format!("no step `{name}`"))?;
    if let Some((variable, source)) = solutions.sources(step).first() {
        let source = &solutions.steps[*source].name;
        bail!(
            "solution `{name}` needs `{variable}` of `{source}`; let it make its own, so that it can be copied alone"
        );
    }
    let step = &solutions.steps[step];
    let names = solutions.with_definitions(&step.names);
    let mut helpers = Vec::new();
    for helper in solutions.definitions.iter().filter(|definition| names.contains(&definition.name)) {
        match chapter.definitions.iter().find(|known| known.name == helper.name) {
            None => helpers.push(helper.code.clone()),
            Some(known) if known.code == helper.code => {}
            Some(_) => bail!("the program of the chapter has another `{}`; give one of them another name", helper.name),
        }
    }

    let mut blocks = Vec::new();
    let imports = imports(solutions, &names, chapter)?;
    blocks.extend(Some(imports.join("\n")).filter(|imports| !imports.is_empty()));
    blocks.extend(helpers);
    blocks.push(step.parts.join("\n"));
    Ok(blocks.join("\n\n"))
}

/// The imports of the solutions that code with these names needs and the chapter does not have. What no code of the solutions names
/// is a trait that lends its methods; it may be needed by any.
fn imports(solutions: &Parts, names: &BTreeSet<String>, chapter: &Parts) -> Result<Vec<String>> {
    let known = paths(chapter)?;
    let named_anywhere: BTreeSet<&String> = solutions
        .steps
        .iter()
        .map(|step| &step.names)
        .chain(solutions.definitions.iter().map(|d| &d.names))
        .flatten()
        .collect();
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (parent, name) in paths(solutions)? {
        let needed = names.contains(&name) || !named_anywhere.contains(&name);
        if needed && !known.contains(&(parent.clone(), name.clone())) {
            wanted.entry(parent).or_default().push(name);
        }
    }
    let line = |(parent, names): (String, Vec<String>)| match names.as_slice() {
        [name] => format!("use {parent}::{name};"),
        names => format!("use {parent}::{{{}}};", names.join(", ")),
    };
    Ok(wanted.into_iter().map(line).collect())
}

/// What a notebook of this program imports: the path of each name without its end, and its end.
fn paths(parts: &Parts) -> Result<BTreeSet<(String, String)>> {
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for import in &parts.uses {
        let import: ItemUse = syn::parse_str(import)?;
        flatten(&import.tree, &mut Vec::new(), &mut found);
    }
    let shown = super::setup::TALK.iter().filter(|name| parts.talk.contains(**name));
    found.extend(shown.map(|name| ("ann::notebook".to_owned(), (*name).to_owned())));
    Ok(found)
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, found: &mut BTreeSet<(String, String)>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, found);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, found)),
        UseTree::Name(name) if name.ident == "self" => {
            if let Some((last, parent)) = path.split_last() {
                found.insert((parent.join("::"), last.clone()));
            }
        }
        UseTree::Name(name) => drop(found.insert((path.join("::"), name.ident.to_string()))),
        UseTree::Rename(rename) => drop(found.insert((path.join("::"), rename.ident.to_string()))),
        UseTree::Glob(_) => drop(found.insert((path.join("::"), "*".to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_brings_what_the_notebook_lacks() {
        let chapter =
            Parts::take_apart("use ann::{Network, rng};\nfn half(x: f64) -> f64 {\n    x / 2.0\n}\n").unwrap();
        let solutions = Parts::take_apart(
            "use ann::data::{self, Task};\nuse ann::{Layer, Network};\nuse rand::RngExt;\n\
             fn half(x: f64) -> f64 {\n    x / 2.0\n}\n\nfn quarter(x: f64) -> f64 {\n    half(half(x))\n}\n\n\
             fn main() {\n    // ANCHOR: one\n    let y = quarter(1.0);\n    // ANCHOR_END: one\n    \
             // ANCHOR: two\n    let network = Network::new(Layer::new(), data::read(), Task::Auto);\n    // ANCHOR_END: two\n    \
             // ANCHOR: three\n    println!(\"{y}\");\n    // ANCHOR_END: three\n}\n",
        )
        .unwrap();
        let quarter = "fn quarter(x: f64) -> f64 {\n    half(half(x))\n}";
        let one = whole(&solutions, "one", &chapter).unwrap();
        assert_eq!(one, format!("use rand::RngExt;\n\n{quarter}\n\nlet y = quarter(1.0);"));
        let two = whole(&solutions, "two", &chapter).unwrap();
        let imports = "use ann::{Layer, data};\nuse ann::data::Task;\nuse rand::RngExt;";
        assert_eq!(two, format!("{imports}\n\nlet network = Network::new(Layer::new(), data::read(), Task::Auto);"));

        let other = Parts::take_apart("fn quarter() {}\n").unwrap();
        let refused = |name: &str| whole(&solutions, name, &other).unwrap_err().to_string();
        assert!(refused("one").contains("another `quarter`"));
        assert!(refused("three").contains("`three` needs `y` of `one`"));
    }
}
