//! Chapter 2: one sample goes through the 2-2-1 network, one multiplication at a time.

use crate::settings::Settings;
use crate::small;
use ann::Result;
use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::{array, s};

const KEYS: [&str; 3] = ["x1", "x2", "g"];
/// Both coordinates of the plane go from −WINDOW to WINDOW.
const WINDOW: f64 = 3.0;

/// The network, one sample, and how much of the pass has been done.
#[derive(Debug)]
pub struct Forward {
    network: Network,
    /// X = A⁰, A¹, A²
    a: Vec<Matrix>,
    /// Z¹, Z²
    z: Vec<Matrix>,
    done: usize,
}

impl Forward {
    /// The network of the chapter before the first multiplication, with the function `g` in its hidden layer, and `x1`, `x2`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let network = small::network(small::hidden(&settings)?);
        let a = forward(&network, &small::sample(&settings)?);
        let z = small::sums(&network, &a);
        Ok(Forward { network, a, z, done: 0 })
    }

    /// Up to n operations, as many as are left. How many there were.
    pub fn step(&mut self, n: usize) -> usize {
        let taken = n.min(self.places().len() - self.done);
        self.done += taken;
        taken
    }

    /// Before the first operation again.
    pub fn again(&mut self) {
        self.done = 0;
    }

    /// Another sample; as much is done of it as of the one before.
    ///
    /// # Errors
    ///
    /// [`ann::Error::Setting`] if it is out of range.
    pub fn set_x(&mut self, x1: f64, x2: f64) -> Result<()> {
        let settings = format!("x1={x1}&x2={x2}&g={}", small::name(self.network.layers[0].g));
        *self = Forward { done: self.done, ..Forward::new(&settings)? };
        Ok(())
    }

    /// Layer, neuron and input of each operation, in the order of (2.1) and (2.2): of a layer neuron after neuron the products, and
    /// behind the last input the bias; then g, whose number is one higher.
    fn places(&self) -> Vec<[usize; 3]> {
        let of_layer = |(l, layer): (usize, &ann::plain::network::Layer)| {
            let (n_out, n_in) = layer.w.dim();
            let sums = (0..n_out).flat_map(move |i| (0..=n_in).map(move |k| [l, i, k]));
            sums.chain((0..n_out).map(move |i| [l, i, n_in + 1]))
        };
        self.network.layers.iter().enumerate().flat_map(of_layer).collect()
    }

    /// Of each operation, six numbers: the layer from 1, the neuron, the input; the weight or the bias (of g: z); what it is multiplied
    /// by (1 for a bias and g); and what there is then: the sum so far, or a.
    #[must_use]
    pub fn operations(&self) -> Vec<f64> {
        let numbers = |[l, i, k]: [usize; 3]| {
            let (layer, a) = (&self.network.layers[l], &self.a[l]);
            let n_in = layer.w.ncols();
            let [factor, input, result] = match k {
                k if k < n_in => {
                    let sum = layer.w.slice(s![i, ..=k]).dot(&a.slice(s![..=k, 0]));
                    [layer.w[[i, k]], a[[k, 0]], sum]
                }
                k if k == n_in => [layer.b[[i, 0]], 1.0, self.z[l][[i, 0]]],
                _ => [self.z[l][[i, 0]], 1.0, self.a[l + 1][[i, 0]]],
            };
            [(l + 1) as f64, i as f64, k as f64, factor, input, result]
        };
        self.places().into_iter().flat_map(numbers).collect()
    }

    /// How many operations are done, x₁, x₂, and what the last one made (0 before the first).
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let operations = self.operations();
        let last = if self.done == 0 { 0.0 } else { operations[6 * self.done - 1] };
        vec![self.done as f64, self.a[0][[0, 0]], self.a[0][[1, 0]], last]
    }

    /// The answer for another sample.
    #[must_use]
    pub fn answer(&self, x1: f64, x2: f64) -> f64 {
        forward(&self.network, &array![[x1], [x2]])[2][[0, 0]]
    }

    /// The answers at the middles of size × size squares of the window, row by row from above.
    #[must_use]
    pub fn plane(&self, size: usize) -> Vec<f32> {
        forward(&self.network, &small::grid(size, WINDOW))[2].iter().map(|&a| a as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers that the chapter prints below `Z1 =` and so on, in the column of this sample.
    fn printed(name: &str, sample: usize) -> Vec<f64> {
        let recorded = include_str!("../../book/recorded/chapter02/by-hand.txt");
        let rows = recorded.lines().skip_while(|line| *line != format!("{name} =")).skip(1);
        let rows = rows.take_while(|line| line.starts_with(['[', ' ']));
        let number = |row: &str| row.split(',').nth(sample).unwrap().replace(['[', ']', ' '], "").parse().unwrap();
        rows.map(number).collect()
    }

    #[test]
    fn each_sum_and_each_answer_is_that_of_the_chapter() {
        for (sample, settings) in ["x1=2&x2=1", "x1=-1&x2=1"].into_iter().enumerate() {
            let lab = Forward::new(settings).unwrap();
            let operations = lab.operations();
            // The last of each sum is its bias; behind the sums of a layer come its answers.
            let made = |k: usize| operations[6 * k + 5];
            let found = [("Z1", vec![2, 5]), ("A1", vec![6, 7]), ("Z2", vec![10]), ("A2", vec![11])];
            for (name, places) in found {
                let printed = printed(name, sample);
                assert_eq!(printed.len(), places.len(), "{name}");
                for (place, printed) in places.into_iter().zip(printed) {
                    assert!((made(place) - printed).abs() < 6e-7, "{settings} {name}: {} {printed}", made(place));
                }
            }
        }
    }

    #[test]
    fn a_sum_grows_by_one_product_at_a_time() {
        let mut lab = Forward::new("x1=2&x2=1").unwrap();
        let operations = lab.operations();
        assert_eq!(operations.len(), 6 * 12);
        assert_eq!(operations[..18], [1., 0., 0., 0.5, 2., 1., 1., 0., 1., -1., 1., 0., 1., 0., 2., 0.5, 1., 0.5]);
        assert_eq!(lab.step(2), 2);
        assert_eq!(lab.numbers(), [2.0, 2.0, 1.0, 0.0]);
        lab.set_x(4.0, 1.0).unwrap();
        assert_eq!(lab.numbers(), [2.0, 4.0, 1.0, 1.0]);
        assert_eq!((lab.step(100), lab.step(1)), (10, 0));
        assert_eq!(lab.numbers()[3], lab.answer(4.0, 1.0));
        lab.again();
        assert_eq!(lab.numbers()[0], 0.0);
    }

    #[test]
    fn without_a_bend_the_border_is_a_straight_line() {
        // W² W¹ = (−1.5, −2) and W² b¹ + b² = 2.5, as the chapter prints.
        let lab = Forward::new("g=identity").unwrap();
        for x1 in [-2.0, 0.0, 1.0, 2.9] {
            assert!((lab.answer(x1, (2.5 - 1.5 * x1) / 2.0) - 0.5).abs() < 1e-12);
        }
        let plane = lab.plane(10);
        let place = small::grid(10, WINDOW).column(37).to_vec();
        assert!((f64::from(plane[37]) - lab.answer(place[0], place[1])).abs() < 1e-7);
        assert!((place[0] - 1.5).abs() < 1e-12 && (place[1] - 0.9).abs() < 1e-12, "{place:?}");
    }

    #[test]
    fn what_is_wrong_is_told() {
        let told = |settings: &str| Forward::new(settings).unwrap_err().to_string();
        assert_eq!(told("x1=far"), "x1 is far, but it must be a number from −100 to 100");
        assert!(told("g=step").contains("choose one of: relu, leaky-relu, tanh, sigmoid, identity"));
        assert!(told("x3=1").contains("choose one of: x1, x2, g"));
        let mut lab = Forward::new("").unwrap();
        assert!(lab.set_x(f64::NAN, 0.0).is_err() && lab.numbers() == Forward::new("").unwrap().numbers());
    }
}
