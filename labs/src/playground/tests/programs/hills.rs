//! A network of the playground: `ann` is the library of the book.

use ann::data::{Dataset, Target};
use ann::{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate};
use ndarray::{Array2, ArrayView1, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;

/// What the network reads of a sample (a column), and what it should answer.
fn columns(data: &Dataset) -> (Array2<f32>, Array2<f32>) {
    let features = |[x1, x2]: [f64; 2]| [x1, x2];
    let read: Vec<_> = data.x.columns().into_iter().map(|x| features([x[0], x[1]])).collect();
    let x = Array2::from_shape_fn((2, read.len()), |(k, i)| read[i][k] as f32);
    let y = match &data.target {
        Target::Classes { labels, .. } => Array2::from_shape_fn((1, labels.len()), |(_, i)| labels[i] as f32),
        Target::Values(y) => y.mapv(|y| y as f32),
    };
    (x, y)
}

fn main() -> ann::Result<()> {
    let mut rng = ann::rng(1);
    let x = Array2::from_shape_simple_fn((2, 500).f(), || 4.4 * (rng.random::<f64>() - 0.5));
    let height = |x1: f64, x2: f64| {
        [(-1.2, 0.9, 1.0), (0.0, 1.3, -1.0), (1.3, 0.8, 1.0), (-1.3, -0.9, -1.0), (0.1, -1.2, 1.0), (1.3, -0.9, -1.0)]
            .map(|(c1, c2, sign): (f64, f64, f64)| sign * (-3.0 * ((x1 - c1).powi(2) + (x2 - c2).powi(2))).exp())
            .iter()
            .sum::<f64>()
    };
    let noisy = |x: ArrayView1<f64>| height(x[0], x[1]) + 0.1 * rng.sample::<f64, _>(StandardNormal);
    let y: Vec<f64> = x.columns().into_iter().map(noisy).collect();
    let data = Dataset::new(x, Target::from_values(y))?;
    let [train, test] = data.split([0.8, 0.2], &mut rng)?;
    let ((x, y), (x_test, y_test)) = (columns(&train), columns(&test));

    let mut rng = ann::rng(1);
    let (mut layers, mut n_in) = (Vec::new(), 2);
    for (size, activation) in [(8, Activation::Tanh), (8, Activation::Tanh), (1, Activation::Identity)] {
        layers.push(Layer::<f32>::new(n_in, size, activation, Init::for_activation(activation), &mut rng)?);
        n_in = size;
    }
    let mut network = Network::from_layers(layers)?.with_keep_prob(1.0)?;

    let m = x.ncols();
    let cost = Cost { loss: Loss::MeanSquaredError, weight_decay: 0.0 / m as f64 };
    let mut training = TrainingLoop::new(&network, m, 32, cost, Optimizer::ADAM)?;
    for _ in 0..100 {
        training.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut rng)?;
    }
    for (name, x, y) in [("train", &x, &y), ("test", &x_test, &y_test)] {
        let judged = evaluate(&network, x.view(), y.view(), cost.loss, &mut Cache::default())?;
        println!("{name:<6} loss {:.4}   {}", judged.loss, judged.metric);
    }
    Ok(())
}
