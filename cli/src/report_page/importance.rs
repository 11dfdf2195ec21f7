//! What the answers rest on: permutation importance, with a bound on its work.

use super::layout::{figure, table};
use super::seen::select;
use super::text::{count, for_figure, grouped, shown};
use super::{After, IMPORTANCE_STREAM, random};
use crate::score::is_flat;
use ann::data::{Dataset, Target};
use ann::figure::importances;
use ann::model::{Importance, permutation_importance};
use maud::{Markup, html};
use ndarray::{ArrayView1, Axis};
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
/// Columns between which correlations are looked for.
const COMPARED: usize = 200;

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
        drawn = select(after.test, &index::sample(&mut rng, after.test.samples(), samples).into_vec());
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
    let correlated = correlated(dataset, &columns);
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

/// The three most correlated pairs of columns of one feature, if their correlation is large.
fn correlated(dataset: &Dataset, columns: &Columns) -> Vec<(String, String, f64)> {
    let single: Vec<_> = columns.iter().filter(|(_, rows)| rows.len() == 1).take(COMPARED).collect();
    let centred: Vec<Option<Vec<f64>>> =
        single.iter().map(|(_, rows)| unit(dataset.x.index_axis(Axis(0), rows.start))).collect();
    let mut pairs = Vec::new();
    for (i, a) in centred.iter().enumerate() {
        for (j, b) in centred.iter().enumerate().skip(i + 1) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            let r: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            if r.abs() >= 0.8 {
                pairs.push((single[i].0.clone(), single[j].0.clone(), r));
            }
        }
    }
    pairs.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    pairs.truncate(3);
    pairs
}

/// Numbers less their mean, with the sum of squares 1; `None` if they do not vary.
fn unit(x: ArrayView1<'_, f64>) -> Option<Vec<f64>> {
    let mean = x.mean()?;
    let centred: Vec<f64> = x.iter().map(|x| x - mean).collect();
    let length = centred.iter().map(|x| x * x).sum::<f64>().sqrt();
    (length.is_finite() && length > 1e-12 * mean.abs().max(1e-300))
        .then(|| centred.iter().map(|x| x / length).collect())
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
