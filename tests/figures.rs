//! Every figure: well formed, inside its frame, told in words, small, the same twice, readable on every theme of the book.

mod common;

use ann::data::{Dataset, Target, synthetic};
use ann::figure::palette::{ALL, BACKGROUND, Colour, INK, MUTED, SERIES};
use ann::figure::{self, LossScale, Projection, Series};
use ann::metrics::{ConfusionMatrix, Evaluation};
use ann::{Epoch, Figure, History, Model, Trainer, rng};
use common::message;
use ndarray::{Array2, array};

fn history(train: &[f64], validation: &[f64]) -> History {
    let at = |loss: f64| Evaluation { loss, metric: 0.5 };
    let epochs = train.iter().enumerate().map(|(k, &loss)| Epoch {
        epoch: k + 1,
        learning_rate: 0.01,
        train: at(loss),
        validation: validation.get(k).map(|&loss| at(loss)),
    });
    History { epochs: epochs.collect(), best_epoch: train.len() }
}

fn spirals() -> (Model<f64>, Dataset) {
    let spirals = synthetic::spirals(300, 3, 0.03, &mut rng(0)).unwrap();
    let trainer = Trainer { epochs: 60, ..Trainer::default() };
    (Model::fit(&trainer, &spirals, &mut rng(0)).unwrap().0, spirals)
}

fn labels(dataset: &Dataset) -> (&[usize], &[String]) {
    match &dataset.target {
        Target::Classes { labels, names } => (labels, names),
        Target::Values(_) => panic!("classes were expected"),
    }
}

/// One of each kind, of ordinary data.
fn all() -> Vec<(&'static str, Figure)> {
    let (model, data) = spirals();
    let (labels, names) = labels(&data);
    let (train, validation): (Vec<f64>, Vec<f64>) =
        (1..=60).map(f64::from).map(|k| (1.0 / k, 0.3 + (k - 20.0).powi(2) / 2000.0)).unzip();
    let hidden = model.network.activations(2, model.scaled(&data).unwrap().0.view()).unwrap();
    let losses = Array2::from_shape_fn((3, 40), |(seed, epoch)| (1.0 + seed as f64 / 5.0) / (epoch + 1) as f64);
    let series =
        ["sgd", "momentum", "rmsprop", "adam"].map(|name| Series { name: name.to_owned(), losses: losses.clone() });
    let rates = [(1e-4, 2.0), (1e-3, 0.3), (1e-2, 0.01), (1e-1, 0.5), (1.0, f64::INFINITY)];
    let panels = [("features", &data.x), ("twice", &data.x)].map(|(name, y)| Projection { name, y: y.view() });
    let confusion = ConfusionMatrix::new(&model.predict_classes(data.x.view()).unwrap(), labels, names).unwrap();
    vec![
        ("loss", figure::loss_curve(&history(&train, &validation), LossScale::Linear).unwrap()),
        ("log loss", figure::loss_curve(&history(&train, &validation), LossScale::Logarithmic).unwrap()),
        ("race", figure::optimizer_race(&series).unwrap()),
        ("rates", figure::learning_rates(&rates).unwrap()),
        ("activations", figure::activation_functions().unwrap()),
        ("boundary", figure::decision_boundary(&model, &data).unwrap()),
        ("hidden", figure::layer_activations(hidden.view(), labels, names).unwrap()),
        ("projections", figure::projections(&panels, labels, names).unwrap()),
        ("confusion", figure::confusion_matrix(&confusion).unwrap()),
    ]
}

#[test]
fn figures_are_well_formed_small_and_told_in_words() {
    for (name, figure) in all() {
        let svg = figure.svg();
        let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        assert_eq!((root.attribute("class"), root.attribute("role")), (Some("ann-figure"), Some("img")), "{name}");
        assert_eq!(root.attribute("aria-label"), Some(figure.alt()), "{name}");
        assert!(figure.alt().chars().any(|c| c.is_ascii_digit()), "{name}: the words have numbers: {}", figure.alt());
        assert!(svg.len() < 150_000, "{name} has {} bytes", svg.len());
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        assert!(!svg.contains("http://") || svg.matches("http").count() == 1, "{name} refers to its name space only");
    }
}

#[test]
fn figures_are_the_same_twice() {
    assert_eq!(all(), all());
}

/// The numbers in an attribute of points.
fn numbers(text: &str) -> Vec<f64> {
    text.split([',', ' ']).filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn nothing_leaves_the_frame_and_text_is_large_enough() {
    for (name, figure) in all() {
        let document = roxmltree::Document::parse(figure.svg()).unwrap();
        let frame = numbers(document.root_element().attribute("viewBox").unwrap());
        let (width, height) = (frame[2], frame[3]);
        assert!(width <= 400.0, "{name} is drawn for a narrow page");
        for node in document.descendants().filter(|node| node.is_element()) {
            let number = |attribute| node.attribute(attribute).and_then(|value| value.parse::<f64>().ok());
            let points = numbers(node.attribute("points").unwrap_or_default());
            let places = points.chunks(2).map(|pair| (pair[0], pair[1]));
            let places = places.chain(number("cx").zip(number("cy"))).chain(number("x").zip(number("y")));
            for (x, y) in places {
                assert!((-1.0..=width + 1.0).contains(&x) && (-1.0..=height + 1.0).contains(&y), "{name}: ({x}, {y})");
            }
            if node.has_tag_name("text") {
                let size = number("font-size").unwrap();
                let text = node.text().unwrap_or_default().trim();
                assert!(size * 360.0 / width >= 12.0, "{name}: '{text}' has size {size} of {width}");
                let (length, turned) =
                    (text.chars().count() as f64 * size * 0.56, node.attribute("transform").is_some());
                let (from, to) = match node.attribute("text-anchor") {
                    Some("middle") => (-0.5, 0.5),
                    Some("end") => (-1.0, 0.0),
                    _ => (0.0, 1.0),
                };
                let x = number("x").unwrap();
                let inside = x + from * length >= -4.0 && x + to * length <= width + 4.0;
                assert!(turned || inside, "{name}: '{text}' is cut off at x = {x}");
            }
        }
    }
}

/// Relative luminance and contrast as WCAG 2 has them.
fn contrast(a: (u8, u8, u8), b: (u8, u8, u8)) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |(r, g, b)| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

#[test]
fn colours_keep_their_contrast_on_every_theme_of_the_book() {
    let light: [(&str, (u8, u8, u8)); 2] = [("Light", (255, 255, 255)), ("Rust", (225, 225, 219))];
    let dark = [("Coal", (20, 22, 23)), ("Navy", (22, 25, 35)), ("Ayu", (15, 20, 25))];
    let check = |pages: &[(&str, (u8, u8, u8))], of: fn(Colour) -> (u8, u8, u8)| {
        for (page, background) in pages {
            for colour in [INK, MUTED] {
                assert!(contrast(of(colour), *background) >= 4.5, "text {} on {page}", colour.name);
            }
            for colour in SERIES {
                assert!(contrast(of(colour), *background) >= 3.0, "line {} on {page}", colour.name);
            }
        }
    };
    check(&light, |colour| colour.light);
    check(&dark, |colour| colour.dark);
    check(&[("itself", BACKGROUND.light)], |colour| colour.light);
    check(&[("itself", BACKGROUND.dark)], |colour| colour.dark);
    // A role is told by its light colour in the style sheet, so no two may share one.
    let mut seen: Vec<_> = ALL.iter().map(|colour| colour.light).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ALL.len());
}

#[test]
fn figures_of_degenerate_data_are_drawn_or_refused() {
    let flat = history(&[0.5; 4], &[]);
    assert!(figure::loss_curve(&flat, LossScale::Linear).unwrap().svg().len() > 1000);
    assert!(figure::loss_curve(&history(&[0.5], &[0.5]), LossScale::Logarithmic).is_ok());
    assert!(message(figure::loss_curve(&history(&[], &[]), LossScale::Linear)).contains("empty"));
    assert!(message(figure::loss_curve(&history(&[1.0, f64::NAN], &[]), LossScale::Linear)).contains("NaN"));
    assert!(message(figure::loss_curve(&history(&[1.0, 0.0], &[]), LossScale::Logarithmic)).contains("logarithmic"));
    assert!(figure::loss_curve(&history(&[1e300, 1e-300], &[]), LossScale::Logarithmic).is_ok());
    assert!(message(figure::loss_curve(&history(&[f64::MAX, -f64::MAX], &[]), LossScale::Linear)).contains("too far"));

    assert!(message(figure::optimizer_race(&[])).contains("empty"));
    let nothing = Series { name: "sgd".to_owned(), losses: Array2::zeros((0, 3)) };
    assert!(message(figure::optimizer_race(&[nothing])).contains("'sgd' has no losses"));
    assert!(message(figure::learning_rates(&[(0.1, f64::NAN)])).contains("empty"));
    assert!(message(figure::learning_rates(&[(0.0, 1.0)])).contains("logarithmic"));

    let names = ["a".to_owned(), "b".to_owned()];
    let same = array![[1.0, 1.0], [2.0, 2.0]];
    let one = Projection { name: "one place", y: same.view() };
    assert!(figure::projections(&[one], &[0, 1], &names).is_ok());
    assert!(message(figure::projections(&[], &[0, 1], &names)).contains("no projection"));
    assert!(message(figure::layer_activations(Array2::zeros((3, 2)).view(), &[0], &names)).contains("a label"));
    let silent = figure::layer_activations(Array2::zeros((3, 2)).view(), &[0, 1], &names).unwrap();
    assert!(silent.alt().contains("3 neurons are 0 for every sample"));
    let empty = ConfusionMatrix::new(&[], &[], &names).unwrap();
    assert!(figure::confusion_matrix(&empty).is_ok());
    assert!(message(figure::confusion_matrix(&ConfusionMatrix::new(&[], &[], &[]).unwrap())).contains("not for 0"));

    let (model, _) = spirals();
    let point =
        Dataset::new(array![[1.0], [1.0]], Target::Classes { labels: vec![0], names: vec!["0".into()] }).unwrap();
    assert!(figure::decision_boundary(&model, &point).is_ok());
    let curve = synthetic::curve(5, 0.0, 1.0, |x| x, 0.0, &mut rng(0)).unwrap();
    assert!(message(figure::decision_boundary(&model, &curve)).contains("needs classes"));
}

#[test]
fn words_with_special_characters_are_escaped() {
    let names = ["a < b & \"c\"".to_owned(), "d".to_owned()];
    let matrix = ConfusionMatrix::new(&[0, 0], &[0, 1], &names).unwrap();
    let figure = figure::confusion_matrix(&matrix).unwrap();
    let document = roxmltree::Document::parse(figure.svg()).unwrap();
    assert_eq!(document.root_element().attribute("aria-label"), Some(figure.alt()));
    assert!(figure.alt().contains("d taken for a < b & \"c\": 1"));
}

#[test]
fn figures_are_saved_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("activations.svg");
    let figure = figure::activation_functions().unwrap();
    figure.save(&path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), figure.svg());
    assert!(message(figure.save(folder.path())).starts_with("cannot write"));
}
