//! IDX files: one array of numbers, as MNIST comes (LeCun, Cortes and Burges, 1998), plain or compressed with gzip.
//!
//! | bytes | hold |
//! |---|---|
//! | 2 | zero |
//! | 1 | the type of the numbers: 8 `u8`, 9 `i8`, 11 `i16`, 12 `i32`, 13 `f32`, 14 `f64` |
//! | 1 | how many dimensions there are |
//! | 4 each | their sizes; MNIST's images have 60000, 28 and 28 |
//! | the rest | the numbers, the last dimension fastest |
//!
//! All numbers begin with their highest byte.

use crate::data::{Dataset, Target};
use crate::disk::replace_file;
use crate::{Error, Result};
use flate2::{Compression, bufread::MultiGzDecoder, write::GzEncoder};
use ndarray::{Array2, ArrayD, IxDyn};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// How a file that is compressed with gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// DEFLATE makes at most so many bytes of one.
const MOST_PER_BYTE: u64 = 1032;

/// An array of any number of dimensions, of one of the six types.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// Bytes, such as pixels and labels.
    U8(ArrayD<u8>),
    /// Bytes with a sign.
    I8(ArrayD<i8>),
    /// Whole numbers of two bytes.
    I16(ArrayD<i16>),
    /// Whole numbers of four bytes.
    I32(ArrayD<i32>),
    /// Numbers of four bytes.
    F32(ArrayD<f32>),
    /// Numbers of eight bytes.
    F64(ArrayD<f64>),
}

/// Does the same with the array of each type.
macro_rules! each {
    ($numbers:expr, $array:ident => $value:expr) => {
        match $numbers {
            Numbers::U8($array) => $value,
            Numbers::I8($array) => $value,
            Numbers::I16($array) => $value,
            Numbers::I32($array) => $value,
            Numbers::F32($array) => $value,
            Numbers::F64($array) => $value,
        }
    };
}

impl Numbers {
    /// The sizes of the dimensions.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        each!(self, array => array.shape())
    }

    /// The same numbers as `f64`, which holds all of them exactly.
    #[must_use]
    pub fn to_f64(&self) -> ArrayD<f64> {
        each!(self, array => array.mapv(f64::from))
    }

    /// The byte that names the type.
    fn code(&self) -> u8 {
        match self {
            Numbers::U8(_) => 0x08,
            Numbers::I8(_) => 0x09,
            Numbers::I16(_) => 0x0b,
            Numbers::I32(_) => 0x0c,
            Numbers::F32(_) => 0x0d,
            Numbers::F64(_) => 0x0e,
        }
    }
}

/// Reads an IDX file. Whether it is compressed is told from its first bytes, not from its name. Memory is taken for what the file holds,
/// not for what it announces.
///
/// # Errors
///
/// [`Error::Io`] if it cannot be read; [`Error::File`] if it is no IDX file, ends early, goes on behind its last number, or is damaged.
pub fn read(path: impl AsRef<Path>) -> Result<Numbers> {
    let path = path.as_ref();
    let unread = |source| Error::Io { action: "read", path: path.to_owned(), source };
    let file = File::open(path).map_err(unread)?;
    let size = file.metadata().map_err(unread)?.len();
    let mut plain = BufReader::new(file);
    let parsed = if plain.fill_buf().map_err(unread)?.starts_with(&GZIP) {
        parse(&mut MultiGzDecoder::new(plain), size.saturating_mul(MOST_PER_BYTE))
    } else {
        parse(&mut plain, size)
    };
    parsed.map_err(|Unusable { problem, source }| {
        let source = source.map(|error| Box::new(error) as _);
        Error::File { path: path.to_owned(), what: "IDX file", problem, source }
    })
}

/// Writes an IDX file, compressed with gzip if its name ends in `.gz`; it replaces what is there only when all of it is on the disk.
///
/// # Errors
///
/// [`Error::Io`] if it cannot be written; [`Error::Data`] if it has more than 255 dimensions, or one of 2³² or more.
pub fn write(path: impl AsRef<Path>, numbers: &Numbers) -> Result<()> {
    let path = path.as_ref();
    let bytes = bytes(numbers)?;
    if path.extension().is_none_or(|extension| extension != "gz") {
        return replace_file(path, &bytes);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    replace_file(path, &packed.map_err(|source| Error::Io { action: "write", path: path.to_owned(), source })?)
}

/// The samples of two arrays: the first dimension counts them; what is behind it are the features, in their order, not scaled; `labels`
/// has one whole number for each, and its class is called like that number.
///
/// ```
/// use ann::data::idx::{self, Numbers};
/// use ndarray::Array;
///
/// fn main() -> ann::Result<()> {
///     let images = Numbers::U8(Array::from_shape_vec((2, 1, 2), vec![0, 255, 17, 4]).expect("two images of 1 × 2").into_dyn());
///     let labels = Numbers::U8(ndarray::array![7, 3].into_dyn());
///     let data = idx::dataset(&images, &labels)?;
///     assert_eq!(data.x, ndarray::array![[0.0, 17.0], [255.0, 4.0]]); // a sample is a column
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// [`Error::Data`] if `labels` is no list, has another length than there are samples, or holds what is no whole number; if there is not
/// one sample, or not one feature.
pub fn dataset(samples: &Numbers, labels: &Numbers) -> Result<Dataset> {
    let wrong = |problem: String| Error::Data { problem };
    let &[m, ref sample @ ..] = samples.shape() else {
        return Err(wrong("the samples are one number; their first dimension should count them".to_owned()));
    };
    if labels.shape() != [m] {
        let found = labels.shape();
        return Err(wrong(format!("the labels have the shape {found:?}, but the samples ask for [{m}]: one each")));
    }
    let labels = labels.to_f64();
    if let Some(label) = labels.iter().find(|label| label.fract() != 0.0) {
        return Err(wrong(format!("the label {label} is no whole number, and so names no class")));
    }
    let mut classes: Vec<f64> = labels.iter().copied().collect();
    classes.sort_by(f64::total_cmp);
    classes.dedup();
    let label = |label: &f64| classes.partition_point(|class| class < label);
    let target = Target::Classes {
        labels: labels.iter().map(label).collect(),
        names: classes.iter().map(ToString::to_string).collect(),
    };
    let numbers = samples.to_f64().into_iter().collect();
    let rows = Array2::from_shape_vec((m, sample.iter().product()), numbers);
    Dataset::new(rows.map_err(|error| wrong(error.to_string()))?.reversed_axes(), target)
}

/// What is wrong with a file, and what the system or gzip said, if one of them noticed it.
struct Unusable {
    problem: String,
    source: Option<io::Error>,
}

impl From<String> for Unusable {
    fn from(problem: String) -> Self {
        Unusable { problem, source: None }
    }
}

/// The array, of which there can be at most so many bytes.
fn parse(bytes: &mut impl Read, most: u64) -> std::result::Result<Numbers, Unusable> {
    let damaged = |source| Unusable { problem: "it ends early, or is damaged".to_owned(), source: Some(source) };
    let mut word = || -> std::result::Result<[u8; 4], Unusable> {
        let mut word = [0; 4];
        bytes.read_exact(&mut word).map_err(damaged)?;
        Ok(word)
    };
    let [first, second, code, rank] = word()?;
    if [first, second] != [0, 0] {
        return Err(format!("it begins with {first:#04x} {second:#04x}, and an IDX file with two zero bytes").into());
    }
    let mut shape = Vec::new();
    for _ in 0..rank {
        shape.push(u32::from_be_bytes(word()?) as usize);
    }
    let width = match code {
        0x08 | 0x09 => 1,
        0x0b => 2,
        0x0c | 0x0d => 4,
        0x0e => 8,
        _ => {
            let known = "8, 9, 11, 12, 13 and 14 are known: u8, i8, i16, i32, f32, f64";
            return Err(format!("its numbers are of the type {code}; {known}").into());
        }
    };
    let needed = shape.iter().try_fold(width, |product: u64, &size| product.checked_mul(size as u64));
    let needed = needed.filter(|needed| *needed <= most);
    let Some(needed) = needed else {
        return Err(
            format!("it announces numbers of the shape {shape:?}, more than a file of its size can hold").into()
        );
    };
    let mut data = Vec::new();
    let read = bytes.take(needed).read_to_end(&mut data).map_err(damaged)? as u64;
    if read < needed {
        let (there, wanted) = (read / width, needed / width);
        return Err(format!("it ends after {there} of the {wanted} numbers of its shape {shape:?}").into());
    }
    if bytes.read(&mut [0]).map_err(damaged)? > 0 {
        return Err(format!("it goes on behind the {} numbers of its shape {shape:?}", needed / width).into());
    }
    Ok(match code {
        0x08 => Numbers::U8(array(&shape, data)?),
        0x09 => Numbers::I8(array(&shape, of_bytes(&data, i8::from_be_bytes))?),
        0x0b => Numbers::I16(array(&shape, of_bytes(&data, i16::from_be_bytes))?),
        0x0c => Numbers::I32(array(&shape, of_bytes(&data, i32::from_be_bytes))?),
        0x0d => Numbers::F32(array(&shape, of_bytes(&data, f32::from_be_bytes))?),
        _ => Numbers::F64(array(&shape, of_bytes(&data, f64::from_be_bytes))?),
    })
}

fn array<T>(shape: &[usize], numbers: Vec<T>) -> std::result::Result<ArrayD<T>, Unusable> {
    ArrayD::from_shape_vec(IxDyn(shape), numbers).map_err(|error| error.to_string().into())
}

/// Numbers of N bytes each.
fn of_bytes<const N: usize, T>(bytes: &[u8], number: fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().copied().map(number).collect()
}

/// The file of an array.
fn bytes(numbers: &Numbers) -> Result<Vec<u8>> {
    let shape = numbers.shape();
    let sizes: Option<Vec<u32>> = shape.iter().map(|size| u32::try_from(*size).ok()).collect();
    let (Ok(rank), Some(sizes)) = (u8::try_from(shape.len()), sizes) else {
        let found = shape.iter().find(|size| u32::try_from(**size).is_err());
        let found = found.map_or_else(|| format!("{} dimensions", shape.len()), |size| format!("one of {size}"));
        let limits = "at most 255 dimensions, each below 2³²";
        return Err(Error::Data { problem: format!("an IDX file has {limits}, and this array has {found}") });
    };
    let mut bytes = vec![0, 0, numbers.code(), rank];
    bytes.extend(sizes.into_iter().flat_map(u32::to_be_bytes));
    each!(numbers, array => bytes.extend(array.iter().flat_map(|number| number.to_be_bytes())));
    Ok(bytes)
}

#[cfg(test)]
mod tests;
