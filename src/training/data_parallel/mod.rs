//! A training step on several threads (chapter 12): data-parallel forward and backward, then the update of the weights.
//!
//! | file | holds |
//! |---|---|
//! | `batch` | the buffers of a batch, its groups of samples (shards), and the two halves of a step |
//! | `pace` | whether a step is cut at all: the faster way, found by trying |
//! | `update` | for some columns of W: dW and db over all samples (with the functions of [`backward`](super::backward)), then the optimiser's step |
//!
//! Forward, and back as far as dZ, no sample needs the others: a batch is cut into groups of samples, which are columns of X and of
//! every buffer. From dZ to the step no weight needs the others: they are cut into columns of W. So the threads meet twice in a step.
//! Each column and each gradient is computed by one thread in one order, and masks are drawn by their place in the generator's stream;
//! so a step has the same bits however it is cut.
//!
//! These files use forward, backward, the cache and the optimiser of [`training`](super), and `parallel`.

pub(super) mod batch;
mod pace;
mod update;
