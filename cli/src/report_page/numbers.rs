//! How a network answers with numbers: predicted against actual, and what is left over.

use super::after::{After, Predicted};
use super::layout::{figure, table};
use super::streams::{DRAWN_STREAM, random};
use super::text::{count, for_figure, signed};
use crate::residuals::quantile;
use ann::figure::{Lines, Scale, lines, predictions};
use maud::{Markup, html};
use rand::seq::index;

/// Points of a figure.
const POINTS: usize = 1000;
/// Bars of the histogram at most; Rice's rule, twice the cube root of the samples, says how many.
const BARS: f64 = 40.0;
/// As many of the largest residuals are told.
const LARGEST: usize = 5;

/// Predicted against actual, the distribution of the residuals, and the largest of them.
pub fn section(after: &After<'_>) -> Markup {
    let mut residuals = after.residuals();
    let name = for_figure(&after.model().target_name);
    let drawn = index::sample(&mut random(after.seed, DRAWN_STREAM), residuals.len(), residuals.len().min(POINTS));
    let points: Vec<(f64, f64)> = drawn.iter().map(|i| &residuals[i]).map(|one| (one.actual, one.predicted)).collect();
    let caption = html! {
        "On the line a prediction is right; above it, too large."
        @if residuals.len() > POINTS { " Shown are " (POINTS) " of " (count(residuals.len(), "sample")) ", drawn at random." }
    };
    let against = figure(predictions(&name, &points), caption);
    let mut sorted: Vec<f64> = residuals.iter().map(Predicted::residual).collect();
    sorted.sort_by(f64::total_cmp);
    let [lower, median, upper] = [0.25, 0.5, 0.75].map(|part| quantile(&sorted, part));
    let caption = html! {
        "The residuals, actual − predicted. Their median is " (signed(median)) "; half of them lie between " (signed(lower)) " and "
        (signed(upper)) "."
    };
    let histogram = figure(histogram(&sorted, &name), caption);
    residuals.sort_by(|a, b| b.residual().abs().total_cmp(&a.residual().abs()));
    let row = |one: &Predicted| {
        let number = |number: f64| html! { (signed(number)) };
        vec![html! { (one.row) }, number(one.actual), number(one.predicted), number(one.residual())]
    };
    let rows: Vec<_> = residuals.iter().take(LARGEST).map(row).collect();
    html! {
        div.pair { (against) (histogram) }
        (table("Largest residuals", &["row of the table", "actual", "predicted", "actual − predicted"], 0, &rows))
    }
}

/// The outline of a histogram.
fn histogram(sorted: &[f64], name: &str) -> Result<ann::Figure, ann::Error> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
        return Err(ann::Error::Data { problem: "there is no residual to draw".to_owned() });
    };
    let bars = (2.0 * (sorted.len() as f64).cbrt()).ceil().min(BARS);
    let width = if high > low { high / bars - low / bars } else { low.abs().max(1.0) / bars };
    let mut counts = vec![0_usize; bars as usize];
    for residual in sorted {
        let bar = (residual / width - low / width) as usize;
        counts[bar.min(bars as usize - 1)] += 1;
    }
    let edge = |bar: usize| low + bar as f64 * width;
    let mut outline = vec![(edge(0), 0.0)];
    for (bar, &count) in counts.iter().enumerate() {
        outline.extend([(edge(bar), count as f64), (edge(bar + 1), count as f64)]);
    }
    outline.push((edge(counts.len()), 0.0));
    lines(&Lines {
        x: &format!("{name}, actual − predicted"),
        y: "test samples",
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        marks: false,
        series: vec![("residuals".to_owned(), outline)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residuals_that_are_all_equal_have_a_histogram() {
        assert!(histogram(&[0.0; 5], "y").is_ok() && histogram(&[3.0], "y").is_ok() && histogram(&[], "y").is_err());
        assert!(histogram(&[-1e300, 0.0, 1e300], "y").is_ok());
    }
}
