//! The confusion matrix as a picture: the darker a cell, the larger its part of the actual class.

use super::Figure;
use super::chart::{CHARACTER, draw, failed, text};
use super::palette::{INK, rgb, sequential};
use crate::training::metrics::ConfusionMatrix;
use crate::{Error, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Actual classes down, predicted ones across, the counts in the cells.
///
/// # Errors
///
/// [`Error::Data`] if there are no classes, or more than 20, which no cell could be read of.
pub fn confusion_matrix(matrix: &ConfusionMatrix) -> Result<Figure> {
    let classes = matrix.names.len();
    if classes == 0 || classes > 20 {
        return Err(Error::data(format!("a confusion matrix can be drawn for 1 to 20 classes, not for {classes}")));
    }
    let short: Vec<String> = matrix.names.iter().map(|name| name.chars().take(10).collect()).collect();
    let longest = short.iter().map(|name| name.chars().count()).max().unwrap_or(1) as i32;
    let left = 30 + 8 * longest;
    let cell = (390 - left) / classes as i32;
    let (top, side) = (8, cell * classes as i32);
    let height = (top + side + 58) as u32;
    // Heads that are wider than their column are numbered through by their row instead.
    let fits = 8 * longest <= cell;

    let drawing = draw(height, |area| {
        let put = |content: String, x: i32, y: i32, style: TextStyle<'_>| {
            area.draw(&Text::new(content, (x, y), style)).map_err(failed)
        };
        for (i, name) in short.iter().enumerate() {
            let y = top + cell * i as i32;
            let middle = Pos::new(HPos::Right, VPos::Center);
            put(name.clone(), left - 6, y + cell / 2, text(INK).pos(middle))?;
            let whole = matrix.counts.row(i).sum().max(1) as f64;
            for j in 0..classes {
                let x = left + cell * j as i32;
                let count = matrix.counts[[i, j]];
                let part = count as f64 / whole;
                let colour = rgb(sequential(part));
                area.draw(&Rectangle::new([(x, y), (x + cell - 1, y + cell - 1)], colour.filled())).map_err(failed)?;
                let bright =
                    0.3 * f64::from(colour.0) + 0.59 * f64::from(colour.1) + 0.11 * f64::from(colour.2) > 128.0;
                let ink = if bright { RGBColor(0, 0, 0) } else { RGBColor(255, 255, 255) };
                let style = text(INK).color(&ink).pos(Pos::new(HPos::Center, VPos::Center));
                if CHARACTER * count.to_string().len() as f64 > f64::from(cell) {
                    continue; // The colour says it, and the words of the figure.
                }
                put(count.to_string(), x + cell / 2, y + cell / 2, style)?;
            }
            let head = if fits { name.clone() } else { (i + 1).to_string() };
            let centre = Pos::new(HPos::Center, VPos::Top);
            put(head, left + cell * i as i32 + cell / 2, top + side + 6, text(INK).pos(centre))?;
        }
        let centre = Pos::new(HPos::Center, VPos::Top);
        let across = if fits { "predicted class" } else { "predicted class, in the order of the rows" };
        put(across.to_owned(), left + side / 2, top + side + 30, text(INK).pos(centre))?;
        let turned = text(INK).transform(FontTransform::Rotate270).pos(Pos::new(HPos::Center, VPos::Top));
        put("actual class".to_owned(), 4, top + side / 2, turned)
    })?;
    let right: usize = matrix.counts.diag().sum();
    let mut alt = format!("Confusion matrix of {} samples: {right} on the diagonal.", matrix.counts.sum());
    let wrong = matrix.counts.indexed_iter().filter(|((i, j), count)| i != j && **count > 0);
    let told: Vec<String> =
        wrong.map(|((i, j), count)| format!("{} taken for {}: {count}", matrix.names[i], matrix.names[j])).collect();
    if !told.is_empty() {
        alt += &format!(" {}.", told.join("; "));
    }
    Ok(Figure::new(&drawing, alt))
}
