//! The table: what each column was taken for, what it holds, what is missing, and what was left out.

use super::after::After;
use super::layout::table;
use super::seen::Column;
use super::text::{count, cut, ends, grouped, percent, shown};
use ann::data::Target;
use maud::{Markup, html};

/// As many columns and classes are listed; the others are counted.
const LISTED: usize = 100;

/// What was read.
pub fn section(after: &After<'_>) -> Markup {
    let (seen, found) = (after.seen, after.found);
    let [train, validation, test] = after.samples();
    html! {
        p {
            "The file " (shown(&found.dialect())) " has " (count(seen.rows, "row"))
            @match found.rows_without_target {
                0 => "",
                1 => ", and 1 more that has no target and is left out",
                rows => { ", and " (grouped(rows)) " more that have no target and are left out" }
            }
            ". "
            "The network was trained on " (grouped(train))
            @if validation > 0 { ", stopped by the loss on " (grouped(validation)) " others," }
            " and tested on " (grouped(test)) ". Of "
            (count(seen.columns.len(), "column")) " it reads " (count(after.model().features.len(), "feature")) "."
        }
        (target(after))
        (table("Columns", &["column", "role", "holds", "missing", "features"], 2, &rows(&seen.columns, seen.rows)))
        (more(seen.columns.len(), "column"))
        @if !found.left_out.is_empty() {
            h3 { "Left out" }
            (named(&found.left_out, "why"))
        }
        @if !found.notes.is_empty() {
            h3 { "Noted" }
            (named(&found.notes, "note"))
        }
    }
}

fn rows(columns: &[Column], rows: usize) -> Vec<Vec<Markup>> {
    let missing = |cells: usize| match cells {
        0 => "–".to_owned(),
        _ => format!("{} ({})", grouped(cells), percent(cells as f64 / rows as f64)),
    };
    let row = |column: &Column| {
        vec![
            html! { bdi { (shown(&column.name)) } },
            html! { (column.role) },
            html! { @if column.role == "category" { bdi { (column.holds) } } @else { span.range { (column.holds) } } },
            html! { (missing(column.missing)) },
            html! { (column.rows.len()) },
        ]
    };
    columns.iter().take(LISTED).map(row).collect()
}

fn named(columns: &[crate::table::Named], what: &str) -> Markup {
    let row = |one: &crate::table::Named| vec![html! { bdi { (shown(&one.column)) } }, html! { (cut(&one.what, 300)) }];
    let rows: Vec<_> = columns.iter().take(LISTED).map(row).collect();
    html! {
        (table(what, &["column", what], 1, &rows))
        (more(columns.len(), "column"))
    }
}

/// How many are not listed.
pub fn more(all: usize, one: &str) -> Markup {
    html! { @if all > LISTED { p.note { "and " (count(all - LISTED, one)) " more" } } }
}

/// What is predicted, and how it is spread over the parts.
fn target(after: &After<'_>) -> Markup {
    let name = html! { bdi { (shown(&after.model().target_name)) } };
    match &after.seen.targets {
        [Target::Classes { labels, names }, Target::Classes { labels: of_test, .. }] => {
            let mut counts = vec![[0_usize; 2]; names.len()];
            for (part, labels) in [labels, of_test].into_iter().enumerate() {
                labels.iter().for_each(|&label| counts[label][part] += 1);
            }
            let all = labels.len() + of_test.len();
            let row = |(name, [train, test]): (&String, &[usize; 2])| {
                let part = percent((train + test) as f64 / all as f64);
                vec![
                    html! { bdi { (shown(name)) } },
                    html! { (grouped(*train)) },
                    html! { (grouped(*test)) },
                    html! { (part) },
                ]
            };
            let rows: Vec<_> = names.iter().zip(&counts).take(LISTED).map(row).collect();
            html! {
                p { "The target, " (name) ", has " (count(names.len(), "class")) "." }
                (table("Classes", &["class", "not test", "test", "part of all"], 0, &rows))
                (more(names.len(), "class"))
            }
        }
        [Target::Values(y), Target::Values(of_test)] => {
            let limits = |(low, high): (f64, f64), &y: &f64| (low.min(y), high.max(y));
            let (low, high) = y.iter().chain(of_test).fold((f64::INFINITY, f64::NEG_INFINITY), limits);
            html! { p { "The target, " (name) ", is a number from " (ends(low, high).join(" to ")) "." } }
        }
        _ => html! {},
    }
}
