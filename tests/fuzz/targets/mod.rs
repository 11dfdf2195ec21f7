//! What is done with a file, whatever is in it. Each function panics if something happens that must not.

mod idx;
mod model;
mod notebook;
mod onnx;
mod table;

pub use idx::idx;
pub use model::{model, resealed};
pub use notebook::notebook;
pub use onnx::onnx;
pub use table::{as_csv, table};

use crate::heap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Does something with a file of these bytes, within ten seconds and 64 times the memory of the file and 16 MB.
pub fn bounded<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    within(64 * bytes.len() + (16 << 20), bytes, work)
}

/// The same with so much memory.
pub fn within<T>(limit: usize, bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    let file = tempfile::NamedTempFile::new().expect("a file can be made");
    std::fs::write(file.path(), bytes).expect("it can be written");
    let (before, start) = (heap::now(), Instant::now());
    heap::most();
    let done = work(file.path());
    let (used, time) = (heap::most().saturating_sub(before), start.elapsed());
    assert!(used <= limit, "{used} bytes of memory for a file of {}", bytes.len());
    assert!(time < Duration::from_secs(10), "{time:?} for a file of {} bytes", bytes.len());
    done
}
