//! The settings of the playground as a program for the library: the same samples, the same weights, the same steps.

use super::data::{HILLS, Source, WIDTH};
use super::setup::Setup;
use super::view::View;
use ann::{Activation, Loss, Optimizer, OutputKind};

/// What the program uses, for samples of two classes and for those of a surface.
const OF_CLASSES: &str = "\
use ann::data::{Dataset, Target, synthetic};
use ann::{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate};
use ndarray::{Array2, array};";
const OF_SURFACE: &str = "\
use ann::data::{Dataset, Target};
use ann::{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate};
use ndarray::{Array2, ArrayView1, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;";
const OF_TABLE: &str = "\
use ann::data::{Dataset, Scaler, Target, Task, read_csv};
use ann::{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate};
use ndarray::Array2;";

/// What a program uses that writes the steps out, in the place of what it uses otherwise.
const STEP_BY_STEP: [(&str, &str); 4] = [
    (
        "{Activation, Cache, Cost, Init, Layer, Loss, Network, Optimizer, TrainingLoop, evaluate}",
        "{
    Activation, Batches, Cache, Cost, Dropout, Gradients, Init, Layer, Loss, Network, Optimizer, OptimizerState,
    backward, evaluate, forward,
}",
    ),
    ("{Array2, array}", "{Array2, Axis, array}"),
    ("{Array2, ArrayView1, ShapeBuilder}", "{Array2, ArrayView1, Axis, ShapeBuilder}"),
    ("ndarray::Array2;", "ndarray::{Array2, Axis};"),
];

/// A whole program. `src/playground/tests/programs/playground.rs` is that of the usual settings, and is compiled with the tests.
pub fn program(setup: &Setup, view: &View, table: &str) -> String {
    let Setup { l2, keep, seed, sample, .. } = setup;
    let is_surface = setup.data.loss() == Loss::MeanSquaredError;
    let (loss, output) = if is_surface {
        ("MeanSquaredError", Activation::Identity)
    } else {
        ("BinaryCrossEntropy", Activation::Sigmoid)
    };
    let features: Vec<&str> = setup.features.iter().map(|feature| feature.code()).collect();
    let last = [(1, output)];
    let layers: Vec<String> =
        setup.layers.iter().chain(&last).map(|(size, g)| format!("({size}, {})", activation(*g))).collect();
    let layers = layers.join(", ");
    let is_own = setup.data.is_own();
    let samples = if is_own { read(view, table) } else { samples(setup) };
    let training = training(setup);
    let mut uses = if is_own {
        OF_TABLE
    } else if is_surface {
        OF_SURFACE
    } else {
        OF_CLASSES
    }
    .to_owned();
    if view.components.is_some() {
        uses = uses.replace("read_csv};", "read_csv};\nuse ann::projection::Pca;");
    }
    if setup.l1 > 0.0 {
        for (usual, other) in STEP_BY_STEP {
            uses = uses.replace(usual, other);
        }
    }
    let parts = if is_own { scaled(view) } else { String::new() };
    let dealt = if is_own { "mut parts" } else { "[train, test]" };
    let label = match view.classes.len() {
        0 => "labels[i] as f32".to_owned(),
        _ => format!("f32::from(labels[i] == {})", setup.class - 1),
    };
    format!(
        "\
//! A network of the playground: `ann` is the library of the book.

{uses}

/// What the network reads of a sample (a column), and what it should answer.
fn columns(data: &Dataset) -> (Array2<f32>, Array2<f32>) {{
    let features = |[x1, x2]: [f64; 2]| [{features}];
    let read: Vec<_> = data.x.columns().into_iter().map(|x| features([x[0], x[1]])).collect();
    let x = Array2::from_shape_fn(({n_x}, read.len()), |(k, i)| read[i][k] as f32);
    let y = match &data.target {{
        Target::Classes {{ labels, .. }} => Array2::from_shape_fn((1, labels.len()), |(_, i)| {label}),
        Target::Values(y) => y.mapv(|y| y as f32),
    }};
    (x, y)
}}

fn main() -> ann::Result<()> {{
    let mut rng = ann::rng({sample});
{samples}    let {dealt} = data.split([{train}, {test}], &mut rng)?;
{parts}    let ((x, y), (x_test, y_test)) = (columns(&train), columns(&test));

    let mut rng = ann::rng({seed});
    let (mut layers, mut n_in) = (Vec::new(), {n_x});
    for (size, activation) in [{layers}] {{
        layers.push(Layer::<f32>::new(n_in, size, activation, Init::for_activation(activation), &mut rng)?);
        n_in = size;
    }}
    let mut network = Network::from_layers(layers)?.with_keep_prob({keep:?})?;

    let m = x.ncols();
    let cost = Cost {{ loss: Loss::{loss}, weight_decay: {l2:?} / m as f64 }};
{training}    for (name, x, y) in [(\"train\", &x, &y), (\"test\", &x_test, &y_test)] {{
        let judged = evaluate(&network, x.view(), y.view(), cost.loss, &mut Cache::default())?;
        println!(\"{{name:<6}} loss {{:.4}}   {{}}\", judged.loss, judged.metric);
    }}
    Ok(())
}}
",
        features = features.join(", "),
        n_x = features.len(),
        train = format_args!("{:?}", 1.0 - setup.test),
        test = format_args!("{:?}", setup.test),
    )
}

/// The lines that train. The library has no penalty on the sizes of the weights: with one the steps are written out.
fn training(setup: &Setup) -> String {
    let Setup { rate, l1, batch, stop, .. } = setup;
    let (epochs, rule) = (if *stop == 0 { 100 } else { *stop }, rule(setup.rule));
    if *l1 == 0.0 {
        return format!(
            "    let mut training = TrainingLoop::new(&network, m, {batch}, cost, {rule})?;
    for _ in 0..{epochs} {{
        training.epoch(&mut network, x.view(), y.view(), |_| {rate:?}, &mut rng)?;
    }}
"
        );
    }
    format!(
        "    let (l1, sign) = (({l1:?} / m as f64) as f32, |w: f32| if w == 0.0 {{ 0.0 }} else {{ w.signum() }});
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let (mut batches, mut optimizer) = (Batches::new(m, {batch})?, OptimizerState::new({rule}, &network)?);
    for _ in 0..{epochs} {{
        batches.shuffle(&mut rng);
        for batch in batches.iter() {{
            let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
            forward(&network, x.view(), Dropout::Draw(&mut rng), &mut cache)?;
            backward(&network, y.view(), &cost, &cache, &mut gradients)?;
            for (l, layer) in (1..).zip(network.layers()) {{
                gradients.dw_mut(l).zip_mut_with(&layer.w, |dw, &w| *dw += l1 * sign(w));
            }}
            optimizer.step(&mut network, &gradients, {rate:?})?;
        }}
    }}
"
    )
}

/// The lines that make the samples.
fn samples(setup: &Setup) -> String {
    let Setup { data, points: m, noise, .. } = setup;
    let made = match data {
        Source::Moons | Source::Circles | Source::Xor => format!("{data}({m}, {noise:?}, &mut rng)"),
        Source::Spirals => format!("spirals({m}, 2, {noise:?}, &mut rng)"),
        Source::Blobs => format!("blobs({m}, 2, {:?}, &mut rng)", 0.4 + 4.0 * noise),
        _ => return surface(setup),
    };
    let ([c1, c2], scale) = data.view();
    format!(
        "    let mut data = synthetic::{made}?;\n    data.x -= &array![[{c1:?}], [{c2:?}]];\n    data.x *= {scale:?};\n"
    )
}

/// The line that reads a table. One without names of columns needs a line of them.
fn read(view: &View, table: &str) -> String {
    let task = if matches!(view.answer, OutputKind::Classes(_)) { "Classify" } else { "Regress" };
    format!("    let data = read_csv({table:?}, {:?}, Task::{task})?;\n", view.target_name)
}

/// The lines that bring the samples of a table into the window, by what those for training say.
fn scaled(view: &View) -> String {
    let fit = |fitted: &str| {
        format!(
            "    let fitted = {fitted};\n    for part in &mut parts {{\n        part.x = fitted.transform(part.x.view())?;\n    }}\n"
        )
    };
    let mut lines = fit("Scaler::standard(parts[0].x.view())?");
    if view.components.is_some() {
        lines += &fit("Pca::fit(parts[0].x.view(), 2)?");
        lines += &fit("Scaler::standard(parts[0].x.view())?");
    }
    if matches!(view.answer, OutputKind::Values(_)) {
        lines += "    let Target::Values(y) = &parts[0].target else { unreachable!() };\n    \
                  let fitted = Scaler::standard(y.view())?;\n    \
                  for part in &mut parts {\n        \
                  if let Target::Values(y) = &mut part.target {\n            \
                  *y = fitted.transform(y.view())?;\n        }\n    }\n";
    }
    lines + "    let [train, test] = parts;\n"
}

/// The same for a surface, of which the library has no generator.
fn surface(setup: &Setup) -> String {
    let height = match setup.data {
        Source::Hills => format!(
            "{{\n        {HILLS:?}\n            \
             .map(|(c1, c2, sign): (f64, f64, f64)| sign * (-3.0 * ((x1 - c1).powi(2) + (x2 - c2).powi(2))).exp())\n            \
             .iter()\n            .sum::<f64>()\n    }}"
        ),
        _ => "(x1 + x2) / 4.0".to_owned(),
    };
    format!(
        "    let x = Array2::from_shape_simple_fn((2, {m}).f(), || {width:?} * (rng.random::<f64>() - 0.5));\n    \
         let height = |x1: f64, x2: f64| {height};\n    \
         let noisy = |x: ArrayView1<f64>| height(x[0], x[1]) + {noise:?} * rng.sample::<f64, _>(StandardNormal);\n    \
         let y: Vec<f64> = x.columns().into_iter().map(noisy).collect();\n    \
         let data = Dataset::new(x, Target::from_values(y))?;\n",
        m = setup.points,
        noise = setup.noise,
        width = WIDTH,
    )
}

/// An activation as Rust writes it.
fn activation(activation: Activation) -> String {
    match activation {
        Activation::LEAKY_RELU => "Activation::LEAKY_RELU".to_owned(),
        other => format!("Activation::{other:?}"),
    }
}

/// A rule as Rust writes it: by the name of its usual settings, if it has these.
fn rule(rule: Optimizer) -> String {
    match rule {
        Optimizer::Sgd => "Optimizer::Sgd".to_owned(),
        usual if Optimizer::ALL.contains(&usual) => format!("Optimizer::{}", usual.to_string().to_uppercase()),
        other => format!("Optimizer::{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Debug` prints these types as Rust writes them: the literals are the same.
    #[test]
    fn settings_that_are_not_the_usual_ones_are_written_out() {
        assert_eq!(activation(Activation::LEAKY_RELU), "Activation::LEAKY_RELU");
        let leaky = Activation::LeakyRelu { slope: 0.2 };
        assert_eq!(activation(leaky), "Activation::LeakyRelu { slope: 0.2 }");
        assert_eq!(activation(Activation::Tanh), "Activation::Tanh");
        assert_eq!(rule(Optimizer::Sgd), "Optimizer::Sgd");
        assert_eq!(rule(Optimizer::RMSPROP), "Optimizer::RMSPROP");
        let other = Optimizer::Adam { beta1: 0.5, beta2: 0.99, epsilon: 1e-8, bias_correction: false };
        let written = "Optimizer::Adam { beta1: 0.5, beta2: 0.99, epsilon: 1e-8, bias_correction: false }";
        assert_eq!(rule(other), written);
    }
}
