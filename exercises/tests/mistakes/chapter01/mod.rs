mod he;
mod network;
mod parameters;
mod weights;
mod xavier;

use crate::Mistake;
use ann::plain::Matrix;
use ann::{Init, Rng};

pub const MISTAKES: &[&[Mistake]] =
    &[he::MISTAKES, xavier::MISTAKES, weights::MISTAKES, network::MISTAKES, parameters::MISTAKES];

fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Init::Normal { std: 1.0 }.weights(rows, columns, rng).unwrap()
}
