//! `mpirun -n 4 ann train …`: the processes that were started together, and what each of them does.
//!
//! Rank 0 reads the arguments and the table, chooses, prints and writes, as one process alone does. The others wait, train with it, and
//! wait again until it is done. So they need no file on their machines.

use crate::failure::Failure;
use ann::{Error, Ranks};
#[cfg(feature = "mpi")]
use {ann::training::Mpi, std::sync::Arc};

/// Where the launchers of processes tell how many there are, and which one this is: `mpirun` of OpenMPI, that of MPICH and its
/// relatives, and `srun` of Slurm.
const LAUNCHERS: [[&str; 2]; 3] = [
    ["OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"],
    ["PMI_SIZE", "PMI_RANK"],
    ["SLURM_STEP_NUM_TASKS", "SLURM_PROCID"],
];

/// Wakes the others to work.
#[cfg(feature = "mpi")]
const WORK: u8 = 1;
/// Wakes the others to end.
#[cfg(feature = "mpi")]
const END: u8 = 0;

/// This process, which is the first or alone, and those that were started with it.
pub struct Team {
    ranks: Ranks,
    threads: usize,
    #[cfg(feature = "mpi")]
    mpi: Option<Arc<Mpi>>,
}

impl Team {
    /// One process.
    fn alone() -> Self {
        Team {
            ranks: Ranks::alone(),
            threads: ann::threads(),
            #[cfg(feature = "mpi")]
            mpi: None,
        }
    }

    /// This process and the others. None if it is one of the others: these do `work` whenever the first one is at
    /// [`together`](Self::together), and have done so when this returns.
    pub fn join(work: impl Fn(&Ranks) + Sync) -> Result<Option<Self>, Failure> {
        match launched() {
            None => Ok(Some(Self::alone())),
            Some(launched) => Self::join_launched(launched, work),
        }
    }

    /// The ranks of a training.
    pub fn ranks(&self) -> &Ranks {
        &self.ranks
    }

    /// How many threads each rank has.
    pub fn threads(&self) -> usize {
        self.threads
    }
}

/// Size and rank as a launcher tells them, if it started several processes.
fn launched() -> Option<[usize; 2]> {
    let number = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    LAUNCHERS.iter().find_map(|[size, rank]| Some([number(size).filter(|size| *size > 1)?, number(rank)?]))
}

#[cfg(not(feature = "mpi"))]
impl Team {
    /// Refuses to be one of several: each would train and write by itself. One of them says so.
    fn join_launched([size, rank]: [usize; 2], _: impl Fn(&Ranks) + Sync) -> Result<Option<Self>, Failure> {
        let problem = format!(
            "{size} processes were started together, but this `ann` was built without MPI; build it with: cargo build \
             --release --package ann-cli --features mpi"
        );
        if rank == 0 { Err(Failure::Argument(problem)) } else { Ok(None) }
    }

    /// Does the part of the first rank, which is alone.
    pub fn together<T>(&self, work: impl FnOnce(&Ranks) -> Result<T, Error>) -> Result<T, Error> {
        work(&self.ranks)
    }
}

#[cfg(feature = "mpi")]
impl Team {
    /// Meets the others by MPI. Those that are not the first stay here until the first one has done.
    fn join_launched([size, _]: [usize; 2], work: impl Fn(&Ranks) + Sync) -> Result<Option<Self>, Failure> {
        let mpi = Mpi::join()?;
        let (ranks, threads) = (mpi.ranks(), mpi.threads()?);
        if ranks.size() != size {
            let problem = format!(
                "{size} processes were started together, but MPI tells each that they are {}; was `ann` built with the MPI \
                 whose mpirun started it?",
                ranks.size()
            );
            return Err(Failure::Argument(problem));
        }
        if ranks.is_first() {
            return Ok(Some(Team { ranks, threads, mpi: Some(mpi) }));
        }
        while mpi.wait() == WORK {
            with_threads(&mpi, threads, || work(&ranks));
        }
        Ok(None)
    }

    /// Does the part of the first rank in some work of all, and wakes the others for theirs.
    pub fn together<T: Send>(&self, work: impl FnOnce(&Ranks) -> Result<T, Error> + Send) -> Result<T, Error> {
        let Some(mpi) = &self.mpi else { return work(&self.ranks) };
        mpi.wake(WORK);
        with_threads(mpi, self.threads, || work(&self.ranks))
    }
}

/// As `ann::with_threads`. If the system cannot start them, nobody waits for this rank: all of them end.
#[cfg(feature = "mpi")]
fn with_threads<R: Send>(mpi: &Mpi, threads: usize, work: impl FnOnce() -> R + Send) -> R {
    ann::with_threads(threads, work).unwrap_or_else(|error| {
        eprintln!("ann: {}", error.with_causes());
        mpi.abort(1)
    })
}

/// The first one is done, and so are the others.
#[cfg(feature = "mpi")]
impl Drop for Team {
    fn drop(&mut self) {
        // Otherwise `Mpi` ends all.
        if let (Some(mpi), false) = (&self.mpi, std::thread::panicking()) {
            mpi.wake(END);
        }
    }
}
