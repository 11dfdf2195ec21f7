//! What a model's answers rest on, as bars with their errors.

use super::Figure;
use super::chart::{CHARACTER, cut, draw, failed, text};
use super::palette::{BLUE, INK, MUTED};
use super::scale::short;
use crate::model::Importance;
use crate::{Error, Result};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The height of a bar and the space below it.
const ROW: i32 = 26;
/// Where the longest bar ends.
const RIGHT: f64 = 388.0;

/// The largest falls of the score, `most` at most, from the largest down: a bar each, and over its end a line of twice the standard error to
/// both sides. `score` names what falls, such as `accuracy`.
///
/// # Errors
///
/// [`Error::Data`] if there is no column, or a number is not finite.
pub fn importances(score: &str, importances: &[Importance], most: usize) -> Result<Figure> {
    let mut sorted: Vec<&Importance> = importances.iter().collect();
    sorted.sort_by(|a, b| b.fall.total_cmp(&a.fall));
    sorted.truncate(most);
    if sorted.is_empty() {
        return Err(Error::data("there is no importance to draw"));
    }
    if let Some(wrong) = sorted.iter().find(|one| !one.fall.is_finite() || !one.error.is_finite()) {
        return Err(Error::data(format!("the importance of '{}' is not finite", wrong.column)));
    }
    let ends = |one: &&Importance| [one.fall - 2.0 * one.error, one.fall + 2.0 * one.error];
    let (least, largest) =
        sorted.iter().flat_map(ends).fold((0.0_f64, 1e-12_f64), |(a, b), end| (a.min(end), b.max(end)));
    let longest = sorted.iter().map(|one| one.column.chars().count().min(22)).max().unwrap_or(1);
    let left = 12.0 + CHARACTER * longest as f64;
    let place = |value: f64| (left + (RIGHT - left) * (value - least) / (largest - least)).round() as i32;
    let height = ROW * sorted.len() as i32;
    let drawing = draw((height + 46) as u32, |area| {
        let put = |words: &str, at: (i32, i32), h: HPos, v: VPos| {
            area.draw(&Text::new(words.to_owned(), at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
        };
        for (k, one) in sorted.iter().enumerate() {
            let middle = 4 + ROW * k as i32 + ROW / 2;
            put(&cut(&one.column, 22), (left as i32 - 6, middle), HPos::Right, VPos::Center)?;
            let [from, to] = [place(one.fall.min(0.0)), place(one.fall.max(0.0)).max(place(one.fall.min(0.0)) + 1)];
            area.draw(&Rectangle::new([(from, middle - 8), (to, middle + 8)], BLUE.rgb().filled())).map_err(failed)?;
            let whisker = ends(one).map(|end| (place(end), middle));
            area.draw(&PathElement::new(whisker, INK.rgb().stroke_width(2))).map_err(failed)?;
        }
        let zero = place(0.0);
        area.draw(&PathElement::new([(zero, 2), (zero, height + 6)], MUTED.rgb().stroke_width(1))).map_err(failed)?;
        put("0", (zero, height + 8), HPos::Center, VPos::Top)?;
        let end = short(largest);
        if f64::from(zero) + CHARACTER * (end.chars().count() as f64 + 2.0) < RIGHT {
            put(&end, (RIGHT as i32, height + 8), HPos::Right, VPos::Top)?;
        }
        let below = format!("fall of {score}, ± 2 standard errors");
        put(&below, (RIGHT as i32, height + 26), HPos::Right, VPos::Top)
    })?;
    let told: Vec<String> =
        sorted.iter().map(|one| format!("{} {} ± {}", one.column, short(one.fall), short(one.error))).collect();
    Ok(Figure::new(&drawing, format!("Permutation importance, the fall of {score}: {}.", told.join("; "))))
}
