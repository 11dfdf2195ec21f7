//! Streams of random numbers that no training uses.

use ann::Rng;

/// Which samples and shuffles tell what the answers rest on.
pub(super) const IMPORTANCE_STREAM: u64 = 1001;
/// Which samples are on the map.
pub(super) const MAP_STREAM: u64 = 1002;
/// Which predictions are drawn.
pub(super) const DRAWN_STREAM: u64 = 1003;

pub(super) fn random(seed: u64, stream: u64) -> Rng {
    ann::random::stream(seed, stream)
}
