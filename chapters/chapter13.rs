//! Chapter 13, at full size: MNIST, 60 000 handwritten digits to learn from and 10 000 to be judged by.
// NEEDS data/cache/mnist: cargo xtask data mnist

mod talk;

use ann::data::idx::{self, Numbers};
use ann::data::{Distortion, Target, one_hot};
use ann::figure::{self, Lines, Projection, Scale};
use ann::metrics::{accuracy, class_of, mean_and_error, rate_error};
use ann::projection::{Pca, Tsne, trustworthiness};
use ann::random::stream;
use ann::{Activation, Cost, Decay, Error, Loss, Network, Optimizer, Schedule, TrainingLoop};
use indicatif::ProgressBar;
use ndarray::{Array2, ArrayView2, Axis, ShapeBuilder, s};
use std::path::Path;
use talk::{draw, drawn, long_step, progress, step, title};

/// Height and width of a picture, in pixels.
const SIDE: usize = 28;
/// So many of the training digits are kept for choosing.
const VALIDATION: usize = 10_000;

/// One of the four files, plain or compressed.
fn file(name: &str) -> ann::Result<Numbers> {
    let folder = Path::new("data/cache/mnist");
    let places = [folder.join(name), folder.join(format!("{name}.gz"))];
    match places.iter().find(|path| path.is_file()) {
        Some(path) => idx::read(path),
        None => {
            let problem = format!("no {name} in {}: `cargo xtask data mnist` brings it", folder.display());
            Err(Error::Data { problem })
        }
    }
}

/// Pictures and what they show.
struct Digits {
    /// (784, m): a picture is a column, its pixels row after row, from 0 for paper to 1 for ink.
    x: Array2<f32>,
    labels: Vec<usize>,
}

fn read(part: &str) -> ann::Result<Digits> {
    let images = file(&format!("{part}-images-idx3-ubyte"))?;
    let data = idx::dataset(&images, &file(&format!("{part}-labels-idx1-ubyte"))?)?;
    let labels = match data.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => return Err(Error::Data { problem: "the labels are no classes".to_owned() }),
    };
    Ok(Digits { x: data.x.mapv(|pixel| (pixel / 255.0) as f32), labels })
}

/// The columns from `first` to below `end`, and their digits.
#[derive(Clone, Copy)]
struct Part<'a> {
    x: ArrayView2<'a, f32>,
    labels: &'a [usize],
}

impl Digits {
    fn part(&self, first: usize, end: usize) -> Part<'_> {
        Part { x: self.x.slice(s![.., first..end]), labels: &self.labels[first..end] }
    }

    fn all(&self) -> Part<'_> {
        self.part(0, self.labels.len())
    }
}

/// How many per cent of the pictures are answered wrongly, given the answers A: (10, m).
fn per_cent_wrong(a: ArrayView2<f32>, labels: &[usize]) -> ann::Result<f64> {
    let answers: Vec<usize> = a.columns().into_iter().map(class_of).collect();
    Ok(100.0 * (1.0 - accuracy(&answers, labels)?))
}

/// How many per cent of some pictures a network answers wrongly.
fn per_cent(network: &Network<f32>, Part { x, labels }: Part) -> ann::Result<f64> {
    per_cent_wrong(network.predict(x)?.view(), labels)
}

/// How a network is made and trained.
#[derive(Clone, Copy)]
struct Recipe {
    hidden: &'static [usize],
    learning_rate: f64,
    schedule: Schedule,
    epochs: usize,
    l2: f64,
    keep_prob: f64,
    distortion: Distortion,
}

const PLAIN: Recipe = Recipe {
    hidden: &[512, 512],
    learning_rate: 0.001,
    schedule: Schedule::COSINE,
    epochs: 20,
    l2: 0.0,
    keep_prob: 1.0,
    distortion: Distortion::NONE,
};
/// Another copy of every picture in every epoch.
const DISTORTED: Recipe =
    Recipe { epochs: 30, distortion: Distortion { shift: 2.0, rotation: 15.0, stretch: 0.15, slant: 0.2 }, ..PLAIN };

/// A network trained on some pictures; `after` is told the network after each epoch.
fn train(
    recipe: &Recipe,
    digits: Part,
    seed: u64,
    mut after: impl FnMut(&Network<f32>) -> ann::Result<()>,
) -> ann::Result<Network<f32>> {
    let Part { x, labels } = digits;
    let y = one_hot(labels, 10);
    let mut rng = stream(seed, 0);
    let sizes = [&[SIDE * SIDE], recipe.hidden, &[10]].concat();
    let mut network = Network::new(&sizes, Activation::Relu, Activation::Softmax, &mut rng)?;
    for l in 1..=recipe.hidden.len() {
        network.layer_mut(l).keep_prob = recipe.keep_prob;
    }
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: recipe.l2 / x.ncols() as f64 };
    let mut training = TrainingLoop::new(&network, x.ncols(), 128, cost, Optimizer::ADAM)?;
    let (mut copies, mut of_copies) = (x.to_owned(), stream(seed, 1));
    for epoch in 0..recipe.epochs {
        recipe.distortion.apply(x, (SIDE, SIDE), copies.view_mut(), &mut of_copies)?;
        let factor = |done: f64| recipe.schedule.factor(epoch as f64 + done, recipe.epochs as f64);
        let rate = |done| recipe.learning_rate * factor(done);
        training.epoch(&mut network, copies.view(), y.view(), rate, &mut rng)?;
        after(&network)?;
    }
    Ok(network)
}

/// Networks of the seeds 0 to 4.
fn train_five(recipe: &Recipe, digits: Part, bar: &ProgressBar) -> ann::Result<Vec<Network<f32>>> {
    let count = |_: &Network<f32>| {
        bar.inc(1);
        Ok(())
    };
    (0..5).map(|seed| train(recipe, digits, seed, count)).collect()
}

/// The same for several networks.
fn per_cent_each(networks: &[Network<f32>], digits: Part) -> ann::Result<Vec<f64>> {
    networks.iter().map(|network| per_cent(network, digits)).collect()
}

/// The mean of what several networks answer to x, (10, m).
fn together(networks: &[Network<f32>], x: ArrayView2<f32>) -> ann::Result<Array2<f32>> {
    let mut sum = Array2::zeros((10, x.ncols()));
    for network in networks {
        sum += &network.predict(x)?;
    }
    Ok(sum / networks.len() as f32)
}

fn main() -> ann::Result<()> {
    title(13, "At full size");

    step("Two files", "The training digits: what the files hold, and what the pixels are.");
    // ANCHOR: files
    for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] {
        println!("{name}: {:?}", file(name)?.shape());
    }
    let digits = read("train")?;
    let inked = digits.x.rows().into_iter().filter(|pixel| pixel.sum() > 0.0).count();
    println!("pixels {}, never inked {}", digits.x.nrows(), digits.x.nrows() - inked);
    let ink: f64 = digits.x.iter().map(|&pixel| f64::from(pixel)).sum(); // in f32, 47 million of them spoil the fourth digit
    println!("ink, mean {:.4}", ink / digits.x.len() as f64);
    for digit in 0..10 {
        let times = digits.labels.iter().filter(|label| **label == digit).count();
        println!("digit {digit}  {times} times");
    }
    let captions: Vec<String> = digits.labels[..16].iter().map(ToString::to_string).collect();
    let sixteen = digits.x.slice(s![.., ..16]);
    draw("digits", figure::captioned_images(sixteen.t(), SIDE, &captions)?)?;
    // ANCHOR_END: files

    step("A hundred neurons", "784-100-10 on 50 000 digits, ten epochs; judged on the 10 000 kept for it.");
    // ANCHOR: hundred
    let (m, recipe) = (digits.labels.len() - VALIDATION, Recipe { hidden: &[100], epochs: 10, ..PLAIN });
    let (part, validation) = (digits.part(0, m), digits.part(m, digits.labels.len()));
    println!("epoch  wrong of training, %  of validation, %");
    let mut epoch = 0;
    let hundred = train(&recipe, part, 0, |network| {
        epoch += 1;
        let [wrong, of_others] = [part, validation].map(|part| per_cent(network, part));
        println!("{epoch:>5}  {:>20.2}  {:>16.2}", wrong?, of_others?);
        Ok(())
    })?;
    draw("weights", figure::weight_images(hundred.layer(1).w.slice(s![..16, ..]), SIDE)?)?;
    // ANCHOR_END: hundred

    let mut figures = vec!["digits", "weights", "copies"];
    if long_step("Rate and width", "Ten epochs each, judged on the 10 000 kept digits: wrong answers in per cent.", 5) {
        // ANCHOR: search
        let widths: [&[usize]; 4] = [&[64, 64], &[128, 128], &[256, 256], &[512, 512]];
        let rates = [0.0001, 0.0003, 0.001, 0.003, 0.01];
        let bar = progress((widths.len() * rates.len()) as u64, "training");
        let mut series = Vec::new();
        println!("width      {}", rates.map(|rate| format!("α = {rate:<6}")).join("  "));
        for hidden in widths {
            let mut row = Vec::new();
            for learning_rate in rates {
                let recipe = Recipe { hidden, learning_rate, epochs: 10, ..PLAIN };
                let network = train(&recipe, part, 0, |_| Ok(()))?;
                row.push(per_cent(&network, validation)?);
                bar.inc(1);
            }
            let name = format!("{}-{}", hidden[0], hidden[1]);
            let told: Vec<String> = row.iter().map(|wrong| format!("{wrong:>10.2}")).collect();
            bar.suspend(|| println!("{name:<9}  {}", told.join("  ")));
            series.push((name, rates.into_iter().zip(row).collect()));
        }
        bar.finish_and_clear();
        let (x, y) = ("learning rate α", "wrong of validation, per cent");
        draw(
            "search",
            figure::lines(&Lines { x, y, x_scale: Scale::Logarithmic, y_scale: Scale::Linear, marks: true, series })?,
        )?;
        // ANCHOR_END: search
        figures.push("search");
    }

    step("How sure is a count?", "The standard error of an error rate that was counted on n digits, in per cent.");
    // ANCHOR: sure
    println!("{:>8}  {:>9}  {:>10}", "wrong, %", "n = 1000", "n = 10 000");
    for rate in [0.05, 0.02, 0.01, 0.005, 0.002] {
        println!(
            "{:>8}  {:>9.3}  {:>10.3}",
            100.0 * rate,
            100.0 * rate_error(rate, 1000),
            100.0 * rate_error(rate, 10_000)
        );
    }
    // ANCHOR_END: sure

    step("The same digit, sixteen times", "One picture, and fifteen distorted copies of it.");
    // ANCHOR: copies
    let sixteen = digits.x.select(Axis(1), &[7; 16]);
    let mut copies = sixteen.clone();
    let others = copies.slice_mut(s![.., 1..]);
    DISTORTED.distortion.apply(sixteen.slice(s![.., 1..]), (SIDE, SIDE), others, &mut stream(0, 1))?;
    println!("ink of the picture {:.1}", sixteen.column(0).sum());
    println!("ink of the copies  {:.1}", copies.slice(s![.., 1..]).sum() / 15.0);
    draw("copies", figure::weight_images(copies.t(), SIDE)?)?;
    // ANCHOR_END: copies

    step("Break it: half a turn", "784-100-10 for ten epochs, with copies turned by up to so many degrees.");
    // ANCHOR: half-a-turn
    println!("{:>7}  {:>8}  {:>8}  {:>8}", "turned", "wrong, %", "of 6, %", "of 9, %");
    for rotation in [0.0, 15.0, 180.0] {
        let turned = Recipe { distortion: Distortion { rotation, ..Distortion::NONE }, ..recipe };
        let network = train(&turned, part, 0, |_| Ok(()))?;
        let answers = network.predict(validation.x)?;
        let of = |digit| {
            let chosen: Vec<usize> = (0..VALIDATION).filter(|j| validation.labels[*j] == digit).collect();
            per_cent_wrong(answers.select(Axis(1), &chosen).view(), &vec![digit; chosen.len()])
        };
        let all = per_cent_wrong(answers.view(), validation.labels)?;
        println!("{rotation:>6}°  {all:>8.2}  {:>8.2}  {:>8.2}", of(6)?, of(9)?);
    }
    // ANCHOR_END: half-a-turn

    if long_step("What each trick gives", "Seeds 0 to 4 each, on 50 000 digits; judged on the 10 000 kept ones.", 40) {
        // ANCHOR: tricks
        let longer = Recipe { epochs: DISTORTED.epochs, ..PLAIN };
        let shift = Distortion { shift: 2.0, ..Distortion::NONE };
        let turn = Distortion { rotation: 15.0, ..Distortion::NONE };
        let tricks = [
            ("plain, 20 epochs", PLAIN),
            ("constant rate", Recipe { schedule: Schedule { warm_up: 0.0, decay: Decay::Constant }, ..PLAIN }),
            ("penalty, λ = 5", Recipe { l2: 5.0, ..PLAIN }),
            ("dropout, p = 0.5", Recipe { keep_prob: 0.5, ..PLAIN }),
            ("plain, 30 epochs", longer),
            ("shifts", Recipe { distortion: shift, ..longer }),
            ("turns", Recipe { distortion: turn, ..longer }),
            ("all distortions", DISTORTED),
            ("and dropout, p = 0.8", Recipe { keep_prob: 0.8, ..DISTORTED }),
        ];
        let bar = progress(tricks.iter().map(|(_, recipe)| 5 * recipe.epochs as u64).sum(), "training");
        let mut first: Option<Vec<f64>> = None;
        println!("{:<20}  {:>5}  {:>5}  {:>10}  {:>5}  {:>8}", "", "wrong", "s.e.", "difference", "s.e.", "together");
        for (name, recipe) in tricks {
            let networks = train_five(&recipe, part, &bar)?;
            let wrong = per_cent_each(&networks, validation)?;
            let all = per_cent_wrong(together(&networks, validation.x)?.view(), validation.labels)?;
            let base = first.get_or_insert_with(|| wrong.clone());
            let difference: Vec<f64> = wrong.iter().zip(base).map(|(wrong, base)| wrong - *base).collect();
            let ((mean, error), (less, its)) = (mean_and_error(&wrong), mean_and_error(&difference));
            let row = format!("{name:<20}  {mean:>5.3}  {error:>5.3}  {less:>10.3}  {its:>5.3}  {all:>8.2}");
            bar.suspend(|| println!("{row}"));
        }
        bar.finish_and_clear();
        // ANCHOR_END: tricks
    }

    if long_step(
        "One look at the test digits",
        "Two recipes, all 60 000 digits, seeds 0 to 4; then the sealed 10 000.",
        15,
    ) {
        // ANCHOR: test
        let bar = progress(5 * (PLAIN.epochs + DISTORTED.epochs) as u64, "training");
        let plain = train_five(&PLAIN, digits.all(), &bar)?;
        let distorted = train_five(&DISTORTED, digits.all(), &bar)?;
        bar.finish_and_clear();
        let test = read("t10k")?;
        println!(
            "{:<9}  {}  {:>5}  {:>5}  {:>8}",
            "",
            (0..5).map(|seed| format!("seed {seed}")).collect::<Vec<_>>().join("  "),
            "mean",
            "s.e.",
            "together"
        );
        for (name, networks) in [("plain", &plain), ("distorted", &distorted)] {
            let wrong = per_cent_each(networks, test.all())?;
            let all = per_cent_wrong(together(networks, test.x.view())?.view(), &test.labels)?;
            let (mean, error) = mean_and_error(&wrong);
            let row = wrong.iter().map(|wrong| format!("{wrong:>6.2}")).collect::<Vec<_>>().join("  ");
            println!("{name:<9}  {row}  {mean:>5.3}  {error:>5.3}  {all:>8.2}");
        }
        let answers = together(&distorted, test.x.view())?;
        let answers: Vec<usize> = answers.columns().into_iter().map(class_of).collect();
        let wrong: Vec<usize> = (0..answers.len()).filter(|j| answers[*j] != test.labels[*j]).collect();
        println!("wrong of the five together: {} of {}", wrong.len(), answers.len());
        let captions: Vec<String> = wrong.iter().map(|j| format!("{} → {}", test.labels[*j], answers[*j])).collect();
        draw("wrong", figure::captioned_images(test.x.select(Axis(1), &wrong).t(), SIDE, &captions)?)?;
        // ANCHOR_END: test
        figures.push("wrong");
    }

    if long_step(
        "All digits on one map",
        "70 000 pictures: 50 principal directions, then t-SNE; each thirtieth is drawn.",
        5,
    ) {
        // ANCHOR: map
        let test = read("t10k")?;
        let pictures = digits.x.axis_iter(Axis(1)).chain(test.x.axis_iter(Axis(1))).flatten();
        let pictures = pictures.map(|ink| f64::from(*ink)).collect();
        let labels = [&digits.labels[..], &test.labels].concat();
        let shape = (SIDE * SIDE, labels.len()).f(); // picture after picture, as they were collected
        let x = Array2::from_shape_vec(shape, pictures).map_err(|error| Error::Data { problem: error.to_string() })?;
        let pca = Pca::fit(x.view(), 50)?;
        let x = pca.transform(x.view())?;
        println!("variance that 50 directions keep  {:.1} %", 100.0 * pca.ratios.sum());
        let map = Tsne::default().fit(x.view())?;
        println!("KL of {} digits  {:.3}", labels.len(), map.kl_divergence);
        let some: Vec<usize> = (0..labels.len()).step_by(30).collect();
        let (x, y) = (x.select(Axis(1), &some), map.y.select(Axis(1), &some));
        println!("trustworthiness of {}  {:.3}", some.len(), trustworthiness(x.view(), y.view(), 12)?);
        let labels: Vec<usize> = some.iter().map(|j| labels[*j]).collect();
        let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        let panels = [("PCA", x.slice(s![..2, ..])), ("t-SNE", y.view())];
        draw("map", figure::projections(&panels.map(|(name, y)| Projection { name, y }), &labels, &names)?)?;
        // ANCHOR_END: map
        figures.push("map");
    }

    drawn(&figures);
    Ok(())
}
