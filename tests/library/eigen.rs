//! Chapter 9, eigenvalues and eigenvectors of symmetric matrices: definitions, known values, and matrices that are hard to solve.

use crate::common::{assert_close, message};
use ann::projection::Eigen;
use ann::{Init, rng};
use ndarray::{Array1, Array2, ArrayView2, array};
use proptest::prelude::*;

/// C u = λ u for each pair, orthonormal u, λ from the largest: all up to rounding in the largest entry of C.
fn check(c: ArrayView2<f64>) -> Eigen {
    let eigen = Eigen::of(c).unwrap();
    let largest = c.fold(0.0_f64, |largest, c| largest.max(c.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let n = c.nrows();
    let rounding = 1e-14 * n as f64;
    let identity = eigen.vectors.dot(&eigen.vectors.t());
    assert_close(identity.view(), Array2::eye(n).view(), rounding, "orthonormal");
    let stretched = eigen.vectors.dot(&(&c / scale));
    let expected = Array2::from_diag(&(&eigen.values / scale)).dot(&eigen.vectors);
    assert_close(stretched.view(), expected.view(), rounding, "C u = λ u");
    assert!(eigen.values.windows(2).into_iter().all(|pair| pair[0] >= pair[1]), "{}", eigen.values);
    eigen
}

#[test]
fn known_matrices() {
    // The second differences of n places on a line: 2 − 2 cos(π j / (n + 1)).
    let n = 50;
    let differences = Array2::from_shape_fn((n, n), |(i, j)| match i.abs_diff(j) {
        0 => 2.0,
        1 => -1.0,
        _ => 0.0,
    });
    let known =
        Array1::from_shape_fn(n, |j| 2.0 - 2.0 * (std::f64::consts::PI * (n - j) as f64 / (n + 1) as f64).cos());
    let found = check(differences.view()).values;
    assert!((&found - &known).iter().all(|error| error.abs() < 1e-13), "{}", found - known);

    // Ones everywhere: n along (1, …, 1), else 0.
    let ones = check(Array2::ones((7, 7)).view());
    assert!((ones.values[0] - 7.0).abs() < 1e-13 && ones.values.iter().skip(1).all(|value| value.abs() < 1e-13));

    // Wilkinson's matrix W₂₁⁺: its two largest eigenvalues agree in 14 digits, and are 10.746194182903393 and …322 (Wilkinson, 1965).
    let wilkinson = Array2::from_shape_fn((21, 21), |(i, j)| match i.abs_diff(j) {
        0 => (i as f64 - 10.0).abs(),
        1 => 1.0,
        _ => 0.0,
    });
    let found = check(wilkinson.view()).values;
    assert!((found[0] - 10.746_194_182_903_39).abs() < 1e-13 && (found[1] - 10.746_194_182_903_32).abs() < 1e-13);
}

#[test]
fn special_shapes() {
    let diagonal = check(Array2::from_diag(&array![1.0, -3.0, 2.0]).view());
    assert_eq!(diagonal.values, array![2.0, 1.0, -3.0]);
    assert_eq!(diagonal.vectors.mapv(f64::abs), array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    check(Array2::zeros((4, 4)).view());
    assert_eq!(check(array![[-2.5]].view()).values, array![-2.5]);
    assert_eq!(Eigen::of(Array2::zeros((0, 0)).view()).unwrap().values.len(), 0);
    // By columns, by rows, or only every second number: the layout does not matter.
    let c = array![[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]];
    assert_eq!(Eigen::of(c.t()).unwrap(), Eigen::of(c.view()).unwrap());
}

/// Entries of very different size. On the third matrix with 10⁻¹⁷ linfa-linalg 0.2.1 takes one axis for the other, on the last with
/// 10⁻¹⁶² nalgebra 0.35.0 returns axes that are not at right angles.
#[test]
fn entries_of_different_size() {
    for small in [1e-5, 1e-9, 1e-13, 1e-16, 1e-17, 3e-16, 1e-30, 1e-155, 1e-161, 1e-162, 1e-308, 5e-324] {
        check(array![[0.0, small], [small, 1.0]].view());
        check(array![[1.0, small], [small, 0.0]].view());
        check(array![[1.0, 0.0, small], [0.0, 0.1, 0.0], [small, 0.0, small]].view());
        check(array![[small, small, 0.0], [small, 1.0, small], [0.0, small, small]].view());
        check(array![[1.0, 0.0, 0.0], [0.0, 0.0, small], [0.0, small, 0.0]].view());
        check(
            array![[0.0, 0.0, small, 1.0], [0.0, 0.0, 0.0, 1.0], [small, 0.0, 0.0, 1e-4], [1.0, 1.0, 1e-4, small]]
                .view(),
        );
    }
}

#[test]
fn a_large_matrix_with_clusters() {
    // Eigenvalues 1, 10⁻³ and 10⁻⁹, sixty times each, along random axes.
    let n = 180;
    let random = Init::Normal { std: 1.0 }.weights::<f64>(n, n, &mut rng(5)).unwrap();
    let axes = check((&random + &random.t()).view()).vectors;
    let values = Array1::from_shape_fn(n, |j| [1.0, 1e-3, 1e-9][j / 60]);
    let c = axes.t().dot(&Array2::from_diag(&values)).dot(&axes);
    let found = check(c.view()).values;
    assert!((&found - &values).iter().all(|error| error.abs() < 1e-14), "{}", found - values);
}

#[test]
fn what_has_no_eigenvalues_is_refused() {
    assert!(message(Eigen::of(Array2::zeros((2, 3)).view())).contains("a symmetric matrix is square"));
    assert!(message(Eigen::of(array![[1.0, f64::NAN], [0.0, 1.0]].view())).contains("entry (0, 1) of C is NaN"));
    assert!(message(Eigen::of(Array2::from_elem((3, 3), 1e308).view())).contains("too large"));
}

proptest! {
    /// Any symmetric matrix: dense or with many zeros, its entries alike or from 10⁻²⁰⁰ to 10²⁰⁰.
    #[test]
    fn any_symmetric_matrix(
        n in 1_usize..10,
        spread in prop::sample::select(vec![0_i32, 3, 12, 200]),
        entries in prop::collection::vec((-1.0_f64..1.0, -200_i32..=200, prop::bool::weighted(0.7)), 81),
    ) {
        let c = Array2::from_shape_fn((n, n), |(i, j)| {
            let (digits, power, is_there) = entries[9 * i.min(j) + i.max(j)];
            if is_there { digits * 10_f64.powi(power * spread / 200) } else { 0.0 }
        });
        check(c.view());
    }
}
