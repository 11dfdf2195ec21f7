//! Where two outputs or figures differ. Text must be the same; the numbers of a figure may differ by one in their last digit, because
//! the last bit of a sine may differ between machines.

use itertools::Itertools;
use lazy_regex::regex;

/// The first line that differs, with what it was and is, shortened.
pub fn first_difference(old: &str, new: &str, is_figure: bool) -> Option<(usize, String, String)> {
    let is_same = |a: &str, b: &str| a == b || is_figure && nearly(a, b);
    let mut lines = old.lines().zip_longest(new.lines()).zip(1..);
    let (pair, line) = lines.find(|(pair, _)| !pair.as_ref().both().is_some_and(|(a, b)| is_same(a, b)))?;
    let (a, b) = pair.or("(the end)", "(the end)");
    // Of a long line, the part where the two begin to differ.
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let before = if a.len().max(b.len()) > 100 { same.saturating_sub(20) } else { 0 };
    let [a, b] = [a, b].map(|text| text.chars().skip(before).take(100).collect());
    Some((line, a, b))
}

/// Two lines whose words are the same and whose numbers differ by at most one in the last digit.
fn nearly(a: &str, b: &str) -> bool {
    let number = regex!(r"-?\d+(\.\d+)?");
    let are_near = |x: &str, y: &str| {
        let digits = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
        let unit = 10f64.powi(-(digits(x).max(digits(y)) as i32));
        x.parse().ok().zip(y.parse().ok()).is_some_and(|(x, y): (f64, f64)| (x - y).abs() <= unit * 1.000_001)
    };
    number.replace_all(a, "#") == number.replace_all(b, "#")
        && number.find_iter(a).zip(number.find_iter(b)).all(|(x, y)| are_near(x.as_str(), y.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_number_fails_in_text_and_only_far_in_a_figure() {
        assert_eq!(first_difference("a\nb 1.23", "a\nb 1.24", false).map(|d| d.0), Some(2));
        assert_eq!(first_difference("<r x=\"1.23\" y=\"7\"/>", "<r x=\"1.24\" y=\"8\"/>", true), None);
        assert!(first_difference("<r x=\"1.23\"/>", "<r x=\"1.25\"/>", true).is_some());
        assert!(first_difference("<r x=\"1\"/>", "<q x=\"1\"/>", true).is_some());
        assert!(first_difference("a", "a\nb", false).is_some());
    }
}
