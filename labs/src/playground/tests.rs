//! The playground beside the library's own training.

use super::*;
use ann::{Cost, Model, TrainingLoop};

#[test]
fn it_trains_as_the_library_does() {
    for settings in
        ["", "data=hills&layers=6:relu&rule=momentum&rate=0.02&l2=0.3", "data=xor&keep=0.8&batch=500&features=x1,x1x2"]
    {
        let mut playground = Playground::new(settings).unwrap();
        let setup = playground.setup.clone();
        let (_, [train, _]) = samples(&setup, None).unwrap();
        let (m, mut rng) = (train.x.ncols(), ann::rng(setup.seed));
        let mut same = network(&setup, &mut rng).unwrap();
        let cost = Cost { loss: setup.data.loss(), weight_decay: setup.l2 / m as f64 };
        let mut training = TrainingLoop::new(&same, m, setup.batch, cost, setup.rule).unwrap();
        for _ in 0..10 {
            training.epoch(&mut same, train.x.view(), train.y.view(), |_| setup.rate, &mut rng).unwrap();
        }
        let steps = training.steps_per_epoch() * 10;
        assert_eq!(playground.step(steps).unwrap(), steps);
        assert_eq!(playground.numbers().unwrap()[0], 10.0);
        for (l, layer) in (1..).zip(same.layers()) {
            let apart = (&layer.w - &playground.network.layer(l).w).mapv(f32::abs).fold(0.0, |a: f32, b| a.max(*b));
            assert!(apart < 1e-5, "{settings}: layer {l} is {apart} apart");
        }
    }
}

#[test]
fn it_learns_the_moons_and_the_hills() {
    let mut moons = Playground::new("").unwrap();
    moons.step(16 * 200).unwrap();
    assert!(moons.numbers().unwrap()[4] > 0.97);
    let mut hills = Playground::new("data=hills&noise=0").unwrap();
    hills.step(16 * 500).unwrap();
    assert!(hills.numbers().unwrap()[4] > 0.9, "{:?}", hills.numbers());
}

#[test]
fn the_weights_stay_where_they_can_and_come_back_with_their_seed() {
    let mut playground = Playground::new("").unwrap();
    let fresh = playground.weights();
    playground.step(30).unwrap();
    let learnt = playground.weights();
    assert!(playground.change("rate=0.5&rule=sgd&batch=7&keep=0.5").unwrap());
    assert_eq!(playground.weights(), learnt);
    playground.step(3).unwrap();
    assert!(playground.change("layers=3").is_ok_and(|stayed| !stayed));
    assert!(!playground.change("").unwrap());
    assert_eq!(playground.weights(), fresh);
    assert!(playground.change("data=none").is_err());
    assert_eq!(playground.weights(), fresh);
}

#[test]
fn it_stops_where_it_shall_and_tells_a_divergence() {
    let mut playground = Playground::new("stop=2").unwrap();
    assert_eq!(playground.step(1000).unwrap(), 2 * 13);
    assert!(playground.is_over());
    let mut wild = Playground::new("data=slope&rule=sgd&rate=90&layers=4:relu").unwrap();
    let _ = wild.step(400);
    let told = wild.numbers().unwrap_err().to_string();
    assert!(told.contains("the learning rate 90 is probably too large"), "{told}");
}

#[test]
fn a_penalty_on_sizes_pulls_each_weight_as_strongly() {
    let one_step = |l1: f32| {
        let settings = format!("rule=sgd&rate=0.5&batch=2000&layers=3&l1={l1}");
        let mut playground = Playground::new(&settings).unwrap();
        playground.set_weight(1, 0, 0, 0.0).unwrap();
        let before = playground.weights();
        playground.step(1).unwrap();
        (before, playground.weights())
    };
    let ((before, without), (_, with)) = (one_step(0.0), one_step(4.0));
    let mut pulled = 0;
    for (k, w) in before.into_iter().enumerate() {
        let is_bias = k == 12 || (k < 9 && k % 3 == 2);
        let pull = if is_bias || w == 0.0 { 0.0 } else { w.signum() * 0.5 * 4.0 / 400.0 };
        assert!((without[k] - with[k] - pull).abs() < 1e-6, "number {k}");
        pulled += usize::from(pull != 0.0);
    }
    assert_eq!(pulled, 8);
}

#[test]
fn planes_and_answers_agree_and_a_weight_can_be_written() {
    let mut playground = Playground::new("features=x1,x2,sinx1&layers=3").unwrap();
    assert_eq!(playground.sizes(), [3, 3, 1]);
    let planes = playground.planes(8).unwrap();
    assert_eq!(planes.len(), 7 * 64);
    let place = data::grid(8).nth(13).unwrap();
    assert!((planes[6 * 64 + 13] - playground.answer(place[0], place[1]).unwrap()).abs() < 1e-6);
    for (neuron, (l, i)) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0)].into_iter().enumerate() {
        let plane = playground.plane(l, i, 8).unwrap();
        let apart = plane.iter().zip(&planes[neuron * 64..]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6, "{l} {i}");
    }
    playground.set_weight(1, 2, 3, 0.75).unwrap(); // its bias
    assert_eq!(playground.weights()[11], 0.75);
    playground.set_weight(2, 0, 1, -2.0).unwrap();
    assert_eq!(playground.weights()[13], -2.0);
    assert!(playground.set_weight(1, 3, 0, 1.0).is_err() && playground.set_weight(1, 0, 4, 1.0).is_err());
    assert!(playground.set_weight(0, 0, 0, 1.0).is_err() && playground.set_weight(1, 0, 0, f32::NAN).is_err());
    assert!(playground.plane(3, 0, 8).is_err() && playground.plane(1, 3, 8).is_err());
}

/// Programs that the playground writes, kept here to be compiled with the tests.
#[allow(dead_code, reason = "each has a `main` of its own")]
mod programs {
    mod classes;
    mod hills;
    mod playground;
    mod sparse;
    mod values;
}

#[test]
fn the_programs_are_those_that_are_compiled() {
    let of_table = |name| {
        let mut playground = Playground::new("").unwrap();
        playground.load(&book_table(name), name).unwrap();
        playground
    };
    let programs = [
        ("playground.rs", Playground::new("").unwrap(), include_str!("tests/programs/playground.rs")),
        ("hills.rs", Playground::new("data=hills").unwrap(), include_str!("tests/programs/hills.rs")),
        ("sparse.rs", Playground::new("l1=0.3&layers=4").unwrap(), include_str!("tests/programs/sparse.rs")),
        ("classes.rs", of_table("wine.csv"), include_str!("tests/programs/classes.rs")),
        ("values.rs", of_table("diabetes.csv"), include_str!("tests/programs/values.rs")),
    ];
    for (file, playground, compiled) in programs {
        let program = playground.code();
        assert_eq!(program, compiled, "write this into labs/src/playground/tests/programs/{file}:\n{program}");
    }
}

/// The text of one of the book's tables.
fn book_table(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A table of two columns with classes, in units of its own.
fn lengths() -> String {
    let mut rng = ann::rng(5);
    let moons = ann::data::synthetic::moons(200, 0.2, &mut rng).unwrap();
    let Target::Classes { labels, .. } = &moons.target else { unreachable!() };
    let rows = moons.x.columns().into_iter().zip(labels);
    let rows = rows.map(|(x, &label)| format!("{},{},{}\n", 30.0 + 7.0 * x[0], 0.02 * x[1], ["no", "yes"][label]));
    "length,width,kind\n".to_owned() + &rows.collect::<String>()
}

/// How far the playground's answers for its samples are from those of a model file that the library reads with the table.
fn apart(playground: &Playground, table: &str) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let (file, csv) = (folder.path().join("model.safetensors"), folder.path().join("table.csv"));
    std::fs::write(&file, playground.model_file().unwrap()).unwrap();
    std::fs::write(&csv, table).unwrap();
    let ann::PreparedModel::<f32> { model, preparation } = ann::PreparedModel::load(&file).unwrap();
    let x = preparation.read(&csv, &ann::data::ReadOptions::default(), |_| ()).unwrap();
    let x = preparation.apply(x).unwrap();
    let places = playground.view.places(x.view()).unwrap();
    let answer = |place: ndarray::ArrayView1<f64>| f64::from(playground.answer(place[0], place[1]).unwrap());
    let answers = places.columns().into_iter().map(answer);
    let theirs: Vec<f64> = match &model.answer {
        ann::OutputKind::Classes(_) => model.predict_proba(x.view()).unwrap().row(1).to_vec(),
        ann::OutputKind::Values(scaler) => {
            let y = model.predict_values(x.view()).unwrap();
            scaler.transform::<f64>(y.view()).unwrap().row(0).to_vec()
        }
    };
    assert_eq!(theirs.len(), answers.len());
    answers.zip(theirs).map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f64::max)
}

#[test]
fn a_model_file_gives_the_answers_of_the_playground() {
    let tables = [(lengths(), 100), (book_table("wine.csv"), 40), (book_table("diabetes.csv"), 60)];
    for (table, epochs) in tables {
        let mut playground = Playground::new("layers=6:relu,4:tanh&keep=0.9").unwrap();
        playground.load(&table, "table.csv").unwrap();
        for _ in 0..epochs {
            playground.step(playground.steps_left()).unwrap();
        }
        let apart = apart(&playground, &table);
        assert!(apart < 1e-6, "{}: {apart}", playground.table());
        // Opened again it is the same network, and it can go on.
        let (file, learnt) = (playground.model_file().unwrap(), playground.weights());
        playground.again().unwrap();
        assert_ne!(playground.weights(), learnt);
        playground.open_model(&file, "model.safetensors").unwrap();
        let far = playground.weights().iter().zip(&learnt).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(far < 1e-6, "{far}");
        let opened = playground.weights();
        assert_eq!(playground.step(30).unwrap(), 30);
        playground.again().unwrap();
        assert_eq!(playground.weights(), opened);
    }
}

#[test]
fn a_model_of_the_library_comes_into_the_window() {
    use ann::{Architecture, Trainer};
    let (table, folder) = (lengths(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("table.csv");
    std::fs::write(&csv, &table).unwrap();
    let data = ann::data::read_csv(&csv, "kind", ann::data::Task::Classify).unwrap();
    let architecture = Architecture { hidden: vec![5, 3], ..Architecture::default() };
    let trainer = Trainer { epochs: 40, ..Trainer::default() };
    let (model, _) = Model::<f32>::fit(&architecture, &trainer, &data, &mut ann::rng(1)).unwrap();
    let file = folder.path().join("model");
    model.save(&file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let mut playground = Playground::new("").unwrap();
    playground.load(&table, "table.csv").unwrap();
    playground.open_model(&bytes, "model").unwrap();
    assert_eq!(playground.sizes(), [2, 5, 3, 1]);
    let places = playground.view.places(data.x.view()).unwrap();
    for (place, a) in places.columns().into_iter().zip(model.predict_proba(data.x.view()).unwrap().row(1)) {
        let answer = f64::from(playground.answer(place[0], place[1]).unwrap());
        assert!((answer - a).abs() < 1e-5, "{answer} {a}");
    }
}

#[test]
fn a_model_that_cannot_be_shown_is_told_why() {
    use ann::{Architecture, Trainer};
    let fit = |data: &Dataset, hidden: &[usize]| {
        let architecture = Architecture { hidden: hidden.to_vec(), ..Architecture::default() };
        let trainer = Trainer { epochs: 1, ..Trainer::default() };
        format::write(&Model::fit(&architecture, &trainer, data, &mut ann::rng(1)).unwrap().0)
    };
    let wine = table::read(&book_table("wine.csv"), "wine.csv").unwrap();
    let moons = ann::data::synthetic::moons(60, 0.2, &mut ann::rng(1)).unwrap();
    let blobs = ann::data::synthetic::blobs(60, 3, 0.2, &mut ann::rng(1)).unwrap();
    let (own, window) = (Some(book_table("wine.csv")), None);
    for (table, bytes, told) in [
        (&window, fit(&wine, &[4]), "m: not a usable model for the playground: it reads 13 columns"),
        (&window, fit(&moons, &[13]), "its hidden layers have 13 neurons"),
        (&window, fit(&moons, &[2; 7]), "up to 6 hidden layers"),
        (&window, fit(&blobs, &[4]), "it tells 3 classes apart"),
        (&own, fit(&wine, &[2]), "does not read the principal components"),
        (&Some(lengths()), fit(&moons, &[2]), "it reads 'x1', 'x2', and the table has 'length' and 'width'"),
        (&Some(book_table("diabetes.csv")), fit(&moons, &[2]), "principal components"),
        (&window, vec![1, 2, 3], "m: not a usable model file"),
    ] {
        let mut playground = Playground::new("").unwrap();
        table.iter().for_each(|table| playground.load(table, "t").unwrap());
        let weights = playground.weights();
        let refused = playground.open_model(&bytes, "m").unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
        assert_eq!(playground.weights(), weights);
    }
    let refused = Playground::new("features=x1,x1x2").unwrap().model_file().unwrap_err().to_string();
    assert!(refused.contains("choose no other features"), "{refused}");
    let mut hills = Playground::new("data=hills").unwrap();
    assert!(
        hills.open_model(&fit(&moons, &[2]), "m").unwrap_err().to_string().contains("the samples here have numbers")
    );
}

#[test]
fn a_table_can_be_looked_at_in_many_ways() {
    let mut playground = Playground::new("").unwrap();
    let refused = playground.change("data=own-classes").unwrap_err().to_string();
    assert!(refused.contains("no address carries a table"), "{refused}");
    playground.load(&book_table("wine.csv"), "wine.csv").unwrap();
    assert_eq!(playground.classes().len(), 3);
    assert!(
        playground
            .table()
            .starts_with("178 rows: x₁ and x₂ are the first two principal components of 13 columns, with 5")
    );
    assert!(playground.table().contains("1 is 'cultivar_2', 0 is 'not cultivar_2'"), "{}", playground.table());
    assert!(!playground.change("data=own-classes&class=3&seed=4").unwrap());
    assert!(playground.table().contains("0 is 'not cultivar_3'"));
    assert!(playground.change("data=own-classes&class=4").is_err());
    let points = [playground.points(false), playground.points(true)].concat();
    assert_eq!(points.len(), 3 * 178);
    assert_eq!(points.iter().skip(2).step_by(3).sum::<f32>(), 48.0); // of cultivar 3
    assert!(points.iter().all(|x| x.abs() <= data::WINDOW as f32));
    let wrong = playground.load("a,b,y\n1,2\n", "t").unwrap_err().to_string();
    assert!(wrong.contains("row 1 (line 2)") && playground.table().starts_with("178 rows"), "{wrong}");
    for _ in 0..60 {
        playground.step(playground.steps_left()).unwrap();
    }
    assert!(playground.numbers().unwrap()[4] > 0.9);
}
