//! What ranks need of each other (chapter 14): a few ways to exchange bytes.

use crate::Result;
use std::fmt;

/// How one rank reaches the others.
///
/// Every rank calls the same methods in the same order, with slices of the same lengths; a method returns when this rank has what it
/// needs of the others. Sums are made of these, by [`Ranks::sum`](super::Ranks::sum): so the order in which numbers are added does not
/// depend on how their bytes travel.
pub trait Communicator: fmt::Debug + Send + Sync {
    /// Which rank this is, below [`size`](Self::size).
    fn rank(&self) -> usize;

    /// How many ranks there are.
    fn size(&self) -> usize;

    /// Part number r of `send` goes to rank r; part number r of `receive` comes from rank r. Both have a part for each rank, all of one
    /// length.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if another rank has gone, or does not do the same.
    fn all_to_all(&self, send: &[u8], receive: &mut [u8]) -> Result<()>;

    /// `send` goes to every rank; part number r of `receive` comes from rank r.
    ///
    /// # Errors
    ///
    /// As [`all_to_all`](Self::all_to_all).
    fn all_gather(&self, send: &[u8], receive: &mut [u8]) -> Result<()>;

    /// The bytes of rank 0 go to all others.
    ///
    /// # Errors
    ///
    /// As [`all_to_all`](Self::all_to_all).
    fn broadcast(&self, bytes: &mut [u8]) -> Result<()>;

    /// Part number r of `send`, which only rank 0 has, goes to rank r.
    ///
    /// # Errors
    ///
    /// As [`all_to_all`](Self::all_to_all).
    fn scatter(&self, send: &[u8], receive: &mut [u8]) -> Result<()>;
}
