//! The samples on a map: as features, and as the last hidden layer has them.

use super::after::After;
use super::layout::figure;
use super::text::{count, cut, significant};
use crate::residuals::quantile;
use ann::Error;
use ann::data::Target;
use ann::figure::{Projection, projections};
use ann::projection::{Pca, Tsne};
use maud::{Markup, html};
use ndarray::{Array2, ArrayView2, ShapeBuilder};

/// With more classes than this the rarer ones are one colour.
const CLASSES: usize = 12;
/// With fewer samples there is no map.
const FEWEST: usize = 10;
/// Characters of a name in the legend.
const NAME: usize = 18;

/// PCA and t-SNE of the features, and of the last hidden layer if there is one.
pub fn section(after: &After<'_>) -> Markup {
    let map = &after.seen.map;
    let m = map.x.ncols();
    if m < FEWEST {
        return html! { p { "There are too few samples for a map." } };
    }
    let (labels, names) = groups(&map.target);
    let drawn = maps(after).and_then(|maps| {
        let panels: Vec<Projection<'_>> = maps.iter().map(|(name, y)| Projection { name, y: y.view() }).collect();
        projections(&panels, &labels, &names)
    });
    let has_hidden = after.model().network.depth() > 1;
    let caption = html! {
        @if has_hidden {
            "Above, the samples by their scaled features; below, by what the last hidden layer makes of them. "
            @match &map.target {
                Target::Classes { .. } => "The classes should be further apart below.",
                Target::Values(_) => "Low and high values should be further apart below.",
            }
        } @else {
            "The samples by their scaled features. The network has no hidden layer."
        }
        " Only near and far mean something, not the axes; on the right, even the distances between groups do not. The silhouette is 1 where \
         groups are far apart, and about 0 where they overlap. Shown are "
        @if m < map.of { (m) " of " }
        (count(map.of, "sample"))
        @if m < map.of { ", drawn at random" }
        @if map.from_all { ", those for training among them" } @else { " of the test part" }
        "."
    };
    html! { div.beside { (figure(drawn, caption)) } }
}

/// The names of the maps and the places of the samples, (2, m).
fn maps(after: &After<'_>) -> Result<Vec<(&'static str, Array2<f64>)>, Error> {
    let model = after.model();
    let x = model.scaler.transform::<f32>(after.seen.map.x.view())?;
    let features = x.mapv(f64::from);
    let mut maps = vec![("features, PCA", pca(features.view())?), ("features, t-SNE", tsne(features.view())?)];
    if let Some(last) = model.network.depth().checked_sub(1).filter(|last| *last > 0) {
        let hidden = model.network.activations(last, x.view())?.mapv(f64::from);
        maps.push(("last hidden layer, PCA", pca(hidden.view())?));
        maps.push(("last hidden layer, t-SNE", tsne(hidden.view())?));
    }
    Ok(maps)
}

/// The first two principal components; of a single feature, a line.
fn pca(x: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
    let k = x.nrows().min(2);
    let scores = Pca::fit(x, k)?.transform(x)?;
    Ok(Array2::from_shape_fn((2, x.ncols()).f(), |(axis, i)| if axis < k { scores[[axis, i]] } else { 0.0 }))
}

fn tsne(x: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
    let perplexity = Tsne::default().perplexity.min((x.ncols() as f64 - 1.0) / 3.0);
    Ok(Tsne { perplexity, ..Tsne::default() }.fit(x)?.y)
}

/// A group for each sample, and the names of the groups: the classes, or low, middle and high values.
fn groups(target: &Target) -> (Vec<usize>, Vec<String>) {
    match target {
        Target::Classes { labels, names } if names.len() <= CLASSES => {
            (labels.clone(), names.iter().map(|name| cut(name, NAME)).collect())
        }
        Target::Classes { labels, names } => {
            let mut counts = vec![0_usize; names.len()];
            labels.iter().for_each(|&label| counts[label] += 1);
            let mut order: Vec<usize> = (0..names.len()).collect();
            order.sort_by_key(|&label| std::cmp::Reverse(counts[label]));
            let (own, others) = order.split_at(CLASSES - 1);
            let group = |label: &usize| own.iter().position(|own| own == label).unwrap_or(own.len());
            let told = own.iter().map(|&label| cut(&names[label], NAME)).chain([format!("{} others", others.len())]);
            (labels.iter().map(group).collect(), told.collect())
        }
        Target::Values(y) => {
            let mut sorted: Vec<f64> = y.iter().copied().collect();
            sorted.sort_by(f64::total_cmp);
            let [low, high] = [1.0 / 3.0, 2.0 / 3.0].map(|part| quantile(&sorted, part));
            let group = |y: &f64| usize::from(*y > low) + usize::from(*y > high);
            let [low, high] = [low, high].map(|end| super::text::minus(&significant(end)));
            let names = vec![format!("up to {low}"), format!("up to {high}"), "higher".to_owned()];
            (y.iter().map(group).collect(), names)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_thirds_and_rare_classes_are_one() {
        let (labels, names) = groups(&Target::from_values((0..9).map(f64::from)));
        assert_eq!(labels, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
        assert_eq!(names.len(), 3);
        // Class k occurs k + 1 times.
        let of: Vec<String> = (0..20_usize).flat_map(|k| vec![format!("{k:02}"); k + 1]).collect();
        let (labels, names) = groups(&Target::from_labels(&of));
        assert_eq!((names.len(), names[0].as_str(), names[CLASSES - 1].as_str()), (CLASSES, "19", "9 others"));
        assert_eq!(labels.iter().filter(|label| **label == CLASSES - 1).count(), (1..=9).sum::<usize>());
    }
}
