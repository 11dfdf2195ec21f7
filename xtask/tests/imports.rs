//! No circle of imports, neither between the files of a crate nor between the rooms of the library and of the tool.
//!
//! Every path that begins with `crate`, `super`, `self` or an imported name is followed through the re-exports to the file that defines
//! what it names. Tests inside a file do not count: they may use what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, Meta, UseTree};

/// A module by its names from the root of the crate: `["training", "backward"]`.
type Name = Vec<String>;

/// What one file defines and what it names.
#[derive(Default)]
struct Module {
    file: PathBuf,
    /// What `use` brings in under a name: a path from the root of the crate. The name `*` stands for all of a module.
    imports: Vec<(String, Name)>,
    children: BTreeSet<String>,
    /// Every other path in the file, as it is written.
    paths: Vec<Name>,
}

type Crate = BTreeMap<Name, Module>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ is in the folder of the book")
}

/// Whether these attributes say that an item is for tests only: `cfg(test)` or `cfg(all(test, …))`.
fn is_test(attributes: &[Attribute]) -> bool {
    let is_of_test = |condition: &Meta| match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(all) => {
            all.path.is_ident("all") && all.tokens.to_string().split(',').any(|part| part.trim() == "test")
        }
        Meta::NameValue(_) => false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|condition| is_of_test(&condition))
    })
}

/// The file that an attribute `#[path = "…"]` names.
fn path_of(item: &ItemMod) -> Option<String> {
    item.attrs.iter().find(|attribute| attribute.path().is_ident("path")).and_then(|attribute| {
        let syn::Expr::Lit(literal) = &attribute.meta.require_name_value().ok()?.value else { return None };
        let syn::Lit::Str(text) = &literal.lit else { return None };
        Some(text.value())
    })
}

/// Reads the module `name` in `file`, whose children lie in `folder`, and all modules below it.
fn read(name: Name, file: &Path, folder: &Path, found: &mut Crate) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut paths = Paths { module: name.clone(), found: Module { file: file.to_owned(), ..Module::default() } };
    // Modules first: what is imported may lie in one that is declared further down.
    let (modules, others): (Vec<_>, Vec<_>) = syntax.items.iter().partition(|item| matches!(item, Item::Mod(_)));
    for item in modules.into_iter().chain(others) {
        match item {
            Item::Mod(child) if child.content.is_none() && !is_test(&child.attrs) => {
                let ident = child.ident.to_string();
                paths.found.children.insert(ident.clone());
                let flat = folder.join(format!("{ident}.rs"));
                let (file, below) = match path_of(child) {
                    Some(given) => (file.parent().unwrap_or(folder).join(given), folder.join(&ident)),
                    None if flat.is_file() => (flat, folder.join(&ident)),
                    None => (folder.join(&ident).join("mod.rs"), folder.join(&ident)),
                };
                read([name.clone(), vec![ident]].concat(), &file, &below, found);
            }
            item => paths.visit_item(item),
        }
    }
    found.insert(name, paths.found);
}

/// Collects the paths of a file.
struct Paths {
    module: Name,
    found: Module,
}

impl Paths {
    fn import(&mut self, tree: &UseTree, before: &[String]) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Glob(_) => self.note("*".to_owned(), before.to_vec()),
            UseTree::Rename(rename) => self.note(rename.rename.to_string(), with(&rename.ident)),
            UseTree::Name(name) if name.ident == "self" => {
                self.note(before.last().cloned().unwrap_or_default(), before.to_vec());
            }
            UseTree::Name(name) => self.note(name.ident.to_string(), with(&name.ident)),
        }
    }

    /// Notes an import from this crate; others begin with the name of a crate.
    fn note(&mut self, name: String, path: Name) {
        let is_child = path.first().is_some_and(|first| self.found.children.contains(first));
        let below = || is_child.then(|| [self.module.as_slice(), &path].concat());
        if let Some(path) = absolute(&self.module, &path).or_else(below) {
            self.found.imports.push((name, path));
        }
    }
}

/// A path that begins with `crate`, `super` or `self`, from the root of the crate.
fn absolute(module: &[String], path: &[String]) -> Option<Name> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len().checked_sub(supers)?], &path[supers..]].concat()),
        _ => None,
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[]);
        }
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    /// `pub(super)` names no import.
    fn visit_visibility(&mut self, _: &'a syn::Visibility) {}

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.found.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

/// The module that defines what `path`, from the root of the crate, names; `None` if that is in another crate.
fn definer(all: &Crate, path: &[String], depth: usize) -> Option<Name> {
    if depth == 0 {
        return None;
    }
    let mut at = Name::new();
    for (i, part) in path.iter().enumerate() {
        let module = all.get(&at)?;
        if module.children.contains(part) {
            at.push(part.clone());
            // A function may have the name of its module, and what follows is never below a function.
            continue;
        }
        let rest = &path[i + 1..];
        if let Some((_, target)) = module.imports.iter().find(|(name, _)| name == part) {
            return definer(all, &[target, rest].concat(), depth - 1);
        }
        for (_, target) in module.imports.iter().filter(|(name, _)| name == "*") {
            let Some(glob) = all.get(target) else { continue };
            let text = std::fs::read_to_string(&glob.file).unwrap_or_default();
            if text.contains(&format!(" {part}")) {
                return definer(all, &[target, &path[i..]].concat(), depth - 1);
            }
        }
        return Some(at);
    }
    Some(at)
}

/// For each file the files that it uses.
fn edges(all: &Crate) -> BTreeMap<&Path, BTreeSet<&Path>> {
    let mut edges = BTreeMap::new();
    for (name, module) in all {
        let uses: &mut BTreeSet<&Path> = edges.entry(module.file.as_path()).or_default();
        let imported = module.imports.iter().map(|(_, path)| path.clone());
        let written = module.paths.iter().filter_map(|path| {
            // A single name may be a variable that is called like a module.
            let is_below = path.len() > 1 && module.children.contains(&path[0]);
            let below = || is_below.then(|| [name.as_slice(), path].concat());
            absolute(name, path).or_else(below).or_else(|| {
                let (_, target) = module.imports.iter().find(|(import, _)| Some(import) == path.first())?;
                Some([target, &path[1..]].concat())
            })
        });
        for path in imported.chain(written) {
            if let Some(definer) = definer(all, &path, 16)
                && definer != *name
            {
                uses.insert(&all[&definer].file);
            }
        }
    }
    edges
}

/// A circle, as the nodes that lead from one back to itself.
fn circle<N: Ord + Copy>(edges: &BTreeMap<N, BTreeSet<N>>) -> Option<Vec<N>> {
    fn search<N: Ord + Copy>(
        edges: &BTreeMap<N, BTreeSet<N>>,
        node: N,
        way: &mut Vec<N>,
        done: &mut BTreeSet<N>,
    ) -> Option<Vec<N>> {
        if let Some(start) = way.iter().position(|&earlier| earlier == node) {
            return Some([&way[start..], &[node]].concat());
        }
        if done.contains(&node) {
            return None;
        }
        way.push(node);
        let found = edges.get(&node).into_iter().flatten().find_map(|&next| search(edges, next, way, done));
        way.pop();
        done.insert(node);
        found
    }
    let mut done = BTreeSet::new();
    edges.keys().find_map(|&node| search(edges, node, &mut Vec::new(), &mut done))
}

fn crate_at(file: &str) -> Crate {
    let (file, mut found) = (root().join(file), Crate::new());
    read(Name::new(), &file, file.parent().expect("a file is in a folder"), &mut found);
    found
}

#[test]
fn no_file_uses_a_file_that_uses_it() {
    const CRATES: [&str; 6] = [
        "src/lib.rs",
        "cli/src/main.rs",
        "exercises/src/lib.rs",
        "exercises/src/bin/exercise/main.rs",
        "labs/src/lib.rs",
        "xtask/src/main.rs",
    ];
    for start in CRATES {
        let all = crate_at(start);
        let edges = edges(&all);
        assert!(
            edges.len() > 3 && edges.values().map(BTreeSet::len).sum::<usize>() > edges.len(),
            "{start}: {edges:?}"
        );
        assert_eq!(circle(&edges), None, "{start}");
    }
}

/// For each room of a crate, which is a folder or a file beside its root, the rooms that it uses.
fn rooms(start: &str) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
    let all = crate_at(start);
    let (start, mut rooms) = (root().join(start), BTreeMap::<PathBuf, BTreeSet<PathBuf>>::new());
    let source = start.parent().expect("a file is in a folder");
    let room = |file: &'_ Path| file.strip_prefix(source).ok().and_then(|file| file.iter().next()).map(PathBuf::from);
    for (file, uses) in edges(&all).into_iter().filter(|(file, _)| **file != *start) {
        let Some(from) = room(file) else { continue };
        let others = uses.into_iter().filter(|file| **file != *start).filter_map(room).filter(|to| *to != from);
        rooms.entry(from.clone()).or_default().extend(others);
    }
    rooms
}

#[test]
fn no_room_uses_a_room_that_uses_it() {
    for (start, from, to) in [("src/lib.rs", "training", "network"), ("xtask/src/main.rs", "book", "page")] {
        let mut rooms = rooms(start);
        // The number type is what vectors and products can be computed of, and a product is of numbers: it belongs to both.
        rooms.remove(Path::new("real.rs"));
        let borrowed: BTreeMap<&Path, BTreeSet<&Path>> =
            rooms.iter().map(|(room, uses)| (room.as_path(), uses.iter().map(PathBuf::as_path).collect())).collect();
        assert!(borrowed[Path::new(from)].contains(Path::new(to)), "{start}: {borrowed:?}");
        assert_eq!(circle(&borrowed), None, "{start}: {borrowed:#?}");
    }
}

#[test]
fn a_circle_is_found() {
    let edges = |pairs: &[(u8, u8)]| {
        let mut edges: BTreeMap<u8, BTreeSet<u8>> = BTreeMap::new();
        pairs.iter().for_each(|&(from, to)| _ = edges.entry(from).or_default().insert(to));
        edges
    };
    assert_eq!(circle(&edges(&[(1, 2), (2, 3), (1, 3)])), None);
    assert_eq!(circle(&edges(&[(1, 2), (2, 3), (3, 2)])), Some(vec![2, 3, 2]));
}
