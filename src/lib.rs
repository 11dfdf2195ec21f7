//! Neural networks from scratch: the library of the book.
//!
//! A fully connected network is a stack of layers, and a layer is `A = g(W A⁻ + b)`. Everything else here serves to find good
//! W and b. No deep-learning framework is used; what the book teaches is all in these files, one idea in each.
//!
//! # A tour
//!
//! From a table to a tested network:
//!
//! ```
//! use ann::data::{Task, read_csv};
//! use ann::{Model, Trainer};
//!
//! fn main() -> Result<(), ann::Error> {
//!     let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
//!     let mut rng = ann::rng(0);
//!     let [train, test] = wine.split([0.75, 0.25], &mut rng)?;
//!     let (model, _history) = Model::<f32>::fit(&Trainer::default(), &train, &mut rng)?;
//!     println!("test accuracy: {:.4}", model.score(&test)?);
//! #   assert!(model.score(&test)? > 0.9);
//!     Ok(())
//! }
//! ```
//!
//! The same, one step at a time: forward, backward, step.
//!
//! ```
//! use ann::{Activation, Cache, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState, backward, forward};
//! use ndarray::array;
//!
//! fn main() -> Result<(), ann::Error> {
//!     // XOR: two features, four samples. A sample is a column.
//!     let x = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
//!     let y = array![[0.0, 1.0, 1.0, 0.0]];
//!
//!     let mut network = Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(1))?;
//!     let cost = Loss::BinaryCrossEntropy.into();
//!     let (mut cache, mut gradients) = (Cache::new(&network, 4), Gradients::new(&network, 4));
//!     let mut optimizer = OptimizerState::new(Optimizer::ADAM, &network)?;
//!     for _ in 0..200 {
//!         forward(&network, x.view(), Dropout::Off, &mut cache)?;
//!         backward(&network, y.view(), &cost, &cache, &mut gradients)?;
//!         optimizer.step(&mut network, &gradients, 0.05)?;
//!     }
//!     assert_eq!(network.predict(x.view())?.mapv(f64::round), y);
//!     Ok(())
//! }
//! ```
//!
//! # The modules, in the order of the book
//!
//! | chapter | modules |
//! |---|---|
//! | 1 Architecture | [`layer`], [`init`], [`network`] |
//! | 2 Forward propagation | [`activation`], [`forward`](mod@forward) |
//! | 3 Backpropagation | [`backward`](mod@backward), [`gradient_check`](mod@gradient_check) |
//! | 4 Loss | [`loss`] |
//! | 5 Mini-batch gradient descent | [`batch`], [`descent`] |
//! | 6 Adam | [`optimizer`], [`schedule`] |
//! | 7 Dropout | [`dropout`] |
//! | 8 The cache | [`cache`], [`ledger`] |
//! | 9 Seeing | [`figure`], [`projection`] |
//! | 10 Data | [`data`] |
//! | 11 The trainer | [`trainer`], [`history`], [`model`], [`metrics`], [`model_file`] and, as a feature, `linfa` |
//! | 12 Going fast | [`matmul`](mod@matmul) |
//!
//! The notebooks use `notebook`, a feature. All of them stand on [`real`] (the number type), [`random`] (the one generator) and [`error`].
//!
//! # Conventions
//!
//! Samples are columns: X is (n_x, m), W of a layer (n_out, n_in), b (n_out, 1). Layer l of the book is `layer(l)`, from 1.
//! Arrays are stored column by column, so a sample is contiguous. Randomness is passed in, and the same seed gives the same
//! bits on the same machine. Nothing panics on bad data: it returns an [`Error`].
//!
//! # Features
//!
//! All are on by default. `files`: CSV tables and model files. `cli`: the command `ann`. `linfa`: the trainer as a linfa
//! algorithm. `chapters`: the programs of the chapters, with `cli` and `linfa`. `notebook`: what a Jupyter notebook shows of figures,
//! arrays and tables. `threads`: large trainings, many predictions and t-SNE in several threads.
#![deny(unsafe_code)]
#![deny(missing_docs)]

// Chapter 1: architecture.
pub mod init;
pub mod layer;
pub mod network;
pub use init::Init;
pub use layer::Layer;
pub use network::Network;

// Chapter 2: forward propagation.
pub mod activation;
pub mod forward;
pub use activation::Activation;
pub use forward::forward;

// Chapter 3: backpropagation.
pub mod backward;
pub mod gradient_check;
pub use backward::{Gradients, backward};
pub use gradient_check::{GradientCheck, gradient_check};

// Chapter 4: loss.
pub mod loss;
pub use loss::{Cost, Loss};

// Chapter 5: mini-batch gradient descent.
pub mod batch;
pub mod descent;
pub use batch::Batches;
pub use descent::Descent;

// Chapter 6: Adam.
pub mod optimizer;
pub mod schedule;
pub use optimizer::{Optimizer, OptimizerState};
pub use schedule::{Decay, Schedule};

// Chapter 7: dropout.
pub mod dropout;
pub use dropout::Dropout;

// Chapter 8: the cache.
pub mod cache;
pub mod ledger;
pub use cache::Cache;
pub use ledger::Ledger;

// Chapter 9: seeing.
pub mod figure;
pub mod projection;
pub use figure::Figure;

// Chapter 10: data.
pub mod data;

// Chapter 11: the trainer.
pub mod history;
#[cfg(feature = "linfa")]
pub mod linfa;
pub mod metrics;
pub mod model;
#[cfg(feature = "files")]
pub mod model_file;
pub mod trainer;
pub use history::{Epoch, History};
pub use metrics::{Evaluation, evaluate};
pub use model::{Answer, Model};
pub use trainer::{EarlyStopping, Samples, Trainer};

// Chapter 12: going fast.
mod blocks;
mod copies;
pub mod matmul;
mod parallel;
mod shares;
mod target;
mod tiles;
mod vector;
mod vector_math;
mod weights;
mod wide;
pub use matmul::matmul;

// The book, executable.
#[cfg(feature = "notebook")]
pub mod notebook;

// What every chapter stands on.
pub mod error;
pub mod random;
pub mod real;
pub use error::{Error, Result};
pub use random::{Rng, rng};
pub use real::Real;
