//! What the labs of chapters 0, 6 and 10 share: one linear neuron, its cost, its slopes, and a step of any rule.

use ann::{
    Activation, Cache, Cost, Dropout, Error, Gradients, Layer, Loss, Network, Optimizer, OptimizerState, Result,
    backward, forward,
};
use ndarray::Array2;

/// A cost above this is told as a divergence: the next steps would only make the numbers longer.
const DIVERGED: f64 = 1e9;

/// The neuron a = w x + b with half the squared error, all samples in each step.
#[derive(Debug)]
pub struct Linear {
    /// X: (n_x, m)
    pub x: Array2<f64>,
    /// Y: (1, m)
    pub y: Array2<f64>,
    network: Network<f64>,
    optimizer: OptimizerState<f64>,
    cache: Cache<f64>,
    gradients: Gradients<f64>,
    cost: f64,
    /// How many steps have been taken.
    pub steps: usize,
}

impl Linear {
    /// The neuron with these weights and this bias, before the first step of the rule.
    ///
    /// # Errors
    ///
    /// Those of the library, if shapes or settings do not fit.
    pub fn new(x: Array2<f64>, y: Array2<f64>, w: &[f64], b: f64, rule: Optimizer) -> Result<Self> {
        let w = Array2::from_shape_fn((1, w.len()), |(_, k)| w[k]);
        let layer = Layer { w, b: Array2::from_elem((1, 1), b), activation: Activation::Identity, keep_prob: 1.0 };
        let network = Network::from_layers(vec![layer])?;
        let mut linear = Linear {
            optimizer: OptimizerState::new(rule, &network)?,
            cache: Cache::new(&network, x.ncols()),
            gradients: Gradients::new(&network, x.ncols()),
            cost: 0.0,
            steps: 0,
            x,
            y,
            network,
        };
        linear.look()?;
        Ok(linear)
    }

    /// Computes the cost and its slopes where the neuron is. To be called after a sample was moved.
    ///
    /// # Errors
    ///
    /// Those of the library, if a shape was changed.
    pub fn look(&mut self) -> Result<()> {
        let cost = Cost::from(Loss::MeanSquaredError);
        forward(&self.network, self.x.view(), Dropout::Off, &mut self.cache)?;
        backward(&self.network, self.y.view(), &cost, &self.cache, &mut self.gradients)?;
        self.cost = cost.value(&self.network, &self.cache, self.y.view())?;
        Ok(())
    }

    /// One step with this rate.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the cost is beyond all measure before it or after it.
    pub fn step(&mut self, rate: f64) -> Result<()> {
        self.check(rate)?;
        self.optimizer.step(&mut self.network, &self.gradients, rate)?;
        self.steps += 1;
        self.look()?;
        self.check(rate)
    }

    fn check(&self, rate: f64) -> Result<()> {
        if self.cost < DIVERGED {
            return Ok(());
        }
        let cause = format!("the learning rate {rate} is too large: each step goes farther past the bottom");
        Err(Error::Diverged { epoch: self.steps, loss: self.cost, cause })
    }

    /// J.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// The weights, and the bias behind them.
    #[must_use]
    pub fn parameters(&self) -> Vec<f64> {
        let layer = self.network.layer(1);
        layer.w.iter().chain(&layer.b).copied().collect()
    }

    /// The slopes of J in the weights, and in the bias behind them.
    #[must_use]
    pub fn slopes(&self) -> Vec<f64> {
        self.gradients.dw(1).iter().chain(self.gradients.db(1)).copied().collect()
    }
}
