//! Chapter 12: the product of a layer with a batch, four ways up the ladder, in pieces short enough for a page to time them.

use crate::settings::Settings;
use ann::{Error, Init, Result};
use ndarray::{Array2, ShapeBuilder};
use std::hint::black_box;

const KEYS: [&str; 2] = ["m", "seed"];
/// Neurons of the layers: W is (n, n).
const SIZES: [usize; 5] = [32, 64, 128, 256, 512];
/// The ways of the chapter, and the name under which it prints each.
const WAYS: [(&str, Way); 4] = [
    ("by definition ", Way::Definition),
    ("by columns ", Way::Columns),
    ("by tiles in blocks ", Way::Blocks),
    ("the library ", Way::Library),
];
/// What the chapter printed where it was recorded.
const RECORDED: [&str; 4] = [
    include_str!("../../book/recorded/chapter12/definition.txt"),
    include_str!("../../book/recorded/chapter12/columns.txt"),
    include_str!("../../book/recorded/chapter12/blocks.txt"),
    include_str!("../../book/recorded/chapter12/kernel.txt"),
];
/// Rows and columns of a tile of Z, and columns of W in a packed block, as in the chapter.
const ROWS: usize = 16;
const COLUMNS: usize = 4;
const KC: usize = 196;

#[derive(Debug, Clone, Copy)]
enum Way {
    Definition,
    Columns,
    Blocks,
    Library,
}

/// Z = W X for layers of several sizes: w: (n, n), x: (n, m), z: (n, m), column after column.
#[derive(Debug)]
pub struct Speed {
    layers: Vec<Product>,
    m: usize,
}

#[derive(Debug)]
struct Product {
    w: Array2<f32>,
    x: Array2<f32>,
    z: Array2<f32>,
    /// The row that comes next by definition, the column that comes next by columns.
    next: usize,
}

impl Speed {
    /// A batch of `m` samples; the `seed` of all numbers.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let requirement = "a number from 4 to 256 that 4 divides";
        let m: usize = settings.number("m", 128, 4..=256, requirement)?;
        if !m.is_multiple_of(COLUMNS) {
            return Err(Error::Setting { name: "m", value: m.to_string(), requirement });
        }
        let mut rng = ann::rng(settings.number("seed", 0, 0..=u64::MAX, "a whole number")?);
        let product = |n: &usize| {
            let w = Init::HeNormal.weights(*n, *n, &mut rng)?;
            Ok(Product {
                w,
                x: Init::Normal { std: 1.0 }.weights(*n, m, &mut rng)?,
                z: Array2::zeros((*n, m).f()),
                next: 0,
            })
        };
        Ok(Speed { layers: SIZES.iter().map(product).collect::<Result<_>>()?, m })
    }

    /// So many pieces of the product of layer size `size`, in the way `way`: how many flops that took. A piece is a row of Z by
    /// definition, four columns by columns, and all of Z in the other two.
    #[must_use]
    pub fn work(&mut self, way: usize, size: usize, pieces: usize) -> f64 {
        let (Some((_, way)), Some(layer)) = (WAYS.get(way), self.layers.get_mut(size)) else { return 0.0 };
        (0..pieces).map(|_| layer.piece(*way)).sum()
    }

    /// n of each layer.
    #[must_use]
    pub fn sizes(&self) -> Vec<f64> {
        SIZES.iter().map(|&n| n as f64).collect()
    }

    /// GF/s that the chapter printed, for each way, for a product of 51 million flops.
    #[must_use]
    pub fn recorded(&self) -> Vec<f64> {
        let printed = |(text, (name, _)): (&str, (&str, Way))| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
        };
        RECORDED.into_iter().zip(WAYS).map(printed).collect()
    }

    /// For each layer: n, flops, bytes, and how far the ways are at most from the definition, in units of its largest number.
    #[must_use]
    pub fn numbers(&mut self) -> Vec<f64> {
        let m = self.m;
        self.layers.iter_mut().flat_map(|layer| layer.numbers(m)).collect()
    }
}

impl Product {
    fn piece(&mut self, way: Way) -> f64 {
        let Product { w, x, z, next } = self;
        let (n, m) = z.dim();
        match way {
            Way::Definition => {
                *next = (*next + 1) % n;
                by_definition(w, x, black_box(z), *next);
                return flops(1, n, m);
            }
            Way::Columns => {
                *next = (*next + COLUMNS) % m / COLUMNS * COLUMNS;
                let range = *next * n..(*next + COLUMNS) * n;
                let slices = (w.as_slice_memory_order(), x.as_slice_memory_order(), z.as_slice_memory_order_mut());
                let (Some(w), Some(x), Some(z)) = slices else { return 0.0 };
                by_columns(w, &x[range.clone()], black_box(&mut z[range]), n);
                return flops(n, n, COLUMNS);
            }
            Way::Blocks => {
                let slices = (w.as_slice_memory_order(), x.as_slice_memory_order(), z.as_slice_memory_order_mut());
                let (Some(w), Some(x), Some(z)) = slices else { return 0.0 };
                by_blocks(w, x, black_box(z), n);
            }
            Way::Library => ann::matmul(1.0, w, x, 0.0, black_box(z)),
        }
        flops(n, n, m)
    }

    fn numbers(&mut self, m: usize) -> [f64; 4] {
        let n = self.w.nrows();
        let mut whole = |way: Way, pieces: usize| {
            self.z.fill(f32::NAN);
            (0..pieces).for_each(|_| _ = self.piece(way));
            self.z.clone()
        };
        let right = whole(Way::Definition, n);
        let largest = right.iter().fold(0.0, |largest: f32, z| largest.max(z.abs()));
        let mut furthest = 0.0_f32;
        for (way, pieces) in [(Way::Columns, m / COLUMNS), (Way::Blocks, 1), (Way::Library, 1)] {
            for (z, right) in whole(way, pieces).iter().zip(&right) {
                // A number that is none is as far away as can be.
                let apart = (z - right).abs();
                furthest = if apart <= furthest { furthest } else { apart };
            }
        }
        [n as f64, flops(n, n, m), 4.0 * (n * n + 2 * n * m) as f64, f64::from(furthest / largest)]
    }
}

/// The multiplications and additions of a product (n, k) times (k, m).
fn flops(n: usize, k: usize, m: usize) -> f64 {
    2.0 * (n * k * m) as f64
}

/// Row i of Z = W X, as it is defined.
fn by_definition(w: &Array2<f32>, x: &Array2<f32>, z: &mut Array2<f32>, i: usize) {
    for j in 0..x.ncols() {
        z[[i, j]] = 0.0;
        for k in 0..w.ncols() {
            z[[i, j]] += w[[i, k]] * x[[k, j]];
        }
    }
}

/// Z = W X, a column at a time: column j of Z is the sum of the columns of W, each times a number of column j of X.
fn by_columns(w: &[f32], x: &[f32], z: &mut [f32], n: usize) {
    for (x, z) in x.chunks(n).zip(z.chunks_mut(n)) {
        z.fill(0.0);
        for (&x, w) in x.iter().zip(w.chunks(n)) {
            for (z, &w) in z.iter_mut().zip(w) {
                *z += w * x;
            }
        }
    }
}

/// A tile of Z, in registers until it is done: a sum of rank-1 updates. `w` are the packed rows, a column after the other. The chapter
/// asks for one instruction that multiplies and adds; WebAssembly has none.
fn tile(w: &[[f32; ROWS]], x: &[f32], n: usize) -> [[f32; ROWS]; COLUMNS] {
    let mut tile = [[0.0; ROWS]; COLUMNS];
    for (p, w) in w.iter().enumerate() {
        for (j, column) in tile.iter_mut().enumerate() {
            let x = x[j * n + p];
            column.iter_mut().zip(w).for_each(|(sum, w)| *sum += w * x);
        }
    }
    tile
}

/// The same by tiles, a block of W packed first, in the order in which the tiles read it.
fn by_blocks(w: &[f32], x: &[f32], z: &mut [f32], n: usize) {
    z.fill(0.0);
    let mut packed = [[0.0; ROWS]; KC];
    for (block, w) in w.chunks(n * KC).enumerate() {
        let kc = w.len() / n;
        for i in (0..n).step_by(ROWS) {
            for (packed, w) in packed.iter_mut().zip(w.chunks_exact(n)) {
                packed.copy_from_slice(&w[i..i + ROWS]);
            }
            for (x, z) in x.chunks_exact(COLUMNS * n).zip(z.chunks_exact_mut(COLUMNS * n)) {
                let tile = tile(&packed[..kc], &x[block * KC..], n);
                for (z, tile) in z.chunks_exact_mut(n).zip(&tile) {
                    z[i..i + ROWS].iter_mut().zip(tile).for_each(|(z, sum)| *z += sum);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_make_the_same_product() {
        for settings in ["", "m=4&seed=3", "m=52"] {
            for layer in Speed::new(settings).unwrap().numbers().chunks(4) {
                assert!(layer[3] < 1e-5, "{settings}, n = {}: {}", layer[0], layer[3]);
            }
        }
    }

    #[test]
    fn the_definition_is_the_definition() {
        let mut lab = Speed::new("m=8").unwrap();
        let _ = lab.work(0, 0, SIZES[0]);
        let Product { w, x, z, .. } = &lab.layers[0];
        let apart = (w.dot(x) - z).mapv(f32::abs);
        assert!(apart.iter().all(|&apart| apart < 1e-5));
    }

    #[test]
    fn flops_and_bytes_are_counted_as_in_the_chapter() {
        let mut lab = Speed::new("m=128").unwrap();
        assert_eq!(
            lab.numbers()[16..19],
            [512.0, 2.0 * 512.0 * 512.0 * 128.0, 4.0 * (512.0 * 512.0 + 2.0 * 512.0 * 128.0)]
        );
        // All pieces of a product have its flops.
        for (way, pieces) in [(0, 64), (1, 32), (2, 1), (3, 1)] {
            assert_eq!(lab.work(way, 1, pieces), flops(64, 64, 128));
        }
        assert_eq!((lab.work(4, 0, 1), lab.work(0, 5, 1)), (0.0, 0.0));
    }

    #[test]
    fn what_the_chapter_printed_is_read() {
        let recorded = Speed::new("").unwrap().recorded();
        assert!(recorded.iter().all(|&speed| speed > 0.1 && speed < 10_000.0), "{recorded:?}");
        assert!(recorded[3] > 5.0 * recorded[0]);
        for m in ["0", "257", "50"] {
            let told = Speed::new(&format!("m={m}")).unwrap_err().to_string();
            assert_eq!(told, format!("m is {m}, but it must be a number from 4 to 256 that 4 divides"));
        }
    }
}
