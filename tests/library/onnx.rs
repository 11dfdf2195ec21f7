//! Models in files of ONNX and back. That an engine answers as the library does is tested in `tests/onnx`.

use crate::common::message;
use crate::tables::file;
use ann::data::{Preparation, ReadOptions, Table};
use ann::model::onnx::{Element, Names};
use ann::{Activation, Architecture, Error, Model, PreparedModel, Real, Trainer, rng};
use std::path::PathBuf;

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

/// A folder, and a file in it.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
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

/// A file has at most so many parts for its size; a graph of nothing but small columns has the most that this library writes.
#[test]
fn a_table_of_many_columns_becomes_a_file_and_comes_back() {
    let (columns, rows) = (3000, 4);
    let cells = |cell: &dyn Fn(usize) -> String| (0..columns).map(cell).collect::<String>();
    let row = |i: usize| format!("{}{}\n", cells(&|j| format!("{},", ["s", "t"][(i + j) % 2])), ["p", "q"][i / 2]);
    let table = format!("{}y\n{}", cells(&|j| format!("{j:x},")), (0..rows).map(row).collect::<String>());
    let (_folder, path) = folder();
    let model = fitted::<f32>(&table, Activation::Relu);
    model.save_onnx(&path).unwrap();
    assert_eq!(PreparedModel::load_onnx(&path, &Names::default()).unwrap().model, model.model);
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
    let (mut refused, places) = (0, (0..whole.len()).step_by(11));
    for position in places.clone() {
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
    assert!(refused > places.len() / 2, "{refused} of {}", places.len());
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
