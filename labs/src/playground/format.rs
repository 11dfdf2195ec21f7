//! The bytes of a model file: the `safetensors` format, as the library writes and reads it (`ann::Model::save`).
//!
//! A file begins with the length of its header in eight bytes, and the header: for each tensor its type, its shape and where its bytes
//! are, and texts of any kind. Under the key `ann` stands, as JSON, what the tensors mean, with a checksum. The library does this with
//! crates that would make a page load 100 kB more; the tests hold both equal.

use super::json::{Json, list, number, text};
use ann::data::Scaler;
use ann::{Error, Layer, Model, Network, OutputKind, Result};
use ndarray::{Array2, ShapeBuilder};

/// The newest version of what stands under the key.
const VERSION: f64 = 2.0;
const DAMAGED: &str = "it is damaged, cut short or not in the safetensors format";

/// The bytes of a model file.
pub fn write(model: &Model<f32>) -> Vec<u8> {
    let layers = model.network.layers();
    let of_layer = |layer: &Layer<f32>| {
        format!("{{\"activation\":{},\"keep_prob\":{}}}", text(&layer.activation.to_string()), number(layer.keep_prob))
    };
    let scaler = |scaler: &Scaler| {
        let [shift, scale] = [scaler.shift(), scaler.scale()].map(|numbers| list(&numbers.to_vec(), |x| number(*x)));
        format!("{{\"shift\":{shift},\"scale\":{scale}}}")
    };
    let names = |names: &[String]| list(names, |name| text(name));
    let answer = match &model.answer {
        OutputKind::Classes(classes) => format!("{{\"classes\":{}}}", names(classes)),
        OutputKind::Values(of) => format!("{{\"values\":{}}}", scaler(of)),
    };
    let description = format!(
        "{{\"layers\":{},\"features\":{},\"scaler\":{},\"target_name\":{},\"answer\":{answer}}}",
        list(layers, of_layer),
        names(&model.features),
        scaler(&model.scaler),
        text(&model.target_name),
    );
    let (mut tensors, mut data) = (String::new(), Vec::new());
    for (i, layer) in layers.iter().enumerate() {
        let (rows, columns) = layer.w.dim();
        for (name, numbers, shape) in
            [("weight", &layer.w, format!("{rows},{columns}")), ("bias", &layer.b, rows.to_string())]
        {
            let begin = data.len();
            data.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
            let offsets = format!("[{begin},{}]", data.len());
            tensors +=
                &format!(",\"layers.{i}.{name}\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":{offsets}}}");
        }
    }
    let checksum = crc32(description.bytes().chain(data.iter().copied()));
    let described = format!("{{\"version\":{VERSION},\"checksum\":{checksum},\"description\":{description}}}");
    let mut header = format!("{{\"__metadata__\":{{\"ann\":{}}}{tensors}}}", text(&described));
    // Numbers begin at multiples of their size.
    header += &" ".repeat(header.len().next_multiple_of(8) - header.len());
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}

/// The model in the bytes of a file; `name` is what messages call it.
///
/// # Errors
///
/// [`Error::File`] if it is none, or damaged, or of another number type.
pub fn read(bytes: &[u8], name: &str) -> Result<Model<f32>> {
    let found = parse(bytes);
    found.map_err(|problem| Error::File { path: name.into(), what: "model file", problem, source: None })
}

fn parse(bytes: &[u8]) -> Result<Model<f32>, String> {
    let damaged = || DAMAGED.to_owned();
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged())?;
    let (header, data) = rest.split_at_checked(length).ok_or_else(damaged)?;
    let header = std::str::from_utf8(header).ok().and_then(Json::parse).ok_or_else(damaged)?;
    let described = header.get("__metadata__").and_then(|texts| texts.get("ann")?.text());
    let described = described.ok_or("its metadata do not describe a model of `ann`")?;
    let unreadable = || "its description cannot be read".to_owned();
    let json = Json::parse(described).ok_or_else(unreadable)?;
    let version = json.get("version").and_then(Json::number).ok_or_else(unreadable)?;
    if !(1.0..=VERSION).contains(&version) {
        return Err(format!("it has version {version}, but this program reads versions up to {VERSION}"));
    }
    let (mut layers, mut read) = (Vec::new(), Vec::new());
    let description = json.get("description").ok_or_else(unreadable)?;
    let of_layer =
        |layer: &Json| Some((layer.get("activation")?.text()?.to_owned(), layer.get("keep_prob")?.number()?));
    let kinds = description.get("layers").and_then(|layers| layers.list(of_layer)).ok_or_else(unreadable)?;
    for (i, (activation, keep_prob)) in kinds.into_iter().enumerate() {
        let mut tensor = |name| tensor(&header, &format!("layers.{i}.{name}"), data, &mut read);
        let (w, b) = (tensor("weight")?, tensor("bias")?);
        let activation = activation.parse().map_err(|error: Error| error.to_string())?;
        layers.push(Layer { w, b, activation, keep_prob });
    }
    // The description is the last of its object, and its text is what the checksum is of.
    let written = described.split_once("\"description\":").and_then(|(_, text)| text.strip_suffix('}'));
    let checksum = written.map(|text| f64::from(crc32(text.bytes().chain(read))));
    if checksum.is_none() || checksum != json.get("checksum").and_then(Json::number) {
        return Err("it is damaged: its checksum does not fit its contents".to_owned());
    }
    model(description, layers).ok_or_else(unreadable)?.map_err(|error| error.to_string())
}

/// The tensor of this name as a matrix; its bytes go to `read`.
fn tensor(header: &Json, name: &str, data: &[u8], read: &mut Vec<u8>) -> Result<Array2<f32>, String> {
    let tensor = header.get(name).ok_or_else(|| format!("it has no tensor '{name}'"))?;
    let dtype = tensor.get("dtype").and_then(Json::text).unwrap_or_default();
    if dtype != "F32" {
        return Err(format!("its numbers are {dtype}, but f32 was asked for"));
    }
    let whole = |key| tensor.get(key).and_then(|numbers| numbers.list(|number| Some(number.number()? as usize)));
    let bytes = whole("data_offsets").and_then(|offsets| data.get(*offsets.first()?..*offsets.get(1)?));
    let bytes = bytes.ok_or_else(|| DAMAGED.to_owned())?;
    let numbers: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number)).collect();
    let shape = match whole("shape").as_deref() {
        Some(&[rows, columns]) => (rows, columns),
        Some(&[rows]) => (rows, 1),
        _ => (0, 0),
    };
    if shape.0.checked_mul(shape.1) != Some(numbers.len()) || numbers.is_empty() {
        return Err(DAMAGED.to_owned());
    }
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(format!("a weight is not a finite number, in tensor '{name}'"));
    }
    read.extend_from_slice(bytes);
    Ok(Array2::from_shape_fn(shape.f(), |(i, j)| numbers[i * shape.1 + j]))
}

/// What the description says of these layers; nothing if it says too little.
fn model(description: &Json, layers: Vec<Layer<f32>>) -> Option<Result<Model<f32>>> {
    let texts = |json: &Json| json.list(|name| name.text().map(str::to_owned));
    let numbers = |json: &Json| json.list(Json::number);
    let scaler = |json: &Json| Some((numbers(json.get("shift")?)?, numbers(json.get("scale")?)?));
    let features = texts(description.get("features")?)?;
    let target_name = description.get("target_name")?.text()?.to_owned();
    let (shift, scale) = scaler(description.get("scaler")?)?;
    let answer = description.get("answer")?;
    let answer = match answer.get("classes") {
        Some(classes) => Ok(OutputKind::Classes(texts(classes)?)),
        None => {
            let (shift, scale) = scaler(answer.get("values")?)?;
            Scaler::from_parts(shift, scale).map(OutputKind::Values)
        }
    };
    let made = || {
        let (network, scaler, answer) = (Network::from_layers(layers)?, Scaler::from_parts(shift, scale)?, answer?);
        let outputs = match &answer {
            OutputKind::Classes(names) => names.len(),
            OutputKind::Values(scaler) => scaler.shift().len(),
        };
        let sizes = [scaler.shift().len(), features.len(), outputs];
        if sizes != [network.n_in(), network.n_in(), network.n_out()] {
            let problem = "the network, its scalers and its names are of different sizes".to_owned();
            return Err(Error::Data { problem });
        }
        Ok(Model { network, scaler, features, target_name, answer })
    };
    Some(made())
}

/// CRC-32 as in gzip and PNG, bit by bit: a table would be as large as all of this.
fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::data::{Task, read_csv};
    use ann::{Architecture, Trainer};

    /// Models of classes and of numbers, one with names that need care.
    fn models() -> Vec<Model<f32>> {
        let data =
            |name, target, task| read_csv(format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR")), target, task);
        let mut wine = data("wine.csv", "cultivar", Task::Classify).unwrap();
        wine.features[0] = "a \"description\":{} \\ ü\n".to_owned();
        let diabetes = data("diabetes.csv", "progression", Task::Regress).unwrap();
        let (architecture, trainer) = (Architecture::default(), Trainer { epochs: 2, ..Trainer::default() });
        let fit = |data| Model::fit(&architecture, &trainer, data, &mut ann::rng(3)).unwrap().0;
        vec![fit(&wine), fit(&diabetes)]
    }

    #[test]
    fn the_library_reads_what_is_written_here_and_the_reverse() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        for model in models() {
            std::fs::write(&path, write(&model)).unwrap();
            assert_eq!(Model::load(&path).unwrap(), model);
            model.save(&path).unwrap();
            assert_eq!(read(&std::fs::read(&path).unwrap(), "m").unwrap(), model);
        }
    }

    #[test]
    fn a_damaged_file_is_told() {
        let bytes = write(&models()[1]);
        let told = |bytes: &[u8]| read(bytes, "m").unwrap_err().to_string();
        for cut in [0, 7, 8, 100, bytes.len() - 1] {
            assert!(told(&bytes[..cut]).starts_with("m: not a usable model file: it is damaged"), "{cut}");
        }
        // Whichever bit it is: the file is refused, or nothing of the model was in it.
        let whole = read(&bytes, "m").unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut other = bytes.clone();
            other[at] ^= 4;
            assert!(
                read(&other, "m").is_err_and(|error| !error.to_string().is_empty())
                    || read(&other, "m").unwrap() == whole,
                "{at}"
            );
        }
        let swapped = |from: &str, to: &str| {
            let text: Vec<u8> = String::from_utf8_lossy(&bytes[8..200]).replace(from, to).into_bytes();
            [&bytes[..8], &text[..], &bytes[200..]].concat()
        };
        assert!(told(&swapped("\\\"version\\\":2", "\\\"version\\\":3")).contains("it has version 3"));
        assert!(told(&swapped("\"ann\"", "\"nna\"")).contains("do not describe a model of `ann`"));
    }
}
