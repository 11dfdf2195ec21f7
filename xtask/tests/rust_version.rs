//! The README and the introduction name the Rust that the tool of the book needs: cargo refuses an older one.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `1.91.2` as (1, 91).
fn release(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap_or(0))
}

#[test]
fn readers_are_told_the_rust_that_is_needed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let host = Command::new("rustc").arg("--print=host-tuple").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", host.trim()])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let needed = packages.iter().filter_map(|package| package["rust_version"].as_str()).map(release).max().unwrap();

    for page in ["README.md", "book/src/introduction.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let (_, told) = text.split_once("You need Rust").unwrap();
        let told = told.trim_start_matches([' ', ',']).split(' ').next().unwrap();
        assert_eq!(release(told), needed, "{page}");
    }
}
