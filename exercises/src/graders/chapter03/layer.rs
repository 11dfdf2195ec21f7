//! One layer, step by step.

use crate::compare::{compare, is_close};
use crate::graders::inputs::normal;
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::{self, Gradient, activate_backward};
use ann::plain::network::Activation;
use ndarray::{Axis, array, s};
use std::ops::Range;

/// `relu_backward(a, da)`: dZ of a layer with ReLU, from A and dA; all (n, m).
pub fn check_relu_backward(mine: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    grade(3, "relu_backward", "(3.1)", move || {
        let mut rng = ann::rng(31);
        let (a, da) = (normal(3, 5, &mut rng).mapv(|z| z.max(0.0)), normal(3, 5, &mut rng));
        let right = activate_backward(Activation::Relu, &a, &da);
        let step = a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        compare("dZ", &mine(&a, &da), &right)
            .mistake(
                &da,
                "dZ is dA: the slope g′ is forgotten, or it is 1 also where A is 0 (`a > 0.0`, not `a >= 0.0`). Where a \
                neuron is silent, nothing comes through.",
            )
            .mistake(&(&da * &a), "dA is multiplied by A itself, not by the slope g′, which is 1 or 0.")
            .mistake(&step, "This is the slope g′ alone; it has to be multiplied by dA.")
            .mistake(&(&da + &step), "The slope g′ is added to dA. They are multiplied.")
            .mistake(&(&da * &step - &da * (1.0 - &step)), "Where A is 0, dA comes back with the other sign. It is 0 there.")
            .mistake(&(&da * &step + (1.0 - &step)), "Where A is 0, dZ is 1. It is 0 there: the neuron was silent.")
            .mistake(&(&da * a.mapv(|a| f64::from(a > 1.0))), "Only neurons above 1 count. All above 0 do.")
            .mistake(&a, "This is A. On the way back it is dA that goes through the slope.")
            .mistake(&da.mapv(|da| da.max(0.0)), "What is cut off is the negative dA. What counts is where A is 0.")
            .mistake(&(&da * &a.mapv(|a| if a > 0.0 { 0.0 } else { 1.0 })), "The slopes 0 and 1 are exchanged.")
            .mistake(
                &activate_backward(Activation::LeakyRelu, &a, &da),
                "This is the slope of the leaky ReLU. Where A is 0, the slope of ReLU is 0.",
            )
            .mistake(
                &activate_backward(Activation::Tanh, &a, &da),
                "1 − A² is the slope of tanh. That of ReLU is 1 or 0.",
            )
            .mistake(
                &activate_backward(Activation::Sigmoid, &a, &da),
                "A (1 − A) is the slope of the sigmoid. That of ReLU is 1 or 0.",
            )
            .end()?;
        // Neurons that are just awake, and errors that are small.
        let (a, da) = (
            array![[0.0, 0.001, 0.2, 0.7], [0.0, 0.4, 3.0, 0.0]],
            array![[0.5, 0.3, 0.01, -0.01], [-0.5, -0.2, 2.0, 0.0]],
        );
        compare("dZ", &mine(&a, &da), &activate_backward(Activation::Relu, &a, &da)).end()
    })
}

/// `tanh_backward(a, da)`: dZ of a layer with tanh, from A and dA; all (n, m).
pub fn check_tanh_backward(mine: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    grade(3, "tanh_backward", "(2.10), (3.1)", move || {
        let mut rng = ann::rng(32);
        let (a, da) = (normal(3, 5, &mut rng).mapv(f64::tanh), normal(3, 5, &mut rng));
        let again = a.mapv(f64::tanh);
        compare("dZ", &mine(&a, &da), &activate_backward(Activation::Tanh, &a, &da))
            .mistake(&da, "dZ is dA: the slope g′ is forgotten.")
            .mistake(&(&da * &a * &a), "The slope is 1 − A², and here it is A²: take it from 1.")
            .mistake(&(&da * (1.0 + &a * &a)), "The slope is 1 − A², with a minus.")
            .mistake(&(&da / (1.0 - &a * &a)), "dA is divided by the slope. It is multiplied by it.")
            .mistake(&(&a * (1.0 - &da * &da)), "A and dA are exchanged: the slope is made of A.")
            .mistake(&(&da * (1.0 - &da * &a)), "A² is A times A, and here it is A times dA.")
            .mistake(&(&da * (1.0 - 2.0 * &a)), "The slope is 1 − A², and here it is 1 − 2 A: 2 is the power.")
            .mistake(&(&da * (1.0 - &a * &a).sqrt()), "The root of the slope is taken. It has none.")
            .mistake(&(&da * (1.0 - &a * &a * &a)), "The slope is 1 − A², and here it is 1 − A³.")
            .mistake(&(1.0 - &a * &a), "This is the slope g′ alone; it has to be multiplied by dA.")
            .mistake(&(&da * &a), "dA is multiplied by A itself, not by the slope 1 − A².")
            .mistake(&(&da * &a * (1.0 - &a)), "A (1 − A) is the slope of the sigmoid. That of tanh is 1 − A².")
            .mistake(&(&da * (1.0 - &again * &again)), "The argument is A already: tanh is taken a second time.")
            .mistake(&(&da * (1.0 - &a)), "The slope is 1 − A², not 1 − A.")
            .mistake(
                &(&da * (1.0 - &a).pow2()),
                "The slope is 1 − A², and here it is (1 − A)²: square A, and take that from 1.",
            )
            .mistake(
                &(&da - &a * &a),
                "The parentheses about 1 − A² are missing: dA has to be multiplied by the whole of it.",
            )
            .mistake(
                &activate_backward(Activation::Relu, &a, &da),
                "This is the slope of ReLU, 1 or 0. That of tanh is 1 − A².",
            )
            .end()?;
        // Near the middle and near both ends, and errors that are small.
        let (a, da) = (
            array![[0.0, 0.001, -0.001, 0.3], [-0.3, 0.99, -0.99, 1.0]],
            array![[0.5, 0.3, 0.01, -0.01], [-0.5, -0.2, 2.0, 3.0]],
        );
        compare("dZ", &mine(&a, &da), &activate_backward(Activation::Tanh, &a, &da)).end()
    })
}

/// `gradient(a_before, dz)`: dW and db of one layer; `a_before`: (n_in, m), dz: (n_out, m).
pub fn check_gradient(mine: fn(&Matrix, &Matrix) -> Gradient) -> Report {
    grade(3, "gradient", "(3.2), (3.3)", move || {
        let mut rng = ann::rng(33);
        for m in [7, 1] {
            let (a, dz) = (normal(3, m, &mut rng), normal(5, m, &mut rng));
            let Gradient { dw, db } = mine(&a, &dz);
            let Gradient { dw: right, db: right_db } = backward::gradient(&a, &dz);
            let (samples, m, n_out) = (m, m as f64, 5.0);
            let part = |k: Range<usize>, m: f64| {
                let [a, dz] = [&a, &dz].map(|all| all.slice(s![.., k.clone()]));
                (dz.dot(&a.t()) / m, dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m)
            };
            let too = if is_close(&db, &(&right_db * m)) { " It is missing in db, too." } else { "" };
            compare("dW", &dw, &right)
                .mistake(
                    &(&right * m),
                    format!("dW is m times too large (here m = {m}): the mean over the samples is missing.{too}"),
                )
                .mistake(&(&right / m), "dW is divided by m twice.")
                .mistake(&(&right * m / n_out), "dW is divided by n_out, the number of neurons. Divide it by m.")
                .mistake(
                    &a.dot(&dz.t()),
                    "The two factors are exchanged: dW has the shape of W, and is dZ times A transposed.",
                )
                .mistake(
                    &(a.dot(&dz.t()) / m),
                    "dW is transposed: it has the shape of W, and is dZ times A transposed.",
                )
                .mistake(&(&right * m / 3.0), "dW is divided by n_in, the number of inputs. Divide it by m.")
                .mistake(&(&right * m / (m - 1.0).max(1.0)), "dW is divided by m − 1. Divide it by m.")
                .mistake(&(&right / n_out), "dW is divided by all numbers of dZ, m times n_out. Divide it by m.")
                .terms("sample", samples, |k, m| part(k, m).0)
                .see("(3.2)")
                .end()?;
            let mean_over_neurons = Matrix::from_shape_fn((5, 1), |_| dz.mean().unwrap_or(0.0));
            let over_neurons = dz.sum_axis(Axis(0)) / m;
            let wrong_axis = "The sum goes over the wrong axis: over the neurons, not over the samples.";
            compare("db", &db, &right_db)
                .mistake(
                    &(&right_db * m),
                    format!("db is m times too large (here m = {m}): the mean over the samples is missing."),
                )
                .mistake(&(&right_db / m), "db is divided by m twice.")
                .mistake(&(&right_db * m / n_out), "db is divided by n_out, the number of neurons. Divide it by m.")
                .mistake(&(&right_db * m / (m - 1.0).max(1.0)), "db is divided by m − 1. Divide it by m.")
                .mistake(
                    &right.sum_axis(Axis(1)).insert_axis(Axis(1)),
                    "db is the sum of dW along the row. It is made of dZ alone.",
                )
                .terms("sample", samples, |k, m| part(k, m).1)
                .mistake(&dz, "db is dZ itself: its mean over the samples is missing.")
                .mistake(&mean_over_neurons, "db is one mean over all neurons. Every neuron has its own bias.")
                .mistake(
                    &(mean_over_neurons * n_out),
                    "db is one sum over all neurons and samples. Every neuron has its own bias: sum along the row.",
                )
                .mistake(&over_neurons.view().insert_axis(Axis(0)).to_owned(), wrong_axis)
                .mistake(&over_neurons.insert_axis(Axis(1)), wrong_axis)
                .see("(3.3)")
                .end()?;
        }
        Ok(())
    })
}

/// `backpropagate(w, dz)`: dA of the layer before, from W and dZ of a layer.
pub fn check_backpropagate(mine: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    grade(3, "backpropagate", "(3.4)", move || {
        let mut rng = ann::rng(34);
        let (w, dz) = (normal(3, 3, &mut rng), normal(3, 4, &mut rng));
        let right = w.t().dot(&dz);
        compare("dA", &mine(&w, &dz), &right)
            .mistake(
                &w.dot(&dz),
                "W is not transposed. The way back goes along the same weights, from row to column: Wᵀ dZ.",
            )
            .mistake(&(&right / 4.0), "dA is divided by m. The mean over the samples is taken once, in dW and db.")
            .mistake(
                &(&right / 3.0),
                "dA is divided by 3, which is n_in and n_out here. It is a sum over the neurons, not their mean.",
            )
            .mistake(
                &w.select(Axis(0), &[2]).t().dot(&dz.select(Axis(0), &[2])),
                "dA is made of the last neuron alone: add up with += and not with =.",
            )
            .mistake(
                &Matrix::ones((3, 3)).dot(&dz),
                "The weights are forgotten: what comes back from a neuron is multiplied by its weight.",
            )
            .mistake(&w.abs().t().dot(&dz), "The weights have lost their signs.")
            .mistake(&w.t().dot(&dz.pow2()), "dZ is squared. It goes back as it is.")
            .mistake(&right.mapv(|da| da.max(0.0)), "What is below 0 is cut off. ReLU has no part in dA.")
            .terms("neuron", 3, |k, _| w.slice(s![k.clone(), ..]).t().dot(&dz.slice(s![k, ..])))
            .mistake(&dz, "This is dZ as it was: it has to go back through the weights.")
            .end()?;
        let (w, dz) = (normal(2, 5, &mut rng), normal(2, 3, &mut rng));
        let right = w.t().dot(&dz);
        compare("dA", &mine(&w, &dz), &right)
            .mistake(&(&right / 5.0), "dA is divided by n_in. It is a sum over the neurons, and no mean.")
            .end()
    })
}
