//! Work in several threads, where there is enough of it (chapter 12).

/// The most threads that work is cut for. It does not depend on the machine, so neither does any result.
pub(crate) const MOST: usize = 2;
/// Fewer numbers than this are not worth a thread's start.
const NUMBERS: usize = 1 << 14;

/// Work with fewer multiplications than this is done by one thread: starting a second takes longer than it saves.
const MULTIPLICATIONS: usize = 600_000;

/// Into how many shares work with so many multiplications is cut.
pub(crate) fn shares(multiplications: usize) -> usize {
    (multiplications / MULTIPLICATIONS).clamp(1, MOST)
}

/// Does `work` on every item: one after the other, or, with the feature `threads`, two at a time. The items must not depend on each
/// other; then the order does not show in the result.
pub(crate) fn for_each<T: Send>(mut items: impl Iterator<Item = T>, work: impl Fn(T) + Sync) {
    while let Some(item) = items.next() {
        match items.next() {
            Some(other) => both(|| work(item), || work(other)),
            None => work(item),
        }
    }
}

/// Does one and the other: with the feature `threads`, at the same time.
#[cfg(feature = "threads")]
pub(crate) fn both(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    rayon::join(one, other);
}

/// Does one and the other.
#[cfg(not(feature = "threads"))]
pub(crate) fn both(one: impl FnOnce(), other: impl FnOnce()) {
    one();
    other();
}

/// Runs `work` where [`for_each`] finds other threads awake: in the pool itself.
pub(crate) fn in_pool<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "threads")]
    return rayon::scope(|_| work());
    #[cfg(not(feature = "threads"))]
    work()
}

/// How many columns of a matrix of this shape each thread should take in a pass over its numbers: all, if the matrix is small.
pub(crate) fn share_of((rows, columns): (usize, usize)) -> usize {
    columns.div_ceil((rows * columns / NUMBERS).clamp(1, MOST)).max(1)
}
