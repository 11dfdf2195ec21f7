//! Samples as a network reads them, borrowed.

use ndarray::ArrayView2;

/// Samples as the network reads them.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a, F> {
    /// X: (n_x, m), scaled.
    pub x: ArrayView2<'a, F>,
    /// Y: (n_y, m), one-hot or scaled.
    pub y: ArrayView2<'a, F>,
}

impl<'a, F> Samples<'a, F> {
    /// The same samples for a shorter time.
    pub(super) fn reborrow<'b>(self) -> Samples<'b, F>
    where
        'a: 'b,
    {
        Samples { x: self.x.reborrow(), y: self.y.reborrow() }
    }
}
