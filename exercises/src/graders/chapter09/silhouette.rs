//! How well samples lie among their own class.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ndarray::{Axis, array};

/// `silhouette(x, labels)`: S of the samples x: (n, m) in these classes.
pub fn check_silhouette(mine: fn(&Matrix, &[usize]) -> f64) -> Report {
    grade(9, "silhouette", "(9.1)", move || {
        let mut rng = ann::rng(92);
        // The first is square, so that distances between rows are wrong numbers and no panic.
        let cases: [(usize, &[usize]); 5] = [
            (9, &[0, 1, 0, 2, 1, 0, 1, 2, 0]),
            (1, &[0, 0, 1, 1]),
            (3, &[1, 0, 0, 1, 1]),
            (2, &[2, 0, 1, 0, 1, 0]),
            (2, &[0, 1]),
        ];
        for (n, labels) in cases {
            let m = labels.len();
            // So little apart that some samples are nearer to another class than to their own.
            let apart = Matrix::from_shape_fn((n, m), |(i, j)| [0.0, 0.6, -0.4][(labels[j] + i) % 3]);
            let x = if n == 1 { array![[0.0, 1.0, 4.0, 6.0]] } else { normal(n, m, &mut rng) + apart };
            let got = mine(&x, labels);
            if got.is_nan() && (0..3).any(|k| labels.iter().filter(|l| **l == k).count() == 1) {
                return Err(Finding::new(
                    "You got NaN where a class has one sample: it has no others, and 0 is divided by 0. \
                     The silhouette of such a sample counts as 0.",
                ));
            }
            let mut comparison = compare("S", &got, &silhouette(&x, labels, None));
            for (slip, says) in SLIPS {
                comparison = comparison.mistake(&silhouette(&x, labels, Some(slip)), says);
            }
            if n == m {
                comparison = comparison.mistake(
                    &silhouette(&x.t().to_owned(), labels, None),
                    "The distances are those between the rows of X. A sample is a column.",
                );
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// What goes wrong in a silhouette.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    Itself,
    AllOthers,
    MeanOfClasses,
    NearestSample,
    Farthest,
    OwnToo,
    AllForA,
    Squared,
    Absolute,
    Centres,
    Sums,
    Sign,
    NoQuotient,
    ByA,
    ByB,
    ByLess,
    BySum,
    Total,
    ClassByClass,
    MeansFirst,
    AloneIsOne,
    AloneLeftOut,
}

const SLIPS: [(Slip, &str); 22] = [
    (Slip::Itself, "A sample counts among its own class, at distance 0: a leaves it out, and divides by one less."),
    (Slip::AllOthers, "b is the mean distance to all samples of other classes. It is that of the nearest class alone."),
    (Slip::MeanOfClasses, "b is a mean over the other classes. Keep the smallest of their mean distances."),
    (Slip::NearestSample, "b is the distance to the nearest foreign sample. It is a mean over a whole class."),
    (Slip::Farthest, "b is that of the farthest class: the smallest of the mean distances is kept, not the largest."),
    (Slip::OwnToo, "The sample's own class takes part in b. Only other classes do."),
    (Slip::AllForA, "a goes over the samples of all classes. It is the mean distance to the others of the own class."),
    (Slip::Squared, "The distances are squared: the root is missing."),
    (Slip::Absolute, "The distances are sums of |differences|. A distance is the root of the sum of their squares."),
    (Slip::Centres, "a and b are distances to the centres of the classes. They are mean distances to their samples."),
    (Slip::Sums, "a and b are sums of distances. They are means: divide by how many samples there are."),
    (Slip::Sign, "S has the wrong sign: s is made of b − a."),
    (Slip::NoQuotient, "The division is missing: b − a is divided by the larger of a and b."),
    (Slip::ByA, "It is divided by a, also where b is larger. The larger of the two goes below the line."),
    (Slip::ByB, "It is divided by b, also where a is larger. Below the line is max(a, b)."),
    (Slip::ByLess, "It is divided by the smaller of a and b (`min`). It must be `max`."),
    (Slip::BySum, "It is divided by a + b, and must be by the larger of the two."),
    (Slip::Total, "S is m times too large: the mean over the samples is missing."),
    (Slip::ClassByClass, "The mean is taken in each class, and then over the classes. S is the mean over all samples."),
    (Slip::MeansFirst, "a and b are averaged first, and then divided. Each sample has its own s; S is their mean."),
    (Slip::AloneIsOne, "A sample that is alone in its class gets the silhouette 1. It counts as 0."),
    (Slip::AloneLeftOut, "A sample alone in its class is left out of the mean. It is one of the m, with 0."),
];

/// The class, a, b and s.
type Sample = (usize, f64, f64, f64);

/// S, with a slip or right.
fn silhouette(x: &Matrix, labels: &[usize], slip: Option<Slip>) -> f64 {
    let (m, classes) = (labels.len(), labels.iter().max().map_or(0, |last| last + 1));
    let members = |class: usize| (0..m).filter(move |&j| labels[j] == class);
    let distance = |difference: &ndarray::Array1<f64>| match slip {
        Some(Slip::Squared) => difference.pow2().sum(),
        Some(Slip::Absolute) => difference.abs().sum(),
        _ => difference.pow2().sum().sqrt(),
    };
    let mean_or_sum =
        |distances: &[f64]| if slip == Some(Slip::Sums) { distances.iter().sum() } else { mean(distances) };
    let mut samples: Vec<Sample> = Vec::new();
    for (i, &own) in labels.iter().enumerate() {
        let of = |class: usize| members(class).filter(|&j| j != i).map(|j| distance(&(&x.column(j) - &x.column(i))));
        let to_class = |class: usize| match slip {
            Some(Slip::Centres) => {
                let among: Vec<usize> = members(class).collect();
                let centre = x.select(Axis(1), &among).sum_axis(Axis(1)) / among.len() as f64;
                distance(&(centre - x.column(i)))
            }
            _ => mean_or_sum(&of(class).collect::<Vec<_>>()),
        };
        let foreign: Vec<usize> = (0..classes).filter(|&class| class != own).collect();
        let to_foreign: Vec<f64> = foreign.iter().map(|&class| to_class(class)).collect();
        let all_foreign: Vec<f64> = foreign.iter().flat_map(|&class| of(class)).collect();
        let a = match slip {
            Some(Slip::Itself) => to_class(own) * (1.0 - 1.0 / members(own).count() as f64),
            Some(Slip::AllForA) => mean_or_sum(&(0..classes).flat_map(of).collect::<Vec<_>>()),
            _ => to_class(own),
        };
        let least = |distances: &[f64]| distances.iter().copied().fold(f64::INFINITY, f64::min);
        let b = match slip {
            Some(Slip::AllOthers) => mean(&all_foreign),
            Some(Slip::MeanOfClasses) => mean(&to_foreign),
            Some(Slip::NearestSample) => least(&all_foreign),
            Some(Slip::Farthest) => to_foreign.iter().copied().fold(0.0, f64::max),
            Some(Slip::OwnToo) => least(&to_foreign).min(a),
            _ => least(&to_foreign),
        };
        let s = match slip {
            Some(Slip::Sign) => (a - b) / a.max(b),
            Some(Slip::NoQuotient) => b - a,
            Some(Slip::ByA) => (b - a) / a,
            Some(Slip::ByB) => (b - a) / b,
            Some(Slip::ByLess) => (b - a) / a.min(b),
            Some(Slip::BySum) => (b - a) / (a + b),
            _ => (b - a) / a.max(b),
        };
        let is_alone = members(own).count() == 1;
        let of_alone = if slip == Some(Slip::AloneIsOne) { 1.0 } else { 0.0 };
        if !(is_alone && slip == Some(Slip::AloneLeftOut)) {
            samples.push(if is_alone { (own, 0.0, 0.0, of_alone) } else { (own, a, b, s) });
        }
    }
    let mean_of = |part: fn(&Sample) -> f64| mean(&samples.iter().map(part).collect::<Vec<_>>());
    let of_class = |class: usize| samples.iter().filter(move |sample| sample.0 == class).map(|sample| sample.3);
    match slip {
        Some(Slip::Total) => samples.iter().map(|sample| sample.3).sum(),
        Some(Slip::ClassByClass) => {
            mean(&(0..classes).map(|k| mean(&of_class(k).collect::<Vec<_>>())).collect::<Vec<_>>())
        }
        Some(Slip::MeansFirst) => {
            let (a, b) = (mean_of(|sample| sample.1), mean_of(|sample| sample.2));
            (b - a) / a.max(b)
        }
        _ => mean_of(|sample| sample.3),
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
