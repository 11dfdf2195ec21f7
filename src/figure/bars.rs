//! Numbers beside each other as bars.

use super::Figure;
use super::chart::{CHARACTER, draw, failed, text};
use super::palette::{BLUE, INK, MUTED};
use super::scale::{Scale, short};
use crate::{Error, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The height of a bar and the space below it.
const ROW: i32 = 40;

/// A bar for each name, below each other, its number at its end. On a logarithmic scale the bars begin at a tenth of the smallest
/// number, so only the differences between their ends mean something.
///
/// # Errors
///
/// [`Error::Data`] if there is no bar, or a number is not finite and above 0.
pub fn bars(unit: &str, scale: Scale, bars: &[(String, f64)]) -> Result<Figure> {
    if bars.is_empty() {
        return Err(Error::data("there is no bar to draw"));
    }
    if let Some((name, value)) = bars.iter().find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
        return Err(Error::data(format!("'{name}' is {value}; a bar needs a number above 0")));
    }
    let (least, most) = bars.iter().fold((f64::MAX, 0.0_f64), |(a, b), (_, value)| (a.min(*value), b.max(*value)));
    let room = bars.iter().map(|(_, value)| short(*value).chars().count()).max().unwrap_or(1) as f64 * CHARACTER + 14.0;
    let length = |value: f64| match scale {
        Scale::Linear => value / most,
        Scale::Logarithmic => (10.0 * value / least).ln() / (10.0 * most / least).ln(),
    };
    let widest = 388.0 - room;
    let height = ROW * bars.len() as i32;
    let drawing = draw((height + 34) as u32, |area| {
        let put = |words: &str, at: (i32, i32), h: HPos, v: VPos| {
            area.draw(&Text::new(words.to_owned(), at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
        };
        for (k, (name, value)) in bars.iter().enumerate() {
            let y = 4 + ROW * k as i32;
            let end = 6 + (widest * length(*value)).round() as i32;
            put(name, (6, y), HPos::Left, VPos::Top)?;
            area.draw(&Rectangle::new([(6, y + 18), (end.max(7), y + 32)], BLUE.rgb().filled())).map_err(failed)?;
            put(&short(*value), (end + 6, y + 25), HPos::Left, VPos::Center)?;
        }
        let axis = [(6, 2), (6, height)];
        area.draw(&PathElement::new(axis, MUTED.rgb().stroke_width(1))).map_err(failed)?;
        let unit = match scale {
            Scale::Linear => unit.to_owned(),
            Scale::Logarithmic => format!("{unit}, logarithmic"),
        };
        put(&unit, (6, height + 10), HPos::Left, VPos::Top)
    })?;
    let told: Vec<String> = bars.iter().map(|(name, value)| format!("{name} {}", short(*value))).collect();
    Ok(Figure::new(&drawing, format!("Bars, in {unit}: {}.", told.join("; "))))
}
