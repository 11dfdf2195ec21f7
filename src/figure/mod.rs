//! Figures (chapter 9): a function from data to an SVG, one for each kind of picture.
//!
//! A [`Figure`] is right on a light page, on a dark page, in a notebook and alone. Its colours are CSS variables: a page that
//! defines them (`--ann-ink`, `--ann-blue`, …, see [`palette`]) decides, and the figure's background is then the page's; where
//! nobody does, the figure brings its own background and its own light or dark colours.

mod activations;
mod bars;
mod boundary;
mod chart;
mod confusion;
mod contours;
mod grids;
mod heatmap;
mod lines;
mod loss;
mod network;
mod optimizers;
pub mod palette;
mod ranges;
mod scale;
mod scatter;
mod signals;
mod stack;

pub use activations::activation_functions;
pub use bars::bars;
pub use boundary::{decision_boundaries, decision_boundary};
pub use confusion::confusion_matrix;
pub use contours::{Path, descent_paths};
pub use grids::{dropout_masks, weight_images};
pub use heatmap::layer_activations;
pub use lines::{Lines, gradient_norms, lines};
pub use loss::loss_curve;
pub use network::network_diagram;
pub use optimizers::{Series, learning_rates, optimizer_race, rate_curves};
pub use ranges::feature_ranges;
pub use scale::Scale;
pub use scatter::{Projection, fitted_curve, projections, samples};
pub use signals::{Signals, pre_activations};
pub use stack::stack;

use crate::{Error, Result};

/// A picture, and what it shows in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    svg: String,
    alt: String,
}

impl Figure {
    /// A finished SVG from the drawing of the backend: gives it its colours, its words and its flexible size.
    pub(crate) fn new(drawing: &str, alt: String) -> Self {
        // Names come from anywhere, and XML forbids some characters altogether.
        let allowed = |text: &str| text.replace(is_forbidden, "\u{fffd}");
        let alt = allowed(&alt);
        // What goes without saying, and is said of every one of thousands of points.
        let unsaid = [" opacity=\"1\"", " stroke=\"none\" stroke-width=\"1\"", " stroke=\"none\""];
        let drawing = unsaid.iter().fold(allowed(drawing), |drawing, words| drawing.replace(words, ""));
        let body = drawing.split_once("<svg").map_or(drawing.as_str(), |(_, body)| body);
        let escaped = alt.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let (attributes, content) = body.split_once('>').unwrap_or(("", body));
        let svg = format!(
            "<svg class=\"ann-figure\" role=\"img\" aria-label=\"{escaped}\" style=\"max-width:100%;height:auto\"{attributes}>\n\
             <title>{escaped}</title>\n<style>{}</style>{content}",
            palette::style(),
        );
        Figure { svg, alt }
    }

    /// A figure that was saved.
    #[cfg(feature = "notebook")]
    pub(crate) fn from_svg(svg: String) -> Self {
        let words = svg.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        let alt = words.map_or("", |(words, _)| words);
        let alt = alt.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        Figure { svg, alt }
    }

    /// The SVG.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// What the figure shows, with its numbers, for those who cannot see it.
    pub fn alt(&self) -> &str {
        &self.alt
    }

    /// Writes the SVG to a file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<std::path::Path>) -> Result<()> {
        let path = path.as_ref();
        std::fs::write(path, &self.svg).map_err(|source| Error::Io { action: "write", path: path.to_owned(), source })
    }

    /// Shows the figure in an evcxr notebook, and its words where no figure can be shown: the kernel calls this for the last
    /// value of a cell.
    pub fn evcxr_display(&self) {
        println!("EVCXR_BEGIN_CONTENT image/svg+xml\n{}\nEVCXR_END_CONTENT", self.svg.trim_end());
        println!("EVCXR_BEGIN_CONTENT text/plain\n{}\nEVCXR_END_CONTENT", self.alt);
    }
}

/// Whether a character may not be in an XML document, not even escaped.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
}
