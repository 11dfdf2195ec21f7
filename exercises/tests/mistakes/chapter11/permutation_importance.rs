use crate::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use exercises::chapter11 as graders;
use ndarray::Array1;
use rand::RngExt;
use rand::seq::SliceRandom;

type Answer<'a> = &'a dyn Fn(&Matrix) -> Vec<usize>;

fn accuracy(answers: &[usize], labels: &[usize]) -> f64 {
    let right = answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
    right as f64 / labels.len() as f64
}

fn shuffled(x: &Matrix, feature: usize, rng: &mut Rng) -> Matrix {
    let mut values = x.row(feature).to_vec();
    values.shuffle(rng);
    let mut x = x.clone();
    x.row_mut(feature).assign(&Array1::from(values));
    x
}

fn importance_negative(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let before = accuracy(&answer(x), labels);
    let after = accuracy(&answer(&shuffled(x, feature, rng)), labels);
    after - before
}

fn importance_of_whole_samples(answer: Answer, x: &Matrix, labels: &[usize], _: usize, rng: &mut Rng) -> f64 {
    let mut order: Vec<usize> = (0..x.ncols()).collect();
    order.shuffle(rng);
    let mixed = x.select(ndarray::Axis(1), &order);
    accuracy(&answer(x), labels) - accuracy(&answer(&mixed), labels)
}

fn importance_of_labels(answer: Answer, x: &Matrix, labels: &[usize], _: usize, rng: &mut Rng) -> f64 {
    let answers = answer(x);
    let mut mixed = labels.to_vec();
    mixed.shuffle(rng);
    accuracy(&answers, labels) - accuracy(&answers, &mixed)
}

fn importance_by_the_mean(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, _: &mut Rng) -> f64 {
    let mut without = x.clone();
    let mean = x.row(feature).mean().unwrap();
    without.row_mut(feature).fill(mean);
    accuracy(&answer(x), labels) - accuracy(&answer(&without), labels)
}

fn importance_by_zero(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, _: &mut Rng) -> f64 {
    let mut without = x.clone();
    without.row_mut(feature).fill(0.0);
    accuracy(&answer(x), labels) - accuracy(&answer(&without), labels)
}

fn importance_of_a_column(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let mut values = x.column(feature).to_vec();
    values.shuffle(rng);
    let mut mixed = x.clone();
    mixed.column_mut(feature).assign(&Array1::from(values));
    accuracy(&answer(x), labels) - accuracy(&answer(&mixed), labels)
}

fn importance_relative(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let before = accuracy(&answer(x), labels);
    let after = accuracy(&answer(&shuffled(x, feature, rng)), labels);
    (before - after) / before
}

fn importance_accuracy_after(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    accuracy(&answer(&shuffled(x, feature, rng)), labels)
}

fn importance_in_samples(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let right = |answers: Vec<usize>| answers.iter().zip(labels).filter(|(a, b)| a == b).count() as f64;
    let mixed = shuffled(x, feature, rng);
    right(answer(x)) - right(answer(&mixed))
}

fn importance_with_new_values(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let mut noisy = x.clone();
    noisy.row_mut(feature).mapv_inplace(|_| rng.random::<f64>());
    accuracy(&answer(x), labels) - accuracy(&answer(&noisy), labels)
}

fn importance_of_whole_numbers(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let accuracy = |answers: Vec<usize>| {
        let right = answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
        (right / labels.len()) as f64
    };
    accuracy(answer(x)) - accuracy(answer(&shuffled(x, feature, rng)))
}

fn importance_of_a_forgotten_copy(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let before = accuracy(&answer(x), labels);
    let mut values = x.row(feature).to_vec();
    values.shuffle(rng);
    let after = accuracy(&answer(x), labels);
    before - after
}

fn importance_against_old_answers(answer: Answer, x: &Matrix, _: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let answers = answer(x);
    1.0 - accuracy(&answer(&shuffled(x, feature, rng)), &answers)
}

fn importance_in_percent(answer: Answer, x: &Matrix, labels: &[usize], feature: usize, rng: &mut Rng) -> f64 {
    let after = accuracy(&answer(&shuffled(x, feature, rng)), labels);
    100.0 * (accuracy(&answer(x), labels) - after)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("after less before", "sign", || graders::check_permutation_importance(importance_negative)),
    mistake("whole samples are shuffled", "Whole samples", || {
        graders::check_permutation_importance(importance_of_whole_samples)
    }),
    mistake("labels are shuffled", "labels shuffled", || graders::check_permutation_importance(importance_of_labels)),
    mistake("feature replaced by its mean", "same value", || {
        graders::check_permutation_importance(importance_by_the_mean)
    }),
    mistake("feature replaced by zero", "values", || graders::check_permutation_importance(importance_by_zero)),
    mistake("a column is shuffled", "column", || graders::check_permutation_importance(importance_of_a_column)),
    mistake("divided by the accuracy before", "divide", || graders::check_permutation_importance(importance_relative)),
    mistake("accuracy after, not the fall", "after", || {
        graders::check_permutation_importance(importance_accuracy_after)
    }),
    mistake("samples instead of their share", "number of samples", || {
        graders::check_permutation_importance(importance_in_samples)
    }),
    mistake("new values instead of shuffled", "values", || {
        graders::check_permutation_importance(importance_with_new_values)
    }),
    mistake("accuracy by integer division", "integer", || {
        graders::check_permutation_importance(importance_of_whole_numbers)
    }),
    mistake("shuffled values are not used", "not used", || {
        graders::check_permutation_importance(importance_of_a_forgotten_copy)
    }),
    mistake("compared with answers, not labels", "labels", || {
        graders::check_permutation_importance(importance_against_old_answers)
    }),
    mistake("in percent", "percent", || graders::check_permutation_importance(importance_in_percent)),
];
