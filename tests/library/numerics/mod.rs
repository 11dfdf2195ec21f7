//! Everything that computes at the ends of its numbers: 0, next to nothing, subnormal, ±1000, the largest there is; in 32 and 64 bits,
//! against arithmetic of 200 bits.
//!
//! The bounds are those in the docs. Of what is smaller than the smallest normal number nothing is promised but that it is smaller. (The
//! losses are compared in `losses.rs`; here only none of them may be NaN.)

mod activations;
mod metrics;
mod steps;

use ann::Real;
use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use ndarray::Array2;

type Big = FBig<HalfEven, 2>;

fn big(x: f64) -> Big {
    Big::try_from(x).unwrap().with_precision(200).value()
}

fn value(x: &Big) -> f64 {
    x.to_f64().value()
}

/// The numbers that everything is tried with, of both signs.
fn numbers<F: Real>() -> Vec<F> {
    let (least, most) = (F::min_positive_value(), F::max_value());
    let subnormal = [F::from_f64(8.0), F::from_f64(1000.0)].map(|by| least / by);
    let usual = [
        1e-10, 1e-3, 0.1, 0.3, 0.5, 0.625, 1.0, 1.7, 3.0, 5.0, 9.0, 17.0, 40.0, 87.0, 88.5, 300.0, 709.0, 746.0,
        1000.0, 1e10,
    ];
    let mut all: Vec<F> = usual.into_iter().map(F::from_f64).collect();
    all.extend([F::zero(), least, F::epsilon(), most / F::from_f64(2.0), most].into_iter().chain(subnormal));
    all.iter().flat_map(|&x| [x, -x]).collect()
}

/// |found − expected| in units of the last place of `expected`, or of the smallest normal number if that is larger.
fn ulps<F: Real>(found: F, expected: &Big) -> f64 {
    let size = value(expected).abs();
    let least = F::min_positive_value().into_f64();
    if size < least {
        return if found.into_f64().abs() <= least { 0.0 } else { f64::INFINITY };
    }
    let ulp = size.log2().floor().exp2() * F::epsilon().into_f64();
    (value(&(big(found.into_f64()) - expected)) / ulp).abs()
}

fn column<F: Real>(numbers: &[F]) -> Array2<F> {
    Array2::from_shape_vec((numbers.len(), 1), numbers.to_vec()).unwrap()
}
