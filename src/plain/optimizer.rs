//! Chapter 6: better steps from the same gradients.

use super::{Matrix, backward::Gradient, network::Network};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    Momentum { beta: f64 },
    RmsProp { beta: f64 },
    Adam { beta1: f64, beta2: f64 },
}

/// A rule, the number of its steps, and the moments m and v of every parameter.
#[derive(Debug)]
pub struct Optimizer {
    pub rule: Rule,
    pub t: i32,
    pub m: Vec<Gradient>,
    pub v: Vec<Gradient>,
}

impl Optimizer {
    pub fn new(rule: Rule, network: &Network) -> Optimizer {
        let zeros: Vec<_> = network.layers.iter().map(|l| Gradient { dw: 0.0 * &l.w, db: 0.0 * &l.b }).collect();
        Optimizer { rule, t: 0, m: zeros.clone(), v: zeros }
    }

    /// One step for every parameter; alpha: the learning rate.
    pub fn step(&mut self, network: &mut Network, gradients: &[Gradient], alpha: f64) {
        self.t += 1;
        for (l, layer) in network.layers.iter_mut().enumerate() {
            let (gradient, m, v) = (&gradients[l], &mut self.m[l], &mut self.v[l]);
            [layer.w, m.dw, v.dw] = update(self.rule, self.t, alpha, &layer.w, &gradient.dw, &m.dw, &v.dw);
            [layer.b, m.db, v.db] = update(self.rule, self.t, alpha, &layer.b, &gradient.db, &m.db, &v.db);
        }
    }
}

/// θ, m and v after step t.
fn update(rule: Rule, t: i32, alpha: f64, theta: &Matrix, gradient: &Matrix, m: &Matrix, v: &Matrix) -> [Matrix; 3] {
    let epsilon = 1e-8;
    match rule {
        Rule::Momentum { beta } => {
            let m = beta * m + gradient; // (6.1)
            [theta - alpha * &m, m, v.clone()] // (6.2)
        }
        Rule::RmsProp { beta } => {
            let v = beta * v + (1.0 - beta) * gradient.pow2(); // (6.4)
            [theta - alpha * gradient / (v.sqrt() + epsilon), m.clone(), v] // (6.5)
        }
        Rule::Adam { beta1, beta2 } => {
            let m = beta1 * m + (1.0 - beta1) * gradient; // (6.6)
            let v = beta2 * v + (1.0 - beta2) * gradient.pow2(); // (6.7)
            let (m_hat, v_hat) = (&m / (1.0 - beta1.powi(t)), &v / (1.0 - beta2.powi(t)));
            [theta - alpha * m_hat / (v_hat.sqrt() + epsilon), m, v] // (6.8)
        }
    }
}
