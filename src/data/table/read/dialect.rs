//! What separates the cells of a table, learnt from its first lines.
//!
//! Every delimiter is tried. The right one cuts nearly all lines into the same number of cells, and leaves no cell in
//! which another one obviously separates numbers: commas cut `1,5;2,5` into three cells, but `5;2` is none.

use super::delimiter::Delimiter;
use super::looks::is_number;
use super::quoted::RecordError;
use super::record::Record;
use super::records::Records;
use std::collections::BTreeMap;

/// How many bytes of a sample are looked at.
const LENGTH: usize = 1 << 16;

/// What is tried. Of two that do equally well, the first is taken: a tab or a semicolon is seldom a part of a text, a
/// comma often is, and a blank nearly always.
const TRIED: [Delimiter; 5] =
    [Delimiter::Byte(b'\t'), Delimiter::Byte(b';'), Delimiter::Byte(b'|'), Delimiter::Byte(b','), Delimiter::Blanks];

/// The share of the lines, at least, that a delimiter must cut into the same number of cells. Text with blanks in it
/// may do so by chance.
const ENOUGH: f64 = 0.5;
const ENOUGH_BLANKS: f64 = 0.9;

/// Text is seldom cut by blanks into so many cells in every line. With fewer, one column must be numbers.
const MANY_BLANKS: usize = 5;

/// The delimiter of the table that begins with `sample`: the one that cuts most lines into the same number of at least
/// two cells, in none of which another one separates numbers. If none does so with half of the lines, such cells count
/// as well: a cell may be a list of numbers. If that is not enough either, there is one column, and the comma is as
/// good as any.
///
/// Lines above the table may look otherwise, and the header may be one cell short, for the names of the rows. Blanks
/// must cut nine lines of ten, the first of them as well, and a column of numbers, or at least five columns, must come
/// out: `New York` is one cell. Of what does equally well, the first of tab, semicolon, bar, comma and blanks is taken.
#[must_use]
pub fn delimiter(sample: &str) -> Delimiter {
    let sample = whole_lines(sample);
    let cuts = TRIED.map(|delimiter| (delimiter, Cut::new(sample, delimiter)));
    let best = |share: fn(&Cut) -> f64| {
        let good = cuts.iter().filter(|(delimiter, cut)| match delimiter {
            Delimiter::Byte(_) => share(cut) >= ENOUGH,
            Delimiter::Blanks => share(cut) >= ENOUGH_BLANKS && cut.is_table(),
        });
        // The last of equal ones is the greatest.
        good.rev().max_by(|one, other| share(&one.1).total_cmp(&share(&other.1))).map(|(delimiter, _)| *delimiter)
    };
    best(|cut| cut.clean).or_else(|| best(|cut| cut.consistent)).unwrap_or(Delimiter::Byte(b','))
}

/// The beginning of the sample, up to the last line end in it, if there is one.
fn whole_lines(sample: &str) -> &str {
    let mut length = sample.len().min(LENGTH);
    while !sample.is_char_boundary(length) {
        length -= 1;
    }
    let begin = &sample[..length];
    begin.rfind(['\n', '\r']).map_or(begin, |end| &begin[..=end])
}

/// How a delimiter cuts a sample.
struct Cut {
    /// The share of the records that have the most frequent number of cells, if that is at least two.
    consistent: f64,
    /// The share of those among them in which no cell is tangled.
    clean: f64,
    /// That number, and how many cells the first record has.
    width: usize,
    first: usize,
    /// Whether there is a column of which most cells below the first are numbers.
    has_numbers: bool,
}

impl Cut {
    fn new(sample: &str, delimiter: Delimiter) -> Cut {
        let mut records = Records::new(sample.as_bytes(), delimiter);
        // For each number of cells: how many records have it, in how many of them no cell is tangled, and how many
        // numbers the columns have.
        let mut widths: BTreeMap<usize, (usize, usize, Vec<usize>)> = BTreeMap::new();
        let (mut first, mut total) = (None, 0);
        loop {
            match records.read() {
                Ok(None) => break,
                Ok(Some(record)) => {
                    first.get_or_insert(record.len());
                    let (count, clean, numbers) = widths.entry(record.len()).or_default();
                    *count += 1;
                    *clean += usize::from(!is_tangled(record));
                    numbers.resize(record.len(), 0);
                    for (number, cell) in numbers.iter_mut().zip(record.iter()) {
                        *number += usize::from(is_number(text(cell)));
                    }
                }
                // The end of the sample is not the end of the file.
                Err(RecordError::Unclosed { .. }) => break,
                Err(_) => {
                    first.get_or_insert(0);
                }
            }
            total += 1;
        }
        // The last of equal ones, so the greatest number of cells.
        let most = widths.iter().filter(|(width, _)| **width >= 2).max_by_key(|(_, (count, ..))| *count);
        let (width, mut count, mut clean, numbers) =
            most.map_or((0, 0, 0, &[][..]), |(&width, (count, clean, numbers))| (width, *count, *clean, numbers));
        let first = first.unwrap_or(0);
        let has_numbers = numbers.iter().any(|number| 2 * number > count);
        // With two columns, a single cell at the top is rather the name of one column.
        if width >= 3 && first == width - 1 {
            (count, clean) = (count + 1, clean + 1);
        }
        let share = |count: usize| count as f64 / total.max(1) as f64;
        Cut { consistent: share(count), clean: share(clean), width, first, has_numbers }
    }

    /// Whether what blanks cut looks like a table.
    fn is_table(&self) -> bool {
        let is_first = self.first == self.width || self.width >= 3 && self.first == self.width - 1;
        is_first && (self.has_numbers || self.width >= MANY_BLANKS)
    }
}

/// Whether another delimiter seems to separate cells within a cell: a number stands beside it, or it is a blank and
/// there are only numbers.
fn is_tangled(record: Record<'_>) -> bool {
    record.iter().enumerate().any(|(index, cell)| {
        let cell = text(cell);
        !record.is_quoted(index)
            && !is_number(cell)
            && ([',', ';', '\t', '|'].iter().any(|&other| cell.contains(other) && cell.split(other).any(is_number))
                || cell.split_ascii_whitespace().count() >= 2 && cell.split_ascii_whitespace().all(is_number))
    })
}

/// The cell as text. It is a part of a string between two delimiters, which are ASCII.
fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What separates the cells of the lines is called `name`.
    fn assert_name(name: &str, lines: &str) {
        assert_eq!(delimiter(lines).to_string(), name, "{lines}");
    }

    #[test]
    fn plain_tables() {
        assert_name("comma", "a,b,y\n1,7,yes\n2,3,no\n3,10,yes\n");
        assert_name("semicolon", "\"a\";\"b\";\"y\"\n1;7;yes\n2;3;no\n");
        assert_name("tab", "a\tb\ty\n1\t7\tyes\n2\t\tno\n");
        assert_name("bar", "a | b | y\n1 | 7 | yes\n2 | 3 | no\n");
        assert_name("blanks", "    1    7   yes\n    2    3   no\n    3   10   yes\n");
        assert_name("comma", "a, b, y\r\n1, 7, 2\r\n2, 3, 4\r\n");
        assert_name("comma", "a,b\r1,2\r3,4\r");
        assert_name("semicolon", "a;b");
    }

    #[test]
    fn one_column_is_cut_by_nothing() {
        for lines in
            ["", "\n", "y\n1\n2\n", "city\nNew York\nLos Angeles\nSan Diego\n", "New York\nBoston\nSan Juan Hill\n"]
        {
            assert_name("comma", lines);
        }
        assert_name("comma", "two words\nNew York\nLos Angeles\nSan Diego\n");
        assert_name("comma", "date\n2024-01-01 10:00\n2024-01-02 11:00\n");
        assert_name("comma", &["address\n", &"12 High Street\n5 Low Street\n".repeat(20)].concat());
    }

    #[test]
    fn decimal_commas_separate_nothing() {
        assert_name("semicolon", "1,5;2,5\n3,5;4,5\n5,25;6,5\n");
        assert_name("semicolon", "a;b;y\n1,5;7,25;yes\n2,5;3,25;no\n");
        assert_name("tab", "1,5\t2,5\n3,5\t4,5\n");
        assert_name("tab", "a b\ty\n1,5\tx\n3,5\ty\n");
        assert_name("blanks", "1,5 2,5\n3,5  4,5\n");
        assert_name("blanks", "a y\n1,5 yes\n2,25 no\n3,5 no\n");
        assert_name("semicolon", "1.234,5;2\n3.456,5;4\n");
    }

    #[test]
    fn text_may_hold_other_delimiters() {
        assert_name("comma", "time,x\n2024-01-01 10:00:00,1.5\n2024-01-02 11:00:00,2.5\n");
        assert_name("comma", "2024-01-01 10:00:00,1.5\n2024-01-02 11:00:00,2.5\n");
        assert_name("comma", "city,n\nNew York,5\nLos Angeles,6\nSan Diego,7\n");
        assert_name("comma", "New York,5\nLos Angeles,6\nSan Diego,7\n");
        assert_name("comma", "first last,kind\nAnn Lee,red\nBob Ray,blue\n");
        assert_name("semicolon", "text;n\nHello, world;1\nGo, now;2\nWell, well;3\n");
        assert_name("semicolon", "1;Hello, world\n2;Go, now\n3;Well, well\n");
        assert_name("comma", "1,0.5,x;y\n2,0.7,y;z\n3,0.1,z;x\n");
        assert_name("comma", "beds,price\n3,\"$616;036\"\n2,\"$435;527\"\n");
        assert_name("comma", "3,\"616;036\"\n2,\"435;527\"\n4,\"610;665\"\n");
        assert_name("semicolon", "a;b\n\"x, y\nz\";1\n\"u, v\";2\n");
    }

    #[test]
    fn lists_of_numbers_are_cells_if_nothing_else_cuts() {
        assert_name("comma", "emotion,pixels,use\n0,70 80 82,Training\n2,51 12 36,Training\n4,24 32 36,Test\n");
        assert_name("tab", "emotion\tpixels\tuse\n0\t70 80 82\tTraining\n2\t51 12 36\tTraining\n4\t24 32 36\tTest\n");
        // Here the blanks do: a tab stands only before the name.
        assert_name("blanks", "18.0   8   307.0\t\"chevrolet malibu\"\n15.0   8   350.0\t\"buick skylark\"\n");
    }

    #[test]
    fn titles_and_short_headers_are_passed_over() {
        assert_name("semicolon", "Sales, costs and profit, all years\n\na;b;y\n1;7;yes\n2;3;no\n3;4;no\n");
        assert_name("blanks", "\"a\" \"b\" \"y\"\n\"1\" 1 7 \"yes\"\n\"2\" 2 3 \"no\"\n");
        assert_name(
            "comma",
            "\"Data Source\",\"Indicators\",\n\n\"Updated\",\"2024-01-01\",\n\na,b,y\n1,7,yes\n2,3,no\n",
        );
    }

    #[test]
    fn the_end_of_the_sample_is_left_out() {
        assert_eq!(whole_lines("a;b\n1;2\n3,4,5"), "a;b\n1;2\n");
        assert_eq!(whole_lines("a;b"), "a;b");
        let long = ["ab;c\n".repeat(20_000).as_str(), "x"].concat();
        assert_eq!(whole_lines(&long).len(), 65_535);
        assert_eq!(whole_lines(&["é".repeat(40_000), "\n".to_owned()].concat()).len(), 65_536);
        assert_name("semicolon", &["é;1\n".repeat(20_000), "a,b,c,d\n".repeat(90_000)].concat());
        // A mark that is not closed in the sample, and one that is not closed at all.
        assert_name("semicolon", "a;b\n1;x\n2;y\n3;\"no, nor\nyes, or\n");
        assert_name("semicolon", "a;b\n1;\"x\n2;\"y\"\n3;z\n4;z\n5;z\n");
    }
}
