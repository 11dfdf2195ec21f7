//! eˣ and tanh x without a branch or a function call, so that the compiler turns a loop over them into vector
//! instructions (chapter 12).
//!
//! For `f32` these are polynomials; the bounds on their errors are tested with millions of numbers. For `f64`, in which
//! gradients are checked, they are the functions of the standard library.

use std::hint::black_box;

/// The transcendental functions of the activations, in a form that can be vectorised.
pub trait SimdMath: Sized {
    /// eˣ for x ≤ 0, with a relative error of at most 2e-7 in `f32`; 0 where eˣ < 2⁻¹²⁶. NaN for NaN.
    fn exp_nonpositive(self) -> Self;

    /// tanh x for every x, with a relative error of at most 3e-7 in `f32`. NaN for NaN. A function to be given to a loop.
    fn tanh_simd() -> impl Fn(Self) -> Self;
}

impl SimdMath for f64 {
    #[inline(always)]
    fn exp_nonpositive(self) -> Self {
        self.exp()
    }

    #[inline(always)]
    fn tanh_simd() -> impl Fn(Self) -> Self {
        f64::tanh
    }
}

impl SimdMath for f32 {
    /// eˣ = 2ᵏ eʳ with a whole k and |r| ≤ ½ ln 2. The polynomial for eʳ is that of Moshier's Cephes library (`expf`).
    #[inline(always)]
    fn exp_nonpositive(self) -> Self {
        // Adding 1.5 · 2²³ rounds to a whole number, which then stands in the last bits.
        const ROUND: f32 = 12_582_912.0;
        // ln 2 in two parts. The first has few digits, so its products with k are exact.
        const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
        // Below this eˣ is less than 2⁻¹²⁶.
        const LEAST: f32 = -87.336_54;
        // Not `max`, which is no instruction of WebAssembly's vectors.
        let x = if self > LEAST { self } else { LEAST };
        let rounded = x * std::f32::consts::LOG2_E + ROUND;
        let k = rounded - ROUND;
        let r = x - k * LN_2[0] - k * LN_2[1];
        let mut p = 1.987_569_1e-4;
        for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
            p = p * r + coefficient;
        }
        // The bits of 2ᵏ: the exponent k + 127 in the place of the exponent.
        let power = f32::from_bits((rounded.to_bits().wrapping_add(127)) << 23);
        let result = (p * (r * r) + r + 1.0) * power;
        let result = if self < LEAST { 0.0 } else { result };
        // A NaN has been lost.
        if self.is_nan() { self } else { result }
    }

    fn tanh_simd() -> impl Fn(Self) -> Self {
        let constants = if cfg!(target_arch = "wasm32") { black_box(TANH) } else { TANH };
        move |x| tanh(x, &constants)
    }
}

/// The constants of [`tanh`]. In WebAssembly they come from outside of the loop: V8 makes the vector of a constant that it knows anew in every
/// turn, in five instructions, and keeps one that it does not know.
#[derive(Clone, Copy)]
struct Tanh {
    /// Below this |x| is small.
    small: f32,
    /// The coefficients of x¹¹, x⁹, …, x³.
    polynomial: [f32; 5],
    /// Above this tanh |x| rounds to 1, and so does what is computed.
    most: f32,
    minus_two: f32,
    /// Those of the exponential.
    log2_e: f32,
    round: f32,
    ln_2: [f32; 2],
    taylor: [f32; 6],
    one: f32,
    bias: u32,
}

const TANH: Tanh = Tanh {
    small: 0.625,
    polynomial: [-5.704_988_7e-3, 2.063_909e-2, -5.373_971_6e-2, 0.133_314_42, -0.333_332_8],
    most: 10.0,
    minus_two: -2.0,
    log2_e: std::f32::consts::LOG2_E,
    round: 12_582_912.0,
    ln_2: [0.693_359_4, -2.121_944_4e-4],
    taylor: [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5],
    one: 1.0,
    bias: 127,
};

/// For small x the polynomial of Moshier's Cephes library (`tanhf`); else (1 − e) / (1 + e) with e = e^(−2|x|).
#[inline(always)]
fn tanh(x: f32, constants: &Tanh) -> f32 {
    let Tanh { small, polynomial: [mut p, others @ ..], most, minus_two, one, .. } = *constants;
    let size = x.abs();
    let square = size * size;
    for coefficient in others {
        p = p * square + coefficient;
    }
    let near = size * square * p + size;
    let e = exp_of_tanh(minus_two * if size > most { most } else { size }, constants);
    let far = (one - e) / (one + e);
    (if size < small { near } else { far }).copysign(x)
}

/// [`exp_nonpositive`](SimdMath::exp_nonpositive) to the bit, without what an x between −20 and 0 does not need.
#[inline(always)]
fn exp_of_tanh(x: f32, constants: &Tanh) -> f32 {
    let Tanh { log2_e, round, ln_2, taylor: [mut p, others @ ..], one, bias, .. } = *constants;
    let rounded = x * log2_e + round;
    let k = rounded - round;
    let r = x - k * ln_2[0] - k * ln_2[1];
    for coefficient in others {
        p = p * r + coefficient;
    }
    let power = f32::from_bits((rounded.to_bits().wrapping_add(bias)) << 23);
    (p * (r * r) + r + one) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest relative error over every sixteenth number between 0 and `last`, with this sign.
    fn worst(last: f32, sign: f32, quick: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64) -> f64 {
        let errors = (1..=last.to_bits()).step_by(16).map(|bits| {
            let x = sign * f32::from_bits(bits);
            let exact = exact(f64::from(x));
            ((f64::from(quick(x)) - exact) / exact).abs()
        });
        errors.map(|error| if error.is_nan() { f64::INFINITY } else { error }).fold(0.0, f64::max)
    }

    #[test]
    fn an_exponential_is_within_its_bound() {
        let error = worst(87.0, -1.0, f32::exp_nonpositive, f64::exp);
        assert!(error < 2e-7, "{error:e}");
        assert_eq!((0.0_f32.exp_nonpositive(), (-0.0_f32).exp_nonpositive()), (1.0, 1.0));
        for x in [-88.0_f32, -1e30, f32::MIN, f32::NEG_INFINITY] {
            assert_eq!(x.exp_nonpositive(), 0.0, "{x}");
        }
        assert!(f32::NAN.exp_nonpositive().is_nan());
    }

    #[test]
    fn a_hyperbolic_tangent_is_within_its_bound() {
        let tanh = f32::tanh_simd();
        for sign in [1.0, -1.0] {
            let error = worst(12.0, sign, &tanh, f64::tanh);
            assert!(error < 3e-7, "{error:e}");
            for x in [12.0, 1e30, f32::MAX, f32::INFINITY] {
                assert_eq!(tanh(sign * x), sign, "{x}");
            }
        }
        assert_eq!(tanh(-0.0).to_bits(), (-0.0_f32).to_bits());
        assert!(tanh(f32::NAN).is_nan());
    }

    /// The two exponentials, and what is left out above `most`.
    #[test]
    fn a_hyperbolic_tangent_has_the_bits_of_the_whole_exponential() {
        let tanh = f32::tanh_simd();
        for bits in (TANH.small.to_bits()..=100_f32.to_bits()).step_by(16) {
            let x = f32::from_bits(bits);
            let e = (-2.0 * x).exp_nonpositive();
            assert_eq!(tanh(x), (1.0 - e) / (1.0 + e), "{x}");
        }
    }
}
