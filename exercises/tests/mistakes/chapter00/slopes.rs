#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

fn slopes_summed(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw += error * x;
        db += error;
    }
    (dw, db)
}

fn slopes_of_right_minus_answer(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = y - (w * x + b);
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

fn slopes_without_input(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let mean = samples.iter().map(|(x, y)| w * x + b - y).sum::<f64>() / samples.len() as f64;
    (mean, mean)
}

fn slopes_without_half(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for &(x, y) in samples {
        dw += 2.0 * (w * x + b - y) * x;
        db += 2.0 * (w * x + b - y);
    }
    (dw / m, db / m)
}

fn slopes_in_wrong_order(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let errors: Vec<f64> = samples.iter().map(|(x, y)| w * x + b - y).collect();
    let db = errors.iter().sum::<f64>() / m;
    let dw = errors.iter().zip(samples).map(|(error, (x, _))| error * x).sum::<f64>() / m;
    (db, dw)
}

fn slopes_bias_not_in_answer(w: f64, _: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x - y;
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

fn slopes_of_last_sample(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw = error * x / m;
        db = error / m;
    }
    (dw, db)
}

fn slopes_bias_times_input(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        dw += (w * x + b - y) * x / m;
        db += (w * x + b - y) * x / m;
    }
    (dw, db)
}

fn slopes_of_pairs_turned(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (y, x) in samples {
        let error = w * x + b - y;
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

fn slopes_times_weight(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw += error * w / m;
        db += error / m;
    }
    (dw, db)
}

fn slopes_without_last_sample(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for i in 0..samples.len() - 1 {
        let (x, y) = samples[i];
        let error = w * x + b - y;
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

fn slopes_returned_in_the_loop(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    if let Some((x, y)) = samples.first() {
        let error = w * x + b - y;
        return (error * x / m, error / m);
    }
    (0.0, 0.0)
}

fn slopes_by_whole_numbers(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let share = (1 / samples.len()) as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw += share * error * x;
        db += share * error;
    }
    (dw, db)
}

fn slopes_divided_in_each_round(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw = (dw + error * x) / m;
        db = (db + error) / m;
    }
    (dw, db)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("a sum, no mean", "m times", || graders::check_slopes(slopes_summed)),
    mistake("the error is y − a", "sign", || graders::check_slopes(slopes_of_right_minus_answer)),
    mistake("dw without the input", "input", || graders::check_slopes(slopes_without_input)),
    mistake("the square without its half", "twice", || graders::check_slopes(slopes_without_half)),
    mistake("db before dw", "exchanged", || graders::check_slopes(slopes_in_wrong_order)),
    mistake("an error without the bias", "bias", || graders::check_slopes(slopes_bias_not_in_answer)),
    mistake("= instead of +=", "last sample", || graders::check_slopes(slopes_of_last_sample)),
    mistake("db times the input", "factor x", || graders::check_slopes(slopes_bias_times_input)),
    mistake("the pair the wrong way round", "x and y exchanged", || graders::check_slopes(slopes_of_pairs_turned)),
    mistake("error times weight", "error times w", || graders::check_slopes(slopes_times_weight)),
    mistake("the first sample only", "first sample", || {
        graders::check_slopes(|w, b, samples| {
            let (x, y) = samples[0];
            ((w * x + b - y) * x, w * x + b - y)
        })
    }),
    mistake("mean error times mean input", "mean error", || {
        graders::check_slopes(|w, b, samples| {
            let m = samples.len() as f64;
            let error = samples.iter().map(|(x, y)| w * x + b - y).sum::<f64>() / m;
            (error * samples.iter().map(|(x, _)| x).sum::<f64>() / m, error)
        })
    }),
    mistake("the last sample left out", "leaves out the last", || graders::check_slopes(slopes_without_last_sample)),
    mistake("return in the loop", "first sample alone", || graders::check_slopes(slopes_returned_in_the_loop)),
    mistake("whole numbers divided", "divides whole numbers", || graders::check_slopes(slopes_by_whole_numbers)),
    mistake("the running sum divided", "again and again", || graders::check_slopes(slopes_divided_in_each_round)),
];
