//! What an exercise can return, taken apart into named matrices.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::{Layer, Network};
use ndarray::Array2;

/// A value that can be compared.
pub trait Value {
    /// Its matrices, each with the name that the reader knows it by; `name` is that of the whole.
    fn parts(&self, name: &str) -> Vec<(String, Matrix)>;

    /// How many there are of what it is a list of, and the name of one.
    fn count(&self) -> (usize, &'static str) {
        (self.parts("").len(), "matrix")
    }

    /// Whether it is a list of numbers, where one number says which.
    fn is_list(&self) -> bool {
        false
    }
}

impl Value for Matrix {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        vec![(name.to_owned(), self.clone())]
    }
}

impl Value for f64 {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        vec![(name.to_owned(), Array2::from_elem((1, 1), *self))]
    }
}

impl Value for usize {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        (*self as f64).parts(name)
    }
}

/// A list of counts, such as the numbers of samples, is a row.
impl Value for Vec<usize> {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        vec![(name.to_owned(), Array2::from_shape_fn((1, self.len()), |(_, i)| self[i] as f64))]
    }

    fn is_list(&self) -> bool {
        true
    }
}

/// dW and db; `name` is what they are of, such as ` of layer 1`.
impl Value for Gradient {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        vec![(format!("dW{name}"), self.dw.clone()), (format!("db{name}"), self.db.clone())]
    }
}

/// The gradients of all layers, from the last to the first, as the error comes.
impl Value for Vec<Gradient> {
    fn parts(&self, _: &str) -> Vec<(String, Matrix)> {
        let layer = |(l, gradient): (usize, &Gradient)| gradient.parts(&format!(" of layer {}", l + 1));
        self.iter().enumerate().rev().flat_map(layer).collect()
    }

    fn count(&self) -> (usize, &'static str) {
        (self.len(), "gradient")
    }
}

/// A list of matrices is numbered from 0: A0, A1 and so on.
impl Value for Vec<Matrix> {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        self.iter().enumerate().map(|(l, matrix)| (format!("{name}{l}"), matrix.clone())).collect()
    }
}

/// Two values have two names, such as `w, b`.
impl<A: Value, B: Value> Value for (A, B) {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        let (first, second) = name.split_once(", ").unwrap_or((name, name));
        self.0.parts(first).into_iter().chain(self.1.parts(second)).collect()
    }
}

/// A list of numbers is a row.
impl Value for Vec<f64> {
    fn parts(&self, name: &str) -> Vec<(String, Matrix)> {
        vec![(name.to_owned(), Array2::from_shape_fn((1, self.len()), |(_, i)| self[i]))]
    }

    fn is_list(&self) -> bool {
        true
    }
}

/// The weights and biases of all layers; `name` is not needed.
impl Value for Network {
    fn parts(&self, _: &str) -> Vec<(String, Matrix)> {
        let layer = |(l, layer): (usize, &Layer)| {
            [(format!("W of layer {}", l + 1), layer.w.clone()), (format!("b of layer {}", l + 1), layer.b.clone())]
        };
        self.layers.iter().enumerate().flat_map(layer).collect()
    }

    fn count(&self) -> (usize, &'static str) {
        (self.layers.len(), "layer")
    }
}
