//! A table from a file, step by step.

use super::column_pass::{ColumnPass, Want};
use super::delimiter::Delimiter;
use super::dialect;
use super::header::{ColumnName, Header};
use super::options::{Needed, ReadOptions, encoding_of};
use super::pass::{Pass, Stop};
use super::records::Records;
use super::row::Row;
use super::source::Source;
use super::target_column::TargetColumn;
use crate::data::Task;
use crate::data::table::cell::{Decimal, decide, decimal_evidence};
use crate::data::table::columns::{Column, Dialect, Place, Table, TargetCells};
use crate::error::TableProblem;
use crate::{Error, Result};
use encoding_rs::{Encoding, WINDOWS_1252};
use memchr::memchr2_iter;
use ndarray::{Array2, ShapeBuilder};
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// So many bytes of a table, at least, say how it is written, with so many lines in them.
const SAMPLE_BYTES: usize = 1 << 16;
const SAMPLE_LINES: usize = 20;
/// So many of its first rows say what it holds.
const SAMPLE_ROWS: usize = 1000;

impl Table {
    /// Reads a table.
    ///
    /// Encoding, delimiter, decimal sign and the kind of each column are told from the file, unless `options` say them. Missing
    /// cells are marked as such. With the feature `spreadsheets`, the sheets of workbooks (`.xlsx`, `.ods`) are tables, too.
    ///
    /// ```no_run
    /// use ann::data::{ReadOptions, Table};
    /// let table = Table::read("titanic.csv", &ReadOptions::with_target("survived"))?;
    /// println!("{} rows of {}", table.rows(), table.names().collect::<Vec<_>>().join(", "));
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::Table`], with the file and where it applies row and column, for
    /// everything in [`TableProblem`]; [`Error::Choice`] if there is no such encoding.
    pub fn read(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Table> {
        Self::read_with(path, options, |_| ())
    }

    /// [`Table::read`] for tables so large that one wants to see how far it is: `progress` is told how many bytes of the file have
    /// been read, after every megabyte and at the end.
    ///
    /// # Errors
    ///
    /// As [`Table::read`].
    pub fn read_with(path: impl AsRef<Path>, options: &ReadOptions, progress: impl FnMut(u64)) -> Result<Table> {
        Self::read_needed(path.as_ref(), options, &Needed::All, progress)
    }

    pub(crate) fn read_needed(
        path: &Path,
        options: &ReadOptions,
        needed: &Needed,
        mut progress: impl FnMut(u64),
    ) -> Result<Table> {
        let mut encoding = options.encoding.as_deref().map(encoding_of).transpose()?;
        loop {
            let file = Opened::new(path, options, encoding)?;
            match file.read(options, needed, &mut progress) {
                // The beginning of the file was UTF-8, and what follows is not.
                Err(Error::Table { problem: TableProblem::NotUtf8, .. })
                    if file.source.is_guessed() && encoding.is_none() =>
                {
                    encoding = Some(WINDOWS_1252);
                }
                result => return result,
            }
        }
    }
}

/// A table whose beginning has been looked at.
struct Opened<'p> {
    path: &'p Path,
    source: Source,
    delimiter: Delimiter,
    decimal: Decimal,
    header: Header,
}

impl<'p> Opened<'p> {
    fn new(path: &'p Path, options: &ReadOptions, encoding: Option<&'static Encoding>) -> Result<Self> {
        let source = Source::open(path, encoding, options.sheet.as_deref()).map_err(|source| io_error(path, source))?;
        let is_workbook = source.sheet().is_some();
        if is_workbook && (options.delimiter.is_some() || options.decimal.is_some() || options.encoding.is_some()) {
            let problem = "it is a workbook, to which --delimiter, --decimal and --encoding (`delimiter`, `decimal`, \
                           `encoding`) do not apply; leave them out";
            return Err(io_error(path, io::Error::new(io::ErrorKind::InvalidInput, problem)));
        }
        let (sample, whole) = sample(&source).map_err(|source| io_error(path, source))?;
        let text = String::from_utf8_lossy(&sample);
        let delimiter = match options.delimiter {
            Some(delimiter) => delimiter,
            None if is_workbook => Delimiter::Byte(b','),
            None => dialect::delimiter(&text),
        };
        let (lines, numbers) = first_lines(&sample, delimiter, whole);
        let samples = lines.iter().skip(usize::from(!options.no_header)).flat_map(Row::iter);
        let evidence = samples.filter_map(decimal_evidence);
        let decimal = match options.decimal {
            Some(decimal) => decimal,
            // A text `1,5` among the cells says nothing of those that are numbers.
            None if is_workbook => Decimal::Point,
            None => decide(evidence, delimiter == Delimiter::Byte(b',')),
        };
        let header = Header::of(&lines, !options.no_header, decimal);
        let header = header.map_err(|problem| {
            let problem = match problem {
                TableProblem::Titles(above, names) => TableProblem::Titles(numbers[above as usize], names),
                problem => problem,
            };
            table_error(path, None, None, problem)
        })?;
        Ok(Opened { path, source, delimiter, decimal, header })
    }

    fn read(&self, options: &ReadOptions, needed: &Needed, mut progress: impl FnMut(u64)) -> Result<Table> {
        let mut wants = self.wants(options, needed)?;
        loop {
            let is_to_learn = !matches!(needed, Needed::These(_));
            let target = options.target.as_ref().map(|(_, task)| TargetColumn::new(*task, is_to_learn, self.decimal));
            let mut pass = Pass::new(&wants, target, self.delimiter, self.decimal);
            let text = self.source.reader().map_err(|source| io_error(self.path, source))?;
            let mut records = Records::new(text, self.delimiter);
            let begun = if self.header.is_line { records.read().map(drop) } else { Ok(()) };
            let progress = |bytes| progress(self.source.bytes_of_file(bytes));
            let read = begun.map_err(Stop::from).and_then(|()| pass.run(&mut records, self.source.length(), progress));
            match read {
                Ok(()) => {
                    let are_numbers = |column: &ColumnPass| column.are_numbers(self.decimal);
                    if !pass.columns.iter().any(are_numbers) {
                        return self.table(pass, options, needed);
                    }
                    let numbers = wants.iter_mut().zip(&pass.columns).filter(|(_, column)| are_numbers(column));
                    numbers.for_each(|(want, _)| *want = Want::Numbers);
                }
                Err(Stop::HaveWords(columns)) => columns.into_iter().for_each(|index| wants[index] = Want::Words),
                Err(Stop::Io(source)) => return Err(io_error(self.path, source)),
                Err(Stop::Wrong(place, column, problem)) => {
                    // A model of the table is at fault, if anything is, and not its last line.
                    let is_last = matches!(problem, TableProblem::Ragged { .. }) && matches!(records.read(), Ok(None));
                    let problem = match problem {
                        TableProblem::Ragged { expected, found } if is_last => {
                            TableProblem::RaggedEnd { expected, found }
                        }
                        problem => problem,
                    };
                    return Err(self.error(place, column, problem));
                }
            }
        }
    }

    /// What is wanted of each column.
    fn wants(&self, options: &ReadOptions, needed: &Needed) -> Result<Vec<Want>> {
        let columns = &self.header.columns;
        // Of several of one name, the first. With a search for each, very many columns would take time with their square.
        let in_order = columns.iter().enumerate().rev();
        let places: HashMap<&str, usize> = in_order.map(|(place, column)| (column.name.as_str(), place)).collect();
        let named = |name: &str| places.get(name.trim()).copied();
        let find = |name: &str| named(name).ok_or_else(|| self.unknown(name));
        let guess = |column: &ColumnName| match needed {
            Needed::These(_) => Want::Nothing,
            Needed::AllAsNumbers => Want::NumbersOnly,
            Needed::All if column.holds_numbers => Want::Numbers,
            Needed::All => Want::Words,
        };
        let mut wants: Vec<Want> = columns.iter().map(guess).collect();
        let told = [
            (&options.categories, Want::WordsAsTold),
            (&options.numbers, Want::NumbersAsTold),
            (&options.drop, Want::Nothing),
        ];
        for (names, want) in told {
            for name in names {
                wants[find(name)?] = want;
            }
        }
        if let Needed::These(only) = needed {
            let lacking: Vec<&str> =
                only.iter().filter(|(name, _)| named(name).is_none()).map(|(name, _)| name.as_str()).collect();
            if let Some((first, others)) = lacking.split_first() {
                let has = crate::error::listed(self.names());
                let problem = TableProblem::ColumnOfModelMissing { has, others: others.len() };
                return Err(table_error(self.path, None, Some((*first).to_owned()), problem));
            }
            for (name, is_number) in only {
                wants[find(name)?] = if *is_number { Want::NumbersOnly } else { Want::WordsAsTold };
            }
        }
        if let Some((target, task)) = &options.target {
            let index = find(target)?;
            let name = &columns[index].name;
            let is_same = |other: &str| {
                other
                    .strip_prefix(name.as_str())
                    .and_then(|rest| rest.strip_prefix('.')?.parse::<usize>().ok())
                    .is_some()
            };
            if columns.iter().any(|column| column.repeated && is_same(&column.name)) {
                return Err(self.error(None, Some(index), TableProblem::DuplicateColumn));
            }
            let of_numbers = columns[index].holds_numbers && *task != Task::Classify;
            wants[index] = if of_numbers { Want::TargetOfNumbers } else { Want::Target };
        }
        if wants.iter().all(|want| *want == Want::Nothing || want.is_target()) {
            let target = wants.iter().position(|want| *want != Want::Nothing);
            return Err(self.error(None, target, TableProblem::NoFeatures));
        }
        Ok(wants)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.header.columns.iter().map(|column| column.name.as_str())
    }

    fn unknown(&self, name: &str) -> Error {
        let nearest = crate::error::nearest(name, self.names());
        table_error(
            self.path,
            None,
            Some(name.to_owned()),
            TableProblem::UnknownColumn(crate::error::listed(self.names()), nearest),
        )
    }

    /// The table that a pass has read.
    fn table(&self, mut pass: Pass, options: &ReadOptions, needed: &Needed) -> Result<Table> {
        if let (Needed::AllAsNumbers, Some((place, cell))) = (needed, pass.first_left_out) {
            let target = options.target.as_ref().map(|(name, _)| name.clone());
            return Err(table_error(self.path, Some(place), target, TableProblem::Missing(cell)));
        }
        if pass.rows == 0 {
            let problem = if pass.left_out > 0 { TableProblem::NoTarget(pass.left_out) } else { TableProblem::NoRows };
            return Err(self.error(None, None, problem));
        }
        let target = pass.target.take().zip(options.target.as_ref()).map(|(column, (name, _))| {
            let marks = column.marks();
            let wrong =
                |(place, problem): (Option<Place>, _)| table_error(self.path, place, Some(name.clone()), problem);
            let values = column.finish().map_err(wrong)?;
            Ok::<_, Error>(TargetCells { name: name.trim().to_owned(), values, left_out: pass.left_out, marks })
        });
        let target = target.transpose()?;
        let told: Vec<&str> =
            [&options.categories, &options.numbers].into_iter().flatten().map(|name| name.trim()).collect();
        let mut columns = Vec::new();
        for (index, (name, column)) in self.header.columns.iter().zip(&mut pass.columns).enumerate() {
            let Some(cells) = column.cells() else { continue };
            columns.push(Column {
                index,
                name: name.name.clone(),
                unnamed: name.unnamed,
                repeated: name.repeated,
                is_told: told.contains(&name.name.as_str()) || matches!(needed, Needed::These(_)),
                cells,
                first_missing: column.first_missing.take(),
                first_text: column.first_text.take(),
                words: std::mem::take(&mut column.odd_words),
                marks: column.marks,
            });
        }
        let shape = (pass.width, pass.rows).f();
        let numbers = Array2::from_shape_vec(shape, pass.numbers).map_err(|error| Error::data(error.to_string()))?;
        let dialect = Dialect {
            sheet: self.source.sheet().map(str::to_owned),
            encoding: self.source.encoding().name(),
            compressed: self.source.is_compressed(),
            delimiter: self.delimiter,
            decimal: self.decimal,
        };
        let table = Table { path: self.path.to_owned(), columns, numbers, rows: pass.rows, target, dialect };
        Ok(table)
    }

    fn error(&self, place: Option<Place>, column: Option<usize>, problem: TableProblem) -> Error {
        let name = column.map(|index| self.header.columns[index].name.clone());
        table_error(self.path, place, name, problem)
    }
}

/// The beginning of the text, and whether it is all of it.
fn sample(source: &Source) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = SAMPLE_BYTES;
    loop {
        let sample = source.sample(bytes)?;
        let whole = sample.len() < bytes;
        if whole || memchr2_iter(b'\n', b'\r', &sample).nth(SAMPLE_LINES).is_some() {
            return Ok((sample, whole));
        }
        bytes *= 4;
    }
}

/// The cells of the first records, and their lines; the last one is left out unless the sample is `whole`.
fn first_lines(sample: &[u8], delimiter: Delimiter, whole: bool) -> (Vec<Row>, Vec<u64>) {
    let mut records = Records::new(sample, delimiter);
    let (mut lines, mut numbers) = (Vec::new(), Vec::new());
    // What is wrong with a line is told when the table is read.
    while lines.len() <= SAMPLE_ROWS
        && let Ok(Some(record)) = records.read()
    {
        lines.push(record.iter().map(String::from_utf8_lossy).collect());
        numbers.push(records.line());
    }
    if !whole && lines.len() > 1 && lines.len() <= SAMPLE_ROWS {
        lines.pop();
    }
    (lines, numbers)
}

fn table_error(path: &Path, row: Option<Place>, column: Option<String>, problem: TableProblem) -> Error {
    Error::Table { path: path.to_owned(), row, column, problem }
}

fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io { action: "read", path: path.to_owned(), source }
}
