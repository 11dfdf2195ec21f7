use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter10 as graders;
use ndarray::Axis;

/// 1 in place of 0, for what does not vary.
fn or_one(deviation: Matrix) -> Matrix {
    deviation.mapv_into(|sigma| if sigma < 1e-12 { 1.0 } else { sigma })
}

fn mean_and_deviation(x: &Matrix, ddof: f64) -> (Matrix, Matrix) {
    let mean = x.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let deviation = x.std_axis(Axis(1), ddof).insert_axis(Axis(1));
    (mean, or_one(deviation))
}

fn standardise_each_by_its_own(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let scale = |x: &Matrix| {
        let (mean, deviation) = mean_and_deviation(x, 0.0);
        (x - &mean) / &deviation
    };
    (scale(train), scale(test))
}

fn standardise_by_all_samples(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let all = ndarray::concatenate(Axis(1), &[train.view(), test.view()]).unwrap();
    let (mean, deviation) = mean_and_deviation(&all, 0.0);
    ((train - &mean) / &deviation, (test - &mean) / &deviation)
}

fn standardise_by_m_minus_one(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (mean, deviation) = mean_and_deviation(train, 1.0);
    ((train - &mean) / &deviation, (test - &mean) / &deviation)
}

fn standardise_without_case_of_one_value(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let m = train.ncols() as f64;
    let mean = train.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    let variance = (train - &mean).pow2().sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    let deviation = variance.sqrt();
    ((train - &mean) / &deviation, (test - &mean) / &deviation)
}

fn standardise_by_variance(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let mean = train.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let variance = or_one(train.var_axis(Axis(1), 0.0).insert_axis(Axis(1)));
    ((train - &mean) / &variance, (test - &mean) / &variance)
}

fn standardise_min_max(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (mut train, mut test) = (train.clone(), test.clone());
    for (mut of_train, mut of_test) in train.rows_mut().into_iter().zip(test.rows_mut()) {
        let low = of_train.fold(f64::INFINITY, |low, &x| low.min(x));
        let high = of_train.fold(f64::NEG_INFINITY, |high, &x| high.max(x));
        let width = if high > low { high - low } else { 1.0 };
        of_train.mapv_inplace(|x| (x - low) / width);
        of_test.mapv_inplace(|x| (x - low) / width);
    }
    (train, test)
}

fn standardise_sample_by_sample(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let scale = |x: &Matrix| {
        let mean = x.mean_axis(Axis(0)).unwrap();
        let deviation = x.std_axis(Axis(0), 0.0).mapv(|sigma| if sigma > 0.0 { sigma } else { 1.0 });
        (x - &mean) / &deviation
    };
    (scale(train), scale(test))
}

fn standardise_whole_table(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (mean, deviation) = (train.mean().unwrap(), train.std(0.0));
    let deviation = if deviation > 0.0 { deviation } else { 1.0 };
    ((train - mean) / deviation, (test - mean) / deviation)
}

fn standardise_without_mean(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (_, deviation) = mean_and_deviation(train, 0.0);
    (train / &deviation, test / &deviation)
}

fn standardise_without_deviation(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let mean = train.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    (train - &mean, test - &mean)
}

fn standardise_train_only(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (mean, deviation) = mean_and_deviation(train, 0.0);
    ((train - &mean) / &deviation, test.clone())
}

pub const MISTAKES: &[Mistake] = &[
    mistake("test by its own μ and σ", "own", || graders::check_standardise(standardise_each_by_its_own)),
    mistake("μ and σ of both parts", "all samples", || graders::check_standardise(standardise_by_all_samples)),
    mistake("m − 1 instead of m", "m − 1", || graders::check_standardise(standardise_by_m_minus_one)),
    mistake("0/0 where nothing varies", "one value", || {
        graders::check_standardise(standardise_without_case_of_one_value)
    }),
    mistake("divided by the variance", "root", || graders::check_standardise(standardise_by_variance)),
    mistake("min–max instead of standard", "min", || graders::check_standardise(standardise_min_max)),
    mistake("each sample, not each feature", "features of a sample", || {
        graders::check_standardise(standardise_sample_by_sample)
    }),
    mistake("one μ and σ for all", "feature", || graders::check_standardise(standardise_whole_table)),
    mistake("μ is not subtracted", "mean is not taken off", || graders::check_standardise(standardise_without_mean)),
    mistake("not divided by σ", "σ", || graders::check_standardise(standardise_without_deviation)),
    mistake("test is left as it is", "test", || graders::check_standardise(standardise_train_only)),
];
