//! The backward pass with masks.

use crate::compare::compare;
use crate::graders::inputs::{classes, network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, error, gradient};
use ann::plain::dropout::{self, masks};
use ann::plain::network::{Activation, Network};

/// `masked_backward(network, a, masks, y)`: the gradients of all layers; a: what `masked_forward` returned.
pub fn check_masked_backward(mine: fn(&Network, &[Matrix], &[Matrix], &Matrix) -> Vec<Gradient>) -> Report {
    grade(7, "masked_backward", "(3.1) to (3.5), (7.3)", move || {
        let mut rng = ann::rng(75);
        for (sizes, hidden, m) in [
            (&[3, 3, 3, 3][..], Activation::Tanh, 4),
            (&[4, 6, 5, 2], Activation::Relu, 3),
            (&[2, 4, 1], Activation::Tanh, 1),
            (&[3, 2], Activation::Tanh, 5),
        ] {
            let network = network(sizes, hidden, Activation::Sigmoid, &mut rng);
            let (x, y) = (normal(sizes[0], m, &mut rng), classes(sizes[sizes.len() - 1], m));
            let d = masks(&network, m, 0.5, &mut rng);
            let a = dropout::masked_forward(&network, &x, &d);
            let mut comparison =
                compare("", &mine(&network, &a, &d, &y), &dropout::masked_backward(&network, &a, &d, &y));
            for (slip, says) in SLIPS {
                if let Some(wrong) = slipped(&network, &a, &d, &y, slip) {
                    comparison = comparison.mistake(&wrong, says);
                }
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// What goes wrong in a backward pass with masks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    NoMask,
    NoMaskOnTheWay,
    NoMaskInDw,
    MaskOfBefore,
    MaskOfAfter,
    NotDivided,
    Twice,
    TwiceInDw,
    SlopeOfMasked,
    NoSlope,
    SlopeOfLast,
    NoTranspose,
    Sign,
    NoMean,
    MeanTwice,
    Order,
    Divided,
    CoinsInDw,
    CoinsOnly,
    NoMaskInLastDw,
    MaskInLastDwOnly,
    OwnWeights,
    SlopeOfBefore,
    FunctionOfAfter,
}

const SLIPS: [(Slip, &str); 24] = [
    (Slip::NoMask, "This is the way back of chapter 3: the masks are missing, in dA and in what dW is made of."),
    (Slip::NoMaskOnTheWay, "dA is not masked on the way back. A neuron that was missing learns nothing."),
    (
        Slip::NoMaskInDw,
        "dW is made with A. It needs what the layer has read, and that was the masked A: multiply by the mask again.",
    ),
    (
        Slip::MaskOfBefore,
        "dA is masked with the mask of the layer before. `masks[l]` belongs to `a[l]`, and so to its dA.",
    ),
    (Slip::MaskOfAfter, "dA is masked with the mask of the layer after. It is that of the A whose dA you compute."),
    (
        Slip::NotDivided,
        "On the way back what is kept is not divided by p. It is the same product as forward, with D / p.",
    ),
    (Slip::Twice, "dA is multiplied by the mask twice, and so divided by p twice."),
    (Slip::TwiceInDw, "In dW the mask counts twice: what the layer has read is A times its mask, once."),
    (Slip::SlopeOfMasked, "The slope g′ is taken of the masked A. It is that of A itself, which the list holds."),
    (Slip::NoSlope, "g′ is forgotten on the way back: dZ = dA ⊙ g′(Z)."),
    (Slip::SlopeOfLast, "The last layer's dZ is multiplied by g′. With the loss that suits the function, dZ = A − Y."),
    (Slip::NoTranspose, "W is not transposed on the way back: it is Wᵀ dZ that gets masked."),
    (Slip::Sign, "All gradients have the wrong sign: the error of the last layer is A − Y, not Y − A."),
    (Slip::NoMean, "All gradients are m times too large: the mean over the samples is missing."),
    (Slip::MeanTwice, "All gradients are divided by m twice: `gradient` does it already."),
    (
        Slip::CoinsInDw,
        "dW is made with A times the coins alone. What the layer has read was divided by p: multiply by D / p.",
    ),
    (
        Slip::CoinsOnly,
        "The coins alone count, in dA and in dW. Both are multiplied by D / p, as A was on the way forward.",
    ),
    (Slip::Divided, "dA is divided by the mask, and by 0. It is multiplied by it, as A was."),
    (Slip::NoMaskInLastDw, "The last dW is made with A. It needs what the layer has read, the masked A."),
    (Slip::MaskInLastDwOnly, "Only the last dW is made with the masked A. Every layer has read A times its mask."),
    (
        Slip::OwnWeights,
        "The error goes back through the weights of the wrong layer: it comes through the W of the layer after it.",
    ),
    (Slip::SlopeOfBefore, "The slope g′ is taken of another layer's A. It belongs to the layer whose dZ you compute."),
    (Slip::FunctionOfAfter, "The slope is that of the layer after it. Every layer has its own g."),
    (Slip::Order, "The gradients are in the order of the way back. The first layer must be first."),
];

/// The backward pass with one slip in it; `None` where the shapes do not allow it.
fn slipped(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix, slip: Slip) -> Option<Vec<Gradient>> {
    let (layers, m) = (&network.layers, y.ncols() as f64);
    let last = layers.len() - 1;
    let output = &a[last + 1];
    let mut dz = match slip {
        Slip::Sign => y - output,
        Slip::SlopeOfLast => activate_backward(layers[last].g, output, &(output - y)),
        _ => error(layers[last].g, output, y),
    };
    let mut gradients = Vec::new();
    for l in (0..layers.len()).rev() {
        if l < last {
            let w = &layers[if slip == Slip::OwnWeights { l } else { l + 1 }].w;
            let w = if slip == Slip::NoTranspose { w.clone() } else { w.t().to_owned() };
            let mask = match slip {
                Slip::NoMask | Slip::NoMaskOnTheWay => Matrix::ones(a[l + 1].dim()),
                Slip::MaskOfBefore => masks[l].clone(),
                Slip::MaskOfAfter => masks.get(l + 2).cloned().unwrap_or_else(|| Matrix::ones(a[l + 1].dim())),
                Slip::NotDivided | Slip::CoinsOnly => masks[l + 1].mapv(|d| if d > 0.0 { 1.0 } else { 0.0 }),
                Slip::Twice => masks[l + 1].pow2(),
                Slip::Divided => 1.0 / &masks[l + 1],
                _ => masks[l + 1].clone(),
            };
            if w.dim() != (a[l + 1].nrows(), dz.nrows()) || mask.dim() != a[l + 1].dim() {
                return None;
            }
            let da = w.dot(&dz) * mask;
            dz = match slip {
                Slip::NoSlope => da,
                Slip::SlopeOfBefore if a[l].dim() == da.dim() => activate_backward(layers[l].g, &a[l], &da),
                Slip::FunctionOfAfter => activate_backward(layers[l + 1].g, &a[l + 1], &da),
                Slip::SlopeOfMasked => activate_backward(layers[l].g, &(&a[l + 1] * &masks[l + 1]), &da),
                _ => activate_backward(layers[l].g, &a[l + 1], &da),
            };
        }
        let Gradient { dw, db } = match slip {
            Slip::NoMask | Slip::NoMaskInDw => gradient(&a[l], &dz),
            Slip::NoMaskInLastDw if l == last => gradient(&a[l], &dz),
            Slip::MaskInLastDwOnly if l < last => gradient(&a[l], &dz),
            Slip::CoinsInDw | Slip::CoinsOnly => {
                gradient(&(&a[l] * masks[l].mapv(|d| if d > 0.0 { 1.0 } else { 0.0 })), &dz)
            }
            Slip::TwiceInDw => gradient(&(&a[l] * &masks[l] * &masks[l]), &dz),
            _ => gradient(&(&a[l] * &masks[l]), &dz),
        };
        let factor = match slip {
            Slip::NoMean => m,
            Slip::MeanTwice => 1.0 / m,
            _ => 1.0,
        };
        gradients.push(Gradient { dw: dw * factor, db: db * factor });
    }
    if slip != Slip::Order {
        gradients.reverse();
    }
    Some(gradients)
}
