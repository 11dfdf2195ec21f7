//! What is printed: standard output for readers who may leave early, as in `ann predict … | head`; messages of one line.

use std::io::{self, BufWriter, ErrorKind, Write};

/// A text in one line, whatever characters a cell or a name may hold.
pub fn one_line(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// The beginning of a long text: a line stays readable, however many columns a table has.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Standard output. Once its reader has gone, what is written is dropped, and the command does the rest of its work.
pub fn stdout() -> impl Write {
    BufWriter::new(Patient(io::stdout().lock()))
}

struct Patient<W>(W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}
