//! How a network answers with classes: what it takes for what, and whether it is as sure as it should be.

use super::after::After;
use super::columns::more;
use super::layout::{figure, table};
use super::text::{count, for_figure, grouped, percent, shown};
use ann::data::Target;
use ann::figure::{self, confusion_matrix};
use ann::metrics::{Calibration, ConfusionMatrix, class_of};
use maud::{Markup, html};

/// A matrix of more classes cannot be read as a picture.
const DRAWN: usize = 20;
/// As many classes have a row, and so many mistakes are told.
const LISTED: usize = 100;
const MISTAKES: usize = 5;

/// A test sample's answer.
struct Answer {
    row: usize,
    actual: usize,
    answered: usize,
    confidence: f64,
}

/// Confusion matrix, scores by class, reliability, and the mistakes that it was surest of.
pub fn section(after: &After<'_>, matrix: &ConfusionMatrix, calibration: &Calibration) -> Markup {
    let mut answers = answers(after);
    html! {
        div.pair {
            @if matrix.names.len() <= DRAWN { (confusions(matrix)) }
            (reliability(matrix, calibration))
        }
        (table("Scores by class", &["class", "samples", "precision", "recall", "F1"], 0, &by_class(matrix)))
        (more(matrix.names.len(), "class"))
        p.note {
            "Precision: of the samples taken for the class, the part that are of it. Recall: of the samples of the class, the part that were \
             taken for it. F1: their harmonic mean. A dash: nothing to divide by."
        }
        @if matrix.names.len() > DRAWN { (most_frequent(matrix)) }
        (mistakes(&mut answers, &matrix.names))
    }
}

fn answers(after: &After<'_>) -> Vec<Answer> {
    let (Ok(a), Target::Classes { labels, .. }) =
        (after.model().predict_proba(after.test.x.view()), &after.test.target)
    else {
        return Vec::new();
    };
    let rows = &after.seen.test_rows;
    let answer = |(j, &actual): (usize, &usize)| {
        let answered = class_of(a.column(j));
        Answer { row: rows.get(j).map_or(0, |row| row + 1), actual, answered, confidence: a[[answered, j]] }
    };
    labels.iter().enumerate().map(answer).collect()
}

fn confusions(matrix: &ConfusionMatrix) -> Markup {
    let names = matrix.names.iter().map(|name| for_figure(name)).collect();
    let drawn = confusion_matrix(&ConfusionMatrix { counts: matrix.counts.clone(), names });
    let (right, all) = (matrix.counts.diag().sum(), matrix.counts.sum());
    figure(
        drawn,
        html! { (grouped(right)) " of " (grouped(all)) " test samples are on the diagonal: answered correctly." },
    )
}

fn reliability(matrix: &ConfusionMatrix, calibration: &Calibration) -> Markup {
    let confidences = calibration.bins.iter().map(|bin| bin.samples as f64 * bin.confidence).sum::<f64>();
    let (sure, right) = (confidences / matrix.counts.sum() as f64, matrix.accuracy().unwrap_or(f64::NAN));
    let verdict = match sure - right {
        gap if gap > 0.02 => "surer than it should be",
        gap if gap < -0.02 => "less sure than it could be",
        _ => "about as sure as it should be",
    };
    let caption = html! {
        "On average the network is " (percent(sure)) " sure and " (percent(right)) " right: " (verdict) ". Expected calibration error (ECE): "
        (format!("{:.3}", calibration.expected_error())) "; with few samples it is above 0 by chance alone. Larger points are more samples."
    };
    figure(figure::reliability(&[("the network", calibration)]), caption)
}

fn by_class(matrix: &ConfusionMatrix) -> Vec<Vec<Markup>> {
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    let row = |(class, name): (usize, &String)| {
        vec![
            html! { bdi { (shown(name)) } },
            html! { (grouped(matrix.counts.row(class).sum())) },
            html! { (number(matrix.precision(class))) },
            html! { (number(matrix.recall(class))) },
            html! { (number(matrix.f1(class))) },
        ]
    };
    matrix.names.iter().enumerate().take(LISTED).map(row).collect()
}

/// Of many classes the confusions that happened most.
fn most_frequent(matrix: &ConfusionMatrix) -> Markup {
    let mut wrong: Vec<_> = matrix.counts.indexed_iter().filter(|((i, j), count)| i != j && **count > 0).collect();
    wrong.sort_by(|a, b| b.1.cmp(a.1));
    let row = |((i, j), count): &((usize, usize), &usize)| {
        let name = |class: usize| html! { bdi { (shown(&matrix.names[class])) } };
        vec![name(*i), name(*j), html! { (grouped(**count)) }]
    };
    let rows: Vec<_> = wrong.iter().take(20).map(row).collect();
    table("Most frequent confusions", &["class", "taken for", "samples"], 1, &rows)
}

/// The mistakes with the largest confidence: a label may be wrong, or a column missing.
fn mistakes(answers: &mut Vec<Answer>, names: &[String]) -> Markup {
    answers.retain(|answer| answer.answered != answer.actual);
    answers.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let row = |answer: &Answer| {
        let name = |class: usize| html! { bdi { (names.get(class).map(|name| shown(name)).unwrap_or_default()) } };
        vec![html! { (answer.row) }, name(answer.actual), name(answer.answered), html! { (percent(answer.confidence)) }]
    };
    let rows: Vec<_> = answers.iter().take(MISTAKES).map(row).collect();
    html! {
        h3 { "Mistakes" }
        @if answers.is_empty() {
            p { "There is none in the test part." }
        } @else {
            p {
                "Of " (count(answers.len(), "mistake")) " these are the ones that the network was surest of. They are worth a look: \
                 a label may be wrong, or something may be missing that would tell the classes apart."
            }
            (table("Surest mistakes", &["row of the table", "actual", "answered", "sure"], 2, &rows))
        }
    }
}
