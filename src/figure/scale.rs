//! How the numbers of an axis are spaced and written.

use crate::{Error, Result};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
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

    /// The places of about `count` ticks on an axis over this range of places.
    pub(super) fn ticks(self, places: &Range<f64>, count: usize) -> Vec<f64> {
        let decades = places.end - places.start;
        match self {
            Scale::Linear => even(places, count),
            // Hardly a decade: round values where they stand.
            Scale::Logarithmic if decades < 1.0 => {
                let values = 10_f64.powf(places.start)..10_f64.powf(places.end);
                even(&values, count).into_iter().map(f64::log10).collect()
            }
            Scale::Logarithmic => {
                let digits: &[f64] = if decades < 2.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
                let step = (decades / count.max(1) as f64).ceil().max(1.0) as i32;
                let exponents =
                    (places.start.floor() as i32..=places.end.ceil() as i32).filter(|e| e.rem_euclid(step) == 0);
                let ticks = exponents.flat_map(|e| digits.iter().map(move |digit| f64::from(e) + digit.log10()));
                ticks.filter(|tick| places.contains(tick)).collect()
            }
        }
    }

    /// How the tick at a place is written.
    pub(super) fn tick(self, place: f64) -> String {
        match self {
            Scale::Linear => plain(&place),
            Scale::Logarithmic => short(10_f64.powf(place)),
        }
    }
}

/// The numbers of an axis, with ticks at round ones.
pub(super) struct Numbers {
    range: Range<f64>,
    ticks: Vec<f64>,
}

impl Numbers {
    #[must_use]
    pub fn new(range: Range<f64>, scale: Scale, count: usize) -> Self {
        let ticks = scale.ticks(&range, count);
        Numbers { range, ticks }
    }
}

impl Ranged for Numbers {
    type ValueType = f64;
    type FormatOption = DefaultFormatting;

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let part = (value - self.range.start) / (self.range.end - self.range.start);
        from + (f64::from(to - from) * part).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // No light lines between the ticks.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }
}

/// About `count` multiples of 1, 2 or 5 times a power of ten within a range.
fn even(range: &Range<f64>, count: usize) -> Vec<f64> {
    if count == 0 {
        return Vec::new();
    }
    let rough = (range.end - range.start) / count as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let first = (range.start / step).ceil();
    let ticks = (0..).map(|k| (first + f64::from(k)) * step);
    ticks.take_while(|tick| *tick <= range.end + step * 1e-9).collect()
}

/// A number as short as it can be; with an exponent, of six digits at most.
pub(super) fn plain(value: &f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    let text = if value.abs() >= 1e5 || (*value != 0.0 && value.abs() < 1e-3) {
        let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(*value);
        format!("{rounded:e}")
    } else {
        format!("{}", rounded + 0.0)
    };
    text.replace('-', "−")
}

/// Three significant digits.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = 2 - value.abs().log10().floor() as i32;
    if (-2..=5).contains(&digits) {
        let unit = 10_f64.powi(digits);
        return plain(&((value * unit).round() / unit));
    }
    // As 1e−7 rather than as 1.00e−7.
    let text = format!("{value:.2e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    format!("{digits}e{power}").replace('-', "−")
}
