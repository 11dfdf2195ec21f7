//! Chapter 9, seeing: PCA, t-SNE and the measures of a map, against scikit-learn, linfa, differences and definitions.

use crate::common::{Rows, assert_close, data, fixture, matrix, message};
use ann::data::{Dataset, Scaler, Task, read_csv, synthetic};
use ann::model::{each_feature, permutation_importance};
use ann::projection::{Affinities, Descent, Pca, Repulsion, Tsne, silhouette, trustworthiness, tsne};
use ann::{Architecture, Init, Model, Trainer, rng};
use ndarray::{Array2, Axis, array, s};
use rand::seq::SliceRandom;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Principal {
    variances: Vec<f64>,
    ratios: Vec<f64>,
    components: Rows,
    scores: Rows,
}

#[derive(Deserialize)]
struct Maps {
    x: Rows,
    y: Rows,
    labels: Vec<usize>,
    trustworthiness: f64,
    silhouette: f64,
}

fn table(name: &str) -> Dataset {
    let target = if name == "wine" { "cultivar" } else { "digit" };
    read_csv(data(&format!("{name}.csv")), target, Task::Auto).unwrap()
}

/// The features as the fixtures have them: Wine standardised, digits as they are.
fn features(name: &str) -> Array2<f64> {
    let x = table(name).x;
    if name == "wine" { Scaler::standard(x.view()).unwrap().transform(x.view()).unwrap() } else { x }
}

#[test]
fn pca_agrees_with_scikit_learn() {
    let fixture: HashMap<String, Principal> = fixture("pca");
    for (name, expected) in &fixture {
        let x = features(name);
        let pca = Pca::fit(x.view(), x.nrows()).unwrap(); // (9.2)
        for (found, expected) in pca.variances.iter().zip(&expected.variances) {
            assert!((found - expected).abs() < 1e-8, "{name}: {found} {expected}");
        }
        for (found, expected) in pca.ratios.iter().zip(&expected.ratios) {
            assert!((found - expected).abs() < 1e-10, "{name}: {found} {expected}"); // (9.3)
        }
        let components = matrix(&expected.components);
        assert_close(pca.components.slice(s![..components.nrows(), ..]), components.view(), 1e-8, name);
        let scores = pca.transform(x.view()).unwrap(); // (9.4)
        assert_close(scores.slice(s![..components.nrows(), ..;20]), matrix(&expected.scores).view(), 1e-8, name);
    }
}

#[test]
fn importance_is_what_the_score_loses() {
    let [train, test] = table("wine").split([0.5, 0.5], &mut rng(0)).unwrap();
    let (model, _) = Model::<f64>::fit(&Architecture::default(), &Trainer::default(), &train, &mut rng(1)).unwrap();
    let importances = permutation_importance(&model, &test, &each_feature(&test), 5, &mut rng(2)).unwrap();
    let mut random = rng(2);
    for (row, importance) in importances.iter().enumerate() {
        let mut mean = 0.0;
        for _ in 0..5 {
            let mut order: Vec<usize> = (0..test.samples()).collect();
            order.shuffle(&mut random);
            let mut shuffled = test.clone();
            shuffled.x.row_mut(row).assign(&test.x.row(row).select(Axis(0), &order));
            mean += model.score(&shuffled).unwrap() / 5.0;
        }
        assert_eq!(importance.column, test.features[row]);
        assert!((importance.fall - (model.score(&test).unwrap() - mean)).abs() < 1e-12); // (9.12)
    }
}

#[test]
fn pca_agrees_with_linfa() {
    use linfa::traits::Fit;
    for name in ["wine", "digits"] {
        let x = features(name);
        let theirs = linfa_reduction::Pca::params(2).fit(&linfa::DatasetBase::from(x.t().to_owned())).unwrap();
        let ours = Pca::fit(x.view(), 2).unwrap();
        for (theirs, ours) in theirs.components().rows().into_iter().zip(ours.components.rows()) {
            let sign = theirs.dot(&ours).signum(); // theirs are of any sign
            assert!(theirs.iter().zip(ours).all(|(theirs, ours)| (sign * theirs - ours).abs() < 1e-5), "{name}");
        }
    }
}

#[test]
fn pca_is_defined_for_every_shape_of_data() {
    let normal = |n, m| Init::Normal { std: 1.0 }.weights::<f64>(n, m, &mut rng(1)).unwrap();
    let mut constant_row = normal(4, 30);
    constant_row.row_mut(2).fill(7.0);
    let wide = normal(200, 6);
    let cases = [
        constant_row,
        wide,
        Array2::ones((3, 5)),
        normal(5, 1),
        Array2::zeros((2, 2)),
        normal(3, 40) * 1e150,
        normal(3, 40) * 1e-150,
    ];
    for x in cases {
        let k = x.nrows().min(x.ncols());
        let pca = Pca::fit(x.view(), k).unwrap();
        let identity = pca.components.dot(&pca.components.t());
        assert_close(identity.view(), Array2::eye(k).view(), 1e-9, "orthonormal");
        assert!(pca.variances.iter().zip(pca.variances.iter().skip(1)).all(|(a, b)| a >= b && *b >= 0.0));
        let ratios = pca.ratios.sum();
        assert!(ratios == 0.0 || (ratios - 1.0).abs() < 1e-9, "{ratios}");
        let scores = pca.transform(x.view()).unwrap();
        let back = pca.components.t().dot(&scores) + pca.mean.view().insert_axis(Axis(1));
        let scale = x.fold(0.0_f64, |largest, x| largest.max(x.abs())).max(f64::MIN_POSITIVE);
        assert_close((back / scale).view(), (&x / scale).view(), 1e-9, "all components give the data back");
    }
}

#[test]
fn pca_survives_large_clustered_data() {
    // The case on which linfa-reduction 0.8 panics.
    let mut rng = rng(3);
    let mut x = Init::Normal { std: 0.1 }.weights::<f64>(50, 10_000, &mut rng).unwrap();
    let centres = Init::Normal { std: 10.0 }.weights::<f64>(50, 10, &mut rng).unwrap();
    for (j, mut column) in x.axis_iter_mut(Axis(1)).enumerate() {
        column += &centres.column(j % 10);
    }
    let pca = Pca::fit(x.view(), 10).unwrap();
    assert!(pca.ratios.slice(s![..9]).sum() > 0.99 && pca.variances.iter().all(|v| v.is_finite()));
}

#[test]
fn pca_refuses_what_it_cannot_do() {
    let x = Array2::<f64>::zeros((3, 5));
    assert!(message(Pca::fit(x.view(), 0)).contains("k is 0"));
    assert!(message(Pca::fit(x.view(), 4)).contains("k is 4"));
    assert!(message(Pca::fit(array![[1.0, f64::NAN]].view(), 1)).contains("feature 0 of sample 1 is NaN"));
    assert!(message(Pca::fit(array![[1e300, -1e300]].view(), 1)).contains("too far apart"));
    let pca = Pca::fit(array![[1.0, 2.0], [2.0, -1.0]].view(), 1).unwrap();
    assert!(message(pca.transform(array![[f64::MAX], [-f64::MAX]].view())).contains("coordinate 0 of sample 0 is"));
    let pca = Pca::fit(x.view(), 1).unwrap();
    assert!(message(pca.transform(Array2::zeros((2, 1)).view())).contains("fitted on 3 features"));
}

#[test]
fn affinities_meet_the_perplexity() {
    let x = Init::Normal { std: 1.0 }.weights::<f64>(5, 200, &mut rng(2)).unwrap();
    // With all others as neighbours, the conditional p can be read off nothing but distances and β; here the sums are checked.
    let affinities = Affinities::new(x.view(), 20.0).unwrap();
    let total: f64 = (0..200).flat_map(|i| affinities.row(i).map(|(_, p)| p).collect::<Vec<_>>()).sum();
    assert!((total - 1.0).abs() < 1e-5, "{total}"); // (9.6)
    for i in 0..200 {
        for (j, p) in affinities.row(i) {
            let mirrored = affinities.row(j).find(|&(k, _)| k == i).map(|(_, p)| p);
            assert!(j != i && p >= 0.0 && mirrored == Some(p), "P is symmetric");
        }
    }
    // Four samples in a square at perplexity 2: by symmetry every neighbour along a side has the same p.
    let square = Affinities::new(array![[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]].view(), 2.5).unwrap();
    let p: Vec<f64> = square.row(0).map(|(_, p)| p).collect();
    assert!((p[0] - p[2]).abs() < 1e-7 && p[0] > p[1], "{p:?}");
    let conditional: Vec<f64> = p.iter().map(|p| p * 4.0).collect(); // p_ij = p_{j|i} / m by symmetry
    let perplexity = (-conditional.iter().map(|p| p * p.ln()).sum::<f64>()).exp();
    assert!((perplexity - 2.5).abs() < 2e-5, "{perplexity}"); // (9.5)
}

#[test]
fn the_gradient_of_kl_agrees_with_differences() {
    let x = Init::Normal { std: 1.0 }.weights::<f64>(4, 20, &mut rng(5)).unwrap();
    let affinities = Affinities::new(x.view(), 5.0).unwrap();
    let y = Init::Normal { std: 1.0 }.weights::<f64>(2, 20, &mut rng(6)).unwrap();
    let (_, gradient) = tsne::kl_divergence(&affinities, y.view());
    // P is stored in f32 and adds up to 1 ± 1e-7 only, which is the error that is left.
    for ((axis, i), &computed) in gradient.indexed_iter() {
        let at = |step: f64| {
            let mut moved = y.clone();
            moved[[axis, i]] += step;
            tsne::kl_divergence(&affinities, moved.view()).0
        };
        let measured = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((computed - measured).abs() < 1e-8, "{computed} {measured}"); // (9.7), (9.8)
    }
}

#[test]
fn one_step_of_the_fast_descent_is_the_gradient() {
    // 700 samples: enough for two threads and for whole vectors with a remainder.
    let x = Init::Normal { std: 1.0 }.weights::<f64>(4, 700, &mut rng(7)).unwrap();
    let affinities = Affinities::new(x.view(), 10.0).unwrap();
    let y = Init::Normal { std: 1.0 }.weights::<f64>(2, 700, &mut rng(8)).unwrap();
    let y = &y - &y.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let (_, gradient) = tsne::kl_divergence(&affinities, y.view());
    let one = Tsne { iterations: 1, early_iterations: 0, learning_rate: Some(1000.0), ..Tsne::default() };
    // From rest, a gain is 1.2 where the gradient is positive (it counts as turned) and 0.8 where it is not.
    let expected = &y - &gradient.mapv(|g| if g > 0.0 { 1200.0 * g } else { 800.0 * g });
    // The map is centred after each step.
    let expected = &expected - &expected.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    for repulsion in [Repulsion::Exact, Repulsion::Interpolated] {
        let moved = Tsne { repulsion: Some(repulsion), ..one }.descend(&affinities, &y).unwrap().y;
        assert_close(moved.view(), expected.view(), 1e-4, "one step"); // (9.9), (9.10)
    }
}

#[test]
fn both_repulsions_lead_to_maps_of_the_same_worth() {
    let x = features("digits");
    let affinities = Affinities::new(x.view(), 30.0).unwrap();
    let y = tsne::start(x.view()).unwrap();
    let [exact, interpolated] = [Repulsion::Exact, Repulsion::Interpolated].map(|repulsion| {
        let tsne = Tsne { iterations: 500, repulsion: Some(repulsion), ..Tsne::default() };
        let map = tsne.descend(&affinities, &y).unwrap();
        let (kl_divergence, _) = tsne::kl_divergence(&affinities, map.y.view());
        assert!((map.kl_divergence / kl_divergence - 1.0).abs() < 1e-3, "{} {kl_divergence}", map.kl_divergence);
        (kl_divergence, trustworthiness(x.view(), map.y.view(), 12).unwrap())
    });
    assert!((interpolated.0 / exact.0 - 1.0).abs() < 0.01, "KL {interpolated:?} {exact:?}");
    assert!((interpolated.1 - exact.1).abs() < 0.005, "trustworthiness {interpolated:?} {exact:?}");
}

#[test]
fn a_descent_in_parts_is_the_descent_in_one_go() {
    let x = features("wine");
    let affinities = Affinities::new(x.view(), 15.0).unwrap();
    let y = tsne::start(x.view()).unwrap();
    for repulsion in [Repulsion::Exact, Repulsion::Interpolated] {
        let tsne = Tsne { iterations: 60, early_iterations: 40, repulsion: Some(repulsion), ..Tsne::default() };
        let mut descent = Descent::new(&tsne, &affinities, &y).unwrap();
        assert_eq!(descent.places(), y.mapv(|y| f64::from(y as f32)));
        for n in [1, 0, 38, 2, 19] {
            descent.steps(n); // over the end of the exaggeration, too
        }
        assert_eq!(descent.steps_taken(), 60);
        assert_eq!(descent.embedding().unwrap(), tsne.descend(&affinities, &y).unwrap());
        let wild = Tsne { learning_rate: Some(1e30), ..tsne };
        let mut wild = Descent::new(&wild, affinities.clone(), &y).unwrap();
        wild.steps(60);
        assert!(message(wild.embedding()).contains("flown apart"));
    }
}

#[test]
fn tsne_separates_wine_and_repeats_itself() {
    let x = features("wine");
    let map = Tsne::default().fit(x.view()).unwrap();
    assert_eq!(Tsne::default().fit(x.view()).unwrap(), map);
    let ann::data::Target::Classes { labels, .. } = table("wine").target else { panic!("wine has classes") };
    assert!(silhouette(map.y.view(), &labels).unwrap() > 0.45);
    assert!(trustworthiness(x.view(), map.y.view(), 12).unwrap() > 0.93);
    let start = Tsne { iterations: 0, ..Tsne::default() }.fit(x.view()).unwrap();
    assert!(map.kl_divergence < start.kl_divergence / 2.0 && map.kl_divergence > 0.0);
}

#[test]
fn tsne_of_degenerate_data_is_defined_or_refused() {
    let fit = |x: &Array2<f64>, perplexity| Tsne { perplexity, iterations: 300, ..Tsne::default() }.fit(x.view());
    let same = fit(&Array2::ones((3, 20)), 5.0).unwrap();
    assert!(same.y.iter().all(|y| *y == 0.0), "samples that are all the same stay in one place");
    let mut twins = Init::Normal { std: 1.0 }.weights::<f64>(3, 40, &mut rng(1)).unwrap();
    for j in 0..20 {
        let twin = twins.column(j).to_owned();
        twins.column_mut(j + 20).assign(&twin);
    }
    let map = fit(&twins, 6.0).unwrap();
    assert!(map.y.iter().all(|y| y.is_finite()));
    let apart = (0..20).map(|j| (map.y[[0, j]] - map.y[[0, j + 20]]).abs()).fold(0.0, f64::max);
    assert!(apart < 0.1 * map.y.row(0).std(0.0), "twins stay together: {apart} of {}", map.y.row(0).std(0.0));
    assert!(
        fit(&array![[0.0, 1.0, 2.0, 4.0]], 1.5).unwrap().y.iter().all(|y| y.is_finite()),
        "four samples of one feature"
    );

    assert!(message(fit(&Array2::zeros((2, 3)), 1.0)).contains("at least 4 samples"));
    assert!(message(fit(&Array2::zeros((2, 20)), 19.0)).contains("perplexity is 19"));
    assert!(message(fit(&Array2::zeros((2, 20)), f64::NAN)).contains("perplexity is NaN"));
    assert!(message(fit(&array![[0.0, 1.0, f64::INFINITY, 2.0]], 1.0)).contains("feature 0 of sample 2 is inf"));
    let x = Init::Normal { std: 1.0 }.weights::<f64>(3, 40, &mut rng(1)).unwrap();
    let bad = Tsne { learning_rate: Some(0.0), perplexity: 5.0, ..Tsne::default() };
    assert!(message(bad.fit(x.view())).contains("learning_rate is 0"));
    let bad = Tsne { early_exaggeration: 0.5, perplexity: 5.0, ..Tsne::default() };
    assert!(message(bad.fit(x.view())).contains("early_exaggeration is 0.5"));
}

#[test]
fn measures_of_a_map_agree_with_scikit_learn() {
    let fixture: Maps = fixture("maps");
    let (x, y) = (matrix(&fixture.x), matrix(&fixture.y));
    assert!((trustworthiness(x.view(), y.view(), 7).unwrap() - fixture.trustworthiness).abs() < 1e-10); // (9.11)
    assert!((silhouette(x.view(), &fixture.labels).unwrap() - fixture.silhouette).abs() < 1e-10); // (9.1)
    assert!(message(trustworthiness(x.view(), y.view(), 30)).contains("below half"));
    assert!(message(trustworthiness(x.view(), array![[1.0]].view(), 3)).contains("60 samples"));
}

#[test]
fn known_values() {
    // Two pairs at distance 1 from each other and 10 from the other pair: a = 1, b = 10.5 or 9.5.
    let x = array![[0.0, 1.0, 10.0, 11.0]];
    let expected = ((10.5 - 1.0) / 10.5 + (9.5 - 1.0) / 9.5) / 2.0;
    assert!((silhouette(x.view(), &[0, 0, 1, 1]).unwrap() - expected).abs() < 1e-15); // (9.1)
    // A sample alone in its class counts 0; all points in one place count 0.
    assert_eq!(silhouette(array![[0.0, 5.0]].view(), &[0, 1]).unwrap(), 0.0);
    assert_eq!(silhouette(Array2::zeros((3, 4)).view(), &[0, 1, 0, 1]).unwrap(), 0.0);
    // Labels need not be dense.
    assert_eq!(silhouette(x.view(), &[3, 3, 7, 7]).unwrap(), silhouette(x.view(), &[0, 0, 1, 1]).unwrap());
}

#[test]
fn it_does_not_depend_on_order_place_or_size() {
    let blobs = synthetic::blobs(60, 3, 1.0, &mut rng(0)).unwrap();
    let labels: Vec<usize> = (0..60).map(|i| i % 3).collect();
    let value = silhouette(blobs.x.view(), &labels).unwrap();
    assert!(value > 0.3 && value < 1.0);
    let moved = &blobs.x * 7.0 + 100.0;
    assert!((silhouette(moved.view(), &labels).unwrap() - value).abs() < 1e-9);
    let reversed = blobs.x.select(ndarray::Axis(1), &(0..60).rev().collect::<Vec<_>>());
    let labels: Vec<usize> = labels.into_iter().rev().collect();
    assert!((silhouette(reversed.view(), &labels).unwrap() - value).abs() < 1e-12);
}

#[test]
fn what_has_no_silhouette_is_refused() {
    assert!(message(silhouette(array![[1.0, 2.0]].view(), &[0])).contains("1 for 2"));
    assert!(message(silhouette(array![[1.0, 2.0]].view(), &[4, 4])).contains("at least two"));
    assert!(message(silhouette(Array2::zeros((2, 0)).view(), &[])).contains("0 for 0"));
}

#[test]
fn distances_whose_squares_overflow_or_vanish_are_refused() {
    let x = Init::Normal { std: 1.0 }.weights::<f64>(3, 20, &mut rng(0)).unwrap();
    let labels: Vec<usize> = (0..20).map(|j| j % 2).collect();
    for (size, problem) in [(1e200, "too far apart"), (1e-200, "too close together")] {
        let other = &x * size;
        assert!(message(silhouette(other.view(), &labels)).contains(problem));
        assert!(message(Affinities::new(other.view(), 5.0)).contains(problem));
        assert!(message(trustworthiness(other.view(), x.view(), 5)).contains(problem));
        assert!(message(trustworthiness(x.view(), other.view(), 5)).contains(problem));
        assert!(message(Pca::fit(other.view(), 2)).contains(problem));
    }
    // As far as they are accepted, the size of the numbers does not matter.
    let expected = silhouette(x.view(), &labels).unwrap();
    for size in [1e-140, 1e140] {
        assert!((silhouette((&x * size).view(), &labels).unwrap() - expected).abs() < 1e-12);
        assert!((Pca::fit((&x * size).view(), 3).unwrap().ratios.sum() - 1.0).abs() < 1e-12);
        assert!(Affinities::new((&x * size).view(), 5.0).unwrap().row(0).all(|(_, p)| p.is_finite()));
    }
}

#[test]
fn one_sample_far_away_does_not_hide_who_the_neighbours_are() {
    let mut x = Init::Normal { std: 1.0 }.weights::<f64>(5, 100, &mut rng(1)).unwrap();
    x[[0, 0]] = 1e10;
    let affinities = Affinities::new(x.view(), 5.0).unwrap();
    for i in 1..100 {
        let distance = |j: usize| (&x.column(i) - &x.column(j)).mapv(|d| d * d).sum();
        let mut nearest: Vec<usize> = (0..100).filter(|&j| j != i).collect();
        nearest.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        assert!(nearest[..15].iter().all(|&j| affinities.row(i).any(|(neighbour, _)| neighbour == j)), "sample {i}");
    }
}

#[test]
fn a_map_that_flies_apart_is_an_error() {
    let x = Init::Normal { std: 1.0 }.weights::<f64>(3, 10, &mut rng(0)).unwrap();
    let wild = Tsne { learning_rate: Some(1e4), perplexity: 2.0, ..Tsne::default() };
    assert!(message(wild.fit(x.view())).contains("the map has flown apart"));
    let affinities = Affinities::new(x.view(), 2.0).unwrap();
    let nowhere = Array2::from_elem((2, 10), f64::NAN);
    assert!(message(Tsne::default().descend(&affinities, &nowhere)).contains("must be finite"));
    assert!(message(trustworthiness(x.view(), nowhere.view(), 2)).contains("not finite"));
    assert!(message(silhouette(nowhere.view(), &[0; 10])).contains("not finite"));
}

#[test]
fn a_label_may_be_any_number() {
    let x = array![[0.0, 0.1, 5.0, 5.1]];
    let found = silhouette(x.view(), &[usize::MAX, usize::MAX, 7, 7]).unwrap();
    assert_eq!(found, silhouette(x.view(), &[1, 1, 0, 0]).unwrap());
}
