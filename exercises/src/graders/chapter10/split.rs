//! A split that takes its share of every class.

use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;

type Split = fn(&[usize], f64, &mut Rng) -> (Vec<usize>, Vec<usize>);

/// `stratified_split(labels, test_share, rng)`: the numbers of the training and of the test samples.
pub fn check_stratified_split(mine: Split) -> Report {
    grade(10, "stratified_split", "“Dividing the samples”", move || {
        let mixed: Vec<usize> = (0..21).map(|i| [0, 1, 0, 2, 0, 1, 0][i % 7]).collect();
        let sorted = [[0; 11].as_slice(), &[1; 7], &[2; 3], &[3; 1]].concat();
        for (labels, share) in [(&mixed, 0.4), (&sorted, 0.3), (&vec![1, 0, 1, 0], 0.5)] {
            for seed in 0..3 {
                let (train, test) = mine(labels, share, &mut ann::rng(seed));
                are_numbers(&train, &test, labels)?;
                are_shares(&train, &test, labels, share)?;
            }
        }
        is_random(mine)
    })
}

/// Whether every number of a sample occurs once.
fn are_numbers(train: &[usize], test: &[usize], labels: &[usize]) -> Result<(), Finding> {
    let m = labels.len();
    let all = [train, test].concat();
    let times = |i: usize, list: &[usize]| list.iter().filter(|&&j| j == i).count();
    if all.len() == m && all.iter().all(|i| labels.contains(i)) && m > 4 {
        return Err(Finding::new(
            "The lists hold the labels of the samples. Asked for are the numbers of the samples.",
        ));
    }
    if let Some(i) = all.iter().find(|&&i| i >= m) {
        let from_one = if all.contains(&0) { "" } else { " They are counted from 0." };
        return Err(Finding::new(format!(
            "There is no sample {i}: the last of {m} has the number {}.{from_one}",
            m - 1
        )));
    }
    let mut sorted = all.clone();
    sorted.sort_unstable();
    // Sample i is, within its class, at the place that counts those of the class before it.
    let mut places: Vec<usize> = (0..m).map(|i| times(labels[i], &labels[..i])).collect();
    places.sort_unstable();
    if sorted == places {
        return Err(Finding::new(
            "The lists hold places within each class. Asked for are the numbers of the samples at these places.",
        ));
    }
    for (name, list) in [("training", train), ("test", test)] {
        if let Some(i) = list.iter().find(|&&i| times(i, list) > 1) {
            return Err(Finding::new(format!(
                "Sample {i} is in the {name} list {} times. Draw without putting back: shuffle, then cut.",
                times(*i, list)
            )));
        }
    }
    if let Some(i) = test.iter().find(|&&i| times(i, train) > 0) {
        return Err(Finding::new(format!(
            "Sample {i} is in both lists. A network would be judged on what it has learnt from."
        )));
    }
    let lost: Vec<usize> = (0..m).filter(|&i| times(i, &all) == 0).collect();
    match lost.first() {
        Some(&i) if lost.iter().copied().eq((0..m).filter(|&j| labels[j] == labels[i])) => Err(Finding::new(format!(
            "All samples of class {} are in neither list. Does the loop over the classes leave one out?",
            labels[i]
        ))),
        Some(i) => Err(Finding::new(format!(
            "Sample {i} is in neither list; {} of {m} are lost. What the test does not take is for training.",
            m - all.len()
        ))),
        None => Ok(()),
    }
}

/// Whether the test has its share of every class.
fn are_shares(train: &[usize], test: &[usize], labels: &[usize], share: f64) -> Result<(), Finding> {
    let classes = labels.iter().max().map_or(0, |last| last + 1);
    let counts = |list: &[usize]| -> Vec<usize> {
        (0..classes).map(|class| list.iter().filter(|&&i| labels[i] == class).count()).collect()
    };
    let all: Vec<usize> = (0..labels.len()).collect();
    let sizes = counts(&all);
    let of_each = |count: &dyn Fn(f64) -> f64| -> Vec<usize> {
        sizes.iter().map(|&size| count(share * size as f64) as usize).collect()
    };
    let (right, got) = (of_each(&f64::round), counts(test));
    let wrong = got.iter().zip(&right).position(|(got, right)| got != right).unwrap_or(0);
    let whole = (share * labels.len() as f64).round() as usize;
    let of_sizes = format!("of the {sizes:?} samples of the classes the test has {got:?}, and must have {right:?}");
    compare("the number of test samples of each class", &got, &right)
        .mistake(
            &counts_of_others(&sizes, &right),
            "The lists are exchanged: the one to train on comes first, then the test.",
        )
        .mistake(&of_each(&f64::floor), format!("The share of a class is cut off, not rounded (`round`): {of_sizes}."))
        .mistake(
            &of_each(&f64::ceil),
            format!("The share of a class is rounded up, and must be rounded (`round`): {of_sizes}."),
        )
        .mistake(
            &of_each(&|count| count.round().max(1.0)),
            format!("The test has at least one sample of each class. Only round the share, also to 0: {of_sizes}."),
        )
        .mistake(&vec![0; classes], "The test is empty.")
        .mistake(&sizes, "The training part is empty.")
        .mistake(
            &vec![got[0]; classes],
            format!("The test has the same number of each class. A large class must give more: {of_sizes}."),
        )
        .mistake(
            &if test.len() == whole || train.len() == whole { got.clone() } else { right.clone() },
            format!("The split does not look at the classes: {of_sizes}. Draw from each class by itself."),
        )
        .mistake(
            &got,
            format!(
                "The test has {} samples of class {wrong}, and must have {}: {of_sizes}.",
                got[wrong], right[wrong]
            ),
        )
        .end()
}

/// How many samples of each class are left.
fn counts_of_others(sizes: &[usize], counts: &[usize]) -> Vec<usize> {
    sizes.iter().zip(counts).map(|(size, count)| size - count).collect()
}

/// Whether each sample of a class comes into the test as often as another.
fn is_random(mine: Split) -> Result<(), Finding> {
    let labels: Vec<usize> = (0..40).map(|i| i % 2).collect();
    let mut rng = ann::rng(102);
    let mut splits: Vec<Vec<usize>> = Vec::new();
    for _ in 0..1000 {
        let (train, mut test) = mine(&labels, 0.25, &mut rng);
        are_numbers(&train, &test, &labels)?;
        are_shares(&train, &test, &labels, 0.25)?;
        test.sort_unstable();
        splits.push(test);
    }
    if splits.iter().all(|test| *test == splits[0]) {
        let first: Vec<usize> = (0..10).collect();
        return Err(Finding::new(match splits[0] == first {
            true => "The test has the first samples of each class, every time: shuffle before you cut.",
            false => "The test has the same samples every time, though `rng` goes on. Are they shuffled by this `rng`?",
        }));
    }
    // Each is drawn with probability 1/4: 250 times of 1000, with a standard deviation of 13.7.
    for i in 0..labels.len() {
        let times = splits.iter().filter(|test| test.contains(&i)).count();
        if !(167..=333).contains(&times) {
            return Err(Finding::new(format!(
                "In 1000 splits sample {i} is in the test {times} times; about 250 are expected. \
                 Shuffle all samples of a class, so that each has the same chance."
            )));
        }
    }
    // Two samples of a class of 20, of which 5 are drawn, come together with probability 1/19: 53 times, deviation 7.
    for i in 0..labels.len() - 2 {
        let together = splits.iter().filter(|test| test.contains(&i) && test.contains(&(i + 2))).count();
        if !(10..=95).contains(&together) {
            return Err(Finding::new(format!(
                "In 1000 splits the samples {i} and {} are in the test together {together} times, not about 53. \
                 Are neighbours drawn together? Shuffle the samples one by one.",
                i + 2
            )));
        }
    }
    Ok(())
}
