//! Models in files of ONNX, and dense networks of other programs. That engines answer as the library does is tested in `tests/onnx`.

use crate::common::onnx::{file as graph, float, floats, int, node, node_of, tensor, with_ends};
use crate::common::{Rows, fixture, matrix, message};
use crate::tables::file;
use ann::data::{Preparation, ReadOptions, Table};
use ann::model::onnx::{Element, Names};
use ann::{Activation, Architecture, Error, Model, OutputKind, PreparedModel, Real, Trainer, rng};
use ndarray::{Array2, array};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A table with a number, a number that is sometimes missing, a category of two, one with rare and missing cells, and a date.
const TABLE: &str = "a,b,sex,port,day,y
1,2.5,f,S,2024-01-10,p
2,,m,C,2024-02-11,q
4,1.5,m,,2024-03-12,p
3,0.5,f,S,,q
5,7,m,rare,2024-05-14,p
7,1,f,C,2024-06-20,q
2,2,f,S,2024-06-21,p
6,,m,C,2024-07-22,q
";

fn fitted<F: Real>(table: &str, hidden: Activation) -> PreparedModel<F> {
    let table = Table::read(file(table).path(), &ReadOptions::with_target("y")).unwrap();
    let preparation = Preparation::fit(&table, &(0..table.rows()).collect::<Vec<_>>()).unwrap();
    let dataset = preparation.dataset(table).unwrap();
    let architecture = Architecture { hidden: vec![5, 4], activation: hidden, ..Architecture::default() };
    let trainer = Trainer { epochs: 2, ..Trainer::default() };
    let (model, _) = Model::fit(&architecture, &trainer, &dataset, &mut rng(0)).unwrap();
    PreparedModel { model, preparation }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.onnx");
    (folder, path)
}

#[test]
fn a_model_comes_back_from_its_file_bit_for_bit() {
    let (_folder, path) = folder();
    let slope = Activation::LeakyRelu { slope: 0.3 };
    for hidden in Activation::ALL.into_iter().chain([slope]) {
        let double = fitted::<f64>(TABLE, hidden);
        double.save_onnx(&path).unwrap();
        let back = PreparedModel::<f64>::load_onnx(&path, &Names::default()).unwrap();
        assert_eq!((&back.model, back.preparation.features()), (&double.model, double.preparation.features()));
        assert!(
            message(PreparedModel::<f32>::load_onnx(&path, &Names::default())).contains("are f64, but f32 was asked")
        );
        let single = fitted::<f32>(TABLE, hidden);
        single.save_onnx(&path).unwrap();
        assert_eq!(PreparedModel::load_onnx(&path, &Names::default()).unwrap().model, single.model);
        assert!(
            message(PreparedModel::<f64>::load_onnx(&path, &Names::default())).contains("are f32, but f64 was asked")
        );
    }
    // Numbers alone, and a target of numbers.
    let rows: String = (0..30).map(|i| format!("{i},{},{}.5\n", i * i, 3 * i)).collect();
    let mut numbers = fitted::<f32>(&format!("a,b,y\n{rows}"), Activation::Relu);
    numbers.model.network = numbers.model.network.with_keep_prob(0.75).unwrap();
    numbers.save_onnx(&path).unwrap();
    assert_eq!(PreparedModel::load_onnx(&path, &Names::default()).unwrap().model, numbers.model);
    let given = Names { target: Some("z".to_owned()), ..Names::default() };
    assert!(message(PreparedModel::<f32>::load_onnx(&path, &given)).contains("was written by `ann`, with the names"));
}

#[test]
fn the_signature_tells_what_goes_in_and_what_comes_out() {
    let (_folder, path) = folder();
    let signature = fitted::<f32>(TABLE, Activation::Relu).save_onnx(&path).unwrap();
    let inputs: Vec<String> = signature.inputs.iter().map(ToString::to_string).collect();
    let expected =
        ["a: double[N, 1]", "b: double[N, 1]", "sex: string[N, 1]", "port: string[N, 1]", "day: double[N, 3]"];
    assert_eq!(inputs, expected);
    let outputs: Vec<String> = signature.outputs.iter().map(ToString::to_string).collect();
    assert_eq!(outputs, ["label: string[N]", "probabilities: float[N, 2]", "class: int64[N]"]);
    assert!(signature.inputs[4].meaning.contains("days since 1970-01-01, the day of the week"), "{signature:?}");

    let rows: String = (0..30).map(|i| format!("{i},{},{}.5\n", i * i, 3 * i)).collect();
    let signature = fitted::<f64>(&format!("a,b,y\n{rows}"), Activation::Relu).save_onnx(&path).unwrap();
    assert_eq!((signature.inputs[0].to_string(), signature.inputs.len()), ("X: double[N, 2]".to_owned(), 1));
    assert_eq!((signature.outputs[0].to_string(), signature.outputs.len()), ("value: double[N, 1]".to_owned(), 1));
    assert!(signature.inputs[0].meaning.contains("the columns a, b, in this order"));
    assert_eq!(signature.inputs[0].element, Element::F64);
}

#[test]
fn a_damaged_file_is_refused_or_means_the_same() {
    let (_folder, path) = folder();
    let model = fitted::<f32>(TABLE, Activation::Tanh);
    model.save_onnx(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let load = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        PreparedModel::<f32>::load_onnx(&path, &Names::default())
    };
    let mut refused = 0;
    for position in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x10;
        match load(&damaged) {
            // Of what stands in it for others, such as what an input means, nothing comes back.
            Ok(same) => assert_eq!(same.model, model.model, "byte {position}"),
            Err(error) => {
                assert!(matches!(error, Error::File { what: "ONNX file", .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > whole.len() / 2, "{refused} of {}", whole.len());
    for length in (0..whole.len()).step_by(7) {
        let error = load(&whole[..length]).unwrap_err();
        assert!(matches!(error, Error::File { what: "ONNX file", .. }), "{error}");
    }
    // A weight, which no reader of the format would miss.
    let weight = model.model.network.layer(1).w[[0, 0]].to_le_bytes();
    let place = whole.windows(4).position(|bytes| bytes == weight).unwrap();
    let mut damaged = whole.clone();
    damaged[place] ^= 1;
    assert!(message(load(&damaged)).contains("its checksum does not fit its contents"));
    // A node, which the checksum does not cover.
    let place = whole.windows(4).position(|bytes| bytes == b"Tanh").unwrap();
    let mut damaged = whole;
    damaged[place..place + 4].copy_from_slice(b"Sinh");
    assert!(message(load(&damaged)).contains("its graph does not do what its metadata say"));
}

#[test]
fn what_cannot_be_used_again_is_not_written() {
    let (folder, path) = folder();
    let mut model = fitted::<f32>(TABLE, Activation::Relu);
    model.save_onnx(&path).unwrap();
    model.model.network.layer_mut(2).b[[0, 0]] = f32::NAN;
    assert!(message(model.save_onnx(&path)).contains("a weight is not a finite number"));
    assert!(PreparedModel::<f32>::load_onnx(&path, &Names::default()).is_ok(), "what was there is still there");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");
}

/// Inputs, a sample a row, and what the networks answer.
#[derive(Deserialize)]
struct Answers {
    x: Rows,
    classes: Rows,
    values: Rows,
    beside: Rows,
}

/// A fixture that PyTorch wrote; see `make_onnx.py`.
fn pytorch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/pytorch_{name}.onnx"))
}

#[test]
fn networks_of_pytorch_answer_as_they_did_there() {
    let answers: Answers = fixture("pytorch_onnx");
    let x = matrix(&answers.x).t().to_owned();
    let load = |name: &str, names: &Names| PreparedModel::<f32>::load_onnx(pytorch(name), names).unwrap().model;
    let assert_close = |found: &Array2<f64>, expected: &Rows, tolerance: f64| {
        let largest = (found - &matrix(expected).t()).iter().fold(0.0, |largest: f64, d| largest.max(d.abs()));
        assert!(largest < tolerance, "{largest}");
    };
    let model = load("classes", &Names::default());
    assert_eq!(model.network.sizes(), [3, 5, 4, 3]);
    assert_eq!(model.network.layer(2).activation, Activation::LeakyRelu { slope: 0.2 });
    assert_eq!(model.answer, OutputKind::Classes(["0", "1", "2"].map(str::to_owned).to_vec()));
    assert_eq!((&*model.features, &*model.target_name), (&["1", "2", "3"].map(str::to_owned)[..], "y"));
    assert_close(&model.predict_proba(x.view()).unwrap(), &answers.classes, 1e-6);

    // The standardisation of the input is a scaler, the scale of the output a part of the last layer.
    let model = load("values", &Names::default());
    assert_eq!((model.scaler.shift(), model.scaler.scale()), (&array![10.0, -3.0, 0.5], &array![2.0, 0.25, 4.0]));
    assert_close(&model.predict_values(x.view()).unwrap(), &answers.values, 1e-3);

    // The weights lie in a file of their own.
    let model = load("beside", &Names::default());
    assert_close(&model.predict_values(x.view()).unwrap(), &answers.beside, 1e-6);
    let (_folder, path) = folder();
    std::fs::copy(pytorch("beside"), &path).unwrap();
    let told = PreparedModel::<f32>::load_onnx(&path, &Names::default()).unwrap_err().to_string();
    assert!(told.contains("cannot be read from 'pytorch_beside.onnx.data' beside the model"), "{told}");

    let told = message(PreparedModel::<f32>::load_onnx(pytorch("convolution"), &Names::default()));
    assert!(told.contains("(Conv) is not read: of ONNX's operators a dense network is made of Gemm"), "{told}");
}

/// A network of two inputs and two neurons, whose Z is (1 + a + 2b, 2 + 3a + 4b).
fn gemm() -> Vec<u8> {
    node("Gemm", &["x", "w", "b"], "z", &[int("transB", 1)])
}

fn tensors() -> Vec<Vec<u8>> {
    vec![tensor("w", &[2, 2], &[1.0, 2.0, 3.0, 4.0]), tensor("b", &[2], &[1.0, 2.0])]
}

fn load(bytes: &[u8], names: &Names) -> ann::Result<PreparedModel<f32>> {
    let (_folder, path) = folder();
    std::fs::write(&path, bytes).unwrap();
    PreparedModel::load_onnx(&path, names)
}

/// What such a file answers to (1, −1).
#[track_caller]
fn answer(nodes: &[Vec<u8>], more: &[Vec<u8>]) -> Vec<f64> {
    let tensors = [&tensors()[..], more].concat();
    let model = load(&graph(nodes, &tensors), &Names::default()).unwrap().model;
    let x = array![[1.0], [-1.0]];
    let answers = match model.answer {
        OutputKind::Classes(_) => model.predict_proba(x.view()),
        OutputKind::Values(_) => model.predict_values(x.view()),
    };
    answers.unwrap().into_iter().collect()
}

#[test]
fn every_way_to_write_a_dense_layer_is_read() {
    let c = tensor("c", &[1, 2], &[10.0, 20.0]);
    let half = tensor("h", &[], &[0.5]);
    assert_eq!(answer(&[node("Gemm", &["x", "w", "b"], "y", &[int("transB", 1)])], &[]), [0.0, 1.0]);
    assert_eq!(answer(&[node("Gemm", &["x", "w"], "y", &[float("alpha", 2.0)])], &[]), [-4.0, -4.0]);
    assert_eq!(answer(&[node("Gemm", &["x", "w", "b"], "y", &[float("beta", 3.0)])], &[]), [1.0, 4.0]);
    assert_eq!(answer(&[node("MatMul", &["x", "w"], "z", &[]), node("Add", &["b", "z"], "y", &[])], &[]), [-1.0, 0.0]);
    let turned = [node("Transpose", &["w"], "t", &[]), node("MatMul", &["x", "t"], "y", &[])];
    assert_eq!(answer(&turned, &[]), [-1.0, -1.0]);
    for (op, expected) in [("Relu", [0.0, 1.0]), ("Tanh", [0.0, 1_f64.tanh()])] {
        let found = answer(&[gemm(), node(op, &["z"], "y", &[])], &[]);
        assert!((found[0] - expected[0]).abs() < 1e-7 && (found[1] - expected[1]).abs() < 1e-7, "{op} {found:?}");
    }
    // Behind a layer a constant becomes a part of it, in front of the first of the scaler; what does nothing is passed over.
    assert_eq!(answer(&[gemm(), node("Sub", &["z", "c"], "y", &[])], &[c.clone()]), [-10.0, -19.0]);
    assert_eq!(answer(&[gemm(), node("Mul", &["c", "z"], "y", &[])], &[c.clone()]), [0.0, 20.0]);
    assert_eq!(answer(&[gemm(), node("Div", &["z", "h"], "y", &[])], &[half.clone()]), [0.0, 2.0]);
    let behind = |nodes: &[Vec<u8>]| {
        [nodes, &[node("Gemm", &["s", "w", "b"], "z", &[int("transB", 1)]), node("Identity", &["z"], "y", &[])]]
            .concat()
    };
    let standardised = [node("Sub", &["x", "h"], "m", &[]), node("Div", &["m", "c"], "s", &[])];
    let (a, b) = (0.5 / 10.0, -1.5 / 20.0);
    let expected = [1.0 + a + 2.0 * b, 2.0 + 3.0 * a + 4.0 * b];
    let scaler = [floats("offset", &[0.5, 0.5]), floats("scale", &[0.1, 0.05])];
    for nodes in [&standardised[..], &[node_of("ai.onnx.ml", "Scaler", &["x"], "s", &scaler)]] {
        let found = answer(&behind(nodes), &[c.clone(), half.clone()]);
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6), "{found:?}");
    }
    assert_eq!(
        answer(&behind(&[node("Mul", &["x", "c"], "m", &[]), node("Add", &["m", "h"], "s", &[])]), &[c, half]),
        [1.0 + 10.5 - 39.0, 2.0 + 31.5 - 78.0]
    );
}

#[test]
fn what_is_no_dense_network_is_told_by_node_and_operator() {
    let c3 = tensor("c", &[3], &[1.0; 3]);
    let relu = node("Relu", &["z"], "r", &[]);
    for (nodes, why) in [
        (vec![gemm(), node("Erf", &["z"], "y", &[])], "node 'y' (Erf) is not read: of ONNX's operators a dense"),
        (vec![gemm(), node_of("com.microsoft", "Gelu", &["z"], "y", &[])], "node 'y' (Gelu of com.microsoft) is not"),
        (vec![gemm(), node("Softmax", &["z"], "y", &[int("axis", 0)])], "node 'y' (Softmax) is not read"),
        (vec![node("Relu", &["x"], "y", &[])], "node 'y' (Relu) has no Gemm or MatMul in front of it"),
        (vec![gemm(), relu.clone(), node("Tanh", &["r"], "y", &[])], "node 'y' (Tanh) has no Gemm or MatMul in"),
        (vec![gemm(), relu.clone(), node("Add", &["r", "b"], "y", &[])], "node 'y' (Add) stands behind an activation"),
        (vec![gemm(), node("Add", &["z", "c"], "y", &[])], "node 'y' (Add) has 3 numbers, and its layer 2 neurons"),
        (vec![gemm(), node("Add", &["z", "x"], "y", &[])], "node 'y' (Add) has 2 inputs that are computed; a dense"),
        (vec![gemm(), node("Sub", &["b", "z"], "y", &[])], "node 'y' (Sub) has the constant on the left"),
        (vec![node("MatMul", &["w", "x"], "y", &[])], "node 'y' (MatMul) multiplies from the left"),
        (vec![node("Gemm", &["x", "w"], "y", &[int("transA", 1)])], "node 'y' (Gemm) has transA"),
        (vec![node("Gemm", &["x", "n"], "y", &[])], "node 'y' (Gemm) has 2 inputs that are computed"),
        (vec![node("Gemm", &["x"], "y", &[])], "node 'y' (Gemm) has too few inputs"),
        (
            vec![gemm(), node("MatMul", &["z", "v"], "y", &[])],
            "node 'y' (MatMul) has 3 inputs, and the layer before it 2",
        ),
        (
            vec![node("Sub", &["x", "c"], "m", &[]), node("MatMul", &["m", "w"], "y", &[])],
            "has 3 numbers, and its first",
        ),
        (vec![node("Identity", &["x"], "y", &[])], "there is no layer in it"),
        (vec![node("MatMul", &["q", "w"], "y", &[])], "nothing makes tensor 'q'"),
        (vec![node("Relu", &["y"], "y", &[])], "node 'y' (Relu) leads back to itself"),
        (vec![node("Gemm", &["x", "c3"], "y", &[])], "tensor 'c3' has shape [1, 1, 1], which is no matrix"),
        (vec![node("MatMul", &["x", "nan"], "y", &[])], "a weight is not a finite number, in tensor 'nan'"),
    ] {
        let more = [
            c3.clone(),
            tensor("v", &[3, 1], &[1.0; 3]),
            tensor("c3", &[1, 1, 1], &[1.0]),
            tensor("nan", &[1, 1], &[f32::NAN]),
        ];
        let told = message(load(&graph(&nodes, &[&tensors()[..], &more].concat()), &Names::default()));
        assert!(told.contains(why) && told.contains("not a usable ONNX file"), "{told}\nnot: {why}");
    }
    let two = with_ends(&[gemm()], &tensors(), &["x", "u"], &["z"]);
    assert!(message(load(&two, &Names::default())).contains("its graph has the inputs x, u; one is needed"));
    let two = with_ends(&[gemm(), relu], &tensors(), &["x"], &["z", "r"]);
    assert!(message(load(&two, &Names::default())).contains("its graph has the outputs of numbers z, r; one is"));
}

#[test]
fn names_are_given_to_what_has_none() {
    let names = |features: &[&str], classes: &[&str]| Names {
        features: (!features.is_empty()).then(|| features.iter().map(|name| (*name).to_owned()).collect()),
        classes: (!classes.is_empty()).then(|| classes.iter().map(|name| (*name).to_owned()).collect()),
        target: Some("kind".to_owned()),
    };
    let logits = graph(&[node("Gemm", &["x", "w", "b"], "y", &[int("transB", 1)])], &tensors());
    let model = load(&logits, &names(&["a", "b"], &["p", "q"])).unwrap();
    assert_eq!((&*model.model.target_name, model.preparation.features()), ("kind", vec!["a".into(), "b".into()]));
    let p = model.model.predict_proba(array![[1.0], [-1.0]].view()).unwrap();
    assert!((p[[1, 0]] - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-6, "the softmax of (0, 1): {p}");
    assert!(message(load(&logits, &names(&["a"], &[]))).contains("reads 2 features, and 1 names are given"));
    assert!(message(load(&logits, &names(&[], &["p", "q", "r"]))).contains("has 2 outputs, and 3 classes are named"));

    // One output is the probability of the second of two classes, with its sigmoid or without.
    let (w, b) = (tensor("w", &[2, 1], &[1.0, 2.0]), tensor("b", &[1], &[0.5]));
    let last = [node("Gemm", &["x", "w", "b"], "z", &[]), node("Sigmoid", &["z"], "s", &[])];
    for output in ["z", "s"] {
        let file = with_ends(&last, &[w.clone(), b.clone()], &["x"], &[output]);
        let model = load(&file, &names(&[], &["no", "yes"])).unwrap().model;
        let p = model.predict_proba(array![[1.0], [-1.0]].view()).unwrap();
        let expected = 1.0 / (1.0 + 0.5_f64.exp()); // z = 1 − 2 + ½
        assert!((p[[1, 0]] - expected).abs() < 1e-6 && (p[[0, 0]] - 1.0 + expected).abs() < 1e-6, "{p}");
        assert!(message(load(&file, &names(&[], &["one"]))).contains("a model needs at least two to tell apart"));
    }
}
