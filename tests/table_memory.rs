//! Chapter 10, the memory of tables: from the file to the samples that are trained on, the numbers of a large one are there once; a row of
//! very many cells is refused in little memory.
//!
//! A test program of its own: it counts what is allocated, and other tests in the same process would be counted too, so these take turns.

#[path = "common/heap.rs"]
mod heap;

use ann::data::{Task, read_csv};
use ann::{Architecture, EarlyStopping, Model, Trainer, rng};
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// What is allocated is that of one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn a_table_is_in_memory_once() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (rows, columns) = (300_000, 13);
    let mut table = std::io::BufWriter::new(tempfile::NamedTempFile::new().unwrap());
    writeln!(table, "a,b,c,d,e,f,g,h,i,j,k,l,y").unwrap();
    for row in 0..rows {
        let cells: String = (1..columns).map(|k| format!("{:.4},", f64::from(row * k).sin())).collect();
        writeln!(table, "{cells}{}", ["red", "green", "blue"][row as usize % 3]).unwrap();
    }
    let table = table.into_inner().unwrap();
    let numbers = (rows * columns * 8) as f64;
    let before = heap::now() as f64;
    let most = || {
        let most = (heap::most() as f64 - before) / numbers;
        (most * 100.0).round() / 100.0
    };
    most();

    let dataset = read_csv(table.path(), "y", Task::Auto).unwrap();
    let reading = most();
    let [train, test] = dataset.into_split([0.75, 0.25], &mut rng(0)).unwrap();
    let splitting = most();
    let early_stopping = Some(EarlyStopping { patience: 1, validation_fraction: 0.2 });
    let linear = Architecture { hidden: vec![], ..Architecture::default() };
    let trainer = Trainer { epochs: 1, batch_size: 4096, early_stopping, ..Trainer::default() };
    let (train, validation) = trainer.set_aside(train, &mut rng(1)).unwrap();
    let setting_aside = most();
    let mut model = Model::<f32>::new(&linear, &train, &mut rng(2)).unwrap();
    model.train(&trainer, train, validation.as_ref(), &mut rng(3)).unwrap();
    let training = most();
    model.score(&test).unwrap();
    let all = [reading, splitting, setting_aside, training, most()];
    assert!(reading <= 1.2 && all.iter().all(|most| *most <= 1.5), "times the numbers: {all:?}");
}

#[test]
fn a_row_of_very_many_cells_is_refused_in_little_memory() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut table = tempfile::NamedTempFile::new().unwrap();
    writeln!(table, "a,b,y\n1,2,red\n3,4,blue").unwrap();
    let row = "1,".repeat(4 << 20);
    table.write_all(row.as_bytes()).unwrap();
    let before = heap::now() as f64;
    heap::most();
    let refused = read_csv(table.path(), "y", Task::Auto).unwrap_err().to_string();
    assert!(refused.contains("4194305 cells"), "{refused}");
    let most = (heap::most() as f64 - before) / row.len() as f64;
    assert!(most <= 45.0, "times the row: {most:.1}");
}
