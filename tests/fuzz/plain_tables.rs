//! Tables that any reader understands in one way: the library reads what the crate `csv` reads.

use crate::mutation::runner;
use crate::{alone, targets};
use proptest::collection::vec;
use proptest::prelude::*;

/// A table of numbers and words, with quotation marks where they must be and where they need not.
fn table() -> impl Strategy<Value = String> {
    let number = prop_oneof!["-?[0-9]{1,6}", "-?[0-9]{1,4}\\.[0-9]{1,4}", "\"-?[0-9]{1,3}\""];
    let word = prop_oneof![6 => "c_[ab]", 1 => "\"c_[a-z,;\n.]{0,4}x\"", 1 => "\"c_\"\"[a-z]{0,2}\"\"\""];
    (1..5_usize).prop_flat_map(move |columns| {
        let row = (vec(number.clone(), columns), word.clone(), prop_oneof![4 => "\n", 1 => "\r\n", 1 => "\n\n"]);
        let row = row.prop_map(|(numbers, word, end)| format!("{},{word}{end}", numbers.join(",")));
        vec(row, 2..12).prop_map(move |rows| {
            let names: Vec<String> = (0..columns).map(|i| format!("c_{i}")).collect();
            format!("{},c_target\n{}", names.join(","), rows.concat())
        })
    })
}

#[test]
fn plain_tables_are_read_as_csv_reads_them() {
    let _alone = alone();
    let compared = std::cell::Cell::new(0);
    let mut runner = runner();
    let compare = |table: String| {
        compared.set(compared.get() + u32::from(targets::as_csv(table.as_bytes())));
        Ok(())
    };
    runner.run(&table(), compare).unwrap();
    assert!(compared.get() > runner.config().cases / 2, "only {} are plain", compared.get());
}
