//! Data-parallel training on several processes or machines (chapter 14): each rank holds a part of the samples, and all of them take
//! every step together.
//!
//! | file | holds |
//! |---|---|
//! | `communicator` | what ranks need of each other: four ways to exchange bytes |
//! | `ranks` | the ranks as one of them sees them: who it is, which samples are its own, sums over all |
//! | `all_reduce` | the sum of a vector over all ranks, in their order |
//! | `in_threads`, `mpi` | ranks that are threads of this process; ranks that are processes (the feature `mpi`) |
//! | `share` | which samples of a batch a rank holds |
//! | `shared_step` | the gradient of a batch of which each rank holds some samples |
//! | `evaluation` | loss and metric of samples that are spread over the ranks |
//! | `agreement` | whether all ranks begin with the same; the fingerprint of all samples |
//!
//! All ranks have the same network, settings and generator. So they draw the same order of all samples, and cut it into the same batches.
//! A rank computes the gradient over the samples of a batch that it holds. Its gradient counts as its share of the batch, so the sum
//! over the ranks is the gradient of the whole batch. They add up in the order of the ranks on every one of them: the weights of two ranks
//! have the same bits, and the same number of ranks gives the same bits, however they are connected. Another number of ranks cuts the
//! sum elsewhere, and rounds otherwise.
//!
//! These files use the training step of `data_parallel`: a rank may have several threads.

pub(crate) mod agreement;
mod all_reduce;
mod communicator;
mod evaluation;
#[cfg(feature = "threads")]
mod in_threads;
#[cfg(feature = "mpi")]
mod mpi;
mod ranks;
pub(super) mod share;
pub(super) mod shared_step;

#[cfg(feature = "mpi")]
pub use self::mpi::Mpi;
pub use all_reduce::AllReduce;
pub use communicator::Communicator;
pub use ranks::Ranks;
