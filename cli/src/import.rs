//! `ann import`: a network of another program, or a model that `ann export` wrote, as a model of this one.

use crate::failure::Failure;
use crate::output;
use crate::place;
use ann::model::onnx::Names;
use ann::{OutputKind, PreparedModel};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    /// The network, in the format ONNX: dense layers with the activations that 'ann train' knows, perhaps a standardisation in front
    file: PathBuf,
    /// Write the model to this file
    #[arg(long, value_name = "OUT.safetensors")]
    out: PathBuf,
    /// The names of its columns, in the order in which it reads them [default: 1,2,…, as a table without a header has them]
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    features: Option<Vec<String>>,
    /// The names of its classes, in the order of its outputs. If it ends without an activation, it gets a softmax; if it has one
    /// output, that is the probability of the second of two classes [default: 0,1,… if it ends with a softmax; otherwise it
    /// predicts numbers]
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    classes: Option<Vec<String>>,
    /// The name of what it predicts [default: that of its output]
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    place::check_apart(&[("ONNX file", Some(&arguments.file)), ("model", Some(&arguments.out))])?;
    let names = Names {
        features: arguments.features.clone(),
        target: arguments.target.clone(),
        classes: arguments.classes.clone(),
    };
    let prepared = PreparedModel::<f32>::load_onnx(&arguments.file, &names)?;
    prepared.save(&arguments.out)?;
    let mut out = output::stdout();
    let listed = |names: &[String]| output::one_line(&output::shortened(&names.join(", ")));
    let columns: Vec<String> = prepared.preparation.columns().map(|(name, _)| name.to_owned()).collect();
    writeln!(out, "columns {}", listed(&columns))?;
    writeln!(out, "target  {}", listed(std::slice::from_ref(&prepared.model.target_name)))?;
    match &prepared.model.answer {
        OutputKind::Classes(names) => writeln!(out, "classes {}", listed(names))?,
        OutputKind::Values(_) => writeln!(out, "answers numbers")?,
    }
    writeln!(out, "\n{}\n", prepared.model.network)?;
    writeln!(out, "written {}", arguments.out.display())?;
    out.flush()?;
    Ok(())
}
