//! The live figures of the book: the library itself, moved by the reader.
//!
//! A lab is plain Rust: `new(settings)`, `step(n)`, and what to read, numbers in lists. `wasm` hands them to the page, whose scripts draw:
//! `page/noise.js` what [`noise`] computes, and so on. Nothing of the mathematics is in the scripts.
//!
//! | chapter | file | what the reader moves |
//! |---|---|---|
//! | front page | [`hero`] | nothing: a network learns |
//! | 0 | [`neuron`] | the points through which one neuron draws its line |
//! | 1 | [`signal`] | the size of a deep network's first weights |
//! | 2 | [`forward`], [`softmax`] | a sample through the 2-2-1 network, one multiplication at a time; three logits |
//! | 3 | [`backward`], [`vanishing`] | a weight, beside the slope that says what this does to the loss; the depth in which gradients vanish |
//! | 4 | [`losses`] | the start of a neuron under two losses |
//! | 5 | [`noise`] | the size of the batches whose gradients scatter |
//! | 6 | [`valley`] | the valley through which gradient descent and its rules find their ways |
//! | 7 | [`dropout`], [`learner`] | a network with dropout beside one without; how it learns |
//! | 8 | [`cache`] | which activations are kept, and which are computed again |
//! | 9 | [`map`] | t-SNE, step by step |
//! | 10 | [`scaling`], [`leak`] | descent on features as they are and scaled; features that were chosen before the split |
//! | 11 | [`digits`] | a digit that is drawn for a network that learns |
//! | 12 | [`speed`] | a matrix product, four ways |
//! | 13 | [`drawing`], [`picture`], [`weights`] | a digit that is drawn for a network that was trained on MNIST; strokes into pixels; weights of 8 bits |
//! | 14 | [`ring`] | an all-reduce, message by message |
//! | its own page | [`playground`] | everything that can be set |
//!
//! Several labs share [`settings`] (what they start from, as an address writes it), [`linear`] (a linear neuron: chapters 0, 6 and 10),
//! [`small`] (the 2-2-1 network: chapters 2 and 3) and [`table`] (the digits: 9 and 11). [`pad`] is the field of [`digits`] to draw on, and
//! [`picture`] uses its `distance`; [`contour`] finds the borders of [`dropout`].

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
