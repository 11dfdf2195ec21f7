//! A field to draw a digit on, with the ink counted as in the digits of the book.

use crate::table::{INK, PIXELS, SIDE};
use ann::{Error, Result};

/// A pixel of an image is a block of so many by so many dots, which are black or white: 16 in all.
const BLOCK: usize = 4;
const DOTS: usize = SIDE * BLOCK;
/// How far the pen reaches from its middle, in dots.
const PEN: f64 = 2.0;
/// How ink is written in a line of text: a figure of base 17.
const FIGURES: &[u8; 17] = b"0123456789abcdefg";

/// 32 × 32 dots, row by row from above.
#[derive(Debug, Clone)]
pub struct Pad(Vec<bool>);

impl Default for Pad {
    fn default() -> Self {
        Pad(vec![false; DOTS * DOTS])
    }
}

impl Pad {
    /// A pad with so much ink in each pixel.
    #[must_use]
    pub fn of(ink: impl IntoIterator<Item = u8>) -> Self {
        let mut pad = Pad::default();
        for (pixel, ink) in ink.into_iter().take(PIXELS).enumerate() {
            pad.fill(pixel, ink);
        }
        pad
    }

    /// What [`Pad::text`] has written.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is no image.
    pub fn parse(text: &str) -> Result<Self> {
        let figure = |byte: u8| FIGURES.iter().position(|figure| *figure == byte).map(|ink| ink as u8);
        let ink: Option<Vec<u8>> = text.bytes().map(figure).collect();
        let requirement = "64 figures from 0 to g, a pixel each";
        let told = || Error::Setting { name: "ink", value: text.to_owned(), requirement };
        ink.filter(|ink| ink.len() == PIXELS).map(Pad::of).ok_or_else(told)
    }

    /// The ink of each pixel as a figure from 0 to g.
    #[must_use]
    pub fn text(&self) -> String {
        self.ink().iter().map(|ink| char::from(FIGURES[usize::from(*ink)])).collect()
    }

    /// Draws a straight line with a round pen, or rubs it out; places in pixels, from the left and from above.
    pub fn stroke(&mut self, from: [f64; 2], to: [f64; 2], is_ink: bool) {
        let [from, to] = [from, to].map(|place| place.map(|x| x * BLOCK as f64));
        for (i, dot) in self.0.iter_mut().enumerate() {
            if distance([(i % DOTS) as f64 + 0.5, (i / DOTS) as f64 + 0.5], from, to) <= PEN {
                *dot = is_ink;
            }
        }
    }

    /// Puts so much ink into one pixel, at most 16. A pixel that there is not stays out of it.
    pub fn fill(&mut self, pixel: usize, ink: u8) {
        if pixel < PIXELS {
            let corner = pixel / SIDE * BLOCK * DOTS + pixel % SIDE * BLOCK;
            for dot in 0..BLOCK * BLOCK {
                self.0[corner + dot / BLOCK * DOTS + dot % BLOCK] = dot < usize::from(ink.min(INK));
            }
        }
    }

    /// The ink of each pixel, from 0 to 16: how many dots of its block are black.
    #[must_use]
    pub fn ink(&self) -> Vec<u8> {
        let mut ink = vec![0; PIXELS];
        for (i, _) in self.0.iter().enumerate().filter(|(_, dot)| **dot) {
            ink[i / DOTS / BLOCK * SIDE + i % DOTS / BLOCK] += 1;
        }
        ink
    }
}

/// How far a place is from the straight line between two others.
pub(crate) fn distance(place: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let [place, along] = [place, to].map(|end| [end[0] - from[0], end[1] - from[1]]);
    let length = (along[0] * along[0] + along[1] * along[1]).max(f64::MIN_POSITIVE);
    let part = ((place[0] * along[0] + place[1] * along[1]) / length).clamp(0.0, 1.0);
    let apart = [place[0] - part * along[0], place[1] - part * along[1]];
    (apart[0] * apart[0] + apart[1] * apart[1]).sqrt() // not `hypot`, which takes a page tens of times as long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_counted_and_written_and_read() {
        let ink: Vec<u8> = (0..64).map(|pixel| pixel % 17).collect();
        let pad = Pad::of(ink.clone());
        assert_eq!(pad.ink(), ink);
        assert_eq!(Pad::parse(&pad.text()).unwrap().ink(), ink);
        for wrong in ["", "0123", &"h".repeat(64)] {
            assert!(Pad::parse(wrong).unwrap_err().to_string().contains("64 figures"), "{wrong}");
        }
    }

    #[test]
    fn a_stroke_is_as_wide_as_the_pen_and_can_be_rubbed_out() {
        let mut pad = Pad::default();
        pad.stroke([2.0, 1.0], [2.0, 7.0], true);
        // Half of the pen, two dots of four, lies on each side of the line.
        let ink = pad.ink();
        assert_eq!(ink[3 * 8..4 * 8], [0, 8, 8, 0, 0, 0, 0, 0]);
        assert_eq!(ink[0], 0);
        pad.stroke([2.0, 1.0], [2.0, 7.0], false);
        assert_eq!(pad.ink(), [0; 64]);
        pad.stroke([4.5, 4.5], [4.5, 4.5], true);
        assert_eq!(pad.ink().iter().map(|ink| u32::from(*ink)).sum::<u32>(), 12); // the dots within 2 of a corner
        pad.fill(64, 5);
    }
}
