#![no_main]

#[path = "../../tests/common/heap.rs"]
mod heap;
#[path = "../../tests/fuzz/targets/mod.rs"]
#[allow(dead_code, unused_imports, reason = "one of them is run")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::idx(bytes));
