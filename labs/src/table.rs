//! The handwritten digits of the book, carried by the labs of chapters 9 and 11.

use ann::data::{Dataset, Target};
use ann::{Error, Result};
use ndarray::{Array2, ShapeBuilder};

const DIGITS: &str = include_str!("../../data/digits.csv");
/// Rows of an image, and pixels of a row.
pub const SIDE: usize = 8;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// The most ink that a pixel has.
pub const INK: u8 = 16;

/// The 1797 digits with their labels, as the chapters read them.
///
/// # Errors
///
/// [`Error::Data`] if a line of the table is none.
pub fn digits() -> Result<Dataset> {
    let mut lines = DIGITS.lines();
    let mut names: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let target_name = names.pop().unwrap_or_default();
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for line in lines.filter(|line| !line.is_empty()) {
        let numbers: Vec<u8> = line.split(',').filter_map(|cell| cell.parse().ok()).collect();
        let Some((&label, image)) = numbers.split_last().filter(|(_, image)| image.len() == PIXELS) else {
            return Err(Error::Data { problem: format!("`{line}` is no image of {PIXELS} pixels with its label") });
        };
        pixels.extend(image.iter().map(|pixel| f64::from(*pixel)));
        labels.push(usize::from(label));
    }
    let m = labels.len();
    let x = Array2::from_shape_fn((PIXELS, m).f(), |(pixel, i)| pixels[i * PIXELS + pixel]);
    let classes = (0..10).map(|digit| digit.to_string()).collect();
    Dataset::with_names(x, Target::Classes { labels, names: classes }, names, target_name)
}

/// The labels of the digits.
#[must_use]
pub fn labels(digits: &Dataset) -> &[usize] {
    match &digits.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let digits = digits().unwrap();
        assert_eq!((digits.x.dim(), digits.features[9].as_str()), ((PIXELS, 1797), "pixel_1_1"));
        assert_eq!(labels(&digits)[..5], [0, 1, 2, 3, 4]);
        assert_eq!(digits.x.fold(0.0, |most: f64, pixel| most.max(*pixel)), f64::from(INK));
    }
}
