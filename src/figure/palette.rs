//! Colours as figures use them: for series, for magnitudes, for signed values, and in the style sheet inside each figure.

pub use super::colours::*;
use plotters::style::RGBColor;
use std::fmt::Write;

impl Colour {
    /// The colour as the drawing backend takes it.
    pub(crate) fn rgb(self) -> RGBColor {
        rgb(self.light)
    }
}

/// Three parts of a colour as the drawing backend takes them.
pub(crate) fn rgb((red, green, blue): (u8, u8, u8)) -> RGBColor {
    RGBColor(red, green, blue)
}

/// The colour of series or class k.
pub(crate) fn series(k: usize) -> Colour {
    SERIES[k % SERIES.len()]
}

/// A sequential map for magnitudes, from dark blue at 0 over green to yellow at 1, even in lightness (after viridis).
#[must_use]
pub fn sequential(t: f64) -> (u8, u8, u8) {
    const STOPS: [(f64, f64, f64); 5] =
        [(68.0, 1.0, 84.0), (59.0, 82.0, 139.0), (33.0, 144.0, 141.0), (93.0, 201.0, 99.0), (253.0, 231.0, 37.0)];
    interpolate(&STOPS, t)
}

/// A diverging map for signed values: blue at −1, almost white at 0, orange at 1, as far from white on both sides.
#[must_use]
pub fn diverging(t: f64) -> (u8, u8, u8) {
    const STOPS: [(f64, f64, f64); 5] =
        [(0.0, 68.0, 136.0), (106.0, 158.0, 205.0), (245.0, 244.0, 240.0), (224.0, 145.0, 78.0), (140.0, 58.0, 0.0)];
    interpolate(&STOPS, (t + 1.0) / 2.0)
}

fn interpolate(stops: &[(f64, f64, f64)], t: f64) -> (u8, u8, u8) {
    let place = t.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let first = (place as usize).min(stops.len() - 2);
    let part = place - first as f64;
    let mix = |a: f64, b: f64| (a + (b - a) * part).round() as u8;
    let (a, b) = (stops[first], stops[first + 1]);
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

fn hex((r, g, b): (u8, u8, u8)) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The style sheet inside a figure, for those of the colours that its drawing has. It speaks of the colours that the backend wrote,
/// so the drawing itself stays as it is and shows its light colours even where style sheets are ignored.
pub(crate) fn style(drawing: &str) -> String {
    let written = |property: &str, colour: &Colour| format!("{property}=\"{}\"", hex(colour.light));
    let is_used = |property: &str, colour: &Colour| drawing.contains(&format!(" {}", written(property, colour)));
    let used: Vec<Colour> =
        ALL.into_iter().filter(|colour| is_used("fill", colour) || is_used("stroke", colour)).collect();
    let mut css = String::new();
    // Writing to a string cannot fail.
    let _ = write!(css, ".ann-figure{{");
    for colour in &used {
        let _ = write!(css, "--alone-{}:{};", colour.name, hex(colour.light));
    }
    let _ = write!(css, "}}@media(prefers-color-scheme:dark){{.ann-figure{{");
    for colour in &used {
        let _ = write!(css, "--alone-{}:{};", colour.name, hex(colour.dark));
    }
    css.push_str("}}");
    for colour in &used {
        for property in ["fill", "stroke"].into_iter().filter(|property| is_used(property, colour)) {
            let (name, written) = (colour.name, written(property, colour));
            let _ = write!(css, ".ann-figure [{written}]{{{property}:var(--ann-{name},var(--alone-{name}))}}");
        }
    }
    if is_used("stroke", &NEGATIVE) {
        let _ = write!(css, ".ann-figure [{}]{{stroke-dasharray:7 4}}", written("stroke", &NEGATIVE));
    }
    css
}
