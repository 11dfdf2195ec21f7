//! Chapter 9: seeing.

mod direction;
mod silhouette;

pub use direction::check_principal_direction;
pub use silhouette::check_silhouette;
