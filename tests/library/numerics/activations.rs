//! Every activation and its slope.

use super::{Big, big, column, numbers, ulps, value};
use ann::{Activation, Real};

/// eˣ; below −2000 it is no number of 64 bits in any case, and so next to any that is added to it.
fn exp(x: Big) -> Big {
    if x < big(-2000.0) { big(-2000.0).exp() } else { x.exp() }
}

/// g(z), of a column for softmax.
fn activation(g: Activation, z: &[f64]) -> Vec<Big> {
    let one = || big(1.0);
    let of_one = |&z: &f64| {
        let small = exp(big(-z.abs())); // e^−|z|
        match g {
            Activation::Relu => big(z.max(0.0)),
            Activation::LeakyRelu { slope } => {
                if z < 0.0 {
                    big(slope) * big(z)
                } else {
                    big(z)
                }
            }
            // Where z² is no longer seen in 200 bits, tanh z is z.
            Activation::Tanh if z.abs() < 1e-40 => big(z),
            Activation::Tanh => {
                let square = &small * &small;
                (one() - &square) / (one() + square) * big(z.signum())
            }
            Activation::Sigmoid if z < 0.0 => small.clone() / (one() + small),
            Activation::Sigmoid => one() / (one() + small),
            _ => big(z),
        }
    };
    if g != Activation::Softmax {
        return z.iter().map(of_one).collect();
    }
    let largest = z.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let e: Vec<Big> = z.iter().map(|&z| exp(big(z) - big(largest))).collect();
    let sum = e.iter().fold(big(0.0), |sum, e| sum + e);
    e.into_iter().map(|e| e / &sum).collect()
}

fn activations_are_exact<F: Real>() {
    for g in Activation::ALL.into_iter().filter(|g| *g != Activation::Softmax) {
        // The slope of a leaky ReLU is one of this type.
        let exact = match g {
            Activation::LeakyRelu { slope } => Activation::LeakyRelu { slope: F::from_f64(slope).into_f64() },
            g => g,
        };
        let z = numbers::<F>();
        let mut a = column(&z);
        g.apply(a.view_mut());
        let mut worst = 0.0_f64;
        for (&z, &a) in z.iter().zip(&a) {
            let error = ulps(a, &activation(exact, &[z.into_f64()])[0]);
            let bound = match g {
                Activation::Relu | Activation::Identity => 0.0,
                Activation::LeakyRelu { .. } => 0.5,
                _ => 3.0,
            };
            assert!(error <= bound, "{g} of {z:e} in {}: {a:e}, off by {error} ulp", F::NAME);
            worst = worst.max(error);
        }
        println!("{g} in {}: {worst:.2} ulp", F::NAME);
    }
    let mut worst = 0.0_f64;
    for &first in &numbers::<F>() {
        for &second in &numbers::<F>() {
            let z = [first, second, F::one()];
            let mut a = column(&z);
            Activation::Softmax.apply(a.view_mut());
            let expected = activation(Activation::Softmax, &z.map(F::into_f64));
            for (&a, expected) in a.iter().zip(&expected) {
                let error = value(&(big(a.into_f64()) - expected)).abs() / F::epsilon().into_f64();
                assert!(error <= 2.0, "softmax of {z:?} in {}: {a:e}, off by {error} ε", F::NAME);
                worst = worst.max(error);
            }
        }
    }
    println!("softmax in {}: {worst:.2} ε", F::NAME);
}

#[test]
fn every_activation_is_within_its_bound() {
    activations_are_exact::<f32>();
    activations_are_exact::<f64>();
}

fn slopes_are_exact<F: Real>() {
    for g in Activation::ALL {
        let mut worst = 0.0_f64;
        for &z in &numbers::<F>() {
            let mut a = column(&[z, F::zero(), F::one()]);
            g.apply(a.view_mut());
            for &d in &numbers::<F>() {
                let da = [d, -d, F::from_f64(0.25)];
                let mut dz = column(&da);
                g.backward(a.view(), dz.view_mut());
                let (exact_a, exact_d) = (a.mapv(|a| big(a.into_f64())), da.map(|d| big(d.into_f64())));
                let mean = exact_a.iter().zip(&exact_d).fold(big(0.0), |sum, (a, d)| sum + a * d);
                // In units of what an error of ε in g′ makes, which is at most 1.
                let unit =
                    F::epsilon().into_f64() * da.iter().fold(F::min_positive_value(), |a, d| a.max(d.abs())).into_f64();
                for k in 0..3 {
                    let (a, d) = (&exact_a[[k, 0]], &exact_d[k]);
                    let is_positive = *a > big(0.0);
                    let expected = match g {
                        Activation::Relu => {
                            if is_positive {
                                d.clone()
                            } else {
                                big(0.0)
                            }
                        }
                        Activation::LeakyRelu { slope } => {
                            if is_positive {
                                d.clone()
                            } else {
                                d * big(F::from_f64(slope).into_f64())
                            }
                        }
                        Activation::Tanh => d * (big(1.0) - a * a),
                        Activation::Sigmoid => d * a * (big(1.0) - a),
                        Activation::Softmax => a * (d - &mean),
                        _ => d.clone(),
                    };
                    let found = dz[[k, 0]];
                    assert!(found.is_finite(), "{g} at {z:e} in {}: dz = {found} for da = {d:e}", F::NAME);
                    let error = value(&((big(found.into_f64()) - expected) / big(unit))).abs();
                    let bound = if matches!(g, Activation::Relu | Activation::Identity) { 0.0 } else { 2.0 };
                    assert!(
                        error <= bound,
                        "{g} at {z:e} in {}: dz = {found:e} for da = {d:e}, off by {error}",
                        F::NAME
                    );
                    worst = worst.max(error);
                }
            }
        }
        println!("slope of {g} in {}: {worst:.2} ε of the largest da", F::NAME);
    }
}

#[test]
fn every_slope_is_within_its_bound() {
    slopes_are_exact::<f32>();
    slopes_are_exact::<f64>();
}
