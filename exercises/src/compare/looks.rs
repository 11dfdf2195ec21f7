//! What can be said of a wrong value without knowing how it was made: a factor, a sign, another function of what is right, a place.

use super::close::is_close;
use super::shapes::sized;
use ann::plain::Matrix;
use ndarray::Axis;

/// What can be said of a wrong value.
pub(super) fn looks(name: &str, got: &Matrix, right: &Matrix, is_list: bool) -> String {
    if got.dim() != right.dim() {
        return sized(name, got, right, is_list);
    }
    if let Some((place, value)) = got.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return format!(
            "{} is {value}. Does something overflow, is 0 divided by 0, or a root or logarithm taken of what is below 0?",
            at(name, right, place, is_list)
        );
    }
    if got.iter().all(|value| *value == 0.0) {
        return match got.len() {
            1 => format!("{name} is 0 and must be {}. Are whole numbers divided, as in `1 / 2`?", short(right[[0, 0]])),
            _ => format!("{name} is 0 everywhere. Is it filled at all, or are whole numbers divided?"),
        };
    }
    by_a_factor(name, got, right)
        .or_else(|| of_what_is_right(name, got, right))
        .or_else(|| order(name, got, right, is_list))
        .unwrap_or_else(|| places(name, got, right, is_list))
}

/// A factor or an amount that is the same everywhere.
fn by_a_factor(name: &str, got: &Matrix, right: &Matrix) -> Option<String> {
    let (rows, columns) = right.dim();
    if let Some(factor) = factor(got, right) {
        let (times, share) = (factor.round(), factor.recip().round());
        let of = if factor.abs() > 1.0 { times } else { share };
        let is_of_one = |n: usize| n > 2 && of == n as f64;
        let counted = match (factor < 1.0, is_of_one(rows), is_of_one(columns)) {
            (true, true, _) => format!(" Is it divided by the number of its rows, {rows}?"),
            (true, false, true) => format!(" Is it divided by the number of its columns, {columns}?"),
            _ => String::new(),
        };
        let is_share = factor.abs() < 1.0 && is_same(factor * share, 1.0);
        return match factor {
            -1.0 => Some(format!("{name} has the wrong sign.")),
            2.0 => Some(format!("{name} is twice what it must be.")),
            0.5 => Some(format!("{name} is half of what it must be.")),
            _ if is_share => Some(format!("{name} is 1/{share} of what it must be.{counted}")),
            // A single number is always some factor times another.
            _ if got.len() > 1 || is_same(factor, times) && times.abs() < 20.0 => {
                Some(format!("{name} is {} times what it must be.", short(factor)))
            }
            _ => None,
        };
    }
    let differences = got - right;
    let first = differences.iter().copied().next().unwrap_or(0.0);
    (got.len() > 1 && is_close(&differences, &Matrix::from_elem(got.dim(), first))).then(|| {
        let (amount, way) = (short(first.abs()), if first > 0.0 { "large" } else { "small" });
        format!("{name} is too {way} by {amount}, everywhere.")
    })
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs()
}

type Function = fn(f64) -> f64;

/// What was made of every right number.
fn of_what_is_right(name: &str, got: &Matrix, right: &Matrix) -> Option<String> {
    let is = |f: Function| is_close(got, &right.mapv(f));
    let largest = right.iter().fold(1e-3, |largest: f64, right| largest.max(right.abs()));
    let is_within = |share: f64| got.iter().zip(right).all(|(got, right)| (got - right).abs() <= share * largest);
    let is_exact = |f: Function| !is_within(1e-3) && got == right.mapv(f);
    if is_exact(f64::trunc) || is_exact(f64::round) || is_exact(f64::floor) || is_exact(f64::ceil) {
        return Some(format!("{name} is rounded to whole numbers. Does an `as usize` or the like stand in it?"));
    }
    // A number of few digits, such as 1, is an f32 by chance.
    let has_digits = got.iter().any(|got| (got * 1024.0).fract() != 0.0);
    if has_digits && is_within(1e-6) && got.iter().all(|got| f64::from(*got as f32) == *got) {
        return Some(format!("{name} is right to seven digits: somewhere an f32 holds it."));
    }
    let functions: [(Function, &str); 8] = [
        (f64::abs, "has lost its signs: what must be below 0 is above."),
        (|right| right.max(0.0), "is 0 where it must be below 0."),
        (|right| right.min(0.0), "is 0 where it must be above 0."),
        (|right| right * right, "is the square of what it must be."),
        (f64::sqrt, "is the root of what it must be."),
        (f64::recip, "is 1 divided by what it must be."),
        (f64::ln, "is the logarithm of what it must be."),
        (f64::exp, "is the exponential of what it must be."),
    ];
    if let Some((_, says)) = functions.into_iter().find(|(f, _)| is(*f)) {
        return Some(format!("{name} {says}"));
    }
    let first = got[[0, 0]];
    (got.len() > 2 && got.iter().all(|got| *got == first))
        .then(|| format!("{name} is {} everywhere: all its numbers are the same.", short(first)))
}

/// The right rows or columns, in another order or some of them again and again.
fn order(name: &str, got: &Matrix, right: &Matrix, is_list: bool) -> Option<String> {
    if got.nrows() == got.ncols() && got.len() > 1 && is_close(&got.t().to_owned(), right) {
        return Some(format!("{name} is right, but transposed."));
    }
    let axes = [(Axis(1), if is_list { "number" } else { "column" }), (Axis(0), "row")];
    axes.into_iter().filter(|(axis, _)| right.len_of(*axis) > 1).find_map(|(axis, one)| {
        let part = |matrix: &Matrix, i: usize| matrix.select(axis, &[i]);
        let n = right.len_of(axis);
        let all_are = |of: &dyn Fn(usize) -> usize| (0..n).all(|i| is_close(&part(got, i), &part(right, of(i))));
        if all_are(&|i| n - 1 - i) {
            return Some(format!("The {one}s of {name} are in reverse order."));
        }
        for (same, which) in [(0, "first"), (n - 1, "last")] {
            if all_are(&|_| same) {
                return Some(format!("Every {one} of {name} is the {which} one: does the index stand still?"));
            }
        }
        if (1..n).all(|i| is_close(&part(got, i), &part(right, i - 1)))
            || (0..n - 1).all(|i| is_close(&part(got, i), &part(right, i + 1)))
        {
            return Some(format!("The {one}s of {name} are one place off."));
        }
        // What has one number everywhere, such as a column of zeros, is in its place by chance.
        let tells = |i: usize| {
            let part = part(got, i);
            let first = part.iter().next().copied().unwrap_or(0.0);
            if part.len() == 1 { first != 0.0 } else { part.iter().any(|number| *number != first) }
        };
        let same = |i: usize, j: usize| (i == j || tells(i)) && is_close(&part(got, i), &part(right, j));
        let found: Option<Vec<usize>> = (0..n).map(|i| (0..n).find(|&j| same(i, j))).collect();
        let mut found = found?;
        found.sort_unstable();
        found.dedup();
        Some(match found.len() == n {
            true => format!("The {one}s of {name} are right, but in another order."),
            false => format!("{name} has some of its {one}s again, and others not at all."),
        })
    })
}

/// The first wrong number, and where the others are.
fn places(name: &str, got: &Matrix, right: &Matrix, is_list: bool) -> String {
    let limit = 1e-9 * right.iter().fold(1e-3, |largest: f64, b| largest.max(b.abs()));
    let differences = got - right;
    let wrong: Vec<_> = differences.indexed_iter().filter(|(_, d)| d.abs() > limit).map(|(place, _)| place).collect();
    let Some(&place) = wrong.first() else { return format!("{name} is not exact enough.") };
    let [is, must_be] = apart(got[place], right[place]);
    let values = format!("{} is {is} and must be {must_be}.", at(name, right, place, is_list));
    if got.len() == 1 {
        return values;
    }
    let rows = (right.nrows(), wrong.iter().map(|w| w.0).collect::<Vec<_>>(), "row");
    let columns = (right.ncols(), wrong.iter().map(|w| w.1).collect(), if is_list { "number" } else { "column" });
    let only = [columns, rows].into_iter().find_map(|(n, wrong, one)| {
        let (first, last) = (wrong.iter().min()?, wrong.iter().max()?);
        match (n > 1 && (n > 2 || wrong.len() > 1), *first, *last) {
            (true, 0, 0) => Some(format!("Only {one} 0, the first, is wrong: does a loop begin at 1?")),
            (true, i, j) if i == n - 1 && j == i => {
                Some(format!("Only {one} {i}, the last, is wrong: does a loop end one too early?"))
            }
            (true, i, j) if i == j => Some(format!("Only {one} {i} is wrong.")),
            (true, 1, _) if n > 2 => Some(format!("Only {one} 0 is right.")),
            _ => None,
        }
    });
    match only {
        Some(only) => format!("{values} {only}"),
        None if wrong.len() == 1 => values,
        None => format!("{values} {} of {} numbers are wrong.", wrong.len(), got.len()),
    }
}

/// The number by which all of `right` must be multiplied to give `got`, if there is one.
fn factor(got: &Matrix, right: &Matrix) -> Option<f64> {
    let (place, largest) = right.indexed_iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let factor = got[place] / largest;
    (factor.is_finite() && factor.abs() > 1e-6 && is_close(got, &(right * factor)))
        .then(|| (factor * 1e9).round() / 1e9)
}

/// A number of a matrix as Rust writes it: `dW[[0, 1]] of layer 2`, of a list `[1] of the scaled list`.
pub(super) fn at(name: &str, matrix: &Matrix, (row, column): (usize, usize), is_list: bool) -> String {
    if is_list {
        return format!("[{column}] of {name}");
    }
    if matrix.len() == 1 {
        return name.to_owned();
    }
    let end = [" of ", " with "].iter().filter_map(|word| name.find(word)).min().unwrap_or(name.len());
    let (matrix, rest) = name.split_at(end);
    format!("{matrix}[[{row}, {column}]]{rest}")
}

/// Two different numbers, with as many digits as it takes to see the difference.
fn apart(a: f64, b: f64) -> [String; 2] {
    let with = |digits: usize| [a, b].map(|value| format!("{value:.digits$}"));
    let mut all = std::iter::once([a, b].map(short)).chain((7..=12).map(with));
    all.find(|[a, b]| a != b).unwrap_or_else(|| [a, b].map(|value| value.to_string()))
}

/// A number with up to six digits.
fn short(value: f64) -> String {
    let digits = format!("{value:.6}");
    match digits.parse() {
        Ok(0.0) if value != 0.0 => format!("{value:.3e}"),
        Ok::<f64, _>(number) => number.to_string(),
        Err(_) => digits,
    }
}

#[cfg(test)]
mod tests {
    use crate::compare::compare;
    use ann::plain::Matrix;
    use ndarray::{Axis, array};

    fn said(got: &Matrix, right: &Matrix) -> String {
        compare("A", got, right).end().map_or_else(|finding| finding.what, |()| "right".to_owned())
    }

    #[test]
    fn what_a_wrong_value_looks_like() {
        let right = array![[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]];
        assert_eq!(said(&(&right * (1.0 + 1e-13)), &right), "right");
        assert_eq!(said(&right.t().to_owned(), &right), "A is (3, 2) and must be (2, 3): it is right, but transposed.");
        assert_eq!(said(&array![[1.0]], &right), "A is (1, 1) and must be (2, 3).");
        assert_eq!(said(&(-&right), &right), "A has the wrong sign.");
        assert_eq!(said(&(&right * 3.0), &right), "A is 3 times what it must be.");
        assert_eq!(said(&(&right / 7.0), &right), "A is 1/7 of what it must be.");
        assert_eq!(said(&array![[6.0]], &array![[3.0]]), "A is twice what it must be.");
        assert_eq!(said(&(&right + 0.5), &right), "A is too large by 0.5, everywhere.");
        assert_eq!(
            said(&Matrix::zeros((2, 3)), &right),
            "A is 0 everywhere. Is it filled at all, or are whole numbers divided?"
        );
        let mut wrong = right.clone();
        wrong[[0, 2]] = f64::NAN;
        assert_eq!(
            said(&wrong, &right),
            "A[[0, 2]] is NaN. Does something overflow, is 0 divided by 0, or a root or logarithm taken of what is below 0?"
        );
        wrong[[0, 2]] = 0.0;
        wrong[[1, 2]] = 0.0;
        assert_eq!(
            said(&wrong, &right),
            "A[[0, 2]] is 0 and must be 3. Only column 2, the last, is wrong: does a loop end one too early?"
        );
        assert_eq!(said(&array![[2.0]], &array![[3.0]]), "A is 2 and must be 3.");
        assert_eq!(said(&array![[1.0]], &array![[1.0 - 2e-9]]), "A is 1.000000000 and must be 0.999999998.");
        assert_eq!(said(&array![[2e-12]], &array![[0.0]]), "A is 2.000e-12 and must be 0.");
    }
    #[test]
    fn what_was_made_of_the_right_numbers() {
        let right = array![[1.5, -2.25, 3.0], [0.1, 0.7, -0.3]];
        let of = |f: fn(f64) -> f64| said(&right.mapv(f), &right);
        assert_eq!(of(f64::abs), "A has lost its signs: what must be below 0 is above.");
        assert_eq!(of(|a| a.max(0.0)), "A is 0 where it must be below 0.");
        assert_eq!(of(|a| a * a), "A is the square of what it must be.");
        assert_eq!(of(f64::trunc), "A is rounded to whole numbers. Does an `as usize` or the like stand in it?");
        assert_eq!(of(|a| f64::from(a as f32)), "A is right to seven digits: somewhere an f32 holds it.");
        assert_eq!(of(|_| 0.25), "A is 0.25 everywhere: all its numbers are the same.");
        let columns = |places: [usize; 3]| said(&right.select(Axis(1), &places), &right);
        assert_eq!(columns([2, 1, 0]), "The columns of A are in reverse order.");
        assert_eq!(columns([0, 0, 0]), "Every column of A is the first one: does the index stand still?");
        assert_eq!(columns([0, 0, 1]), "The columns of A are one place off.");
        assert_eq!(columns([1, 0, 2]), "The columns of A are right, but in another order.");
        assert_eq!(columns([2, 0, 2]), "A has some of its columns again, and others not at all.");
        assert_eq!(said(&right.select(Axis(0), &[1, 0]), &right), "The rows of A are in reverse order.");
    }
}
