#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use exercises::chapter11 as graders;

fn stopping_without_patience(losses: &[f64], _patience: usize) -> usize {
    let mut best = 0;
    for (epoch, loss) in losses.iter().enumerate() {
        if *loss < losses[best] {
            best = epoch;
        }
    }
    best
}

fn stopping_keeps_the_last(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (f64::INFINITY, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best {
            best = loss;
            waited = 0;
        } else {
            waited += 1;
        }
        if waited >= patience {
            return epoch;
        }
    }
    losses.len() - 1
}

fn stopping_too_late(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
            waited = 0;
        } else {
            waited += 1;
            if waited > patience {
                break;
            }
        }
    }
    best
}

fn stopping_too_early(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for epoch in 0..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if epoch - best + 1 >= patience {
            break;
        }
    }
    best
}

fn stopping_compared_with_epoch_before(losses: &[f64], patience: usize) -> usize {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if losses[epoch] < losses[epoch - 1] {
            waited = 0;
        } else {
            waited += 1;
        }
        if waited == patience {
            break;
        }
    }
    best
}

fn stopping_never_reset(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best, mut waited) = (f64::INFINITY, 0, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best_loss {
            best_loss = loss;
            best = epoch;
        } else {
            waited += 1;
        }
        if waited >= patience {
            break;
        }
    }
    best
}

fn stopping_equal_is_better(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss <= losses[best] {
            best = epoch;
        }
        if epoch - best >= patience {
            break;
        }
    }
    best
}

fn stopping_counted_from_one(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best_epoch) = (f64::INFINITY, 0);
    for (epoch, &loss) in (1..).zip(losses) {
        if loss < best_loss {
            (best_loss, best_epoch) = (loss, epoch);
        } else if epoch - best_epoch >= patience {
            break;
        }
    }
    best_epoch
}

fn stopping_at_the_largest(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss > losses[best] {
            best = epoch;
        }
        if epoch - best >= patience {
            break;
        }
    }
    best
}

fn stopping_best_begins_at_zero(losses: &[f64], patience: usize) -> usize {
    let (mut best_loss, mut best, mut waited) = (0.0, 0, 0);
    for (epoch, &loss) in losses.iter().enumerate() {
        if loss < best_loss {
            (best_loss, best, waited) = (loss, epoch, 0);
        } else {
            waited += 1;
        }
        if waited >= patience {
            break;
        }
    }
    best
}

fn stopping_last_unless_stopped(losses: &[f64], patience: usize) -> usize {
    let mut best = 0;
    for epoch in 0..losses.len() {
        if losses[epoch] < losses[best] {
            best = epoch;
        }
        if epoch - best == patience {
            return best;
        }
    }
    losses.len() - 1
}

pub const MISTAKES: &[Mistake] = &[
    mistake("patience is ignored", "after the stop", || graders::check_early_stopping(stopping_without_patience)),
    mistake("keeps the epoch of stopping", "best", || graders::check_early_stopping(stopping_keeps_the_last)),
    mistake("stops one epoch too late", "too long", || graders::check_early_stopping(stopping_too_late)),
    mistake("stops one epoch too early", "too early", || graders::check_early_stopping(stopping_too_early)),
    mistake("compared with the epoch before", "before", || {
        graders::check_early_stopping(stopping_compared_with_epoch_before)
    }),
    mistake("count is never reset", "begins at 0 again", || graders::check_early_stopping(stopping_never_reset)),
    mistake("an equal loss counts better", "same loss", || graders::check_early_stopping(stopping_equal_is_better)),
    mistake("epochs counted from 1", "from 1", || graders::check_early_stopping(stopping_counted_from_one)),
    mistake("keeps the largest loss", "largest", || graders::check_early_stopping(stopping_at_the_largest)),
    mistake("best loss begins at 0", "begin at 0", || graders::check_early_stopping(stopping_best_begins_at_zero)),
    mistake("keeps the last unless stopped", "losses run out", || {
        graders::check_early_stopping(stopping_last_unless_stopped)
    }),
];
