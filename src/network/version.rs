//! Which state of its weights a network is in, so that a [`Cache`](crate::Cache) of another state can be told from its own.

use std::sync::atomic::{AtomicU64, Ordering};

/// The number of a state of the weights. Two networks with the same number have the same weights: a clone keeps the number, and
/// every mutable access to a layer draws a new one, which no other network in this process has or had.
///
/// The default, 0, is the number of no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Version(u64);

impl Version {
    /// A number that was not used before. At one a nanosecond, 64 bits last for 584 years.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Version(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
