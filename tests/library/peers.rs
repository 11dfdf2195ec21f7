//! The table of the benchmark that sets the library beside others.

#[path = "../../benches/peers.rs"]
#[allow(dead_code, reason = "of the benchmark, its table is tested")]
mod benchmark;

use benchmark::{Row, table};
use std::collections::BTreeMap;

#[test]
fn the_table_has_ours_over_the_best_of_the_others() {
    let theirs = BTreeMap::from([("jax", vec![50e3, 100e3]), ("pytorch", vec![40e3, 30e3])]);
    let table = table(&[Row { workload: "wine-f32", ours: vec![500e3, 400e3], theirs }]);
    assert!(table.contains("4.0 to 10.0"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 82), "{table}");
}
