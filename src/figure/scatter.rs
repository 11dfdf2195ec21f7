//! Samples as points of the plane: projections before and after training.

use super::Figure;
use super::chart::{Axes, Look, axes, draw, draw_points, failed, legend, plain, point, range, text};
use super::palette::INK;
use crate::projection::silhouette;
use crate::{Error, Result};
use ndarray::ArrayView2;
use plotters::element::Text;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// One panel of [`projections`].
#[derive(Debug, Clone, Copy)]
pub struct Projection<'a> {
    /// What stands below the panel, such as `features, PCA`.
    pub name: &'a str,
    /// The places of the samples: (2, m).
    pub y: ArrayView2<'a, f64>,
}

/// Panels of the same samples, two in a row, each class with its colour and marker, and the silhouette under each.
///
/// # Errors
///
/// [`Error::Data`] if there is no panel, a place is not finite or the labels do not fit the places; as
/// [`silhouette`](fn@crate::projection::silhouette).
pub fn projections(panels: &[Projection<'_>], labels: &[usize], names: &[String]) -> Result<Figure> {
    let entries: Vec<(String, Look)> = names.iter().enumerate().map(|(k, name)| (name.clone(), point(k))).collect();
    if panels.is_empty() || labels.iter().any(|&label| label >= names.len()) {
        return Err(Error::data("there is no projection to draw, or a label has no name"));
    }
    let mut told = Vec::new();
    for panel in panels {
        if panel.y.nrows() != 2 {
            return Err(Error::data(format!(
                "'{}' has {} coordinates; a picture has two",
                panel.name,
                panel.y.nrows()
            )));
        }
        told.push(format!("silhouette {:.2}", silhouette(panel.y, labels)?).replace('-', "−"));
    }
    let rows = panels.len().div_ceil(2);
    let legend_rows = 1 + names.iter().map(|name| 44 + 8 * name.chars().count()).sum::<usize>() / 380;
    let height = (26 * legend_rows + 230 * rows) as u32;
    let drawing = draw(height, |area| {
        let area = legend(area, &entries)?;
        for (panel, (area, told)) in panels.iter().zip(area.split_evenly((rows, 2)).iter().zip(&told)) {
            let (x, y) = (panel.y.row(0), panel.y.row(1));
            let none = |_: &f64| String::new();
            // Two lines below: what it is, and how well the classes are apart.
            let (plot, below) = area.split_vertically(area.dim_in_pixel().1 as i32 - 42);
            for (line, words) in [panel.name, told.as_str()].into_iter().enumerate() {
                let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
                below.draw(&Text::new(words.to_owned(), (112, 20 * line as i32), style)).map_err(failed)?;
            }
            let spec = Axes {
                x: range("a coordinate", x.iter().copied(), 0.05)?,
                y: range("a coordinate", y.iter().copied(), 0.05)?,
                x_label: "",
                y_label: "",
                x_tick: &none,
                y_tick: &plain,
                ticks: (4, 4),
            };
            let plane = axes(&plot, &spec)?;
            for k in 0..names.len() {
                let members = (0..labels.len()).filter(|&i| labels[i] == k);
                let points: Vec<(f64, f64)> = members.map(|i| (x[i], y[i])).collect();
                draw_points(&plane, &plot, &points, 3, point(k))?;
            }
        }
        Ok(())
    })?;
    let named: Vec<String> = panels.iter().zip(&told).map(|(panel, told)| format!("{}, {told}", panel.name)).collect();
    let (m, classes) = (labels.len(), names.len());
    let alt = format!("{m} samples of {classes} classes in {} projections: {}.", panels.len(), named.join("; "));
    Ok(Figure::new(&drawing, alt))
}
