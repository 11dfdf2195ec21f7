#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use super::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use exercises::chapter11 as graders;
use ndarray::Array1;
use rand::RngExt;
use rand::seq::SliceRandom;

fn stopping_without_patience(losses: &[f64], _patience: usize) -> usize {
    let mut best = 0;
    for (epoch, loss) in losses.iter().enumerate() {
        if *loss < losses[best] {
            best = epoch;
        }
    }
    best
}

fn stopping_keeps_the_last(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (f64::INFINITY, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best {
            best = loss;
            waited = 0;
        } else {
            waited += 1;
        }
        if waited >= patience {
            return epoch;
        }
    }
    losses.len() - 1
}

fn stopping_too_late(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
            waited = 0;
        } else {
            waited += 1;
            if waited > patience {
                break;
            }
        }
    }
    best
}

fn stopping_too_early(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for epoch in 0..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if epoch - best + 1 >= patience {
            break;
        }
    }
    best
}

fn stopping_compared_with_epoch_before(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if losses[epoch] < losses[epoch - 1] {
            waited = 0;
        } else {
            waited += 1;
        }
        if waited == patience {
            break;
        }
    }
    best
}

fn stopping_never_reset(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best, mut waited) = (f64::INFINITY, 0, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best_loss {
            best_loss = loss;
            best = epoch;
        } else {
            waited += 1;
        }
        if waited >= patience {
            break;
        }
    }
    best
}

fn stopping_equal_is_better(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss <= losses[best] {
            best = epoch;
        }
        if epoch - best >= patience {
            break;
        }
    }
    best
}

fn stopping_counted_from_one(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best_epoch) = (f64::INFINITY, 0);
    for (epoch, &loss) in (1..).zip(losses) {
        if loss < best_loss {
            (best_loss, best_epoch) = (loss, epoch);
        } else if epoch - best_epoch >= patience {
            break;
        }
    }
    best_epoch
}

fn stopping_at_the_largest(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss > losses[best] {
            best = epoch;
        }
        if epoch - best >= patience {
            break;
        }
    }
    best
}

fn stopping_best_begins_at_zero(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best, mut waited) = (0.0, 0, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best_loss {
            (best_loss, best, waited) = (loss, epoch, 0);
        } else {
            waited += 1;
        }
        if waited >= patience {
            break;
        }
    }
    best
}

fn stopping_last_unless_stopped(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for epoch in 0..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if epoch - best == patience {
            return best;
        }
    }
    losses.len() - 1
}

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
    mistake("patience is ignored", "after the stop", || graders::check_early_stopping(stopping_without_patience)),
    mistake("keeps the epoch of stopping", "best", || graders::check_early_stopping(stopping_keeps_the_last)),
    mistake("stops one epoch too late", "too long", || graders::check_early_stopping(stopping_too_late)),
    mistake("stops one epoch too early", "too early", || graders::check_early_stopping(stopping_too_early)),
    mistake("compared with the epoch before", "before", || {
        graders::check_early_stopping(stopping_compared_with_epoch_before)
    }),
    mistake("count is never reset", "begins at 0 again", || graders::check_early_stopping(stopping_never_reset)),
    mistake("an equal loss counts better", "same loss", || graders::check_early_stopping(stopping_equal_is_better)),
    mistake("epochs counted from 1", "from 1", || graders::check_early_stopping(stopping_counted_from_one)),
    mistake("keeps the largest loss", "largest", || graders::check_early_stopping(stopping_at_the_largest)),
    mistake("best loss begins at 0", "begin at 0", || graders::check_early_stopping(stopping_best_begins_at_zero)),
    mistake("keeps the last unless stopped", "losses run out", || {
        graders::check_early_stopping(stopping_last_unless_stopped)
    }),
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
