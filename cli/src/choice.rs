//! What cross-validation chooses before the training, unless it is given: λ, and whether there are hidden layers at all.

use ann::data::Dataset;
use ann::model::{L2Choice, L2Search, choose_l2};
use ann::{Architecture, Error, Evaluation, Metric, Trainer};
use indicatif::ProgressBar;
use serde::Serialize;

/// With fewer samples the folds are too small to tell penalties apart.
const FEWEST: usize = 20;
/// As many multiplications may be spent on a choice that nobody asked for: about a second. Where all folds take more, fewer are judged.
const MOST_WORK: f64 = 2e10;
/// As many on the only fold that is judged.
const MOST_WORK_OF_ONE: f64 = 4e10;
/// As many numbers may the samples have that are copied for each training, two or more at once: 24 MB.
const MOST_NUMBERS: usize = 3_000_000;

/// A model without hidden layers takes at least as many steps: then it is at the minimum of its cost, but for differences that no answer
/// shows. On a small table 200 epochs are far fewer.
const LINEAR_STEPS: usize = 5000;

/// How λ is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Penalty {
    /// As it stands in the trainer.
    Given,
    /// By cross-validation, whatever it takes.
    Auto,
    /// By cross-validation where that takes some seconds at most, and otherwise as it stands in the trainer.
    Usual,
}

/// What is there to choose from.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    pub architecture: Architecture,
    /// Whether no hidden layer is taken where that does better.
    pub may_be_linear: bool,
    pub trainer: &'a Trainer,
    /// Whether the trainer's epochs are those that were asked for, for every model.
    pub epochs_are_given: bool,
    pub penalty: Penalty,
    pub seed: u64,
}

/// The settings that were taken.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub architecture: Architecture,
    pub trainer: Trainer,
    pub by: ChosenBy,
    /// λ of the model without hidden layers, if it was chosen.
    pub linear_l2: Option<f64>,
}

/// What of them was chosen by cross-validation.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ChosenBy {
    pub l2: f64,
    pub l2_was_chosen: bool,
    /// Whether there is no hidden layer because that did better.
    pub linear_was_chosen: bool,
}

impl Choice<'_> {
    /// The same without hidden layers.
    #[must_use]
    pub fn linear(&self) -> Self {
        let architecture = Architecture { hidden: Vec::new(), ..self.architecture.clone() };
        Choice { architecture, may_be_linear: false, ..self.clone() }
    }

    /// How a model with these layers is trained on these samples.
    pub fn trainer(&self, train: &Dataset) -> Trainer {
        match self.architecture.hidden.is_empty() && !self.epochs_are_given {
            true => self.trainer.with_steps(LINEAR_STEPS, train.samples()),
            false => self.trainer.clone(),
        }
    }

    /// The settings for these samples.
    pub fn chosen(&self, train: &Dataset, progress: &ProgressBar) -> Result<Chosen, Error> {
        let (straight, is_linear) = (self.linear(), self.architecture.hidden.is_empty());
        let judged = self.judged(train);
        let may_be_linear = self.may_be_linear && judged > 0 && !is_linear;
        progress.set_length((judged * L2Search::default().grid.len() * (1 + usize::from(may_be_linear))) as u64);
        let own = self.search(train, judged, progress)?;
        let linear = if may_be_linear { straight.search(train, judged, progress)? } else { None };
        let linear_l2 = linear.as_ref().or(own.as_ref().filter(|_| is_linear)).map(|linear| linear.l2);
        let with = |choice: &Self, l2: f64, l2_was_chosen, linear_was_chosen| Chosen {
            architecture: choice.architecture.clone(),
            trainer: Trainer { l2, ..choice.trainer(train) },
            by: ChosenBy { l2, l2_was_chosen, linear_was_chosen },
            linear_l2,
        };
        Ok(match (own, linear) {
            (Some(own), Some(linear)) if is_better(&linear, &own) => with(&straight, linear.l2, true, true),
            (Some(own), _) => with(self, own.l2, true, false),
            (None, _) => with(self, self.trainer.l2, false, false),
        })
    }

    fn search(&self, train: &Dataset, judged: usize, progress: &ProgressBar) -> Result<Option<L2Choice>, Error> {
        let search = L2Search { judged, ..L2Search::default() };
        let trainer = self.trainer(train);
        let choose = || choose_l2::<f32>(&self.architecture, &trainer, train, search, self.seed, || progress.inc(1));
        (judged > 0).then(choose).transpose()
    }

    /// How many folds are judged; none where λ is given, or what is taken instead.
    fn judged(&self, train: &Dataset) -> usize {
        let all = L2Search::default().folds;
        match self.penalty {
            Penalty::Given => 0,
            Penalty::Auto => all,
            Penalty::Usual if train.samples() < FEWEST || train.x.len() > MOST_NUMBERS => 0,
            Penalty::Usual => {
                let one =
                    if self.may_be_linear { self.work(train).max(self.linear().work(train)) } else { self.work(train) };
                let affordable = ((MOST_WORK / one) as usize).min(all);
                affordable.max(usize::from(one <= MOST_WORK_OF_ONE))
            }
        }
    }

    /// About how many multiplications one fold takes: three for each weight, sample and epoch, for each λ.
    fn work(&self, train: &Dataset) -> f64 {
        let L2Search { grid, folds, .. } = L2Search::default();
        let sizes = self.architecture.sizes(train.x.nrows(), train.target.outputs());
        let weights: f64 = sizes.windows(2).map(|pair| pair[0] as f64 * pair[1] as f64).sum();
        let samples = train.samples() as f64 * (folds - 1) as f64 / folds as f64;
        3.0 * weights * samples * self.trainer(train).epochs as f64 * grid.len() as f64
    }
}

/// Whether `a` did better than `b` on the same folds. For classes by the loss, which sees how sure each answer is, and not only whether
/// it is right; for numbers by R², in which a fold with numbers far out counts no more than another. If that is the same, by the other one.
fn is_better(a: &L2Choice, b: &L2Choice) -> bool {
    let sum = |choice: &L2Choice, of: fn(&Evaluation) -> f64| choice.folds().iter().map(of).sum::<f64>();
    let [metric_a, metric_b] = [a, b].map(|choice| sum(choice, |fold| fold.metric.value()));
    let [loss_a, loss_b] = [a, b].map(|choice| sum(choice, |fold| fold.loss));
    let (by_metric, by_loss) = (metric_a.total_cmp(&metric_b), loss_b.total_cmp(&loss_a));
    let is_accuracy = a.folds().iter().any(|fold| matches!(fold.metric, Metric::Accuracy(_)));
    if is_accuracy { by_loss.then(by_metric).is_gt() } else { by_metric.then(by_loss).is_gt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(folds: &[(f64, Metric)]) -> L2Choice {
        let folds = folds.iter().map(|&(loss, metric)| Evaluation { loss, metric }).collect();
        L2Choice { l2: 1.0, tried: vec![(1.0, folds)] }
    }

    #[test]
    fn classes_are_judged_by_the_loss_and_numbers_by_r2() {
        let (sure, right) = ((0.1, Metric::Accuracy(0.9)), (0.3, Metric::Accuracy(0.95)));
        assert!(is_better(&choice(&[sure]), &choice(&[right])) && !is_better(&choice(&[right]), &choice(&[sure])));
        // Of two folds the first has numbers far out, whose squares would decide alone.
        let steady = choice(&[(3.0, Metric::R2(0.4)), (0.2, Metric::R2(0.6))]);
        let lucky = choice(&[(2.5, Metric::R2(0.5)), (0.4, Metric::R2(0.2))]);
        assert!(is_better(&steady, &lucky) && !is_better(&lucky, &steady));
        // If it is the same, by the other one; where both are, a model is not better than itself.
        let (a, b) = (choice(&[(0.1, Metric::Accuracy(0.9))]), choice(&[(0.1, Metric::Accuracy(0.8))]));
        assert!(is_better(&a, &b) && !is_better(&b, &a) && !is_better(&a, &a));
    }
}
