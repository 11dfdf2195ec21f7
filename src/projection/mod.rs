//! Many dimensions on two axes (chapter 9): PCA, t-SNE, and numbers for how good such a picture is.
//!
//! | file | holds |
//! |---|---|
//! | [`pca`] | principal component analysis: centre, covariance, its eigenvectors |
//! | [`eigen`] | eigenvalues and eigenvectors of a symmetric matrix: Householder reflections, implicit QR |
//! | [`tsne`] | t-SNE: its settings, and the divergence that it makes small |
//! | [`descent`] | gradient descent on the positions, step by step |
//! | [`affinity`] | the probabilities P of t-SNE, and the perplexity that decides their widths |
//! | `neighbours` | the nearest others of each sample, for P |
//! | `forces` | attraction and repulsion between the positions, for one step |
//! | `interpolation`, `convolution` | the repulsion between many positions, from a grid; a feature, `fft` |
//! | [`silhouette`](mod@silhouette), [`trustworthiness`](mod@trustworthiness) | how good a picture is |
//! | `distance` | squared distances, with an error where they overflow |
//!
//! These files use the matrix product and threads; nothing of networks or data sets. A new projection goes here.

pub mod affinity;
#[cfg(feature = "fft")]
mod convolution;
pub mod descent;
mod distance;
pub mod eigen;
mod forces;
#[cfg(feature = "fft")]
mod interpolation;
mod neighbours;
pub mod pca;
pub mod silhouette;
pub mod trustworthiness;
pub mod tsne;

pub use affinity::Affinities;
pub use descent::Descent;
pub use eigen::Eigen;
pub use pca::Pca;
pub use silhouette::silhouette;
pub use trustworthiness::trustworthiness;
pub use tsne::{Embedding, Repulsion, Tsne};
