//! What an optimizer keeps between steps: the moments of every gradient, and the number of steps (chapter 6).

use super::step::Step;
use crate::parallel::{self, Split, for_each_piece, in_pool};
use crate::{Error, Gradients, Network, Optimizer, Real, Result};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, ShapeBuilder};

/// An optimizer together with what it keeps between steps.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerState<F> {
    optimizer: Optimizer,
    /// t, the number of steps taken.
    t: i32,
    /// The moments of the gradients of W and of b, for each layer.
    moments: Vec<[Moments<F>; 2]>,
}

/// The moments of the gradient of one matrix of parameters, each of its shape, or without rows if the rule does not keep it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moments<F> {
    /// First moment: the mean of g, or the velocity of momentum.
    pub m: Array2<F>,
    /// Second raw moment: the mean of g².
    pub v: Array2<F>,
}

impl<F: Real> OptimizerState<F> {
    /// The state before the first step: moments of zero for every parameter of `network`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting of the rule, rounded to `F`, is out of range.
    pub fn new(optimizer: Optimizer, network: &Network<F>) -> Result<Self> {
        optimizer.check_in::<F>()?;
        let zeros = |like: &Array2<F>, kept: bool| Array2::zeros(shape_of(like, kept).f());
        let moments =
            |like: &Array2<F>| Moments { m: zeros(like, optimizer.keeps_m()), v: zeros(like, optimizer.keeps_v()) };
        let moments = network.layers().iter().map(|layer| [moments(&layer.w), moments(&layer.b)]).collect();
        Ok(OptimizerState { optimizer, t: 0, moments })
    }

    /// One step: moves every weight and bias of `network` against its gradient. `learning_rate` is α ≥ 0.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the gradients or this state belong to a network of another shape, [`Error::Setting`] if the learning
    /// rate is negative, or not finite in `F`. The network and this state are then unchanged.
    pub fn step(&mut self, network: &mut Network<F>, gradients: &Gradients<F>, learning_rate: f64) -> Result<()> {
        if !gradients.fits(network) || !self.fits(network) {
            return Err(Error::data("the gradients or the optimizer state were made for a network of another shape"));
        }
        let step = self.next_step(learning_rate)?;
        for (l, [of_w, of_b]) in (1..).zip(&mut self.moments) {
            let layer = network.layer_mut(l);
            of_w.apply(step, &mut layer.w, gradients.dw(l));
            of_b.apply(step.without_decay(), &mut layer.b, gradients.db(l));
        }
        Ok(())
    }

    /// Counts one more step and returns it, to be applied to every parameter.
    pub(crate) fn next_step(&mut self, learning_rate: f64) -> Result<Step<F>> {
        let t = self.t.saturating_add(1);
        let step = Step::new(self.optimizer, t, learning_rate)?;
        self.t = t;
        Ok(step)
    }

    /// The moments of W and of b, for each layer.
    pub(crate) fn moments_mut(&mut self) -> &mut [[Moments<F>; 2]] {
        &mut self.moments
    }

    /// The rule.
    #[must_use]
    pub fn optimizer(&self) -> Optimizer {
        self.optimizer
    }

    /// How many steps have been taken.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.t as usize
    }

    /// Sets the number of steps taken, to continue a training from a file.
    #[cfg(feature = "files")]
    pub(crate) fn set_steps(&mut self, steps: usize) -> Result<()> {
        self.t = i32::try_from(steps).map_err(|_| Error::setting("steps", steps, "below 2³¹"))?;
        Ok(())
    }

    /// Every moment that the rule keeps, with a name such as `optimizer.0.weight.m`, always in the same order.
    #[cfg(feature = "files")]
    pub(crate) fn each_moment(&self, mut take: impl FnMut(String, &Array2<F>)) {
        for (i, layer) in self.moments.iter().enumerate() {
            for (Moments { m, v }, of) in layer.iter().zip(["weight", "bias"]) {
                for (moment, name) in [(m, "m"), (v, "v")].into_iter().filter(|(moment, _)| !moment.is_empty()) {
                    take(format!("optimizer.{i}.{of}.{name}"), moment);
                }
            }
        }
    }

    /// The same, mutable.
    #[cfg(feature = "files")]
    pub(crate) fn each_moment_mut(&mut self, mut take: impl FnMut(String, &mut Array2<F>)) {
        for (i, layer) in self.moments.iter_mut().enumerate() {
            for (Moments { m, v }, of) in layer.iter_mut().zip(["weight", "bias"]) {
                for (moment, name) in [(m, "m"), (v, "v")].into_iter().filter(|(moment, _)| !moment.is_empty()) {
                    take(format!("optimizer.{i}.{of}.{name}"), moment);
                }
            }
        }
    }

    /// Whether the moments have the shapes of the parameters of this network.
    pub(crate) fn fits(&self, network: &Network<F>) -> bool {
        let fits = |moments: &Moments<F>, parameter: &Array2<F>| {
            moments.m.dim() == shape_of(parameter, self.optimizer.keeps_m())
                && moments.v.dim() == shape_of(parameter, self.optimizer.keeps_v())
        };
        let layers = network.layers().iter().zip(&self.moments);
        self.moments.len() == network.depth()
            && layers.into_iter().all(|(layer, [of_w, of_b])| fits(of_w, &layer.w) && fits(of_b, &layer.b))
    }
}

impl<F: Real> Moments<F> {
    /// Applies a step to the parameters θ with their gradient g, on several threads if there are many; both of the shape of these moments.
    fn apply(&mut self, step: Step<F>, theta: &mut Array2<F>, g: &Array2<F>) {
        // A step of Adam takes a parameter about as long as ten multiplications in a product.
        let (columns, pieces) = (theta.ncols(), parallel::pieces(theta.ncols(), 10 * theta.len()));
        let work = |(parameters, g): (Parameters<'_, F>, ArrayView2<'_, F>), _| parameters.apply(step, g);
        in_pool(pieces, || for_each_piece((Parameters::of(theta, self), g.view()), 0..columns, pieces, &work));
    }
}

/// The shape of the moments of a matrix of parameters.
fn shape_of<F>(parameters: &Array2<F>, kept: bool) -> (usize, usize) {
    if kept { parameters.dim() } else { (0, parameters.ncols()) }
}

/// A matrix of parameters θ and the moments of its gradient, or some columns of both.
pub(crate) struct Parameters<'n, F> {
    pub theta: ArrayViewMut2<'n, F>,
    m: ArrayViewMut2<'n, F>,
    v: ArrayViewMut2<'n, F>,
}

impl<'n, F: Real> Parameters<'n, F> {
    /// All columns.
    pub fn of(theta: &'n mut Array2<F>, Moments { m, v }: &'n mut Moments<F>) -> Self {
        Parameters { theta: theta.view_mut(), m: m.view_mut(), v: v.view_mut() }
    }

    /// Applies a step with the gradient g, of the shape of θ.
    pub fn apply(self, step: Step<F>, g: ArrayView2<F>) {
        step.apply(self.theta, g, self.m, self.v);
    }
}

/// A unit is a column.
impl<F: Real> Split for Parameters<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let ((theta, (m, v)), (theta_2, (m_2, v_2))) = (self.theta, (self.m, self.v)).split_at(count);
        (Parameters { theta, m, v }, Parameters { theta: theta_2, m: m_2, v: v_2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, rng};

    #[test]
    fn a_state_fits_networks_of_its_shape_and_no_others() {
        let network =
            |sizes: &[usize]| Network::<f64>::new(sizes, Activation::Tanh, Activation::Identity, &mut rng(0)).unwrap();
        for optimizer in Optimizer::ALL.into_iter().filter(|rule| *rule != Optimizer::Sgd) {
            let state = OptimizerState::new(optimizer, &network(&[2, 3])).unwrap();
            assert!(state.fits(&network(&[2, 3])));
            for other in [&[4, 3][..], &[2, 5], &[2, 3, 1], &[3, 2]] {
                assert!(!state.fits(&network(other)), "{optimizer} {other:?}");
            }
        }
    }
}
