//! What the shape of a wrong value tells, and the number of its parts.

use super::close::is_close;
use ann::plain::Matrix;
use ndarray::Axis;

/// A matrix, with the name that the reader knows it by.
type Part = (String, Matrix);

/// Of a wrong part: whether it is what another part must be.
pub(super) fn in_place_of_another(i: usize, got: &[Part], right: &[Part]) -> Option<String> {
    let (name, value) = &got[i];
    let is_flat = value.iter().all(|number| *number == value[[0, 0]]);
    let j = right.iter().position(|(_, right)| !is_flat && is_close(value, right))?;
    if got.len() > 2 && (0..got.len()).all(|k| is_close(&got[k].1, &right[got.len() - 1 - k].1)) {
        return Some(format!("The list is in reverse order: {} comes first.", right[0].0));
    }
    let is_late = j + 1 == i && got.len() > 2 && (i..got.len()).all(|k| is_close(&got[k].1, &right[k - 1].1));
    let other = &right[j].0;
    Some(match is_late {
        true => format!("{other} is there twice, and so all that follows is one place too late."),
        false => format!("{name} is what {other} must be."),
    })
}

/// What can be said of too few or too many.
pub(super) fn counted((count, must_be, one): (usize, usize, &str), got: &[Part], right: &[Part]) -> String {
    let some = match (one, count) {
        (one, 1) => one.to_owned(),
        ("matrix", _) => "matrices".to_owned(),
        (one, _) => format!("{one}s"),
    };
    let says = format!("It returns {count} {some} and must return {must_be}");
    let layers = if one == "gradient" { ", one for each layer" } else { "" };
    let hint = match (one, count < must_be) {
        ("gradient" | "matrix", true) => " Does the loop leave out a layer?",
        _ => "",
    };
    match left_out(got, right).as_deref().or(left_out(right, got).as_deref()) {
        Some([name]) if got.len() < right.len() => format!("{says}{layers}: {name} is missing."),
        Some([names @ .., name]) if got.len() < right.len() => {
            format!("{says}{layers}: {} and {name} are missing.", names.join(", "))
        }
        Some(_) => format!("{says}{layers}: the right ones are there, and others besides."),
        None => format!("{says}{layers}.{hint}"),
    }
}

/// The names of what is in `whole` and not in `part`, if the others are there in their order.
fn left_out(part: &[Part], whole: &[Part]) -> Option<Vec<String>> {
    let mut rest = part.iter().peekable();
    let mut names = Vec::new();
    for (name, matrix) in whole {
        if rest.next_if(|(_, part)| is_close(part, matrix)).is_none() && !name.starts_with("db") {
            names.push(name.trim_start_matches("dW of ").to_owned());
        }
    }
    (rest.next().is_none() && !part.is_empty() && !names.is_empty()).then_some(names)
}

/// What can be said of a value of a wrong shape.
pub(super) fn sized(name: &str, got: &Matrix, right: &Matrix, is_list: bool) -> String {
    let ((rows, columns), (right_rows, right_columns)) = (got.dim(), right.dim());
    let (shapes, one) = match is_list {
        true => (format!("{name} has the length {columns}, which must be {right_columns}"), "number"),
        false => (format!("{name} is ({rows}, {columns}) and must be ({right_rows}, {right_columns})"), "column"),
    };
    if (rows, columns) == (right_columns, right_rows) && !is_list {
        return match is_close(&got.t().to_owned(), right) {
            true => format!("{shapes}: it is right, but transposed."),
            false => format!("{shapes}: is a transpose missing, or one too many?"),
        };
    }
    let found = [(Axis(1), one), (Axis(0), "row")].into_iter().find_map(|(axis, one)| {
        let (n, must_be) = (got.len_of(axis), right.len_of(axis));
        let first = |matrix: &Matrix, n: usize| matrix.select(axis, &(0..n).collect::<Vec<_>>());
        let last = |matrix: &Matrix, n: usize| {
            let all = matrix.len_of(axis);
            matrix.select(axis, &(all - n..all).collect::<Vec<_>>())
        };
        let part = |matrix: &Matrix, i: usize| matrix.select(axis, &[i]);
        let all_sum = right.sum_axis(axis).insert_axis(axis);
        if n == 0 {
            Some("there is nothing in it.".to_owned())
        } else if n == 1 && is_close(got, &first(right, 1)) {
            Some(format!("it is the first {one} alone."))
        } else if n == 1 && is_close(got, &last(right, 1)) {
            Some(format!("it is the last {one} alone."))
        } else if n < must_be && is_close(got, &first(right, n)) {
            Some(format!("it has the first {n} {one}s alone. Does a loop end too early?"))
        } else if n < must_be && is_close(got, &last(right, n)) {
            Some(format!("it has the last {n} {one}s alone. Does a loop begin too late?"))
        } else if n < must_be && n > 1 && (0..n).all(|i| (0..must_be).any(|j| is_close(&part(got, i), &part(right, j))))
        {
            Some(format!("some of its {one}s are missing."))
        } else if n > must_be && is_close(right, &first(got, must_be)) {
            Some(format!("{} too many at its end.", n - must_be))
        } else if n > must_be && is_close(right, &last(got, must_be)) {
            Some(format!("{} too many at its beginning.", n - must_be))
        } else if n == 1 && is_close(got, &all_sum) {
            Some(format!("its {one}s are added up. They belong side by side."))
        } else if n == 1 && is_close(got, &(all_sum / must_be as f64)) {
            Some(format!("it is the mean of its {one}s. They belong side by side."))
        } else {
            None
        }
    });
    found.map_or_else(|| format!("{shapes}."), |found| format!("{shapes}: {found}"))
}

#[cfg(test)]
mod tests {
    use crate::compare::compare;
    use ann::plain::Matrix;
    use ndarray::{array, s};

    fn of_lists(got: &[&Matrix], right: &[&Matrix]) -> String {
        let owned = |list: &[&Matrix]| list.iter().map(|matrix| (*matrix).clone()).collect::<Vec<Matrix>>();
        compare("A", &owned(got), &owned(right)).end().map_or_else(|finding| finding.what, |()| "right".to_owned())
    }

    #[test]
    fn what_a_list_lacks_or_has_too_much() {
        let [x, a, b, c] = &[1.5, 2.0, 3.0, 4.0].map(|k| array![[k, 1.0, k * k]]);
        let of_three = |got: &[&Matrix]| of_lists(got, &[x, a, b]);
        assert_eq!(of_three(&[x, b]), "It returns 2 matrices and must return 3: A1 is missing.");
        assert_eq!(of_three(&[b]), "It returns 1 matrix and must return 3: A0 and A1 are missing.");
        assert_eq!(of_three(&[a, x]), "It returns 2 matrices and must return 3. Does the loop leave out a layer?");
        let besides = "It returns 4 matrices and must return 3: the right ones are there, and others besides.";
        assert_eq!(of_three(&[x, c, a, b]), besides);
        assert_eq!(of_three(&[x, c, c, c]), "It returns 4 matrices and must return 3.");
        assert_eq!(of_three(&[x, x, a]), "A0 is there twice, and so all that follows is one place too late.");
        assert_eq!(of_three(&[b, a, x]), "The list is in reverse order: A0 comes first.");
        assert_eq!(of_three(&[x, b, b]), "A1 is what A2 must be.");
    }

    #[test]
    fn what_a_shape_tells() {
        let right = array![[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]];
        let said = |got: Matrix| compare("A", &got, &right).end().unwrap_err().what;
        let part = |from: usize, to: usize| right.slice(s![.., from..to]).to_owned();
        let first = "A is (2, 2) and must be (2, 3): it has the first 2 columns alone. Does a loop end too early?";
        assert_eq!(said(part(0, 2)), first);
        assert_eq!(said(part(2, 3)), "A is (2, 1) and must be (2, 3): it is the last column alone.");
        let sum = "A is (1, 3) and must be (2, 3): its rows are added up. They belong side by side.";
        assert_eq!(said(array![[4.0, 7.0, 13.0]]), sum);
        let longer = ndarray::concatenate![ndarray::Axis(1), right, array![[7.0], [8.0]]];
        assert_eq!(said(longer), "A is (2, 4) and must be (2, 3): 1 too many at its end.");
        assert_eq!(said(array![[8.0, 7.0]]), "A is (1, 2) and must be (2, 3).");
    }
}
