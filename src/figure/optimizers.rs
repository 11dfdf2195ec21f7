//! Optimisers and learning rates compared by the losses that they reach.

use super::Figure;
use super::chart::{Axes, Look, axes, draw, draw_line, draw_points, failed, legend, line, point, range};
use super::line_chart::line_chart;
use super::loss::{loss_axes, place_losses};
use super::scale::{Scale, plain, short};
use crate::{Error, Result};
use ndarray::{Array2, Axis};
use plotters::prelude::*;

/// Losses over epochs under one name, from several seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// The losses, a row for each seed, a column for each epoch: (seeds, epochs).
    pub losses: Array2<f64>,
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
        let place = |losses: &[f64]| place_losses(1.., losses, Scale::Logarithmic);
        bands.push((place(&mean)?, place(&low)?, place(&high)?, mean));
    }
    let everything = || bands.iter().flat_map(|(_, low, high, _)| low.iter().chain(high));
    let y = range("the loss", everything().map(|p| p.1), 0.05)?;
    let x = range("the epochs", everything().map(|p| p.0), 0.02)?;
    let entries: Vec<(String, Look)> = series.iter().enumerate().map(|(k, s)| (s.name.clone(), line(k))).collect();

    let told: Vec<String> =
        series.iter().zip(&bands).map(|(s, (.., mean))| format!("{} {:.4}", s.name, mean[mean.len() - 1])).collect();
    let epochs = bands.iter().map(|(mean, ..)| mean.len()).max().unwrap_or(0);
    let alt = format!("Mean training loss after {epochs} epochs: {}.", told.join(", "));
    let ends: Vec<(f64, f64)> = bands.iter().map(|(mean, ..)| mean[mean.len() - 1]).collect();
    let spec = loss_axes(x, y, Scale::Logarithmic);
    Figure::in_rooms(alt, |room| {
        line_chart(room, 320, &entries, &ends, &spec, |plane, _| {
            for (k, (_, low, high, _)) in bands.iter().enumerate() {
                let outline: Vec<(f64, f64)> = low.iter().chain(high.iter().rev()).copied().collect();
                let fill = line(k).colour.rgb().mix(0.15).filled();
                plane.draw_series([Polygon::new(outline, fill)]).map_err(failed)?;
            }
            for (k, (mean, ..)) in bands.iter().enumerate() {
                draw_line(plane, mean, line(k))?;
            }
            Ok(())
        })
    })
}

/// Loss after training against the learning rate, both logarithmic; a run that diverged stands at the top as a cross.
///
/// # Errors
///
/// [`Error::Data`] if no run ended with a finite loss above 0, or a learning rate is not finite and above 0.
pub fn learning_rates(runs: &[(f64, f64)]) -> Result<Figure> {
    let (finite, diverged): (Vec<_>, Vec<_>) = runs.iter().copied().partition(|(_, loss)| loss.is_finite());
    let rates = logarithms("the learning rate", runs.iter().map(|run| run.0))?;
    let losses = logarithms("the loss", finite.iter().map(|run| run.1))?;
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
        let (x_label, y_label) = ("learning rate", "loss");
        let spec =
            Axes { x, y, x_label, y_label, x_scale: Scale::Logarithmic, y_scale: Scale::Logarithmic, ticks: (8, 6) };
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

/// Training curves of several learning rates (rate, loss after each epoch), on a logarithmic scale. A curve that ends no lower
/// than it began, or in an infinite loss, leaves at the top where it rises above all others, at a triangle.
///
/// # Errors
///
/// [`Error::Data`] if there is no curve, one is empty, or one has a finite loss that is not above 0.
pub fn rate_curves(runs: &[(f64, Vec<f64>)]) -> Result<Figure> {
    if runs.is_empty() || runs.iter().any(|(_, losses)| losses.is_empty()) {
        return Err(Error::data("a learning rate has no losses to draw"));
    }
    let diverges = |losses: &[f64]| {
        let last = losses[losses.len() - 1];
        losses.iter().any(|loss| !loss.is_finite()) || (losses.len() > 1 && last >= losses[0])
    };
    let finite = |losses: &[f64]| -> Vec<f64> { losses.iter().copied().take_while(|loss| loss.is_finite()).collect() };
    let mut curves = Vec::new();
    for (_, losses) in runs {
        curves.push((place_losses(1.., &finite(losses), Scale::Logarithmic)?, diverges(losses)));
    }
    // The window holds what gets better, and of the others the beginning, unless it is a hundred times as high.
    let better = || curves.iter().filter(|(_, diverges)| !diverges).flat_map(|(points, _)| points.iter().map(|p| p.1));
    let highest = better().fold(f64::NEG_INFINITY, f64::max) + 2.0;
    let starts = curves.iter().filter_map(|(points, _)| points.first().map(|p| p.1));
    let window: Vec<f64> = better().chain(starts.filter(|start| *start < highest || highest.is_infinite())).collect();
    let y = range("the loss", window, 0.12)?;
    let longest = runs.iter().map(|(_, losses)| losses.len()).max().unwrap_or(1);
    let x = range("the epochs", [1.0, longest as f64], 0.02)?;
    let entries: Vec<(String, Look)> =
        runs.iter().enumerate().map(|(k, (rate, _))| (format!("rate {}", plain(rate)), line(k))).collect();

    // What is seen of each curve, and where it leaves, if it does.
    let top = y.end;
    let seen = curves.iter().zip(runs).map(|((points, diverges), (_, losses))| {
        let inside: Vec<(f64, f64)> = points.iter().copied().take_while(|p| p.1 <= top).collect();
        let leaves = inside.len() < points.len() || *diverges && inside.len() < losses.len();
        let last = inside.last().copied().unwrap_or((1.0, top));
        (inside, last, leaves)
    });
    let seen: Vec<_> = seen.collect();
    let ends: Vec<(f64, f64)> =
        seen.iter().map(|(_, last, leaves)| if *leaves { (last.0, top) } else { *last }).collect();
    let spec = loss_axes(x, y, Scale::Logarithmic);
    let told = runs.iter().zip(&curves).map(|((rate, losses), (_, diverges))| {
        let last = losses[losses.len() - 1];
        if !last.is_finite() {
            return format!("rate {rate} diverges");
        }
        format!("rate {rate} ends at {}{}", short(last), if *diverges { ", no lower than it began" } else { "" })
    });
    let told: Vec<String> = told.collect();
    let alt = format!("Loss over {longest} epochs for {} learning rates: {}.", runs.len(), told.join("; "));
    Figure::in_rooms(alt, |room| {
        line_chart(room, 320, &entries, &ends, &spec, |plane, area| {
            for (k, (inside, last, leaves)) in seen.iter().enumerate() {
                draw_line(plane, inside, line(k))?;
                if *leaves {
                    draw_line(plane, &[*last, (last.0, top)], line(k))?;
                    draw_points(plane, area, &[(last.0, top)], 7, Look { colour: line(k).colour, ..point(1) })?;
                }
            }
            Ok(())
        })
    })
}

fn logarithms(what: &str, values: impl Iterator<Item = f64>) -> Result<Vec<f64>> {
    values.map(|value| Scale::Logarithmic.place(what, value)).collect()
}
