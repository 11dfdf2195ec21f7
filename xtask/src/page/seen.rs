//! What a page shows that does not stand in its own text: a hash of it, by which is known whether a page must be expanded again.

use crate::kept::unchanged::sources;
use crate::library::Library;
use anyhow::Result;
use itertools::Itertools;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// The pages of which others show more than their headings, equations and figures: what letters and terms mean, the tour.
const SHOWN: [&str; 4] = ["notation.md", "glossary.md", "further-reading.md", "introduction.md"];
/// Of what is larger, the size and the time stand for the content: only data sets are, and no page shows them.
const LARGE: u64 = 2_000_000;

/// A hash of all files of the repository that are no pages, and of all that pages show of each other.
pub fn seen(library: &Library) -> Result<u64> {
    let (mut hasher, pages) = (DefaultHasher::new(), Path::new("book/src"));
    for entry in sources(&library.project, None) {
        let entry = entry?;
        let path = library.project.name(entry.path());
        if !entry.file_type().is_file() {
            continue;
        }
        path.hash(&mut hasher);
        let name = entry.file_name().to_string_lossy();
        if path.parent() != Some(pages) || SHOWN.contains(&&*name) {
            let about = entry.metadata()?;
            match about.len() {
                LARGE.. => (about.len(), about.modified()?).hash(&mut hasher),
                _ => fs::read(entry.path())?.hash(&mut hasher),
            }
        } else {
            let text = fs::read_to_string(entry.path())?;
            text.lines().find(|line| line.starts_with("# ")).hash(&mut hasher);
        }
    }
    // Without their lines, which only a message about them names.
    library
        .equations
        .iter()
        .map(|(number, equation)| (number, &equation.page, &equation.latex))
        .collect_vec()
        .hash(&mut hasher);
    format!("{:?}", library.numbering).hash(&mut hasher);
    library.is_unsolved.hash(&mut hasher);
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kept::memo::Memo;
    use crate::project::{Project, folder_with};

    #[test]
    fn a_page_sees_the_code_and_what_others_are_called_and_count_but_not_their_sentences() {
        let page = |words: &str| format!("# 2 · A\n\n{words}\n");
        let with = |file: &str, text: &str| {
            let first = page("One. $$ z = 1 \\tag{2.1} $$ {{figure: a | b}}");
            let mut files =
                vec![("book/src/02-a.md", first.as_str()), ("src/lib.rs", "a"), ("book/src/glossary.md", "# G\n\na")];
            files.retain(|(name, _)| *name != file);
            files.push((file, text));
            let root = folder_with(files);
            let project = Project { root: root.path().to_owned() };
            seen(&Library::read(&project, &Memo::default()).unwrap()).unwrap()
        };
        let same = with("book/src/02-a.md", &page("Another. $$ z = 1 \\tag{2.1} $$ {{figure: a | other}}"));
        assert_eq!(with("src/lib.rs", "a"), same);
        let others = [
            with("book/src/02-a.md", &page("One. $$ z = 2 \\tag{2.1} $$ {{figure: a | b}}")),
            with("book/src/02-a.md", &page("One. $$ z = 1 \\tag{2.1} $$ {{figure: c | b}}")),
            with("book/src/02-a.md", "# 2 · B\n\nOne. $$ z = 1 \\tag{2.1} $$ {{figure: a | b}}\n"),
            with("src/lib.rs", "b"),
            with("src/other.rs", ""),
            with("book/src/glossary.md", "# G\n\nb"),
        ];
        assert!(others.iter().chain([&same]).all_unique(), "{others:?} {same}");
    }
}
