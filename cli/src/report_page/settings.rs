//! Every setting, the command that repeats the training, versions, and what was random.

use super::after::After;
use super::command::{CommandLine, Setting};
use super::layout::table;
use super::text::{count, cut, minus};
use chrono::DateTime;
use maud::{Markup, html};
use std::time::SystemTime;

/// Characters of a value.
const VALUE: usize = 300;

/// What is needed to do it again.
pub fn section(after: &After<'_>) -> Markup {
    let line = CommandLine::of_this_process();
    let settings = line.as_ref().map(CommandLine::settings).unwrap_or_default();
    let command = line.as_ref().and_then(CommandLine::repeat);
    html! {
        @match command {
            Some(command) => {
                p { "This command, in the folder in which it was given, trains the same network again:" }
                pre { code { (command) } }
            }
            None => p { "The command is too long to be printed; the settings below tell the same." },
        }
        @if !after.file.is_file() { p.note { "The table did not come from a file; it is needed again in the same place." } }
        p {
            "On the same machine the result is the same to the bit, with any number of threads; on others, to about the digits that are printed here."
        }
        h3 { "What was random" }
        (random(after))
        h3 { "Versions" }
        dl.facts {
            div { dt { "ann" } dd { (env!("CARGO_PKG_VERSION")) } }
            div { dt { "system" } dd { (std::env::consts::OS) ", " (std::env::consts::ARCH) } }
            div { dt { "threads" } dd { (ann::threads()) } }
            div { dt { "numbers" } dd { "32 bits" } }
        }
        (table("Settings", &["option", "value", "origin", "what it means"], 3, &options(after, &settings)))
    }
}

fn options(after: &After<'_>, settings: &[Setting]) -> Vec<Vec<Markup>> {
    let row = |setting: &Setting| {
        let origin = if setting.is_given { "given" } else { "default" };
        vec![
            html! { code { (setting.name) } },
            html! {
                @match (chosen(after, setting), &setting.value) {
                    (Some(chosen), _) => (chosen),
                    (None, Some(value)) => bdi { (minus(&cut(value, VALUE))) },
                    (None, None) => "–",
                }
            },
            html! { (origin) },
            html! { (setting.help) },
        ]
    };
    settings.iter().map(row).collect()
}

/// What was taken where nothing was given, or it was to be chosen.
fn chosen(after: &After<'_>, setting: &Setting) -> Option<String> {
    let by = after.chosen_by;
    let (taken, was_chosen) = match (setting.name.as_str(), setting.value.as_deref()) {
        ("--epochs", None) => (after.epochs.to_string(), false),
        ("--l2", None | Some("auto")) => (by.l2.to_string(), by.l2_was_chosen),
        ("--hidden", None) => {
            let sizes = after.model().network.sizes();
            let hidden: Vec<String> = sizes[1..sizes.len() - 1].iter().map(usize::to_string).collect();
            (if hidden.is_empty() { "none".to_owned() } else { hidden.join(",") }, by.linear_was_chosen)
        }
        _ => return None,
    };
    Some(taken + if was_chosen { ", chosen by cross-validation" } else { "" })
}

/// Everything that comes from the seed.
fn random(after: &After<'_>) -> Markup {
    let [_, validation, test] = after.samples();
    let mapped = after.seen.map.x.ncols();
    html! {
        p { "All random numbers come from the seed " strong { (after.seed) } ", by the generator ChaCha8:" }
        ul {
            li { "which " (count(test, "row")) " are for the test" }
            @if validation > 0 { li { "which " (count(validation, "row")) " are for validation" } }
            @if after.chosen_by.l2_was_chosen { li { "the folds of the cross-validation that chose λ" @if after.chosen_by.linear_was_chosen { " and no hidden layer" } } }
            @if after.folds.is_some() { li { "the folds of the cross-validation of the whole" } }
            li { "the first weights, the order of the samples in each epoch, and the neurons that dropout switches off, if it is used" }
            li { "the shuffles of the columns and the samples in the figures of this page, from streams of their own: the training does not depend on them" }
            @if mapped < after.seen.map.of { li { "the " (count(mapped, "sample")) " on the map" } }
        }
        p { "Another seed gives another test part and another network. How much the score changes with it is the honest width of the result." }
    }
}

/// How rows are counted.
pub fn rows(after: &After<'_>) -> Markup {
    html! {
        p.note {
            "Rows are counted from 1, without the header"
            @if after.found.rows_without_target > 0 { " and without the rows that have no target" }
            "."
        }
    }
}

/// The day on which the page is written.
pub fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs() as i64);
    DateTime::from_timestamp(since, 0).map_or_else(String::new, |moment| moment.date_naive().to_string())
}
