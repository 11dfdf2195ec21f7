//! Batches of samples: their numbers, and their columns.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ndarray::Axis;

/// `batches(m, batch_size, rng)`: the numbers of m samples in random order, cut into batches.
pub fn check_batches(mine: fn(usize, usize, &mut Rng) -> Vec<Vec<usize>>) -> Report {
    grade(5, "batches", "“Epochs, and the art of shuffling”", move || {
        let mut rng = ann::rng(51);
        // First where all batches have one size, so that the order of whole batches does not show in the sizes.
        for (m, size) in [(8, 4), (5, 5)] {
            dealt_once(m, size, &mine(m, size, &mut rng))?;
        }
        shuffled(mine)?;
        for (m, size) in [(10, 4), (7, 1), (3, 7), (1, 1)] {
            dealt_once(m, size, &mine(m, size, &mut rng))?;
        }
        fair(mine)
    })
}

/// Whether the batches have the right sizes, and every sample is in one of them.
fn dealt_once(m: usize, size: usize, dealt: &[Vec<usize>]) -> Result<(), Finding> {
    let mut samples = dealt.concat();
    samples.sort_unstable();
    samples.dedup();
    if let Some(&sample) = samples.last().filter(|&&sample| sample >= m) {
        return Err(Finding::new(format!(
            "There is a sample {sample}. They are counted from 0, so the last is {} (m = {m}, batch_size = {size}).",
            m - 1
        )));
    }
    let count: usize = dealt.iter().map(Vec::len).sum();
    let missing = (0..m).find(|sample| !samples.contains(sample)).filter(|_| samples.len() == count && m == count + 1);
    if let Some(sample) = missing {
        return Err(Finding::new(format!(
            "Sample {sample} is in no batch. The samples have the numbers 0 to m − 1 (m = {m}, batch_size = {size})."
        )));
    }
    let whole = m / size * size;
    let mut right: Vec<usize> = vec![size; m / size];
    right.extend((whole < m).then_some(m - whole));
    let sizes: Vec<usize> = dealt.iter().map(Vec::len).collect();
    let (left, case) = (m - whole, format!("(m = {m}, batch_size = {size})"));
    let mut merged = right.clone();
    merged.truncate(m / size);
    if let Some(last) = merged.last_mut() {
        *last += left;
    }
    let cut = |size: usize| -> Vec<usize> { (0..m).step_by(size).map(|from| size.min(m - from)).collect() };
    let (larger, smaller) = (cut(size + 1), cut((size - 1).max(1)));
    let of = right.len();
    let even: Vec<usize> = (0..of).map(|k| m / of + usize::from(k < m % of)).collect();
    let mut reversed = right.clone();
    reversed.reverse();
    compare("the list of sizes", &sizes, &right)
        .mistake(&vec![size; m / size], format!("The last batch is dropped: {left} samples are in none {case}."))
        .mistake(&vec![size; m.div_ceil(size)], format!("The last batch is filled up; {left} samples are left {case}."))
        .mistake(&[right.as_slice(), &[0]].concat(), format!("There is an empty batch at the end {case}."))
        .mistake(&merged, format!("What is left over is added to the last batch. It is a batch of its own {case}."))
        .mistake(&reversed, format!("The smaller batch is the first; it must be the last {case}."))
        .mistake(&vec![m], format!("All samples are in one batch {case}."))
        .mistake(&vec![1; m], format!("Every sample is a batch of its own {case}."))
        .mistake(
            &vec![m / size; size],
            format!("`batch_size` is the size of a batch, not the number of batches {case}."),
        )
        .mistake(&larger, format!("A batch has one sample more than `batch_size` {case}."))
        .mistake(&smaller, format!("A batch has one sample less than `batch_size` {case}."))
        .mistake(&Vec::<usize>::new(), format!("There are no batches: is each put into the list {case}?"))
        .mistake(&vec![size; (m + 1).saturating_sub(size)], format!("The batches overlap, as with `windows` {case}. Cut with `chunks`."))
        .mistake(&vec![size], format!("There is a single batch {case}. Does the loop end after it, or is the list that is filled never emptied?"))
        .mistake(&even, format!("The batches are equally large. Each has `batch_size` samples; the last has what is left {case}."))
        .mistake(&sizes, format!("The batches have the sizes {sizes:?} and must have {right:?} {case}."))
        .end()?;
    let mut counts = vec![0; m];
    dealt.iter().flatten().for_each(|&sample| counts[sample] += 1);
    match counts.iter().position(|&count| count > 1) {
        Some(sample) => Err(Finding::new(format!(
            "Sample {sample} occurs {} times, and another not at all {case}. Shuffle the list of all; do not draw each anew.",
            counts[sample]
        ))),
        None => Ok(()),
    }
}

/// Whether the order is a new one each time, and decided by the seed.
fn shuffled(mine: fn(usize, usize, &mut Rng) -> Vec<Vec<usize>>) -> Result<(), Finding> {
    let mut rng = ann::rng(52);
    let [first, second] = [mine(60, 6, &mut rng), mine(60, 6, &mut rng)];
    let in_order: Vec<Vec<usize>> = (0..10).map(|k| (6 * k..6 * k + 6).collect()).collect();
    let sorted = |batches: &[Vec<usize>]| {
        let mut sorted = batches.to_vec();
        sorted.iter_mut().for_each(|batch| batch.sort_unstable());
        sorted
    };
    let mut anywhere = sorted(&first);
    anywhere.sort_unstable();
    let what = if first == in_order {
        "The samples are in their order: nothing is shuffled."
    } else if sorted(&first) == in_order {
        "Only inside each batch the order is random: the same samples are always together. Shuffle before you cut."
    } else if anywhere == in_order {
        "Only the batches are in random order: each has the same neighbours in it every time. Shuffle before you cut."
    } else if sorted(&first) == first {
        "Each batch is sorted. It must stay in the order in which it was shuffled."
    } else if first == second {
        "The second epoch deals the same batches as the first. Draw from the `rng` that is given: do not make one anew, or copy it."
    } else if mine(60, 6, &mut ann::rng(52)) != first {
        "The same seed deals other batches. All that is random must come from the `rng` that is given."
    } else {
        return Ok(());
    };
    Err(Finding::new(what))
}

/// Whether every order is equally probable: where each of five samples is in many epochs, and which one comes after it.
fn fair(mine: fn(usize, usize, &mut Rng) -> Vec<Vec<usize>>) -> Result<(), Finding> {
    const EPOCHS: usize = 20_000;
    let mut rng = ann::rng(53);
    let (mut at, mut turned) = ([[0_usize; 5]; 5], 0);
    for _ in 0..EPOCHS {
        let dealt = mine(5, 2, &mut rng);
        dealt_once(5, 2, &dealt)?;
        let order = dealt.concat();
        order.iter().enumerate().for_each(|(place, &sample)| at[sample][place] += 1);
        turned += usize::from(order[1] == (order[0] + 1) % 5);
    }
    if turned == EPOCHS {
        return Err(Finding::new(
            "The order is only turned round: after a sample there always comes the next. Use `shuffle`.",
        ));
    }
    if (0..5).all(|sample| at[sample][sample] == 0) {
        return Err(Finding::new(
            "No sample is ever in its own place. In a fair order each may stay where it is, too.",
        ));
    }
    let spread = (EPOCHS as f64 * 0.2 * 0.8).sqrt();
    let far = |count: usize| (count as f64 - EPOCHS as f64 / 5.0).abs() > 6.0 * spread;
    for (sample, counts) in at.iter().enumerate() {
        if let Some((place, &count)) = counts.iter().enumerate().find(|&(_, &count)| far(count)) {
            let share = count as f64 / EPOCHS as f64;
            return Err(Finding::new(format!(
                "Not every order is equally probable. Of 5 samples, number {sample} is at place {place} in {share:.3} of {EPOCHS} \
                 epochs, and must be in 0.2. Use `shuffle`."
            )));
        }
    }
    Ok(())
}

/// `take(x, y, batch)`: the columns of a batch, of both.
pub fn check_take(mine: fn(&Matrix, &Matrix, &[usize]) -> (Matrix, Matrix)) -> Report {
    grade(5, "take", "“In Rust”", move || {
        let mut rng = ann::rng(54);
        // The first are square, so that rows for columns are a wrong shape and no panic.
        for (n_x, n_y, m, batch) in
            [(4, 4, 4, &[1, 3, 0][..]), (3, 2, 6, &[4, 0, 5, 2]), (2, 1, 5, &[3]), (2, 3, 3, &[2, 0, 1])]
        {
            let (x, y) = (normal(n_x, m, &mut rng), normal(n_y, m, &mut rng));
            let columns = |of: &Matrix, numbers: &[usize]| of.select(Axis(1), numbers);
            let (right_x, right_y) = (columns(&x, batch), columns(&y, batch));
            let (mut sorted, mut reversed) = (batch.to_vec(), batch.to_vec());
            sorted.sort_unstable();
            reversed.reverse();
            let first: Vec<usize> = (0..batch.len()).collect();
            let rows = |of: &Matrix| if n_x == m { of.select(Axis(0), batch) } else { of.clone() };
            let flat = |of: &Matrix| {
                let numbers = of.select(Axis(1), batch).iter().copied().collect();
                Matrix::from_shape_vec((batch.len(), of.nrows()), numbers).unwrap_or_default()
            };
            let run: Vec<usize> = (0..batch.len()).map(|k| (batch[0] + k) % m).collect();
            let from_one: Vec<usize> = batch.iter().map(|number| (number + m - 1) % m).collect();
            let next: Vec<usize> = batch.iter().map(|number| (number + 1) % m).collect();
            let before: Vec<usize> = batch.iter().map(|number| number.saturating_sub(1)).collect();
            let others: Vec<usize> = (0..m).filter(|number| !batch.contains(number)).collect();
            let masked = |of: &Matrix| {
                Matrix::from_shape_fn(of.dim(), |(i, j)| if batch.contains(&j) { of[[i, j]] } else { 0.0 })
            };
            let row_by_row = |of: &Matrix| {
                let numbers = of.select(Axis(1), batch).t().iter().copied().collect();
                Matrix::from_shape_vec((of.nrows(), batch.len()), numbers).unwrap_or_default()
            };
            compare("X, Y", &mine(&x, &y, batch), &(right_x.clone(), right_y.clone()))
                .mistake(&(rows(&x), rows(&y)), "These are rows. A sample is a column: `Axis(1)`.")
                .mistake(&(right_x.clone(), y.clone()), "Y is whole. The targets of the batch must be taken, too.")
                .mistake(&(x.clone(), right_y.clone()), "X is whole. The samples of the batch must be taken, too.")
                .mistake(&(x.clone(), y.clone()), "X and Y are whole: nothing is taken.")
                .mistake(
                    &(right_x.clone(), columns(&y, &first)),
                    "The samples are those of the batch, the targets are the first ones: each sample gets another's.",
                )
                .mistake(
                    &(columns(&x, &first), right_y.clone()),
                    "The targets are right, but the samples are the first ones.",
                )
                .mistake(
                    &(columns(&x, &first), columns(&y, &first)),
                    "These are the first columns. The batch says which.",
                )
                .mistake(&(right_y.clone(), right_x.clone()), "X and Y are exchanged.")
                .mistake(
                    &(right_x.clone(), columns(&y, &sorted)),
                    "X is in the order of the batch, Y in the order of the data: the targets are those of others.",
                )
                .mistake(&(columns(&x, &sorted), columns(&y, &sorted)), "The order of the batch is lost: it is sorted.")
                .mistake(&(columns(&x, &reversed), columns(&y, &reversed)), "The columns are in reversed order.")
                .mistake(&(columns(&x, &from_one), columns(&y, &from_one)), "Each is the column before: count from 0.")
                .mistake(
                    &(columns(&x, &run), columns(&y, &run)),
                    "These are neighbours, beginning at the first number of the batch. The batch names every column.",
                )
                .mistake(&(columns(&x, &next), columns(&y, &next)), "Each is the column behind: count from 0.")
                .mistake(&(columns(&x, &before), columns(&y, &before)), "Each is the column before: count from 0.")
                .mistake(
                    &(columns(&x, &others), columns(&y, &others)),
                    "These are the columns that are not in the batch.",
                )
                .mistake(
                    &(columns(&x, &sorted), right_y.clone()),
                    "Y is in the order of the batch, X in the order of the data: the targets are those of others.",
                )
                .mistake(&(masked(&x), masked(&y)), "The other columns are still there, as 0. Leave them out.")
                .mistake(
                    &(row_by_row(&x), row_by_row(&y)),
                    "The columns are collected one after the other, and then read as rows.",
                )
                .mistake(
                    &(row_by_row(&x), right_y.clone()),
                    "The columns of X are collected one after the other, and then read as rows.",
                )
                .mistake(
                    &(flat(&x), flat(&y)),
                    "The numbers are right, but they are written row by row into another shape.",
                )
                .end()?;
        }
        Ok(())
    })
}
