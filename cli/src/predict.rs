//! `ann predict`: a trained network's answers, a row for each row of a table.

use crate::{Failure, output};
use ann::data::read_features;
use ann::metrics::class_of;
use ann::{Model, OutputKind};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    /// The model, as 'ann train --model' wrote it
    model: PathBuf,
    /// The table; the model finds its columns by name and ignores others
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let model = Model::<f32>::load(&arguments.model)?;
    let x = read_features(&arguments.file, &model.features)?;
    let answers = model.predict(x.view())?;

    let mut out = csv::Writer::from_writer(output::stdout());
    let mut header = vec![format!("predicted_{}", model.target_name)];
    if let OutputKind::Classes(names) = &model.answer {
        header.extend(names.iter().map(|name| format!("probability_{name}")));
    }
    out.write_record(&header).map_err(std::io::Error::from)?;
    for answer in answers.columns() {
        // The network computed in f32; more digits than an f32 has would be made up.
        let numbers = answer.iter().map(|&number| (number as f32).to_string());
        let row: Vec<String> = match &model.answer {
            OutputKind::Classes(names) => [names[class_of(answer)].clone()].into_iter().chain(numbers).collect(),
            OutputKind::Values(_) => numbers.collect(),
        };
        out.write_record(&row).map_err(std::io::Error::from)?;
    }
    out.flush()?;
    Ok(())
}
