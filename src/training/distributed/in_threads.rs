//! Ranks that are threads of this process (chapter 14): for tests, and where there is no MPI.

use super::communicator::Communicator;
use super::ranks::Ranks;
use crate::{Error, Result, parallel};
use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

impl Ranks {
    /// Runs `work` on so many ranks, each a thread of this process, and returns what it returned on each, in their order. The
    /// [`threads`](crate::threads) at hand are shared out among the ranks; each has one at least.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there are no ranks, or more than the system can start; what `work` returned on the rank that failed first.
    ///
    /// # Panics
    ///
    /// If `work` does.
    ///
    /// ```
    /// use ann::{Activation, Loss, Network, Ranks, Samples, Trainer};
    /// use ndarray::array;
    ///
    /// let (x, y) = (array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], array![[0.0, 1.0, 1.0, 0.0]]); // XOR
    /// let samples = Samples { x: x.view(), y: y.view() };
    /// let (trainer, loss) = (Trainer { epochs: 30, ..Trainer::default() }, Loss::BinaryCrossEntropy);
    /// let network = || Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(1));
    ///
    /// let mut alone = network()?;
    /// trainer.train(&mut alone, loss, samples, None, &mut ann::rng(2))?;
    ///
    /// let networks = Ranks::in_threads(3, |ranks| {
    ///     // The same network, settings and generator everywhere, and each its own samples.
    ///     let (mut network, mine) = (network()?, samples.part(ranks));
    ///     trainer.train_on_ranks(ranks, &mut network, loss, mine, None, &mut ann::rng(2))?;
    ///     Ok(network)
    /// })?;
    /// assert!(networks[1] == networks[0] && networks[2] == networks[0]);
    /// let difference = &networks[0].layer(1).w - &alone.layer(1).w;
    /// assert!(difference.iter().all(|difference| difference.abs() < 1e-12));
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn in_threads<T: Send>(size: usize, work: impl Fn(&Ranks) -> Result<T> + Sync) -> Result<Vec<T>> {
        if size == 0 {
            return Err(Error::setting("ranks", size, "at least 1"));
        }
        let meeting = Arc::new(Meeting::new(size));
        // Threads of its own for each: a rank that waits for the others must not keep a thread that they need.
        let threads = (parallel::threads() / size).max(1);
        let run = |rank: usize| {
            let _leaves = Leaves { rank, meeting: &meeting };
            let ranks = Ranks::new(Arc::new(OfThreads { rank, meeting: Arc::clone(&meeting) }));
            parallel::with_threads(threads, || work(&ranks))?
        };
        let mut results: Vec<Result<T>> = thread::scope(|scope| {
            let run = &run;
            let start = |rank| thread::Builder::new().spawn_scoped(scope, move || run(rank));
            let started: Vec<_> = (0..size).map(start).collect();
            if let Some(rank) = started.iter().position(std::io::Result::is_err) {
                meeting.leave(rank);
            }
            let end = |rank: std::io::Result<thread::ScopedJoinHandle<'_, Result<T>>>| match rank {
                Ok(rank) => rank.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(_) => Err(Error::setting("ranks", size, "no more than the system can start")),
            };
            started.into_iter().map(end).collect()
        });
        // The others tell only that one has left.
        let is_cause = |result: &Result<T>| matches!(result, Err(error) if !matches!(error, Error::Rank { .. }));
        if let Some(cause) = results.iter().position(is_cause) {
            results.swap(0, cause);
        }
        results.into_iter().collect()
    }
}

/// One of the threads.
#[derive(Debug)]
struct OfThreads {
    rank: usize,
    meeting: Arc<Meeting>,
}

impl Communicator for OfThreads {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.meeting.size
    }

    fn all_to_all(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        let part = send.len() / self.size();
        self.meeting.meet(self.rank, send, |from, sent| {
            receive[from * part..][..part].copy_from_slice(&sent[self.rank * part..][..part]);
        })
    }

    fn all_gather(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        let part = send.len();
        self.meeting.meet(self.rank, send, |from, sent| receive[from * part..][..part].copy_from_slice(sent))
    }

    fn broadcast(&self, bytes: &mut [u8]) -> Result<()> {
        let mut of_first = Vec::new();
        self.meeting.meet(self.rank, bytes, |from, sent| {
            if from == 0 {
                of_first = sent.to_vec();
            }
        })?;
        bytes.copy_from_slice(&of_first);
        Ok(())
    }

    fn scatter(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        let part = receive.len();
        // All ranks send as many bytes; those of the others are not looked at.
        let nothing = vec![0; part * self.size()];
        let send = if self.rank == 0 { send } else { &nothing };
        self.meeting.meet(self.rank, send, |from, sent| {
            if from == 0 {
                receive.copy_from_slice(&sent[self.rank * part..][..part]);
            }
        })
    }
}

/// Where the threads lay down bytes for each other.
#[derive(Debug)]
struct Meeting {
    size: usize,
    state: Mutex<State>,
    /// Somebody has come or gone.
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// The bytes of each rank in this round and in the one before. A rank can be ahead by one round, but not by two.
    sent: [Vec<Vec<u8>>; 2],
    round: usize,
    /// How many ranks have come to this round.
    here: usize,
    /// A rank that will not come any more.
    left: Option<usize>,
}

impl Meeting {
    fn new(size: usize) -> Self {
        let sent = [vec![Vec::new(); size], vec![Vec::new(); size]];
        Meeting { size, state: Mutex::new(State { sent, round: 0, here: 0, left: None }), changed: Condvar::new() }
    }

    /// Lays down bytes, waits for all ranks, and takes what each of them has sent, in their order.
    fn meet(&self, rank: usize, send: &[u8], mut take: impl FnMut(usize, &[u8])) -> Result<()> {
        let mut state = self.state();
        let round = state.round;
        let place = &mut state.sent[round % 2][rank];
        place.clear();
        place.extend_from_slice(send);
        state.here += 1;
        if state.here == self.size {
            (state.round, state.here) = (round + 1, 0);
            self.changed.notify_all();
        }
        while state.round == round {
            if let Some(rank) = state.left {
                return Err(Error::Rank { rank, problem: "has left before the others were done".to_owned() });
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let sent = &state.sent[round % 2];
        if let Some(rank) = sent.iter().position(|bytes| bytes.len() != sent[0].len()) {
            let (found, first) = (sent[rank].len(), sent[0].len());
            let problem = format!("sends {found} bytes where rank 0 sends {first}: all ranks must do the same");
            return Err(Error::Rank { rank, problem });
        }
        sent.iter().enumerate().for_each(|(from, sent)| take(from, sent));
        Ok(())
    }

    /// Tells the others that this rank will not come any more.
    fn leave(&self, rank: usize) {
        self.state().left.get_or_insert(rank);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rank that is at work. At its end, also by a panic, the others do not wait for it.
struct Leaves<'m> {
    rank: usize,
    meeting: &'m Meeting,
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.meeting.leave(self.rank);
    }
}
