//! The affinities P of t-SNE (chapter 9), from distances in the original space (van der Maaten and Hinton 2008, section 2).

use super::distance;
use crate::parallel::{self, for_each_piece, in_pool};
use crate::{Error, Result, matmul};
use ndarray::{Array1, Array2, ArrayView2, Axis, ShapeBuilder, s};
use std::ops::Range;

/// The largest difference between the perplexity of a sample and the wanted one.
const TOLERANCE: f64 = 1e-5;
/// Bisections at most.
const MAX_HALVINGS: usize = 200;
/// Samples whose distances to all others are computed at a time.
const CHUNK: usize = 256;

/// The symmetric affinities p_ij, a sparse (m, m) matrix in compressed rows: only those of near neighbours are not zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Affinities {
    /// The index in `neighbours` at which each row starts, and the end of the last: (m + 1).
    pub(crate) starts: Vec<usize>,
    /// The other sample of each pair.
    pub(crate) neighbours: Vec<u32>,
    /// p_ij of each pair; they sum to 1.
    pub(crate) values: Vec<f32>,
}

impl Affinities {
    /// The affinities of the samples x: (n, m) at a perplexity in [1, m − 1), the effective number of neighbours of each sample. Takes
    /// O(n m²).
    ///
    /// The conditional p_{j|i} is a Gaussian of the distance, of a width found by bisection such that its perplexity
    /// 2^H is met to 1e-5. It is taken over the 3 · perplexity nearest neighbours (van der Maaten 2014, section 4.1); what lies beyond is
    /// below 1 % of the whole. Where more samples than that coincide, the perplexity cannot be met and they share p evenly.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there are fewer than 4 samples, a number is not finite, or the samples are so far apart (about 1e150) or so
    /// close together (1e-150) that squares of distances overflow or underflow; [`Error::Setting`] if the perplexity is below 1 or not
    /// below m − 1.
    pub fn new(x: ArrayView2<f64>, perplexity: f64) -> Result<Self> {
        let m = x.ncols();
        if m < 4 {
            return Err(Error::data(format!("t-SNE needs at least 4 samples, and there are {m}")));
        }
        distance::check("X", x)?;
        let few_enough = perplexity < (m - 1) as f64;
        if !(perplexity >= 1.0 && few_enough) {
            let requirement = "at least 1 and below the number of samples less one";
            return Err(Error::setting("perplexity", perplexity, requirement));
        }
        let k = ((3.0 * perplexity).ceil() as usize).min(m - 1);
        Ok(symmetric(&conditional(x, k, perplexity)))
    }

    /// m, the number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.starts.len() - 1
    }

    /// The neighbours j of sample i, with p_ij.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        let pairs = self.starts[i]..self.starts[i + 1];
        pairs.map(|pair| (self.neighbours[pair] as usize, f64::from(self.values[pair])))
    }
}

/// p_{j|i} of each sample i for its k nearest others, as (j, p) in order of j.
fn conditional(x: ArrayView2<f64>, k: usize, perplexity: f64) -> Vec<Vec<(usize, f64)>> {
    let (n, m) = x.dim();
    // ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b loses digits far from the origin, so the samples are centred first.
    let centred = &x - &x.mean_axis(Axis(1)).unwrap_or_default().insert_axis(Axis(1));
    let squares: Array1<f64> = centred.map_axis(Axis(0), |column| column.dot(&column));
    let mut rows = vec![Vec::new(); m];
    let work = |rows: &mut [Vec<(usize, f64)>], samples: Range<usize>| {
        let mut products = Array2::zeros((m, CHUNK.min(rows.len())).f());
        let mut others: Vec<(usize, f64)> = Vec::with_capacity(m);
        for (rows, first) in rows.chunks_mut(CHUNK).zip(samples.step_by(CHUNK)) {
            let chunk = centred.slice(s![.., first..first + rows.len()]);
            let mut products = products.slice_mut(s![.., ..rows.len()]);
            matmul(1.0, &centred.t(), &chunk, 0.0, &mut products);
            for (i, (row, products)) in (first..).zip(rows.iter_mut().zip(products.axis_iter(Axis(1)))) {
                others.clear();
                let distance = |j: usize| {
                    let sum = squares[i] + squares[j];
                    let distance = sum - 2.0 * products[j];
                    // Where nearly all of the sum cancels, the difference has lost its digits.
                    if distance > 1e-6 * sum {
                        distance
                    } else {
                        distance::squared(centred.column(i), centred.column(j))
                    }
                };
                others.extend((0..m).filter(|&j| j != i).map(|j| (j, distance(j))));
                if k < others.len() {
                    others.select_nth_unstable_by(k - 1, |a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
                }
                others[..k].sort_unstable_by_key(|&(j, _)| j);
                *row = conditional_of(&others[..k], perplexity);
            }
        }
    };
    // To choose the nearest takes about as long as twenty multiplications for each other sample.
    let pieces = parallel::pieces(m, m * m * (n + 20));
    in_pool(pieces, || for_each_piece(&mut rows[..], 0..m, pieces, &work));
    rows
}

/// p_{j|i} for the neighbours of one sample, given as (index, squared distance), at a perplexity in [1, m − 1).
fn conditional_of(neighbours: &[(usize, f64)], perplexity: f64) -> Vec<(usize, f64)> {
    let smallest = neighbours.iter().map(|(_, d)| *d).fold(f64::INFINITY, f64::min);
    let mean = neighbours.iter().map(|(_, d)| d - smallest).sum::<f64>() / neighbours.len() as f64;
    let wanted = perplexity.ln();
    // β = 1 / 2σ². The smallest distance is taken off: the quotients stay the same and the largest weight is 1.
    let (mut low, mut high, mut beta) = (0.0, f64::INFINITY, if mean > 0.0 { 1.0 / mean } else { 1.0 });
    let mut weights = vec![0.0; neighbours.len()];
    for _ in 0..MAX_HALVINGS {
        let (mut sum, mut weighted) = (0.0, 0.0);
        for (weight, (_, d)) in weights.iter_mut().zip(neighbours) {
            *weight = (-beta * (d - smallest)).exp();
            sum += *weight;
            weighted += *weight * (d - smallest);
        }
        let entropy = beta * weighted / sum + sum.ln();
        weights.iter_mut().for_each(|weight| *weight /= sum); // (9.5)
        if (entropy.exp() - perplexity).abs() < TOLERANCE || high - low < f64::EPSILON * low {
            break;
        }
        if entropy > wanted {
            low = beta;
            beta = if high.is_finite() { (low + high) / 2.0 } else { beta * 2.0 };
        } else {
            high = beta;
            beta = (low + high) / 2.0;
        }
        if !beta.is_finite() || beta == 0.0 {
            break; // All neighbours are at the same distance.
        }
    }
    neighbours.iter().map(|(j, _)| *j).zip(weights).collect()
}

/// p_ij = (p_{j|i} + p_{i|j}) / 2m.
fn symmetric(conditional: &[Vec<(usize, f64)>]) -> Affinities {
    let m = conditional.len();
    let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); m];
    for (i, row) in conditional.iter().enumerate() {
        for &(j, p) in row {
            rows[i].push((j as u32, p / (2 * m) as f64)); // (9.6)
            rows[j].push((i as u32, p / (2 * m) as f64));
        }
    }
    let mut affinities = Affinities { starts: vec![0], neighbours: Vec::new(), values: Vec::new() };
    for mut row in rows {
        row.sort_by_key(|&(j, _)| j);
        // Two samples that are among each other's neighbours occur twice, in succession.
        for (j, p) in row {
            let start = affinities.starts[affinities.starts.len() - 1];
            match affinities.neighbours[start..].last() {
                Some(&last) if last == j => {
                    let at = affinities.values.len() - 1;
                    affinities.values[at] += p as f32;
                }
                _ => {
                    affinities.neighbours.push(j);
                    affinities.values.push(p as f32);
                }
            }
        }
        affinities.starts.push(affinities.neighbours.len());
    }
    affinities
}
