//! σ of the weights, by the size of the layer.

use crate::compare::compare;
use crate::report::Report;
use crate::run::grade;

/// `he(n_in)`: σ of a layer with ReLU.
pub fn check_he(mine: fn(usize) -> f64) -> Report {
    grade(1, "he", "(1.3)", move || {
        for n_in in [18, 7, 1] {
            let n = n_in as f64;
            compare("σ", &mine(n_in), &(2.0 / n).sqrt())
                .mistake(&(2.0 / n), "This is the variance v. σ is its square root.")
                .mistake(&f64::from(2 / n_in as u32).sqrt(), "This divides whole numbers. Write 2.0 / n_in as f64.")
                .mistake(&(1.0 / n).sqrt(), "The 2 is missing. It makes up for the half that ReLU throws away.")
                .mistake(&(2.0 / n.sqrt()), "The root is taken of n_in alone. It goes over the whole fraction.")
                .mistake(&(2.0_f64.sqrt() / n), "The root is taken of the 2 alone. It is that of 2 / n_in.")
                .mistake(&(n / 2.0).sqrt(), "The fraction is upside down: more inputs ask for smaller weights.")
                .mistake(&(6.0 / n).sqrt(), "This is the limit of numbers drawn evenly, √3 times their σ.")
                .mistake(&(1.0 / (2.0 * n)).sqrt(), "The 2 stands below the line. It is 2 / n_in.")
                .mistake(&(n.sqrt() / 2.0), "The fraction is upside down: it is 2 / n_in, and the root goes over it.")
                .mistake(&(2.0 / n).powi(2), "The fraction is squared. σ is its root, `sqrt`.")
                .mistake(
                    &(2.0 / (n + 1.0)).sqrt(),
                    "The bias is counted among the inputs. n_in is the number of inputs.",
                )
                .mistake(&1.0, "The exponent is 0: `1 / 2` divides whole numbers. Write 0.5, or `sqrt`.")
                .mistake(&(1.0 / n), "This is 1 / n_in. σ is the square root of 2 / n_in.")
                .mistake(&(2.0 * n).sqrt(), "2 is multiplied by n_in. It has to be divided by it.")
                .end()?;
        }
        Ok(())
    })
}

/// `xavier(n_in, n_out)`: σ of any other layer.
pub fn check_xavier(mine: fn(usize, usize) -> f64) -> Report {
    grade(1, "xavier", "(1.4)", move || {
        for (n_in, n_out) in [(7, 4), (3, 10), (1, 1)] {
            let (i, o, both) = (n_in as f64, n_out as f64, (n_in + n_out) as f64);
            let whole = f64::from(2 / (n_in + n_out) as u32).sqrt();
            compare("σ", &mine(n_in, n_out), &(2.0 / both).sqrt())
                .mistake(&(2.0 / both), "This is the variance v. σ is its square root.")
                .mistake(&whole, "The division is one of whole numbers and gives 0: write (n_in + n_out) as f64.")
                .mistake(&(1.0 / both).sqrt(), "The 2 is missing: v is 1 divided by the average of n_in and n_out.")
                .mistake(&(2.0 / i).sqrt(), "This is He's rule (1.3). Xavier's has n_in + n_out in the denominator.")
                .mistake(&(2.0 / o).sqrt(), "This is 2 / n_out under the root: n_in is missing from the sum.")
                .mistake(&(1.0 / i).sqrt(), "v = 1 / n_in serves the way forward alone. Take the compromise.")
                .mistake(&(2.0_f64.sqrt() / both), "The root is taken of the 2 alone. It is that of the fraction.")
                .mistake(
                    &((2.0 / i).sqrt() + (2.0 / o).sqrt()),
                    "Two roots are added. There is one, of 2 / (n_in + n_out).",
                )
                .mistake(
                    &(2.0_f64.sqrt() / (i.sqrt() + o.sqrt())),
                    "Roots are added below the line. Add n_in and n_out first.",
                )
                .mistake(&(2.0 / both).powi(2), "The fraction is squared. σ is its root, `sqrt`.")
                .mistake(&(2.0 / (i - o).abs()).sqrt(), "n_out is taken off n_in. They have to be added.")
                .mistake(&(1.0 / o).sqrt(), "v = 1 / n_out serves the way back alone. Take the compromise.")
                .mistake(
                    &(1.0 / ((n_in + n_out) / 2) as f64).sqrt(),
                    "The average is rounded down: divide after `as f64`.",
                )
                .mistake(&(2.0 / i + o).sqrt(), "The parentheses about n_in + n_out are missing.")
                .mistake(&(2.0 / (i * o)).sqrt(), "n_in and n_out are multiplied. They have to be added.")
                .mistake(&(2.0 / i + 2.0 / o).sqrt(), "These are two fractions. There is one: 2 / (n_in + n_out).")
                .mistake(&(6.0 / both).sqrt(), "This is the limit of numbers drawn evenly, √3 times their σ.")
                .mistake(&(both / 2.0).sqrt(), "The fraction is upside down: larger layers ask for smaller weights.")
                .mistake(&(2.0 / both.sqrt()), "The root is taken of n_in + n_out alone. It is that of the fraction.")
                .end()?;
        }
        Ok(())
    })
}
