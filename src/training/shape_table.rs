//! The shape table (chapter 8): every array of a training step, with its shape and its bytes, read off a real run.

use crate::{Cache, Error, Gradients, Network, Real, Result};
use std::fmt;

/// A table of arrays. Its [`Display`](fmt::Display) is the table that the book shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeTable {
    /// The arrays, in the order in which a step makes them.
    pub entries: Vec<Entry>,
}

/// One array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The layer, 0 for the input.
    pub layer: usize,
    /// Its name in the book: X, W, b, A, D, Ã, Z, dZ, dW or db.
    pub name: &'static str,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// What it occupies.
    pub bytes: usize,
}

impl ShapeTable {
    /// The arrays of `network`, of the forward pass in `cache` and of the backward pass in `gradients`.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the cache holds no pass of a network of these sizes, or the gradients are not of such a network and of as
    /// many samples.
    pub fn new<F: Real>(network: &Network<F>, cache: &Cache<F>, gradients: &Gradients<F>) -> Result<Self> {
        network.check()?;
        cache.check_sizes(network)?;
        if !gradients.fits(network) || gradients.samples() != cache.samples() {
            return Err(Error::data(
                "the gradients are not those of this network and of the pass in the cache; call backward first",
            ));
        }
        let mut entries = Vec::new();
        let mut note = |layer, name, (rows, columns): (usize, usize), size: usize| {
            entries.push(Entry { layer, name, shape: (rows, columns), bytes: rows * columns * size });
        };
        let number = size_of::<F>();
        note(0, "X", cache.a(0).dim(), number);
        for l in 1..=network.depth() {
            note(l, "W", network.layer(l).w.dim(), number);
            note(l, "b", network.layer(l).b.dim(), number);
            note(l, "A", cache.before_dropout(l).dim(), number);
            if let Some(mask) = cache.mask(l) {
                note(l, "D", mask.dim(), size_of::<bool>());
                note(l, "Ã", cache.a(l).dim(), number);
            }
        }
        note(network.depth(), "Z", cache.logits().dim(), number);
        for l in (1..=network.depth()).rev() {
            note(l, "dZ", gradients.dz(l).dim(), number);
            note(l, "dW", gradients.dw(l).dim(), number);
            note(l, "db", gradients.db(l).dim(), number);
        }
        Ok(ShapeTable { entries })
    }
}

impl fmt::Display for ShapeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<7}{:<7}{:>12}{:>10}", "layer", "array", "shape", "bytes")?;
        for Entry { layer, name, shape: (rows, columns), bytes } in &self.entries {
            write!(f, "\n{layer:<7}{name:<7}{:>12}{bytes:>10}", format!("{rows} × {columns}"))?;
        }
        Ok(())
    }
}
