//! Reads the numbers that a student wrote behind `answer 3.2:`.

/// So many numbers, separated by blanks, commas or semicolons; a name and `=` may stand before each, brackets around them.
///
/// A comma between two digits is a decimal comma where only so there are `count` numbers, and no number has a point.
///
/// # Errors
///
/// A sentence that says what is no number, or that there are too many or too few.
pub(super) fn numbers(text: &str, count: usize) -> Result<Vec<f64>, String> {
    let text = without_names(&text.replace('−', "-").replace(['(', ')', '[', ']', ';', '`', '*', '|', '\t'], " "));
    let separated = parse(&text.replace(',', " "));
    if let Ok(numbers) = &separated
        && numbers.len() == count
    {
        return separated;
    }
    let with_commas = parse(&text.replace(", ", " ").trim_end_matches(',').replace(',', "."));
    match (with_commas, separated) {
        (Ok(numbers), _) if numbers.len() == count && !text.contains('.') => Ok(numbers),
        (_, Ok(numbers)) => {
            let (are, numerals) = if numbers.len() == 1 { ("is", "number") } else { ("are", "numbers") };
            Err(format!("There {are} {} {numerals} behind it, and {count} asked.", numbers.len()))
        }
        (_, Err(says)) => Err(says),
    }
}

/// Without `dw =` before a number.
fn without_names(text: &str) -> String {
    let pieces: Vec<&str> = text.split('=').collect();
    let last = pieces.len() - 1;
    let without_last_word = |piece: &str| {
        let piece = piece.trim_end();
        piece.rfind([' ', ',']).map_or(String::new(), |end| piece[..=end].to_owned())
    };
    let kept = |(k, piece): (usize, &&str)| if k == last { (*piece).to_owned() } else { without_last_word(piece) };
    pieces.iter().enumerate().map(kept).collect()
}

/// Numbers between blanks. A fraction such as 1/3 is one, too.
fn parse(text: &str) -> Result<Vec<f64>, String> {
    let one = |word: &str| {
        let number = match word.split_once('/') {
            Some((above, below)) => {
                above.parse().ok().zip(below.parse().ok()).map(|(above, below): (f64, f64)| above / below)
            }
            None => word.parse().ok(),
        };
        number.filter(|number: &f64| number.is_finite()).ok_or_else(|| format!("“{word}” is no number."))
    };
    text.split_whitespace().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_usually_written() {
        let two = Ok(vec![0.5, -2.0]);
        for text in [
            "0.5 -2",
            "0.5, -2",
            "0.5,-2",
            " (0.5; −2.0) ",
            "w = 0.5, b=-2",
            "w=.5 b = -2",
            "1/2 -2",
            "0,5 -2",
            "0,5, -2,0",
            "`0.5 -2`",
            "w = 0,5, b = -2,0,",
        ] {
            assert_eq!(numbers(text, 2), two, "{text}");
        }
        assert_eq!(numbers("1,2", 2), Ok(vec![1.0, 2.0]));
        assert_eq!(numbers("1,2", 1), Ok(vec![1.2]));
        assert_eq!(numbers("1,5 2,5 3", 3), Ok(vec![1.5, 2.5, 3.0]));
        assert_eq!(numbers("1e-3", 1), Ok(vec![1e-3]));
    }

    #[test]
    fn what_is_no_number_is_named() {
        assert_eq!(numbers("0.5 two", 2), Err("“two” is no number.".to_owned()));
        assert_eq!(numbers("1 2 3", 2), Err("There are 3 numbers behind it, and 2 asked.".to_owned()));
        assert_eq!(numbers("1", 2), Err("There is 1 number behind it, and 2 asked.".to_owned()));
        assert!(numbers("0.5,1,2", 2).is_err(), "with a point in one number, a comma is no decimal comma");
        for text in ["nan", "inf", "1/0", "1.2.3", "é= , =é", "=", "a ="] {
            assert!(numbers(text, 1).is_err(), "{text}");
        }
    }
}
