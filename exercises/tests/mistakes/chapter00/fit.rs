use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

/// The right slopes.
fn slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    let (mut dw, mut db) = (0.0, 0.0);
    for (x, y) in samples {
        let error = w * x + b - y;
        dw += error * x / m;
        db += error / m;
    }
    (dw, db)
}

fn fit_uphill(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w += alpha * dw;
        b += alpha * db;
    }
    (w, b)
}

fn fit_weight_before_slope_of_bias(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        w -= alpha * slopes(w, b, samples).0;
        b -= alpha * slopes(w, b, samples).1;
    }
    (w, b)
}

fn fit_started_at_one(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (1.0, 1.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn fit_one_step_too_few(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 1..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn fit_one_step_too_many(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..=steps {
        let (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn fit_bias_never_moved(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, _) = slopes(w, b, samples);
        w -= alpha * dw;
    }
    (w, b)
}

fn fit_without_learning_rate(samples: &[(f64, f64)], _: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= dw;
        b -= db;
    }
    (w, b)
}

fn fit_after_each_sample(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        for (x, y) in samples {
            let error = w * x + b - y;
            w -= alpha * error * x;
            b -= alpha * error;
        }
    }
    (w, b)
}

fn fit_with_summed_slopes(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (mut dw, mut db) = (0.0, 0.0);
        for (x, y) in samples {
            dw += (w * x + b - y) * x;
            db += w * x + b - y;
        }
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn fit_with_slopes_of_the_start(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    let (dw, db) = slopes(w, b, samples);
    for _ in 0..steps {
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn right_slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    samples.iter().map(|(x, y)| (w * x + b - y, x)).fold((0.0, 0.0), |(dw, db), (e, x)| (dw + e * x / m, db + e / m))
}

fn fit_with_new_variables(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (w, b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        let (_w, _b) = (w - alpha * dw, b - alpha * db);
    }
    (w, b)
}

fn fit_without_rate_for_bias(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= db;
    }
    (w, b)
}

fn fit_by_samples_in_turn(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for step in 0..steps {
        let (dw, db) = slopes(w, b, &[samples[step % samples.len()]]);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn fit_with_fixed_rate(samples: &[(f64, f64)], _: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..steps {
        let (dw, db) = slopes(w, b, samples);
        w -= 0.1 * dw;
        b -= 0.1 * db;
    }
    (w, b)
}

fn fit_returns_slopes(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    let (mut dw, mut db) = (0.0, 0.0);
    for _ in 0..steps {
        (dw, db) = slopes(w, b, samples);
        w -= alpha * dw;
        b -= alpha * db;
    }
    (dw, db)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the steps go uphill", "uphill", || graders::check_fit(fit_uphill)),
    mistake("w changed before db is taken", "changed already", || graders::check_fit(fit_weight_before_slope_of_bias)),
    mistake("the start is 1", "starts at", || graders::check_fit(fit_started_at_one)),
    mistake("one step too few", "too few", || graders::check_fit(fit_one_step_too_few)),
    mistake("one step too many", "too many", || graders::check_fit(fit_one_step_too_many)),
    mistake("the bias stays 0", "b stays 0", || graders::check_fit(fit_bias_never_moved)),
    mistake("no learning rate", "learning rate", || graders::check_fit(fit_without_learning_rate)),
    mistake("a step after each sample", "every sample", || graders::check_fit(fit_after_each_sample)),
    mistake("steps along summed slopes", "m times", || graders::check_fit(fit_with_summed_slopes)),
    mistake("slopes taken before the loop", "slopes of the start", || graders::check_fit(fit_with_slopes_of_the_start)),
    mistake("= instead of -=", "replaced", || {
        graders::check_fit(|samples, alpha, steps| {
            let (mut w, mut b) = (0.0, 0.0);
            for _ in 0..steps {
                let (dw, db) = right_slopes(w, b, samples);
                (w, b) = (-alpha * dw, -alpha * db);
            }
            (w, b)
        })
    }),
    mistake("w goes by the slope of b", "crossed", || {
        graders::check_fit(|samples, alpha, steps| {
            let (mut w, mut b) = (0.0, 0.0);
            for _ in 0..steps {
                let (dw, db) = right_slopes(w, b, samples);
                w -= alpha * db;
                b -= alpha * dw;
            }
            (w, b)
        })
    }),
    mistake("new variables in the loop", "`let` in the loop", || graders::check_fit(fit_with_new_variables)),
    mistake("no learning rate for b", "The step of b lacks", || graders::check_fit(fit_without_rate_for_bias)),
    mistake("one sample a step", "each in turn", || graders::check_fit(fit_by_samples_in_turn)),
    mistake("always 0.1", "is 0.1, whatever", || graders::check_fit(fit_with_fixed_rate)),
    mistake("the slopes returned", "slopes of the last step", || graders::check_fit(fit_returns_slopes)),
];
