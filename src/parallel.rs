//! Work on several threads, where there is enough of it (chapter 12).
//!
//! Work is halved, and each half again, down to pieces that are worth handing over. A thread that has nothing to do takes pieces
//! that another one has not begun: work stealing, by the crate `rayon`. Every number is computed by one thread in one order, so neither
//! the pieces nor the number of threads shows in a result. Without the feature `threads` everything is done on one thread.

use crate::{Error, Result};
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use std::ops::Range;

/// The fewest multiplications of a piece: about 10 µs, several times as long as handing it to another thread takes.
const LEAST_WORK: usize = 300_000;
/// The fewest columns of a piece.
const LEAST_COLUMNS: usize = 16;
/// The fewest columns of a piece where there are more pieces than threads.
const COLUMNS: usize = 128;

/// Runs `work` with up to `threads` threads for what it calls in this library, and returns what it returns.
///
/// Without this function there are as many threads as the environment variable `RAYON_NUM_THREADS` says, or else as the machine has
/// cores. No result depends on the number, and small work is done on one thread in any case. The threads are started here and end
/// here, so a call belongs around a whole training and not into it. Without the feature `threads` it runs `work`, and no more.
///
/// # Errors
///
/// [`Error::Setting`] if `threads` is 0, or more than the system can start.
///
/// ```
/// use ann::{Activation, Network};
/// use ndarray::Array2;
///
/// let network = Network::<f32>::new(&[20, 50, 3], Activation::Relu, Activation::Softmax, &mut ann::rng(0))?;
/// let x = Array2::ones((20, 1000));
/// let answers = ann::with_threads(2, || network.predict(x.view()))??;
/// assert_eq!(answers, network.predict(x.view())?);
/// # Ok::<(), ann::Error>(())
/// ```
pub fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R> {
    let cannot = |requirement| Error::setting("threads", threads, requirement);
    if threads == 0 {
        return Err(cannot("at least 1"));
    }
    #[cfg(feature = "threads")]
    {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(pool.map_err(|_| cannot("no more than the system can start"))?.install(work))
    }
    #[cfg(not(feature = "threads"))]
    Ok(work())
}

/// The number of threads that this library uses where this is called: see [`with_threads`].
#[must_use]
pub fn threads() -> usize {
    #[cfg(feature = "threads")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    1
}

/// The number of pieces for work of so many multiplications on so many columns: 1 where it is too little to be handed over.
///
/// The products of each piece pack the matrix that they multiply its columns with, so a piece should have many columns. But with several
/// pieces for each thread, a thread that is faster than the others, or less disturbed, can do more of them. So there are up to four
/// for each thread as long as each has 128 columns, and one for each thread below that.
pub(crate) fn pieces(columns: usize, multiplications: usize) -> usize {
    let most = (multiplications / LEAST_WORK).min(columns / LEAST_COLUMNS);
    if most <= 1 {
        return 1;
    }
    match threads() {
        1 => 1,
        threads => most.min(threads * (columns / (threads * COLUMNS)).clamp(1, 4)),
    }
}

/// Something that can be cut into two parts, which different threads may then work on.
pub(crate) trait Split: Send + Sized {
    /// The first `count` units, and the others.
    fn split_at(self, count: usize) -> (Self, Self);
}

/// A unit is a column.
impl<A: Sync> Split for ArrayView2<'_, A> {
    fn split_at(self, count: usize) -> (Self, Self) {
        self.split_at(Axis(1), count)
    }
}

/// A unit is a column.
impl<A: Send> Split for ArrayViewMut2<'_, A> {
    fn split_at(self, count: usize) -> (Self, Self) {
        self.split_at(Axis(1), count)
    }
}

impl<A: Send> Split for &mut [A] {
    fn split_at(self, count: usize) -> (Self, Self) {
        self.split_at_mut(count)
    }
}

/// Both have the same units.
impl<A: Split, B: Split> Split for (A, B) {
    fn split_at(self, count: usize) -> (Self, Self) {
        let (a, b) = (self.0.split_at(count), self.1.split_at(count));
        ((a.0, b.0), (a.1, b.1))
    }
}

/// Does `work` on `pieces` parts of a task, cut as evenly as can be, in any order. `work` is told which of the units its part has.
pub(crate) fn for_each_piece<T: Split>(
    task: T,
    units: Range<usize>,
    pieces: usize,
    work: &(impl Fn(T, Range<usize>) + Sync),
) {
    if pieces <= 1 {
        return work(task, units);
    }
    let first = units.len() * (pieces / 2) / pieces;
    let middle = units.start + first;
    let (left, right) = task.split_at(first);
    both(
        || for_each_piece(left, units.start..middle, pieces / 2, work),
        || for_each_piece(right, middle..units.end, pieces - pieces / 2, work),
    );
}

/// Does `one`, and `other` at the same time if another thread is free for it.
#[cfg(feature = "threads")]
pub(crate) fn both(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    rayon::join(one, other);
}

/// Does `one`, then `other`.
#[cfg(not(feature = "threads"))]
pub(crate) fn both(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    one();
    other();
}

/// Runs `work`, which has so many pieces: if there are several, on a thread of the pool, where the other threads are at hand.
pub(crate) fn in_pool<R: Send>(pieces: usize, work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "threads")]
    if pieces > 1 {
        return rayon::scope(|_| work());
    }
    #[cfg(not(feature = "threads"))]
    let _ = pieces;
    work()
}
