//! Counts what a whole process has allocated, all threads together: for a test program of its own.
#![allow(unsafe_code, reason = "an allocator that counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The bytes that are allocated, and the most that ever were. Memory that grows is counted twice over, as if it were moved.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The bytes that are allocated now.
pub fn now() -> usize {
    NOW.load(Relaxed)
}

/// The most bytes that were allocated since this was last asked.
pub fn most() -> usize {
    MOST.swap(now(), Relaxed)
}

/// What so many bytes take of the heap: the system's allocator hands out no less than 32, and needs 8 of them for itself.
fn piece(bytes: usize) -> usize {
    (bytes + 8).max(32)
}

fn take(bytes: usize) {
    MOST.fetch_max(NOW.fetch_add(bytes, Relaxed) + bytes, Relaxed);
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(piece(layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        take(piece(layout.size()));
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(piece(layout.size()), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() {
            take(piece(size));
        } else {
            NOW.fetch_add(piece(size), Relaxed);
        }
        NOW.fetch_sub(piece(layout.size()), Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;
