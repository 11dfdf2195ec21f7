//! Numbers drawn from a name: the same for the same name, on every machine and in every version.

use ann::Rng;
use ann::plain::Matrix;
use ann::random::stream;
use rand::RngExt;

/// What the numbers of one question are drawn from.
#[derive(Debug)]
pub(super) struct Draw(Rng);

/// The seed of a name: FNV-1a with 64 bits, of its bytes in UTF-8.
pub(super) fn seed(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Draw {
    /// Each question has a stream of its own, so that another question can be added without changing it.
    pub(super) fn new(name: &str, chapter: u8, number: u8) -> Draw {
        Draw(stream(seed(name), 100 * u64::from(chapter) + u64::from(number)))
    }

    /// One of a list. The remainder of a raw number, because how `rand` draws from a range may change.
    pub(super) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        let raw: u64 = self.0.random();
        list[(raw % list.len() as u64) as usize]
    }

    /// A whole number from `first` to `last`.
    pub(super) fn count(&mut self, first: usize, last: usize) -> usize {
        let all: Vec<usize> = (first..=last).collect();
        self.one_of(&all)
    }

    /// A number of few digits, not 0: a whole number from −`most` to `most`, divided by `parts`.
    pub(super) fn number(&mut self, most: usize, parts: usize) -> f64 {
        let size = self.count(1, most) as f64 / parts as f64;
        size * self.one_of(&[1.0, -1.0])
    }

    /// A matrix of such numbers.
    pub(super) fn matrix(&mut self, (rows, columns): (usize, usize), most: usize, parts: usize) -> Matrix {
        Matrix::from_shape_simple_fn((rows, columns), || self.number(most, parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_that_of_fnv_1a() {
        // From the list of tests that its authors publish.
        assert_eq!(seed(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(seed("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(seed("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn numbers_have_few_digits_and_are_not_0() {
        let mut draw = Draw::new("Ada", 3, 2);
        let numbers = draw.matrix((20, 20), 6, 2);
        assert!(numbers.iter().all(|n| *n != 0.0 && n.abs() <= 3.0 && (2.0 * n).fract() == 0.0));
        assert!(numbers.iter().any(|n| *n == 3.0) && numbers.iter().any(|n| *n == -0.5));
        let other = Draw::new("Ada", 3, 1).matrix((20, 20), 6, 2);
        assert_ne!(numbers, other);
    }
}
