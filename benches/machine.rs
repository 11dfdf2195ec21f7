//! What a measurement was made on.

/// The name of the processor, and how many threads it runs at a time.
pub fn processor() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} threads", name.trim_start_matches(['\t', ':', ' ']))
}
