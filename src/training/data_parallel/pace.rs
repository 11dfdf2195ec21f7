//! Whether a step is faster on several threads or on one, found by trying (chapter 12).
//!
//! The size of the work does not say: another program may have one of the cores, and then the threads that meet wait for the one that was
//! stopped. Steps have the same bits either way, so the choice may change in the middle of a training.

/// For how many seconds the first steps are cut, without a comparison: memory is touched and threads wake up for the first time.
const BEGIN: f64 = 0.2;
/// For how many seconds each way is tried: many turns of the scheduler, which stops a thread for some milliseconds.
const TRY: f64 = 0.1;
/// For how many seconds the better way is kept.
const KEEP: f64 = 5.0;

/// Which way steps are done at present, and why.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    cut: bool,
    phase: Phase,
    /// Seconds and samples of this phase.
    seconds: f64,
    samples: usize,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// For so many seconds.
    Keep(f64),
    TryCut,
    /// Cut, a sample took so many seconds.
    TryWhole(f64),
}

impl Pace {
    /// Begins with steps that are cut.
    pub fn new() -> Self {
        Pace { cut: true, phase: Phase::Keep(BEGIN), seconds: 0.0, samples: 0 }
    }

    /// Whether the next step is to be cut.
    pub fn cuts(&self) -> bool {
        self.cut
    }

    /// Takes note of a step that was done as [`Pace::cuts`] said, and chooses for the next one.
    pub fn took(&mut self, seconds: f64, samples: usize) {
        self.seconds += seconds;
        self.samples += samples;
        let long = if let Phase::Keep(long) = self.phase { long } else { TRY };
        if self.seconds < long {
            return;
        }
        let a_sample = self.seconds / self.samples as f64;
        (self.seconds, self.samples) = (0.0, 0);
        (self.cut, self.phase) = match self.phase {
            Phase::Keep(_) => (true, Phase::TryCut),
            Phase::TryCut => (false, Phase::TryWhole(a_sample)),
            Phase::TryWhole(cut) => (cut < a_sample, Phase::Keep(KEEP)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of `steps` steps that is cut, where a step of 10 samples takes so many seconds, whole and cut.
    fn cut_part(pace: &mut Pace, [whole, cut]: [f64; 2], steps: usize) -> f64 {
        let mut count = 0;
        for _ in 0..steps {
            count += usize::from(pace.cuts());
            pace.took(if pace.cuts() { cut } else { whole }, 10);
        }
        count as f64 / steps as f64
    }

    #[test]
    fn the_faster_way_is_taken_nearly_always_also_when_it_changes() {
        let mut pace = Pace::new();
        assert!(cut_part(&mut pace, [2e-3, 1e-3], 10_000) > 0.98);
        assert!(cut_part(&mut pace, [1e-3, 1.5e-3], 10_000) < 0.4); // up to five seconds of the old way
        assert!(cut_part(&mut pace, [1e-3, 1.5e-3], 10_000) < 0.03);
        assert!(cut_part(&mut pace, [1e-3, 1e-3], 10_000) < 0.03); // nothing to gain: the other cores stay free
    }
}
