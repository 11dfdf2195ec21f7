//! One layer, step by step.

use crate::compare::{compare, is_close};
use crate::graders::inputs::normal;
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::{self, Gradient, activate_backward};
use ann::plain::network::Activation;
use ndarray::{Axis, array};

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
        for m in [4, 1] {
            let (a, dz) = (normal(3, m, &mut rng), normal(2, m, &mut rng));
            let Gradient { dw, db } = mine(&a, &dz);
            let Gradient { dw: right, db: right_db } = backward::gradient(&a, &dz);
            let (m, n_out) = (m as f64, 2.0);
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
                .see("(3.2)")
                .end()?;
            let mean_over_neurons = Matrix::from_shape_fn((2, 1), |_| dz.mean().unwrap_or(0.0));
            let over_neurons = dz.sum_axis(Axis(0)) / m;
            let wrong_axis = "The sum goes over the wrong axis: over the neurons, not over the samples.";
            compare("db", &db, &right_db)
                .mistake(
                    &(&right_db * m),
                    format!("db is m times too large (here m = {m}): the mean over the samples is missing."),
                )
                .mistake(&(&right_db / m), "db is divided by m twice.")
                .mistake(&(&right_db * m / n_out), "db is divided by n_out, the number of neurons. Divide it by m.")
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
            .mistake(&dz, "This is dZ as it was: it has to go back through the weights.")
            .end()?;
        let (w, dz) = (normal(2, 5, &mut rng), normal(2, 3, &mut rng));
        let right = w.t().dot(&dz);
        compare("dA", &mine(&w, &dz), &right)
            .mistake(&(&right / 5.0), "dA is divided by n_in. It is a sum over the neurons, and no mean.")
            .end()
    })
}
