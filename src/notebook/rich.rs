//! Values as tables: HTML for a notebook, text where there is no HTML.

/// What a notebook shows as a table, and as text where there are no tables.
///
/// ```
/// use ann::notebook::Rich;
///
/// let matrix = ndarray::array![[1.0, 0.5]];
/// assert!(matrix.html().contains("<td>0.5</td>"));
/// assert_eq!(matrix.text(), "[[1, 0.5]]");
/// ```
pub trait Rich {
    /// A table in HTML. All text in it is escaped.
    fn html(&self) -> String;

    /// The same in plain text.
    fn text(&self) -> String;

    /// Shows both in an evcxr notebook.
    fn evcxr_display(&self) {
        for (kind, content) in [("text/html", self.html()), ("text/plain", self.text())] {
            println!("EVCXR_BEGIN_CONTENT {kind}\n{content}\nEVCXR_END_CONTENT");
        }
    }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A table with a line above it, its heads and its rows.
pub(super) fn table(caption: &str, heads: &[String], rows: &[Vec<String>]) -> String {
    let row = |tag: &str, cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{}</tr>\n", cells.concat())
    };
    let heads = if heads.is_empty() { String::new() } else { format!("<thead>{}</thead>\n", row("th", heads)) };
    let rows: String = rows.iter().map(|cells| row("td", cells)).collect();
    format!("<table>\n<caption>{}</caption>\n{heads}<tbody>{rows}</tbody>\n</table>", escape(caption))
}
