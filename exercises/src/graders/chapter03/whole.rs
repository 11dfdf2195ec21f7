//! The whole way back, and the slope that checks it.

use crate::compare::compare;
use crate::graders::inputs::{classes, network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::{self, Gradient, activate_backward, error};
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Network};

/// `backward(network, a, y)`: the gradients of all layers, first layer first; a: what `forward` returned.
pub fn check_backward(mine: fn(&Network, &[Matrix], &Matrix) -> Vec<Gradient>) -> Report {
    grade(3, "backward", "(3.1) to (3.5)", move || {
        let mut rng = ann::rng(35);
        // The first is square, so that a missing transpose is a wrong number and no panic.
        for sizes in [&[3, 3, 3, 3][..], &[2, 1], &[3, 4, 5, 2]] {
            let network = network(sizes, Activation::Tanh, Activation::Sigmoid, &mut rng);
            let (x, y) = (normal(sizes[0], 5, &mut rng), classes(sizes[sizes.len() - 1], 5));
            let a = forward(&network, &x);
            let gradients = mine(&network, &a, &y);
            let right = backward::backward(&network, &a, &y);
            let mut comparison = compare("", &gradients, &right).mistake(
                &right[1..].to_vec(),
                "The gradient of the first layer is missing: the loop has to go down to 0.",
            );
            for (slip, says) in SLIPS.iter().filter(|_| gradients.len() == sizes.len() - 1) {
                if let Some(wrong) = slipped(&network, &a, &y, *slip) {
                    comparison = comparison.mistake(&wrong, says);
                }
            }
            for wrong in first_to_last(&network, &a, &y) {
                let says = "The loop goes from the first layer to the last: `.rev()` is missing. The error comes from the end.";
                comparison = comparison.mistake(&wrong, says);
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// What a loop without `.rev()` gives, in the ways it can be written; nothing where the shapes do not allow it.
fn first_to_last(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Vec<Gradient>> {
    let layers = &network.layers;
    if layers.iter().any(|layer| layer.w.dim() != (y.nrows(), y.nrows())) {
        return Vec::new();
    }
    let last = layers.len() - 1;
    // dZ of layer l, as if the other were that of the layer after it.
    let back = |l: usize, dz: &Matrix| activate_backward(layers[l].g, &a[l + 1], &layers[l + 1].w.t().dot(dz));
    let mut dz = [(); 3].map(|()| error(layers[last].g, &a[last + 1], y));
    // The last layer before the loop; the gradient first, and then the error of the layer before; the error first.
    let mut lists = [vec![backward::gradient(&a[last], &dz[0])], Vec::new(), Vec::new()];
    for (l, read) in a[..=last].iter().enumerate() {
        if l < last {
            dz[0] = back(l, &dz[0]);
            lists[0].push(backward::gradient(read, &dz[0]));
            dz[2] = back(l, &dz[2]);
        }
        lists[1].push(backward::gradient(read, &dz[1]));
        if l > 0 {
            dz[1] = back(l - 1, &dz[1]);
        }
        lists[2].push(backward::gradient(read, &dz[2]));
    }
    let reversed = lists.clone().map(|list| list.into_iter().rev().collect());
    lists.into_iter().chain(reversed).collect()
}

/// What goes wrong in a backward pass.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    Order,
    Sign,
    Twice,
    SlopeOfLast,
    TanhOfLast,
    NoSlope,
    SlopeOf(Activation),
    SlopeOfBefore,
    SlopeOfAfter,
    NoTranspose,
    OwnWeights,
    NoMean,
    MeanInDz,
    MeanOnTheWay,
    InputOfAfter,
    InputOfFirst,
    NoTarget,
    ErrorOfLast,
    BiasNoMean,
    OneLessA,
    NoWeights,
    SquaredError,
    NoSlopeInFirst,
}

const SLIPS: [(Slip, &str); 24] = [
    (Slip::Order, "The gradients are in the order of the way back, last layer first. The first layer must be first."),
    (Slip::Sign, "All gradients have the wrong sign: the error of the last layer is A − Y, not Y − A."),
    (Slip::Twice, "All gradients are twice too large: the error of the last layer is A − Y, without a 2."),
    (
        Slip::SlopeOfLast,
        "The last layer's dZ is multiplied by g′. With the loss that suits the function, dZ = A − Y, and g′ is in it already.",
    ),
    (
        Slip::TanhOfLast,
        "The last layer's dZ is multiplied by 1 − A², the slope of tanh. Its dZ is A − Y alone: the hidden layers have tanh.",
    ),
    (Slip::NoSlope, "From one layer to the next g′ is forgotten: dZ = dA ⊙ g′(Z)."),
    (Slip::SlopeOf(Activation::Relu), "The hidden layers get the slope of ReLU, 1 or 0. They have tanh: 1 − A²."),
    (Slip::SlopeOf(Activation::Sigmoid), "The hidden layers get the slope of the sigmoid. They have tanh: 1 − A²."),
    (Slip::SlopeOfBefore, "The slope g′ is taken of another layer's A. It belongs to the layer whose dZ you compute."),
    (
        Slip::SlopeOfAfter,
        "The slope g′ is taken of the A of the layer after: the place in `a` is too large by one. The list begins with X.",
    ),
    (Slip::NoTranspose, "W is not transposed on the way back: dA of the layer before is Wᵀ dZ."),
    (
        Slip::OwnWeights,
        "The error goes back through the weights of the wrong layer: dA of a layer comes through the W of the layer after it.",
    ),
    (Slip::NoMean, "All gradients are m times too large: the mean over the samples is missing."),
    (Slip::MeanInDz, "All gradients are divided by m twice: dZ needs no 1/m, it is in dW and db."),
    (
        Slip::MeanOnTheWay,
        "Below the last layer the gradients are divided by m once for every layer. The mean is taken once, in dW and db.",
    ),
    (
        Slip::InputOfAfter,
        "dW is made with the layer's own A. It needs what the layer has read: the A of the layer before.",
    ),
    (Slip::InputOfFirst, "Every dW is made with X. Only the first layer has read X; layer l has read the A before it."),
    (Slip::NoTarget, "Y does not occur: the error of the last layer is A − Y, and here it is A."),
    (Slip::ErrorOfLast, "Every layer gets its error from the last one. Go on with the dZ of the layer after it."),
    (Slip::OneLessA, "The hidden layers get the slope 1 − A. The slope of tanh is 1 − A², with the square."),
    (Slip::NoWeights, "The weights are forgotten on the way back: dA of the layer before is Wᵀ dZ."),
    (Slip::SquaredError, "The error of the last layer is squared. It is A − Y."),
    (Slip::NoSlopeInFirst, "In the first layer g′ is forgotten: it has tanh as the other hidden layers have."),
    (Slip::BiasNoMean, "db is m times too large in every layer: the mean over the samples is missing."),
];

/// The backward pass with one slip in it; `None` where the shapes do not allow it.
fn slipped(network: &Network, a: &[Matrix], y: &Matrix, slip: Slip) -> Option<Vec<Gradient>> {
    let layers = &network.layers;
    let (last, m) = (layers.len() - 1, y.ncols() as f64);
    let mut dz = match slip {
        Slip::Sign => y - &a[last + 1],
        Slip::Twice => 2.0 * (&a[last + 1] - y),
        Slip::SlopeOfLast => activate_backward(layers[last].g, &a[last + 1], &(&a[last + 1] - y)),
        Slip::TanhOfLast => activate_backward(Activation::Tanh, &a[last + 1], &(&a[last + 1] - y)),
        Slip::SquaredError => (&a[last + 1] - y).pow2(),
        Slip::NoTarget => a[last + 1].clone(),
        Slip::MeanInDz => error(layers[last].g, &a[last + 1], y) / m,
        _ => error(layers[last].g, &a[last + 1], y),
    };
    let of_last = dz.clone();
    let mut gradients = Vec::new();
    for l in (0..layers.len()).rev() {
        if l < last {
            if slip == Slip::ErrorOfLast {
                dz.clone_from(&of_last);
            }
            let w = &layers[if slip == Slip::OwnWeights { l } else { l + 1 }].w;
            let w = if slip == Slip::NoTranspose { w.clone() } else { w.t().to_owned() };
            let w = if slip == Slip::NoWeights { Matrix::ones(w.dim()) } else { w };
            if w.ncols() != dz.nrows() || w.nrows() != a[l + 1].nrows() {
                return None;
            }
            let da = w.dot(&dz);
            dz = match slip {
                Slip::NoSlope => da,
                Slip::NoSlopeInFirst if l == 0 => da,
                Slip::OneLessA => da * (1.0 - &a[l + 1]),
                Slip::SlopeOf(g) => activate_backward(g, &a[l + 1], &da),
                Slip::SlopeOfBefore if a[l].dim() == da.dim() => activate_backward(layers[l].g, &a[l], &da),
                Slip::SlopeOfAfter if a[l + 2].dim() == da.dim() => activate_backward(layers[l].g, &a[l + 2], &da),
                Slip::SlopeOfBefore | Slip::SlopeOfAfter => return None,
                Slip::MeanOnTheWay => activate_backward(layers[l].g, &a[l + 1], &da) / m,
                _ => activate_backward(layers[l].g, &a[l + 1], &da),
            };
        }
        let read = match slip {
            Slip::InputOfAfter => &a[l + 1],
            Slip::InputOfFirst => &a[0],
            _ => &a[l],
        };
        let Gradient { dw, db } = backward::gradient(read, &dz);
        let factor = if slip == Slip::NoMean { m } else { 1.0 };
        let of_db = if slip == Slip::BiasNoMean { m } else { factor };
        gradients.push(Gradient { dw: dw * factor, db: db * of_db });
    }
    if slip != Slip::Order {
        gradients.reverse();
    }
    Some(gradients)
}

/// `slope(f, x)`: the slope of a function of one number, measured from both sides.
pub fn check_slope(mine: fn(&dyn Fn(f64) -> f64, f64) -> f64) -> Report {
    grade(3, "slope", "(3.6)", move || {
        let cases: [(&dyn Fn(f64) -> f64, f64); 2] = [(&|x| x * x * x, 2.0), (&|x| (-x).exp(), 0.5)];
        for (f, x) in cases {
            let e = 1e-5;
            let (up, here, down) = (f(x + e), f(x), f(x - e));
            let both_sides = |e: f64| (f(x + e) - f(x - e)) / (2.0 * e);
            let one_side = "It looks to one side only";
            let got = mine(f, x);
            let mut comparison = compare("the slope", &got, &both_sides(e))
                .mistake(
                    &((up - here) / e),
                    format!("{one_side}, upwards. With a step up and a step down, the error falls with ε²."),
                )
                .mistake(&((here - down) / e), format!("{one_side}, downwards. The other place is x + ε."))
                .mistake(&((up - down) / e), "The difference is divided by ε; the two places are 2 ε apart.")
                .mistake(&((up - here) / (2.0 * e)), "The two places are f(x + ε) and f(x). For 2 ε take f(x − ε).")
                .mistake(
                    &((f(x + f64::EPSILON) - f(x - f64::EPSILON)) / (2.0 * f64::EPSILON)),
                    "`f64::EPSILON` is no small step, but the rounding of 1: x ± ε is rounded, and little is left.",
                )
                .mistake(&((f(e) - f(-e)) / (2.0 * e)), "This is the slope at 0. The two places are x + ε and x − ε.")
                .mistake(&(here / x), "This is f(x) divided by x. A slope is a difference divided by a distance.")
                .mistake(&((down - up) / (2.0 * e)), "The sign is wrong: it is up less down, not down less up.")
                .mistake(&(up - down), "This is the difference alone. The slope is the difference for each step of 1.")
                .mistake(&((up - down) / 2.0), "The difference is divided by 2. The two places are 2 ε apart: by 2 ε.")
                .mistake(
                    &((up - down) / 2.0 * e),
                    "It is multiplied by ε: `/ 2.0 * e` needs parentheses, `/ (2.0 * e)`.",
                )
                .mistake(
                    &(up - down / (2.0 * e)),
                    "Only f(x − ε) is divided by 2 ε: the difference above the line needs parentheses.",
                )
                .mistake(&((up + down) / (2.0 * e)), "The two values are added. Their difference is what counts.");
            // A large and a tiny ε may be wrong by nearly as much; what comes nearest tells them apart.
            let others =
                [1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16];
            let distance = |e: f64| (both_sides(e) - got).abs();
            if let Some(other) = others.into_iter().min_by(|a, b| distance(*a).total_cmp(&distance(*b))) {
                let says = match other > e {
                    true => format!("ε is {other:e}, and so the curve bends too much between the two places."),
                    false => "ε is much smaller than 1e-5. So small a difference has lost half of its digits, or more."
                        .to_owned(),
                };
                comparison = comparison.mistake(&both_sides(other), says);
            }
            comparison.end()?;
        }
        Ok(())
    })
}
