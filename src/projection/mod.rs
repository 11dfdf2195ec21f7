//! Seeing many dimensions on paper (chapter 9): PCA, t-SNE, and numbers for how good such a picture is.
//!
//! PCA and t-SNE are there with the feature `projection`, which is on by default.

#[cfg(feature = "projection")]
pub mod affinity;
#[cfg(feature = "projection")]
mod forces;
#[cfg(feature = "projection")]
pub mod pca;
pub mod silhouette;
pub mod trustworthiness;
#[cfg(feature = "projection")]
pub mod tsne;

#[cfg(feature = "projection")]
pub use affinity::Affinities;
#[cfg(feature = "projection")]
pub use pca::Pca;
pub use silhouette::silhouette;
pub use trustworthiness::trustworthiness;
#[cfg(feature = "projection")]
pub use tsne::{Map, Tsne};
