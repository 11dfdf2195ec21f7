//! Tables that are made from the code: the equation index and the programs.

use crate::anchor::regions;
use crate::generated::source_url;
use crate::label::Label;
use crate::library::Library;
use crate::math::id;
use crate::project::read;
use std::path::Path;

/// Each numbered equation, the lines of the library that compute it, the tests that prove it.
pub fn equation_index(library: &Library) -> String {
    let mut table = String::from("| Equation | In the library | Proved by |\n|:---|:---|:---|\n");
    for (&number, equation) in &library.equations {
        let (chapter, k) = number;
        let code = unique(library.code.iter().filter(|l| l.number == number).map(code_link));
        let tests = unique(library.tests.iter().filter(|l| l.number == number).map(test_link));
        table.push_str(&format!(
            "| [({chapter}.{k})]({}#{}) | {} | {} |\n",
            equation.page,
            id(number),
            code.join("<br>"),
            tests.join("<br>")
        ));
    }
    table
}

/// In their order, each once.
fn unique(links: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for link in links {
        if !kept.contains(&link) {
            kept.push(link);
        }
    }
    kept
}

fn code_link(label: &Label) -> String {
    let name = format!("{}:{}", label.file.display(), label.line);
    format!("<a href=\"{}\"><code>{name}</code></a>", source_url("", &label.file, Some(label.line)))
}

fn test_link(label: &Label) -> String {
    let file = label.file.file_stem().unwrap_or_default().to_string_lossy();
    let name = label.function.as_deref().unwrap_or("the whole file");
    format!(
        "<a href=\"{}\"><code>{file}</code> · <code>{name}</code></a>",
        source_url("", &label.file, Some(label.line))
    )
}

/// Each program: how to run it, how many steps it has and how many figures it draws.
pub fn programs(library: &Library) -> String {
    let mut table = String::from("| Program | Run it with | Steps | Figures |\n|:---|:---|---:|---:|\n");
    for program in &library.programs {
        let name = &program.name;
        let steps = read(&program.source).ok().and_then(|text| regions(&text).ok()).map_or(0, |regions| regions.len());
        let source = source_url("", Path::new(&format!("chapters/{name}.rs")), None);
        table.push_str(&format!(
            "| <a href=\"{source}\"><code>chapters/{name}.rs</code></a> | `cargo run --release --bin {name}` | {steps} | {} |\n",
            library.figures(program).len()
        ));
    }
    table
}
