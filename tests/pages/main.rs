//! What the pages promise about their words: every construct of Rust is explained before it is needed.

mod constructs;

use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the chapters in their order: number, file name, text.
fn pages() -> Vec<(u8, String, String)> {
    let files = std::fs::read_dir(root().join("book/src")).unwrap().map(|file| file.unwrap().path());
    let mut pages: Vec<_> = files
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            let chapter = name.split_once('-')?.0.get(..2)?.parse().ok()?;
            Some((chapter, name, std::fs::read_to_string(&path).unwrap()))
        })
        .collect();
    pages.sort();
    assert!(pages.len() > 12, "the book has twelve chapters and chapter 0");
    pages
}

/// The arguments of a directive on a page, in their order.
fn arguments<'a>(page: &'a str, directive: &'a str) -> impl Iterator<Item = &'a str> {
    page.split("{{")
        .skip(1)
        .filter_map(move |rest| rest.split("}}").next()?.strip_prefix(directive)?.strip_prefix(": "))
}
