//! The README lists what the library stands on, by its features, and how much that is with all that is behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// The packages of each feature, `always` for those that every feature needs.
type Lists = BTreeMap<String, BTreeSet<String>>;

/// As `Cargo.toml` has them: of a package that several features ask for, the first feature in the order of the README counts.
fn of_manifest(order: &[String]) -> Lists {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let mut lists = Lists::new();
    for (name, package) in manifest["dependencies"].as_table().unwrap() {
        let wish = toml::Value::String(format!("dep:{name}"));
        let asks = |feature: &&String| {
            let asked = manifest["features"].get(feature.as_str()).and_then(toml::Value::as_array);
            asked.is_some_and(|asked| asked.contains(&wish))
        };
        let is_optional = package.get("optional").is_some();
        let feature = if is_optional { order.iter().find(asks).expect(name) } else { "always" };
        lists.entry(feature.to_string()).or_default().insert(name.clone());
    }
    lists
}

#[test]
fn the_readme_has_every_package_below_its_feature_with_a_reason() {
    let readme = read("README.md");
    let (_, table) = readme.split_once("| package | what for |\n|---|---|\n").unwrap();
    let (mut lists, mut order) = (Lists::new(), Vec::new());
    for line in table.lines().take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches(['*', '`']).to_owned();
        if cells[0].starts_with("**") {
            order.push(name);
        } else {
            assert!(cells[1].len() > 5, "no reason for {name}");
            assert!(lists.entry(order.last().unwrap().clone()).or_default().insert(name), "twice: {line}");
        }
    }
    assert_eq!(lists, of_manifest(&order));
}

/// How many packages the library uses, without itself.
fn packages(arguments: &[&str]) -> usize {
    let tree = ["tree", "--package", "ann", "--edges", "normal", "--prefix", "none", "--locked", "--offline"];
    let output = Command::new(env!("CARGO")).args(tree).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<&str> = printed.lines().map(|line| line.split(" (").next().unwrap()).collect();
    names.len() - 1
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))] // elsewhere there are others
fn the_readme_counts_all_packages() {
    let told = format!(
        "default these are {} packages with all that they use in turn, without any feature {} (",
        packages(&[]),
        packages(&["--no-default-features"])
    );
    let readme = read("README.md").replace('\n', " ");
    assert!(readme.contains(&told), "the README does not say: {told}");
}
