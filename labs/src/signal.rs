//! Chapter 1: what becomes of a signal in a deep network, by the size of its weights.

use crate::settings::Settings;
use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Error, Init, Result};

const KEYS: [&str; 6] = ["scale", "width", "depth", "g", "samples", "seed"];

/// The activations of a network that has learnt nothing, its weights drawn with one standard deviation.
#[derive(Debug)]
pub struct Signal {
    g: Activation,
    std: f64,
    width: usize,
    /// X = A⁰, A¹, …
    a: Vec<Matrix>,
}

impl Signal {
    /// The network as the settings say: the standard deviation of its weights, `scale`; `width` and `depth`; `g`, relu or tanh; how many
    /// `samples` go through; the `seed` of the weights.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let std = settings.number("scale", 0.1, 0.001..=10.0, "a number from 0.001 to 10")?;
        let width = settings.number("width", 100, 2..=200, "a whole number from 2 to 200")?;
        let depth = settings.number("depth", 20, 1..=40, "a whole number from 1 to 40")?;
        let samples = settings.number("samples", 500, 10..=500, "a whole number from 10 to 500")?;
        let seed = settings.number("seed", 2, 0..=u64::MAX, "a whole number")?;
        let g = match settings.text("g") {
            None | Some("relu") => Activation::Relu,
            Some("tanh") => Activation::Tanh,
            Some(other) => {
                let (given, choices) = (other.to_owned(), "relu, tanh".to_owned());
                return Err(Error::Choice { what: "activation of these layers", given, choices });
            }
        };
        let inputs: Matrix = Init::Normal { std: 1.0 }.weights(width, samples, &mut ann::rng(1))?;
        let (mut rng, mut layers) = (ann::rng(seed), Vec::new());
        for _ in 0..depth {
            let w = Init::Normal { std }.weights(width, width, &mut rng)?;
            layers.push(Layer { w, b: Matrix::zeros((width, 1)), g });
        }
        Ok(Signal { g, std, width, a: forward(&Network { layers }, &inputs) })
    }

    /// The standard deviation of what each layer passes on, from layer 1.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        self.a[1..].iter().map(|a| a.std(0.0)).collect()
    }

    /// The scales of Xavier's rule and of He's for this width.
    #[must_use]
    pub fn rules(&self) -> Vec<f64> {
        vec![(1.0 / self.width as f64).sqrt(), (2.0 / self.width as f64).sqrt()]
    }

    /// The factor by which a layer multiplies the root of the mean square, on average: that of ReLU is σ √(n/2), and that of tanh, while
    /// the signal is small, σ √n.
    #[must_use]
    pub fn factor(&self) -> f64 {
        let part = if self.g == Activation::Relu { 0.5 } else { 1.0 };
        self.std * (part * self.width as f64).sqrt()
    }

    /// What the standard deviations should be after the first, if each layer multiplied by that factor.
    #[must_use]
    pub fn expected(&self) -> Vec<f64> {
        let first = self.a[1].std(0.0);
        (0..self.a.len() as i32 - 1).map(|l| first * self.factor().powi(l)).collect()
    }

    /// Of what layer l passes on: the part that is 0, then the parts in so many equal bins between −1 and 1 (tanh), or between 0 and 3
    /// (ReLU). A number beyond the window is counted in the bin at its edge.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no layer l.
    pub fn histogram(&self, l: usize, bins: usize) -> Result<Vec<f64>> {
        let Some(a) = self.a.get(l) else {
            return Err(Error::Setting { name: "layer", value: l.to_string(), requirement: "one of this network" });
        };
        let [from, to] = if self.g == Activation::Relu { [0.0, 3.0] } else { [-1.0, 1.0] };
        let mut counts = vec![0.0; bins + 1];
        for &a in a {
            let bin = ((a - from) / (to - from) * bins as f64) as usize;
            counts[if a == 0.0 { 0 } else { 1 + bin.min(bins - 1) }] += 1.0;
        }
        Ok(counts.into_iter().map(|count| count / a.len() as f64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signal_fades_as_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter01/signal.txt");
        let rows: Vec<Vec<f64>> = recorded
            .lines()
            .skip(1)
            .map(|row| row.split_whitespace().map(|word| word.parse().unwrap()).collect())
            .collect();
        assert_eq!(rows.len(), 5);
        let he = Signal::new("samples=10").unwrap().rules()[1];
        for (column, scale) in [0.01, 1.0, 0.1, he].into_iter().enumerate() {
            let found = Signal::new(&format!("scale={scale}")).unwrap().numbers();
            for row in &rows {
                let (found, printed) = (found[row[0] as usize - 1], row[column + 1]);
                assert!((found / printed - 1.0).abs() < 5e-4, "{scale}: layer {}: {found} {printed}", row[0]);
            }
        }
    }

    #[test]
    fn a_layer_multiplies_the_size_by_its_factor() {
        for (settings, layers) in [("scale=0.12", 10), ("scale=0.03&g=tanh", 6)] {
            let lab = Signal::new(settings).unwrap();
            let size = |l: usize| lab.a[l].pow2().mean().unwrap().sqrt();
            let measured = (size(1 + layers) / size(1)).powf(1.0 / layers as f64);
            let expected = lab.factor();
            assert!((measured / expected - 1.0).abs() < 0.05, "{settings}: {measured} {expected}");
            let list = lab.expected();
            assert_eq!((list.len(), list[0]), (20, lab.numbers()[0]));
            assert!((list[3] / list[2] - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_histogram_counts_everything_once() {
        for g in ["relu", "tanh"] {
            let lab = Signal::new(&format!("g={g}&scale=0.5&samples=50&depth=3")).unwrap();
            let parts = lab.histogram(3, 20).unwrap();
            assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            // Large weights: ReLU is beyond the window, tanh at both of its ends.
            let edges = if g == "relu" { parts[20] } else { parts[1] + parts[20] };
            assert!(edges > 0.3, "{g}: {parts:?}");
            assert!((parts[0] > 0.4) == (g == "relu"));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (settings, told) in [
            ("scale=0", "scale is 0, but it must be a number from 0.001 to 10"),
            ("width=1", "from 2 to 200"),
            ("g=sigmoid", "there is no activation of these layers 'sigmoid'; choose one of: relu, tanh"),
        ] {
            let refused = Signal::new(settings).unwrap_err().to_string();
            assert!(refused.contains(told), "{settings}: {refused}");
        }
        assert!(Signal::new("samples=10&depth=2").unwrap().histogram(3, 5).is_err());
    }
}
