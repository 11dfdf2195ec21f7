//! The colours of all figures: two sets of the Okabe–Ito hues, darker for light pages and lighter for dark ones.
//!
//! Lines keep a contrast of at least 3:1 and text of 4.5:1 on every background of mdBook's themes, which a test computes.

use plotters::style::RGBColor;
use std::fmt::Write;

/// A colour with a role, on light and on dark pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// The CSS variable is `--ann-` and this name.
    pub name: &'static str,
    /// On a light page. Also what stands in the SVG itself, hence different for each role.
    pub light: (u8, u8, u8),
    /// On a dark page.
    pub dark: (u8, u8, u8),
}

/// Text and axes.
pub const INK: Colour = Colour { name: "ink", light: (31, 35, 40), dark: (230, 233, 236) };
/// Ticks, helping lines, notes.
pub const MUTED: Colour = Colour { name: "muted", light: (77, 83, 91), dark: (168, 175, 183) };
/// The page, where the page does not say.
pub const BACKGROUND: Colour = Colour { name: "background", light: (255, 255, 254), dark: (22, 25, 30) };
/// The first series.
pub const BLUE: Colour = Colour { name: "blue", light: (0, 95, 153), dark: (86, 180, 233) };
/// The second series.
pub const VERMILLION: Colour = Colour { name: "vermillion", light: (176, 66, 0), dark: (255, 139, 77) };
/// The third series.
pub const GREEN: Colour = Colour { name: "green", light: (0, 104, 76), dark: (61, 201, 159) };
/// The fourth series.
pub const PURPLE: Colour = Colour { name: "purple", light: (148, 60, 112), dark: (226, 158, 196) };
/// The fifth series.
pub const YELLOW: Colour = Colour { name: "yellow", light: (112, 82, 0), dark: (240, 200, 66) };
/// The sixth series.
pub const GREY: Colour = Colour { name: "grey", light: (92, 92, 92), dark: (190, 190, 190) };

/// What is above 0: the first series in another role.
pub const POSITIVE: Colour = Colour { name: "positive", light: (0, 95, 154), dark: (86, 180, 234) };
/// What is below 0: the second series in another role, and dashed by the style sheet, as a line's width must not break it.
pub const NEGATIVE: Colour = Colour { name: "negative", light: (176, 66, 1), dark: (255, 139, 78) };

/// The colours of series and of classes, in their order. After the sixth they start again, with other markers.
pub const SERIES: [Colour; 6] = [BLUE, VERMILLION, GREEN, PURPLE, YELLOW, GREY];

/// Every colour with a role.
pub const ALL: [Colour; 11] =
    [INK, MUTED, BACKGROUND, BLUE, VERMILLION, GREEN, PURPLE, YELLOW, GREY, POSITIVE, NEGATIVE];

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
pub fn sequential(t: f64) -> (u8, u8, u8) {
    const STOPS: [(f64, f64, f64); 5] =
        [(68.0, 1.0, 84.0), (59.0, 82.0, 139.0), (33.0, 144.0, 141.0), (93.0, 201.0, 99.0), (253.0, 231.0, 37.0)];
    interpolate(&STOPS, t)
}

/// A diverging map for signed values: blue at −1, almost white at 0, orange at 1, as far from white on both sides.
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

/// The style sheet inside each figure. It speaks of the colours that the backend wrote, so the drawing itself stays as it is
/// and shows its light colours even where style sheets are ignored.
pub(crate) fn style() -> String {
    let mut css = String::new();
    // Writing to a string cannot fail.
    let _ = write!(css, ".ann-figure{{");
    for colour in ALL {
        let _ = write!(css, "--alone-{}:{};", colour.name, hex(colour.light));
    }
    let _ = write!(css, "}}@media(prefers-color-scheme:dark){{.ann-figure{{");
    for colour in ALL {
        let _ = write!(css, "--alone-{}:{};", colour.name, hex(colour.dark));
    }
    css.push_str("}}");
    for colour in ALL {
        let (name, hex) = (colour.name, hex(colour.light));
        for property in ["fill", "stroke"] {
            let value = format!("var(--ann-{name},var(--alone-{name}))");
            let _ = write!(css, ".ann-figure [{property}=\"{hex}\"]{{{property}:{value}}}");
        }
    }
    let _ = write!(css, ".ann-figure [stroke=\"{}\"]{{stroke-dasharray:7 4}}", hex(NEGATIVE.light));
    css
}
