//! Where every random number comes from: one named generator, passed in, never global.

use rand::SeedableRng;

/// The generator of the whole book: ChaCha with 8 rounds.
///
/// It is named, unlike `rand`'s `StdRng`, which may become another generator in a later version; then every number in the
/// book would change. The same seed gives the same numbers on every machine.
pub type Rng = rand_chacha::ChaCha8Rng;

/// A generator started from `seed`.
///
/// ```
/// use rand::RngExt;
/// let (mut first, mut second) = (ann::rng(7), ann::rng(7));
/// assert_eq!(first.random::<u64>(), second.random::<u64>());
/// ```
#[must_use]
pub fn rng(seed: u64) -> Rng {
    Rng::seed_from_u64(seed)
}

/// A generator of its own for each purpose, all from one `seed`: `stream` 0 is [`rng`], the others are independent of it.
///
/// So the split of the data can stay the same while something about the network changes, and the reverse.
#[must_use]
pub fn stream(seed: u64, stream: u64) -> Rng {
    let mut rng = rng(seed);
    rng.set_stream(stream);
    rng
}
