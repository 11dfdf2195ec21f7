//! Chapter 8: the cache.

use super::inputs::{network, normal};
use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::cache;
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};
use ndarray::Axis;
use std::cell::RefCell;

/// `bytes(a)`: the bytes of the list that `forward` returns.
pub fn check_bytes(mine: fn(&[Matrix]) -> usize) -> Report {
    grade(8, "bytes", "(8.1)", move || {
        let mut rng = ann::rng(81);
        for (sizes, m) in [(&[7, 16, 13, 3][..], 30), (&[4, 3, 2], 5), (&[1, 1], 1)] {
            let network = network(sizes, Activation::Relu, Activation::Softmax, &mut rng);
            let a = forward(&network, &normal(sizes[0], m, &mut rng));
            let right = cache::bytes(&a);
            let neurons: usize = sizes.iter().sum();
            let (first, last) = (8 * m * sizes[0], 8 * m * sizes[sizes.len() - 1]);
            let weights: usize = network.layers.iter().map(|layer| layer.w.len()).sum();
            let biases: usize = network.layers.iter().map(|layer| layer.b.len()).sum();
            let largest = a.iter().map(|a| 8 * a.len()).max().unwrap_or(0);
            let awake = 8 * a.iter().flatten().filter(|number| **number != 0.0).count();
            compare("the number of bytes", &mine(&a), &right)
                .mistake(&(right / 8), "You count the numbers. An f64 has eight bytes.")
                .mistake(&(right / 2), "A number has four bytes in your code, as an f32 has. An f64 has eight.")
                .mistake(
                    &(right * 8),
                    "You count bits, or multiply by eight twice. A byte has eight bits, an f64 eight bytes.",
                )
                .mistake(&(right - first), "X is not counted. It is in the list, as A⁰, since the first dW needs it.")
                .mistake(&(right - last), "The A of the last layer is not counted. It is in the list, too.")
                .mistake(
                    &(right - first - last),
                    "Only the hidden layers are counted. X and the answers are in the list, too.",
                )
                .mistake(&(first * a.len()), "Every A counts as many numbers as X. Each has rows of its own.")
                .mistake(&largest, "Only the largest A is counted. Every A is in the list.")
                .mistake(&(right / 8 + 8 * a.len()), "8 is added for each A. Every number has 8 bytes: multiply.")
                .mistake(&(right / 1024), "These are kilobytes, and rounded. Bytes are asked for.")
                .mistake(&awake, "The numbers that are 0 are not counted. They need their eight bytes, too.")
                .mistake(
                    &(right + size_of_val(a.as_slice())),
                    "The heads of the matrices are counted, too. By (8.1) the numbers are.",
                )
                .mistake(&first, "Only X is counted. Every A is in the list.")
                .mistake(&last, "Only the A of the last layer is counted. Every A is in the list.")
                .mistake(&(8 * neurons), "The samples are forgotten: every A has a column for each of them.")
                .mistake(&(8 * m * a.len()), "The neurons are forgotten: every A has a row for each of them.")
                .mistake(&(8 * a.len()), "You count the matrices of the list, and not the numbers in them.")
                .mistake(
                    &(8 * (neurons + m * a.len())),
                    "Rows and columns are added. A matrix has rows times columns numbers.",
                )
                .mistake(
                    &size_of_val(a.as_slice()),
                    "`size_of_val` sees the heads of the matrices. Their numbers are elsewhere: count them.",
                )
                .mistake(&(8 * (weights + biases)), "These are the bytes of W and b. The cache holds X and every A.")
                .mistake(
                    &(right + last),
                    "The last layer counts twice, as if its Z were kept. That is the library's cache.",
                )
                .end()?;
        }
        compare("the number of bytes of an empty list", &mine(&[]), &0).end()
    })
}

/// The reader's `in_pieces`.
type InPieces = fn(&dyn Fn(&Matrix) -> Vec<Matrix>, &Matrix, usize) -> Matrix;

/// `in_pieces(pass, x, size)`: the answers for X, `size` samples at a time.
pub fn check_in_pieces(mine: InPieces) -> Report {
    grade(8, "in_pieces", "“The bill”", move || {
        let mut rng = ann::rng(82);
        let network = network(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng);
        // Pieces of one size; a smaller last piece; one piece that is not full; a sample at a time; one sample.
        for (m, size) in [(6, 3), (7, 3), (2, 5), (4, 1), (1, 1)] {
            let x = normal(3, m, &mut rng);
            let a = forward(&network, &x);
            let right = &a[2];
            let of = |from: usize| (from..m.min(from + size)).collect::<Vec<usize>>();
            let starts: Vec<usize> = (0..m).step_by(size).collect();
            let full: Vec<usize> = (0..m - m % size).collect();
            let last = of(starts[starts.len() - 1]);
            // Every mistake is a choice of the columns of the answers, `m` standing for a sample of zeros.
            let padded = forward(&network, &Matrix::zeros((3, 1))).pop().unwrap_or_default();
            let padded = Matrix::from_shape_fn((2, m + 1), |(i, j)| if j < m { right[[i, j]] } else { padded[[i, 0]] });
            let chosen = |columns: &[usize]| padded.select(Axis(1), columns);
            let mut unfilled = right.clone();
            unfilled.indexed_iter_mut().filter(|((_, j), _)| *j >= full.len()).for_each(|(_, a)| *a = 0.0);
            let columns = RefCell::new(Vec::new()); // of each pass
            let pass = |x: &Matrix| {
                columns.borrow_mut().push(x.ncols());
                forward(&network, x)
            };
            let mut comparison = compare("A", &mine(&pass, &x, size), right)
                .mistake(
                    &chosen(&full),
                    "The last piece is missing: it is smaller than the others, but its samples count.",
                )
                .mistake(
                    &unfilled,
                    "The last piece is not filled in: its answers are 0. It is smaller than the others.",
                )
                .mistake(&chosen(&last), "Only the last piece is returned. Collect the answers of all.")
                .mistake(&chosen(&of(0)), "Only the first piece is returned. Collect the answers of all.")
                .mistake(
                    &chosen(&starts.iter().rev().flat_map(|from| of(*from)).collect::<Vec<_>>()),
                    "The pieces are in reverse order: append each one behind those before it.",
                )
                .mistake(&chosen(&(0..m).rev().collect::<Vec<_>>()), "The samples are in reverse order.")
                .mistake(
                    &chosen(&starts.iter().flat_map(|_| of(0)).collect::<Vec<_>>()),
                    "Every piece is made of the first samples: the place where it begins does not move on.",
                )
                .mistake(
                    &chosen(&starts.iter().flat_map(|from| *from..from + size).map(|j| j.min(m)).collect::<Vec<_>>()),
                    "The last piece is filled up with zeros, and their answers are returned, too. Cut them off.",
                )
                .mistake(
                    &chosen(&full.iter().copied().chain(m.saturating_sub(size)..m).collect::<Vec<_>>()),
                    "The last piece goes back to be full, and some samples are answered twice.",
                )
                .mistake(
                    &chosen(&starts.iter().flat_map(|from| *from..m.min(from + size + 1)).collect::<Vec<_>>()),
                    "Each piece has one sample more than `size`, and the first of the next one is answered twice.",
                )
                .mistake(
                    &chosen(&(0..(m + 1).saturating_sub(size)).flat_map(of).collect::<Vec<_>>()),
                    "A piece begins at every sample. The next one begins `size` samples later.",
                )
                .mistake(&x, "This is X. The answers are the A of the last layer.")
                .mistake(&a[1], "This is the A of the hidden layer. The answers are the A of the last layer.")
                .mistake(&chosen(&starts), "Of each piece only the first sample is answered.");
            if m % size == 0 {
                let stacked = |(i, j): (usize, usize)| right[[i % 2, i / 2 * size + j]];
                comparison = comparison.mistake(
                    &Matrix::from_shape_fn((2 * starts.len(), size), stacked),
                    "The pieces lie below one another. Samples are columns: put them side by side, along Axis(1).",
                );
            }
            comparison.end()?;
            few_columns(&columns.into_inner(), m, size)?;
        }
        Ok(())
    })
}

/// A finding if a pass had more columns than a piece may have, or if the pieces were smaller than they may be. One pass more does no harm.
fn few_columns(columns: &[usize], m: usize, size: usize) -> Result<(), Finding> {
    let pieces = m.div_ceil(size);
    match columns.iter().max() {
        Some(&most) if most == m && m > size => Err(Finding::new(format!(
            "The answers are right, but all {m} samples go through the network in one pass, and so its cache has {m} columns. \
            Cut X into pieces of {size}."
        ))),
        Some(&most) if most > size => Err(Finding::new(format!(
            "The answers are right, but a pass has {most} columns, and a piece has at most {size}."
        ))),
        _ if columns.len() > pieces + 1 => Err(Finding::new(format!(
            "The answers are right, but there are {} passes for {m} samples, and {pieces} are enough: a piece has {size} \
            samples, and only the last may have fewer.",
            columns.len()
        ))),
        _ => Ok(()),
    }
}

/// `recompute(network, kept, every)`: X and every A, from the A that each stretch of `every` layers begins with.
pub fn check_recompute(mine: fn(&Network, &[Matrix], usize) -> Vec<Matrix>) -> Report {
    grade(8, "recompute", "“Some of it”", move || {
        let mut rng = ann::rng(83);
        // The first are square, so that another layer's W gives a wrong number and no panic.
        for (sizes, every, m) in [(&[3; 9][..], 3, 4), (&[3; 6], 2, 1), (&[4, 5, 2, 3, 6, 2], 3, 5), (&[3, 2], 4, 2)] {
            let network = network(sizes, Activation::Tanh, Activation::Sigmoid, &mut rng);
            let right = forward(&network, &normal(sizes[0], m, &mut rng));
            let kept: Vec<Matrix> = right.iter().step_by(every).cloned().collect();
            let mut comparison = compare("A", &mine(&network, &kept, every), &right);
            for (wrong, says) in slips(&network, &right, every) {
                comparison = comparison.mistake(&wrong, says);
            }
            comparison.end()?;
        }
        // Checkpoints that do not belong together show which of them is used. The A at the end of a stretch may be computed or kept.
        let network = network(&[3; 6], Activation::Tanh, Activation::Sigmoid, &mut rng);
        let kept: Vec<Matrix> = (0..3).map(|_| normal(3, 4, &mut rng)).collect();
        let computed = stretches(&network, &kept, 2, &|begun, _| begun[1..].to_vec());
        let computed: Vec<Matrix> = kept[..1].iter().cloned().chain(computed.concat()).collect();
        let right: Vec<Matrix> =
            (0..6).map(|l| if l % 2 == 0 { kept[l / 2].clone() } else { computed[l].clone() }).collect();
        let got = mine(&network, &kept, 2);
        if compare("A", &got, &computed).end().is_ok() {
            return Ok(());
        }
        compare("A", &got, &right)
            .mistake(
                &forward(&network, &kept[0]),
                "Everything is computed from X, in one pass. Each stretch begins with its own checkpoint.",
            )
            .end()
    })
}

/// What `list` makes of each stretch: of the A from its beginning on, and of its number.
fn stretches(
    network: &Network,
    beginnings: &[Matrix],
    every: usize,
    list: &dyn Fn(&[Matrix], usize) -> Vec<Matrix>,
) -> Vec<Vec<Matrix>> {
    let layers = network.layers.chunks(every).map(|layers| Network { layers: layers.to_vec() });
    let begun = layers.zip(beginnings).map(|(stretch, beginning)| forward(&stretch, beginning));
    begun.enumerate().map(|(k, a)| list(&a, k)).collect()
}

/// What typical mistakes give for the list `a`, and what is wrong.
fn slips(network: &Network, a: &[Matrix], every: usize) -> Vec<(Vec<Matrix>, &'static str)> {
    let kept: Vec<Matrix> = a.iter().step_by(every).cloned().collect();
    let depth = network.layers.len();
    let new = |list: Vec<Vec<Matrix>>| kept[..1].iter().cloned().chain(list.concat()).collect::<Vec<_>>();
    let whole = |begun: &[Matrix], _: usize| begun.to_vec();
    let mut slips = vec![
        (kept.clone(), "The list holds the checkpoints alone. What lies between them has to be computed."),
        (
            new(stretches(network, &kept, every, &|begun, _| begun[begun.len() - 1..].to_vec())),
            "Of each stretch only the last A is in the list. What lies between belongs to it, too.",
        ),
        (
            stretches(network, &kept, every, &whole).concat(),
            "The A between two stretches is in the list twice: as the end of one, and as the beginning of the next.",
        ),
        (
            a[..=(depth - 1) / every * every].to_vec(),
            "The last stretch is missing: it begins with the last checkpoint.",
        ),
        (a[..depth].to_vec(), "The A of the last layer is missing: the list goes up to it."),
        (a[1..].to_vec(), "X is missing in the list: it is A⁰, the first checkpoint."),
        (
            new(stretches(network, &kept, every, &|begun, _| begun[1..].to_vec()).into_iter().rev().collect()),
            "The stretches are in the order of the way back. The list begins with X.",
        ),
        (
            (0..=depth).filter(|l| l % every > 0).map(|l| a[l].clone()).collect(),
            "The checkpoints are missing in the list: put them at their places.",
        ),
    ];
    let changed = |change: &dyn Fn(&mut Layer)| {
        let mut network = network.clone();
        network.layers.iter_mut().for_each(change);
        new(stretches(&network, &kept, every, &|begun, _| begun[1..].to_vec()))
    };
    slips.push((changed(&|layer| layer.g = Activation::Identity), "The functions g are forgotten: A = g(Z)."));
    slips.push((changed(&|layer| layer.b.fill(0.0)), "b is forgotten: Z = W A + b."));
    if a.iter().all(|other| other.dim() == a[0].dim()) {
        let layer = |layer: &Layer, a: &Matrix| activate(layer.g, &(layer.w.dot(a) + &layer.b));
        let first = |l: usize| &network.layers[l % every];
        let of_layer = |from: &dyn Fn(usize) -> usize| {
            let mut all = vec![kept[0].clone()];
            (0..depth).for_each(|l| all.push(layer(&network.layers[l], &a[from(l)])));
            all
        };
        let mut with_first = vec![kept[0].clone()];
        for l in 0..depth {
            let before = if l % every == 0 { kept[l / every].clone() } else { with_first[l].clone() };
            with_first.push(layer(first(l), &before));
        }
        slips.push((
            with_first,
            "Every stretch is computed with the first layers of the network. Stretch k begins \
        with layer k · every + 1.",
        ));
        slips.push((
            of_layer(&|l| l / every * every),
            "Within a stretch every layer reads the checkpoint. Only its first layer does; each of the others reads \
            the A before it.",
        ));
        let from_x = vec![kept[0].clone(); kept.len()];
        slips.push((
            new(stretches(network, &from_x, every, &|begun, _| begun[1..].to_vec())),
            "Every stretch begins with X. It begins with its own checkpoint, `kept[k]`.",
        ));
    }
    slips
}
