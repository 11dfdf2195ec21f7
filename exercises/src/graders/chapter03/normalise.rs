//! Layer normalisation.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ndarray::Axis;

/// `normalise_backward(z, da)`: dZ of layer normalisation, from Z and the error of what it puts out; all (n, m).
pub fn check_normalise_backward(mine: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    grade(3, "normalise_backward", "“Two more remedies, for very deep networks”, and exercise 7", move || {
        let mut rng = ann::rng(36);
        // The first is square, so that a mean over the wrong axis is a wrong number and no panic.
        for (n, m) in [(4, 4), (5, 3), (3, 1)] {
            let (z, da) = (normal(n, m, &mut rng) * 2.0 + 1.0, normal(n, m, &mut rng));
            let over_samples = |x: &Matrix| x.sum_axis(Axis(1)).insert_axis(Axis(1)) / m as f64;
            let over_all = |x: &Matrix| Matrix::from_elem((1, 1), x.mean().unwrap_or(0.0));
            let exchanged = |x: &Matrix| if n == m { over_samples(x).t().to_owned() } else { mean(x) };
            let s = deviation(&z, &mean);
            let right = normalised_back(&z, &da, &s, &mean);
            let a = (&z - mean(&z)) / &s;
            let (shift, stretch) = (mean(&da), &a * mean(&(&da * &a)));
            let mut comparison = compare("dZ", &mine(&z, &da), &right)
                .mistake(&da, "dZ is dA. The way back through the normalisation is missing.")
                .mistake(&a, "This is A, the way forward. dZ is made of dA.")
                .mistake(
                    &(&da / &s),
                    "Both means are forgotten: every z moves the mean and the deviation of its column, too.",
                )
                .mistake(
                    &((&da - &stretch) / &s),
                    "The term of the mean is forgotten: the mean of dA in the column is taken off.",
                )
                .mistake(
                    &((&da - &shift) / &s),
                    "The term of the deviation is forgotten: A times the mean of dA ⊙ A is taken off, too.",
                )
                .mistake(&((&da - &shift - mean(&(&da * &a))) / &s), "The last term is not multiplied by A.")
                .mistake(
                    &((&da - &shift - &z * mean(&(&da * &z))) / &s),
                    "The last term is made with Z. It needs A, which is Z less its mean, divided by its deviation.",
                )
                .mistake(&((&da + &shift + &stretch) / &s), "The two terms are added; they must be taken off.")
                .mistake(
                    &(&da - &shift - &stretch / &s),
                    "Only the last term is divided by the deviation: parentheses are missing.",
                )
                .mistake(&((&da - mean(&z) - &stretch) / &s), "The mean of Z is taken off. It must be that of dA.")
                .mistake(
                    &((&da - &shift - &a * mean(&a.pow2())) / &s),
                    "The last term is A times the mean of A². It is the mean of dA ⊙ A.",
                )
                .mistake(
                    &((&da - (&shift + &stretch) * n as f64 / m as f64) / &s),
                    "The two terms are divided by the number of samples. A column has n numbers.",
                )
                .mistake(
                    &((&da - da.sum() / n as f64 - &a * ((&da * &a).sum() / n as f64)) / &s),
                    "The sums go over all samples. Every column has its own: `sum_axis(Axis(0))`.",
                )
                .mistake(&((&da - &shift + &stretch) / &s), "The last term is added; it must be taken off.")
                .mistake(&((&da + &shift - &stretch) / &s), "The mean of dA is added; it must be taken off.")
                .mistake(&(&right * &s), "The division by the deviation is forgotten.")
                .mistake(&(&right * s.pow2()), "It is multiplied by the deviation. It has to be divided by it.")
                .mistake(&(&right / &s), "It is divided by the variance. The deviation is its root.")
                .mistake(
                    &normalised_back(&z, &da, &s.pow2(), &mean),
                    "The variance stands for the deviation, in A and below the line. The deviation is its root.",
                )
                .mistake(
                    &((&da - (&shift + &stretch) * n as f64) / &s),
                    "The two terms are n times too large: they are means over the n neurons, not sums.",
                )
                .mistake(
                    &((&da - &shift - &stretch * n as f64) / &s),
                    "The last term is n times too large: A is multiplied by the mean of dA ⊙ A, not by its sum.",
                )
                .mistake(
                    &((&da - &shift * n as f64 - &stretch) / &s),
                    "The first term is n times too large: the mean of dA is taken off, not its sum.",
                )
                .mistake(
                    &normalised_back(&z, &da, &(&s * (n as f64 / (n as f64 - 1.0)).sqrt()), &mean),
                    "The deviation is the one with n − 1. The squares are divided by n.",
                )
                .mistake(
                    &normalised_back(&z, &da, &deviation(&z, &over_samples), &over_samples),
                    "The means go over the samples. Here every sample has its own mean, over its neurons.",
                )
                .mistake(
                    &normalised_back(&z, &da, &deviation(&z, &exchanged), &exchanged),
                    "The means are those of the rows, and they are used for the columns: the axis is wrong.",
                )
                .mistake(
                    &normalised_back(&z, &da, &deviation(&z, &over_all), &over_all),
                    "There is one mean for the whole matrix. Every column has its own.",
                );
            for tiny in [1e-5, 1e-6, 1e-8] {
                let says = format!("The tiny number {tiny:e} is added to the deviation. Leave it out here.");
                let inside = (s.pow2() + tiny).sqrt();
                comparison = comparison
                    .mistake(&normalised_back(&z, &da, &(&s + tiny), &mean), &says)
                    .mistake(&normalised_back(&z, &da, &inside, &mean), &says);
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// The mean of each column: (1, m).
fn mean(x: &Matrix) -> Matrix {
    x.sum_axis(Axis(0)).insert_axis(Axis(0)) / x.nrows() as f64
}

/// The standard deviation that belongs to a mean.
fn deviation(z: &Matrix, mean: &dyn Fn(&Matrix) -> Matrix) -> Matrix {
    mean(&(z - mean(z)).pow2()).sqrt()
}

/// dZ of layer normalisation with this deviation and this mean.
fn normalised_back(z: &Matrix, da: &Matrix, s: &Matrix, mean: &dyn Fn(&Matrix) -> Matrix) -> Matrix {
    let a = (z - mean(z)) / s;
    (da - mean(da) - &a * mean(&(da * &a))) / s
}
