//! Networks alone in files, and files that PyTorch wrote.

use crate::common::{Rows, fixture, matrix, message};
use ann::data::synthetic;
use ann::{Activation, Architecture, Error, Model, Network, Trainer, rng};
use ndarray::{Array2, ArrayView2};
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use std::path::{Path, PathBuf};

fn network<F: ann::Real>() -> Network<F> {
    let slope = Activation::LeakyRelu { slope: 0.1 };
    Network::new(&[3, 5, 2], slope, Activation::Softmax, &mut rng(0)).unwrap().with_keep_prob(0.75).unwrap()
}

#[test]
fn a_network_comes_back_from_its_file_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("network.safetensors");
    network::<f64>().save(&path).unwrap();
    assert_eq!(Network::load(&path).unwrap(), network::<f64>());
    network::<f32>().save(&path).unwrap();
    assert_eq!(Network::load(&path).unwrap(), network::<f32>());
    assert!(message(Network::<f64>::load(&path)).contains("its numbers are F32, but f64 was asked for"));
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");

    let bytes = std::fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(tensors.tensor("layers.1.weight").unwrap().shape(), [2, 5]);
    assert_eq!(tensors.tensor("layers.1.bias").unwrap().shape(), [2]);
    // The file is one of PyTorch's layers, too: activations given, without dropout.
    let same = Network::load_pytorch(&path, Activation::LeakyRelu { slope: 0.1 }, Activation::Softmax).unwrap();
    assert_eq!(same.with_keep_prob(0.75).unwrap(), network::<f32>());
}

#[test]
fn what_is_no_network_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("network.safetensors");
    network::<f32>().save(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for position in (0..whole.len()).step_by(5) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x10;
        std::fs::write(&path, &damaged).unwrap();
        let error = Network::<f32>::load(&path).unwrap_err();
        assert!(matches!(error, Error::File { what: "network file", .. }), "{error}");
    }
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert!(message(Network::<f32>::load(&path)).contains("not a usable network file"));
    assert!(message(Network::<f32>::load(pytorch("named"))).contains("do not describe a network of `ann`"));

    // The number of the version is no part of the checksum.
    let version = br#"\"version\":1"#;
    let place = whole.windows(version.len()).position(|window| window == version).expect("a version");
    for number in [b'0', b'9'] {
        let mut later = whole.clone();
        later[place + version.len() - 1] = number;
        std::fs::write(&path, &later).unwrap();
        let expected = format!("it has version {}, but this program reads versions up to 1", char::from(number));
        assert!(message(Network::<f32>::load(&path)).ends_with(&expected));
    }

    // A model is more than a network, and each says what reads it.
    let moons = synthetic::moons(20, 0.1, &mut rng(0)).unwrap();
    let trainer = Trainer { epochs: 1, ..Trainer::default() };
    let (model, _) = Model::<f32>::fit(&Architecture::default(), &trainer, &moons, &mut rng(0)).unwrap();
    model.save(&path).unwrap();
    assert!(message(Network::<f32>::load(&path)).contains("it is a model of `ann`, which `Model::load` reads"));
    model.network.save(&path).unwrap();
    assert!(message(Model::<f32>::load(&path)).contains("it is a network of `ann`, which `Network::load` reads"));

    let mut broken = network::<f32>();
    broken.layer_mut(2).b[[0, 0]] = f32::NAN;
    assert!(message(broken.save(&path)).contains("a weight is not a finite number"));
    assert_eq!(Network::load(&path).unwrap(), model.network, "what was there is still there");
}

/// A fixture that Python's safetensors wrote; see `make_safetensors.py`.
fn pytorch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/pytorch_{name}.safetensors"))
}

/// Inputs, a sample a row, and what the networks answer.
#[derive(Deserialize)]
struct Answers {
    x: Rows,
    sequential: Rows,
    named: Rows,
}

fn assert_answers(network: &Network<f64>, x: ArrayView2<f64>, expected: &Array2<f64>) {
    let answers = network.predict(x).unwrap();
    assert_eq!(answers.dim(), expected.t().dim());
    let largest = (&answers - &expected.t()).iter().fold(0.0, |largest: f64, d| largest.max(d.abs()));
    assert!(largest < 1e-7, "{largest}");
}

#[test]
fn files_of_pytorch_are_read_in_the_order_of_their_numbers() {
    let answers: Answers = fixture("pytorch_files");
    let x = matrix(&answers.x);
    let (relu, softmax) = (Activation::Relu, Activation::Softmax);
    let network = Network::<f64>::load_pytorch(pytorch("sequential"), relu, softmax).unwrap();
    assert_eq!(network.sizes(), [3, 5, 5, 2]);
    assert_answers(&network, x.t(), &matrix(&answers.sequential));
    let single = Network::<f32>::load_pytorch(pytorch("sequential"), relu, softmax).unwrap();
    assert_eq!(f64::from(single.layer(3).w[[1, 4]]), network.layer(3).w[[1, 4]]);

    let told = message(Network::<f64>::load_pytorch(pytorch("named"), relu, softmax));
    assert!(told.contains("order they come (answer, hidden): name them with `load_pytorch_layers`"), "{told}");
    let layers = [("hidden", Activation::Tanh), ("answer", Activation::Identity)];
    let network = Network::<f64>::load_pytorch_layers(pytorch("named"), &layers).unwrap();
    assert_eq!(network.layer(1).b, Array2::<f64>::zeros((4, 1)), "a layer without a bias");
    assert_answers(&network, x.t(), &matrix(&answers.named));
    let wrong = [("hidden", Activation::Tanh), ("output", Activation::Identity)];
    let told = message(Network::<f64>::load_pytorch_layers(pytorch("named"), &wrong));
    assert!(told.contains("it has no tensor 'output.weight'"), "{told}");
    let reversed = [layers[1], layers[0]];
    let told = message(Network::<f64>::load_pytorch_layers(pytorch("named"), &reversed));
    assert!(told.contains("W of layer 2 has shape (4, 3), but (4, 1) is needed"), "{told}");
    assert!(message(Network::<f64>::load_pytorch_layers(pytorch("named"), &[])).contains("number of layers is 0"));
}

#[test]
fn other_tensors_are_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.safetensors");
    let told = |tensors: &[(&str, Dtype, &[usize])]| {
        let zeros = [0_u8; 256];
        let size = |dtype: Dtype, shape: &[usize]| shape.iter().product::<usize>() * dtype.bitsize() / 8;
        let views = tensors.iter().map(|(name, dtype, shape)| {
            (*name, TensorView::new(*dtype, shape.to_vec(), &zeros[..size(*dtype, shape)]).unwrap())
        });
        std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
        Network::<f32>::load_pytorch(&path, Activation::Relu, Activation::Identity)
    };
    let weight = ("fc1.weight", Dtype::F32, &[2, 3][..]);
    assert_eq!(told(&[weight]).unwrap().sizes(), [3, 2]);
    assert_eq!(told(&[("weight", Dtype::F32, &[2, 3]), ("bias", Dtype::F32, &[2])]).unwrap().sizes(), [3, 2]);
    for (tensor, why) in [
        (("bn1.running_mean", Dtype::F32, &[2][..]), "tensor 'bn1.running_mean' of shape [2] is no weight or bias"),
        (("conv1.weight", Dtype::F32, &[2, 1, 3, 3][..]), "tensor 'conv1.weight' of shape [2, 1, 3, 3]"),
        (("bn1.weight", Dtype::F32, &[2][..]), "tensor 'bn1.weight' of shape [2]"),
        (("fc2.bias", Dtype::F32, &[2][..]), "tensor 'fc2.bias' of shape [2]"),
        (("fc2.weight", Dtype::BF16, &[2, 2][..]), "are BF16, but f32 was asked for"),
        (("fc2.weight", Dtype::F64, &[2, 2][..]), "are F64, but f32 was asked for"),
        (("fc2.weight", Dtype::F32, &[2, 3][..]), "W of layer 2 has shape (2, 3), but (2, 2) is needed"),
        (("fc1.bias", Dtype::F32, &[3][..]), "b of layer 1 has shape (3, 1), but (2, 1) is needed"),
        (("fc2.weight", Dtype::F32, &[0, 2][..]), "there are no numbers in it"),
    ] {
        let text = message(told(&[weight, tensor]));
        assert!(text.contains(why) && text.contains("not a usable file of PyTorch's Linear layers"), "{text}");
    }
    assert!(message(told(&[])).contains("there is no tensor in it"));
    // A layer that is asked for by its name is looked at more closely.
    drop(told(&[("conv.weight", Dtype::F32, &[2, 1, 3, 3])]));
    let text = message(Network::<f32>::load_pytorch_layers(&path, &[("conv", Activation::Relu)]));
    assert!(text.ends_with("tensor 'conv.weight' has shape [2, 1, 3, 3], which is no matrix"), "{text}");
}
