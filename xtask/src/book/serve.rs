//! Serves the built book on this machine, rebuilds it when a file changes and tells the open pages.

use super::site::Site;
use crate::book;
use crate::code::program::{FOLDER, programs};
use crate::kept::memo::Memo;
use crate::labs;
use crate::problem::tell_error;
use crate::project::{GENERATED, Project};
use crate::record::{Recording, record};
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::http::{HeaderValue, header};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_livereload::{LiveReloadLayer, Reloader};

/// Serves on 127.0.0.1 until the runtime is dropped, at the address beside it; port 0 is any free one.
pub fn listen(router: Router, port: u16) -> Result<(Runtime, String)> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
    let listener = listener.with_context(|| format!("port {port} is in use? Choose another with --port"))?;
    let url = format!("http://{}", listener.local_addr()?);
    runtime.spawn(axum::serve(listener, router).into_future());
    Ok((runtime, url))
}

/// The files of a folder, as they are now.
pub fn files(folder: &Path) -> Router {
    let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let files = ServeDir::new(folder).not_found_service(ServeFile::new(folder.join("404.html")));
    Router::new().fallback_service(files).layer(fresh)
}

/// Builds the book from what is recorded, serves it, runs the programs and follows the files until it is interrupted.
pub fn serve(project: &Project, port: u16, open: bool) -> Result<()> {
    let folder = project.target().join("book-served");
    fs::create_dir_all(&folder)?;
    // Before the work, so that a busy port is known at once.
    let live = LiveReloadLayer::new();
    let pages = live.reloader();
    let (_runtime, url) = listen(files(&folder).layer(live), port)?;
    let (sender, changes) = mpsc::channel();
    let mut watcher = new_debouncer(Duration::from_millis(150), None, sender)?;
    let watched = ["book", FOLDER, "labs", "src", "tests", "data", "notebooks"].map(|folder| project.root.join(folder));
    for folder in watched.iter().filter(|folder| folder.exists()) {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    let start = Instant::now();
    rebuild(project, &folder);
    let (link, seconds) = (console::style(&url).bold(), start.elapsed().as_secs_f64());
    println!("The book is at {link}  ({seconds:.1} s; rebuilt when a file changes; Ctrl-C stops)");
    if open && let Err(error) = webbrowser::open(&url) {
        eprintln!("cannot open a browser ({error}); open {url}");
    }
    let (own, served, reloader) = (project.clone(), folder.clone(), pages.clone());
    let labs = beside(move || build_labs(&own, &served, &reloader));
    let own = project.clone();
    let recorder = beside(move || record_all(&own));
    for result in changes {
        let files = changed_files(project, result);
        let Some(first) = files.first() else { continue };
        let start = Instant::now();
        rebuild(project, &folder);
        pages.reload();
        println!("{} changed: rebuilt in {:.1} s", project.name(first).display(), start.elapsed().as_secs_f64());
        let is_of_lab = |file: &PathBuf| ["labs", "src"].iter().any(|own| project.name(file).starts_with(own));
        if files.iter().any(is_of_lab) {
            labs.send(())?;
        }
        let is_read = |file: &PathBuf| [FOLDER, "src", "data"].iter().any(|own| project.name(file).starts_with(own));
        if files.iter().any(is_read) {
            recorder.send(())?;
        }
    }
    bail!("the file watcher stopped")
}

/// Does something on a thread of its own, at once and whenever it is asked; what is asked meanwhile is done once.
fn beside(mut act: impl FnMut() -> Result<()> + Send + 'static) -> mpsc::Sender<()> {
    let (sender, asked) = mpsc::channel();
    std::thread::spawn(move || {
        for () in std::iter::once(()).chain(&asked) {
            asked.try_iter().for_each(drop);
            act().unwrap_or_else(tell_error);
        }
    });
    sender
}

/// Compiles and runs the programs that changed: meanwhile the book shows what was recorded. A new recording is a file that changed, so
/// the book is built again.
fn record_all(project: &Project) -> Result<()> {
    let Recording { ran, changed } = record(project, &programs(project)?, false)?;
    if ran > 0 {
        println!("programs that ran: {ran}; recorded anew: {}", changed.len());
    }
    Ok(())
}

/// Compiles the live figures, puts them into the served book and tells the open pages.
fn build_labs(project: &Project, folder: &Path, pages: &Reloader) -> Result<()> {
    if labs::build_into(project, folder)? {
        pages.reload();
    }
    Ok(())
}

/// The files that changed, of those that matter.
fn changed_files(project: &Project, result: DebounceEventResult) -> Vec<PathBuf> {
    let extensions = ["md", "rs", "css", "js", "hbs", "toml", "csv", "ipynb", "txt", "svg"];
    let matters = |path: &PathBuf| {
        !path.starts_with(project.root.join(GENERATED))
            && path.extension().is_some_and(|found| extensions.iter().any(|known| found == *known))
    };
    let events = result.inspect_err(|errors| errors.iter().for_each(tell_error)).unwrap_or_default();
    // The programs read the data: that is no change.
    let changes = events.into_iter().filter(|event| !event.kind.is_access());
    changes.flat_map(|event| event.event.paths).filter(matters).collect()
}

/// Builds the book again. Problems are printed, and the book is served with what it has.
fn rebuild(project: &Project, folder: &Path) {
    // Beside it, and then in its place: mdBook empties the folder first, and a reader may turn a page just then.
    let [next, old] = ["next", "old"].map(|extension| folder.with_extension(extension));
    let in_place = || -> Result<()> {
        book::build(project, &next, &Memo::open(project)?, true, &Site::default())?.iter().for_each(tell_error);
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        fs::rename(folder, &old)?;
        fs::rename(&next, folder)?;
        Ok(fs::remove_dir_all(&old)?)
    };
    in_place().unwrap_or_else(tell_error);
}
