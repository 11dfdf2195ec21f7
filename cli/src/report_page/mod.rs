//! The page that `ann train --report` writes: one HTML file that needs nothing else, no script and no network.
//!
//! | file | holds |
//! |---|---|
//! | `seen` | what is kept of the table and its samples before the training, which they are given to |
//! | `after` | what is known after it: all that the sections tell |
//! | `headline` | the score, beside those of simpler models |
//! | `columns`, `network` | what each column was taken for; the network and its training |
//! | `classes`, `numbers` | mistakes, where the target is a class: confusion, calibration; where it is a number: what is left over |
//! | `importance`, `map` | what the answers rest on; the samples in the plane |
//! | `settings` | every setting, versions, and what was random |
//! | `command` | every option, and the command that repeats the training |
//! | `layout`, `text`, `style.css` | figures and tables; words and numbers; looks |
//! | `streams` | random numbers that no training uses |
//!
//! Nothing here changes the training: what is random has streams of its own.

mod after;
mod classes;
mod columns;
mod command;
mod headline;
mod importance;
mod layout;
mod map;
mod network;
mod numbers;
mod seen;
mod settings;
mod streams;
mod text;

use crate::score::Test;
pub use after::After;
use ann::Error;
use ann::figure::palette;
use ann::model::replace_file;
use maud::{DOCTYPE, Markup, PreEscaped, html};
pub use seen::Seen;
use std::path::Path;

/// Writes the page, whole or not at all.
pub fn write(path: &Path, after: &After<'_>) -> Result<(), Error> {
    replace_file(path, page(after).into_string().as_bytes())
}

/// The sections: a name for their place, a heading, and what they hold.
fn sections(after: &After<'_>) -> Vec<(&'static str, &'static str, Markup)> {
    let answers = match after.tested {
        Test::Classes { matrix, calibration, .. } => classes::section(after, matrix, calibration),
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
