//! The all-reduce (chapter 14): on every rank the sum of what all ranks have.

use super::communicator::Communicator;
use crate::{Real, Result};
use bytemuck::{cast_slice, cast_slice_mut};

/// As many numbers are summed at a time, so that the buffers stay small.
const SEGMENT: usize = 1 << 20;

/// The buffers of a sum over all ranks, made once: for [`Ranks::sum_with`](super::Ranks::sum_with).
///
/// A vector is cut into a part for each rank. Each rank gets the numbers of all for its part and adds them up in the order of the ranks:
/// ((x₀ + x₁) + x₂) + …; then it gives the sums to all. So every rank sends and receives 2 (R − 1)/R times the bytes of the vector, as
/// little as is possible, and all ranks have the same bits.
#[derive(Debug, Clone, Default)]
pub struct AllReduce<F> {
    /// What this rank has, then the sums: a part for each rank.
    whole: Vec<F>,
    /// What each rank has of this rank's part.
    of_all: Vec<F>,
}

impl<F: Real> AllReduce<F> {
    /// Replaces each number by the sum of those that the ranks have in its place.
    pub(super) fn sum(&mut self, communicator: &dyn Communicator, numbers: &mut [F]) -> Result<()> {
        let AllReduce { whole, of_all } = self;
        for numbers in numbers.chunks_mut(SEGMENT) {
            let part = numbers.len().div_ceil(communicator.size());
            let padded = part * communicator.size();
            whole.clear();
            whole.extend_from_slice(numbers);
            whole.resize(padded, F::zero());
            of_all.resize(padded, F::zero());
            communicator.all_to_all(cast_slice(whole), cast_slice_mut(of_all))?;
            let (sum, others) = of_all.split_at_mut(part);
            for other in others.chunks(part) {
                sum.iter_mut().zip(other).for_each(|(sum, x)| *sum += *x);
            }
            communicator.all_gather(cast_slice(sum), cast_slice_mut(whole))?;
            numbers.copy_from_slice(&whole[..numbers.len()]);
        }
        Ok(())
    }
}
