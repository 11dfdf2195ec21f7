//! `ann predict`: a trained network's predictions, a row for each row of a table.

use crate::failure::Failure;
use crate::output;
use crate::table;
use ann::data::Scaler;
use ann::metrics::class_of;
use ann::{OutputKind, PreparedModel};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    /// The model, as 'ann train --model' wrote it
    model: PathBuf,
    /// The table; the model finds its columns by name and ignores others
    file: PathBuf,
    #[command(flatten)]
    reading: table::Reading,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let PreparedModel::<f32> { model, preparation } = PreparedModel::load(&arguments.model)?;
    let options = arguments.reading.options();
    let table = table::read(&arguments.file, |progress| preparation.read(&arguments.file, &options, progress))?;
    let unknown = preparation.unknown_cells(&table).into_iter();
    let unknown: Vec<(String, usize)> = unknown.map(|(name, cells)| (name.to_owned(), cells)).collect();
    let x = preparation.apply(table)?;
    let target = &model.target_name;

    let mut out = csv::Writer::from_writer(output::stdout());
    match &model.answer {
        OutputKind::Classes(names) => {
            let probabilities = model.predict_proba(x.view())?;
            let head = names.iter().map(|name| format!("probability_{name}"));
            write(&mut out, [format!("predicted_{target}")].into_iter().chain(head))?;
            for a in probabilities.columns() {
                let numbers = a.iter().map(|&p| (p as f32).to_string());
                write(&mut out, [names[class_of(a)].clone()].into_iter().chain(numbers))?;
            }
        }
        OutputKind::Values(scaler) => {
            let values = model.predict_values(x.view())?;
            // An imported network may have several outputs.
            let head = (1..=values.nrows()).map(|i| match values.nrows() {
                1 => format!("predicted_{target}"),
                _ => format!("predicted_{target}_{i}"),
            });
            write(&mut out, head)?;
            for y in values.columns() {
                write(&mut out, y.iter().enumerate().map(|(i, &y)| shortest(y, scaler, i)))?;
            }
        }
    }
    out.flush()?;
    tell_unknown(&unknown);
    Ok(())
}

/// Says in one line on standard error, where it does not disturb the predictions, that the model has guessed.
fn tell_unknown(columns: &[(String, usize)]) {
    const LISTED: usize = 5;
    let told = |(name, cells): &(String, usize)| format!("'{}' ({cells})", name.chars().take(40).collect::<String>());
    let listed = columns.iter().take(LISTED).map(told).collect::<Vec<_>>().join(", ");
    let more = if columns.len() > LISTED { format!(" and {} more", columns.len() - LISTED) } else { String::new() };
    if !columns.is_empty() {
        let listed = output::one_line(&listed);
        eprintln!("ann: note: cells unlike all in training, so that the mean stands for them: {listed}{more}");
    }
}

fn write(out: &mut csv::Writer<impl std::io::Write>, row: impl IntoIterator<Item = String>) -> std::io::Result<()> {
    out.write_record(row.into_iter().collect::<Vec<_>>()).map_err(std::io::Error::from)
}

/// The shortest decimal number that the scaler of output i takes to the same `f32` as `value`.
///
/// The network computed that `f32`, so these are the digits that it knows: with fewer, different predictions could look the same,
/// and further ones would be made up. At most 17 digits, those of an `f64`.
fn shortest(value: f64, scaler: &Scaler, i: usize) -> String {
    let scaled = |value: f64| ((value - scaler.shift()[i]) / scaler.scale()[i]) as f32;
    let candidates = (0..16).filter_map(|decimals| format!("{value:.decimals$e}").parse::<f64>().ok());
    candidates.into_iter().find(|shorter| scaled(*shorter) == scaled(value)).unwrap_or(value).to_string()
}
