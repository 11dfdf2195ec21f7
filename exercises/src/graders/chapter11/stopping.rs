//! When to stop.

use crate::compare::compare;
use crate::report::Report;
use crate::run::grade;

/// `early_stopping(losses, patience)`: the epoch, from 0, whose weights are kept.
pub fn check_early_stopping(mine: fn(&[f64], usize) -> usize) -> Report {
    grade(11, "early_stopping", "“When to stop”", move || {
        let cases: [(&[f64], usize); 11] = [
            // Two bottoms before the stop, a better one after it.
            (&[0.9, 0.95, 0.7, 0.6, 0.8, 0.7, 0.5, 0.55, 0.53, 0.52, 0.3, 0.2], 3),
            // The loss rises once only, but nothing gets below the best.
            (&[0.9, 0.4, 0.6, 0.5, 0.45, 0.42, 0.41, 0.1], 4),
            (&[0.9, 0.4, 0.8, 0.7, 0.75, 0.9, 0.95, 0.99], 3),
            // The same loss again is no improvement.
            (&[0.8, 0.5, 0.5, 0.5, 0.2], 2),
            (&[0.8, 0.5, 0.5, 0.6], 2),
            // The improvement comes just in time, twice, and just too late.
            (&[0.8, 0.6, 0.7, 0.5, 0.9, 0.4, 0.9, 0.9, 0.1], 2),
            (&[0.8, 0.6, 0.7, 0.7, 0.5], 2),
            (&[0.5, 0.6, 0.4, 0.7, 0.8, 0.9], 2),
            (&[3.0, 2.0, 2.5, 1.0], 1),
            // The training ends before patience does.
            (&[5.0, 4.0, 3.0, 3.5], 10),
            (&[2.0], 1),
        ];
        let all = |kept: &dyn Fn(&[f64], usize) -> usize| -> Vec<usize> {
            cases.iter().map(|(losses, patience)| kept(losses, *patience)).collect()
        };
        let (got, right) = (all(&mine), all(&|losses, patience| kept(losses, patience, None).best));
        let mut comparison = compare("the epochs kept", &got, &right)
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).last),
                "You keep the last epoch before the stop. The weights go back to the best one.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).last + 1),
                "You return how many epochs were run. Asked for is the number of the best one.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).best + 1),
                "The epochs are counted from 1. Count from 0, as the list does.",
            )
            .mistake(
                &all(&|losses, _| kept(losses, usize::MAX, None).best),
                "The best of all losses is kept, also of those after the stop, which nobody knows: training has ended.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience + 1, None).best),
                "It waits one epoch too long: with a patience of 2, the second epoch without improvement is the last.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, usize::max(patience - 1, 1), None).best),
                "It stops one epoch too early: with a patience of 2, one epoch without improvement may pass.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience - 1, None).best),
                "It stops one epoch too early, and with a patience of 1 at once. The best epoch itself is not waited for.",
            )
            .mistake(
                &all(&|losses, _| kept(losses, 1, None).best),
                "It stops at the first epoch without improvement. `patience` says how many it bears.",
            )
            .mistake(
                &all(&|losses, _| losses.len() - 1),
                "You keep the very last epoch, as if training never stopped early.",
            );
        for (slip, says) in SLIPS {
            comparison = comparison.mistake(&all(&|losses, patience| kept(losses, patience, Some(slip)).best), says);
        }
        let wrong = got.iter().zip(&right).position(|(got, right)| got != right).unwrap_or(0);
        let ((losses, patience), got_here, right) = (cases[wrong], got[wrong], right[wrong]);
        let says = format!(
            "Of the losses {losses:?}, with a patience of {patience}, you keep epoch {got_here}. It must be {right}."
        );
        comparison.mistake(&got, says).end()
    })
}

/// What goes wrong in stopping.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    Equal,
    Previous,
    PreviousIsBest,
    Rises,
    NeverBack,
    Largest,
    Zero,
    Window,
    Unstopped,
}

const SLIPS: [(Slip, &str); 9] = [
    (Slip::Equal, "An epoch with the same loss as the best counts as better. Only a smaller loss is an improvement."),
    (
        Slip::Previous,
        "The waiting ends when a loss is below the one before. It ends only when a loss is below the best so far.",
    ),
    (
        Slip::PreviousIsBest,
        "Each loss is compared with the one before, and so an epoch is kept that is not the best: keep the smallest.",
    ),
    (
        Slip::Rises,
        "Only epochs in which the loss rises are counted. One that falls, but not below the best, counts, too.",
    ),
    (
        Slip::NeverBack,
        "The epochs of waiting are added up over the training. After an improvement the count begins at 0 again.",
    ),
    (Slip::Largest, "The largest loss is kept: a loss is better if it is smaller."),
    (Slip::Zero, "Epoch 0 is always kept. Does the best loss begin at 0, which no loss is below? Begin with ∞."),
    (Slip::Window, "Only the first `patience` epochs are looked at. Patience counts from the best epoch on."),
    (Slip::Unstopped, "Where the losses run out before patience does, you keep the last epoch. Keep the best one."),
];

/// The best epoch so far and the last one before the stop.
struct Kept {
    best: usize,
    last: usize,
}

/// How a training with these losses ends, with a slip or right.
fn kept(losses: &[f64], patience: usize, slip: Option<Slip>) -> Kept {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if waited >= patience {
            return Kept { best, last: epoch - 1 };
        }
        let (loss, before) = (losses[epoch], losses[epoch - 1]);
        let is_better = match slip {
            Some(Slip::Equal) => loss <= losses[best],
            Some(Slip::PreviousIsBest) => loss < before,
            Some(Slip::Largest) => loss > losses[best],
            Some(Slip::Zero) => false,
            _ => loss < losses[best],
        };
        if is_better {
            best = epoch;
        }
        waited = match slip {
            Some(Slip::Previous) if loss < before => 0,
            Some(Slip::Rises) if loss <= before && !is_better => waited,
            Some(Slip::NeverBack) if is_better => waited,
            Some(Slip::Window) => epoch,
            _ if is_better => 0,
            _ => waited + 1,
        };
    }
    let last = losses.len() - 1;
    Kept { best: if slip == Some(Slip::Unstopped) && waited < patience { last } else { best }, last }
}
