//! Two steps of every optimiser, from moments of 0.

use super::{Big, big, numbers, value};
use ann::{Activation, Gradients, Layer, Network, Optimizer, OptimizerState, Real};
use dashu_float::ops::SquareRoot;
use ndarray::Array2;

/// θ after two steps with the same gradient, from θ and moments of 0.
fn two_steps(optimizer: Optimizer, alpha: f64, theta: f64, g: f64) -> Big {
    let one = || big(1.0);
    let (mut theta, mut m, mut v, g, alpha) = (big(theta), big(0.0), big(0.0), big(g), big(alpha));
    for t in 1..=2 {
        let corrected = |m: &Big, beta: f64| m / (one() - (0..t).fold(one(), |product, _| product * big(beta)));
        let mix = |m: &Big, beta: f64, g: Big| big(beta) * m + (one() - big(beta)) * g;
        theta = match optimizer {
            Optimizer::Sgd => theta - &alpha * &g,
            Optimizer::Momentum { beta } | Optimizer::Nesterov { beta } => {
                m = big(beta) * &m + &g;
                let step =
                    if matches!(optimizer, Optimizer::Momentum { .. }) { m.clone() } else { &g + big(beta) * &m };
                theta - &alpha * step
            }
            Optimizer::RmsProp { beta, epsilon } => {
                v = mix(&v, beta, &g * &g);
                theta - &alpha * &g / (v.clone().sqrt() + big(epsilon))
            }
            Optimizer::Adam { beta1, beta2, epsilon, .. } | Optimizer::AdamW { beta1, beta2, epsilon, .. } => {
                m = mix(&m, beta1, g.clone());
                v = mix(&v, beta2, &g * &g);
                let decay =
                    if let Optimizer::AdamW { weight_decay, .. } = optimizer { big(weight_decay) } else { big(0.0) };
                let step = &alpha * corrected(&m, beta1) / (corrected(&v, beta2).sqrt() + big(epsilon));
                theta * (one() - &alpha * decay) - step
            }
            _ => panic!("no reference for {optimizer}"),
        };
    }
    theta
}

fn steps_are_exact<F: Real>() {
    const ALPHA: f64 = 0.01;
    let all = numbers::<F>();
    // From here on g² overflows, and RMSProp and Adam stand still.
    let most = F::max_value().into_f64().sqrt();
    for optimizer in Optimizer::ALL {
        let adapts = matches!(optimizer, Optimizer::RmsProp { .. } | Optimizer::Adam { .. } | Optimizer::AdamW { .. });
        let keeps_sum = matches!(optimizer, Optimizer::Momentum { .. } | Optimizer::Nesterov { .. });
        let w = Array2::from_shape_fn((all.len(), all.len()), |(i, _)| all[i]);
        let layer =
            Layer { w: w.clone(), b: Array2::zeros((all.len(), 1)), activation: Activation::Identity, keep_prob: 1.0 };
        let mut network = Network::from_layers(vec![layer]).unwrap();
        let mut gradients = Gradients::new(&network, 1);
        gradients.dw_mut(1).assign(&Array2::from_shape_fn(w.dim(), |(_, j)| all[j]));
        let mut state = OptimizerState::new(optimizer, &network).unwrap();
        for _ in 0..2 {
            state.step(&mut network, &gradients, ALPHA).unwrap();
        }
        // 1 − β₂ᵗ is computed in 64 bits, and loses some of them where βᵗ is next to 1.
        let corrects = matches!(optimizer, Optimizer::Adam { .. } | Optimizer::AdamW { .. });
        let bound = if corrects && F::NAME == "f64" { 128.0 } else { 4.0 };
        let mut worst = 0.0_f64;
        for (place, &found) in network.layer(1).w.indexed_iter() {
            let (theta, g) = (w[place].into_f64(), all[place.1].into_f64());
            assert!(!found.is_nan(), "{optimizer} in {}: θ = {theta:e}, g = {g:e}", F::NAME);
            let expected = two_steps(optimizer, ALPHA, theta, g);
            // The first moment of momentum, up to 1.9 g, or what Nesterov makes of it, up to 2.8 g, overflows.
            if keeps_sum && g.abs() >= F::max_value().into_f64() / 2.0 {
                continue;
            }
            if adapts && g.abs() >= most {
                assert!(
                    (found.into_f64() - theta).abs() <= ALPHA * theta.abs().max(1.0),
                    "{optimizer}: {theta:e} {g:e}"
                );
                continue;
            }
            if value(&expected).abs() > F::max_value().into_f64() {
                continue;
            }
            assert!(found.is_finite(), "{optimizer} in {}: θ = {theta:e}, g = {g:e}: {found}", F::NAME);
            // In units of the last place of the larger of θ and the way that it went.
            let way = value(&(&expected - big(theta))).abs();
            let size = way.max(theta.abs()).max(F::min_positive_value().into_f64());
            let unit = size.log2().floor().exp2() * F::epsilon().into_f64();
            // A gradient whose square would be subnormal counts as 0: it would have moved θ by about α g / ε in each step.
            let least = F::min_positive_value().into_f64();
            let is_flushed = adapts && 0.001 * g * g <= 1.001 * least;
            let flushed = if is_flushed { 4.0 * ALPHA * g.abs() / 1e-8 } else { 0.0 };
            let error = value(&(big(found.into_f64()) - &expected)).abs();
            let error = (error - flushed - 4.0 * least).max(0.0) / unit;
            assert!(
                error <= bound,
                "{optimizer} in {}: θ = {theta:e}, g = {g:e}: {found:e}, off by {error} ulp",
                F::NAME
            );
            worst = worst.max(error);
        }
        println!("{optimizer} in {}: {worst:.2} ulp", F::NAME);
    }
}

#[test]
fn every_step_is_within_its_bound() {
    steps_are_exact::<f32>();
    steps_are_exact::<f64>();
}
