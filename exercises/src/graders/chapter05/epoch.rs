//! An epoch of steps.

use super::slips::{SEED, SLIPS, gradients, slipped};
use crate::compare::compare;
use crate::graders::inputs::{classes, network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::descend;
use ann::plain::batches::epoch;
use ann::plain::network::{Activation, Network};

/// `epoch(network, x, y, batch_size, alpha, rng)`: a step with each batch.
pub fn check_epoch(mine: fn(&mut Network, &Matrix, &Matrix, usize, f64, &mut Rng)) -> Report {
    grade(5, "epoch", "“In Rust”", move || {
        let (mut rng, alpha) = (ann::rng(56), 0.4);
        // In the first, targets that are not taken are wrong numbers and no panic; in the second, no slip gives by chance what another
        // order would.
        for (m, size) in [(4, 4), (10, 4), (8, 4), (3, 1), (3, 5), (1, 1)] {
            let before = network(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng);
            let (x, y) = (normal(3, m, &mut rng), classes(2, m));
            let (mut draws, mut plain_draws) = (ann::rng(SEED), ann::rng(SEED));
            let (mut got, mut right) = (before.clone(), before.clone());
            mine(&mut got, &x, &y, size, alpha, &mut draws);
            epoch(&mut right, &x, &y, size, alpha, &mut plain_draws);
            // A loop that leaves out a batch does nothing with one, but is told from one that does nothing at all by the next case.
            let stays = |m: usize| {
                let (x, y, mut got) = (normal(3, m, &mut ann::rng(59)), classes(2, m), before.clone());
                mine(&mut got, &x, &y, 4, alpha, &mut ann::rng(SEED));
                compare("", &got, &before).end().is_ok()
            };
            if m == size && stays(4) && !stays(8) {
                continue;
            }
            let mut comparison = compare("", &got, &right);
            for (slip, says) in SLIPS.iter().filter(|_| m > 3) {
                comparison = comparison.mistake(&slipped(&before, &x, &y, size, alpha, *slip), says);
            }
            if m > size && m > 3 && is_only_dealt_otherwise(mine) {
                let says = "The steps are right, but in another order. Deal by one call of `deal(m, batch_size, rng)`.";
                comparison = comparison.mistake(&got, says);
            }
            comparison.end()?;

            // The second epoch goes on with the random numbers where the first has stopped.
            let (mut got, mut same) = (right.clone(), right.clone());
            mine(&mut got, &x, &y, size, alpha, &mut draws);
            epoch(&mut same, &x, &y, size, alpha, &mut ann::rng(SEED));
            epoch(&mut right, &x, &y, size, alpha, &mut plain_draws);
            compare("", &got, &right)
                .mistake(
                    &same,
                    "The second epoch deals the same batches as the first: `rng` must be used, not a copy of it.",
                )
                .end()?;
        }
        Ok(())
    })
}

/// Whether an epoch has a right step for each sample, in whatever order: of three samples all orders can be tried.
fn is_only_dealt_otherwise(mine: fn(&mut Network, &Matrix, &Matrix, usize, f64, &mut Rng)) -> bool {
    let (mut rng, alpha) = (ann::rng(58), 0.5);
    let before = network(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng);
    let (x, y) = (normal(3, 3, &mut rng), classes(2, 3));
    let mut got = before.clone();
    mine(&mut got, &x, &y, 1, alpha, &mut rng);
    ORDERS.iter().any(|order| {
        let mut network = before.clone();
        for sample in order {
            let gradients = gradients(&network, &x, &y, &[*sample], &[*sample]);
            descend(&mut network, &gradients, alpha);
        }
        compare("", &got, &network).end().is_ok()
    })
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
