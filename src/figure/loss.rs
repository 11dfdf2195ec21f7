//! The loss curve of a training.

use super::Figure;
use super::chart::{Axes, Look, draw_line, draw_points, line, point, range};
use super::line_chart::line_chart;
use super::scale::Scale;
use crate::{History, Result};
use std::ops::Range;

/// Training and validation loss over the epochs, with the smallest validation loss marked.
///
/// # Errors
///
/// [`Error::Data`](crate::Error::Data) if there is no epoch, or a loss is not finite, or not above 0 on a logarithmic scale.
pub fn loss_curve(history: &History, scale: Scale) -> Result<Figure> {
    let (train, validation) = (history.train_loss(), history.validation_loss());
    let epochs = || history.epochs.iter().map(|epoch| epoch.epoch);
    let validated = || history.epochs.iter().filter(|epoch| epoch.validation.is_some()).map(|epoch| epoch.epoch);
    let (train_points, validation_points) =
        (place_losses(epochs(), &train, scale)?, place_losses(validated(), &validation, scale)?);
    let y = range("the loss", train_points.iter().chain(&validation_points).map(|p| p.1), 0.05)?;
    let x = range("the epochs", train_points.iter().map(|p| p.0), 0.02)?;
    let mut entries = vec![("training".to_owned(), line(0))];
    if !validation.is_empty() {
        entries.push(("validation".to_owned(), line(1)));
    }
    let best = (0..validation.len()).min_by(|&a, &b| validation[a].total_cmp(&validation[b]));

    let ends: Vec<(f64, f64)> = [&train_points, &validation_points].iter().filter_map(|p| p.last().copied()).collect();
    let spec = loss_axes(x, y, scale);
    let mut alt = format!(
        "Training loss over {} epochs, from {:.3} to {:.3}.",
        history.epochs_run(),
        train[0],
        train[train.len() - 1]
    );
    if let Some(best) = best {
        alt += &format!(
            " Validation loss from {:.3} to {:.3}; smallest in epoch {}, marked, with {:.3}.",
            validation[0],
            validation[validation.len() - 1],
            validated().nth(best).unwrap_or_default(),
            validation[best]
        );
    }
    Figure::in_rooms(alt, |room| {
        line_chart(room, 300, &entries, &ends, &spec, |plane, area| {
            draw_line(plane, &train_points, line(0))?;
            draw_line(plane, &validation_points, line(1))?;
            let marked: Vec<(f64, f64)> = best.map(|best| validation_points[best]).into_iter().collect();
            draw_points(plane, area, &marked, 7, Look { colour: line(1).colour, ..point(4) })
        })
    })
}

/// Axes of losses over epochs.
pub(super) fn loss_axes(x: Range<f64>, y: Range<f64>, scale: Scale) -> Axes<'static> {
    Axes { x, y, x_label: "epoch", y_label: "loss", x_scale: Scale::Linear, y_scale: scale, ticks: (6, 6) }
}

/// Losses over their epochs as points of the plane.
pub(super) fn place_losses(
    epochs: impl Iterator<Item = usize>,
    losses: &[f64],
    scale: Scale,
) -> Result<Vec<(f64, f64)>> {
    let heights: Vec<f64> = losses.iter().map(|&loss| scale.place("the loss", loss)).collect::<Result<_>>()?;
    Ok(epochs.map(|epoch| epoch as f64).zip(heights).collect())
}
