//! Runs the reader's code, which may panic or never return.

use crate::report::{Exercise, Finding, Report, Verdict};
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// How long an exercise may take.
const LIMIT: Duration = Duration::from_secs(10);

thread_local! {
    /// The place and the message of the panic in a grader's thread; `None` in any other thread.
    static PANIC: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// What a check that calls the reader's function makes of it.
pub(crate) fn grade(
    chapter: u8,
    name: &'static str,
    see: &'static str,
    check: impl FnOnce() -> Result<(), Finding> + Send + 'static,
) -> Report {
    note_panics();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        PANIC.with_borrow_mut(|panic| *panic = Some(Default::default()));
        let verdict = match panic::catch_unwind(AssertUnwindSafe(check)) {
            Ok(Ok(())) => Verdict::Solved,
            Ok(Err(finding)) => Verdict::Wrong(finding),
            Err(_) => panicked(),
        };
        sender.send(verdict) // nobody waits any more after the limit
    });
    // A thread cannot be ended from outside: one that never returns runs until the program ends.
    let verdict = receiver.recv_timeout(LIMIT).unwrap_or(Verdict::Endless);
    Report { exercise: Exercise { chapter, name, see }, verdict, wrong_too: Vec::new() }
}

fn panicked() -> Verdict {
    let (place, message) = PANIC.take().unwrap_or_default();
    match message.starts_with("not yet implemented") {
        true => Verdict::NotWritten,
        false => Verdict::Panicked { message, place },
    }
}

/// From now on, a panic in a grader's thread is kept for the report and not printed.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_ours = PANIC.with_borrow_mut(|panic| {
                let place = info.location().map_or_else(|| "a place unknown".to_owned(), ToString::to_string);
                let message = info.payload_as_str().unwrap_or("no message").to_owned();
                panic.as_mut().map(|panic| *panic = (place, message)).is_some()
            });
            if !is_ours {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(check: fn() -> Result<(), Finding>) -> Verdict {
        grade(1, "f", "(1.1)", check).verdict
    }

    #[test]
    fn a_panic_is_caught_with_its_line_and_todo_is_no_panic() {
        assert_eq!(verdict(|| Ok(())), Verdict::Solved);
        assert_eq!(verdict(|| Err(Finding::new("a"))), Verdict::Wrong(Finding::new("a")));
        #[allow(clippy::todo, reason = "what the reader finds")]
        let unwritten = verdict(|| todo!());
        assert_eq!(unwritten, Verdict::NotWritten);
        let (line, verdict) = (line!(), verdict(|| panic!("no {}", 1)));
        let Verdict::Panicked { message, place } = verdict else { panic!("{verdict:?}") };
        assert_eq!(message, "no 1");
        assert!(place.contains("run.rs") && place.contains(&format!(":{line}:")), "{place}");
    }
}
