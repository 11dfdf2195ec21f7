//! Losses and metrics: none is NaN, and none depends on the unit of what it judges.

use super::{column, numbers};
use ann::metrics::{mean_and_error, r2, rmse};
use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Layer, Loss, Metric, Network, Real, backward, evaluate, forward,
};
use ndarray::{Array2, ArrayView2, array};

/// Every output that a loss can judge.
fn pairs() -> impl Iterator<Item = (Activation, Loss)> {
    let losses = [Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy, Loss::MeanSquaredError];
    let is_probability = |g| matches!(g, Activation::Sigmoid | Activation::Softmax);
    let pairs = Activation::ALL.into_iter().flat_map(move |g| losses.map(|loss| (g, loss)));
    pairs.filter(move |(g, loss)| is_probability(*g) || *loss == Loss::MeanSquaredError)
}

fn no_loss_is_nan<F: Real>() {
    for (output, loss) in pairs() {
        let layer = Layer { w: Array2::eye(3), b: Array2::zeros((3, 1)), activation: output, keep_prob: 1.0 };
        let network = Network::from_layers(vec![layer]).unwrap();
        let cost = Cost::from(loss);
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        for &first in &numbers::<F>() {
            for &second in &numbers::<F>() {
                // The product with a weight of 0 would itself be no number if an input were infinite, and none is.
                let z = column(&[first, second, F::one()]);
                for y in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.25, 0.25], [0.0, 0.0, 0.0]] {
                    let y = column(&y.map(F::from_f64));
                    forward(&network, z.view(), Dropout::Off, &mut cache).unwrap();
                    let l = cost.value(&network, &cache, y.view()).unwrap();
                    assert!(l >= 0.0, "{loss} after {output} of {z} for {y} in {}: {l}", F::NAME);
                    backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
                    let dz = gradients.dz(1);
                    assert!(
                        !dz.iter().any(|dz| dz.is_nan()),
                        "{loss} after {output} of {z} for {y} in {}: dz = {dz}",
                        F::NAME
                    );
                }
            }
        }
    }
}

#[test]
fn no_loss_of_finite_numbers_is_nan() {
    no_loss_is_nan::<f32>();
    no_loss_is_nan::<f64>();
}

/// The loss and R² of predictions that are the outputs of a network without weights.
fn evaluated<F: Real>(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> f64 {
    let layer = Layer { w: Array2::eye(1), b: Array2::zeros((1, 1)), activation: Activation::Identity, keep_prob: 1.0 };
    let network = Network::<F>::from_layers(vec![layer]).unwrap();
    let (x, y) = (predicted.mapv(F::from_f64), y.mapv(F::from_f64));
    let found = evaluate(&network, x.view(), y.view(), Loss::MeanSquaredError, &mut Cache::default()).unwrap();
    let Metric::R2(r2) = found.metric else { panic!("{}", found.metric) };
    r2
}

#[test]
fn metrics_do_not_depend_on_the_unit() {
    let (p, y) = (array![[1.5, 2.0, 3.0, -3.0, 0.0]], array![[1.0, 2.0, 4.0, -3.0, 1.0]]);
    // Σ (y − p)² = 2.25; ȳ = 1, Σ (y − ȳ)² = 26
    let (exact_rmse, exact_r2) = ((2.25_f64 / 5.0).sqrt(), 1.0 - 2.25 / 26.0);
    let close = |found: f64, expected: f64| (found / expected - 1.0).abs() <= 4.0 * f64::EPSILON;
    for unit in [1.0, 1000.0, 1e-10, 2_f64.powi(-700), 2_f64.powi(-1000), 2_f64.powi(700), 2_f64.powi(1021)] {
        let (p, y) = (&p * unit, &y * unit);
        let found = rmse(p.view(), y.view()).unwrap();
        assert!(close(found / unit, exact_rmse), "rmse in units of {unit:e}: {found:e}");
        let found = r2(p.view(), y.view()).unwrap();
        assert!(close(found, exact_r2), "R² in units of {unit:e}: {found}");
        let found = evaluated::<f64>(p.view(), y.view());
        assert!(close(found, exact_r2), "R² of an evaluation in units of {unit:e}: {found}");
        let (mean, error) = mean_and_error(&[1.0 * unit, 3.0 * unit]);
        assert!(close(mean / unit, 2.0) && close(error / unit, 1.0), "{mean:e} ± {error:e} in units of {unit:e}");
    }
    for unit in [2_f64.powi(-126), 2_f64.powi(125)] {
        let found = evaluated::<f32>((&p * unit).view(), (&y * unit).view());
        assert!(close(found, exact_r2), "R² of an evaluation in units of {unit:e} in f32: {found}");
    }
}

#[test]
fn no_metric_of_finite_numbers_is_nan() {
    let all = numbers::<f64>();
    for &a in &all {
        for &b in &all {
            let (p, y) = (array![[a, b, 0.0]], array![[b, 1.0, a]]);
            let found = [
                rmse(p.view(), y.view()).unwrap(),
                r2(p.view(), y.view()).unwrap(),
                evaluated::<f64>(p.view(), y.view()),
            ];
            assert!(!found.iter().any(|x| x.is_nan()), "of {p} and {y}: {found:?}");
            assert!(!mean_and_error(&[a, b]).0.is_nan(), "{a:e} {b:e}");
        }
    }
}
