//! One layer: the weighted sums, and the functions that look at each number alone.

use crate::compare::{Comparison, compare};
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::forward::{activate, largest};
use ann::plain::network::Activation;
use ndarray::{array, s};

/// `weighted_sums(w, b, a)`: Z of a layer; w: (`n_out`, `n_in`), b: (`n_out`, 1), a: (`n_in`, m).
pub fn check_weighted_sums(mine: fn(&Matrix, &Matrix, &Matrix) -> Matrix) -> Report {
    grade(2, "weighted_sums", "(2.1)", move || {
        let mut rng = ann::rng(21);
        // All square, so that a slip in the shapes is a wrong number and no panic.
        let [w, a] = [0, 1].map(|_| normal(3, 3, &mut rng));
        let b = normal(3, 1, &mut rng);
        let (product, z) = (w.dot(&a), w.dot(&a) + &b);
        let mut first = product.clone();
        first.column_mut(0).scaled_add(1.0, &b.column(0));
        compare("Z", &mine(&w, &b, &a), &z)
            .mistake(&product, "The bias is forgotten: Z is W A alone.")
            .mistake(&(&product - &b), "The bias is taken away. It is added.")
            .mistake(
                &(&product + &b.t()),
                "The biases go along the rows: entry i of b belongs to row i, neuron i, in every column.",
            )
            .mistake(
                &(&product + b.sum()),
                "The sum of all biases is added to every number. Neuron i has its own, b_i.",
            )
            .mistake(&(&product + b[[0, 0]]), "Every neuron gets the bias of the first.")
            .mistake(&first, "Only the first sample gets the biases. b is added to every column.")
            .mistake(&(w.t().dot(&a) + &b), "W is transposed. Row i of W holds the weights of neuron i as it is.")
            .mistake(&(a.dot(&w) + &b), "The factors are exchanged: it is W A, not A W.")
            .mistake(&(w.dot(&a.t()) + &b), "A is transposed. Its columns are the samples already.")
            .mistake(&(&w * &a + &b), "W and A are multiplied number by number. `w.dot(a)` takes rows times columns.")
            .mistake(
                &(&product + 3.0 * &b),
                "The bias is added with every product, n_in times. It is added once, after their sum.",
            )
            .mistake(&w.dot(&(&a + &b)), "The bias is added to A, before the product. It comes after it.")
            .mistake(&z.t().to_owned(), "Z is right, but transposed.")
            .mistake(&(&product + 2.0 * &b), "The bias is added twice.")
            .mistake(&(&product * &b), "The product is multiplied by the bias. The bias is added.")
            .mistake(&(&w + &b).dot(&a), "The bias is added to W, before the product. It comes after it.")
            .mistake(
                &(&product / 3.0 + &b),
                "W A is divided by 3, which is m and n_in here. It is a sum over the inputs, and no mean.",
            )
            .terms("input", 3, |k, _| w.slice(s![.., k.clone()]).dot(&a.slice(s![k, ..])) + &b)
            .mistake(&(&z / 3.0), "Z is divided by m. There is no mean in the way forward.")
            .mistake(&activate(Activation::Relu, &z), "The negative sums are gone: ReLU comes later, in (2.2).")
            .mistake(&activate(Activation::Sigmoid, &z), "This is σ(Z). The function g comes later, in (2.2).")
            .end()?;
        for (n_in, n_out, m) in [(4, 2, 5), (3, 2, 1), (1, 1, 2)] {
            let (w, b, a) = (normal(n_out, n_in, &mut rng), normal(n_out, 1, &mut rng), normal(n_in, m, &mut rng));
            compare("Z", &mine(&w, &b, &a), &(w.dot(&a) + &b)).end()?;
        }
        Ok(())
    })
}

/// `relu(z)`: A of a layer with ReLU.
pub fn check_relu(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "relu", "(2.3)", move || {
        let mut rng = ann::rng(22);
        for (n, m) in [(3, 5), (4, 1)] {
            let z = 2.0 * normal(n, m, &mut rng);
            let got = mine(&z);
            let mut comparison = compare("A", &got, &activate(Activation::Relu, &z));
            // What the reader makes of the first number below 0, as a share of it.
            let below = z.iter().zip(&got).find(|(z, _)| **z < 0.0).map_or((0.0, 0.0), |(z, a)| (*a, a / z));
            let of_below = |f: &dyn Fn(f64) -> f64| z.mapv(|z| if z > 0.0 { z } else { f(z) });
            if below.1 > 0.0 && below.1 < 1.0 && below.1 != 0.01 {
                let says = format!("This is a leaky ReLU: {:.3} times z comes through below 0.", below.1);
                comparison = comparison.mistake(&of_below(&|z| below.1 * z), says);
            }
            let is_cut = z.iter().zip(&got).all(|(z, a)| a == z || *a == 0.0) && got.iter().any(|a| *a > 0.0);
            if let Some((z, _)) = z.iter().zip(&got).find(|(z, a)| is_cut && **z > 0.0 && **a == 0.0) {
                comparison =
                    comparison.mistake(&got, format!("z = {z:.3} becomes 0. ReLU passes on all that is above 0."));
            }
            comparison
                .mistake(&of_below(&|_| below.0), format!("Below 0 it gives {:.3}. There, ReLU says 0.", below.0))
                .mistake(&of_below(&f64::exp_m1), "Below 0 it gives eᶻ − 1. There, ReLU says 0.")
                .mistake(&z, "This is Z itself: nothing becomes 0.")
                .mistake(
                    &z.mapv(|z| z.min(0.0)),
                    "The wrong half is kept: the larger of z and 0 is wanted, not the smaller.",
                )
                .mistake(&z.mapv(f64::abs), "Below 0 the sign is turned. There, ReLU says 0.")
                .mistake(
                    &z.mapv(|z| f64::from(z > 0.0)),
                    "This is 1 or 0, the slope of ReLU. Above 0, ReLU passes z on.",
                )
                .mistake(
                    &activate(Activation::LeakyRelu, &z),
                    "This is the leaky ReLU: a little comes through below 0.",
                )
                .mistake(&z.mapv(|z| z.clamp(0.0, 1.0)), "What is above 1 is cut off. ReLU has no upper end.")
                .mistake(&z.mapv(|z| z.max(1.0)), "This is the larger of z and 1. It is the larger of z and 0.")
                .mistake(&z.mapv(|z| (-z).max(0.0)), "The sign of z is turned first: this is relu(−z).")
                .mistake(&z.mapv(|z| z.exp().ln_1p()), "This is ln (1 + eᶻ), a ReLU with a round corner.")
                .end()?;
        }
        // On both sides of the corner, close to it.
        let z = array![[0.0, 0.001, -0.001], [0.2, -0.2, 0.4], [-0.4, 0.7, -0.7]];
        let a = mine(&z);
        if let Some((z, _)) = z.iter().zip(&a).find(|(z, a)| **z > 0.0 && **a == 0.0) {
            return Err(Finding::new(format!("z = {z} becomes 0. ReLU passes on all that is above 0.")));
        }
        compare("A", &a, &activate(Activation::Relu, &z)).end()?;
        let z = array![[0.0, -1000.0, 1000.0]];
        compare("A", &mine(&z), &array![[0.0, 0.0, 1000.0]]).end()
    })
}

/// `sigmoid(z)`: A of a layer with the sigmoid.
pub fn check_sigmoid(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "sigmoid", "(2.6)", move || {
        let mut rng = ann::rng(23);
        for (n, m) in [(3, 5), (2, 1)] {
            let z = normal(n, m, &mut rng);
            let (a, e) = (activate(Activation::Sigmoid, &z), (-&z).exp());
            compare("A", &mine(&z), &a)
                .mistake(&(1.0 - &a), "A falls where Z rises: the exponent is −z, not z.")
                .mistake(&(1.0 + &e), "1.0 / 1.0 + … divides first: the denominator 1 + e⁻ᶻ needs parentheses.")
                .mistake(&(1.0 / (1.0 - &e)), "The denominator is 1 + e⁻ᶻ, not 1 − e⁻ᶻ.")
                .mistake(
                    &(1.0 / (1.0 - z.exp())),
                    "`-z.exp()` is −(eᶻ). The minus belongs into the parentheses: `(-z).exp()`.",
                )
                .mistake(&(1.0 / (1.0 + (-&z).mapv(f64::exp2))), "The base is 2 (`exp2`). It is e (`exp`).")
                .mistake(&(1.0 / (1.0 + &e)).ln(), "This is the logarithm of σ.")
                .mistake(&(1.0 / (1.0 + &e).ln()), "There is a logarithm below the line. σ has none.")
                .mistake(
                    &activate(Activation::Sigmoid, &(&z - largest(&z))),
                    "The largest is taken off first, as in softmax. σ looks at each number alone.",
                )
                .mistake(&(1.0 / &e), "The 1 in the denominator is missing.")
                .mistake(&e, "This is e⁻ᶻ alone. Add 1, then divide 1 by it.")
                .mistake(&(&a * (1.0 - &a)), "This is the slope A (1 − A), of (2.11).")
                .mistake(&z.mapv(f64::tanh), "This is tanh, which goes from −1 to 1.")
                .mistake(&activate(Activation::Softmax, &z), "This is softmax. The sigmoid looks at each number alone.")
                .mistake(&z, "This is Z itself, which is no probability.")
                .mistake(&a.mapv(f64::round), "A is rounded to 0 or 1. The probability in between is the answer.")
                .end()?;
        }
        // Where a logit that is kept between two ends shows.
        let clipped = |mut comparison: Comparison, z: &Matrix| {
            for end in [5.0, 6.0, 8.0, 10.0, 15.0, 16.0, 20.0] {
                let a = activate(Activation::Sigmoid, &z.mapv(|z| z.clamp(-end, end)));
                comparison = comparison.mistake(&a, format!("z is cut off at ±{end}. σ takes every number as it is."));
            }
            comparison
        };
        let z = array![[0.0, 0.001, -0.001], [0.2, -0.2, 5.0], [-5.0, 12.0, -12.0]];
        clipped(compare("A", &mine(&z), &activate(Activation::Sigmoid, &z)), &z).end()?;
        let z = array![[0.0, 1000.0, -1000.0]];
        let a = mine(&z);
        if a.dim() == z.dim() && a.iter().any(|a| a.is_nan()) {
            return Err(Finding::new("You got NaN at z = 1000 or −1000: with eᶻ above and below, ∞ is divided by ∞."));
        }
        clipped(compare("A", &a, &activate(Activation::Sigmoid, &z)), &z).end()
    })
}
