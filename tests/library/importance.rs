//! Permutation importance: what a model uses, column by column.

use crate::common::message;
use ann::data::{Dataset, Target};
use ann::model::{Importance, each_feature, permutation_importance};
use ann::{Architecture, Model, Rng, Trainer, rng};
use ndarray::Array2;
use rand::RngExt;

/// A number as the sum of the first feature and twice the second; the third says nothing, and the fourth is constant.
fn sums(m: usize, rng: &mut Rng) -> Dataset {
    let mut x: Array2<f64> = Array2::from_shape_fn((4, m), |_| rng.random_range(-1.0..1.0));
    x.row_mut(3).fill(2.0);
    let y = x.columns().into_iter().map(|x| x[0] + 2.0 * x[1]).collect::<Vec<f64>>();
    Dataset::new(x, Target::from_values(y)).unwrap()
}

fn linear(data: &Dataset) -> Model<f64> {
    let architecture = Architecture { hidden: Vec::new(), ..Architecture::default() };
    let trainer = Trainer { l2: 0.0, epochs: 100, ..Trainer::default() };
    Model::fit(&architecture, &trainer, data, &mut rng(1)).unwrap().0
}

#[test]
fn a_column_is_as_important_as_its_part_of_the_answer() {
    let [train, test] = [sums(400, &mut rng(0)), sums(2000, &mut rng(1))];
    let model = linear(&train);
    let columns = each_feature(&test);
    let found = permutation_importance(&model, &test, &columns, 10, &mut rng(2)).unwrap();
    let names: Vec<&str> = found.iter().map(|one| one.column.as_str()).collect();
    assert_eq!(names, ["x1", "x2", "x3", "x4"]);
    // A shuffled feature with the factor w adds the error w² (x − x′)², on average 2 w² var x; R² falls by that over var y.
    for (one, expected) in found.iter().zip([2.0 / 5.0, 8.0 / 5.0, 0.0, 0.0]) {
        assert!((one.fall - expected).abs() < 0.1, "{one:?}, expected {expected}");
        assert!(one.error < 0.03, "{one:?}");
    }
    assert_eq!((found[3].fall, found[3].error), (0.0, 0.0));
}

#[test]
fn each_column_is_put_back_and_the_features_of_one_column_go_together() {
    let data = sums(300, &mut rng(3));
    let model = linear(&data);
    let columns = [("first".to_owned(), 0..1), ("both".to_owned(), 0..2), ("second".to_owned(), 1..2)];
    let found = permutation_importance(&model, &data, &columns, 20, &mut rng(4)).unwrap();
    // Both together are as the mean: R² falls from 1 to −1.
    assert!((found[1].fall - 2.0).abs() < 0.1, "{found:?}");
    // Whatever was shuffled before.
    let mut later = rng(5);
    let judge = |columns: &[_], rng: &mut Rng| permutation_importance(&model, &data, columns, 3, rng).unwrap();
    let in_a_row = judge(&columns, &mut rng(5));
    let one_by_one: Vec<Importance> =
        columns.iter().flat_map(|one| judge(std::slice::from_ref(one), &mut later)).collect();
    assert_eq!(in_a_row, one_by_one);
}

#[test]
fn what_cannot_be_judged_is_refused() {
    let data = sums(50, &mut rng(7));
    let model = linear(&data);
    let judge = |columns: &[_], repeats| permutation_importance(&model, &data, columns, repeats, &mut rng(8));
    assert!(message(judge(&each_feature(&data), 1)).contains("at least 2"));
    assert!(message(judge(&[("far".to_owned(), 3..5)], 2)).contains("'far' has the rows 3..5, but X has 4 features"));
    assert!(judge(&[], 2).unwrap().is_empty());
}
