//! A mask: its shape, its values and its coins.

use crate::compare::{compare, is_close};
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ndarray::Axis;

/// `mask(n, m, keep_prob, rng)`: D / p of a layer, (n, m).
pub fn check_mask(mine: fn(usize, usize, f64, &mut Rng) -> Matrix) -> Report {
    grade(7, "mask", "(7.1), (7.2)", move || {
        for p in [0.8, 0.3] {
            let mut rng = ann::rng(71);
            let small: Vec<Matrix> = (0..60).map(|_| mine(6, 4, p, &mut rng)).collect();
            let large = mine(200, 300, p, &mut rng);
            for (mask, shape) in small.iter().map(|mask| (mask, (6, 4))).chain([(&large, (200, 300))]) {
                has_shape(mask, shape)?;
            }
            has_two_values(&large)?;
            fall_anew(&small)?;
            has_values(&large, p)?;
            fall_alone(&large, p)?;
            if !is_close(&mine(5, 6, p, &mut ann::rng(72)), &mine(5, 6, p, &mut ann::rng(72))) {
                return Err(Finding::new(
                    "Two generators with the same seed give two masks. Draw every random number from `rng`, so that a \
                    run can be repeated.",
                ));
            }
        }
        let all = Matrix::ones((2, 3));
        compare("the mask with p = 1", &mine(2, 3, 1.0, &mut ann::rng(73)), &all)
            .mistake(&Matrix::zeros((2, 3)), "With p = 1 every number is kept, and you drop them all.")
            .end()
    })
}

fn has_shape(mask: &Matrix, (n, m): (usize, usize)) -> Result<(), Finding> {
    let (rows, columns) = mask.dim();
    if (rows, columns) == (n, m) {
        return Ok(());
    }
    let shapes = format!("The mask is ({rows}, {columns}) and must be ({n}, {m})");
    Err(Finding::new(match (rows, columns) == (m, n) {
        true => format!("{shapes}: n neurons are rows, m samples are columns."),
        false => format!("{shapes}: a coin for every neuron and every sample."),
    }))
}

fn has_two_values(mask: &Matrix) -> Result<(), Finding> {
    let value = mask.iter().copied().find(|d| *d != 0.0).unwrap_or(0.0);
    if mask.iter().all(|d| *d == 0.0 || (d - value).abs() < 1e-9) {
        return Ok(());
    }
    let says = "The mask has many values. It has two, 0 and 1/p: a random number only decides which.";
    Err(Finding::new(says).see("(7.1)"))
}

/// Whether the coins fall anew from mask to mask, and each of them alone.
fn fall_anew(masks: &[Matrix]) -> Result<(), Finding> {
    let kept = |mask: &Matrix| mask.iter().filter(|d| **d != 0.0).count();
    let whole = |mask: &Matrix| [0, mask.len()].contains(&kept(mask));
    let says = if masks.iter().all(|mask| kept(mask) == mask.len()) {
        "No coin falls: every number is kept, in every mask."
    } else if masks.iter().all(|mask| kept(mask) == 0) {
        "Every number is dropped, in every mask."
    } else if masks.windows(2).all(|pair| pair[0] == pair[1]) {
        "It is the same mask every time. New coins fall in every step: draw from the `rng` that you are given, which \
        moves on."
    } else if masks.iter().all(whole) {
        "One coin falls for the whole mask, and all numbers are kept or dropped together. Each number has its own."
    } else if masks.windows(2).all(|pair| kept(&pair[0]) == kept(&pair[1])) {
        "Exactly the same count is kept in every mask. The coins know nothing of one another: the count differs."
    } else {
        return Ok(());
    };
    Err(Finding::new(says).see("(7.1)"))
}

/// Whether the values are 0 and 1 / p.
fn has_values(mask: &Matrix, p: f64) -> Result<(), Finding> {
    let value = mask.iter().copied().find(|d| *d != 0.0).unwrap_or(0.0);
    let share = mask.iter().filter(|d| **d != 0.0).count() as f64 / mask.len() as f64;
    let is = |other: f64| (value - other).abs() < 1e-9;
    let says = if is(1.0 / p) {
        return Ok(());
    } else if is(1.0) {
        "D is not divided by p: what is kept must be 1/p, so that the mean stays the same.".to_owned()
    } else if is(1.0 / (1.0 - p)) && (share - p).abs() > 0.1 {
        "p is taken for the probability of being dropped, as in many other programs. Here it is that of being kept."
            .to_owned()
    } else if is(1.0 / (1.0 - p)) {
        "D is divided by 1 − p, and must be divided by p, the probability of being kept.".to_owned()
    } else if is(p) {
        "D is multiplied by p, and must be divided by it.".to_owned()
    } else if is(1.0 / share) {
        "D is divided by the share that happened to be kept. Divide by p itself.".to_owned()
    } else {
        format!("What is kept is {value} in your mask, and must be 1/p, which is {:.6} with p = {p}.", 1.0 / p)
    };
    Err(Finding::new(says).see("(7.2)"))
}

/// Whether every number is kept with probability p, whatever becomes of the others.
fn fall_alone(mask: &Matrix, p: f64) -> Result<(), Finding> {
    let same = |mask: &Matrix| mask.rows().into_iter().all(|row| row.iter().all(|d| *d == row[0]));
    let shares =
        |axis: usize| mask.mapv(|d| if d == 0.0 { 0.0 } else { 1.0 }).mean_axis(Axis(axis)).unwrap_or_default();
    let is_far = |share: f64, count: usize| (share - p).abs() > 6.0 * (p * (1.0 - p) / count as f64).sqrt();
    let share = shares(0).mean().unwrap_or(0.0);
    let says = if same(mask) {
        "All samples have the same coins: a neuron is kept or dropped for the whole batch. A coin falls for every \
        sample, too."
            .to_owned()
    } else if same(&mask.t().to_owned()) {
        "All neurons have the same coin: a column is kept or dropped as a whole. A coin falls for every neuron, too."
            .to_owned()
    } else if is_far(share, mask.len()) && !is_far(1.0 - share, mask.len()) {
        format!("A number is kept with probability 1 − p: of {} it is {share:.3}, and p is {p}.", mask.len())
    } else if is_far(share, mask.len()) {
        format!("Of {} numbers the share {share:.3} is kept, which is too far from p = {p}.", mask.len())
    } else if shares(1).iter().any(|share| is_far(*share, mask.ncols())) {
        format!("Some rows keep far more or fewer numbers than others. Every neuron is kept with the same p = {p}.")
    } else if shares(0).iter().any(|share| is_far(*share, mask.nrows())) {
        format!("Some columns keep far more or fewer numbers than others. For every sample p is the same, {p}.")
    } else {
        return Ok(());
    };
    Err(Finding::new(says).see("(7.1)"))
}
