//! Where a row of a table stands.

/// The row, from 1, and the byte of the file at which it starts.
pub(super) type Place = Option<(u64, u64)>;
