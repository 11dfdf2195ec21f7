//! Samples as a network reads them, borrowed.

use crate::Ranks;
use ndarray::{ArrayView2, s};

/// Samples as the network reads them.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a, F> {
    /// X: (n_x, m), scaled.
    pub x: ArrayView2<'a, F>,
    /// Y: (n_y, m), one-hot or scaled.
    pub y: ArrayView2<'a, F>,
}

impl<'a, F> Samples<'a, F> {
    /// Those of the samples that are this rank's if they are dealt out evenly: [`Ranks::part`].
    #[must_use]
    pub fn part(self, ranks: &Ranks) -> Self {
        let part = |numbers: ArrayView2<'a, F>| numbers.slice_move(s![.., ranks.part(numbers.ncols())]);
        Samples { x: part(self.x), y: part(self.y) }
    }

    /// The same samples for a shorter time.
    pub(super) fn reborrow<'b>(self) -> Samples<'b, F>
    where
        'a: 'b,
    {
        Samples { x: self.x.reborrow(), y: self.y.reborrow() }
    }
}
