//! Dense networks that other programs wrote as ONNX, and files that are none.

use crate::common::allocator::LARGEST;
use crate::common::onnx::{field, file as graph, float, floats, int, node, node_of, tensor, varint, whole, with_ends};
use crate::common::{Rows, fixture, matrix, message};
use crate::onnx::folder;
use ann::model::onnx::Names;
use ann::{Activation, Error, OutputKind, PreparedModel};
use ndarray::{Array2, array};
use serde::Deserialize;
use std::path::{Path, PathBuf};

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
    assert_eq!(answer(&[gemm(), node("Sub", &["z", "c"], "y", &[])], std::slice::from_ref(&c)), [-10.0, -19.0]);
    assert_eq!(answer(&[gemm(), node("Mul", &["c", "z"], "y", &[])], std::slice::from_ref(&c)), [0.0, 20.0]);
    assert_eq!(answer(&[gemm(), node("Div", &["z", "h"], "y", &[])], std::slice::from_ref(&half)), [0.0, 2.0]);
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
        (
            vec![node("Gemm", &["x", "c3"], "y", &[])],
            "node 'y' (Gemm) has weights of shape [1, 1, 1], which is no matrix",
        ),
        (vec![node("MatMul", &["x", "b"], "y", &[])], "node 'y' (MatMul) has weights of shape [2], which is no matrix"),
        (
            vec![gemm(), node("Add", &["z", "v"], "y", &[])],
            "node 'y' (Add) has a constant of shape [3, 1]; a number is",
        ),
        (vec![gemm(), node("Cast", &["z"], "y", &[int("to", 10)])], "node 'y' (Cast) is not read"),
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

#[test]
fn a_file_takes_the_memory_that_it_is_worth_whatever_it_says() {
    let shaped = |dims: &[i64], more: &[Vec<u8>]| {
        let dims = dims.iter().flat_map(|&n| whole(1, n)).collect();
        let tensor = [dims, whole(2, 1), field(8, "w"), more.concat()].concat();
        graph(&[node("Gemm", &["x", "w", "b"], "y", &[])], &[tensor, tensors()[1].clone()])
    };
    let entry = |key: &str, value: &str| field(13, [field(1, key), field(2, value)].concat());
    let beside = |location: &str, offset: &str| {
        shaped(&[1 << 20, 1 << 10], &[whole(14, 1), entry("location", location), entry("offset", offset)])
    };
    let (raw, no_graph) = (field(9, [0; 8]), "there is no graph in it");
    let long = [varint(7 << 3 | 2), varint(1 << 40), vec![0; 100]].concat();
    for (bytes, why) in [
        (
            shaped(&[1 << 31, 1 << 31], std::slice::from_ref(&raw)),
            "tensor 'w' has the impossible shape [2147483648, 2147483648]",
        ),
        (shaped(&[-1, 2], std::slice::from_ref(&raw)), "tensor 'w' has the impossible shape [-1, 2]"),
        (shaped(&[1 << 20, 1 << 10], std::slice::from_ref(&raw)), "has the shape [1048576, 1024], but 2 numbers"),
        (shaped(&[0, 1 << 40], &[]), "has shape [0, 1099511627776]: there are no numbers in it"),
        (shaped(&[2, 1], &[raw, whole(2, 6)]), "tensor 'w' has elements of type 6; numbers of type float (1)"),
        (beside("model.onnx", "0"), "bytes are there, and 4294967296 are needed"),
        (beside("model.onnx", "18446744073709551615"), "0 bytes are there, and 4294967296 are needed"),
        (beside("model.onnx", "-1"), "has no usable offset"),
        (beside("../model.onnx", "0"), "in the file '../model.onnx', which is not beside the model"),
        (beside("/etc/passwd", "0"), "in the file '/etc/passwd', which is not beside the model"),
        (beside("..", "0"), "which is not beside the model"),
        (long, "it is damaged, cut short or not in the ONNX format"),
        (vec![0x0b; 100_000], "it is damaged, cut short or not in the ONNX format"), // groups in groups
        (b"a,b,y\n1,2,3\n".to_vec(), "it is damaged, cut short or not in the ONNX format"),
        (Vec::new(), no_graph),
        (whole(1, 8), no_graph),
    ] {
        LARGEST.set(0);
        let error = load(&bytes, &Names::default()).unwrap_err();
        let largest = LARGEST.get();
        assert!(largest < 10 * bytes.len() + 10_000, "{largest} bytes at once for a file of {}: {error}", bytes.len());
        assert!(matches!(error, Error::File { what: "ONNX file", .. }), "{error}");
        assert!(error.with_causes().contains(why), "{}\nnot: {why}", error.with_causes());
    }
}
