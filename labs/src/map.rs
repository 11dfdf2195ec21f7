//! Chapter 9: a map of digits that no network has read, formed step by step by t-SNE from the picture that PCA gives.

use crate::settings::Settings;
use crate::table::{self, labels};
use ann::data::{Dataset, Scaler};
use ann::projection::{Affinities, Descent, Pca, Tsne, silhouette, trustworthiness, tsne};
use ann::{Error, Result};
use ndarray::{Array2, ArrayView2};

const KEYS: [&str; 4] = ["perplexity", "exaggeration", "seed", "show"];
/// Here the map is finished, as in the chapter.
const STEPS: usize = 1000;
/// So many neighbours count for the trustworthiness, as in the chapter.
const NEAR: usize = 12;

/// A map under way.
#[derive(Debug)]
pub struct Map {
    digits: Dataset,
    /// The features as a network would read them: (64, m).
    x: Array2<f64>,
    settings: Tsne,
    seed: u64,
    show: String,
    affinities: Affinities,
    descent: Descent<'static>,
    /// The samples along the first two principal components: (2, m).
    pca: Array2<f64>,
    /// How good that map is.
    judged: [f64; 3],
}

impl Map {
    /// The start of a map at this `perplexity` and early `exaggeration`, of the digits that the `seed` puts away; `show` is `tsne` or `pca`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let perplexity = settings.number("perplexity", 30.0, 2.0..=120.0, "a number from 2 to 120")?;
        let early_exaggeration = settings.number("exaggeration", 12.0, 1.0..=50.0, "a number from 1 to 50")?;
        let seed = settings.number("seed", 0, 0..=9_999_999, "a whole number of at most 7 digits")?;
        let show = settings.text("show").unwrap_or("tsne");
        if !["tsne", "pca"].contains(&show) {
            return Err(Error::Choice { what: "map", given: show.to_owned(), choices: "tsne, pca".to_owned() });
        }
        // The chapter trains on the others, and has its scaler from them.
        let [others, digits] = table::digits()?.split([0.75, 0.25], &mut ann::rng(seed))?;
        let x: Array2<f64> = Scaler::standard(others.x.view())?.transform(digits.x.view())?;
        let affinities = Affinities::new(x.view(), perplexity)?;
        let settings = Tsne { perplexity, early_exaggeration, iterations: STEPS, ..Tsne::default() };
        let descent = Descent::new(&settings, affinities.clone(), &tsne::start(x.view())?)?;
        let pca = Pca::fit(x.view(), 2)?.transform(x.view())?;
        let judged = judge(x.view(), pca.view(), labels(&digits))?;
        Ok(Map { digits, x, settings, seed, show: show.to_owned(), affinities, descent, pca, judged })
    }

    /// Up to n steps. How many there were before the end.
    pub fn step(&mut self, n: usize) -> usize {
        let n = n.min(STEPS - self.descent.steps_taken());
        self.descent.steps(n);
        n
    }

    /// Starts again from the same picture.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn again(&mut self) -> Result<()> {
        self.descent = Descent::new(&self.settings, self.affinities.clone(), &tsne::start(self.x.view())?)?;
        Ok(())
    }

    /// The horizontal and the vertical place of each digit: of t-SNE as it is now, or of PCA.
    #[must_use]
    pub fn places(&self, is_pca: bool) -> Vec<f64> {
        let y = if is_pca { self.pca.clone() } else { self.descent.places() };
        y.columns().into_iter().flat_map(|place| [place[0], place[1]]).collect()
    }

    /// What each digit is.
    #[must_use]
    pub fn labels(&self) -> Vec<u8> {
        labels(&self.digits).iter().map(|label| *label as u8).collect()
    }

    /// The ink of each pixel of digit i, from 0 to 16. Nothing if there is no such digit.
    #[must_use]
    pub fn image(&self, i: usize) -> Vec<u8> {
        if i < self.pca.ncols() { self.digits.x.column(i).iter().map(|ink| *ink as u8).collect() } else { Vec::new() }
    }

    /// The n digits of the largest affinity to digit i, from the largest on.
    #[must_use]
    pub fn neighbours(&self, i: usize, n: usize) -> Vec<usize> {
        if i >= self.pca.ncols() {
            return Vec::new();
        }
        let mut row: Vec<(usize, f64)> = self.affinities.row(i).collect();
        row.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        row.into_iter().take(n).map(|(j, _)| j).collect()
    }

    /// The steps taken, and KL(P‖Q).
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn numbers(&self) -> Result<Vec<f64>> {
        Ok(vec![self.descent.steps_taken() as f64, self.descent.embedding()?.kl_divergence])
    }

    /// Of the map as it is now, and of PCA's: the trustworthiness, the silhouette of the ten digits, and the part of the digits whose
    /// nearest neighbour on the map is the same digit.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn judge(&self) -> Result<Vec<f64>> {
        let judged = judge(self.x.view(), self.descent.places().view(), labels(&self.digits))?;
        Ok([judged, self.judged].concat())
    }

    /// All that is needed to come back to the start of this map.
    #[must_use]
    pub fn settings(&self) -> String {
        let Tsne { perplexity, early_exaggeration, .. } = self.settings;
        format!("perplexity={perplexity}&exaggeration={early_exaggeration}&seed={}&show={}", self.seed, self.show)
    }
}

/// Of the map y: (2, m) of x: (n, m), the trustworthiness, the silhouette of the labels, and the part of the samples whose nearest
/// neighbour on the map has the same label.
fn judge(x: ArrayView2<f64>, y: ArrayView2<f64>, labels: &[usize]) -> Result<[f64; 3]> {
    Ok([trustworthiness(x, y, NEAR)?, silhouette(y, labels)?, same(y, labels)])
}

/// The part of the samples whose nearest neighbour has the same label.
fn same(y: ArrayView2<f64>, labels: &[usize]) -> f64 {
    let m = labels.len();
    let distance = |i: usize, j: usize| (y[[0, i]] - y[[0, j]]).hypot(y[[1, i]] - y[[1, j]]);
    let nearest = |i: &usize| {
        let others = (0..m).filter(|j| j != i);
        others.min_by(|&j, &k| distance(*i, j).total_cmp(&distance(*i, k))).unwrap_or(*i)
    };
    (0..m).filter(|i| labels[nearest(i)] == labels[*i]).count() as f64 / m as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the chapter prints of a map of the digits' features.
    fn recorded(method: &str) -> Vec<f64> {
        let recorded = include_str!("../../book/recorded/chapter09/maps.txt");
        let line = recorded.lines().find(|line| line.starts_with(&format!("digits, {method}, features"))).unwrap();
        line.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    }

    #[test]
    fn it_arrives_at_the_map_of_the_chapter() {
        let mut map = Map::new("").unwrap();
        assert_eq!((map.step(400), map.step(5000), map.step(1)), (400, 600, 0));
        let (numbers, judged) = (map.numbers().unwrap(), map.judge().unwrap());
        for (method, judged, first) in [("t-SNE", &judged[..2], Some(numbers[1])), ("PCA", &judged[3..5], None)] {
            let printed = recorded(method);
            let printed = &printed[printed.len() - 2..];
            for (found, printed) in judged.iter().zip(printed) {
                assert!((found - printed).abs() < 6e-4, "{method}: {found} {printed}");
            }
            if let Some(kl) = first {
                assert!((kl - recorded(method)[0]).abs() < 6e-3, "{kl}");
            }
        }
        assert!(judged[2] > 0.85 && judged[5] < 0.6, "{judged:?}");
    }

    #[test]
    fn in_parts_or_in_one_go_it_is_the_same_map() {
        let (mut one, mut many) = (Map::new("perplexity=10&exaggeration=4").unwrap(), Map::new("").unwrap());
        one.step(300);
        many = Map::new(&one.settings()).unwrap_or(many);
        (0..300).for_each(|_| assert_eq!(many.step(1), 1));
        assert_eq!(one.places(false), many.places(false));
        assert_eq!(one.numbers().unwrap()[0], 300.0);
        one.again().unwrap();
        assert_eq!(one.places(false), Map::new(&one.settings()).unwrap().places(false));
        assert!(one.places(true) != one.places(false));
    }

    #[test]
    fn neighbours_are_near_and_what_is_wrong_is_told() {
        let map = Map::new("").unwrap();
        let m = map.labels().len();
        assert_eq!((m, map.image(0).len(), map.image(m).len()), (449, 64, 0));
        let distance = |i: usize, j: usize| (&map.x.column(i) - &map.x.column(j)).pow2().sum();
        for i in [0, 17, 448] {
            let near = map.neighbours(i, 5);
            let nearest = (0..m).filter(|j| *j != i).map(|j| distance(i, j)).fold(f64::INFINITY, f64::min);
            assert!(near.len() == 5 && near.iter().any(|j| distance(i, *j) <= nearest), "{near:?}");
        }
        assert!(map.neighbours(m, 5).is_empty());
        for (wrong, told) in
            [("perplexity=1", "from 2 to 120"), ("show=umap", "tsne, pca"), ("exaggeration=0", "1 to 50")]
        {
            let refused = Map::new(wrong).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
    }
}
