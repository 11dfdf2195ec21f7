//! `ann export` and `ann import`: models to and from files of ONNX.

mod common;

use common::Folder;

/// Numbers and words, some of them missing.
fn table() -> String {
    let row = |i: usize| {
        let (shop, size) =
            (["north", "south", "east"][i % 3], if i.is_multiple_of(7) { String::new() } else { i.to_string() });
        format!("{size},{shop},{}\n", if (i * i) % 5 < 2 { "yes" } else { "no" })
    };
    "size,shop,sold\n".to_owned() + &(0..60).map(row).collect::<String>()
}

#[test]
fn what_is_exported_is_told_and_comes_back_as_it_was() {
    let folder = Folder::with(table());
    folder.success(&["train", "t.csv", "--target", "sold", "--model", "m.safetensors", "--epochs", "3"]);
    let told = folder.success(&["export", "m.safetensors", "--onnx", "m.onnx"]);
    for expected in [
        "input   size: double[N, 1]  the numbers of column 'size'; NaN where one is missing",
        "        shop: string[N, 1]  the words of column 'shop': east, north, south, or others",
        "output  label: string[N]  the most probable class of sold",
        "        probabilities: float[N, 2]  the probability of each class: no, yes, in this order",
        "written m.onnx",
    ] {
        assert!(told.lines().any(|line| line == expected), "{expected} in\n{told}");
    }
    let told = folder.success(&["import", "m.onnx", "--out", "again.safetensors"]);
    assert!(told.contains("columns size, shop\ntarget  sold\nclasses no, yes\n"), "{told}");
    let bytes = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert_eq!(bytes("again.safetensors"), bytes("m.safetensors"));
}

#[test]
fn a_network_of_another_program_predicts_on_a_table() {
    let folder = Folder::with("9.5,-3.25,1\n12,-2.5,0.5\n");
    let fixture = |name: &str| format!("{}/../tests/fixtures/pytorch_{name}.onnx", env!("CARGO_MANIFEST_DIR"));
    let told = folder.success(&["import", &fixture("classes"), "--out", "m", "--target", "kind", "--classes", "p,q,r"]);
    assert!(
        told.contains("columns 1, 2, 3\ntarget  kind\nclasses p, q, r\n") && told.contains("leaky-relu(0.2)"),
        "{told}"
    );
    let told = folder.success(&["predict", "m", "t.csv", "--no-header"]);
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some("predicted_kind,probability_p,probability_q,probability_r"));
    for line in lines {
        let sum: f64 = line.split(',').skip(1).map(|p| p.parse::<f64>().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{line}");
    }
    folder.write("t.csv", "c,a,b\n1,9.5,-3.25\n");
    folder.success(&["import", &fixture("values"), "--out", "m", "--features", "a,b,c"]);
    let told = folder.success(&["predict", "m", "t.csv"]);
    assert!(told.starts_with("predicted_y_1,predicted_y_2\n") && told.lines().count() == 2, "{told}");
}

#[test]
fn what_cannot_be_done_is_told_in_a_line() {
    let folder = Folder::with(table());
    folder.success(&["train", "t.csv", "--target", "sold", "--model", "m.safetensors", "--epochs", "1"]);
    let told = |arguments: &[&str], status: i32, why: &str| {
        let (found, error) = folder.failure(arguments);
        assert!(found == Some(status) && error.contains(why), "{error}");
    };
    told(&["export", "m.safetensors"], 2, "--onnx");
    told(&["export", "t.csv", "--onnx", "m.onnx"], 1, "t.csv: not a usable model file");
    told(&["export", "m.safetensors", "--onnx", "m.safetensors"], 2, "the model and the ONNX file are the same file");
    told(&["export", "m.safetensors", "--onnx", "no/m.onnx"], 1, "cannot write no/m.onnx");
    told(&["import", "m.safetensors", "--out", "n"], 1, "m.safetensors: not a usable ONNX file: it is");
    told(&["import", "none.onnx", "--out", "n"], 1, "cannot read none.onnx");
    told(&["import", "none.onnx", "--out", "none.onnx"], 2, "the ONNX file and the model are the same file");
    let convolution = format!("{}/../tests/fixtures/pytorch_convolution.onnx", env!("CARGO_MANIFEST_DIR"));
    told(
        &["import", &convolution, "--out", "n"],
        1,
        "(Conv) is not read: of ONNX's operators a dense network is made of",
    );
    assert!(!folder.path("n").exists() && !folder.path("m.onnx").exists());
}
