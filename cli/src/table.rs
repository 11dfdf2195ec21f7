//! How a table is to be read, as it is told on the command line, and what was found in it.

use crate::failure::Failure;
use ann::Error;
use ann::data::table::{Decimal, Delimiter};
use ann::data::{Preparation, ReadOptions, Table};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// What is told from the file unless it is given.
#[derive(Args)]
pub struct Reading {
    /// What separates the columns: comma, semicolon, tab, bar, blanks, or a character [default: told from the file]
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// How the fraction of a number is set off [default: told from the file]
    #[arg(long, value_enum)]
    decimal: Option<DecimalName>,
    /// The encoding of the characters, such as utf-8, utf-16le or windows-1252 [default: told from the file]
    #[arg(long)]
    encoding: Option<String>,
    /// The sheet of a workbook [default: the first that is not empty]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The first line is a row; the columns are named 1, 2, …
    #[arg(long)]
    no_header: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum DecimalName {
    Point,
    Comma,
}

impl Reading {
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            decimal: self.decimal.map(|decimal| match decimal {
                DecimalName::Point => Decimal::Point,
                DecimalName::Comma => Decimal::Comma,
            }),
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
            no_header: self.no_header,
            ..ReadOptions::default()
        }
    }
}

/// Reads a file, and shows how far it is.
pub fn read<T>(file: &Path, with: impl FnOnce(&mut dyn FnMut(u64)) -> Result<T, Error>) -> Result<T, Error> {
    let length = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let progress = match length {
        0 => progress_bar(0, "reading   {bytes}  {bytes_per_sec}"), // A pipe, which does not say how much will come.
        _ => progress_bar(length, "reading   {bar:30}  {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left"),
    };
    let table = with(&mut |bytes| progress.set_position(bytes));
    progress.finish_and_clear();
    table
}

/// On the terminal only: `indicatif` draws nothing where standard error is a file or a pipe.
pub fn progress_bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What was found in a table, for the summary.
#[derive(Serialize)]
pub struct Found {
    sheet: Option<String>,
    /// Of text only, as the next two.
    encoding: Option<&'static str>,
    delimiter: Option<String>,
    decimal: Option<&'static str>,
    compressed: bool,
    rows_without_target: usize,
    columns: Vec<Named>,
    left_out: Vec<Named>,
    notes: Vec<Named>,
}

/// A column, and what is to be said of it.
#[derive(Serialize)]
struct Named {
    column: String,
    what: String,
}

/// As many columns are listed; of a table with hundreds the rest is counted.
const LISTED: usize = 20;

impl Found {
    pub fn new(table: &Table, preparation: &Preparation) -> Self {
        let named = |(column, what): (&str, String)| Named { column: column.to_owned(), what };
        let dialect = table.dialect();
        let is_text = dialect.sheet.is_none();
        let decimal = if dialect.decimal == Decimal::Comma { "comma" } else { "point" };
        let is_left_out = |name: &str| preparation.left_out().any(|(left_out, _)| left_out == name);
        Found {
            sheet: dialect.sheet.clone(),
            encoding: is_text.then_some(dialect.encoding),
            delimiter: is_text.then(|| dialect.delimiter.to_string()),
            decimal: is_text.then_some(decimal),
            compressed: dialect.compressed,
            rows_without_target: table.without_target(),
            columns: preparation.columns().map(named).collect(),
            left_out: preparation.left_out().map(|(name, reason)| named((name, reason.to_string()))).collect(),
            notes: table.notes().filter(|(name, _)| !is_left_out(name)).map(named).collect(),
        }
    }

    /// How the file is written, in brackets.
    pub fn dialect(&self) -> String {
        if let Some(sheet) = &self.sheet {
            return format!("(workbook, sheet '{sheet}')");
        }
        let compressed = self.compressed.then_some("gzip");
        let decimal = (self.decimal == Some("comma")).then_some("decimal comma");
        let parts = [compressed, self.encoding, self.delimiter.as_deref(), decimal];
        format!("({})", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    /// The lines on its columns, those of plain numbers left out.
    pub fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let odd = self.columns.iter().filter(|column| column.what != "number");
        list(out, "", odd)?;
        list(out, "left out", self.left_out.iter())?;
        list(out, "noted", self.notes.iter())
    }

    pub fn print_without_target(&self, out: &mut impl Write) -> std::io::Result<()> {
        match self.rows_without_target {
            0 => Ok(()),
            1 => writeln!(out, "          1 row has no target and is left out"),
            rows => writeln!(out, "          {rows} rows have no target and are left out"),
        }
    }
}

fn list<'n>(
    out: &mut impl Write,
    title: &str,
    columns: impl Iterator<Item = &'n Named> + Clone,
) -> std::io::Result<()> {
    let mut title = title;
    for Named { column, what } in columns.clone().take(LISTED) {
        writeln!(out, "{title:<9} {column}: {what}")?;
        title = "";
    }
    match columns.count() {
        count if count > LISTED => writeln!(out, "          and {} more", count - LISTED),
        _ => Ok(()),
    }
}

/// Whether options name a column twice, in ways that contradict each other.
pub fn check_columns(options: &ReadOptions) -> Result<(), Failure> {
    let ways = [("--drop", &options.drop), ("--categories", &options.categories), ("--numbers", &options.numbers)];
    let target = options.target.as_ref().map(|(name, _)| name);
    for (i, (way, names)) in ways.iter().enumerate() {
        if let Some(name) = names.iter().find(|name| Some(*name) == target) {
            return Err(Failure::Argument(format!("column '{name}' is the target and cannot be in {way}")));
        }
        for (other, others) in &ways[i + 1..] {
            if let Some(name) = names.iter().find(|name| others.contains(name)) {
                return Err(Failure::Argument(format!("column '{name}' is in {way} and in {other}; leave it in one")));
            }
        }
    }
    Ok(())
}
