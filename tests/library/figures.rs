//! Every figure: well formed, inside its frame, told in words, small, the same twice, readable on every theme of the book.

use crate::common::message;
use ann::data::{Dataset, Target, synthetic};
use ann::figure::palette::{ALL, BACKGROUND, Colour, INK, MUTED, SERIES, diverging, sequential};
use ann::figure::{self, Lines, Path, Projection, Scale, Series, Signals};
use ann::metrics::{Calibration, ConfusionMatrix, Evaluation};
use ann::model::Importance;
use ann::{Activation, Architecture, Epoch, Figure, History, Init, Metric, Model, Network, Trainer, rng};
use ndarray::{Array2, array};

fn history(train: &[f64], validation: &[f64]) -> History {
    let at = |loss: f64| Evaluation { loss, metric: Metric::Accuracy(0.5) };
    let epochs = train.iter().enumerate().map(|(k, &loss)| Epoch {
        epoch: k + 1,
        learning_rate: 0.01,
        train: at(loss),
        validation: validation.get(k).map(|&loss| at(loss)),
    });
    History { epochs: epochs.collect(), kept_epoch: train.len() }
}

fn spirals() -> (Model<f64>, Dataset) {
    let spirals = synthetic::spirals(300, 3, 0.03, &mut rng(0)).unwrap();
    let trainer = Trainer { epochs: 60, ..Trainer::default() };
    (Model::fit(&Architecture::default(), &trainer, &spirals, &mut rng(0)).unwrap().0, spirals)
}

fn labels(dataset: &Dataset) -> (&[usize], &[String]) {
    match &dataset.target {
        Target::Classes { labels, names } => (labels, names),
        Target::Values(_) => panic!("classes were expected"),
    }
}

fn panels_of(model: &Model<f64>) -> Vec<(String, &Model<f64>)> {
    [1, 5, 20, 60].map(|epoch| (format!("epoch {epoch}"), model)).to_vec()
}

/// The figures of chapters 1 to 8, of ordinary data.
fn of_the_parts() -> Vec<(&'static str, Figure)> {
    let network = Network::<f64>::new(&[4, 30, 3], Activation::Relu, Activation::Softmax, &mut rng(1)).unwrap();
    let digits = Init::HeNormal.weights::<f64>(40, 64, &mut rng(2)).unwrap();
    let signals =
        [("normal 0.01", 0.01), ("He", 1.0), ("twice He", 2.0), ("ten times", 10.0)].map(|(name, scale)| Signals {
            name: name.to_owned(),
            layers: (1..=5_i32).map(|l| (l as usize, digits.mapv(|w| w * 6.0 * f64::powi(scale, l)))).collect(),
        });
    let mut random = rng(3);
    let masks = [("hidden layer 1", 8, 30), ("hidden layer 2", 4, 30)].map(|(name, n, m)| {
        let mut mask = Array2::from_elem((n, m), true);
        ann::dropout::draw(mask.view_mut(), 0.7, &mut random);
        (name.to_owned(), mask)
    });
    let loss = |x: f64, y: f64| (x - 1.0).powi(2) + 20.0 * (y + 1.0).powi(2);
    let path = |name: &str, rate: f64| {
        let mut at = (-2.0, 1.0);
        let points = (0..40).map(|_| {
            let from = at;
            at = (at.0 - rate * 2.0 * (at.0 - 1.0), at.1 - rate * 40.0 * (at.1 + 1.0));
            from
        });
        Path { name: name.to_owned(), points: points.collect() }
    };
    let decay = |rate: f64| (1..=30).map(|k| 2.3 * f64::exp(-rate * f64::from(k))).collect::<Vec<f64>>();
    let runs = [
        (1e-4, decay(0.001)),
        (1e-2, decay(0.2)),
        (1e-1, decay(0.05)),
        (1.0, decay(-1.0)),
        (10.0, vec![9.0, f64::NAN]),
    ];
    let norms = Array2::from_shape_fn((4, 50), |(l, k)| f64::powi(0.2, 4 - l as i32) / (1.0 + k as f64 / 10.0));
    let errors = [1, 4, 16, 64, 256].map(|m| (f64::from(m), 1.0 / f64::from(m).sqrt())).to_vec();
    let law = Lines {
        x: "batch size",
        y: "relative error",
        x_scale: Scale::Logarithmic,
        y_scale: Scale::Logarithmic,
        marks: true,
        series: vec![("measured".to_owned(), errors.clone()), ("1 / √m".to_owned(), errors)],
    };
    let ring = |s: usize| Array2::from_shape_fn((4, 4), |(r, k)| 1 + (r + 4 - k) % 4 + s - s.min(3)).mapv(|n| n.min(4));
    vec![
        ("ring", figure::ring(&[Array2::ones((4, 4)), ring(1), ring(5)]).unwrap()),
        (
            "network",
            figure::network_diagram(&network, &["alcohol", "ash", "hue", "proline"], &["1", "2", "3"]).unwrap(),
        ),
        ("signals", figure::pre_activations(&signals).unwrap()),
        ("masks", figure::dropout_masks(&masks).unwrap()),
        ("weights", figure::weight_images(digits.view(), 8).unwrap()),
        (
            "paths",
            figure::descent_paths(
                &loss,
                [(-3.0, 3.0), (-2.0, 2.0)],
                ("w1", "w2"),
                &[path("sgd", 0.045), path("slow", 0.01), path("wild", 0.0502)],
            )
            .unwrap(),
        ),
        (
            "dots",
            figure::dots(
                "GF/s",
                Scale::Logarithmic,
                &[("slow".to_owned(), 1.3), ("the fastest of all".to_owned(), 136.0)],
            )
            .unwrap(),
        ),
        ("rate curves", figure::rate_curves(&runs).unwrap()),
        ("gradient norms", figure::gradient_norms(norms.view(), "epoch").unwrap()),
        ("lines", figure::lines(&law).unwrap()),
    ]
}

/// What is drawn of a model's answers.
fn of_judgement() -> Vec<(&'static str, Figure)> {
    let sure = |k: u32| 0.5 + f64::from(k) / 200.0;
    let calibration = |wrong: u32| {
        let right: Vec<bool> = (0..100).map(|k| k % wrong != 0).collect();
        Calibration::new(&(0..100).map(sure).collect::<Vec<_>>(), &right, 10).unwrap()
    };
    let importance = |column: &str, fall, error| Importance { column: column.to_owned(), fall, error };
    let importances = [
        importance("a column of a long, long name", 0.02, 0.03),
        importance("length", 0.3, 0.01),
        importance("noise", -0.01, 0.005),
    ];
    let points: Vec<(f64, f64)> = (0..60).map(f64::from).map(|k| (k, k + (k * 1.7).sin() * 5.0)).collect();
    vec![
        ("reliability", figure::reliability(&[("a", &calibration(4)), ("b", &calibration(7))]).unwrap()),
        ("predictions", figure::predictions("price", &points).unwrap()),
        ("importances", figure::importances("accuracy", &importances, 10).unwrap()),
    ]
}

/// One of each kind, of ordinary data, and what those that gain by more room are on a wide page.
fn all() -> Vec<(&'static str, Figure)> {
    let mut figures = in_a_column();
    let wide = figures.iter().filter_map(|(name, figure)| Some((*name, figure.wide()?))).collect::<Vec<_>>();
    figures.extend(wide);
    figures
}

fn in_a_column() -> Vec<(&'static str, Figure)> {
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
    let curve = synthetic::curve(80, -3.0, 3.0, f64::sin, 0.2, &mut rng(5)).unwrap();
    let fit = ("fit".to_owned(), (-30..=30).map(|k| f64::from(k) / 10.0).map(|x| (x, x.sin())).collect());
    let moons = synthetic::moons(200, 0.1, &mut rng(6)).unwrap();
    let mut figures = vec![
        ("loss", figure::loss_curve(&history(&train, &validation), Scale::Linear).unwrap()),
        ("log loss", figure::loss_curve(&history(&train, &validation), Scale::Logarithmic).unwrap()),
        ("race", figure::optimizer_race(&series).unwrap()),
        ("rates", figure::learning_rates(&rates).unwrap()),
        ("activations", figure::activation_functions().unwrap()),
        ("boundary", figure::decision_boundary(&model, &data, None).unwrap()),
        ("boundary with test", figure::decision_boundary(&model, &data, Some(&data)).unwrap()),
        ("boundaries", figure::decision_boundaries(&panels_of(&model), &data).unwrap()),
        ("samples", figure::samples(&[("spirals".to_owned(), &data), ("moons".to_owned(), &moons)]).unwrap()),
        ("fit", figure::fitted_curve(&curve, &[fit]).unwrap()),
        ("ranges", figure::feature_ranges(&data, model.scaled(&data).unwrap().0.view()).unwrap()),
        ("hidden", figure::layer_activations(hidden.view(), labels, names).unwrap()),
        ("projections", figure::projections(&panels, labels, names).unwrap()),
        ("confusion", figure::confusion_matrix(&confusion).unwrap()),
    ];
    figures.extend(of_judgement());
    figures.extend(of_the_parts());
    figures
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
        assert!(svg.len() < 52_000, "{name} has {} bytes", svg.len());
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        assert!(!svg.contains("http://") || svg.matches("http").count() == 1, "{name} refers to its name space only");
    }
}

#[test]
fn the_style_sheet_speaks_of_the_colours_in_the_drawing() {
    for (name, figure) in all() {
        let (sheet, drawing) = figure.svg().split_once("</style>").unwrap();
        for (colour, property) in ALL.iter().flat_map(|colour| [(colour, "fill"), (colour, "stroke")]) {
            let (r, g, b) = colour.light;
            let written = format!("{property}=\"#{r:02X}{g:02X}{b:02X}\"");
            let is_told =
                sheet.contains(&format!("[{written}]{{{property}:var(--ann-{0},var(--alone-{0}))}}", colour.name));
            assert_eq!(is_told, drawing.contains(&written), "{name}: {written}");
            assert!(!is_told || sheet.matches(&format!("--alone-{}:#", colour.name)).count() == 2, "{name}: {written}");
        }
    }
}

/// The texts of a figure with their places.
fn texts(figure: &Figure) -> Vec<(String, f64, f64)> {
    let document = roxmltree::Document::parse(figure.svg()).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    let number = |node: roxmltree::Node, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
    texts.map(|node| (node.text().unwrap().to_owned(), number(node, "x"), number(node, "y"))).collect()
}

#[test]
fn on_a_wide_page_panels_stand_in_one_row_and_names_beside_the_ends_of_lines() {
    let (model, data) = spirals();
    let boundaries = figure::decision_boundaries(&panels_of(&model), &data).unwrap();
    let rows = |figure: &Figure| {
        let panels = texts(figure).into_iter().filter(|(words, ..)| words.starts_with("epoch"));
        let mut rows: Vec<f64> = panels.map(|(_, _, y)| y).collect();
        rows.dedup();
        rows.len()
    };
    assert_eq!((rows(&boundaries), rows(&boundaries.wide().unwrap())), (2, 1));

    let series = [("high", 3.0), ("higher", 3.01), ("low", 1.0)]
        .map(|(name, end)| (name.to_owned(), vec![(0.0, 2.0), (1.0, end)]))
        .to_vec();
    let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
    let lines =
        figure::lines(&Lines { x: "x", y: "y", x_scale, y_scale, marks: false, series: series.clone() }).unwrap();
    let place = |figure: &Figure, name: &str| texts(figure).into_iter().find(|(words, ..)| words == name).unwrap();
    let wide = lines.wide().unwrap();
    let [high, higher, low] = ["high", "higher", "low"].map(|name| place(&wide, name));
    assert!(high.1 > 780.0 && high.1 == low.1, "{high:?} {low:?}");
    assert!(higher.2 < high.2 && high.2 < low.2, "in the order of the ends: {higher:?} {high:?} {low:?}");
    assert!(high.2 - higher.2 >= 16.0 && low.2 - high.2 > 100.0);
    assert!(place(&lines, "low").2 < 30.0, "in a column a legend above");
    let alone = Lines { x: "x", y: "y", x_scale, y_scale, marks: false, series: series[..1].to_vec() };
    assert!(figure::lines(&alone).unwrap().wide().is_none());
    assert!(wide.wide().is_none() && wide.alt() == lines.alt());
}

#[test]
fn every_island_of_a_map_has_its_name_apart_from_the_others() {
    let names: Vec<String> = (0..10).map(|k| k.to_string()).collect();
    let labels: Vec<usize> = (0..200).map(|i| i % 10).collect();
    // Two heaps, on each of which five classes lie upon each other.
    let y = Array2::from_shape_fn((2, 200), |(row, i)| {
        let heap = if row == 0 { 10.0 * (i % 2) as f64 } else { 0.0 };
        heap + ((i * (7919 + row * 1235)) % 97) as f64 / 14.0
    });
    let map = figure::projections(&[Projection { name: "map", y: y.view() }; 2], &labels, &names).unwrap();
    for figure in [map.wide().unwrap(), map] {
        // The first is in the legend, the next on the first of two maps.
        let on_the_map = |name: &String| texts(&figure).into_iter().filter(|(words, ..)| words == name).nth(1).unwrap();
        let places: Vec<(String, f64, f64)> = names.iter().map(on_the_map).collect();
        for (k, a) in places.iter().enumerate() {
            assert!(places[..k].iter().all(|b| (a.1 - b.1).hypot(a.2 - b.2) > 15.0), "{places:?}");
        }
    }
    let long: Vec<String> = names.iter().map(|name| format!("class {name}")).collect();
    let map = figure::projections(&[Projection { name: "map", y: y.view() }], &labels, &long).unwrap();
    assert_eq!(texts(&map).iter().filter(|(words, ..)| words == "class 3").count(), 1, "only in the legend");
}

#[test]
fn dots_stand_where_the_logarithmic_axis_has_them() {
    let rows = [("one", 1.0), ("ten", 10.0), ("thousand", 1000.0)].map(|(name, value)| (name.to_owned(), value));
    let figure = figure::dots("GF/s", Scale::Logarithmic, &rows).unwrap();
    for figure in [figure.wide().unwrap(), figure] {
        // Each number stands beside its dot.
        let beside =
            ["1", "10", "1000"].map(|number| texts(&figure).into_iter().find(|(words, ..)| words == number).unwrap().1);
        let (decade, two) = (beside[1] - beside[0], beside[2] - beside[1]);
        assert!(decade > 20.0 && (two / decade - 2.0).abs() < 0.1, "{beside:?}");
    }
    assert!(message(figure::dots("s", Scale::Logarithmic, &[])).contains("no dot"));
    assert!(message(figure::dots("s", Scale::Logarithmic, &[("a".to_owned(), 0.0)])).contains("'a' is 0"));
    assert!(figure::dots("s", Scale::Linear, &[("a".to_owned(), 1.0)]).is_ok());
}

#[test]
fn the_lowest_place_of_a_loss_is_marked() {
    let path = Path { name: "p".to_owned(), points: vec![(-2.0, 1.0), (0.0, 0.0)] };
    let window = [(-3.0, 3.0), (-2.0, 2.0)];
    // A narrow valley that lies aslant.
    let valley = |x: f64, y: f64| (x + y - 0.2).powi(2) * 50.0 + (x - y - 1.4).powi(2);
    let figure = figure::descent_paths(&valley, window, ("w1", "w2"), std::slice::from_ref(&path)).unwrap();
    assert_eq!(texts(&figure).iter().filter(|(words, ..)| words == "lowest").count(), 1);
    // Downhill without end there is none inside.
    let slope = figure::descent_paths(&|x, _| x, window, ("w1", "w2"), &[path]).unwrap();
    assert!(!slope.svg().contains("lowest"));
    // Finer than a pixel: the contours have tenths.
    assert!(
        figure.svg().contains("opacity=\"0.55\"") && places_of_contours(figure.svg()).iter().any(|x| x.fract() != 0.0)
    );
}

/// The numbers in the path of the contours.
fn places_of_contours(svg: &str) -> Vec<f64> {
    let path = svg.lines().find(|line| line.contains("opacity=\"0.55\"")).unwrap();
    places(&path[path.find("d=\"").unwrap() + 3..path.rfind('"').unwrap()])
        .into_iter()
        .flat_map(|(x, y)| [x, y])
        .collect()
}

#[test]
fn figures_are_the_same_twice() {
    assert_eq!(all(), all());
}

/// The numbers in an attribute.
fn numbers(text: &str) -> Vec<f64> {
    text.split([',', ' ']).filter_map(|number| number.parse().ok()).collect()
}

/// The places to which the commands of a path lead.
fn places(path: &str) -> Vec<(f64, f64)> {
    let (mut at, mut start, mut places) = ((0.0, 0.0), (0.0, 0.0), Vec::new());
    for part in path.split_inclusive(char::is_alphabetic).collect::<Vec<_>>().windows(2) {
        let (command, numbers) = (part[0].chars().last(), numbers(part[1].trim_end_matches(char::is_alphabetic)));
        let steps: Vec<(f64, f64)> = match command {
            Some('h') => vec![(numbers[0], 0.0)],
            Some('v') => vec![(0.0, numbers[0])],
            Some('a') => numbers.chunks(7).map(|arc| (arc[5], arc[6])).collect(),
            Some('m' | 'l') => numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
            Some('z') => vec![(start.0 - at.0, start.1 - at.1)],
            other => panic!("{other:?} in {path}"),
        };
        for (k, step) in steps.into_iter().enumerate() {
            at = (at.0 + step.0, at.1 + step.1);
            if command == Some('m') && k == 0 {
                start = at;
            }
            places.push(at);
        }
    }
    places
}

#[test]
fn nothing_leaves_the_frame_and_text_is_large_enough() {
    for (name, figure) in all() {
        let document = roxmltree::Document::parse(figure.svg()).unwrap();
        let frame = numbers(document.root_element().attribute("viewBox").unwrap());
        let (width, height) = (frame[2], frame[3]);
        assert!(width == 400.0 || width == 920.0, "{name} is {width} pixels wide");
        // As narrow as the page shows it.
        let least = if width == 400.0 { 360.0 } else { 820.0 };
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let number = |attribute| node.attribute(attribute).and_then(|value| value.parse::<f64>().ok());
            for (x, y) in
                places(node.attribute("d").unwrap_or_default()).into_iter().chain(number("x").zip(number("y")))
            {
                assert!((-1.0..=width + 1.0).contains(&x) && (-1.0..=height + 1.0).contains(&y), "{name}: ({x}, {y})");
            }
            if node.has_tag_name("text") {
                let size =
                    node.ancestors().find_map(|node| node.attribute("font-size")).unwrap().parse::<f64>().unwrap();
                let text = node.text().unwrap_or_default().trim();
                assert!(size * least / width >= 12.0, "{name}: '{text}' has size {size} of {width}");
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
    assert!(figure::loss_curve(&flat, Scale::Linear).unwrap().svg().len() > 1000);
    assert!(figure::loss_curve(&history(&[0.5], &[0.5]), Scale::Logarithmic).is_ok());
    let mut every_fourth = history(&[0.5, 0.4, 0.3], &[0.6, 0.5, 0.7]);
    for (epoch, number) in every_fourth.epochs.iter_mut().zip([4, 8, 10]) {
        epoch.epoch = number;
    }
    let alt = figure::loss_curve(&every_fourth, Scale::Linear).unwrap().alt().to_owned();
    assert!(alt.contains("over 10 epochs") && alt.contains("smallest in epoch 8"), "{alt}");
    assert!(message(figure::loss_curve(&history(&[], &[]), Scale::Linear)).contains("empty"));
    assert!(message(figure::loss_curve(&history(&[1.0, f64::NAN], &[]), Scale::Linear)).contains("NaN"));
    assert!(message(figure::loss_curve(&history(&[1.0, 0.0], &[]), Scale::Logarithmic)).contains("logarithmic"));
    assert!(figure::loss_curve(&history(&[1e300, 1e-300], &[]), Scale::Logarithmic).is_ok());
    assert!(message(figure::loss_curve(&history(&[f64::MAX, -f64::MAX], &[]), Scale::Linear)).contains("too far"));

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

    assert!(
        message(figure::reliability(&[("nobody", &Calibration { bins: Vec::new() })])).contains("'nobody' has no bins")
    );
    assert!(message(figure::reliability(&[])).contains("empty"));
    assert!(message(figure::predictions("price", &[])).contains("empty"));
    assert!(message(figure::predictions("price", &[(1.0, f64::NAN)])).contains("NaN"));
    assert!(message(figure::importances("accuracy", &[], 5)).contains("no importance"));
    let endless = Importance { column: "a".to_owned(), fall: f64::INFINITY, error: 0.0 };
    assert!(message(figure::importances("R²", &[endless], 5)).contains("'a' is not finite"));
    let nothing = Importance { column: "a".to_owned(), fall: 0.0, error: 0.0 };
    assert!(figure::importances("R²", &[nothing], 5).is_ok());

    let (model, _) = spirals();
    let point =
        Dataset::new(array![[1.0], [1.0]], Target::Classes { labels: vec![0], names: vec!["0".into()] }).unwrap();
    assert!(figure::decision_boundary(&model, &point, None).is_ok());
    let curve = synthetic::curve(5, 0.0, 1.0, |x| x, 0.0, &mut rng(0)).unwrap();
    assert!(message(figure::decision_boundary(&model, &curve, None)).contains("needs classes"));
}

#[test]
fn the_other_figures_refuse_what_they_cannot_draw() {
    let mut random = rng(0);
    let network = Network::<f64>::new(&[2, 20, 1], Activation::Relu, Activation::Sigmoid, &mut random).unwrap();
    assert!(message(figure::network_diagram(&network, &["a"], &["b"])).contains("2 inputs and 1 outputs"));
    let mut broken = network.clone();
    broken.layer_mut(1).w[[3, 1]] = f64::INFINITY;
    assert!(message(figure::network_diagram(&broken, &["a", "b"], &["c"])).contains("a weight is inf"));
    let mut silent = network.clone();
    silent.layer_mut(1).w.fill(0.0);
    assert!(figure::network_diagram(&silent, &["a", "b"], &["c"]).unwrap().alt().contains("0 above 0"));

    let signals = |z: Array2<f64>| Signals { name: "a".to_owned(), layers: vec![(1, z)] };
    assert!(figure::pre_activations(&[signals(Array2::zeros((3, 3)))]).is_ok());
    assert!(message(figure::pre_activations(&[])).contains("one to four networks"));
    assert!(message(figure::pre_activations(&[signals(Array2::zeros((0, 3)))])).contains("no pre-activations"));
    assert!(message(figure::pre_activations(&[signals(array![[f64::NAN]])])).contains("not finite"));

    let mask = |n, m| vec![("m".to_owned(), Array2::from_elem((n, m), true))];
    assert!(figure::dropout_masks(&mask(1, 1)).is_ok());
    assert!(message(figure::dropout_masks(&mask(41, 3))).contains("41 neurons"));
    assert!(message(figure::dropout_masks(&[])).contains("no mask"));

    let zeros = Array2::<f64>::zeros((1, 4));
    assert!(figure::weight_images(zeros.view(), 2).is_ok());
    assert!(message(figure::weight_images(zeros.view(), 3)).contains("not images of 3 × 3"));
    assert!(message(figure::weight_images(array![[f64::NAN]].view(), 1)).contains("a weight is NaN"));

    let sums = |ranks, chunks| Array2::from_elem((ranks, chunks), 1_usize);
    assert!(figure::ring(&[sums(1, 1)]).is_ok() && figure::ring(&[sums(6, 6), sums(6, 6)]).is_ok());
    assert!(message(figure::ring(&[])).contains("0 ranks"));
    assert!(message(figure::ring(&[sums(7, 7)])).contains("at most 6"));
    assert!(message(figure::ring(&[sums(4, 4), sums(4, 3)])).contains("the first has 4 and 4"));

    let window = [(-1.0, 1.0), (-1.0, 1.0)];
    let path = |points| Path { name: "p".to_owned(), points };
    let bowl = |x: f64, y: f64| x * x + y * y;
    let paths = |loss: &dyn Fn(f64, f64) -> f64, window, points| {
        figure::descent_paths(loss, window, ("w1", "w2"), &[path(points)])
    };
    assert!(paths(&bowl, window, vec![(0.5, 0.5)]).is_ok());
    assert!(paths(&bowl, window, vec![(0.5, 0.5), (f64::INFINITY, 9.0), (9.0, 9.0)]).is_ok());
    assert!(message(paths(&bowl, window, vec![])).contains("no point"));
    assert!(message(paths(&bowl, [(1.0, 1.0), (0.0, 1.0)], vec![(0.0, 0.0)])).contains("no inside"));
    assert!(message(paths(&|_, _| 1.0, window, vec![(0.0, 0.0)])).contains("the same everywhere"));
    assert!(message(paths(&|x, _| x.ln(), window, vec![(0.0, 0.0)])).contains("the loss is NaN"));

    assert!(figure::rate_curves(&[(1.0, vec![f64::INFINITY])]).is_err());
    assert!(figure::rate_curves(&[(0.1, vec![1.0]), (1.0, vec![f64::NAN])]).is_ok());
    assert!(figure::rate_curves(&[(1.0, vec![1.0, 2.0, 1e300])]).is_ok());
    assert!(message(figure::rate_curves(&[])).contains("no losses"));
    assert!(message(figure::gradient_norms(array![[0.0]].view(), "epoch")).contains("logarithmic"));

    let curve = synthetic::curve(2, 0.0, 1.0, |x| x, 0.0, &mut random).unwrap();
    assert!(figure::fitted_curve(&curve, &[]).is_ok());
    assert!(message(figure::fitted_curve(&curve, &[("f".to_owned(), vec![])])).contains("'f' has no points"));
    assert!(message(figure::samples(&[("curve".to_owned(), &curve)])).contains("no classes"));
    assert!(message(figure::samples(&[])).contains("no data set"));
    assert!(message(figure::feature_ranges(&curve, Array2::<f64>::zeros((2, 2)).view())).contains("shapes must agree"));
    assert!(figure::feature_ranges(&curve, Array2::<f64>::zeros((1, 2)).view()).is_ok());
    let (model, moons) = (spirals().0, synthetic::moons(20, 0.1, &mut random).unwrap());
    assert!(message(figure::decision_boundaries::<f64>(&[], &moons)).contains("1 to 6 models"));
    let spirals = spirals().1;
    assert!(message(figure::decision_boundary(&model, &spirals, Some(&moons))).contains("different classes"));
}

#[test]
fn what_has_other_dimensions_than_a_picture_or_is_not_finite_is_refused() {
    let classes = Target::Classes { labels: vec![0, 1], names: vec!["a".into(), "b".into()] };
    let three = Dataset::new(Array2::from_shape_fn((3, 2), |(i, j)| (i + j) as f64), classes).unwrap();
    let (names, labels) = (["a".to_owned(), "b".to_owned()], [0, 1]);
    let boundary = figure::decision_boundary(&spirals().0, &three, None);
    assert_eq!(message(boundary), "a decision boundary needs two features, and there are 3");
    let samples = figure::samples(&[("wide".to_owned(), &three)]);
    assert_eq!(message(samples), "'wide' has 3 features; a picture has two");
    let projections = figure::projections(&[Projection { name: "deep", y: three.x.view() }], &labels, &names);
    assert_eq!(message(projections), "'deep' has 3 coordinates; a picture has two");
    assert_eq!(message(figure::fitted_curve(&three, &[])), "a curve is fitted to numbers, not to classes");
    let plane = Dataset::new(three.x.clone(), Target::from_values([1.0, 2.0])).unwrap();
    assert_eq!(message(figure::fitted_curve(&plane, &[])), "a picture has one feature and one number, not 3 and 1");

    let activations = figure::layer_activations(array![[1.0, f64::NAN]].view(), &labels, &names);
    assert_eq!(message(activations), "an activation is NaN, which cannot be drawn");
    let mut scaled = three.x.clone();
    scaled[[2, 1]] = f64::NEG_INFINITY;
    let ranges = figure::feature_ranges(&three, scaled.view());
    assert_eq!(message(ranges), "a feature has the value -inf, which cannot be drawn");
    let series = vec![("full".to_owned(), vec![(0.0, 1.0)]), ("void".to_owned(), vec![])];
    let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
    let lines = figure::lines(&Lines { x: "x", y: "y", x_scale, y_scale, marks: false, series });
    assert_eq!(message(lines), "'void' has no points to draw");
}

#[test]
fn every_image_has_its_caption_below_it() {
    let w = array![[0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0]];
    let captions = ["one".to_owned(), "two".to_owned()];
    let figure = figure::captioned_images(w.view(), 2, &captions).unwrap();
    assert!(figure.alt().ends_with("Below them: one, two."), "{}", figure.alt());
    let places = captions.each_ref().map(|caption| {
        let places: Vec<_> = texts(&figure).into_iter().filter(|(words, ..)| words == caption).collect();
        assert_eq!(places.len(), 1, "{places:?}");
        (places[0].1, places[0].2)
    });
    assert!(places[0].0 < places[1].0 && places[0].1 == places[1].1, "side by side: {places:?}");
    let told = message(figure::captioned_images(w.view(), 2, &captions[..1]));
    assert_eq!(told, "1 captions for 2 images; each has one");
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
fn figures_of_one_cell_stand_below_each_other() {
    let one = figure::activation_functions().unwrap();
    assert_eq!(figure::stack(std::slice::from_ref(&one)), one);
    let two = figure::stack(&[one.clone(), one.clone()]);
    let document = roxmltree::Document::parse(two.svg()).unwrap();
    let height: f64 =
        roxmltree::Document::parse(one.svg()).unwrap().root_element().attribute("height").unwrap().parse().unwrap();
    let inner: Vec<_> = document.root_element().children().filter(|child| child.has_tag_name("svg")).collect();
    let tops: Vec<Option<&str>> = inner.iter().map(|svg| svg.attribute("y")).collect();
    assert_eq!(tops, [Some("0"), Some(format!("{}", height + 12.0).as_str())]);
    assert_eq!(numbers(document.root_element().attribute("viewBox").unwrap())[3], 2.0 * height + 12.0);
    // In another figure a height of its own would be lost.
    assert!(inner.iter().all(|svg| svg.attribute("style").is_none()));
    assert_eq!(two.alt(), format!("{0}\n{0}", one.alt()));
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

/// CIELAB of an sRGB colour (D65), and how a reader who lacks one kind of cone sees it first: matrices of Machado, Oliveira and
/// Fernandes (2009) for full protanopia, deuteranopia and tritanopia.
fn lab((r, g, b): (u8, u8, u8), seen: &[[f64; 3]; 3]) -> [f64; 3] {
    let linear = [r, g, b].map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    let times = |m: &[[f64; 3]; 3], v: [f64; 3]| m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
    let seen = times(seen, linear).map(|c| c.clamp(0.0, 1.0));
    const XYZ: [[f64; 3]; 3] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let [x, y, z] = times(&XYZ, seen);
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (x, y, z) = (f(x / 0.9505), f(y), f(z / 1.089));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

const EVERYBODY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const COLOUR_BLIND: [(&str, [[f64; 3]; 3]); 3] = [
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("deuteranopia", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]),
];

#[test]
fn colours_are_told_apart_by_colour_blind_readers() {
    let distance = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    for (name, seen) in COLOUR_BLIND {
        // The first three series, which most figures have, by their colour alone (a difference of 10 is plain to see); the others
        // also by dash and marker.
        for of in [|c: Colour| c.light, |c: Colour| c.dark] {
            for (i, j) in [(0, 1), (0, 2), (1, 2)] {
                let apart = distance(lab(of(SERIES[i]), &seen), lab(of(SERIES[j]), &seen));
                assert!(apart > 10.0, "{name}: {} and {} are {apart:.1} apart", SERIES[i].name, SERIES[j].name);
            }
        }
        let sides = distance(lab(diverging(-0.5), &seen), lab(diverging(0.5), &seen));
        assert!(sides > 25.0, "{name}: the two sides of the diverging map are {sides:.1} apart");
    }
}

#[test]
fn colour_maps_are_even() {
    let lightness = |colour: (u8, u8, u8)| lab(colour, &EVERYBODY)[0];
    let steps: Vec<f64> = (0..=20).map(|k| lightness(sequential(f64::from(k) / 20.0))).collect();
    // In greyscale larger is lighter, by steps that differ at most by a factor of two or so.
    let rises: Vec<f64> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (least, most) = rises.iter().fold((f64::MAX, 0.0_f64), |(a, b), &r| (a.min(r), b.max(r)));
    assert!(least > 2.0 && most < 7.0, "the sequential map rises by {least:.1} to {most:.1}");
    for k in 1..=20 {
        let t = f64::from(k) / 20.0;
        let (below, above) = (lightness(diverging(-t)), lightness(diverging(t)));
        assert!((below - above).abs() < 8.0, "at ±{t} the diverging map has lightness {below:.1} and {above:.1}");
        assert!(lightness(diverging(t - 0.05)) > above && lightness(diverging(0.05 - t)) > below, "at {t}");
    }
}

#[test]
fn ticks_and_keys_tell_large_and_small_numbers_apart() {
    let line = |points: Vec<(f64, f64)>| {
        let series = vec![("a".to_owned(), points)];
        let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
        figure::lines(&Lines { x: "x", y: "y", x_scale, y_scale, marks: false, series }).unwrap()
    };
    let large = line(vec![(0.0, 1e5), (1.0, 2e5)]);
    assert!(large.svg().contains("1.2e5") && large.svg().contains("1.8e5"));
    assert!(large.alt().contains("from 1e5 at 0 to 2e5 at 1"), "{}", large.alt());
    let small = figure::rate_curves(&[(0.00015, vec![1.0, 0.5])]).unwrap();
    assert!(small.svg().contains("rate 1.5e−4"));
    let weights = figure::weight_images(array![[0.004, -0.002, 0.0, 0.001]].view(), 2).unwrap();
    assert!(weights.svg().contains("0.004"));
}

#[test]
fn every_class_has_points_on_a_crowded_plane() {
    let moons = synthetic::moons(200, 0.1, &mut rng(0)).unwrap(); // the classes in turn
    let (model, _) =
        Model::<f64>::fit(&Architecture::default(), &Trainer { epochs: 1, ..Trainer::default() }, &moons, &mut rng(0))
            .unwrap();
    let panels = [("one".to_owned(), &model)];
    let svg = figure::decision_boundaries(&panels, &moons).unwrap().svg().to_owned();
    // Discs are the first class, triangles the second; the legend has one of each.
    assert!(svg.matches("h0").count() > 20 && svg.matches("l3 5h-6z").count() > 20);
}

#[test]
fn a_legend_of_many_rows_leaves_room_for_the_plot() {
    let series = |k: usize| (format!("batch size 32, learning rate 0.{k:02}"), vec![(0.0, k as f64), (1.0, 0.0)]);
    let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
    let series = (1..=12).map(series).collect();
    let figure = figure::lines(&Lines { x: "x", y: "y", x_scale, y_scale, marks: false, series }).unwrap();
    let document = roxmltree::Document::parse(figure.svg()).unwrap();
    let height: f64 = document.root_element().attribute("height").unwrap().parse().unwrap();
    assert!(height > 500.0, "{height}");
}

#[test]
fn names_with_characters_that_xml_forbids_are_drawn_without_them() {
    let names = ["A\u{b}B".to_owned(), "]]>\u{1b}".to_owned()];
    let y = array![[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 0.0, 1.0]];
    let panel = Projection { name: "map\u{ffff}", y: y.view() };
    let figure = figure::projections(&[panel], &[0, 0, 1, 1], &names).unwrap();
    let document = roxmltree::Document::parse(figure.svg()).expect("well formed");
    assert!(document.descendants().any(|node| node.text().is_some_and(|text| text.contains("A\u{fffd}B"))));
}

#[test]
fn a_data_set_that_was_edited_is_refused_and_not_a_panic() {
    let (model, whole) = {
        let moons = synthetic::moons(40, 0.1, &mut rng(0)).unwrap();
        let trainer = Trainer { epochs: 1, ..Trainer::default() };
        (Model::<f64>::fit(&Architecture::default(), &trainer, &moons, &mut rng(0)).unwrap().0, moons)
    };
    let refused = |data: &Dataset, why: &str| {
        for told in [
            message(figure::decision_boundary(&model, data, None)),
            message(figure::decision_boundary(&model, &whole, Some(data))),
            message(figure::decision_boundaries(&[("one".to_owned(), &model)], data)),
            message(figure::samples(&[("moons".to_owned(), data)])),
            message(figure::feature_ranges(data, data.x.view())),
        ] {
            assert!(told.contains(why), "{told}");
        }
    };
    refused(&Dataset { features: vec![], ..whole.clone() }, "there are 0 names");
    refused(&Dataset { x: whole.x.select(ndarray::Axis(1), &[0, 1]), ..whole.clone() }, "the target has 40");
    let two = vec!["a".to_owned(), "b".to_owned()];
    refused(&Dataset { target: Target::Classes { labels: vec![7; 40], names: two }, ..whole.clone() }, "has class 7");
    let mut holed = whole.clone();
    holed.x[[1, 3]] = f64::NAN;
    refused(&holed, "X is NaN");

    let mut curve = synthetic::curve(10, 0.0, 1.0, |x| x, 0.0, &mut rng(0)).unwrap();
    curve.features.clear();
    let line = [("line".to_owned(), vec![(0.0, 0.0), (1.0, 1.0)])];
    assert!(message(figure::fitted_curve(&curve, &line)).contains("there are 0 names"));
}
