//! What the chapters with a sheet are called.

/// The titles of the pages, from chapter 0.
pub const TITLES: [&str; 9] = [
    "One neuron",
    "Architecture",
    "Forward propagation",
    "Backpropagation",
    "Loss",
    "Mini-batch gradient descent",
    "Adam",
    "Generalisation and dropout",
    "The cache",
];
