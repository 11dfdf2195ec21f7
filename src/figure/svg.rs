//! A finished picture: an SVG with its colours, and its words.

use super::chart::Room;
use super::compact::compact;
use super::palette;
use crate::{Error, Result};

/// A picture, and what it shows in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    svg: String,
    /// The same for a wide page, if the picture gains by it.
    wide: Option<String>,
    alt: String,
}

impl Figure {
    /// A finished SVG from the drawing of the backend: gives it its colours, its words and its flexible size.
    pub(crate) fn new(drawing: &str, alt: String) -> Self {
        let (svg, alt) = finished(drawing, alt);
        Figure { svg, wide: None, alt }
    }

    /// The same picture drawn for a column and for a wide page.
    pub(crate) fn in_rooms(alt: String, drawing: impl Fn(Room) -> Result<String>) -> Result<Self> {
        let (wide, _) = finished(&drawing(Room::Wide)?, alt.clone());
        Ok(Figure { wide: Some(wide), ..Figure::new(&drawing(Room::Narrow)?, alt) })
    }

    /// The same picture of so many panels, drawn for both where a row can have more of them on a wide page.
    pub(crate) fn of_panels(panels: usize, alt: String, drawing: impl Fn(Room) -> Result<String>) -> Result<Self> {
        if panels > 1 { Figure::in_rooms(alt, drawing) } else { Ok(Figure::new(&drawing(Room::Narrow)?, alt)) }
    }

    /// A figure made of the finished SVGs of others.
    pub(super) fn of_parts(svg: String, alt: String) -> Self {
        Figure { svg, wide: None, alt }
    }

    /// A figure that was saved.
    #[cfg(feature = "notebook")]
    pub(crate) fn from_svg(svg: String) -> Self {
        let words = svg.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        let alt = words.map_or("", |(words, _)| words);
        let alt = alt.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        Figure { svg, wide: None, alt }
    }

    /// The SVG.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The same figure drawn for a page that has more than a column of room (920 px), if it gains by that.
    #[must_use]
    pub fn wide(&self) -> Option<Figure> {
        let svg = self.wide.clone()?;
        Some(Figure { svg, wide: None, alt: self.alt.clone() })
    }

    /// What the figure shows, with its numbers, for those who cannot see it.
    #[must_use]
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

/// A finished SVG from the drawing of the backend, with its colours, its words and its flexible size; and the words.
fn finished(drawing: &str, alt: String) -> (String, String) {
    // Names come from anywhere, and XML forbids some characters altogether.
    let allowed = |text: &str| text.replace(is_forbidden, "\u{fffd}");
    let alt = allowed(&alt);
    let drawing = allowed(drawing);
    let body = drawing.split_once("<svg").map_or(drawing.as_str(), |(_, body)| body);
    let escaped = alt.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let (attributes, content) = body.split_once('>').unwrap_or(("", body));
    let content = compact(content.rsplit_once("</svg>").map_or(content, |(content, _)| content));
    let svg = format!(
        "<svg class=\"ann-figure\" role=\"img\" aria-label=\"{escaped}\" style=\"max-width:100%;height:auto\"{attributes}>\n\
         <title>{escaped}</title>\n<style>{}</style>\n{content}\n</svg>\n",
        palette::style(&content),
    );
    (svg, alt)
}

/// Whether a character may not be in an XML document, not even escaped.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
}
