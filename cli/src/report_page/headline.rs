//! The score, and beside it what the simplest things reach.

use super::after::After;
use super::text::{count, minus, percent, significant};
use crate::score::Test;
use ann::data::Target;
use maud::{Markup, html};

/// The score on the test part, as large as it is important.
pub fn section(after: &After<'_>) -> Markup {
    let samples = after.test.samples();
    let (linear, constant) = after.baselines.map_or((None, None), |simple| (simple.linear, simple.constant));
    // Without a hidden layer the network is the linear model.
    let is_linear = after.model().network.depth() == 1;
    let (linear, network) =
        if is_linear { (None, "the network, without a hidden layer") } else { (linear, "the network") };
    match after.tested {
        Test::Classes { test_accuracy, matrix, .. } => {
            let right = matrix.counts.diag().sum();
            let of = |part: f64| format!("{} of {samples} right", (part * samples as f64).round());
            html! {
                div.score {
                    (tile(network, &percent(*test_accuracy), &of(*test_accuracy), true))
                    @if let Some(linear) = linear { (tile("a linear model", &percent(linear), &of(linear), false)) }
                    @if let Some(constant) = constant {
                        (tile("always the most frequent class", &percent(constant), &of(constant), false))
                    }
                }
                p { (interval(right, samples)) @if after.weighted { " Each class counted the same in the training, so look at the balanced accuracy first." } @else { (simpler([linear, constant], Some(*test_accuracy))) } }
                (further(after, &of_classes(after)))
            }
        }
        Test::Values { test_r2, test_rmse } => {
            let unit = format!("off by {} (root mean square)", significant(*test_rmse));
            let r2 = |r2: f64| minus(&format!("{r2:.3}"));
            html! {
                div.score {
                    @match test_r2 {
                        Some(value) => (tile(&format!("{network}, R²"), &r2(*value), &unit, true)),
                        None => (tile("the network, root mean squared error", &significant(*test_rmse),
                            "no R²: the test part has a single value", true)),
                    }
                    @if let Some(linear) = linear { (tile("a linear model, R²", &r2(linear), "without a hidden layer", false)) }
                    @if let Some(constant) = constant {
                        (tile("always the mean, R²", &r2(constant), "without a look at the columns", false))
                    }
                }
                p {
                    "R² is 1 for a model that is always right and 0 for one that is no better than the mean of the test part. It was \
                     computed on " (count(samples, "row")) " that were set aside before the training." (simpler([linear, constant], *test_r2))
                }
                (further(after, &of_values(after)))
            }
        }
    }
}

fn tile(who: &str, score: &str, note: &str, is_first: bool) -> Markup {
    html! {
        p.tile.first[is_first] {
            span.who { (who) } " "
            strong { (score) } " "
            span.note { (note) }
        }
    }
}

/// What the number of samples makes of the accuracy.
fn interval(right: usize, samples: usize) -> Markup {
    let [low, high] = wilson(right, samples).map(percent);
    html! {
        "The " (count(samples, "row")) " of the test were set aside before the training. There are no more of them, so all that is known of the \
         accuracy on new rows is that it lies between " (low) " and " (high) " (95 % interval). A smaller difference to another model may be luck."
    }
}

/// What a network that is no better than the simplest things is worth.
fn simpler([linear, constant]: [Option<f64>; 2], network: Option<f64>) -> Markup {
    let reaches = |simple: Option<f64>| simple.zip(network).is_some_and(|(simple, network)| simple >= network);
    html! {
        @if reaches(constant) {
            " The network is no better than an answer that is always the same: it has learnt nothing here that helps."
        } @else if reaches(linear) {
            " A linear model does as well here; where that stays so, it is the better choice, as it can be explained."
        }
    }
}

/// Wilson's interval of a part, for 95 %.
fn wilson(right: usize, samples: usize) -> [f64; 2] {
    let (m, z) = (samples as f64, 1.959_964);
    let part = right as f64 / m;
    let middle = (part + z * z / (2.0 * m)) / (1.0 + z * z / m);
    let reach = z / (1.0 + z * z / m) * (part * (1.0 - part) / m + z * z / (4.0 * m * m)).sqrt();
    [(middle - reach).max(0.0), (middle + reach).min(1.0)]
}

/// The scores beside the first one, and what cross-validation says of the whole.
fn further(after: &After<'_>, scores: &[(String, String)]) -> Markup {
    html! {
        dl.facts {
            @for (name, score) in scores { div { dt { (name) } dd { (score) } } }
        }
        @if let Some(folds) = after.folds {
            p {
                "In cross-validation with " (folds.scores.len()) " folds, in which everything was chosen and trained anew on the others, the mean score \
                 is " strong { (minus(&format!("{:.3}", folds.mean))) } " with a standard error of " (format!("{:.3}", folds.error)) "."
            }
        }
    }
}

fn of_classes(after: &After<'_>) -> Vec<(String, String)> {
    let mut scores = Vec::new();
    if let Test::Classes { test_balanced_accuracy, test_auc, .. } = after.tested {
        scores.push(("balanced accuracy (mean of the recalls)".to_owned(), percent(*test_balanced_accuracy)));
        scores.extend(test_auc.map(|auc| ("area under the ROC curve".to_owned(), format!("{auc:.3}"))));
    }
    let a = after.model().predict_proba(after.test.x.view());
    if let (Ok(a), Target::Classes { labels, .. }) = (a, &after.test.target) {
        let of_truth = |(j, &label): (usize, &usize)| -a[[label, j]].max(1e-12).ln();
        let loss = labels.iter().enumerate().map(of_truth).sum::<f64>() / labels.len() as f64;
        scores.push(("cross-entropy".to_owned(), significant(loss)));
    }
    scores
}

fn of_values(after: &After<'_>) -> Vec<(String, String)> {
    let residuals = after.residuals();
    let m = residuals.len().max(1) as f64;
    let mean = residuals.iter().map(|one| one.residual().abs()).sum::<f64>() / m;
    let bias = residuals.iter().map(super::after::Predicted::residual).sum::<f64>() / m;
    vec![
        ("mean absolute error".to_owned(), significant(mean)),
        ("mean of actual − predicted".to_owned(), minus(&significant(bias))),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_ends_of_the_interval_are_the_parts_from_which_the_observed_one_is_just_possible() {
        for (right, samples) in [(43, 44), (1, 3), (600, 1000)] {
            let part = f64::from(right) / f64::from(samples);
            for end in super::wilson(right as usize, samples as usize) {
                // |p̂ − p| = z √(p (1 − p) / m), the definition, of which Wilson's formula is the solution.
                let deviation = (end * (1.0 - end) / f64::from(samples)).sqrt();
                assert!(((part - end).abs() / deviation - 1.96).abs() < 1e-3, "{right} of {samples}: {end}");
            }
        }
        let [low, high] = super::wilson(10, 10);
        assert!(low > 0.7 && (1.0 - high).abs() < 1e-12, "{low} {high}");
    }
}
