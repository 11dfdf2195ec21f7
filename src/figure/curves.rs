//! Curves: loss over epochs, activation functions, optimisers in a race, the effect of the learning rate.

use super::Figure;
use super::chart::{
    Area, Axes, Look, Plane, axes, draw, draw_line, draw_points, failed, legend, line, plain, point, powers_of_ten,
    range,
};
use crate::{Activation, Error, History, Result};
use ndarray::{Array2, ArrayView2, Axis};
use plotters::prelude::*;

/// How the losses of a curve are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossScale {
    /// Evenly.
    Linear,
    /// By their logarithm; all have to be above 0.
    Logarithmic,
}

/// Losses over epochs under one name, from several seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// The losses, a row for each seed, a column for each epoch: (seeds, epochs).
    pub losses: Array2<f64>,
}

/// Training and validation loss over the epochs, with the best epoch of the validation marked.
///
/// # Errors
///
/// [`Error::Data`] if there is no epoch, or a loss is not finite, or not above 0 on a logarithmic scale.
pub fn loss_curve(history: &History, scale: LossScale) -> Result<Figure> {
    let (train, validation) = (history.train_loss(), history.validation_loss());
    let place = |losses: &[f64]| place_losses(losses, scale);
    let (train_points, validation_points) = (place(&train)?, place(&validation)?);
    let y = range("the loss", train_points.iter().chain(&validation_points).map(|p| p.1), 0.05)?;
    let x = range("the epochs", train_points.iter().map(|p| p.0), 0.02)?;
    let mut entries = vec![("training".to_owned(), line(0))];
    if !validation.is_empty() {
        entries.push(("validation".to_owned(), line(1)));
    }
    let best = (0..validation.len()).min_by(|&a, &b| validation[a].total_cmp(&validation[b]));

    let drawing = draw(300, |area| {
        let area = legend(area, &entries)?;
        let mut plane = loss_axes(&area, x, y, scale)?;
        draw_line(&mut plane, &train_points, line(0))?;
        draw_line(&mut plane, &validation_points, line(1))?;
        if let Some(best) = best {
            draw_points(&plane, &area, &[validation_points[best]], 7, Look { colour: line(1).colour, ..point(4) })?;
        }
        Ok(())
    })?;
    let last = train.len();
    let mut alt = format!("Training loss over {last} epochs, from {:.3} to {:.3}.", train[0], train[last - 1]);
    if let Some(best) = best {
        alt += &format!(
            " Validation loss from {:.3} to {:.3}; smallest in epoch {}, marked, with {:.3}.",
            validation[0],
            validation[validation.len() - 1],
            best + 1,
            validation[best]
        );
    }
    Ok(Figure::new(&drawing, alt))
}

/// Mean loss over the epochs for several optimisers, on a logarithmic scale, with a band from the smallest to the largest
/// of the seeds.
///
/// # Errors
///
/// [`Error::Data`] if there is no series, one has no seed or no epoch, or a loss is not finite and above 0.
pub fn optimizer_race(series: &[Series]) -> Result<Figure> {
    let mut bands = Vec::new();
    for Series { name, losses } in series {
        if losses.is_empty() {
            return Err(Error::data(format!("'{name}' has no losses to draw")));
        }
        let column =
            |of: &dyn Fn(ndarray::ArrayView1<f64>) -> f64| -> Vec<f64> { losses.axis_iter(Axis(1)).map(of).collect() };
        let mean = column(&|epoch| epoch.sum() / epoch.len() as f64);
        let low = column(&|epoch| epoch.fold(f64::INFINITY, |a, &b| a.min(b)));
        let high = column(&|epoch| epoch.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
        let place = |losses: &[f64]| place_losses(losses, LossScale::Logarithmic);
        bands.push((place(&mean)?, place(&low)?, place(&high)?, mean));
    }
    let everything = || bands.iter().flat_map(|(_, low, high, _)| low.iter().chain(high));
    let y = range("the loss", everything().map(|p| p.1), 0.05)?;
    let x = range("the epochs", everything().map(|p| p.0), 0.02)?;
    let entries: Vec<(String, Look)> = series.iter().enumerate().map(|(k, s)| (s.name.clone(), line(k))).collect();

    let drawing = draw(320, |area| {
        let area = legend(area, &entries)?;
        let mut plane = loss_axes(&area, x, y, LossScale::Logarithmic)?;
        for (k, (_, low, high, _)) in bands.iter().enumerate() {
            let outline: Vec<(f64, f64)> = low.iter().chain(high.iter().rev()).copied().collect();
            let fill = line(k).colour.rgb().mix(0.15).filled();
            plane.draw_series([Polygon::new(outline, fill)]).map_err(failed)?;
        }
        for (k, (mean, ..)) in bands.iter().enumerate() {
            draw_line(&mut plane, mean, line(k))?;
        }
        Ok(())
    })?;
    let told: Vec<String> =
        series.iter().zip(&bands).map(|(s, (.., mean))| format!("{} {:.4}", s.name, mean[mean.len() - 1])).collect();
    let epochs = bands.iter().map(|(mean, ..)| mean.len()).max().unwrap_or(0);
    Ok(Figure::new(&drawing, format!("Mean training loss after {epochs} epochs: {}.", told.join(", "))))
}

/// Loss after training against the learning rate, both logarithmic; a run that diverged stands at the top as a cross.
///
/// # Errors
///
/// [`Error::Data`] if no run ended with a finite loss above 0, or a learning rate is not finite and above 0.
pub fn learning_rates(runs: &[(f64, f64)]) -> Result<Figure> {
    let (finite, diverged): (Vec<_>, Vec<_>) = runs.iter().copied().partition(|(_, loss)| loss.is_finite());
    let rates = logarithms("the learning rate", &runs.iter().map(|run| run.0).collect::<Vec<_>>())?;
    let losses = logarithms("the loss", &finite.iter().map(|run| run.1).collect::<Vec<_>>())?;
    let (x, y) = (range("the learning rates", rates, 0.05)?, range("the losses", losses.iter().copied(), 0.1)?);
    let mut points: Vec<(f64, f64)> = finite.iter().map(|run| run.0.log10()).zip(losses).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lost: Vec<(f64, f64)> = diverged.iter().map(|run| (run.0.log10(), y.end)).collect();

    let mut entries = vec![("loss after training".to_owned(), point(0))];
    if !lost.is_empty() {
        entries.push(("diverged".to_owned(), Look { colour: line(1).colour, ..point(3) }));
    }
    let drawing = draw(290, |area| {
        let area = legend(area, &entries)?;
        let (x_tick, y_tick) = (powers_of_ten(&x), powers_of_ten(&y));
        let (x_label, y_label) = ("learning rate", "loss");
        let spec = Axes { x, y, x_label, y_label, x_tick: &x_tick, y_tick: &y_tick, ticks: (8, 6) };
        let mut plane = axes(&area, &spec)?;
        draw_line(&mut plane, &points, line(0))?;
        draw_points(&plane, &area, &points, 5, point(0))?;
        draw_points(&plane, &area, &lost, 6, Look { colour: line(1).colour, ..point(3) })
    })?;
    let best = finite.iter().min_by(|a, b| a.1.total_cmp(&b.1)).copied().unwrap_or((f64::NAN, f64::NAN));
    let mut alt =
        format!("Loss against learning rate. Of {} rates, {} is best, with loss {:.4}.", runs.len(), best.0, best.1);
    if !diverged.is_empty() {
        alt += &format!(" {} of them diverged.", diverged.len());
    }
    Ok(Figure::new(&drawing, alt))
}

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
    let drawing = draw(640, |area| {
        let area = legend(area, &entries)?;
        let (upper, lower) = area.split_vertically(410);
        for (panel, activation) in upper.split_evenly((2, 2)).iter().zip(panels) {
            let mut a = z.clone();
            activation.apply(a.view_mut());
            let mut slope = Array2::ones(z.dim());
            activation.backward(a.view(), slope.view_mut());
            let title = activation.to_string();
            let bounded = matches!(activation, Activation::Tanh | Activation::Sigmoid);
            let y = if bounded { -1.2..1.2 } else { -1.0..4.2 };
            let mut plane = axes(panel, &small_axes(y, &title))?;
            draw_line(&mut plane, &points(a.view(), 0), line(0))?;
            draw_line(&mut plane, &points(slope.view(), 0), line(1))?;
        }
        let logits = Array2::from_shape_fn((3, 161), |(k, i)| [z[[0, i]], 1.0, 0.0][k]);
        let mut a = logits;
        Activation::Softmax.apply(a.view_mut());
        let names = [
            ("a1, z1 = z".to_owned(), line(0)),
            ("a2, z2 = 1".to_owned(), line(2)),
            ("a3, z3 = 0".to_owned(), line(3)),
        ];
        let lower = legend(&lower, &names)?;
        let mut plane = axes(&lower, &small_axes(-0.05..1.05, "softmax: z of the first of three logits"))?;
        for (k, (_, look)) in names.iter().enumerate() {
            draw_line(&mut plane, &points(a.view(), k), *look)?;
        }
        Ok(())
    })?;
    let alt = "Four activation functions over z from −4 to 4, each with its slope: ReLU, 0 below zero and z above; leaky ReLU, \
               0.1 z below zero; tanh, from −1 to 1 with slope 1 at zero; sigmoid, from 0 to 1 with slope ¼ at zero. Below, \
               softmax of three logits: the first probability rises from 0.005 to 0.94 as its logit goes from −4 to 4.";
    Ok(Figure::new(&drawing, alt.to_owned()))
}

fn small_axes(y: std::ops::Range<f64>, title: &str) -> Axes<'_> {
    Axes { x: -4.0..4.0, y, x_label: title, y_label: "", x_tick: &plain, y_tick: &plain, ticks: (5, 5) }
}

/// Axes of losses over epochs, in an area.
fn loss_axes<'a, 'b>(
    area: &'a Area<'b>,
    x: std::ops::Range<f64>,
    y: std::ops::Range<f64>,
    scale: LossScale,
) -> Result<Plane<'a, 'b>> {
    let powers = powers_of_ten(&y);
    let y_tick: &dyn Fn(&f64) -> String = match scale {
        LossScale::Linear => &plain,
        LossScale::Logarithmic => &powers,
    };
    axes(area, &Axes { x, y, x_label: "epoch", y_label: "loss", x_tick: &plain, y_tick, ticks: (6, 6) })
}

/// Losses over epochs 1, 2, … as points of the plane.
fn place_losses(losses: &[f64], scale: LossScale) -> Result<Vec<(f64, f64)>> {
    let heights = match scale {
        LossScale::Linear => losses.to_vec(),
        LossScale::Logarithmic => logarithms("the loss", losses)?,
    };
    Ok((1..).map(f64::from).zip(heights).collect())
}

fn logarithms(what: &str, values: &[f64]) -> Result<Vec<f64>> {
    if let Some(value) = values.iter().find(|value| !(value.is_finite() && **value > 0.0)) {
        return Err(Error::data(format!("{what} has the value {value}, which has no place on a logarithmic scale")));
    }
    Ok(values.iter().map(|value| value.log10()).collect())
}
