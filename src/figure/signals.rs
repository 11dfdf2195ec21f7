//! How the signal spreads, layer by layer: histograms of pre-activations.

use super::Figure;
use super::chart::{Room, draw_in, failed, text};
use super::palette::{BLUE, INK, MUTED, VERMILLION};
use super::scale::short;
use crate::{Error, Result};
use ndarray::Array2;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Bars of a histogram in a column; what lies outside the window is in the first and the last, in another colour.
const BARS: usize = 25;

/// The pre-activations of some layers of one network.
#[derive(Debug, Clone, PartialEq)]
pub struct Signals {
    /// What sets the network apart, such as its initialisation; at most 12 characters are shown.
    pub name: String,
    /// The number of a layer, and its Z: (n, m).
    pub layers: Vec<(usize, Array2<f64>)>,
}

/// A histogram for each layer, down, of each network, across, all over the same window: three standard deviations of the
/// network whose spread in its last layer is nearest to 1. The standard deviation stands above each; what lies outside the
/// window is heaped at its edges in vermillion.
///
/// # Errors
///
/// [`Error::Data`] if there are no networks or more than four, they have not the same layers, a layer is empty, or a number is
/// not finite.
pub fn pre_activations(networks: &[Signals]) -> Result<Figure> {
    let numbers = |network: &Signals| network.layers.iter().map(|(l, _)| *l).collect::<Vec<_>>();
    let layers = networks.first().map(numbers).unwrap_or_default();
    let alike = networks.iter().all(|network| numbers(network) == layers);
    if !(1..=4).contains(&networks.len()) || !(1..=8).contains(&layers.len()) || !alike {
        return Err(Error::data(
            "one to four networks with the same one to eight layers can be drawn beside each other",
        ));
    }
    for (l, z) in networks.iter().flat_map(|network| &network.layers) {
        if z.is_empty() || z.iter().any(|z| !z.is_finite()) {
            return Err(Error::data(format!("layer {l} has no pre-activations, or one that is not finite")));
        }
    }
    // The window suits the network whose spread in the last layer is nearest to 1.
    let spread = |network: &Signals| network.layers[layers.len() - 1].1.std(0.0).max(f64::MIN_POSITIVE).ln().abs();
    let calm = networks.iter().min_by(|a, b| spread(a).total_cmp(&spread(b))).unwrap_or(&networks[0]);
    let window = match calm.layers.iter().map(|(_, z)| z.std(0.0)).fold(0.0, f64::max) {
        widest if widest > 0.0 => 3.0 * widest,
        _ => 1.0,
    };
    let told: Vec<String> = networks
        .iter()
        .map(|network| {
            let spreads = network.layers.iter().map(|(l, z)| format!("{} in layer {l}", short(z.std(0.0))));
            format!("{}: {}", network.name, spreads.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let alt = format!("Histograms of pre-activations. Standard deviations: {}.", told.join("; "));
    Figure::in_rooms(alt, |room| drawn(room, networks, &layers, window))
}

/// The drawing, of the layers of these numbers.
fn drawn(room: Room, networks: &[Signals], layers: &[usize], window: f64) -> Result<String> {
    let (left, row, head) = (26, 66, 26);
    let column = (room.width() as i32 - 6 - left) / networks.len() as i32;
    let bins = if room == Room::Narrow { BARS } else { 2 * BARS - 1 };
    let bottom = head + row * layers.len() as i32;
    let put = |area: &super::chart::Area<'_>, words: String, at: (i32, i32), h: HPos, v: VPos| {
        area.draw(&Text::new(words, at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
    };
    draw_in(room, (bottom + 46) as u32, |area| {
        for (k, network) in networks.iter().enumerate() {
            let (x0, width) = (left + column * k as i32 + 4, column - 10);
            let name = network.name.chars().take(12).collect();
            put(area, name, (x0 + width / 2, 4), HPos::Center, VPos::Top)?;
            for (r, (_, z)) in network.layers.iter().enumerate() {
                let base = head + row * (r as i32 + 1) - 4;
                let bars = histogram(z, window, bins);
                let highest = bars.iter().copied().max().unwrap_or(1).max(1);
                for (b, &count) in bars.iter().enumerate() {
                    let tall = (f64::from(row - 26) * count as f64 / highest as f64).round() as i32;
                    let edge = |b: usize| x0 + width * b as i32 / bins as i32;
                    let corners = [(edge(b), base - tall), (edge(b + 1) - 1, base)];
                    let outside = (b == 0 || b == bins - 1) && z.iter().any(|z| z.abs() > window);
                    let colour = if outside { VERMILLION } else { BLUE };
                    if tall > 0 {
                        area.draw(&Rectangle::new(corners, colour.rgb().filled())).map_err(failed)?;
                    }
                }
                let floor = [(x0, base), (x0 + width, base)];
                area.draw(&PathElement::new(floor, MUTED.rgb().stroke_width(1))).map_err(failed)?;
                let words = format!("σ {}", short(z.std(0.0)));
                put(area, words, (x0 + width / 2, base - row + 8), HPos::Center, VPos::Top)?;
            }
            let edge = tenths(window);
            put(area, format!("−{edge}"), (x0, bottom), HPos::Left, VPos::Top)?;
            put(area, edge, (x0 + width, bottom), HPos::Right, VPos::Top)?;
        }
        for (r, l) in layers.iter().enumerate() {
            let turned = text(INK).transform(FontTransform::Rotate270).pos(Pos::new(HPos::Center, VPos::Top));
            let middle = head + row * r as i32 + row / 2;
            area.draw(&Text::new(format!("layer {l}"), (4, middle), turned)).map_err(failed)?;
        }
        put(
            area,
            "pre-activation z".to_owned(),
            ((left + room.width() as i32 - 6) / 2, bottom + 22),
            HPos::Center,
            VPos::Top,
        )
    })
}

/// A width with at most one digit behind the point.
fn tenths(value: f64) -> String {
    short(if value >= 1.0 { (value * 10.0).round() / 10.0 } else { value })
}

/// How many numbers fall into each of the bars between −window and window, those outside into the outermost.
fn histogram(z: &Array2<f64>, window: f64, bins: usize) -> Vec<usize> {
    let mut bars = vec![0; bins];
    for z in z {
        let place = (z / window + 1.0) / 2.0 * bins as f64;
        bars[(place.max(0.0) as usize).min(bins - 1)] += 1;
    }
    bars
}
