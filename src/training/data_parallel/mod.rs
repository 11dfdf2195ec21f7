//! A batch cut for several threads (chapter 12): data-parallel forward and backward, then the update of the weights.
//!
//! | file | holds |
//! |---|---|
//! | `batch` | cuts the samples of a batch into shards, runs them, and asks for the update |
//! | `shard` | one shard: forward, and back as far as dZ, for its samples |
//! | `update` | for a range of weights: dW and db over all shards (with the functions of [`backward`](super::backward)), then the optimiser's step |
//!
//! A batch that is not cut is one shard, and takes the same way.

pub(super) mod batch;
mod shard;
mod update;
