//! The colours of all figures: two sets of the Okabe–Ito hues, darker for light pages and lighter for dark ones.
//!
//! Lines keep a contrast of at least 3:1 and text of 4.5:1 on every background of mdBook's themes, which a test computes. This file
//! uses nothing, so that the tool that builds the book can take the colours without compiling the library.

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
