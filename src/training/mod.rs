//! How a network learns: forward, backward, step, and the loops around them.
//!
//! Read [`cache`] and [`forward`](mod@forward) (chapters 2 and 8), [`cost`], [`gradients`], [`backward`](mod@backward) and
//! [`gradient_check`](mod@gradient_check) (3 and 4), [`batches`] and [`training_loop`] (5), [`optimizer`], `step`, [`optimizer_state`] and
//! [`schedule`] (6), [`shape_table`] (8), [`metrics`], [`history`], [`early_stopping`], [`trainer`], [`training_run`] and [`checkpoint`]
//! (11). `data_parallel` takes a step on several threads (12); in `pass` are the columns of a cache that belong to some of its samples.
//!
//! These files use [`network`](crate::network), [`data`](crate::data) and the matrix product. They know nothing of scalers, class
//! names or files: that is [`model`](crate::model). A new optimiser, schedule or metric goes here.

pub mod backward;
pub mod batches;
pub mod cache;
pub mod checkpoint;
mod confusion;
pub mod cost;
mod data_parallel;
mod divergence;
pub mod early_stopping;
pub mod forward;
pub mod gradient_check;
pub mod gradients;
pub mod history;
mod memory;
pub mod metrics;
pub mod optimizer;
pub mod optimizer_state;
pub(crate) mod pass;
pub mod schedule;
pub mod shape_table;
mod step;
pub mod trainer;
pub mod training_loop;
pub mod training_run;

pub use backward::backward;
pub use batches::Batches;
pub use cache::Cache;
pub use checkpoint::Checkpoint;
pub use cost::Cost;
pub use early_stopping::EarlyStopping;
pub use forward::forward;
pub use gradient_check::{GradientCheck, gradient_check};
pub use gradients::Gradients;
pub use history::{Epoch, History};
pub use metrics::{Evaluation, Metric, evaluate};
pub use optimizer::Optimizer;
pub use optimizer_state::OptimizerState;
pub use schedule::{Decay, Schedule};
pub use shape_table::ShapeTable;
pub use trainer::{Samples, Trainer};
pub use training_loop::TrainingLoop;
pub use training_run::TrainingRun;
