//! Chapter 10, data: from a file to numbers that a network can read.

mod talk;

use ann::data::{Dataset, Preparation, ReadOptions, Scaler, Table, Target, Task, one_hot, read_csv, synthetic};
use ann::figure::{self, Lines, Scale};
use ann::projection::Eigen;
use ann::{Activation, Architecture, Cache, Cost, Dropout, Error, Gradients, Init, Layer, Loss, Model, Network};
use ann::{Optimizer, OptimizerState, Rng, Trainer, backward, forward, rng};
use ndarray::{Array2, ArrayView2, Axis, array, concatenate};
use rand::RngExt;
use talk::{draw, drawn, step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// The largest and the smallest curvature of the squared error of one linear neuron on the samples x: (n, m).
fn curvatures(x: &Array2<f64>) -> ann::Result<[f64; 2]> {
    let with_bias = concatenate![Axis(0), *x, Array2::ones((1, x.ncols()))];
    let hessian = with_bias.dot(&with_bias.t()) / x.ncols() as f64;
    let curvatures = Eigen::of(hessian.view())?.values;
    Ok([curvatures[0], curvatures[x.nrows()]])
}

/// J of one linear neuron that learns y from x by plain descent, after 10, 100 and 1000 steps.
fn descend(x: &Array2<f64>, y: &Array2<f64>, learning_rate: f64) -> ann::Result<Vec<f64>> {
    let layer =
        Layer { w: Array2::zeros((1, x.nrows())), b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
    let mut network = Network::from_layers(vec![layer])?;
    let (cost, mut cache) = (Cost::from(Loss::MeanSquaredError), Cache::default());
    let mut gradients = Gradients::new(&network, x.ncols());
    let mut state = OptimizerState::new(Optimizer::Sgd, &network)?;
    let mut losses = Vec::new();
    for steps in 1..=1000 {
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        backward(&network, y.view(), &cost, &cache, &mut gradients)?;
        state.step(&mut network, &gradients, learning_rate)?;
        if [10, 100, 1000].contains(&steps) {
            forward(&network, x.view(), Dropout::Off, &mut cache)?;
            losses.push(cost.value(&network, &cache, y.view())?);
        }
    }
    Ok(losses)
}

/// Four digits of a number of any size.
fn brief(x: f64) -> String {
    match x {
        x if x < 10.0 => format!("{x:.4}"),
        x if x < 1e4 => format!("{x:.0}"),
        x => format!("{x:.2e}"),
    }
}

/// The 20 features whose means differ most between the two classes of a data set.
fn telling(dataset: &Dataset) -> Vec<usize> {
    let signs =
        labels(dataset).iter().map(|&label| if label == 0 { -1.0 } else { 1.0 }).collect::<ndarray::Array1<f64>>();
    let differences = dataset.x.dot(&signs);
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|&i, &j| differences[j].abs().total_cmp(&differences[i].abs()));
    order.truncate(20);
    order
}

/// The test accuracy of a model of these features, whose scaler is fitted on `scaled_on`.
fn accuracy(train: &Dataset, test: &Dataset, scaled_on: ArrayView2<'_, f64>, seed: u64) -> ann::Result<f64> {
    let trainer = Trainer { epochs: 50, ..Trainer::default() };
    let mut model = Model::<f64>::new(&Architecture::default(), train, &mut rng(seed))?;
    model.scaler = Scaler::standard(scaled_on)?;
    model.train(&trainer, train, None, &mut rng(seed))?;
    model.score(test)
}

/// A table of these lines, by way of a file; without a target.
fn table_of(lines: &str) -> ann::Result<Table> {
    let path = std::env::temp_dir().join(format!("ann-chapter10-table-{}.csv", std::process::id()));
    std::fs::write(&path, lines).map_err(|source| Error::Io { action: "write", path: path.clone(), source })?;
    let table = Table::read(&path, &ReadOptions::default())?;
    std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    Ok(table)
}

/// The samples, half of their cells missing: NaN.
fn with_holes(dataset: &Dataset, random: &mut Rng) -> Dataset {
    let mut holed = dataset.clone();
    holed.x.mapv_inplace(|x| if random.random_bool(0.5) { f64::NAN } else { x });
    holed
}

/// The samples with each missing cell filled in: the mean of its feature over `known`, there of its own class alone if `of_class`.
fn filled(part: &Dataset, known: &Dataset, of_class: bool) -> ann::Result<Dataset> {
    let mut x = part.x.clone();
    for ((i, j), cell) in x.indexed_iter_mut().filter(|(_, cell)| cell.is_nan()) {
        let there = known.x.row(i).into_iter().zip(labels(known)).filter(|(x, _)| !x.is_nan());
        let chosen = there.filter(|(_, label)| !of_class || **label == labels(part)[j]);
        let values: Vec<f64> = chosen.map(|(x, _)| *x).collect();
        *cell = values.iter().sum::<f64>() / values.len() as f64;
    }
    Dataset::new(x, part.target.clone())
}

/// The mean test accuracy over 20 seeds of the penguins' species, without these columns.
fn species_without(columns: &[&str]) -> ann::Result<f64> {
    let drop = columns.iter().copied().map(str::to_owned).collect();
    let options = ReadOptions { drop, ..ReadOptions::with_target("species") };
    let table = Table::read("data/penguins.csv", &options)?;
    let mut mean = 0.0;
    for seed in 0..20 {
        let parts = table.deal([0.75, 0.25], &mut rng(seed))?;
        let dataset = Preparation::fit(&table, &parts[0])?.dataset(table.clone())?;
        let [train, test] = dataset.parts(parts)?;
        mean += accuracy(&train, &test, train.x.view(), seed)? / 20.0;
    }
    Ok(mean)
}

fn main() -> ann::Result<()> {
    title(10, "Data");

    step(
        "A table",
        "Wine: the range of every measurement. The mean of the last is two thousand times that of the eighth.",
    );
    // ANCHOR: table
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    println!("{} samples, target '{}'", wine.samples(), wine.target_name);
    println!("{:<22}  {:>8}  {:>8}  {:>8}  {:>8}", "feature", "smallest", "largest", "mean", "std");
    for (name, row) in wine.features.iter().zip(wine.x.rows()) {
        let (smallest, largest) = row.iter().fold((f64::MAX, f64::MIN), |(a, b), &x| (a.min(x), b.max(x)));
        println!(
            "{name:<22}  {smallest:>8}  {largest:>8}  {:>8.2}  {:>8.2}",
            row.mean().unwrap_or(f64::NAN),
            row.std(0.0)
        );
    }
    let scaled_wine: Array2<f64> = Scaler::standard(wine.x.view())?.transform(wine.x.view())?;
    draw("ranges", figure::feature_ranges(&wine, scaled_wine.view())?)?;
    // ANCHOR_END: table

    step("An image is a column", "The first of the digits as its 64 features, eight by eight, and ten of them drawn.");
    // ANCHOR: digits
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    println!(
        "{} samples, {} features: {} … {}",
        digits.samples(),
        digits.x.nrows(),
        digits.features[0],
        digits.features[63]
    );
    println!("label {}", labels(&digits)[0]);
    for row in 0..8 {
        (0..8).for_each(|column| print!("{:>4}", digits.x[[8 * row + column, 0]]));
        println!();
    }
    let first_ten: Vec<usize> = (0..10).collect();
    draw("digits", figure::weight_images(digits.x.select(Axis(1), &first_ten).t(), 8)?)?;
    // ANCHOR_END: digits

    step("One-hot", "Three labels as three columns: the answers that a softmax should give.");
    // ANCHOR: one-hot
    println!("labels 0, 2, 1 →\n{}", one_hot::<f64>(&[0, 2, 1], 3));
    // ANCHOR_END: one-hot

    step("Parts", "A stratified split: every class in its proportion in every part.");
    // ANCHOR: split
    let [train, validation, test] = wine.split([0.6, 0.2, 0.2], &mut rng(0))?;
    println!("{:<11}  {:>10}  {:>10}  {:>10}  {:>5}", "", "cultivar_1", "cultivar_2", "cultivar_3", "all");
    for (name, part) in [("all", &wine), ("train", &train), ("validation", &validation), ("test", &test)] {
        if let Target::Classes { labels, .. } = &part.target {
            let count = |class: usize| labels.iter().filter(|&&label| label == class).count();
            println!("{name:<11}  {:>10}  {:>10}  {:>10}  {:>5}", count(0), count(1), count(2), part.samples());
        }
    }
    // ANCHOR_END: split

    step("Two ways to scale", "Three values, and a constant feature, standardised and min–max scaled.");
    // ANCHOR: scale
    let x = array![[1.0, 2.0, 6.0], [7.0, 7.0, 7.0]];
    let (standard, min_max) = (Scaler::standard(x.view())?, Scaler::min_max(x.view())?);
    println!("X =\n{x:9.6}");
    println!(
        "standard: shift {:.6}, scale {:.6}\n{:9.6}",
        standard.shift(),
        standard.scale(),
        standard.transform::<f64>(x.view())?
    );
    println!(
        "min–max: shift {:.6}, scale {:.6}\n{:9.6}",
        min_max.shift(),
        min_max.scale(),
        min_max.transform::<f64>(x.view())?
    );
    // ANCHOR_END: scale

    step(
        "The valley of a table",
        "One linear neuron on Wine: how steep its valley is across and along, their ratio, and the training loss of \
         plain descent after 10, 100 and 1000 steps at the rate 1 / steepest.",
    );
    // ANCHOR: valley
    let y = one_hot::<f64>(labels(&wine), 3).select(Axis(0), &[0]);
    println!(
        "{:<13}  {:>8}  {:>8}  {:>8}  {:>7}  {:>7}  {:>7}",
        "", "steepest", "flattest", "ratio", "J(10)", "J(100)", "J(1000)"
    );
    let ways = [Scaler::identity(13), Scaler::min_max(wine.x.view())?, Scaler::standard(wine.x.view())?];
    for (name, scaler) in ["as they are", "min–max", "standardised"].into_iter().zip(&ways) {
        let x = scaler.transform(wine.x.view())?;
        let [steepest, flattest] = curvatures(&x)?;
        let ratio = steepest / flattest;
        print!("{name:<13}  {:>8}  {:>8}  {:>8}", brief(steepest), brief(flattest), brief(ratio));
        descend(&x, &y, 1.0 / steepest)?.iter().for_each(|loss| print!("  {loss:>7.4}"));
        println!();
    }
    // ANCHOR_END: valley

    step("Penguins", "A table as people have it: words among the numbers, and cells that say NA.");
    // ANCHOR: penguins
    let penguins = Table::read("data/penguins.csv", &ReadOptions::with_target("species"))?;
    let parts = penguins.deal([0.75, 0.25], &mut rng(0))?;
    let preparation = Preparation::fit(&penguins, &parts[0])?;
    println!("{} rows: {} to train, {} to test", penguins.rows(), parts[0].len(), parts[1].len());
    println!("{:<17}  {:>7}  what becomes of it", "column", "missing");
    for ((name, what), missing) in preparation.columns().zip(penguins.missing()) {
        println!("{name:<17}  {missing:>7}  {what}");
    }
    let features = preparation.features();
    println!("{:<17}  {:>7}  {}", "features", features.len(), features[..2].join(", "));
    println!("{:<26}  {}\n{:<26}  {}", "", features[3..5].join(", "), "", features[11..14].join(", "));
    // ANCHOR_END: penguins

    step(
        "A word picks a column",
        "Two neurons read the islands of penguins, one-hot: W times a column, and times four.",
    );
    // ANCHOR: lookup
    let w = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let islands = [1, 0, 2, 1];
    println!("W =\n{w}");
    println!("W times one-hot of 1 =\n{}", w.dot(&one_hot::<f64>(&[1], 3)));
    println!("W times one-hot of 1, 0, 2, 1 =\n{}", w.dot(&one_hot::<f64>(&islands, 3)));
    println!("columns 1, 0, 2, 1 of W =\n{:.1}", w.select(Axis(1), &islands));
    // ANCHOR_END: lookup

    step("Names, rare names, new names", "The words of nine flats to learn from, and what becomes of three more.");
    // ANCHOR: names
    let known = "city,lift\nKiel,no\nKiel,yes\nBonn,yes\nBonn,no\nBonn,yes\nKiel,no\nJena,yes\nTrier,no\nBonn,yes\n";
    let preparation = Preparation::fit(&table_of(known)?, &[0, 1, 2, 3, 4, 5, 6, 7, 8])?;
    let x = preparation.apply(table_of("city,lift\nBonn,no\nTrier,yes\nUlm,paternoster\n")?)?;
    println!("{:<14}  {:>8}  {:>10}  {:>16}", "", "Bonn, no", "Trier, yes", "Ulm, paternoster");
    for (feature, row) in preparation.features().iter().zip(x.rows()) {
        println!("{feature:<14}  {:>8.3}  {:>10.3}  {:>16.3}", row[0], row[1], row[2]);
    }
    // ANCHOR_END: names

    step(
        "That it is missing",
        "A feature of pure noise, missing for 8 of 10 heads and for 2 of 10 tails: test accuracy, mean of 20 seeds, \
         with the mean filled in, and with a second feature beside it that says where.",
    );
    // ANCHOR: indicator
    println!("{:<16}  {:>8}  {:>10}", "", "the mean", "and beside");
    for (name, hidden) in [("no hidden layer", vec![]), ("the default", vec![32, 16])] {
        let architecture = Architecture { hidden, ..Architecture::default() };
        let mut means = [0.0; 2];
        for seed in 0..20 {
            let mut random = rng(seed);
            let missing: Vec<bool> = (0..400).map(|j| random.random_bool([0.8, 0.2][j % 2])).collect();
            let noise: Array2<f64> = Init::Normal { std: 1.0 }.weights(1, 400, &mut random)?;
            // The noise has mean 0.
            let x = Array2::from_shape_fn((2, 400), |(i, j)| match (i, missing[j]) {
                (0, false) => noise[[0, j]],
                (0, true) => 0.0,
                (_, missing) => f64::from(missing),
            });
            for (mean, rows) in means.iter_mut().zip([vec![0], vec![0, 1]]) {
                let coins = Target::from_labels((0..400).map(|j| ["heads", "tails"][j % 2]));
                let [train, test] = Dataset::new(x.select(Axis(0), &rows), coins)?.split([0.75, 0.25], &mut random)?;
                let (model, _) = Model::<f64>::fit(&architecture, &Trainer::default(), &train, &mut random)?;
                *mean += model.score(&test)? / 20.0;
            }
        }
        println!("{name:<16}  {:>8.3}  {:>10.3}", means[0], means[1]);
    }
    // ANCHOR_END: indicator

    step(
        "Filling in",
        "Test accuracy, mean of 20 seeds, of what was filled in from all rows, or from those for training alone: the \
         means of the penguins' table, those of Wine and of 20 features of noise with half of their cells missing. Of \
         the noise, all rows fill in the mean of the cell's class.",
    );
    // ANCHOR: filling
    let everyone: Vec<usize> = (0..penguins.rows()).collect();
    let mut means = [[0.0; 2]; 3];
    for seed in 0..20 {
        let mut random = rng(seed);
        let [train, test] = penguins.deal([0.75, 0.25], &mut random)?;
        for (mean, known) in means[0].iter_mut().zip([&everyone, &train]) {
            let dataset = Preparation::fit(&penguins, known)?.dataset(penguins.clone())?;
            let [train, test] = dataset.parts([train.clone(), test.clone()])?;
            *mean += accuracy(&train, &test, train.x.view(), seed)? / 20.0;
        }

        let coins = Target::from_labels((0..100).map(|j| ["heads", "tails"][j % 2]));
        let noise = Dataset::new(Init::Normal { std: 1.0 }.weights(20, 100, &mut random)?, coins)?;
        for (means, (whole, of_class)) in means[1..].iter_mut().zip([(&wine, false), (&noise, true)]) {
            let holed = with_holes(whole, &mut random);
            let [train, test] = holed.split([0.75, 0.25], &mut random)?;
            for (mean, (known, of_class)) in means.iter_mut().zip([(&holed, of_class), (&train, false)]) {
                let (train, test) = (filled(&train, known, of_class)?, filled(&test, known, of_class)?);
                *mean += accuracy(&train, &test, train.x.view(), seed)? / 20.0;
            }
        }
    }
    println!("{:<24}  {:>8}  {:>12}", "filled in from", "all rows", "the training");
    for (name, [all, training]) in
        ["penguins, the mean", "Wine, the mean", "noise, mean of the class"].into_iter().zip(means)
    {
        println!("{name:<24}  {all:>8.3}  {training:>12.3}");
    }
    // ANCHOR_END: filling

    step("Islands", "How many penguins of each species were caught on each island: one-hot times one-hot.");
    // ANCHOR: islands
    let dataset = Preparation::fit(&penguins, &everyone)?.dataset(penguins.clone())?;
    let on_island = dataset.x.select(Axis(0), &[0, 1, 2]);
    let of_species = one_hot::<f64>(labels(&dataset), 3);
    let counts = on_island.dot(&of_species.t());
    println!("{:<18}  {:>6}  {:>9}  {:>6}", "", "Adelie", "Chinstrap", "Gentoo");
    for (island, row) in dataset.features.iter().zip(counts.rows()) {
        println!("{island:<18}  {:>6}  {:>9}  {:>6}", row[0], row[1], row[2]);
    }
    // ANCHOR_END: islands

    step("What the words are worth", "The species of a penguin by some of its columns: mean test accuracy, 20 seeds.");
    // ANCHOR: species
    let (words, bill) = (["island", "sex"], ["bill_length_mm", "bill_depth_mm"]);
    let rest = ["flipper_length_mm", "body_mass_g", "year"];
    println!("{:<23}  {:.3}", "all columns", species_without(&[])?);
    println!("{:<23}  {:.3}", "without the words", species_without(&words)?);
    println!("{:<23}  {:.3}", "the words alone", species_without(&[&bill[..], &rest].concat())?);
    println!("{:<23}  {:.3}", "without the bill", species_without(&bill)?);
    println!("{:<23}  {:.3}", "without bill and words", species_without(&[bill, words].concat())?);
    let bill_and_island = [&bill[..], &["island"]].concat();
    println!("{:<23}  {:.3}", "without bill and island", species_without(&bill_and_island)?);
    // ANCHOR_END: species

    step("Problems made to order", "The default network on synthetic data: test accuracy, and R² for the curve.");
    // ANCHOR: synthetic
    let mut random: Rng = rng(1);
    let problems = [
        ("blobs", synthetic::blobs(300, 4, 0.8, &mut random)?),
        ("moons", synthetic::moons(300, 0.15, &mut random)?),
        ("circles", synthetic::circles(300, 0.1, &mut random)?),
        ("spirals", synthetic::spirals(300, 3, 0.03, &mut random)?),
        ("xor", synthetic::xor(300, 0.05, &mut random)?),
        ("curve", synthetic::curve(300, -4.0, 4.0, |x| (2.0 * x).sin() + x / 2.0, 0.1, &mut random)?),
    ];
    {
        let panels: Vec<_> = problems[..5].iter().map(|(name, problem)| (name.to_string(), problem)).collect();
        draw("problems", figure::samples(&panels)?)?;
    }
    for (name, problem) in &problems {
        let [train, test] = problem.split([0.7, 0.3], &mut random)?;
        let (model, _) = Model::<f64>::fit(&Architecture::default(), &Trainer::default(), &train, &mut random)?;
        println!("{name:<8}  {:.3}", model.score(&test)?);
        if *name == "curve" {
            let x = Array2::from_shape_fn((1, 201), |(_, i)| i as f64 / 20.0 - 5.0);
            let points: Vec<(f64, f64)> = x.iter().copied().zip(model.predict_values(x.view())?).collect();
            draw("curve", figure::fitted_curve(&train, &[("network".to_owned(), points)])?)?;
        }
    }
    // ANCHOR_END: synthetic

    step(
        "Break it: a leak",
        "Test accuracy, mean of 20 seeds, where something was learnt from all samples before the split, or from the \
         training samples alone: Wine's scaler, and 20 features chosen from 500 of pure noise with coins for labels.",
    );
    // ANCHOR: leak
    let (mut means, mut on_noise) = ([[0.0; 2]; 2], [vec![], vec![]]);
    for seed in 0..20 {
        let [train, test] = wine.split([0.75, 0.25], &mut rng(seed))?;
        means[0][0] += accuracy(&train, &test, wine.x.view(), seed)? / 20.0;
        means[0][1] += accuracy(&train, &test, train.x.view(), seed)? / 20.0;

        let coins =
            Target::Classes { labels: (0..100).map(|i| i % 2).collect(), names: vec!["heads".into(), "tails".into()] };
        let noise = Dataset::new(Init::Normal { std: 1.0 }.weights(500, 100, &mut rng(seed))?, coins)?;
        let [train, test] = noise.split([0.75, 0.25], &mut rng(seed))?;
        for (k, chosen) in [telling(&noise), telling(&train)].into_iter().enumerate() {
            let only = |part: &Dataset| Dataset::new(part.x.select(Axis(0), &chosen), part.target.clone());
            let (train, test) = (only(&train)?, only(&test)?);
            on_noise[k].push(accuracy(&train, &test, train.x.view(), seed)?);
            means[1][k] += on_noise[k][seed as usize] / 20.0;
        }
    }
    println!("{:<22}  {:>11}  {:>12}", "learnt from", "all samples", "the training");
    for (name, [all, training]) in ["the scaler, Wine", "the features, noise"].into_iter().zip(means) {
        println!("{name:<22}  {all:>11.3}  {training:>12.3}");
    }
    {
        let sorted = |mut accuracies: Vec<f64>| {
            accuracies.sort_by(f64::total_cmp);
            (1..).map(f64::from).zip(accuracies).collect()
        };
        let names = ["chosen from all", "from the training part"].map(String::from);
        draw(
            "leak",
            figure::lines(&Lines {
                x: "table, from the lowest accuracy to the highest",
                y: "test accuracy",
                x_scale: Scale::Linear,
                y_scale: Scale::Linear,
                marks: true,
                series: names.into_iter().zip(on_noise.map(sorted)).collect(),
            })?,
        )?;
    }
    // ANCHOR_END: leak

    step(
        "Break it: do not scale",
        "Wine, the same network and training, 20 seeds: mean test accuracy with the measurements as they are, min–max \
         scaled and standardised.",
    );
    // ANCHOR: unscaled
    let trainer = Trainer { epochs: 50, ..Trainer::default() };
    type Fit = fn(ArrayView2<'_, f64>) -> ann::Result<Scaler>;
    let ways: [(&str, Fit); 3] = [
        ("as they are", |x| Ok(Scaler::identity(x.nrows()))),
        ("min–max", Scaler::min_max),
        ("standardised", Scaler::standard),
    ];
    for (name, fit) in ways {
        let mut total = 0.0;
        for seed in 0..20 {
            let mut random = rng(seed);
            let [train, test] = wine.split([0.75, 0.25], &mut random)?;
            let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut random)?;
            model.scaler = fit(train.x.view())?;
            model.train(&trainer, &train, None, &mut random)?;
            total += model.score(&test)? / 20.0;
        }
        println!("{name:<13}  {total:.3}");
    }
    // ANCHOR_END: unscaled

    step("Break it: tables that are none", "What the reader says about files with a mistake in them.");
    // ANCHOR: broken
    let tables = [
        ("an empty file", ""),
        ("a ragged row", "width,height,kind\n1,2,a\n3,4\n5,6,b\n"),
        ("a missing cell", "width,height,kind\n1,2,a\n3,,b\n"),
        ("a unit", "width,height,kind\n1,2,a\n3 cm,4,b\n"),
        ("not a number", "width,height,kind\n1,NaN,a\n3,4,b\n"),
        ("one class", "width,height,kind\n1,2,a\n3,4,a\n"),
        ("no target", "width,height\n1,2\n3,4\n"),
    ];
    let path = std::env::temp_dir().join(format!("ann-chapter10-{}.csv", std::process::id()));
    for (name, content) in tables {
        std::fs::write(&path, content).map_err(|source| Error::Io { action: "write", path: path.clone(), source })?;
        match read_csv(&path, "kind", Task::Auto) {
            Err(Error::Table { row, column, problem, .. }) => {
                let row = row.map(|(row, line)| format!(", row {row}, line {line}")).unwrap_or_default();
                let column = column.map(|column| format!(", {column}")).unwrap_or_default();
                println!("{name}{row}{column}\n  → {problem}");
            }
            other => println!("{name}: {:?}", other.map(|dataset| dataset.samples())),
        }
    }
    std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    // ANCHOR_END: broken

    drawn(&["ranges", "digits", "curve", "problems", "leak"]);
    Ok(())
}
