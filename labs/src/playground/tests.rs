//! The playground beside the library's own training.

use super::*;
use ann::TrainingLoop;

#[test]
fn it_trains_as_the_library_does() {
    for settings in
        ["", "data=hills&layers=6:relu&rule=momentum&rate=0.02&l2=0.3", "data=xor&keep=0.8&batch=500&features=x1,x1x2"]
    {
        let mut playground = Playground::new(settings).unwrap();
        let setup = playground.setup.clone();
        let [train, _] = samples(&setup).unwrap();
        let (m, mut rng) = (train.x.ncols(), ann::rng(setup.seed));
        let mut same = network(&setup, &mut rng).unwrap();
        let cost = Cost { loss: setup.data.loss(), l2: setup.l2 / m as f64 };
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

/// The program of the usual settings is an example of this package, and so it is compiled.
#[test]
fn the_program_is_the_example() {
    let program = Playground::new("").unwrap().code();
    assert_eq!(
        program,
        include_str!("../../examples/playground.rs"),
        "write this into examples/playground.rs:\n{program}"
    );
    let surface = Playground::new("data=hills").unwrap().code();
    assert_eq!(surface, include_str!("../../examples/hills.rs"), "write this into examples/hills.rs:\n{surface}");
}
