//! Chapter 10, data: the book's solutions.

use ann::Rng;
use ann::plain::Matrix;
use ndarray::Axis;
use rand::seq::SliceRandom;

pub fn standardise(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let m = train.ncols() as f64;
    let mut mean = train.sum_axis(Axis(1)).insert_axis(Axis(1)) / m; // (10.1)
    let mut deviation = ((train - &mean).pow2().sum_axis(Axis(1)).insert_axis(Axis(1)) / m).sqrt();
    for (i, feature) in train.rows().into_iter().enumerate() {
        if feature.iter().all(|x| *x == feature[0]) {
            mean[[i, 0]] = feature[0];
            deviation[[i, 0]] = 1.0;
        }
    }
    ((train - &mean) / &deviation, (test - &mean) / &deviation)
}

pub fn stratified_split(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let classes = labels.iter().max().unwrap() + 1;
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes {
        let mut samples: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == class).collect();
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64).round() as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}
