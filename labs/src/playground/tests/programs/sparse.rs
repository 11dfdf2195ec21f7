//! A network of the playground: `ann` is the library of the book.

use ann::data::{Dataset, Target, synthetic};
use ann::{
    Activation, Batches, Cache, Cost, Dropout, Gradients, Init, Layer, Loss, Network, Optimizer, OptimizerState,
    backward, evaluate, forward,
};
use ndarray::{Array2, Axis, array};

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
    let mut data = synthetic::moons(500, 0.1, &mut rng)?;
    data.x -= &array![[0.5], [0.25]];
    data.x *= 1.4;
    let [train, test] = data.split([0.8, 0.2], &mut rng)?;
    let ((x, y), (x_test, y_test)) = (columns(&train), columns(&test));

    let mut rng = ann::rng(1);
    let (mut layers, mut n_in) = (Vec::new(), 2);
    for (size, activation) in [(4, Activation::Tanh), (1, Activation::Sigmoid)] {
        layers.push(Layer::<f32>::new(n_in, size, activation, Init::for_activation(activation), &mut rng)?);
        n_in = size;
    }
    let mut network = Network::from_layers(layers)?.with_keep_prob(1.0)?;

    let m = x.ncols();
    let cost = Cost { loss: Loss::BinaryCrossEntropy, weight_decay: 0.0 / m as f64 };
    let (l1, sign) = ((0.3 / m as f64) as f32, |w: f32| if w == 0.0 { 0.0 } else { w.signum() });
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let (mut batches, mut optimizer) = (Batches::new(m, 32)?, OptimizerState::new(Optimizer::ADAM, &network)?);
    for _ in 0..100 {
        batches.shuffle(&mut rng);
        for batch in batches.iter() {
            let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
            forward(&network, x.view(), Dropout::Draw(&mut rng), &mut cache)?;
            backward(&network, y.view(), &cost, &cache, &mut gradients)?;
            for (l, layer) in (1..).zip(network.layers()) {
                gradients.dw_mut(l).zip_mut_with(&layer.w, |dw, &w| *dw += l1 * sign(w));
            }
            optimizer.step(&mut network, &gradients, 0.01)?;
        }
    }
    for (name, x, y) in [("train", &x, &y), ("test", &x_test, &y_test)] {
        let judged = evaluate(&network, x.view(), y.view(), cost.loss, &mut Cache::default())?;
        println!("{name:<6} loss {:.4}   {}", judged.loss, judged.metric);
    }
    Ok(())
}
