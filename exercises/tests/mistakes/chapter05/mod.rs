mod batches;
mod descend;
mod epoch;
mod take;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[batches::MISTAKES, take::MISTAKES, descend::MISTAKES, epoch::MISTAKES];
