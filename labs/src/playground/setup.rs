//! What is chosen in the playground, and how it is written behind the address of its page.

use super::data::{Feature, Source};
use crate::settings::Settings;
use ann::{Activation, Error, Optimizer, Result};
use std::fmt;

const KEYS: [&str; 18] = [
    "data", "points", "noise", "test", "sample", "features", "layers", "rule", "rate", "l1", "l2", "keep", "batch",
    "seed", "stop", "class", "tests", "sides",
];
/// More hidden layers could not be drawn.
pub const LAYERS: usize = 6;
/// Nor more neurons in one.
pub const NEURONS: usize = 12;

/// Everything that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Where the samples come from.
    pub data: Source,
    /// How many there are.
    pub points: usize,
    /// How far each is from where it belongs: a standard deviation.
    pub noise: f64,
    /// The part that is put away for the test.
    pub test: f64,
    /// The seed of the samples.
    pub sample: u64,
    /// What the network reads of a sample.
    pub features: Vec<Feature>,
    /// The hidden layers.
    pub layers: Vec<(usize, Activation)>,
    /// The rule of the steps.
    pub rule: Optimizer,
    /// α
    pub rate: f64,
    /// The penalty on the sizes of the weights.
    pub l1: f64,
    /// λ, the penalty on their squares.
    pub l2: f64,
    /// The probability with which dropout keeps a hidden neuron.
    pub keep: f64,
    /// How many samples a step looks at.
    pub batch: usize,
    /// The seed of the weights, the order of the samples, and the masks.
    pub seed: u64,
    /// After how many epochs to stop; 0 is never.
    pub stop: usize,
    /// Which class of a table is answered with 1, counted from 1.
    pub class: usize,
    /// Whether the page shows the samples for the test.
    pub tests: u8,
    /// Whether it shows only on which side the answer is, and not how surely.
    pub sides: u8,
}

impl Setup {
    /// What the text says, and for the rest the usual.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self> {
        let settings = Settings::parse(text, &KEYS)?;
        let whole = |key, default, range, requirement| settings.number::<usize>(key, default, range, requirement);
        let seed = |key| settings.number::<u64>(key, 1, 0..=9_999_999, "a whole number of at most 7 digits");
        let feature = |name: &str| name.parse::<Feature>();
        let mut features: Vec<Feature> = list(settings.text("features").unwrap_or("x1,x2"), feature)?;
        features.sort_by_key(|feature| Feature::ALL.iter().position(|known| known == feature));
        features.dedup();
        if features.is_empty() {
            return Err(Error::Setting { name: "features", value: "empty".into(), requirement: "at least one" });
        }
        let layers = list(settings.text("layers").unwrap_or("8:tanh,8:tanh"), layer)?;
        if layers.len() > LAYERS {
            let requirement = "at most 6: more would not fit on the page";
            return Err(Error::Setting { name: "layers", value: layers.len().to_string(), requirement });
        }
        Ok(Setup {
            data: settings.named("data", Source::Moons)?,
            points: whole("points", 500, 10..=2000, "a whole number from 10 to 2000")?,
            noise: settings.number("noise", 0.1, 0.0..=1.0, "a number from 0 to 1")?,
            test: settings.number("test", 0.2, 0.1..=0.9, "a part from 0.1 to 0.9")?,
            sample: seed("sample")?,
            features,
            layers,
            rule: settings.named("rule", Optimizer::ADAM)?,
            rate: settings.number("rate", 0.01, 0.0..=100.0, "a number from 0 to 100")?,
            l1: settings.number("l1", 0.0, 0.0..=100.0, "a number from 0 to 100")?,
            l2: settings.number("l2", 0.0, 0.0..=100.0, "a number from 0 to 100")?,
            keep: settings.number("keep", 1.0, 0.1..=1.0, "a probability from 0.1 to 1")?,
            batch: whole("batch", 32, 1..=2000, "a whole number from 1 to 2000")?,
            seed: seed("seed")?,
            stop: whole("stop", 0, 0..=1_000_000, "a whole number, 0 for never")?,
            class: whole("class", 2, 1..=1000, "the number of a class, counted from 1")?,
            tests: settings.number("tests", 1, 0..=1, "0 or 1")?,
            sides: settings.number("sides", 0, 0..=1, "0 or 1")?,
        })
    }

    /// Whether a network of `other` can go on with these settings, weights and all.
    #[must_use]
    pub fn continues(&self, other: &Setup) -> bool {
        let Setup { rule, rate, l1, l2, keep, batch, stop, tests, sides, .. } = *self;
        *self == Setup { rule, rate, l1, l2, keep, batch, stop, tests, sides, ..other.clone() }
    }
}

/// What stands between commas.
fn list<T>(text: &str, one: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    text.split(',').filter(|part| !part.is_empty()).map(one).collect()
}

/// A hidden layer, `8:tanh`; without a name it is tanh.
fn layer(text: &str) -> Result<(usize, Activation)> {
    let (size, name) = text.split_once(':').unwrap_or((text, "tanh"));
    let size = size.parse().ok().filter(|size| (1..=NEURONS).contains(size));
    let requirement = "a layer such as 8:tanh, of 1 to 12 neurons";
    let size = size.ok_or_else(|| Error::Setting { name: "layers", value: text.to_owned(), requirement })?;
    match name.parse()? {
        Activation::Softmax => {
            let choices = "relu, leaky-relu, tanh, sigmoid, identity".to_owned();
            Err(Error::Choice { what: "activation of a hidden layer", given: name.to_owned(), choices })
        }
        activation => Ok((size, activation)),
    }
}

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Setup { data, points, noise, test, sample, rule, rate, l1, l2, keep, batch, seed, stop, .. } = self;
        let features: Vec<String> = self.features.iter().map(ToString::to_string).collect();
        let layers: Vec<String> = self.layers.iter().map(|(size, activation)| format!("{size}:{activation}")).collect();
        write!(f, "data={data}&points={points}&noise={noise}&test={test}&sample={sample}")?;
        write!(f, "&features={}&layers={}", features.join(","), layers.join(","))?;
        write!(f, "&rule={rule}&rate={rate}&l1={l1}&l2={l2}&keep={keep}&batch={batch}&seed={seed}&stop={stop}")?;
        write!(f, "&tests={}&sides={}", self.tests, self.sides)?;
        if self.data.is_own() { write!(f, "&class={}", self.class) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setup_is_read_as_it_was_written() {
        let text =
            "data=hills&points=90&features=sinx2,x1&layers=3:relu,5&rule=sgd&rate=0.3&l1=2&keep=0.8&stop=50&sides=1";
        let setup = Setup::parse(text).unwrap();
        assert_eq!(Setup::parse(&setup.to_string()).unwrap(), setup);
        assert_eq!(setup.features, [Feature::X1, Feature::SinX2]);
        assert_eq!(setup.layers, [(3, Activation::Relu), (5, Activation::Tanh)]);
        assert!(Setup::parse("layers=").unwrap().layers.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, told) in [
            ("data=swiss", "there is no data set 'swiss'; choose one of: moons"),
            ("features=x3", "there is no feature 'x3'; choose one of: x1, x2"),
            ("features=", "features is empty, but it must be at least one"),
            ("layers=13", "1 to 12 neurons"),
            ("layers=3:softmax", "activation of a hidden layer"),
            ("layers=1,1,1,1,1,1,1", "at most 6"),
            ("keep=0", "from 0.1 to 1"),
            ("lr=1", "choose one of: data, points"),
        ] {
            let refused = Setup::parse(text).unwrap_err().to_string();
            assert!(refused.contains(told), "{text}: {refused}");
        }
    }

    #[test]
    fn another_rate_keeps_the_weights_and_another_layer_does_not() {
        let setup = |text| Setup::parse(text).unwrap();
        assert!(setup("rate=1&rule=sgd&keep=0.5&batch=1&stop=3&l1=1&l2=1&tests=0&sides=1").continues(&setup("")));
        for other in ["layers=2", "seed=2", "noise=0.2", "data=xor", "points=90", "sample=3", "test=0.5", "features=x1"]
        {
            assert!(!setup(other).continues(&setup("")), "{other}");
        }
    }
}
