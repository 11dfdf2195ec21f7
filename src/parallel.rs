//! Work in several threads, where there is enough of it (chapter 12).

/// The most threads that work is cut for. It does not depend on the machine, so neither does any result.
pub(crate) const MOST: usize = 2;
/// Fewer numbers than this are not worth a thread's start.
const NUMBERS: usize = 1 << 14;

/// Work with fewer multiplications than this is done by one thread: starting a second takes longer than it saves.
const MULTIPLICATIONS: usize = 10_000_000;

/// Into how many shares work with so many multiplications is cut.
pub(crate) fn shares(multiplications: usize) -> usize {
    (multiplications / MULTIPLICATIONS).clamp(1, MOST)
}

/// Does `work` on every item: one after the other, or, if there are several and the feature `threads` is on, in as many threads
/// as there are processors. The items must not depend on each other; then the order does not show in the result.
pub(crate) fn for_each<T: Send>(items: impl ExactSizeIterator<Item = T>, work: impl Fn(T) + Sync) {
    #[cfg(feature = "threads")]
    if items.len() > 1 {
        let work = &work;
        let mut items = items;
        // The first item is this thread's own.
        let own = items.next();
        rayon::in_place_scope(|scope| {
            for item in items {
                scope.spawn(move |_| work(item));
            }
            own.into_iter().for_each(work);
        });
        return;
    }
    items.for_each(work);
}

/// Runs `work` where [`for_each`] finds other threads awake: in the pool itself.
pub(crate) fn in_pool<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "threads")]
    return rayon::scope(|_| work());
    #[cfg(not(feature = "threads"))]
    work()
}

/// How many columns of a matrix of this shape each thread should take: all of them, if the matrix is small.
pub(crate) fn share_of((rows, columns): (usize, usize)) -> usize {
    let shares = (rows * columns / NUMBERS).clamp(1, MOST);
    columns.div_ceil(shares).max(1)
}
