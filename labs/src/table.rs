//! The handwritten digits of the book, carried by the labs of chapters 9 and 11.

use ann::Result;
use ann::data::{Dataset, Target};
use ndarray::{Array2, ShapeBuilder};

/// Rows of an image, and pixels of a row.
pub const SIDE: usize = 8;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// The most ink that a pixel has.
pub const INK: u8 = 16;
const SAMPLES: usize = 1797;
/// Of each digit its pixels, column by column, and its label, a byte each: a page loads less of these than of the table that they are read
/// from, and a twentieth less than row by row, since strokes rather go down than across.
static DIGITS: [[u8; PIXELS + 1]; SAMPLES] = read(include_bytes!("../../data/digits.csv"));

/// Where the number of a column of the table is kept.
const fn place(column: usize) -> usize {
    if column < PIXELS { column % SIDE * SIDE + column / SIDE } else { column }
}

/// The numbers of a table, without the line of titles. Read when this is compiled, where a wrong table is an error.
#[allow(long_running_const_eval, reason = "a quarter of a million bytes")]
const fn read(table: &[u8]) -> [[u8; PIXELS + 1]; SAMPLES] {
    let mut digits = [[0; PIXELS + 1]; SAMPLES];
    let (mut at, mut row, mut column) = (0, 0, 0);
    while table[at] != b'\n' {
        at += 1;
    }
    at += 1;
    while at < table.len() {
        match table[at] {
            b',' => column += 1,
            b'\n' => {
                assert!(column == PIXELS, "a line has as many numbers as pixels, and a label");
                (row, column) = (row + 1, 0);
            }
            figure => digits[row][place(column)] = 10 * digits[row][place(column)] + (figure - b'0'),
        }
        at += 1;
    }
    assert!(row == SAMPLES, "the table ends after its last line");
    digits
}

/// The 1797 digits with their labels, as the chapters read them.
///
/// # Errors
///
/// Those of the library.
pub fn digits() -> Result<Dataset> {
    let x = Array2::from_shape_fn((PIXELS, SAMPLES).f(), |(pixel, i)| f64::from(DIGITS[i][place(pixel)]));
    let labels = DIGITS.iter().map(|digit| usize::from(digit[PIXELS])).collect();
    let pixels = (0..PIXELS).map(|pixel| format!("pixel_{}_{}", pixel / SIDE, pixel % SIDE)).collect();
    let names = (0..10).map(|digit| digit.to_string()).collect();
    Dataset::with_names(x, Target::Classes { labels, names }, pixels, "digit".to_owned())
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
        let last = include_str!("../../data/digits.csv").lines().last().unwrap();
        let numbers: Vec<String> = digits.x.column(1796).iter().map(ToString::to_string).collect();
        assert_eq!(format!("{},{}", numbers.join(","), labels(&digits)[1796]), last);
        assert_eq!(digits.x.fold(0.0, |most: f64, pixel| most.max(*pixel)), f64::from(INK));
    }
}
