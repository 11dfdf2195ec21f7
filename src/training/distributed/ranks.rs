//! The ranks of a training, as one of them sees them (chapter 14).

use super::all_reduce::AllReduce;
use super::communicator::Communicator;
use crate::{Error, Real, Result};
use bytemuck::{Pod, bytes_of, cast_slice, cast_slice_mut};
use ndarray::{Array2, ShapeBuilder};
use std::ops::Range;
#[cfg(feature = "threads")]
use std::sync::Arc;

/// As many bytes are handed to each rank at a time.
const SEGMENT: usize = 1 << 20;

/// The ranks that train one network together, each on its own part of the samples.
///
/// [`Ranks::alone`] is one rank; [`Ranks::in_threads`] makes several of threads of this process; with the feature `mpi`,
/// `training::Mpi` makes them of processes. [`Trainer::train_on_ranks`](crate::Trainer::train_on_ranks) trains on them. Methods that
/// exchange something are to be called on all ranks, in the same order.
#[derive(Debug, Clone, Default)]
pub struct Ranks {
    /// None if there is one rank.
    #[cfg(feature = "threads")]
    communicator: Option<Arc<dyn Communicator>>,
}

impl Ranks {
    /// One rank, which has all samples.
    #[must_use]
    pub fn alone() -> Self {
        Ranks::default()
    }

    /// This rank among those that it reaches so.
    #[cfg(feature = "threads")]
    #[must_use]
    pub fn new(communicator: Arc<dyn Communicator>) -> Self {
        Ranks { communicator: (communicator.size() > 1).then_some(communicator) }
    }

    /// The way to the others; none without the feature `threads`, where there are no others.
    #[inline]
    pub(super) fn communicator(&self) -> Option<&dyn Communicator> {
        #[cfg(feature = "threads")]
        return self.communicator.as_deref();
        #[cfg(not(feature = "threads"))]
        None
    }

    /// Which rank this is, from 0.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.communicator().map_or(0, Communicator::rank)
    }

    /// R, how many ranks there are, at least 1.
    #[must_use]
    pub fn size(&self) -> usize {
        self.communicator().map_or(1, Communicator::size)
    }

    /// Whether this is rank 0, the one that speaks and writes.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.rank() == 0
    }

    /// Which of m samples this rank holds if they are dealt out evenly: m r / R up to m (r + 1) / R.
    ///
    /// ```
    /// let parts = ann::Ranks::in_threads(3, |ranks| Ok(ranks.part(10)))?;
    /// assert_eq!(parts, [0..3, 3..6, 6..10]);
    /// # Ok::<(), ann::Error>(())
    /// ```
    #[must_use]
    pub fn part(&self, m: usize) -> Range<usize> {
        part(m, self.rank(), self.size())
    }

    /// Replaces each number by the sum of those that the ranks have in its place, added in the order of the ranks. All ranks have as many
    /// numbers.
    ///
    /// ```
    /// let sums = ann::Ranks::in_threads(3, |ranks| {
    ///     let mut numbers = [1.0, 10.0 * ranks.rank() as f64];
    ///     ranks.sum(&mut numbers)?;
    ///     Ok(numbers)
    /// })?;
    /// assert_eq!(sums, [[3.0, 30.0]; 3]);
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] if another rank has gone, or does not do the same.
    pub fn sum<F: Real>(&self, numbers: &mut [F]) -> Result<()> {
        self.sum_with(&mut AllReduce::default(), numbers)
    }

    /// As [`Ranks::sum`], with buffers that are used again.
    ///
    /// # Errors
    ///
    /// As [`Ranks::sum`].
    pub fn sum_with<F: Real>(&self, buffers: &mut AllReduce<F>, numbers: &mut [F]) -> Result<()> {
        self.communicator().map_or(Ok(()), |communicator| buffers.sum(communicator, numbers))
    }

    /// What each rank has here, in the order of the ranks.
    pub(crate) fn gather<T: Pod>(&self, item: T) -> Result<Vec<T>> {
        let Some(communicator) = self.communicator() else { return Ok(vec![item]) };
        let mut all = vec![item; communicator.size()];
        communicator.all_gather(bytes_of(&item), cast_slice_mut(&mut all))?;
        Ok(all)
    }

    /// Where a rank with `held` samples stands among all, if those of the ranks follow each other: its own, and the number of all.
    pub(crate) fn place(&self, held: usize) -> Result<(Range<usize>, usize)> {
        if self.size() == 1 {
            return Ok((0..held, held));
        }
        let counts = self.gather(held as u64)?;
        let before: u64 = counts[..self.rank()].iter().sum();
        let before = before as usize;
        Ok((before..before + held, counts.iter().sum::<u64>() as usize))
    }

    /// What this rank did, if all of them could do it. Otherwise all ranks fail alike: this one with its own error, if it is the first
    /// that has one, and else with that of the first.
    ///
    /// ```
    /// let told = ann::Ranks::in_threads(3, |ranks| {
    ///     let read = if ranks.rank() == 1 { ann::Optimizer::ADAM.to_string().parse::<u8>() } else { Ok(0) };
    ///     let read = read.map_err(|_| ann::Error::Data { problem: "this is no number".to_owned() });
    ///     Ok(ranks.agree(read).map_err(|error| error.to_string()))
    /// })?;
    /// assert_eq!(told[0], Err("rank 1 has failed: this is no number".to_owned()));
    /// assert_eq!(told[1], Err("this is no number".to_owned()));
    /// assert_eq!(told[2], told[0]);
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the ranks; [`Error::Rank`] if another rank has gone, or does not do the same.
    pub fn agree<T>(&self, done: Result<T>) -> Result<T> {
        let Some(communicator) = self.communicator() else { return done };
        let mut text = done.as_ref().map_or_else(Error::with_causes, |_| String::new()).into_bytes();
        let lengths = self.gather(text.len() as u64)?;
        let Some(rank) = lengths.iter().position(|length| *length > 0) else { return done };
        let longest = lengths.iter().copied().max().unwrap_or(0) as usize;
        text.resize(longest, 0);
        let mut texts = vec![0; longest * communicator.size()];
        communicator.all_gather(&text, &mut texts)?;
        if rank == self.rank() {
            return done;
        }
        let text = &texts[rank * longest..][..lengths[rank] as usize];
        Err(Error::Rank { rank, problem: format!("has failed: {}", String::from_utf8_lossy(text)) })
    }

    /// Gives `bytes` of rank 0 to all others, whose own are replaced.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] if another rank has gone, or does not do the same.
    pub fn broadcast(&self, bytes: &mut Vec<u8>) -> Result<()> {
        let Some(communicator) = self.communicator() else { return Ok(()) };
        let length = self.gather(bytes.len() as u64)?[0];
        bytes.resize(length as usize, 0);
        bytes.chunks_mut(SEGMENT).try_for_each(|bytes| communicator.broadcast(bytes))
    }

    /// Deals out samples, which are columns: rank 0 gives all of them, (n, m), and every rank gets its [`part`](Self::part), (n, m_r), in
    /// their order. What other ranks give does not matter.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] if another rank has gone, or does not do the same.
    pub fn scatter<F: Real>(&self, samples: Array2<F>) -> Result<Array2<F>> {
        let Some(communicator) = self.communicator() else { return Ok(samples) };
        let [n, m] = self.gather([samples.nrows() as u64, samples.ncols() as u64])?[0].map(|size| size as usize);
        let size = communicator.size();
        // So many columns for each rank at a time.
        let most = (SEGMENT / (n * size_of::<F>()).max(1)).max(1);
        let mine = self.part(m);
        let mut numbers = Vec::with_capacity(n * mine.len());
        let (mut send, mut receive) = (Vec::new(), vec![F::zero(); n * most]);
        for first in (0..m.div_ceil(size)).step_by(most) {
            let of = |rank: usize| {
                let part = part(m, rank, size);
                (part.start + first).min(part.end)..(part.start + first + most).min(part.end)
            };
            if self.is_first() {
                send.clear();
                for rank in 0..size {
                    send.extend(of(rank).flat_map(|column| samples.column(column)));
                    send.resize(n * most * (rank + 1), F::zero());
                }
            }
            communicator.scatter(cast_slice(&send), cast_slice_mut(&mut receive))?;
            numbers.extend_from_slice(&receive[..n * of(self.rank()).len()]);
        }
        Array2::from_shape_vec((n, mine.len()).f(), numbers).map_err(|error| Error::data(error.to_string()))
    }
}

/// Which of m samples rank number `rank` of `size` holds.
fn part(m: usize, rank: usize, size: usize) -> Range<usize> {
    m * rank / size..m * (rank + 1) / size
}
