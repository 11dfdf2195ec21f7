mod principal_direction;
mod silhouette;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[principal_direction::MISTAKES, silhouette::MISTAKES];
