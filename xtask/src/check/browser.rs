//! Every page in Chromium: `xtask/browser/check.mjs` looks, this prepares it.

use super::pages::source_of;
use crate::problem::Problem;
use crate::project::Project;
use crate::python::run;
use crate::serve::{files, listen};
use anyhow::{Context, Result, ensure};
use scraper::Html;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the script is, and what it needs.
pub(super) const FOLDER: &str = "xtask/browser";
const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// What is wrong with the pages of the book in `folder`, as a reader's browser shows them.
pub fn check(project: &Project, folder: &Path, built: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let chromium = chromium()?;
    install(&project.root.join(FOLDER))?;
    // All pages of the book, and one of the sources in place of all: they are made alike. toc.html is the table of contents for readers
    // without JavaScript.
    let is_page = |path: &&Path| {
        path.components().count() == 1 && *path != "toc.html" || *path == "generated/source/src/lib.rs.html"
    };
    let pages: Vec<&Path> = built.keys().map(PathBuf::as_path).filter(is_page).collect();
    look(project, &chromium, folder, &pages)
}

fn look(project: &Project, chromium: &Path, folder: &Path, pages: &[&Path]) -> Result<Vec<Problem>> {
    let (_runtime, url) = listen(files(folder), 0)?;
    let mut node = Command::new("node");
    node.current_dir(project.root.join(FOLDER)).arg("check.mjs").arg(chromium).arg(url).args(pages);
    let output = node.stdout(Stdio::inherit()).output().context("cannot run node: install Node.js 18 or newer")?;
    let problem = |line: &str| {
        let (page, message) = line.split_once(' ').unwrap_or(("", line));
        Problem::new(source_of(Path::new(page)), 0, message)
    };
    let problems: Vec<Problem> = String::from_utf8_lossy(&output.stderr).lines().map(problem).collect();
    let is_told = output.status.success() || !problems.is_empty();
    ensure!(is_told, "the browser check stopped: {}", output.status);
    Ok(problems)
}

/// The browser, or how to get one.
pub(super) fn chromium() -> Result<PathBuf> {
    let installed = || BROWSERS.iter().find_map(|name| which::which(name).ok());
    std::env::var_os("CHROME").map(PathBuf::from).or_else(installed).context(
        "no Chromium: install it (Debian: apt-get install chromium), or name it in the environment variable CHROME",
    )
}

/// Installs what the script needs, exactly as locked, unless it is there.
pub(super) fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("cannot read xtask/browser/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing puppeteer-core and axe-core in xtask/browser");
    run(Command::new("npm").current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]))
        .context("Node.js 18 or newer is needed, with npm")?;
    fs::write(stamp, lock)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    /// Runs where Chromium and the script's packages are installed; `cargo xtask check` installs them.
    #[test]
    fn a_broken_page_fails_and_a_good_one_does_not() {
        let project = Project::find().unwrap();
        let is_installed = project.root.join(FOLDER).join("node_modules/.installed").is_file();
        let Some(chromium) = chromium().ok().filter(|_| is_installed) else {
            return eprintln!("skipped: no Chromium, or xtask/browser is not installed");
        };
        let head = "<head><title>T</title><link rel=\"icon\" href=\"data:,\"></head>";
        let page = |body: &str| {
            format!("<!DOCTYPE html><html lang=\"en\">{head}<body><main><h1>T</h1>{body}</main></body></html>")
        };
        let broken = "<p style=\"color:#ccc;background:#fff\">pale</p><div style=\"width:2000px\">wide</div>\
            <figure id=\"fig-a\"></figure><img src=\"gone.png\" alt=\"gone\"><img src=\"http://127.0.0.2:9/x.png\" alt=\"x\">";
        let folder = folder_with([("good.html", page("<p>Fine.</p>").as_str()), ("broken.html", &page(broken))]);
        let pages = ["good.html", "broken.html"].map(Path::new);
        let problems = look(&project, &chromium, folder.path(), &pages).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for wanted in ["sideways", "fig-a is not visible", "console error", "another host", "axe color-contrast"] {
            assert!(told.iter().any(|t| t.contains(wanted)), "{wanted} in {told:#?}");
        }
        assert!(told.iter().all(|t| t.starts_with("book/src/broken.md")), "{told:#?}");
    }
}
