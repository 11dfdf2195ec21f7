//! Small pictures in rows: the masks of dropout, and the weights of neurons that look at images.

use super::Figure;
use super::chart::{Area, Room, draw, draw_in, failed, text};
use super::palette::{BLUE, INK, MUTED, diverging, rgb, sequential};
use super::scale::short;
use crate::{Error, Real, Result};
use ndarray::{Array2, ArrayView2};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The most images in a figure.
const IMAGES: usize = 32;
/// The most pixels of an image along each side.
const LARGEST_SIDE: usize = 32;
/// Shades on each side of 0.
const SHADES: f64 = 8.0;

/// Masks of dropout, each (n, m): a row for each neuron, a column for each sample, filled where the neuron works and empty
/// where it sits out.
///
/// # Errors
///
/// [`Error::Data`] if there is no mask, or one has no neuron, no sample, more than 40 neurons or more than 60 samples.
pub fn dropout_masks(masks: &[(String, Array2<bool>)]) -> Result<Figure> {
    let (mut height, mut boxes) = (4, Vec::new());
    for (name, mask) in masks {
        let (n, m) = mask.dim();
        if !(1..=40).contains(&n) || !(1..=60).contains(&m) {
            return Err(Error::data(format!(
                "'{name}' has {n} neurons and {m} samples; 1 to 40 and 1 to 60 can be drawn"
            )));
        }
        let cell = (350 / m as i32).clamp(5, 18);
        boxes.push((height, cell));
        height += 26 + cell * n as i32 + 34;
    }
    if masks.is_empty() {
        return Err(Error::data("there is no mask to draw"));
    }
    let drawing = draw(height as u32, |area| {
        for ((name, mask), (y, cell)) in masks.iter().zip(boxes) {
            put(area, name.clone(), (34, y), HPos::Left, VPos::Top, INK)?;
            let (left, top) = (34, y + 24);
            for ((i, j), works) in mask.indexed_iter() {
                let (x, y) = (left + cell * j as i32, top + cell * i as i32);
                let corners = [(x + 1, y + 1), (x + cell - 1, y + cell - 1)];
                let style = if *works { BLUE.rgb().filled() } else { MUTED.rgb().stroke_width(1) };
                area.draw(&Rectangle::new(corners, style)).map_err(failed)?;
            }
            let (n, m) = mask.dim();
            let (width, tall) = (cell * m as i32, cell * n as i32);
            let turned = text(INK).transform(FontTransform::Rotate270).pos(Pos::new(HPos::Center, VPos::Top));
            area.draw(&Text::new("neuron".to_owned(), (8, top + tall / 2), turned)).map_err(failed)?;
            put(area, "sample".to_owned(), (left + width / 2, top + tall + 4), HPos::Center, VPos::Top, INK)?;
        }
        Ok(())
    })?;
    let told: Vec<String> = masks
        .iter()
        .map(|(name, mask)| {
            let (n, m) = mask.dim();
            let works = mask.iter().filter(|works| **works).count();
            format!("{name}: {works} of {} places work, {n} neurons by {m} samples", n * m)
        })
        .collect();
    Ok(Figure::new(&drawing, format!("Masks of dropout, filled where a neuron works. {}.", told.join("; "))))
}

/// The rows of w: (n, side²) as images of side × side pixels, one colour scale for all: blue below 0, orange above; or, if no number
/// is below 0, the darker the smaller. Of more than 32 rows the first 32 are drawn.
///
/// # Errors
///
/// [`Error::Data`] if there is no row, the rows have not side² numbers, `side` is above 32, or a number is not finite.
pub fn weight_images<F: Real>(w: ArrayView2<'_, F>, side: usize) -> Result<Figure> {
    images(w, side, None)
}

/// As [`weight_images`], with words of a few letters below each image.
///
/// # Errors
///
/// As [`weight_images`], and [`Error::Data`] if there are not as many captions as rows.
pub fn captioned_images<F: Real>(w: ArrayView2<'_, F>, side: usize, captions: &[String]) -> Result<Figure> {
    if captions.len() != w.nrows() {
        return Err(Error::data(format!("{} captions for {} images; each has one", captions.len(), w.nrows())));
    }
    images(w, side, Some(captions))
}

fn images<F: Real>(w: ArrayView2<'_, F>, side: usize, captions: Option<&[String]>) -> Result<Figure> {
    let (n, pixels) = w.dim();
    if n == 0 || side == 0 || side > LARGEST_SIDE || pixels != side * side {
        return Err(Error::data(format!(
            "{n} rows of {pixels} weights are not images of {side} × {side} pixels; there must be a row, and at most \
             {LARGEST_SIDE} × {LARGEST_SIDE}"
        )));
    }
    if let Some(w) = w.iter().find(|w| !w.is_finite()) {
        return Err(Error::data(format!("a weight is {w}, which cannot be drawn")));
    }
    let shown = n.min(IMAGES);
    let largest = w.iter().map(|w| w.into_f64().abs()).fold(0.0, f64::max);
    let signed = w.iter().any(|w| *w < F::zero());
    let colour = |t: f64| rgb(if signed { diverging(t) } else { sequential(t) });
    let shade = |w: F| if largest > 0.0 { (w.into_f64() / largest * SHADES).round() / SHADES } else { 0.0 };
    let scale = if signed {
        format!("from {:.2} (blue) over 0 (light) to {largest:.2} (orange)", -largest)
    } else {
        format!("from 0 (dark) to {largest:.2} (yellow)")
    };
    let words = captions.map_or_else(String::new, |c| format!(" Below them: {}.", c[..shown].join(", ")));
    let alt = format!("The first {shown} of {n} rows as images of {side} by {side} pixels, {scale}.{words}");
    Figure::in_rooms(alt, |room| {
        let across = shown.min(match room {
            Room::Narrow if shown > 16 && side <= 16 => 8,
            Room::Narrow => 4,
            Room::Wide if side > 16 => 8,
            Room::Wide if shown > 16 => 11,
            Room::Wide => 16,
        });
        let cell = (((room.width() as i32 - 8) / across as i32 - 8) / side as i32).clamp(1, 14);
        let step = cell * side as i32 + 8;
        let down = step + if captions.is_some() { 16 } else { 0 };
        let rows = shown.div_ceil(across) as i32;
        let left = (room.width() as i32 - step * across as i32 + 8) / 2;
        let bottom = 6 + down * rows;

        draw_in(room, (bottom + 50) as u32, |area| {
            for (k, row) in w.rows().into_iter().take(shown).enumerate() {
                let (x0, y0) = (left + step * (k % across) as i32, 6 + down * (k / across) as i32);
                if let Some(captions) = captions {
                    let place = (x0 + (step - 8) / 2, y0 + step - 6);
                    put(area, captions[k].clone(), place, HPos::Center, VPos::Top, INK)?;
                }
                let shades: Vec<f64> = row.iter().map(|w| shade(*w)).collect();
                for (i, line) in shades.chunks(side).enumerate() {
                    let y = y0 + cell * i as i32;
                    let mut from = 0;
                    for run in line.chunk_by(|a, b| a == b) {
                        let to = from + run.len() as i32;
                        let corners = [(x0 + cell * from, y), (x0 + cell * to, y + cell)];
                        area.draw(&Rectangle::new(corners, colour(run[0]).filled())).map_err(failed)?;
                        from = to;
                    }
                }
            }
            let (key, y) = (room.width() as i32 / 2 - 85, bottom + 6);
            for k in 0..17 {
                let (from, to) = (key + 10 * k, key + 10 * (k + 1));
                let place = f64::from(k) / 16.0;
                let colour = colour(if signed { 2.0 * place - 1.0 } else { place });
                area.draw(&Rectangle::new([(from, y), (to, y + 14)], colour.filled())).map_err(failed)?;
            }
            let (least, zero) = if signed { (short(-largest), key + 85) } else { (String::new(), key) };
            put(area, least, (key, y + 18), HPos::Center, VPos::Top, INK)?;
            put(area, "0".to_owned(), (zero, y + 18), HPos::Center, VPos::Top, INK)?;
            put(area, short(largest), (key + 170, y + 18), HPos::Center, VPos::Top, INK)
        })
    })
}

fn put(area: &Area<'_>, words: String, at: (i32, i32), h: HPos, v: VPos, colour: super::palette::Colour) -> Result<()> {
    area.draw(&Text::new(words, at, text(colour).pos(Pos::new(h, v)))).map_err(failed)
}
