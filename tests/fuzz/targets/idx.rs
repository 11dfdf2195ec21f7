//! IDX files: read, written, read again.

use super::{bounded, within};
use ann::data::idx::{self as files, Numbers};
use std::path::Path;

/// Reads the file as images and as labels. What is read comes back from the file that it is written to, plain or compressed.
pub fn idx(bytes: &[u8]) {
    // A byte of gzip can be 1032 of its content.
    match bytes.starts_with(&[0x1f, 0x8b]) {
        true => within(64 * 1032 * bytes.len() + (16 << 20), bytes, there_and_back),
        false => bounded(bytes, there_and_back),
    }
}

fn there_and_back(path: &Path) {
    let Ok(numbers) = files::read(path) else { return };
    for name in ["copy", "copy.gz"] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let copy = folder.path().join(name);
        files::write(&copy, &numbers).expect("it can be written");
        // NaN is not equal to itself.
        assert_eq!(format!("{:?}", files::read(&copy).expect("it can be read again")), format!("{numbers:?}"));
    }
    // An array without numbers may have four billion rows of them.
    let Some(rows) = numbers.shape().first().copied().filter(|_| !numbers.shape().contains(&0)) else { return };
    let dataset = files::dataset(&numbers, &Numbers::U8(ndarray::ArrayD::from_elem(vec![rows], 7)));
    match numbers.to_f64().iter().all(|number| number.is_finite()) {
        true => assert_eq!(dataset.expect("it has as many labels as samples").x.ncols(), rows),
        false => assert!(dataset.is_err()),
    }
    let _ = files::dataset(&numbers, &numbers);
}
