use crate::{Mistake, mistake};
use ann::Rng;
use exercises::chapter10 as graders;
use rand::RngExt;
use rand::seq::SliceRandom;

fn members(labels: &[usize], class: usize) -> Vec<usize> {
    (0..labels.len()).filter(|&i| labels[i] == class).collect()
}

fn classes(labels: &[usize]) -> usize {
    labels.iter().max().unwrap() + 1
}

fn split_without_classes(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.shuffle(rng);
    let count = (test_share * labels.len() as f64).round() as usize;
    let train = order.split_off(count);
    (train, order)
}

fn split_not_shuffled(labels: &[usize], test_share: f64, _rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let samples = members(labels, class);
        let count = (test_share * samples.len() as f64).round() as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}

fn split_rounded_down(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64) as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}

fn split_rounded_up(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64).ceil() as usize;
        test.extend(samples.drain(..count));
        train.append(&mut samples);
    }
    (train, test)
}

fn split_test_first(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64).round() as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (test, train)
}

fn split_as_many_of_each_class(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    let count = (test_share * labels.len() as f64 / classes(labels) as f64).round() as usize;
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = count.min(samples.len());
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}

fn split_drawn_with_repeats(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let mut test = Vec::new();
    for class in 0..classes(labels) {
        let samples = members(labels, class);
        let count = (test_share * samples.len() as f64).round() as usize;
        for _ in 0..count {
            test.push(samples[rng.random_range(0..samples.len())]);
        }
    }
    let train = (0..labels.len()).filter(|i| !test.contains(i)).collect();
    (train, test)
}

fn split_trains_on_all(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64).round() as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend(samples);
    }
    (train, test)
}

fn split_places_within_class(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let size = labels.iter().filter(|&&label| label == class).count();
        let mut order: Vec<usize> = (0..size).collect();
        order.shuffle(rng);
        let count = (test_share * size as f64).round() as usize;
        test.extend_from_slice(&order[..count]);
        train.extend_from_slice(&order[count..]);
    }
    (train, test)
}

fn split_without_last_class(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..*labels.iter().max().unwrap() {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = (test_share * samples.len() as f64).round() as usize;
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}

fn split_at_least_one(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for class in 0..classes(labels) {
        let mut samples = members(labels, class);
        samples.shuffle(rng);
        let count = usize::max(1, (test_share * samples.len() as f64).round() as usize);
        let count = count.min(samples.len());
        test.extend_from_slice(&samples[..count]);
        train.extend_from_slice(&samples[count..]);
    }
    (train, test)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("split without regard to class", "class", || graders::check_stratified_split(split_without_classes)),
    mistake("nothing is shuffled", "shuffle", || graders::check_stratified_split(split_not_shuffled)),
    mistake("counts are rounded down", "cut off", || graders::check_stratified_split(split_rounded_down)),
    mistake("counts are rounded up", "up", || graders::check_stratified_split(split_rounded_up)),
    mistake("test list comes first", "exchanged", || graders::check_stratified_split(split_test_first)),
    mistake("as many of each class", "same number", || graders::check_stratified_split(split_as_many_of_each_class)),
    mistake("test drawn with repeats", "putting back", || graders::check_stratified_split(split_drawn_with_repeats)),
    mistake("test samples also in training", "both", || graders::check_stratified_split(split_trains_on_all)),
    mistake("places within the class returned", "within", || {
        graders::check_stratified_split(split_places_within_class)
    }),
    mistake("last class is left out", "loop over the classes", || {
        graders::check_stratified_split(split_without_last_class)
    }),
    mistake("at least one of each", "at least", || graders::check_stratified_split(split_at_least_one)),
];
