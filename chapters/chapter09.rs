//! Chapter 9, seeing: what the layers of a network make of their input.

mod talk;

use ann::data::{Dataset, Scaler, Target, Task, read_csv, synthetic};
use ann::figure::{self, Projection, Scale};
use ann::metrics::ConfusionMatrix;
use ann::model::{each_feature, permutation_importance};
use ann::projection::{Affinities, Pca, Tsne, silhouette, trustworthiness, tsne};
use ann::{Activation, Architecture, Cache, Cost, Dropout, Gradients, Init, Loss, Model, Network, Optimizer};
use ann::{Trainer, TrainingLoop, backward, forward, rng};
use linfa::traits::Fit;
use ndarray::{Array2, Axis, array, concatenate, s};
use std::ops::ControlFlow;
use talk::{draw, drawn, step, title};

/// The labels of a data set of classes, and the names of the classes.
fn classes(dataset: &Dataset) -> (Vec<usize>, Vec<String>) {
    match &dataset.target {
        Target::Classes { labels, names } => (labels.clone(), names.clone()),
        Target::Values(_) => (Vec::new(), Vec::new()),
    }
}

/// The part of a table that is not trained on but looked at, and the model before training and after.
fn learn(file: &str, target: &str, part: f64) -> ann::Result<(Dataset, Model<f64>, Model<f64>)> {
    learn_from(&read_csv(format!("data/{file}.csv"), target, Task::Auto)?, part)
}

/// The same of a table that has been read.
fn learn_from(dataset: &Dataset, part: f64) -> ann::Result<(Dataset, Model<f64>, Model<f64>)> {
    let mut random = rng(0);
    let [train, test] = dataset.split([1.0 - part, part], &mut random)?;
    let before = Model::new(&Architecture::default(), &train, &mut random)?;
    let mut after = before.clone();
    after.train(&Trainer::default(), &train, None, &mut random)?;
    Ok((test, before, after))
}

/// The samples as a model reads them, and as its last hidden layer passes them on.
fn first_and_last(model: &Model<f64>, dataset: &Dataset) -> ann::Result<[Array2<f64>; 2]> {
    let (x, _) = model.scaled(dataset)?;
    let hidden = model.network.activations(model.network.depth() - 1, x.view())?;
    Ok([x, hidden])
}

/// linfa's PCA of samples in columns: its components in rows. Its panic, if it comes to one, is a message here.
fn linfa_pca(x: &Array2<f64>, k: usize) -> Result<linfa_reduction::Pca<f64>, String> {
    let samples_in_rows = linfa::DatasetBase::from(x.t().to_owned());
    std::panic::set_hook(Box::new(|_| ()));
    let fitted = std::panic::catch_unwind(|| linfa_reduction::Pca::params(k).fit(&samples_in_rows));
    let _ = std::panic::take_hook();
    match fitted {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(format!("panics: {}", panic.downcast_ref::<String>().map_or("", String::as_str))),
    }
}

/// A difference that is one, or that it is none.
fn show(difference: f64) -> String {
    if difference < 1e-6 { "< 1e-6".to_owned() } else { format!("{difference:.1}") }
}

/// Names as the figures take them.
fn strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// The part of the neurons of layer l that are not above 0 for any column of x.
fn below_zero(network: &Network<f64>, l: usize, x: &Array2<f64>) -> ann::Result<f64> {
    let a = network.activations(l, x.view())?;
    let silent = a.axis_iter(Axis(0)).filter(|neuron| neuron.iter().all(|a| *a <= 0.0)).count();
    Ok(silent as f64 / a.nrows() as f64)
}

fn main() -> ann::Result<()> {
    title(9, "Seeing");

    step(
        "Classes come apart",
        "The silhouette (1: classes far apart, 0: they touch) of samples that the network has not seen, as it reads \
         them and in its last hidden layer, before training and after.",
    );
    // ANCHOR: silhouettes
    println!("{:<6}  {:>7}  {:>8}  {:>9}  {:>7}  {:>8}", "", "samples", "features", "untrained", "trained", "accuracy");
    for (file, target, part) in [("wine", "cultivar", 0.5), ("digits", "digit", 0.25)] {
        let (test, before, after) = learn(file, target, part)?;
        let [x, hidden_before] = first_and_last(&before, &test)?;
        let [_, hidden_after] = first_and_last(&after, &test)?;
        print!("{file:<6}  {:>7}", test.samples());
        for (width, a) in [(8, x), (9, hidden_before), (7, hidden_after)] {
            print!("  {:>width$.3}", silhouette(a.view(), &classes(&test).0)?);
        }
        println!("  {:>8.3}", after.score(&test)?);
    }
    // ANCHOR_END: silhouettes

    step(
        "A boundary forms",
        "Two moons, 150 points to learn from and 150 to judge by: how many are on their side after some epochs, and \
         the smallest loss on the second half.",
    );
    // ANCHOR: boundary
    let moons = synthetic::moons(300, 0.25, &mut rng(2))?;
    let [train, test] = moons.split([0.5, 0.5], &mut rng(2))?;
    let trainer = Trainer { epochs: 100, l2: 0.0, ..Trainer::default() };
    let untrained = Model::<f64>::new(&Architecture::default(), &train, &mut rng(3))?;
    let mut model = untrained.clone();
    let mut moments = vec![(0, untrained.clone())];
    let history = model.train_with(&trainer, &train, Some(&test), &mut rng(4), |epoch, network| {
        if [1, 5, 20, 100].contains(&epoch.epoch) {
            moments.push((epoch.epoch, Model { network: network.clone(), ..untrained.clone() }));
        }
        ControlFlow::Continue(())
    })?;
    println!("epoch  train   test");
    for (epoch, then) in &moments {
        println!("{epoch:>5}  {:.3}  {:.3}", then.score(&train)?, then.score(&test)?);
    }
    let losses = history.validation_loss();
    let best = (0..losses.len()).fold(0, |best, epoch| if losses[epoch] < losses[best] { epoch } else { best });
    println!("smallest test loss {:.3} after epoch {}, last {:.3}", losses[best], best + 1, losses[losses.len() - 1]);
    {
        let panels: Vec<_> = moments.iter().map(|(epoch, then)| (format!("epoch {epoch}"), then)).collect();
        draw("boundary-over-time", figure::decision_boundaries(&panels, &train)?)?;
    }
    draw("boundary", figure::decision_boundary(&model, &train, Some(&test))?)?;
    // ANCHOR_END: boundary

    step("Its two losses", "The loss on the points it learns from and on the others, drawn in two ways.");
    // ANCHOR: losses
    draw("loss", figure::loss_curve(&history, Scale::Linear)?)?;
    draw("loss-log", figure::loss_curve(&history, Scale::Logarithmic)?)?;
    // ANCHOR_END: losses

    step(
        "What each neuron likes",
        "Wine, one hidden layer of 3: the mean activation of each neuron for each cultivar, and the two measurements \
         that it weighs most.",
    );
    // ANCHOR: neurons
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (cultivars, names) = classes(&wine);
    let three = Architecture { hidden: vec![3], ..Architecture::default() };
    let (small, _) = Model::<f64>::fit(&three, &Trainer::default(), &wine, &mut rng(1))?;
    let a = small.network.activations(1, small.scaled(&wine)?.0.view())?;
    println!("neuron  {}  listens to", names.join("  "));
    for (k, (w, a)) in small.network.layer(1).w.rows().into_iter().zip(a.rows()).enumerate() {
        print!("{:>6}", k + 1);
        for class in 0..3 {
            let of_class: Vec<f64> = a.iter().zip(&cultivars).filter(|(_, c)| **c == class).map(|(a, _)| *a).collect();
            print!("  {:>10.2}", of_class.iter().sum::<f64>() / of_class.len() as f64);
        }
        let mut order: Vec<usize> = (0..13).collect();
        order.sort_by(|&i, &j| w[j].abs().total_cmp(&w[i].abs()));
        let [first, second] = [order[0], order[1]].map(|i| format!("{} {:+.1}", wine.features[i], w[i]));
        println!("  {first}, {second}");
    }
    draw("diagram", figure::network_diagram(&small.network, &strs(&wine.features), &strs(&names))?)?;
    // ANCHOR_END: neurons

    step("Bottle by bottle", "The same three neurons, for each of the 178 wines.");
    // ANCHOR: bottles
    draw("neurons", figure::layer_activations(a.view(), &cultivars, &names)?)?;
    // ANCHOR_END: bottles

    step("PCA with a pencil", "Three points of the plane: everything that the page computes by hand.");
    // ANCHOR: pencil
    let triangle = array![[0.0, 3.0, 0.0], [0.0, 3.0, 3.0]];
    let pca = Pca::fit(triangle.view(), 2)?;
    println!("mean        {:.6}", pca.mean);
    println!("variances   {:.6}", pca.variances);
    println!("ratios      {:.6}", pca.ratios);
    println!("components\n{:9.6}", pca.components);
    println!("scores\n{:9.6}", pca.transform(triangle.view())?);
    // ANCHOR_END: pencil

    step(
        "Beside linfa",
        "The first k components here and in linfa-reduction: the largest difference of an entry (signs made equal), of \
         a variance, and the part of the variance that each says it keeps.",
    );
    // ANCHOR: linfa
    let scaled_wine: Array2<f64> = Scaler::standard(wine.x.view())?.transform(wine.x.view())?;
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let centres = Init::Normal { std: 10.0 }.weights::<f64>(20, 10, &mut rng(3))?;
    let mut clusters = Init::Normal { std: 0.1 }.weights::<f64>(20, 1000, &mut rng(4))?;
    for (i, mut sample) in clusters.axis_iter_mut(Axis(1)).enumerate() {
        sample += &centres.column(i % 10);
    }
    println!(
        "{:<8}  {:>2}  {:>9}  {:>8}  {:>10}  {:>11}",
        "", "k", "component", "variance", "kept, ours", "kept, linfa"
    );
    for (name, x, k) in [
        ("wine", &scaled_wine, 2),
        ("digits", &digits.x, 2),
        ("digits", &digits.x, 10),
        ("wine", &scaled_wine, 5),
        ("clusters", &clusters, 2),
    ] {
        let ours = Pca::fit(x.view(), k)?;
        let kept = ours.ratios.sum();
        match linfa_pca(x, k) {
            Ok(theirs) => {
                let (mut component, mut variance) = (0.0_f64, 0.0_f64);
                for j in 0..k {
                    let (u, v) = (ours.components.row(j), theirs.components().row(j));
                    component = (&u - &(&v * u.dot(&v).signum())).iter().fold(component, |most, d| most.max(d.abs()));
                    let theirs = theirs.singular_values()[j].powi(2) / (x.ncols() - 1) as f64;
                    variance = variance.max((theirs / ours.variances[j] - 1.0).abs());
                }
                let theirs = theirs.explained_variance_ratio().sum();
                println!(
                    "{name:<8}  {k:>2}  {:>9}  {:>8}  {kept:>10.3}  {theirs:>11.3}",
                    show(component),
                    show(variance)
                );
            }
            Err(problem) => println!("{name:<8}  {k:>2}  {:>9}  {:>8}  {kept:>10.3}  {problem}", "", ""),
        }
    }
    if let Ok(theirs) = linfa_pca(&scaled_wine, 2) {
        let ours = Pca::fit(scaled_wine.view(), 2)?.variances[0];
        println!("explained_variance of wine, k = 2: {:.3}, ours {ours:.3}", theirs.explained_variance()[0]);
    }
    // ANCHOR_END: linfa

    step(
        "Affinities with a pencil",
        "The four corners of a square: p of the pairs with the first corner, at the perplexity of β = ln 2.",
    );
    // ANCHOR: square
    let square = array![[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]];
    let perplexity = (0.8 * 2.5_f64.ln() + 0.2 * 5_f64.ln()).exp();
    println!("perplexity {perplexity:.6}");
    for (j, p) in Affinities::new(square.view(), perplexity)?.row(0) {
        println!("p of 1 and {}: {p:.4}", j + 1);
    }
    // ANCHOR_END: square

    step(
        "Is the gradient right?",
        "Thirty points at random places of a map: the slope of the divergence by the formula and by moving the first \
         point a little.",
    );
    // ANCHOR: gradient
    let x = Init::Normal { std: 1.0 }.weights::<f64>(5, 30, &mut rng(5))?;
    let y = Init::Normal { std: 1.0 }.weights::<f64>(2, 30, &mut rng(6))?;
    let affinities = Affinities::new(x.view(), 8.0)?;
    let (_, formula) = tsne::kl_divergence(&affinities, y.view());
    println!("{:<5}  {:>10}  {:>11}", "", "formula", "differences");
    for axis in 0..2 {
        let mut beyond = [y.clone(), y.clone()];
        beyond[0][[axis, 0]] -= 1e-4;
        beyond[1][[axis, 0]] += 1e-4;
        let [left, right] = beyond.map(|y| tsne::kl_divergence(&affinities, y.view()).0);
        println!("{:<5}  {:>10.6}  {:>11.6}", ["right", "up"][axis], formula[[axis, 0]], (right - left) / 2e-4);
    }
    // ANCHOR_END: gradient

    step(
        "Maps",
        "Test samples on the plane, by PCA and by t-SNE, from the features and from the trained hidden layer: what is \
         kept of the variance or left of the divergence, the trustworthiness over 12 neighbours, the silhouette.",
    );
    // ANCHOR: maps
    println!("{:<28}  {:>11}  {:>15}  {:>10}", "", "", "trustworthiness", "silhouette");
    for (file, target, part, perplexity) in [("wine", "cultivar", 0.5, 15.0), ("digits", "digit", 0.25, 30.0)] {
        let (test, _, model) = learn(file, target, part)?;
        let (labels, names) = classes(&test);
        let [x, hidden] = first_and_last(&model, &test)?;
        let mut maps = Vec::new();
        for (method, layer, x) in [
            ("PCA", "features", &x),
            ("PCA", "hidden layer", &hidden),
            ("t-SNE", "features", &x),
            ("t-SNE", "hidden layer", &hidden),
        ] {
            let (y, told) = if method == "PCA" {
                let pca = Pca::fit(x.view(), 2)?;
                (pca.transform(x.view())?, format!("{:.0} % kept", 100.0 * pca.ratios.sum()))
            } else {
                let map = Tsne { perplexity, ..Tsne::default() }.fit(x.view())?;
                (map.y, format!("KL {:.2}", map.kl_divergence))
            };
            let (trust, apart) = (trustworthiness(x.view(), y.view(), 12)?, silhouette(y.view(), &labels)?);
            println!("{:<28}  {told:>11}  {trust:>15.3}  {apart:>10.3}", format!("{file}, {method}, {layer}"));
            maps.push((format!("{layer}, {method}"), y));
        }
        let panels: Vec<Projection<'_>> = maps.iter().map(|(name, y)| Projection { name, y: y.view() }).collect();
        draw(&format!("maps-{file}"), figure::projections(&panels, &labels, &names)?)?;
    }
    // ANCHOR_END: maps

    step(
        "What a map does not say",
        "Three clouds of 60 points in the plane. The third is six times as far from the first as the second is, and \
         four times as wide. The same two numbers on maps of other perplexities.",
    );
    // ANCHOR: perplexity
    let mut clouds = Init::Normal { std: 1.0 }.weights::<f64>(2, 180, &mut rng(9))?;
    clouds.slice_mut(s![.., 120..]).mapv_inplace(|x| 4.0 * x);
    clouds.slice_mut(s![0, 60..120]).mapv_inplace(|x| x + 10.0);
    clouds.slice_mut(s![0, 120..]).mapv_inplace(|x| x + 60.0);
    let cloud: Vec<usize> = (0..180).map(|i| i / 60).collect();
    let mut maps = vec![("the clouds".to_owned(), clouds.clone())];
    for perplexity in [3.0, 30.0, 100.0] {
        maps.push((format!("perplexity {perplexity}"), Tsne { perplexity, ..Tsne::default() }.fit(clouds.view())?.y));
    }
    println!("{:<14}  {:>13}  {:>10}", "", "distance, 3:2", "width, 3:1");
    for (name, y) in &maps {
        let part = |k: usize| y.slice(s![.., 60 * k..60 * (k + 1)]);
        let centre = |k: usize| part(k).mean_axis(Axis(1)).unwrap_or_default();
        let distance = |k: usize| (&centre(k) - &centre(0)).mapv(|d| d * d).sum().sqrt();
        let width = |k: usize| part(k).var_axis(Axis(1), 0.0).sum().sqrt();
        println!("{name:<14}  {:>13.1}  {:>10.1}", distance(2) / distance(1), width(2) / width(0));
    }
    let numbers = ["1", "2", "3"].map(str::to_owned);
    {
        let panels: Vec<_> = maps.iter().map(|(name, y)| Projection { name, y: y.view() }).collect();
        draw("perplexity", figure::projections(&panels, &cloud, &numbers)?)?;
    }
    // ANCHOR_END: perplexity

    step(
        "Inside the digits",
        "The weights of pixels that are blank in every training image, and of all the others: their mean size before \
         training and after.",
    );
    // ANCHOR: digits
    let (test, before, after) = learn("digits", "digit", 0.25)?;
    let (unused, used): (Vec<usize>, Vec<usize>) = (0..64).partition(|&pixel| before.scaler.shift()[pixel] == 0.0);
    println!("{:<16}  {:>8}  {:>8}", "mean |w|", "before", "after");
    for (name, pixels) in [("blank pixels", unused), ("other pixels", used)] {
        let size = |model: &Model<f64>| model.network.layer(1).w.select(Axis(1), &pixels).mapv(f64::abs).mean();
        let [before, after] = [&before, &after].map(|model| size(model).unwrap_or(f64::NAN));
        println!("{:<16}  {before:>8.4}  {after:>8.4}", format!("{} {name}", pixels.len()));
    }
    draw("weights", figure::weight_images(after.network.layer(1).w.view(), 8)?)?;
    // ANCHOR_END: digits

    step("Who is taken for whom", "The three most frequent mistakes.");
    // ANCHOR: confusion
    let (labels, names) = classes(&test);
    let confusion = ConfusionMatrix::new(&after.predict_classes(test.x.view())?, &labels, &names)?;
    let mut mistakes: Vec<(usize, (usize, usize))> =
        confusion.counts.indexed_iter().filter(|((i, j), _)| i != j).map(|(pair, count)| (*count, pair)).collect();
    mistakes.sort_by_key(|mistake| std::cmp::Reverse(mistake.0));
    for (count, (actual, taken_for)) in &mistakes[..3] {
        println!("{actual} taken for {taken_for}: {count}");
    }
    let [_, hidden] = first_and_last(&after, &test)?;
    draw("hidden-layer", figure::layer_activations(hidden.view(), &labels, &names)?)?;
    draw("confusion", figure::confusion_matrix(&confusion)?)?;
    // ANCHOR_END: confusion

    step(
        "What it looks at",
        "Wine: the accuracy on 89 wines that the network has not seen, and by how much it falls when the values of one \
         measurement are shuffled among them, mean and standard error of 50 shuffles.",
    );
    // ANCHOR: importance
    let (unseen, _, reader) = learn("wine", "cultivar", 0.5)?;
    let mut falls = permutation_importance(&reader, &unseen, &each_feature(&unseen), 50, &mut rng(12))?;
    falls.sort_by(|a, b| b.fall.total_cmp(&a.fall));
    println!("{:<28}  {:.4}", "accuracy", reader.score(&unseen)?);
    for one in &falls {
        println!("{:<28}  {:>6.4} ± {:.4}", one.column, one.fall, one.error);
    }
    draw("importances", figure::importances("accuracy", &falls, 13)?)?;
    // ANCHOR_END: importance

    step(
        "The same measurement twice",
        "A fourteenth column, the first of this list with a tenth of its spread as noise; another network learns from \
         all fourteen.",
    );
    // ANCHOR: twice
    let first = wine.features.iter().position(|name| *name == falls[0].column).unwrap_or(0);
    let noise =
        Init::Normal { std: 0.1 * wine.x.row(first).std(1.0) }.weights::<f64>(1, wine.samples(), &mut rng(13))?;
    let again = noise + wine.x.row(first);
    let x = concatenate![Axis(0), wine.x.slice(s![..=first, ..]), again, wine.x.slice(s![first + 1.., ..])];
    let mut columns = wine.features.clone();
    columns.insert(first + 1, format!("{} again", columns[first]));
    let twice = Dataset::with_names(x, wine.target.clone(), columns, wine.target_name.clone())?;
    let (unseen, _, reader) = learn_from(&twice, 0.5)?;
    println!("{:<28}  {:.4}", "accuracy", reader.score(&unseen)?);
    let one_by_one = each_feature(&unseen)[first..first + 2].to_vec();
    let together = vec![("both, shuffled together".to_owned(), first..first + 2)];
    for one in permutation_importance(&reader, &unseen, &[one_by_one, together].concat(), 50, &mut rng(12))? {
        println!("{:<28}  {:>6.4} ± {:.4}", one.column, one.fall, one.error);
    }
    // ANCHOR_END: twice

    step(
        "How far the gradient reaches",
        "Digits, five layers, plain descent: the length of dW in the first and the last layer before training and \
         after 20 epochs, with sigmoids and with ReLUs.",
    );
    // ANCHOR: gradients
    println!("{:<8}  {:>5}  {:>11}  {:>10}  {:>8}", "", "epoch", "first layer", "last layer", "accuracy");
    for activation in [Activation::Sigmoid, Activation::Relu] {
        let architecture = Architecture { hidden: vec![32; 4], activation, ..Architecture::default() };
        let mut model = Model::<f64>::new(&architecture, &digits, &mut rng(5))?;
        let (x, y) = model.scaled(&digits)?;
        let cost = Cost::from(Loss::CategoricalCrossEntropy);
        let mut descent = TrainingLoop::new(&model.network, x.ncols(), 32, cost, Optimizer::Sgd)?;
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        let mut norms = Array2::zeros((5, 21));
        let mut random = rng(6);
        for epoch in 0..=20 {
            if epoch > 0 {
                descent.epoch(&mut model.network, x.view(), y.view(), |_| 0.1, &mut random)?;
            }
            forward(&model.network, x.view(), Dropout::Off, &mut cache)?;
            backward(&model.network, y.view(), &cost, &cache, &mut gradients)?;
            for l in 1..=5 {
                norms[[l - 1, epoch]] = gradients.dw(l).mapv(|g| g * g).sum().sqrt();
            }
            if epoch % 20 == 0 {
                let (first, last) = (norms[[0, epoch]], norms[[4, epoch]]);
                println!("{activation:<8}  {epoch:>5}  {first:>11.5}  {last:>10.5}  {:>8.3}", model.score(&digits)?);
            }
        }
        draw(&format!("gradients-{activation}"), figure::gradient_norms(norms.view(), "epoch")?)?;
    }
    // ANCHOR_END: gradients

    step(
        "Break it: a map of what was learnt by heart",
        "Noise: 20 features and a label by tossing a coin, 150 samples to learn, 150 to judge by. The silhouette of \
         the features and of a last hidden layer of two neurons, and the accuracy.",
    );
    // ANCHOR: by-heart
    let noise = Init::Normal { std: 1.0 }.weights::<f64>(20, 300, &mut rng(10))?;
    let coins = (0..300).map(|i| i % 2).collect();
    let noise = Dataset::new(noise, Target::Classes { labels: coins, names: vec!["heads".into(), "tails".into()] })?;
    let [train, test] = noise.split([0.5, 0.5], &mut rng(10))?;
    let architecture = Architecture { hidden: vec![64, 2], activation: Activation::Tanh, ..Architecture::default() };
    let trainer = Trainer { l2: 0.0, ..Trainer::default() };
    let (model, _) = Model::<f64>::fit(&architecture, &trainer, &train, &mut rng(11))?;
    println!("{:<10}  {:>8}  {:>12}  {:>8}", "", "features", "hidden layer", "accuracy");
    for (name, part) in [("learnt", &train), ("new", &test)] {
        let (labels, names) = classes(part);
        let [x, hidden] = first_and_last(&model, part)?;
        let (before, after) = (silhouette(x.view(), &labels)?, silhouette(hidden.view(), &labels)?);
        println!("{name:<10}  {before:>8.3}  {after:>12.3}  {:>8.3}", model.score(part)?);
        let panel = Projection { name: "two hidden neurons", y: hidden.view() };
        draw(&format!("by-heart-{name}"), figure::projections(&[panel], &labels, &names)?)?;
    }
    // ANCHOR_END: by-heart

    step(
        "Break it: kill the ReLUs",
        "Digits, plain descent, 10 epochs: a rate too high pushes neurons below zero for every sample. There a ReLU \
         has slope 0 and its weights get no gradient; a leaky ReLU's do. The part of the neurons that are never \
         above 0, and the training accuracy.",
    );
    // ANCHOR: dead
    println!("{:<11} {:>5}  {:>16}  {:>16}  {:>8}", "", "rate", "below 0, layer 1", "below 0, layer 2", "accuracy");
    let (labels, names) = classes(&digits);
    for activation in [Activation::Relu, Activation::LEAKY_RELU] {
        for learning_rate in [0.1, 0.5, 1.0] {
            let sgd = Trainer { optimizer: Optimizer::Sgd, epochs: 10, l2: 0.0, ..Trainer::default() };
            let (architecture, trainer) =
                (Architecture { activation, ..Architecture::default() }, Trainer { learning_rate, ..sgd });
            let (model, _) = Model::<f64>::fit(&architecture, &trainer, &digits, &mut rng(5))?;
            let (x, _) = model.scaled(&digits)?;
            let silent = [below_zero(&model.network, 1, &x)?, below_zero(&model.network, 2, &x)?];
            let accuracy = model.score(&digits)?;
            println!("{activation:<11} {learning_rate:>5}  {:>16.2}  {:>16.2}  {accuracy:>8.3}", silent[0], silent[1]);
            if activation == Activation::Relu && learning_rate == 1.0 {
                let a = model.network.activations(2, x.view())?;
                draw("dead", figure::layer_activations(a.view(), &labels, &names)?)?;
            }
        }
    }
    // ANCHOR_END: dead

    drawn(&[
        "boundary-over-time",
        "boundary",
        "loss",
        "loss-log",
        "neurons",
        "diagram",
        "maps-wine",
        "maps-digits",
        "perplexity",
        "weights",
        "hidden-layer",
        "confusion",
        "importances",
        "gradients-sigmoid",
        "gradients-relu",
        "by-heart-learnt",
        "by-heart-new",
        "dead",
    ]);
    Ok(())
}
