//! Every exercise, in the order of the book, with its grader and the reader's function.
//!
//! The modules `chapter00` and so on beside this one are the reader's, or for the tests the book's solutions.

use super::{chapter00, chapter01, chapter02, chapter03, chapter04, chapter05};
use super::{chapter06, chapter07, chapter08};
use super::{chapter09, chapter10, chapter11, chapter12};
use exercises::report::Verdict;
use exercises::{Report, chapter03 as graders03};
use exercises::{chapter00 as graders00, chapter01 as graders01, chapter02 as graders02};
use exercises::{chapter04 as graders04, chapter05 as graders05};
use exercises::{chapter06 as graders06, chapter07 as graders07, chapter08 as graders08};
use exercises::{chapter09 as graders09, chapter10 as graders10};
use exercises::{chapter11 as graders11, chapter12 as graders12};

/// An exercise: its chapter, its function, and what judges it.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub chapter: u8,
    pub name: &'static str,
    pub check: fn() -> Report,
    /// The functions of the chapter that this one may call, each above it in the table.
    pub calls: &'static [&'static str],
}

const fn row(chapter: u8, name: &'static str, check: fn() -> Report) -> Row {
    Row { chapter, name, check, calls: &[] }
}

impl Row {
    const fn calls(self, calls: &'static [&'static str]) -> Row {
        Row { calls, ..self }
    }
}

/// Judges the rows of the table, the upper ones first, and remembers which are wrong.
#[derive(Debug, Default)]
pub struct Judged {
    wrong: Vec<(u8, &'static str)>,
}

impl Judged {
    pub fn judge(&mut self, row: &Row) -> Report {
        let mut report = (row.check)();
        let is_wrong = |name: &&str| self.wrong.contains(&(row.chapter, *name));
        report.wrong_too = row.calls.iter().copied().filter(is_wrong).collect();
        if !matches!(report.verdict, Verdict::Solved | Verdict::NotWritten) {
            self.wrong.push((row.chapter, row.name));
        }
        report
    }
}

pub const EXERCISES: &[Row] = &[
    row(0, "answer", || graders00::check_answer(chapter00::answer)),
    row(0, "slopes", || graders00::check_slopes(chapter00::slopes)).calls(&["answer"]),
    row(0, "fit", || graders00::check_fit(chapter00::fit)).calls(&["answer", "slopes"]),
    row(0, "sigmoid", || graders00::check_sigmoid(chapter00::sigmoid)),
    row(0, "cost", || graders00::check_cost(chapter00::cost)),
    row(0, "scale", || graders00::check_scale(chapter00::scale)),
    row(1, "he", || graders01::check_he(chapter01::he)),
    row(1, "xavier", || graders01::check_xavier(chapter01::xavier)),
    row(1, "weights", || graders01::check_weights(chapter01::weights)).calls(&["he"]),
    row(1, "network", || graders01::check_network(chapter01::network)).calls(&["he", "xavier", "weights"]),
    row(1, "parameters", || graders01::check_parameters(chapter01::parameters)),
    row(2, "weighted_sums", || graders02::check_weighted_sums(chapter02::weighted_sums)),
    row(2, "relu", || graders02::check_relu(chapter02::relu)),
    row(2, "sigmoid", || graders02::check_sigmoid(chapter02::sigmoid)),
    row(2, "softmax", || graders02::check_softmax(chapter02::softmax)),
    row(2, "forward", || graders02::check_forward(chapter02::forward)).calls(&["weighted_sums"]),
    row(3, "relu_backward", || graders03::check_relu_backward(chapter03::relu_backward)),
    row(3, "tanh_backward", || graders03::check_tanh_backward(chapter03::tanh_backward)),
    row(3, "gradient", || graders03::check_gradient(chapter03::gradient)),
    row(3, "backpropagate", || graders03::check_backpropagate(chapter03::backpropagate)),
    row(3, "backward", || graders03::check_backward(chapter03::backward)).calls(&[
        "tanh_backward",
        "gradient",
        "backpropagate",
    ]),
    row(3, "slope", || graders03::check_slope(chapter03::slope)),
    row(3, "normalise_backward", || graders03::check_normalise_backward(chapter03::normalise_backward)),
    row(4, "squared_error", || graders04::check_squared_error(chapter04::squared_error)),
    row(4, "binary_cross_entropy", || graders04::check_binary_cross_entropy(chapter04::binary_cross_entropy)),
    row(4, "log_softmax", || graders04::check_log_softmax(chapter04::log_softmax)),
    row(4, "categorical_cross_entropy", || {
        graders04::check_categorical_cross_entropy(chapter04::categorical_cross_entropy)
    })
    .calls(&["log_softmax"]),
    row(4, "penalty", || graders04::check_penalty(chapter04::penalty)),
    row(4, "add_penalty", || graders04::check_add_penalty(chapter04::add_penalty)),
    row(5, "batches", || graders05::check_batches(chapter05::batches)),
    row(5, "take", || graders05::check_take(chapter05::take)),
    row(5, "descend", || graders05::check_descend(chapter05::descend)),
    row(5, "epoch", || graders05::check_epoch(chapter05::epoch)).calls(&["batches", "take", "descend"]),
    row(6, "momentum", || graders06::check_momentum(chapter06::momentum)),
    row(6, "rms_prop", || graders06::check_rms_prop(chapter06::rms_prop)),
    row(6, "adam", || graders06::check_adam(chapter06::adam)),
    row(6, "clip", || graders06::check_clip(chapter06::clip)),
    row(7, "mask", || graders07::check_mask(chapter07::mask)),
    row(7, "masked_forward", || graders07::check_masked_forward(chapter07::masked_forward)),
    row(7, "masked_backward", || graders07::check_masked_backward(chapter07::masked_backward)),
    row(7, "predict", || graders07::check_predict(chapter07::predict)),
    row(8, "bytes", || graders08::check_bytes(chapter08::bytes)),
    row(8, "in_pieces", || graders08::check_in_pieces(chapter08::in_pieces)),
    row(8, "recompute", || graders08::check_recompute(chapter08::recompute)),
    row(9, "principal_direction", || graders09::check_principal_direction(chapter09::principal_direction)),
    row(9, "silhouette", || graders09::check_silhouette(chapter09::silhouette)),
    row(10, "standardise", || graders10::check_standardise(chapter10::standardise)),
    row(10, "stratified_split", || graders10::check_stratified_split(chapter10::stratified_split)),
    row(11, "early_stopping", || graders11::check_early_stopping(chapter11::early_stopping)),
    row(11, "permutation_importance", || graders11::check_permutation_importance(chapter11::permutation_importance)),
    row(12, "product", || graders12::check_product(chapter12::product)),
];
