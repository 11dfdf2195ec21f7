//! Heatmaps of what the neurons of a layer do for each sample.

use super::Figure;
use super::chart::{Room, draw_in, failed, text};
use super::palette::{INK, MUTED, VERMILLION, rgb, sequential};
use super::scale::short;
use crate::{Error, Result};
use ndarray::ArrayView2;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Shades that the colour scale has; neighbours of one shade become one rectangle.
const SHADES: f64 = 24.0;

/// Activations a: (n, m), neurons down, samples across by class, where they are many several in a column. A neuron that is 0 for every sample is dead and
/// marked at its row.
///
/// # Errors
///
/// [`Error::Data`] if there is no neuron or no sample, a number is not finite, there is not a label for each sample, or a
/// label has no name.
pub fn layer_activations(a: ArrayView2<f64>, labels: &[usize], names: &[String]) -> Result<Figure> {
    let (n, m) = a.dim();
    if n == 0 || m == 0 || labels.len() != m || labels.iter().any(|&label| label >= names.len()) {
        return Err(Error::data(format!(
            "a heatmap of {n} × {m} activations needs a label with a name for each sample"
        )));
    }
    if let Some(value) = a.iter().find(|value| !value.is_finite()) {
        return Err(Error::data(format!("an activation is {value}, which cannot be drawn")));
    }
    let (smallest, largest) = a.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(s, l), &a| (s.min(a), l.max(a)));
    let dead: Vec<usize> = (0..n).filter(|&i| a.row(i).iter().all(|a| *a == 0.0)).collect();

    let alt = format!(
        "Activations of {n} neurons for {m} samples of {} classes, from {smallest:.2} to {largest:.2}; {} neurons are 0 for every \
         sample.",
        names.len(),
        dead.len()
    );
    Figure::in_rooms(alt, |room| drawn(room, a, (labels, names), (smallest, largest), &dead))
}

/// The drawing, with the smallest and the largest activation, and the rows that are marked.
fn drawn(
    room: Room,
    a: ArrayView2<f64>,
    (labels, names): (&[usize], &[String]),
    (smallest, largest): (f64, f64),
    dead: &[usize],
) -> Result<String> {
    let n = a.nrows();
    let width = if largest > smallest { largest - smallest } else { 1.0 };
    // Samples in the order of their classes, then columns of at most `per` neighbours of one class.
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    let per = labels.len().div_ceil(if room == Room::Narrow { 90 } else { 240 });
    for class in 0..names.len() {
        let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == class).collect();
        groups.extend(members.chunks(per).map(|chunk| (class, chunk.to_vec())));
    }
    let (left, top, plot) = (46, 26, room.width() as i32 - 90);
    let cell = (280 / n as i32).clamp(3, 18);
    let height = (top + cell * n as i32 + 96) as u32;
    let x_of = |column: usize| left + (plot * column as i32) / groups.len() as i32;
    draw_in(room, height, |area| {
        for i in 0..n {
            let shade = |(_, members): &(usize, Vec<usize>)| {
                let mean = members.iter().map(|&j| a[[i, j]]).sum::<f64>() / members.len() as f64;
                ((mean - smallest) / width * SHADES).round() / SHADES
            };
            let shades: Vec<f64> = groups.iter().map(shade).collect();
            let y = top + cell * i as i32;
            let mut from = 0;
            for run in shades.chunk_by(|a, b| a == b) {
                let corners = [(x_of(from), y), (x_of(from + run.len()), y + cell)];
                area.draw(&Rectangle::new(corners, rgb(sequential(run[0])).filled())).map_err(failed)?;
                from += run.len();
            }
        }
        let put = |content: String, at: (i32, i32), h: HPos, v: VPos| {
            area.draw(&Text::new(content, at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
        };
        for &i in dead {
            let y = top + cell * i as i32 + cell / 2;
            let mark = [(left + plot + 4, y - 4), (left + plot + 12, y + 4)];
            area.draw(&PathElement::new(mark, VERMILLION.rgb().stroke_width(2))).map_err(failed)?;
            let mark = [(left + plot + 4, y + 4), (left + plot + 12, y - 4)];
            area.draw(&PathElement::new(mark, VERMILLION.rgb().stroke_width(2))).map_err(failed)?;
        }
        let bottom = top + cell * n as i32;
        for (class, name) in names.iter().enumerate() {
            let columns: Vec<usize> = (0..groups.len()).filter(|&column| groups[column].0 == class).collect();
            if let (Some(&first), Some(&last)) = (columns.first(), columns.last()) {
                let (from, to) = (x_of(first), x_of(last + 1));
                let room = ((to - from) / 8).max(1) as usize;
                put(name.chars().take(room).collect(), ((from + to) / 2, 4), HPos::Center, VPos::Top)?;
                let edge = [(from, top - 4), (from, bottom + 4)];
                area.draw(&PathElement::new(edge, MUTED.rgb().stroke_width(1))).map_err(failed)?;
            }
        }
        put("1".to_owned(), (left - 6, top + cell / 2), HPos::Right, VPos::Center)?;
        put(n.to_string(), (left - 6, bottom - cell / 2), HPos::Right, VPos::Center)?;
        let turned = text(INK).transform(FontTransform::Rotate270).pos(Pos::new(HPos::Center, VPos::Top));
        area.draw(&Text::new("neuron", (4, (top + bottom) / 2), turned)).map_err(failed)?;
        put("samples, by class".to_owned(), (left + plot / 2, bottom + 8), HPos::Center, VPos::Top)?;
        // The key of the colours.
        let (key_y, key_w) = (bottom + 42, 140);
        for k in 0..=SHADES as i32 {
            let (x0, x1) = (left + key_w * k / 25, left + key_w * (k + 1) / 25);
            let colour = rgb(sequential(f64::from(k) / SHADES));
            area.draw(&Rectangle::new([(x0, key_y), (x1, key_y + 14)], colour.filled())).map_err(failed)?;
        }
        put(short(smallest), (left, key_y + 18), HPos::Center, VPos::Top)?;
        put(short(largest), (left + key_w, key_y + 18), HPos::Center, VPos::Top)?;
        let beside = left + key_w + 14;
        put("activation".to_owned(), (beside, key_y + 7), HPos::Left, VPos::Center)?;
        if dead.is_empty() {
            return Ok(());
        }
        let words = format!("×  marks a dead one: {}", dead.len());
        put(words, (beside + 16, key_y + 18), HPos::Left, VPos::Top)
    })
}
