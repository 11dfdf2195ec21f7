//! Several figures as one, each below the one before.

use super::Figure;
use std::fmt::Write;

/// The space between two figures.
const GAP: f64 = 12.0;
/// What lets a figure shrink with the page. Inside another figure it would not keep its height.
const FLEXIBLE: &str = " style=\"max-width:100%;height:auto\"";

/// One figure as it is; several in a column, in their order. Their words become one text, a line for each.
#[must_use]
pub fn stack(figures: &[Figure]) -> Figure {
    if let [only] = figures {
        return only.clone();
    }
    let (mut inside, mut width, mut height) = (String::new(), 0.0_f64, 0.0);
    for figure in figures {
        if height > 0.0 {
            height += GAP;
        }
        let svg = figure.svg().replacen(FLEXIBLE, "", 1).replacen("<svg", &format!("<svg y=\"{height}\""), 1);
        // Writing to a string cannot fail.
        let _ = writeln!(inside, "{}", svg.trim_end());
        let (w, h) = (length(figure.svg(), " width=\""), length(figure.svg(), " height=\""));
        (width, height) = (width.max(w), height + h);
    }
    let svg = format!(
        "<svg{FLEXIBLE} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         {inside}</svg>\n"
    );
    let alt = figures.iter().map(Figure::alt).collect::<Vec<_>>().join("\n");
    Figure::of_parts(svg, alt)
}

/// The first length of this name in an SVG, which is that of the whole drawing; 0 if it says none.
fn length(svg: &str, name: &str) -> f64 {
    let after = svg.split_once(name).map_or("", |(_, after)| after);
    after.split('"').next().and_then(|number| number.parse().ok()).unwrap_or(0.0)
}
