//! What the answers rest on: permutation importance, with a bound on its work.

use super::after::After;
use super::layout::{figure, table};
use super::streams::{IMPORTANCE_STREAM, random};
use super::text::{count, for_figure, grouped, shown};
use crate::explain::correlated;
use crate::score::is_flat;
use ann::data::Target;
use ann::figure::importances;
use ann::model::{Importance, permutation_importance};
use maud::{Markup, html};
use rand::seq::index;
use std::ops::Range;

const REPEATS: usize = 10;
/// As many multiplications may be spent: about a second.
const MOST_WORK: f64 = 5e9;
/// What it takes to scale a feature, in multiplications.
const SCALING: usize = 10;
/// Of fewer samples the score is too coarse.
const FEWEST: usize = 200;
/// Of fewer columns there would be nothing to compare.
const FEWEST_COLUMNS: usize = 5;
/// Bars of the figure, and rows of the table.
const DRAWN: usize = 20;
const PAIRS: usize = 3;

type Columns = Vec<(String, Range<usize>)>;

/// The columns by what the score loses without them.
pub fn section(after: &After<'_>) -> Markup {
    if is_flat(&after.test.target) {
        return html! { p { "All targets of the test part are the same, so no score can tell what the answers rest on." } };
    }
    let columns: Columns = after.seen.columns.iter().map(|column| (column.name.clone(), column.rows.clone())).collect();
    let all = columns.len();
    let network = &after.model().network;
    let work = (network.parameters() + SCALING * network.n_in()) as f64;
    let Some([most, samples]) = bound(all, after.test.samples(), work) else {
        return html! { p { "The network is so large that this would take too long; it was left out." } };
    };
    let columns = if most < all { heaviest(after, columns, most) } else { columns };
    let mut rng = random(after.seed, IMPORTANCE_STREAM);
    let drawn;
    let dataset = if samples < after.test.samples() {
        drawn = after.test.select(&index::sample(&mut rng, after.test.samples(), samples).into_vec());
        &drawn
    } else {
        after.test
    };
    let score = if matches!(dataset.target, Target::Classes { .. }) { "accuracy" } else { "R²" };
    let found = permutation_importance(after.model(), dataset, &columns, REPEATS, &mut rng);
    let caption = html! {
        "By how much the " (score) " falls when the cells of a column are shuffled: the longer the bar, the more the network relies on it. "
        "Mean of " (REPEATS) " shuffles of " (count(samples, "test sample"))
        @if samples < after.test.samples() { ", drawn at random to bound the time" }
        "; the lines are two standard errors to both sides."
        @if most < all { " Of " (grouped(all)) " columns only the " (most) " with the largest weights in the first layer were tried, to bound the time." }
    };
    let pairs = correlated(dataset, &after.prepared.preparation).unwrap_or_default();
    let correlated: Vec<_> = pairs.into_iter().take(PAIRS).collect();
    html! {
        @match &found {
            Ok(found) if found.iter().all(|one| one.fall == 0.0) => p {
                "Whichever column is shuffled, the " (score) " stays the same."
            },
            Ok(found) => div.pair {
                (figure(importances(score, &short_names(found), DRAWN), caption))
                div { (numbers(score, found)) }
            },
            Err(error) => p.note { "It could not be computed: " (super::text::cut(&error.to_string(), 300)) "." },
        }
        p {
            strong { "Columns that say the same hide each other. " }
            "Where two columns are correlated, the network can do without either of them, and each looks less important than it is. \
             And it is what this network uses, not what the target depends on."
            @if !correlated.is_empty() {
                " Here: "
                @for (k, (a, b, r)) in correlated.iter().enumerate() {
                    @if k > 0 { "; " }
                    bdi { (shown(a)) } " and " bdi { (shown(b)) } " (correlation " (super::text::minus(&format!("{r:.2}"))) ")"
                }
                "."
            }
        }
    }
}

/// How many columns can be shuffled on how many samples; `None` if too few.
fn bound(columns: usize, samples: usize, work: f64) -> Option<[usize; 2]> {
    let affordable = MOST_WORK / (REPEATS as f64 * work);
    let all = (affordable / columns.max(1) as f64) as usize;
    if all >= samples.min(FEWEST) {
        return Some([columns, samples.min(all)]);
    }
    let samples = samples.min(FEWEST);
    let most = (affordable / samples.max(1) as f64) as usize;
    (most >= FEWEST_COLUMNS).then_some([most.min(columns), samples])
}

/// The columns whose features, which are scaled, have the largest weights.
fn heaviest(after: &After<'_>, mut columns: Columns, most: usize) -> Columns {
    let w = &after.model().network.layer(1).w;
    let squares = |rows: &Range<usize>| -> f64 {
        let of_rows = rows.clone().map(|row| w.column(row).iter().map(|w| f64::from(*w).powi(2)).sum::<f64>());
        of_rows.sum()
    };
    columns.sort_by(|a, b| squares(&b.1).total_cmp(&squares(&a.1)));
    columns.truncate(most);
    columns
}

fn short_names(found: &[Importance]) -> Vec<Importance> {
    found.iter().map(|one| Importance { column: for_figure(&one.column), ..one.clone() }).collect()
}

fn numbers(score: &str, found: &[Importance]) -> Markup {
    let mut sorted: Vec<&Importance> = found.iter().collect();
    sorted.sort_by(|a, b| b.fall.total_cmp(&a.fall));
    let row = |one: &&Importance| {
        vec![
            html! { bdi { (shown(&one.column)) } },
            html! { (super::text::minus(&format!("{:.4}", one.fall))) },
            html! { (format!("{:.4}", one.error)) },
        ]
    };
    let rows: Vec<_> = sorted.iter().take(DRAWN).map(row).collect();
    html! {
        (table("Importance of the columns", &["column", &format!("fall of {score}"), "standard error"], 0, &rows))
        @if sorted.len() > DRAWN { p.note { "and " (count(sorted.len() - DRAWN, "column")) " more" } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_bounded() {
        assert_eq!(bound(13, 44, 1027.0), Some([13, 44]));
        // Fewer samples, then fewer columns, then nothing.
        let [columns, samples] = bound(64, 100_000, 3000.0).unwrap();
        assert!(columns == 64 && (FEWEST..100_000).contains(&samples));
        let [columns, samples] = bound(10_000, 5_000, 320_000.0).unwrap();
        assert_eq!((columns, samples), (7, FEWEST));
        assert_eq!(bound(100, 5_000, 1e8), None);
        for (columns, samples, work) in [(64, 100_000, 3000.0), (10_000, 5_000, 320_000.0), (2, 3, 1e6)] {
            let [columns, samples] = bound(columns, samples, work).unwrap();
            assert!((columns * samples * REPEATS) as f64 * work <= MOST_WORK);
        }
    }
}
