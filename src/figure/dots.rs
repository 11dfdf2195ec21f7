//! Numbers beside each other as dots on one axis.

use super::Figure;
use super::chart::{CHARACTER, draw_in, failed, text};
use super::palette::{BLUE, INK, MUTED};
use super::scale::{Scale, short};
use crate::{Error, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The height of a row.
const ROW: i32 = 24;

/// A row for each name, with a dot where its number stands on an axis that all share, and the number beside the dot.
///
/// # Errors
///
/// [`Error::Data`] if there is no row, or a number is not finite and above 0.
pub fn dots(unit: &str, scale: Scale, rows: &[(String, f64)]) -> Result<Figure> {
    if rows.is_empty() {
        return Err(Error::data("there is no dot to draw"));
    }
    if let Some((name, value)) = rows.iter().find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
        return Err(Error::data(format!("'{name}' is {value}; a dot needs a number above 0")));
    }
    let places: Vec<f64> = rows.iter().map(|(_, value)| scale.place(unit, *value)).collect::<Result<_>>()?;
    let (least, most) = places.iter().fold((f64::MAX, f64::MIN), |(a, b), place| (a.min(*place), b.max(*place)));
    let margin = if most > least { 0.06 * (most - least) } else { 0.5 };
    // Nothing is below 0 on an even scale.
    let least = if scale == Scale::Linear { 0.0 } else { least - margin };
    let range = least..most + margin;
    let length = |words: &str| (CHARACTER * words.chars().count() as f64) as i32;
    let left = 14 + rows.iter().map(|(name, _)| length(name)).max().unwrap_or(0);
    let beside = 16 + rows.iter().map(|(_, value)| length(&short(*value))).max().unwrap_or(0);
    let unit = match scale {
        Scale::Linear => unit.to_owned(),
        Scale::Logarithmic => format!("{unit}, logarithmic"),
    };
    let bottom = 6 + ROW * rows.len() as i32;
    let told: Vec<String> = rows.iter().map(|(name, value)| format!("{name} {}", short(*value))).collect();
    let alt = format!("Dots, in {unit}: {}.", told.join("; "));
    Figure::in_rooms(alt, |room| {
        let right = room.width() as i32 - beside;
        let most = ((right - left) / 34).clamp(2, 8) as usize;
        let mut ticks = scale.ticks(&range, most);
        if ticks.len() > most {
            // Powers of ten only.
            ticks.retain(|tick| tick.fract() == 0.0);
        }
        let x = |place: f64| {
            let part = (place - range.start) / (range.end - range.start);
            left + (f64::from(right - left) * part).round() as i32
        };
        draw_in(room, (bottom + 46) as u32, |area| {
            let put = |words: &str, at: (i32, i32), h: HPos, v: VPos| {
                area.draw(&Text::new(words.to_owned(), at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
            };
            let rule = |from: (i32, i32), to: (i32, i32), strength: f64| {
                let style = MUTED.rgb().mix(strength).stroke_width(1);
                area.draw(&PathElement::new([from, to], style)).map_err(failed)
            };
            for (k, ((name, value), place)) in (0..).zip(rows.iter().zip(&places)) {
                let y = 6 + ROW * k + ROW / 2;
                put(name, (left - 8, y), HPos::Right, VPos::Center)?;
                rule((left, y), (right, y), 0.25)?;
                area.draw(&Circle::new((x(*place), y), 5, BLUE.rgb().filled())).map_err(failed)?;
                put(&short(*value), (x(*place) + 10, y), HPos::Left, VPos::Center)?;
            }
            rule((left, bottom), (right, bottom), 1.0)?;
            for tick in &ticks {
                rule((x(*tick), bottom), (x(*tick), bottom + 4), 1.0)?;
                put(&scale.tick(*tick), (x(*tick), bottom + 7), HPos::Center, VPos::Top)?;
            }
            put(&unit, ((left + right) / 2, bottom + 27), HPos::Center, VPos::Top)
        })
    })
}
