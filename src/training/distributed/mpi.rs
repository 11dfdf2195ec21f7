//! Ranks that are processes, on this machine or on several: MPI (chapter 14).

use super::communicator::Communicator;
use super::ranks::Ranks;
use crate::{Error, Result, parallel};
use mpi::environment::{Threading, Universe, initialize_with_threading, processor_name};
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator as _, CommunicatorCollectives as _, Destination as _, Root as _, Source as _};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A rank that waits for work asks so often whether there is some.
const ASK: Duration = Duration::from_millis(2);

/// This process among those that `mpirun` started together.
///
/// If one of them dies, MPI ends the others. One that panics ends all.
pub struct Mpi {
    /// One thread at a time may use MPI.
    universe: Mutex<Universe>,
    rank: usize,
    size: usize,
}

impl Mpi {
    /// Joins the others, which all have to do so; once in a process. It leaves them when the last copy of what this returns is dropped,
    /// which waits for them.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if this process has joined before, or its MPI cannot be used from several threads in turns.
    pub fn join() -> Result<Arc<Self>> {
        let Some((universe, threading)) = initialize_with_threading(Threading::Serialized) else {
            return Err(Error::setting("MPI", "in use already", "joined once in a process"));
        };
        if threading < Threading::Serialized {
            return Err(Error::setting("MPI", format!("{threading:?}"), "one that several threads can use in turns"));
        }
        let world = universe.world();
        let (rank, size) = (world.rank() as usize, world.size() as usize);
        Ok(Arc::new(Mpi { universe: Mutex::new(universe), rank, size }))
    }

    /// This rank, to train with the others.
    #[must_use]
    pub fn ranks(self: &Arc<Self>) -> Ranks {
        Ranks::new(Arc::clone(self) as Arc<dyn Communicator>)
    }

    /// How many threads this rank should use, so that the ranks that share some processors share them out; as many as the environment
    /// variable `RAYON_NUM_THREADS` says, if it is set. All ranks call it.
    ///
    /// # Errors
    ///
    /// None: MPI ends a process that cannot reach the others.
    pub fn threads(self: &Arc<Self>) -> Result<usize> {
        let mut processors = DefaultHasher::new();
        processor_name().unwrap_or_default().hash(&mut processors);
        // `mpirun` may have given each rank processors of its own; on systems that do not tell, they share all of the machine.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status.lines().find(|line| line.starts_with("Cpus_allowed_list:")).hash(&mut processors);
        let processors = processors.finish();
        let sharing = self.ranks().gather(processors)?.into_iter().filter(|others| *others == processors).count();
        let is_told = std::env::var_os("RAYON_NUM_THREADS").is_some();
        Ok(if is_told { parallel::threads() } else { (parallel::threads() / sharing).max(1) })
    }

    /// Wakes all other ranks, which wait in [`Mpi::wait`], with a message for them.
    pub fn wake(&self, message: u8) {
        self.with(|world| {
            for rank in (0..self.size).filter(|rank| *rank != self.rank) {
                world.process_at_rank(rank as i32).send(&message);
            }
        });
    }

    /// Waits until rank 0 calls [`Mpi::wake`], and returns its message. Other than the waits of [`Ranks`], which are in a hurry, it leaves
    /// the processor to others.
    #[must_use]
    pub fn wait(&self) -> u8 {
        while self.with(|world| world.process_at_rank(0).immediate_probe().is_none()) {
            std::thread::sleep(ASK);
        }
        self.with(|world| world.process_at_rank(0).receive::<u8>().0)
    }

    /// Ends all ranks at once, with this exit status.
    pub fn abort(&self, status: u8) -> ! {
        let universe = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        universe.world().abort(status.into())
    }

    fn with<T>(&self, work: impl FnOnce(SimpleCommunicator) -> T) -> T {
        let universe = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        work(universe.world())
    }
}

/// MPI itself ends the process if something cannot be sent or received, so nothing here returns an error.
impl Communicator for Mpi {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn all_to_all(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        self.with(|world| world.all_to_all_into(send, receive));
        Ok(())
    }

    fn all_gather(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        self.with(|world| world.all_gather_into(send, receive));
        Ok(())
    }

    fn broadcast(&self, bytes: &mut [u8]) -> Result<()> {
        self.with(|world| world.process_at_rank(0).broadcast_into(bytes));
        Ok(())
    }

    fn scatter(&self, send: &[u8], receive: &mut [u8]) -> Result<()> {
        self.with(|world| {
            let first = world.process_at_rank(0);
            if self.rank == 0 { first.scatter_into_root(send, receive) } else { first.scatter_into(receive) }
        });
        Ok(())
    }
}

impl Drop for Mpi {
    fn drop(&mut self) {
        // To leave means to wait for the others, who may wait for this rank.
        if std::thread::panicking() {
            self.abort(101);
        }
    }
}

impl fmt::Debug for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mpi").field("rank", &self.rank).field("size", &self.size).finish_non_exhaustive()
    }
}
