//! Seeing many dimensions on paper (chapter 9): PCA, t-SNE, and numbers for how good such a picture is.

pub mod affinity;
mod distance;
pub mod eigen;
mod forces;
pub mod pca;
pub mod silhouette;
pub mod trustworthiness;
pub mod tsne;

pub use affinity::Affinities;
pub use eigen::Eigen;
pub use pca::Pca;
pub use silhouette::silhouette;
pub use trustworthiness::trustworthiness;
pub use tsne::{Map, Tsne};
