//! Parts for training, validation and test (chapter 10), with every class in its proportion.

use super::{Dataset, Target};
use crate::{Error, Result, Rng};
use rand::seq::SliceRandom;

impl Dataset {
    /// Splits at random into parts of these fractions. Classes are spread evenly (stratified); the only sample of a class is no
    /// part of that and goes to the first part, which should be the one to train on.
    ///
    /// ```
    /// use ann::data::synthetic;
    /// let mut rng = ann::rng(0);
    /// let moons = synthetic::moons(200, 0.1, &mut rng)?;
    /// let [train, validation, test] = moons.split([0.6, 0.2, 0.2], &mut rng)?;
    /// assert_eq!((train.samples(), validation.samples(), test.samples()), (120, 40, 40));
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a fraction is not above 0 or they do not add up to 1; [`Error::Data`] if there are too few
    /// samples to put one into every part, or a label has no class.
    pub fn split<const N: usize>(&self, fractions: [f64; N], rng: &mut Rng) -> Result<[Dataset; N]> {
        self.check_target()?;
        Ok(deal(&self.target, fractions, rng)?.map(|part| self.select(&part)))
    }

    /// The same parts as [`Dataset::split`] makes, in less memory: only the smaller parts are copied; the samples of the largest
    /// move together where they are.
    ///
    /// # Errors
    ///
    /// As [`Dataset::split`].
    pub fn into_split<const N: usize>(self, fractions: [f64; N], rng: &mut Rng) -> Result<[Dataset; N]> {
        self.check_target()?;
        let parts = deal(&self.target, fractions, rng)?;
        self.parts(parts)
    }

    /// The indices of the samples of `folds` parts of one size, at random and stratified, for cross-validation.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there are fewer than two; otherwise as [`Dataset::split`].
    pub fn folds(&self, folds: usize, rng: &mut Rng) -> Result<Vec<Vec<usize>>> {
        self.check_target()?;
        deal_folds(&self.target, folds, rng)
    }

    /// The samples with these indices, which rise in each part; only the smaller parts are copied.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if an index is not below the number of samples.
    pub fn parts<const N: usize>(self, parts: [Vec<usize>; N]) -> Result<[Dataset; N]> {
        if let Some(index) = parts.iter().flatten().find(|index| **index >= self.samples()) {
            let samples = self.samples();
            return Err(Error::data(format!("there is no sample {index}: there are {samples}, counted from 0")));
        }
        let largest = (1..N).fold(0, |largest, k| if parts[k].len() > parts[largest].len() { k } else { largest });
        let mut split: [Dataset; N] =
            std::array::from_fn(|k| self.select(if k == largest { &[] } else { parts[k].as_slice() }));
        split[largest] = self.keep(&parts[largest])?;
        Ok(split)
    }
}

/// The indices of the samples of `folds` parts of one size, in rising order.
pub(crate) fn deal_folds(target: &Target, folds: usize, rng: &mut Rng) -> Result<Vec<Vec<usize>>> {
    if folds < 2 {
        return Err(Error::setting("folds", folds, "at least 2"));
    }
    let samples = target.samples();
    if samples < folds {
        return Err(Error::data(format!("{samples} samples are too few for {folds} folds; each needs at least one")));
    }
    deal_parts(target, &vec![1.0 / folds as f64; folds], rng)
}

/// The samples of all folds but one, in rising order: those to train on where that one is judged.
///
/// ```
/// use ann::data::split::all_but;
/// assert_eq!(all_but(&[vec![1, 4], vec![0, 3], vec![2, 5]], 1), [1, 2, 4, 5]);
/// ```
#[must_use]
pub fn all_but(folds: &[Vec<usize>], fold: usize) -> Vec<usize> {
    let others = folds.iter().enumerate().filter(|(other, _)| *other != fold);
    let mut samples: Vec<usize> = others.flat_map(|(_, part)| part).copied().collect();
    samples.sort_unstable();
    samples
}

/// The indices of the samples of each part, in rising order.
pub(crate) fn deal<const N: usize>(target: &Target, fractions: [f64; N], rng: &mut Rng) -> Result<[Vec<usize>; N]> {
    let mut parts = deal_parts(target, &fractions, rng)?;
    Ok(std::array::from_fn(|k| std::mem::take(&mut parts[k])))
}

/// [`deal`] for a number of parts that is known when the program runs.
fn deal_parts(target: &Target, fractions: &[f64], rng: &mut Rng) -> Result<Vec<Vec<usize>>> {
    let all_positive = fractions.iter().all(|fraction| *fraction > 0.0);
    if !all_positive || (fractions.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
        return Err(Error::setting("fractions", format!("{fractions:?}"), "above 0 each and 1 together"));
    }

    let mut parts = vec![Vec::new(); fractions.len()];
    // Counted among the others, a class of one would take from their share of the first part.
    let alone = alone(target);
    let (singles, shared): (Vec<usize>, Vec<usize>) =
        shuffled_by_class(target, rng).into_iter().partition(|&index| alone.get(index) == Some(&true));
    let dealt = shared.len();
    for (already, index) in shared.into_iter().enumerate() {
        // Dealt like cards, each sample to the part that is furthest behind its share. So the parts have the right sizes,
        // and, a class being dealt in one go, the right share of each class, both to within two samples.
        let behind = |k: usize| fractions[k] * (already + 1) as f64 - parts[k].len() as f64;
        let most = (1..parts.len()).fold(0, |most, k| if behind(k) > behind(most) { k } else { most });
        parts[most].push(index);
    }
    let single = singles.len();
    parts[0].extend(singles);

    if parts.iter().any(Vec::is_empty) {
        return Err(too_few(dealt, single, fractions));
    }
    parts.iter_mut().for_each(|part| part.sort_unstable());
    Ok(parts)
}

/// Whether each sample is the only one of its class; nothing for a target of numbers.
fn alone(target: &Target) -> Vec<bool> {
    let Target::Classes { labels, names } = target else { return Vec::new() };
    let mut counts = vec![0_usize; names.len()];
    labels.iter().for_each(|&label| counts[label] += 1);
    labels.iter().map(|&label| counts[label] == 1).collect()
}

/// All samples in random order, and then class by class, if the target is classes.
fn shuffled_by_class(target: &Target, rng: &mut Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..target.samples()).collect();
    order.shuffle(rng);
    if let Target::Classes { labels, .. } = target {
        order.sort_by_key(|&index| labels[index]); // Stable: within a class the order stays random.
    }
    order
}

/// What to say of an empty part, when so many samples were dealt, and so many are the only ones of their class.
fn too_few(dealt: usize, single: usize, fractions: &[f64]) -> Error {
    let besides = match single {
        0 => String::new(),
        _ => format!(" (besides {single} that are the only ones of their class, and go to the first part)"),
    };
    Error::data(format!("{dealt} samples{besides} are too few for parts of {fractions:?}; each needs at least one"))
}
