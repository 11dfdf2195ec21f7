//! A picture as MNIST has them, made of the strokes of a pen: 28 × 28 pixels, from 0 for paper to 1 for ink.
//!
//! As the digits of MNIST were: the ink is scaled to fit 20 × 20 pixels, its shape kept, and placed by its centre of mass. Lines are
//! scaled, not pixels, so the pen is equally wide in every picture, and a small drawing is as sharp as a large one.

use crate::pad::distance;

/// Rows of a picture, and pixels of a row.
pub const SIDE: usize = 28;
/// Pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;
/// Height or width of the ink, whichever is larger.
const INK: f64 = 20.0;
/// Half of the width of the pen: the strokes of MNIST are 2.4 pixels wide in the mean.
const PEN: f64 = 1.2;
/// MNIST's centres of mass lie in the middle of the pixel in row 14 and column 14.
const CENTRE: f64 = 14.5;
/// A drawing smaller than this is scaled as if it were as large: a dot stays one.
const SMALLEST: f64 = 24.0;

/// The places of the pen from where it came down to where it left, each from the left and from above, 0 to 255.
pub type Stroke = Vec<[u8; 2]>;

/// The ink of each pixel, row after row; all paper if there is no stroke.
#[must_use]
pub fn of_strokes(strokes: &[Stroke]) -> Vec<f32> {
    let mut bounds = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
    for (axis, [least, most]) in bounds.iter_mut().enumerate() {
        for point in strokes.iter().flatten() {
            let place = f64::from(point[axis]);
            (*least, *most) = (least.min(place), most.max(place));
        }
    }
    let extent = bounds.iter().fold(SMALLEST, |extent, [least, most]| extent.max(most - least));
    let scale = (INK - 2.0 * PEN) / extent;
    // First with the middle of the ink in the middle, then moved by as much as its centre of mass lies beside its place.
    let middle = bounds.map(|[least, most]| (least + most) / 2.0);
    let centre = centre_of_mass(&render(strokes, scale, middle));
    render(strokes, scale, [0, 1].map(|axis| middle[axis] + (centre[axis] - CENTRE) / scale))
}

/// The centre of mass from the left and from above; where it should be, if there is no ink.
fn centre_of_mass(picture: &[f32]) -> [f64; 2] {
    let mut sums = [0.0; 3];
    for (pixel, ink) in picture.iter().enumerate() {
        let ink = f64::from(*ink);
        let middle = [(pixel % SIDE) as f64 + 0.5, (pixel / SIDE) as f64 + 0.5];
        sums = [sums[0] + ink * middle[0], sums[1] + ink * middle[1], sums[2] + ink];
    }
    let [x, y, ink] = sums;
    if ink > 0.0 { [x / ink, y / ink] } else { [CENTRE; 2] }
}

/// Lines of the pen through the places of each stroke, with round ends; `middle` is the place that comes to the centre. A pixel has as
/// much ink as the pen covers of it, as near as the distance of its middle from the line tells.
fn render(strokes: &[Stroke], scale: f64, middle: [f64; 2]) -> Vec<f32> {
    let mut picture = vec![0.0; PIXELS];
    for stroke in strokes {
        let place = |point: &[u8; 2]| [0, 1].map(|axis| CENTRE + scale * (f64::from(point[axis]) - middle[axis]));
        let places: Vec<[f64; 2]> = stroke.iter().map(place).collect();
        // One place is a dot, a line from there to there.
        let ends = if let [dot] = places[..] { vec![dot, dot] } else { places };
        for ends in ends.windows(2) {
            let [columns, rows] = [0, 1].map(|k| {
                let within = |x: f64| x.clamp(0.0, SIDE as f64) as usize;
                let reach = PEN + 1.0;
                within(ends[0][k].min(ends[1][k]) - reach)..within(ends[0][k].max(ends[1][k]) + reach)
            });
            for pixel in rows.flat_map(|row| columns.clone().map(move |column| row * SIDE + column)) {
                let middle = [(pixel % SIDE) as f64 + 0.5, (pixel / SIDE) as f64 + 0.5];
                let ink = (PEN + 0.5 - distance(middle, ends[0], ends[1])).clamp(0.0, 1.0) as f32;
                picture[pixel] = ink.max(picture[pixel]);
            }
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    /// Rows and columns that have ink, each from the first to the last.
    fn extent(picture: &[f32]) -> [usize; 2] {
        let inked = || (0..PIXELS).filter(|pixel| picture[*pixel] > 0.0);
        let size = |of: fn(usize) -> usize| inked().map(of).max().unwrap() - inked().map(of).min().unwrap() + 1;
        [size(|pixel| pixel / SIDE), size(|pixel| pixel % SIDE)]
    }

    #[test]
    fn a_line_is_as_long_and_as_wide_as_in_mnist() {
        let picture = of_strokes(&[vec![[100, 40], [100, 200]]]);
        // The ends are 17.6 apart and 1.2 of ink go beyond each; half of the last pixels is paper.
        assert_eq!(extent(&picture), [21, 3]);
        let row = &picture[14 * SIDE..15 * SIDE];
        for (column, ink) in [(12, 0.0), (13, 0.7), (14, 1.0), (15, 0.7), (16, 0.0)] {
            assert!((row[column] - ink).abs() < 1e-6, "{column}: {}", row[column]);
        }
        // The edge of a round end is a pixel wide, which adds π / 12.
        let (ink, ends) = (picture.iter().sum::<f32>(), std::f32::consts::PI * (1.2 * 1.2 + 1.0 / 12.0));
        assert!((ink - (17.6 * 2.4 + ends)).abs() < 0.1, "{ink}");
    }

    #[test]
    fn place_and_size_of_the_drawing_do_not_matter() {
        let seven = |corner: [u8; 2], size: u8| -> Vec<Stroke> {
            let at = |x: u8, y: u8| [corner[0] + size * x, corner[1] + size * y];
            vec![vec![at(0, 0), at(10, 0), at(4, 16)], vec![at(3, 8), at(8, 8)]]
        };
        let picture = of_strokes(&seven([100, 60], 4));
        assert!(apart(&picture, &of_strokes(&seven([10, 150], 4))) < 1e-5);
        assert!(apart(&picture, &of_strokes(&seven([20, 5], 12))) < 1e-5);
        let [x, y] = centre_of_mass(&picture);
        assert!((x - CENTRE).abs() < 0.05 && (y - CENTRE).abs() < 0.05, "{x} {y}");
        assert!(picture[0] == 0.0 && extent(&picture)[0].abs_diff(20) <= 1 && extent(&picture)[1] < 16);
    }

    #[test]
    fn no_stroke_is_paper_and_a_dot_is_a_dot() {
        assert_eq!(of_strokes(&[]), [0.0; PIXELS]);
        let dot = of_strokes(&[vec![[3, 250]]]);
        assert!(apart(&dot, &of_strokes(&[vec![[90, 90], [90, 90]]])) < 1e-6);
        assert_eq!((dot[14 * SIDE + 14], extent(&dot)), (1.0, [3, 3]));
        // A hand that trembles by one part of 256 writes a dot, too.
        assert!(apart(&dot, &of_strokes(&[vec![[90, 90], [91, 90]]])) < 0.4);
    }

    #[test]
    fn what_reaches_over_the_edge_is_cut_off() {
        // Nearly all ink on the left: the rest is pushed out on the right.
        let mut strokes = vec![vec![[0, 100], [255, 100]]];
        strokes.extend((0..40).map(|row| vec![[0, row * 5], [20, row * 5]]));
        let picture = of_strokes(&strokes);
        assert!(picture.len() == PIXELS && picture.iter().all(|ink| (0.0..=1.0).contains(ink)));
    }
}
