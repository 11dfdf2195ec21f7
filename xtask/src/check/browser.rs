//! Every page in Chromium: `xtask/browser/check.mjs` looks, this prepares it.

use crate::problem::Problem;
use crate::project::Project;
use crate::serve::Server;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names under which Chromium is installed; `CHROME` comes before them.
const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// What is wrong with the pages of the book in `folder`, as a reader's browser shows them.
pub fn check(project: &Project, folder: &Path) -> Result<Vec<Problem>> {
    let chromium = chromium()?;
    install(&script_folder(project))?;
    look(project, &chromium, folder, &pages(folder)?)
}

/// All pages of the book, and one of the sources in place of all: they are made alike.
fn pages(folder: &Path) -> Result<Vec<String>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // toc.html is the table of contents for readers without JavaScript.
        if name.ends_with(".html") && name != "toc.html" {
            pages.push(name);
        }
    }
    pages.sort();
    let source = "generated/source/src/lib.rs.html";
    if folder.join(source).is_file() {
        pages.push(source.to_owned());
    }
    Ok(pages)
}

fn look(project: &Project, chromium: &Path, folder: &Path, pages: &[String]) -> Result<Vec<Problem>> {
    let server = Server::start(folder, 0)?;
    let output = Command::new("node")
        .current_dir(script_folder(project))
        .arg("check.mjs")
        .arg(chromium)
        .arg(format!("http://{}", server.address))
        .args(pages)
        .stdout(Stdio::inherit())
        .stderr(Stdio::piped())
        .output()
        .context("cannot run node: install Node.js 18 or newer")?;
    let failures = String::from_utf8_lossy(&output.stderr);
    let problems: Vec<Problem> = failures
        .lines()
        .map(|line| {
            let (page, message) = line.split_once(' ').unwrap_or(("", line));
            Problem::new(Path::new("book/src").join(Path::new(page).with_extension("md")), 0, message)
        })
        .collect();
    if !output.status.success() && problems.is_empty() {
        bail!("the browser check stopped: {}", output.status);
    }
    Ok(problems)
}

fn script_folder(project: &Project) -> PathBuf {
    project.root.join("xtask/browser")
}

/// The browser, or how to get one.
fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROME") {
        return Ok(path.into());
    }
    find(std::env::var_os("PATH").unwrap_or_default()).context(
        "no Chromium: install it (Debian: apt-get install chromium), or name it in the environment variable CHROME",
    )
}

fn find(path: OsString) -> Option<PathBuf> {
    BROWSERS.iter().find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file()))
}

/// Installs what the script needs, exactly as locked, unless it is there.
fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("cannot read xtask/browser/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing puppeteer-core and axe-core in xtask/browser");
    let status = Command::new("npm")
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"])
        .status()
        .context("cannot run npm: install Node.js 18 or newer")?;
    if !status.success() {
        bail!("npm ci failed in xtask/browser");
    }
    fs::write(stamp, lock)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs where Chromium and the script's packages are installed; `cargo xtask check` installs them.
    #[test]
    fn a_broken_page_fails_and_a_good_one_does_not() {
        let project = Project::find().unwrap();
        let (Ok(chromium), true) = (chromium(), script_folder(&project).join("node_modules/.installed").is_file())
        else {
            eprintln!("skipped: no Chromium, or xtask/browser is not installed");
            return;
        };
        let page = |body: &str| {
            format!(
                "<!DOCTYPE html><html lang=\"en\"><head><title>T</title><link rel=\"icon\" href=\"data:,\"></head><body><main><h1>T</h1>{body}</main></body></html>"
            )
        };
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("good.html"), page("<p>Fine.</p>")).unwrap();
        let broken = "<p style=\"color:#ccc;background:#fff\">pale</p><div style=\"width:2000px\">wide</div>\
            <figure id=\"fig-a\"></figure><img src=\"gone.png\" alt=\"gone\"><img src=\"http://127.0.0.2:9/x.png\" alt=\"x\">";
        fs::write(folder.path().join("broken.html"), page(broken)).unwrap();
        let pages = ["good.html".to_owned(), "broken.html".to_owned()];
        let problems = look(&project, &chromium, folder.path(), &pages).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for wanted in ["sideways", "fig-a is not visible", "console error", "another host", "axe color-contrast"] {
            assert!(told.iter().any(|t| t.contains(wanted)), "{wanted} in {told:#?}");
        }
        assert!(told.iter().all(|t| t.starts_with("book/src/broken.md")), "{told:#?}");
    }

    #[test]
    fn without_a_browser_it_says_how_to_get_one() {
        assert!(find("/nowhere".into()).is_none());
    }
}
