//! How the numbers of an axis are spaced and written.

use crate::{Error, Result};
use std::ops::Range;

/// How the numbers of an axis are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By their logarithm; all have to be above 0.
    Logarithmic,
}

impl Scale {
    /// Where a value stands on the axis.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] for a value that is not above 0 on a logarithmic axis.
    pub(super) fn place(self, what: &str, value: f64) -> Result<f64> {
        match self {
            Scale::Linear => Ok(value),
            Scale::Logarithmic if value.is_finite() && value > 0.0 => Ok(value.log10()),
            Scale::Logarithmic => {
                Err(Error::data(format!("{what} has the value {value}, which has no place on a logarithmic scale")))
            }
        }
    }

    /// How the ticks of an axis over this range of places are written.
    pub(super) fn ticks(self, places: &Range<f64>) -> Box<dyn Fn(&f64) -> String> {
        match self {
            Scale::Linear => Box::new(plain),
            Scale::Logarithmic => Box::new(powers_of_ten(places)),
        }
    }
}

/// A tick as a plain number, as short as it can be.
pub(super) fn plain(value: &f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    let text = if value.abs() >= 1e5 || (*value != 0.0 && value.abs() < 1e-3) {
        format!("{value:.0e}")
    } else {
        format!("{}", rounded + 0.0)
    };
    text.replace('-', "−")
}

/// Ticks of a logarithmic axis over these exponents of ten: whole powers, or, where there are hardly any, whatever value
/// stands there.
fn powers_of_ten(exponents: &Range<f64>) -> impl Fn(&f64) -> String + use<> {
    let few = exponents.end - exponents.start < 2.5;
    move |exponent| {
        let value = 10_f64.powf(*exponent);
        if few {
            let digit = 10_f64.powi(exponent.floor() as i32 - 1);
            return plain(&((value / digit).round() * digit));
        }
        if (exponent - exponent.round()).abs() > 1e-9 {
            return String::new();
        }
        plain(&10_f64.powi(exponent.round() as i32))
    }
}

/// Three significant digits.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = 2 - value.abs().log10().floor() as i32;
    if (-3..=5).contains(&digits) {
        let unit = 10_f64.powi(digits);
        return plain(&((value * unit).round() / unit));
    }
    format!("{value:.2e}").replace('-', "−")
}
