//! A batch cut for several threads (chapter 12): data-parallel forward and backward, then the update of the weights.
//!
//! Read `shard` (samples: forward, and back as far as dZ), then `update` (weights: dW, db and the step).

pub(super) mod shard;
mod update;
