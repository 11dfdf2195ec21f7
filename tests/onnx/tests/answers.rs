//! tract answers as the library does, to 1e-5: for tables of numbers and of words, every activation, both types of numbers.

use ann::data::preparation::ColumnKind;
use ann::data::{Preparation, ReadOptions, Table};
use ann::{Activation, Architecture, Model, OutputKind, PreparedModel, Real, Trainer, rng};
use onnx_engine::{Input, Output, answers};
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(name)
}

/// A model that was trained a little on the first half of a table, and the table.
fn fitted<F: Real>(path: &Path, target: &str, hidden: Activation) -> (PreparedModel<F>, Table) {
    let options = ReadOptions::with_target(target);
    let table = Table::read(path, &options).unwrap();
    let half: Vec<usize> = (0..table.rows()).step_by(2).collect();
    let preparation = Preparation::fit(&table, &half).unwrap();
    let dataset = preparation.dataset(table.clone()).unwrap();
    let [train] = dataset.parts([half]).unwrap();
    let architecture = Architecture { hidden: vec![12, 7], activation: hidden, ..Architecture::default() };
    let trainer = Trainer { epochs: 10, ..Trainer::default() };
    let (model, _) = Model::fit(&architecture, &trainer, &train, &mut rng(0)).unwrap();
    (PreparedModel { model, preparation }, table)
}

/// The cells of a file of comma-separated values, without its header, column by column of these names.
fn cells(path: &Path, names: &[&str]) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let rows: Vec<_> = rows.collect();
    let place = |name: &&str| header.iter().position(|column| column == *name).unwrap();
    names.iter().map(place).map(|j| rows.iter().map(|row| row[j].clone()).collect()).collect()
}

/// What an engine is given: the numbers of a table as a matrix, or every column, with NaN for what is no number.
fn inputs(preparation: &Preparation, path: &Path) -> Vec<Input> {
    let names: Vec<&str> = preparation.columns().map(|(name, _)| name).collect();
    let columns = cells(path, &names);
    let number = |cell: &String| cell.parse().unwrap_or(f64::NAN);
    if preparation.kinds().all(|kind| kind == ColumnKind::Number) {
        let rows = columns[0].len();
        let matrix = (0..rows).flat_map(|i| columns.iter().map(move |column| number(&column[i]))).collect();
        return vec![Input::Numbers(matrix)];
    }
    let input = |(kind, column): (ColumnKind, Vec<String>)| match kind {
        ColumnKind::Category { .. } => Input::Texts(column),
        _ => Input::Numbers(column.iter().map(number).collect()),
    };
    preparation.kinds().zip(columns).map(input).collect()
}

/// The largest difference between tract's answers and the library's, in units of the target's standard deviation if it is numbers.
fn difference<F: Real>(path: &Path, target: &str, hidden: Activation) -> f64 {
    let (prepared, table) = fitted::<F>(path, target, hidden);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.onnx");
    prepared.save_onnx(&file).unwrap();
    let theirs = answers(&file, table.rows(), &inputs(&prepared.preparation, path)).unwrap();
    let x = prepared.preparation.apply(table).unwrap();
    let apart = |ours: &[f64], theirs: &Output| {
        let Output::Numbers(theirs) = theirs else { panic!("numbers are needed") };
        assert!(ours.len() == theirs.len() && theirs.iter().all(|x| x.is_finite()));
        ours.iter().zip(theirs).fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs()))
    };
    let rows = |y: ndarray::Array2<f64>| y.t().iter().copied().collect::<Vec<f64>>();
    match &prepared.model.answer {
        OutputKind::Classes(names) => {
            let classes = prepared.model.predict_classes(x.view()).unwrap();
            assert_eq!(theirs[0], Output::Texts(classes.iter().map(|&class| names[class].clone()).collect()));
            assert_eq!(theirs[2], Output::Numbers(classes.iter().map(|&class| class as f64).collect()));
            apart(&rows(prepared.model.predict_proba(x.view()).unwrap()), &theirs[1])
        }
        OutputKind::Values(scaler) => {
            apart(&rows(prepared.model.predict_values(x.view()).unwrap()), &theirs[0]) / scaler.scale()[0]
        }
    }
}

const TABLES: [(&str, &str); 4] =
    [("wine.csv", "cultivar"), ("digits.csv", "digit"), ("penguins.csv", "species"), ("diabetes.csv", "progression")];

#[test]
fn the_tables_of_the_book() {
    for (table, target) in TABLES {
        let single = difference::<f32>(&data(table), target, Activation::Relu);
        let double = difference::<f64>(&data(table), target, Activation::Relu);
        println!("{table}: {single:.1e} in 32 bits, {double:.1e} in 64");
        assert!(single < 1e-5 && double < 1e-12, "{table}: {single:e} and {double:e}");
    }
}

#[test]
fn words_and_gaps_that_training_had_not() {
    // Trained are the rows with an even number. A colour is rare, another new; a size is missing where none was, a shape where some
    // were, a kind where none was; of two kinds one is enough.
    let row = |i: usize| {
        let colour = if i.is_multiple_of(40) {
            "rare"
        } else {
            ["red", "green", "blue", "new"][i % 4 - i % 2 * usize::from(i % 8 < 4)]
        };
        let size = if i % 9 == 5 && i % 2 == 1 { String::new() } else { (i * i % 17).to_string() };
        let weight = if i % 11 == 3 { String::new() } else { i.to_string() };
        let shape = if i.is_multiple_of(7) { "NA" } else { ["round", "flat", "long"][i % 3] };
        let kind = if i % 13 == 1 { "" } else { ["x", "y"][i / 2 % 2] };
        format!("{colour},{size},{weight},{shape},{kind},{}\n", if (i * i) % 5 < 2 { "yes" } else { "no" })
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    let rows: String = (0..160).map(row).collect();
    std::fs::write(&path, format!("colour,size,weight,shape,kind,sold\n{rows}")).unwrap();
    let single = difference::<f32>(&path, "sold", Activation::Tanh);
    let double = difference::<f64>(&path, "sold", Activation::Tanh);
    println!("{single:.1e} in 32 bits, {double:.1e} in 64");
    assert!(single < 1e-5 && double < 1e-12, "{single:e} and {double:e}");
}

#[test]
fn every_activation() {
    let more = [Activation::LeakyRelu { slope: 0.3 }, Activation::LeakyRelu { slope: 0.0 }];
    for hidden in Activation::ALL.into_iter().chain(more) {
        let single = difference::<f32>(&data("penguins.csv"), "species", hidden);
        // tract has no sigmoid of 64 bits.
        let is_known = hidden != Activation::Sigmoid;
        let double = if is_known { difference::<f64>(&data("penguins.csv"), "species", hidden) } else { 0.0 };
        println!("{hidden}: {single:.1e} in 32 bits, {double:.1e} in 64");
        assert!(single < 1e-5 && double < 1e-12, "{hidden}: {single:e} and {double:e}");
    }
}
