mod bytes;
mod in_pieces;
mod recompute;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[bytes::MISTAKES, in_pieces::MISTAKES, recompute::MISTAKES];
