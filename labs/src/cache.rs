//! Chapter 8: one step of training, layer by layer: which activations are in memory, with stretches that are computed again.

use crate::settings::Settings;
use ann::data::one_hot;
use ann::plain::backward::{Gradient, activate_backward, backward, error, gradient};
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Network};
use ann::plain::{Matrix, cache::bytes};
use ann::{Init, Result};

const KEYS: [&str; 4] = ["layers", "stretch", "m", "seed"];
/// Neurons of every layer, as in the chapter.
const WIDTH: usize = 16;

/// What happens to one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Computed on the way forward.
    Forward(usize),
    /// Computed once more, because it was forgotten.
    Again(usize),
    /// Its gradient is taken.
    Backward(usize),
}

/// A network in the middle of a step.
#[derive(Debug)]
pub struct Cache {
    stretch: usize,
    seed: u64,
    network: Network,
    x: Matrix,
    y: Matrix,
    acts: Vec<Act>,
    /// How many of them are done.
    done: usize,
    /// A⁰, …, Aᴸ, those that are in memory.
    a: Vec<Option<Matrix>>,
    /// dA of the layer that comes next on the way back; none before the last layer.
    da: Option<Matrix>,
    /// The last layer's first.
    gradients: Vec<Gradient>,
    peak: usize,
    /// For each act done and each A: 0 not there, 1 there, 2 just computed, 3 just computed again, 4 just gone back through.
    trace: Vec<u8>,
}

impl Cache {
    /// The step as the settings say: `layers`, each of 16 neurons; the length of a `stretch` between kept activations; `m` samples; the
    /// `seed` of weights and samples.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let depth = settings.number("layers", 36, 2..=64, "a whole number from 2 to 64")?;
        let stretch = settings.number("stretch", 6, 1..=64, "a whole number from 1 to 64")?.min(depth);
        let m = settings.number("m", 32, 1..=1024, "a whole number from 1 to 1024")?;
        let seed = settings.number("seed", 1, 0..=9_999_999, "a whole number of at most 7 digits")?;
        let mut rng = ann::rng(seed);
        let network = Network::new(&vec![WIDTH; depth + 1], Activation::Tanh, Activation::Softmax, &mut rng);
        let x: Matrix = Init::Normal { std: 1.0 }.weights(WIDTH, m, &mut rng)?;
        let y = one_hot(&(0..m).map(|i| i % WIDTH).collect::<Vec<_>>(), WIDTH);
        let mut a = vec![None; depth + 1];
        a[0] = Some(x.clone());
        let (acts, trace) = (acts(depth, stretch), (0..=depth).map(|l| u8::from(l == 0)).collect());
        let mut cache =
            Cache { stretch, seed, network, x, y, acts, done: 0, a, da: None, gradients: Vec::new(), peak: 0, trace };
        cache.peak = cache.bytes();
        Ok(cache)
    }

    /// Up to n acts. How many there were before the end.
    pub fn step(&mut self, n: usize) -> usize {
        let n = n.min(self.acts.len() - self.done);
        for _ in 0..n {
            self.act(self.acts[self.done]);
            self.done += 1;
        }
        n
    }

    fn act(&mut self, act: Act) {
        let (l, mark) = match act {
            Act::Forward(l) => (l, 2),
            Act::Again(l) => (l, 3),
            Act::Backward(l) => (l, 4),
        };
        match act {
            Act::Forward(l) | Act::Again(l) => {
                let layer = &self.network.layers[l - 1];
                if let Some(before) = &self.a[l - 1] {
                    let z = layer.w.dot(before) + &layer.b; // (2.1)
                    self.a[l] = Some(activate(layer.g, &z)); // (2.2)
                }
                self.peak = self.peak.max(self.bytes());
                // On the way forward only the beginnings of stretches stay, and all of the last stretch.
                let is_kept = (l - 1).is_multiple_of(self.stretch) || l > self.last_stretch();
                if act == Act::Forward(l) && !is_kept {
                    self.a[l - 1] = None;
                }
            }
            Act::Backward(l) => self.back(l),
        }
        let mut row: Vec<u8> = self.a.iter().map(|a| u8::from(a.is_some())).collect();
        row[l] = mark;
        self.trace.extend(row);
    }

    /// The gradient of layer l, dA for the layer below, and then Aˡ is forgotten.
    fn back(&mut self, l: usize) {
        let layer = &self.network.layers[l - 1];
        let (Some(a), Some(before)) = (&self.a[l], &self.a[l - 1]) else { return };
        let dz = match &self.da {
            None => error(layer.g, a, &self.y),
            Some(da) => activate_backward(layer.g, a, da), // (3.1)
        };
        self.gradients.push(gradient(before, &dz));
        self.da = Some(layer.w.t().dot(&dz)); // (3.4)
        self.a[l] = None;
        // As in the chapter, the beginning of the stretch goes with it, and comes again as the end of the one before.
        if (l - 1).is_multiple_of(self.stretch) && l > 1 {
            self.a[l - 1] = None;
        }
    }

    /// The layer after which the last stretch begins.
    fn last_stretch(&self) -> usize {
        (self.depth() - 1) / self.stretch * self.stretch
    }

    fn depth(&self) -> usize {
        self.network.layers.len()
    }

    /// (8.1) of what is in memory.
    fn bytes(&self) -> usize {
        self.a.iter().flatten().map(|a| bytes(std::slice::from_ref(a))).sum()
    }

    /// How many acts are done, and how many there are; bytes of activations in memory, the most so far, and those of keeping all; layers
    /// computed forward so far, and gone back through; the work of the whole step against keeping all; and at the end, how far the
    /// gradient is from that of `backward`, relative to its length: before that, no number.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let count = |is: fn(&Act) -> bool, acts: &[Act]| acts.iter().filter(|act| is(act)).count() as f64;
        let is_back = |act: &Act| matches!(act, Act::Backward(_));
        let is_forward = |act: &Act| !matches!(act, Act::Backward(_));
        let (done, depth) = (&self.acts[..self.done], self.depth() as f64);
        let whole = bytes(&forward(&self.network, &self.x));
        let work = (count(is_forward, &self.acts) + 2.0 * depth) / (3.0 * depth);
        let mut numbers = vec![self.done as f64, self.acts.len() as f64];
        numbers.extend([self.bytes(), self.peak, whole].map(|bytes| bytes as f64));
        numbers.extend([count(is_forward, done), count(is_back, done), work, self.apart()]);
        numbers
    }

    fn apart(&self) -> f64 {
        if self.gradients.len() < self.depth() {
            return f64::INFINITY;
        }
        let right = backward(&self.network, &forward(&self.network, &self.x), &self.y);
        let squares = |w: &Matrix| w.pow2().sum();
        let of_layer = |(ours, right): (&Gradient, &Gradient)| {
            let (apart, whole) = (squares(&(&ours.dw - &right.dw)), squares(&right.dw));
            (apart / whole.max(f64::MIN_POSITIVE)).sqrt()
        };
        self.gradients.iter().rev().zip(&right).map(of_layer).fold(0.0, f64::max)
    }

    /// A row for the start and for each act that is done, in it of each A from X on: 0 not in memory, 1 in memory, 2 just computed, 3 just
    /// computed again, 4 just gone back through.
    #[must_use]
    pub fn trace(&self) -> Vec<u8> {
        self.trace.clone()
    }

    /// All that is needed to come back to the start of this step.
    #[must_use]
    pub fn settings(&self) -> String {
        let (depth, m) = (self.depth(), self.x.ncols());
        format!("layers={depth}&stretch={}&m={m}&seed={}", self.stretch, self.seed)
    }
}

/// Forward through all layers; backward through the last stretch, and through each other one after it was computed again.
fn acts(depth: usize, stretch: usize) -> Vec<Act> {
    let mut acts: Vec<Act> = (1..=depth).map(Act::Forward).collect();
    let beginnings: Vec<usize> = (0..depth).step_by(stretch).collect();
    for (k, &first) in beginnings.iter().enumerate().rev() {
        let end = (first + stretch).min(depth);
        if k + 1 < beginnings.len() {
            acts.extend((first + 1..=end).map(Act::Again));
        }
        acts.extend((first + 1..=end).rev().map(Act::Backward));
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(settings: &str) -> Cache {
        let mut cache = Cache::new(settings).unwrap();
        cache.step(usize::MAX);
        cache
    }

    #[test]
    fn memory_and_layers_are_those_that_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter08/checkpoint.txt");
        let rows = recorded
            .lines()
            .skip(2)
            .map(|line| line.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<f64>>());
        let mut found = 0;
        for row in rows {
            let cache = finished(&format!("stretch={}", row[0]));
            let numbers = cache.numbers();
            // The library copies the beginning of a stretch, and keeps the last Z.
            let kilobytes = (numbers[3] + 2.0 * 4096.0) / 1000.0;
            assert!((kilobytes - row[2]).abs() < 0.06, "{row:?}: {kilobytes}");
            assert_eq!(numbers[5], row[3]);
            assert!((numbers[7] - row[4]).abs() < 6e-3, "{row:?}: {}", numbers[7]);
            found += 1;
        }
        assert_eq!(found, 9);
    }

    #[test]
    fn the_gradient_is_the_same_whatever_is_forgotten() {
        for settings in ["", "stretch=5", "layers=7&stretch=3&m=4", "layers=2&stretch=64", "layers=9&stretch=1&seed=5"]
        {
            let cache = finished(settings);
            let numbers = cache.numbers();
            assert_eq!((numbers[0], numbers[6]), (numbers[1], cache.depth() as f64));
            assert!(numbers[8] < 1e-12, "{settings}: {}", numbers[8]);
            assert_eq!(cache.trace().len(), (cache.acts.len() + 1) * (cache.depth() + 1));
            // Nothing but X is left.
            assert_eq!(numbers[2] as usize, bytes(std::slice::from_ref(&cache.x)));
        }
    }

    #[test]
    fn the_trace_is_what_is_in_memory() {
        let mut cache = Cache::new("layers=4&stretch=2&m=1").unwrap();
        assert_eq!(cache.step(3), 3);
        assert_eq!(cache.trace()[15..], [1, 0, 1, 2, 0]); // X, the beginning of the second stretch, and what was just computed
        assert!(cache.numbers()[8].is_infinite());
        assert_eq!(cache.step(100), 7);
        let rows: Vec<Vec<u8>> = cache.trace().chunks(5).map(<[u8]>::to_vec).collect();
        let printed = [
            [1, 0, 0, 0, 0],
            [1, 2, 0, 0, 0],
            [1, 0, 2, 0, 0],
            [1, 0, 1, 2, 0],
            [1, 0, 1, 1, 2],
            [1, 0, 1, 1, 4],
            [1, 0, 0, 4, 0],
            [1, 3, 0, 0, 0],
            [1, 1, 3, 0, 0],
            [1, 1, 4, 0, 0],
            [1, 4, 0, 0, 0],
        ];
        assert_eq!(rows, printed);
        let mut same = Cache::new(&cache.settings()).unwrap();
        same.step(100);
        assert_eq!(same.numbers(), cache.numbers());
        assert!(Cache::new("layers=65").unwrap_err().to_string().contains("from 2 to 64"));
    }
}
