//! Figures (chapter 9): a function from data to an SVG, one for each kind of picture.
//!
//! A [`Figure`] is right on a light page, on a dark page, in a notebook and alone. Its colours are CSS variables: a page that
//! defines them (`--ann-ink`, `--ann-blue`, …, see [`palette`]) decides, and the figure's background is then the page's; where
//! nobody does, the figure brings its own background and its own light or dark colours.
//!
//! Every picture has a file of its own, named after what it shows: `activations`, `boundary`, `confusion`, `contours`, `heatmap`,
//! `loss`, `optimizers`, …; `lines` are curves of any kind, `dots` numbers on an axis, `grids` small pictures in rows, `diagonal`
//! what should be equal. They draw with what is shared: `svg` (the finished [`Figure`]), `compact` (the same picture in fewer bytes,
//! with `outline` and `tag`), `chart` (axes, legends, points, lines with their dashes, and the two rooms for which a figure is
//! drawn), `line_chart`, `fine` (curves finer than a pixel), `regions`, `scale` (ranges and ticks), `stack` (several figures in one),
//! `colours` (which colours there are: ink, blue, …; the tool of the book reads it too) and [`palette`] (how they are used: the
//! colour of series or class k, maps for magnitudes and signed values).
//!
//! These files use data sets, histories, models and projections, and change none. A new kind of picture is a new file here.

mod activations;
mod boundary;
mod chart;
mod colours;
mod compact;
mod confusion;
mod contours;
mod diagonal;
mod dots;
mod fine;
mod grids;
mod heatmap;
mod importance;
mod line_chart;
mod lines;
mod loss;
mod network;
mod optimizers;
mod outline;
pub mod palette;
mod projections;
mod ranges;
mod regions;
mod ring;
mod scale;
mod scatter;
mod signals;
mod stack;
mod svg;
mod tag;

pub use activations::activation_functions;
pub use boundary::{decision_boundaries, decision_boundary};
pub use confusion::confusion_matrix;
pub use contours::{Path, descent_paths};
pub use diagonal::{predictions, reliability};
pub use dots::dots;
pub use grids::{captioned_images, dropout_masks, weight_images};
pub use heatmap::layer_activations;
pub use importance::importances;
pub use lines::{Lines, gradient_norms, lines};
pub use loss::loss_curve;
pub use network::network_diagram;
pub use optimizers::{Series, learning_rates, optimizer_race, rate_curves};
pub use projections::{Projection, projections};
pub use ranges::feature_ranges;
pub use ring::ring;
pub use scale::Scale;
pub use scatter::{fitted_curve, samples};
pub use signals::{Signals, pre_activations};
pub use stack::stack;
pub use svg::Figure;
