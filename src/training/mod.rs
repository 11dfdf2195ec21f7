//! How a network learns: forward, backward, step, and the loops around them.
//!
//! | file | holds | chapter |
//! |---|---|---|
//! | [`forward`](mod@forward), [`cache`] | Z = W A + b, A = g(Z), and what backward needs of it | 2, 8 |
//! | [`cost`] | J: the mean loss and the penalty on weights | 4 |
//! | [`backward`](mod@backward), [`gradients`] | dZ, layer by layer (that of the last is from [`loss`](crate::network::loss)), dW = (1/m) dZ Aᵀ and db; the arrays that they are written to, and clipping by their norm | 3 |
//! | [`gradient_check`](mod@gradient_check) | central differences | 3 |
//! | [`batches`], [`training_loop`] | shuffled mini-batches; one epoch over them | 5 |
//! | [`optimizer`], `step`, [`optimizer_state`] | the rules and their settings; their equations; the moments m and v of every parameter | 6 |
//! | [`schedule`] | the learning rate over time: warm-up and decay | 6 |
//! | [`shape_table`] | every array of a step with its shape and bytes | 8 |
//! | [`metrics`] | the loss beside accuracy, or R² and rmse | 11 |
//! | `confusion` | which class is taken for which; precision, recall and F1 of each | 11 |
//! | `roc`, `calibration` | the order of scores: the area under the ROC curve (AUC); whether probabilities hold | 11 |
//! | [`samples`], [`trainer`] | X and Y; the settings of a training | 11 |
//! | [`early_stopping`] | patience, and the best weights so far | 11 |
//! | [`training_run`], `train` | the training itself, epoch by epoch; from its beginning to its end | 11 |
//! | `class_weights` | how much each class counts in the loss | 11 |
//! | [`history`], [`checkpoint`] | what happened; what a training needs to go on later (its file: [`model`](crate::model)) | 11 |
//! | `divergence`, `memory` | what to say of a loss that is not finite; how much memory a training takes | 11 |
//! | `pass`, `data_parallel` | the columns of a cache that belong to some of its samples; a step on several threads (how work is cut and how many threads there are: `parallel`) | 12 |
//! | [`distributed`] | the same step on several processes or machines, each with a part of the samples | 14 |
//!
//! These files use [`network`](crate::network), the samples of [`data`](crate::data) and the matrix product. They know nothing of scalers,
//! class names or files: that is [`model`](crate::model). A new optimiser goes into `optimizer` and `step`.

pub mod backward;
pub mod batches;
pub mod cache;
mod calibration;
pub mod checkpoint;
mod class_weights;
mod confusion;
pub mod cost;
mod data_parallel;
pub mod distributed;
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
mod roc;
pub mod samples;
pub mod schedule;
pub mod shape_table;
mod step;
mod train;
pub mod trainer;
pub mod training_loop;
pub mod training_run;

pub use backward::backward;
pub use batches::Batches;
pub use cache::Cache;
pub use checkpoint::Checkpoint;
pub use class_weights::ClassWeights;
pub use cost::Cost;
#[cfg(feature = "mpi")]
pub use distributed::Mpi;
pub use distributed::{AllReduce, Communicator, Ranks};
pub use early_stopping::EarlyStopping;
pub use forward::forward;
pub use gradient_check::{GradientCheck, gradient_check};
pub use gradients::Gradients;
pub use history::{Epoch, History};
pub use metrics::{Evaluation, Metric, evaluate};
pub use optimizer::Optimizer;
pub use optimizer_state::OptimizerState;
pub use samples::Samples;
pub use schedule::{Decay, Schedule};
pub use shape_table::ShapeTable;
pub use trainer::Trainer;
pub use training_loop::TrainingLoop;
pub use training_run::TrainingRun;
