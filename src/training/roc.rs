//! How well scores put the samples in order (chapter 11): the area under the ROC curve.

use crate::{Error, Result};

/// The area under the ROC curve, in [0, 1]: the probability that a positive sample has a larger score than a negative one, a tie counted
/// as half. ½ is no better than chance. scikit-learn's `roc_auc_score`.
///
/// It depends on the order of the scores alone, and so neither on a threshold nor on how rare the positive ones are.
///
/// Source: Fawcett, *An introduction to ROC analysis* (2006), section 7.
///
/// ```
/// let auc = ann::metrics::roc_auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true])?;
/// assert_eq!(auc, 0.75); // of the four pairs only (0.35, 0.4) is in the wrong order
/// # Ok::<(), ann::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Data`] if there are not as many scores as samples, a score is NaN, or one of the two kinds is missing.
pub fn roc_auc(scores: &[f64], is_positive: &[bool]) -> Result<f64> {
    if scores.len() != is_positive.len() {
        let problem = format!("AUC needs a score per sample; there are {} and {}", scores.len(), is_positive.len());
        return Err(Error::data(problem));
    }
    if scores.iter().any(|score| score.is_nan()) {
        return Err(Error::data("AUC needs scores that can be put in order, and one is NaN"));
    }
    let positives = is_positive.iter().filter(|positive| **positive).count();
    let negatives = is_positive.len() - positives;
    if positives == 0 || negatives == 0 {
        return Err(Error::data("AUC needs samples of both kinds, and all are of one"));
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    // Pairs in the right order; of equal scores, whose total order tells −0 from 0, each pair counts as half.
    let (mut pairs, mut negatives_below) = (0.0, 0.0);
    for tied in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let positive = tied.iter().filter(|&&sample| is_positive[sample]).count() as f64;
        let negative = tied.len() as f64 - positive;
        pairs += positive * (negatives_below + negative / 2.0);
        negatives_below += negative;
    }
    Ok(pairs / (positives as f64 * negatives as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn every_pair_counts_once_and_a_tie_half() {
        let mut rng = crate::rng(3);
        for m in [2, 5, 40] {
            // Few distinct scores, so that many are tied.
            let scores: Vec<f64> = (0..m).map(|_| f64::from(rng.random_range(0..6)) / 2.0).collect();
            let positive: Vec<bool> = (0..m).map(|i| i % 3 == 1).collect();
            let pair = |i: usize, j: usize| match scores[i].total_cmp(&scores[j]) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
            let pairs: Vec<f64> = (0..m)
                .filter(|&i| positive[i])
                .flat_map(|i| (0..m).filter(|&j| !positive[j]).map(move |j| (i, j)))
                .map(|(i, j)| pair(i, j))
                .collect();
            let expected = pairs.iter().sum::<f64>() / pairs.len() as f64;
            assert!((roc_auc(&scores, &positive).unwrap() - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn signs_of_zero_are_a_tie_and_one_kind_alone_is_refused() {
        assert_eq!(roc_auc(&[0.0, -0.0], &[true, false]).unwrap(), 0.5);
        assert_eq!(roc_auc(&[f64::INFINITY, f64::NEG_INFINITY], &[true, false]).unwrap(), 1.0);
        assert!(roc_auc(&[1.0, 2.0], &[true, true]).is_err());
        assert!(roc_auc(&[], &[]).is_err());
        assert!(roc_auc(&[1.0], &[true, false]).is_err());
        assert!(roc_auc(&[f64::NAN, 1.0], &[true, false]).is_err());
    }
}
