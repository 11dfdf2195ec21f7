//! Serves the built book on this machine, rebuilds it when a file changes and tells the open pages.

use crate::book::{self, report};
use crate::project::Project;
use crate::record::{Recording, programs, record};
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderValue, header};
use axum::routing::get;
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Where the pages listen for a reload.
pub const LIVE_RELOAD: &str = "__livereload";

/// A folder that is served until this is dropped.
pub struct Server {
    /// Where it is.
    pub address: SocketAddr,
    reload: broadcast::Sender<()>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// Serves a folder on 127.0.0.1; port 0 is any free one.
    pub fn start(folder: &Path, port: u16) -> Result<Server> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = match runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port))) {
            Ok(listener) => listener,
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                bail!("port {port} is in use: choose another, for example --port {}", port.saturating_add(1))
            }
            Err(error) => return Err(error).with_context(|| format!("cannot listen on port {port}")),
        };
        let address = listener.local_addr()?;
        let (reload, _) = broadcast::channel(16);
        let sender = reload.clone();
        let live = move |upgrade: WebSocketUpgrade| {
            let receiver = sender.subscribe();
            async move { upgrade.on_upgrade(move |socket| tell(socket, receiver)) }
        };
        let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let router = Router::new()
            .route(&format!("/{LIVE_RELOAD}"), get(live))
            .fallback_service(ServeDir::new(folder))
            .layer(fresh);
        runtime.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the server stopped: {error}");
            }
        });
        Ok(Server { address, reload, _runtime: runtime })
    }

    /// Asks all open pages to reload.
    pub fn reload(&self) {
        // An error says that no page is open.
        let _ = self.reload.send(());
    }
}

async fn tell(mut socket: WebSocket, mut receiver: broadcast::Receiver<()>) {
    while receiver.recv().await.is_ok() {
        if socket.send(Message::text("reload")).await.is_err() {
            return;
        }
    }
}

/// What happens while the book is served.
enum Event {
    /// Files changed.
    Changed(Vec<PathBuf>),
    /// The programs that changed have run.
    Recorded(Result<Recording>),
}

/// Builds the book from what is recorded, serves it, runs the programs and follows the files until it is interrupted.
pub fn serve(project: &Project, port: u16, open: bool) -> Result<()> {
    let folder = project.target().join("book-served");
    std::fs::create_dir_all(&folder)?;
    // Before the work, so that a busy port is known at once.
    let server = Server::start(&folder, port)?;
    let (sender, events) = mpsc::channel();
    let mut watcher = {
        let (project, sender) = (project.clone(), sender.clone());
        new_debouncer(Duration::from_millis(150), None, move |result| {
            let changed = changed_files(&project, result);
            if !changed.is_empty() {
                // An error says that the loop below is over.
                let _ = sender.send(Event::Changed(changed));
            }
        })?
    };
    for watched in ["book", "chapters", "src", "tests", "data", "notebooks"] {
        let path = project.root.join(watched);
        if path.exists() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }
    let start = Instant::now();
    rebuild(project, &folder);
    let url = format!("http://{}", server.address);
    println!(
        "The book is at {}  ({:.1} s; rebuilt when a file changes; Ctrl-C stops)",
        console::style(&url).bold(),
        start.elapsed().as_secs_f64()
    );
    if open && let Err(error) = webbrowser::open(&url) {
        eprintln!("cannot open a browser ({error}); open {url}");
    }
    // The programs compile and run beside the loop: meanwhile the book shows what was recorded, and pages are rebuilt as they
    // change.
    let record_beside = || {
        let (project, sender) = (project.clone(), sender.clone());
        std::thread::spawn(move || sender.send(Event::Recorded(record_all(&project))));
    };
    record_beside();
    let (mut is_recording, mut once_more) = (true, false);
    loop {
        let event = events.recv().context("the file watcher stopped")?;
        let start = Instant::now();
        match event {
            Event::Changed(files) => {
                rebuild(project, &folder);
                server.reload();
                let name = project.name(&files[0]).display();
                println!("{name} changed: rebuilt in {:.1} s", start.elapsed().as_secs_f64());
                let folders = ["chapters", "src", "data"].map(|folder| project.root.join(folder));
                if files.iter().any(|file| folders.iter().any(|folder| file.starts_with(folder))) {
                    once_more = is_recording;
                    if !is_recording {
                        is_recording = true;
                        record_beside();
                    }
                }
            }
            Event::Recorded(recording) => {
                if tell_recording(recording) {
                    rebuild(project, &folder);
                    server.reload();
                }
                is_recording = std::mem::take(&mut once_more);
                if is_recording {
                    record_beside();
                }
            }
        }
    }
}

fn record_all(project: &Project) -> Result<Recording> {
    record(project, &programs(project)?, false)
}

/// Says what ran, and what was recorded anew. True if there is something to show.
fn tell_recording(recording: Result<Recording>) -> bool {
    match recording {
        Ok(recording) if recording.changed.is_empty() => {
            if !recording.ran.is_empty() {
                println!("programs that ran: {}; what they print and draw is as recorded", recording.ran.len());
            }
            false
        }
        Ok(recording) => {
            println!("recorded anew: {}", recording.changed.join(", "));
            true
        }
        Err(error) => {
            eprintln!("{} {error:#}", console::style("error:").red().bold().for_stderr());
            // The others may have been recorded.
            true
        }
    }
}

/// The files that changed, of those that matter.
fn changed_files(project: &Project, result: DebounceEventResult) -> Vec<PathBuf> {
    let ignored = [project.generated(), project.recorded()];
    let extensions = ["md", "rs", "css", "js", "hbs", "toml", "csv", "ipynb"];
    let matters = |path: &PathBuf| {
        !ignored.iter().any(|folder| path.starts_with(folder))
            && path.extension().is_some_and(|found| extensions.iter().any(|known| found == *known))
    };
    match result {
        // The programs read the data: that is no change.
        Ok(events) => {
            let changes = events.into_iter().filter(|event| !event.kind.is_access());
            changes.flat_map(|event| event.event.paths).filter(matters).collect()
        }
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("watching files: {error}"));
            Vec::new()
        }
    }
}

/// Builds the book again. Problems are printed, and the book is served with what it has.
fn rebuild(project: &Project, folder: &Path) {
    // Beside it, and then in its place: mdBook empties the folder first, and a reader may turn a page just then.
    let next = folder.with_extension("next");
    match book::build(project, &next, Some(LIVE_RELOAD)).and_then(|built| put_in_place(&next, folder).map(|()| built)) {
        Ok(built) => report(&built.problems),
        Err(error) => eprintln!("{} {error:#}", console::style("error:").red().bold().for_stderr()),
    }
}

/// Puts the folder `next` in the place of `folder`.
fn put_in_place(next: &Path, folder: &Path) -> Result<()> {
    let old = folder.with_extension("old");
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    std::fs::rename(folder, &old)?;
    std::fs::rename(next, folder)?;
    std::fs::remove_dir_all(&old)?;
    Ok(())
}
