#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter09 as graders;

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn distance(x: &Matrix, i: usize, j: usize) -> f64 {
    (&x.column(i) - &x.column(j)).mapv(|d| d * d).sum().sqrt()
}

/// Of sample i to each sample of a class but itself.
fn distances(x: &Matrix, labels: &[usize], i: usize, class: usize) -> Vec<f64> {
    (0..labels.len()).filter(|&j| j != i && labels[j] == class).map(|j| distance(x, i, j)).collect()
}

fn others(labels: &[usize], own: usize) -> impl Iterator<Item = usize> {
    let classes = labels.iter().max().unwrap() + 1;
    (0..classes).filter(move |&class| class != own)
}

fn nearest(x: &Matrix, labels: &[usize], i: usize) -> f64 {
    let means = others(labels, labels[i]).map(|class| mean(&distances(x, labels, i, class)));
    means.fold(f64::INFINITY, f64::min)
}

fn silhouette_with_itself(x: &Matrix, labels: &[usize]) -> f64 {
    let m = labels.len();
    let classes = labels.iter().max().unwrap() + 1;
    let mut total = 0.0;
    for i in 0..m {
        let (mut sums, mut sizes) = (vec![0.0; classes], vec![0.0; classes]);
        for j in 0..m {
            sums[labels[j]] += distance(x, i, j);
            sizes[labels[j]] += 1.0;
        }
        let a = sums[labels[i]] / sizes[labels[i]];
        let mut b = f64::INFINITY;
        for class in 0..classes {
            if class != labels[i] {
                b = b.min(sums[class] / sizes[class]);
            }
        }
        if sizes[labels[i]] > 1.0 {
            total += (b - a) / a.max(b);
        }
    }
    total / m as f64
}

fn silhouette_of_squares(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let squares = |class: usize| -> Vec<f64> {
            let members = (0..labels.len()).filter(|&j| j != i && labels[j] == class);
            members.map(|j| (&x.column(i) - &x.column(j)).pow2().sum()).collect()
        };
        let own = squares(labels[i]);
        if own.is_empty() {
            continue;
        }
        let a = mean(&own);
        let b = others(labels, labels[i]).map(|class| mean(&squares(class))).fold(f64::INFINITY, f64::min);
        total += (b - a) / a.max(b);
    }
    total / labels.len() as f64
}

fn silhouette_to_all_others(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let (mut own, mut foreign) = (Vec::new(), Vec::new());
        for j in 0..labels.len() {
            if labels[j] != labels[i] {
                foreign.push(distance(x, i, j));
            } else if j != i {
                own.push(distance(x, i, j));
            }
        }
        if !own.is_empty() {
            let (a, b) = (mean(&own), mean(&foreign));
            total += (b - a) / a.max(b);
        }
    }
    total / labels.len() as f64
}

fn silhouette_to_the_furthest_class(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if own.is_empty() {
            continue;
        }
        let a = mean(&own);
        let b = others(labels, labels[i]).map(|class| mean(&distances(x, labels, i, class))).fold(0.0, f64::max);
        total += (b - a) / a.max(b);
    }
    total / labels.len() as f64
}

fn silhouette_to_the_nearest_sample(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if own.is_empty() {
            continue;
        }
        let a = mean(&own);
        let foreign = (0..labels.len()).filter(|&j| labels[j] != labels[i]);
        let b = foreign.map(|j| distance(x, i, j)).fold(f64::INFINITY, f64::min);
        total += (b - a) / a.max(b);
    }
    total / labels.len() as f64
}

fn silhouette_a_minus_b(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if !own.is_empty() {
            let (a, b) = (mean(&own), nearest(x, labels, i));
            total += (a - b) / a.max(b);
        }
    }
    total / labels.len() as f64
}

fn silhouette_divided_by_a(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if !own.is_empty() {
            let (a, b) = (mean(&own), nearest(x, labels, i));
            total += (b - a) / a;
        }
    }
    total / labels.len() as f64
}

fn silhouette_one_if_alone(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        let a = own.iter().sum::<f64>() / f64::max(1.0, own.len() as f64);
        let b = nearest(x, labels, i);
        total += (b - a) / f64::max(a, b);
    }
    total / labels.len() as f64
}

fn silhouette_leaves_out_the_alone(x: &Matrix, labels: &[usize]) -> f64 {
    let mut values = Vec::new();
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if own.is_empty() {
            continue;
        }
        let (a, b) = (mean(&own), nearest(x, labels, i));
        values.push((b - a) / a.max(b));
    }
    mean(&values)
}

fn silhouette_mean_of_classes(x: &Matrix, labels: &[usize]) -> f64 {
    let classes = labels.iter().max().unwrap() + 1;
    let mut of_class = vec![Vec::new(); classes];
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        let s = if own.is_empty() {
            0.0
        } else {
            let (a, b) = (mean(&own), nearest(x, labels, i));
            (b - a) / a.max(b)
        };
        of_class[labels[i]].push(s);
    }
    of_class.iter().map(|values| mean(values)).sum::<f64>() / classes as f64
}

fn silhouette_by_city_blocks(x: &Matrix, labels: &[usize]) -> f64 {
    let m = labels.len();
    let mut total = 0.0;
    for i in 0..m {
        let blocks = |class: usize| -> Vec<f64> {
            let members = (0..m).filter(|&j| j != i && labels[j] == class);
            members.map(|j| (&x.column(i) - &x.column(j)).mapv(f64::abs).sum()).collect()
        };
        let own = blocks(labels[i]);
        if !own.is_empty() {
            let a = mean(&own);
            let b = others(labels, labels[i]).map(|class| mean(&blocks(class))).fold(f64::INFINITY, f64::min);
            total += (b - a) / a.max(b);
        }
    }
    total / m as f64
}

fn silhouette_summed(x: &Matrix, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in 0..labels.len() {
        let own = distances(x, labels, i, labels[i]);
        if !own.is_empty() {
            let (a, b) = (mean(&own), nearest(x, labels, i));
            total += (b - a) / a.max(b);
        }
    }
    total
}

pub const MISTAKES: &[Mistake] = &[
    mistake("a counts the sample itself", "own class", || graders::check_silhouette(silhouette_with_itself)),
    mistake("squared distances", "square", || graders::check_silhouette(silhouette_of_squares)),
    mistake("b over all other classes", "nearest", || graders::check_silhouette(silhouette_to_all_others)),
    mistake("b of the furthest class", "farthest", || graders::check_silhouette(silhouette_to_the_furthest_class)),
    mistake("b of the nearest sample", "mean", || graders::check_silhouette(silhouette_to_the_nearest_sample)),
    mistake("a − b instead of b − a", "sign", || graders::check_silhouette(silhouette_a_minus_b)),
    mistake("always divided by a", "larger", || graders::check_silhouette(silhouette_divided_by_a)),
    mistake("a lone sample counts 1", "alone", || graders::check_silhouette(silhouette_one_if_alone)),
    mistake("lone samples are left out", "alone", || graders::check_silhouette(silhouette_leaves_out_the_alone)),
    mistake("mean of the classes' means", "each class", || graders::check_silhouette(silhouette_mean_of_classes)),
    mistake("distance along the axes", "distance", || graders::check_silhouette(silhouette_by_city_blocks)),
    mistake("sum instead of mean", "m times", || graders::check_silhouette(silhouette_summed)),
];
