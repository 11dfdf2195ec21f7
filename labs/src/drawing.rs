//! Chapter 13: a network that was trained on MNIST reads what is drawn, while it is drawn.

use crate::picture::{self, PIXELS, SIDE, Stroke};
use crate::settings::Settings;
use crate::weights;
use ann::metrics::class_of;
use ann::{Cache, Cost, Dropout, Error, Gradients, Loss, Network, Result, matmul};
use labs_engine::{backward, forward};
use ndarray::Array2;
#[cfg(not(target_arch = "wasm32"))]
use std::io::Read;

const KEYS: [&str; 2] = ["ink", "digit"];
/// So many of MNIST's test digits are kept with the book.
pub const DIGITS: usize = 200;
/// Where the weights, the pictures and the labels are in the repository, packed with gzip.
#[cfg(not(target_arch = "wasm32"))]
const FILES: [&str; 3] = ["labs/weights/drawing.bin.gz", "data/mnist200-images.idx.gz", "data/mnist200-labels.idx.gz"];
/// The pen writes a point when it is so far from the last one, along an axis, in parts of 256 of the field.
const STEP: u8 = 2;

/// A network, and what it says about the picture before it.
#[derive(Debug)]
pub struct Drawing {
    network: Network<f32>,
    /// The pixels of the test digits, a picture after the other, and what the pictures are.
    images: Vec<u8>,
    labels: Vec<u8>,
    strokes: Vec<Stroke>,
    /// The test digit that is looked at, if it is none that was drawn.
    shown: Option<usize>,
    /// The picture: (784, 1).
    x: Array2<f32>,
    cache: Cache<f32>,
    gradients: Gradients<f32>,
    /// ∂(z_k − z_r) / ∂x of the answer k and the runner-up r: (784, 1).
    dx: Array2<f32>,
}

impl Drawing {
    /// The network before an empty field, before the `ink` of a drawing, as [`Drawing::settings`] writes it, or before the test `digit`
    /// of a number. The files are those that `labs/examples/train_drawing.rs` writes, unpacked: the network in 8 bits, and two in IDX.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings; [`Error::Data`] if the files are other ones.
    pub fn new(settings: &str, weights: &[u8], images: &[u8], labels: &[u8]) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let network = weights::read(weights)?;
        if (network.n_in(), network.n_out()) != (PIXELS, 10) {
            let found = format!("{} numbers in and {} out", network.n_in(), network.n_out());
            return Err(Error::Data { problem: format!("the network has {found}, but should have 784 and 10") });
        }
        let (x, cache, gradients) = (Array2::zeros((PIXELS, 1)), Cache::default(), Gradients::default());
        let mut lab = Drawing {
            network,
            images: idx(images, &[DIGITS, SIDE, SIDE])?.to_owned(),
            labels: idx(labels, &[DIGITS])?.to_owned(),
            strokes: settings.text("ink").map_or_else(|| Ok(Vec::new()), parse)?,
            shown: None,
            dx: x.clone(),
            x,
            cache,
            gradients,
        };
        if settings.text("digit").is_some() {
            let digit = settings.number("digit", 0, 0..=DIGITS - 1, "the number of a test digit, from 0 to 199")?;
            lab.show(digit)?;
        } else {
            lab.look()?;
        }
        Ok(lab)
    }

    /// The same with the files of the repository.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if a file cannot be read, and those of [`Drawing::new`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn of_repository(settings: &str) -> Result<Self> {
        let unpacked = |name: &str| -> Result<Vec<u8>> {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
            let (packed, mut bytes) = (std::fs::File::open(&path), Vec::new());
            let read = packed.and_then(|packed| flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes));
            read.map_err(|source| Error::Io { action: "read", path, source })?;
            Ok(bytes)
        };
        let [weights, images, labels] = FILES.map(unpacked);
        Drawing::new(settings, &weights?, &images?, &labels?)
    }

    /// The pen comes down. A test digit that was looked at is gone.
    pub fn begin(&mut self) {
        if self.shown.take().is_some() {
            self.strokes.clear();
        }
        self.strokes.push(Stroke::new());
    }

    /// The pen goes on through places of the field, each from the left and from above, from 0 to 1; then the network looks.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn draw(&mut self, places: &[f64]) -> Result<()> {
        let part = |x: f64| (256.0 * x) as u8; // what lies beyond the field, on its edge
        if let Some(stroke) = self.strokes.last_mut() {
            for place in places.chunks_exact(2) {
                let point = [part(place[0]), part(place[1])];
                let is_near = |last: &[u8; 2]| last.iter().zip(point).all(|(last, x)| last.abs_diff(x) < STEP);
                if !stroke.last().is_some_and(is_near) {
                    stroke.push(point);
                }
            }
        }
        self.look()
    }

    /// Takes the last stroke away.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn undo(&mut self) -> Result<()> {
        self.strokes.pop();
        self.look()
    }

    /// An empty field.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn clear(&mut self) -> Result<()> {
        (self.shown, self.strokes) = (None, Vec::new());
        self.look()
    }

    /// Puts one of the test digits before the network. What it is.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is none of this number.
    pub fn show(&mut self, digit: usize) -> Result<u8> {
        let Some(label) = self.labels.get(digit).copied() else {
            let requirement = "below the number of test digits";
            return Err(Error::Setting { name: "digit", value: digit.to_string(), requirement });
        };
        (self.shown, self.strokes) = (Some(digit), Vec::new());
        self.look()?;
        Ok(label)
    }

    /// The picture anew, forward through the network, and back to the pixels.
    fn look(&mut self) -> Result<()> {
        match self.shown {
            Some(digit) => {
                let image = self.images[digit * PIXELS..].iter().map(|pixel| (f64::from(*pixel) / 255.0) as f32);
                self.x.iter_mut().zip(image).for_each(|(x, pixel)| *x = pixel);
            }
            None => self.x.iter_mut().zip(picture::of_strokes(&self.strokes)).for_each(|(x, pixel)| *x = pixel),
        }
        let n_out = forward(&self.network, self.x.view(), Dropout::Off, &mut self.cache)?.len();
        // With Y = e_r − e_k the loss −Σ y log a is log (a_k / a_r) = z_k − z_r: how far the answer is ahead of the runner-up.
        let [answer, second] = self.best();
        let y = |i| if i == answer { -1.0 } else { f32::from(u8::from(i == second)) };
        let y = Array2::from_shape_fn((n_out, 1), |(i, _)| y(i));
        let cost: Cost = Loss::CategoricalCrossEntropy.into();
        backward(&self.network, y.view(), &cost, &self.cache, &mut self.gradients)?;
        let w = self.network.layer(1).w.t();
        matmul(1.0, &w, &self.gradients.dz(1), 0.0, &mut self.dx.view_mut()); // (3.4) dX = Wᵀ dZ
        Ok(())
    }

    /// The answer, and the digit that is the next likely.
    #[must_use]
    pub fn best(&self) -> [usize; 2] {
        let mut z = self.cache.logits().column(0).to_owned();
        let answer = class_of(z.view());
        z[answer] = f32::NEG_INFINITY;
        [answer, class_of(z.view())]
    }

    /// What the test digit that is looked at is; nothing of a drawing.
    #[must_use]
    pub fn label(&self) -> Option<u8> {
        self.shown.map(|digit| self.labels[digit])
    }

    /// The pixels that the network sees, from 0 to 1.
    #[must_use]
    pub fn picture(&self) -> Vec<f32> {
        self.x.iter().copied().collect()
    }

    /// The activations of layer l; the last ones are the probabilities of the digits.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such layer.
    pub fn activations(&self, l: usize) -> Result<Vec<f32>> {
        if !(1..=self.network.depth()).contains(&l) {
            let requirement = "a layer of the network, from 1";
            return Err(Error::Setting { name: "layer", value: l.to_string(), requirement });
        }
        Ok(self.cache.a(l).iter().copied().collect())
    }

    /// How much more the answer is ahead of the runner-up, as a difference of logits, for each pixel that had a whole more of ink.
    #[must_use]
    pub fn why(&self) -> Vec<f32> {
        self.dx.iter().copied().collect()
    }

    /// The strokes of the drawing: of each the number of its points, then their places, 0 to 255.
    #[must_use]
    pub fn strokes(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for stroke in &self.strokes {
            numbers.push(stroke.len() as u32);
            for point in stroke {
                numbers.extend(point.map(u32::from));
            }
        }
        numbers
    }

    /// The probability of each digit; the sums of the picture, of the activations of the hidden layers and of the lengths of the
    /// gradient.
    ///
    /// # Errors
    ///
    /// None: these layers exist.
    pub fn numbers(&self) -> Result<Vec<f64>> {
        let depth = self.network.depth();
        let mut numbers: Vec<f64> = self.activations(depth)?.into_iter().map(f64::from).collect();
        let sum = |of: &[f32]| of.iter().map(|number| f64::from(number.abs())).sum::<f64>();
        numbers.push(sum(&self.picture()));
        for l in 1..depth {
            numbers.push(sum(&self.activations(l)?));
        }
        numbers.push(sum(&self.why()));
        Ok(numbers)
    }

    /// What brings this drawing, or this test digit, back.
    #[must_use]
    pub fn settings(&self) -> String {
        if let Some(digit) = self.shown {
            return format!("digit={digit}");
        }
        let mut text = "ink=".to_owned();
        for (i, stroke) in self.strokes.iter().enumerate() {
            text += if i == 0 { "" } else { "." };
            for point in stroke {
                text += &format!("{:04x}", u16::from_be_bytes(*point));
            }
        }
        text
    }
}

/// The bytes of an IDX file of this shape, behind its head.
fn idx<'b>(bytes: &'b [u8], shape: &[usize]) -> Result<&'b [u8]> {
    let mut head = vec![0, 0, 8, shape.len() as u8];
    for size in shape {
        head.extend((*size as u32).to_be_bytes());
    }
    let numbers = bytes.strip_prefix(&head[..]).filter(|numbers| numbers.len() == shape.iter().product::<usize>());
    numbers.ok_or_else(|| Error::Data { problem: format!("these are no bytes of the shape {shape:?} in an IDX file") })
}

/// The strokes that [`Drawing::settings`] has written.
fn parse(text: &str) -> Result<Vec<Stroke>> {
    let mut strokes = Vec::new();
    for text in text.split('.').filter(|text| !text.is_empty()) {
        let mut stroke = Stroke::new();
        for figures in text.as_bytes().chunks(4) {
            let point = std::str::from_utf8(figures).ok().filter(|figures| figures.len() == 4);
            let Some(point) = point.and_then(|figures| u16::from_str_radix(figures, 16).ok()) else {
                let requirement = "strokes with a dot between two, each place of the pen four figures from 0 to f";
                return Err(Error::Setting { name: "ink", value: text.to_owned(), requirement });
            };
            stroke.push(point.to_be_bytes());
        }
        strokes.push(stroke);
    }
    Ok(strokes)
}

#[cfg(test)]
mod tests;
