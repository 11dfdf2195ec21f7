use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use exercises::chapter06 as graders;

fn clip_layer_by_layer(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut clipped = Vec::new();
    for g in gradients {
        let length = (g.dw.pow2().sum() + g.db.pow2().sum()).sqrt();
        let factor = if length > limit { limit / length } else { 1.0 };
        clipped.push(Gradient { dw: factor * &g.dw, db: factor * &g.db });
    }
    clipped
}

fn clip_number_by_number(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let cut = |matrix: &Matrix| matrix.mapv(|x| x.clamp(-limit, limit));
    gradients.iter().map(|g| Gradient { dw: cut(&g.dw), db: cut(&g.db) }).collect()
}

fn clip_always(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let factor = limit / squares.sqrt();
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_without_root(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut length = 0.0;
    for g in gradients {
        length += g.dw.pow2().sum() + g.db.pow2().sum();
    }
    if length <= limit {
        return gradients.to_vec();
    }
    gradients.iter().map(|g| Gradient { dw: &g.dw * limit / length, db: &g.db * limit / length }).collect()
}

fn clip_by_weights_only(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum()).sum();
    let factor = f64::min(1.0, limit / squares.sqrt());
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_weights_only(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let factor = f64::min(1.0, limit / squares.sqrt());
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: g.db.clone() }).collect()
}

fn clip_to_length_one(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let length = squares.sqrt();
    if length > limit {
        gradients.iter().map(|g| Gradient { dw: &g.dw / length, db: &g.db / length }).collect()
    } else {
        gradients.to_vec()
    }
}

fn clip_by_sum_of_lengths(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut length = 0.0;
    for g in gradients {
        length += g.dw.pow2().sum().sqrt() + g.db.pow2().sum().sqrt();
    }
    let factor = f64::min(1.0, limit / length);
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_by_largest_number(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut largest = 0.0_f64;
    for g in gradients {
        for x in g.dw.iter().chain(&g.db) {
            largest = largest.max(x.abs());
        }
    }
    let factor = f64::min(1.0, limit / largest);
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn shortened(gradients: &[Gradient], factor: f64) -> Vec<Gradient> {
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_by_last_layer(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut squares: f64 = 0.0;
    for g in gradients {
        squares = g.dw.pow2().sum() + g.db.pow2().sum();
    }
    shortened(gradients, f64::min(1.0, limit / squares.sqrt()))
}

fn clip_first_layer_only(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let mut clipped = gradients.to_vec();
    clipped[0] = shortened(gradients, f64::min(1.0, limit / squares.sqrt()))[0].clone();
    clipped
}

fn clip_by_squared_factor(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    shortened(gradients, f64::min(1.0, limit * limit / squares))
}

fn clip_by_sum_of_numbers(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let sum: f64 = gradients.iter().map(|g| g.dw.sum() + g.db.sum()).sum();
    shortened(gradients, f64::min(1.0, limit / sum.abs()))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("each layer by itself", "shortened by itself", || graders::check_clip(clip_layer_by_layer)),
    mistake("each number by itself", "number", || graders::check_clip(clip_number_by_number)),
    mistake("short gradients are made longer", "longer", || graders::check_clip(clip_always)),
    mistake("length without the root", "root", || graders::check_clip(clip_without_root)),
    mistake("length without the biases", "db", || graders::check_clip(clip_by_weights_only)),
    mistake("biases are not shortened", "db", || graders::check_clip(clip_weights_only)),
    mistake("shortened to length 1", "limit", || graders::check_clip(clip_to_length_one)),
    mistake("lengths summed, not squares", "lengths", || graders::check_clip(clip_by_sum_of_lengths)),
    mistake("largest number for the length", "largest", || graders::check_clip(clip_by_largest_number)),
    mistake("the last layer's length", "last layer: add up", || graders::check_clip(clip_by_last_layer)),
    mistake("only the first layer", "Only the first", || graders::check_clip(clip_first_layer_only)),
    mistake("the factor squared", "factor is squared", || graders::check_clip(clip_by_squared_factor)),
    mistake("the numbers added", "numbers are added", || graders::check_clip(clip_by_sum_of_numbers)),
];
