//! Checks of settings. A setting is written in `f64` and used in the number type of a network, so it is checked in both: in `f32`,
//! 1e-50 is 0 and 1e50 is infinite.

use crate::{Error, Real, Result};

/// Checks that `value` and what it becomes when it is rounded to `F` both pass `is_valid`; `requirement` says the same in words.
///
/// # Errors
///
/// [`Error::Setting`] with the name, the value, and the rounded value if only that is at fault.
pub(crate) fn check<F: Real>(
    name: &'static str,
    value: f64,
    requirement: &'static str,
    is_valid: impl Fn(f64) -> bool,
) -> Result<()> {
    let rounded = F::from_f64(value).into_f64();
    if !is_valid(value) {
        Err(Error::setting(name, short(value), requirement))
    } else if !is_valid(rounded) {
        Err(Error::setting(name, format!("{} ({} in {})", short(value), short(rounded), F::NAME), requirement))
    } else {
        Ok(())
    }
}

/// The number without a long row of zeros.
pub(crate) fn short(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && size.is_finite() && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}
