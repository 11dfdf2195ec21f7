//! Whether probabilities can be believed (chapter 11): the reliability diagram and the expected calibration error.

use crate::{Error, Result};

/// How often a classifier is right where it says that it is sure to about some degree.
///
/// A sample belongs to a bin by its confidence, the probability of the class that is answered. Of the samples with a confidence of 0.8 a
/// calibrated classifier has 80 % right.
///
/// Source: Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks* (2017), sections 2 and 3.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The bins of equal width that hold samples, by rising confidence.
    pub bins: Vec<CalibrationBin>,
}

/// The samples whose confidence lies in one bin.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize))]
pub struct CalibrationBin {
    /// The mean confidence, in [0, 1].
    pub confidence: f64,
    /// The part of them that is answered correctly, in [0, 1].
    pub accuracy: f64,
    /// How many there are, at least 1.
    pub samples: usize,
}

impl Calibration {
    /// Sorts samples into so many bins of equal width over [0, 1], by the confidence of each and whether it is answered correctly.
    ///
    /// ```
    /// use ann::metrics::Calibration;
    /// // Twice 60 %, once right; once 90 %, right.
    /// let calibration = Calibration::new(&[0.6, 0.6, 0.9], &[true, false, true], 10)?;
    /// assert_eq!(calibration.bins.len(), 2);
    /// assert!((calibration.expected_error() - 0.1).abs() < 1e-12);
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no bin; [`Error::Data`] if there is no sample, not an answer for each confidence, or a confidence
    /// outside [0, 1].
    pub fn new(confidences: &[f64], is_correct: &[bool], bins: usize) -> Result<Self> {
        if bins == 0 {
            return Err(Error::setting("bins", bins, "at least 1"));
        }
        if confidences.is_empty() {
            return Err(Error::data("there is no sample to evaluate"));
        }
        if confidences.len() != is_correct.len() {
            let (m, n) = (confidences.len(), is_correct.len());
            return Err(Error::data(format!("calibration needs an answer per confidence; there are {n} and {m}")));
        }
        if let Some(confidence) = confidences.iter().find(|confidence| !(0.0..=1.0).contains(*confidence)) {
            return Err(Error::data(format!("{confidence} is no probability; it must be from 0 to 1")));
        }
        let mut sums = vec![(0.0, 0_usize, 0_usize); bins];
        for (&confidence, &is_correct) in confidences.iter().zip(is_correct) {
            let (confidences, right, samples) = &mut sums[((confidence * bins as f64) as usize).min(bins - 1)];
            *confidences += confidence;
            *right += usize::from(is_correct);
            *samples += 1;
        }
        let filled = sums.into_iter().filter(|(_, _, samples)| *samples > 0);
        let bin = |(confidences, right, samples): (f64, usize, usize)| CalibrationBin {
            confidence: confidences / samples as f64,
            accuracy: right as f64 / samples as f64,
            samples,
        };
        Ok(Calibration { bins: filled.map(bin).collect() })
    }

    /// The expected calibration error, Σ (samples of the bin / m) · |accuracy − confidence|, in [0, 1]; 0 is best.
    ///
    /// Of few samples it is above 0 even for a calibrated classifier, by the luck of each bin.
    #[must_use]
    pub fn expected_error(&self) -> f64 {
        let m: usize = self.bins.iter().map(|bin| bin.samples).sum();
        let gap = |bin: &CalibrationBin| bin.samples as f64 / m as f64 * (bin.accuracy - bin.confidence).abs();
        self.bins.iter().map(gap).sum() // (11.10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_go_to_the_bin_of_their_confidence() {
        let calibration = Calibration::new(&[1.0, 0.5, 0.75, 0.9], &[true, false, true, false], 4).unwrap();
        // 0.5 is in [½, ¾); 1, 0.75 and 0.9 are in [¾, 1].
        let bins = [(0.5, 0.0, 1), ((1.0 + 0.75 + 0.9) / 3.0, 2.0 / 3.0, 3)];
        let expected = bins.map(|(confidence, accuracy, samples)| CalibrationBin { confidence, accuracy, samples });
        assert_eq!(calibration.bins, expected);
        let error = 0.25 * 0.5 + 0.75 * (2.65 / 3.0 - 2.0 / 3.0);
        assert!((calibration.expected_error() - error).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert!(Calibration::new(&[0.5], &[true], 0).is_err());
        assert!(Calibration::new(&[0.5], &[], 10).is_err());
        assert!(Calibration::new(&[], &[], 10).is_err());
        for wrong in [f64::NAN, -0.1, 1.1] {
            assert!(Calibration::new(&[wrong], &[true], 10).is_err());
        }
    }
}
