use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter02 as graders;

fn relu_is_absolute(z: &Matrix) -> Matrix {
    z.abs()
}

fn relu_is_leaky(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { z } else { 0.01 * z })
}

fn relu_is_minimum(z: &Matrix) -> Matrix {
    z.mapv(|z| z.min(0.0))
}

fn relu_slope(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 })
}

fn relu_from_a_half_on(z: &Matrix) -> Matrix {
    z.mapv(|z| if z >= 0.5 { z } else { 0.0 })
}

fn relu_at_most_one(z: &Matrix) -> Matrix {
    z.mapv(|z| z.clamp(0.0, 1.0))
}

fn relu_is_softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}

fn relu_leaks_a_tenth(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { z } else { 0.1 * z })
}

fn relu_whole(z: &Matrix) -> Matrix {
    z.mapv(|z| z as usize as f64)
}

fn relu_without_last_column(z: &Matrix) -> Matrix {
    let mut a = z.clone();
    for j in 0..z.ncols() - 1 {
        for i in 0..z.nrows() {
            a[[i, j]] = z[[i, j]].max(0.0);
        }
    }
    a
}

fn relu_minus_one(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { z } else { -1.0 })
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the absolute value", "sign is turned", || graders::check_relu(relu_is_absolute)),
    mistake("leaky below zero", "leaky", || graders::check_relu(relu_is_leaky)),
    mistake("the smaller for the larger", "smaller", || graders::check_relu(relu_is_minimum)),
    mistake("the slope of ReLU", "slope", || graders::check_relu(relu_slope)),
    mistake("cut off at 1", "above 1", || graders::check_relu(relu_at_most_one)),
    mistake("the corner is at a half", "above 0", || graders::check_relu(relu_from_a_half_on)),
    mistake("softplus for ReLU", "round corner", || graders::check_relu(relu_is_softplus)),
    mistake("a leak of a tenth", "0.100 times", || graders::check_relu(relu_leaks_a_tenth)),
    mistake("whole numbers", "rounded to whole", || graders::check_relu(relu_whole)),
    mistake("the last column left out", "Only column", || graders::check_relu(relu_without_last_column)),
    mistake("minus one below 0", "gives -1", || graders::check_relu(relu_minus_one)),
];
