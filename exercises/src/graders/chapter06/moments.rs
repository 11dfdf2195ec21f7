//! Steps with one moment: momentum and RMSProp.

use crate::compare::{Comparison, compare};
use crate::graders::inputs::normal;
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;

pub(super) const EPSILON: f64 = 1e-8;

/// `momentum(theta, g, m, alpha, beta)`: θ and m after a step; all of one shape.
pub fn check_momentum(mine: fn(&Matrix, &Matrix, &Matrix, f64, f64) -> (Matrix, Matrix)) -> Report {
    grade(6, "momentum", "(6.1), (6.2)", move || {
        let mut rng = ann::rng(61);
        // The last is a first step, in which m is 0.
        for (rows, columns, alpha, beta, before) in
            [(3, 2, 0.3, 0.9, 1.0), (1, 4, 0.05, 0.6, 1.0), (1, 1, 0.2, 0.9, 0.0)]
        {
            let (theta, g) = (normal(rows, columns, &mut rng), normal(rows, columns, &mut rng));
            let m = normal(rows, columns, &mut rng) * before;
            let (got, got_m) = mine(&theta, &g, &m, alpha, beta);
            let right_m = beta * &m + &g;
            let right = &theta - alpha * &right_m;
            compare("m", &got_m, &right_m)
                .mistake(&right, "θ and m are exchanged in what you return: θ comes first.")
                .mistake(
                    &(beta * &m + (1.0 - beta) * &g),
                    "The gradient has the factor 1 − β, as in Adam. In the m of momentum it comes in whole.",
                )
                .mistake(&g, "m is the gradient alone: the velocity β m of before is missing.")
                .mistake(&(beta * &m), "m is β m alone: the gradient is missing.")
                .mistake(&(&m + &g), "β is missing: nothing of m is ever lost, and the steps grow and grow.")
                .mistake(
                    &((1.0 - beta) * &m + beta * &g),
                    "β and 1 − β are exchanged, and there should be no 1 − β: the old m keeps the part β.",
                )
                .mistake(&(&m + beta * &g), "β is at the gradient. It belongs to the old m, which fades.")
                .mistake(&(alpha * &m + &g), "α stands at the old m. It is β that says how much of m stays.")
                .mistake(&((1.0 - beta) * &m + &g), "The old m has the factor 1 − β. It keeps the part β.")
                .mistake(&(beta * (&m + &g)), "β multiplies the gradient, too. It belongs to the old m alone.")
                .mistake(&(beta * &m - &g), "The gradient is subtracted from m. It is added; the minus is in the step.")
                .mistake(&(beta * &m + alpha * &g), "α is in m. The rate comes in only in the step, when m is ready.")
                .mistake(&(beta * &m - alpha * &g), "m is the step, −α included. It must be β m + g, without α.")
                .mistake(
                    &(0.9 * &m + &g),
                    "β is always 0.9 in your code. It is an argument, and may be another number.",
                )
                .mistake(
                    &(beta * &m + g.pow2()),
                    "m is made of g². It is made of g itself; the squares come with RMSProp.",
                )
                .mistake(
                    &(alpha * &right_m),
                    "m is the step, α included. Keep m without α, which comes in only in the step.",
                )
                .mistake(&m, "The m that you return is that of before: the next step would know nothing of this one.")
                .see("(6.1)")
                .end()?;
            compare("θ", &got, &right)
                .mistake(&theta, "θ has not moved.")
                .mistake(&(&theta + alpha * &right_m), "The step goes uphill: α m must be subtracted.")
                .mistake(&(&theta - alpha * &m), "The step is made with the old m. First renew m, then move θ.")
                .mistake(&(&theta - alpha * &g), "The step is that of plain descent, α g. Momentum goes α m.")
                .mistake(
                    &(&theta - alpha * (&g + beta * &right_m)),
                    "This is the step of Nesterov (6.3). Momentum goes α m.",
                )
                .mistake(&(beta * &theta - alpha * &right_m), "β multiplies θ, too. It belongs to the old m alone.")
                .mistake(&(&theta - &right_m / alpha), "m is divided by α. It is multiplied by it.")
                .mistake(&(&theta - &right_m), "The learning rate is missing in the step.")
                .mistake(
                    &(&theta - beta * &right_m),
                    "The step is β m. It is the learning rate that multiplies m: α m.",
                )
                .mistake(&(&theta - alpha * beta * &right_m), "β is in the step once more. It has done its work in m.")
                .mistake(&(&theta - alpha * (1.0 - beta) * &right_m), "The step has a factor 1 − β, and must be α m.")
                .mistake(&(alpha * &right_m), "This is the step alone. θ is the old θ less the step.")
                .mistake(&(-alpha * &right_m), "This is the step alone, downhill. Add it to θ.")
                .see("(6.2)")
                .end()?;
        }
        Ok(())
    })
}

/// `rms_prop(theta, g, v, alpha, beta)`: θ and v after a step; all of one shape.
pub fn check_rms_prop(mine: fn(&Matrix, &Matrix, &Matrix, f64, f64) -> (Matrix, Matrix)) -> Report {
    grade(6, "rms_prop", "(6.4), (6.5)", move || {
        let mut rng = ann::rng(62);
        // The first is square, so that a product of matrices is a wrong number and no panic. In the second some g and v are 0.
        for (rows, columns, alpha, beta, zeros) in [(3, 3, 0.1, 0.9, 0), (2, 4, 0.05, 0.7, 2), (1, 1, 0.2, 0.9, 0)] {
            // Small gradients, beside which ε shows.
            let theta = normal(rows, columns, &mut rng);
            let (mut g, mut v) = (small(rows, columns, &mut rng), small(rows, columns, &mut rng).pow2());
            g.iter_mut().zip(&mut v).take(zeros).for_each(|(g, v)| (*g, *v) = (0.0, 0.0));
            let (got, got_v) = mine(&theta, &g, &v, alpha, beta);
            let (old, new) = (beta * &v, 1.0 - beta);
            let right_v = &old + new * g.pow2();
            let step = |v: &Matrix| alpha * &g / (v.sqrt() + EPSILON);
            let right = &theta - step(&right_v);
            let mut comparison = compare("v", &got_v, &right_v)
                .mistake(&right, "θ and v are exchanged in what you return: θ comes before v.")
                .mistake(&(&old + new * &g), "v is made of g itself. It is the mean of the squares, g².")
                .mistake(&(&old + new * g.abs()), "v is made of the size of g. It is the mean of the squares.")
                .mistake(&(&old + g.pow2()), "The factor 1 − β is missing: g² comes into v whole, and v is no mean.")
                .mistake(
                    &(&v + &g.pow2()),
                    "v is the sum of all squares, as in AdaGrad. Here the old ones fade with β.",
                )
                .mistake(&(new * &v + beta * g.pow2()), "β and 1 − β are exchanged: it is the old v that counts much.")
                .mistake(&(new * g.pow2()), "The old v is missing: β v has to be added.")
                .mistake(&g.pow2(), "v is g² of this step alone. It is a moving average: most of it is the old v.")
                .mistake(&(&old + (new * &g).pow2()), "1 − β is squared with the gradient. Only g is squared.")
                .mistake(
                    &right_v.sqrt(),
                    "You keep the root. Keep v itself, the mean of squares; the root is for the step.",
                )
                .mistake(
                    &(&old + new * g.pow2().mean().unwrap_or(0.0)),
                    "All parameters share one mean. Every parameter has its own v.",
                )
                .mistake(
                    &(&old + new * g.pow2().sum()),
                    "The squares of all parameters are added up. Every parameter has its own v.",
                )
                .mistake(&(0.9 * &v + 0.1 * g.pow2()), "In your code β is 0.9 whatever is asked for: use the argument.")
                .mistake(&(&v + new * g.pow2()), "The old v does not fade: it has the factor β.")
                .mistake(&(&old + new * &g).pow2(), "The whole mean is squared. Square g alone: g², and then the mean.")
                .mistake(&v, "The v that you return is that of before this step.");
            if rows == columns && rows > 1 {
                comparison = comparison.mistake(
                    &(&old + new * g.dot(&g)),
                    "g is multiplied by itself as a matrix. Here g² squares each number: g * g, or g.pow2().",
                );
            }
            comparison.see("(6.4)").end()?;
            epsilons(compare("θ", &got, &right), |epsilon| &theta - alpha * &g / (right_v.sqrt() + epsilon))
                .mistake(&theta, "θ has not moved.")
                .mistake(&(&theta + step(&right_v)), "The step goes uphill: it must be subtracted from θ.")
                .mistake(&(&theta - step(&v)), "The step is made with the old v. First renew v, then move θ.")
                .mistake(
                    &(&theta - (alpha * &g / right_v.sqrt() + EPSILON)),
                    "ε is added to the quotient: the parentheses about √v + ε are missing.",
                )
                .mistake(
                    &(&theta - alpha * &g / (&right_v + EPSILON)),
                    "The root is forgotten: g is divided by v, which has the unit of g².",
                )
                .mistake(
                    &(&theta - alpha * &g / (&right_v + EPSILON).sqrt()),
                    "ε is inside the root, where its root counts, 1e-4. Add it after taking the root.",
                )
                .mistake(
                    &(&theta - alpha * &g),
                    "The step is that of plain descent: g must be divided by the root of v.",
                )
                .mistake(
                    &(&theta - alpha * &g * (right_v.sqrt() + EPSILON)),
                    "g is multiplied by the root of v. Divide by it: what is usually large goes a small step.",
                )
                .mistake(
                    &(&theta - alpha * g.pow2() / (right_v.sqrt() + EPSILON)),
                    "g² stands above the line. The step has g itself; the squares are in v.",
                )
                .mistake(&(&theta - step(&right_v) / alpha), "The learning rate is missing in the step.")
                .mistake(
                    &(&theta - alpha / (right_v.sqrt() + EPSILON)),
                    "g is missing in the step: α is divided by the root of v, and all parameters go the same way.",
                )
                .mistake(
                    &(&theta - step(&(&right_v / new))),
                    "v is divided by 1 − β. RMSProp does not correct its v; that comes with Adam.",
                )
                .mistake(&step(&right_v), "This is the step alone. θ is the old θ less the step.")
                .mistake(&-step(&right_v), "This is the step alone, downhill. Add it to θ.")
                .see("(6.5)")
                .end()?;
        }
        Ok(())
    })
}

/// θ with another ε.
pub(super) fn epsilons(mut comparison: Comparison, theta: impl Fn(f64) -> Matrix) -> Comparison {
    for epsilon in [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9] {
        comparison = comparison.mistake(&theta(epsilon), format!("ε is {epsilon:e} in your code; here it is 1e-8."));
    }
    comparison.mistake(
        &theta(0.0),
        "ε is missing, or much smaller than 1e-8: where every gradient so far was 0, this divides 0 by 0.",
    )
}

/// Numbers like small gradients, beside which ε = 1e-8 shows: of the size 0.01, and none of them nearly 0.
pub(super) fn small(rows: usize, columns: usize, rng: &mut ann::Rng) -> Matrix {
    normal(rows, columns, rng).mapv(|z| (z + z.signum()) / 100.0)
}
