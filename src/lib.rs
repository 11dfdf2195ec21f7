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
//! use ann::{Architecture, Model, Trainer};
//!
//! fn main() -> Result<(), ann::Error> {
//!     let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
//!     let mut rng = ann::rng(0);
//!     let [train, test] = wine.split([0.75, 0.25], &mut rng)?;
//!     let (model, _history) = Model::<f32>::fit(&Architecture::default(), &Trainer::default(), &train, &mut rng)?;
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
//! # The rooms, in the order of the book
//!
//! | room | holds | chapters |
//! |---|---|---|
//! | [`plain`] | the network of the book, whole, in 300 lines: what a reader retypes and owns | 1–8 |
//! | [`shards`] | a batch on several ranks, with the plain network, and what its all-reduce costs | 14 |
//! | [`network`] | layers, initialisation, activations, losses, dropout, the architecture | 1, 2, 4, 7, 11 |
//! | [`training`] | forward, backward, the gradient check, mini-batches, optimisers, schedules, the cache, the trainer, metrics | 2–6, 8, 11, 12, 14 |
//! | [`projection`], `figure` (a feature) | PCA and t-SNE; every picture | 9 |
//! | [`data`] | tables, scaling, splits, made-up data sets | 10 |
//! | [`model`] | a network with its scalers and names; files of models, networks and checkpoints | 11 |
//! | [`gemm`], `simd`, `parallel` | the matrix product, vectors, threads | 12 |
//! | [`training::distributed`] | one training by several processes or machines; a part of `training` | 14 |
//! | `notebook` | what a Jupyter notebook shows; a feature | |
//!
//! All rooms of this crate stand on [`real`] (the number type), [`random`] (the one generator), [`error`], `setting` (checks of settings) and
//! `disk` (files that are whole or not there). A room uses only rooms before it in this list (plain uses none, shards only plain): simd,
//! gemm, parallel, network, data, training, model, projection, figure, notebook. What is used most often is here at the top, too:
//! [`Network`], [`forward()`], [`Trainer`] and so on.
//!
//! The rooms beside this crate: `cli` is the command `ann`, `chapters` the programs of the book, `labs` its live figures, `exercises` what the
//! reader writes and what grades it, `xtask` what makes the book.
//!
//! # Conventions
//!
//! Samples are columns: X is (n_x, m), W of a layer (n_out, n_in), b (n_out, 1). Layer l of the book is `layer(l)`, from 1.
//! Arrays are made column by column, so a sample is contiguous; arrays of any layout are accepted. A loss is a mean over samples: 1/m is
//! in dW and db, not in dZ. Randomness is passed in, and the same seed gives the same
//! bits on the same machine. Nothing panics on bad data: it returns an [`Error`]. What does panic, such as a layer that does not exist,
//! says so in its docs.
//!
//! # Features
//!
//! | feature | what for | default |
//! |---|---|---|
//! | `files` | CSV tables; files of models, networks and checkpoints | yes |
//! | `fft` | t-SNE of more than some thousand samples in linear time | yes |
//! | `threads` | large trainings, predictions, evaluations and t-SNE on all cores, or as many as [`with_threads`] says | yes |
//! | `mpi` | ranks of a training that are processes; needs an MPI, such as OpenMPI, and libclang | |
//! | `spreadsheets` | workbooks of Excel and LibreOffice as tables | |
//! | `figures` | every picture of the book, as SVG | |
//! | `linfa` | the trainer as a linfa algorithm | |
//! | `onnx` | models in files of ONNX, which programs in other languages run, and dense networks out of them | |
//! | `notebook` | what a Jupyter notebook shows of figures, arrays and tables; with `figures` and `files` | |

// Chapters 1 to 8, as short as the equations; what follows is the same for work.
pub mod plain;

// Chapter 14, as short as its equations, too.
pub mod shards;

// Chapters 1, 2, 4 and 7: what a network is.
pub mod network;
pub use network::{Activation, Architecture, Dropout, Init, Layer, Loss, Network, dropout};

// Chapters 2, 3, 5, 6, 8, 11 and 14: how it learns.
pub mod training;
pub use training::{
    Batches, Cache, Checkpoint, ClassWeights, Cost, Decay, EarlyStopping, Epoch, Evaluation, GradientCheck, Gradients,
    History, Metric, Optimizer, OptimizerState, Ranks, Samples, Schedule, ShapeTable, Trainer, TrainingLoop,
    TrainingRun, backward, evaluate, forward, gradient_check, metrics,
};

// Chapter 9: seeing.
#[cfg(feature = "figures")]
pub mod figure;
pub mod projection;
#[cfg(feature = "figures")]
pub use figure::Figure;

// Chapter 10: data.
pub mod data;

// Chapter 11: from a table to a tested model.
pub mod model;
#[cfg(feature = "files")]
pub use model::PreparedModel;
#[cfg(feature = "linfa")]
pub use model::linfa;
pub use model::{Model, OutputKind};

// Chapter 12: going fast.
pub mod gemm;
mod parallel;
pub use parallel::{threads, with_threads};
mod simd;
pub use gemm::matmul;

// The book, executable.
#[cfg(feature = "notebook")]
pub mod notebook;

// What every chapter stands on.
#[cfg(feature = "files")]
mod disk;
pub mod error;
pub mod random;
pub mod real;
mod setting;
pub use error::{Error, Result};
pub use random::{Rng, rng};
pub use real::Real;
