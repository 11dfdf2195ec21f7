//! Whether all ranks begin with the same, and a number that tells all samples from others (chapters 11 and 14).

use super::ranks::Ranks;
use crate::{Error, Network, Real, Result, Rng, Samples};

/// A number that another sequence of bits does not have but by an unlikely chance: FNV-1a, 64 bits at a time.
#[derive(Debug, Clone, Copy)]
struct Fingerprint(u64);

impl Fingerprint {
    fn new() -> Self {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }

    fn take(&mut self, bits: u64) {
        self.0 = (self.0 ^ bits).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    }

    fn take_all<'a, F: Real>(&mut self, numbers: impl IntoIterator<Item = &'a F>) {
        numbers.into_iter().for_each(|number| self.take(number.into_f64().to_bits()));
    }
}

/// The fingerprint of all samples in their order, the same however many ranks hold them.
pub(crate) fn of_samples<'a, F: Real>(
    ranks: &Ranks,
    train: Samples<'a, F>,
    validation: Option<Samples<'a, F>>,
) -> Result<u64> {
    let mut all = Fingerprint::new();
    for Samples { x, y } in std::iter::once(train).chain(validation) {
        let (_, m) = ranks.place(x.ncols())?;
        for numbers in [x, y] {
            all.take(numbers.nrows() as u64);
            all.take(m as u64);
            // One rank after the other, each sample by sample, however they lie in memory.
            for rank in 0..ranks.size() {
                if rank == ranks.rank() {
                    all.take_all(numbers.t());
                }
                all = Fingerprint(ranks.gather(all.0)?[rank]);
            }
        }
    }
    Ok(all.0)
}

/// The same of one rank alone, which need not ask others.
pub(crate) fn of_own<'a, F: Real>(train: Samples<'a, F>, validation: Option<Samples<'a, F>>) -> u64 {
    let mut all = Fingerprint::new();
    for Samples { x, y } in std::iter::once(train).chain(validation) {
        for numbers in [x, y] {
            all.take(numbers.nrows() as u64);
            all.take(numbers.ncols() as u64);
            all.take_all(numbers.t());
        }
    }
    all.0
}

/// Refuses ranks that do not begin with the same settings, written out, the same network and the same state of the generator.
pub(crate) fn check<F: Real>(ranks: &Ranks, settings: &str, network: &Network<F>, rng: &Rng) -> Result<()> {
    if ranks.size() == 1 {
        return Ok(());
    }
    let [mut of_settings, mut of_network, mut of_rng] = [Fingerprint::new(); 3];
    settings.bytes().for_each(|byte| of_settings.take(u64::from(byte)));
    network.to_string().bytes().for_each(|byte| of_network.take(u64::from(byte)));
    for layer in network.layers() {
        of_network.take_all(&layer.w);
        of_network.take_all(&layer.b);
    }
    rng.get_seed().into_iter().for_each(|byte| of_rng.take(u64::from(byte)));
    of_rng.take(rng.get_stream());
    of_rng.take(rng.get_word_pos() as u64);
    for (mine, what) in
        [(of_settings, "other settings"), (of_network, "another network"), (of_rng, "another generator")]
    {
        let all = ranks.gather(mine.0)?;
        if let Some(rank) = all.iter().position(|of_rank| *of_rank != all[0]) {
            let problem = format!("begins with {what} than rank 0: all ranks must begin with the same");
            return Err(Error::Rank { rank, problem });
        }
    }
    Ok(())
}
