//! A network of the playground: `ann` is the library of the book.

use ann::data::{Dataset, Scaler, Target, Task, read_csv};
use ann::projection::Pca;
use ann::{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate};
use ndarray::Array2;

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
    let data = read_csv("diabetes.csv", "progression", Task::Regress)?;
    let mut parts = data.split([0.8, 0.2], &mut rng)?;
    let fitted = Scaler::standard(parts[0].x.view())?;
    for part in &mut parts {
        part.x = fitted.transform(part.x.view())?;
    }
    let fitted = Pca::fit(parts[0].x.view(), 2)?;
    for part in &mut parts {
        part.x = fitted.transform(part.x.view())?;
    }
    let fitted = Scaler::standard(parts[0].x.view())?;
    for part in &mut parts {
        part.x = fitted.transform(part.x.view())?;
    }
    let Target::Values(y) = &parts[0].target else { unreachable!() };
    let fitted = Scaler::standard(y.view())?;
    for part in &mut parts {
        if let Target::Values(y) = &mut part.target {
            *y = fitted.transform(y.view())?;
        }
    }
    let [train, test] = parts;
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
