//! Chapter 10, data: tables and everything that can be wrong with them, scaling, splitting, generators.

use crate::common::{Rows, assert_close, data, fixture, matrix, message};
use ann::data::{Dataset, Scaler, Target, Task, one_hot, read_csv, read_features, synthetic};
use ann::error::TableProblem;
use ann::{Error, Rng, rng};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use serde::Deserialize;
use std::io::Write;
use tempfile::NamedTempFile;

/// A file with these bytes.
fn file(content: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content.as_ref()).unwrap();
    file
}

fn read(content: impl AsRef<[u8]>, target: &str, task: Task) -> ann::Result<Dataset> {
    read_csv(file(content).path(), target, task)
}

/// Where and what is wrong with a table: row and line, column, problem.
type Wrong = (Option<(u64, u64)>, Option<String>, TableProblem);

#[track_caller]
fn wrong(content: impl AsRef<[u8]>, task: Task) -> Wrong {
    match read(content, "y", task) {
        Err(Error::Table { row, column, problem, .. }) => (row, column, problem),
        other => panic!("a table error was expected, not {other:?}"),
    }
}

fn labels(dataset: &Dataset) -> (&[usize], Vec<&str>) {
    match &dataset.target {
        Target::Classes { labels, names } => (labels, names.iter().map(String::as_str).collect()),
        Target::Values(_) => panic!("classes were expected"),
    }
}

#[test]
fn the_tables_of_the_book_are_read() {
    let wine = read_csv(data("wine.csv"), "cultivar", Task::Auto).unwrap();
    assert_eq!(wine.x.dim(), (13, 178));
    assert_eq!((wine.features[0].as_str(), wine.x[[0, 0]], wine.x[[12, 177]]), ("alcohol", 14.23, 560.0));
    assert_eq!(labels(&wine).1, ["cultivar_1", "cultivar_2", "cultivar_3"]);
    let digits = read_csv(data("digits.csv"), "digit", Task::Auto).unwrap();
    assert_eq!((digits.x.dim(), labels(&digits).1.len()), ((64, 1797), 10));
    assert_eq!(digits.x.strides(), [1, 64], "a sample is contiguous");
}

#[test]
fn quotes_crlf_blanks_and_a_byte_order_mark_are_read() {
    let content = "\u{feff}\"height, m\",y\r\n 1.5 ,\"a \"\"b\"\"\"\r\n+2e0,c\r\n";
    let dataset = read(content, "y", Task::Auto).unwrap();
    assert_eq!(dataset.features, ["height, m"]);
    assert_eq!(dataset.x, array![[1.5, 2.0]]);
    assert_eq!(labels(&dataset), (&[0, 1][..], vec!["a \"b\"", "c"]));
}

#[test]
fn the_kind_of_target_is_told_from_its_values() {
    let kind = |targets: &[&str], task| {
        let rows: String = targets.iter().map(|y| format!("1,{y}\n")).collect();
        read(format!("x,y\n{rows}"), "y", task).map(|dataset| dataset.target)
    };
    let classes = |target: ann::Result<Target>| matches!(target, Ok(Target::Classes { .. }));
    assert!(classes(kind(&["b", "a"], Task::Auto)));
    assert!(classes(kind(&["2", "10", "2.0"], Task::Auto)));
    assert!(!classes(kind(&["2", "10.5"], Task::Auto)));
    assert!(classes(kind(&["2", "10.5"], Task::Classify)));
    assert!(!classes(kind(&["2", "10"], Task::Regress)));
    let many: Vec<String> = (0..21).map(|i| i.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let repeated = |names: &[&str], times: usize| kind(&names.repeat(times), Task::Auto);
    assert!(!classes(repeated(&many, 4)) && classes(repeated(&many[..20], 4)));
    // Numbers that hardly ever occur twice are no classes, and names of which none does cannot be learnt.
    assert!(!classes(repeated(&many[..20], 3)));
    assert!(classes(kind(&many.repeat(2), Task::Classify)));
    assert!(message(kind(&many, Task::Classify)).contains("each of the 21 rows has a class of its own"));
    // Names stay as they are written, unless numbers are equal.
    let written = |targets: &[&str]| match kind(targets, Task::Classify) {
        Ok(Target::Classes { names, .. }) => names,
        other => panic!("{other:?}"),
    };
    assert_eq!(written(&["01234", "77"]), ["77", "01234"]);
    assert_eq!(written(&["1E2", "100", "north", "north"]), ["100", "1E2", "north"]);
    assert_eq!(written(&["9007199254740992", "9007199254740993"]).len(), 2);
    // Numbers in order of value, and 2 and 2.0 are one class.
    assert_eq!(
        kind(&["10", "2", "2.0"], Task::Auto).unwrap(),
        Target::Classes { labels: vec![1, 0, 0], names: vec!["2".into(), "10".into()] }
    );
    assert_eq!(kind(&["1.5", "-2"], Task::Auto).unwrap(), Target::Values(array![[1.5, -2.0]]));
}

#[test]
fn every_unusable_table_is_refused_at_its_place() {
    use TableProblem as P;
    let at = |row, line| Some((row, line));
    let column = |name: &str| Some(name.to_owned());
    let auto = |content: &str| wrong(content, Task::Auto);

    assert_eq!(auto(""), (None, None, P::Empty));
    assert_eq!(auto("x,y\n"), (None, None, P::NoRows));
    assert_eq!(auto("x,x,y\n1,2,3\n1,2,4\n"), (None, column("x"), P::DuplicateColumn));
    assert_eq!(auto("x,,y\n1,2,3\n1,2,4\n"), (None, None, P::UnnamedColumn(2)));
    assert_eq!(auto("x,z\n1,2\n"), (None, column("y"), P::UnknownColumn("x, z".into(), None)));
    assert_eq!(auto("y\n1\n2\n"), (None, column("y"), P::NoFeatures));
    assert_eq!(auto("x,y\n1,2\n3\n"), (at(2, 3), None, P::RaggedEnd { expected: 2, found: 1 }));
    assert_eq!(auto("x,y\n1,2\n3\n4,5\n"), (at(2, 3), None, P::Ragged { expected: 2, found: 1 }));
    assert_eq!(auto("x,y\n1,2,3\n"), (at(1, 2), None, P::RaggedEnd { expected: 2, found: 3 }));
    assert_eq!(auto("x,y\n1,2\n,3\n"), (at(2, 3), column("x"), P::Missing(String::new())));
    assert_eq!(auto("x,y\n1,2\n3,  \n"), (at(2, 3), column("y"), P::Missing(String::new())));
    assert_eq!(auto("x,y\n1,2\n3 m,3\n"), (at(2, 3), column("x"), P::NotANumber("3 m".into())));
    assert_eq!(auto("x,y\n1,a\nNaN,b\n"), (at(2, 3), column("x"), P::Missing("NaN".into())));
    assert_eq!(auto("x,y\n-inf,a\n1,b\n"), (at(1, 2), column("x"), P::NotFinite("-inf".into())));
    assert_eq!(auto("x,y\n1e999,a\n1,b\n"), (at(1, 2), column("x"), P::NotFinite("1e999".into())));
    assert_eq!(auto("x,y\n1,2.5\n2,inf\n"), (at(2, 3), column("y"), P::NotFinite("inf".into())));
    assert_eq!(auto("x,y\n1,a\n2,a\n"), (None, column("y"), P::SingleClass("a".into())));
    assert_eq!(auto("x,y\n1,7\n2,7\n"), (None, column("y"), P::SingleClass("7".into())));
    assert_eq!(wrong("x,y\n1,7\n2,7\n", Task::Regress), (None, column("y"), P::ConstantTarget("7".into())));
    assert_eq!(wrong("x,y\n1,7\n2,low\n", Task::Regress), (at(2, 3), column("y"), P::NotANumber("low".into())));
    assert_eq!(auto("x,y\n1,2.5\n2,n/a\n"), (at(2, 3), column("y"), P::Missing("n/a".into())));
    // Lines are those of an editor, with CRLF and after blank lines too.
    assert_eq!(auto("x,y\r\n1,2\r\n?,3\r\n"), (at(2, 3), column("x"), P::Missing("?".into())));
    assert_eq!(auto("x,y\n1,2\n\n\n?,3\n"), (at(2, 5), column("x"), P::Missing("?".into())));
    assert_eq!(wrong("x,y\n1,3\n2,nan\n", Task::Classify), (at(2, 3), column("y"), P::Missing("nan".into())));
    // A quoted line break makes the line run ahead of the row.
    assert_eq!(auto("x,y\n1,\"a\nb\"\n?,c\n"), (at(2, 4), column("x"), P::Missing("?".into())));
}

#[test]
fn a_large_numeric_target_does_not_turn_into_classes() {
    let mut content = String::from("x,y\n");
    for i in 0..10_050 {
        content += &format!("1,{i}\n");
    }
    assert!(matches!(read(&content, "y", Task::Auto).unwrap().target, Target::Values(_)));
    let (row, column, problem) = wrong(content + "1,oops\n", Task::Auto);
    assert_eq!((row, column.as_deref()), (Some((10_051, 10_052)), Some("y")));
    assert_eq!(problem, TableProblem::MixedTarget("oops".into()));
}

#[test]
fn messages_say_where_and_what_would_be_right() {
    let table = file("x,y\n1,2\n,3\n");
    let text = message(read_csv(table.path(), "y", Task::Auto));
    let expected = format!(
        "{}, row 2 (line 3), column 'x': the cell is empty; fill it in or leave the row out",
        table.path().display()
    );
    assert_eq!(text, expected);
    let missing = read_csv("no/such.csv", "y", Task::Auto).unwrap_err();
    // The message and its cause, each once.
    let cause = std::error::Error::source(&missing).expect("the system's own error").to_string();
    assert_eq!(missing.to_string(), "cannot read no/such.csv");
    assert_eq!(missing.with_causes(), format!("cannot read no/such.csv: {cause}"));
}

#[test]
fn features_are_found_by_name_in_any_order() {
    let table = file("id,b,y,a\nfirst,1,u,2\nsecond,3,v,4\n");
    let names = ["a".to_owned(), "b".to_owned()];
    assert_eq!(read_features(table.path(), &names).unwrap(), array![[2.0, 4.0], [1.0, 3.0]]);
    // In a single column a blank line is a missing cell.
    let blank = read_features(file("a\n1\n\n3\n").path(), &names[..1]);
    assert!(message(blank).contains("row 2 (line 3), column 'a': the cell is empty"));
    assert_eq!(read_features(file("a\n1\n3\n\n").path(), &names[..1]).unwrap(), array![[1.0, 3.0]]);
    let missing = read_features(table.path(), &["c".to_owned()]);
    assert!(message(missing).contains("column 'c': the model needs this column and the file does not have it"));
}

#[derive(Deserialize)]
struct Scalers {
    x: Rows,
    new: Rows,
    standard: Rows,
    standard_new: Rows,
    min_max: Rows,
    min_max_new: Rows,
}

#[test]
fn scalers_agree_with_scikit_learn() {
    let fixture: Scalers = fixture("scalers");
    let (x, new) = (matrix(&fixture.x), matrix(&fixture.new));
    let standard = Scaler::standard(x.view()).unwrap(); // (10.1)
    let min_max = Scaler::min_max(x.view()).unwrap(); // (10.2)
    for (scaler, old, expected) in [
        (&standard, &x, &fixture.standard),
        (&standard, &new, &fixture.standard_new),
        (&min_max, &x, &fixture.min_max),
        (&min_max, &new, &fixture.min_max_new),
    ] {
        let scaled = scaler.transform::<f64>(old.view()).unwrap();
        // The third feature is 3 ± 1e-6 given to 12 digits: about 5 digits are left of its scaled values.
        assert_close(scaled.view(), matrix(expected).view(), 1e-4, "scaled");
        assert_close(scaler.inverse(scaled.view()).unwrap().view(), old.view(), 1e-12, "and back");
    }
}

proptest! {
    #[test]
    fn standardised_features_have_mean_0_and_deviation_1(
        x in prop::collection::vec(-1e6_f64..1e6, 12..60), offset in -1e6_f64..1e6,
    ) {
        let m = x.len() / 3;
        let x = Array2::from_shape_vec((3, m), x[..3 * m].to_vec()).unwrap() + offset;
        let scaled: Array2<f64> = Scaler::standard(x.view()).unwrap().transform(x.view()).unwrap();
        for row in scaled.rows() {
            prop_assert!(row.mean().unwrap().abs() < 1e-8);
            prop_assert!((row.mapv(|x| x * x).mean().unwrap() - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn a_table_comes_back_from_its_file(x in prop::collection::vec(prop::num::f64::NORMAL, 4..40)) {
        let m = x.len() / 2;
        let rows: String = (0..m).map(|j| format!("{},{},{}\n", x[2 * j], j % 2, x[2 * j + 1])).collect();
        let dataset = read(format!("a,y,b\n{rows}"), "y", Task::Classify).unwrap();
        prop_assert!((0..m).all(|j| dataset.x[[0, j]] == x[2 * j] && dataset.x[[1, j]] == x[2 * j + 1]));
        prop_assert!(labels(&dataset).0.iter().enumerate().all(|(j, &label)| label == j % 2));
    }

    #[test]
    fn scaling_can_be_undone(x in prop::collection::vec(-1e9_f64..1e9, 6..40)) {
        let m = x.len() / 2;
        let x = Array2::from_shape_vec((2, m), x[..2 * m].to_vec()).unwrap();
        for scaler in [Scaler::standard(x.view()).unwrap(), Scaler::min_max(x.view()).unwrap()] {
            let back = scaler.inverse(scaler.transform::<f64>(x.view()).unwrap().view()).unwrap();
            prop_assert!(back.iter().zip(&x).all(|(back, x)| (back - x).abs() < 1e-5));
        }
    }

    #[test]
    fn a_split_is_a_partition_in_proportion(m in 12_usize..300, a in 0.2_f64..0.6, seed: u64) {
        let mut rng = rng(seed);
        let dataset = synthetic::blobs(m, 3, 0.5, &mut rng).unwrap();
        let [train, validation, test] = dataset.split([a, 0.2, 0.8 - a], &mut rng).unwrap();
        let parts = [&train, &validation, &test];
        for (part, fraction) in parts.iter().zip([a, 0.2, 0.8 - a]) {
            prop_assert!((part.samples() as f64 - fraction * m as f64).abs() <= 1.0, "{} of {m}", part.samples());
            for class in 0..3 {
                let count = |dataset: &Dataset| labels(dataset).0.iter().filter(|&&label| label == class).count() as f64;
                prop_assert!((count(part) - fraction * count(&dataset)).abs() <= 2.0);
            }
        }
        // Every sample in exactly one part: no two samples are the same, so their coordinates name them.
        let names = |dataset: &Dataset| dataset.x.columns().into_iter().map(|x| (x[0].to_bits(), x[1].to_bits())).collect::<Vec<_>>();
        let mut dealt: Vec<_> = parts.iter().flat_map(|part| names(part)).collect();
        let mut all = names(&dataset);
        dealt.sort_unstable();
        all.sort_unstable();
        prop_assert_eq!(dealt, all);
    }
}

#[test]
fn features_of_any_size_are_scaled() {
    for size in [1e-300, 1e-170, 1e-20, 1.0, 1e20, 1e170, 1e300] {
        let x = array![[1.0, 2.0, 3.0]] * size;
        let scaled: Array2<f64> = Scaler::standard(x.view()).unwrap().transform(x.view()).unwrap();
        assert_close(scaled.view(), array![[-1.5_f64.sqrt(), 0.0, 1.5_f64.sqrt()]].view(), 1e-9, "scaled");
    }
}

#[test]
fn constant_features_become_zero() {
    // The mean of eleven times 0.1 rounds to another number, so neither it nor the standard deviation shows that nothing varies.
    let x = Array2::from_shape_fn((2, 11), |(i, j)| if i == 0 { 0.1 } else { j as f64 });
    for scaler in [Scaler::standard(x.view()).unwrap(), Scaler::min_max(x.view()).unwrap()] {
        let scaled = scaler.transform::<f64>(x.view()).unwrap();
        assert!(scaled.row(0).iter().all(|&x| x == 0.0), "{scaled}");
        assert!(scaler.transform::<f64>(array![[5.1], [1.0]].view()).unwrap().iter().all(|x| x.is_finite()));
    }
}

#[test]
fn scalers_refuse_what_they_cannot_scale() {
    assert!(message(Scaler::standard(Array2::zeros((2, 0)).view())).contains("at least one sample"));
    assert!(
        message(Scaler::standard(array![[1.0, 2.0, 3.0], [1.7e308, 1.7e308, -1.7e308]].view()))
            .starts_with("row 2 of the data")
    );
    assert!(
        message(Scaler::min_max(array![[1.0, 2.0], [f64::NAN, 1.0]].view()))
            .contains("row 2 of the data is NaN at sample 1")
    );
    let scaler = Scaler::standard(array![[1.0, 2.0]].view()).unwrap();
    assert!(message(scaler.transform::<f64>(array![[1.0], [2.0]].view())).contains("fitted on 1 features"));
    assert!(Scaler::from_parts(vec![0.0], vec![0.0]).is_err());
}

#[test]
fn numbers_that_differ_by_rounding_alone_are_not_blown_up() {
    let x = array![[0.3, 0.1 + 0.2]];
    assert!(x[[0, 0]] != x[[0, 1]]);
    let scaler = Scaler::standard(x.view()).unwrap();
    assert_eq!(scaler.scale()[0], 1.0);
    assert!(scaler.transform::<f64>(x.view()).unwrap().iter().all(|x| x.abs() < 1e-15));
}

#[test]
fn the_only_sample_of_a_class_is_trained_on() {
    let labels = (0..24).map(|i: usize| i.saturating_sub(20)).collect();
    let names = (0..4).map(|class| class.to_string()).collect();
    let dataset = Dataset::new(Array2::ones((1, 24)), Target::Classes { labels, names }).unwrap();
    for seed in 0..20 {
        let [train, _] = dataset.split([0.75, 0.25], &mut rng(seed)).unwrap();
        assert!((1..4).all(|class| self::labels(&train).0.contains(&class)), "seed {seed}");
    }
}

#[test]
fn splits_refuse_impossible_parts() {
    let moons = synthetic::moons(4, 0.1, &mut rng(0)).unwrap();
    assert!(message(moons.split([0.5, 0.6], &mut rng(0))).contains("1 together"));
    assert!(message(moons.split([1.0, 0.0], &mut rng(0))).contains("above 0 each"));
    assert!(message(moons.split([0.99, 0.01], &mut rng(0))).contains("4 samples are too few"));
    let beyond = message(moons.clone().parts([vec![0, 1], vec![2, 4]]));
    assert_eq!(beyond, "there is no sample 4: there are 4, counted from 0");
    let nothing = Target::Classes { labels: vec![], names: vec![] };
    let empty = Dataset { x: Array2::zeros((2, 0)), target: nothing, ..moons };
    assert_eq!(message(empty.parts([vec![0]])), "there is no sample 0: there are 0, counted from 0");
}

#[test]
fn one_hot_has_a_single_one() {
    let y: Array2<f32> = one_hot(&[2, 0, 1, 1], 3); // (10.3)
    assert_eq!(y.sum_axis(Axis(0)), array![1.0, 1.0, 1.0, 1.0]);
    assert_eq!((y[[2, 0]], y[[0, 1]], y[[1, 2]], y[[1, 3]]), (1.0, 1.0, 1.0, 1.0));
}

type Generator = fn(&mut Rng) -> ann::Result<Dataset>;

#[test]
fn generators_make_what_they_say() {
    let two_classes: [Generator; 4] = [
        |rng| synthetic::moons(100, 0.0, rng),
        |rng| synthetic::circles(100, 0.0, rng),
        |rng| synthetic::xor(100, 0.0, rng),
        |rng| synthetic::spirals(100, 2, 0.0, rng),
    ];
    for make in two_classes {
        let dataset = make(&mut rng(1)).unwrap();
        assert_eq!(dataset, make(&mut rng(1)).unwrap());
        assert_eq!(dataset.x.dim(), (2, 100));
        assert_eq!(labels(&dataset).0.iter().sum::<usize>(), 50);
    }
    let circles = synthetic::circles(100, 0.0, &mut rng(1)).unwrap();
    let radius = |column: ndarray::ArrayView1<f64>| column[0].hypot(column[1]);
    for (point, &label) in circles.x.columns().into_iter().zip(labels(&circles).0) {
        assert!((radius(point) - if label == 0 { 1.0 } else { 0.5 }).abs() < 1e-12);
    }
    let xor = synthetic::xor(100, 0.0, &mut rng(1)).unwrap();
    for (point, &label) in xor.x.columns().into_iter().zip(labels(&xor).0) {
        assert_eq!((point[0] > 0.0) != (point[1] > 0.0), label == 1, "{point}");
    }
    let blobs = synthetic::blobs(90, 5, 0.1, &mut rng(1)).unwrap();
    assert_eq!(labels(&blobs).1.len(), 5);
    let line = synthetic::curve(11, 0.0, 1.0, |x| 2.0 * x, 0.0, &mut rng(1)).unwrap();
    assert_eq!(line.target, Target::Values(&line.x * 2.0));
}

#[test]
fn generators_and_data_sets_refuse_nonsense() {
    assert!(message(synthetic::moons(1, 0.1, &mut rng(0))).contains("m is 1"));
    assert!(message(synthetic::moons(10, f64::NAN, &mut rng(0))).contains("noise is NaN"));
    assert!(message(synthetic::blobs(10, 1, 0.1, &mut rng(0))).contains("classes is 1"));
    assert!(message(synthetic::curve(10, 1.0, 1.0, f64::sin, 0.1, &mut rng(0))).contains("range is 1 to 1"));
    assert!(message(synthetic::curve(10, 0.0, 1.0, |x| 1.0 / x, 0.1, &mut rng(0))).contains("inf"));

    let values = |m| Target::Values(Array2::zeros((1, m)));
    assert!(message(Dataset::new(Array2::zeros((2, 0)), values(0))).contains("at least one"));
    assert!(message(Dataset::new(Array2::zeros((2, 3)), values(4))).contains("3 samples"));
    assert!(message(Dataset::new(array![[1.0, f64::INFINITY]], values(2))).contains("feature 'x1', sample 1"));
    let labels = Target::Classes { labels: vec![0, 2], names: vec!["a".into(), "b".into()] };
    assert!(message(Dataset::new(array![[1.0, 2.0]], labels)).contains("class 2"));
}

#[test]
fn a_label_without_a_class_is_refused_by_a_split() {
    let mut dataset = synthetic::moons(20, 0.1, &mut rng(0)).unwrap();
    dataset.target = Target::Classes { labels: vec![2; 20], names: vec!["a".into(), "b".into()] };
    assert!(message(dataset.split([0.5, 0.5], &mut rng(0))).contains("class 2, but there are only 2"));
}

#[test]
fn single_samples_do_not_push_other_classes_out_of_the_training_part() {
    // Five classes of one sample, one of two, one of 60.
    let labels: Vec<usize> = (0..5).chain([5; 2]).chain([6; 60]).collect();
    let names: Vec<String> = (0..7).map(|class| class.to_string()).collect();
    let dataset = Dataset::new(Array2::ones((1, 67)), Target::Classes { labels, names }).unwrap();
    for seed in 0..20 {
        let [train, test] = dataset.split([0.75, 0.25], &mut rng(seed)).unwrap();
        let count = |part: &Dataset, class: usize| self::labels(part).0.iter().filter(|&&label| label == class).count();
        assert!(count(&train, 5) >= 1, "seed {seed}");
        assert!((44..=46).contains(&count(&train, 6)) && count(&test, 6) >= 14, "seed {seed}");
    }

    let names: Vec<String> = (0..10).map(|class| class.to_string()).collect();
    let alone = Dataset::new(Array2::ones((1, 10)), Target::Classes { labels: (0..10).collect(), names }).unwrap();
    assert!(
        message(alone.split([0.5, 0.5], &mut rng(0)))
            .contains("0 samples (besides 10 that are the only ones of their class")
    );
}

#[test]
fn made_up_data_name_the_setting_that_is_wrong() {
    assert!(message(synthetic::blobs(10, 2, -1.0, &mut rng(0))).contains("std is -1"));
    assert!(message(synthetic::spirals(10, 1, 0.0, &mut rng(0))).contains("arms is 1"));
    assert!(message(synthetic::curve(1, 0.0, 1.0, f64::sin, 0.0, &mut rng(0))).contains("at least 2: the two ends"));
}

#[test]
fn rows_of_numbers_become_samples() {
    let target = || Target::from_labels(["b", "a", "b"]);
    let rows = vec![vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]];
    let dataset = Dataset::from_rows(&rows, target()).unwrap();
    assert_eq!(dataset.x, array![[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]);
    assert!(dataset.x.t().is_standard_layout(), "a sample is contiguous");
    assert_eq!((dataset.features.clone(), dataset.target_name.as_str()), (vec!["x1".to_owned(), "x2".to_owned()], "y"));
    assert_eq!(dataset.target, Target::Classes { labels: vec![1, 0, 1], names: vec!["a".into(), "b".into()] });
    // Vectors, arrays and the rows of a matrix are the same.
    assert_eq!(Dataset::from_rows(rows.clone(), target()).unwrap(), dataset);
    assert_eq!(Dataset::from_rows([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], target()).unwrap(), dataset);
    let matrix = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    assert_eq!(Dataset::from_rows(matrix.rows(), target()).unwrap(), dataset);

    let named = dataset.clone().named(["length", "width"], "species").unwrap();
    assert_eq!((named.features[1].as_str(), named.target_name.as_str()), ("width", "species"));
    assert!(message(dataset.named(["length"], "species")).contains("X has 2 features (rows), but there are 1 names"));
    let numbers = Dataset::from_rows(&rows, Target::from_values([1.0, 2.0, 3.0])).unwrap();
    assert_eq!(numbers.target, Target::Values(array![[1.0, 2.0, 3.0]]));

    let ragged = vec![vec![1.0, 2.0], vec![3.0], vec![5.0, 6.0]];
    let told = message(Dataset::from_rows(&ragged, target()));
    assert!(told.contains("row 2 has 1 numbers, but row 1 has 2"), "{told}");
    assert!(
        message(Dataset::from_rows(&rows[..2], target())).contains("X has 2 samples (columns), but the target has 3")
    );
    assert!(message(Dataset::from_rows(Vec::<Vec<f64>>::new(), target())).contains("at least one"));
    assert!(message(Dataset::from_rows([[0.0; 0]], Target::from_values([1.0]))).contains("at least one"));
    assert!(message(Dataset::from_rows([[f64::NAN]], Target::from_values([1.0]))).contains("X is NaN"));
}
