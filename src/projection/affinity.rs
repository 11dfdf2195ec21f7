//! The affinities P of t-SNE (chapter 9), from distances in the original space (van der Maaten and Hinton 2008, section 2).

use super::{distance, neighbours};
use crate::{Error, Result};
use ndarray::{Array2, ArrayView2, Axis, ShapeBuilder};

/// The largest difference between the perplexity of a sample and the wanted one.
const TOLERANCE: f64 = 1e-5;
/// Bisections at most.
const MAX_HALVINGS: usize = 200;

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
    /// O(n m²) time, and memory that is linear in m.
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
        // p_{j|i} / 2m of the neighbours of each sample, a half of p_ij.
        let mut halves = Array2::from_elem((k, m).f(), (0, 0.0));
        neighbours::for_each(x, k, halves.view_mut(), |neighbours, mut column| {
            for (half, (j, p)) in column.iter_mut().zip(conditional_of(neighbours, perplexity)) {
                *half = (j as u32, (p / (2 * m) as f64) as f32);
            }
        });
        Ok(symmetric(halves.view()))
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

/// p_ij = (p_{j|i} + p_{i|j}) / 2m, given a column of (j, p_{j|i} / 2m) in order of j for each sample i: (k, m).
fn symmetric(halves: ArrayView2<(u32, f32)>) -> Affinities {
    let m = halves.ncols();
    // The other half, p_{i|j} / 2m: the columns are gone through in order of i, so each row gets its i in order.
    let mut starts = vec![0; m + 1];
    halves.iter().for_each(|&(j, _)| starts[j as usize + 1] += 1);
    (0..m).for_each(|j| starts[j + 1] += starts[j]);
    let mut mirrored = vec![(0, 0.0); halves.len()];
    let mut ends = starts.clone();
    for (i, column) in halves.axis_iter(Axis(1)).enumerate() {
        for &(j, p) in column {
            let end = &mut ends[j as usize];
            mirrored[*end] = (i as u32, p);
            *end += 1;
        }
    }
    let mut affinities = Affinities { starts: vec![0], neighbours: Vec::new(), values: Vec::new() };
    let mut row = Vec::new();
    for (i, column) in halves.axis_iter(Axis(1)).enumerate() {
        row.extend(column.iter().copied().chain(mirrored[starts[i]..starts[i + 1]].iter().copied()));
        row.sort_by_key(|&(j, _)| j);
        // Two samples that are among each other's neighbours occur twice, in succession.
        for (j, p) in row.drain(..) {
            match (affinities.neighbours[affinities.starts[i]..].last(), affinities.values.last_mut()) {
                (Some(&last), Some(sum)) if last == j => *sum += p, // (9.6)
                _ => {
                    affinities.neighbours.push(j);
                    affinities.values.push(p);
                }
            }
        }
        affinities.starts.push(affinities.neighbours.len());
    }
    affinities
}
