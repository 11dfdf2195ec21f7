//! What a user of the library writes: an optimiser of one's own, clipping, gradients summed up over parts of a batch.

use crate::common::message;
use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState, backward, forward, rng,
};
use ndarray::{Array2, array, s};

/// XOR, a sample a column.
fn xor() -> (Array2<f64>, Array2<f64>) {
    (array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], array![[0.0, 1.0, 1.0, 0.0]])
}

fn network() -> Network<f64> {
    Network::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(1)).unwrap()
}

/// θ ← θ − α sign(m), m ← β m + (1 − β) g: a rule that the library does not have, with its own memory.
struct SignMomentum {
    m: Gradients<f64>,
    beta: f64,
}

impl SignMomentum {
    fn step(&mut self, network: &mut Network<f64>, gradients: &Gradients<f64>, alpha: f64) -> ann::Result<()> {
        self.m.scale(self.beta);
        self.m.accumulate(gradients, 1.0 - self.beta)?;
        for l in 1..=network.depth() {
            let layer = network.layer_mut(l);
            layer.w.zip_mut_with(self.m.dw(l), |w, m| *w -= alpha * m.signum());
            layer.b.zip_mut_with(self.m.db(l), |b, m| *b -= alpha * m.signum());
        }
        Ok(())
    }
}

#[test]
fn an_optimiser_of_ones_own_learns_with_clipped_gradients() {
    let (x, y) = xor();
    let mut network = network();
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut rule = SignMomentum { m: Gradients::new(&network, 0), beta: 0.9 };
    let mut clipped = 0;
    for step in 0..300 {
        forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
        backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
        let before = gradients.clone();
        let norm = gradients.clip_norm(0.1).unwrap();
        assert_eq!(norm, before.norm());
        assert!(gradients.norm() <= 0.1 * (1.0 + 1e-12));
        if norm > 0.1 {
            clipped += 1;
            let same_direction = gradients.dw(1) * norm - before.dw(1) * 0.1;
            assert!(same_direction.iter().all(|difference| difference.abs() < 1e-14));
        } else {
            assert_eq!((gradients.dw(1), gradients.db(2)), (before.dw(1), before.db(2)));
        }
        let alpha = 0.02 * 0.99_f64.powi(step);
        rule.step(&mut network, &gradients, alpha).unwrap();
    }
    assert!(clipped > 10, "{clipped} steps were clipped");
    assert_eq!(network.predict(x.view()).unwrap().mapv(f64::round), y);
}

#[test]
fn written_gradients_are_those_that_the_step_takes() {
    let mut moved = network();
    let before = moved.clone();
    let mut gradients = Gradients::new(&moved, 0);
    gradients.dw_mut(1)[[3, 1]] = 2.0;
    gradients.db_mut(2).fill(-1.0);
    OptimizerState::new(Optimizer::Sgd, &moved).unwrap().step(&mut moved, &gradients, 0.5).unwrap();
    let mut expected = before.clone();
    expected.layer_mut(1).w[[3, 1]] -= 1.0;
    expected.layer_mut(2).b[[0, 0]] += 0.5;
    assert_eq!(moved, expected);
    gradients.scale(3.0);
    assert_eq!((gradients.dw(1)[[3, 1]], gradients.db(2)[[0, 0]]), (6.0, -3.0));
    gradients.zero();
    assert_eq!(gradients.norm(), 0.0);
}

#[test]
fn gradients_of_parts_add_up_to_those_of_the_batch() {
    let (x, y) = xor();
    let network = network();
    let cost = Cost { loss: Loss::BinaryCrossEntropy, weight_decay: 0.3 };
    let (mut cache, mut part, mut sum) = (Cache::default(), Gradients::default(), Gradients::new(&network, 0));
    for samples in [0..3, 3..4] {
        forward(&network, x.slice(s![.., samples.clone()]), Dropout::Off, &mut cache).unwrap();
        backward(&network, y.slice(s![.., samples.clone()]), &cost, &cache, &mut part).unwrap();
        sum.accumulate(&part, samples.len() as f64 / 4.0).unwrap();
    }
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, y.view(), &cost, &cache, &mut part).unwrap();
    for l in 1..=2 {
        let differences = (sum.dw(l) - part.dw(l)).into_iter().chain(sum.db(l) - part.db(l));
        assert!(differences.into_iter().all(|difference| difference.abs() < 1e-15), "layer {l}");
    }
    let other = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(1)).unwrap();
    assert!(message(sum.accumulate(&Gradients::new(&other, 0), 1.0)).contains("two networks of different sizes"));
    assert!(message(sum.accumulate(&Gradients::default(), 1.0)).contains("two networks of different sizes"));
}

#[test]
fn norms_of_very_small_and_very_large_gradients() {
    let mut gradients = Gradients::new(&network(), 0);
    for size in [1e-200, 1e-30, 1.0, 1e30, 1e200] {
        gradients.zero();
        gradients.dw_mut(1)[[0, 0]] = 3.0 * size;
        gradients.db_mut(2)[[0, 0]] = -4.0 * size;
        assert!((gradients.norm() / size - 5.0).abs() < 1e-14, "{size}");
        gradients.clip_norm(size).unwrap();
        assert!((gradients.dw(1)[[0, 0]] / size - 0.6).abs() < 1e-14, "{size}");
    }
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(message(gradients.clip_norm(bad)).starts_with("max_norm is"));
    }
    for (bad, name) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        gradients.dw_mut(2)[[0, 1]] = bad;
        assert!(message(gradients.clip_norm(1.0)).contains(&format!("its norm is {name}")));
        assert_eq!(gradients.db(2)[[0, 0]], -0.8e200, "unchanged");
    }
}
