//! What an IDX file holds, and what is said of one that is none.

use super::*;
use ndarray::{Array, array};

/// Two images of 2 × 3 pixels, as the specification writes them.
const IMAGES: [u8; 28] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];

fn message(error: Error) -> String {
    error.with_causes()
}

#[test]
fn a_file_is_read_as_the_format_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images");
    std::fs::write(&path, IMAGES).unwrap();
    let Numbers::U8(images) = read(&path).unwrap() else { panic!("no bytes") };
    assert_eq!(images, array![[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 255]]].into_dyn());
}

#[test]
fn what_is_written_is_read_again_whatever_its_type_and_shape() {
    let folder = tempfile::tempdir().unwrap();
    let count = |shape: &[usize]| shape.iter().product::<usize>();
    for shape in [&[][..], &[0], &[5], &[2, 3], &[2, 1, 2, 2], &[1; 9]] {
        let list = |i: usize| i as f64 - 1.5;
        let floats = ArrayD::from_shape_vec(IxDyn(shape), (0..count(shape)).map(list).collect()).unwrap();
        let extremes = [
            Numbers::U8(floats.mapv(|x| if x < 0.0 { u8::MAX } else { x as u8 })),
            Numbers::I8(floats.mapv(|x| if x < 0.0 { i8::MIN } else { x as i8 })),
            Numbers::I16(floats.mapv(|x| if x < 0.0 { i16::MIN } else { x as i16 })),
            Numbers::I32(floats.mapv(|x| if x < 0.0 { i32::MIN } else { x as i32 })),
            Numbers::F32(floats.mapv(|x| x as f32 / 3.0)),
            Numbers::F64(floats.mapv(|x| if x < 0.0 { f64::MIN_POSITIVE } else { x / 3.0 })),
        ];
        for numbers in extremes {
            for name in ["plain", "packed.gz"] {
                let path = folder.path().join(name);
                write(&path, &numbers).unwrap();
                assert_eq!(read(&path).unwrap(), numbers, "{name} {shape:?}");
                let is_packed = std::fs::read(&path).unwrap().starts_with(&GZIP);
                assert_eq!(is_packed, name.ends_with(".gz"));
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    write(folder.path().join("a.gz"), &Numbers::U8(Array::ones((3, 50, 7)).into_dyn())).unwrap();
    for whole in [IMAGES.to_vec(), std::fs::read(folder.path().join("a.gz")).unwrap()] {
        for end in 0..whole.len() {
            std::fs::write(&path, &whole[..end]).unwrap();
            let told = message(read(&path).unwrap_err());
            assert!(told.contains("not a usable IDX file: it ends"), "{end}: {told}");
        }
    }
}

#[test]
fn a_foreign_or_damaged_file_is_told_what_it_should_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let told = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        message(read(&path).unwrap_err())
    };
    assert!(told(b"\x89PNG\r\n").contains("begins with 0x89 0x50, and an IDX file with two zero bytes"));
    assert!(told(&[0, 0, 7, 1, 0, 0, 0, 0]).contains("of the type 7; 8, 9, 11, 12, 13 and 14 are known"));
    assert!(told(&[&IMAGES[..], &[0]].concat()).contains("goes on behind the 12 numbers of its shape [2, 2, 3]"));
    // Sizes whose product is no number of bytes, and one that no file of this length can hold, whatever compressed it.
    let huge = [&[0, 0, 14, 4][..], &[255; 16], &[1; 30]].concat();
    assert!(told(&huge).contains("more than a file of its size can hold"));
    let large = [&[0, 0, 8, 2][..], &100_000_u32.to_be_bytes(), &1000_u32.to_be_bytes(), &[1; 30]].concat();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&large).unwrap();
    for file in [large.clone(), encoder.finish().unwrap()] {
        assert!(told(&file).contains("shape [100000, 1000], more than a file of its size can hold"));
    }
    let missing = message(read(folder.path().join("none")).unwrap_err());
    assert!(missing.starts_with("cannot read") && missing.contains("none"), "{missing}");
}

#[test]
fn samples_and_labels_become_a_data_set() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images");
    std::fs::write(&path, IMAGES).unwrap();
    let images = read(&path).unwrap();
    let data = dataset(&images, &Numbers::I16(array![10, -2].into_dyn())).unwrap();
    assert_eq!(data.x.column(1).to_vec(), [7.0, 8.0, 9.0, 10.0, 11.0, 255.0]);
    let Target::Classes { labels, names } = &data.target else { panic!("no classes") };
    assert_eq!((labels.as_slice(), names.join(" ")), (&[1, 0][..], "-2 10".to_owned()));
    let refused = |labels: Numbers| message(dataset(&images, &labels).unwrap_err());
    assert!(refused(Numbers::U8(array![1, 2, 3].into_dyn())).contains("shape [3], but the samples ask for [2]"));
    assert!(refused(Numbers::U8(array![[1], [2]].into_dyn())).contains("shape [2, 1]"));
    assert!(refused(Numbers::F32(array![1.0, 0.5].into_dyn())).contains("0.5 is no whole number"));
    assert!(refused(Numbers::F32(array![1.0, f32::NAN].into_dyn())).contains("NaN is no whole number"));
    let one = Numbers::U8(ArrayD::from_elem(IxDyn(&[]), 1));
    assert!(message(dataset(&one, &one).unwrap_err()).contains("first dimension should count them"));
}

#[test]
fn an_array_of_too_many_dimensions_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("array");
    let of_dimensions = |n| Numbers::U8(ArrayD::ones(IxDyn(&vec![1; n])));
    write(&path, &of_dimensions(255)).unwrap();
    assert_eq!(read(&path).unwrap(), of_dimensions(255));
    let told = message(write(folder.path().join("another"), &of_dimensions(256)).unwrap_err());
    let limits = "an IDX file has at most 255 dimensions, each below 2³², and this array has";
    assert!(told.starts_with(&format!("{limits} 256 dimensions")), "{told}");
    // Of size 0 in another dimension, so that no memory is needed.
    let long = Numbers::U8(ArrayD::ones(IxDyn(&[0, 1 << 32])));
    let told = message(write(folder.path().join("another"), &long).unwrap_err());
    assert!(told.starts_with(&format!("{limits} one of 4294967296")), "{told}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}
