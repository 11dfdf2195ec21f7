//! Which drawing of a figure is printed, if it is drawn in the room of a column and in that of a page.

use super::document::Form;
use crate::check::pages::select;
use scraper::{CaseSensitivity, ElementRef};

/// How large the style sheet of the printed book makes the one and the other.
const NARROW: f64 = 0.78;
const WIDE: f64 = 0.7;
/// How much lower the wide one has to be, since its letters are smaller.
const LOWER: f64 = 0.7;

/// Whether an element is the drawing of a figure that this form leaves out.
pub fn is_left_out(form: Form, element: ElementRef) -> bool {
    let Some(around) = element.parent().and_then(ElementRef::wrap) else { return false };
    let has = |element: ElementRef, class: &str| element.value().has_class(class, CaseSensitivity::CaseSensitive);
    let (is_narrow, is_wide) = (has(element, "narrow"), has(element, "wide"));
    has(around, "drawing") && (is_narrow && is_wide_printed(form, around) || is_wide && !is_wide_printed(form, around))
}

/// Small multiples in one row instead of several save half a page; the screen of a reader of EPUB is as narrow as a column.
fn is_wide_printed(form: Form, drawing: ElementRef) -> bool {
    let height = |room: &str| {
        let svg = select(drawing, &format!(".{room} > svg")).first().copied()?;
        svg.attr("height")?.parse::<f64>().ok()
    };
    let heights = height("narrow").zip(height("wide"));
    form == Form::Pdf && heights.is_some_and(|(narrow, wide)| WIDE * wide < LOWER * NARROW * narrow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn the_wide_drawing_is_printed_where_it_saves_much() {
        let left_out = |form, wide: u32| {
            let body = format!(
                "<div class=\"drawing\"><div class=\"narrow\"><svg height=\"400\"></svg></div><div class=\"wide\"><svg height=\"{wide}\"></svg></div></div>"
            );
            let html = Html::parse_fragment(&body);
            let all = select(html.root_element(), "div > div");
            let left: Vec<_> = all.into_iter().filter(|element| is_left_out(form, *element)).collect();
            assert_eq!(left.len(), 1, "one of them stays");
            left[0].attr("class").unwrap_or_default().to_owned()
        };
        assert_eq!(left_out(Form::Pdf, 200), "narrow");
        assert_eq!(left_out(Form::Pdf, 360), "wide");
        assert_eq!(left_out(Form::Epub, 200), "wide");
    }
}
