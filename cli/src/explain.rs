//! `ann explain`: what a trained network's answers rest on, and how far they can be believed.

use crate::failure::Failure;
use crate::output;
use crate::residuals::Residuals;
use crate::score::Test;
use crate::settings::Format;
use crate::table::{self, progress_bar};
use ann::data::preparation::ColumnKind;
use ann::data::{Dataset, Preparation, Target};
use ann::metrics::{Calibration, CalibrationBin};
use ann::model::{Importance, permutation_importance};
use ann::{Error, PreparedModel};
use clap::Args;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Columns of which one tells most of the other: from this correlation on.
const ALIKE: f64 = 0.8;
/// As many columns and pairs are listed; of a table with hundreds the rest is counted.
const LISTED: usize = 30;
/// Of more features the pairs are too many.
const COMPARED: usize = 1000;
/// The progress moves so many times.
const PIECES: usize = 20;

#[derive(Args)]
pub struct Arguments {
    /// The model, as 'ann train --model' wrote it
    model: PathBuf,
    /// The table: rows with their targets, best ones that the model was not trained on
    file: PathBuf,
    #[command(flatten)]
    reading: table::Reading,
    /// How often each column is shuffled
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..))]
    repeats: u16,
    /// Where the random numbers start
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Explanation<'a> {
    model: &'a Path,
    file: &'a Path,
    target: &'a str,
    samples: usize,
    /// The accuracy or R² on them; None where R² means nothing.
    score: Option<f64>,
    metric: &'static str,
    /// From the largest fall down.
    importance: Vec<Importance>,
    /// Pairs of columns with their correlation, from the strongest down.
    correlated: Vec<(String, String, f64)>,
    calibration: Option<&'a [CalibrationBin]>,
    calibration_error: Option<f64>,
    residuals: Option<Residuals>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let prepared = PreparedModel::<f32>::load(&arguments.model)?;
    let options = arguments.reading.options();
    let dataset = table::read(&arguments.file, |progress| prepared.read_dataset(&arguments.file, &options, progress))?;
    let columns = prepared.preparation.rows();
    let tested = Test::of(&prepared.model, &dataset)?;
    let (score, metric, calibration) = match &tested {
        Test::Classes { test_accuracy, calibration, .. } => (Some(*test_accuracy), "accuracy", Some(calibration)),
        Test::Values { test_r2, .. } => (*test_r2, "r2", None),
    };

    let progress = progress_bar(columns.len() as u64, "shuffling {bar:30}  {pos}/{len} columns  {eta} left");
    let mut rng = ann::rng(arguments.seed);
    let mut importance = Vec::with_capacity(columns.len());
    if score.is_some() {
        for some in columns.chunks(columns.len().div_ceil(PIECES).max(1)) {
            importance.extend(permutation_importance(
                &prepared.model,
                &dataset,
                some,
                arguments.repeats.into(),
                &mut rng,
            )?);
            progress.inc(some.len() as u64);
        }
    }
    progress.finish_and_clear();
    importance.sort_by(|a, b| b.fall.total_cmp(&a.fall));

    let residuals = match &dataset.target {
        Target::Values(y) => Some(Residuals::of(&prepared.model.predict_values(dataset.x.view())?, y)),
        Target::Classes { .. } => None,
    };
    let explanation = Explanation {
        model: &arguments.model,
        file: &arguments.file,
        target: &prepared.model.target_name,
        samples: dataset.samples(),
        score,
        metric,
        importance,
        correlated: correlated(&dataset, &prepared.preparation)?,
        calibration_error: calibration.map(Calibration::expected_error),
        calibration: calibration.map(|calibration| calibration.bins.as_slice()),
        residuals,
    };
    let mut out = output::stdout();
    match arguments.format {
        Format::Text => explanation.print(&mut out)?,
        Format::Json => {
            serde_json::to_writer(&mut out, &explanation).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

/// The pairs of columns of numbers that say nearly the same, with their correlation; of very many features none.
pub fn correlated(dataset: &Dataset, preparation: &Preparation) -> Result<Vec<(String, String, f64)>, Error> {
    if dataset.x.nrows() > COMPARED {
        return Ok(Vec::new());
    }
    let columns = preparation.kinds().zip(preparation.rows()).filter(|(kind, _)| *kind == ColumnKind::Number);
    // The first feature of a column of numbers is the number; a second one tells where it is missing.
    let names: HashMap<usize, String> = columns.map(|(_, (name, rows))| (rows.start, name)).collect();
    let named = |(i, j, r): (usize, usize, f64)| Some((names.get(&i)?.clone(), names.get(&j)?.clone(), r));
    Ok(dataset.correlated_features(ALIKE)?.into_iter().filter_map(named).collect())
}

impl Explanation<'_> {
    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "model     {}", self.model.display())?;
        writeln!(out, "data      {}", self.file.display())?;
        writeln!(out, "samples   {}", self.samples)?;
        writeln!(out, "target    {}", self.target)?;
        match self.score {
            Some(score) => writeln!(out, "{:<9} {score:.4}", self.metric)?,
            None => writeln!(out, "r2        none, as all numbers of the target are the same")?,
        }
        self.print_importance(out)?;
        if let (Some(bins), Some(error)) = (self.calibration, self.calibration_error) {
            writeln!(out, "\nof the answers with a confidence of about … are right")?;
            for CalibrationBin { confidence, accuracy, samples } in bins {
                writeln!(out, "  {confidence:.2}  {accuracy:.2}  of {samples}")?;
            }
            writeln!(out, "expected calibration error: {error:.4}")?;
        }
        self.residuals.as_ref().map_or(Ok(()), |residuals| residuals.print(out))
    }

    fn print_importance(&self, out: &mut impl Write) -> std::io::Result<()> {
        const BAR: f64 = 24.0;
        let Some(largest) = self.importance.first().map(|one| one.fall) else { return Ok(()) };
        writeln!(out, "\n{} falls by … when a column is shuffled (± standard error)", self.metric)?;
        let shown = &self.importance[..self.importance.len().min(LISTED)];
        let name = |one: &Importance| output::one_line(&one.column).chars().take(32).collect::<String>();
        let width = shown.iter().map(|one| name(one).chars().count()).max().unwrap_or(0);
        for one in shown {
            let bar = if largest > 0.0 { (BAR * one.fall / largest).round().max(0.0) as usize } else { 0 };
            let line = format!("  {:<width$}  {:>7.4} ± {:.4}  {}", name(one), one.fall, one.error, "▇".repeat(bar));
            writeln!(out, "{}", line.trim_end())?;
        }
        if self.importance.len() > LISTED {
            writeln!(out, "  and {} more", self.importance.len() - LISTED)?;
        }
        if self.correlated.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\nThese pairs say nearly the same (correlation). Of each, one stands in for the other when that is"
        )?;
        writeln!(out, "shuffled, so both look less important than they are:")?;
        for (a, b, r) in self.correlated.iter().take(LISTED) {
            writeln!(out, "  {} and {}  {r:.2}", output::one_line(a), output::one_line(b))?;
        }
        match self.correlated.len() {
            pairs if pairs > LISTED => writeln!(out, "  and {} more", pairs - LISTED),
            _ => Ok(()),
        }
    }
}
