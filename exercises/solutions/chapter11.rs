//! Chapter 11, the trainer: the book's solutions.

use ann::Rng;
use ann::plain::Matrix;
use ndarray::Array1;
use rand::seq::SliceRandom;

pub fn early_stopping(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < losses[best] {
            best = epoch;
        }
        if epoch - best >= patience {
            break;
        }
    }
    best
}

pub fn permutation_importance(
    answer: &dyn Fn(&Matrix) -> Vec<usize>,
    x: &Matrix,
    labels: &[usize],
    feature: usize,
    rng: &mut Rng,
) -> f64 {
    let mut values = x.row(feature).to_vec();
    values.shuffle(rng);
    let mut shuffled = x.clone();
    shuffled.row_mut(feature).assign(&Array1::from(values));
    accuracy(&answer(x), labels) - accuracy(&answer(&shuffled), labels)
}

fn accuracy(answers: &[usize], labels: &[usize]) -> f64 {
    let right = answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
    right as f64 / labels.len() as f64 // (11.2)
}
