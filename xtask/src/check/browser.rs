//! Every page in Chromium and in Firefox: `xtask/browser/check.mjs` looks, this prepares it.

use super::pages::source_of;
use crate::book::serve::{files, listen};
use crate::problem::Problem;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result, ensure};
use axum::Router;
use scraper::Html;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the script is, and what it needs.
const FOLDER: &str = "xtask/browser";
/// The folder of the host in which the book is looked at.
pub const PLACE: &str = "/a/book";
const CHROMIUM: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

/// What is wrong with the pages of the book in `folder`, as a reader's browser shows them.
pub fn check(project: &Project, folder: &Path, built: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let firefox = firefox()?;
    // All pages of the book, and one of the sources in place of all: they are made alike. toc.html is the table of contents for readers
    // without JavaScript.
    let is_page = |path: &&Path| {
        path.components().count() == 1 && *path != "toc.html" || *path == "generated/source/src/lib.rs.html"
    };
    let pages: Vec<&Path> = built.keys().map(PathBuf::as_path).filter(is_page).collect();
    look(project, Some(&firefox), folder, &pages)
}

fn look(project: &Project, firefox: Option<&Path>, folder: &Path, pages: &[&Path]) -> Result<Vec<Problem>> {
    let (_runtime, url) = listen(Router::new().nest(PLACE, files(folder)), 0)?;
    let mut node = script(project, "check.mjs")?;
    node.arg(url + PLACE).args(pages).env_remove("FIREFOX").envs(firefox.map(|path| ("FIREFOX", path)));
    let problem = |line: &String| {
        let (page, message) = line.split_once(' ').unwrap_or(("", line));
        Problem::new(source_of(Path::new(page)), 0, message)
    };
    Ok(told(&mut node)?.iter().map(problem).collect())
}

/// A script of `FOLDER` with Chromium, its first argument. What it needs is installed.
pub fn script(project: &Project, name: &str) -> Result<Command> {
    let (chromium, folder) = (chromium()?, project.root.join(FOLDER));
    install(&folder)?;
    let mut node = Command::new("node");
    node.current_dir(folder).arg(name).arg(chromium);
    Ok(node)
}

/// The failures that a script tells, a line each; what else it prints is shown.
pub fn told(script: &mut Command) -> Result<Vec<String>> {
    let output = script.stdout(Stdio::inherit()).output().context("cannot run node: install Node.js 18 or newer")?;
    let lines: Vec<String> = String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned).collect();
    ensure!(output.status.success() || !lines.is_empty(), "the check stopped: {}", output.status);
    Ok(lines)
}

/// What the gates run whose versions matter.
pub fn commands() -> Result<[PathBuf; 4]> {
    Ok([chromium()?, firefox()?, "node".into(), "rustc".into()])
}

/// The browser, or how to get one.
fn chromium() -> Result<PathBuf> {
    browser("Chromium", &CHROMIUM, "chromium", "CHROME")
}

/// The other browser.
pub fn firefox() -> Result<PathBuf> {
    browser("Firefox", &FIREFOX, "firefox-esr", "FIREFOX")
}

fn browser(name: &str, commands: &[&str], package: &str, variable: &str) -> Result<PathBuf> {
    let installed = || commands.iter().find_map(|command| which::which(command).ok());
    std::env::var_os(variable).map(PathBuf::from).or_else(installed).with_context(|| {
        let variable = format!("name it in the environment variable {variable}");
        format!("no {name}: install it (Debian: apt-get install {package}), or {variable}")
    })
}

/// Installs what the script needs, exactly as locked, unless it is there.
fn install(folder: &Path) -> Result<()> {
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
    use itertools::Itertools;

    /// Runs where Chromium and the script's packages are installed; `cargo xtask check` installs them.
    #[test]
    fn a_broken_page_fails_and_a_good_one_does_not() {
        let project = Project::find().unwrap();
        let is_installed = project.root.join(FOLDER).join("node_modules/.installed").is_file();
        if chromium().is_err() || !is_installed {
            return eprintln!("skipped: no Chromium, or xtask/browser is not installed");
        }
        let head = "<head><title>T</title><link rel=\"icon\" href=\"data:,\"></head>";
        let page = |body: &str| format!("<!DOCTYPE html><html lang=\"en\">{head}<body>{body}</body></html>");
        let good =
            "<a class=\"skip\" href=\"#main\">Skip</a><main id=\"main\" tabindex=\"-1\"><h1>T</h1><p>Fine.</p></main>";
        let broken = "<script>onkeydown = ({ key }) => { if (key === 'ArrowRight') location = 'good.html'; };</script><main><h1>T</h1>\
            <pre><code>1</code></pre><p style=\"color:#ccc;background:#fff\">pale <f>type</p><div style=\"width:2000px\">wide</div>\
            <script type=\"application/json\" id=\"cards\">{}</script><a class=\"term\" href=\"#t\">term</a>\
            <figure id=\"fig-a\"></figure><img src=\"gone.png\" alt=\"gone\"><img src=\"http://127.0.0.2:59999/x.png\" alt=\"x\"></main>";
        let lost = page("<link rel=\"stylesheet\" href=\"book.css\">");
        let files = [("good.html", page(good)), ("broken.html", page(broken)), ("404.html", lost)];
        let folder = folder_with(files.iter().map(|(name, html)| (*name, html.as_str())));
        let pages = ["good.html", "broken.html", "404.html"].map(Path::new);
        let firefox = firefox().ok();
        let problems = look(&project, firefox.as_deref(), folder.path(), &pages).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let in_all =
            ["<f> is no element", "sideways", "fig-a is not visible", "request failed", "another host", "gone.png"];
        let in_one = ["card of a.term by keyboard: does not open", "axe color-contrast", "arrow", "first Tab"];
        let wanted = in_all.iter().cartesian_product(["Chromium", "Firefox"]);
        for (wanted, browser) in wanted.chain(in_one.iter().map(|wanted| (wanted, "Chromium"))) {
            let is_told = |t: &String| t.starts_with("book/src/broken.md") && t.contains(wanted) && t.contains(browser);
            let is_here = browser == "Chromium" || firefox.is_some();
            assert!(!is_here || told.iter().any(is_told), "{wanted} by {browser} in {told:#?}");
        }
        assert!(told.iter().any(|t| t.starts_with("book/src/404.md") && t.contains("style sheet")), "{told:#?}");
        assert!(!told.iter().any(|t| t.starts_with("book/src/good.md")), "{told:#?}");
    }
}
