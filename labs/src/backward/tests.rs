//! The way back beside the chapter, the plain network's own `backward`, and what is measured.

use super::*;
use ann::plain::backward::backward;

/// All numbers that the chapter prints below `NAME =`.
fn printed(name: &str) -> Vec<f64> {
    let recorded = include_str!("../../../book/recorded/chapter03/by-hand.txt");
    let rows = recorded.lines().skip_while(|line| *line != format!("{name} =")).skip(1);
    let rows = rows.take_while(|line| line.starts_with(['[', ' ']));
    rows.flat_map(|row| row.split(',').filter_map(|word| word.replace(['[', ']', ' '], "").parse().ok())).collect()
}

/// The slopes of one kind in one layer.
fn slopes(lab: &Backward, kind: Kind, l: usize) -> Vec<f64> {
    let operations = lab.operations();
    let of_kind = operations.chunks(7).filter(|one| one[0] == f64::from(kind as u8) && one[1] == l as f64);
    of_kind.map(|one| one[6]).collect()
}

#[test]
fn each_slope_is_that_of_the_chapter() {
    let lab = Backward::new("").unwrap();
    let found = [
        ("dZ2", slopes(&lab, Kind::Error, 2)),
        ("dW2", slopes(&lab, Kind::Weight, 2)),
        ("db2", slopes(&lab, Kind::Bias, 2)),
        ("dZ1", slopes(&lab, Kind::Activation, 1)),
        ("dW1", slopes(&lab, Kind::Weight, 1)),
        ("db1", slopes(&lab, Kind::Bias, 1)),
    ];
    for (name, found) in found {
        let printed = printed(name);
        assert_eq!(printed.len(), found.len(), "{name}");
        for (found, printed) in found.into_iter().zip(printed) {
            assert!((found - printed).abs() < 6e-7, "{name}: {found} {printed}");
        }
    }
    assert!((lab.numbers()[2] - 2.578_890).abs() < 6e-7);
}

#[test]
fn the_slopes_are_those_of_backward_and_those_that_are_measured() {
    for settings in ["", "seed=3&g=tanh&y=0", "seed=4&g=leaky-relu&x1=-1", "seed=5&g=sigmoid&y=0.3"] {
        let settings = format!("{settings}&epsilon=0.00001");
        let lab = Backward::new(&settings).unwrap();
        let gradients = backward(&lab.network, &lab.pass.a, &array![[lab.y]]);
        for (l, gradient) in gradients.iter().enumerate() {
            assert_eq!(slopes(&lab, Kind::Weight, l + 1), gradient.dw.iter().copied().collect::<Vec<_>>());
            assert_eq!(slopes(&lab, Kind::Bias, l + 1), gradient.db.iter().copied().collect::<Vec<_>>());
        }
        for p in 0..PARAMETERS {
            let numbers = Backward::new(&format!("{settings}&weight={p}")).unwrap().numbers();
            assert!((numbers[4] - numbers[7]).abs() < 1e-8, "{settings}, {p}: {} {}", numbers[4], numbers[7]);
        }
    }
}

#[test]
fn a_very_small_step_measures_worse() {
    let apart = |epsilon: &str| {
        let numbers = Backward::new(&format!("epsilon={epsilon}")).unwrap().numbers();
        (numbers[4] - numbers[7]).abs()
    };
    assert!(apart("1e-5") < 1e-3 * apart("1e-1") && apart("1e-5") < 1e-3 * apart("1e-13"));
}

#[test]
fn the_factors_of_each_slope_make_it() {
    let lab = Backward::new("seed=2&g=tanh").unwrap();
    let operations = lab.operations();
    assert_eq!(operations.len(), 7 * 14);
    for one in operations.chunks(7) {
        let made = if one[0] == f64::from(Kind::Error as u8) { one[4] - one[5] } else { one[4] * one[5] };
        assert!((made - one[6]).abs() < 1e-15, "{one:?}");
    }
}

#[test]
fn a_step_lowers_the_loss_and_can_be_taken_back() {
    let mut lab = Backward::new("rate=0.05").unwrap();
    assert_eq!((lab.step(20), lab.step(1)), (14, 0));
    let first = lab.numbers()[2];
    lab.descend();
    let slopes = [-1.848_284, -0.924_142]; // of the first neuron's weights, as printed
    for ((found, start), slope) in lab.weights().into_iter().zip([0.5, -1.0]).zip(slopes) {
        assert!((found - (start - 0.05 * slope)).abs() < 1e-6);
    }
    (0..9).for_each(|_| lab.descend());
    assert!(lab.numbers()[2] < 0.2 * first && lab.numbers()[1] == 10.0);
    let same = Backward::new(&lab.settings()).unwrap();
    assert_eq!(same.numbers()[2..], lab.numbers()[2..]);
    lab.change(&lab.settings().replace("rate=0.05", "rate=0.01")).unwrap();
    assert_eq!((lab.numbers(), lab.rate), (same_but_for_counts(&same, 14.0, 10.0), 0.01));
    assert!(lab.change("y=5").is_err());
    lab.again();
    assert_eq!((lab.numbers()[0], lab.numbers()[2]), (0.0, first));
}

/// The numbers of a lab, with these counts of slopes and steps.
fn same_but_for_counts(lab: &Backward, done: f64, steps: f64) -> Vec<f64> {
    [&[done, steps], &lab.numbers()[2..]].concat()
}

#[test]
fn one_weight_is_moved_along_the_curve() {
    let mut lab = Backward::new("weight=6").unwrap();
    let curve = lab.curve(-1.0, 3.0, 5);
    assert_eq!(curve[2], lab.numbers()[2]);
    lab.set_weight(3.0).unwrap();
    assert_eq!((lab.numbers()[2], lab.weights()[6]), (curve[4], 3.0));
    assert!(lab.set_weight(f64::NAN).is_err());
}

#[test]
fn what_is_wrong_is_told() {
    for (settings, told) in [
        ("weight=9", "weight is 9, but it must be a number from 0 to 8"),
        ("w=1,2", "w is 1,2, but it must be nine numbers"),
        ("w=1,2,3,4,5,6,7,8,NaN", "but it must be nine numbers"),
        ("epsilon=0", "epsilon is 0, but it must be a number from 1e-15 to 10"),
        ("y=2", "y is 2, but it must be a number from 0 to 1"),
    ] {
        let refused = Backward::new(settings).unwrap_err().to_string();
        assert!(refused.contains(told), "{settings}: {refused}");
    }
}
