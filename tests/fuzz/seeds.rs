//! Files that are read as they are, small and of every kind: what is spoilt, and what a fuzzer begins with.

use crate::onnx::{field, file, float, floats, int, node, node_of, tensor, whole};
use ann::data::idx::{self, Numbers};
use ann::data::{Preparation, ReadOptions, Table, synthetic};
use ann::{
    Activation, Architecture, Checkpoint, EarlyStopping, Loss, Model, Network, PreparedModel, Real, Samples, Trainer,
    TrainingRun, rng,
};
use ndarray::{ArrayD, Dimension};
use std::fs;
use std::path::Path;

/// A number, one that is sometimes missing, two categories, a date.
const MIXED: &str = "a,b,sex,port,day,y\n1,2.5,f,S,2024-01-10,p\n2,,m,C,2024-02-11,q\n4,1.5,m,,2024-03-12,p\n\
    3,0.5,f,S,,q\n5,7,m,rare,2024-05-14,p\n7,1,f,C,2024-06-20,q\n2,2,f,S,2024-06-21,p\n6,,m,C,2024-07-22,q\n";

/// Tables in one of the ways in which tables are written.
pub fn tables() -> Vec<Vec<u8>> {
    let tables = [
        MIXED,
        "c_a,c_b,c_t\n1,2,c_x\n-3.5,0.25,\"c_y,\"\"z\"\"\"\n\n7,\"8\",\"c_x\n1\"\n",
        "name;when;price;size\n\"Doe; Jane\";10.01.2024;€1.234,50;3\nÖ;11.01.2024;€2,5;4\n\"the \"\"best\"\"\";12.01.2024;-;5\n",
        "x\ty\tz\n1\t2\t3\n4\tNaN\t6\n7\t8\tinf\n1e5\t-0\t0x1\n",
        "Sales of 2024\n\nregion|12%|$5\nNorth|13%|$6\nSouth|n/a|$7\n",
        "1.5 2.5  3.5\n 4 5 6\n7 8 9\n",
        "at,on\n2024-01-10T08:30:00Z,true\n2024-01-11T09:45:10+02:00,false\n20240112 101010,true\n",
    ];
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let wide = [&[0xff, 0xfe][..], &utf16("näme,wert\nä,1\nß,2\nü,3\n")].concat();
    let mut files: Vec<Vec<u8>> = tables.map(|table| table.as_bytes().to_vec()).into();
    files.extend([wide, b"n\xe4me;wert\r\n\xe4;1,5\r\n\xdf;2,5\r\n".to_vec(), b"\xef\xbb\xbfa,b\r1,2\r3,4\r".to_vec()]);
    files
}

/// Arrays of each type, and a compressed one.
pub fn idx() -> Vec<Vec<u8>> {
    let array = |shape: &[usize]| ArrayD::from_shape_fn(shape, |at| at.as_array_view().sum() as f64);
    let of = |name: &str, numbers: &Numbers| written(name, |path| idx::write(path, numbers).unwrap());
    let images = Numbers::U8(array(&[3, 2, 2]).mapv(|x| x as u8));
    vec![
        of("a", &images),
        of("a.gz", &images),
        of("a", &Numbers::I8(array(&[4]).mapv(|x| x as i8))),
        of("a", &Numbers::I16(array(&[2, 2]).mapv(|x| x as i16))),
        of("a", &Numbers::I32(array(&[2, 1, 3]).mapv(|x| x as i32))),
        of("a", &Numbers::F32(array(&[2, 2]).mapv(|x| x as f32))),
        of("a", &Numbers::F64(array(&[1, 0, 5]))),
    ]
}

/// Models with and without a preparation, networks, checkpoints, and a file of PyTorch's.
pub fn models() -> Vec<Vec<u8>> {
    let pytorch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch_named.safetensors");
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(1)).unwrap();
    let (single, double) =
        (prepared::<f32>(MIXED), prepared::<f64>("u,v,y\n1,2,0.5\n2,1,1.5\n3,5,2.25\n4,1,0\n5,5,1\n"));
    vec![
        written("m", |path| single.save(path).unwrap()),
        written("m", |path| double.save(path).unwrap()),
        written("m", |path| single.model.save(path).unwrap()),
        written("m", |path| network.save(path).unwrap()),
        checkpoint::<f32>().to_bytes().unwrap(),
        fs::read(pytorch).unwrap(),
    ]
}

/// What the library writes, what PyTorch wrote, and graphs made by hand.
pub fn onnx() -> Vec<Vec<u8>> {
    let (single, double) =
        (prepared::<f32>(MIXED), prepared::<f64>("u,v,y\n1,2,0.5\n2,1,1.5\n3,5,2.25\n4,1,0\n5,5,1\n"));
    let weights =
        [tensor("w", &[2, 2], &[1.0, 2.0, 3.0, 4.0]), tensor("b", &[2], &[1.0, 2.0]), tensor("c", &[1], &[2.0])];
    let scaler = [floats("offset", &[1.0, 2.0]), floats("scale", &[0.5, 0.25])];
    let nodes = [
        node_of("ai.onnx.ml", "Scaler", &["x"], "s", &scaler),
        node("Gemm", &["s", "w", "b"], "g", &[int("transB", 1), float("alpha", 0.5)]),
        node("LeakyRelu", &["g"], "r", &[float("alpha", 0.1)]),
        node("Transpose", &["w"], "t", &[]),
        node("MatMul", &["r", "t"], "m", &[]),
        node("Add", &["m", "b"], "a", &[]),
        node("Mul", &["a", "k"], "u", &[]),
        node("Constant", &[], "k", &[[field(1, "value"), field(5, tensor("", &[], &[3.0])), whole(20, 4)].concat()]),
        node("Softmax", &["u"], "y", &[int("axis", -1)]),
    ];
    vec![
        written("m.onnx", |path| drop(single.save_onnx(path).unwrap())),
        written("m.onnx", |path| drop(double.save_onnx(path).unwrap())),
        file(&nodes, &weights),
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch_classes.onnx")).unwrap(),
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch_beside.onnx")).unwrap(),
    ]
}

/// Names of classes.
pub fn names() -> Vec<Vec<u8>> {
    ["no\nyes\n", "<b>bold</b>\na & b\n\"c\"\n'd'\n&amp;\n]]>\n", "ä\n猫\n\u{202e}right\n"].map(Into::into).into()
}

/// The bytes of a file that something writes.
fn written(name: &str, write: impl FnOnce(&Path)) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join(name));
    fs::read(folder.path().join(name)).unwrap()
}

/// A model of a table with the target `y`.
fn prepared<F: Real>(text: &str) -> PreparedModel<F> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let table = Table::read(file.path(), &ReadOptions::with_target("y")).unwrap();
    let preparation = Preparation::fit(&table, &(0..table.rows()).collect::<Vec<_>>()).unwrap();
    let dataset = preparation.dataset(table).unwrap();
    let architecture = Architecture { hidden: vec![3], ..Architecture::default() };
    let trainer = Trainer { epochs: 1, ..Trainer::default() };
    let (model, _) = Model::fit(&architecture, &trainer, &dataset, &mut rng(0)).unwrap();
    PreparedModel { model, preparation }
}

/// A training after two epochs, with all that there can be in one.
fn checkpoint<F: Real>() -> Checkpoint<F> {
    let blobs = synthetic::blobs(12, 2, 1.0, &mut rng(0)).unwrap();
    let (x, y) = (blobs.x.mapv(F::from_f64), ann::data::one_hot(&[0, 1].repeat(6), 2));
    let mut network = Network::new(&[2, 3, 2], Activation::Relu, Activation::Softmax, &mut rng(1)).unwrap();
    let early_stopping = Some(EarlyStopping { patience: 4, validation_fraction: 0.5 });
    let trainer = Trainer { early_stopping, batch_size: 4, epochs: 9, ..Trainer::default() };
    let (samples, mut random) = (Samples { x: x.view(), y: y.view() }, rng(2));
    let loss = Loss::CategoricalCrossEntropy;
    let mut run = TrainingRun::new(&trainer, &mut network, loss, samples, Some(samples), &mut random).unwrap();
    for _ in 0..2 {
        run.epoch().unwrap();
    }
    run.checkpoint()
}
