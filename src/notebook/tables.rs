//! The library's own types as tables.

use super::rich::{Rich, table};
use crate::training::metrics::ConfusionMatrix;
use crate::{History, Network, Real, ShapeTable};

/// Words as the heads or cells of a table.
fn cells<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

impl<F: Real> Rich for Network<F> {
    fn html(&self) -> String {
        let rows: Vec<Vec<String>> = (1..)
            .zip(self.layers())
            .map(|(l, layer): (usize, _)| {
                vec![
                    l.to_string(),
                    layer.activation.to_string(),
                    format!("{} × {}", layer.n_out(), layer.n_in()),
                    format!("{} × 1", layer.n_out()),
                    layer.keep_prob.to_string(),
                    layer.parameters().to_string(),
                ]
            })
            .collect();
        let sizes: Vec<String> = self.sizes().iter().map(usize::to_string).collect();
        let caption = format!("network {}, {} parameters", sizes.join("-"), self.parameters());
        table(&caption, &cells(["layer", "activation", "W", "b", "keep_prob", "parameters"]), &rows)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Rich for History {
    fn html(&self) -> String {
        let judged = |judged: Option<crate::Evaluation>| match judged {
            Some(judged) => [format!("{:.4}", judged.loss), format!("{:.4}", judged.metric.value())],
            None => [String::new(), String::new()],
        };
        let rows: Vec<Vec<String>> = self
            .rows()
            .into_iter()
            .map(|row| match row {
                None => cells(["…"; 6]),
                Some(epoch) => {
                    let mut cells = vec![epoch.epoch.to_string(), format!("{:.5}", epoch.learning_rate)];
                    cells.extend(judged(Some(epoch.train)));
                    cells.extend(judged(epoch.validation));
                    cells
                }
            })
            .collect();
        let caption = format!("{} epochs; the network has the weights of epoch {}", self.epochs_run(), self.kept_epoch);
        let metric = self.metric_name();
        let validation_metric = format!("validation {metric}");
        let heads = ["epoch", "learning rate", "loss", metric, "validation loss", &validation_metric];
        table(&caption, &cells(heads), &rows)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Rich for ConfusionMatrix {
    fn html(&self) -> String {
        let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
        let row = |(class, name): (usize, &String)| {
            let mut cells = vec![name.clone()];
            cells.extend(self.counts.row(class).iter().map(usize::to_string));
            cells.extend([self.precision(class), self.recall(class), self.f1(class)].map(number));
            cells
        };
        let rows: Vec<Vec<String>> = self.names.iter().enumerate().map(row).collect();
        let mut heads = vec!["actual".to_owned()];
        heads.extend(self.names.iter().map(|name| format!("taken for {name}")));
        heads.extend(cells(["precision", "recall", "F1"]));
        table(&format!("accuracy {}", number(self.accuracy())), &heads, &rows)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Rich for ShapeTable {
    fn html(&self) -> String {
        let row = |entry: &crate::training::shape_table::Entry| {
            let (rows, columns) = entry.shape;
            vec![entry.layer.to_string(), entry.name.to_owned(), format!("{rows} × {columns}"), entry.bytes.to_string()]
        };
        let rows: Vec<Vec<String>> = self.entries.iter().map(row).collect();
        let bytes: usize = self.entries.iter().map(|entry| entry.bytes).sum();
        table(&format!("{bytes} bytes"), &cells(["layer", "array", "shape", "bytes"]), &rows)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Cache, Dropout, Epoch, Evaluation, Gradients, Loss, backward, forward, rng};
    use ndarray::array;

    #[test]
    fn a_network_and_its_ledger() {
        let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
        let html = network.html();
        assert!(html.contains("<caption>network 2-3-1, 13 parameters</caption>"), "{html}");
        assert!(html.contains("<td>2</td><td>sigmoid</td><td>1 × 3</td><td>1 × 1</td><td>1</td><td>4</td>"), "{html}");

        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        forward(&network, array![[1.0], [2.0]].view(), Dropout::Off, &mut cache).unwrap();
        backward(&network, array![[1.0]].view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients).unwrap();
        let html = ShapeTable::new(&network, &cache, &gradients).unwrap().html();
        assert!(html.contains("<td>0</td><td>X</td><td>2 × 1</td><td>16</td>"), "{html}");
    }

    #[test]
    fn a_history_of_many_epochs_shows_its_ends_and_its_best() {
        let judged = Evaluation { loss: 0.5, metric: crate::Metric::Accuracy(0.75) };
        let epochs = (1..=60)
            .map(|epoch| Epoch {
                epoch,
                learning_rate: 0.01,
                train: judged,
                validation: (epoch == 30).then_some(judged),
            })
            .collect();
        let history = History { epochs, kept_epoch: 30 };
        let html = history.html();
        assert_eq!(html.matches("<tr>").count(), 1 + 5 + 1 + 1 + 1 + 5);
        let best = "<td>30</td><td>0.01000</td><td>0.5000</td><td>0.7500</td><td>0.5000</td><td>0.7500</td>";
        assert!(html.contains(best), "{html}");
        let text = history.text();
        assert!(text.contains("\n*   30        0.01000    0.5000   0.7500    0.5000   0.7500\n"), "{text}");
        assert_eq!(text.lines().count(), 2 + 5 + 1 + 1 + 1 + 5);
    }

    #[test]
    fn names_of_classes_are_escaped() {
        let names = ["<b>".to_owned(), "a & b".to_owned()];
        let html = ConfusionMatrix::new(&[0, 1, 1], &[0, 0, 1], &names).unwrap().html();
        assert!(html.contains("<caption>accuracy 0.667</caption>"), "{html}");
        let row = "<td>&lt;b&gt;</td><td>1</td><td>1</td><td>1.000</td><td>0.500</td><td>0.667</td>";
        assert!(html.contains(row) && html.contains("taken for a &amp; b"), "{html}");
    }
}
