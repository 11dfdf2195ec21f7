//! Files spoilt at random: some of their bytes changed, removed, doubled, or others put in between.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// What is put into files: what separates, quotes, ends or begins something in one of the formats, and numbers at the ends of their range.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b"\"\"",
    b"'",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\0",
    b",",
    b";",
    b"\t",
    b"|",
    b" ",
    b"NaN",
    b"-inf",
    b"1e999",
    b"-",
    b"NA",
    b"$",
    b"%",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"{",
    b"99999999999999999999999999999999999999999",
];

/// The same cases each time, as many as the environment asks for.
pub fn runner() -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").map_or(200, |cases| cases.parse().expect("PROPTEST_CASES is a number"));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// A change of a file.
#[derive(Debug, Clone)]
pub enum Change {
    /// One bit is turned over.
    Flip(Index, u8),
    /// So many bytes are missing.
    Remove(Index, usize),
    /// So many bytes stand there twice.
    Double(Index, usize),
    /// Some bytes are written over with others of the file.
    Copy(Index, Index, usize),
    /// This piece is put in.
    Insert(Index, usize),
    /// Nothing follows.
    Cut(Index),
}

/// One to four changes.
pub fn changes() -> impl Strategy<Value = Vec<Change>> {
    let place = any::<Index>;
    let length = || prop_oneof![4 => 1..4_usize, 1 => 1..200_usize];
    let change = prop_oneof![
        3 => (place(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        2 => (place(), length()).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (place(), length()).prop_map(|(at, length)| Change::Double(at, length)),
        2 => (place(), place(), length()).prop_map(|(at, from, length)| Change::Copy(at, from, length)),
        4 => (place(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        1 => place().prop_map(Change::Cut),
    ];
    vec(change, 1..5)
}

/// The file with these changes.
pub fn changed(file: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut file = file.to_vec();
    for change in changes {
        if file.is_empty() {
            break;
        }
        let range = |at: usize, length: usize| at..(at + length).min(file.len());
        match change {
            Change::Flip(at, bit) => {
                let at = at.index(file.len());
                file[at] ^= 1 << bit;
            }
            Change::Remove(at, length) => drop(file.drain(range(at.index(file.len()), *length))),
            Change::Double(at, length) => {
                let at = at.index(file.len());
                let doubled = file[range(at, *length)].to_vec();
                file.splice(at..at, doubled);
            }
            Change::Copy(at, from, length) => {
                let (at, copied) = (at.index(file.len()), file[range(from.index(file.len()), *length)].to_vec());
                file.splice(range(at, copied.len()), copied);
            }
            Change::Insert(at, piece) => {
                let at = at.index(file.len());
                file.splice(at..at, PIECES[*piece].iter().copied());
            }
            Change::Cut(at) => file.truncate(at.index(file.len())),
        }
    }
    file
}
