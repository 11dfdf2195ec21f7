//! The activation functions and their slopes.

use super::Figure;
use super::chart::{Area, Axes, Room, axes, draw_in, draw_line, legend, line};
use super::scale::Scale;
use crate::{Activation, Result};
use ndarray::{Array2, ArrayView2};

/// ReLU, leaky ReLU, tanh and sigmoid, each with its slope, and softmax of three logits (z, 1, 0) as the first one moves.
///
/// # Errors
///
/// None in practice: the data are the functions themselves.
pub fn activation_functions() -> Result<Figure> {
    let z = Array2::from_shape_fn((1, 161), |(_, i)| -4.0 + i as f64 / 20.0);
    let panels = [Activation::Relu, Activation::LeakyRelu { slope: 0.1 }, Activation::Tanh, Activation::Sigmoid];
    let entries = [("a = g(z)".to_owned(), line(0)), ("slope g′(z)".to_owned(), line(1))];
    let points = |values: ArrayView2<f64>, row: usize| -> Vec<(f64, f64)> {
        z.iter().copied().zip(values.row(row).iter().copied()).collect()
    };
    let alt = "Four activation functions over z from −4 to 4, each with its slope: ReLU, 0 below zero and z above; leaky ReLU, \
               0.1 z below zero; tanh, from −1 to 1 with slope 1 at zero; sigmoid, from 0 to 1 with slope ¼ at zero. Below, \
               softmax of three logits: the first probability rises from 0.005 to 0.94 as its logit goes from −4 to 4.";
    let logits = Array2::from_shape_fn((3, 161), |(k, i)| [z[[0, i]], 1.0, 0.0][k]);
    let mut shares = logits;
    Activation::Softmax.apply(shares.view_mut());
    let names =
        [("a1, z1 = z".to_owned(), line(0)), ("a2, z2 = 1".to_owned(), line(2)), ("a3, z3 = 0".to_owned(), line(3))];
    let softmax = |area: &Area<'_>, title: &str| -> Result<()> {
        let mut plane = axes(area, &small_axes(-0.05..1.05, title, 5))?;
        for (k, (_, look)) in names.iter().enumerate() {
            draw_line(&mut plane, &points(shares.view(), k), *look)?;
        }
        Ok(())
    };
    let four = |areas: &[Area<'_>], ticks: usize| -> Result<()> {
        for (panel, activation) in areas.iter().zip(panels) {
            let mut a = z.clone();
            activation.apply(a.view_mut());
            let mut slope = Array2::ones(z.dim());
            activation.backward(a.view(), slope.view_mut());
            let title = activation.to_string();
            let bounded = matches!(activation, Activation::Tanh | Activation::Sigmoid);
            let y = if bounded { -1.2..1.2 } else { -1.0..4.2 };
            let mut plane = axes(panel, &small_axes(y, &title, ticks))?;
            draw_line(&mut plane, &points(a.view(), 0), line(0))?;
            draw_line(&mut plane, &points(slope.view(), 0), line(1))?;
        }
        Ok(())
    };
    Figure::in_rooms(alt.to_owned(), |room| match room {
        Room::Narrow => draw_in(room, 640, |area| {
            let (upper, lower) = legend(area, &entries)?.split_vertically(410);
            four(&upper.split_evenly((2, 2)), 5)?;
            softmax(&legend(&lower, &names)?, "softmax: z of the first of three logits")
        }),
        Room::Wide => draw_in(room, 300, |area| {
            let (left, right) = area.split_horizontally(590);
            four(&legend(&left, &entries)?.split_evenly((1, 4)), 3)?;
            softmax(&legend(&right, &names)?, "softmax: z of the first of three logits")
        }),
    })
}

fn small_axes(y: std::ops::Range<f64>, title: &str, ticks: usize) -> Axes<'_> {
    Axes {
        x: -4.0..4.0,
        y,
        x_label: title,
        y_label: "",
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        ticks: (ticks, 5),
    }
}
