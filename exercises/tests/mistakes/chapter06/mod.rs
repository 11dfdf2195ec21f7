mod adam;
mod clip;
mod momentum;
mod rms_prop;

use crate::Mistake;

pub const MISTAKES: &[&[Mistake]] = &[momentum::MISTAKES, rms_prop::MISTAKES, adam::MISTAKES, clip::MISTAKES];
