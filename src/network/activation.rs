//! Activation functions a = g(z) (chapter 2), and their derivatives g′ (chapter 3).
//!
//! Forward and backward of one function stand side by side. Every derivative is written in terms of the *output* a, not of the
//! input z: so backward needs only what forward produced, and z can be overwritten (chapter 8).
//!
//! # Precision
//!
//! tests/library/numerics compares with 200-bit arithmetic, in `f32` and `f64`, at 0, next to nothing, subnormal numbers, ±1000 and the largest
//! there are. Nothing finite becomes NaN or infinite.
//!
//! | | error at most |
//! |---|---|
//! | g(z) of ReLU and identity | 0 |
//! | g(z) of leaky ReLU, tanh and sigmoid | ½, 3 and 3 ulp of g(z) |
//! | g(z) of softmax | 2 ε, the ulp of 1: 1.2e-7 in `f32`, 2.2e-16 in `f64` |
//! | da ⊙ g′(z) from a | ReLU and identity 0, the others 2 ε of the largest da of the sample |
//!
//! What is smaller than [`MIN_POSITIVE`](f32::MIN_POSITIVE) may be 0.

use crate::simd::elementwise::{for_each_column, map_inplace, zip_inplace};
use crate::{Error, Real, Result, setting};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2, Axis, Zip};
use std::{fmt, str::FromStr};

/// The function g of a layer, a = g(z): of one number, or, for softmax, of one column.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Activation {
    /// Rectified linear unit, max(0, z) in [0, ∞) (Nair and Hinton 2010).
    Relu,
    /// z where z ≥ 0 and `slope` · z where z < 0; its derivative is nowhere 0 if the slope is not (Maas, Hannun and Ng 2013).
    LeakyRelu {
        /// The slope below zero, in [0, 1); 0.01 is usual.
        slope: f64,
    },
    /// Hyperbolic tangent, in (−1, 1); ±1 where it rounds to that.
    Tanh,
    /// Logistic function, 1 / (1 + e⁻ᶻ), in (0, 1); 0 or 1 where it rounds to that.
    Sigmoid,
    /// eᶻⁱ / Σⱼ eᶻʲ over the neurons of the layer (Bridle 1990): probabilities in [0, 1] that sum to 1.
    Softmax,
    /// z itself, in (−∞, ∞): for the output of a regression.
    Identity,
}

impl Activation {
    /// The leaky ReLU with slope 0.01 below zero, as in the paper.
    pub const LEAKY_RELU: Self = Activation::LeakyRelu { slope: 0.01 };

    /// All activations, in the order of the book.
    pub const ALL: [Self; 6] = [
        Activation::Relu,
        Activation::LEAKY_RELU,
        Activation::Tanh,
        Activation::Sigmoid,
        Activation::Softmax,
        Activation::Identity,
    ];

    /// Forward, in place: z: (n, m) becomes a = g(z). Finite for every finite z.
    pub fn apply<F: Real>(self, z: ArrayViewMut2<F>) {
        match self {
            Activation::Relu => map_inplace(z, relu),
            Activation::LeakyRelu { slope } => {
                let slope = F::from_f64(slope);
                map_inplace(z, |z| leaky_relu(z, slope));
            }
            Activation::Tanh => map_inplace(z, F::tanh_simd()), // (2.5)
            Activation::Sigmoid => map_inplace(z, sigmoid),
            Activation::Softmax => softmax(z),
            Activation::Identity => {}
        }
    }

    /// Backward, in place: given a = g(z): (n, m), turns da = ∂L/∂a into dz = ∂L/∂z = da ⊙ g′(z). (3.1)
    ///
    /// # Panics
    ///
    /// If a and da are not of one shape.
    pub fn backward<F: Real>(self, a: ArrayView2<F>, mut da: ArrayViewMut2<F>) {
        match self {
            Activation::Relu => zip_inplace(da, a, |d, a| if a > F::zero() { d } else { F::zero() }), // (2.8)
            Activation::LeakyRelu { slope } => {
                let slope = F::from_f64(slope);
                zip_inplace(da, a, |d, a| if a > F::zero() { d } else { d * slope }); // (2.9)
            }
            Activation::Tanh => zip_inplace(da, a, |d, a| d * (F::one() - a * a)), // (2.10)
            Activation::Sigmoid => zip_inplace(da, a, |d, a| d * (a * (F::one() - a))), // (2.11)
            Activation::Softmax => {
                // (2.12): ∂aᵢ/∂zₖ = aᵢ (δᵢₖ − aₖ), so dzₖ = aₖ (daₖ − Σᵢ daᵢ aᵢ), with one sum for the whole column.
                // Of halves, so that a difference of the largest numbers is one, too.
                let half = F::from_f64(0.5);
                for (mut da, a) in da.axis_iter_mut(Axis(1)).zip(a.axis_iter(Axis(1))) {
                    let mean = Zip::from(&da).and(&a).fold(F::zero(), |sum, &d, &a| sum + d * half * a);
                    Zip::from(&mut da).and(&a).for_each(|d, &a| *d = a * (*d * half - mean) / half);
                }
            }
            Activation::Identity => {}
        }
    }

    /// Checks the setting of a leaky ReLU.
    pub(crate) fn check(self) -> Result<()> {
        self.check_in::<f64>()
    }

    /// Checks the setting of a leaky ReLU, also as it is after rounding to `F`.
    pub(crate) fn check_in<F: Real>(self) -> Result<()> {
        match self {
            Activation::LeakyRelu { slope } => {
                setting::check::<F>("slope", slope, "at least 0 and below 1", |slope| (0.0..1.0).contains(&slope))
            }
            _ => Ok(()),
        }
    }
}

/// (2.3). The test is `z < 0` and not `z > 0`, so that NaN stays NaN.
fn relu<F: Real>(z: F) -> F {
    if z < F::zero() { F::zero() } else { z }
}

/// (2.4)
fn leaky_relu<F: Real>(z: F, slope: F) -> F {
    if z < F::zero() { slope * z } else { z }
}

/// (2.6), written so that the exponential never overflows: its argument is never positive.
fn sigmoid<F: Real>(z: F) -> F {
    let e = (-z.abs()).exp_nonpositive();
    let numerator = if z >= F::zero() { F::one() } else { e };
    numerator / (F::one() + e)
}

/// (2.7) of every column, with its largest logit subtracted first: the quotient is the same and no exponential is above 1.
fn softmax<F: Real>(z: ArrayViewMut2<F>) {
    for_each_column(z, |_, z| {
        let largest = z.iter().fold(F::neg_infinity(), |largest, &z| largest.max(z));
        z.iter_mut().for_each(|z| *z = (*z - largest).exp());
        let sum = ArrayView1::from(&*z).sum();
        z.iter_mut().for_each(|e| *e /= sum);
    });
}

/// The name as it is written on the command line and in model files.
impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Activation::Relu => f.pad("relu"),
            Activation::LeakyRelu { slope } if *slope == 0.01 => f.pad("leaky-relu"),
            Activation::LeakyRelu { slope } => write!(f, "leaky-relu({slope})"),
            Activation::Tanh => f.pad("tanh"),
            Activation::Sigmoid => f.pad("sigmoid"),
            Activation::Softmax => f.pad("softmax"),
            Activation::Identity => f.pad("identity"),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for Activation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        if let Some(activation) = Self::ALL.into_iter().find(|activation| activation.to_string() == name) {
            return Ok(activation);
        }
        let slope = name.strip_prefix("leaky-relu(").and_then(|rest| rest.strip_suffix(')')?.parse().ok());
        if let Some(slope) = slope {
            let activation = Activation::LeakyRelu { slope };
            activation.check()?;
            return Ok(activation);
        }
        let choices = Self::ALL.map(|activation| activation.to_string()).join(", ");
        Err(Error::Choice { what: "activation", given: name.to_owned(), choices })
    }
}
