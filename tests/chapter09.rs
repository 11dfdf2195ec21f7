//! Chapter 9, seeing: the silhouette against its definition, and against hand-made cases.

mod common;

use ann::projection::silhouette;
use ann::rng;
use common::message;
use ndarray::{Array2, array};

#[test]
fn known_values() {
    // Two pairs at distance 1 from each other and 10 from the other pair: a = 1, b = 10.5 or 9.5.
    let x = array![[0.0, 1.0, 10.0, 11.0]];
    let expected = ((10.5 - 1.0) / 10.5 + (9.5 - 1.0) / 9.5) / 2.0;
    assert!((silhouette(x.view(), &[0, 0, 1, 1]).unwrap() - expected).abs() < 1e-15); // (9.1)
    // A sample alone in its class counts 0; all points in one place count 0.
    assert_eq!(silhouette(array![[0.0, 5.0]].view(), &[0, 1]).unwrap(), 0.0);
    assert_eq!(silhouette(Array2::zeros((3, 4)).view(), &[0, 1, 0, 1]).unwrap(), 0.0);
    // Labels need not be dense.
    assert_eq!(silhouette(x.view(), &[3, 3, 7, 7]).unwrap(), silhouette(x.view(), &[0, 0, 1, 1]).unwrap());
}

#[test]
fn it_does_not_depend_on_order_place_or_size() {
    let blobs = ann::data::synthetic::blobs(60, 3, 1.0, &mut rng(0)).unwrap();
    let labels: Vec<usize> = (0..60).map(|i| i % 3).collect();
    let value = silhouette(blobs.x.view(), &labels).unwrap();
    assert!(value > 0.3 && value < 1.0);
    let moved = &blobs.x * 7.0 + 100.0;
    assert!((silhouette(moved.view(), &labels).unwrap() - value).abs() < 1e-9);
    let reversed = blobs.x.select(ndarray::Axis(1), &(0..60).rev().collect::<Vec<_>>());
    let labels: Vec<usize> = labels.into_iter().rev().collect();
    assert!((silhouette(reversed.view(), &labels).unwrap() - value).abs() < 1e-12);
}

#[test]
fn what_has_no_silhouette_is_refused() {
    assert!(message(silhouette(array![[1.0, 2.0]].view(), &[0])).contains("1 for 2"));
    assert!(message(silhouette(array![[1.0, 2.0]].view(), &[4, 4])).contains("at least two"));
    assert!(message(silhouette(Array2::zeros((2, 0)).view(), &[])).contains("0 for 0"));
}
