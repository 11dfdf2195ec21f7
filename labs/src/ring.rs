//! Chapter 14: an all-reduce, message by message, on a ring or through one rank.

use crate::settings::Settings;
use ann::Result;
use ann::plain::Matrix;
use ann::shards::{on_a_ring, pass_on, through_one};

const KEYS: [&str; 5] = ["way", "ranks", "mb", "latency", "bandwidth"];
/// The gradient of 784-256-128-10 in 32 bits, in megabytes.
const MEGABYTES: f64 = 0.940_584;

/// A message: what rank `from` sends to rank `to`, one chunk or, without a number, the whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Message {
    from: usize,
    to: usize,
    chunk: Option<usize>,
}

/// Ranks in the middle of an all-reduce.
#[derive(Debug)]
pub struct Ring {
    is_ring: bool,
    megabytes: f64,
    /// Microseconds of a message without bytes.
    latency: f64,
    /// Gigabytes a second.
    bandwidth: f64,
    /// What each rank has of each chunk. At first rank r has 2ʳ, so that a sum tells who has gone into it.
    ranks: Vec<Vec<Matrix>>,
    /// Steps taken.
    done: usize,
}

impl Ring {
    /// So many `ranks` that add up their lists of `mb` megabytes; the `way` is `ring` or `one`. A message takes the `latency`, in
    /// microseconds, and the time of its bytes at the `bandwidth`, in gigabytes a second.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let is_ring = match settings.text("way").unwrap_or("ring") {
            "ring" => true,
            "one" => false,
            other => {
                let choices = "ring, one".to_owned();
                return Err(ann::Error::Choice { what: "way", given: other.to_owned(), choices });
            }
        };
        let ranks = settings.number("ranks", 4, 2..=12, "a whole number from 2 to 12")?;
        let megabytes = settings.number("mb", MEGABYTES, 0.001..=10_000.0, "a number from 0.001 to 10000")?;
        let latency = settings.number("latency", 50.0, 0.01..=10_000.0, "a number from 0.01 to 10000")?;
        let bandwidth = settings.number("bandwidth", 1.25, 0.01..=1000.0, "a number from 0.01 to 1000")?;
        Ok(Ring { is_ring, megabytes, latency, bandwidth, ranks: beginning(ranks), done: 0 })
    }

    /// Up to n steps. How many there were before the end.
    pub fn step(&mut self, n: usize) -> usize {
        let n = n.min(self.steps() - self.done);
        for _ in 0..n {
            if self.is_ring {
                pass_on(&mut self.ranks, self.done); // (14.3)
            } else {
                self.pass_through();
            }
            self.done += 1;
        }
        n
    }

    /// One rank after the other sends its list to rank 0, which adds; then rank 0 sends the sums to one after the other.
    fn pass_through(&mut self) {
        let Some(Message { from, to, .. }) = self.messages(self.done).first().copied() else { return };
        let list = self.ranks[from].clone();
        if to == 0 {
            self.ranks[0].iter_mut().zip(&list).for_each(|(sum, chunk)| *sum += chunk);
        } else {
            self.ranks[to] = list;
        }
    }

    /// Back to the start.
    pub fn again(&mut self) {
        (self.ranks, self.done) = (beginning(self.size()), 0);
    }

    fn size(&self) -> usize {
        self.ranks.len()
    }

    /// 2 (R − 1), either way.
    fn steps(&self) -> usize {
        2 * (self.size() - 1)
    }

    /// What is sent in step s.
    fn messages(&self, s: usize) -> Vec<Message> {
        let size = self.size();
        if self.is_ring {
            let to_the_next = |from| Message { from, to: (from + 1) % size, chunk: Some((from + 2 * size - s) % size) };
            return (0..size).map(to_the_next).collect();
        }
        let (from, to) = if s + 1 < size { (s + 1, 0) } else { (0, s + 2 - size) };
        vec![Message { from, to, chunk: None }]
    }

    /// How many ranks have gone into what each rank (one after the other) has of each chunk.
    #[must_use]
    pub fn cells(&self) -> Vec<u8> {
        let ranks_in = |sum: &Matrix| (sum[[0, 0]] as u32).count_ones() as u8;
        self.ranks.iter().flatten().map(ranks_in).collect()
    }

    /// The messages of the last step, each as the rank that sent, the one that received, and the number of the chunk; in place of the last,
    /// the number of chunks if it was the whole list.
    #[must_use]
    pub fn moves(&self) -> Vec<usize> {
        let last = self.done.checked_sub(1).map(|s| self.messages(s)).unwrap_or_default();
        last.iter().flat_map(|message| [message.from, message.to, message.chunk.unwrap_or(self.size())]).collect()
    }

    /// Steps done, and all; how many of the sums are complete, and all; megabytes that rank 0 has received; milliseconds so far, and those
    /// of the whole on a ring and through one rank.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let (size, steps) = (self.size(), self.steps() as f64);
        let complete = self.cells().iter().filter(|ranks| usize::from(**ranks) == size).count();
        let to_first = (0..self.done).flat_map(|s| self.messages(s)).filter(|message| message.to == 0);
        let part = |message: Message| message.chunk.map_or(1.0, |_| 1.0 / size as f64);
        let received: f64 = to_first.map(part).sum();
        let costs = (size as f64, 1e6 * self.megabytes, 1e-6 * self.latency, 1e9 * self.bandwidth);
        let [ring, one] = [on_a_ring, through_one].map(|time| 1e3 * time(costs.0, costs.1, costs.2, costs.3));
        let whole = if self.is_ring { ring } else { one };
        let mut numbers = vec![self.done as f64, steps, complete as f64, (size * size) as f64];
        numbers.extend([received * self.megabytes, whole * (self.done as f64 / steps), ring, one]);
        numbers
    }

    /// All that is needed to come back to the start.
    #[must_use]
    pub fn settings(&self) -> String {
        let Ring { megabytes, latency, bandwidth, .. } = self;
        let way = if self.is_ring { "ring" } else { "one" };
        format!("way={way}&ranks={}&mb={megabytes}&latency={latency}&bandwidth={bandwidth}", self.size())
    }
}

/// Rank r has 2ʳ of each of its chunks, of which there are as many as ranks.
fn beginning(ranks: usize) -> Vec<Vec<Matrix>> {
    (0..ranks).map(|r| vec![Matrix::from_elem((1, 1), f64::from(1 << r)); ranks]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(settings: &str) -> Ring {
        let mut ring = Ring::new(settings).unwrap();
        ring.step(usize::MAX);
        ring
    }

    #[test]
    fn a_ring_of_four_is_the_one_that_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter14/ring.txt");
        let mut ring = Ring::new("").unwrap();
        for (s, line) in recorded.lines().skip(1).enumerate() {
            let printed: Vec<f64> = line.split_whitespace().skip(2).map(|word| word.parse().unwrap()).collect();
            let sums: Vec<f64> = ring.ranks.iter().flatten().map(|sum| sum[[0, 0]]).collect();
            assert_eq!(sums, printed, "after {s}");
            ring.step(1);
        }
        assert_eq!(ring.done, 6);
    }

    #[test]
    fn bytes_and_milliseconds_are_those_that_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter14/bytes.txt");
        let mut found = 0;
        for line in recorded.lines().skip(2) {
            let row: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
            if row[0] > 12.0 {
                continue;
            }
            let [one, ring] = ["one", "ring"].map(|way| finished(&format!("way={way}&ranks={}", row[0])).numbers());
            for (printed, number) in row[1..].iter().zip([one[4], ring[4], one[5], ring[5]]) {
                assert!((printed - number).abs() < 6e-3 * printed.max(1.0), "{row:?}: {number}");
            }
            assert_eq!([ring[6], ring[7]], [ring[5], one[5]]);
            found += 1;
        }
        assert_eq!(found, 2);
    }

    #[test]
    fn at_the_end_all_have_all_sums_either_way() {
        for settings in ["", "ranks=2", "ranks=12", "way=one", "way=one&ranks=2", "way=one&ranks=7"] {
            let ring = finished(settings);
            let numbers = ring.numbers();
            assert_eq!((numbers[0], numbers[2]), (numbers[1], numbers[3]), "{settings}");
            let mut same = Ring::new(&ring.settings()).unwrap();
            assert!(same.moves().is_empty());
            same.step(100);
            assert_eq!(same.numbers(), numbers);
            same.again();
            assert_eq!(same.numbers()[..3], [0.0, numbers[1], 0.0]);
        }
        assert!(Ring::new("ranks=13").unwrap_err().to_string().contains("from 2 to 12"));
        assert!(Ring::new("way=tree").unwrap_err().to_string().contains("ring, one"));
    }

    #[test]
    fn the_moves_are_the_messages_of_the_last_step() {
        let mut ring = Ring::new("ranks=3").unwrap();
        ring.step(2);
        // In step 1 rank r sends chunk r − 1.
        assert_eq!(ring.moves(), [0, 1, 2, 1, 2, 0, 2, 0, 1]);
        let mut one = Ring::new("way=one&ranks=3").unwrap();
        one.step(3);
        assert_eq!(one.moves(), [0, 1, 3]);
        assert_eq!(one.cells(), [3, 3, 3, 3, 3, 3, 1, 1, 1]);
    }
}
