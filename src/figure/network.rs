//! The network itself: neurons as circles, weights as lines.

use super::Figure;
use super::chart::{Area, CHARACTER, Room, cut, draw_in, failed, text};
use super::palette::{BACKGROUND, INK, NEGATIVE, POSITIVE};
use crate::{Error, Network, Real, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// More neurons in a layer than this are shown by their first and their last ones.
const SHOWN: usize = 16;
/// More characters of a name than this are cut off in a column, and twice as many on a page.
const NAME: usize = 18;
/// A network with no more neurons in any layer needs no more room than a column.
const SMALL: usize = 4;

/// The row of the dots.
const GAP: usize = SHOWN / 2 - 1;

/// The layers from left to right. The wider a line, the larger the size of its weight among those between the same two layers;
/// positive weights are solid, negative ones dashed. Of a layer with more than sixteen neurons the first seven and the last eight
/// are shown, with dots between. Biases are not drawn.
///
/// # Errors
///
/// [`Error::Data`] if there is not a name for each input and each output, or a weight is not finite.
pub fn network_diagram<F: Real>(network: &Network<F>, inputs: &[&str], outputs: &[&str]) -> Result<Figure> {
    if (inputs.len(), outputs.len()) != (network.n_in(), network.n_out()) {
        return Err(Error::data(format!(
            "the network has {} inputs and {} outputs, but there are {} and {} names",
            network.n_in(),
            network.n_out(),
            inputs.len(),
            outputs.len()
        )));
    }
    let weights: Vec<Vec<(usize, usize, f64)>> = network
        .layers()
        .iter()
        .map(|layer| layer.w.indexed_iter().map(|((i, j), w)| (i, j, w.into_f64())).collect())
        .collect();
    if let Some((_, _, w)) = weights.iter().flatten().find(|(_, _, w)| !w.is_finite()) {
        return Err(Error::data(format!("a weight is {w}, which cannot be drawn")));
    }
    let told: Vec<String> = (1..)
        .zip(&weights)
        .map(|(l, weights)| {
            let positive = weights.iter().filter(|(_, _, w)| *w > 0.0).count();
            let largest = weights.iter().map(|(_, _, w)| w.abs()).fold(0.0, f64::max);
            format!("layer {l} has {} weights, {positive} above 0, the largest of size {largest:.2}", weights.len())
        })
        .collect();
    let shape = network.sizes().iter().map(usize::to_string).collect::<Vec<_>>().join("-");
    let alt = format!("A network {shape}: {}.", told.join("; "));
    let drawing = |room| drawn(room, network, &weights, (inputs, outputs));
    // A small network is seen at once; between many neurons there is room for lines.
    let is_small = network.sizes().iter().all(|&n| n <= SMALL);
    if is_small { Ok(Figure::new(&drawing(Room::Narrow)?, alt)) } else { Figure::in_rooms(alt, drawing) }
}

/// The drawing, with the weights of each layer: to which neuron, from which, how large.
fn drawn<F: Real>(
    room: Room,
    network: &Network<F>,
    weights: &[Vec<(usize, usize, f64)>],
    (inputs, outputs): (&[&str], &[&str]),
) -> Result<String> {
    let sizes = network.sizes();
    let most = if room == Room::Narrow { NAME } else { 2 * NAME };
    let rows = sizes.iter().map(|&n| n.min(SHOWN)).max().unwrap_or(1) as i32;
    let space = |names: &[&str]| {
        let longest = names.iter().map(|name| name.chars().count().min(most)).max().unwrap_or(0);
        (CHARACTER * longest as f64) as i32 + 26
    };
    let (left, right) = (space(inputs), room.width() as i32 - space(outputs));
    let (top, step) = (36, 24);
    let bottom = top + step * rows;
    let column = |l: usize| left + (right - left) * l as i32 / (sizes.len() - 1) as i32;
    // Where neuron i of layer l is, if it is shown: the layers stand centred.
    let place = |l: usize, i: usize| -> Option<(i32, i32)> {
        let n = sizes[l];
        let shown = n.min(SHOWN);
        // Of many neurons one place is left for the dots.
        let row = match i {
            _ if n <= SHOWN || i < GAP => i,
            _ if i > n - SHOWN + GAP => i + SHOWN - n,
            _ => return None,
        };
        Some((column(l), (top + bottom) / 2 + (2 * row as i32 + 1 - shown as i32) * step / 2))
    };
    let put = |area: &Area<'_>, words: &str, at: (i32, i32), h: HPos, v: VPos| {
        area.draw(&Text::new(words.to_owned(), at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
    };
    draw_in(room, (bottom + 56) as u32, |area| {
        for (x, colour, words) in [(12, POSITIVE, "weight above 0"), (190, NEGATIVE, "weight below 0")] {
            area.draw(&PathElement::new([(x, 14), (x + 34, 14)], colour.rgb().stroke_width(3))).map_err(failed)?;
            put(area, words, (x + 42, 14), HPos::Left, VPos::Center)?;
        }
        for (l, weights) in (1..).zip(weights) {
            let largest = weights.iter().map(|(_, _, w)| w.abs()).fold(0.0, f64::max);
            // Small weights first, so that large ones are on top.
            let mut order: Vec<&(usize, usize, f64)> = weights.iter().filter(|(_, _, w)| *w != 0.0).collect();
            order.sort_by(|a, b| a.2.abs().total_cmp(&b.2.abs()));
            for &&(i, j, w) in &order {
                if let (Some(from), Some(to)) = (place(l - 1, j), place(l, i)) {
                    let colour = if w > 0.0 { POSITIVE } else { NEGATIVE };
                    let width = (5.0 * w.abs() / largest).round() as u32;
                    if width > 0 {
                        area.draw(&PathElement::new([from, to], colour.rgb().stroke_width(width))).map_err(failed)?;
                    }
                }
            }
        }
        for (l, &n) in sizes.iter().enumerate() {
            for i in 0..n {
                if let Some(at) = place(l, i) {
                    area.draw(&Circle::new(at, 8, BACKGROUND.rgb().filled())).map_err(failed)?;
                    area.draw(&Circle::new(at, 8, INK.rgb().stroke_width(2))).map_err(failed)?;
                }
            }
            if n > SHOWN {
                let y = (top + bottom) / 2 + (2 * GAP as i32 + 1 - SHOWN as i32) * step / 2;
                for dy in [-6, 0, 6] {
                    area.draw(&Circle::new((column(l), y + dy), 2, INK.rgb().filled())).map_err(failed)?;
                }
            }
            let name = match l {
                0 => "input".to_owned(),
                _ => network.layer(l).activation.to_string(),
            };
            put(area, &name, (column(l), bottom + 6), HPos::Center, VPos::Top)?;
            put(area, &n.to_string(), (column(l), bottom + 26), HPos::Center, VPos::Top)?;
        }
        for (l, names, h, aside) in [(0, inputs, HPos::Right, -14), (sizes.len() - 1, outputs, HPos::Left, 14)] {
            for (i, name) in names.iter().enumerate() {
                if let Some((x, y)) = place(l, i) {
                    put(area, &cut(name, most), (x + aside, y), h, VPos::Center)?;
                }
            }
        }
        Ok(())
    })
}
