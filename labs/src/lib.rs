//! The live figures of the book: the library itself, moved by the reader.
//!
//! A lab is plain Rust: `new(settings)`, `step(n)`, and what to read, numbers in lists. [`linear`] is the neuron of two of them,
//! [`neuron`] the lab of chapter 0, [`valley`] that of chapter 6, [`playground`] a page of its own; [`settings`] reads what they start
//! from. `wasm` hands them to the page, whose scripts (`page/`) draw. Nothing of the mathematics is in the scripts.
//!
//! [`signal`] belongs to chapter 1, [`forward`] and [`softmax`] to chapter 2, [`backward`] and [`vanishing`] to chapter 3, [`losses`] to
//! chapter 4, [`noise`] to chapter 5, [`dropout`] with its [`learner`] to chapter 7, [`cache`] to chapter 8, [`map`] to chapter 9,
//! [`scaling`] and [`leak`] to chapter 10, [`digits`] to chapter 11, [`speed`] to chapter 12, [`drawing`] with its [`picture`] and
//! [`weights`] to chapter 13, [`ring`] to chapter 14, [`hero`] to the front page; [`small`] is the 2-2-1 network of chapters 2 and 3, [`table`] has the digits of
//! two labs, [`pad`] is a field to draw on, [`contour`] finds a border.

pub mod backward;
pub mod cache;
pub mod contour;
pub mod digits;
pub mod drawing;
pub mod dropout;
pub mod forward;
pub mod hero;
pub mod leak;
pub mod learner;
pub mod linear;
pub mod losses;
pub mod map;
pub mod neuron;
pub mod noise;
pub mod pad;
pub mod picture;
pub mod playground;
pub mod ring;
pub mod scaling;
pub mod settings;
pub mod signal;
pub mod small;
pub mod softmax;
pub mod speed;
pub mod table;
pub mod valley;
pub mod vanishing;
#[cfg(target_arch = "wasm32")]
mod wasm;
pub mod weights;
