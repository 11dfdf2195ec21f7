use super::{Mistake, mistake};
use exercises::chapter00 as graders;

// answer

fn answer_without_bias(w: f64, _: f64, x: f64) -> f64 {
    w * x
}

fn answer_weight_and_bias_exchanged(w: f64, b: f64, x: f64) -> f64 {
    b * x + w
}

fn answer_minus_bias(w: f64, b: f64, x: f64) -> f64 {
    w * x - b
}

fn answer_bias_multiplied_too(w: f64, b: f64, x: f64) -> f64 {
    w * (x + b)
}

fn answer_added(w: f64, b: f64, x: f64) -> f64 {
    w + x + b
}

fn answer_through_sigmoid(w: f64, b: f64, x: f64) -> f64 {
    1.0 / (1.0 + (-(w * x + b)).exp())
}

// slopes

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

// fit

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

// sigmoid

fn sigmoid_without_minus(z: f64) -> f64 {
    1.0 / (1.0 + z.exp())
}

fn sigmoid_with_minus_in_denominator(z: f64) -> f64 {
    1.0 / (1.0 - (-z).exp())
}

fn sigmoid_is_tanh(z: f64) -> f64 {
    z.tanh()
}

fn sigmoid_slope(z: f64) -> f64 {
    let a = 1.0 / (1.0 + (-z).exp());
    a * (1.0 - a)
}

#[allow(clippy::eq_op, reason = "brackets forgotten")]
fn sigmoid_without_brackets(z: f64) -> f64 {
    1.0 / 1.0 + (-z).exp()
}

fn sigmoid_is_step(z: f64) -> f64 {
    if z >= 0.0 { 1.0 } else { 0.0 }
}

// cost

fn cost_summed(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= y * a.ln() + (1.0 - y) * (1.0 - a).ln();
    }
    sum
}

fn cost_without_minus(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        if *y == 1.0 {
            sum += a.ln();
        } else {
            sum += (1.0 - a).ln();
        }
    }
    sum / a.len() as f64
}

fn cost_yes_and_no_exchanged(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| if *y == 0.0 { -a.ln() } else { -(1.0 - a).ln() });
    losses.sum::<f64>() / y.len() as f64
}

fn cost_of_yes_only(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| -y * a.ln());
    losses.sum::<f64>() / y.len() as f64
}

fn cost_with_log10(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.log10() } else { (1.0 - a).log10() };
    }
    sum / a.len() as f64
}

fn cost_is_squared_error(a: &[f64], y: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(y).map(|(a, y)| (a - y).powi(2) / 2.0).sum();
    squares / a.len() as f64
}

fn cost_is_absolute_error(a: &[f64], y: &[f64]) -> f64 {
    a.iter().zip(y).map(|(a, y)| (a - y).abs()).sum::<f64>() / a.len() as f64
}

// scale

fn mean_and_variance(list: &[f64]) -> (f64, f64) {
    let m = list.len() as f64;
    let mean = list.iter().sum::<f64>() / m;
    (mean, list.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m)
}

fn scale_by_itself(_: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(other);
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

fn scale_by_both_together(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(&[train, other].concat());
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

fn scale_by_m_minus_one(train: &[f64], other: &[f64]) -> Vec<f64> {
    let m = train.len() as f64;
    let mean = train.iter().sum::<f64>() / m;
    let squares: f64 = train.iter().map(|x| (x - mean) * (x - mean)).sum();
    let deviation = (squares / (m - 1.0)).sqrt();
    other.iter().map(|x| (x - mean) / deviation).collect()
}

fn scale_by_variance(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(train);
    other.iter().map(|x| (x - mean) / variance).collect()
}

fn scale_mean_stays(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (_, variance) = mean_and_variance(train);
    let deviation = variance.sqrt();
    other.iter().map(|x| x / deviation).collect()
}

fn scale_only_centred(train: &[f64], other: &[f64]) -> Vec<f64> {
    let mean = train.iter().sum::<f64>() / train.len() as f64;
    other.iter().map(|x| x - mean).collect()
}

fn scale_to_zero_and_one(train: &[f64], other: &[f64]) -> Vec<f64> {
    let smallest = train.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = train.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    other.iter().map(|x| (x - smallest) / (largest - smallest)).collect()
}

fn scale_without_brackets(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(train);
    other.iter().map(|x| x - mean / variance.sqrt()).collect()
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

fn fit_with_slopes_of_the_start(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    let (mut w, mut b) = (0.0, 0.0);
    let (dw, db) = slopes(w, b, samples);
    for _ in 0..steps {
        w -= alpha * dw;
        b -= alpha * db;
    }
    (w, b)
}

fn cost_halved(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| if *y == 1.0 { -a.ln() } else { -(1.0 - a).ln() });
    losses.sum::<f64>() / y.len() as f64 / 2.0
}

fn cost_without_brackets(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.ln() } else { 1.0 - a.ln() };
    }
    sum / y.len() as f64
}

fn cost_without_brackets_after_minus(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum += if *y == 1.0 { -a.ln() } else { -1.0 - a.ln() };
    }
    sum / y.len() as f64
}

fn cost_with_tiny_number(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| -(y * (a + 1e-10).ln() + (1.0 - y) * (1.0 - a + 1e-10).ln()));
    losses.sum::<f64>() / y.len() as f64
}

fn cost_clipped(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.max(1e-7).ln() } else { (1.0 - a).max(1e-7).ln() };
    }
    sum / y.len() as f64
}

fn right_slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    let m = samples.len() as f64;
    samples.iter().map(|(x, y)| (w * x + b - y, x)).fold((0.0, 0.0), |(dw, db), (e, x)| (dw + e * x / m, db + e / m))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the bias is forgotten", "bias", || graders::check_answer(answer_without_bias)),
    mistake("weight and bias are exchanged", "exchanged", || graders::check_answer(answer_weight_and_bias_exchanged)),
    mistake("the bias is subtracted", "taken away", || graders::check_answer(answer_minus_bias)),
    mistake("the bias is multiplied too", "multiplied", || graders::check_answer(answer_bias_multiplied_too)),
    mistake("w and x are added", "added", || graders::check_answer(answer_added)),
    mistake("a sigmoid too many", "sigmoid", || graders::check_answer(answer_through_sigmoid)),
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
    mistake("e to the z", "exponent is −z", || graders::check_sigmoid(sigmoid_without_minus)),
    mistake("1 minus the exponential", "denominator", || graders::check_sigmoid(sigmoid_with_minus_in_denominator)),
    mistake("tanh for the sigmoid", "tanh", || graders::check_sigmoid(sigmoid_is_tanh)),
    mistake("the slope of the sigmoid", "slope", || graders::check_sigmoid(sigmoid_slope)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_sigmoid(sigmoid_without_brackets)),
    mistake("a hard step", "step", || graders::check_sigmoid(sigmoid_is_step)),
    mistake("a sum, no mean", "m times", || graders::check_cost(cost_summed)),
    mistake("the minus is forgotten", "sign", || graders::check_cost(cost_without_minus)),
    mistake("yes and no exchanged", "exchanged", || graders::check_cost(cost_yes_and_no_exchanged)),
    mistake("only y = 1 costs", "y = 0", || graders::check_cost(cost_of_yes_only)),
    mistake("the logarithm to base 10", "natural", || graders::check_cost(cost_with_log10)),
    mistake("the squared error", "cost of the line", || graders::check_cost(cost_is_squared_error)),
    mistake("the absolute error", "distance", || graders::check_cost(cost_is_absolute_error)),
    mistake("the ½ of the line kept", "half of what", || graders::check_cost(cost_halved)),
    mistake("brackets forgotten in ln (1 − a)", "1 − ln a", || graders::check_cost(cost_without_brackets)),
    mistake("brackets forgotten in −ln (1 − a)", "−1 − ln a", || {
        graders::check_cost(cost_without_brackets_after_minus)
    }),
    mistake("a tiny number added", "1e-10 keeps", || graders::check_cost(cost_with_tiny_number)),
    mistake("a is clipped", "1e-7 keeps", || graders::check_cost(cost_clipped)),
    mistake("scaled by its own mean", "its own", || graders::check_scale(scale_by_itself)),
    mistake("scaled by both lists together", "train", || graders::check_scale(scale_by_both_together)),
    mistake("m − 1 for m", "− 1", || graders::check_scale(scale_by_m_minus_one)),
    mistake("the variance for its root", "root", || graders::check_scale(scale_by_variance)),
    mistake("the mean is not subtracted", "mean", || graders::check_scale(scale_mean_stays)),
    mistake("no division by the deviation", "divided", || graders::check_scale(scale_only_centred)),
    mistake("between smallest and largest", "least", || graders::check_scale(scale_to_zero_and_one)),
    mistake("brackets forgotten", "parentheses", || graders::check_scale(scale_without_brackets)),
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
    mistake("ln 0 is left out", "sure and wrong", || {
        graders::check_cost(|a, y| {
            let mut sum = 0.0;
            for (a, y) in a.iter().zip(y) {
                let of_truth = if *y == 1.0 { *a } else { 1.0 - a };
                sum -= if of_truth > 0.0 { of_truth.ln() } else { 0.0 };
            }
            sum / y.len() as f64
        })
    }),
];
