use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

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

fn answer_weight_plus_bias(w: f64, b: f64, x: f64) -> f64 {
    (w + b) * x
}

fn answer_whole(w: f64, b: f64, x: f64) -> f64 {
    (w * x + b) as i64 as f64
}

fn answer_in_f32(w: f64, b: f64, x: f64) -> f64 {
    f64::from(w as f32 * x as f32 + b as f32)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the bias is forgotten", "bias", || graders::check_answer(answer_without_bias)),
    mistake("weight and bias are exchanged", "exchanged", || graders::check_answer(answer_weight_and_bias_exchanged)),
    mistake("the bias is subtracted", "taken away", || graders::check_answer(answer_minus_bias)),
    mistake("the bias is multiplied too", "multiplied", || graders::check_answer(answer_bias_multiplied_too)),
    mistake("w and x are added", "added", || graders::check_answer(answer_added)),
    mistake("a sigmoid too many", "sigmoid", || graders::check_answer(answer_through_sigmoid)),
    mistake("w and b are added first", "w and b are added", || graders::check_answer(answer_weight_plus_bias)),
    mistake("whole numbers", "rounded to whole", || graders::check_answer(answer_whole)),
    mistake("in seven digits", "f32", || graders::check_answer(answer_in_f32)),
];
