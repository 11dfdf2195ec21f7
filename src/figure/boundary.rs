//! Decision boundaries: which class a network gives to each place of the plane, and how sure it is.

use super::Figure;
use super::chart::{
    Area, Axes, Look, Mark, Plane, Room, axes, draw_points, failed, height_with, legend, legend_height, point, range,
    text,
};
use super::fine::{Fine, Ink, draw_fine};
use super::palette::{INK, MUTED, series};
use super::regions::{Region, regions};
use super::scale::Scale;
use crate::data::{Dataset, Target};
use crate::{Error, Model, Real, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// Cells of the grid in each direction, in a figure of its own and in one of several panels.
const CELLS: usize = 100;
const CELLS_OF_A_PANEL: usize = 44;
/// The most panels, and of more samples than this every second, third, … is drawn in a panel: the file stays small.
const PANELS: usize = 6;
const POINTS_OF_A_PANEL: usize = 100;

/// The regions of the classes, the stronger the surer, under the training samples with their true classes and, hollow, the
/// test samples with theirs.
///
/// # Errors
///
/// [`Error::Data`] if the model does not tell classes apart by two features, there are no samples, one is not finite, a data set
/// was changed so that its parts do not fit, or the test samples have other classes.
pub fn decision_boundary<F: Real>(model: &Model<F>, train: &Dataset, test: Option<&Dataset>) -> Result<Figure> {
    let mut parts = vec![Part::new(train, false)?];
    if let Some(test) = test {
        parts.push(Part::new(test, true)?);
        if parts[1].names != parts[0].names {
            return Err(Error::data("training and test samples have different classes"));
        }
    }
    let [x, y] = window(&parts)?;
    let regions = regions(model, &x, &y, CELLS)?;
    let mut entries = classes(parts[0].names);
    if test.is_some() {
        let look = Look { colour: MUTED, mark: Mark::Circle, hollow: true };
        entries.push(("hollow: test".to_owned(), look));
    }
    let (x_label, y_label) = (train.features[0].as_str(), train.features[1].as_str());
    let drawing = draw_fine(Room::Narrow, height_with(360, &entries, Room::Narrow), |area, fine| {
        let area = legend(area, &entries)?;
        let (x, y) = (x.clone(), y.clone());
        let spec = Axes { x, y, x_label, y_label, x_scale: Scale::Linear, y_scale: Scale::Linear, ticks: (6, 6) };
        let plane = axes(&area, &spec)?;
        paint((&plane, &area, fine), &regions, &parts, (4, usize::MAX))
    })?;
    let mut alt = format!("The plane of {x_label} and {y_label}, divided between {} classes", parts[0].names.len());
    for (part, what) in parts.iter().zip(["training", "test"]) {
        let kind = if test.is_some() { what } else { "given" };
        alt += &format!(
            "; {:.1} % of the {} {kind} samples in the region of their class",
            part.right(model)?,
            part.labels.len()
        );
    }
    Ok(Figure::new(&drawing, alt + "."))
}

/// The same plane as several models divide it, such as one network after more and more epochs: two panels in a row, or all of them on a
/// wide page, each with its name and the part of the samples that is in the region of its class.
///
/// # Errors
///
/// [`Error::Data`] if there are no models or more than six; otherwise as [`decision_boundary`].
pub fn decision_boundaries<F: Real>(models: &[(String, &Model<F>)], samples: &Dataset) -> Result<Figure> {
    if !(1..=PANELS).contains(&models.len()) {
        return Err(Error::data(format!(
            "the boundaries of 1 to {PANELS} models can be drawn, not of {}",
            models.len()
        )));
    }
    let parts = [Part::new(samples, false)?];
    let [x, y] = window(&parts)?;
    let entries = classes(parts[0].names);
    let mut told = Vec::new();
    for (name, model) in models {
        told.push((regions(model, &x, &y, CELLS_OF_A_PANEL)?, format!("{name}: {:.1} %", parts[0].right(model)?)));
    }
    let words: Vec<&str> = told.iter().map(|(_, words)| words.as_str()).collect();
    let alt = format!(
        "The plane of {} and {} as it is divided between {} classes in {} panels, with the part of {} samples in the region of \
         their class: {}.",
        samples.features[0],
        samples.features[1],
        parts[0].names.len(),
        models.len(),
        parts[0].labels.len(),
        words.join("; ")
    );
    Figure::of_panels(models.len(), alt, |room| {
        let columns = room.columns(models.len());
        let rows = models.len().div_ceil(columns);
        let (width, tall) = room.panel(models.len(), 14);
        draw_fine(room, legend_height(&entries, room.width()) + tall * rows as u32, |area, fine| {
            let area = legend(area, &entries)?;
            for (panel, (regions, words)) in area.split_evenly((rows, columns)).iter().zip(&told) {
                let (plot, below) = panel.split_vertically(panel.dim_in_pixel().1 as i32 - 24);
                let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
                below.draw(&Text::new(words.clone(), (width / 2 + 12, 0), style)).map_err(failed)?;
                let (x, y) = (x.clone(), y.clone());
                let spec = Axes {
                    x,
                    y,
                    x_label: "",
                    y_label: "",
                    x_scale: Scale::Linear,
                    y_scale: Scale::Linear,
                    ticks: (4, 4),
                };
                let plane = axes(&plot, &spec)?;
                paint((&plane, &plot, fine), regions, &parts, (3, POINTS_OF_A_PANEL))?;
            }
            Ok(())
        })
    })
}

/// Samples of two features and of classes.
struct Part<'a> {
    samples: &'a Dataset,
    labels: &'a [usize],
    names: &'a [String],
    hollow: bool,
}

impl<'a> Part<'a> {
    fn new(samples: &'a Dataset, hollow: bool) -> Result<Self> {
        let Target::Classes { labels, names } = &samples.target else {
            return Err(Error::data("a decision boundary needs classes"));
        };
        samples.check()?;
        let features = samples.x.nrows();
        if features != 2 {
            return Err(Error::data(format!("a decision boundary needs two features, and there are {features}")));
        }
        Ok(Part { samples, labels, names, hollow })
    }

    /// The percentage of the samples to which the model gives their class.
    fn right<F: Real>(&self, model: &Model<F>) -> Result<f64> {
        let predicted = model.predict_classes(self.samples.x.view())?;
        let right = predicted.iter().zip(self.labels).filter(|(predicted, label)| predicted == label).count();
        Ok(100.0 * right as f64 / self.labels.len() as f64)
    }
}

/// A legend entry for each class.
fn classes(names: &[String]) -> Vec<(String, Look)> {
    names.iter().enumerate().map(|(k, name)| (format!("class {name}"), point(k))).collect()
}

/// The ranges of the two features.
fn window(parts: &[Part<'_>]) -> Result<[Range<f64>; 2]> {
    let all = |row: usize| parts.iter().flat_map(move |part| part.samples.x.row(row).into_iter().copied());
    Ok([range("a feature", all(0), 0.06)?, range("a feature", all(1), 0.06)?])
}

/// Regions, then points.
fn paint(
    (plane, area, fine): (&Plane<'_, '_>, &Area<'_>, &Fine),
    regions: &[Region],
    parts: &[Part<'_>],
    (size, most): (i32, usize),
) -> Result<()> {
    for region in regions {
        fine.draw(plane, area, &region.rings, Ink::Filled(series(region.class), region.strength))?;
    }
    for part in parts {
        for k in 0..part.names.len() {
            let every = part.labels.len().div_ceil(most);
            let members = (0..part.labels.len()).filter(|&i| part.labels[i] == k).step_by(every);
            let points: Vec<(f64, f64)> = members.map(|i| (part.samples.x[[0, i]], part.samples.x[[1, i]])).collect();
            draw_points(plane, area, &points, size + i32::from(part.hollow), Look { hollow: part.hollow, ..point(k) })?;
        }
    }
    Ok(())
}
