//! From the columns of a table to features, as nodes of a graph: what a [`Preparation`] does, with ONNX's operators.
//!
//! | column | nodes |
//! |---|---|
//! | number | `Equal` and `Where` put the mean where it is missing, `Cast` makes the feature that says so |
//! | category | `CategoryMapper` makes an index of a word, `Gather` takes that row of a table of features |
//! | date | as a number, of the parts of a date: ONNX has no operator that reads a date |
//!
//! A table of nothing but numbers is one matrix `X`. Otherwise every column is an input of its own, which has its name.

use super::graph::{Graph, int, ints, strings};
use super::schema::DOUBLE;
use super::signature::{Element, Port};
use super::tensor::{doubles, indices};
use crate::data::Preparation;
use crate::data::preparation::Encoder;
use crate::data::table::SPELLINGS;
use crate::model::problem::{Problem, Result};

/// Columns of numbers that are one input.
struct Block {
    port: Port,
    /// What stands for a missing number of each column; NaN if nothing does.
    means: Vec<f64>,
    /// The columns of which a feature says where they are missing.
    tells_missing: Vec<usize>,
    /// The order of the features: an index into the columns with those of `tells_missing` behind them.
    order: Vec<usize>,
}

/// Adds the inputs and the nodes that make the features; the name of their tensor, (N, n_x), of 64-bit numbers.
pub(super) fn features(graph: &mut Graph, preparation: &Preparation) -> Result<String> {
    if let Some(block) = matrix(&preparation.encoders) {
        return Ok(numbers(graph, block));
    }
    let mut parts = Vec::new();
    for encoder in &preparation.encoders {
        parts.push(match encoder {
            Encoder::Category { .. } => words(graph, encoder)?,
            Encoder::Number { .. } => {
                let meaning = format!("the numbers of column '{}'{}", encoder.name(), or_nan(encoder));
                numbers(graph, column(encoder, meaning, 1))
            }
            Encoder::Date { parts, .. } => {
                let [weekday, month] = parts;
                let more = [(*weekday, "the day of the week from 1, Monday, to 7"), (*month, "the month from 1 to 12")];
                let more: Vec<&str> =
                    more.into_iter().filter(|(is_there, _)| *is_there).map(|(_, part)| part).collect();
                let parts = [&["days since 1970-01-01"], more.as_slice()].concat().join(", ");
                let meaning =
                    format!("the dates of column '{}' as numbers: {parts}{}", encoder.name(), or_nan(encoder));
                numbers(graph, column(encoder, meaning, 1 + more.len()))
            }
        });
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Ok(graph.node("Concat", &parts, vec![int("axis", 1)], "features"))
}

fn or_nan(encoder: &Encoder) -> &'static str {
    match encoder {
        Encoder::Number { mean: None, .. } => "",
        _ => "; NaN where one is missing",
    }
}

/// All columns as one input, if they are numbers.
fn matrix(encoders: &[Encoder]) -> Option<Block> {
    let (mut means, mut tells_missing, mut order) = (Vec::new(), Vec::new(), Vec::new());
    for (i, encoder) in encoders.iter().enumerate() {
        let Encoder::Number { mean, tells_missing: tells, .. } = encoder else { return None };
        means.push(mean.unwrap_or(f64::NAN));
        order.push(i);
        if *tells {
            order.push(encoders.len() + tells_missing.len());
            tells_missing.push(i);
        }
    }
    let names: Vec<&str> = encoders.iter().map(Encoder::name).collect();
    let nan = if means.iter().all(|mean| mean.is_nan()) { "" } else { "; NaN where a number is missing" };
    let meaning = format!("the numbers of the columns {}, in this order{nan}", names.join(", "));
    let port = Port { name: "X".to_owned(), element: Element::F64, width: Some(encoders.len()), meaning };
    Some(Block { port, means, tells_missing, order })
}

/// A column of numbers, or of dates with their parts, as an input.
fn column(encoder: &Encoder, meaning: String, width: usize) -> Block {
    let (means, tells_missing) = match encoder {
        Encoder::Date { means, parts, tells_missing, .. } => {
            let is_there = [true, parts[0], parts[1]];
            let means = means.iter().zip(is_there).filter(|(_, is_there)| *is_there).map(|(mean, _)| *mean);
            (means.collect(), *tells_missing)
        }
        Encoder::Number { mean, tells_missing, .. } => (vec![mean.unwrap_or(f64::NAN)], *tells_missing),
        Encoder::Category { .. } => (Vec::new(), false),
    };
    let port = Port { name: encoder.name().to_owned(), element: Element::F64, width: Some(width), meaning };
    let order = (0..width + usize::from(tells_missing)).collect();
    Block { port, means, tells_missing: if tells_missing { vec![0] } else { Vec::new() }, order }
}

/// The features of columns of numbers.
fn numbers(graph: &mut Graph, block: Block) -> String {
    let Block { port, means, tells_missing, order } = block;
    let (width, name) = (means.len(), port.name.clone());
    let x = graph.input(port);
    if tells_missing.is_empty() && means.iter().all(|mean| mean.is_nan()) {
        return x;
    }
    // NaN alone is not equal to itself. `IsNaN` says the same, but fewer engines have it.
    let known = graph.node("Equal", &[&x, &x], Vec::new(), &format!("{name}.known"));
    let means = graph.constant(doubles(&format!("{name}.means"), &[1, width], means));
    let values = graph.node("Where", &[&known, &x, &means], Vec::new(), &format!("{name}.filled"));
    if tells_missing.is_empty() {
        return values;
    }
    let missing = graph.node("Not", &[&known], Vec::new(), &format!("{name}.missing"));
    let told = graph.constant(indices(&format!("{name}.told"), &tells_missing));
    let told = graph.node("Gather", &[&missing, &told], vec![int("axis", 1)], &format!("{name}.missing.told"));
    let told = graph.node("Cast", &[&told], vec![int("to", i64::from(DOUBLE))], &format!("{name}.missing.number"));
    let both = graph.node("Concat", &[&values, &told], vec![int("axis", 1)], &format!("{name}.both"));
    if order.is_sorted() {
        return both;
    }
    let order = graph.constant(indices(&format!("{name}.order"), &order));
    graph.node("Gather", &[&both, &order], vec![int("axis", 1)], &format!("{name}.features"))
}

/// The features of a category: the row of a table for each word.
fn words(graph: &mut Graph, encoder: &Encoder) -> Result<String> {
    let Encoder::Category { name, names, tells_missing, .. } = encoder else { return Err("it is no category".into()) };
    let unknown = names.concat() + "?"; // longer than each of them, so none of them
    let known = names.iter().map(String::as_str);
    let mut rows = encoder.write_words(known.clone().chain([&*unknown])).map_err(Problem::from)?;
    let (missing, unknown) = (rows.pop().unwrap_or_default(), rows.pop().unwrap_or_default());
    let is_spelling = |spelling: &&str| missing != unknown && names.iter().all(|name| name != spelling);
    let spellings: Vec<&str> = SPELLINGS.into_iter().filter(is_spelling).collect();
    rows.extend(std::iter::repeat_n(missing, spellings.len()));
    let words: Vec<&str> = known.chain(spellings.iter().copied()).collect();
    let (last, width) = (words.len(), unknown.len());
    rows.push(unknown);

    let told = if *tells_missing { "; the empty text where one is missing" } else { "" };
    let meaning = format!("the words of column '{name}': {}, or others{told}", names.join(", "));
    let x = graph.input(Port { name: name.clone(), element: Element::Text, width: Some(1), meaning });
    let attributes = vec![
        strings("cats_strings", words.iter().copied()),
        ints("cats_int64s", 0..last as i64),
        int("default_int64", last as i64),
    ];
    let index = graph.node("CategoryMapper", &[&x], attributes, &format!("{name}.index"));
    let table = graph.constant(doubles(&format!("{name}.table"), &[rows.len(), width], rows.into_iter().flatten()));
    let picked = graph.node("Gather", &[&table, &index], vec![int("axis", 0)], &format!("{name}.picked"));
    // From (N, 1, width) to (N, width).
    Ok(graph.node("Flatten", &[&picked], vec![int("axis", 1)], &format!("{name}.features")))
}
