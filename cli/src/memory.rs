//! How much memory is free, so that a network that does not fit is refused before the system ends the process.

use ann::data::Dataset;
use ann::{Architecture, Error, Trainer};
use std::fs::read_to_string;

/// The bytes that this process can still get, where the system tells: on Linux, the smaller of what the machine has and what the
/// control group of the process (a container) has.
fn available() -> Option<u64> {
    let machine = meminfo(&read_to_string("/proc/meminfo").ok()?)?;
    let number = |path: &str| read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let group = |limit: &str, used: &str, stat: &str| {
        // The system gives up file contents that it keeps in memory before it ends a process.
        let kept = read_to_string(stat).ok().and_then(|stat| inactive_file(&stat)).unwrap_or(0);
        Some(number(limit)?.saturating_sub(number(used)?.saturating_sub(kept)))
    };
    let of_group = group("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat")
        .or_else(|| {
            let path = |name: &str| format!("/sys/fs/cgroup/memory/memory.{name}");
            group(&path("limit_in_bytes"), &path("usage_in_bytes"), &path("stat"))
        });
    Some(of_group.map_or(machine, |group| group.min(machine)))
}

/// Refuses to train a network that needs more memory than is free.
pub fn check(architecture: &Architecture, trainer: &Trainer, train: &Dataset) -> Result<(), Error> {
    let sizes = architecture.sizes(train.x.nrows(), train.target.outputs());
    let needed = trainer.least_memory::<f32>(&sizes, train.samples());
    problem(&sizes, needed, available()).map_or(Ok(()), |problem| Err(Error::Data { problem }))
}

/// What is wrong with a network of these layer sizes that needs so many bytes when so many are free.
fn problem(sizes: &[usize], needed: u128, available: Option<u64>) -> Option<String> {
    let available = available.filter(|&available| needed > u128::from(available))?;
    let gigabytes = |bytes: f64| format!("{:.1} GB", bytes / 1e9);
    Some(format!(
        "training a network of the sizes {} takes at least {} of memory, and {} are free; choose smaller hidden layers",
        sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-"),
        gigabytes(needed as f64),
        gigabytes(available as f64)
    ))
}

/// `MemAvailable` of Linux's /proc/meminfo, in bytes.
fn meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// `inactive_file` of a control group's memory.stat, in bytes.
fn inactive_file(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file ").or_else(|| line.strip_prefix("total_inactive_file ")))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_is_read() {
        let text = "MemTotal:       24000000 kB\nMemFree:         1000000 kB\nMemAvailable:   22000000 kB\n";
        assert_eq!(meminfo(text), Some(22_000_000 * 1024));
        assert_eq!(meminfo("MemTotal: 1 kB\n"), None);
        assert_eq!(inactive_file("anon 5\ninactive_file 12\nfile 20\n"), Some(12));
    }

    #[test]
    fn only_what_does_not_fit_is_refused() {
        let sizes = [13, 40_000, 40_000, 3];
        let told = problem(&sizes, 25_600_000_000, Some(8_000_000_000)).unwrap();
        assert!(told.contains("13-40000-40000-3 takes at least 25.6 GB of memory, and 8.0 GB are free"), "{told}");
        assert_eq!(problem(&sizes, 25_600_000_000, Some(64_000_000_000)), None);
        assert!(problem(&sizes, 101, Some(100)).is_some() && problem(&sizes, 100, Some(100)).is_none());
        assert_eq!(problem(&sizes, u128::MAX, None), None, "a system that does not tell");
    }
}
