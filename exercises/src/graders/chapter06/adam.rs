//! Adam: both moments, corrected.

use super::moments::{EPSILON, epsilons, small};
use crate::compare::{compare, is_close};
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;

/// `adam(theta, g, m, v, t, alpha)`: θ, m and v after step t, which counts from 1; all of one shape.
pub fn check_adam(mine: fn(&Matrix, &Matrix, &Matrix, &Matrix, i32, f64) -> [Matrix; 3]) -> Report {
    grade(6, "adam", "(6.6) to (6.8)", move || {
        let mut rng = ann::rng(63);
        // After two steps; a first step, with a gradient of 0; and one so late that only v needs correction.
        for (rows, columns, t, alpha) in [(3, 3, 3, 0.1), (2, 4, 1, 0.02), (1, 1, 300, 0.1)] {
            let theta = normal(rows, columns, &mut rng);
            // m and v are as small as they are after t − 1 steps.
            let mut g = small(rows, columns, &mut rng);
            let m = small(rows, columns, &mut rng) * (1.0 - 0.9_f64.powi(t - 1));
            let v = small(rows, columns, &mut rng).pow2() * (1.0 - 0.999_f64.powi(t - 1));
            g.iter_mut().take(if t == 1 { 1 } else { 0 }).for_each(|g| *g = 0.0);
            let [got, got_m, got_v] = mine(&theta, &g, &m, &v, t, alpha);
            let (right_m, right_v) = (0.9 * &m + 0.1 * &g, 0.999 * &v + 0.001 * g.pow2());
            let (c1, c2) = (1.0 - 0.9_f64.powi(t), 1.0 - 0.999_f64.powi(t));
            let (m_hat, v_hat) = (&right_m / c1, &right_v / c2);
            let right = &theta - step(&m_hat, &v_hat, alpha);
            let named = |got: &Matrix| {
                let names = [("θ", &right), ("m", &right_m), ("v", &right_v)];
                names.into_iter().find(|(_, right)| is_close(got, right)).map_or("…", |(name, _)| name)
            };
            let names = [&got, &got_m, &got_v].map(named);
            if names[1] == "θ" || names[1] == "v" || names[2] == "m" {
                let says = format!("You return [{}], and must return [θ, m, v].", names.join(", "));
                return Err(Finding::new(says));
            }
            compare("m", &got_m, &right_m)
                .mistake(
                    &m_hat,
                    "You keep the corrected m. Keep m itself: the correction is for this step only, and the next would \
                     correct it again.",
                )
                .mistake(&(0.9 * &m + &g), "The factor 1 − β₁ is missing: this is the m of momentum (6.1), no mean.")
                .mistake(
                    &(0.999 * &m + 0.001 * &g),
                    "m fades with β₂ = 0.999: the two β are exchanged. β₁ = 0.9 is for m.",
                )
                .mistake(&(0.1 * &m + 0.9 * &g), "β₁ and 1 − β₁ are exchanged in m: the old m counts for 0.9 of it.")
                .mistake(&(0.9 * &m - 0.1 * &g), "g is subtracted from m; it is added. The minus is in the step.")
                .mistake(&(0.9 * &m + 0.1 * g.pow2()), "m is made of g². It is the mean of g; v is that of g².")
                .mistake(&(0.1 * &g), "The old m is missing: β₁ m has to be added.")
                .mistake(&g, "m is the gradient of this step alone.")
                .mistake(&m, "The m that you return is that of before this step.")
                .see("(6.6)")
                .end()?;
            let mut comparison = compare("v", &got_v, &right_v)
                .mistake(&(0.999 * &v + 0.001 * &g), "v is made of g itself. It is the mean of the squares, g².")
                .mistake(
                    &(0.999 * &v + 0.001 * g.abs()),
                    "v is made of the size of g. It is the mean of the squares, g².",
                )
                .mistake(
                    &(0.999 * &v + 0.001 * right_m.pow2()),
                    "v is made of m². It is the mean of g², and knows nothing of m.",
                )
                .mistake(
                    &v_hat,
                    "You keep the corrected v. Keep v itself: the correction is for this step only, and does not pile \
                    up.",
                )
                .mistake(&(0.999 * &v + g.pow2()), "The factor 1 − β₂ is missing in v: g² comes in whole.")
                .mistake(
                    &(0.9 * &v + 0.1 * g.pow2()),
                    "v fades with β₁ = 0.9: the two β are exchanged. β₂ = 0.999 is for v.",
                )
                .mistake(
                    &(0.001 * &v + 0.999 * g.pow2()),
                    "β₂ and 1 − β₂ are exchanged in v: the old v counts for 0.999.",
                )
                .mistake(&(0.999 * &v + (0.001 * &g).pow2()), "1 − β₂ is squared with the gradient. Only g is squared.")
                .mistake(&right_v.sqrt(), "You keep the root of v. Keep v itself; the root is for the step.")
                .mistake(&(0.001 * g.pow2()), "The old v is missing: β₂ v has to be added.")
                .mistake(&g.pow2(), "v is g² of this step alone.")
                .mistake(&(0.99 * &v + 0.01 * g.pow2()), "β₂ is 0.99 in your code. It is 0.999.")
                .mistake(&v, "The v that you return is that of before this step.");
            if rows == columns {
                comparison = comparison.mistake(
                    &(0.999 * &v + 0.001 * g.dot(&g)),
                    "g is multiplied by itself as a matrix. Here g² squares each number: g * g, or g.pow2().",
                );
            }
            comparison.see("(6.7)").end()?;
            if t > 1 && got.dim() == right.dim() && got.iter().all(|theta| theta.is_nan()) {
                let says = "θ is NaN, the root of a negative number. Are the divisors 1 − β t? They are 1 − βᵗ, with the power t.";
                return Err(Finding::new(says).see("(6.8)"));
            }
            let mut comparison = compare("θ", &got, &right);
            let went = |m: &Matrix, v: &Matrix| &theta - step(m, v, alpha);
            let corrected =
                |t: i32| went(&(&right_m / (1.0 - 0.9_f64.powi(t))), &(&right_v / (1.0 - 0.999_f64.powi(t))));
            for (wrong, says) in [
                (
                    went(&right_m, &right_v),
                    "The bias correction is missing: m and v have to be divided by 1 − βᵗ first.",
                ),
                (went(&m_hat, &right_v), "v is not corrected: only m is divided by its 1 − β₁ᵗ."),
                (went(&right_m, &v_hat), "m is not corrected: only v is divided by its 1 − β₂ᵗ."),
                (corrected(t - 1), "The correction has t − 1. The first step has t = 1 already: take t as it comes."),
                (corrected(t + 1), "The correction has t + 1. t has been counted already: take it as it comes."),
                (
                    went(&(&right_m / (1.0 - 0.9 * f64::from(t))), &v_hat),
                    "m is divided by 1 − β₁ t. It is 1 − β₁ᵗ, with the power t.",
                ),
                (corrected(1), "The divisors are 1 − β, the same at every step. They are 1 − βᵗ, and change with t."),
                (
                    went(&(&right_m / (1.0 - c1)), &(&right_v / (1.0 - c2))),
                    "m and v are divided by βᵗ. The divisors are 1 − βᵗ.",
                ),
                (
                    went(&(&right_m * c1), &(&right_v * c2)),
                    "m and v are multiplied by 1 − βᵗ. Divide by it: both are too small.",
                ),
                (
                    went(&(&right_m / c2), &(&right_v / c1)),
                    "The two β are exchanged in the correction: m has 1 − β₁ᵗ, and v has 1 − β₂ᵗ.",
                ),
                (went(&(&m / c1), &v_hat), "The step is made with the old m. First renew m, then correct it."),
                (went(&m_hat, &(&v / c2)), "The step is made with the old v. First renew v, then correct it."),
                (went(&g, &v_hat), "g stands above the root, as in RMSProp. In Adam it is the corrected m."),
                (
                    &theta - alpha * &m_hat / (right_v.sqrt() / c2 + EPSILON),
                    "The root of v is divided by 1 − β₂ᵗ. The correction comes first, and the root is of the \
                    corrected v.",
                ),
                (
                    &theta - alpha * &m_hat / ((right_v.sqrt() + EPSILON) / c2.sqrt()),
                    "ε is added before v is corrected, and so it grows with it. Add it to the root of the corrected v.",
                ),
                (
                    &theta - alpha * &m_hat / (&v_hat + EPSILON).sqrt(),
                    "ε is inside the root, where its root counts, 1e-4. Add it after taking the root.",
                ),
                (
                    &theta - (alpha * &m_hat / v_hat.sqrt() + EPSILON),
                    "ε is added to the quotient: the parentheses about √v̂ + ε are missing.",
                ),
                (went(&m_hat, &(&right_v / c1)), "v is corrected with β₁. It is divided by 1 − β₂ᵗ."),
                (
                    went(&(&right_m / 0.1_f64.powi(t)), &(&right_v / 0.001_f64.powi(t))),
                    "The divisors are (1 − β)ᵗ. The power is that of β alone: 1 − βᵗ.",
                ),
                (went(&(&m / c1), &(&v / c2)), "The step is made with the old m and v. Renew both, then correct them."),
                (&theta - alpha * &m_hat / (&v_hat + EPSILON), "The root is forgotten: the step divides by v itself."),
                (&theta - alpha * &m_hat, "The root is missing altogether: the step must be divided by it."),
                (&theta + step(&m_hat, &v_hat, alpha), "The step goes uphill: it must be subtracted from θ."),
                (&theta - step(&m_hat, &v_hat, alpha / f64::from(t)), "α is divided by t. The rate stays as it is."),
                (&theta - step(&m_hat, &v_hat, 1.0), "The learning rate is missing in the step."),
                (step(&m_hat, &v_hat, alpha), "This is the step alone. θ is the old θ less the step."),
                (-step(&m_hat, &v_hat, alpha), "This is the step alone, downhill. Add it to θ."),
                (theta.clone(), "θ has not moved."),
            ] {
                comparison = comparison.mistake(&wrong, says);
            }
            let other = |epsilon| &theta - alpha * &m_hat / (v_hat.sqrt() + epsilon);
            epsilons(comparison, other).see("(6.8)").end()?;
        }
        Ok(())
    })
}

/// The step of Adam from moments that are corrected, or should be.
fn step(m: &Matrix, v: &Matrix, alpha: f64) -> Matrix {
    alpha * m / (v.sqrt() + EPSILON)
}
