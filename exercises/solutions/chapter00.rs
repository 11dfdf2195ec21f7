//! Chapter 0, one neuron: the book's solutions.

pub fn answer(w: f64, b: f64, x: f64) -> f64 {
    w * x + b
}

pub fn slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

pub fn fit(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

pub fn cost(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&a, &y) in a.iter().zip(y) {
        sum -= if y == 1.0 { a.ln() } else { (1.0 - a).ln() };
    }
    sum / y.len() as f64
}

pub fn scale(train: &[f64], other: &[f64]) -> Vec<f64> {
    let m = train.len() as f64;
    let mean = train.iter().sum::<f64>() / m;
    let variance = train.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m;
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}
