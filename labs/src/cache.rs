//! Chapter 8: which activations a step keeps, layer by layer, forward and back, if only every k-th is kept.

use crate::settings::Settings;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, error, gradient};
use ann::plain::cache::bytes;
use ann::plain::forward::activate;
use ann::plain::network::{Activation, Network};
use ann::{Init, Result};

const KEYS: [&str; 3] = ["layers", "keep", "m"];
/// Neurons of a layer, as in the chapter.
const WIDTH: usize = 16;

/// A training step of a deep network, of which one layer at a time is computed.
#[derive(Debug)]
pub struct Cache {
    network: Network,
    y: Matrix,
    keep: usize,
    /// X = A⁰, A¹, …: what is kept now.
    a: Vec<Option<Matrix>>,
    /// dZ of the layer from which the way back comes.
    dz: Option<Matrix>,
    gradients: Vec<Option<Gradient>>,
    phase: Phase,
    /// How often each layer was computed forward.
    forwards: Vec<usize>,
    /// The layer at work, and whether it was computed forward.
    now: (usize, bool),
    peak: usize,
    steps: usize,
}

/// What comes next: layer l forward, l again up to the end of its stretch, l back, nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    Forward(usize),
    Again(usize, usize),
    Back(usize),
    Over,
}

impl Cache {
    /// A network of so many `layers`, each of 16 neurons, and `m` samples, of which the activations before every stretch of `keep`
    /// layers are kept.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let layers = settings.number("layers", 36, 1..=48, "a whole number from 1 to 48")?;
        let keep = settings.number("keep", 6, 1..=48, "a whole number from 1 to 48")?.min(layers);
        let m = settings.number("m", 32, 1..=256, "a whole number from 1 to 256")?;
        let network = Network::new(&vec![WIDTH; layers + 1], Activation::Tanh, Activation::Softmax, &mut ann::rng(1));
        let x: Matrix = Init::Normal { std: 1.0 }.weights(WIDTH, m, &mut ann::rng(4))?;
        let y = Matrix::from_shape_fn((WIDTH, m), |(i, j)| f64::from(u8::from(j % WIDTH == i)));
        let mut a = vec![None; layers + 1];
        a[0] = Some(x);
        let mut lab = Cache {
            gradients: vec![None; layers],
            phase: Phase::Forward(1),
            dz: None,
            forwards: vec![0; layers],
            now: (0, true),
            peak: 0,
            steps: 0,
            network,
            y,
            keep,
            a,
        };
        lab.peak = lab.bytes();
        Ok(lab)
    }

    /// At most n layers more, forward or back; how many there were.
    pub fn step(&mut self, n: usize) -> usize {
        (0..n).take_while(|_| self.layer()).count()
    }

    /// One layer. False if the step is over.
    fn layer(&mut self) -> bool {
        let depth = self.network.layers.len();
        match self.phase {
            Phase::Over => return false,
            Phase::Forward(l) => {
                self.forward(l);
                // Before the last stretch, only what begins a stretch is kept.
                if l <= self.beginning(depth) && !(l - 1).is_multiple_of(self.keep) {
                    self.a[l - 1] = None;
                }
                self.phase = if l < depth { Phase::Forward(l + 1) } else { Phase::Back(l) };
            }
            Phase::Again(l, last) => {
                self.forward(l);
                self.phase = if l < last { Phase::Again(l + 1, last) } else { Phase::Back(l) };
            }
            Phase::Back(l) => {
                self.back(l);
                self.a[l] = None;
                let is_beginning = self.beginning(l) == l - 1;
                self.phase = match l - 1 {
                    0 => Phase::Over,
                    // The stretch below ends where this one began.
                    last if is_beginning => {
                        self.a[last] = None;
                        Phase::Again(self.beginning(last) + 1, last)
                    }
                    last => Phase::Back(last),
                };
            }
        }
        self.steps += 1;
        self.peak = self.peak.max(self.bytes());
        true
    }

    /// The layer whose activations begin the stretch of layer l.
    fn beginning(&self, l: usize) -> usize {
        l.saturating_sub(1) / self.keep * self.keep
    }

    fn forward(&mut self, l: usize) {
        let layer = &self.network.layers[l - 1];
        self.a[l] = self.a[l - 1].as_ref().map(|a| activate(layer.g, &(layer.w.dot(a) + &layer.b))); // (2.1), (2.2)
        self.forwards[l - 1] += 1;
        self.now = (l, true);
    }

    fn back(&mut self, l: usize) {
        let g = self.network.layers[l - 1].g;
        self.now = (l, false);
        let (Some(a), Some(before)) = (&self.a[l], &self.a[l - 1]) else { return };
        let dz = match &self.dz {
            None => error(g, a, &self.y),
            Some(dz) => activate_backward(g, a, &self.network.layers[l].w.t().dot(dz)), // (3.4), (3.1)
        };
        self.gradients[l - 1] = Some(gradient(before, &dz));
        self.dz = Some(dz);
    }

    /// The bytes of what is kept now.
    fn bytes(&self) -> usize {
        self.a.iter().flatten().map(|a| bytes(std::slice::from_ref(a))).sum() // (8.1)
    }

    /// For each of X = A⁰, A¹, …: 0 if it is not kept, 1 if it is, 2 if it is only for the stretch at work.
    #[must_use]
    pub fn kept(&self) -> Vec<f64> {
        let is_going = matches!(self.phase, Phase::Forward(_));
        let last = if is_going { self.network.layers.len() - 1 } else { self.beginning(self.now.0) };
        let kind = |(l, a): (usize, &Option<Matrix>)| match a {
            None => 0.0,
            Some(_) if l.is_multiple_of(self.keep) && l <= last => 1.0,
            Some(_) => 2.0,
        };
        self.a.iter().enumerate().map(kind).collect()
    }

    /// How often each layer was computed forward, from layer 1.
    #[must_use]
    pub fn forwards(&self) -> Vec<usize> {
        self.forwards.clone()
    }

    /// How many layers have been passed, forward or back; the layer at work and whether it goes forward; the bytes now, at most so
    /// far, and of one layer; how many layers were computed forward; whether all is done; and the length of dW in layer 1, 0 before
    /// it is known.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let first = self.gradients[0].as_ref().map_or(0.0, |gradient| gradient.dw.pow2().sum().sqrt());
        let (layer, is_forward) = self.now;
        let forwards = self.forwards.iter().sum();
        let counts = [self.steps, layer, usize::from(is_forward), self.bytes(), self.peak, 8 * self.y.len(), forwards];
        counts.into_iter().map(|n| n as f64).chain([f64::from(u8::from(self.phase == Phase::Over)), first]).collect()
    }

    /// For every length of stretch k from 1 to L, the most bytes and the layers computed forward, by the formulas of the chapter.
    #[must_use]
    pub fn foretold(&self) -> Vec<f64> {
        let depth = self.network.layers.len();
        let of = |keep: usize| {
            let stretches = depth.div_ceil(keep);
            let last = depth - (stretches - 1) * keep;
            // The beginnings and the last stretch; or, when the one below it was computed again, one beginning less and that one.
            let arrays = (stretches + last).max(stretches - 1 + keep);
            [(arrays * 8 * self.y.len()) as f64, (depth + depth - last) as f64]
        };
        (1..=depth).flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::plain::{backward::backward, forward::forward};

    fn over(settings: &str) -> Cache {
        let mut lab = Cache::new(settings).unwrap();
        lab.step(10_000);
        assert_eq!(lab.phase, Phase::Over);
        lab
    }

    #[test]
    fn memory_and_work_are_those_that_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter08/checkpoint.txt");
        let rows: Vec<Vec<f64>> = recorded
            .lines()
            .map(|row| row.split_whitespace().filter_map(|word| word.parse().ok()).collect())
            .filter(|row: &Vec<f64>| row.len() == 5)
            .collect();
        assert_eq!(rows.len(), 9);
        for row in rows {
            let numbers = over(&format!("keep={}", row[0])).numbers();
            // The library's cache copies the beginning of its stretch, and keeps the last Z.
            assert!(((numbers[4] + 2.0 * numbers[5]) / 1000.0 - row[2]).abs() < 0.051, "{row:?}: {}", numbers[4]);
            assert_eq!(numbers[6], row[3], "{row:?}");
        }
    }

    #[test]
    fn what_is_foretold_is_what_comes() {
        for layers in [1, 2, 7, 12, 36] {
            let foretold = Cache::new(&format!("layers={layers}")).unwrap().foretold();
            assert_eq!(foretold.len(), 2 * layers);
            for (keep, foretold) in (1..).zip(foretold.chunks(2)) {
                let numbers = over(&format!("layers={layers}&keep={keep}")).numbers();
                assert_eq!([numbers[4], numbers[6]], foretold, "{layers} layers, {keep}");
            }
        }
    }

    #[test]
    fn the_gradients_are_those_of_a_pass_that_keeps_all() {
        for settings in ["layers=12&keep=5", "layers=12&keep=1&m=3", "layers=7&keep=3", "layers=9&keep=9"] {
            let lab = over(settings);
            let x = Cache::new(settings).unwrap().a[0].clone().unwrap();
            let right = backward(&lab.network, &forward(&lab.network, &x), &lab.y);
            for (found, right) in lab.gradients.iter().zip(right) {
                let found = found.as_ref().unwrap();
                assert_eq!((&found.dw, &found.db), (&right.dw, &right.db), "{settings}");
            }
        }
    }

    #[test]
    fn at_the_end_only_the_input_is_left() {
        let lab = over("layers=8&keep=3");
        let kept = lab.kept();
        assert_eq!((kept[0], kept[1..].iter().sum::<f64>()), (1.0, 0.0));
        let mut lab = Cache::new("layers=8&keep=3").unwrap();
        lab.step(8);
        assert_eq!(lab.kept(), [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 2.0, 2.0]);
        assert_eq!(lab.forwards(), [1; 8]);
        // Two layers back, then the stretch below is computed again.
        lab.step(2 + 3);
        assert_eq!(lab.kept(), [1.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 0.0, 0.0]);
        assert_eq!(lab.forwards(), [1, 1, 1, 2, 2, 2, 1, 1]);
        let told = Cache::new("keep=0").unwrap_err().to_string();
        assert_eq!(told, "keep is 0, but it must be a whole number from 1 to 48");
    }
}
