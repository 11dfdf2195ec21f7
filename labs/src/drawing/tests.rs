use super::*;

fn lab(settings: &str) -> Result<Drawing> {
    Drawing::of_repository(settings)
}

/// A line through places that are counted in tenths of the field.
fn line(lab: &mut Drawing, tenths: &[[u8; 2]]) {
    lab.begin();
    let places: Vec<f64> = tenths.iter().flatten().map(|tenth| f64::from(*tenth) / 10.0).collect();
    lab.draw(&places).unwrap();
}

#[test]
fn of_the_test_digits_hardly_any_is_taken_for_another() {
    let mut lab = lab("").unwrap();
    let mut times = [0; 10];
    let mut wrong = 0;
    for digit in 0..DIGITS {
        let label = lab.show(digit).unwrap();
        assert_eq!(lab.label(), Some(label));
        times[usize::from(label)] += 1;
        wrong += usize::from(lab.best()[0] != usize::from(label));
    }
    assert!(times.iter().all(|times| *times >= 10), "{times:?}");
    // Of 200 digits two may be wrong at 1 %, and three more by chance.
    assert!(wrong <= 5, "{wrong} of 200 are wrong");
    assert!(lab.show(DIGITS).is_err());
}

#[test]
fn a_drawing_is_read_wherever_it_is_and_while_it_is_drawn() {
    let mut lab = lab("").unwrap();
    line(&mut lab, &[[3, 2], [7, 2], [4, 8]]);
    assert_eq!(lab.best()[0], 7, "{:?}", lab.numbers());
    lab.clear().unwrap();
    line(&mut lab, &[[1, 6], [1, 8], [3, 8]]);
    line(&mut lab, &[[3, 5], [3, 9]]);
    assert_eq!(lab.best()[0], 4, "{:?}", lab.numbers());
    // Without its last stroke it is a corner, and then nothing.
    lab.undo().unwrap();
    assert_eq!(lab.strokes()[0], 3);
    assert!(lab.picture()[14 * SIDE + 20] == 0.0 && lab.picture().iter().sum::<f32>() > 50.0);
    lab.undo().unwrap();
    lab.undo().unwrap();
    assert_eq!(lab.picture(), [0.0; PIXELS]);
}

#[test]
fn the_gradient_is_what_a_little_ink_changes() {
    let mut lab = lab("digit=3").unwrap();
    let [answer, second] = lab.best();
    let (x, why) = (lab.x.clone(), lab.why());
    let largest = why.iter().fold(0.0, |most: f32, slope| most.max(slope.abs()));
    assert!(largest > 0.1, "{largest}");
    let mut ahead = |pixel: usize, ink: f32| {
        let mut x = x.clone();
        x[[pixel, 0]] += ink;
        forward(&lab.network, x.view(), Dropout::Off, &mut lab.cache).unwrap();
        let z = lab.cache.logits();
        z[[answer, 0]] - z[[second, 0]]
    };
    for (pixel, slope) in why.iter().enumerate().step_by(7) {
        let measured = (ahead(pixel, 1e-3) - ahead(pixel, -1e-3)) / 2e-3;
        // A ReLU may bend in between.
        assert!((measured - slope).abs() < 0.03 * largest, "{pixel}: {measured} {slope}");
    }
}

#[test]
fn its_settings_bring_it_back() {
    let mut drawn = lab("").unwrap();
    line(&mut drawn, &[[2, 2], [5, 9]]);
    line(&mut drawn, &[[8, 0], [8, 4], [7, 7]]);
    assert_eq!(drawn.settings(), "ink=333380e6.cc00cc66b3b3");
    assert_eq!(drawn.strokes(), [2, 0x33, 0x33, 0x80, 0xe6, 3, 0xcc, 0, 0xcc, 0x66, 0xb3, 0xb3]);
    let same = lab(&drawn.settings()).unwrap();
    assert_eq!(same.numbers().unwrap(), drawn.numbers().unwrap());
    drawn.show(17).unwrap();
    assert_eq!(drawn.settings(), "digit=17");
    assert_eq!(lab("digit=17").unwrap().numbers().unwrap(), drawn.numbers().unwrap());
    // A stroke takes its place.
    line(&mut drawn, &[[2, 2], [5, 9]]);
    assert_eq!((drawn.settings().as_str(), drawn.label()), ("ink=333380e6", None));
}

#[test]
fn what_is_wrong_is_told() {
    for (wrong, told) in [
        ("digit=200", "from 0 to 199"),
        ("ink=12", "four figures from 0 to f"),
        ("ink=0g00", "four figures from 0 to f"),
        ("ink=äb", "four figures from 0 to f"),
        ("pen=1", "choose one of: ink, digit"),
    ] {
        let refused = lab(wrong).unwrap_err().to_string();
        assert!(refused.contains(told), "{wrong}: {refused}");
    }
    assert!(lab("").unwrap().activations(0).is_err() && lab("").unwrap().activations(4).is_err());
    let weights = weights::write(&lab("").unwrap().network);
    let told = |weights: &[u8], images: &[u8]| Drawing::new("", weights, images, &[]).unwrap_err().to_string();
    assert!(told(&[], &[]).contains("no network in 8 bits"));
    assert!(told(&weights, &[0, 0, 8, 1]).contains("no bytes of the shape [200, 28, 28]"));
    let small = Network::new(&[4, 2], ann::Activation::Relu, ann::Activation::Softmax, &mut ann::rng(0)).unwrap();
    assert!(told(&weights::write(&small), &[]).contains("4 numbers in and 2 out"));
}
