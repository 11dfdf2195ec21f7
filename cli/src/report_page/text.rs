//! Words from outside, so that they harm no page, and numbers as a reader wants them.

pub use crate::report::{ends, significant};

/// More characters of a name than this are cut off in the text.
const NAME: usize = 80;
/// And in a figure.
const FIGURE_NAME: usize = 24;

/// A name from a table, for the text of the page: of bounded length, and every character visible, none of which turns the rest around.
pub fn shown(name: &str) -> String {
    cut(name, NAME)
}

/// A name from a table for a figure, where room is scarce.
pub fn for_figure(name: &str) -> String {
    cut(name, FIGURE_NAME)
}

/// At most so many characters, the last of them an ellipsis if there were more; what is invisible is told by its number.
pub fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut cut: String = chars.by_ref().take(most).map(visible).collect();
    if chars.next().is_some() {
        cut.pop();
        cut.push('…');
    }
    cut
}

fn visible(c: char) -> String {
    if is_odd(c) { c.escape_default().to_string() } else { c.to_string() }
}

/// Whether a character is invisible, or changes how those around it are shown: controls, directions, separators, tags.
///
/// Joiners are not: scripts and emoji need them.
pub fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{ffff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// A part of a whole in percent, with a digit after the point.
pub fn percent(part: f64) -> String {
    format!("{:.1}\u{a0}%", 100.0 * part)
}

/// A number with a sign that is as wide as its digits.
pub fn signed(number: f64) -> String {
    minus(&significant(number))
}

/// A number as text with a minus in place of a hyphen.
pub fn minus(number: &str) -> String {
    match number.strip_prefix('-') {
        Some(digits) => format!("−{digits}"),
        None => number.to_owned(),
    }
}

/// Digits in groups of three from a thousand times ten on.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let place = |(i, digit): (usize, char)| {
        let gap = i > 0 && (digits.len() - i).is_multiple_of(3);
        gap.then_some('\u{202f}').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(place).collect()
}

/// How many there are of something, such as `1 sample` and `2 samples`.
pub fn count(number: usize, one: &str) -> String {
    let end = match number {
        1 => "",
        _ if one.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {one}{end}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_hides_or_turns_the_others() {
        assert_eq!(shown("a\u{202e}b\u{0}c\n"), "a\\u{202e}b\\u{0}c\\n");
        assert_eq!(shown("Größe שלום 👩‍🔬"), "Größe שלום 👩‍🔬");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), NAME);
        assert_eq!(for_figure("abc"), "abc");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            ["1", "9999", "12\u{202f}345", "1\u{202f}234\u{202f}567"],
            [1, 9999, 12_345, 1_234_567].map(grouped)
        );
        assert_eq!([count(1, "row"), count(2, "row"), count(3, "class")], ["1 row", "2 rows", "3 classes"]);
        assert_eq!((signed(-0.25), percent(0.9773)), ("−0.25".to_owned(), "97.7\u{a0}%".to_owned()));
    }
}
