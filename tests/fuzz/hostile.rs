//! Files made to cost much: up to a megabyte of what a format can say most often.

use crate::onnx::{field, whole};
use crate::{alone, targets};

const MEGABYTE: usize = 1 << 20;

/// This, as often as it goes into a megabyte.
fn repeated(piece: impl AsRef<[u8]>) -> Vec<u8> {
    times(piece, MEGABYTE)
}

/// The same, in so many bytes.
fn times(piece: impl AsRef<[u8]>, bytes: usize) -> Vec<u8> {
    piece.as_ref().repeat(bytes / piece.as_ref().len())
}

#[test]
fn tables_of_many_small_things() {
    let _alone = alone();
    for piece in [
        "a,",
        ",",
        "\"",
        "\"\",",
        "\n",
        "\r",
        "\"\n",
        "1\n",
        "1,2\n",
        "a b ",
        "x",
        "NA,",
        "\0",
        "é;",
        "1.5;2,5\n",
        "\t",
    ] {
        let many = times(piece, MEGABYTE / 16);
        targets::table(&many);
        targets::table(&[b"a,b\n1,", &*many].concat());
        targets::table(&[b"a;b\n1;2\n", &*many, b"\n"].concat());
        targets::table(&[&*many, b"\n", &*many].concat());
    }
}

#[test]
fn messages_of_onnx_that_are_empty() {
    let _alone = alone();
    let graph = |content: Vec<u8>| [whole(1, 8), field(7, content), field(8, whole(2, 17))].concat();
    // Nodes, tensors, inputs, outputs.
    for number in [1, 5, 11, 12] {
        targets::onnx(&graph(repeated(field(number, ""))));
        targets::onnx(&graph(repeated(field(number, field(1, "")))));
        targets::onnx(&graph(repeated(field(number, field(2, "")))));
    }
    // Inputs, outputs and attributes of a node; dimensions, numbers, texts and other places of a tensor; dimensions of an input.
    for number in [1, 2, 5] {
        targets::onnx(&graph(field(1, repeated(field(number, "")))));
    }
    for number in [6, 13] {
        targets::onnx(&graph(field(5, repeated(field(number, "")))));
        targets::onnx(&graph(field(1, field(5, field(5, repeated(field(number, "")))))));
    }
    targets::onnx(&graph(field(5, field(1, vec![0; MEGABYTE]))));
    targets::onnx(&graph(field(5, field(4, vec![0; MEGABYTE]))));
    targets::onnx(&graph(field(1, field(5, field(8, vec![0; MEGABYTE])))));
    targets::onnx(&graph(field(1, field(5, repeated(field(9, ""))))));
    targets::onnx(&graph(field(11, field(2, field(1, field(2, repeated(field(1, ""))))))));
    // Versions of operators, and pairs of metadata.
    targets::onnx(&repeated(field(8, "")));
    targets::onnx(&repeated(field(14, "")));
    // Messages in messages that are not known.
    let deep = (0..18).fold(Vec::new(), |inner, _| field(3, [inner.clone(), inner, vec![0x18, 0]].concat()));
    targets::onnx(&graph(field(1, deep)));
}

#[test]
fn headers_of_safetensors_that_are_large() {
    let _alone = alone();
    let file = |header: String| [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    for piece in ["[", "{\"a\":", "\"", "0", "{},"] {
        targets::model(&file(String::from_utf8(repeated(piece)).unwrap()));
    }
    let empty = |i: usize| format!("\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    let tensors: Vec<String> = (0..MEGABYTE / 60).map(empty).collect();
    targets::model(&file(format!("{{{}}}", tensors.join(","))));
    let shape = vec!["1"; MEGABYTE / 2].join(",");
    targets::model(&file(format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[0,4]}}}}")));
    for list in ["layers", "features"] {
        let described = format!("{{\\\"version\\\":1,\\\"checksum\\\":1,\\\"description\\\":{{\\\"{list}\\\":[");
        let many = vec!["{\\\"activation\\\":\\\"\\\",\\\"keep_prob\\\":1}"; MEGABYTE / 40].join(",");
        for key in ["ann", "ann.network", "ann.checkpoint"] {
            targets::model(&file(format!("{{\"__metadata__\":{{\"{key}\":\"{described}{many}]}}}}\"}}}}")));
        }
    }
}

#[test]
fn idx_files_of_any_announced_shape() {
    let _alone = alone();
    for code in [8, 9, 11, 12, 13, 14] {
        targets::idx(&[&[0, 0, code, 255], &*repeated([0])].concat());
        targets::idx(&[&[0, 0, code, 2, 255, 255, 255, 255, 0, 0, 0, 0], &*repeated([0])].concat());
        targets::idx(&[&[0, 0, code, 1, 0, 16, 0, 0], &*repeated([0])].concat());
        targets::idx(&[&[0, 0, code, 2, 0, 16, 0, 0, 0, 0, 0, 1], &*repeated([0])].concat());
    }
}
