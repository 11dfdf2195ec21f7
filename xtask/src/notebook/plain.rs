//! What a notebook defines itself of the plain network, `src/plain/`, so that its reader can change it there.
//!
//! A function that the page shows is imported until it is defined, where it is shown. A type that the page shows is the notebook's own
//! from the first cell that needs it, and so is all that needs it: else there would be two types of one name.

use super::program::{Definition, Parts, names};
use super::solution::{block, lines, paths};
use crate::code::item;
use crate::project::Project;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub struct Plain {
    /// Its files without their doc comments, each with an import of all that it lends.
    pub files: BTreeMap<PathBuf, Parts>,
    /// What must be the notebook's own.
    pub own: Parts,
    /// The cell of imports.
    pub imports: Vec<String>,
}

impl Plain {
    /// What the notebook of a page needs; `chapter` is its program.
    pub fn read(project: &Project, page: &str, chapter: &Parts) -> Result<Plain> {
        let read = |path: PathBuf| Ok((path.clone(), file(project, &path)?));
        let files = project.files("src/plain", "rs")?.into_iter().map(read).collect::<Result<BTreeMap<_, _>>>()?;
        let imported = paths(chapter)?;
        let is_plain = |(module, name): &&(String, String)| format!("{module}::{name}").starts_with("ann::plain");
        let mut imports: BTreeSet<_> = imported.iter().filter(is_plain).cloned().collect();
        let mut own = own(&files, page, &imports);
        let names: BTreeSet<String> = own.iter().map(|definition| definition.name.clone()).collect();
        if names.contains("Network") {
            own.push(bridge(project)?);
        }
        // What the program imports, without that, and what the files of the listings need.
        for (path, file) in &files {
            let is_listed = page.contains(&format!("{{{{listing: {}", path.display()));
            if is_listed || file.definitions.iter().any(|definition| names.contains(&definition.name)) {
                let is_new = |(_, name): &(String, String)| imported.iter().all(|(_, known)| known != name);
                imports.extend(paths(file)?.into_iter().filter(is_new));
            }
        }
        imports.retain(|(_, name)| !names.contains(name));
        let others = chapter.uses.iter().filter(|line| !line.starts_with("use ann::plain")).cloned();
        let imports = others.chain([lines(imports)]).filter(|lines| !lines.is_empty()).collect();
        Ok(Plain { files, own: Parts { definitions: own, ..Parts::default() }, imports })
    }
}

/// A file without its doc comments, with an import of all that it lends.
fn file(project: &Project, path: &Path) -> Result<Parts> {
    let code = item::whole(&project.read(path)?)?.code.replace("super::", "ann::plain::").replace("crate::", "ann::");
    let mut parts = Parts::take_apart(&code).with_context(|| path.display().to_string())?;
    let module = path.with_extension("").display().to_string().replace("src/", "ann::").replace('/', "::");
    let public = parts.definitions.iter().filter(|d| d.is_public()).map(|d| &d.name).join(", ");
    parts.uses.push(format!("use {}::{{{public}}};", module.trim_end_matches("::mod")));
    Ok(parts)
}

/// What must be the notebook's own of what the program imports and the page shows, and of what that needs.
fn own(files: &BTreeMap<PathBuf, Parts>, page: &str, imports: &BTreeSet<(String, String)>) -> Vec<Definition> {
    let definitions = files.values().flat_map(|file| &file.definitions).cloned().collect();
    let all = Parts { definitions, ..Parts::default() };
    let shown = regex!(r"\{\{listing:\s*src/plain/\w+\.rs#(\w+)").captures_iter(page);
    let shown: BTreeSet<&str> = shown.filter_map(|shown| Some(shown.get(1)?.as_str())).collect();
    let reached = all.needed(&imports.iter().map(|(_, name)| name.as_str()).chain(shown.iter().copied()).join(" "));
    let is_type =
        |d: &Definition| regex!(r"(?m)^(?:pub )?(?:struct|enum) ").is_match(&d.code) && shown.contains(d.name.as_str());
    let needs_type = |d: &Definition| all.needed(&d.code).into_iter().any(is_type);
    let used = names(&reached.iter().filter(|d| needs_type(d)).map(|d| &d.code).join("\n"));
    let is_own = |d: &&Definition| needs_type(d) || !d.is_public() && used.contains(&d.name);
    all.ordered(reached.into_iter().filter(is_own).collect()).into_iter().cloned().collect()
}

/// What makes the library's network of the notebook's own, as the library has it for the plain one.
fn bridge(project: &Project) -> Result<Definition> {
    let code = item::whole(&project.read("src/network/plain.rs")?)?.code.replace("use crate::plain;\n", "");
    let code = code.replace("plain::network::", "super::").replace("crate::", "ann::");
    Ok(Definition { name: "try_from".to_owned(), code: block("mod try_from ", &code) })
}
