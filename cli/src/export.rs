//! `ann export`: a trained model as a file that programs in other languages run.

use crate::failure::Failure;
use crate::output;
use crate::place;
use ann::PreparedModel;
use ann::model::onnx::Port;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    /// The model, as 'ann train --model' wrote it
    model: PathBuf,
    /// Write it to this file, in the format ONNX: scaler, categories, missing cells, network and classes in one graph, that gives
    /// the answers of 'ann predict'. A table of numbers is one input, X; of a table with words each column is an input
    #[arg(long, value_name = "OUT.onnx")]
    onnx: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    place::check_apart(&[("model", Some(&arguments.model)), ("ONNX file", Some(&arguments.onnx))])?;
    let signature = PreparedModel::<f32>::load(&arguments.model)?.save_onnx(&arguments.onnx)?;
    let mut out = output::stdout();
    let mut list = |title: &str, ports: &[Port]| -> std::io::Result<()> {
        let mut title = title;
        for port in ports {
            writeln!(out, "{title:<7} {port}  {}", output::one_line(&output::shortened(&port.meaning)))?;
            title = "";
        }
        Ok(())
    };
    list("input", &signature.inputs)?;
    list("output", &signature.outputs)?;
    writeln!(out, "written {}", arguments.onnx.display())?;
    out.flush()?;
    Ok(())
}
