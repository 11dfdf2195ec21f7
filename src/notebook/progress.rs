//! How far a long cell has come.

use std::cell::Cell;

/// So many lines are printed before the work is done.
const LINES: u64 = 4;

/// Prints a line at each quarter of some work. A cell shows whole lines only, so a bar could not move.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    length: u64,
    done: Cell<u64>,
}

/// The progress of work of so many parts, by its name.
#[must_use]
pub fn progress(length: u64, what: &'static str) -> Progress {
    Progress { what, length, done: Cell::new(0) }
}

impl Progress {
    /// So many more parts are done.
    pub fn inc(&self, parts: u64) {
        let (before, now) = (self.done.get(), self.done.get() + parts);
        self.done.set(now);
        if let Some(line) = self.line(before, now) {
            println!("{line}");
        }
    }

    /// All is done. What was printed stays.
    pub fn finish_and_clear(&self) {}

    /// What is to be said when the parts that are done go from `before` to `now`.
    fn line(&self, before: u64, now: u64) -> Option<String> {
        let quarter = |done: u64| done * LINES / self.length.max(1);
        (quarter(before) < quarter(now)).then(|| format!("… {}, {now} of {}", self.what, self.length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_at_each_quarter() {
        let bar = progress(42, "racing");
        let lines: Vec<String> = (0..42).filter_map(|done| bar.line(done, done + 1)).collect();
        assert_eq!(lines, ["… racing, 11 of 42", "… racing, 21 of 42", "… racing, 32 of 42", "… racing, 42 of 42"]);
        assert_eq!(progress(0, "nothing").line(0, 0), None);
    }
}
