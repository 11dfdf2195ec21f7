//! Chapter 1: architecture.

use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::network::{Activation, Network};

/// `he(n_in)`: σ of a layer with ReLU.
pub fn check_he(mine: fn(usize) -> f64) -> Report {
    grade(1, "he", "(1.3)", move || {
        for n_in in [18, 7, 1] {
            let n = n_in as f64;
            compare("σ", &mine(n_in), &(2.0 / n).sqrt())
                .mistake(&(2.0 / n), "This is the variance v. σ is its square root.")
                .mistake(&f64::from(2 / n_in as u32).sqrt(), "This divides whole numbers. Write 2.0 / n_in as f64.")
                .mistake(&(1.0 / n).sqrt(), "The 2 is missing. It makes up for the half that ReLU throws away.")
                .mistake(&(2.0 / n.sqrt()), "The root is taken of n_in alone. It goes over the whole fraction.")
                .mistake(&(2.0_f64.sqrt() / n), "The root is taken of the 2 alone. It is that of 2 / n_in.")
                .mistake(&(n / 2.0).sqrt(), "The fraction is upside down: more inputs ask for smaller weights.")
                .mistake(&(6.0 / n).sqrt(), "This is the limit of numbers drawn evenly, √3 times their σ.")
                .mistake(&(1.0 / n), "This is 1 / n_in. σ is the square root of 2 / n_in.")
                .mistake(&(2.0 * n).sqrt(), "2 is multiplied by n_in. It has to be divided by it.")
                .end()?;
        }
        Ok(())
    })
}

/// `xavier(n_in, n_out)`: σ of any other layer.
pub fn check_xavier(mine: fn(usize, usize) -> f64) -> Report {
    grade(1, "xavier", "(1.4)", move || {
        for (n_in, n_out) in [(7, 4), (3, 10), (1, 1)] {
            let (i, o, both) = (n_in as f64, n_out as f64, (n_in + n_out) as f64);
            let whole = f64::from(2 / (n_in + n_out) as u32).sqrt();
            compare("σ", &mine(n_in, n_out), &(2.0 / both).sqrt())
                .mistake(&(2.0 / both), "This is the variance v. σ is its square root.")
                .mistake(&whole, "The division is one of whole numbers and gives 0: write (n_in + n_out) as f64.")
                .mistake(&(1.0 / both).sqrt(), "The 2 is missing: v is 1 divided by the average of n_in and n_out.")
                .mistake(&(2.0 / i).sqrt(), "This is He's rule (1.3). Xavier's has n_in + n_out in the denominator.")
                .mistake(&(2.0 / o).sqrt(), "This is 2 / n_out under the root: n_in is missing from the sum.")
                .mistake(&(1.0 / i).sqrt(), "v = 1 / n_in serves the way forward alone. Take the compromise.")
                .mistake(&(1.0 / o).sqrt(), "v = 1 / n_out serves the way back alone. Take the compromise.")
                .mistake(
                    &(1.0 / ((n_in + n_out) / 2) as f64).sqrt(),
                    "The average is rounded down: divide after `as f64`.",
                )
                .mistake(&(2.0 / i + o).sqrt(), "The parentheses about n_in + n_out are missing.")
                .mistake(&(2.0 / (i * o)).sqrt(), "n_in and n_out are multiplied. They have to be added.")
                .mistake(&(2.0 / i + 2.0 / o).sqrt(), "These are two fractions. There is one: 2 / (n_in + n_out).")
                .mistake(&(6.0 / both).sqrt(), "This is the limit of numbers drawn evenly, √3 times their σ.")
                .mistake(&(both / 2.0).sqrt(), "The fraction is upside down: larger layers ask for smaller weights.")
                .mistake(&(2.0 / both.sqrt()), "The root is taken of n_in + n_out alone. It is that of the fraction.")
                .end()?;
        }
        Ok(())
    })
}

/// `weights(n_in, n_out, rng)`: W of a layer with ReLU.
pub fn check_weights(mine: fn(usize, usize, &mut Rng) -> Matrix) -> Report {
    grade(1, "weights", "(1.1)", move || {
        let mut rng = ann::rng(11);
        for (n_in, n_out) in [(3, 2), (1, 1)] {
            shape("W", &mine(n_in, n_out, &mut rng), n_in, n_out)?;
        }
        let (n_in, n_out) = (100, 250);
        let w = mine(n_in, n_out, &mut rng);
        drawn("W", &w, Rule::He, n_in, n_out)?;
        if w == mine(n_in, n_out, &mut rng) {
            return Err(Finding::new(
                "Two calls give the same weights. Draw from the `rng` that you are lent, and do not make another.",
            ));
        }
        let [first, second] = [0, 0].map(|_| mine(n_in, n_out, &mut ann::rng(12)));
        if first != second {
            return Err(Finding::new("The same seed gives other weights the next time: all must be drawn from `rng`."));
        }
        let squares = w.mapv(|w| w * w);
        let mean = |matrix: &Matrix| matrix.sum() / w.len() as f64;
        let kurtosis = mean(&squares.mapv(|square| square * square)) / mean(&squares).powi(2); // 3 on the bell curve
        if (kurtosis - 3.0).abs() > 6.0 * (24.0 / w.len() as f64).sqrt() {
            return Err(Finding::new(
                "The weights have the right size, but are not on the bell curve. Draw normal numbers, times σ.",
            ));
        }
        Ok(())
    })
}

/// A row for each neuron, a column for each input.
fn shape(name: &str, w: &Matrix, n_in: usize, n_out: usize) -> Result<(), Finding> {
    let (rows, columns) = w.dim();
    if (rows, columns) == (n_out, n_in) {
        return Ok(());
    }
    let exchanged = if (rows, columns) == (n_in, n_out) { "rows and columns are exchanged. It has " } else { "" };
    let shapes = format!("{name} is ({rows}, {columns}) and must be ({n_out}, {n_in})");
    Err(Finding::new(format!("{shapes}: {exchanged}a row for each neuron, a column for each input.")).see("(1.1)"))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    He,
    Xavier,
}

/// Whether the weights of a large layer look drawn by a rule. A right draw is six deviations away from being rejected.
fn drawn(name: &str, w: &Matrix, rule: Rule, n_in: usize, n_out: usize) -> Result<(), Finding> {
    shape(name, w, n_in, n_out)?;
    let (count, i, o) = (w.len() as f64, n_in as f64, n_out as f64);
    let fail = |what: &str| Err(Finding::new(format!("{name} {what}")).see("(1.1)"));
    if w.iter().any(|number| !number.is_finite()) {
        return fail("has numbers that are NaN or infinite.");
    }
    if w.iter().all(|number| *number == 0.0) {
        return fail("is 0 everywhere, and so all neurons are the same and stay it. Draw the numbers.");
    }
    if w.iter().all(|number| *number == w[[0, 0]]) {
        return fail("has one number everywhere, so all neurons would learn the same. Draw each for itself.");
    }
    if w.rows().into_iter().all(|row| row == w.row(0)) {
        return fail("has the same row for every neuron. Draw each row anew.");
    }
    if w.columns().into_iter().all(|column| column == w.column(0)) {
        return fail("has the same column for every input. Draw a number for each.");
    }
    let (mean, deviation) = (w.sum() / count, w.std(0.0));
    let (he, xavier) = ((2.0 / i).sqrt(), (2.0 / (i + o)).sqrt());
    let (right, see, other) = match rule {
        Rule::He => (he, "(1.3)", (xavier, "has Xavier's σ (1.4). A layer with ReLU takes He's.")),
        Rule::Xavier => (xavier, "(1.4)", (he, "has He's σ (1.3). The last layer, with softmax, takes Xavier's.")),
    };
    let has_mean = |other: f64| (mean - other).abs() <= 6.0 * deviation / count.sqrt();
    if !has_mean(0.0) {
        return match w.iter().all(|number| *number >= 0.0) {
            true => fail("has no number below 0. w must be as likely as −w."),
            false if has_mean(right) => fail("has the mean σ: σ is added. The numbers are multiplied by it."),
            false => fail(&format!("has the mean {mean:.4}, which must be near 0.")),
        };
    }
    let is = |other: f64| (deviation / other - 1.0).abs() <= 6.0 / (2.0 * count).sqrt();
    if is(right) {
        return Ok(());
    }
    let mistakes = [
        other,
        (right * right, "has the variance σ² for its standard deviation: the square root is missing."),
        (1.0, "has the standard deviation 1: it is not multiplied by σ."),
        (right / 2.0_f64.sqrt(), "has a standard deviation √2 times too small: the 2 in the fraction is missing."),
        ((2.0 / o).sqrt(), "has the standard deviation √(2 / n_out), that of (1.3) with n_out for n_in."),
        (right / 3.0_f64.sqrt(), "has the standard deviation σ / √3, as of numbers drawn evenly from −σ to σ."),
        (right.sqrt(), "is multiplied by √σ. σ is a square root already."),
        (1.0 / right, "is divided by σ, not multiplied."),
        (0.01, "has the standard deviation 0.01, whatever the size of the layer. It must be σ."),
    ];
    let says = match mistakes.iter().find(|(value, _)| is(*value)) {
        Some((_, says)) => (*says).to_owned(),
        None => format!("has the standard deviation {deviation:.4}, which must be near {right:.4}."),
    };
    Err(Finding::new(format!("{name} {says}")).see(see))
}

/// `network(sizes, rng)`: ReLU in the hidden layers, softmax in the last.
pub fn check_network(mine: fn(&[usize], &mut Rng) -> Network) -> Report {
    grade(1, "network", "(1.1) to (1.4)", move || {
        let mut rng = ann::rng(13);
        for sizes in [&[4, 5, 2, 3][..], &[2, 3], &[1, 1, 1]] {
            built(&mine(sizes, &mut rng), sizes)?;
        }
        let sizes = [80, 120, 50, 150];
        let network = mine(&sizes, &mut rng);
        built(&network, &sizes)?;
        for (l, layer) in network.layers.iter().enumerate() {
            let rule = if l == sizes.len() - 2 { Rule::Xavier } else { Rule::He };
            drawn(&format!("W of layer {}", l + 1), &layer.w, rule, sizes[l], sizes[l + 1])?;
        }
        let square = mine(&[6, 6, 6, 6], &mut rng);
        built(&square, &[6, 6, 6, 6])?;
        if square.layers[0].w == square.layers[1].w {
            return Err(
                Finding::new("Layers of one size have the same weights. Draw anew for every layer.").see("(1.1)")
            );
        }
        if mine(&[6, 6, 6, 6], &mut rng).layers.first().is_some_and(|layer| layer.w == square.layers[0].w) {
            return Err(
                Finding::new("Two networks have the same weights. Draw from the `rng` that you are lent.").see("(1.1)")
            );
        }
        Ok(())
    })
}

/// The number of layers, their shapes, biases and functions.
fn built(network: &Network, sizes: &[usize]) -> Result<(), Finding> {
    let last = sizes.len() - 1;
    let says = format!("Sizes {sizes:?} make {last} layers, and you make {}", network.layers.len());
    compare(&format!("The number of layers for {sizes:?}"), &network.layers.len(), &last)
        .mistake(&sizes.len(), format!("{says}: the first size is that of the input, which is no layer."))
        .mistake(&(last - 1), format!("{says}: does the loop leave out its end?"))
        .end()?;
    let backwards =
        network.layers.iter().zip((0..last).rev()).all(|(layer, l)| layer.w.dim() == (sizes[l + 1], sizes[l]));
    if backwards && sizes.windows(2).any(|pair| pair[0] != pair[1]) && last > 1 {
        return Err(Finding::new("The layers are in the wrong order: layers[0] reads the input.").see("(1.1)"));
    }
    for (l, layer) in network.layers.iter().enumerate() {
        let (n_in, n_out, number) = (sizes[l], sizes[l + 1], l + 1);
        shape(&format!("W of layer {number}"), &layer.w, n_in, n_out)?;
        let b = &layer.b;
        if b.dim() == (n_out, 1) && b.iter().any(|b| *b != 0.0) {
            return Err(Finding::new(format!("b of layer {number} is not 0. Only the weights are drawn.")).see("(1.2)"));
        }
        compare(&format!("b of layer {number}"), b, &Matrix::zeros((n_out, 1)))
            .mistake(&Matrix::zeros((1, n_out)), format!("b of layer {number} is a row. It is a column, ({n_out}, 1)."))
            .mistake(
                &Matrix::zeros((n_in, 1)),
                format!("b of layer {number} has a number for each input. It has one for each neuron, here {n_out}."),
            )
            .mistake(
                &Matrix::zeros((n_out, n_in)),
                format!("b of layer {number} has the shape of W. A neuron has one bias."),
            )
            .see("(1.2)")
            .end()?;
        let (right, layers) = match number == last {
            true => (Activation::Softmax, "The last layer"),
            false => (Activation::Relu, "A hidden layer"),
        };
        if layer.g != right {
            let what = format!("{layers}, {number} of {last}, has the function {:?} and must have {right:?}.", layer.g);
            return Err(Finding::new(what).see("“Making a layer and a network”"));
        }
    }
    Ok(())
}

/// `parameters(sizes)`: the weights and biases.
pub fn check_parameters(mine: fn(&[usize]) -> usize) -> Report {
    grade(1, "parameters", "“One neuron, one layer, one stack”", move || {
        for sizes in [&[4, 8, 5, 3][..], &[13, 32, 16, 3], &[5, 3], &[4]] {
            let last = sizes.len() - 1;
            let weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
            let (all, inner): (usize, usize) = (sizes.iter().sum(), sizes[..last].iter().sum());
            let biases = all - sizes[0];
            let of = |l: usize| sizes[l] * sizes[l - 1] + sizes[l];
            let right = weights + biases;
            let mut comparison = compare(&format!("The number for {sizes:?}"), &mine(sizes), &right);
            if last > 1 {
                comparison = comparison
                    .mistake(&of(last), "Only the last layer is counted: add up with += and not with =.")
                    .mistake(&of(1), "Only the first layer is counted. Add up all of them.")
                    .mistake(&(right - of(last)), "The last layer is not counted: a loop over 1..n leaves out n.")
                    .mistake(
                        &(right - of(1)),
                        "The first layer is not counted. It reads the input, but its knobs are its own.",
                    );
            }
            comparison
                .mistake(&weights, "Only the weights are counted. Every neuron has a bias besides.")
                .mistake(&biases, "Only the biases are counted. A layer has n_l times n_(l−1) weights besides.")
                .mistake(&(weights + all), "The input has no biases: layer 0 has no neurons.")
                .mistake(
                    &(weights + inner),
                    "A bias is counted for each input of a layer. There is one for each neuron.",
                )
                .mistake(&(weights + last), "A single bias is counted for a layer. Every neuron has its own.")
                .mistake(&(2 * weights), "As many biases are counted as weights. A neuron has one.")
                .mistake(&(weights * biases), "Weights and biases are multiplied. Add them.")
                .mistake(&all, "These are the inputs and neurons. Count what lies between: weights, and the biases.")
                .mistake(&(inner + 2 * biases), "n_l and n_(l−1) are added. A layer has n_l times n_(l−1) weights.")
                .mistake(
                    &sizes.iter().product::<usize>(),
                    "All sizes are multiplied. Multiply only neighbours, and add up the layers.",
                )
                .mistake(
                    &sizes[1..].iter().map(|n| n * n + n).sum::<usize>(),
                    "A size is multiplied by itself. Multiply it by the one before.",
                )
                .end()?;
        }
        Ok(())
    })
}
