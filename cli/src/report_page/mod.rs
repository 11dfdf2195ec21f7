//! The page that `ann train --report` writes: one HTML file that needs nothing else, no script and no network.
//!
//! | file | holds |
//! |---|---|
//! | `seen` | what is kept of the table and its samples before the training, which they are given to |
//! | `headline`, `columns`, `network`, `classes`, `numbers`, `importance`, `map`, `settings` | a section each |
//! | `command` | every option, and the command that repeats the training |
//! | `layout`, `text`, `style.css` | figures and tables; words and numbers; looks |
//! | `place` | the file: whole or not there |
//!
//! Nothing here changes the training: what is random has streams of its own.

mod classes;
mod columns;
mod command;
mod headline;
mod importance;
mod layout;
mod map;
mod network;
mod numbers;
mod place;
mod seen;
mod settings;
mod text;

use crate::baseline::Baselines;
use crate::choice::ChosenBy;
use crate::folds::Folds;
use crate::score::Test;
use crate::table::Found;
use ann::data::{Dataset, Target};
use ann::figure::palette;
use ann::{Error, History, Model, PreparedModel, Rng};
use maud::{DOCTYPE, Markup, PreEscaped, html};
pub use place::check;
pub use seen::Seen;
use std::path::Path;

/// Streams of random numbers that no training uses.
const IMPORTANCE_STREAM: u64 = 1001;
const MAP_STREAM: u64 = 1002;
const DRAWN_STREAM: u64 = 1003;

fn random(seed: u64, stream: u64) -> Rng {
    ann::random::stream(seed, stream)
}

/// What is known after the training.
pub struct After<'a> {
    pub file: &'a Path,
    pub seed: u64,
    pub seen: &'a Seen,
    pub found: &'a Found,
    pub prepared: &'a PreparedModel<f32>,
    pub history: &'a History,
    /// The test part, and how the network did on it.
    pub test: &'a Dataset,
    pub tested: &'a Test,
    /// How many samples the weights were fitted to.
    pub trained_on: usize,
    /// Whether classes counted the same in the training, and not samples.
    pub weighted: bool,
    /// What cross-validation chose.
    pub chosen_by: ChosenBy,
    pub baselines: Option<&'a Baselines>,
    pub folds: Option<&'a Folds>,
    /// How long the training took.
    pub seconds: f64,
}

/// A prediction of a number.
struct Predicted {
    /// From 1.
    row: usize,
    actual: f64,
    predicted: f64,
}

impl Predicted {
    fn residual(&self) -> f64 {
        self.actual - self.predicted
    }
}

impl After<'_> {
    fn model(&self) -> &Model<f32> {
        &self.prepared.model
    }

    /// The samples for training, for validation and for the test.
    fn samples(&self) -> [usize; 3] {
        let not_test = self.seen.targets[0].samples();
        [self.trained_on, not_test.saturating_sub(self.trained_on), self.test.samples()]
    }

    /// The predictions for the test part; nothing where it has classes.
    fn residuals(&self) -> Vec<Predicted> {
        let (Ok(predicted), Target::Values(y)) = (self.model().predict_values(self.test.x.view()), &self.test.target)
        else {
            return Vec::new();
        };
        let row = |j: usize| self.seen.test_rows.get(j).map_or(0, |row| row + 1);
        let pairs = y.iter().zip(&predicted).enumerate();
        pairs.map(|(j, (&actual, &predicted))| Predicted { row: row(j), actual, predicted }).collect()
    }
}

/// Writes the page.
pub fn write(path: &Path, after: &After<'_>) -> Result<(), Error> {
    place::write(path, &page(after).into_string())
}

/// The sections: a name for their place, a heading, and what they hold.
fn sections(after: &After<'_>) -> Vec<(&'static str, &'static str, Markup)> {
    let answers = match after.tested {
        Test::Classes { matrix, .. } => classes::section(after, matrix),
        Test::Values { .. } => numbers::section(after),
    };
    vec![
        ("score", "The score, on rows it has not seen", headline::section(after)),
        ("table", "The table", columns::section(after)),
        ("network", "The network and its training", network::section(after)),
        ("answers", "Its answers", html! { (answers) (settings::rows(after)) }),
        ("importance", "What the answers rest on", importance::section(after)),
        ("map", "The samples on a map", map::section(after)),
        ("repeat", "To repeat it", settings::section(after)),
    ]
}

fn page(after: &After<'_>) -> Markup {
    let file = after.file.file_name().unwrap_or(after.file.as_os_str()).to_string_lossy();
    let (target, file) = (text::shown(&after.model().target_name), text::shown(&file));
    let sections = sections(after);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "ann " (env!("CARGO_PKG_VERSION")) };
                title { (target) " from " (file) }
                style { (PreEscaped(colours())) (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    h1 { bdi { (target) } " from " bdi { (file) } }
                    p.lead {
                        "What a network has learnt from this table, and how well. Written by " code { "ann train" } " on " (settings::today()) "."
                    }
                    nav aria-label="Sections" {
                        ul { @for (id, heading, _) in &sections { li { a href={ "#" (id) } { (heading) } } } }
                    }
                }
                main {
                    @for (id, heading, content) in &sections {
                        section id=(id) { h2 { (heading) } (content) }
                    }
                }
            }
        }
    }
}

/// The colours of the figures as variables of the page, for light and for dark; on paper they are the light ones.
fn colours() -> String {
    let declared = |part: fn(&palette::Colour) -> (u8, u8, u8)| -> String {
        let one = |colour: &palette::Colour| {
            let (r, g, b) = part(colour);
            format!("--ann-{}:#{r:02x}{g:02x}{b:02x};", colour.name)
        };
        palette::ALL.iter().map(one).collect()
    };
    let (light, dark) = (declared(|colour| colour.light), declared(|colour| colour.dark));
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}
