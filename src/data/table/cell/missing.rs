//! Markers of a missing value: those that are never a value, and those that depend on the column.
//!
//! | written by | never a value | may be a category |
//! |---|---|---|
//! | pandas, NumPy, R, MATLAB | `NA`, `<NA>`, `N/A`, `NaN`, `NaT`, `<missing>`, `<undefined>` | `None`, `na` |
//! | databases | `NULL`, `(null)`, `[null]`, `\N` | `nil` |
//! | Excel | `#N/A`, `#NULL!`, `#DIV/0!`, `#VALUE!`, `#REF!`, `#NAME?`, `#NUM!` | |
//! | C on Windows | `1.#IND`, `1.#QNAN` and both negative | |
//! | Weka | `?` | |
//! | Stata, SAS | | `.`, `._`, `.a` to `.z` |
//! | offices of statistics | | `..`, `:`, `*` |
//! | people | `n/a` | `-`, `--`, `n.a.`, `unknown`, `missing` and the like |
//!
//! Blanks around a marker do not count. Numbers that stand for a missing value, such as -999, are left alone.

/// Error values of Excel and what pandas makes of them.
const ERRORS: [&str; 9] = ["#N/A", "#N/A N/A", "#NA", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!"];

/// Words for what is not known, in lower case; they count in capitals, too.
const WORDS: [&str; 13] = [
    "none",
    "na",
    "nil",
    "n.a.",
    "n.a",
    "n.d.",
    "unknown",
    "undefined",
    "missing",
    "not available",
    "not applicable",
    "(blank)",
    "tbd",
];

/// Signs that people, Stata, SAS and offices of statistics put in the place of a number.
const SIGNS: [&str; 10] = ["-", "--", "---", "–", "—", ".", "..", "...", ":", "*"];

/// The usual spellings of what [`is_missing`], for programs that compare texts as they are.
#[cfg(any(test, feature = "onnx"))]
pub const SPELLINGS: [&str; 12] = ["", "NA", "N/A", "n/a", "NaN", "nan", "NaT", "NULL", "null", "<NA>", "#N/A", "?"];

/// Whether a cell is a marker of a missing value in any column: it is empty, or says so in a way that is never a value.
#[must_use]
#[inline]
pub fn is_missing(cell: &str) -> bool {
    // Most numbers and words end here.
    if let [b'0' | b'2'..=b'9' | b'A'..=b'M' | b'O'..=b'Z' | b'a'..=b'm' | b'o'..=b'z', ..] = cell.as_bytes() {
        return false;
    }
    let text = cell.trim();
    let any_case = |markers: &[&str]| markers.iter().any(|marker| text.eq_ignore_ascii_case(marker));
    match text.as_bytes() {
        [] | [b'?'] => true,
        // `na` may be a word, `Na` is sodium.
        [b'N' | b'n', ..] => text == "NA" || text == "NaT" || any_case(&["nan", "null", "n/a"]),
        [b'#', ..] => ERRORS.contains(&text),
        [b'<', ..] => ["<NA>", "<missing>", "<undefined>"].contains(&text),
        [b'(' | b'[', ..] => any_case(&["(null)", "[null]"]),
        [b'\\', ..] => text == "\\N",
        [b'-' | b'+' | b'1', ..] if text.len() > 3 => {
            any_case(&["-nan", "+nan"]) || ["1.#IND", "1.#QNAN"].contains(&text.trim_start_matches('-'))
        }
        _ => false,
    }
}

/// Whether a cell is a marker of a missing value if the rest of its column are numbers; among words it may be a category of its
/// own. False for what [`is_missing`] in any column.
#[must_use]
pub fn may_be_missing(cell: &str) -> bool {
    let text = cell.trim();
    match text.as_bytes() {
        [] => false,
        [b'.', b'_' | b'a'..=b'z' | b'A'..=b'Z'] => true,
        [first, ..] if first.is_ascii_alphabetic() || *first == b'(' => {
            text != "NA" && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        _ => SIGNS.contains(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER_A_VALUE: &str = "|  |\t|\u{a0}|NA| NA |N/A|n/a|N/a|NaN|nan|NAN|-nan|+NaN|NULL|null|Null|(null)|(NULL)|[null]|NaT|\
        ?|\\N|<NA>|<missing>|<undefined>|#N/A|#N/A N/A|#NA|#NULL!|#DIV/0!|#VALUE!|#REF!|#NAME?|#NUM!|1.#IND|-1.#IND|1.#QNAN|\
        -1.#QNAN";
    const MAYBE: &str = "none|None|NONE|na|Na|nil|n.a.|N.A.|n.a|n.d.|unknown|UNKNOWN|undefined|Missing|not available|\
        Not applicable|(blank)|TBD|-| - |--|---|–|—|.|..|...|:|*|._|.a|.z|.A|.Z";
    const VALUES: &str = "0|1|1.5|-1|-1.#|+1|-999|1.#INF|+1.#IND|N|n|NAB|Nan Madol|nat|nationality|No|NO|no|nothing|?!|??|\\n|\\|\
        <|<na>|#1|#n/a|()|(a)|[a]|null and void|.5|.ab|.!|....|----|a|A|unknown soldier|**|::|é";

    #[test]
    fn markers_are_known() {
        assert!(SPELLINGS.iter().all(|cell| is_missing(cell)));
        for (cells, missing, maybe) in [(NEVER_A_VALUE, true, false), (MAYBE, false, true), (VALUES, false, false)] {
            for cell in cells.split('|') {
                assert_eq!((is_missing(cell), may_be_missing(cell)), (missing, maybe), "{cell:?}");
            }
        }
    }
}
