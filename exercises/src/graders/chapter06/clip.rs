//! Gradients that are shortened to a limit.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::Report;
use crate::run::grade;
use ann::plain::backward::Gradient;

/// `clip(gradients, limit)`: the gradients of all layers, shortened together if they are longer than `limit`.
pub fn check_clip(mine: fn(&[Gradient], f64) -> Vec<Gradient>) -> Report {
    grade(6, "clip", "“Clipping: no step over the cliff”", move || {
        let mut rng = ann::rng(64);
        // Too long; short enough; too long only together; a single layer with one weight; all 0.
        for (sizes, length, limit) in [
            (&[3, 4, 2, 2][..], 20.0, 2.0),
            (&[2, 3, 2], 0.5, 2.0),
            (&[3, 4, 4, 2], 1.2, 1.0),
            (&[1, 1], 3.0, 0.5),
            (&[2, 2, 1], 0.0, 1.0),
        ] {
            let layers = sizes.windows(2);
            let random: Vec<Gradient> =
                layers.map(|n| Gradient { dw: normal(n[1], n[0], &mut rng), db: normal(n[1], 1, &mut rng) }).collect();
            let gradients = scaled(&random, length / norm(&random), length / norm(&random));
            let squares = squares(&gradients);
            let shorten = |length: f64| if length > limit { limit / length } else { 1.0 };
            let by = |length: f64| scaled(&gradients, shorten(length), shorten(length));
            let numbers = || gradients.iter().flat_map(|g| g.dw.iter().chain(&g.db));
            let count = numbers().count() as f64;
            let lengths = gradients.iter().map(|g| norm(std::slice::from_ref(g)));
            let each_layer = gradients.iter().zip(lengths.clone());
            let each_layer =
                each_layer.map(|(g, length)| Gradient { dw: &g.dw * shorten(length), db: &g.db * shorten(length) });
            let each_matrix = gradients.iter().map(|g| {
                let [dw, db] = [&g.dw, &g.db].map(|d| d * shorten(d.pow2().sum().sqrt()));
                Gradient { dw, db }
            });
            let each_number = gradients.iter().map(|g| {
                let [dw, db] = [&g.dw, &g.db].map(|d| d.mapv(|d| d.clamp(-limit, limit)));
                Gradient { dw, db }
            });
            let matrices = || gradients.iter().flat_map(|g| [&g.dw, &g.db]).map(|d| d.pow2().sum().sqrt());
            let weights = gradients.iter().map(|g| g.dw.pow2().sum()).sum::<f64>().sqrt();
            let each = |f: &dyn Fn(f64) -> f64| -> Vec<Gradient> {
                gradients.iter().map(|g| Gradient { dw: g.dw.mapv(f), db: g.db.mapv(f) }).collect()
            };
            let cut_above = each(&|number| number.min(limit));
            let shifted = each(&|number| number - (length - limit).max(0.0));
            let right = by(length);
            let mut first_only = gradients.clone();
            first_only[0] = right[0].clone();
            let mut comparison = compare("", &mine(&gradients, limit), &right)
                .mistake(&gradients, "Nothing is shortened, though all together are longer than the limit.")
                .mistake(
                    &each_layer.collect::<Vec<_>>(),
                    "Each layer is shortened by itself, which changes the direction. One factor is for all layers: \
                    take the length of all of them together.",
                )
                .mistake(
                    &each_matrix.collect::<Vec<_>>(),
                    "dW and db are shortened each by itself. There is one length, of all of them together.",
                )
                .mistake(
                    &each_number.collect::<Vec<_>>(),
                    "Each number is cut off at the limit. That turns the gradient: multiply all by one factor instead.",
                )
                .mistake(
                    &scaled(&gradients, shorten(length), 1.0),
                    "db is not shortened: the biases get the same factor as the weights.",
                )
                .mistake(
                    &scaled(&gradients, 1.0, shorten(length)),
                    "dW is not shortened: the weights get the same factor as the biases.",
                )
                .mistake(
                    &by(squares),
                    "The length is not right: the sum of the squares is without its root. The root is taken at the \
                    end.",
                )
                .mistake(
                    &by(lengths.clone().sum()),
                    "The lengths of the layers are added. Add the squares of all numbers, and take one root.",
                )
                .mistake(
                    &by(matrices().sum()),
                    "The lengths of every dW and db are added. Add the squares of all numbers, and take one root.",
                )
                .mistake(
                    &by(lengths.fold(0.0, f64::max)),
                    "The length is that of the longest layer. It must be that of all layers together.",
                )
                .mistake(
                    &by(norm(&gradients[gradients.len() - 1..])),
                    "The length is that of the last layer: add up the squares of all layers, with += and not with =.",
                )
                .mistake(
                    &by(norm(&gradients[..1])),
                    "The length is that of the first layer. Add up the squares of all.",
                )
                .mistake(
                    &by(numbers().sum::<f64>().abs()),
                    "The numbers are added up. Add up their squares, and take the root.",
                )
                .mistake(&first_only, "Only the first layer is shortened. All get the same factor.")
                .mistake(&cut_above, "Each number above the limit is cut off. Multiply all by one factor instead.")
                .mistake(
                    &shifted,
                    "What the length is too large by is taken off every number. Multiply all by one factor instead.",
                )
                .mistake(
                    &scaled(&gradients, shorten(length).powi(2), shorten(length).powi(2)),
                    "The factor is squared: it is limit divided by the length, and the length is a root.",
                )
                .mistake(&by(weights), "The length is that of dW alone: the squares of db belong to the sum, too.")
                .mistake(
                    &by(numbers().map(|d| d.abs()).sum()),
                    "The length is the sum of the sizes. It is the root of the sum of the squares.",
                )
                .mistake(
                    &by(numbers().fold(0.0, |largest, d| largest.max(d.abs()))),
                    "The length is the largest number. It is the root of the sum of the squares.",
                )
                .mistake(
                    &by((squares / count).sqrt()),
                    "The length is made of the mean of the squares. It is the root of their sum.",
                )
                .mistake(&right.iter().rev().cloned().collect::<Vec<_>>(), "The layers are in reverse order.");
            if length > limit {
                let factors = [
                    (1.0 / length, "The length becomes 1. It must become the limit: the factor is c / ‖g‖."),
                    (limit, "Everything is multiplied by the limit. The factor is c / ‖g‖."),
                    (1.0 / limit, "Everything is divided by the limit. The factor is c / ‖g‖."),
                    (length / limit, "The gradient becomes longer: the factor is c / ‖g‖, not ‖g‖ / c."),
                    (
                        0.0,
                        "A gradient that is too long becomes 0. It keeps its direction, and the length of the limit.",
                    ),
                ];
                for (factor, says) in factors {
                    comparison = comparison.mistake(&scaled(&gradients, factor, factor), says);
                }
            } else if length > 0.0 {
                let factors = [
                    (
                        limit / length,
                        "A gradient shorter than the limit is made longer. It must stay as it is: min(1, c / ‖g‖).",
                    ),
                    (1.0 / length, "A gradient shorter than the limit is given the length 1. It must stay as it is."),
                    (0.0, "A gradient shorter than the limit becomes 0. It must stay as it is."),
                ];
                for (factor, says) in factors {
                    comparison = comparison.mistake(&scaled(&gradients, factor, factor), says);
                }
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// The sum of the squares of all numbers.
fn squares(gradients: &[Gradient]) -> f64 {
    gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum()
}

/// The length of all gradients together.
fn norm(gradients: &[Gradient]) -> f64 {
    squares(gradients).sqrt()
}

fn scaled(gradients: &[Gradient], weights: f64, biases: f64) -> Vec<Gradient> {
    gradients.iter().map(|g| Gradient { dw: &g.dw * weights, db: &g.db * biases }).collect()
}
