mod standardise;
mod stratified_split;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[standardise::MISTAKES, stratified_split::MISTAKES];
