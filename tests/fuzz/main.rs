//! Files that somebody spoilt or made on purpose, in the process: no panic, no file that takes longer than ten seconds, and no more
//! memory than 64 times the file and 16 MB.
//!
//! Here 200 files of each kind are drawn, the same each time; `PROPTEST_CASES=20000 cargo test --release --test fuzz` draws as many as are
//! asked for. `fuzz/` gives the same functions to a fuzzer, which looks for files that take another way through the code.

#[path = "../common/heap.rs"]
mod heap;
mod hostile;
#[path = "../common/mutation.rs"]
mod mutation;
#[path = "../common/onnx.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod onnx;
mod plain_tables;
mod seeds;
mod targets;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is allocated is counted for the whole process: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The files as they are, and spoilt.
fn spoil(seeds: &[Vec<u8>], target: fn(&[u8])) {
    let _alone = alone();
    seeds.iter().for_each(|seed| target(seed));
    let test = |(seed, changes): (usize, Vec<mutation::Change>)| {
        target(&mutation::changed(&seeds[seed], &changes));
        Ok(())
    };
    mutation::runner().run(&(0..seeds.len(), mutation::changes()), test).unwrap();
}

#[test]
fn spoilt_tables() {
    spoil(&seeds::tables(), targets::table);
}

#[test]
fn spoilt_idx_files() {
    spoil(&seeds::idx(), targets::idx);
}

#[test]
fn spoilt_models_networks_and_checkpoints() {
    spoil(&seeds::models(), targets::model);
}

/// Else nothing behind the checksum would be tried.
#[test]
fn a_changed_model_with_the_right_checksum_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m");
    let load = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        ann::Network::<f64>::load(&path)
    };
    let whole = seeds::models().swap_remove(3);
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 0x80; // the sign of the last weight
    let resealed = targets::resealed(&changed, &load(&changed).unwrap_err().with_causes()).unwrap();
    assert_ne!(load(&resealed).unwrap(), load(&whole).unwrap());
}

#[test]
fn spoilt_onnx_files() {
    spoil(&seeds::onnx(), targets::onnx);
}

#[test]
fn spoilt_names_in_a_notebook() {
    spoil(&seeds::names(), targets::notebook);
}

/// A fuzzer begins with these: `cargo test --release --test fuzz -- --ignored` writes them to `fuzz/corpus/`.
#[test]
#[ignore = "writes files"]
fn seeds_of_the_fuzzer() {
    let seeds = [
        ("table", seeds::tables()),
        ("idx", seeds::idx()),
        ("model", seeds::models()),
        ("onnx", seeds::onnx()),
        ("notebook", seeds::names()),
    ];
    for (target, seeds) in seeds {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        std::fs::create_dir_all(&folder).unwrap();
        for (i, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed{i}")), seed).unwrap();
        }
    }
}
