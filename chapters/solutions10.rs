//! Solutions to the exercises of chapter 10.

mod talk;

use ann::data::{Dataset, Scaler, Target, Task, one_hot, read_csv};
use ann::projection::Pca;
use ann::{Activation, Architecture, Cache, Cost, Dropout, Gradients, Layer, Loss, Model, Network, Optimizer};
use ann::{OptimizerState, Rng, Trainer, backward, forward, rng};
use ndarray::{Array2, Axis, array};
use rand::RngExt;
use talk::{step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// J of one linear neuron that learns y from x by 10 steps of plain descent.
fn after_ten_steps(x: &Array2<f64>, y: &Array2<f64>, learning_rate: f64) -> ann::Result<f64> {
    let w = Array2::zeros((1, x.nrows()));
    let layer = Layer { w, b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
    let mut network = Network::from_layers(vec![layer])?;
    let (cost, mut cache) = (Cost::from(Loss::MeanSquaredError), Cache::default());
    let mut gradients = Gradients::new(&network, x.ncols());
    let mut state = OptimizerState::new(Optimizer::Sgd, &network)?;
    for _ in 0..10 {
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        backward(&network, y.view(), &cost, &cache, &mut gradients)?;
        state.step(&mut network, &gradients, learning_rate)?;
    }
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    cost.value(&network, &cache, y.view())
}

/// The middle half of each feature: its median, and the distance between its quartiles.
fn quartiles(x: &Array2<f64>) -> ann::Result<Scaler> {
    let (mut shift, mut scale) = (Vec::new(), Vec::new());
    for row in x.rows() {
        let mut values = row.to_vec();
        values.sort_by(f64::total_cmp);
        let at = |part: f64| values[(part * (values.len() - 1) as f64).round() as usize];
        shift.push(at(0.5));
        scale.push(at(0.75) - at(0.25));
    }
    Scaler::from_parts(shift, scale)
}

fn main() -> ann::Result<()> {
    title(10, "Data: solutions");

    step("Exercise 1", "Four values scaled in two ways, and a fifth that comes later.");
    // ANCHOR: exercise-1
    let x = array![[2.0, 4.0, 4.0, 10.0]];
    for (name, scaler) in [("standard", Scaler::standard(x.view())?), ("min–max", Scaler::min_max(x.view())?)] {
        let [old, new] = [x.view(), array![[13.0]].view()].map(|x| scaler.transform::<f64>(x));
        println!("{name:<8}  {:.6}  13 becomes {:.6}", old?.row(0), new?[[0, 0]]);
    }
    // ANCHOR_END: exercise-1

    step(
        "Exercise 2",
        "60 samples, 6 of them rare, 15 for the test: how often no rare one is among these, of 5000 splits.",
    );
    // ANCHOR: exercise-2
    let rare: Vec<usize> = (0..60).map(|i| usize::from(i < 6)).collect();
    let names = vec!["common".to_owned(), "rare".to_owned()];
    // The same column once as classes and once as numbers, which are not spread by class.
    let column = Array2::from_shape_fn((1, 60), |(_, i)| rare[i] as f64);
    let ways = [("plain", Target::Values(column.clone())), ("stratified", Target::Classes { labels: rare, names })];
    for (name, target) in ways {
        let dataset = Dataset::new(column.clone(), target)?;
        let (mut none, mut random) = (0, rng(1));
        for _ in 0..5000 {
            let [_, test] = dataset.split([0.75, 0.25], &mut random)?;
            none += u32::from(test.x.sum() == 0.0);
        }
        println!("{name:<10}  {:.3}", f64::from(none) / 5000.0);
    }
    let pencil: f64 = (0..6).map(|i| f64::from(45 - i) / f64::from(60 - i)).product();
    println!("{:<10}  {pencil:.3}", "by pencil");
    // ANCHOR_END: exercise-2

    step(
        "Exercise 3",
        "Wine, the proline of one training sample typed with three zeros too many: how wide the others' proline is \
         once scaled (a standard deviation), and the test accuracy, mean of 20 seeds.",
    );
    // ANCHOR: exercise-3
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let trainer = Trainer { epochs: 50, ..Trainer::default() };
    type Fit = fn(&Array2<f64>) -> ann::Result<Scaler>;
    let ways: [(&str, Fit); 3] = [
        ("min–max", |x| Scaler::min_max(x.view())),
        ("standardised", |x| Scaler::standard(x.view())),
        ("quartiles", quartiles),
    ];
    println!("{:<13}  {:>7}  {:>8}", "", "width", "accuracy");
    for (name, fit) in ways {
        let (mut width, mut accuracy) = (0.0, 0.0);
        for seed in 0..20 {
            let [mut train, test] = wine.split([0.75, 0.25], &mut rng(seed))?;
            train.x[[12, 0]] *= 1000.0;
            let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut rng(seed))?;
            model.scaler = fit(&train.x)?;
            model.train(&trainer, &train, None, &mut rng(seed))?;
            width += model.scaled(&test)?.0.row(12).std(0.0) / 20.0;
            accuracy += model.score(&test)? / 20.0;
        }
        println!("{name:<13}  {width:>7.4}  {accuracy:>8.3}");
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "A city out of three as one number and one-hot: R² of one linear neuron.");
    // ANCHOR: exercise-4
    let mut random: Rng = rng(1);
    let cities: Vec<usize> = (0..300).map(|_| random.random_range(0..3)).collect();
    let rents = Array2::from_shape_fn((1, 300), |(_, i)| [10.0, 25.0, 12.0][cities[i]] + random.random::<f64>());
    let as_number = Array2::from_shape_fn((1, 300), |(_, i)| cities[i] as f64);
    let linear = Architecture { hidden: vec![], ..Architecture::default() };
    for (name, x) in [("one number", as_number), ("one-hot", one_hot(&cities, 3))] {
        let [train, test] = Dataset::new(x, Target::Values(rents.clone()))?.split([0.75, 0.25], &mut rng(2))?;
        let (model, _) = Model::<f64>::fit(&linear, &Trainer::default(), &train, &mut rng(3))?;
        println!("{name:<10}  {:>6.3}", model.score(&test)?);
    }
    // ANCHOR_END: exercise-4

    step("Exercise 5", "A word as a column of W, forwards and backwards, without a single product with 0 or 1.");
    // ANCHOR: exercise-5
    let (w, dz) = (array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[0.3, -0.6, 0.9], [0.0, 1.5, -0.3]]);
    let cities = [1, 1, 0];
    let x = one_hot::<f64>(&cities, 3);
    let mut dw = Array2::<f64>::zeros((2, 3));
    for (sample, &city) in cities.iter().enumerate() {
        let mut column = dw.column_mut(city);
        column += &(&dz.column(sample) / 3.0);
    }
    println!("by the product: W X =\n{}\ndW =\n{:5.2}", w.dot(&x), dz.dot(&x.t()) / 3.0);
    println!("by the column:  W X =\n{}\ndW =\n{dw:5.2}", w.select(Axis(1), &cities));
    // ANCHOR_END: exercise-5

    step("Exercise 6", "Wine standardised and whitened: steepest and flattest direction, and J after 10 steps.");
    // ANCHOR: exercise-6
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let standardised: Array2<f64> = Scaler::standard(wine.x.view())?.transform(wine.x.view())?;
    let pca = Pca::fit(standardised.view(), 13)?;
    let scores = pca.transform(standardised.view())?;
    let whitened: Array2<f64> = Scaler::standard(scores.view())?.transform(scores.view())?;
    let y = one_hot::<f64>(labels(&wine), 3).select(Axis(0), &[0]);
    println!("{:<13}  {:>8}  {:>8}  {:>7}", "", "steepest", "flattest", "J(10)");
    for (name, x) in [("standardised", &standardised), ("whitened", &whitened)] {
        // The features have mean 0, so the bias is a direction of its own, of curvature 1.
        let curvatures = Pca::fit(x.view(), 13)?.variances * (177.0 / 178.0);
        let (steepest, flattest) = (curvatures[0].max(1.0), curvatures[12].min(1.0));
        println!("{name:<13}  {steepest:>8.4}  {flattest:>8.4}  {:>7.4}", after_ten_steps(x, &y, 1.0 / steepest)?);
    }
    // ANCHOR_END: exercise-6
    Ok(())
}
