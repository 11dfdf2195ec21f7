//! Softmax, which looks at a column.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::forward::{activate, largest};
use ann::plain::network::Activation;
use ndarray::{Axis, array};

/// `softmax(z)`: A of a layer with softmax.
pub fn check_softmax(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "softmax", "(2.7)", move || {
        let mut rng = ann::rng(24);
        // The first is square, so that a sum over the wrong axis is a wrong number and no panic.
        for (n, m) in [(3, 3), (4, 1), (2, 5), (1, 3)] {
            let z = normal(n, m, &mut rng);
            let (a, c) = (activate(Activation::Softmax, &z), largest(&z));
            let (e, shifted) = (z.exp(), (&z - &c).exp());
            let mut comparison = compare("A", &mine(&z), &a);
            if m == 1 {
                // The largest of each row, of which a list is broadcast along the one column.
                let of_rows = (&z - &z.column(0)).exp();
                comparison = comparison.mistake(
                    &(&of_rows / of_rows.sum_axis(Axis(0))),
                    format!(
                        "A is ({n}, {n}) and must be ({n}, 1): the largest of each row is taken. It goes over Axis(0)."
                    ),
                );
            }
            for e in [&e, &shifted] {
                let row_sums = e.sum_axis(Axis(1));
                comparison = comparison
                    .mistake(
                        &(e / &row_sums.view().insert_axis(Axis(1))),
                        "Each row adds up to 1. Each column must: Axis(0).",
                    )
                    .mistake(&(e / e.sum()), "All samples together add up to 1. Every column has its own sum.")
                    .mistake(e, "This is the exponential alone: nothing is divided by the sum.");
                if n == m {
                    let says = "Columns are divided by the sums of rows: the sum must go over Axis(0), not Axis(1).";
                    comparison = comparison.mistake(&(e / &row_sums), says);
                }
            }
            for tiny in [1e-5, 1e-6, 1e-7, 1e-8] {
                for e in [&e, &shifted] {
                    let says = format!("{tiny:e} is added to the sum. It is never 0 where the largest is taken off.");
                    comparison = comparison.mistake(&(e / (e.sum_axis(Axis(0)) + tiny)), says);
                }
            }
            if n == m {
                let across = &shifted / &shifted.sum_axis(Axis(0)).insert_axis(Axis(1));
                comparison = comparison.mistake(
                    &across,
                    "The sum of column j divides row j: it has to lie as a row, which goes along the columns.",
                );
                let of_rows = largest(&z.t().to_owned()).t().to_owned();
                let wrong = (&z - &of_rows).exp();
                comparison = comparison.mistake(&a.t().to_owned(), "A is right, but transposed.").mistake(
                    &(&wrong / &wrong.sum_axis(Axis(0))),
                    "The largest logit of each row is taken off. It must be one number for a whole column.",
                );
            }
            comparison
                .mistake(&(&shifted / e.sum_axis(Axis(0))), "The largest is taken off above, but not in the sum below.")
                .mistake(&(&e / shifted.sum_axis(Axis(0))), "The largest is taken off in the sum below, but not above.")
                .mistake(
                    &activate(Activation::Softmax, &-&z),
                    "The largest logit gets the smallest probability: the exponent is z, not −z.",
                )
                .mistake(&a.mapv(f64::ln), "This is the logarithm of A.")
                .mistake(
                    &activate(Activation::Sigmoid, &z),
                    "This is the sigmoid of each number: the columns do not add up to 1.",
                )
                .mistake(&(&e / n as f64), "The exponentials are divided by their number. Divide by their sum.")
                .mistake(&(&shifted / n as f64), "The exponentials are divided by their number. Divide by their sum.")
                .mistake(
                    &(&e / z.sum_axis(Axis(0))),
                    "It is divided by the sum of z. Divide by the sum of the exponentials.",
                )
                .mistake(&activate(Activation::Softmax, &(2.0 * &z)), "The exponentials are squared.")
                .mistake(&(&a * n as f64), "It is divided by the mean of the exponentials. Divide by their sum.")
                .mistake(
                    &activate(Activation::Softmax, &(&z / &c)),
                    "z is divided by the largest. The largest is taken off, z − M: only differences count.",
                )
                .mistake(&(&z / &z.sum_axis(Axis(0))), "The exponential is missing: z is divided by the sum of z.")
                .mistake(
                    &activate(Activation::Softmax, &(2.0_f64.ln() * &z)),
                    "The base is 2 (`exp2`). It is e (`exp`).",
                )
                .mistake(
                    &Matrix::from_shape_fn((n, m), |(i, j)| f64::from(z[[i, j]] == c[[0, j]])),
                    "The largest gets 1 and the others 0. Softmax shares the whole out.",
                )
                .end()?;
        }
        let large = array![[1000.0, -1000.0, 1000.0], [1001.0, -1001.0, -1000.0], [1002.0, -1002.0, 0.0]];
        for j in [0, 1, 2] {
            let z = large.select(Axis(1), &[j]);
            let a = mine(&z);
            if a.iter().any(|a| !a.is_finite()) {
                let logits = z.column(0);
                let says = match j {
                    1 => "Does the search for the largest begin at 0? All are below: begin at `f64::NEG_INFINITY`.",
                    _ => "Only differences count: take off the largest first.",
                };
                return Err(Finding::new(format!("You got NaN at the logits {logits}. {says}"))
                    .see("“Break it: softmax as it is written”"));
            }
            let cut = activate(Activation::Softmax, &z.mapv(|z| z.clamp(-700.0, 700.0)));
            compare("A", &a, &activate(Activation::Softmax, &z))
                .mistake(
                    &cut,
                    "Large logits are cut off before the exponential is taken. Take the largest off instead.",
                )
                .end()?;
        }
        let a = mine(&large);
        if a.iter().any(|a| !a.is_finite()) {
            return Err(Finding::new(
                "You got NaN where one sample has logits of 1000, another of −1000. Take off the largest of each column.",
            )
            .see("“Break it: softmax as it is written”"));
        }
        compare("A", &a, &activate(Activation::Softmax, &large)).end()
    })
}
