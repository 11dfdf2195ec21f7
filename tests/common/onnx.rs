//! Files of ONNX made by hand, as bytes: what another program might write, and what a damaged file might hold.

/// A field that holds bytes: a text, or a message in a message.
pub fn field(number: u64, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

/// A field that holds a whole number.
pub fn whole(number: u64, value: i64) -> Vec<u8> {
    [varint(number << 3), varint(value as u64)].concat()
}

/// A whole number, seven bits a byte.
pub fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A tensor of 32-bit numbers.
pub fn tensor(name: &str, shape: &[i64], numbers: &[f32]) -> Vec<u8> {
    let raw: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
    let dims = shape.iter().flat_map(|&n| whole(1, n));
    [dims.collect(), whole(2, 1), field(8, name), field(9, raw)].concat()
}

/// A node with one output; it has the name of this.
pub fn node(op: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    let inputs = inputs.iter().flat_map(|input| field(1, input));
    let attributes = attributes.iter().flat_map(|attribute| field(5, attribute));
    [inputs.collect(), field(2, output), field(3, output), field(4, op), attributes.collect()].concat()
}

/// The same of another domain.
pub fn node_of(domain: &str, op: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    [node(op, inputs, output, attributes), field(7, domain)].concat()
}

/// An attribute that is a whole number.
pub fn int(name: &str, value: i64) -> Vec<u8> {
    [field(1, name), whole(3, value), whole(20, 2)].concat()
}

/// An attribute that is a number.
pub fn float(name: &str, value: f32) -> Vec<u8> {
    [field(1, name), varint(2 << 3 | 5), value.to_le_bytes().to_vec(), whole(20, 1)].concat()
}

/// An attribute that is a list of numbers.
pub fn floats(name: &str, values: &[f32]) -> Vec<u8> {
    let values = values.iter().flat_map(|x| [varint(7 << 3 | 5), x.to_le_bytes().to_vec()].concat());
    [field(1, name), values.collect(), whole(20, 6)].concat()
}

/// A file with a graph from `x` to `y`.
pub fn file(nodes: &[Vec<u8>], tensors: &[Vec<u8>]) -> Vec<u8> {
    with_ends(nodes, tensors, &["x"], &["y"])
}

/// A file with a graph of these inputs and outputs.
pub fn with_ends(nodes: &[Vec<u8>], tensors: &[Vec<u8>], inputs: &[&str], outputs: &[&str]) -> Vec<u8> {
    let float = field(2, field(1, whole(1, 1)));
    let ends = |number, names: &[&str]| -> Vec<u8> {
        names.iter().flat_map(|name| field(number, [field(1, name), float.clone()].concat())).collect()
    };
    let all = |number, messages: &[Vec<u8>]| -> Vec<u8> {
        messages.iter().flat_map(|message| field(number, message)).collect()
    };
    let graph = [all(1, nodes), all(5, tensors), ends(11, inputs), ends(12, outputs)].concat();
    [whole(1, 8), field(7, graph), field(8, whole(2, 17))].concat()
}
