//! Cross-validation (chapter 11): what a model does on samples that it has not seen, and a penalty that is chosen by it.
//!
//! The samples are dealt into K folds. Each fold is the test once, for a model that was trained on all the others. So every sample is
//! judged by a model that has not seen it, and no sample is lost for training.

use crate::data::Dataset;
use crate::data::split::all_but;
use crate::parallel::{for_each_piece, in_pool};
use crate::training::metrics::{Evaluation, evaluate};
use crate::{Architecture, Cache, Error, Model, Real, Result, Trainer, random};

/// Penalties to choose from, about a factor of three apart: a tenth to a hundred times the usual λ = 1.
pub const L2_GRID: [f64; 7] = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0];

/// Which penalties are tried, and on which parts of the samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct L2Search<'g> {
    /// Each λ that is tried, by rising size.
    pub grid: &'g [f64],
    /// The number of folds, at least 2.
    pub folds: usize,
    /// How many of them are judged, from 1 on: with one, the rest is a validation part, and the search takes the time of so many fewer
    /// trainings.
    pub judged: usize,
}

impl Default for L2Search<'_> {
    /// [`L2_GRID`] on five folds.
    fn default() -> Self {
        L2Search { grid: &L2_GRID, folds: 5, judged: 5 }
    }
}

/// A penalty that was chosen by cross-validation, and what it was chosen by.
#[derive(Debug, Clone, PartialEq)]
pub struct L2Choice {
    /// The λ with the smallest mean loss over the folds that were judged; of equal ones the smallest.
    pub l2: f64,
    /// Each λ that was tried, with what its models did on their folds; nothing where one of them diverged.
    pub tried: Vec<(f64, Vec<Evaluation>)>,
}

impl L2Choice {
    /// What the models with the chosen λ did on the folds that were judged.
    #[must_use]
    pub fn folds(&self) -> &[Evaluation] {
        self.tried.iter().find(|(l2, _)| *l2 == self.l2).map_or(&[], |(_, folds)| folds)
    }
}

/// Trains a model on all folds but one, for each of `folds` folds, and tells how it does on that one: its loss in the scaled units of the
/// target, without the penalty, and its accuracy or R².
///
/// Any two of the trainings share most of their samples, so the spread over the folds shows only a part of the luck: a standard error from
/// it is too small (11.9).
///
/// The folds are stratified as in [`Dataset::split`]. The same seed deals the same folds and draws the same first weights.
///
/// # Errors
///
/// [`Error::Setting`] if a setting is out of range or there are fewer than two folds; [`Error::Data`] if there are too few samples;
/// [`Error::Diverged`] if a training diverges.
///
/// ```
/// use ann::{Architecture, Trainer, data::synthetic, model::cross_validate};
/// let moons = synthetic::moons(200, 0.2, &mut ann::rng(0))?;
/// let trainer = Trainer { epochs: 30, ..Trainer::default() };
/// let folds = cross_validate::<f32>(&Architecture::default(), &trainer, &moons, 5, 0)?;
/// let mean = folds.iter().map(|fold| fold.metric.value()).sum::<f64>() / 5.0;
/// assert!(mean > 0.9);
/// # Ok::<(), ann::Error>(())
/// ```
pub fn cross_validate<F: Real>(
    architecture: &Architecture,
    trainer: &Trainer,
    dataset: &Dataset,
    folds: usize,
    seed: u64,
) -> Result<Vec<Evaluation>> {
    let parts = dataset.folds(folds, &mut random::stream(seed, 0))?;
    let jobs = (0..folds).map(|fold| (trainer, fold)).collect();
    in_parallel(jobs, |(trainer, fold)| judge_fold::<F>(architecture, trainer, dataset, &parts, fold, seed))
}

/// Chooses λ for a network of this architecture by its losses in cross-validation, in which each sample counts once, whatever the
/// trainer's class weights. All trainings are independent, and run on as many
/// threads as there are; `on_training` is called after each of them.
///
/// # Errors
///
/// As [`cross_validate`]; [`Error::Setting`] if no fold is to be judged, or more than there are. A λ with which a training diverges is
/// not chosen, and it is an error if that holds for all of them.
pub fn choose_l2<F: Real>(
    architecture: &Architecture,
    trainer: &Trainer,
    dataset: &Dataset,
    search: L2Search<'_>,
    seed: u64,
    on_training: impl Fn() + Sync,
) -> Result<L2Choice> {
    let L2Search { grid, folds, judged } = search;
    if judged == 0 || judged > folds {
        return Err(Error::setting("judged", judged, "at least 1 and at most the number of folds"));
    }
    let parts = dataset.folds(folds, &mut random::stream(seed, 0))?;
    // A model is judged by its end. Who looks at the training samples before that, for early stopping alone, pays for it.
    let evaluate_every = if trainer.early_stopping.is_some() { trainer.evaluate_every } else { trainer.epochs };
    let trainers: Vec<Trainer> = grid.iter().map(|&l2| Trainer { l2, evaluate_every, ..trainer.clone() }).collect();
    let jobs: Vec<(&Trainer, usize)> =
        trainers.iter().flat_map(|trainer| (0..judged).map(move |fold| (trainer, fold))).collect();
    let evaluations = in_parallel(jobs, |(trainer, fold)| {
        let evaluation = judge_fold::<F>(architecture, trainer, dataset, &parts, fold, seed);
        on_training();
        match evaluation {
            Err(Error::Diverged { .. }) => Ok(None),
            evaluation => evaluation.map(Some),
        }
    })?;
    let tried: Vec<(f64, Vec<Evaluation>)> = grid
        .iter()
        .zip(evaluations.chunks(judged))
        .map(|(&l2, folds)| (l2, folds.iter().copied().collect::<Option<Vec<_>>>().unwrap_or_default()))
        .collect();
    let finite = tried.iter().filter(|(_, folds)| !folds.is_empty());
    match finite.min_by(|a, b| mean_loss(&a.1).total_cmp(&mean_loss(&b.1))) {
        Some(&(l2, _)) => Ok(L2Choice { l2, tried }),
        None => Err(Error::data("training diverged with every λ of the grid; try a smaller learning rate")),
    }
}

fn mean_loss(folds: &[Evaluation]) -> f64 {
    folds.iter().map(|fold| fold.loss).sum::<f64>() / folds.len() as f64 // (11.8)
}

/// What a model that was trained on the other folds does on this one.
fn judge_fold<F: Real>(
    architecture: &Architecture,
    trainer: &Trainer,
    dataset: &Dataset,
    parts: &[Vec<usize>],
    fold: usize,
    seed: u64,
) -> Result<Evaluation> {
    let (train, test) = (dataset.select(&all_but(parts, fold)), dataset.select(&parts[fold]));
    // The same first weights for every setting: a difference between two is theirs, and not that of the draws.
    let (model, _) = Model::<F>::fit(architecture, trainer, &train, &mut random::stream(seed, 1 + fold as u64))?;
    let (x, y) = model.scaled(test)?;
    evaluate(&model.network, x.view(), y.view(), model.answer.loss(), &mut Cache::default())
}

/// The results of independent jobs, in their order; the first error, if there is one.
fn in_parallel<J: Copy + Sync, R: Send>(jobs: Vec<J>, work: impl Fn(J) -> Result<R> + Sync) -> Result<Vec<R>> {
    let mut results: Vec<Option<Result<R>>> = jobs.iter().map(|_| None).collect();
    let fill = |results: &mut [Option<Result<R>>], range: std::ops::Range<usize>| {
        for (result, job) in results.iter_mut().zip(&jobs[range]) {
            *result = Some(work(*job));
        }
    };
    in_pool(jobs.len(), || for_each_piece(results.as_mut_slice(), 0..jobs.len(), jobs.len(), &fill));
    results.into_iter().flatten().collect()
}
