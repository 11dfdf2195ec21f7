//! What a notebook defines itself of the plain network, `src/plain/`, so that its reader can change it there.
//!
//! A function that the page shows is imported until it is defined, where it is shown. A type that the page shows is the notebook's own
//! from the first cell that needs it, and so is all that needs it: else there would be two types of one name.

use super::program::{Definition, Parts, names};
use super::solution::{lines, paths};
use crate::item;
use crate::project::Project;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What makes the library's network of a plain one.
const BRIDGE: &str = "src/network/plain.rs";

#[derive(Default)]
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
        let mut plain = Plain::default();
        for path in project.files("src/plain", "rs")? {
            let text = item::whole(&project.read(&path)?)?.code.replace("super::", "ann::plain::");
            let mut file = Parts::take_apart(&text.replace("crate::", "ann::")).context(path.display().to_string())?;
            let module = path.with_extension("").display().to_string().replace("src/", "ann::").replace('/', "::");
            let public = file.definitions.iter().filter(|d| d.is_public()).map(|d| &d.name).join(", ");
            file.uses.push(format!("use {}::{{{public}}};", module.trim_end_matches("::mod")));
            plain.files.insert(path, file);
        }
        // What the program and the page name, and what that needs; of it, what must be the notebook's own.
        let shown =
            regex!(r"\{\{listing:\s*src/plain/\w+\.rs#(\w+)").captures_iter(page).map(|shown| shown[1].to_owned());
        let (shown, imported): (BTreeSet<String>, _) = (shown.collect(), paths(chapter)?);
        let is_plain = |(module, name): &&(String, String)| format!("{module}::{name}").starts_with("ann::plain");
        let definitions = plain.files.values().flat_map(|file| &file.definitions).cloned().collect();
        let all = Parts { definitions, ..Parts::default() };
        let named = imported.iter().filter(is_plain).map(|(_, name)| name).chain(&shown).join(" ");
        let reached = all.needed(&named);
        let is_type =
            |d: &Definition| regex!(r"(?m)^(?:pub )?(?:struct|enum) ").is_match(&d.code) && shown.contains(&d.name);
        let needs_type = |d: &Definition| all.needed(&d.code).into_iter().any(is_type);
        let used = names(&reached.iter().filter(|d| needs_type(d)).map(|d| &d.code).join("\n"));
        let is_own = |d: &&&Definition| needs_type(d) || !d.is_public() && used.contains(&d.name);
        plain.own.definitions = reached.iter().filter(is_own).copied().cloned().collect();
        // What others need stands before them.
        plain.own.definitions.sort_by_key(|definition| all.needed(&definition.code).len());
        let own: BTreeSet<String> = plain.own.definitions.iter().map(|definition| definition.name.clone()).collect();
        if own.contains("Network") {
            let code = item::whole(&project.read(BRIDGE)?)?.code.replace("use crate::plain;\n", "");
            let code = code.replace("plain::network::", "super::").replace("crate::", "ann::").replace('\n', "\n    ");
            let code = format!("mod try_from {{\n    {}\n}}", code.replace("\n    \n", "\n\n"));
            plain.own.definitions.push(Definition { name: "try_from".to_owned(), code });
        }
        // What the program imports, without that, and what the files of the listings need.
        let mut imports: BTreeSet<_> = imported.iter().filter(is_plain).cloned().collect();
        for (path, file) in &plain.files {
            let is_listed = page.contains(&format!("{{{{listing: {}", path.display()));
            if is_listed || file.definitions.iter().any(|definition| own.contains(&definition.name)) {
                let is_new = |(_, name): &(String, String)| imported.iter().all(|(_, known)| known != name);
                imports.extend(paths(file)?.into_iter().filter(is_new));
            }
        }
        imports.retain(|(_, name)| !own.contains(name));
        let others = chapter.uses.iter().filter(|line| !line.starts_with("use ann::plain")).cloned();
        plain.imports = others.chain([lines(imports)]).filter(|lines| !lines.is_empty()).collect();
        Ok(plain)
    }
}
