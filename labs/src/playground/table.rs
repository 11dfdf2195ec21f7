//! A table of the reader's own, as text: numbers in its columns, and in the last one what is to be answered.

use ann::data::{Dataset, Target};
use ann::error::TableProblem;
use ann::{Error, Result};
use ndarray::{Array2, ShapeBuilder};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// More could not be drawn, and would be slow.
const ROWS: usize = 5000;
const COLUMNS: usize = 200;
/// So many signs tell whether it is text.
const LOOKED_AT: usize = 2000;

/// Where in the table something is wrong: the row with its line, and the column.
struct Place<'t>(Option<(usize, usize)>, Option<&'t str>);

/// The samples of a table. Its cells are separated by commas, semicolons or tabs; a first line of nothing but numbers is a sample, and
/// the columns are then called 1, 2, …. The last column has classes if some of it are no numbers, or only two are different. `name` is
/// what messages call the table.
///
/// # Errors
///
/// [`Error::Table`] with the place of what is wrong; [`Error::Data`] if the table is too large.
pub fn read(text: &str, name: &str) -> Result<Dataset> {
    let wrong = |Place(row, column): Place, problem| Error::Table {
        path: PathBuf::from(name),
        row: row.map(|(row, line)| (row as u64, line as u64)),
        column: column.map(str::to_owned),
        problem,
    };
    let too = |problem: String| Error::Data { problem: format!("{name}: {problem}") };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.chars().take(LOOKED_AT).any(|sign| sign == '\u{fffd}' || (sign.is_control() && !"\t\r\n".contains(sign))) {
        return Err(too("this is no text, or not in UTF-8; a table is text, such as a file .csv".to_owned()));
    }
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).peekable();
    let Some(&(_, first)) = lines.peek() else { return Err(wrong(Place(None, None), TableProblem::Empty)) };
    let separator = ['\t', ';', ','].into_iter().find(|separator| first.contains(*separator)).unwrap_or(',');
    let head = cells(first, separator).map_err(|problem| wrong(Place(None, None), problem))?;
    let has_header = head.iter().any(|cell| number(cell, separator).is_none());
    let names = if has_header { head } else { (1..=head.len()).map(|column| column.to_string()).collect() };
    if has_header {
        lines.next();
    }
    let (target_name, features) = match names.split_last() {
        Some((last, features)) if features.len() >= 2 => (last, features),
        _ => {
            let found = if names.len() == 1 { "one column".to_owned() } else { format!("{} columns", names.len()) };
            let right =
                "at least two of numbers and one to be answered are needed, separated by commas, semicolons or tabs";
            return Err(too(format!("the first line, '{:.40}', has {found}; {right}", first.trim())));
        }
    };
    if let Some(column) = names.iter().position(String::is_empty) {
        return Err(wrong(Place(None, None), TableProblem::UnnamedColumn(column + 1)));
    }
    if let Some((_, twice)) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
        return Err(wrong(Place(None, Some(twice)), TableProblem::DuplicateColumn));
    }
    if features.len() > COLUMNS {
        let found = features.len();
        return Err(too(format!("{found} columns of numbers are too many; the playground takes at most {COLUMNS}")));
    }
    let (mut x, mut answers) = (Vec::new(), Vec::new());
    let mut row = 0;
    while let Some((line, text)) = lines.next() {
        row += 1;
        let at = |column| Place(Some((row, line)), column);
        let mut cells = cells(text, separator).map_err(|problem| wrong(at(None), problem))?;
        if cells.len() != names.len() {
            let (expected, found) = (names.len() as u64, cells.len() as u64);
            return Err(wrong(at(None), TableProblem::Ragged { expected, found }));
        }
        let answer = cells.pop().unwrap_or_default();
        for (cell, name) in cells.into_iter().zip(features) {
            let problem = match number(&cell, separator) {
                Some(number) if number.is_finite() => {
                    x.push(number);
                    continue;
                }
                Some(_) => TableProblem::NotFinite(cell),
                None if cell.is_empty() => TableProblem::Missing(cell),
                None => TableProblem::NotANumber(cell),
            };
            return Err(wrong(at(Some(name)), problem));
        }
        if answer.is_empty() {
            return Err(wrong(at(Some(target_name)), TableProblem::Missing(answer)));
        }
        answers.push(answer);
        if row > ROWS {
            let found = row + lines.count();
            return Err(too(format!("{found} rows are too many; the playground takes at most {ROWS}: leave some out")));
        }
    }
    if answers.is_empty() {
        return Err(wrong(Place(None, None), TableProblem::NoRows));
    }
    let target = target(&answers, separator).map_err(|problem| wrong(Place(None, Some(target_name)), problem))?;
    let x = Array2::from_shape_vec((features.len(), answers.len()).f(), x);
    let x = x.map_err(|error| Error::Data { problem: error.to_string() })?;
    Dataset::with_names(x, target, features.to_vec(), target_name.clone())
}

/// The cells of a line. What stands in quotation marks is one cell; a doubled mark in it is one mark.
fn cells(line: &str, separator: char) -> Result<Vec<String>, TableProblem> {
    let mut found = Vec::new();
    let mut rest = line;
    loop {
        let (cell, behind) = match rest.trim_start_matches(' ').strip_prefix('"') {
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
            Some(quoted) => {
                let (mut cell, mut at) = (String::new(), 0);
                loop {
                    let end = quoted[at..].find('"').ok_or(TableProblem::UnclosedQuote)?;
                    cell.push_str(&quoted[at..at + end]);
                    at += end + 1;
                    if !quoted[at..].starts_with('"') {
                        break;
                    }
                    cell.push('"');
                    at += 1;
                }
                let behind = quoted[at..].trim_start_matches([' ', '\r']);
                if !behind.is_empty() && !behind.starts_with(separator) {
                    return Err(TableProblem::AfterQuote(behind.to_owned()));
                }
                (cell, behind)
            }
        };
        found.push(cell);
        match behind.strip_prefix(separator) {
            Some(next) => rest = next,
            None => return Ok(found),
        }
    }
}

/// The number that a cell is; where cells are not separated by commas, it may have a comma for its point.
fn number(cell: &str, separator: char) -> Option<f64> {
    cell.parse().ok().or_else(|| if separator == ',' { None } else { cell.replacen(',', ".", 1).parse().ok() })
}

/// What is to be answered: classes in order, by value if all are numbers, or numbers.
fn target(answers: &[String], separator: char) -> Result<Target, TableProblem> {
    let different: BTreeSet<&String> = answers.iter().collect();
    let numbers: Option<Vec<f64>> = answers.iter().map(|answer| number(answer, separator)).collect();
    if let ([only], classes) = (&different.iter().collect::<Vec<_>>()[..], numbers.is_none()) {
        let only = (**only).clone();
        return Err(if classes { TableProblem::SingleClass(only) } else { TableProblem::ConstantTarget(only) });
    }
    let Some(numbers) = numbers else {
        return match different.len() {
            many if many == answers.len() && many > 2 => Err(TableProblem::EachItsOwn(many)),
            _ => Ok(Target::from_labels(answers)),
        };
    };
    if let Some(place) = numbers.iter().position(|number| !number.is_finite()) {
        return Err(TableProblem::NotFinite(answers[place].clone()));
    }
    if different.len() > 2 {
        return Ok(Target::from_values(numbers));
    }
    let mut names: Vec<(f64, &String)> = numbers.iter().copied().zip(answers).collect();
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    names.dedup_by_key(|(value, _)| *value);
    let labels = numbers.iter().map(|number| usize::from(*number != names[0].0)).collect();
    Ok(Target::Classes { labels, names: names.into_iter().map(|(_, name)| name.clone()).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::data::{Task, read_csv};

    /// The library's reader takes the same tables for the same samples.
    #[test]
    fn it_reads_as_the_library_does() {
        for (name, target, task) in
            [("wine.csv", "cultivar", Task::Classify), ("diabetes.csv", "progression", Task::Regress)]
        {
            let path = format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(read(&text, name).unwrap(), read_csv(&path, target, task).unwrap());
        }
    }

    #[test]
    fn separators_quotes_and_missing_headers() {
        let table = read("\u{feff}a;\"b \"\"c\"\"\" ; y\r\n1,5;-2;9\r\n\r\n 3;\"4\" ;10\r\n", "t").unwrap();
        assert_eq!((table.features.join("|"), table.target_name.as_str()), ("a|b \"c\"".to_owned(), "y"));
        assert_eq!(table.x, ndarray::array![[1.5, 3.0], [-2.0, 4.0]]);
        assert_eq!(table.target, Target::Classes { labels: vec![0, 1], names: vec!["9".into(), "10".into()] });
        let numbers = read("1\t2\t3\n4\t5\t6\n7\t8\t9", "t").unwrap();
        assert_eq!(
            (numbers.features, numbers.target),
            (vec!["1".into(), "2".into()], Target::from_values([3.0, 6.0, 9.0]))
        );
        let classes = read("a,b,kind\n1,2,x\n3,4,y\n5,6,\"x\"", "t").unwrap();
        assert_eq!(classes.target, Target::from_labels(["x", "y", "x"]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let row = "a,b,y\n1,2,3\n";
        for (text, told) in [
            (" \n", "t: the file is empty"),
            ("a,b,y\n", "t: there is a header but not one row"),
            ("a,y\n1,2\n", "t: the first line, 'a,y', has 2 columns; at least two of numbers and one to be answered"),
            ("Dear reader", "t: the first line, 'Dear reader', has one column; at least two of numbers"),
            ("\u{fffd}PNG\0", "t: this is no text, or not in UTF-8; a table is text"),
            ("a,,y\n1,2,3\n", "column 2 of the header has no name"),
            ("a,a,y\n1,2,3\n", "t, column 'a': the header names this column twice"),
            (&format!("{row}\n1,2\n"), "t, row 2 (line 4): the row has 2 cells, but the header has 3"),
            (&format!("{row}1,two,3\n"), "t, row 2 (line 3), column 'b': 'two' is not a number"),
            (&format!("{row}1,,3\n"), "t, row 2 (line 3), column 'b': the cell is empty"),
            (&format!("{row}1,inf,3\n"), "'inf' is not a finite number"),
            (&format!("{row}1,2,\n"), "t, row 2 (line 3), column 'y': the cell is empty"),
            (&format!("{row}1,\"2,3\n"), "t, row 2 (line 3): the quotation mark opened here is never closed"),
            (&format!("{row}1,\"2\"3,3\n"), "stands '3,3'"),
            (&format!("{row}4,5,3\n"), "t, column 'y': every row has the same value 3"),
            ("a,b,y\n1,2,x\n3,4,x\n", "the same class 'x'"),
            ("a,b,y\n1,2,x\n3,4,y\n5,6,z\n", "each of the 3 rows has a class of its own"),
            (&"1,2,3\n".repeat(6000), "t: 6000 rows are too many; the playground takes at most 5000"),
            (&["1"; 202].join(","), "t: 201 columns of numbers are too many"),
        ] {
            let refused = read(text, "t").unwrap_err().to_string();
            assert!(refused.contains(told), "{text:.40}: {refused}");
        }
    }
}
