//! Models to and from files of ONNX.

use super::chain::Chain;
use super::export::export;
use super::layers::Dense;
use super::own;
use super::schema::ModelProto;
use super::signature::Signature;
use super::size;
use crate::data::{Preparation, Scaler};
use crate::disk;
use crate::model::problem::{Problem, Result as Read};
use crate::{Activation, Error, Layer, Model, Network, OutputKind, PreparedModel, Real, Result};
use ndarray::{Array2, Axis, ShapeBuilder};
use prost::Message;
use prost::bytes::Bytes;
use std::path::Path;

/// What a file is called in messages.
const WHAT: &str = "ONNX file";
/// As many bytes can a message of the format have.
const MOST_BYTES: usize = i32::MAX as usize;

/// The names that go with a network of another program; its file does not tell them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Those of the columns, in the order in which the network reads them; otherwise `1`, `2`, …
    pub features: Option<Vec<String>>,
    /// That of the target; otherwise that of the network's output.
    pub target: Option<String>,
    /// Those of the classes, in the order of the outputs. A network that ends without an activation gets a softmax, and one with a
    /// single output, whose sigmoid is the probability of the second of two classes, becomes one of two outputs. Otherwise a network
    /// that ends with a softmax has the classes `0`, `1`, …, and any other predicts numbers.
    pub classes: Option<Vec<String>>,
}

impl<F: Real> PreparedModel<F> {
    /// Writes all of it to `path` as one graph of ONNX: what makes features of the columns of a table, the scaler, the network, and
    /// what its outputs mean. Whoever runs it needs nothing else. What is there is replaced only when everything is safely on the disk.
    ///
    /// A table of numbers is one input, `X`, with a row for each sample; of a table with words each column is an input with its name.
    /// The answers are those of [`PreparedModel::predict`], but for rounding. The operators are of opset 17, which ONNX Runtime has
    /// known since 2022.
    ///
    /// ```no_run
    /// use ann::PreparedModel;
    /// let signature = PreparedModel::<f32>::load("wine.safetensors")?.save_onnx("wine.onnx")?;
    /// for port in signature.inputs.iter().chain(&signature.outputs) {
    ///     println!("{port}  {}", port.meaning); // X: double[N, 13]  the numbers of the columns …
    /// }
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the model could not be loaded again, such as after a training that diverged, or does not fit into 2 GB;
    /// [`Error::Io`] if the file cannot be written. What was there before is then still there.
    pub fn save_onnx(&self, path: impl AsRef<Path>) -> Result<Signature> {
        let unfit = |problem: Problem| problem.of_unkept("model");
        let (model, signature) = export(self).map_err(unfit)?;
        if model.encoded_len() > MOST_BYTES {
            return Err(Error::data("the model has more than 2 GB, and a file of ONNX can have no more"));
        }
        let bytes = Bytes::from(model.encode_to_vec());
        read::<F>(bytes.clone(), Path::new(""), &Names::default()).map_err(unfit)?;
        disk::replace_file(path.as_ref(), &bytes)?;
        Ok(signature)
    }

    /// Reads what [`PreparedModel::save_onnx`] wrote, or a dense network of another program, such as PyTorch: `Gemm`, or `MatMul` and
    /// `Add`, with the activations of the library behind them, and perhaps a standardisation in front.
    ///
    /// ```no_run
    /// use ann::PreparedModel;
    /// use ann::model::onnx::Names;
    /// // In Python: torch.onnx.export(module, (torch.zeros(1, 4),), "flowers.onnx")
    /// let features = ["width", "length", "petals", "height"].map(str::to_owned).to_vec();
    /// let names = Names { features: Some(features), ..Names::default() };
    /// let model = PreparedModel::<f32>::load_onnx("flowers.onnx", &names)?;
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::File`] if it is truncated, damaged, no file of ONNX, or holds another kind of
    /// network: the error names the node. [`Error::File`] also if the names are too few or too many, or the file has its own.
    pub fn load_onnx(path: impl AsRef<Path>, names: &Names) -> Result<Self> {
        let path = path.as_ref();
        let bytes = Bytes::from(disk::read(path)?);
        let folder = path.parent().unwrap_or(Path::new(""));
        read(bytes, folder, names).map_err(|problem| problem.in_file(path, WHAT))
    }
}

fn read<F: Real>(bytes: Bytes, folder: &Path, names: &Names) -> Read<PreparedModel<F>> {
    size::check(&bytes)?;
    let file = ModelProto::decode(bytes).map_err(|error| Problem::caused(size::DAMAGED, error))?;
    let graph = file.graph.as_ref().ok_or("it is cut short or not in the ONNX format: there is no graph in it")?;
    if let Some(prepared) = own::read(&file, graph)? {
        return match *names == Names::default() {
            true => Ok(prepared),
            false => Err("it was written by `ann`, with the names of its columns and classes: leave yours out".into()),
        };
    }
    let chain = Chain::new(graph, folder);
    let (steps, output) = chain.steps()?;
    let dense = Dense::<F>::read(&chain, &steps)?;
    let scaler = dense.scaler()?;
    let (layers, answer) = meaning(dense.layers, names.classes.as_deref())?;
    let network = Network::from_layers(layers)?;
    let features = names.features.clone().unwrap_or_else(|| numbered(1, network.n_in()));
    if features.len() != network.n_in() {
        let (given, needed) = (features.len(), network.n_in());
        return Err(format!("its network reads {needed} features, and {given} names are given").into());
    }
    let target_name = names.target.clone().unwrap_or_else(|| output.to_owned());
    let preparation = Preparation::of_numbers(&features);
    Ok(PreparedModel { model: Model { network, scaler, features, target_name, answer }, preparation })
}

/// What the outputs of these layers mean, and the layers that say it as the library does.
fn meaning<F: Real>(mut layers: Vec<Layer<F>>, classes: Option<&[String]>) -> Read<(Vec<Layer<F>>, OutputKind)> {
    let Some(last) = layers.last_mut() else { return Err("there is no layer in it".into()) };
    let is_logit = last.activation == Activation::Identity;
    let n_out = last.n_out();
    let classes = match classes {
        Some(classes) => classes.to_vec(),
        None if last.activation == Activation::Softmax => numbered(0, n_out),
        None => return Ok((layers, OutputKind::Values(Scaler::identity(n_out)))),
    };
    if n_out == 1 && classes.len() == 2 && (is_logit || last.activation == Activation::Sigmoid) {
        // The sigmoid of z is the second number of the softmax of 0 and z.
        *last = Layer { w: below_zeros(&last.w), b: below_zeros(&last.b), activation: Activation::Softmax, ..*last };
    } else if n_out != classes.len() {
        return Err(format!("its network has {n_out} outputs, and {} classes are named", classes.len()).into());
    } else if is_logit {
        last.activation = Activation::Softmax;
    }
    Ok((layers, OutputKind::Classes(classes).checked()?))
}

/// A row of zeros, and this row below it.
fn below_zeros<F: Real>(row: &Array2<F>) -> Array2<F> {
    let mut both = Array2::zeros((2, row.ncols()).f());
    both.index_axis_mut(Axis(0), 1).assign(&row.index_axis(Axis(0), 0));
    both
}

fn numbered(first: usize, count: usize) -> Vec<String> {
    (first..first + count).map(|i| i.to_string()).collect()
}
