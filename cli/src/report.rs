//! What `ann train` prints: the data, the result as text, and the same as one JSON object.

use crate::baseline::Baselines;
use crate::choice::ChosenBy;
use crate::folds::Folds;
use crate::score::Test;
use crate::table::Found;
use crate::team::Team;
use ann::data::{Dataset, Target, Task};
use ann::{History, Model, OutputKind};
use serde::Serialize;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// What `--format json` prints.
#[derive(Serialize)]
pub struct Report<'a> {
    file: &'a Path,
    #[serde(flatten)]
    found: Found,
    target: &'a str,
    task: &'static str,
    features: usize,
    classes: Option<&'a [String]>,
    train_samples: usize,
    test_samples: usize,
    layer_sizes: Vec<usize>,
    parameters: usize,
    seed: u64,
    epochs_run: usize,
    kept_epoch: usize,
    seconds: f64,
    /// How many processes trained together, if there were several.
    #[serde(skip_serializing_if = "Option::is_none")]
    ranks: Option<usize>,
    train_loss: f64,
    #[serde(flatten)]
    chosen_by: ChosenBy,
    #[serde(flatten)]
    test: Test,
    baselines: Option<Baselines>,
    folds: Option<Folds>,
    model: Option<&'a Path>,
    report: Option<&'a Path>,
}

/// What came of a training.
pub struct Outcome<'a> {
    /// The numbers of samples for training and for the test.
    pub samples: [usize; 2],
    pub found: Found,
    pub model: &'a Model<f32>,
    pub history: &'a History,
    pub test: Test,
    pub chosen_by: ChosenBy,
    pub baselines: Option<Baselines>,
    pub folds: Option<Folds>,
    /// How long the training took.
    pub time: Duration,
    /// How many processes trained together.
    pub ranks: usize,
    /// The file that holds the model, if one was written.
    pub written: Option<&'a Path>,
    /// The page on the training, if one was written.
    pub page: Option<&'a Path>,
}

impl<'a> Report<'a> {
    pub fn new(file: &'a Path, seed: u64, outcome: Outcome<'a>) -> Self {
        let Outcome {
            samples: [train_samples, test_samples],
            found,
            model,
            history,
            test,
            chosen_by,
            baselines,
            folds,
            time,
            ranks,
            written,
            page,
        } = outcome;
        Report {
            file,
            found,
            target: &model.target_name,
            task: if matches!(model.answer, OutputKind::Classes(_)) { "classify" } else { "regress" },
            features: model.features.len(),
            classes: match &model.answer {
                OutputKind::Classes(names) => Some(names),
                OutputKind::Values(_) => None,
            },
            train_samples,
            test_samples,
            layer_sizes: model.network.sizes(),
            parameters: model.network.parameters(),
            seed,
            epochs_run: history.epochs_run(),
            kept_epoch: history.kept_epoch,
            seconds: time.as_secs_f64(),
            ranks: (ranks > 1).then_some(ranks),
            train_loss: history.kept().map_or(f64::NAN, |kept| kept.train.loss),
            chosen_by,
            test,
            baselines,
            folds,
            model: written,
            report: page,
        }
    }
}

/// What has been read.
pub fn print_data(
    out: &mut impl Write,
    file: &Path,
    found: &Found,
    train: &Dataset,
    test: &Dataset,
) -> std::io::Result<()> {
    writeln!(out, "data      {} {}", file.display(), found.dialect())?;
    let all = train.samples() + test.samples();
    writeln!(out, "samples   {all} ({} to train, {} to test)", train.samples(), test.samples())?;
    found.print_without_target(out)?;
    writeln!(out, "features  {}", train.features.len())?;
    found.print(out)?;
    let parts = [train, test];
    match &train.target {
        Target::Classes { names, .. } => {
            writeln!(out, "target    {}, {} classes", train.target_name, names.len())?;
            for (class, name) in names.iter().enumerate().take(Task::MAX_CLASSES) {
                let count = |part: &Dataset| match &part.target {
                    Target::Classes { labels, .. } => labels.iter().filter(|&&label| label == class).count(),
                    Target::Values(_) => 0,
                };
                writeln!(out, "          {name}: {}", parts.map(count).iter().sum::<usize>())?;
            }
            if names.len() > Task::MAX_CLASSES {
                writeln!(out, "          and {} more", names.len() - Task::MAX_CLASSES)?;
            }
        }
        Target::Values(_) => {
            let values = parts.into_iter().filter_map(|part| match &part.target {
                Target::Values(y) => Some(y),
                Target::Classes { .. } => None,
            });
            let (smallest, largest) =
                values.flatten().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &y| (a.min(y), b.max(y)));
            let [smallest, largest] = ends(smallest, largest);
            writeln!(out, "target    {}, from {smallest} to {largest}", train.target_name)?;
        }
    }
    writeln!(out)
}

/// Who trains together, and what is left if one of them dies.
pub fn print_team(out: &mut impl Write, team: &Team, checkpoint: Option<&Path>) -> std::io::Result<()> {
    let threads = team.threads();
    let many = if threads == 1 { "" } else { "s" };
    writeln!(out, "ranks     {}, each with {threads} thread{many}", team.ranks().size())?;
    match checkpoint {
        Some(path) => writeln!(
            out,
            "          if one dies, all end; --resume goes on from {}, with any number of ranks",
            path.display()
        ),
        None => writeln!(out, "          if one dies, all end; --checkpoint FILE would keep the state of the training"),
    }
}

/// What came of it; the last line is the score.
pub fn print_result(
    out: &mut impl Write,
    (model, page): (Option<&Path>, Option<&Path>),
    history: &History,
    test: &Test,
    (chosen_by, baselines, folds): (ChosenBy, Option<&Baselines>, Option<&Folds>),
    time: Duration,
) -> std::io::Result<()> {
    let epochs = history.epochs_run();
    writeln!(out, "trained   {epochs} epochs in {:.2} s", time.as_secs_f64())?;
    if let Some(kept) = history.kept() {
        if history.kept_epoch < epochs {
            writeln!(out, "kept      the weights of epoch {}", history.kept_epoch)?;
        }
        writeln!(out, "loss      {:.4} on the training samples", kept.train.loss)?;
    }
    if chosen_by.linear_was_chosen {
        writeln!(out, "network   no hidden layer: in cross-validation that did better; --hidden 32,16 takes two")?;
    }
    if chosen_by.l2_was_chosen {
        writeln!(out, "penalty   λ = {}, chosen by cross-validation", chosen_by.l2)?;
    }
    if let Some(path) = model {
        writeln!(out, "model     {}", path.display())?;
    }
    if let Some(path) = page {
        writeln!(out, "report    {}", path.display())?;
    }
    if let Test::Classes { matrix, test_balanced_accuracy, test_auc, calibration_error, .. } = test {
        writeln!(out, "\n{matrix}")?;
        write!(out, "\nbalanced accuracy {test_balanced_accuracy:.4}, ")?;
        if let Some(auc) = test_auc {
            write!(out, "AUC {auc:.4}, ")?;
        }
        writeln!(out, "calibration error {calibration_error:.4}")?;
    }
    baselines.map_or(Ok(()), |baselines| baselines.print(out, test))?;
    folds.map_or(Ok(()), |folds| folds.print(out, test))?;
    match test {
        Test::Classes { test_accuracy, .. } => {
            writeln!(out, "\ntest accuracy: {test_accuracy:.4}")
        }
        Test::Values { test_r2, test_rmse } => {
            writeln!(out, "\ntest rmse: {}", significant(*test_rmse))?;
            match test_r2 {
                Some(r2) => writeln!(out, "test r2: {r2:.4}"),
                None => writeln!(out, "test r2: none, as the test part has a single value; another --seed may help"),
            }
        }
    }
}

/// The ends of a range with four significant digits, or where they are close together with four of their distance.
pub fn ends(smallest: f64, largest: f64) -> [String; 2] {
    let size = smallest.abs().max(largest.abs());
    let lost = (size / (largest - smallest)).log10().floor().clamp(0.0, 12.0) as usize;
    let digits = 4 + lost;
    if lost == 0 {
        return [smallest, largest].map(significant);
    }
    // What a number of so many digits is when it is written out.
    [smallest, largest].map(|end| format!("{end:.*e}", digits - 1).parse().unwrap_or(end).to_string())
}

/// Four significant digits, without an exponent where that stays short.
pub fn significant(number: f64) -> String {
    if number != 0.0 && !(1e-3..1e6).contains(&number.abs()) {
        return format!("{number:.3e}");
    }
    let digits = if number == 0.0 { 0 } else { number.abs().log10().floor() as i32 + 1 };
    let text = format!("{number:.*}", (4 - digits).max(0) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
