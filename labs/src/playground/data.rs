//! The playground's samples: the library's data sets brought into one window, two surfaces, and the features made of two coordinates.

use ann::data::{Dataset, Target, synthetic};
use ann::{Error, Loss, Result};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;
use std::fmt;
use std::str::FromStr;

/// Both coordinates of the window go from −WINDOW to WINDOW.
pub const WINDOW: f64 = 2.4;

/// How wide the square is in which the places of a surface lie.
pub const WIDTH: f64 = 4.4;
/// The tops of the hills and the bottoms of the hollows, with their heights.
pub const HILLS: [(f64, f64, f64); 6] =
    [(-1.2, 0.9, 1.0), (0.0, 1.3, -1.0), (1.3, 0.8, 1.0), (-1.3, -0.9, -1.0), (0.1, -1.2, 1.0), (1.3, -0.9, -1.0)];

/// Where the samples come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Two half circles.
    Moons,
    /// One circle in the other.
    Circles,
    /// Two spirals.
    Spirals,
    /// Four quarters.
    Xor,
    /// Two clouds.
    Blobs,
    /// A slope, for a regression.
    Slope,
    /// Three hills and three hollows, for a regression.
    Hills,
    /// A table of the reader's, with classes.
    OwnClasses,
    /// A table of the reader's, with numbers, for a regression.
    OwnNumbers,
}

impl Source {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::Moons,
        Self::Circles,
        Self::Spirals,
        Self::Xor,
        Self::Blobs,
        Self::Slope,
        Self::Hills,
        Self::OwnClasses,
        Self::OwnNumbers,
    ];

    /// Whether the samples are those of a table.
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::OwnClasses | Self::OwnNumbers)
    }

    /// What is minimised.
    #[must_use]
    pub fn loss(self) -> Loss {
        match self {
            Self::Slope | Self::Hills | Self::OwnNumbers => Loss::MeanSquaredError,
            _ => Loss::BinaryCrossEntropy,
        }
    }

    /// The centre of the samples of the library's generator, and what brings them into the window.
    #[must_use]
    pub fn view(self) -> ([f64; 2], f64) {
        match self {
            Self::Moons => ([0.5, 0.25], 1.4),
            Self::Circles => ([0.0, 0.0], 1.9),
            Self::Spirals => ([0.0, 0.0], 2.1),
            Self::Xor => ([0.0, 0.0], 2.0),
            Self::Blobs => ([0.0, 0.0], 0.4),
            Self::Slope | Self::Hills | Self::OwnClasses | Self::OwnNumbers => ([0.0, 0.0], 1.0),
        }
    }

    /// The height of a surface, from about −1 to 1.
    #[must_use]
    pub fn height(self, x1: f64, x2: f64) -> f64 {
        match self {
            Self::Hills => {
                let hill =
                    |(c1, c2, sign): (f64, f64, f64)| sign * (-3.0 * ((x1 - c1).powi(2) + (x2 - c2).powi(2))).exp();
                HILLS.map(hill).iter().sum()
            }
            _ => (x1 + x2) / 4.0,
        }
    }

    /// m samples of two coordinates.
    ///
    /// # Errors
    ///
    /// Those of the library's generators.
    pub fn samples(self, m: usize, noise: f64, rng: &mut ann::Rng) -> Result<Dataset> {
        let mut data = match self {
            Self::Moons => synthetic::moons(m, noise, rng),
            Self::Circles => synthetic::circles(m, noise, rng),
            Self::Spirals => synthetic::spirals(m, 2, noise, rng),
            Self::Xor => synthetic::xor(m, noise, rng),
            Self::Blobs => synthetic::blobs(m, 2, 0.4 + 4.0 * noise, rng),
            Self::Slope | Self::Hills => self.surface(m, noise, rng),
            Self::OwnClasses | Self::OwnNumbers => Err(Error::Data { problem: "a table is read, not made".to_owned() }),
        }?;
        let (centre, scale) = self.view();
        for (k, mut row) in data.x.rows_mut().into_iter().enumerate() {
            row.mapv_inplace(|x| (x - centre[k]) * scale);
        }
        Ok(data)
    }

    /// Places anywhere, with their heights.
    fn surface(self, m: usize, noise: f64, rng: &mut ann::Rng) -> Result<Dataset> {
        let x = Array2::from_shape_simple_fn((2, m).f(), || WIDTH * (rng.random::<f64>() - 0.5));
        let columns = x.columns().into_iter();
        let y =
            columns.map(|x| self.height(x[0], x[1]) + noise * rng.sample::<f64, _>(StandardNormal)).collect::<Vec<_>>();
        Dataset::new(x, Target::from_values(y))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Moons => "moons",
            Self::Circles => "circles",
            Self::Spirals => "spirals",
            Self::Xor => "xor",
            Self::Blobs => "blobs",
            Self::Slope => "slope",
            Self::Hills => "hills",
            Self::OwnClasses => "own-classes",
            Self::OwnNumbers => "own-numbers",
        })
    }
}

impl FromStr for Source {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        choose("data set", name, &Self::ALL)
    }
}

/// One number made of the two coordinates of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// x₁
    X1,
    /// x₂
    X2,
    /// x₁²
    X1Squared,
    /// x₂²
    X2Squared,
    /// x₁ x₂
    Product,
    /// sin 2 x₁
    SinX1,
    /// sin 2 x₂
    SinX2,
}

impl Feature {
    /// All of them, in the order in which a network reads them.
    pub const ALL: [Self; 7] =
        [Self::X1, Self::X2, Self::X1Squared, Self::X2Squared, Self::Product, Self::SinX1, Self::SinX2];

    /// The number.
    #[must_use]
    pub fn of(self, x1: f64, x2: f64) -> f64 {
        match self {
            Self::X1 => x1,
            Self::X2 => x2,
            Self::X1Squared => x1 * x1,
            Self::X2Squared => x2 * x2,
            Self::Product => x1 * x2,
            Self::SinX1 => (2.0 * x1).sin(),
            Self::SinX2 => (2.0 * x2).sin(),
        }
    }

    /// The same in Rust.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::X1 => "x1",
            Self::X2 => "x2",
            Self::X1Squared => "x1 * x1",
            Self::X2Squared => "x2 * x2",
            Self::Product => "x1 * x2",
            Self::SinX1 => "(2.0 * x1).sin()",
            Self::SinX2 => "(2.0 * x2).sin()",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::X1 => "x1",
            Self::X2 => "x2",
            Self::X1Squared => "x1x1",
            Self::X2Squared => "x2x2",
            Self::Product => "x1x2",
            Self::SinX1 => "sinx1",
            Self::SinX2 => "sinx2",
        })
    }
}

impl FromStr for Feature {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        choose("feature", name, &Self::ALL)
    }
}

/// The one of this name.
fn choose<T: fmt::Display + Copy>(what: &'static str, name: &str, all: &[T]) -> Result<T> {
    let found = all.iter().copied().find(|one| one.to_string() == name);
    let choices = || all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| Error::Choice { what, given: name.to_owned(), choices: choices() })
}

/// The features of places, (n_x, m).
pub fn features(chosen: &[Feature], places: impl Iterator<Item = [f64; 2]>) -> Array2<f32> {
    let numbers: Vec<f32> = places.flat_map(|[x1, x2]| chosen.iter().map(move |f| f.of(x1, x2) as f32)).collect();
    let shape = (chosen.len(), numbers.len() / chosen.len().max(1));
    Array2::from_shape_fn(shape.f(), |(k, i)| numbers[i * shape.0 + k])
}

/// The middles of size × size squares of the window, row by row from above.
pub fn grid(size: usize) -> impl Iterator<Item = [f64; 2]> {
    let place = move |i: usize| WINDOW * ((2 * i + 1) as f64 / size as f64 - 1.0);
    (0..size).flat_map(move |row| (0..size).map(move |column| [place(column), -place(row)]))
}
