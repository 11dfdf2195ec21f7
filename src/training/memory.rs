//! How much memory a training takes, to be known before any of it is asked for.

use crate::{Optimizer, Real, Trainer};

impl Trainer {
    /// The bytes that training a network of these layer sizes, input first, on so many samples takes at least: the samples; weights
    /// and biases, their gradients and moments, and the best copy of early stopping; and for each sample of a batch A and dZ of every
    /// layer. Numbers are of type F.
    ///
    /// ```
    /// use ann::Trainer;
    /// let trainer = Trainer::default();
    /// // 1.6 billion weights, times four bytes, times four: weights, gradients, and two moments of Adam.
    /// let bytes = trainer.least_memory::<f32>(&[13, 40_000, 40_000, 3], 100);
    /// assert!((25e9..27e9).contains(&(bytes as f64)));
    /// ```
    #[must_use]
    pub fn least_memory<F: Real>(&self, sizes: &[usize], samples: usize) -> u128 {
        let wide = |n: usize| n as u128;
        let parameters: u128 = sizes.windows(2).map(|n| (wide(n[0]) + 1) * wide(n[1])).sum();
        let moments = match self.optimizer {
            Optimizer::Sgd => 0,
            Optimizer::Momentum { .. } | Optimizer::Nesterov { .. } | Optimizer::RmsProp { .. } => 1,
            Optimizer::Adam { .. } | Optimizer::AdamW { .. } => 2,
        };
        let copies = 2 + moments + u128::from(self.early_stopping.is_some());
        let neurons: u128 = sizes.iter().map(|&n| wide(n)).sum();
        let ends: u128 = [sizes.first(), sizes.last()].into_iter().flatten().map(|&n| wide(n)).sum();
        let batch = wide(self.batch_size.min(samples));
        (parameters * copies + batch * 2 * neurons + wide(samples) * ends) * wide(size_of::<F>())
    }
}
